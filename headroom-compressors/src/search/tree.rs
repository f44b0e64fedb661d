//! Drawings of `tree`, said by indentation.
//!
//! ```text
//! .                         .
//! ├── README.md               README.md
//! └── src                     src
//!     ├── cli                   cli
//!     │   └── run.rs              run.rs
//!     └── main.rs               main.rs
//! ```
//!
//! A line's depth tells all of its lines: what is drawn follows from the depths below it. By how many
//! blanks a level is indented tells which characters the drawing was made of.

use super::grammar::FileHeading;
use super::parse::split;
use super::writer::push;

/// The characters of a drawing.
#[derive(Clone, Copy, Debug)]
struct Pen {
    /// A level of which more follows.
    bar: &'static str,
    /// A name with more below it on the same level, and the last one.
    branch: &'static str,
    last: &'static str,
    /// By how much a level is indented instead.
    indent: usize,
}

/// A level of which nothing more follows.
const GAP: &str = "    ";

const PENS: [Pen; 3] = [
    Pen { bar: "│\u{a0}\u{a0} ", branch: "├── ", last: "└── ", indent: 2 },
    Pen { bar: "│   ", branch: "├── ", last: "└── ", indent: 4 },
    Pen { bar: "|   ", branch: "|-- ", last: "`-- ", indent: 3 },
];

/// Drawings of more levels are left as they are.
const DEEPEST: usize = 64;

/// The fewest lines of a drawing.
const FEWEST: usize = 3;

/// Folds a text in which most lines are drawn.
pub(super) fn fold(text: &str) -> Option<String> {
    let marks = ["\u{2500}\u{2500} ", "-- "].map(str::as_bytes);
    if !marks.iter().any(|mark| memchr::memmem::find(text.as_bytes(), mark).is_some()) {
        return None;
    }
    let first = split(text).find(|line| PENS.iter().any(|pen| pen.reads(line).is_some()))?;
    let pens = PENS.iter().filter(|pen| pen.reads(first).is_some());
    let mut folded = pens.filter_map(|pen| pen.fold(text));
    folded.find(|folded| restore(folded).as_deref() == Some(text))
}

/// The inverse of [`fold`]; `None` if a text is not folded by it.
pub(super) fn restore(folded: &str) -> Option<String> {
    let lines: Vec<&str> = split(folded).collect();
    let above = lines.iter().position(|line| line.starts_with(' '))?.checked_sub(1)?;
    let drawn = lines.iter().filter(|line| line.starts_with(' ')).count();
    let all = lines.iter().filter(|line| !line.is_empty()).count();
    let headed = || lines.iter().any(|line| FileHeading::parse(line).is_some());
    if !are_enough(drawn, all) || !is_top(lines.get(above)?) || headed() {
        return None;
    }
    let indent = blanks(lines.get(above + 1)?);
    let pen = PENS.iter().find(|pen| pen.indent == indent)?;
    let mut out = String::with_capacity(folded.len() * 2);
    for run in lines.chunk_by(|a, b| a.starts_with(' ') == b.starts_with(' ')) {
        if run.iter().any(|line| line.starts_with(' ')) {
            pen.draw(run, &mut out)?;
        } else {
            run.iter().for_each(|line| push(&mut out, &[line, "\n"]));
        }
    }
    if !folded.ends_with('\n') {
        out.pop();
    }
    Some(out)
}

