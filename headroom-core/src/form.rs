//! The form of one block on its own: what its compressors make of it, verified and rendered.

mod plain;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use regex::Regex;

use crate::check::{Verified, joint_notices, keeps, keeps_matches, settle, verified};
use crate::compressor::Reading;
use crate::detect::{Segment, is_data_path, is_fetched, is_read, is_read_of_editable};
use crate::display::Cuts;
use crate::notice::{DisplayLeftOut, Lines, Notice};
use crate::render::{LineCounter, Original, Rendered, render};
use crate::{
    BlockReport, Budget, CheckFailure, Confidence, ContentRouter, ContentType, Detection, Fidelity,
    Handle, Hints, Input, Level, Outcome, Parts, Piece, Reason, Rewrite, SharedText, Span,
    TokenCounter, Treatment, Unit,
};

use plain::Plain;

/// The tokens that an elided block aims at: a share of it, but no fewer than is worth a notice and no
/// more than is read with care.
fn visible_tokens(tokens: usize) -> usize {
    const LEAST: usize = 200;
    const MOST: usize = 1_200;
    (tokens / 3).clamp(LEAST, MOST)
}

/// The share of the tokens, in percent, that a fold saves at least.
const FOLD_PERCENT: usize = 6;

/// The tokens that a fold saves at least.
const FOLD_TOKENS: usize = 16;

/// What stands in for a block before references are looked for.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    /// What was recognised first.
    pub(crate) content_type: Option<ContentType>,
    /// The rewritten text, or why there is none.
    pub(crate) outcome: Result<Rewritten, Reason>,
    /// Tokens of the block's text.
    pub(crate) tokens_before: usize,
    /// Tokens of what goes out, references aside.
    pub(crate) tokens_after: usize,
}

/// A rewritten text.
#[derive(Clone, Debug)]
pub(crate) struct Rewritten {
    pub(crate) text: SharedText,
    pub(crate) fidelity: Fidelity,
    pub(crate) by: Vec<&'static str>,
    /// The lines of the text that are not the source's own, from 1: of each segment, from the first to the last
    /// one.
    pub(crate) folded: Arc<[Lines]>,
    /// The key of the original, if parts of it are out of sight.
    pub(crate) handle: Option<Handle>,
}

impl Form {
    pub(crate) fn verbatim(
        tokens: usize,
        content_type: Option<ContentType>,
        reason: Reason,
    ) -> Self {
        Self { content_type, outcome: Err(reason), tokens_before: tokens, tokens_after: tokens }
    }

    /// What is told of a text on its own that goes out in this form.
    pub(crate) fn report(&self, tool: Option<String>) -> BlockReport {
        let outcome = match &self.outcome {
            Ok(Rewritten { fidelity, by, .. }) => {
                Outcome::Rewritten { fidelity: *fidelity, by: by.clone() }
            }
            Err(reason) => Outcome::Verbatim(*reason),
        };
        BlockReport {
            message: 0,
            result: None,
            tool,
            content_type: self.content_type,
            outcome,
            handle: self.handle(),
            tokens_before: self.tokens_before,
            tokens_after: self.tokens_after,
        }
    }

    /// The key of the original, if parts of it are out of sight.
    pub(crate) fn handle(&self) -> Option<Handle> {
        self.outcome.as_ref().ok()?.handle
    }

    /// Bytes held, roughly.
    pub(crate) fn bytes(&self) -> usize {
        let text = self.outcome.as_ref().map_or(0, |rewritten| rewritten.text.len());
        size_of::<Self>() + text
    }
}

/// What a form is made with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shaper<'a> {
    pub(crate) router: &'a ContentRouter,
    pub(crate) tokens: &'a dyn TokenCounter,
    pub(crate) required: &'a [Regex],
    /// Tokens that a rewrite must save at least.
    pub(crate) margin: usize,
}

