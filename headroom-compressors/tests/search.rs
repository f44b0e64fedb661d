//! What `SearchCompressor` makes of the outputs of search tools, and the laws it obeys.
#![cfg(feature = "search")]
#![allow(clippy::expect_used)]

use headroom_compressors::SearchCompressor;
use headroom_core::testing::compressor_laws;
use headroom_core::{Compressor, ContentType, Declined, Estimator, Input};

/// The folded form, or the text itself where the compressor declines.
fn fold(text: &str) -> String {
    try_fold(text).unwrap_or_else(|_| text.to_owned())
}

fn try_fold(text: &str) -> Result<String, Declined> {
    let tokens = Estimator::new();
    let compressor = SearchCompressor::new();
    let rewrite = compressor.compress(&Input::new(text, ContentType::SEARCH, &tokens))?;
    let folded = rewrite.folded(text).expect("the pieces fit the text");
    assert_eq!(compressor.restore(&folded).as_deref(), Some(text), "{folded}");
    Ok(folded)
}

/// Compares line by line; both texts are written with a line break first, and indented by nothing.
#[track_caller]
fn check(source: &str, expected: &str) {
    let source = source.strip_prefix('\n').expect("starts with a line break");
    let expected = expected.strip_prefix('\n').expect("starts with a line break");
    assert_eq!(fold(source), expected);
}

#[track_caller]
fn check_verbatim(source: &str) {
    check(source, source);
}

#[test]
fn a_path_is_said_once() {
    check(
        r"
src/cli/main.rs:3:use std::env;
src/cli/main.rs:9:    let a = env();
src/cli/main.rs:14:    let b = env();
src/store.rs:1:use crate::env;
",
        r"
src/cli/main.rs (3 hits)
3:use std::env;
9:    let a = env();
14:    let b = env();
src/store.rs:1:use crate::env;
",
    );
}

