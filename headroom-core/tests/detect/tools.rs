//! What tools print beside what they are asked for: findings, requests, tables with times, files.

use headroom_core::{Arguments, Hints};

use super::name;

/// A line that names columns makes a table of rows with times.
#[test]
fn rows_with_times_are_a_table() {
    let rows = |separator: &str| -> String {
        let row = |n: usize| [n.to_string(), "open".to_owned(), format!("2026-03-01 10:{n:02}:00")];
        let head = ["id", "status", "created"].map(str::to_owned);
        let rows = [head].into_iter().chain((10..40).map(row));
        rows.map(|row| row.join(separator) + "\n").collect()
    };
    for separator in ["\t", ",", ";"] {
        let text = rows(separator);
        assert_eq!(name(&text, &Hints::none()), "csv", "{separator:?}");
        let (_, without_head) = text.split_once('\n').expect("a head");
        assert_ne!(name(without_head, &Hints::none()), "csv", "{separator:?}");
    }
}

/// A page with another request behind it is no page.
#[test]
fn several_pages_are_no_page() {
    let page = "<!DOCTYPE HTML>\n<html>\n<body>\n<h1>Not found</h1>\n<p>No such page.</p>\n</body>\n</html>\n";
    assert_eq!(name(page, &Hints::none()), "html");
    assert_eq!(name(&format!("{page}<!-- cached -->\n"), &Hints::none()), "html");
    assert_eq!(name(&format!("{page}200\n"), &Hints::none()), "html");
    let script = page.replace("<h1>", "<script>let page = `<html></html>\n`;</script><h1>");
    assert_eq!(name(&script, &Hints::none()), "html");
    let next = format!("{page}* Connected to shop\n> GET /2 HTTP/1.1\n< HTTP/1.1 200 OK\n{page}")
        .repeat(3);
    assert_ne!(name(&next, &Hints::none()), "html");
}

/// What a script prints of a file is that, though its runner says something before it.
#[test]
fn a_file_behind_a_few_lines_of_a_log() {
    let code: String = (0..60)
        .map(|n| format!("pub fn part_{n}(total: u32) -> u32 {{\n    let part = total + {n};\n    part\n}}\n\n"))
        .collect();
    let manifest: String = (0..90)
        .map(|n| format!("- name: part{n}\n  image: shop:{n}\n  ports:\n    - {n}\n"))
        .collect();
    for (command, lines) in [
        (
            "make show",
            "make[1]: Entering directory '/a'\nmake[2]: Entering directory '/b'\nmake[3]: Entering directory '/c'\n",
        ),
        ("./gradlew print", "> Task :a:print\n> Task :b:print\n> Task :c:print\n"),
        ("npm run show", "npm WARN config x\nnpm WARN config y\nnpm WARN config z\n"),
    ] {
        let hints = Hints::none().with_tool("bash").with_arguments(Arguments::command(command));
        assert_eq!(name(&format!("{lines}{code}"), &hints), "code", "{command}");
        assert_eq!(name(&format!("{lines}{manifest}"), &hints), "config", "{command}");
    }
}

#[test]
fn what_linters_find_is_a_log() {
    let lines =
        |line: &str| -> String { (1..30).map(|n| line.replace("{n}", &n.to_string())).collect() };
    for (command, line) in [
        ("flake8 .", "shop/cart.py:{n}:80: E501 line too long (88 > 79 characters)\n"),
        (
            "ruff check --output-format=concise",
            "shop/cart.py:{n}:8: F401 [*] `os` imported but unused\n",
        ),
        (
            "strace -f ./shop",
            "[pid {n}] openat(AT_FDCWD, \"/etc/shop{n}.conf\", O_RDONLY) = -1 ENOENT (No such file)\n",
        ),
        (
            "uv lock -v",
            "DEBUG Searching for a compatible version of part{n}\nDEBUG Selecting: part{n}==1.{n}\n",
        ),
        (
            "apt-get install -s shop",
            "Inst part{n} (1.{n} Debian:12/stable [amd64])\nConf part{n} (1.{n} Debian:12/stable [amd64])\n",
        ),
        ("eslint -f compact .", "/src/a.js: line {n}, col 1, Warning - Unexpected var. (no-var)\n"),
        (
            "shellcheck *.sh",
            "In a.sh line {n}:\n  cd $a\n  ^--^ SC2164 (warning): Use 'cd ... || exit'.\n\n",
        ),
        (
            "bandit -r src",
            ">> Issue: [B101:assert_used] Use of assert.\n   Severity: Low\n   Location: a.py:{n}:4\n{n}\tassert a\n\n",
        ),
    ] {
        let hints = Hints::none().with_tool("bash").with_arguments(Arguments::command(command));
        assert_eq!(name(&lines(line), &hints), "log", "{command}");
    }
}