impl Shaper<'_> {
    /// The form of a block: eliding if the treatment allows it and it pays, else folding, else
    /// verbatim with the reason.
    pub(crate) fn shape(&self, text: &str, hints: &Hints<'_>, treatment: Treatment) -> Form {
        let tokens = self.tokens.estimate(text);
        let Some(level) = treatment.level else {
            return Form::verbatim(tokens, None, Reason::Policy);
        };
        if tokens < treatment.floor {
            return Form::verbatim(tokens, None, Reason::TooSmall);
        }
        if hints.is_error {
            return Form::verbatim(tokens, None, Reason::FailedResult);
        }
        if let Some(form) = self.plainly(text, tokens, hints, level) {
            return form;
        }
        let segments = self.router.segments(text, hints);
        let content_type = first_type(&segments);
        let block = Block {
            text,
            original: text,
            cuts: &Cuts::default(),
            tokens,
            hints,
            segments: &segments,
        };
        let rewritten = self.rewrite(&block, level).or_else(|reason| {
            let lossless = || self.rewrite(&block, Level::Lossless);
            if level == Level::Lossless { Err(reason) } else { lossless().map_err(|_| reason) }
        });
        match rewritten {
            Ok((rewritten, tokens_after)) => {
                Form { content_type, outcome: Ok(rewritten), tokens_before: tokens, tokens_after }
            }
            Err(reason) => Form::verbatim(tokens, content_type, reason),
        }
    }

    /// The form of a block without what only a terminal needs, if it may do without and that pays.
    fn plainly(
        &self,
        text: &str,
        tokens_before: usize,
        hints: &Hints<'_>,
        level: Level,
    ) -> Option<Form> {
        let plain = (level > Level::Lossless).then(|| Plain::of(text, hints, self.router))??;
        let block = Block {
            text: &plain.text,
            original: text,
            cuts: &plain.cuts,
            tokens: self.tokens.estimate(&plain.text),
            hints,
            segments: &plain.segments,
        };
        let (rewritten, tokens_after) = self.rewrite(&block, level).ok()?;
        let content_type = first_type(&plain.segments);
        Some(Form { content_type, outcome: Ok(rewritten), tokens_before, tokens_after })
    }

    /// The rewritten text and about how many tokens it has.
    fn rewrite(&self, block: &Block<'_>, level: Level) -> Result<(Rewritten, usize), Reason> {
        let text = block.text;
        let mut draft = Draft::default();
        let mut by = Vec::new();
        let mut fidelity = Fidelity::Bytes;
        let mut reason = Reason::Unrecognised;
        for segment in block.segments {
            match self.segment(block, *segment, level) {
                Ok((name, rewrite, found)) => {
                    fidelity = fidelity.max(found.fidelity);
                    by.push(name);
                    draft.add(rewrite, found.joint, segment.span.start);
                }
                Err(why) => reason = why,
            }
        }
        if block.is_plain() {
            fidelity = Fidelity::Elided;
            by.push("display");
        }
        if by.is_empty() {
            return Err(reason);
        }
        by.dedup();
        keeps_matches(self.required, text, &draft.rewrite).map_err(Reason::CheckFailed)?;
        let (rewrite, rendered, tokens) = self.rendered(block, draft).ok_or(Reason::NotWorthIt)?;
        keeps(self.required, block.original, &rendered.text).map_err(Reason::CheckFailed)?;
        let folded = folded(block, &rewrite, &rendered);
        if !self.saves(block, rewrite, &rendered) {
            return Err(Reason::NotWorthIt);
        }
        let Rendered { text, handle, .. } = rendered;
        Ok((Rewritten { text: text.into(), fidelity, by, folded, handle }, tokens))
    }

    /// Whether what is sent for a text has as many tokens fewer as are asked for.
    fn saves(&self, block: &Block<'_>, rewrite: Rewrite, rendered: &Rendered) -> bool {
        let text = block.text;
        if block.is_plain() {
            return self.tokens.saves(block.original, &rendered.text, self.margin);
        }
        let parts = Parts::around(text, &rendered.text, rendered.changes(text, &rewrite));
        // A piece for each line of a long text takes as much room as the text.
        drop(rewrite);
        self.tokens.saves_in(&parts, self.margin)
    }

    /// As much of a rewrite as pays, what is sent for it, and about how many tokens that has. `None` if
    /// nothing is left of it.
    ///
    /// No reference can point at a part of a fold, so one that saves little costs more than it saves as soon as
    /// some of the lines come again.
    fn rendered(&self, block: &Block<'_>, draft: Draft) -> Option<(Rewrite, Rendered, usize)> {
        let Draft { rewrite, joint } = draft;
        let text = block.text;
        let original =
            |rewrite: &Rewrite| Original { text: block.original, left: block.left(rewrite) };
        let out = render(text, &rewrite, &joint, original(&rewrite))?;
        let tokens = self.tokens.estimate(&out.text);
        if !rewrite.writes() {
            return Some((rewrite, out, tokens));
        }
        let pays = |saved: usize| saved >= ((tokens + saved) * FOLD_PERCENT / 100).max(FOLD_TOKENS);
        let is_whole = |piece: &Piece| piece.span().len() == text.len();
        let saved = if rewrite.pieces().iter().any(is_whole) {
            block.tokens.saturating_sub(tokens)
        } else {
            self.folding_saves(text, &rewrite)
        };
        if pays(saved) {
            return Some((rewrite, out, tokens));
        }
        let plain = rewrite.without_folds();
        if !plain.elides() && !block.is_plain() {
            return None;
        }
        let other = render(text, &plain, &joint_notices(text, &plain)?, original(&plain))?;
        let without = self.tokens.estimate(&other.text);
        // A fold may also spare notices: those of elisions that stand next to each other by it.
        if pays(without.saturating_sub(tokens)) {
            Some((rewrite, out, tokens))
        } else {
            Some((plain, other, without))
        }
    }

    /// About how many tokens less what is folded has.
    fn folding_saves(&self, text: &str, rewrite: &Rewrite) -> usize {
        let (mut removed, mut added) = (String::new(), String::new());
        for piece in rewrite.pieces() {
            if let Piece::Folded { span, text: folded } = piece {
                removed.push_str(span.of(text));
                added.push_str(folded);
            }
        }
        self.tokens.estimate(&removed).saturating_sub(self.tokens.estimate(&added))
    }

    /// The verified rewrite of a segment.
    fn segment(
        &self,
        block: &Block<'_>,
        segment: Segment,
        level: Level,
    ) -> Result<(&'static str, Rewrite, Verified), Reason> {
        let Block { tokens, hints, .. } = *block;
        let text = segment.span.of(block.text);
        let content_type = segment.detection.content_type;
        let compressor = self.router.compressor_for(content_type).ok_or(Reason::NoCompressor)?;
        if level < Level::Aggressive && is_protected(content_type, hints) {
            return Err(Reason::Protected);
        }
        let reading = Reading::default();
        if text.len() == block.text.len() {
            reading.tokens.get_or_init(|| tokens);
        }
        let input = Input::new(text, content_type, self.tokens);
        let mut input = input.with_hints(*hints).with_reading(&reading);
        if may_elide(segment.detection, hints, level) {
            input = input.with_budget(Budget::recoverable(visible_tokens(input.estimate())));
        }
        // A stranger's compressor may break its contract; its block goes out verbatim all the same.
        let fenced = std::panic::catch_unwind(AssertUnwindSafe(|| {
            let mut rewrite = compressor.compress(&input).map_err(Reason::Declined)?;
            let found = verified(compressor, &input, &rewrite).map_err(Reason::CheckFailed)?;
            settle(text, &mut rewrite);
            Ok((compressor.name(), rewrite, found))
        }));
        fenced.unwrap_or(Err(Reason::CheckFailed(CheckFailure::Panicked)))
    }
}