impl Pen {
    /// A drawn line as its depth, from 1, and its name.
    fn reads<'a>(&self, line: &'a str) -> Option<(usize, &'a str)> {
        let mut rest = line;
        for depth in 1..=DEEPEST {
            if let Some(name) =
                rest.strip_prefix(self.branch).or_else(|| rest.strip_prefix(self.last))
            {
                return (!name.is_empty() && !name.starts_with(' ')).then_some((depth, name));
            }
            rest = rest.strip_prefix(self.bar).or_else(|| rest.strip_prefix(GAP))?;
        }
        None
    }

    fn fold(&self, text: &str) -> Option<String> {
        let mut out = String::with_capacity(text.len());
        let (mut drawn, mut all) = (0, 0);
        for line in split(text) {
            all += usize::from(!line.is_empty());
            if let Some((depth, name)) = self.reads(line) {
                drawn += 1;
                out.extend(std::iter::repeat_n(' ', depth * self.indent));
                push(&mut out, &[name, "\n"]);
            } else if line.starts_with(' ') || FileHeading::parse(line).is_some() {
                return None;
            } else {
                push(&mut out, &[line, "\n"]);
            }
        }
        if !text.ends_with('\n') {
            out.pop();
        }
        are_enough(drawn, all).then_some(out)
    }

    /// Draws a run of indented lines. What is drawn before a name depends on what follows, so that they
    /// are read from the last.
    fn draw(&self, run: &[&str], out: &mut String) -> Option<()> {
        let mut more = [false; DEEPEST + 1];
        let mut marks: Vec<(u64, bool)> = Vec::with_capacity(run.len());
        for line in run.iter().rev() {
            let depth = self.depth(line)?;
            let bars = (1..depth).fold(0_u64, |bars, level| {
                bars | u64::from(more.get(level) == Some(&true)) << (level - 1)
            });
            let own = more.get_mut(depth)?;
            marks.push((bars, std::mem::replace(own, true)));
            more.get_mut(depth + 1..)?.fill(false);
        }
        for (line, (bars, followed)) in run.iter().zip(marks.into_iter().rev()) {
            let depth = self.depth(line)?;
            for level in 1..depth {
                out.push_str(if bars >> (level - 1) & 1 == 1 { self.bar } else { GAP });
            }
            let name = line.get(depth * self.indent..)?;
            push(out, &[if followed { self.branch } else { self.last }, name, "\n"]);
        }
        Some(())
    }

    fn depth(&self, line: &str) -> Option<usize> {
        let blanks = blanks(line);
        let depth = blanks / self.indent;
        (blanks.is_multiple_of(self.indent) && (1..=DEEPEST).contains(&depth)).then_some(depth)
    }
}

/// Whether so many lines of all are a drawing.
fn are_enough(drawn: usize, all: usize) -> bool {
    drawn >= FEWEST && drawn * 10 >= all * 7
}

/// Whether a line can stand above a drawing: the directory that is drawn.
fn is_top(line: &str) -> bool {
    !line.is_empty() && !line.ends_with(':')
}

fn blanks(line: &str) -> usize {
    line.bytes().take_while(|byte| *byte == b' ').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, expected: &str) {
        let folded = fold(source).expect(source);
        assert_eq!(folded, expected);
        assert_eq!(restore(&folded).as_deref(), Some(source));
    }

    #[test]
    fn drawings_are_indented() {
        check(
            ".\n├── a\n│\u{a0}\u{a0} ├── b c\n│\u{a0}\u{a0} │\u{a0}\u{a0} └── d\n│\u{a0}\u{a0} └── e\n└── f\n    └── g\n\n3 directories, 4 files\n",
            ".\n  a\n    b c\n      d\n    e\n  f\n    g\n\n3 directories, 4 files\n",
        );
        check("src\n├── a\n│   └── b\n└── f", "src\n    a\n        b\n    f");
        check(
            "x\n|-- a\n|   `-- b\n`-- c\ny\n|-- d\n`-- e\n",
            "x\n   a\n      b\n   c\ny\n   d\n   e\n",
        );
        check(".\n├── a\n├── b\n└── c\n", ".\n  a\n  b\n  c\n");
    }

    #[test]
    fn what_cannot_be_drawn_again_stays() {
        for text in [
            "├── a\n├── b\n└── c\n",
            ".\n├── a\n├── b\n├── c\n",
            ".\n├── a\n└── b\n",
            ".\n├── a\n  x\n├── b\n└── c\n",
            ".\n├──  a\n├── b\n└── c\n",
            "a:\n├── a\n├── b\n└── c\n",
        ] {
            assert_eq!(fold(text), None, "{text}");
        }
        for text in ["", "a\n b", "a\n     b", "a\n  b\n   c", " a"] {
            assert_eq!(restore(text), None, "{text:?}");
        }
    }
}
