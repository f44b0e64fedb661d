//! Counters against each other: the estimator's promises hold for the exact counts, and the two
//! exact counters agree.

#![cfg(all(feature = "tiktoken", feature = "fast-tokens"))]
#![allow(clippy::indexing_slicing, reason = "helpers of tests index what they have just made")]

use headroom_core::{CUT_SLACK, Estimator, FastTokens, Tiktoken, TokenCounter};
use proptest::prelude::*;

/// What kind of text a sample is: how close the bounds must be, in percent of the lower one, and
/// the estimate, in percent of the truth.
#[derive(Clone, Copy, Debug)]
struct Promise {
    band: usize,
    error: usize,
}

/// English, programs, data, logs.
const TYPICAL: Promise = Promise { band: 145, error: 10 };
/// Random letters and digits.
const RANDOM: Promise = Promise { band: 180, error: 15 };
/// Other languages and scripts.
const OTHER: Promise = Promise { band: 330, error: 50 };
/// Signs in rows, emoji, boxes.
const SIGNS: Promise = Promise { band: 700, error: 50 };

const ENGLISH: &str = "\
The harbour was built in the eighteenth century, when ships could no longer reach the old quay at
low tide. Its two breakwaters enclose about forty hectares of water; the longer one carries a
railway that has not been used since 1962. Visitors shouldn't expect much more than fishing boats
today, but the light at the end of the southern pier is still kept by volunteers, who will gladly
show you around on Sundays. \"We don't do it for the money,\" one of them says. \"Somebody has to.\"

After the storm the council asked three engineers for an opinion. None of them believed that the
wall could be repaired without closing the basin for at least a year. The cheapest proposal, which
was also the most detailed one, recommended driving new piles behind the existing structure and
filling the gap with stone; the others would have replaced the whole section. In the end nothing
was decided, because the grant that everybody had counted on was given to another town.
";

const RUST: &str = r#"
/// Splits a line into its fields.
pub fn split_fields<'a>(line: &'a str, separator: char) -> Result<Vec<&'a str>, ParseError> {
    let mut fields = Vec::with_capacity(8);
    let mut start = 0;
    for (index, character) in line.char_indices() {
        if character == separator {
            fields.push(&line[start..index]);
            start = index + character.len_utf8();
        }
    }
    if start > line.len() {
        return Err(ParseError::new(Kind::UnexpectedEnd, start));
    }
    fields.push(&line[start..]);
    Ok(fields)
}

impl<R: BufRead> Iterator for Records<R> {
    type Item = io::Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        self.buffer.clear();
        match self.reader.read_line(&mut self.buffer) {
            Ok(0) => None,
            Ok(_) => Some(Record::parse(self.buffer.trim_end_matches(['\r', '\n']))),
            Err(error) => Some(Err(error)),
        }
    }
}
"#;

const PYTHON: &str = r#"
class ConnectionPool:
    """Keeps a bounded number of open connections to each host."""

    def __init__(self, max_size=10, timeout=30.0, *, logger=None):
        self._idle = collections.defaultdict(list)
        self._lock = threading.Lock()
        self.max_size = max_size
        self.timeout = timeout
        self.logger = logger or logging.getLogger(__name__)

    def acquire(self, host, port=443):
        with self._lock:
            idle = self._idle[(host, port)]
            while idle:
                connection = idle.pop()
                if not connection.is_closed():
                    return connection
        self.logger.debug("opening %s:%d (timeout=%.1f)", host, port, self.timeout)
        try:
            return self._connect(host, port)
        except OSError as exc:
            raise PoolError(f"cannot connect to {host}:{port}") from exc
"#;

const JAVASCRIPT: &str = r#"
export async function fetchJson(url, { retries = 3, headers = {} } = {}) {
  for (let attempt = 0; attempt <= retries; attempt++) {
    const response = await fetch(url, { headers: { Accept: 'application/json', ...headers } });
    if (response.ok) {
      return response.json();
    }
    if (response.status < 500 || attempt === retries) {
      throw new HttpError(`${response.status} ${response.statusText}`, { cause: response });
    }
    await new Promise((resolve) => setTimeout(resolve, 2 ** attempt * 100));
  }
}

const groupBy = (items, key) =>
  items.reduce((groups, item) => {
    (groups[item[key]] ||= []).push(item);
    return groups;
  }, Object.create(null));
"#;

