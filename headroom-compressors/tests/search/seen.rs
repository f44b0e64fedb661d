//! What the model sees of long outputs, notices included.

use std::fmt;

use headroom_core::{Arguments, Budget, ContentRouter, Fidelity, Hints, Level, Outcome, Rewrite};

use super::shared::{Sent, sent};
use super::*;

/// The compressor with a smaller aim, so that samples can be small.
#[derive(Debug)]
struct Terse(SearchCompressor);

impl Compressor for Terse {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn accepts(&self) -> &[ContentType] {
        self.0.accepts()
    }

    fn compress(&self, input: &Input<'_>) -> Result<Rewrite, Declined> {
        let terse = Budget::recoverable(160);
        self.0.compress(&if input.budget.may_elide() { input.with_budget(terse) } else { *input })
    }

    fn restore(&self, folded: &str, out: &mut dyn fmt::Write) -> fmt::Result {
        self.0.restore(folded, out)
    }
}

/// What is sent in place of a tool's output.
pub(super) fn seen_with(text: &str, hints: &Hints<'_>) -> String {
    let router = ContentRouter::new().compressor(Terse(SearchCompressor::new()));
    let Sent { text, report } = sent(router, Level::Balanced, hints, text);
    assert!(
        matches!(report.outcome, Outcome::Rewritten { fidelity: Fidelity::Elided, .. }),
        "{report:?}"
    );
    text
}

pub(super) fn hints<'a>(question: &'a str, command: &'a str) -> Hints<'a> {
    Hints::none().with_question(question).with_arguments(Arguments::command(command))
}

/// Hits of `path`, every third line from `first`, each of another text.
fn calls(path: &str, first: usize, count: usize) -> String {
    (0..count)
        .map(|n| format!("{path}:{}:    let v{n} = load(&config, {n})?;\n", first + 3 * n))
        .collect()
}

