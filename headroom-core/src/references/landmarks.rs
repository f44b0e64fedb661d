//! Lines that stay in sight whatever they repeat, because what stands around them is read by them.

use super::listing::Line;

/// The landmarks of a text. Where all of a text is known from earlier, they need not stay.
///
/// - The first line tells what became of a call: a status, an exit code.
/// - The last line that says anything tells the outcome: a summary, an exit code.
/// - A heading names what follows: the folder in a recursive listing, the file in a diff.
/// - What a host says to the model within a result is no part of the output.
///
/// The first and the last line of a numbered listing are lines of a file, and no landmarks.
#[derive(Clone, Debug)]
pub(super) struct Landmarks {
    /// Their numbers, in order.
    lines: Vec<usize>,
    /// How many of them were passed.
    passed: usize,
    /// How many lines the text has.
    end: usize,
}

impl Landmarks {
    /// Linear in the text.
    pub(super) fn of(text: &str, all: &[Line]) -> Self {
        let says = |line: &Line| line.text(text).trim().len() > TERSE;
        let last = all.iter().rposition(says);
        let (mut lines, mut after_blank, mut by_host) = (Vec::new(), true, false);
        for (n, line) in all.iter().enumerate() {
            let plain = line.text(text);
            let tells = last == Some(n) || (n == 0 && plain.len() < SHORT_HEAD);
            by_host |= plain.starts_with("<system-reminder>");
            let unnumbered = line.number.is_none();
            if by_host || unnumbered && (tells || is_heading(plain, after_blank)) {
                lines.push(n);
            }
            by_host &= !plain.contains("</system-reminder>");
            after_blank = plain.is_empty();
        }
        Self { lines, passed: 0, end: all.len() }
    }

    /// The first landmark from a line on; the number of lines if there is none. To be asked for lines
    /// in order.
    pub(super) fn from(&mut self, line: usize) -> usize {
        while self.lines.get(self.passed).is_some_and(|landmark| *landmark < line) {
            self.passed += 1;
        }
        self.lines.get(self.passed).copied().unwrap_or(self.end)
    }
}

/// Lines of so many bytes close what was opened, and tell nothing.
const TERSE: usize = 9;

/// A first line of fewer bytes costs next to nothing.
const SHORT_HEAD: usize = 64;

/// Whether what follows is of what the line names: `./src/lib:` in `ls -R`, `==> a.log <==` in `head`,
/// a file's line in a diff.
fn is_heading(line: &str, after_blank: bool) -> bool {
    let is_folder = |line: &str| line.contains('/') && !line.contains(char::is_whitespace);
    let of_folder = after_blank && line.strip_suffix(':').is_some_and(is_folder);
    of_folder || ["==> ", "diff --git ", "+++ "].iter().any(|mark| line.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::Margins;
    use crate::references::listing;

    fn landmarks(text: &str) -> Vec<&str> {
        let lines = listing::lines(text, Margins::Perhaps);
        let landmarks = Landmarks::of(text, &lines).lines;
        landmarks.iter().map(|n| lines[*n].whole.of(text)).collect()
    }

    #[test]
    fn what_tells_how_to_read_the_rest_stays() {
        for (text, stay) in [
            ("exit 1\na\nb\ntest result: FAILED\n</out>\n", vec!["exit 1", "test result: FAILED"]),
            (".\nsrc\n\n./src/a:\nx\n\n./src/b:\ny\n", vec![".", "./src/a:", "./src/b:"]),
            ("==> a.log <==\nx\n==> b.log <==\ny", vec!["==> a.log <==", "==> b.log <=="]),
            ("     1\tfn a() {\n     2\t    let b = 1;\n     3\t}\n", vec![]),
            (
                "a long line of a file\n<system-reminder>\nDo it.\n</system-reminder>\n",
                vec!["a long line of a file", "<system-reminder>", "Do it.", "</system-reminder>"],
            ),
        ] {
            assert_eq!(landmarks(text), stay, "{text}");
        }
    }

    #[test]
    fn they_are_found_from_a_line_on() {
        let text = "exit 1\na\nb\n\nc/d:\ne\n";
        let mut landmarks = Landmarks::of(text, &listing::lines(text, Margins::Absent));
        assert_eq!([0, 1, 4, 5].map(|line| landmarks.from(line)), [0, 4, 4, 6]);
    }
}
