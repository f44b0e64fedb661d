//! A plain generator of unified diffs, to check with.

/// Lines of an edit script: kept, removed or added.
type Script<'a> = Vec<(char, &'a str)>;

/// The shortest edit script, by a table of common subsequences.
fn script<'a>(old: &[&'a str], new: &[&'a str]) -> Script<'a> {
    let mut common = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i][j] = match old[i] == new[j] {
                true => common[i + 1][j + 1] + 1,
                false => common[i + 1][j].max(common[i][j + 1]),
            };
        }
    }
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            out.push((' ', old[i]));
            (i, j) = (i + 1, j + 1);
        } else if i < old.len() && (j == new.len() || common[i + 1][j] >= common[i][j + 1]) {
            out.push(('-', old[i]));
            i += 1;
        } else {
            out.push(('+', new[j]));
            j += 1;
        }
    }
    out
}

/// The hunks that lead from one text to another, with so many lines of context. Lines are given
/// without line breaks.
pub(crate) fn hunks(old: &[&str], new: &[&str], context: usize) -> String {
    let script = script(old, new);
    let changed: Vec<usize> =
        script.iter().enumerate().filter(|(_, (mark, _))| *mark != ' ').map(|(at, _)| at).collect();
    let mut out = String::new();
    for group in changed.chunk_by(|a, b| b - a <= 2 * context + 1) {
        let from = group[0].saturating_sub(context);
        let to = (group[group.len() - 1] + context + 1).min(script.len());
        let count = |lines: &[(char, &str)], not: char| {
            lines.iter().filter(|(mark, _)| *mark != not).count()
        };
        let range = |not: char| {
            let (before, len) = (count(&script[..from], not), count(&script[from..to], not));
            let start = if len == 0 { before } else { before + 1 };
            if len == 1 { start.to_string() } else { format!("{start},{len}") }
        };
        out += &format!("@@ -{} +{} @@\n", range('+'), range('-'));
        for (mark, line) in &script[from..to] {
            out += &format!("{mark}{line}\n");
        }
    }
    out
}

/// The same hunks as `diff -c` writes them.
pub(crate) fn as_context(unified: &str) -> String {
    let mut out = String::new();
    for hunk in
        unified.split_inclusive('\n').collect::<Vec<_>>().chunk_by(|_, b| !b.starts_with("@@"))
    {
        let mut words = hunk[0].split(' ').skip(1);
        let mut range = || {
            let range = words.next().unwrap().trim_start_matches(['-', '+']);
            let (first, len) = range.split_once(',').unwrap_or((range, "1"));
            let (first, len): (usize, usize) = (first.parse().unwrap(), len.parse().unwrap());
            let last = first + len.max(1) - 1;
            if len > 1 { format!("{first},{last}") } else { (first * len).to_string() }
        };
        let ranges = [range(), range()];
        let has = |sign: char| hunk.iter().any(|line| line.starts_with(sign));
        let side = |sign: char, other: char| -> String {
            let mark = |line: &str| {
                if line.starts_with(sign) && has(other) {
                    '!'
                } else {
                    line.chars().next().unwrap()
                }
            };
            let lines = hunk[1..].iter().filter(|line| has(sign) && !line.starts_with(other));
            lines.map(|line| format!("{} {}", mark(line), &line[1..])).collect()
        };
        out += &format!(
            "***************\n*** {} ****\n{}--- {} ----\n{}",
            ranges[0],
            side('-', '+'),
            ranges[1],
            side('+', '-')
        );
    }
    out
}

#[test]
fn it_generates_what_diff_does() {
    let (old, new) = (["a", "b", "c", "d", "e", "f"], ["a", "b", "x", "d", "e", "f", "g"]);
    assert_eq!(hunks(&old, &new, 1), "@@ -2,3 +2,3 @@\n b\n-c\n+x\n d\n@@ -6 +6,2 @@\n f\n+g\n");
    assert_eq!(hunks(&[], &["a"], 3), "@@ -0,0 +1 @@\n+a\n");
    assert_eq!(hunks(&["a"], &["a"], 3), "");
    assert_eq!(
        as_context(&hunks(&old, &new, 1)),
        "***************\n*** 2,4 ****\n  b\n! c\n  d\n--- 2,4 ----\n  b\n! x\n  d\n***************\n*** 6 ****\n--- 6,7 ----\n  f\n+ g\n"
    );
}
