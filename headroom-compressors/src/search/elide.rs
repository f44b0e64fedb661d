//! The recoverable form: hits left out, the others folded.

use headroom_core::check::writes_exactly;
use headroom_core::{Input, Like, Rewrite, Span, Unit};

use super::fold::{self, Folded};
use super::groups::{Group, groups};
use super::parse::{self, Line};
use super::{reads_as_folded, root, select, unfold};

/// Leaves out what can be missed, and folds the rest, if the text is larger than the aim and enough
/// can be left out.
pub(super) fn elide(input: &Input<'_>, aim: usize) -> Option<Rewrite> {
    let text = input.text;
    // No token is longer than this by far, on average.
    if text.len() < aim * 3 || input.estimate() <= aim {
        return None;
    }
    let mut lines = parse::lines(text);
    let groups = groups(&lines);
    let mut keep = select::select(text, &lines, &groups, &input.hints, aim)?;
    for group in groups.iter().filter(|group| group.hits > 0) {
        mark(&mut lines, &mut keep, group);
    }
    let kept = Kept::of(text, &lines, &keep)?;
    Some(kept.rewrite(text, &lines, &keep, &groups))
}

/// Leaves out all of a group of which nothing stays, and marks what stays of the others.
fn mark(lines: &mut [Line<'_>], keep: &mut [bool], group: &Group<'_>) {
    let (first, end) = group.lines;
    let own = keep.get(first..end).unwrap_or_default();
    if own.iter().all(|keep| !keep) {
        let (first, end) = group.whole;
        keep.get_mut(first..end).unwrap_or_default().fill(false);
    } else if own.iter().any(|keep| !keep) {
        lines.get_mut(first..end).unwrap_or_default().iter_mut().for_each(|line| line.cut = true);
    }
}

/// What stays in sight, folded.
struct Kept {
    folded: Folded,
    /// The lines in the source of what stays.
    lines: Vec<usize>,
}

impl Kept {
    /// `None` if the fold has no exact inverse.
    fn of(text: &str, lines: &[Line<'_>], keep: &[bool]) -> Option<Self> {
        let kept: Vec<usize> = (0..lines.len()).filter(|&at| keep.get(at) == Some(&true)).collect();
        let shown: Vec<Line<'_>> = kept.iter().filter_map(|&at| lines.get(at).copied()).collect();
        if reads_as_folded(&shown) {
            return None;
        }
        let ended = text.ends_with('\n') || keep.last() == Some(&false);
        let below = root::strip_lines(&shown);
        let rooted = below.is_some();
        if !rooted && shown.first().is_some_and(|line| root::is_root(line.text)) {
            return None;
        }
        let gives_back =
            |text: &str| writes_exactly(&joined(&shown, ended), |out| unfold(text, out));
        let folded = [true, false].into_iter().find_map(|directories| {
            let mut folded = fold::fold(below.as_ref().unwrap_or(&shown), ended, directories);
            if rooted {
                root::put_above_parts(&mut folded);
            }
            (folded.plain || gives_back(&folded.text)).then_some(folded)
        });
        Some(Self { folded: folded?, lines: kept })
    }

    fn rewrite(
        self,
        text: &str,
        lines: &[Line<'_>],
        keep: &[bool],
        groups: &[Group<'_>],
    ) -> Rewrite {
        let mut writer = Writer {
            rewrite: Rewrite::new(),
            parts: &self.folded,
            kept: &self.lines,
            written: 0,
            done: 0,
            at: 0,
            pending: Span::default(),
            kind: None,
        };
        let mut group = groups.iter().filter(|group| group.hits > 0).peekable();
        for (at, line) in lines.iter().enumerate() {
            while group.next_if(|group| group.whole.1 <= at).is_some() {}
            let own = group.peek().filter(|group| group.whole.0 <= at);
            // What is said of a file stands before the first of its lines.
            let last =
                own.filter(|group| group.lines.0 <= at).map_or(at, |group| group.lines.1 - 1);
            let until = last.max(at);
            writer.parts_until(until);
            let left_out = keep.get(at) == Some(&false);
            let end = (writer.at + line.text.len() + 1).min(text.len());
            let named = own.map(|group| group.named).filter(|_| left_out);
            writer.line(end, named);
        }
        writer.flush();
        writer.rewrite
    }
}

/// The lines as one text.
fn joined(lines: &[Line<'_>], ended: bool) -> String {
    let mut out = String::with_capacity(lines.iter().map(|line| line.text.len() + 1).sum());
    for line in lines {
        out.push_str(line.text);
        out.push('\n');
    }
    if !ended {
        out.pop();
    }
    out
}

/// Writes the pieces: what is said of a file stands before its lines in the source, of which nothing
/// is left but a notice.
struct Writer<'a> {
    rewrite: Rewrite,
    parts: &'a Folded,
    kept: &'a [usize],
    /// How many parts are written, and up to where their text.
    written: usize,
    done: usize,
    /// The place in the source.
    at: usize,
    /// What has been gone over and not been written.
    pending: Span,
    /// The file of which the pending lines are left out; `None` if they are said elsewhere.
    kind: Option<Span>,
}

impl Writer<'_> {
    /// Writes the parts that start with a line up to this one.
    fn parts_until(&mut self, until: usize) {
        while let Some(&(_, end)) = self.parts.parts.get(self.written) {
            let from = match self.written.checked_sub(1) {
                Some(before) => self.parts.parts.get(before).map_or(0, |part| part.0),
                None => 0,
            };
            if self.kept.get(from).is_none_or(|&first| first > until) {
                return;
            }
            self.flush();
            let said = Span::new(self.done, end).of(&self.parts.text).to_owned();
            self.rewrite.fold(Span::new(self.at, self.at), said);
            (self.done, self.written) = (end, self.written + 1);
        }
    }

    /// Goes over a line: said in a part, or left out as one of the file that is named there.
    fn line(&mut self, end: usize, left_out: Option<Span>) {
        if self.kind != left_out {
            self.flush();
            self.kind = left_out;
        }
        if self.pending.is_empty() {
            self.pending = Span::new(self.at, end);
        }
        self.pending.end = end;
        self.at = end;
    }

    fn flush(&mut self) {
        let span = std::mem::take(&mut self.pending);
        if span.is_empty() {
            return;
        }
        match self.kind {
            Some(path) => self.rewrite.elide(span, Unit::Hits { path }, Like::Unknown),
            None => self.rewrite.fold(span, String::new()),
        };
    }
}
