//! References: runs of lines that stand verbatim earlier in what this request sends.
//!
//! The last stage, on what the other stages put out. A run becomes one line that names its place:
//! `[lines 40-90: same as in foo.py, tool result 7]`. Line numbers in the margin
//! do not count as part of a line, so that an edit echo or an overlapping view still refers to the
//! listing before it; the notice says which numbers the lines have here. What stays of a listing
//! loses the line numbers that follow by counting ([`thin`]), and what a tool says of the file that it was
//! called with does not repeat its path ([`path`]).
//!
//! A run may point at tool results and at the arguments of tool calls that the request sends before
//! it, and at what stands before it in the same result ([`repeats`]). It never points at what the model merely
//! said, at a notice or, but for frames of traces ([`folds`]), at a part of a fold: a place holds what it is named
//! for, and there are no chains. Time is linear: each line is compared with a bounded number of places. What is
//! sent last is not read before something follows that could refer to it ([`unread`]).

mod folds;
mod index;
mod landmarks;
pub(crate) mod listing;
mod names;
mod path;
mod repeats;
mod thin;
mod unread;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use folds::{Cut, Rest};
use index::{Index, LONG_LINE, Spot};
use landmarks::Landmarks;
use listing::{Line, lines};
use names::Names;
use repeats::Repeats;
use unread::Unread;

use crate::detect::Margins;
use crate::notice::{Lines, Notice, Place, Within};
use crate::tokens::CUT_SLACK;
use crate::{SharedText, Span, TokenCounter};

/// What the references of a conversation are looked up in.
#[derive(Clone, Debug, Default)]
pub(crate) struct References {
    index: Index,
    names: Names,
    /// What was sent since something was looked up, in order.
    unread: Vec<Unread>,
}

/// Whether a text has more lines than any model reads at once. It is not looked up and not referred
/// to: what is noted of each line would be a multiple of the text.
pub(crate) fn is_vast(text: &str) -> bool {
    const MOST_LINES: usize = 1 << 17;
    text.len() > MOST_LINES && memchr::memchr_iter(b'\n', text.as_bytes()).count() > MOST_LINES
}

/// The lines of a text without their margins and the blanks around them. Linear.
pub(crate) fn plain_lines(text: &str, margins: Margins) -> Vec<&str> {
    lines(text, margins).into_iter().map(|line| line.text(text).trim()).collect()
}

/// A text as the request sends it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sent<'a> {
    pub(crate) within: Within,
    /// The number of the call that it is the result of, from 1.
    pub(crate) call: Option<usize>,
    /// The path of the file that it is of, if it is of one.
    pub(crate) file: Option<&'a str>,
    /// The path in the arguments of the call that it is the result of.
    pub(crate) path: Option<&'a str>,
    /// What else the model knows it by: a command, a tool, the key of an argument.
    pub(crate) called: Option<&'a str>,
    pub(crate) text: &'a str,
    /// The same, where it is held already.
    pub(crate) held: Option<&'a SharedText>,
    pub(crate) margins: Margins,
    /// The lines of folds in it, from 1.
    pub(crate) folded: &'a [Lines],
}

/// How a text is rewritten by references.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms<'a> {
    pub(crate) tokens: &'a dyn TokenCounter,
    /// Tokens that a rewrite must save at least.
    pub(crate) margin: usize,
    pub(crate) references: bool,
    pub(crate) line_numbers: bool,
}

/// A text in which runs of lines became references.
#[derive(Clone, Debug)]
pub(crate) struct Referred {
    pub(crate) text: String,
    /// Runs that became references.
    pub(crate) runs: usize,
    /// The path of the call is not repeated.
    pub(crate) path: bool,
    /// Line numbers were thinned.
    pub(crate) thinned: bool,
    /// The lines of folds, from 1.
    pub(crate) folded: Arc<[Lines]>,
}

impl Referred {
    /// Whether something stands earlier in the request.
    pub(crate) fn refers(&self) -> bool {
        self.runs > 0 || self.path
    }
}

/// What goes out for a text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Proposal {
    standing: Standing,
    /// The rewritten text, if that pays.
    pub(crate) referred: Option<Referred>,
}