#[test]
fn definitions_and_what_is_asked_stay() {
    let text = [
        calls("src/cli/run.rs", 12, 60),
        "src/cli/run.rs:400:pub fn load_all(config: &Config) -> Result<()> {\n".to_owned(),
        calls("src/cli/run.rs", 402, 40),
        calls("src/store.rs", 3, 2),
        "src/store.rs:90:    load(&retry_policy, 1)?;\n".to_owned(),
        calls("tests/load.rs", 9, 40),
        calls("tests/store.rs", 9, 30),
        "grep: src/secret: Permission denied\n".to_owned(),
        calls("vendor/x/lib.rs", 5, 30),
    ]
    .concat();
    insta::assert_snapshot!(seen_with(&text, &hints("where does `retry_policy` go?", "grep -rn load .")), @r#"
src/cli/run.rs (6 hits shown)
12:    let v0 = load(&config, 0)?;
15:    let v1 = load(&config, 1)?;
18:    let v2 = load(&config, 2)?;
21:    let v3 = load(&config, 3)?;
24:    let v4 = load(&config, 4)?;
400:pub fn load_all(config: &Config) -> Result<()> {
[95 hits left out: run.rs:27-519]
src/store.rs (3 hits)
3:    let v0 = load(&config, 0)?;
6:    let v1 = load(&config, 1)?;
90:    load(&retry_policy, 1)?;
[70 hits left out: 40 in tests/load.rs:9-126, 30 in tests/store.rs:9-96]
grep: src/secret: Permission denied
[30 hits left out: vendor/x/lib.rs:5-92]
[195 of 205 lines left out; headroom_retrieve hr_toh2ba7kjppm1k4u7kfjt6eogf0fu with find fetches them]
"#);
}

#[test]
fn a_file_that_the_question_names() {
    let text = [
        calls("src/a.rs", 1, 60),
        calls("src/b.rs", 1, 60),
        calls("src/cache.rs", 1, 3),
        "src/cache.rs:44:    let config = load(&config, default_ttl);\n".to_owned(),
    ]
    .concat();
    let question = "What calls load in cache.rs?";
    insta::assert_snapshot!(seen_with(&text, &hints(question, "rg -n load src")), @r#"
src/
a.rs (5 hits shown)
1:    let v0 = load(&config, 0)?;
4:    let v1 = load(&config, 1)?;
7:    let v2 = load(&config, 2)?;
10:    let v3 = load(&config, 3)?;
13:    let v4 = load(&config, 4)?;
[55 hits left out: a.rs:16-178]
b.rs (5 hits shown)
1:    let v0 = load(&config, 0)?;
4:    let v1 = load(&config, 1)?;
7:    let v2 = load(&config, 2)?;
10:    let v3 = load(&config, 3)?;
13:    let v4 = load(&config, 4)?;
[55 hits left out: b.rs:16-178]
cache.rs (4 hits)
1:    let v0 = load(&config, 0)?;
4:    let v1 = load(&config, 1)?;
7:    let v2 = load(&config, 2)?;
44:    let config = load(&config, default_ttl);
[110 of 124 lines left out; headroom_retrieve hr_ojfn3kn8fm4odksdg2ubgdr0d9f2c with find fetches them]
"#);
}

#[test]
fn groups_under_headings() {
    let below = |path: &str, count| {
        let hits = calls("", 5, count);
        format!("{path}\n{}\n", hits.replace("\n:", "\n").trim_start_matches(':'))
    };
    let text = below("src/main.rs", 50) + &below("src/cli.rs", 2) + &below("tests/all.rs", 60);
    insta::assert_snapshot!(seen_with(&text, &hints("", "rg -n --heading load")), @r#"
src/main.rs
5:    let v0 = load(&config, 0)?;
8:    let v1 = load(&config, 1)?;
11:    let v2 = load(&config, 2)?;
14:    let v3 = load(&config, 3)?;
17:    let v4 = load(&config, 4)?;
20:    let v5 = load(&config, 5)?;
23:    let v6 = load(&config, 6)?;
26:    let v7 = load(&config, 7)?;
29:    let v8 = load(&config, 8)?;
32:    let v9 = load(&config, 9)?;
[40 hits left out: main.rs:35-152]

src/cli.rs
5:    let v0 = load(&config, 0)?;
8:    let v1 = load(&config, 1)?;

tests/all.rs
5:    let v0 = load(&config, 0)?;
8:    let v1 = load(&config, 1)?;
[58 hits left out: all.rs:11-182]

[98 of 118 lines left out; headroom_retrieve hr_norg7h3u453cfkpcsaqu56pd4hh9u with find fetches them]
"#);
}

#[test]
fn hits_of_one_file() {
    let text = calls("", 100, 90).replace("\n:", "\n").trim_start_matches(':').to_owned();
    let text = text + "900:def load(config):\n";
    insta::assert_snapshot!(seen_with(&text, &hints("", "grep -n load app.py")), @r#"
100:    let v0 = load(&config, 0)?;
103:    let v1 = load(&config, 1)?;
106:    let v2 = load(&config, 2)?;
109:    let v3 = load(&config, 3)?;
112:    let v4 = load(&config, 4)?;
115:    let v5 = load(&config, 5)?;
118:    let v6 = load(&config, 6)?;
121:    let v7 = load(&config, 7)?;
124:    let v8 = load(&config, 8)?;
127:    let v9 = load(&config, 9)?;
130:    let v10 = load(&config, 10)?;
133:    let v11 = load(&config, 11)?;
136:    let v12 = load(&config, 12)?;
139:    let v13 = load(&config, 13)?;
[76 hits left out: file lines 142-367]
900:def load(config):
[76 of 91 lines left out; headroom_retrieve hr_0fkhgiuto299cunpbgh2gl6484jdg with find fetches them]
"#);
}

#[test]
fn context_goes_first() {
    let mut text = String::new();
    for n in 1..60 {
        for (line, mark) in [(n * 9 - 1, '-'), (n * 9, ':'), (n * 9 + 1, '-')] {
            let code = if n == 30 { "def load(self):" } else { "    x = self.load(y, 1)" };
            text += &format!("lib/{}.py{mark}{line}{mark}{code}\n", n / 20);
        }
        text += "--\n";
    }
    insta::assert_snapshot!(seen_with(&text, &hints("", "grep -rn -C1 load lib")), @r#"
lib/0.py (5 hits shown)
9,18,27,36,45:    x = self.load(y, 1)
[14 hits, 38 context lines left out: 0.py:8-172]
--
lib/1.py (5 hits, 2 context shown)
180:    x = self.load(y, 1)
189:    x = self.load(y, 1)
198:    x = self.load(y, 1)
207:    x = self.load(y, 1)
269-def load(self):
270:def load(self):
271-def load(self):
[15 hits, 38 context lines left out: 1.py:179-352]
--
lib/2.py (4 hits shown)
360,369,378,387:    x = self.load(y, 1)
[16 hits, 40 context lines left out: 2.py:359-532]
--
[217 of 236 lines left out; headroom_retrieve hr_qscu1vgkeiimamrjlkskqe27fg5cu with find fetches them]
"#);
}

#[test]
fn hits_without_numbers() {
    let text: String = (0..160)
        .map(|n| format!("src/pkg{}/mod.py:    value_{n} = load(config)\n", n / 40))
        .collect();
    insta::assert_snapshot!(seen_with(&text, &hints("", "grep -r load src")), @r#"
src/pkg0/mod.py (4 hits shown)
    value_0 = load(config)
    value_1 = load(config)
    value_2 = load(config)
    value_3 = load(config)
[36 hits left out: mod.py]
src/pkg1/mod.py (4 hits shown)
    value_40 = load(config)
    value_41 = load(config)
    value_42 = load(config)
    value_43 = load(config)
[36 hits left out: mod.py]
src/pkg2/mod.py (3 hits shown)
    value_80 = load(config)
    value_81 = load(config)
    value_82 = load(config)
[37 hits left out: mod.py]
src/pkg3/mod.py (3 hits shown)
    value_120 = load(config)
    value_121 = load(config)
    value_122 = load(config)
[37 hits left out: mod.py]
[146 of 160 lines left out; headroom_retrieve hr_elm4r8mar8f9ohliji7eeal5ok1si with find fetches them]
"#);
}

#[test]
fn windows_paths() {
    let text = calls(r"C:\app\src\main.cs", 4, 60) + &calls(r"C:\app\test\main.cs", 4, 60);
    insta::assert_snapshot!(seen_with(&text, &hints("", "findstr /n load *.cs")), @r#"
C:\app\src\main.cs (11 hits shown)
4:    let v0 = load(&config, 0)?;
7:    let v1 = load(&config, 1)?;
10:    let v2 = load(&config, 2)?;
13:    let v3 = load(&config, 3)?;
16:    let v4 = load(&config, 4)?;
19:    let v5 = load(&config, 5)?;
22:    let v6 = load(&config, 6)?;
25:    let v7 = load(&config, 7)?;
28:    let v8 = load(&config, 8)?;
31:    let v9 = load(&config, 9)?;
34:    let v10 = load(&config, 10)?;
[49 hits left out: main.cs:37-181]
C:\app\test\main.cs (3 hits shown)
4:    let v0 = load(&config, 0)?;
7:    let v1 = load(&config, 1)?;
10:    let v2 = load(&config, 2)?;
[57 hits left out: main.cs:13-181]
[106 of 120 lines left out; headroom_retrieve hr_10ridurfhel7gqkvsd1tpjh47741i with find fetches them]
"#);
}

#[test]
fn paths_with_digits_and_dashes() {
    let text =
        calls("app/global-404-handler/12-step.ts", 4, 60) + &calls("logs/2026-05-01/a.txt", 4, 60);
    insta::assert_snapshot!(seen_with(&text, &hints("", "grep -rn load .")), @r#"
app/global-404-handler/12-step.ts (9 hits shown)
4:    let v0 = load(&config, 0)?;
7:    let v1 = load(&config, 1)?;
10:    let v2 = load(&config, 2)?;
13:    let v3 = load(&config, 3)?;
16:    let v4 = load(&config, 4)?;
19:    let v5 = load(&config, 5)?;
22:    let v6 = load(&config, 6)?;
25:    let v7 = load(&config, 7)?;
28:    let v8 = load(&config, 8)?;
[51 hits left out: 12-step.ts:31-181]
logs/2026-05-01/a.txt (5 hits shown)
4:    let v0 = load(&config, 0)?;
7:    let v1 = load(&config, 1)?;
10:    let v2 = load(&config, 2)?;
13:    let v3 = load(&config, 3)?;
16:    let v4 = load(&config, 4)?;
[55 hits left out: a.txt:19-181]
[106 of 120 lines left out; headroom_retrieve hr_2bq2i39o5ieqiqbtf3otv3s8g2pu8 with find fetches them]
"#);
}
