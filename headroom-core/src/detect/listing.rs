//! Listings of a file with a number before each line, as of `cat -n` and of reading tools.

use super::search::digits;
use super::view::View;

/// The view without its numbers, if it is a numbered listing: nearly every line begins with a number
/// that is one more than the number before it.
pub(super) fn without_gutter<'a>(view: &View<'a>) -> Option<View<'a>> {
    let mut before: Option<(u64, char)> = None;
    let (mut in_order, mut numbered) = (0, 0);
    for line in &view.lines {
        let Some((number, sign, _)) = split(&line.text) else {
            before = None;
            continue;
        };
        numbered += 1;
        let follows = |(last, same): (u64, char)| {
            // A blank line may stand without its number.
            let furthest = line.skipped.map(|blank| last + 1 + blank as u64);
            same == sign && last < number && furthest.is_none_or(|furthest| number <= furthest)
        };
        in_order += usize::from(before.is_none_or(follows));
        before = Some((number, sign));
    }
    let all = view.lines.len();
    let enough = numbered >= 3 || (numbered == all && numbered >= 1 && starts_a_listing(view));
    let holds = numbered * 10 >= all * 9 && in_order * 10 >= numbered * 9;
    (enough && holds).then(|| view.map(|line| split(line).map_or(line, |(_, _, text)| text)))
}

/// A single numbered line is a listing only in the forms that nothing else has.
fn starts_a_listing(view: &View<'_>) -> bool {
    split(view.first()).is_some_and(|(_, sign, _)| sign == '→' || sign == '\t')
}

/// The number of a line, the sign behind it, and the text: `  12\ttext`, `12→text`, `12:text`,
/// `12|text`, `12  text`.
pub(super) fn split(line: &str) -> Option<(u64, char, &str)> {
    let inner = line.trim_start_matches(' ');
    let count = digits(inner);
    if count == 0 || count > 7 {
        return None;
    }
    let number = inner.get(..count)?.parse().ok()?;
    let rest = inner.get(count..)?;
    let sign = rest.chars().next().unwrap_or('\t');
    let text = match sign {
        '\t' | '→' | '│' | '|' => rest.get(sign.len_utf8()..).unwrap_or(""),
        ':' => {
            let text = rest.get(1..)?;
            // `12:30:45` is a time.
            if digits(text) == 2 && text.as_bytes().get(2) == Some(&b':') {
                return None;
            } else {
                text
            }
        }
        ' ' => {
            let text = rest.trim_start_matches(' ');
            match text.strip_prefix(['|', '│']) {
                Some(text) => text,
                None => rest.get(1..)?,
            }
        }
        _ => return None,
    };
    let sign = if sign == ' ' && rest.trim_start().starts_with('|') { '|' } else { sign };
    Some((number, sign, text))
}

#[cfg(test)]
mod tests {
    use super::{split, without_gutter};
    use crate::detect::view::View;

    #[test]
    fn numbers_in_order_make_a_listing() {
        for text in [
            "     1\tfn a() {\n     2\t}\n     3\t",
            "    9→a\n   10→\n   11→b",
            "7:a\n8:\n9:b",
            "  1 | a\n  2 |\n  3 | b",
            "10 a\n11 b\n12 c",
            "1\ta",
        ] {
            let view = View::new(text);
            assert!(without_gutter(&view).is_some(), "{text}");
        }
        for text in [
            "12:a\n40:b\n41:c",
            "1. one\n2. two\n3. three",
            "12:00:01 a\n12:00:02 b\n12:00:03 c",
            "5 a\n5 b\n5 c",
            "3 apples",
        ] {
            let view = View::new(text);
            assert!(without_gutter(&view).is_none(), "{text}");
        }
        assert_eq!(split("  12→let x"), Some((12, '→', "let x")));
    }
}