/// Where the lines of a text stand in what goes out.
#[derive(Clone, Debug, Default)]
struct Standing {
    /// The lines, if they are known.
    cut: Option<Cut>,
    /// What stands for them; `None` if each stands for itself.
    parts: Option<Vec<Part>>,
    /// The place of the notice of thinned line numbers.
    notice_at: Option<usize>,
}

impl References {
    /// Bytes held, roughly.
    pub(crate) fn bytes(&self) -> usize {
        self.index.bytes() + self.unread.iter().map(Unread::bytes).sum::<usize>()
    }

    /// Whether there surely is nothing to refer to.
    pub(crate) fn is_empty(&self) -> bool {
        self.index.is_empty() && self.unread.is_empty()
    }

    /// Adds a text that goes out as it is.
    pub(crate) fn add(&mut self, sent: Sent<'_>) {
        if !is_vast(sent.text) {
            self.unread.push(Unread::new(&sent, self.names.title(&sent), Standing::default()));
        }
    }

    /// Adds what goes out for a text, as it was proposed.
    pub(crate) fn accept(&mut self, sent: Sent<'_>, proposal: &mut Proposal) {
        let standing = std::mem::take(&mut proposal.standing);
        self.unread.push(Unread::new(&sent, self.names.title(&sent), standing));
    }

    /// What goes out for a text: rewritten, if that pays.
    pub(crate) fn propose(&mut self, sent: Sent<'_>, terms: &Terms<'_>) -> Proposal {
        for unread in self.unread.drain(..) {
            self.index.add(unread.target());
        }
        let refers = terms.references && !self.index.is_empty();
        let path = sent.path.filter(|path| terms.references && path::is_long(path));
        // A listing in which something is folded keeps its numbers.
        let numbers = terms.line_numbers && sent.folded.is_empty();
        let thins = || numbers && listing::may_be_numbered(sent.text, sent.margins);
        let repeats = terms.references && Repeats::may_be_in(&sent);
        if !refers && !repeats && path.is_none() && !thins() {
            return Proposal::default();
        }
        let cut = Cut::of(sent.text, sent.margins, sent.folded);
        let repeats = repeats.then(|| Repeats::of(sent.text, &cut.lines)).flatten();
        let looks = refers || repeats.is_some();
        let (parts, surely) =
            if looks { self.parts(sent, &cut, repeats, terms) } else { (None, false) };
        let same = |part: &&Part| matches!(part, Part::Same(..));
        let runs = parts.iter().flatten().filter(same).count();
        let text = match &parts {
            Some(parts) if runs > 0 => Cow::Owned(write(sent.text, &cut.lines, parts)),
            _ => sent.text.into(),
        };
        let numbered = numbers && cut.lines.iter().any(|line| line.number.is_some());
        let thin = numbered.then(|| thin::thin(&text, sent.margins)).flatten();
        let thin = thin.filter(|thin| runs == 0 || worth(terms, &text, &thin.text));
        let notice_at = thin.as_ref().map(|thin| thin.notice_at);
        let thinned = thin.is_some();
        let out = thin.map_or(text, |thin| Cow::Owned(thin.text));
        let named = path.and_then(|path| path::left_out(&out, path));
        let named = named.filter(|named| worth(terms, &out, named));
        let path = named.is_some();
        let out = named.map_or(out, Cow::Owned);
        let pays = surely || path || ((runs > 0 || thinned) && worth(terms, sent.text, &out));
        let parts = parts.filter(|_| pays && runs > 0);
        let folded = match &parts {
            Some(parts) => cut.folded(parts.iter().map(Part::first_line)),
            None => sent.folded.into(),
        };
        let referred =
            pays.then(|| Referred { text: out.into_owned(), runs, path, thinned, folded });
        let standing = Standing { cut: Some(cut), parts, notice_at: notice_at.filter(|_| pays) };
        Proposal { standing, referred }
    }