/// Whether a level lets units of a text leave sight. Of running text and of code, only what was fetched or
/// searched for, or what no one edits, below the level `aggressive`; there it need not be beyond doubt that
/// it is running text, because nothing else claims it.
fn may_elide(detection: Detection, hints: &Hints<'_>, level: Level) -> bool {
    let sure = detection.confidence == Confidence::Certain;
    let prose = matches!(detection.content_type, ContentType::TEXT | ContentType::MARKDOWN);
    match level {
        Level::Lossless => false,
        Level::Balanced if prose => is_fetched(hints),
        Level::Balanced if detection.content_type == ContentType::CODE => {
            sure && (is_fetched(hints) || hints.arguments.path.is_some_and(is_data_path))
        }
        _ => sure || prose,
    }
}

/// Whether this is a read of what an agent may edit: source, configuration, a document with a path,
/// by its text or by its name.
fn is_protected(content_type: ContentType, hints: &Hints<'_>) -> bool {
    let document = matches!(
        content_type,
        ContentType::CODE
            | ContentType::CONFIG
            | ContentType::MARKDOWN
            | ContentType::TEXT
            | ContentType::HTML
            | ContentType::XML
            | ContentType::JSON
    );
    let by_text = document && is_read(hints);
    let data = content_type == ContentType::MINIFIED;
    (by_text && !hints.arguments.path.is_some_and(is_data_path))
        || (!data && is_read_of_editable(hints))
}

