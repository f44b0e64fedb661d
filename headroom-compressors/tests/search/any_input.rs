//! What holds of any input.

use std::collections::HashSet;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// A hit as it was made, not as it was parsed.
type Hit = (String, u64, String);

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z]{1,4}\\.(rs|ts|py)",
        1 => "[a-z]{1,3}-[0-9]{1,3}-[a-z]{1,3}\\.ts",
        1 => "[a-z]{1,3}:[0-9]{1,2}:[a-z]{1,3}\\.txt",
        1 => "[0-9]{2}:[0-9]{2}:[0-9]{2}\\.log",
        1 => "(Makefile|\\.env|a\\.test\\.ts|größe\\.md|日本\\.txt|a b\\.c|a \\(2 hits\\)|\\[id\\]\\.tsx)",
    ]
}

fn path() -> impl Strategy<Value = String> {
    let directory = prop_oneof![
        Just(String::new()),
        Just("src/".to_owned()),
        Just("src/cli/actions/".to_owned()),
        Just("./src/cli/".to_owned()),
        Just("logs/2026-05-01/".to_owned()),
        Just("/srv/my app/".to_owned()),
        Just("my app/".to_owned()),
        Just(r"C:\code\app\".to_owned()),
        Just("naïve/ünï/".to_owned()),
    ];
    (directory, name()).prop_map(|(directory, name)| directory + &name)
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z (){};=.]{0,12}",
        2 => "[ :,\\-/0-9a-z]{0,8}",
        1 => "(12:x|12,13:x|12-x|src/|a\\.rs|a\\.rs \\(2 hits\\)|\\.|--|a\\.rs:3:x| a\\.rs:3:x|\r|é\u{2028})",
    ]
}

/// A path, and its lines: the number, whether it is a hit, the text.
type File = (String, Vec<(u64, bool, String)>);

/// Hits file by file, numbers rising, with some context.
fn files() -> impl Strategy<Value = Vec<File>> {
    let lines = vec((1..4_u64, prop::bool::weighted(0.8), text()), 1..6);
    vec((path(), lines), 1..8)
}

/// The output of a tool, its hits, and its lines.
fn output(files: &[File], style: usize, foreign: &[(usize, String)]) -> (String, Vec<Hit>) {
    let (mut lines, mut hits) = (Vec::new(), Vec::new());
    for (path, found) in files {
        if style == 1 {
            lines.push(path.clone());
        }
        let mut number = 0;
        for (step, is_hit, text) in found {
            number += step;
            let text = text.replace('\n', " ");
            let mark = if *is_hit { ':' } else { '-' };
            lines.push(match style {
                0 => format!("{path}{mark}{number}{mark}{text}"),
                1 => format!("{number}{mark}{text}"),
                2 => format!("{path}:{text}"),
                _ => path.clone(),
            });
            hits.push((path.clone(), number, text));
        }
        if style == 1 {
            lines.push(String::new());
        }
    }
    for (at, line) in foreign {
        lines.insert(at % (lines.len() + 1), line.clone());
    }
    (lines.join("\n"), hits)
}

