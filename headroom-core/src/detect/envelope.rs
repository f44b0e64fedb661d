//! What harnesses and tools put around a payload: lead-in lines, tags, notes, prompts.

use super::markup::tag_name;
use crate::Span;

/// Lines that are taken off at either end at most.
const MAX_LINES: usize = 64;

/// Some programs write it before a text.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// The payload of a text: the lines between what is known to stand around one. The whole text if
/// nothing does.
pub(super) fn payload(text: &str) -> Span {
    let mark = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 };
    let start = mark + head_len(text.get(mark..).unwrap_or(""));
    let rest = text.get(start..).unwrap_or("");
    let end = start + rest.len() - tail_len(rest);
    if start == 0 && end == text.len() {
        return Span::whole(text);
    }
    let inner = text.get(start..end).unwrap_or("");
    let body = inner.trim_start_matches(['\n', '\r']);
    let start = end - body.len();
    Span::new(start, start + body.trim_end_matches(['\n', '\r']).len())
}

/// Bytes of the lines at the start that belong to an envelope.
fn head_len(text: &str) -> usize {
    let mut at = 0;
    let mut taken = 0;
    let mut http = Http::None;
    for line in text.split_inclusive('\n').take(MAX_LINES) {
        let bare = line.trim_end();
        http = http.after(bare);
        if bare.is_empty() {
            at += line.len();
            // The body of a response starts behind the first blank line.
            if http == Http::Headers && taken > 0 && !bare.starts_with('<') {
                taken = at;
                http = Http::None;
            }
            continue;
        }
        if http == Http::None && !is_lead_in(bare) {
            break;
        }
        at += line.len();
        taken = at;
    }
    taken
}

/// How far the head of an HTTP exchange has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Http {
    None,
    /// Inside the headers as they are sent.
    Headers,
    /// Inside what `curl -v` prints, each line with a mark.
    Verbose,
}

impl Http {
    fn after(self, line: &str) -> Self {
        let status = line.strip_prefix("HTTP/").is_some_and(|rest| {
            rest.starts_with(|c: char| c.is_ascii_digit()) && rest.contains(' ')
        });
        let verbose = ["< ", "> ", "* "].iter().any(|mark| line.starts_with(mark))
            || matches!(line, "<" | ">")
            || (line.starts_with(['{', '}']) && line.ends_with(" bytes data]"));
        match self {
            _ if status => Self::Headers,
            Self::Headers if line.is_empty() || is_header(line) => Self::Headers,
            Self::None if line.starts_with("> ") && line.contains(" HTTP/") => Self::Verbose,
            Self::None if line.starts_with("*   Trying ") || line.starts_with("* Host ") => {
                Self::Verbose
            }
            Self::Verbose if verbose || line.is_empty() => Self::Verbose,
            _ => Self::None,
        }
    }
}

/// Whether a line is `Name: value`.
fn is_header(line: &str) -> bool {
    line.split_once(':').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    })
}

/// Whether a line announces what follows.
fn is_lead_in(line: &str) -> bool {
    is_announcement(line) || is_wrapper_tag(line) || is_progress(line) || is_place(line)
}

/// `OBSERVATION:`, `Output:`, `Here's the result of running ...:`, `--- Observation ---`.
fn is_announcement(line: &str) -> bool {
    const STARTS: &[&str] = &[
        "Here's the ",
        "Here is the ",
        "Here are the ",
        "The file ",
        "Output",
        "Result",
        "Stdout",
        "stdout",
        "STDOUT",
        "Stderr",
        "stderr",
        "STDERR",
        "Contents of ",
        "Content of ",
        "Command output",
        "Tool output",
        "Tool result",
        "Execution result",
        "Observation",
        "Standard output",
        "Response",
        "Web search results for query:",
    ];
    let announces = line.ends_with(':') && line.len() <= 400;
    let shouts = announces
        && line.len() <= 32
        && line.bytes().all(|byte| byte.is_ascii_uppercase() || b" :_".contains(&byte));
    let inner = line.trim_matches(['-', '=', ' ']);
    let ruled = inner.len() + 4 <= line.len()
        && matches!(inner, "Observation" | "Output" | "Result" | "OUTPUT" | "stdout" | "STDOUT");
    shouts || ruled || announces && STARTS.iter().any(|start| line.starts_with(start))
}

/// Tags of harnesses, alone on a line: `<output>`, `<returncode>0</returncode>`.
fn is_wrapper_tag(line: &str) -> bool {
    let closed = line.strip_prefix("</").and_then(|rest| rest.strip_suffix('>'));
    if let Some(name) = closed {
        return WRAPPERS.contains(&name);
    }
    let Some(name) = tag_name(line) else { return false };
    let rest = line.get(name.len() + 1..).unwrap_or("");
    let alone = rest.ends_with('>') && !rest.contains('<');
    let whole = rest.ends_with('>') && rest.contains("</") && line.len() < 400;
    WRAPPERS.contains(&name) && (alone || whole)
}

