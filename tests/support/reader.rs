//! Reads a compressed request as a model could: puts the lines that references stand for back, and
//! the line numbers that were thinned, from nothing but the request itself.
//!
//! Written apart from the library's own code, so that the two cannot be wrong together.

use std::collections::HashMap;

use headroom::core::notice::{Notice, Within};
use headroom::core::{BlockKind, Document};
use serde_json::Value;

/// A line: the number in its margin, if it is known, and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub number: Option<usize>,
    pub text: String,
}

/// The texts of all tool results of a compressed request, with references and numbers put back.
/// Panics on a reference that does not resolve.
pub fn read(body: &str) -> Vec<Vec<Line>> {
    let document = Document::parse(body).unwrap();
    let mut texts: HashMap<String, Vec<String>> = HashMap::new();
    let mut paths: HashMap<usize, String> = HashMap::new();
    let mut out = Vec::new();
    for block in document.blocks() {
        match block.kind {
            BlockKind::ToolCall => {
                let index = block.call.unwrap();
                let arguments = document.call_arguments(&document.calls()[index]).unwrap();
                let mut named = |key: &str, text: &str| {
                    texts.insert(format!("call {} {key}", index + 1), split(text));
                };
                match serde_json::from_str(&arguments) {
                    Ok(Value::Object(members)) => {
                        let path = ["path", "file_path"].iter().find_map(|key| members.get(*key));
                        let path = path.and_then(Value::as_str);
                        paths.extend(path.map(|path| (index, path.to_owned())));
                        members.iter().for_each(|(key, value)| named(key, with_lines(value)));
                    }
                    // A custom tool is given a text.
                    _ => named("input", &arguments),
                }
            }
            BlockKind::User | BlockKind::Assistant => {
                let text = document.text(block).unwrap();
                texts.insert(format!("message {}", block.message + 1), split(&text));
            }
            BlockKind::ToolResult => {
                let text = document.text(block).unwrap();
                let path = block.call.and_then(|call| paths.get(&call));
                let path = path.map_or("[path of this call]", String::as_str);
                let text = text.replace("[path of this call]", path);
                // Beside a text, a result may hold names and states: none has lines.
                let key = format!("result {}", block.result.unwrap() + 1);
                if text.contains('\n') || text.len() > 60 || !texts.contains_key(&key) {
                    texts.insert(key, split(&text));
                }
                let at = (block.result.unwrap() + 1, block.call.map(|call| call + 1));
                out.push(resolve(&text, at, &texts));
            }
            _ => {}
        }
    }
    out
}

/// A string; of a list, the one with lines.
fn with_lines(value: &Value) -> &str {
    let elements = value.as_array().into_iter().flatten().filter_map(Value::as_str);
    let mut with_lines = elements.filter(|text| text.contains('\n'));
    value.as_str().or(with_lines.next()).unwrap_or_default()
}

fn split(text: &str) -> Vec<String> {
    text.split_terminator('\n').map(str::to_owned).collect()
}

/// The lines of the text of a result; `at` are its number and that of its call.
fn resolve(
    text: &str,
    at: (usize, Option<usize>),
    texts: &HashMap<String, Vec<String>>,
) -> Vec<Line> {
    let lines = numbered(&split(text));
    let mut out = Vec::new();
    for line in lines {
        match Notice::parse(&line.text) {
            Some(Notice::Same { here, place }) => {
                let argument = || place.name.as_deref().unwrap().split(" of ").next().unwrap();
                let key = match place.within {
                    Within::Result(n) => format!("result {n}"),
                    Within::Call(n) => format!("call {n} {}", argument()),
                    Within::ThisCall => format!("call {} {}", at.1.unwrap(), argument()),
                    Within::ThisResult => format!("result {}", at.0),
                    other => panic!("unknown place {other:?}"),
                };
                let target = numbered(texts.get(&key).unwrap_or_else(|| panic!("no {key}")));
                let found = find(&target, place.lines.first, place.lines.last, place.numbered);
                let count = place.lines.count();
                assert_eq!(found.len(), count, "{} does not resolve", line.text);
                assert!(
                    found.iter().all(|line| Notice::parse(&line.text).is_none()),
                    "a chain: {}",
                    line.text
                );
                let numbers: Vec<Option<usize>> = match here {
                    Some(lines) => (lines.first..=lines.last).map(Some).collect(),
                    None => vec![None; count],
                };
                assert_eq!(numbers.len(), count, "{} counts wrong", line.text);
                let pairs = numbers.into_iter().zip(found);
                out.extend(pairs.map(|(number, line)| match number {
                    Some(_) => Line { number, text: line.text },
                    None => Line { number: None, text: line.whole },
                }));
            }
            Some(Notice::SparseNumbers) => {}
            _ => out.push(Line { number: line.number, text: line.text }),
        }
    }
    out
}

