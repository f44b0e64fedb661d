//! Colour changes nothing else.

use headroom_compressors::{
    DiffCompressor, LogCompressor, SearchCompressor, TableCompressor, TraceCompressor,
};
use headroom_core::testing::compressor_laws;
use headroom_core::{Compressor, Estimator, without_codes};
use proptest::prelude::*;

use crate::shortened;

/// Lines of many kinds, as plain outputs have them.
fn lines() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        "INFO  \\[[0-9]{2}:[0-9]{2}:[0-9]{2}\\] request [a-f0-9]{8} done in [0-9]{1,3}ms",
        "test [a-z]{3,8}::[a-z]{3,8} \\.\\.\\. (ok|FAILED)",
        "src/[a-z]{3,6}\\.rs:[0-9]{1,3}:[0-9]{1,2}: error: [a-z ]{3,20}",
        "    at [a-z]{3,8} \\(/srv/app/[a-z]{3,6}\\.js:[0-9]{1,3}:[0-9]{1,2}\\)",
        "[A-Za-z ,.]{0,60}",
        "E   assert [0-9] == [0-9]",
        Just(String::new()),
    ];
    proptest::collection::vec(line, 1..120).prop_map(|lines| lines.join("\n") + "\n")
}

/// The text with codes between its words.
fn coloured(text: &str, seed: usize) -> String {
    let codes = ["\u{1b}[31m", "\u{1b}[0m", "\u{1b}[1;38;5;9m", "\u{1b}[K", "\u{1b}]0;t\u{7}", ""];
    let mut at = seed;
    let mut out = String::new();
    for part in text.split_inclusive([' ', '\n']) {
        at = at.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(seed | 1);
        out.extend(codes.get((at >> 33) % codes.len()).copied());
        out.push_str(part);
    }
    out + "\u{1b}[m\n"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What is sent for a coloured text is what is sent for the plain one, and a notice.
    #[test]
    fn colour_is_left_out(text in lines(), seed in any::<usize>()) {
        let text = text + "\n";
        let coloured = coloured(&text, seed);
        prop_assert_eq!(without_codes(&coloured), text.clone() + "\n");
        let plain = shortened("make check", &(text + "\n")).text;
        let super::Sent { text: out, report } = shortened("make check", &coloured);
        if report.handle.is_some() && out != coloured {
            let own = |text: &str| -> Vec<String> {
                let is_notice = |line: &&str| line.contains(" left out");
                text.lines().filter(|line| !is_notice(line)).map(str::to_owned).collect()
            };
            prop_assert!(!out.contains('\u{1b}'), "{out:?}");
            prop_assert_eq!(own(&out), own(&plain));
        }
    }

    /// Compressors obey their laws where codes stay.
    #[test]
    fn laws_hold_in_colour(text in lines(), seed in any::<usize>(), cut in 0..400_usize) {
        let mut text = coloured(&text, seed);
        text.truncate(text.floor_char_boundary(text.len().saturating_sub(cut)));
        let tokens = Estimator::new();
        let all: [&dyn Compressor; 5] = [
            &DiffCompressor::new(),
            &LogCompressor::new(),
            &SearchCompressor::new(),
            &TableCompressor::new(),
            &TraceCompressor::new(),
        ];
        for compressor in all {
            compressor_laws(compressor, &tokens, &[&text]);
        }
    }

    /// Broken codes break nothing.
    #[test]
    fn any_text_is_taken(
        parts in proptest::collection::vec(
            "\u{1b}\\[[0-9;]{0,3}[a-zA-Z]?|\u{1b}[\\]P(]?|\u{7}|\u{8}|\r|\n|ERROR [a-zé]{1,3}|[0-9]{1,2}%| |漢",
            0..200,
        ),
    ) {
        let text = parts.concat();
        let super::Sent { text: out, report } = shortened("make", &text);
        prop_assert!(out == text || report.tokens_after < report.tokens_before);
    }
}
