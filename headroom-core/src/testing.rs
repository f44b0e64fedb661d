//! The laws, as functions to call from a test.
//!
//! Each takes an implementation and inputs, and panics with what does not hold. Ours run them; a
//! third party's crate runs the same ones.

#![allow(clippy::panic, clippy::expect_used, clippy::missing_panics_doc)]

use crate::check;
use crate::document::{Dialect, Document};
use crate::{BlockKind, Budget, Compressor, Detector, Hints, Input, Span, TokenCounter};

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

/// The laws of a [`Dialect`]: a name; each body is recognised; blocks are whole JSON values within
/// the body, sorted and disjoint but for calls; texts are strings; results are counted in order,
/// and what a block belongs to stands before it; a member that the dialect does not know, put into
/// every object, and blanks between tokens change no text; and no panic on any JSON value taken from
/// the bodies.
pub fn dialect_laws(dialect: &dyn Dialect, bodies: &[&str]) {
    assert!(!dialect.name().is_empty(), "a dialect has a name");
    for body in bodies {
        let shows = dialect.signs().iter().any(|sign| body.contains(sign));
        assert!(shows, "{}: no sign of it in a body", dialect.name());
        let document = Document::parse_with(body, dialect).expect("a law body is JSON");
        assert!(!document.blocks().is_empty(), "{}: no blocks", dialect.name());
        check_blocks(&document);
        let found = texts(&document);
        assert!(!found.is_empty(), "{}: no text of a tool result in a body", dialect.name());
        for (other, what) in
            [(with_unknown_members(body), "unknown members"), (spaced(body), "blanks")]
        {
            let again = Document::parse_with(&other, dialect).expect("the other body is JSON");
            assert_eq!(found, texts(&again), "{}: {what} matter", dialect.name());
        }
        for (at, _) in body.match_indices(['{', '[']).take(256) {
            let value = crate::document::Cursor::new(body, at).skip().of(body);
            if let Ok(part) = Document::parse_with(value, dialect) {
                check_blocks(&part);
            }
        }
    }
}

fn check_blocks(document: &Document<'_>) {
    let (mut after, mut results) = (0, 0);
    for block in document.blocks() {
        assert!(block.call.is_none_or(|call| call < document.calls().len()), "a call that is not");
        assert!(block.message < document.messages().max(1), "a message that is not");
        if let Some(result) = block.result {
            assert!(result >= results, "results are counted in order");
            results = result;
        }
    }
    for block in document.blocks().iter().filter(|block| !block.literal.is_empty()) {
        let literal = block.literal.get(document.source()).expect("a literal within the body");
        assert!(serde_json::from_str::<serde::de::IgnoredAny>(literal).is_ok(), "{literal}");
        if matches!(block.kind, BlockKind::ToolResult | BlockKind::Document) {
            assert!(block.literal.start >= after, "blocks are not in order: {literal}");
            assert!(literal.starts_with('"'), "a text is a string: {literal}");
            after = block.literal.end;
        }
    }
}

/// A text, and what is known of it.
type Text = (Option<usize>, Option<usize>, [bool; 2], Option<String>);

fn texts(document: &Document<'_>) -> Vec<Text> {
    let rewritable = document.blocks().iter().filter(|block| block.kind == BlockKind::ToolResult);
    let text = |block: &crate::Block| {
        let flags = [block.is_error, block.cache_marker];
        (block.call, block.result, flags, document.text(block).map(Into::into))
    };
    rewritable.map(text).collect()
}

/// The body with blanks before and after every token.
fn spaced(body: &str) -> String {
    let mut out = String::new();
    let (mut inside, mut escaped) = (false, false);
    for c in body.chars() {
        let was_inside = inside;
        inside ^= c == '"' && !escaped;
        escaped = inside && c == '\\' && !escaped;
        let structural = !was_inside && !inside && matches!(c, '{' | '}' | '[' | ']' | ',' | ':');
        if structural {
            out.extend(["\n\t", c.encode_utf8(&mut [0; 4]), " \r\n"]);
        } else {
            out.push(c);
        }
    }
    out
}

/// The body with a member that no provider knows at the start of each object that has members.
fn with_unknown_members(body: &str) -> String {
    let mut out = String::new();
    let (mut inside, mut escaped) = (false, false);
    for (at, c) in body.char_indices() {
        inside ^= c == '"' && !escaped;
        escaped = inside && c == '\\' && !escaped;
        out.push(c);
        let rest = Span::new(at + 1, body.len()).of(body).trim_start();
        if c == '{' && !inside && !rest.starts_with('}') {
            out.push_str(r#""x_law_1f3a": [{}, 1.0, null], "#);
        }
    }
    out
}

fn head(text: &str) -> String {
    text.chars().take(120).collect()
}
