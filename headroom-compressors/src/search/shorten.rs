//! The recoverable form of lists: names left out, the others in rows.

use std::collections::BTreeMap;

use headroom_core::{Hints, Input, Like, Rewrite, Span, Unit};

use super::asked::Asked;
use super::fold::rough_tokens;
use super::list::{Item, Kind, List};
use super::names::{Rows, parts};
use super::path::is_directory;
use super::remote::{Remoteness, of_directory, of_name};
use super::root;

/// About how many tokens a notice takes, beyond the directory that it names.
const NOTICE: usize = 7;

/// The fewest names in a row that differ in numbers alone for which two stand for all.
const SERIES: usize = 6;

/// A word or a name of the question that more lines have tells little about any of them.
const SOME: usize = 8;

/// Leaves out names, the most remote ones first, until the list is of about the size aimed at. `None`
/// if it is smaller than that, or too little can be left out.
pub(super) fn shorten(input: &Input<'_>, aim: usize) -> Option<Rewrite> {
    let text = input.text;
    if text.len() < aim * 2 || input.estimate() <= aim {
        return None;
    }
    let rows = Rows::of(text)?;
    let stripped = root::strip(text).is_some();
    if !stripped && root::below(text).is_some() {
        return None;
    }
    let list = List::of(text);
    let mut choice = Choice::new(&list, &input.hints);
    choice.narrow(aim);
    let gone = choice.gone;
    (choice.visible * 4 <= choice.before * 3)
        .then(|| Writer { text, list: &list, gone: &gone, rows, stripped }.rewrite())
}

/// Which names are left out.
struct Choice<'l, 'a> {
    list: &'l List<'a>,
    /// How remote each directory is, and the outermost one above it that is as remote.
    remote: Vec<(Remoteness, &'a str)>,
    /// How remote each line is.
    remote_lines: Vec<Remoteness>,
    /// The lines that the question names.
    asked: Vec<bool>,
    /// For each line that is left out, where its directory is named.
    gone: Vec<Option<Span>>,
    /// About how many tokens all lines take, and those in sight.
    before: usize,
    visible: usize,
}

/// How many names of a run stay at its start and at its end.
#[derive(Clone, Copy, Debug)]
struct Ends(usize, usize);

impl<'l, 'a> Choice<'l, 'a> {
    fn new(list: &'l List<'a>, hints: &Hints<'a>) -> Self {
        let top = list.root();
        let remote = list.directories.iter().map(|directory| {
            let below = directory.path.get(top.len()..).unwrap_or("");
            let (remoteness, end) = of_directory(below);
            (remoteness, directory.path.get(..top.len() + end).unwrap_or(""))
        });
        let mut last = usize::MAX;
        let weights = list.items.iter().map(|item| {
            let moved = std::mem::replace(&mut last, item.directory) != item.directory;
            weight(item, moved)
        });
        let before = weights.sum();
        let remote: Vec<(Remoteness, &str)> = remote.collect();
        let of_line = |item: &Item<'a>| {
            let directory = remote.get(item.directory).map_or(Remoteness::Source, |of| of.0);
            of_name(parts(item.text).1, directory)
        };
        let remote_lines = list.items.iter().map(of_line).collect();
        let (asked, gone) = (asked(list, hints), vec![None; list.items.len()]);
        Self { list, remote, remote_lines, asked, gone, before, visible: before }
    }

    fn narrow(&mut self, aim: usize) {
        self.series();
        for (remoteness, above) in [
            (Remoteness::Data, aim),
            (Remoteness::Documents, aim),
            (Remoteness::Tests, aim.saturating_mul(2)),
            (Remoteness::Source, aim.saturating_mul(6)),
        ] {
            if self.visible <= above {
                return;
            }
            match remoteness {
                Remoteness::Data => self.data(),
                Remoteness::Documents => self.middles(remoteness, Ends(3, 1)),
                _ => self.middles(remoteness, Ends(12, 2)),
            }
        }
    }

    /// Names that differ from their neighbours in numbers alone.
    fn series(&mut self) {
        self.runs(|choice, at, next| choice.same_directory(at, next) && choice.same_form(at, next))
            .into_iter()
            .filter(|(first, end)| end - first >= SERIES)
            .for_each(|run| self.leave_out_middle(run, Ends(1, 1)));
    }

    /// The names in the middle of each run in one directory that are so remote.
    fn middles(&mut self, remoteness: Remoteness, ends: Ends) {
        let runs = self.runs(|choice, at, next| {
            choice.same_directory(at, next) && choice.remoteness(at) == choice.remoteness(next)
        });
        for run in runs {
            if self.remoteness(run.0) == remoteness {
                self.leave_out_middle(run, ends);
            }
        }
    }

