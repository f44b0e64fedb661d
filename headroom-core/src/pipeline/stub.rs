//! What stands in place of a masked output.

use crate::notice::{By, Lines, LinesWith, Notice, is_listable};
use crate::rewrite::is_of_word;
use crate::{Handle, Shown};

/// The text in place of a masked output: the lines that stay, for each gap between them a notice with
/// the names that stand in it, and the notice about the original. `None` if nothing would leave sight.
///
/// What is stated is taken from the text: a name that does not stand in the lines of a gap is not
/// written, and neither is one that could not be told from the list. Linear in the text for each name.
pub(super) fn render(text: &str, shown: &Shown, handle: Handle) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let mut open: Vec<&str> = shown.names.iter().map(String::as_str).collect();
    open.retain(|name| is_listable(name));
    let mut out = String::new();
    let (mut at, mut hidden) = (0, 0);
    for end in shown.lines.iter().copied().chain([lines.len()]) {
        // Lines out of order stay out of sight.
        let Some(gap) = lines.get(at..end.min(lines.len())) else { continue };
        if !gap.is_empty() {
            let notice = notice(gap, at, &mut open);
            out.push_str(&notice.to_string());
            out.push('\n');
            hidden += gap.len();
        }
        if let Some(line) = lines.get(end) {
            out.push_str(line);
            out.push('\n');
        }
        at = end + 1;
    }
    if hidden == 0 {
        return None;
    }
    let notice = Notice::Original { handle, hidden, total: lines.len(), by: By::Lines };
    out.push_str(&notice.to_string());
    Some(out)
}

/// The notice of a gap, with those of the open names that stand in it.
fn notice(gap: &[&str], at: usize, open: &mut Vec<&str>) -> Notice {
    let lines = Lines::new(at + 1, at + gap.len());
    let mut names = Vec::new();
    open.retain(|name| {
        let stands = gap.iter().any(|line| stands_in(line, name));
        names.extend(stands.then(|| (*name).to_owned()));
        !stands
    });
    match names.is_empty() {
        true => Notice::LeftOut { lines, shown: false, counts: Vec::new() },
        false => Notice::LeftOutWith(LinesWith { lines, names }),
    }
}

/// Whether a name stands in a line, not as a part of a longer word.
fn stands_in(line: &str, name: &str) -> bool {
    memchr::memmem::find_iter(line.as_bytes(), name.as_bytes()).any(|at| {
        let (before, after) = (line.get(..at), line.get(at + name.len()..));
        let cut = |outside: Option<char>, inside: Option<char>| {
            outside.is_some_and(is_of_word) && inside.is_some_and(is_of_word)
        };
        !cut(before.and_then(|text| text.chars().next_back()), name.chars().next())
            && !cut(after.and_then(|text| text.chars().next()), name.chars().next_back())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stub(text: &str, lines: &[usize], names: &[&str]) -> Option<String> {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        let stub = render(text, &Shown { lines: lines.to_vec(), names }, Handle::of(text))?;
        assert!(
            stub.lines().filter(|line| line.starts_with('[')).all(|l| Notice::parse(l).is_some())
        );
        Some(stub.replace(&Handle::of(text).to_string(), "hr_"))
    }

    #[test]
    fn lines_stay_and_names_are_told() {
        let text =
            "import os\ndef load(path):\n    return 1\nError: no\ndef save(path):\n    pass\n";
        assert_eq!(
            stub(text, &[3], &["load", "save", "loa", "absent", "a, b"]).unwrap(),
            "[lines 1-3 left out, with load]\nError: no\n[lines 5-6 left out, with save]\n[5 of 6 lines left out; headroom_retrieve hr_ with lines or find fetches them]"
        );
        assert_eq!(
            stub("one\ntwo", &[], &[]).unwrap(),
            "[lines 1-2 left out]\n[2 of 2 lines left out; headroom_retrieve hr_ with lines or find fetches them]"
        );
    }

    #[test]
    fn nothing_is_no_stub_and_no_order_panics() {
        assert_eq!(stub("", &[], &[]), None);
        assert_eq!(stub("a\nb", &[0, 1], &[]), None);
        for lines in [&[7, 1][..], &[1, 0], &[usize::MAX - 1]] {
            let _ = stub("a\nb\nc", lines, &["b"]);
        }
    }
}
