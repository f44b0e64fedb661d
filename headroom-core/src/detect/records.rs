//! Lists of records of one kind: commits, packages, symbols, trees of dependencies.
//!
//! No grammar says what such a list is. It shows in its lines: nearly all begin with a number or an id, have
//! the same words in the same places, or as many fields between tabs; or each is one word. What has the signs of
//! code, of sentences or of verdicts in its lines is none.

use std::collections::HashMap;

use super::code::is_statement;
use super::search::has_extension;
use super::source::Source;
use super::view::{Line, View, is_share};
use super::{Detection, certain, diff};
use crate::{
    ContentType, FieldKind, is_commit, is_failure_word, is_tree_entry, record, tells_failure,
};

/// Fewer lines may be alike by chance.
const FEWEST: usize = 24;

/// The share of lines, in percent, that must be of one kind.
const SHARE: usize = 85;

/// Fields at the start of a line that are looked at.
const FIELDS: usize = 8;

/// Claims the output of a program that is known to print a list, unless it tells of faults instead.
pub(super) fn claim_asked(view: &View<'_>) -> Option<Detection> {
    let fails = |line: &Line<'_>| {
        let is_missing = |word: &&str| line.text.contains(*word);
        tells_failure(&line.text) || ["missing", "Missing", "MISSING"].iter().any(is_missing)
    };
    let is_list = view.lines.len() >= FEWEST && !is_share(view.count(fails), view.lines.len(), 5);
    is_list.then(|| certain(ContentType::LIST))
}

/// Claims the variables of an environment, a line each.
pub(super) fn claim_variables(view: &View<'_>) -> Option<Detection> {
    let assigns = |line: &Line<'_>| {
        let name = line.text.split('=').next().unwrap_or("");
        let legal = |c: char| c.is_ascii_alphanumeric() || c == '_';
        name.len() < line.text.len() && !name.is_empty() && name.chars().all(legal)
    };
    let is_list = view.lines.len() >= FEWEST && view.mostly(90, assigns);
    is_list.then(|| certain(ContentType::LIST))
}

/// Claims what `git log` prints: heads of commits, messages, statistics; no hunks.
pub(super) fn claim_commits(view: &View<'_>, source: &Source) -> Option<Detection> {
    if is_other(source) {
        return None;
    }
    if !is_commit(view.first()) {
        return has_statistics(view).then(|| certain(ContentType::LIST));
    }
    let commits = view.count(|line| is_commit(&line.text));
    let heads =
        view.count(|line| line.indent() > 0 || is_commit(&line.text) || is_head(&line.text));
    (commits >= 2 && is_share(heads, view.lines.len(), 95)).then(|| certain(ContentType::LIST))
}

/// Claims a text whose lines are records of one kind.
pub(super) fn claim(view: &View<'_>, source: &Source) -> Option<Detection> {
    if is_other(source) || view.lines.len() < FEWEST {
        return None;
    }
    let reads = has_paragraphs(view)
        || has_sentences(view)
        || has_code(view)
        || has_verdicts(view)
        || shows_source(view, source);
    let is_list = !reads && (is_alike(view) || is_headed(view));
    is_list.then(|| certain(rows_of(view, source)))
}

/// Claims entries of a tree with versions: what depends on what.
pub(super) fn claim_tree(view: &View<'_>, source: &Source) -> Option<Detection> {
    let is_list = !is_other(source) && view.lines.len() >= FEWEST && is_tree(view);
    is_list.then(|| certain(ContentType::LIST))
}

/// Claims rows with as many fields between tabs or bars, without a header.
pub(super) fn claim_separated(view: &View<'_>, source: &Source) -> Option<Detection> {
    let is_list = !is_other(source) && view.lines.len() >= FEWEST && is_separated(view);
    let is_list = is_list && !has_code(view) && !has_verdicts(view) && !shows_source(view, source);
    is_list.then(|| certain(rows_of(view, source)))
}

