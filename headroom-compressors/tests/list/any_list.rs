//! What holds of any text that is taken for a list.

use headroom_compressors::ListCompressor;
use headroom_core::testing::compressor_laws;
use headroom_core::{Budget, Compressor, ContentType, Estimator, Input, Rewrite};
use proptest::collection::vec;
use proptest::prelude::*;

use super::{id, word};

fn line() -> impl Strategy<Value = String> {
    let row = (0..500_usize).prop_map(|n| format!("{} Move the {}", id(n, 7), word(n)));
    let odd = prop::sample::select(vec![
        "",
        "  ",
        "│ ├── left-pad@1.3.0 extraneous",
        "└── größe@2",
        "* \u{1f4e6}",
        "UNMET DEPENDENCY a@1",
        "commit 0123456789012345678901234567890123456789",
        "commit",
        "    A message",
        " src/a.rs | 3 +++",
        "Heading (3):",
        "\t\r",
        "[lines 3-9 left out]",
    ]);
    prop_oneof![6 => row, 2 => odd.prop_map(str::to_owned), 1 => ".{0,40}"]
}

fn rewrite(text: &str) -> Option<Rewrite> {
    let tokens = Estimator::new();
    let input = Input::new(text, ContentType::LIST, &tokens).with_budget(Budget::recoverable(300));
    ListCompressor::new().compress(&input).ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_laws_hold(lines in vec(line(), 0..600)) {
        compressor_laws(&ListCompressor::new(), &Estimator::new(), &[&lines.join("\n")]);
    }

    #[test]
    fn ends_and_marks_stay(lines in vec(0..500_usize, 300..500), at in 20..280_usize) {
        let mut lines: Vec<String> = lines.iter().map(|n| format!("{} Move the {}", id(*n, 7), word(*n))).collect();
        lines[at] += " FAILED";
        let text = lines.join("\n");
        let kept = rewrite(&text).expect("it is long");
        let kept = kept.kept(&text).expect("the pieces fit the text");
        for line in [&lines[0], &lines[at], &lines[lines.len() - 1]] {
            prop_assert!(kept.lines().any(|other| other == line), "{line}");
        }
    }
}

#[test]
fn long_texts_of_any_form_are_taken() {
    let blank = "\n".repeat(200_000);
    let tree = "│ ├── a@1\n".repeat(20_000);
    let deep: String = (0..2_000).map(|n| format!("{}x\n", " ".repeat(n))).collect();
    let line = "x".repeat(1 << 20);
    for text in [&blank, &tree, &deep, &line] {
        compressor_laws(&ListCompressor::new(), &Estimator::new(), &[text]);
    }
}

#[test]
fn rewrites_are_made() {
    let text: String = (0..800).map(|n| format!("{} Move the {}\n", id(n, 7), word(n))).collect();
    assert_eq!(compressor_laws(&ListCompressor::new(), &Estimator::new(), &[&text]), 1);
}