    /// The lines of a text, runs that stand earlier replaced by what to write for them; and whether
    /// that surely saves enough.
    fn parts(
        &self,
        sent: Sent<'_>,
        cut: &Cut,
        mut repeats: Option<Repeats<'_>>,
        terms: &Terms<'_>,
    ) -> (Option<Vec<Part>>, bool) {
        let lines = &cut.lines;
        let mut landmarks = Landmarks::of(sent.text, lines);
        let mut parts = Vec::with_capacity(lines.len());
        let mut surely = false;
        let mut named = BTreeSet::new();
        let mut at = 0;
        while at < lines.len() {
            let free = at..landmarks.from(at);
            let again = repeats.as_ref().and_then(|repeats| repeats.longest(free.len()));
            let again = again.filter(|(_, run)| *run >= MIN_RUN);
            let least = again.as_ref().map_or(0, |(_, run)| run + 1);
            let found = match self.found(sent, cut, free).filter(|(_, run)| run.len() >= least) {
                Some((spot, run)) => {
                    let place = self.place(run, spot, named.contains(&spot.target), sent.call);
                    place
                        .map(|(here, place)| (Notice::Same { here, place }, run, Some(spot.target)))
                }
                None => again.map(|(place, run)| {
                    (Notice::Same { here: None, place }, cut.from(at).first(run).lines, None)
                }),
            };
            let gained = found.and_then(|(notice, run, target)| {
                let (first, last) = (run.first()?, run.last()?);
                let removed = Span::new(first.whole.start, last.whole.end).of(sent.text);
                let return_ = if target.is_some() { MIN_RETURN } else { MIN_RETURN_HERE };
                let gain = gain(removed, &notice.to_string(), return_, terms)?;
                surely |= gain == Gain::Clear;
                named.extend(target);
                Some((notice, run.len()))
            });
            match gained {
                Some((notice, run)) => {
                    parts.push(Part::Same(at, Box::new(notice)));
                    repeats.iter_mut().for_each(|repeats| repeats.left_out(run));
                    at += run;
                }
                None => {
                    parts.push(Part::Line(at));
                    repeats.iter_mut().for_each(|repeats| repeats.line(parts.len()));
                    at += 1;
                }
            }
        }
        (Some(parts), surely)
    }

    /// The longest run from the first of the free lines on that stands earlier, if it is long enough
    /// to refer to: all of the text, or of the free lines.
    fn found<'l>(
        &self,
        sent: Sent<'_>,
        cut: &'l Cut,
        free: Range<usize>,
    ) -> Option<(Spot, &'l [Line])> {
        let longest = |rest: Rest<'l>, least: usize| {
            let accepts = |spot, run| {
                let run = rest.first(run).lines;
                run.len() >= least && self.is_enough(sent, run, spot)
            };
            let (spot, run) = self.index.longest(sent.text, rest, accepts)?;
            Some((spot, rest.first(run).lines))
        };
        let rest = cut.from(free.start);
        let whole = (free.start == 0).then(|| longest(rest, rest.lines.len())).flatten();
        whole.or_else(|| longest(rest.first(free.len()), 0))
    }

    /// Whether a reader is served by looking a run up.
    fn is_enough(&self, sent: Sent<'_>, run: &[Line], spot: Spot) -> bool {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { return false };
        let bytes = last.whole.end - first.whole.start;
        let Some(target) = self.index.target(spot) else { return false };
        let Some(earlier) = target.lines.get(spot.line as usize) else { return false };
        let in_result = matches!(target.within, Within::Result(_));
        let numbered = first.number.is_some() && in_result;
        if numbered && !is_same_margin(sent.text, *first, &target.text, earlier.line) {
            return false;
        }
        let paths = target.title.path.as_deref().zip(sent.file);
        let elsewhere = paths.is_some_and(|(there, here)| there != here);
        let opens = first.whole.start == 0 && last.whole.end + 1 < sent.text.len();
        let least = match (elsewhere, opens && first.number.is_none()) {
            (true, _) => MIN_RUN_ELSEWHERE,
            (false, true) => MIN_RUN_AT_HEAD,
            (false, false) if run.len() == 1 && bytes >= LONG_LINE => 1,
            (false, false) => MIN_RUN,
        };
        run.len() >= least && bytes >= MIN_REMOVED
    }

    /// The numbers of a run in the result of a call, and where it stands earlier. Once a text has named a place,
    /// it names only the text that the place is in.
    fn place(
        &self,
        run: &[Line],
        spot: Spot,
        is_named: bool,
        call: Option<usize>,
    ) -> Option<(Option<Lines>, Place)> {
        let (first, last) = (run.first()?, run.last()?);
        let here = match (first.number, last.number) {
            (Some(first), Some(last)) => Some(Lines::new(first, last)),
            _ => None,
        };
        let target = self.index.target(spot)?;
        let at = spot.line as usize;
        let (from, to) = (target.lines.get(at)?, target.lines.get(at + run.len() - 1)?);
        let in_result = matches!(target.within, Within::Result(_));
        let title = &target.title;
        let (lines, numbered, name) = match (from.line.number, to.line.number) {
            (Some(from), Some(to)) if target.numbers_are_unique && in_result => {
                (Lines::new(from, to), true, &title.numbered)
            }
            _ => (Lines::new(from.position, to.position), false, &title.counted),
        };
        let of_call = call.is_some_and(|call| target.within == Within::Call(call));
        let within = if of_call { Within::ThisCall } else { target.within };
        let name = if is_named || of_call { &title.again } else { name };
        Some((here, Place { lines, numbered, name: name.clone(), within }))
    }
}

