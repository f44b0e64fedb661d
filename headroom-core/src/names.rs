//! Names of a list that go out of sight: what is so of them, for the notices that say it.

use crate::notice::{NamesLeftOut, Notice};
use crate::{Elision, Rewrite, Span, Unit};

/// The notices about names, each with the number of the piece in whose place it stands: about those of the
/// piece, and those before it with nothing in sight between. `None` if a piece is not made of
/// names of the directory that it names, or if a notice could not be read back.
///
/// Linear in the text.
pub(crate) fn notices(text: &str, rewrite: &Rewrite) -> Option<Vec<(usize, Notice)>> {
    let pieces = rewrite.pieces();
    let mut out = Vec::new();
    let mut open: Option<Open> = None;
    let mut reader = Reader { text, below: Span::default() };
    for (at, piece) in pieces.iter().enumerate() {
        let Some(&Elision { unit: Unit::Names { directory }, span, .. }) = piece.elision() else {
            continue;
        };
        let found = reader.read(span, directory)?;
        open = match open.take() {
            Some(open) if open.takes(span, &found) => Some(open.with(at, span, found)),
            other => {
                put(&mut out, other)?;
                Some(Open { at, end: span.end, found: vec![found] })
            }
        };
    }
    put(&mut out, open)?;
    Some(out)
}

/// Names of one directory.
#[derive(Debug)]
struct Found {
    /// Whether others of the directory stand next to them.
    in_part: bool,
    names: NamesLeftOut,
}

/// What the next notice says so far.
#[derive(Debug)]
struct Open {
    /// The piece in whose place it stands.
    at: usize,
    /// Up to where nothing is in sight.
    end: usize,
    found: Vec<Found>,
}

impl Open {
    /// Whether these names belong into the same notice.
    fn takes(&self, span: Span, found: &Found) -> bool {
        let last = self.found.last().map_or("", |last| &*last.names.directory);
        let next = &*found.names.directory;
        self.end == span.start && (last == next || !last.is_empty() && !next.is_empty())
    }

    fn with(mut self, at: usize, span: Span, found: Found) -> Self {
        (self.at, self.end) = (at, span.end);
        match self.found.last_mut().filter(|last| last.names.directory == found.names.directory) {
            Some(last) => {
                last.in_part |= found.in_part;
                last.names.names += found.names.names;
                last.names.below |= found.names.below;
            }
            None => self.found.push(found),
        }
        self
    }

    fn notice(self) -> Option<Notice> {
        let alone = self.found.len() == 1;
        let names = self.found.into_iter().map(|Found { in_part, names }| {
            let clear = alone && in_part && !names.below;
            let directory = if clear { String::new() } else { names.directory };
            NamesLeftOut { directory, ..names }
        });
        let notice = Notice::NamesLeftOut(names.collect());
        notice.reads_back().then_some(notice)
    }
}

fn put(out: &mut Vec<(usize, Notice)>, open: Option<Open>) -> Option<()> {
    if let Some(open) = open {
        out.push((open.at, open.notice()?));
    }
    Some(())
}

/// Reads elided lines as names.
struct Reader<'a> {
    text: &'a str,
    /// A heading and the lines that were last found to stand below it.
    below: Span,
}

impl Reader<'_> {
    fn read(&mut self, span: Span, directory: Span) -> Option<Found> {
        let named = directory.get(self.text)?;
        let lines = span.of(self.text);
        if named.is_empty() {
            let names = of_no_directory(lines)?;
            return Some(Found { in_part: true, names });
        }
        let starts_line =
            directory.start == 0 || self.text.as_bytes().get(directory.start - 1) == Some(&b'\n');
        starts_line.then_some(())?;
        let line = self.text.get(directory.start..)?.lines().next()?;
        let above = directory.start < span.start;
        if let Some(heading) = line.strip_suffix(':') {
            let exact = heading == named && (!above || self.is_below(directory, span));
            (exact || !above && ends_directory(named)).then_some(())?;
            let names = below_headings(lines, named, above)?;
            return Some(Found { in_part: above, names });
        }
        let names = of_paths(lines, named)?;
        let next_to = [line_before(self.text, span.start), first_line(self.text.get(span.end..)?)];
        let in_part = next_to.iter().any(|line| directory_of(line) == named);
        Some(Found { in_part, names })
    }

    /// Whether a span is below a heading, with no blank line between.
    fn is_below(&mut self, heading: Span, span: Span) -> bool {
        let from = if self.below.start == heading.start { self.below.end } else { heading.end };
        let between = Span::new(from, span.start).of(self.text);
        self.below = Span::new(heading.start, span.start);
        let blank = |gap: &str| memchr::memmem::find(between.as_bytes(), gap.as_bytes()).is_some();
        from <= span.start && !blank("\n\n") && !blank("\n\r\n")
    }
}

/// Names of which the text does not tell the directory.
fn of_no_directory(lines: &str) -> Option<NamesLeftOut> {
    let plain = |line: &str| !line.trim().is_empty() && directory_of(line).is_empty();
    let names = lines.lines().all(plain).then(|| lines.lines().count())?;
    Some(NamesLeftOut { directory: String::new(), names, below: false })
}

/// Paths in a directory, or further below it.
fn of_paths(lines: &str, directory: &str) -> Option<NamesLeftOut> {
    ends_directory(directory).then_some(())?;
    let mut found = NamesLeftOut { directory: directory.to_owned(), names: 0, below: false };
    for line in lines.lines() {
        let name = line.strip_prefix(directory).filter(|name| !name.is_empty())?;
        found.names += 1;
        found.below |= !directory_of(name).is_empty();
    }
    (found.names > 0).then_some(found)
}