/// Where columns were asked for, each record is the row of a table.
fn rows_of(view: &View<'_>, source: &Source) -> ContentType {
    let has_columns = |line: &Line<'_>| line.inner().trim_end().contains([' ', '\t', '|']);
    match *source == Source::Table && view.mostly(80, has_columns) {
        true => ContentType::TABLE,
        false => ContentType::LIST,
    }
}

/// Whether some lines are paragraphs: passages that a search found, each with a number before it.
fn has_paragraphs(view: &View<'_>) -> bool {
    /// No record has so many bytes of running text.
    const LONG: usize = 200;
    let long = view
        .lines
        .iter()
        .zip(view.running())
        .filter(|(line, running)| line.len > LONG && **running);
    is_share(long.count(), view.lines.len(), 10)
}

/// Whether lines have an article: words that they share are those of a language then.
fn has_articles(view: &View<'_>) -> bool {
    let is_article = |word: &str| matches!(word, "the" | "The");
    let has_article = |line: &Line<'_>| line.text.split_ascii_whitespace().any(is_article);
    is_share(view.count(has_article), view.lines.len(), 60)
}

/// Whether lines end as sentences and their parts do.
fn has_sentences(view: &View<'_>) -> bool {
    let ends = |line: &Line<'_>| line.text.trim_end().ends_with(['.', ',', ';', ':', '?', '!']);
    let ending =
        view.lines.iter().zip(view.running()).filter(|(line, running)| **running && ends(line));
    is_share(ending.count(), view.lines.len(), 40)
}

/// Whether lines have the signs of code: at their end, or of a comment at their start, behind a number or an id.
fn has_code(view: &View<'_>) -> bool {
    let is_code = |line: &Line<'_>| {
        let text = line.text.trim_end();
        let behind =
            text.trim_start().split_once([' ', '\t', ':', '|']).map_or("", |(_, rest)| rest);
        text.ends_with([';', '{', '}', ','])
            || text.ends_with("):")
            || behind.trim_start().starts_with("//")
    };
    is_share(view.count(is_code), view.lines.len(), 10)
}

/// Whether lines are those of a file of source that a filter has sorted, cut or numbered: no name says what they are,
/// and what is left of each may be little.
fn shows_source(view: &View<'_>, source: &Source) -> bool {
    let is_part = |text: &str| {
        let expands = |at: usize| {
            let next = text.as_bytes().get(at + 1);
            next.is_some_and(|next| next.is_ascii_alphabetic() || b"{(@".contains(next))
        };
        text.starts_with('#')
            || text.ends_with(['\\', ';'])
            || ["fi", "done", "esac", "then", "else", "do", "end"].contains(&text)
            || memchr::memchr_iter(b'$', text.as_bytes()).any(expands)
            || is_statement(text)
    };
    let is_code = |line: &Line<'_>| {
        let text = line.text.trim();
        let behind = text.split_once([' ', '\t', ':']).map_or("", |(_, rest)| rest.trim_start());
        is_part(text) || is_part(behind)
    };
    *source == Source::Filtered && is_share(view.count(is_code), view.lines.len(), 15)
}

/// Whether lines tell what became of something: a report of tests, of which each failure counts.
fn has_verdicts(view: &View<'_>) -> bool {
    const VERDICTS: &[&str] = &["pass", "passed", "ok", "skip", "skipped", "timeout"];
    let is_verdict = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        is_failure_word(word) || VERDICTS.iter().any(|verdict| word.eq_ignore_ascii_case(verdict))
    };
    let tells = |line: &Line<'_>| line.text.split_ascii_whitespace().any(is_verdict);
    is_share(view.count(tells), view.lines.len(), 40)
}

/// Whether the call shows something that is no list of records.
fn is_other(source: &Source) -> bool {
    matches!(
        source,
        Source::Search { .. } | Source::Paths | Source::Diff | Source::Read { .. } | Source::Lines
    )
}

