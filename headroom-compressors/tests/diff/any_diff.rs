//! What holds of any diff, and of any text that looks like one.

use headroom_compressors::DiffCompressor;
use headroom_core::check::restored;
use headroom_core::notice::Notice;
use headroom_core::testing::compressor_laws;
use headroom_core::{Budget, Estimator, Tally, hunks};
use proptest::collection::vec;
use proptest::prelude::*;

use super::{rewrite, seen, unified};

fn line() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        "fn main() {",
        "    let total = parts.iter().map(Part::len).sum::<usize>();",
        "        self.reader.read_to_end(&mut buffer)?;",
        "}",
        "-- a comment of SQL",
        "++i;",
        "@@ -1 +1 @@",
        "diff --git a/x b/x",
        "\\ No newline at end of file",
        "gr\u{f6}\u{df}er \u{1f4e6} \u{2028} text that goes on and on",
        "\ttab\r",
        "[3 context lines left out]",
    ])
}

/// Lines of a file, most of which stay when it is changed.
fn versions() -> impl Strategy<Value = (Vec<&'static str>, Vec<&'static str>)> {
    let line = (line(), prop::bool::weighted(0.85), prop::bool::weighted(0.1), line());
    vec(line, 0..60).prop_map(|lines| {
        let old = lines.iter().map(|(line, ..)| *line).collect();
        let new = lines.iter().flat_map(|(line, kept, adds, added)| {
            [kept.then_some(*line), adds.then_some(*added)].into_iter().flatten()
        });
        (old, new.collect())
    })
}

/// A diff of some files in the form of git, of `diff -u`, or of `diff -c`.
fn diff() -> impl Strategy<Value = String> {
    prop_oneof![4 => marked_diff(), 1 => context_diff()]
}

fn context_diff() -> impl Strategy<Value = String> {
    let file = ("[a-c]{1,2}(/[a-c ]{1,2})?(\\.lock|\\.rs)", versions(), 0..12_usize);
    vec(file, 1..4).prop_map(|files| {
        let mut out = String::new();
        for (path, (old, new), context) in files {
            let hunks = unified::as_context(&unified::hunks(&old, &new, context));
            if !hunks.is_empty() {
                out += &format!("*** a/{path}\n--- b/{path}\n{hunks}");
            }
        }
        out
    })
}

fn marked_diff() -> impl Strategy<Value = String> {
    let file = ("[a-c]{1,2}(/[a-c ]{1,2})?(\\.lock|\\.rs)", versions(), 0..12_usize, any::<bool>());
    vec(file, 1..4).prop_map(|files| {
        let mut out = String::new();
        for (path, (old, new), context, git) in files {
            let hunks = unified::hunks(&old, &new, context);
            if git {
                out += &format!("diff --git a/{path} b/{path}\nindex 12ab..34cd 100644\n");
            }
            if !hunks.is_empty() {
                out += &format!("--- a/{path}\n+++ b/{path}\n{hunks}");
            }
        }
        out
    })
}

/// A text with lines left out, swapped and cut, so that headers lie.
fn damaged() -> impl Strategy<Value = String> {
    (diff(), vec((any::<prop::sample::Index>(), 0..4_u8), 0..4)).prop_map(|(text, damages)| {
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        for (at, how) in damages {
            let at = at.index(lines.len().max(1));
            match how {
                _ if at >= lines.len() => {}
                0 => drop(lines.remove(at)),
                1 => lines.truncate(at),
                2 => lines.insert(at, lines[at / 2]),
                _ => lines.swap(at, 0),
            }
        }
        lines.concat()
    })
}

fn is_data(path: &str) -> bool {
    path.ends_with(".lock")
}

/// The lines of a diff that must stay in sight, and how many lines of context it has.
fn demanded(text: &str) -> Vec<&str> {
    let mut data = false;
    let mut out = Vec::new();
    let mut bodies = hunks(text).peekable();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        while bodies.next_if(|hunk| hunk.body.end <= at).is_some() {}
        let inside = bodies.peek().is_some_and(|hunk| hunk.header.start <= at);
        if !inside && (line.starts_with("+++ ") || line.starts_with("--- ")) {
            data = is_data(line.trim_end());
        }
        // The line that says the names of a file twice may go.
        let twice = !inside && line.starts_with("diff --git ");
        if !twice && !(inside && (data || line.starts_with([' ', '\n', '\r']))) {
            out.push(line);
        }
        at += line.len();
    }
    out
}

proptest! {
    #[test]
    fn the_laws_hold(text in damaged()) {
        compressor_laws(&DiffCompressor::new(), &Estimator::new(), &[&text]);
    }

    #[test]
    fn the_laws_hold_of_any_lines(lines in vec(prop_oneof![line(), Just("@@ -1,2 +1,2 @@"),
        Just("index 1..2"), Just("--- a/x"), Just("+++ b/x"), Just("-x"), Just("+y"), Just(" z"),
        Just("GIT binary patch"), Just("literal 12"), Just("zcmV"), Just("rename to x"),
        Just("@@@ -1 -1 +1 @@@"), Just("***************"), Just("*** 1,2 ****"), Just("--- 1,2 ----"),
        Just("  a"), Just("! b")], 0..24)) {
        compressor_laws(&DiffCompressor::new(), &Estimator::new(), &[&lines.join("\n")]);
    }

    #[test]
    fn changes_stay_in_sight(text in diff()) {
        let out = seen(&text);
        let mut lines = out.split_inclusive('\n');
        for demanded in demanded(&text) {
            prop_assert!(lines.any(|line| line == demanded), "{demanded:?} is not in:\n{out}");
        }
    }

    #[test]
    fn what_is_left_out_is_counted(text in diff()) {
        let out = seen(&text);
        let (mut told, mut shown) = (0, 0);
        for line in out.lines() {
            match Notice::parse(line) {
                Some(Notice::Context { lines }) => told += lines,
                Some(Notice::Hunks { lines, .. } | Notice::LeftOut { lines, .. }) => told += lines.count(),
                Some(other) => prop_assert!(false, "{other}"),
                None => shown += 1,
            }
        }
        let opening = |text: &str| text.lines().filter(|line| line.starts_with("diff --git ")).count();
        let folded = opening(&text) - opening(&out);
        prop_assert_eq!(told + shown + folded, text.lines().count(), "{}", out);
    }

    #[test]
    fn hunks_of_a_diff_are_whole((old, new) in versions(), context in 0..5_usize) {
        let text = unified::hunks(&old, &new, context);
        let marked = |mark| text.lines().filter(|line| line.starts_with(mark)).count();
        for text in [&text, &unified::as_context(&text)] {
            let tally = Tally::of(text).unwrap_or_default();
            prop_assert_eq!(tally.added, marked('+'));
            prop_assert_eq!(tally.removed, marked('-'));
        }
    }

    #[test]
    fn a_second_pass_finds_nothing_to_fold(text in diff()) {
        let diff = DiffCompressor::new();
        if let Some(rewritten) = rewrite(&text, Budget::LOSSLESS) {
            let folded = rewritten.folded(&text).unwrap();
            prop_assert!(rewrite(&folded, Budget::LOSSLESS).is_none(), "{folded}");
            prop_assert_eq!(restored(&diff, &folded).unwrap(), text);
        }
    }
}

#[test]
fn rewrites_are_made() {
    let text = super::changes("src/reader.rs", 12);
    assert_eq!(compressor_laws(&DiffCompressor::new(), &Estimator::new(), &[&text]), 2);
}