/// The lines of what is sent that are not the source's own, from 1: of each segment, from the first to the
/// last one. Linear.
fn folded(block: &Block<'_>, rewrite: &Rewrite, rendered: &Rendered) -> Arc<[Lines]> {
    let changes = rewrite.pieces().iter().zip(rendered.changes(block.text, rewrite));
    let written = changes.filter(|(piece, _)| is_written(piece)).map(|(_, change)| change);
    let mut segments = block.segments.iter().peekable();
    let mut out: Vec<Span> = Vec::new();
    let mut open = false;
    for (from, to) in written {
        while segments.next_if(|segment| segment.span.end <= from.start).is_some() {
            open = false;
        }
        match out.last_mut().filter(|_| open) {
            Some(last) => last.end = to.end,
            None => out.push(to),
        }
        open = true;
    }
    lines_of(&rendered.text, &out).into()
}

/// Whether what stands for a piece is not made of whole lines of the source.
fn is_written(piece: &Piece) -> bool {
    match piece {
        Piece::Folded { .. } => true,
        Piece::Elided(elision) => matches!(elision.unit, Unit::Characters | Unit::Words),
    }
}

/// The lines in which spans stand, from 1; spans in the same line are one. Linear.
fn lines_of(text: &str, spans: &[Span]) -> Vec<Lines> {
    let mut out: Vec<Lines> = Vec::with_capacity(spans.len());
    let mut counter = LineCounter::new(text);
    for span in spans {
        let lines = counter.range(*span);
        match out.last_mut().filter(|before| before.last >= lines.first) {
            Some(before) => before.last = lines.last,
            None => out.push(lines),
        }
    }
    out
}

/// The text of a tool result with what is known of it.
#[derive(Clone, Copy, Debug)]
struct Block<'a> {
    /// What detectors and compressors see of it.
    text: &'a str,
    /// All of it, which is what the store gets.
    original: &'a str,
    /// What only a terminal needs, and stands in the original alone.
    cuts: &'a Cuts,
    /// About how many tokens it has.
    tokens: usize,
    hints: &'a Hints<'a>,
    segments: &'a [Segment],
}

impl Block<'_> {
    /// Whether something is left out of what compressors see.
    fn is_plain(&self) -> bool {
        !self.cuts.is_empty()
    }

    /// How much of what only a terminal needs is left out of what a rewrite does not elide. Linear.
    fn left(&self, rewrite: &Rewrite) -> DisplayLeftOut {
        self.cuts.outside(rewrite.elisions().map(|elision| elision.span), self.text.len())
    }
}

/// What was recognised first.
fn first_type(segments: &[Segment]) -> Option<ContentType> {
    segments.first().map(|segment| segment.detection.content_type)
}

/// The rewrite of a block, put together of those of its segments.
#[derive(Debug, Default)]
struct Draft {
    rewrite: Rewrite,
    /// Notices for several elisions together, by the numbers of their pieces.
    joint: Vec<(usize, Notice)>,
}

impl Draft {
    /// Adds the rewrite of a segment at its place in the whole.
    fn add(&mut self, part: Rewrite, joint: Vec<(usize, Notice)>, at: usize) {
        if at == 0 && self.rewrite.pieces().is_empty() {
            *self = Self { rewrite: part, joint };
            return;
        }
        let before = self.rewrite.pieces().len();
        self.joint.extend(joint.into_iter().map(|(piece, notice)| (before + piece, notice)));
        for piece in part.into_pieces() {
            match piece {
                Piece::Elided(mut elision) => {
                    elision.shift(at);
                    self.rewrite.leave_out(elision)
                }
                Piece::Folded { span, text } => self.rewrite.fold(span.shifted(at), text),
            };
        }
    }
}