/// Names below the headings of their directories, each a line that ends with a colon.
fn below_headings(lines: &str, directory: &str, mut open: bool) -> Option<NamesLeftOut> {
    let slash = if directory.contains('\\') { "\\" } else { "/" };
    let slash = if ends_directory(directory) { "" } else { slash };
    let shown = format!("{directory}{slash}");
    let mut found = NamesLeftOut { directory: shown, names: 0, below: slash.is_empty() };
    for line in lines.lines() {
        if line.is_empty() {
            open = false;
        } else if open {
            directory_of(line).is_empty().then_some(())?;
            found.names += 1;
        } else {
            let heading = line.strip_suffix(':')?;
            let below = heading != directory;
            (!below || heading.starts_with(&found.directory)).then_some(())?;
            found.below |= below;
            open = true;
        }
    }
    (found.names > 0).then_some(found)
}

fn ends_directory(path: &str) -> bool {
    path.ends_with(['/', '\\'])
}

/// The directory that a path starts with, with its separator; that of a directory is the one above it.
fn directory_of(path: &str) -> &str {
    let path = path.trim_end_matches(['\r', '/', '\\']);
    let end = memchr::memrchr2(b'/', b'\\', path.as_bytes()).map_or(0, |at| at + 1);
    path.get(..end).unwrap_or("")
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or("")
}

/// The line that ends right before a place.
fn line_before(text: &str, at: usize) -> &str {
    let before = text.get(..at.saturating_sub(1)).unwrap_or("");
    let start = memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |at| at + 1);
    before.get(start..).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Like;

    /// The notices for a text of which the lines that start with `-` here are left out, run by run;
    /// `directories` stand for each run, at the start of their last line that is not after the run.
    fn told(marked: &str, directories: &[&str]) -> Option<Vec<String>> {
        let text: String =
            marked.lines().map(|line| format!("{}\n", line.get(1..).unwrap_or(""))).collect();
        let mut rewrite = Rewrite::new();
        let mut at = 0;
        let lines: Vec<&str> = marked.lines().collect();
        let mut directories = directories.iter();
        for run in lines.chunk_by(|a, b| a.starts_with('-') == b.starts_with('-')) {
            let span = Span::new(at, at + run.iter().map(|line| line.len()).sum::<usize>());
            at = span.end;
            if run.iter().all(|line| line.starts_with('-')) {
                let directory = directories.next()?;
                let start = match text.get(span.start..)?.starts_with(directory) {
                    true => span.start,
                    false => {
                        let before = text.get(..span.end)?;
                        before.rfind(&format!("\n{directory}")).map_or(0, |at| at + 1)
                    }
                };
                let directory = Span::new(start, start + directory.len());
                rewrite.elide(span, Unit::Names { directory }, Like::Unknown);
            }
        }
        let notices = notices(&text, &rewrite)?;
        Some(notices.into_iter().map(|(_, notice)| notice.to_string()).collect())
    }

    #[test]
    fn names_are_counted_and_placed() {
        for (text, directory, expected) in [
            (" a\n-b\n-c\n d", "", "[2 names left out]"),
            (" a/b\n-a/c\n b/c", "a/", "[1 name left out]"),
            (" a/b/c\n-a/d\n-a/e\n b/c", "a/", "[2 names left out: a/]"),
            (" a/b\n-a/c/d\n-a/e", "a/", "[2 names left out: below a/]"),
            (" a:\n b\n-c\n-d\n \n b:\n e", "a", "[2 names left out]"),
            (" x\n \n-./a:\n-b\n-c\n-\n b:\n e", "./a", "[2 names left out: ./a/]"),
            (" x\n \n-a/b:\n-b\n-\n-a/c:\n-e", "a/", "[2 names left out: below a/]"),
            (" x\n \n-a:\n-b\n-\n-a/b:\n-e", "a", "[2 names left out: below a/]"),
            ("-C:\\a\\b\n-C:\\a\\c", "C:\\a\\", "[2 names left out: C:\\a\\]"),
        ] {
            assert_eq!(told(text, &[directory]), Some(vec![expected.to_owned()]), "{text}");
        }
    }

    #[test]
    fn directories_share_a_notice() {
        let text = "a/x\na/y\nb/c/x\nb/d/y\nb/d/z\n";
        let mut rewrite = Rewrite::new();
        for (span, directory) in [(0..8, 0..2), (8..26, 8..10)] {
            let unit = Unit::Names { directory: directory.into() };
            rewrite.elide(span, unit, Like::Unknown);
        }
        let notices = notices(text, &rewrite).expect("names");
        let told: Vec<_> = notices.iter().map(|(_, notice)| notice.to_string()).collect();
        assert_eq!(told, ["[5 names left out: 2 in a/, 3 below b/]"]);
    }

    #[test]
    fn what_is_not_so_is_not_said() {
        for (text, directory) in [
            (" a\n-b/c", ""),
            (" a\n-", ""),
            (" a/b\n-a/c\n-b/c", "a/"),
            (" a/b\n-a/", "a/"),
            (" a/b\n-a/c", "a"),
            (" a:\n b\n \n-c", "a"),
            (" a:\n b\n-c\n-\n-b:\n-d", "a"),
            (" a:\n b\n-c/d", "a"),
            ("-a, b/c", "a, b/"),
            ("-below a/c", "below a/"),
        ] {
            assert_eq!(told(text, &[directory]), None, "{text}");
        }
    }
}