/// Whether the lines are commits, a line each, and the files that they change: `git log --oneline --stat`.
fn has_statistics(view: &View<'_>) -> bool {
    let starts = |line: &Line<'_>| {
        let id = line.text.split(' ').next().unwrap_or("");
        line.indent() == 0 && id.len() >= 7 && id.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    if !view.lines.first().is_some_and(starts) {
        return false;
    }
    let commits = view.count(starts);
    let files = view.count(|line| diff::is_stat(&line.text));
    files >= 2 && commits >= 2 && is_share(commits + files, view.lines.len(), 95)
}

/// Whether a line stands below the id of a commit.
fn is_head(line: &str) -> bool {
    ["Author", "Date", "Commit", "Merge:", "gpg:", "Reflog"]
        .iter()
        .any(|head| line.starts_with(head))
}

/// Whether most lines are entries of a tree that have a version: `├── left-pad@1.3.0`, `+--- a:b:1.0`.
fn is_tree(view: &View<'_>) -> bool {
    let entries = view.count(|line| is_tree_entry(&line.text));
    is_share(entries, view.lines.len(), SHARE)
        && is_share(view.count(|line| has_version(record(&line.text))), entries, 60)
}

/// Whether a number stands behind the name of a package: `a@1`, `a v1`, `a:1`, `a-1.2`, `a 1`.
fn has_version(line: &str) -> bool {
    let digit = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    ["@", " v", ":", "-", " "].iter().any(|mark| line.split(mark).skip(1).any(digit))
}

/// Whether the lines have as many fields between tabs or bars.
fn is_separated(view: &View<'_>) -> bool {
    [('\t', 1), ('|', 2)].into_iter().any(|(separator, fewest)| {
        let count = |line: &Line<'_>| line.text.matches(separator).count();
        // A line that the view cuts cannot be counted.
        let whole = || view.lines.iter().filter(|line| line.len == line.text.len());
        let Some(first) = whole().nth(1).map(count).filter(|count| *count >= fewest) else {
            return false;
        };
        let even = whole().filter(|line| count(line) == first && !line.text.starts_with(separator));
        is_share(even.count(), view.lines.len(), 95)
    })
}

/// Whether nearly all lines begin with fields of telling kinds, have a word in the same place, or are one
/// word.
fn is_alike(view: &View<'_>) -> bool {
    let mut fields = Fields::default();
    view.lines.iter().for_each(|line| fields.add(&line.text));
    let needed = |count: usize| is_share(count, fields.lines, SHARE);
    // Steps of instructions have numbers, too.
    let ordered = needed(fields.ordered);
    if ordered || fields.lines < FEWEST || !is_share(fields.lines, view.lines.len(), SHARE) {
        return false;
    }
    let kind = |place: usize| {
        let kinds = fields.kinds.get(place)?;
        kinds.iter().find(|(_, count)| needed(**count)).map(|(kind, _)| *kind)
    };
    let first = kind(0);
    let starts = first.is_some_and(FieldKind::is_telling);
    let second = first.is_some() && kind(1).is_some_and(FieldKind::is_telling);
    let shared = fields.words.iter().enumerate().any(|(place, words)| {
        let said = |word: &str| place > 0 || word.len() > 1 && word.contains(char::is_alphabetic);
        words.iter().any(|(word, count)| needed(*count) && said(word))
    });
    let single = is_share(fields.single, fields.lines, 95);
    starts || single || ((second || shared) && !has_articles(view))
}

/// Whether lines that begin with a number stand above indented ones that begin with few words: `ip addr`.
fn is_headed(view: &View<'_>) -> bool {
    /// Words that the indented lines begin with.
    const WORDS: usize = 16;
    let first = |line: &str| FieldKind::of(line.split_ascii_whitespace().next().unwrap_or(""));
    let heads = view.count(|line| line.indent() == 0);
    let numbered = view.count(|line| line.indent() == 0 && first(&line.text) == FieldKind::Number);
    let mut words: Vec<&str> = Vec::new();
    for line in view.lines.iter().filter(|line| line.indent() > 0) {
        let word = line.text.split_ascii_whitespace().next().unwrap_or("");
        if !words.contains(&word) {
            words.push(word);
        }
        if words.len() > WORDS {
            return false;
        }
    }
    let below = view.lines.len() - heads;
    heads >= 3 && is_share(numbered, heads, SHARE) && below >= 2 * heads && words.len() * 4 <= below
}