const MINIFIED: &str = r#"!function(e,t){"object"==typeof exports?module.exports=t():e.Chart=t()}(this,function(){"use strict";var e=Object.freeze({default:null});function n(e,t){return e<t?-1:e>t?1:0}function r(e){for(var t=[],n=0;n<e.length;n++)e[n]&&t.push(e[n]);return t}return function(i,o){var a=i.getContext("2d"),s=o.width||300,l=o.height||150;a.clearRect(0,0,s,l),a.beginPath(),r(o.points).sort(n).forEach(function(e,t){0===t?a.moveTo(e.x*s,l-e.y*l):a.lineTo(e.x*s,l-e.y*l)}),a.stroke(),e.default=a}});"#;

/// A deterministic source of numbers below a limit.
fn numbers(mut seed: u64) -> impl FnMut(usize) -> usize {
    move |limit| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % limit
    }
}

fn rows(
    count: usize,
    mut row: impl FnMut(usize, &mut dyn FnMut(usize) -> usize) -> String,
) -> String {
    let mut next = numbers(7);
    (0..count).map(|index| row(index, &mut next)).collect()
}

fn letters(alphabet: &[u8], count: usize, width: usize) -> String {
    let mut next = numbers(11);
    let mut text = String::new();
    for index in 1..=count {
        text.push(char::from(alphabet[next(alphabet.len())]));
        if index % width == 0 {
            text.push('\n');
        }
    }
    text
}

fn data() -> Vec<(&'static str, Promise, String)> {
    let states = ["active", "suspended", "pending review", "closed"];
    let pretty = rows(30, |index, next| {
        format!(
            "  {{\n    \"id\": {},\n    \"name\": \"customer-{index}\",\n    \"state\": \"{}\",\n    \
             \"balance\": {}.{:02},\n    \"tags\": [\"import\", \"eu-west-1\"],\n    \"parent\": null\n  }},\n",
            next(90_000),
            states[next(4)],
            next(5000),
            next(100)
        )
    });
    let minified = rows(40, |index, next| {
        format!(
            "{{\"id\":{},\"path\":\"/srv/data/part-{index:05}.csv\",\"size\":{},\"ok\":true,\"owner\":{{\"login\":\"build\"}}}},",
            next(90_000),
            next(1 << 20)
        )
    });
    let log = rows(60, |index, next| {
        let level = ["INFO", "WARN", "ERROR", "DEBUG"][next(4)];
        format!(
            "2024-03-{:02}T10:{:02}:{:02}.{:03}Z {level} [worker-{}] scheduler: finished job {index} in {} ms (queue depth {})\n",
            1 + next(28),
            next(60),
            next(60),
            next(1000),
            next(8),
            next(900),
            next(50)
        )
    });
    let csv = rows(60, |index, next| {
        format!(
            "{index},2024-{:02}-{:02},{}.{:02},\"{}\",EUR\n",
            1 + next(12),
            1 + next(28),
            next(900),
            next(100),
            states[next(4)]
        )
    });
    let search = rows(60, |_, next| {
        let file = ["reader.rs", "writer.rs", "lib.rs"][next(3)];
        format!(
            "crates/archive/src/{file}:{}:    pub fn read_header(&mut self) -> io::Result<Header> {{\n",
            next(900)
        )
    });
    let ansi = rows(30, |index, next| {
        format!(
            "\u{1b}[1m\u{1b}[32m   Compiling\u{1b}[0m archive-{index} v0.{}.{}\n",
            next(30),
            next(9)
        )
    });
    vec![
        ("pretty JSON", TYPICAL, pretty),
        ("minified JSON", TYPICAL, minified),
        ("log", TYPICAL, log),
        ("CSV", TYPICAL, csv),
        ("search hits", TYPICAL, search),
        ("ANSI colours", OTHER, ansi),
    ]
}

fn random() -> Vec<(&'static str, Promise, String)> {
    let base64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    vec![
        ("base64", RANDOM, letters(base64, 3000, 76)),
        ("base64 in one line", RANDOM, letters(base64, 3000, 9999)),
        ("hex", RANDOM, letters(b"0123456789abcdef", 2000, 40)),
        ("HEX", RANDOM, letters(b"0123456789ABCDEF", 2000, 9999)),
        ("random letters", RANDOM, letters(b"abcdefghijklmnopqrstuvwxyz", 2000, 9999)),
    ]
}