/// Whether the numbers in a margin are line numbers, or stand before the earlier line as well: before a
/// colon or a blank they may be data.
fn is_same_margin(text: &str, line: Line, earlier_text: &str, earlier: Line) -> bool {
    let here = line.separator(text);
    let may_be_data = matches!(here, ":" | ": " | " ");
    !may_be_data || (earlier.number.is_some() && earlier.separator(earlier_text) == here)
}

/// Runs shorter than this many bytes are never worth a notice.
const MIN_REMOVED: usize = 48;

/// Lines of a run: a reader looks up a line or two only if they are long.
const MIN_RUN: usize = 3;

/// Lines of a run that starts with the first line of a result and leaves others in sight.
const MIN_RUN_AT_HEAD: usize = 4;

/// Lines of a run that stands in another file: fewer are alike by chance.
const MIN_RUN_ELSEWHERE: usize = 8;

/// A reference stands for so many percent of its own tokens at least: looking it up costs attention.
const MIN_RETURN: usize = 150;

/// The same within a text: what is read as one piece is torn by it.
const MIN_RETURN_HERE: usize = 500;

/// How much more a run costs than its notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gain {
    /// Enough to be worth a reference.
    Enough,
    /// So much that the rewrite pays, whatever else becomes of the text.
    Clear,
}

/// What a notice in place of a run gains; `None` if that is less than so many percent of its own tokens, or else
/// not worth it.
fn gain(run: &str, notice: &str, min_return: usize, terms: &Terms<'_>) -> Option<Gain> {
    let (notice_low, notice_high) = terms.tokens.bounds(notice);
    let least = notice_high + 2 * CUT_SLACK;
    let return_ = (notice_low + notice_high) * min_return;
    // The beginning of a run that is so much longer tells: no run costs less than its lower bound.
    let clear = least.max(return_.div_ceil(200)) + terms.margin;
    if run.len() >= MUCH_LONGER * notice.len() && terms.tokens.saves(run, "", clear) {
        return Some(Gain::Clear);
    }
    let (low, high) = terms.tokens.bounds(run);
    (low >= least && (low + high) * 100 >= return_).then_some(Gain::Enough)
}

/// A run of so many times the bytes of its notice mostly costs clearly more.
const MUCH_LONGER: usize = 8;

/// A line of the output.
#[derive(Clone, Debug)]
enum Part {
    /// This line of the text.
    Line(usize),
    /// A notice for a run of lines that starts with this one.
    Same(usize, Box<Notice>),
}

impl Part {
    /// The first line, and whether that is all.
    fn first_line(&self) -> (usize, bool) {
        match self {
            Self::Line(line) => (*line, true),
            Self::Same(line, _) => (*line, false),
        }
    }
}

/// Whether a rewrite saves enough.
fn worth(terms: &Terms<'_>, before: &str, after: &str) -> bool {
    terms.tokens.saves(before, after, terms.margin)
}

/// The parts as text.
fn write(text: &str, lines: &[Line], parts: &[Part]) -> String {
    let mut out = String::with_capacity(text.len());
    for (n, part) in parts.iter().enumerate() {
        if n > 0 {
            out.push('\n');
        }
        match part {
            Part::Line(line) => {
                out.push_str(lines.get(*line).map_or("", |line| line.whole.of(text)))
            }
            Part::Same(_, notice) => out.push_str(&notice.to_string()),
        }
    }
    if text.ends_with('\n') {
        out.push('\n');
    }
    out
}
