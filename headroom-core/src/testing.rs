//! The laws, as functions to call from a test.
//!
//! Each takes an implementation and inputs, and panics with what does not hold. Ours run them; a
//! third party's crate runs the same ones.

#![allow(clippy::panic, clippy::expect_used, clippy::missing_panics_doc)]

use crate::check;
use crate::{Budget, Compressor, Detector, Hints, Input, Span, TokenCounter};

/// The laws of a [`Compressor`]: a name and content types; purity; pieces that fit the text; an
/// exact inverse; statements that hold. Runs every text as every accepted type, with
/// a lossless and a recoverable budget, and gives back how many rewrites were made, so that a test
/// can assert that the laws were not met by declining all.
pub fn compressor_laws(
    compressor: &dyn Compressor,
    tokens: &dyn TokenCounter,
    texts: &[&str],
) -> usize {
    let name = compressor.name();
    assert!(!name.is_empty(), "a compressor has a name");
    assert!(!compressor.accepts().is_empty(), "{name}: accepts no content type");
    let mut rewrites = 0;
    for &text in texts {
        for &content_type in compressor.accepts() {
            for budget in [Budget::LOSSLESS, Budget::recoverable(200)] {
                let input = Input::new(text, content_type, tokens).with_budget(budget);
                rewrites += usize::from(obeys(compressor, &input));
            }
        }
    }
    rewrites
}

/// Whether the compressor made a rewrite of the input, which then obeys the laws.
fn obeys(compressor: &dyn Compressor, input: &Input<'_>) -> bool {
    let name = compressor.name();
    let first = compressor.compress(input);
    let again = compressor.compress(input);
    assert_eq!(first, again, "{name}: two runs differ on {:?}", head(input.text));
    let Ok(rewrite) = first else { return false };
    assert!(
        input.budget.may_elide() || !rewrite.elides(),
        "{name}: elides on a lossless budget: {:?}",
        head(input.text)
    );
    if let Err(failure) = check::verify(compressor, input, &rewrite) {
        panic!("{name}: {failure} on {:?}", head(input.text));
    }
    true
}

/// The laws of a [`Detector`]: purity, and no panic on any prefix of the texts.
pub fn detector_laws(detector: &dyn Detector, texts: &[&str]) {
    let hints = Hints::none();
    for &text in texts {
        assert_eq!(detector.detect(text, &hints), detector.detect(text, &hints));
        let cuts = text.char_indices().map(|(at, _)| at).take(512);
        for cut in cuts {
            let _ = detector.detect(Span::new(0, cut).of(text), &hints);
        }
    }
}

fn head(text: &str) -> String {
    text.chars().take(120).collect()
}