#[test]
fn neighbours_share_their_directory() {
    check(
        r"
src/cli/actions/run.ts:3:export const run = () => {
src/cli/actions/run.ts:9:export const stop = () => {
src/cli/actions/run.ts:40:export const wait = () => {
src/cli/actions/init.ts:7:export const init = () => {
src/core/a.ts:1:export const a = 1;
build.ts:2:export const b = 1;
",
        r"
src/cli/actions/
run.ts (3 hits)
3:export const run = () => {
9:export const stop = () => {
40:export const wait = () => {
init.ts:7:export const init = () => {
src/core/a.ts:1:export const a = 1;
build.ts:2:export const b = 1;
",
    );
}

#[test]
fn what_follows_a_directory_does_not_read_as_a_part_of_it() {
    check(
        r"
src/cli/actions/run.ts:3:x
src/cli/actions/init.ts:7:x
src/cli/actions/stop.ts:8:x
build.ts:2:x
",
        r"
src/cli/actions/
run.ts:3:x
init.ts:7:x
src/cli/actions/stop.ts:8:x
build.ts:2:x
",
    );
}

#[test]
fn names_that_say_little_stay_with_their_directory() {
    check_verbatim(
        r"
src/cli/actions/Makefile:3:x
src/cli/actions/.env:7:x
src/cli/actions/run.test.ts:8:x
",
    );
}

#[test]
fn equal_lines_of_a_file_are_merged() {
    check(
        r"
src/cli/main.rs:3:    x.unwrap();
src/cli/main.rs:9:    y.unwrap();
src/cli/main.rs:14:    x.unwrap();
src/cli/main.rs:20:    x.unwrap();
",
        r"
src/cli/main.rs (4 hits)
3,14,20:    x.unwrap();
9:    y.unwrap();
",
    );
}

#[test]
fn lines_out_of_order_are_not_merged() {
    check(
        r"
src/cli/main.rs:9:    x.unwrap();
src/cli/main.rs:3:    x.unwrap();
",
        r"
src/cli/main.rs (2 hits)
9:    x.unwrap();
3:    x.unwrap();
",
    );
}

#[test]
fn columns_stand_before_the_text() {
    check(
        r"
src/cli/main.rs:3:5:x.unwrap();
src/cli/main.rs:4:5:x.unwrap();
src/cli/main.rs:4:20:x.unwrap();
",
        r"
src/cli/main.rs (3 hits)
3:5:x.unwrap();
4:5:x.unwrap();
4:20:x.unwrap();
",
    );
}

#[test]
fn context_lines_and_separators() {
    check(
        r"
src/global-404-handler.ts-11-// before
src/global-404-handler.ts:12:x
src/global-404-handler.ts-13-// after
--
src/global-404-handler.ts-40-
src/global-404-handler.ts:41:x
src/global-404-handler.ts-42-foo:7:
--
src/b.ts-1-a-2-b
src/b.ts:2:x
",
        r"
src/global-404-handler.ts (2 hits, 4 context)
11-// before
12:x
13-// after
--
40-
41:x
42-foo:7:
--
src/b.ts (1 hit, 1 context)
1-a-2-b
2:x
",
    );
}

#[test]
fn hits_without_line_numbers() {
    check(
        r"
src/cli/main.rs:use std::env;
src/cli/main.rs:    let url = 'https://a/b';
grep: src/secret: Permission denied
src/store.rs:use crate::env;
setup.py:import x
",
        r"
src/cli/main.rs (2 hits)
use std::env;
    let url = 'https://a/b';
grep: src/secret: Permission denied
src/store.rs:use crate::env;
setup.py:import x
",
    );
}

#[test]
fn text_that_reads_as_something_else_keeps_its_path() {
    check_verbatim(
        r"
logs/build.log:src/a.rs (2 hits)
logs/build.log:src/b.rs
logs/build.log:9,12:text
logs/build.log:9,13:text
",
    );
    check_verbatim(
        r"
logs/build.log:7:src/a.rs:12: error
logs/build.log:8:src/a.rs:13: error
",
    );
}

#[test]
fn groups_that_have_a_heading_already() {
    check(
        r"
src/cli/actions/run.ts
3:  throw new Error();
9:  stop();
14:  throw new Error();

src/cli/actions/init.ts
7:  throw new Error();

README.md
2:text
",
        r"
src/cli/actions/run.ts
3,14:  throw new Error();
9:  stop();

src/cli/actions/init.ts
7:  throw new Error();

README.md
2:text
",
    );
    check(
        r"
src/cli/actions/run.ts
3:  throw new Error();

src/cli/actions/init.ts
7:  throw new Error();
8-}
--
20:  throw new Error();

src/core/a.ts
2:text
",
        r"
src/cli/actions/
run.ts
3:  throw new Error();

init.ts
7:  throw new Error();
8-}
--
20:  throw new Error();

src/core/a.ts
2:text
",
    );
}

#[test]
fn the_hits_of_a_single_file() {
    check(
        r"
OBSERVATION:
802:    def rel_db_type(self, connection):
810:        return None
2236:    def rel_db_type(self, connection):
2756:    def rel_db_type(self, connection):
",
        r"
OBSERVATION:
802,2236,2756:    def rel_db_type(self, connection):
810:        return None
",
    );
}

#[test]
fn lists_of_paths() {
    check(
        r"
./src
./src/cli
./src/cli/actions/run.ts
./src/cli/actions/init.ts
./src/cli/actions/.env
./src/cli/actions/Makefile
./src/core/a.ts
./README.md
",
        r"
./
src
src/cli
src/cli/actions/
run.ts
init.ts
.env
Makefile
src/core/a.ts
README.md
",
    );
}

#[test]
fn hits_below_the_working_directory() {
    check(
        r"
./src/cli/main.rs-2-
./src/cli/main.rs:3:use std::env;
./src/cli/main.rs-4-
--
./README.md:7:./a
",
        r"
./
src/cli/main.rs (1 hit, 2 context)
2-
3:use std::env;
4-
--
README.md:7:./a
",
    );
    check_verbatim("\n./\n./a\n./b\n");
}

#[test]
fn lists_of_paths_among_other_lines() {
    check(
        r"
Found 4 files
/srv/my app/lib/a.py
/srv/my app/lib/b.py
/srv/my app/lib/c.py
(Results are truncated.)
",
        r"
Found 4 files
/srv/my app/lib/
a.py
b.py
/srv/my app/lib/c.py
(Results are truncated.)
",
    );
}

#[test]
fn directories_in_lists_are_no_headings() {
    check(
        r"
src/
src/cli/actions/
src/cli/actions/a.rs
src/cli/actions/b.rs
app/[id]/
x.rs
",
        r"
src/
src/cli/actions/
src/cli/actions/
a.rs
b.rs
app/[id]/
.
x.rs
",
    );
    check_verbatim(
        r"
src/
src/cli/actions/
src/cli/actions/a.rs
src/cli/actions/b.rs
lib/
x.rs
",
    );
}

#[test]
fn counts() {
    check(
        r"
src/cli/actions/run.ts:12
src/cli/actions/init.ts:0
src/cli/actions/stop.ts:3
",
        r"
src/cli/actions/
run.ts:12
init.ts:0
stop.ts:3
",
    );
}

#[test]
fn windows_paths() {
    check(
        r"
C:\code\app\src\main.rs:3:fn a() {}
C:\code\app\src\main.rs:9:fn b() {}
C:\code\app\src\main.rs:14:fn c() {}
C:\code\app\src\lib.rs:1:fn d() {}
",
        r"
C:\code\app\src\
main.rs (3 hits)
3:fn a() {}
9:fn b() {}
14:fn c() {}
lib.rs:1:fn d() {}
",
    );
}

#[test]
fn revisions() {
    check(
        r"
HEAD~2:src/cli/main.rs:3:fn a() {}
HEAD~2:src/cli/main.rs:9:fn b() {}
",
        r"
HEAD~2:src/cli/main.rs (2 hits)
3:fn a() {}
9:fn b() {}
",
    );
}

#[test]
fn messages_of_the_tool_stay() {
    check(
        r"
src/cli/main.rs:3:fn a() {}
src/cli/main.rs:9:fn b() {}
src/cli/run.rs:14:fn c() {}
Binary file src/cli/icon.png matches
grep: src/secret: Permission denied
src/cli/run.rs:20:fn d() {}
a.rs:1:fn e() {}
src/cli/main.rs:1
",
        r"
src/cli/
main.rs:3:fn a() {}
main.rs:9:fn b() {}
run.rs:14:fn c() {}
Binary file src/cli/icon.png matches
grep: src/secret: Permission denied
src/cli/run.rs:20:fn d() {}
a.rs:1:fn e() {}
src/cli/main.rs:1
",
    );
}

#[test]
fn a_numbered_listing_of_a_file_keeps_its_order() {
    check_verbatim(
        r"
1:fn a() {
2:}
3:
4:fn b() {
5:}
9:}
",
    );
}

#[test]
fn line_ends_and_the_end_of_the_text() {
    let unix = "src/cli/a.rs:1:x\nsrc/cli/a.rs:4:y\nsrc/cli/a.rs:9:x";
    assert_eq!(fold(unix), "src/cli/a.rs (3 hits)\n1,9:x\n4:y");
    let windows = "src\\cli\\a.rs:1:x\r\nsrc\\cli\\a.rs:4:y\r\nsrc\\cli\\a.rs:9:x\r\n";
    assert_eq!(fold(windows), "src\\cli\\a.rs (3 hits)\n1,9:x\r\n4:y\r\n");
    let cut = "src/cli/a.rs:1:x\nsrc/cli/a.rs:2:y\nsrc/cli/a.rs:3:z\nsrc/cl";
    assert_eq!(fold(cut), "src/cli/a.rs (3 hits)\n1:x\n2:y\n3:z\nsrc/cl");
    let cut = "src/cli/a.rs:1:x\nsrc/cli/a.rs:2:y\nsrc/cli/a.rs:3:z\nsrc/cli/";
    assert_eq!(fold(cut), "src/cli/a.rs (3 hits)\n1:x\n2:y\n3:z\nsrc/cli/");
}

#[test]
fn what_is_folded_is_not_folded_again() {
    let folded = "src/cli/a.rs (3 hits)\n1,3:x\n2:y\nsrc/cli/b.rs:1:x\nsrc/cli/c.rs:1:x\n";
    assert_eq!(try_fold(folded), Err(Declined::NotReversible));
    let folded = "src/cli/\na.rs\nb.rs\nsrc/core/c.rs\nsrc/core/d.rs\nsrc/core/e.rs\n";
    assert_eq!(try_fold(folded), Err(Declined::NotReversible));
    assert_eq!(try_fold("one line"), Err(Declined::TooSmall));
    assert_eq!(try_fold("some\nprose\n"), Err(Declined::NoGain));
}

#[test]
fn headings_that_do_not_fit_are_no_fold() {
    let compressor = SearchCompressor::new();
    for text in [
        "a.rs (3 hits)\n1:x\n2:y\n",
        "a.rs (2 hits)\n1,2,3:x\n",
        "a.rs (1 hit, 1 context)\n1:x\ny\n",
    ] {
        assert_eq!(compressor.restore(text), None, "{text}");
    }
}

#[test]
fn time_is_linear() {
    let many: String =
        (1..200_000).map(|n| format!("src/cli/main.rs:{}:let x{} = 1;\n", 3 * n, n % 7)).collect();
    assert!(fold(&many).len() * 2 < many.len());
    let long = format!(
        "src/cli/main.rs:1:{}\nsrc/cli/main.rs:2:{}\n",
        "a:1".repeat(1 << 20),
        "-1-b".repeat(1 << 20)
    );
    assert!(fold(&long).len() < long.len());
    let slashes = "a/".repeat(1 << 20);
    assert_eq!(fold(&slashes), slashes);
    let headings: String = "a.rs (9999999999 hits)\n".repeat(1 << 16);
    assert_eq!(SearchCompressor::new().restore(&headings), None);
}

#[test]
fn obeys_the_laws() {
    let texts = [
        "",
        "\n",
        "\n\n\n",
        "src/cli/a.rs:1:x\nsrc/cli/a.rs:2:y\nsrc/cli/b.rs:3:z\n",
        "src/cli/a.rs\nsrc/cli/b.rs\nsrc/cli/c.rs",
        "a.rs-1-x\na.rs:2:y\na.rs-3-z\n--\na.rs:9:y\n",
        "src/\n.\nsrc/\n\na/\nb\n",
    ];
    assert!(compressor_laws(&SearchCompressor::new(), &Estimator::new(), &texts) >= 8);
}

mod any_input {
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
        let (root, folded) =
            folded.strip_prefix("./\n").map_or(("", folded), |below| ("./", below));
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
                let counted = counts.split(", ").all(|part| {
                    [" hit", " hits", " context"].iter().any(|end| part.ends_with(end))
                });
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
                let count =
                    |part: &str| part.split(' ').next().and_then(|n| n.parse::<usize>().ok());
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
                if path == "C"
                    || slashed(path) && (!path.contains(' ') || path.starts_with(['/', '.']))
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
            let _ = SearchCompressor::new().restore(&text);
        }
    }
}