const WRAPPERS: &[&str] = &[
    "command",
    "content",
    "contents",
    "exit_code",
    "exitcode",
    "file",
    "file_content",
    "file_contents",
    "files",
    "function_results",
    "observation",
    "output",
    "output_head",
    "output_tail",
    "path",
    "response",
    "result",
    "results",
    "return_code",
    "returncode",
    "stderr",
    "stdout",
    "system",
    "tool_response",
    "tool_result",
    "type",
];

/// The meter that `curl` prints before a body.
fn is_progress(line: &str) -> bool {
    line.starts_with("  % Total ")
        || (line.starts_with("        ") && line.contains("Dload  Upload"))
        || (line.contains("--:--:--")
            && line.trim_start().starts_with(|c: char| c.is_ascii_digit()))
}

/// `[File: a.py (94 lines total)]`, `(12 more lines above)`.
fn is_place(line: &str) -> bool {
    (line.starts_with("[File: ") && line.ends_with(']')) || is_more_lines(line)
}

fn is_more_lines(line: &str) -> bool {
    line.starts_with('(') && line.ends_with(')') && line.contains("more lines ")
}

/// Bytes of the lines at the end that belong to an envelope.
fn tail_len(text: &str) -> usize {
    let mut kept = text;
    for _ in 0..MAX_LINES {
        let trimmed = kept.trim_end();
        if let Some(shorter) = without_note(trimmed) {
            kept = shorter;
            continue;
        }
        let start = memchr::memrchr(b'\n', trimmed.as_bytes()).map_or(0, |at| at + 1);
        if start == 0 || !is_closing(trimmed.get(start..).unwrap_or("").trim()) {
            break;
        }
        kept = trimmed.get(..start).unwrap_or("");
    }
    text.len() - kept.len()
}

/// Whether a line ends an envelope.
fn is_closing(line: &str) -> bool {
    const STARTS: &[&str] = &[
        "(Open file: ",
        "(Current directory: ",
        "exit status ",
        "Exit code",
        "exit code",
        "[exit code",
        "[Exit code",
        "* Connection #",
        "* Closing connection",
        "Review the changes and make sure",
        "[The command completed with exit code",
        "[Command finished with exit code",
        "[Python Interpreter: ",
        "[Current working directory: ",
        "Process finished with exit code",
    ];
    let ruled = line.len() >= 8 && line.bytes().all(|byte| byte == b'-');
    matches!(line, "bash-$" | "$" | "#" | ">>>")
        || ruled
        || is_wrapper_tag(line)
        || is_more_lines(line)
        || STARTS.iter().any(|start| line.starts_with(start))
}

/// A text without the note in tags that it ends with: `<system-reminder>...</system-reminder>`.
fn without_note(text: &str) -> Option<&str> {
    for (open, close) in
        [("<system-reminder>", "</system-reminder>"), ("<NOTE>", "</NOTE>"), ("<note>", "</note>")]
    {
        if text.ends_with(close) {
            let at = text.rfind(open)?;
            return (at > 0).then(|| text.get(..at)).flatten();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::payload;

    #[test]
    fn envelopes_are_taken_off() {
        for (text, inner) in [
            ("OBSERVATION:\na\nb", "a\nb"),
            ("Here's the result of running `cat -n` on /a.py:\r\n 1\tx\r\n", " 1\tx"),
            ("<returncode>0</returncode>\n<output>\na\n\nb\n</output>", "a\n\nb"),
            ("a\n(Open file: n/a)\n(Current directory: /t)\nbash-$", "a"),
            ("a\n\n<system-reminder>\nb\n</system-reminder>\n", "a"),
            ("HTTP/1.1 200 OK\r\nA: b\r\n\r\n{\"a\": 1}", "{\"a\": 1}"),
            (
                "> GET / HTTP/2\n> A: b\n\n< HTTP/2 200\n< A: b\n\n[1]\n\n* Connection #0 to host left",
                "[1]",
            ),
            ("\u{feff}[1, 2]", "[1, 2]"),
            ("\u{feff}OBSERVATION:\n[1, 2]\n", "[1, 2]"),
            ("plain\ntext:\nmore\n", "plain\ntext:\nmore\n"),
            ("Dear all:\nx", "Dear all:\nx"),
            ("", ""),
        ] {
            assert_eq!(payload(text).of(text), inner, "{text:?}");
        }
    }
}
