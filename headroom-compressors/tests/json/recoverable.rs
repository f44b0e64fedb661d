//! What stays in sight of long documents.

use headroom_compressors::SmartCrusher;
use headroom_core::check::verify;
use headroom_core::notice::Notice;
use headroom_core::{
    Budget, Compressor, ContentType, Estimator, Hints, Input, Piece, Rewrite, Unit,
};

/// A rewrite that holds, with a small aim.
fn shorten(text: &str, question: &str) -> Option<Rewrite> {
    let tokens = Estimator::new();
    let hints = Hints::none().with_question(question);
    let input = Input::new(text, ContentType::JSON, &tokens)
        .with_budget(Budget::recoverable(200))
        .with_hints(hints);
    let rewrite = SmartCrusher::new().compress(&input).expect("is folded");
    verify(&SmartCrusher::new(), &input, &rewrite).expect("the rewrite holds");
    rewrite.elides().then_some(rewrite)
}

/// The output as it is rendered, but for the handle.
fn shown(rewrite: &Rewrite) -> String {
    let mut out = String::new();
    for piece in rewrite.pieces() {
        match piece {
            Piece::Folded { text, .. } => out.push_str(text),
            Piece::Elided(elision) => {
                let Unit::Rows(rows) = elision.unit else { continue };
                let notice = Notice::RowsLeftOut { rows, facts: elision.facts.clone() };
                out.push_str(&format!("{notice}\n"));
            }
            _ => {}
        }
    }
    out
}

fn repositories() -> String {
    let branch = |n| match n {
        17 => "stable/2.x",
        _ if n % 3 == 0 => "master",
        _ => "main",
    };
    let row = |n: u32| {
        format!(
            "{{\"id\": {}, \"name\": \"project-{n}\", \"owner\": {{\"login\": \"team-{}\"}}, \
             \"stars\": {}, \"branch\": \"{}\"}}",
            4_100 + n * 37,
            n % 5,
            if n == 40 { 91_000 } else { 300 + (n * 7_919) % 100 },
            branch(n)
        )
    };
    let rows: Vec<String> = (0..60).map(row).collect();
    format!("{{\"total\": 60, \"items\": [{}], \"next\": null}}", rows.join(", "))
}

#[test]
fn debug() {
    let text = repositories();
    let rewrite = shorten(&text, "How many stars has project-33?").expect("is shortened");
    println!("{}", shown(&rewrite));
}
