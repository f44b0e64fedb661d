//! JSON that breaks off before its end, or goes on as something else.

use headroom_core::document::literal::string_end;

use super::scalar::is_literal;
use super::tree::Tree;

/// A text that breaks off: what is complete of it, up to the last whole row, and the rest.
#[derive(Debug)]
pub(super) struct Broken<'a> {
    pub(super) complete: &'a str,
    pub(super) rest: &'a str,
    /// What would close the arrays and objects that are open behind what is complete.
    closers: String,
}

/// The line between the two, around the brackets.
const MARK: &str = "\n[brackets ";
const MARK_END: &str = " were added above; the rest of the text as it is:]\n";

/// What is complete has at least this percent of the text.
const MIN_COMPLETE: usize = 50;
/// A text with more open brackets is not looked into.
const MAX_OPEN: usize = 24;

impl<'a> Broken<'a> {
    /// Finds out where the last whole row of a text ends. Linear; what is complete may be no JSON.
    pub(super) fn find(text: &'a str) -> Option<Self> {
        let (open, ends) = scan(text);
        (open.len() <= MAX_OPEN).then_some(())?;
        // Rows are what the outermost array has, if that has any; else the members of an object.
        let enough =
            |at: &usize| ends.get(*at).is_some_and(|&end| end * 100 >= text.len() * MIN_COMPLETE);
        let is_array = |at: &usize| open.get(*at) == Some(&b']');
        let mut levels = (0..open.len()).filter(enough);
        let level = levels.clone().find(is_array).or_else(|| levels.next())?;
        let (complete, rest) = text.split_at_checked(*ends.get(level)?)?;
        let closers = open.iter().take(level + 1).rev().map(|&b| char::from(b)).collect();
        Some(Self { complete, rest, closers })
    }

    /// What is complete, with its brackets closed.
    pub(super) fn tree(&self) -> Option<Tree<'_>> {
        // What is read back ends with as many brackets as were added.
        (!self.rest.is_empty()).then_some(())?;
        Tree::parse_open(self.complete, &self.closers)
    }

    /// A fold of that, with the rest of the text.
    pub(super) fn marked(&self, folded: &str) -> String {
        format!("{folded}{MARK}{}{MARK_END}{}", self.closers, self.rest)
    }
}

/// What the fold of a text that breaks off is made of: the fold of what is complete, what closes that, and
/// the rest.
pub(super) fn parts(folded: &str) -> Option<(&str, &str, &str)> {
    let at = memchr::memmem::find(folded.as_bytes(), MARK.as_bytes())?;
    let (complete, rest) = folded.split_at_checked(at)?;
    let (closers, rest) = rest.strip_prefix(MARK)?.split_once(MARK_END)?;
    Some((complete, closers, rest))
}

/// The closing brackets of the arrays and objects that are open at the end, and where the last complete
/// child of each ends.
fn scan(text: &str) -> (Vec<u8>, Vec<usize>) {
    let (mut open, mut ends): (Vec<u8>, Vec<usize>) = (Vec::new(), Vec::new());
    let (mut at, mut named) = (0, false);
    while let Some(&b) = text.as_bytes().get(at) {
        let value_ends = match b {
            b' ' | b'\n' | b'\t' | b'\r' | b',' => None,
            b':' => {
                named = true;
                at += 1;
                continue;
            }
            b'{' | b'[' => {
                open.push(if b == b'{' { b'}' } else { b']' });
                ends.push(0);
                named = false;
                None
            }
            b'}' | b']' => {
                if open.pop() != Some(b) {
                    break;
                }
                ends.pop();
                Some(at + 1)
            }
            b'"' => {
                let Some(end) = string_end(text, at) else { break };
                at = end - 1;
                (named || open.last() == Some(&b']')).then_some(end)
            }
            _ => {
                let rest = text.get(at..).unwrap_or("");
                let len = rest.bytes().position(|b| b" \n\t\r,:{}[]\"".contains(&b));
                let Some(scalar) = len.and_then(|len| rest.get(..len)) else { break };
                if !is_literal(scalar) {
                    break;
                }
                at += scalar.len() - 1;
                Some(at + 1)
            }
        };
        at += 1;
        if let (Some(end), Some(last)) = (value_ends, ends.last_mut()) {
            *last = end;
            named = false;
        }
    }
    (open, ends)
}
