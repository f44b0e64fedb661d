//! Tables that are too long to be shown whole, and lock files.

use std::fmt::Write as _;

use headroom_compressors::{LockCompressor, TableCompressor};
use headroom_core::check::verify;
use headroom_core::testing::compressor_laws;
use headroom_core::{Budget, Compressor, ContentType, Estimator, Hints, Input, Piece};
use insta::assert_snapshot;

/// What stays in sight, with a line for what does not.
fn shown(
    compressor: &dyn Compressor,
    content_type: ContentType,
    text: &str,
    asked: &str,
) -> String {
    let tokens = Estimator::new();
    let input = Input::new(text, content_type, &tokens)
        .with_hints(Hints::none().with_question(asked))
        .with_budget(Budget::recoverable(120));
    let rewrite = compressor.compress(&input).expect("it is long");
    verify(compressor, &input, &rewrite).expect("the rewrite holds");
    let (mut out, mut at) = (String::new(), 0);
    for piece in rewrite.pieces() {
        let Piece::Elided(elision) = piece else { panic!("nothing is folded here") };
        let lines = elision.span.of(text).lines().count();
        out.push_str(&text[at..elision.span.start]);
        write!(out, "... {lines} lines").expect("written");
        for count in &elision.counts {
            write!(out, ", {} {}", count.lines, count.word).expect("written");
        }
        out.push('\n');
        at = elision.span.end;
    }
    out + &text[at..]
}

fn rows() -> String {
    let mut text = String::from("id,host,state,ms\n");
    for id in 1..=400 {
        let state = match id {
            77 => "failed",
            id if id % 9 == 0 => "idle",
            _ => "running",
        };
        let ms = if id == 200 { 90_000 } else { 100 + (id * 37) % 50 };
        writeln!(text, "{id},node-{},{state},{ms}", id % 40).expect("written");
    }
    text
}

#[test]
fn a_trace_between_rows_stays_whole() {
    let frame =
        |n: usize| format!("  File \"/srv/sync/step_{n}.py\", line {n}, in run\n    go({n})\n");
    let frames: String = (1..9).map(frame).collect();
    let trace =
        format!("Traceback (most recent call last):\n{frames}TimeoutError: db did not answer\n");
    let mut text = String::from("ID     HOST      STATE     MS\n");
    for id in 1..=600 {
        writeln!(text, "{id:<6} node-{:<4} running   {}", id % 40, 100 + id * 37 % 50)
            .expect("written");
        if id == 300 {
            text.push_str(&trace);
        }
    }
    let out = shown(&TableCompressor::new(), ContentType::TABLE, &text, "");
    assert!(out.contains(&trace), "{out}");
    assert!(out.len() * 3 < text.len(), "{out}");
}

#[test]
fn a_failure_in_a_column_of_many_values_stays_in_sight() {
    for said in ["connection refused by 10.0.0.7", "Panicked at step 12", "worker crashed"] {
        let mut text = String::from("ID     HOST      SAID\n");
        for id in 1..=600 {
            let said = if id == 311 { said.to_owned() } else { format!("took step {}", id * 7) };
            writeln!(text, "{id:<6} node-{:<4} {said}", id % 40).expect("written");
        }
        let out = shown(&TableCompressor::new(), ContentType::TABLE, &text, "");
        assert!(out.contains(said), "{out}");
    }
}