fn languages() -> Vec<(&'static str, Promise, String)> {
    [
        ("Russian", "Сервер не отвечает уже третий день, и никто не знает почему. Администратор обещал проверить журнал ошибок и перезапустить службу, но его никто не видел.\n"),
        ("Greek", "Ο διακομιστής δεν απαντά εδώ και τρεις ημέρες. Ο διαχειριστής υποσχέθηκε να ελέγξει το αρχείο καταγραφής και να επανεκκινήσει την υπηρεσία.\n"),
        ("Arabic", "الخادم لا يستجيب منذ ثلاثة أيام ولا أحد يعرف السبب. وعد المسؤول بفحص سجل الأخطاء وإعادة تشغيل الخدمة، لكن لم يره أحد.\n"),
        ("Hebrew", "השרת לא מגיב כבר שלושה ימים ואיש אינו יודע למה. מנהל המערכת הבטיח לבדוק את יומן השגיאות ולהפעיל מחדש את השירות.\n"),
        ("Hindi", "सर्वर तीन दिन से जवाब नहीं दे रहा है और कोई नहीं जानता क्यों। प्रशासक ने त्रुटि लॉग जाँचने और सेवा को फिर से शुरू करने का वादा किया था।\n"),
        ("Thai", "เซิร์ฟเวอร์ไม่ตอบสนองมาสามวันแล้วและไม่มีใครรู้ว่าทำไม ผู้ดูแลระบบสัญญาว่าจะตรวจสอบบันทึกข้อผิดพลาดและเริ่มบริการใหม่\n"),
        ("Chinese", "服务器已经三天没有响应了，没有人知道原因。管理员答应检查错误日志并重新启动服务，但是没有人见过他。请在下面填写您的联系方式。\n"),
        ("Japanese", "サーバーは三日前から応答していませんが、理由は誰にも分かりません。管理者はエラーログを確認してサービスを再起動すると約束しました。\n"),
        ("Korean", "서버가 사흘째 응답하지 않고 있지만 아무도 이유를 모릅니다. 관리자가 오류 로그를 확인하고 서비스를 다시 시작하겠다고 약속했습니다.\n"),
        ("German", "Der Server antwortet seit drei Tagen nicht mehr, und niemand weiß, warum. Der Verwalter hat versprochen, das Fehlerprotokoll zu prüfen und den Dienst neu zu starten.\n"),
        ("Finnish", "Palvelin ei ole vastannut kolmeen päivään, eikä kukaan tiedä miksi. Ylläpitäjä lupasi tarkistaa virhelokin ja käynnistää palvelun uudelleen.\n"),
        ("Vietnamese", "Máy chủ đã không phản hồi trong ba ngày và không ai biết tại sao. Quản trị viên hứa sẽ kiểm tra nhật ký lỗi và khởi động lại dịch vụ.\n"),
        ("emoji", "Shipped 🚀🚀 the release 🎉 thanks everyone 🙏👍🏽 ❤️ see you 👨‍👩‍👧‍👦 on Monday 😀😃😄 🇩🇪 🇯🇵\n"),
        ("boxes", "┌──────────┬───────┐\n│ name     │ count │\n├──────────┼───────┤\n│ “alpha”… │    12 │\n└──────────┴───────┘\n"),
    ]
    .map(|(name, text)| {
        let promise = if matches!(name, "emoji" | "boxes") { SIGNS } else { OTHER };
        (name, promise, text.repeat(4))
    })
    .to_vec()
}

fn samples() -> Vec<(&'static str, Promise, String)> {
    let mut samples = vec![
        ("English", TYPICAL, ENGLISH.to_owned()),
        ("Rust", TYPICAL, RUST.to_owned()),
        ("Python", TYPICAL, PYTHON.to_owned()),
        ("JavaScript", TYPICAL, JAVASCRIPT.to_owned()),
        ("minified JavaScript", TYPICAL, MINIFIED.to_owned()),
        ("special tokens", SIGNS, "<|endoftext|><|fim_prefix|> <|endofprompt|>\n".repeat(9)),
        ("rules", SIGNS, "====\n-----------------\n*******************\n____\n".repeat(5)),
        ("markers", SIGNS, "        ^^^^^^^^^^^^^^^^^^^^^\n        ~~~~^^~~~~\n".repeat(5)),
        ("blank lines", SIGNS, "\n\n\n   \n\t\t\n\r\n\r\n  x\n".repeat(9)),
        ("numbers", TYPICAL, "12345 678,901.23 0x7fff -5e-10 4294967296\n".repeat(9)),
        ("empty", OTHER, String::new()),
        ("one letter", OTHER, "x".to_owned()),
    ];
    samples.extend(data());
    samples.extend(random());
    samples.extend(languages());
    samples
}

