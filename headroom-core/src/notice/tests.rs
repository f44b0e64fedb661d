use super::*;

#[test]
fn every_notice_reads_back() {
    let place = |name: Option<&str>, within| Place {
        lines: Lines::new(100, 160),
        numbered: name.is_some(),
        name: name.map(str::to_owned),
        within,
    };
    let picked = |picked| Notice::Picked { handle: Handle::of("x"), picked };
    let count = |word: &str, lines| WordCount { word: word.to_owned(), lines };
    let hits =
        |file: &str, hits, lines| HitsLeftOut { file: file.to_owned(), hits, context: 0, lines };
    let names = |directory: &str, names, below| NamesLeftOut {
        directory: directory.to_owned(),
        names,
        below,
    };
    let original = |hidden, total, numbered| {
        let handle = Handle::of("x");
        let by = if numbered { By::Lines } else { By::Text };
        Notice::Original { handle, hidden, total, by }
    };
    let counts = |n: usize| vec![count("ERROR", 12), count("caf\u{e9}_2", 1)][..n].to_vec();
    let tally = |hunks, added, removed| Tally { hunks, added, removed };
    let elements = |elements, words, kinds, handle| {
        let found = Elements { elements, words, kinds };
        Notice::ElementsLeftOut { found, handle }
    };
    let words = |handle| Notice::WordsLeftOut { words: 312, total: 840, handle };
    let display = |codes, states, handle| Notice::DisplayLeftOut {
        left: DisplayLeftOut { codes, states },
        handle,
    };
    let all = [
        display(412, 0, None),
        display(1, 41, None),
        display(0, 1, Some(Handle::of("x"))),
        words(None),
        words(Some(Handle::of("x"))),
        Notice::Original { handle: Handle::of("x"), hidden: 0, total: 1, by: By::Rows },
        Notice::Original { handle: Handle::of("x"), hidden: 9, total: 10, by: By::LinesOfCode },
        Notice::Original { handle: Handle::of("x"), hidden: 9, total: 10, by: By::Code },
        Notice::LeftOut { lines: Lines::new(120, 247), shown: false, counts: vec![] },
        Notice::LeftOut { lines: Lines::new(7, 7), shown: true, counts: vec![] },
        Notice::LeftOut { lines: Lines::new(7, 9), shown: true, counts: counts(2) },
        Notice::LeftOut { lines: Lines::new(7, 9), shown: false, counts: counts(1) },
        Notice::ListedLeftOut { lines: Lines::new(120, 247) },
        Notice::ListedLeftOut { lines: Lines::new(7, 7) },
        Notice::Context { lines: 1 },
        Notice::Context { lines: 12 },
        Notice::Hunks { lines: Lines::new(7, 9), tally: tally(1, 0, 2) },
        Notice::Hunks { lines: Lines::new(7, 900), tally: tally(12, 31, 0) },
        Notice::HitsLeftOut(vec![hits("cli.rs", 9, Some(Lines::new(120, 940)))]),
        Notice::HitsLeftOut(vec![hits("a b/12:30.log", 1, Some(Lines::new(7, 7)))]),
        Notice::HitsLeftOut(vec![HitsLeftOut {
            context: 1,
            ..hits("cli.rs", 3, Some(Lines::new(118, 121)))
        }]),
        Notice::HitsLeftOut(vec![hits("", 2, Some(Lines::new(7, 9)))]),
        Notice::HitsLeftOut(vec![hits("", 1, Some(Lines::new(7, 7)))]),
        Notice::HitsLeftOut(vec![hits("Makefile", 2, None)]),
        Notice::HitsLeftOut(vec![
            hits("src/cli.rs", 12, Some(Lines::new(3, 940))),
            hits(r"C:\a.rs", 1, Some(Lines::new(7, 7))),
            hits("b.rs", 2, None),
        ]),
        Notice::HitsLeftOut(vec![HitsLeftOut {
            context: 4,
            ..hits("cli.rs", 0, Some(Lines::new(118, 121)))
        }]),
        Notice::Repeated { lines: 1, times: 11 },
        Notice::Repeated { lines: 24, times: 1 },
        elements(1, 0, vec![], None),
        elements(214, 1, vec![(2, "nav"), (31, "script")], None),
        elements(2, 7, vec![], Some(Handle::of("x"))),
        elements(2, 7, vec![(1, "hidden")], Some(Handle::of("x"))),
        Notice::TextLeftOut(TextPart::Lines(1)),
        Notice::TextLeftOut(TextPart::Lines(120)),
        Notice::TextLeftOut(TextPart::Characters(4_210)),
        Notice::TextLeftOut(TextPart::Encoded(34_560, "9f86d081".to_owned())),
        Notice::RowsLeftOut { rows: Rows { first: 7, last: 7, total: 40 }, facts: vec![] },
        Notice::RowsLeftOut { rows: Rows { first: 3, last: 20, total: 40 }, facts: facts() },
        Notice::Part { line: 3, characters: 11_840 },
        Notice::BeginWith { lines: 120, prefix: "2026-03-01 10:".to_owned() },
        Notice::BeginWith { lines: 2, prefix: "[main] \"a\" ]".to_owned() },
        Notice::NamesLeftOut(vec![names("", 1, false)]),
        Notice::NamesLeftOut(vec![names("doc/my img/", 86, false)]),
        Notice::NamesLeftOut(vec![names("./", 86, true)]),
        Notice::NamesLeftOut(vec![names("doc/", 12, false), names(r"C:\x\", 1, true)]),
        original(128, 500, true),
        original(128, 500, false),
        original(0, 3, true),
        original(0, 1, true),
        Notice::Same {
            here: Some(Lines::new(40, 100)),
            place: place(Some("a, b of c/foo.py"), Within::Result(7)),
        },
        Notice::Same {
            here: None,
            place: Place { numbered: false, ..place(Some("new_str"), Within::Call(3)) },
        },
        Notice::Same {
            here: Some(Lines::new(40, 90)),
            place: Place { numbered: false, ..place(Some("new_str of a.py"), Within::Call(3)) },
        },
        Notice::Same {
            here: Some(Lines::new(1, 9)),
            place: Place { numbered: false, ..place(Some("a, b"), Within::ThisCall) },
        },
        Notice::Same {
            here: None,
            place: Place { numbered: false, ..place(Some("new_str"), Within::ThisCall) },
        },
        Notice::Same { here: None, place: place(None, Within::ThisResult) },
        Notice::Same {
            here: Some(Lines::new(100, 160)),
            place: place(Some("argument x"), Within::Result(7)),
        },
        Notice::Same {
            here: Some(Lines::new(100, 160)),
            place: Place { numbered: false, ..place(None, Within::Result(7)) },
        },
        Notice::SparseNumbers,
        Notice::PathOfCall,
        Notice::Retrieved { handle: Handle::of("x"), lines: None },
        Notice::Retrieved { handle: Handle::of("x"), lines: Some(Lines::new(120, 247)) },
        Notice::Retrieved { handle: Handle::of("x"), lines: Some(Lines::new(7, 7)) },
        Notice::Found { handle: Handle::of("x"), found: 0, total: 500 },
        picked(Picked::Rows { rows: Lines::new(3, 20), total: 40 }),
        picked(Picked::Rows { rows: Lines::new(3, 3), total: 40 }),
        picked(Picked::Values(1)),
        picked(Picked::Values(12)),
        Notice::CutOff(Rest { rows: false, range: Lines::new(181, 900), sent: 0 }),
        Notice::CutOff(Rest { rows: false, range: Lines::new(7, 7), sent: 1500 }),
        Notice::CutOff(Rest { rows: true, range: Lines::new(21, 500), sent: 0 }),
    ];
    for notice in all {
        let line = notice.to_string();
        assert_eq!(Notice::parse(&line), Some(notice), "{line}");
        assert!(Notice::stands_in(&format!("before\n{line}\r\nafter")) || line.is_empty());
        assert!(!Notice::stands_in(&format!("before {line}")));
    }
}

fn facts() -> Vec<Fact> {
    let text = |text: &str| text.to_owned();
    let values =
        [("open", 20), ("two words", 3), ("a, b; c: 7]", 2), ("7", 1), ("", 1), ("true", 1)];
    let values = values.map(|(value, rows)| (Fact::text(value), rows)).to_vec();
    let field = vec![text("owner"), text("a b.c")];
    let plain = [("7", 2), ("null", 1)].map(|(value, rows)| (text(value), rows)).to_vec();
    let (least, median, greatest) = (text("-1.50"), text("1"), text("1e9"));
    vec![
        Fact::Keys(vec![text("x-y"), text("a, b"), text("keys")]),
        Fact::Counts { field: field.clone(), values },
        Fact::Counts { field: vec![text("n")], values: plain },
        Fact::Range { field, least, median, greatest },
    ]
}

#[test]
fn facts_are_plain_words() {
    let rows = Rows { first: 3, last: 20, total: 40 };
    assert_eq!(
        Notice::RowsLeftOut { rows, facts: facts() }.to_string(),
        "[rows 3-20 of 40 left out, with keys x-y, \"a, b\", keys; of all 40, \
         owner.\"a b.c\": 20 open, 3 two words, 2 \"a, b; c: 7]\", 1 \"7\", 1 \"\", 1 \"true\"; \
         n: 2 7, 1 null; owner.\"a b.c\": -1.50 to 1e9, median 1]"
    );
}

#[test]
fn only_the_last_line_points_to_an_original() {
    let handle = Handle::of("x");
    let notice = Notice::Original { handle, hidden: 128, total: 500, by: By::Lines };
    for (text, points) in [
        (format!("a\n{notice}"), true),
        (format!("a\r\n{notice}\r\n"), true),
        (format!("{notice}\na"), false),
        (format!("a {notice}"), false),
        (format!("a\n{}", Notice::SparseNumbers), false),
        (String::new(), false),
    ] {
        assert_eq!(Notice::original_of(&text), points.then_some(Handle::of("x")), "{text}");
    }
}

#[test]
fn look_alikes_are_text() {
    for line in [
        "[]",
        "[lines 3-2 left out]",
        "[lines 03-12 left out]",
        "[12 of 40 lines left out; headroom_retrieve hr_0000 with lines or find fetches them]",
        "[the rest is left out]",
        "[rows 3-20 left out]",
        "[rows 3-20 of 19 left out]",
        "[rows 20-3 of 40 left out]",
        "[row 3-20 of 40 left out]",
        "[rows 3-20 of 40 left out; of all 41, a: 2 b]",
        "[rows 3-20 of 40 left out, with keys ]",
        "[rows 3-20 of 40 left out; of all 40, a: 0 b]",
        "[rows 3-20 of 40 left out; of all 40, a: 2]",
        "[rows 3-20 of 40 left out; and more]",
        "[next 1 lines begin with \"a\"]",
        "[next 3 lines begin with \"]",
        "[lines 3-12 left out: ]",
        "[lines 3-12 left out: 0 ERROR]",
        "[lines 3-12 left out: 4 ERROR,]",
        "[lines 3-12 left out: 4 of them]",
        "[lines 3-12 left out: 1 a, 1 b, 1 c, 1 d, 1 e, 1 f, 1 g, 1 h, 1 i]",
        "[1 context lines left out]",
        "[12 context line left out]",
        "[12 context lines left out, like lines shown]",
        "[lines 3-12 left out: 0 hunks, +0 -0]",
        "[lines 3-12 left out: 1 hunks, +1 -0]",
        "[lines 3-12 left out: 2 hunks, +1]",
        "[12 context lines]",
        "[9 hits left out]",
        "[9 hits left out: ]",
        "[0 hits left out: cli.rs]",
        "[1 hits left out: cli.rs]",
        "[2 hits, 0 context lines left out: cli.rs]",
        "[2 hits, 1 context line left out: 1 in a.rs, 1 in b.rs]",
        "[9 hits left out: cli.rs:7-7]",
        "[9 hits left out: 4 in a.rs, 4 in b.rs]",
        "[9 hits left out: file 7-9]",
        "[2 context lines left out: 1 in a.rs, 1 in b.rs]",
        "[0 names left out]",
        "[1 names left out]",
        "[2 names left out: ]",
        "[3 names left out: 1 in a/, 1 in b/]",
        "[3 names left out: 1 in a/, 2 of b/]",
        "[2 names of files left out]",
        "  [Previous line repeated 990 more times]",
        "[Previous line repeated 990 more times]",
        "[previous line repeated 1 more times]",
        "[previous line repeated 0 more times]",
        "[previous 1 lines repeated 3 more times]",
        "[previous 02 lines repeated 3 more times]",
        "[INFO] 3 lines are the same as before",
        "[same as above]",
        "[same as lines 1-3 of foo.py]",
        "[lines 1-3: same as lines 1-3 of foo.py, tool result 2]",
        "[lines 1-3: same as in foo.py, tool result x]",
        "[original]",
        "[original da39a3ee5e6b4b0d3255bfef95601890]",
        "[original hr_00000000000000000000000000000]",
    ] {
        assert_eq!(Notice::parse(line), None, "{line}");
    }
    let handle = Handle::of("x");
    for line in [
        format!("[original {handle}, ]"),
        format!("[original {handle}, lines 247-120]"),
        format!("[original {handle}, lines 7-7]"),
        format!("[original {handle}, 3 of 12]"),
        format!("[original {handle}] and more"),
        format!("[original {}]", handle.to_string().to_uppercase().replace("HR_", "hr_")),
    ] {
        assert_eq!(Notice::parse(&line), None, "{line}");
    }
}

#[test]
fn what_was_fetched_is_known_whatever_is_written_around_it() {
    let headers = ["", ", lines 3-9", ", 3 of 500 lines", ", row 3 of 40", ", 2 values"];
    for header in headers.map(|part| format!("[original {}{part}]", Handle::of("x"))) {
        for text in [
            format!("{header}\nthe text"),
            format!("     1\t{header}\n     2\tthe text"),
            format!(r#"{{"type":"text","text":"{header}\\nthe text"}}"#),
            format!(
                r#"{{"content":[{{"type":"text","text":"{header}\\nthe text"}}],"isError":false}}"#
            ),
            format!("Result of the call:\n\n```\n{header}\nthe text\n```"),
        ] {
            assert!(Notice::heads_retrieved(&text), "{text}");
        }
        assert!(!Notice::heads_retrieved(&format!("{}{header}", "a long text ".repeat(50))));
        assert!(!Notice::heads_retrieved(&header.replace("original", "copy")));
    }
    assert!(!Notice::heads_retrieved("[original hr_00000000000000000000000000000]\ntext"));
    assert!(!Notice::heads_retrieved("[original hr_"));
}

proptest::proptest! {
    #[test]
    fn what_is_clear_reads_back(
        files in proptest::collection::vec(
            ("[a-z0-9_./ :,-]{0,3}(in|hit|s|left|file|[0-9]{1,3}|same as)[a-z0-9_./-]{0,3}", 1..9_usize, 0..90_usize),
            1..4,
        ),
    ) {
        let hits = files.into_iter().map(|(file, hits, first)| {
            let lines = (first > 0).then(|| Lines::new(first, first + hits - 1));
            HitsLeftOut { file, hits, context: 0, lines }
        });
        let hits: Vec<_> = hits.collect();
        let clear = hits.iter().all(HitsLeftOut::is_clear);
        proptest::prop_assert!(!clear || Notice::HitsLeftOut(hits).reads_back());
    }
}
