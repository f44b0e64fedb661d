//! Texts of several types: which part is what.

use super::envelope;
use super::json;
use super::outputs::{Outputs, Part};
use super::protect::is_editable;
use super::runs::runs;
use super::source::Source;
use super::{certain, detect_from};
use crate::{Confidence, ContentType, Detection, Hints, Span, language_of_label, shell};

/// Parts smaller than this are not worth a type of their own.
const MIN_PART: usize = 64;

/// A JSON value in the line of a log is a part of its own from so many bytes on.
const LARGE_VALUE: usize = 1 << 10;

/// A part of a text with a type of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Where it stands: whole lines, or exactly a JSON value.
    pub span: Span,
    /// What it is.
    pub detection: Detection,
}

/// The typed parts of a text: sorted, disjoint, and covering only what is known.
///
/// A text of one type is one segment. Of a text in an envelope (`OBSERVATION:`, `<output>`, the
/// headers of an HTTP response, notes at its end) the payload is the segment. Otherwise JSON values
/// are found and proven by a parser, fenced blocks and sections under `==> file <==` are looked at
/// one by one. What lies between segments has no type and should be left as it is.
///
/// Linear in the text.
///
/// # Example
///
/// ```
/// use headroom_core::{ContentType, Hints, segments};
///
/// let text = "OBSERVATION:\n{\"ok\": true}\n";
/// let found = segments(text, &Hints::none());
/// assert_eq!(found[0].detection.content_type, ContentType::JSON);
/// assert_eq!(found[0].span.of(text), "{\"ok\": true}");
/// ```
#[must_use]
pub fn segments(text: &str, hints: &Hints<'_>) -> Vec<Segment> {
    let source = Source::of(hints);
    let span = envelope::payload(text);
    let inner = span.of(text);
    let parts = Parts { hints, source: &source };
    let mut found = match Outputs::of(hints) {
        Some(outputs) => parts.of_outputs(inner, &outputs),
        None => parts.of(inner),
    };
    for segment in &mut found {
        segment.span = segment.span.shifted(span.start);
    }
    found
}

/// What is needed to type a part.
#[derive(Clone, Copy, Debug)]
struct Parts<'a> {
    hints: &'a Hints<'a>,
    source: &'a Source,
}