fn exact() -> FastTokens {
    FastTokens::o200k_base()
}

fn assert_within(name: &str, text: &str) {
    let (low, high) = Estimator::new().bounds(text);
    let count = exact().count(text);
    assert!(low <= count && count <= high, "{name}: {low} <= {count} <= {high} for {text:?}");
}

#[test]
fn bounds_hold_for_whole_samples_and_for_single_lines() {
    for (name, _, text) in samples() {
        assert_within(name, &text);
        text.split_inclusive('\n').for_each(|line| assert_within(name, line));
        text.lines().for_each(|line| assert_within(name, line.trim()));
    }
}

#[test]
fn bounds_are_as_close_as_promised() {
    for (name, promise, text) in samples() {
        let (low, high) = Estimator::new().bounds(&text);
        let count = exact().count(&text);
        let estimate = Estimator::new().estimate(&text);
        assert!(low <= estimate && estimate <= high, "{name}: {low} <= {estimate} <= {high}");
        if count < 200 {
            continue;
        }
        assert!(high * 100 <= low * promise.band, "{name}: {low} to {high}");
        let error = estimate.abs_diff(count) * 100;
        assert!(error <= count * promise.error, "{name}: {estimate} for {count}");
    }
}

#[test]
fn the_empty_text_has_no_tokens() {
    for counter in [&Estimator::new() as &dyn TokenCounter, &exact(), &Tiktoken::o200k_base()] {
        assert_eq!(counter.bounds(""), (0, 0), "{}", counter.name());
        assert_eq!(counter.estimate(""), 0);
        assert_eq!(counter.saving("", ""), 0);
    }
}

#[test]
fn exact_counters_agree() {
    let pairs = [
        (Tiktoken::o200k_base(), FastTokens::o200k_base()),
        (Tiktoken::cl100k_base(), FastTokens::cl100k_base()),
    ];
    for (one, other) in pairs {
        assert_eq!(one.name(), other.name());
        for (name, _, text) in samples() {
            assert_eq!(one.bounds(&text), other.bounds(&text), "{name} in {}", one.name());
            let (low, high) = one.bounds(&text);
            assert_eq!(low, high, "{name}: an exact counter has equal ends");
        }
    }
}

#[test]
fn known_counts() {
    assert_eq!(Tiktoken::o200k_base().count("The quick brown fox."), 5);
    assert_eq!(Tiktoken::cl100k_base().count("The quick brown fox."), 5);
    assert_eq!(Tiktoken::o200k_base().count("getElementById"), 4);
    assert_eq!(Tiktoken::cl100k_base().count("getElementById"), 2);
    assert!(Tiktoken::o200k_base().count("<|endoftext|>") > 1);
}

/// A run of a million blanks makes the engine of `tiktoken-rs` panic when it is counted at once.
#[test]
fn long_runs_are_counted() {
    let units = ["a", "=", " ", "\n", "漢", "\u{301}", "ab"];
    for unit in units {
        for end in ["", "x"] {
            let text = unit.repeat(200_000 / unit.len()) + end;
            let count = FastTokens::o200k_base().count(&text);
            assert_eq!(Tiktoken::o200k_base().count(&text), count, "{unit:?}");
            let (low, high) = Estimator::new().bounds(&text);
            assert!(low <= count && count <= high, "{unit:?}: {low} <= {count} <= {high}");
        }
    }
    for (unit, end) in [(" ", ""), (" ", "x"), ("\t", "\n"), ("\t", "  x")] {
        let text = unit.repeat(1_100_000) + end;
        let count = Tiktoken::o200k_base().count(&text);
        assert_eq!(count, FastTokens::o200k_base().count(&text), "{unit:?} {end:?}");
        let count = Tiktoken::cl100k_base().count(&text);
        assert_eq!(count, FastTokens::cl100k_base().count(&text), "{unit:?} {end:?}");
    }
}

