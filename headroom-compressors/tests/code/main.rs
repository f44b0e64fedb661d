//! Outlines of source code, as a model sees them.

mod outlines;
mod samples;

use headroom_compressors::CodeAwareCompressor;
use headroom_core::testing::compressor_laws;
use headroom_core::{
    Arguments, ContentRouter, Estimator, Hints, Level, Pipeline, Settings, Treatment,
};
use proptest::prelude::*;

fn pipeline() -> Pipeline {
    let router = ContentRouter::new().compressor(CodeAwareCompressor::new());
    let treatment = Treatment { level: Some(Level::Aggressive), floor: 0 };
    Pipeline::new(router, Estimator::new(), treatment, Settings::default())
}

/// What is sent for a file that was found, with a question before.
fn asked(path: &str, text: &str, question: &str) -> String {
    let hints = Hints::none().with_tool("web_search").with_arguments(Arguments::path(path));
    pipeline().plan_text(text, &hints.with_question(question)).finish(true).0.into_owned()
}

fn outline(path: &str, text: &str) -> String {
    asked(path, text, "")
}

#[cfg(feature = "lang-python")]
#[test]
fn what_is_asked_for_keeps_its_body() {
    let merge = "words[word] = words.get(word, 0) + count";
    let of = "counts = collections.Counter()";
    let inner = "parts = [part.strip() for part in line.split(\",\")]";
    for (question, shown) in [
        ("", [false, false, false]),
        ("How does `merge` work?", [true, false, false]),
        ("what does Counter.merge do", [true, false, false]),
        ("is there a bug in inner()?", [false, false, true]),
        ("Other.merge is wrong", [true, false, false]),
        ("how do they merge?", [false, false, false]),
        ("File \"/src/a.py\", line 45, in of", [false, true, false]),
        ("a.py:57: error", [true, false, false]),
        ("b.py:57: error", [false, false, false]),
        ("a.py:100000000000000000000000", [false, false, false]),
    ] {
        let out = asked("src/a.py", samples::PYTHON, question);
        assert_eq!([merge, of, inner].map(|line| out.contains(line)), shown, "{question}: {out}");
    }
}

#[cfg(feature = "lang-rust")]
#[test]
fn what_is_called_by_what_is_asked_for_stays_where_there_is_room() {
    let body = |n: usize| {
        format!(
            "    let a = {n} * 7 + 1;\n    let b = a * 2 + {n};\n    let c = b - a * 31;\n    let d = c + b + a - {n};\n    let e = d * (c + b) - a;\n    e + d\n"
        )
    };
    let function = |n: usize| format!("fn f{n}() -> usize {{\n{}}}\n\n", body(n));
    let mut text: String = (0..60).map(function).collect();
    text.push_str("fn main() {\n    let all = f30() + 1;\n    println!(\"{}\", all);\n    println!(\"{}\", all + 1);\n}\n");
    let out = asked("a.rs", &text, "what does `main` print?");
    assert!(out.contains("let all = f30() + 1;") && out.contains("let a = 30 * 7 + 1;"), "{out}");
    assert!(!out.contains("let a = 29 * 7 + 1;"), "{out}");
}

#[cfg(feature = "lang-rust")]
#[test]
fn functions_that_do_not_parse_are_shown_whole() {
    let broken =
        samples::RUST.replace("for (name, value) in &self.values {", "for (name, value in {");
    let out = outline("a.rs", &broken);
    assert!(out.contains("writeln!(to,"), "{out}");
    assert!(out.contains("// [lines 38-40 left out]"), "{out}");
}

#[cfg(feature = "lang-rust")]
#[test]
fn the_language_is_told_from_the_text_if_need_be() {
    let hints = Hints::none().with_tool("fetch_page");
    let (out, _) = pipeline().plan_text(samples::RUST, &hints).finish(true);
    assert!(out.contains("// [lines 63-67 left out]"), "{out}");
}

fn samples() -> Vec<(&'static str, &'static str)> {
    let all = [
        (cfg!(feature = "lang-rust"), "a.rs", samples::RUST),
        (cfg!(feature = "lang-python"), "a.py", samples::PYTHON),
        (cfg!(feature = "lang-web"), "a.js", samples::JAVASCRIPT),
        (cfg!(feature = "lang-web"), "a.ts", samples::TYPESCRIPT),
        (cfg!(feature = "lang-web"), "a.tsx", samples::TSX),
        (cfg!(feature = "lang-go"), "a.go", samples::GO),
        (cfg!(feature = "lang-jvm"), "a.java", samples::JAVA),
        (cfg!(feature = "lang-c"), "a.c", samples::C),
        (cfg!(feature = "lang-c"), "a.cpp", samples::CPP),
    ];
    all.into_iter().filter(|(known, ..)| *known).map(|(_, path, text)| (path, text)).collect()
}

