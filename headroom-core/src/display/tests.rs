use super::*;

/// A text without what can be missed, and how many codes and states that is.
fn plain(text: &str) -> (String, usize, usize) {
    let cuts = Cuts::of(text);
    let DisplayLeftOut { codes, states } = cuts.outside([].into_iter(), text.len());
    (cuts.without(text), codes, states)
}

#[test]
fn codes_leave_the_text() {
    for (text, expected, codes) in [
        ("plain\r\ntext", "plain\r\ntext", 0),
        ("\u{1b}[31;1merror\u{1b}[0m: no\n", "error: no\n", 2),
        ("a\n\u{1b}[2K\u{1b}[1Gb\nc", "a\nb\nc", 2),
        ("\u{1b}[1A\u{1b}[2K\rdone\n", "done\n", 3),
        ("done\u{1b}[0G\u{1b}[K\n", "done\n", 2),
        ("\u{1b}]0;make\u{7}$ make\n", "$ make\n", 1),
        // Words that only a movement holds apart.
        ("name\u{1b}[10Csize\n", "name\u{1b}[10Csize\n", 0),
        ("name\u{1b}[0m\u{1b}[10C\u{1b}[1msize\n", "name\u{1b}[10Csize\n", 2),
        ("name \u{1b}[10Csize\u{1b}[5C\n", "name size\n", 2),
        // Addresses stay, unless they are what is shown.
        ("\u{1b}]8;;http://a/b\u{7}http://a/b\u{1b}]8;;\u{7}\n", "http://a/b\n", 2),
        (
            "\u{1b}]8;;http://a/b\u{7}b\u{1b}]8;;\u{7}\n",
            "\u{1b}]8;;http://a/b\u{7}b\u{1b}]8;;\u{7}\n",
            0,
        ),
        ("x\u{1b}]8;;\u{7}\n", "x\n", 1),
        ("N\u{8}NA\u{8}A _\u{8}x\u{8}y\n", "NA x\u{8}y\n", 3),
        // Colours that alone tell words and numbers apart, and what a search marks within a word.
        (
            "1\u{1b}[41m0\u{1b}[0m\u{1b}[42m5\u{1b}[0m00\n",
            "1\u{1b}[41m0\u{1b}[0m\u{1b}[42m5\u{1b}[0m00\n",
            0,
        ),
        ("\u{1b}[31mold\u{1b}[32mnew\u{1b}[39m\n", "\u{1b}[31mold\u{1b}[32mnew\u{1b}[39m\n", 0),
        ("\u{1b}[1;31mold\u{1b}[22;39m\u{1b}[K: \u{1b}[32mnew\u{1b}[m\n", "old: new\n", 5),
        ("handle\u{1b}[01;31m\u{1b}[KRequest\u{1b}[m\u{1b}[KLater\n", "handleRequestLater\n", 4),
        // What is broken stays.
        ("\u{1b}[31\n\u{1b}]0;a\n\u{1b}", "\u{1b}[31\n\u{1b}]0;a\n\u{1b}", 0),
    ] {
        assert_eq!(plain(text), (expected.to_owned(), codes, 0), "{text:?}");
    }
}

#[test]
fn states_leave_the_text() {
    for (text, expected, codes, states) in [
        ("get 10%\rget 50%\rget 100%\nb\n", "get 100%\nb\n", 0, 2),
        ("get 10%\rget 50%\rget 100%\r\r\nb\r\n", "get 100%\r\r\nb\r\n", 0, 2),
        ("fold:start:x\r\u{1b}[0K$ \u{1b}[1mrake\u{1b}[0m\r\n", "$ rake\r\n", 3, 1),
        ("fold:end:x\r\u{1b}[0K\r\n", "fold:end:x\r\n", 2, 0),
        ("a 5%\u{1b}[K\ra 9%\u{1b}[K\rno disk\n", "a 9%\rno disk\n", 1, 1),
        ("wait -\u{8} \u{8}\\\u{8} \u{8}é\u{8} \u{8}done\n", "wait done\n", 0, 3),
        ("\r 5%|# |\r 9%|##|\nb\n", " 9%|##|\nb\n", 1, 1),
        // The line ends of an old file, and what is no progress.
        ("get 10%\rget 50%\rget 100%\r", "get 10%\rget 50%\rget 100%\r", 0, 0),
        ("a\rb\rc\nd\n", "a\rb\rc\nd\n", 0, 0),
        ("1,2\r3,4\r5,6\nd\n", "1,2\r3,4\r5,6\nd\n", 0, 0),
    ] {
        assert_eq!(plain(text), (expected.to_owned(), codes, states), "{text:?}");
    }
}

