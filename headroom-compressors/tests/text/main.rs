//! What `TextCompressor` keeps of running text, and the laws it obeys.
#![cfg(feature = "text")]
#![allow(clippy::expect_used, clippy::panic, clippy::string_slice)]

mod answers;
mod any_input;
mod sources;

use headroom_compressors::TextCompressor;
use headroom_core::check::verify;
use headroom_core::{
    Arguments, Budget, Compressor, ContentType, Estimator, Hints, Input, Piece, Unit,
};

/// What stays in sight of a text that a query found, with a line for what does not.
fn shown(text: &str, query: &str) -> String {
    let arguments = Arguments::default().with_pattern(query);
    let hints = Hints::none().with_arguments(arguments);
    shown_by(&TextCompressor::new(), text, hints)
}

fn shown_by(compressor: &dyn Compressor, text: &str, hints: Hints<'_>) -> String {
    let tokens = Estimator::new();
    let input = Input::new(text, ContentType::TEXT, &tokens)
        .with_hints(hints)
        .with_budget(Budget::recoverable(300));
    let Ok(rewrite) = compressor.compress(&input) else { return text.to_owned() };
    verify(compressor, &input, &rewrite).expect("the rewrite holds");
    let (mut out, mut at) = (String::new(), 0);
    for piece in rewrite.pieces() {
        let Piece::Elided(elision) = piece else { panic!("nothing is folded here") };
        out.push_str(&text[at..elision.span.start]);
        let lines = elision.span.of(text).lines().count();
        out.push_str(&match elision.unit {
            Unit::Characters => "\n... part of the line ...\n".to_owned(),
            _ => format!("... {lines} lines\n"),
        });
        at = elision.span.end;
    }
    out + &text[at..]
}

/// Sentences that say nothing in particular, and are all different.
fn filler(n: usize) -> String {
    const THINGS: [&str; 7] =
        ["orchards", "harbours", "bridges", "archives", "gardens", "markets", "workshops"];
    const SAYS: [&str; 5] = [
        "were described by many travellers of the period",
        "have a long history in this part of the country",
        "attract visitors with their quiet charm",
        "changed hands several times over the centuries",
        "inspired painters and poets alike",
    ];
    let thing = |at: usize| THINGS.get(at % THINGS.len()).copied().unwrap_or_default();
    let sentence = |at: usize| {
        format!(
            "The old {} near the {} {}.",
            thing(n + at),
            thing(n / 7 + 2 * at + 1),
            SAYS.get((n + at) % 5).copied().unwrap_or_default()
        )
    };
    [0, 1, 2, 3].map(sentence).join(" ")
}