    /// Names of data: below directories of data all but the first.
    fn data(&mut self) {
        self.sections();
        let outermost = |choice: &Self, at| choice.outermost(at).filter(|path| is_clear(path));
        let runs = self.runs(|choice, at, next| {
            choice.remoteness(at) == choice.remoteness(next)
                && match (outermost(choice, at), outermost(choice, next)) {
                    (None, None) => choice.same_directory(at, next),
                    (a, b) => a == b,
                }
        });
        for run in runs {
            if self.remoteness(run.0) != Remoteness::Data {
                continue;
            }
            match outermost(self, run.0) {
                Some(path) if !self.is_of_one_directory(run) => self.leave_out_below(run, path),
                _ => self.leave_out_middle(run, Ends(3, 1)),
            }
        }
    }

    /// Sections with headings that are further below a directory of data.
    fn sections(&mut self) {
        let deep = |item: &Item<'a>| {
            let directory = self.list.directory(item);
            let (remoteness, outermost) = self.remote.get(item.directory).copied()?;
            let below = directory.headed && directory.path.len() > outermost.len();
            (below && remoteness == Remoteness::Data && is_clear(outermost)).then_some(outermost)
        };
        let mut named = vec![false; self.list.directories.len()];
        for (item, _) in self.list.items.iter().zip(&self.asked).filter(|(_, asked)| **asked) {
            named.get_mut(item.directory).into_iter().for_each(|named| *named = true);
        }
        let free = |item: &&Item<'a>| named.get(item.directory) == Some(&false);
        let of: Vec<Option<&str>> =
            self.list.items.iter().map(|item| Some(item).filter(free).and_then(deep)).collect();
        let mut at = 0;
        for run in of.chunk_by(|a, b| a == b) {
            let (first, end) = (at, at + run.len());
            at = end;
            if let Some(Some(outermost)) = run.first() {
                let start = self.list.items.get(first).map_or(0, |item| item.start);
                self.leave_out((first, end), Span::new(start, start + outermost.len()));
            }
        }
    }

    /// The runs of names in sight that nobody asked for, next to each other and alike.
    fn runs(&self, alike: impl Fn(&Self, usize, usize) -> bool) -> Vec<(usize, usize)> {
        let free = |at: usize| {
            self.list.items.get(at).is_some_and(|item| item.kind == Kind::Name)
                && self.asked.get(at) == Some(&false)
                && self.gone.get(at) == Some(&None)
        };
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for at in (0..self.list.items.len()).filter(|at| free(*at)) {
            match runs.last_mut() {
                Some((_, end)) if *end == at && alike(self, at - 1, at) => *end = at + 1,
                _ => runs.push((at, at + 1)),
            }
        }
        runs
    }

    fn same_directory(&self, a: usize, b: usize) -> bool {
        self.item(a).map(|item| item.directory) == self.item(b).map(|item| item.directory)
    }

    fn is_of_one_directory(&self, (first, end): (usize, usize)) -> bool {
        (first + 1..end).all(|at| self.same_directory(first, at))
    }

    fn same_form(&self, a: usize, b: usize) -> bool {
        let of = |at| self.item(at).map_or("", |item| parts(item.text).1);
        is_of_same_form(of(a), of(b))
    }

    fn item(&self, at: usize) -> Option<&Item<'a>> {
        self.list.items.get(at)
    }

    fn remoteness(&self, at: usize) -> Remoteness {
        self.remote_lines.get(at).copied().unwrap_or(Remoteness::Source)
    }

    /// The outermost directory of data above a name that is spelled out with its directory.
    fn outermost(&self, at: usize) -> Option<&'a str> {
        let item = self.item(at)?;
        let (remoteness, outermost) = self.remote.get(item.directory).copied()?;
        let data = remoteness == Remoteness::Data && !self.list.directory(item).headed;
        (data && !outermost.is_empty()).then_some(outermost)
    }

    /// Leaves out what stands between the ends of a run of names of one directory.
    fn leave_out_middle(&mut self, (first, end): (usize, usize), Ends(start, stop): Ends) {
        let Some(item) = self.item(first) else { return };
        let directory = self.list.directory(item);
        let middle = (first + start, end.saturating_sub(stop));
        if middle.0 < middle.1 && (directory.path.is_empty() || is_clear(directory.path)) {
            self.leave_out(middle, directory.named);
        }
    }

    /// Leaves out all but the first of a run of names below a directory.
    fn leave_out_below(&mut self, (first, end): (usize, usize), directory: &str) {
        let start = self.item(first + 1).map_or(0, |item| item.start);
        self.leave_out((first + 1, end), Span::new(start, start + directory.len()));
    }

    /// Leaves lines out if that is shorter than the notice.
    fn leave_out(&mut self, (first, end): (usize, usize), directory: Span) {
        let lines = self.list.items.get(first..end).unwrap_or_default();
        let saved: usize = lines.iter().map(|item| weight(item, false)).sum();
        let cost = NOTICE + directory.len() / 5;
        if saved > cost {
            self.visible = (self.visible + cost).saturating_sub(saved);
            self.gone.get_mut(first..end).unwrap_or_default().fill(Some(directory));
        }
    }
}