#[test]
fn strings_of_json_have_codes() {
    for (text, expected, codes) in [
        (r#"{"log": "\u001b[32mok\u001B[0m a\u001b[K"}"#, r#"{"log": "ok a"}"#, 3),
        (r#" ["\\\u001b[mb", "\u001b[2Cc\u001b"]"#, r#" ["\\b", "\u001b[2Cc\u001b"]"#, 1),
        // The text of an escape, and what is no JSON.
        (r#"["\\u001b[32m"]"#, r#"["\\u001b[32m"]"#, 0),
        (r#"printf "\u001b[32m""#, r#"printf "\u001b[32m""#, 0),
    ] {
        assert_eq!(plain(text), (expected.to_owned(), codes, 0), "{text}");
    }
}

#[test]
fn reading_needs_no_codes() {
    for (text, expected) in [
        ("plain", "plain"),
        ("\u{1b}[1mé\u{1b}[0m\u{1b}[3Cx\u{1b}", "éx"),
        ("\u{1b}[", "["),
        ("\u{1b}]8;;http://a\u{7}b\u{1b}]8;;\u{7}", "b"),
    ] {
        assert_eq!(without_codes(text), expected);
    }
}

#[test]
fn long_odd_texts_are_read() {
    let many = |part: &str| part.repeat((1 << 17) / part.len());
    for part in [
        "\u{1b}",
        "\u{1b}[",
        "\u{1b}]",
        "\u{1b}]8;;a\u{7}",
        "\u{1b}[C",
        "\r",
        "\r\n",
        "a\r",
        "5%\r",
        "\n",
        "\u{1b}[1;",
        "\u{1b}P",
        "\u{1b}[m",
        "[",
        "[ ",
        "a\u{1b}[C\u{1b}[m",
    ] {
        for end in ["", "\n", "b\n"] {
            let text = many(part) + end;
            let found = Cuts::of(&text);
            assert_eq!(found.without(&text).len(), text.len() - found.gone, "{part:?}");
            assert!(!without_codes(&text).contains('\u{1b}'), "{part:?}");
        }
    }
}

proptest::proptest! {
    /// Lines stay lines, what is cut is counted, and cutting again changes nothing but what that brings
    /// together.
    #[test]
    fn cuts_are_sorted_and_whole(
        parts in proptest::collection::vec(
            "\u{1b}\\[[0-9;]{0,3}[mKGCAx]|\u{1b}|\u{1b}\\]8;;[a-z]{0,2}\u{7}|\r|\n|\u{8}|[a-zé]{1,3}|[0-9]{1,2}%| |\\[=> \\]",
            0..24,
        ),
    ) {
        let text = parts.concat();
        let cuts = Cuts::of(&text);
        let (mut at, mut gone) = (0, 0);
        for cut in &cuts.cuts {
            let span = Span::new(cut.at + gone, cut.at + gone + cut.len as usize);
            let inside = span.get(&text).expect("a cut fits");
            assert!(span.start >= at && !inside.is_empty() && !inside.contains('\n'));
            assert!(cut.codes + cut.states > 0);
            (at, gone) = (span.end, gone + span.len());
        }
        assert_eq!(gone, cuts.gone);
        let plain = cuts.without(&text);
        let mut places: Vec<usize> = (0..=text.len()).collect();
        cuts.move_back(places.iter_mut());
        assert!(places.is_sorted() && places.last() == Some(&plain.len()));
        let (some, stays) = cuts.clone().split(|at| at % 2 == 0);
        let stay: usize = stays.iter().map(|(_, len)| len).sum();
        assert_eq!(some.without(&text).len(), plain.len() + stay);
        assert_eq!(plain.matches('\n').count(), text.matches('\n').count());
    }
}
