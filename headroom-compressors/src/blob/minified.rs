//! Packed code: what a reader may look for in it.

use headroom_core::{Span, Unit};

use super::Elided;
use crate::long_line::{self, LONG};
use crate::question::identifiers;

/// Shorter lines are comments and what else was not packed.
const PACKED: usize = 200;

/// Bytes of a token of packed code, roughly.
const TOKEN: usize = 3;

/// The longest message that is looked for, in bytes.
const MESSAGE: usize = 300;

/// Fewer bytes are not worth a notice.
const SMALL: usize = 240;

/// What goes out of sight of minified code so that about `aim` tokens stay.
pub(super) fn elided(text: &str, aim: usize, question: Option<&str>) -> Vec<Elided> {
    let asked: Vec<&str> = identifiers(question.unwrap_or("")).collect();
    let mut out: Vec<Elided> = Vec::new();
    let mut left = aim * TOKEN;
    // Comments at the top and the first packed line say what it is.
    let mut begun = false;
    for (span, line) in Span::lines(text) {
        if line.len() >= LONG {
            let bare = Span::new(span.start, span.start + line.len());
            cut(text, bare, &asked, &mut left, &mut out);
            begun = true;
            continue;
        }
        // What was not packed was written by hand, perhaps in a file with one long line of data.
        let packed = is_packed(line);
        if !packed || !begun || left > line.len() && tells(line, &asked) {
            left = left.saturating_sub(line.len());
            begun |= packed;
        } else {
            leave_line(&mut out, span);
        }
    }
    out.retain(|(span, unit)| span.len() >= SMALL || *unit == Unit::Characters);
    out
}

/// Whether a line is long, and has hardly any blanks.
fn is_packed(line: &str) -> bool {
    line.len() >= PACKED && memchr::memchr_iter(b' ', line.as_bytes()).count() * 10 < line.len()
}

/// Adds a line to what goes out of sight.
fn leave_line(out: &mut Vec<Elided>, line: Span) {
    match out.last_mut() {
        Some((last, Unit::Lines)) if last.end == line.start => last.end = line.end,
        _ => out.push((line, Unit::Lines)),
    }
}

/// Leaves out what stands between the messages of a long line.
fn cut(text: &str, line: Span, asked: &[&str], left: &mut usize, out: &mut Vec<Elided>) {
    let Some(middle) = long_line::middle(text, line) else { return };
    let mut at = middle.start;
    for message in messages(middle.of(text)).map(|message| message.shifted(middle.start)) {
        if *left < message.len() && !asked.iter().any(|name| message.of(text).contains(name)) {
            continue;
        }
        *left = left.saturating_sub(message.len());
        let gap = long_line::between(text, Span::new(at, message.start));
        if let Some(gap) = gap.filter(|gap| gap.end <= message.start) {
            out.push((gap, Unit::Characters));
        }
        at = message.end;
    }
    out.extend(
        long_line::between(text, Span::new(at, middle.end)).map(|gap| (gap, Unit::Characters)),
    );
}

/// Whether a line has a message, or a name that was asked for.
fn tells(line: &str, asked: &[&str]) -> bool {
    messages(line).next().is_some() || asked.iter().any(|name| line.contains(name))
}

/// The texts in quotes that read like a sentence, with their quotes. Linear in the text.
fn messages(text: &str) -> impl Iterator<Item = Span> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let open = at + memchr::memchr3(b'"', b'\'', b'`', bytes.get(at..)?)?;
            let quote = *bytes.get(open)?;
            let rest = bytes.get(open + 1..)?;
            let near = rest.get(..rest.len().min(MESSAGE)).unwrap_or_default();
            at = open + 1;
            let Some(length) = memchr::memchr(quote, near) else { continue };
            if is_sentence(near.get(..length).unwrap_or_default()) {
                at = open + length + 2;
                return Some(Span::new(open, at));
            }
        }
    })
}

/// Whether a text has words with blanks between them, and hardly anything else.
fn is_sentence(text: &[u8]) -> bool {
    let blanks = text.iter().filter(|byte| **byte == b' ').count();
    if blanks < 2 || text.len() < 14 {
        return false;
    }
    let letter = |byte: &&u8| byte.is_ascii_alphabetic() || **byte >= 0x80;
    let letters = text.iter().filter(letter).count();
    let code = |byte: &&u8| b"{};=".contains(byte);
    (letters + blanks) * 10 >= text.len() * 8 && text.iter().filter(code).count() == 0
}
