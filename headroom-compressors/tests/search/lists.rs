//! What the model sees of long lists of names, notices included.

use headroom_core::{Handle, Hints};
use proptest::collection::vec;
use proptest::prelude::*;

use super::seen::{hints, seen_with};
use super::*;

/// What is sent in place of a list, with the key of the original cut short.
fn seen(text: &str, question: &str, command: &str) -> String {
    let seen = seen_with(text, &hints(question, command));
    seen.replace(&Handle::of(text).to_string(), "hr_...")
}

fn names(stem: &str, extension: &str, count: usize) -> String {
    const WORDS: &[&str] =
        &["apple", "birch", "cedar", "daisy", "elder", "ficus", "grape", "hazel"];
    let word = |n: usize| WORDS.get(n % WORDS.len()).copied().unwrap_or("");
    (0..count)
        .map(|n| format!("{stem}{}_{}{extension}\n", word(n / WORDS.len()), word(n)))
        .collect()
}

#[test]
fn sections_of_directories() {
    let text = [
        ".:\nREADME.md\nchangelog\nsetup.py\nsrc\ntests\n\n./changelog:\nREADME.md\n",
        &(400..440).map(|n| format!("{n}.bugfix.rst\n")).collect::<String>(),
        "\n./src:\n",
        &names("", ".py", 20),
        "\n./tests:\ndata\ntest_run.py\n\n./tests/data:\n",
        &names("", ".json", 30),
        "nested\n\n./tests/data/nested:\ndeep\nempty.json\n\n./tests/data/nested/deep:\nlast.json\n",
        "other.json\nmore.json\n\n./tools:\nrun.sh\n",
    ]
    .concat();
    insta::assert_snapshot!(seen(&text, "What does daisy_birch.json hold?", "ls -R"), @"
.:
 README.md changelog setup.py src tests

./changelog:
 README.md 400.bugfix.rst
[38 names left out]
 439.bugfix.rst

./src:
 apple_apple.py apple_birch.py apple_cedar.py apple_daisy.py apple_elder.py apple_ficus.py apple_grape.py apple_hazel.py birch_apple.py birch_birch.py birch_cedar.py birch_daisy.py birch_elder.py birch_ficus.py birch_grape.py birch_hazel.py cedar_apple.py cedar_birch.py cedar_cedar.py cedar_daisy.py

./tests:
 data test_run.py

./tests/data:
 apple_apple.json apple_birch.json apple_cedar.json
[21 names left out]
 daisy_apple.json daisy_birch.json daisy_cedar.json daisy_daisy.json daisy_elder.json daisy_ficus.json nested

[5 names left out: below ./tests/data/]
./tools:
 run.sh
[68 of 120 lines left out; headroom_retrieve hr_... with find fetches them]
");
}

#[test]
fn paths_of_a_tree() {
    let text = [
        "./README.md\n",
        &names("./web/node_modules/left/lib/", ".js", 40),
        &names("./web/node_modules/right/", ".js", 40),
        &names("./web/src/", ".ts", 20),
        "./web/src/icon_a.png\n./web/src/icon_b.png\n",
        &names("./web/src/img_", ".png", 30),
        "./web/src/main.ts\n",
    ]
    .concat();
    insta::assert_snapshot!(seen(&text, "", "find . -type f"), @"
./
README.md
web/node_modules/left/lib/apple_apple.js
[79 names left out: below ./web/node_modules/]
web/src/
 apple_apple.ts apple_birch.ts apple_cedar.ts apple_daisy.ts apple_elder.ts apple_ficus.ts apple_grape.ts apple_hazel.ts birch_apple.ts birch_birch.ts birch_cedar.ts birch_daisy.ts birch_elder.ts birch_ficus.ts birch_grape.ts birch_hazel.ts cedar_apple.ts cedar_birch.ts cedar_cedar.ts cedar_daisy.ts icon_a.png icon_b.png img_apple_apple.png
[28 names left out]
 img_daisy_ficus.png main.ts
[107 of 134 lines left out; headroom_retrieve hr_... with find fetches them]
");
}

#[test]
fn names_of_one_directory() {
    let numbered = |from: usize, to: usize| -> String {
        (from..to).map(|n| format!("00{n}.snap.bin\n")).collect()
    };
    let text =
        ["a.rs\nb.rs\n", &numbered(10, 60), "lib.rs\nmain.rs\n", &names("", ".rs", 20)].concat();
    insta::assert_snapshot!(seen(&text, "see 0042.snap.bin", "ls src"), @"
 a.rs b.rs 0010.snap.bin
[30 names left out]
 0041.snap.bin 0042.snap.bin 0043.snap.bin
[15 names left out]
 0059.snap.bin lib.rs main.rs apple_apple.rs apple_birch.rs apple_cedar.rs apple_daisy.rs apple_elder.rs apple_ficus.rs apple_grape.rs apple_hazel.rs birch_apple.rs birch_birch.rs birch_cedar.rs birch_daisy.rs birch_elder.rs birch_ficus.rs birch_grape.rs birch_hazel.rs cedar_apple.rs cedar_birch.rs cedar_cedar.rs cedar_daisy.rs
[45 of 74 lines left out; headroom_retrieve hr_... with find fetches them]
");
}

#[test]
fn source_stays() {
    let tokens = Estimator::new();
    let text = names("src/cli/", ".rs", 64);
    let input = Input::new(&text, ContentType::PATHS, &tokens)
        .with_hints(Hints::none())
        .with_budget(headroom_core::Budget::recoverable(100));
    let rewrite = SearchCompressor::new().compress(&input).expect("rows");
    assert!(!rewrite.elides());
}

fn line() -> impl Strategy<Value = String> {
    let directory = prop_oneof![
        4 => Just(String::new()),
        2 => Just("src/".to_owned()),
        2 => Just("tests/data/".to_owned()),
        1 => Just("tests/data/a/b/".to_owned()),
        1 => Just("./docs/img/".to_owned()),
        1 => Just(r"C:\vendor\".to_owned()),
        1 => Just("a, b/fixtures/".to_owned()),
        1 => Just("below x/fixtures/".to_owned()),
    ];
    let name = prop_oneof![
        4 => "[a-c]{1,3}[0-9]{1,3}\\.(rs|png|snap)",
        2 => "[a-c]{1,3}",
        1 => "(README\\.md|a b\\.png|x/|:|größe\\.png|\\r| a)",
    ];
    prop_oneof![
        8 => (directory, name).prop_map(|(directory, name)| directory + &name),
        1 => Just(String::new()),
        2 => "(\\./)?(src|tests/data|tests/data/[a-c]|docs|a, b/fixtures):",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn lists_obey_the_laws(lines in vec(line(), 0..60), times in 1..8_usize, end in "\n?") {
        let text = vec![lines.join("\n"); times].join("\n") + &end;
        compressor_laws(&SearchCompressor::new(), &Estimator::new(), &[&text]);
    }
}