fn grammar(path: &str) -> Option<tree_sitter::Language> {
    Some(match path.rsplit_once('.')?.1 {
        #[cfg(feature = "lang-rust")]
        "rs" => tree_sitter_rust::LANGUAGE.into(),
        #[cfg(feature = "lang-python")]
        "py" => tree_sitter_python::LANGUAGE.into(),
        #[cfg(feature = "lang-web")]
        "js" => tree_sitter_javascript::LANGUAGE.into(),
        #[cfg(feature = "lang-web")]
        "ts" => tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(),
        #[cfg(feature = "lang-web")]
        "tsx" => tree_sitter_typescript::LANGUAGE_TSX.into(),
        #[cfg(feature = "lang-go")]
        "go" => tree_sitter_go::LANGUAGE.into(),
        #[cfg(feature = "lang-jvm")]
        "java" => tree_sitter_java::LANGUAGE.into(),
        #[cfg(feature = "lang-c")]
        "c" => tree_sitter_c::LANGUAGE.into(),
        #[cfg(feature = "lang-c")]
        "cpp" => tree_sitter_cpp::LANGUAGE.into(),
        _ => return None,
    })
}

fn parses(path: &str, text: &str) -> bool {
    let mut parser = tree_sitter::Parser::new();
    let known = grammar(path).is_some_and(|grammar| parser.set_language(&grammar).is_ok());
    let tree = parser.parse(text, None);
    known && tree.is_some_and(|tree| !tree.root_node().has_error())
}

#[test]
fn outlines_parse() {
    for (path, text) in samples() {
        assert!(parses(path, text), "{path}");
        let out = outline(path, text);
        assert!(out.contains(" left out]") && parses(path, &out), "{path}: {out}");
        // Each line of it alone, in place of what is asked for.
        for line in 1..=text.lines().count() {
            let out = asked(path, text, &format!("{path}:{line}"));
            assert!(parses(path, &out), "{path}:{line}: {out}");
        }
    }
}

/// Sources at hand that nobody wrote for this.
#[cfg(feature = "lang-rust")]
#[test]
fn outlines_of_our_own_sources_parse() {
    let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")];
    let (mut before, mut after) = (0, 0);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() && !name.starts_with('.') && name != "target" {
                folders.push(path);
            } else if name.ends_with(".rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let out = outline(&name, &text);
                assert!(
                    parses("a.rs", &out) || !parses("a.rs", &text),
                    "{}: {out}",
                    path.display()
                );
                (before, after) = (before + text.len(), after + out.len());
            }
        }
    }
    assert!(after * 2 < before, "{after} of {before} bytes are shown");
}

#[test]
fn the_laws_hold() {
    let texts: Vec<&str> = samples().into_iter().map(|(_, text)| text).collect();
    let rewrites = compressor_laws(&CodeAwareCompressor::new(), &Estimator::new(), &texts);
    assert!(rewrites >= samples().len() / 2, "{rewrites}");
}

#[test]
fn hostile_texts_are_left_alone_in_time() {
    let nested = format!("fn main() {{\n{}{}\n}}\n", "(".repeat(100_000), ")".repeat(100_000));
    let blocks = format!("{}{}", "fn a() {\n".repeat(50_000), "}\n".repeat(50_000));
    let signs = format!("fn main() {{\n    let a = {}1;\n}}\n", "-".repeat(100_000));
    let chain = format!("fn main() {{\n    a{}\n}}\n", ".b\n".repeat(50_000));
    let otherwise = format!(
        "fn main() {{\n    if a {{ b(); }}{}\n}}\n",
        " else if a {\n        b();\n    }".repeat(20_000)
    );
    let line = format!("let a = \"{}\";\nfn main() {{\n}}\n", "x".repeat(10 << 20));
    let open = "fn main() { let s = \"".repeat(20_000);
    let deep: String = (0..1500).map(|n| format!("{}if a:\n", " ".repeat(n))).collect();
    for (path, text) in [
        ("a.rs", &nested),
        ("a.rs", &blocks),
        ("a.rs", &signs),
        ("a.rs", &chain),
        ("a.rs", &otherwise),
        ("a.rs", &line),
        ("a.rs", &open),
        ("a.py", &deep),
    ] {
        let out = outline(path, text);
        assert!(out.len() <= text.len(), "{path}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_laws_hold_for_code_that_is_cut_and_mixed(
        cuts in prop::collection::vec((0_usize..9, 0_usize..2000, 0_usize..900), 1..6),
        between in prop::sample::select(vec!["", "\n", "\r\n", "}", "\"\"\"", "\u{e9}\u{4e2d}", "/*", "\t"]),
    ) {
        let all = samples();
        let mut text = String::new();
        for (which, from, length) in cuts {
            let sample = all[which % all.len()].1;
            let from = sample.floor_char_boundary(from.min(sample.len()));
            let to = sample.floor_char_boundary((from + length).min(sample.len()));
            text.push_str(sample.get(from..to).unwrap());
            text.push_str(between);
        }
        compressor_laws(&CodeAwareCompressor::new(), &Estimator::new(), &[&text]);
        for (path, _) in all {
            let hints = Hints::none().with_arguments(Arguments::path(path));
            let (out, _) = pipeline().plan_text(&text, &hints).finish(true);
            prop_assert!(out.len() <= text.len() || *out == *text);
        }
    }
}