impl Parts<'_> {
    /// The parts of what several commands print.
    fn of_outputs(&self, text: &str, outputs: &Outputs) -> Vec<Segment> {
        let mut out = Vec::new();
        for part in outputs.parts(text) {
            let span = trimmed(text, part.span);
            let inner = span.of(text);
            let found = match part.source() {
                // What an agent may edit stays as it is.
                Some(_) if part.is_editable() => Vec::new(),
                Some(source) => Parts { source, ..*self }.of(inner),
                None if part.is_editable() => proven(inner, &part),
                None => {
                    Some(proven(inner, &part)).filter(|found| !found.is_empty()).unwrap_or_else(
                        // One of the commands may have printed all of it.
                        || Parts { source: &Source::Unknown, ..*self }.of(inner),
                    )
                }
            };
            out.extend(
                found
                    .into_iter()
                    .map(|segment| Segment { span: segment.span.shifted(span.start), ..segment }),
            );
        }
        out
    }

    fn of(&self, text: &str) -> Vec<Segment> {
        // Hardly any text has such a line; to look for one is quicker than to look at all.
        let has_captions = memchr::memmem::find(text.as_bytes(), CAPTION.as_bytes()).is_some();
        let files = if has_captions { sections(text, file_caption) } else { Vec::new() };
        if !files.is_empty() {
            return self.typed_sections(text, &files);
        }
        let whole = detect_from(text, self.hints, self.source);
        let is_log = whole.is_some_and(|found| found.content_type == ContentType::LOG);
        let closed = whole.is_some_and(|found| !may_hold_others(found, self.source));
        if closed && !(is_log && has_large_value(text)) {
            return whole
                .map(|detection| Segment { span: Span::whole(text), detection })
                .into_iter()
                .collect();
        }
        let parts = self.inside(text, whole);
        let better = |parts: &[Segment]| match whole {
            // Records between the lines of a log belong to it.
            Some(whole) if whole.content_type == ContentType::LOG => covers(parts, text, 60),
            Some(whole) if whole.confidence == Confidence::Certain => covers(parts, text, 40),
            Some(_) => covers(parts, text, 25),
            None => true,
        };
        if !parts.is_empty() && better(&parts) {
            return parts;
        }
        whole.map(|detection| Segment { span: Span::whole(text), detection }).into_iter().collect()
    }

    /// The typed parts of a text that is not, or not for sure, of one type.
    fn inside(&self, text: &str, whole: Option<Detection>) -> Vec<Segment> {
        let values = json_values(text);
        if let Some(whole) = whole.filter(|found| found.confidence == Confidence::Certain) {
            // A record of a log may have a small one.
            let of_log = whole.content_type == ContentType::LOG;
            let fits = |value: &Segment| !of_log || value.span.len() >= LARGE_VALUE;
            return values.into_iter().filter(fits).collect();
        }
        if values.is_empty() {
            let outputs = sections(text, output_caption);
            if outputs.len() >= 2 {
                return self.typed_sections(text, &outputs);
            }
        }
        let mut parts = joined(values, self.fenced(text));
        // What a log shows of failures belongs to it.
        if whole.is_none_or(|found| found.content_type != ContentType::LOG) {
            parts = joined(parts, runs(text));
        }
        self.with_gaps(text, parts)
    }

    /// Adds the parts between others that are surely of one type.
    fn with_gaps(&self, text: &str, parts: Vec<Segment>) -> Vec<Segment> {
        let mut out = Vec::with_capacity(parts.len());
        let mut at = 0;
        let end = Span::new(text.len(), text.len());
        let known = !parts.is_empty();
        for (span, part) in
            parts.into_iter().map(|part| (part.span, Some(part))).chain([(end, None)])
        {
            if known {
                out.extend(self.gap(text, Span::new(at, span.start)));
            }
            out.extend(part);
            at = span.end;
        }
        out
    }

    fn gap(&self, text: &str, span: Span) -> Option<Segment> {
        let span = trimmed(text, span);
        if span.len() < 4 * MIN_PART {
            return None;
        }
        let detection = detect_from(span.of(text), self.hints, &Source::Unknown)?;
        let sure = detection.confidence == Confidence::Certain;
        sure.then_some(Segment { span, detection })
    }

    fn typed_sections(&self, text: &str, sections: &[Section]) -> Vec<Segment> {
        let typed = |section: &Section| {
            let span = trimmed(text, section.span);
            let source = section.source.as_ref().unwrap_or(self.source);
            let detection = detect_from(span.of(text), self.hints, source)?;
            // A file that an agent may edit is no log, whatever its text resembles.
            let is_sample = source.path().is_some_and(is_editable)
                && LOOK_ALIKES.contains(&detection.content_type);
            (!is_sample).then_some(Segment { span, detection })
        };
        sections.iter().filter(|section| !section.span.is_empty()).filter_map(typed).collect()
    }

    /// The contents of fenced blocks, typed with the help of the fence's label.
    fn fenced(&self, text: &str) -> Vec<Segment> {
        let mut out = Vec::new();
        let mut open: Option<(usize, &str)> = None;
        for (span, line) in Span::lines(text) {
            let Some(label) = line.strip_prefix("```") else { continue };
            let Some((start, label)) = open.take() else {
                open = Some((span.end, label));
                continue;
            };
            let inner = trimmed(text, Span::new(start, span.start));
            let mut hints = *self.hints;
            hints.language = language_of_label(label);
            let found = detect_from(inner.of(text), &hints, &Source::Unknown);
            let keeps = |found: &Detection| found.confidence == Confidence::Certain;
            if inner.len() >= MIN_PART {
                out.extend(found.filter(keeps).map(|detection| Segment { span: inner, detection }));
            }
        }
        out
    }
}

