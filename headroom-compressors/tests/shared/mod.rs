//! What a model is sent in place of an output, by the compressors that are under test.
#![allow(dead_code, reason = "no test needs all of it")]
#![allow(clippy::expect_used)]

use headroom_core::notice::{Lines, Notice};
use headroom_core::{
    BlockReport, Compressor, ContentRouter, Estimator, Hints, Input, Level, Like, Piece, Pipeline,
    Settings, Span, Treatment, check,
};

/// What is sent, and the report on it.
pub(crate) struct Sent {
    pub(crate) text: String,
    pub(crate) report: BlockReport,
}

/// What is sent for a text that follows on a call, with a store that takes everything.
pub(crate) fn sent(router: ContentRouter, level: Level, hints: &Hints<'_>, text: &str) -> Sent {
    let treatment = Treatment { level: Some(level), floor: 0 };
    let pipeline = Pipeline::new(router, Estimator::new(), treatment, Settings::default());
    let (text, report) = pipeline.plan_text(text, hints).finish(true);
    Sent { text: text.into_owned(), report }
}

impl Sent {
    fn handle(&self) -> Option<String> {
        self.report.handle.map(|handle| handle.to_string())
    }

    /// The text with the handle blanked, since its key says nothing.
    pub(crate) fn blanked(self) -> String {
        match self.handle() {
            Some(handle) => self.text.replace(&handle, "hr_..."),
            None => self.text,
        }
    }

    /// The text without the line with the handle.
    pub(crate) fn without_handle(self) -> String {
        let handle = self.handle();
        let names = |line: &&str| handle.as_deref().is_some_and(|handle| line.contains(handle));
        self.text.split_inclusive('\n').filter(|line| !names(line)).collect()
    }
}

/// What a compressor makes of a text, with a notice in place of elided lines; `None` if it declines.
pub(crate) fn noticed(compressor: &dyn Compressor, input: &Input<'_>) -> Option<String> {
    let text = input.text;
    let mut rewrite = compressor.compress(input).ok()?;
    check::verify(compressor, input, &rewrite).expect("the rewrite holds");
    check::settle(text, &mut rewrite);
    let breaks = |span: Span| span.of(text).matches('\n').count();
    let (mut out, mut at) = (String::new(), 0);
    for piece in rewrite.pieces() {
        let span = piece.span();
        out.push_str(Span::new(at, span.start).of(text));
        match piece {
            Piece::Elided(elision) => {
                let first = breaks(Span::new(0, span.start)) + 1;
                let lines = Lines::new(first, first + span.of(text).lines().count() - 1);
                let (shown, counts) = (elision.like == Like::Shown, elision.counts.clone());
                out.push_str(&format!("{}\n", Notice::LeftOut { lines, shown, counts }));
            }
            Piece::Folded { text, .. } => out.push_str(text),
            _ => {}
        }
        at = span.end;
    }
    Some(out + Span::new(at, text.len()).of(text))
}