/// Reads a folded text as a model would: a heading counts for what stands below it. Gives the
/// hits with a number that do not stand there with their whole path.
fn read(folded: &str, source: &HashSet<&str>) -> Vec<Hit> {
    let (root, folded) = folded.strip_prefix("./\n").map_or(("", folded), |below| ("./", below));
    let in_source =
        |line: &str| source.contains(line) || source.contains(&*format!("{root}{line}"));
    let slashed = |text: &str| text.contains(['/', '\\']);
    let (mut directory, mut hits) = (String::new(), Vec::new());
    let mut lines = folded.split('\n').peekable();
    while let Some(line) = lines.next() {
        let is_heading = |&(path, counts): &(&str, &str)| {
            let hit = path
                .split(':')
                .nth(1)
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            let counted = counts
                .split(", ")
                .all(|part| [" hit", " hits", " context"].iter().any(|end| part.ends_with(end)));
            counted && !hit
        };
        let heading =
            line.strip_suffix(')').and_then(|line| line.rsplit_once(" (")).filter(is_heading);
        let plain = !line.chars().skip(2).any(|c| c == ':')
            && (!line.contains(' ') || line.starts_with(['/', '.']));
        if line.ends_with(['/', '\\']) && plain && line.contains(char::is_alphabetic) {
            directory = line.to_owned();
            if lines.peek() == Some(&".") {
                directory.clear();
            }
        } else if let (Some((path, counts)), false) = (heading, in_source(line)) {
            if slashed(path) {
                directory.clear();
            }
            let count = |part: &str| part.split(' ').next().and_then(|n| n.parse::<usize>().ok());
            let mut left: usize = counts.split(", ").filter_map(count).sum();
            while left > 0 {
                let line = lines.next().expect("as many lines as the heading says");
                if line == "--" {
                    continue;
                }
                let digits =
                    line.find(|c: char| !c.is_ascii_digit() && c != ',').unwrap_or(line.len());
                let (numbers, rest) = line.split_at(digits);
                for number in numbers.split(',') {
                    left -= 1;
                    let text = rest.get(1..).unwrap_or("").to_owned();
                    hits.push((
                        format!("{root}{directory}{path}"),
                        number.parse().unwrap_or(0),
                        text,
                    ));
                }
            }
        } else if in_source(line) {
            let path = line.split(':').next().unwrap_or("");
            if path == "C" || slashed(path) && (!path.contains(' ') || path.starts_with(['/', '.']))
            {
                directory.clear();
            }
        } else if in_source(&format!("{directory}{line}")) {
            // A whole line of the source, its directory said above.
        } else if let Some((name, rest)) = line.split_once(':') {
            let (number, text) = rest.split_once(':').unwrap_or(("", rest));
            hits.push((
                format!("{root}{directory}{name}"),
                number.parse().unwrap_or(0),
                text.to_owned(),
            ));
        }
    }
    hits
}

fn foreign() -> impl Strategy<Value = Vec<(usize, String)>> {
    let line = prop_oneof![
        text(),
        path(),
        Just("--".to_owned()),
        Just(String::new()),
        Just("Binary file src/x.png matches".to_owned()),
        Just("grep: src/x: Permission denied".to_owned()),
        Just("src/".to_owned()),
        "[a-z]{1,3}\\.rs:[0-9]{1,2}:x",
    ];
    vec((any::<usize>(), line), 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn is_given_back(files in files(), style in 0..4_usize, foreign in foreign(), end in "\n?") {
        let (text, _) = output(&files, style, &foreign);
        let text = text + &end;
        let rooted: Vec<_> = text.split('\n').map(|line| format!("./{line}")).collect();
        compressor_laws(&SearchCompressor::new(), &Estimator::new(), &[&rooted.join("\n")]);
        compressor_laws(&SearchCompressor::new(), &Estimator::new(), &[&text]);
    }

    #[test]
    fn no_coordinate_moves(files in files(), foreign in foreign(), root in "(\\./)?") {
        let files: Vec<_> = files.into_iter().map(|(path, lines)| (root.clone() + &path, lines)).collect();
        let foreign = if root.is_empty() { foreign } else { Vec::new() };
        let (text, hits) = output(&files, 0, &foreign);
        let hits: HashSet<_> = hits.into_iter().collect();
        let lines: HashSet<_> = text.split('\n').collect();
        for (path, number, found) in read(&fold(&text), &lines) {
            let foreign = format!("{path}:{number}:{found}");
            prop_assert!(
                lines.contains(&*foreign) || hits.contains(&(path, number, found)),
                "{foreign} in\n{}\nof\n{text}", fold(&text)
            );
        }
    }

    #[test]
    fn any_lines(lines in vec("[a-z./:\\\\ 0-9,\\-()\r]{0,9}|src/[a-c]\\.rs:[1-9]:x|[a-c]\\.rs \\([12] hits?\\)", 0..12)) {
        compressor_laws(&SearchCompressor::new(), &Estimator::new(), &[&lines.join("\n")]);
    }

    #[test]
    fn restoring_anything_does_not_panic(text in "([a-z./:\\\\]{0,4}|[1-3],?[1-3]?[:-]x| \\([12] hits?(, 1 context)?\\)|\n|é){0,30}") {
        let _ = headroom_core::check::restored(&SearchCompressor::new(), &text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn long_outputs_obey_the_laws(
        files in files(), style in 0..4_usize, foreign in foreign(), times in 4..30_usize, end in "\n?",
    ) {
        let (text, _) = output(&files, style, &foreign);
        let text = vec![text; times].join("\n") + &end;
        compressor_laws(&SearchCompressor::new(), &Estimator::new(), &[&text]);
    }
}
