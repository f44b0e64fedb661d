//! Texts of which nothing tells what is looked for.

use super::{filler, shown};

#[test]
fn what_stands_for_itself_stays() {
    let kept = [
        "The pump needs 3.5 kW.",
        "Never open the valve while it runs.",
        "You should read the manual first.",
        "Call `pump.stop()` to stop it.",
        "See https://example.org/pump for more.",
        "A valve is a part that closes a pipe.",
        "Set PUMP_MODE or --mode.",
    ];
    let mut text = String::from("About the pump\n\n");
    for line in kept {
        text.push_str(&format!("{line}\n\n{}\n\n", filler(3)));
    }
    text.push_str("The end.\n");
    let shown = shown(&text, "");
    for line in kept {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    assert_eq!(shown.matches(&filler(3)).count(), 0, "{shown}");
}

#[test]
fn what_is_said_again_goes() {
    let passage = "The pump was built in 1951 by the firm of Example and Sons for the new works.";
    let other: Vec<String> = (0..30).map(filler).collect();
    let text = format!(
        "{passage}\n\n{}\n\n{passage}\n\n{}\n",
        other[..15].join("\n\n"),
        other[15..].join("\n\n")
    );
    assert_eq!(shown(&text, "").matches(passage).count(), 1);
}