/// What a file of source or of text may be full of, as samples.
const LOOK_ALIKES: &[ContentType] = &[
    ContentType::BINARY,
    ContentType::CSV,
    ContentType::DIFF,
    ContentType::LOG,
    ContentType::PATHS,
    ContentType::SEARCH,
    ContentType::STACK_TRACE,
    ContentType::TABLE,
];

/// The parts of the outputs of several commands that are proven line by line. Where one of them shows a
/// file that an agent may edit, only what another one must have written: from the start on what those
/// before the file write, up to the end what those behind it write.
fn proven(text: &str, part: &Part) -> Vec<Segment> {
    if !part.is_editable() {
        return joined(json_values(text), runs(text));
    }
    let mut found = runs(text);
    let gap = |from, to| Span::new(from, to).of(text).trim().is_empty();
    let mut at = 0;
    let first = found.iter().take_while(|segment| {
        let from = std::mem::replace(&mut at, segment.span.end);
        gap(from, segment.span.start) && part.expects_first(segment.detection.content_type)
    });
    let first = first.count();
    let mut at = text.len();
    let last = found.iter().skip(first).rev().take_while(|segment| {
        let to = std::mem::replace(&mut at, segment.span.start);
        gap(segment.span.end, to) && part.expects_last(segment.detection.content_type)
    });
    let last = found.len() - last.count();
    found.drain(first..last);
    found
}

/// Two lists of parts as one. Of parts that overlap, those of the first list stay.
fn joined(first: Vec<Segment>, second: Vec<Segment>) -> Vec<Segment> {
    let mut out: Vec<Segment> = Vec::with_capacity(first.len() + second.len());
    let mut second = second.into_iter().peekable();
    for part in first {
        while let Some(other) = second.next_if(|other| other.span.start < part.span.end) {
            let after = out.last().map_or(0, |last| last.span.end);
            if other.span.start >= after && other.span.end <= part.span.start {
                out.push(other);
            }
        }
        out.push(part);
    }
    let after = out.last().map_or(0, |last| last.span.end);
    out.extend(second.filter(|other| other.span.start >= after));
    out
}

/// Whether a type is one that other documents are commonly embedded in.
fn may_hold_others(found: Detection, source: &Source) -> bool {
    if found.confidence == Confidence::Likely {
        return !found.content_type.is_json();
    }
    let document =
        found.content_type == ContentType::MARKDOWN || found.content_type == ContentType::TEXT;
    document && source.path().is_none()
}

/// Whether a long line of a log ends in what may be a JSON value.
fn has_large_value(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(near) = bytes.get(at..at + LARGE_VALUE) {
        // What begins before the last line break here is short.
        if let Some(last) = memchr::memrchr(b'\n', near) {
            at += last + 1;
            continue;
        }
        let rest = text.get(at..).unwrap_or("");
        let line = rest.lines().next().unwrap_or("");
        if line.len() >= LARGE_VALUE && value_starts(line).next().is_some() {
            return true;
        }
        at += memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
    }
    false
}

/// Whether the parts cover at least `percent` of the text.
fn covers(parts: &[Segment], text: &str, percent: usize) -> bool {
    let covered: usize = parts.iter().map(|part| part.span.len()).sum();
    covered * 100 >= text.len() * percent
}

/// A span without the line ends at its end.
fn trimmed(text: &str, span: Span) -> Span {
    let inner = span.of(text);
    let body = inner.trim_start_matches(['\n', '\r']);
    let start = span.start + inner.len() - body.len();
    Span::new(start, start + body.trim_end_matches(['\n', '\r']).len())
}