struct Read {
    number: Option<usize>,
    text: String,
    /// With its margin, if the margin was not thinned.
    whole: String,
}

fn find(target: &[Read], first: usize, last: usize, numbered: bool) -> Vec<Read> {
    let copy = |line: &Read| Read {
        number: line.number,
        text: line.text.clone(),
        whole: line.text.clone(),
    };
    if numbered {
        let in_range = |line: &&Read| line.number.is_some_and(|n| (first..=last).contains(&n));
        return target.iter().filter(in_range).map(copy).collect();
    }
    let lines = target.get(first - 1..last.min(target.len())).unwrap_or_default();
    lines.iter().map(copy).collect()
}

/// The lines with their numbers: those in the margin, and those that follow by counting where the
/// text says that only every tenth is shown.
fn numbered(lines: &[String]) -> Vec<Read> {
    let sparse = lines.iter().any(|line| line == "[only every tenth line number is shown]");
    let margins: Vec<_> = lines.iter().map(|line| margin(line)).collect();
    let mut numbers: Vec<Option<usize>> = vec![None; lines.len()];
    // A listing goes on before and after a reference to numbered lines.
    for at in 0..lines.len() {
        let Some(Notice::Same { here: Some(range), .. }) = Notice::parse(&lines[at]) else {
            continue;
        };
        for (n, i) in (at + 1..lines.len()).enumerate() {
            if margins[i].is_none_or(|m| m.0 != range.last + 1 + n) {
                break;
            }
            numbers[i] = Some(range.last + 1 + n);
        }
        for (n, i) in (0..at).rev().enumerate() {
            if range.first <= n + 1 || margins[i].is_none_or(|m| m.0 != range.first - 1 - n) {
                break;
            }
            numbers[i] = Some(range.first - 1 - n);
        }
    }
    // Runs of three or more margins that count up.
    for at in 0..lines.len() {
        let Some((n, _)) = margins[at] else { continue };
        let run = (at..lines.len())
            .take_while(|i| margins[*i].is_some_and(|m| m.0 == n + i - at))
            .count();
        let least = if sparse { 1 } else { 3 };
        if run >= least && numbers[at].is_none() {
            for i in at..at + run {
                numbers[i] = Some(n + i - at);
            }
        }
    }
    if sparse {
        let shown: Vec<_> = (0..lines.len()).filter(|i| numbers[*i].is_some()).collect();
        for pair in shown.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let (n, m) = (numbers[a].unwrap(), numbers[b].unwrap());
            let mut next = n + 1;
            let mut between = Vec::new();
            for i in a + 1..b {
                match Notice::on_line(&lines[i]) {
                    None => between.push((i, next)),
                    Some(Notice::LeftOut { lines, .. } | Notice::ListedLeftOut { lines })
                        if lines.first == next =>
                    {
                        next = lines.last;
                    }
                    Some(_) => next = usize::MAX - b,
                }
                next += 1;
            }
            if next == m && between.len() < 10 {
                for (i, number) in between {
                    numbers[i] = Some(number);
                }
            }
        }
    }
    let read = |at: usize| {
        let in_margin = margins[at].filter(|m| Some(m.0) == numbers[at]);
        let text = in_margin.map_or(lines[at].clone(), |m| lines[at][m.1..].to_owned());
        Read { number: numbers[at], text, whole: lines[at].clone() }
    };
    (0..lines.len()).map(read).collect()
}

/// The number in the margin and where the text starts.
fn margin(line: &str) -> Option<(usize, usize)> {
    let digits = line.trim_start_matches(' ');
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let number = digits[..end].parse().ok().filter(|_| end == 1 || !digits.starts_with('0'))?;
    let at = line.len() - digits.len() + end;
    let separator = ["\t", "→", ":"].into_iter().find(|s| line[at..].starts_with(s));
    match separator {
        Some(separator) => Some((number, at + separator.len())),
        None => (at == line.len()).then_some((number, at)),
    }
}

/// The lines of a text as it was before.
pub fn original(text: &str) -> Vec<Line> {
    let lines = numbered(&split(text));
    lines.into_iter().map(|line| Line { number: line.number, text: line.text }).collect()
}