/// The lines that the question names: by their path, or by a name or a word that few have.
fn asked(list: &List<'_>, hints: &Hints<'_>) -> Vec<bool> {
    let asked = Asked::of(hints);
    let mut named = vec![false; list.items.len()];
    if asked.is_empty() {
        return named;
    }
    let mut of_word: Vec<Vec<usize>> = vec![Vec::new(); asked.len()];
    let mut of_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, item) in list.items.iter().enumerate().filter(|(_, item)| item.kind == Kind::Name) {
        let (_, name) = parts(item.text);
        if asked.names_file(item.text) || asked.ends_with_name(name) {
            of_name.entry(name).or_default().push(at);
        }
        asked.find_in(name, |word| {
            if let Some(lines) = of_word.get_mut(word).filter(|lines| lines.len() <= SOME) {
                lines.push(at);
            }
        });
    }
    let few = of_word.into_iter().chain(of_name.into_values()).filter(|lines| lines.len() <= SOME);
    for at in few.flatten() {
        named.get_mut(at).into_iter().for_each(|named| *named = true);
    }
    named
}

/// About how many tokens a line takes; its directory only where that is not the one above.
fn weight(item: &Item<'_>, moved: bool) -> usize {
    let (directory, name) = parts(item.text);
    match item.kind {
        Kind::Name => 1 + rough_tokens(name) + if moved { rough_tokens(directory) } else { 0 },
        Kind::Heading => 3 + rough_tokens(item.text),
        Kind::Blank => 0,
        Kind::Other => 1 + item.text.len() / 4,
    }
}

/// Whether a notice can name a directory.
fn is_clear(path: &str) -> bool {
    is_directory(path) || is_directory(&format!("{path}/")) || matches!(path, "." | "./")
}

/// Whether two names differ in their numbers alone, and have some.
fn is_of_same_form(a: &str, b: &str) -> bool {
    let digit = |byte: &u8| byte.is_ascii_digit();
    let (mut a, mut b) = (a.as_bytes(), b.as_bytes());
    let mut numbers = 0;
    loop {
        let past = |text: &[u8]| text.iter().take_while(|byte| digit(byte)).count();
        let (skip_a, skip_b) = (past(a), past(b));
        if (skip_a == 0) != (skip_b == 0) {
            return false;
        }
        numbers += usize::from(skip_a > 0);
        (a, b) = (a.get(skip_a..).unwrap_or_default(), b.get(skip_b..).unwrap_or_default());
        match (a.split_first(), b.split_first()) {
            (None, None) => return numbers > 0,
            (Some((x, rest_a)), Some((y, rest_b))) if x == y => (a, b) = (rest_a, rest_b),
            _ => return false,
        }
    }
}

/// Writes the pieces.
struct Writer<'l, 'a> {
    text: &'a str,
    list: &'l List<'a>,
    gone: &'l [Option<Span>],
    rows: Rows<'a>,
    /// Whether the `./` before each path is said once.
    stripped: bool,
}

impl<'a> Writer<'_, 'a> {
    fn rewrite(mut self) -> Rewrite {
        let mut rewrite = Rewrite::new();
        if self.stripped {
            rewrite.fold(Span::default(), root::put_above(""));
        }
        let mut first = 0;
        for run in self.gone.chunk_by(|a, b| a == b) {
            let end = first + run.len();
            let items = self.list.items.get(first..end).unwrap_or_default();
            let start = items.first().map_or(0, |item| item.start);
            let after = self.list.items.get(end).map_or(self.text.len(), |item| item.start);
            let span = Span::new(start, after);
            first = end;
            match run.first().copied().flatten() {
                Some(directory) => {
                    rewrite.elide(span, Unit::Names { directory }, Like::Unknown);
                }
                None => {
                    let folded = self.folded(items, span.of(self.text).ends_with('\n'));
                    rewrite.fold(span, folded);
                }
            }
        }
        rewrite
    }

    fn folded(&mut self, items: &[Item<'a>], ended: bool) -> String {
        let line = |item: &Item<'a>| match self.stripped {
            true => root::without(item.text),
            false => item.text,
        };
        let lines: Vec<&str> = items.iter().map(line).collect();
        let mut out = String::new();
        self.rows.write(&lines, &mut out);
        if !ended {
            out.pop();
        }
        out
    }
}
