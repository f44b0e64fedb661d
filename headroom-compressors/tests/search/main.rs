//! What `SearchCompressor` makes of the outputs of search tools, and the laws it obeys.
#![cfg(feature = "search")]
#![allow(clippy::expect_used)]

mod any_input;
mod lists;
mod packed;
mod seen;
#[path = "../shared/mod.rs"]
mod shared;

use headroom_compressors::SearchCompressor;
use headroom_core::check::restored;
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
    assert_eq!(restored(&compressor, &folded).as_deref(), Some(text), "{folded}");
    Ok(folded.into_owned())
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
fn counts() {
    check(
        r"
src/cli/actions/run.ts:12
src/cli/actions/init.ts:0
src/cli/actions/stop.ts:3
",
        r"
src/cli/actions/
 run.ts:12 init.ts:0 stop.ts:3
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
    let folded = "src/cli/\n a.rs b.rs\nsrc/core/c.rs\nsrc/core/d.rs\nsrc/core/e.rs\n";
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
        assert_eq!(restored(&compressor, text), None, "{text}");
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
    assert_eq!(restored(&SearchCompressor::new(), &headings), None);
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

/// No line of context stands between hits that separators part: where all of them stay, so do these.
#[test]
fn separators_between_hits_that_stay() {
    let tokens = Estimator::new();
    for count in [8, 40, 400] {
        let text = "src/g.ts:1:load();\n--\n".repeat(count);
        compressor_laws(&SearchCompressor::new(), &tokens, &[&text]);
    }
}