#[test]
fn cutting_at_a_line_break_changes_little() {
    for counter in [FastTokens::o200k_base(), FastTokens::cl100k_base()] {
        for (name, _, text) in samples() {
            for (at, _) in text.match_indices('\n') {
                assert_cut(name, counter, &text, at + 1);
            }
        }
        for (before, after) in [("\n", "\n"), ("\r\n", "\r\n"), ("\n", "/"), ("\t\n", " \n")] {
            for (one, two) in (1..24).flat_map(|one| (1..24).map(move |two| (one, two))) {
                let head = format!("}}{}", before.repeat(one));
                let text = format!("{head}{}=x", after.repeat(two));
                assert_cut("a run", counter, &text, head.len());
            }
        }
    }
}

fn assert_cut(name: &str, counter: FastTokens, text: &str, at: usize) {
    let (head, tail) = text.split_at(at);
    let parts = counter.count(head) + counter.count(tail);
    let whole = counter.count(text);
    assert!(parts.abs_diff(whole) <= CUT_SLACK, "{name}: {whole} becomes {parts} at {at}");
}

#[test]
fn a_path_moved_into_a_heading_surely_saves() {
    let hits = |prefix: &str| {
        rows(40, |_, next| format!("{prefix}{}:    let reader = Reader::open(path)?;\n", next(900)))
    };
    let before = hits("crates/archive/src/reader/blocking.rs:");
    let after = format!("crates/archive/src/reader/blocking.rs\n{}", hits(""));
    let saved = exact().saving(&before, &after);
    let sure = Estimator::new().saving(&before, &after);
    assert!(sure <= saved, "{sure} of {saved}");
    assert!(sure * 2 >= saved, "tight enough to decide: {sure} of {saved}");
    let (low, high) = (Estimator::new().bounds(&before).0, Estimator::new().bounds(&after).1);
    assert!(sure > low as isize - high as isize, "closer than the difference of the bounds");
}

#[test]
fn equal_texts_save_nothing_and_lose_nothing() {
    for (name, _, text) in samples() {
        assert_eq!(Estimator::new().saving(&text, &text), 0, "{name}");
        let (low, high) = Estimator::new().bounds(&text);
        let (taken, added) =
            (Estimator::new().saving(&text, ""), Estimator::new().saving("", &text));
        assert!(taken * 10 >= low as isize * 9, "{name}: {taken} for {low}");
        assert!(-added <= high as isize * 2, "{name}: {added} for {high}");
    }
}

/// Lines of the samples after random edits: taken away, doubled, moved, cut, made of parts.
fn edited() -> impl Strategy<Value = (String, String)> {
    let names = samples().len();
    (0..names, proptest::collection::vec((0..5_u8, any::<prop::sample::Index>()), 1..12)).prop_map(
        |(sample, edits)| {
            let before = samples().swap_remove(sample).2;
            let mut lines: Vec<String> = before.split_inclusive('\n').map(str::to_owned).collect();
            for (edit, index) in edits {
                if lines.is_empty() {
                    break;
                }
                let at = index.index(lines.len());
                match edit {
                    0 => drop(lines.remove(at)),
                    1 => lines.insert(at, lines[at].clone()),
                    2 => lines.swap(0, at),
                    3 => lines[at] = lines[at].trim_start().to_owned(),
                    _ => {
                        lines[at] =
                            lines[at].split_whitespace().skip(1).collect::<Vec<_>>().join(" ")
                    }
                }
            }
            (before, lines.concat())
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn savings_are_never_promised_too_high((before, after) in edited()) {
        let sure = Estimator::new().saving(&before, &after);
        let saved = exact().saving(&before, &after);
        prop_assert!(sure <= saved, "{} of {}", sure, saved);
        let back = Estimator::new().saving(&after, &before);
        prop_assert!(back <= -saved, "{} of {}", back, -saved);
    }

    #[test]
    fn any_text_has_bounds(text in "\\PC{0,80}|[ -~\\n\\t]{0,200}|[ \\r\\n/a漢é😀\u{301}]{0,60}") {
        let (low, high) = Estimator::new().bounds(&text);
        prop_assert!(low <= high);
        prop_assert!(high <= text.len());
        prop_assert_eq!(low == 0, text.is_empty());
        let estimate = Estimator::new().estimate(&text);
        prop_assert!(estimate <= text.len());
    }

    #[test]
    fn any_text_counts_alike(text in "\\PC{0,80}|[ -~\\n\\t]{0,200}") {
        prop_assert_eq!(Tiktoken::o200k_base().count(&text), FastTokens::o200k_base().count(&text));
        prop_assert_eq!(Tiktoken::cl100k_base().count(&text), FastTokens::cl100k_base().count(&text));
    }
}