#[test]
fn unusual_rows_stay_in_sight() {
    let shown = shown(&TableCompressor::new(), ContentType::CSV, &rows(), "Why is node-33 slow?");
    assert_snapshot!(shown, @r"
    id,host,state,ms
    1,node-1,running,137
    2,node-2,running,124
    3,node-3,running,111
    4,node-4,running,148
    5,node-5,running,135
    ... 27 lines, 3 idle, 24 running
    33,node-33,running,121
    ... 16 lines, 2 idle, 14 running
    50,node-10,running,100
    ... 22 lines, 3 idle, 19 running
    73,node-33,running,101
    ... 3 lines, 3 running
    77,node-37,failed,149
    ... 35 lines, 4 idle, 31 running
    113,node-33,running,131
    ... 39 lines, 4 idle, 35 running
    153,node-33,idle,111
    ... 39 lines, 4 idle, 35 running
    193,node-33,running,141
    ... 6 lines, 1 idle, 5 running
    200,node-0,running,90000
    ... 32 lines, 3 idle, 29 running
    233,node-33,running,121
    ... 39 lines, 5 idle, 34 running
    273,node-33,running,101
    ... 39 lines, 4 idle, 35 running
    313,node-33,running,131
    ... 39 lines, 5 idle, 34 running
    353,node-33,running,111
    ... 39 lines, 4 idle, 35 running
    393,node-33,running,141
    ... 4 lines, 1 idle, 3 running
    398,node-38,running,126
    399,node-39,running,113
    400,node-0,running,100
    ");
}

#[test]
fn a_lock_file_without_digests() {
    let mut text = String::from("# generated\nversion = 4\n");
    for (nth, name) in ["anyhow", "bytes", "cc", "libc", "log", "serde", "syn"].iter().enumerate() {
        let digest = "0123456789abcdef".repeat(8);
        write!(
            text,
            "\n[[package]]\nname = \"{name}\"\nversion = \"1.0.{nth}\"\n\
             source = \"registry+https://example.org/index\"\nchecksum = \"{digest}\"\n\
             dependencies = [\n \"cc\",\n]\n"
        )
        .expect("written");
    }
    let shown = shown(&LockCompressor::new(), ContentType::LOCK, &text, "Which libc is locked?");
    assert_snapshot!(shown, @r#"
    # generated
    version = 4

    [[package]]
    name = "anyhow"
    version = "1.0.0"
    ... 2 lines, 1 checksum
    dependencies = [
     "cc",
    ]

    [[package]]
    name = "bytes"
    version = "1.0.1"
    ... 2 lines, 1 checksum
    dependencies = [
     "cc",
    ]

    [[package]]
    name = "cc"
    version = "1.0.2"
    ... 2 lines, 1 checksum
    dependencies = [
     "cc",
    ]

    [[package]]
    name = "libc"
    version = "1.0.3"
    source = "registry+https://example.org/index"
    checksum = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    dependencies = [
     "cc",
    ]

    [[package]]
    name = "log"
    version = "1.0.4"
    ... 2 lines, 1 checksum
    dependencies = [
     "cc",
    ]

    [[package]]
    name = "serde"
    version = "1.0.5"
    ... 2 lines, 1 checksum
    dependencies = [
     "cc",
    ]

    [[package]]
    name = "syn"
    version = "1.0.6"
    ... 2 lines, 1 checksum
    dependencies = [
     "cc",
    ]
    "#);
}

#[test]
fn sums_of_modules() {
    let mut text = String::new();
    for name in ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"] {
        for suffix in ["", "/go.mod"] {
            let digest = "AbC0".repeat(10);
            writeln!(text, "example.org/{name} v1.2.3{suffix} h1:{digest}abc=").expect("written");
        }
    }
    let shown = shown(&LockCompressor::new(), ContentType::LOCK, &text, "");
    assert_snapshot!(shown, @r"
    example.org/alpha v1.2.3 h1:AbC0AbC0AbC0AbC0AbC0AbC0AbC0AbC0AbC0AbC0abc=
    ... 1 lines
    example.org/beta v1.2.3 h1:AbC0AbC0AbC0AbC0AbC0AbC0AbC0AbC0AbC0AbC0abc=
    ... 1 lines
    example.org/gamma v1.2.3 h1:AbC0AbC0AbC0AbC0AbC0AbC0AbC0AbC0AbC0AbC0abc=
    ... 1 lines
    example.org/delta v1.2.3 h1:AbC0AbC0AbC0AbC0AbC0AbC0AbC0AbC0AbC0AbC0abc=
    ... 1 lines
    example.org/epsilon v1.2.3 h1:AbC0AbC0AbC0AbC0AbC0AbC0AbC0AbC0AbC0AbC0abc=
    ... 1 lines
    example.org/zeta v1.2.3 h1:AbC0AbC0AbC0AbC0AbC0AbC0AbC0AbC0AbC0AbC0abc=
    ... 1 lines
    ");
}

#[test]
fn no_row_of_several_lines_is_cut() {
    let text = rows().lines().fold(String::new(), |mut out, row| {
        let _ = writeln!(out, "{row},\"seen twice,\n  then mended,\n  and closed\"");
        out
    });
    let shown = shown(&TableCompressor::new(), ContentType::CSV, &text, "Why is node-33 slow?");
    let mut lines = shown.lines().skip(3);
    let mut shown_rows = 0;
    while let Some(line) = lines.next() {
        if !line.starts_with("... ") {
            let rest = (lines.next(), lines.next());
            assert_eq!(rest, (Some("  then mended,"), Some("  and closed\"")), "{line}\n{shown}");
            assert!(line.ends_with(",\"seen twice,"), "{line}\n{shown}");
            shown_rows += 1;
        }
    }
    assert!((10..200).contains(&shown_rows), "{shown}");
}

#[test]
fn laws_of_long_tables() {
    let tokens = Estimator::new();
    let texts = [rows(), rows().replace(',', "  "), rows().replace(',', " | ")];
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    assert!(compressor_laws(&TableCompressor::new(), &tokens, &texts) > 0);
    compressor_laws(&LockCompressor::new(), &tokens, &texts);
}
