//! What holds of any input.

use headroom_compressors::TextCompressor;
use headroom_core::Estimator;
use headroom_core::testing::compressor_laws;
use proptest::collection::vec;
use proptest::prelude::*;

use super::filler;

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => (0..90_usize).prop_map(filler),
        3 => (0..90_usize, 3..20_usize).prop_map(|(n, times)| (n..n + times).map(filler).collect()),
        3 => Just(String::new()),
        2 => "(#{1,7} [A-Z][a-z]{0,9}|Title|-{3,5}|={3,5}|~~~|```rust|```)",
        2 => "([-*+]|[0-9]{1,4}[.)]) .{0,80}",
        1 => r"\| [a-z]{1,3} \|( .{0,9} \|){1,4}",
        1 => "</?[a-z]{1,5}( a=\"[0-9]\")?>",
        2 => ".{0,200}",
        1 => "[\u{4e00}-\u{4e40}。、！]{0,900}",
        1 => "[\u{e01}-\u{e3a} ]{0,900}",
        1 => "([a-z]{1,9}[.!?]\"? ){0,300}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn laws(lines in vec(line(), 0..40), breaks in "(\n|\r\n)", end in "(|\n|\r\n)") {
        let text = lines.join(&breaks) + &end;
        compressor_laws(&TextCompressor::new(), &Estimator::new(), &[&text]);
    }
}

/// The laws are not met by declining all.
#[test]
fn long_texts_are_rewritten() {
    let text: String = (0..40).map(|n| filler(n % 9) + "\n\n").collect();
    let line: String = (0..40).map(|n| filler(n % 9) + " ").collect();
    let made = compressor_laws(&TextCompressor::new(), &Estimator::new(), &[&text, &line]);
    assert_eq!(made, 4);
}

#[test]
fn hostile_texts_are_read() {
    let texts = [
        "x".repeat(1 << 18),
        "a. ".repeat(1 << 16),
        "a?".repeat(1 << 16),
        "\n".repeat(1 << 17),
        "# a\n".repeat(1 << 14),
        "```\n".repeat(1 << 14),
        "<a>\n".repeat(1 << 14),
        "| a | b |\n".repeat(1 << 14),
        "etc. ".repeat(1 << 15),
        "\"`".repeat(1 << 15),
        "あ".repeat(1 << 15),
        "e\u{301}\u{200d}".repeat(1 << 14),
    ];
    for text in &texts {
        compressor_laws(&TextCompressor::new(), &Estimator::new(), &[text]);
    }
}
