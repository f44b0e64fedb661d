//! What stays in sight of encoded bytes and minified code, and the laws.

#![cfg(feature = "blob")]
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod shared;

use headroom_compressors::BlobCompressor;
use headroom_core::testing::compressor_laws;
use headroom_core::{Arguments, ContentRouter, Estimator, Hints, Level};
use insta::assert_snapshot;
use proptest::prelude::*;

/// The text as the model sees it, with the handle blanked.
fn seen(text: &str, hints: Hints<'_>) -> String {
    let router = ContentRouter::new().compressor(BlobCompressor::new());
    shared::sent(router, Level::Balanced, &hints, text).blanked()
}

/// So many characters that look like Base64.
fn base64(count: usize) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut state = 7_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(*ALPHABET.get((state >> 26) as usize).unwrap())
    };
    (0..count).map(|_| next()).collect()
}

fn wrapped(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    chars.chunks(76).map(|line| line.iter().chain(&['\n']).collect::<String>()).collect()
}

#[test]
fn the_ends_of_base64_stay() {
    let text = format!("logo.png:\n{}done\n", wrapped(&base64(4000)));
    assert_snapshot!(seen(&text, Hints::none()), @"
logo.png:
P6n7D2XDE++icjmxxae2XeFv1WL+HddGHnxFm7RlWUgtTK3oY/fLQ6lfLbLAswJiv4Xao1gey9U4
[lines 3-52 left out]
6C3WF4/KsW87wqWQKjhDHFOCl3DRADsoGj4bIQAbNTZDlnFnyNYqKOY6JRyVc9/VvexKxiC80aC6
/Qj1yjhp8Jd7a9Wc70/H2nGM02XPjVgdEo2QyOPUi7/XPsRa
done
[50 of 55 lines left out; headroom_retrieve hr_... with lines or find fetches them]
");
}

#[test]
fn lines_where_the_bytes_repeat_go_with_the_others() {
    let digits = wrapped(&base64(2280));
    let text = format!("{digits}{}{digits}done\n", wrapped(&"YAQYAUaAEWAE".repeat(19)));
    assert_snapshot!(seen(&text, Hints::none()), @"
P6n7D2XDE++icjmxxae2XeFv1WL+HddGHnxFm7RlWUgtTK3oY/fLQ6lfLbLAswJiv4Xao1gey9U4
[lines 2-62 left out]
iRPKOH27lsoVlx9A3jMoodGzLCIdu2XI7Xu2F7SgurJukzCyqZjNKI7ueJeFOIRtiWmQpIdgnNxP
done
[61 of 64 lines left out; headroom_retrieve hr_... with lines or find fetches them]
");
}

#[test]
fn one_long_line_is_cut() {
    let text = format!("data:image/png;base64,{}\n", base64(9000));
    assert_snapshot!(seen(&text, Hints::none()), @"
data:image/png;base64,P6n7D2XDE++icjmxxae2XeFv1WL+HddGHnxFm7RlWUgtTK3oY/fLQ6lfLbLAswJiv4Xao1gey9U4NR8tNDS0wNgwaVWN3NrscRhVGYdw3xOrlEv0k2Dvb/6MS2z/8B4P+P71pjXLBAIwFXf
[8830 characters of line 1 left out]
+yuXi+u383zmVKUeczsfaoasx+F
[parts of 1 line left out; headroom_retrieve hr_... with lines or find fetches them]
");
}

#[test]
fn the_head_of_a_dump_stays() {
    let row = |n: usize| {
        format!("{:08x}: 7f45 4c46 0201 0100 {n:04x} 0000 0000 0000  .ELF............\n", n * 16)
    };
    let text: String = (0..200).map(row).collect();
    let out = seen(&text, Hints::none());
    assert_eq!(out.lines().count(), 24 + 1 + 4 + 1);
    assert!(out.contains("[lines 25-196 left out]\n"));
}

/// Statements of packed code, with a message in one of them.
fn packed(statements: std::ops::Range<usize>) -> String {
    let one = |n: usize| match n {
        40 => "if(!e)throw new TypeError(\"Expected a function to call\");".to_owned(),
        _ => format!("function f{n}(e,t){{return e({n},t)&&t.x{n}!==void 0}}"),
    };
    statements.map(one).collect()
}

fn bundle() -> Hints<'static> {
    Hints::none().with_arguments(Arguments::command("cat dist/app.min.js"))
}

#[test]
fn messages_of_minified_code_stay() {
    let text = format!("/*! app 1.2.3 | MIT */\n{}\n", packed(0..120));
    assert_snapshot!(seen(&text, bundle()), @r#"
/*! app 1.2.3 | MIT */
function f0(e,t){return e(0,t)&&t.x0!==void 0}function f1(e,t){return e(1,t)&&t.x1!==void 0}function f2(e,t){return e(2,t)&&t.x2!==void 0}function f3(e,t){return
[1795 characters of line 2 left out]
"Expected a function to call"
[3894 characters of line 2 left out]
(e,t){return e(119,t)&&t.x119!==void 0}
[parts of 2 lines left out; headroom_retrieve hr_... with lines or find fetches them]
"#);
}

#[test]
fn minified_code_in_lines_is_left_out_by_lines() {
    let lines: Vec<String> = (0..40).map(|n| packed(n * 8..n * 8 + 8)).collect();
    let text = format!("/*! app 1.2.3 | MIT */\n{}\n", lines.join("\n"));
    let out = seen(&text, bundle());
    assert!(out.starts_with("/*! app 1.2.3 | MIT */\nfunction f0("), "{out}");
    assert!(out.contains("Expected a function to call") && out.len() * 3 < text.len(), "{out}");
}

#[test]
fn lines_beside_one_long_one_stay() {
    let code = |part: char| -> String {
        (0..150).map(|n| format!("function {part}{n}(x) {{\n  return x + {n};\n}}\n")).collect()
    };
    let numbers: Vec<String> = (0..9000).map(|n| (n * 7919 % 100_000).to_string()).collect();
    let (before, after) = (code('a'), code('b'));
    let text = format!("{before}const DATA = [{}];\n{after}", numbers.join(", "));
    let out = seen(&text, Hints::none().with_arguments(Arguments::command("cat tables.js")));
    assert!(out.starts_with(&before) && out.contains(&after), "{out}");
    assert!(out.len() * 2 < text.len(), "{}", out.len());
}

#[test]
fn the_laws_hold() {
    let long = base64(5000);
    let code = packed(0..200);
    let texts = [
        wrapped(&long),
        format!("{long}\n{code}\n"),
        code.replace("0}", "0}\n"),
        code.replace("9}", "9}\r"),
        format!("{};\n{code}", format!("{};", "\u{e9}".repeat(50)).repeat(90)),
        code,
    ];
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    assert!(compressor_laws(&BlobCompressor::new(), &Estimator::new(), &texts) >= 5);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_laws_hold_for_any_text(
        pieces in prop::collection::vec(
            prop_oneof![
                Just("\n".to_owned()),
                Just("\r\n".to_owned()),
                Just("\r".to_owned()),
                Just("\u{e9}".repeat(50)),
                Just("é日本\"a few words here é\"".repeat(30)),
                (1_usize..3000).prop_map(base64),
                "[\"'` a-z;é]{0,40}",
            ],
            0..12,
        )
    ) {
        compressor_laws(&BlobCompressor::new(), &Estimator::new(), &[&pieces.concat()]);
    }
}
