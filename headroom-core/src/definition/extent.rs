//! From where to where a definition goes.

use super::{Definitions, line};

/// Lines above a definition that may belong to it.
const ABOVE: usize = 200;

/// Bytes and brackets in which the head of a function comes to its body.
const HEAD: usize = 4 << 10;
const BRACKETS: usize = 64;

/// Lines of a type that is named at its end.
const TYPE: usize = 4_000;

impl Definitions<'_> {
    /// The first and the last row of the definition whose head, or last line, is this row.
    pub(super) fn extent(&self, at: usize) -> (usize, usize) {
        if self.row(at).starts_with('}') {
            let head = (0..at).rev().take(TYPE).find(|above| {
                let row = self.row(*above);
                indent(row) == 0 && row.starts_with(line::is_part)
            });
            return (self.first(head.unwrap_or(at)), at);
        }
        (self.first(at), self.last(at))
    }

    /// The first row of what belongs to a definition: comments, decorators, a type on a line of its own.
    fn first(&self, at: usize) -> usize {
        let base = indent(self.row(at));
        let mut first = at;
        if let Some(above) = first.checked_sub(1)
            && is_type_alone(self.row(above))
            && base == 0
            && line::head(self.row(at)).is_some()
        {
            first = above;
        }
        let lowest = first.saturating_sub(ABOVE);
        while let Some(above) = first.checked_sub(1).filter(|above| *above >= lowest) {
            let row = self.row(above);
            if indent(row) < base || !belongs(row.trim_start()) {
                break;
            }
            first = above;
        }
        first
    }

    /// The last row: where the bracket closes that opens in the head, else before the lines are
    /// indented no more than the head.
    fn last(&self, at: usize) -> usize {
        let base = indent(self.row(at));
        if opens(self.row(at)) {
            return self.closed(at, base);
        }
        let mut head = at;
        loop {
            let (inner, next) = self.dedent(head);
            let Some(next) = next.filter(|next| indent(self.row(*next)) == base) else {
                return inner;
            };
            let code = code_of(self.row(next)).trim();
            let (first, closes) = (first_word(code), code.starts_with([')', ']', '}', '>']));
            if first == "end" || first == "done" {
                return if inner > head { next } else { inner };
            }
            let goes_on = continues(code);
            if code.starts_with('{') || (closes || goes_on) && opens(code) {
                return self.closed(next, base);
            }
            let then = self.row(next + 1);
            let head_goes_on = continues(then.trim_start()) || then.trim_start().starts_with('{');
            let head_goes_on = head_goes_on || code.ends_with([':', '(', '[', '<']);
            if !(goes_on || closes && head_goes_on) {
                let closer = closes && (!code.starts_with('}') || inner > at);
                return if closer { next } else { inner };
            }
            head = next;
        }
    }

    /// The row in which the bracket closes that opens in a row.
    fn closed(&self, open: usize, base: usize) -> usize {
        let closing = (open + 1..self.rows.len()).find(|at| {
            let row = self.row(*at);
            row.trim_start().starts_with('}') && indent(row) <= base
        });
        match closing {
            Some(at) if indent(self.row(at)) == base => at,
            Some(at) => self.dedent(open).0.min(at.saturating_sub(1)),
            None => self.dedent(open).0,
        }
    }

    /// The last row after this one that is indented more than it, and the first that is not. Blank
    /// lines, comments and what stands in a string of many lines do not tell.
    fn dedent(&self, at: usize) -> (usize, Option<usize>) {
        let base = indent(self.row(at));
        let mut quote = open_quote(None, self.row(at));
        let mut inner = at;
        for next in at + 1..self.rows.len() {
            let row = self.row(next);
            let code = row.trim_start();
            let deeper = indent(row) > base;
            if quote.is_none() && !deeper && !code.is_empty() && !is_remark(code) {
                return (inner, Some(next));
            }
            if (deeper || quote.is_some()) && !code.is_empty() {
                inner = next;
            }
            quote = open_quote(quote, row);
        }
        (inner, None)
    }

    /// Whether a body opens behind the brackets of the head that begins in this row.
    pub(super) fn has_body(&self, at: usize) -> bool {
        let (mut depth, mut seen, mut closed, mut opened) = (0_usize, 0, false, 0);
        for row in (at..self.rows.len()).map(|at| code_of(self.row(at))) {
            for byte in row.bytes() {
                match byte {
                    b'(' => {
                        depth += 1;
                        opened += 1;
                    }
                    b')' => {
                        depth = depth.saturating_sub(1);
                        closed |= depth == 0;
                    }
                    b'{' if closed && depth == 0 => return true,
                    b';' | b'}' | b'=' if closed && depth == 0 => return false,
                    _ => {}
                }
            }
            seen += row.len() + 1;
            if seen > HEAD || opened > BRACKETS {
                break;
            }
        }
        false
    }
}

/// The column in which the text of a line begins; tabs go to multiples of eight.
pub(super) fn indent(row: &str) -> usize {
    let blanks = row.bytes().take_while(|byte| matches!(byte, b' ' | b'\t'));
    blanks.fold(0, |column, byte| if byte == b'\t' { (column / 8 + 1) * 8 } else { column + 1 })
}

/// A line without a comment at its end.
fn code_of(row: &str) -> &str {
    let end = [" //", "\t//", " # ", " /*"].iter().filter_map(|mark| row.find(mark)).min();
    end.and_then(|end| row.get(..end)).unwrap_or(row).trim_end()
}

/// Whether a line opens a bracket that it does not close.
fn opens(row: &str) -> bool {
    let code = code_of(row);
    let count = |bracket: u8| memchr::memchr_iter(bracket, code.as_bytes()).count();
    code.ends_with('{') || count(b'{') > count(b'}')
}

fn first_word(code: &str) -> &str {
    code.split(|c: char| !line::is_part(c)).next().unwrap_or("")
}

/// Whether a line goes on with the head of a function.
fn continues(code: &str) -> bool {
    matches!(first_word(code), "where" | "throws" | "requires")
        || code.starts_with("->")
        || code.starts_with("+ ")
}

/// Whether a line above a definition belongs to it.
fn belongs(code: &str) -> bool {
    const MARKS: &[&str] = &["@", "#[", "# ", "##", "//", "/*", "*", "--", "template", "[<", ";;"];
    code == "#" || MARKS.iter().any(|mark| code.starts_with(mark))
}

/// Whether a line is a comment or for the preprocessor.
fn is_remark(code: &str) -> bool {
    code.starts_with('#') && !code.starts_with("#[")
        || code.starts_with("//")
        || code.starts_with("/*")
}

/// Whether a line is the type that a function of C returns, on its own.
fn is_type_alone(row: &str) -> bool {
    let plain = |c: char| line::is_part(c) || matches!(c, ' ' | '*');
    let code = row.trim_end();
    code.starts_with(line::is_part) && code.chars().all(plain) && code.len() < 80
}

/// The quotes of a string of many lines that is open behind a line.
pub(super) fn open_quote(open: Option<&'static str>, row: &str) -> Option<&'static str> {
    const QUOTES: [&str; 2] = ["\"\"\"", "'''"];
    let (mut open, mut rest) = (open, row);
    loop {
        let next = match open {
            Some(quote) => rest.find(quote).map(|at| (at, quote)),
            None => QUOTES.iter().filter_map(|quote| Some((rest.find(*quote)?, *quote))).min(),
        };
        let Some((at, quote)) = next else { return open };
        open = if open.is_some() { None } else { Some(quote) };
        rest = rest.get(at + quote.len()..).unwrap_or("");
    }
}