/// What the fields of records are, place by place.
#[derive(Debug, Default)]
struct Fields<'a> {
    lines: usize,
    kinds: [HashMap<FieldKind, usize>; 2],
    words: [HashMap<&'a str, usize>; FIELDS],
    /// Lines that begin as those of a numbered list or text: `1.`, `2)`, `A-3:`, `1:4`.
    ordered: usize,
    /// Lines of one word that is no name of a file and no code.
    single: usize,
}

impl<'a> Fields<'a> {
    fn add(&mut self, line: &'a str) {
        let inner = record(line);
        let Some(first) = inner.split_ascii_whitespace().next() else { return };
        self.lines += 1;
        let verse = |(chapter, verse): (&str, &str)| {
            [chapter, verse].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let is_place = first.ends_with(['.', ')', ':']) || first.split_once(':').is_some_and(verse);
        self.ordered += usize::from(is_place);
        let code = |c: char| matches!(c, ';' | '{' | '}' | '(' | ')');
        let plain = inner.trim_end().len() == first.len() && !first.contains(code);
        let is_file = has_extension(first) && !has_version(first);
        self.single += usize::from(plain && !is_file && first.len() <= 120);
        for (place, field) in inner.split_ascii_whitespace().take(FIELDS).enumerate() {
            if let Some(kinds) = self.kinds.get_mut(place) {
                *kinds.entry(FieldKind::of(field)).or_default() += 1;
            }
            if let Some(words) = self.words.get_mut(place) {
                *words.entry(field).or_default() += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Arguments, Confidence, ContentType, Detector, Hints, StructuralDetector};

    /// What a text of 80 lines is taken for, if that is sure.
    fn found(command: &str, line: impl Fn(usize) -> String) -> Option<&'static str> {
        let text: String = (0..80).map(|n| line(n) + "\n").collect();
        let hints = Hints::none().with_arguments(Arguments::command(command));
        let found = StructuralDetector.detect(&text, &hints)?;
        (found.confidence == Confidence::Certain).then(|| found.content_type.name())
    }

    /// A word of letters for a number.
    fn word(nth: usize) -> String {
        format!("{nth:03}").bytes().map(|digit| char::from(digit - b'0' + b'k')).collect()
    }

    #[test]
    fn lists_of_records() {
        let id = |n: usize| format!("{:07x}", n * 7_654_321 % 0xfff_ffff);
        let list = Some(ContentType::LIST.name());
        assert_eq!(found("git log --oneline", |n| format!("{} Add {}", id(n), word(n))), list);
        assert_eq!(found("git log --graph --oneline", |n| format!("| * {}1 Add", id(n))), list);
        assert_eq!(found("git tag", |n| format!("v1.{n}.{}", n % 3)), list);
        assert_eq!(found("pip freeze", |n| format!("{}==1.{n}", word(n))), list);
        assert_eq!(found("rpm -qa", |n| format!("{}-1.{n}-4.el9.noarch", word(n))), list);
        assert_eq!(found("cargo tree", |n| format!("├── {} v1.{n}.0", word(n))), list);
        assert_eq!(found("gradle dependencies", |n| format!("+--- a:{}:1.{n}", word(n))), list);
        assert_eq!(
            found("gh pr list", |n| format!("{}\tAdd {}\tOPEN", 900 - n * 3, word(n))),
            list
        );
        assert_eq!(found("apt-cache search x", |n| format!("{} - a library", word(n))), list);
        assert_eq!(found("env", |n| format!("{}=/opt/{n}", word(n))), list);
        assert_eq!(found("strings a.out", |n| format!("{} {n}", word(n))), list);
        assert_eq!(found("go list ./...", |n| format!("example.com/a/{}", word(n))), list);
        let object = |n: usize| format!("2026-01-{:02} 10:00:00 {n} data/{}", n % 28 + 1, word(n));
        assert_eq!(found("aws s3 ls s3://a --recursive", object), list);
        assert_eq!(found("aws s3 cp s3://a . --recursive", object), Some("log"));
        let heads = |n: usize| match n % 4 {
            0 => format!("{}: {}: <UP>", n / 4 + 1, word(n)),
            1 => format!("    inet 10.0.{n}.1/16"),
            _ => "       valid_lft forever".to_owned(),
        };
        assert_eq!(found("ip addr", heads), list);
    }

    #[test]
    fn what_is_no_list() {
        let list = Some(ContentType::LIST.name());
        let words = |n: usize| format!("{} {} {}", word(n), word(n * 7 % 100), word(n * 3 % 100));
        let steps = |n: usize| format!("{}. Take {} and go on", n + 1, word(n));
        assert_ne!(found("./tool", words), list);
        assert_ne!(found("./tool", steps), list);
        let passage =
            |n: usize| format!("Passage [{n}] {}", "and so it went on for long ".repeat(9));
        assert_ne!(found("./tool", passage), list);
        assert_ne!(found("./tool", |n| format!("    let {} = {}();", word(n), word(n + 1))), list);
        assert_ne!(found("./tool", |n| format!("{}.rs", word(n))), list, "names of files");
        let numbered = |n: usize| format!("{} let {} = {}();", 2 * n, word(n), word(n + 1));
        assert_ne!(found("./tool", numbered), list, "lines of a file");
        assert_ne!(found("git blame -s a.rs", |n| format!("7ab01cd {n}) {} ()", word(n))), list);
        let required = |n: usize| format!("REQ-{n}: The system shall {} and go on.", word(n));
        assert_ne!(found("pdftotext spec.pdf -", required), list);
        let verse = |n: usize| format!("1:{} In the {} it went on", n + 1, word(n));
        assert_ne!(found("./x", verse), list);
        assert_ne!(found("./x", |n| format!("Step {n}: open the {} and go on", word(n))), list);
        let verdict = |n: usize| if n % 9 == 4 { "FAIL" } else { "PASS" };
        for command in ["make check", "./test.sh", "gradle test"] {
            let tested = |n: usize| format!("{}: tests/{}.sh", verdict(n), word(n));
            assert_ne!(found(command, tested), list, "{command}");
            let tested = |n: usize| format!("suite.{} {}", word(n), verdict(n));
            assert_ne!(found(command, tested), list, "{command}");
        }
        let script = |n: usize| match n % 4 {
            0 => format!("# Then comes the {}", word(n)),
            1 => format!("echo {}", word(n)),
            2 => format!("{}=$HOME/{}", word(n), word(n + 1)),
            _ => "shift".to_owned(),
        };
        for command in ["awk '{print NR, $0}' bin/deploy", "sort bin/deploy | uniq -c"] {
            assert_ne!(found(command, |n| format!("{n:7} {}", script(n))), list, "{command}");
        }
        assert_ne!(found("cut -f2 bin/deploy", |n| format!("${}", word(n))), list);
        let user = |n: usize| format!("{0}:x:{n}:{n}:{0}:/home/{0}:/bin/sh", word(n));
        assert_eq!(found("sort /etc/passwd", user), list);
        let counted = |n: usize| format!("{:7} 10.0.0.{n}", 900 - n);
        assert_eq!(found("cut -d' ' -f1 hosts | sort | uniq -c", counted), list);
        let refused =
            |n: usize| format!("{}.go:{n}: missing go.sum entry for {}", word(n), word(n));
        assert_ne!(found("go list ./...", refused), list);
        let failed = |n: usize| format!("error[E0308]: mismatched types in {}", word(n));
        assert_ne!(found("cargo test -- --list", failed), list);
        // What was read, searched or compared is what it was asked for as.
        let id = |n: usize| format!("{n}a77be0 {}", word(n));
        for command in ["cat notes.txt", "grep -h a77 x.txt", "find . -type f", "git diff"] {
            assert_ne!(found(command, id), list, "{command}");
        }
        assert_eq!(found("ss -t", |n| format!("LISTEN 0 {n} {}", word(n))), Some("table"));
    }
}
