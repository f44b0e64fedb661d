//! What holds of detection on any text.

#![allow(clippy::string_slice, clippy::expect_used, reason = "a failed test panics")]

use headroom_core::{
    Arguments, ContentType, Detector, Hints, StructuralDetector, is_read, segments,
};
use proptest::prelude::*;

/// Pieces of the formats, to be thrown together.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{\"a\": [1, \"}\"]}",
        "[",
        "{",
        "]",
        "}",
        "\n",
        "\r\n",
        "\u{1b}[31m",
        "\r",
        "src/a.rs:12:x",
        "2024-01-01 12:00:00 INFO x",
        "```json\n",
        "```\n",
        "==> a.py <==\n",
        "OBSERVATION:\n",
        "<output>\n",
        "</output>\n",
        "@@ -1 +1 @@\n",
        "diff --git a/x b/x\n",
        "--- a\n+++ b\n",
        "    1\tx\n",
        "é",
        "日本",
        "| a | b |\n",
        "key: value\n",
        "[a]\nb = 1\n",
        "fn x() {\n",
        "at a (b.js:1:2)\n",
        "$ ls\n",
        " ",
        "\t",
        "HTTP/1.1 200 OK\n",
        "<system-reminder>\n",
        "</system-reminder>",
        "<!--",
        "<?xml ?>",
        ",",
        "\"",
    ]);
    prop::collection::vec(prop_oneof![4 => piece.prop_map(str::to_owned), 1 => "\\PC{0,8}"], 0..40)
        .prop_map(|pieces| pieces.concat())
}

/// Segments are sorted, disjoint, inside the text, on character boundaries; and what is said to be
/// JSON parses.
fn obeys(text: &str, hints: &Hints<'_>) {
    let found = segments(text, hints);
    assert_eq!(found, segments(text, hints));
    let mut at = 0;
    let mut joined = String::new();
    for part in &found {
        assert!(part.span.start >= at && part.span.end <= text.len());
        joined.push_str(&text[at..part.span.start]);
        let inner = part.span.get(text).expect("a span fits");
        if part.detection.content_type == ContentType::JSON {
            serde_json::from_str::<serde::de::IgnoredAny>(inner).expect("JSON parses");
        }
        joined.push_str(inner);
        at = part.span.end;
    }
    joined.push_str(&text[at..]);
    assert_eq!(joined, text);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_at_any_cut(text in soup(), tool in "[a-z_]{0,8}", command in "\\PC{0,30}") {
        let arguments = Arguments::command(&command);
        for hints in [
            Hints::none(),
            Hints::none().with_tool(&tool).with_arguments(arguments),
            Hints::none().with_arguments(Arguments::command("cat a.rs")),
            Hints::none().with_arguments(Arguments::command("grep -rn x .")),
            Hints::none().with_arguments(Arguments::command("cargo test")),
            Hints::none().with_arguments(Arguments::path("a.md")),
        ] {
            let first = StructuralDetector.detect(&text, &hints);
            prop_assert_eq!(first, StructuralDetector.detect(&text, &hints));
            obeys(&text, &hints);
            let _ = is_read(&hints);
        }
        for (cut, _) in text.char_indices() {
            let _ = StructuralDetector.detect(&text[..cut], &Hints::none());
            obeys(&text[cut..], &Hints::none());
        }
    }

    #[test]
    fn any_long_text(piece in soup(), times in 1_usize..200) {
        obeys(&piece.repeat(times), &Hints::none());
    }
}