/// The JSON values that begin a line, or follow a short lead-in on it, and end a line.
fn json_values(text: &str) -> Vec<Segment> {
    let mut out: Vec<Segment> = Vec::new();
    let mut skip = 0;
    // What was read in vain is bounded, so that a text full of brackets takes linear time.
    let mut budget = 4 * text.len() + 1024;
    for (span, line) in Span::lines(text) {
        if span.start < skip {
            continue;
        }
        for start in value_starts(line).map(|offset| span.start + offset) {
            match json::value_len(text.get(start..).unwrap_or("")) {
                Ok(len) => {
                    if len >= MIN_PART && ends_line(text, start + len) {
                        let span = Span::new(start, start + len);
                        out.push(Segment { span, detection: certain(ContentType::JSON) });
                    }
                    skip = start + len;
                    break;
                }
                Err(read) => match budget.checked_sub(read) {
                    Some(rest) => budget = rest,
                    None => return join_lines(text, out),
                },
            }
        }
    }
    join_lines(text, out)
}

/// Where on a line a JSON value may begin: at its start, and behind `label: `, `label = ` or `label=`. What
/// begins a line may be the time in a log.
fn value_starts(line: &str) -> impl Iterator<Item = usize> + '_ {
    let indent = line.len() - line.trim_start().len();
    let head = line.get(..line.floor_char_boundary(120)).unwrap_or("");
    let is_start = move |&at: &usize| {
        let lead = line.get(..at).unwrap_or("");
        at == indent || lead.ends_with(": ") || lead.ends_with("= ") || lead.ends_with('=')
    };
    memchr::memchr2_iter(b'{', b'[', head.as_bytes()).filter(is_start).take(2)
}

/// Whether only blanks stand between here and the line end.
fn ends_line(text: &str, at: usize) -> bool {
    let rest = text.get(at..).unwrap_or("");
    let rest = rest.trim_start_matches([' ', '\t', '\r']);
    rest.is_empty() || rest.starts_with('\n')
}

/// Makes one part of values on consecutive lines.
fn join_lines(text: &str, values: Vec<Segment>) -> Vec<Segment> {
    let mut out: Vec<Segment> = Vec::new();
    for value in values {
        match out.last_mut() {
            Some(last) if Span::new(last.span.end, value.span.start).of(text).trim().is_empty() => {
                last.span.end = value.span.end;
                last.detection = certain(ContentType::JSON_LINES);
            }
            _ => out.push(value),
        }
    }
    out
}

/// A part of a text under a caption, with what the caption tells about it.
#[derive(Debug)]
struct Section {
    span: Span,
    source: Option<Source>,
}

/// Cuts a text at captions. Empty if there is none.
fn sections(text: &str, caption: fn(&str) -> Option<Source>) -> Vec<Section> {
    let mut out: Vec<Section> = Vec::new();
    for (span, line) in Span::lines(text) {
        if let Some(source) = caption(line) {
            let known = (source != Source::Unknown).then_some(source);
            out.push(Section { span: Span::new(span.end, span.end), source: known });
        } else if let Some(last) = out.last_mut() {
            last.span.end = span.end;
        }
    }
    out
}

/// The caption that `head` and `tail` print: `==> path <==`.
fn file_caption(line: &str) -> Option<Source> {
    let path = line.strip_prefix(CAPTION)?.strip_suffix(" <==")?;
    Some(Source::Read { path: path.to_owned() })
}

const CAPTION: &str = "==> ";

/// Captions between the outputs of several commands: `=== text ===`, `$ command`.
fn output_caption(line: &str) -> Option<Source> {
    if let Some(command) = line.strip_prefix("$ ") {
        shell::producer(command)?;
        let hints = Hints::none().with_arguments(crate::Arguments::command(command));
        return Some(Source::of(&hints));
    }
    let text = line.trim_matches(['=', '-', '#']);
    let marks = line.len() - text.len();
    let framed = marks >= 6 && text.len() <= 100 && text.starts_with(' ') && text.ends_with(' ');
    (framed && text.trim().len() >= 2 && line.starts_with("==")).then_some(Source::Unknown)
}
