//! Display codes: what a program tells a terminal besides text.
//!
//! The grammar is that of ECMA-48: control sequences (`ESC [` parameters letter), commands to the terminal
//! (`ESC ]` text `BEL`, or `ESC \`) and a few escapes of two or three characters. What is not certainly a
//! whole code is text.

/// What a code does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Changes how text looks or how the terminal behaves. The text around it is the same without it.
    Style,
    /// Erases, which is all that it does to the text around it.
    Erase,
    /// Goes back to the start of the line, as a carriage return does.
    Return,
    /// Goes elsewhere, or makes room: what stands behind it may stand apart from what stands before it.
    Move,
    /// Begins a link to an address, or ends one.
    Link,
    /// Is a character that is taken back; no code.
    Wipe,
}

/// How long the code is that begins here, and what it does. `None` if there is none, or not all of one.
/// Reads no further than to the next escape or the end of the line.
pub(super) fn code(text: &str) -> Option<(usize, Effect)> {
    let bytes = text.as_bytes();
    let (_, rest) = bytes.split_first().filter(|(first, _)| **first == ESCAPE)?;
    match rest {
        [b'[', ..] => control(bytes),
        [b']', ..] => command(bytes, true),
        [b'P' | b'X' | b'^' | b'_', ..] => command(bytes, false),
        [b'(' | b')' | b'*' | b'+', b'0' | b'1' | b'2' | b'A' | b'B' | b'K' | b'U', ..] => {
            Some((3, Effect::Style))
        }
        [b'=' | b'>' | b'7', ..] => Some((2, Effect::Style)),
        [b'8', ..] => Some((2, Effect::Move)),
        _ => None,
    }
}

pub(super) const ESCAPE: u8 = 0x1b;

/// How a control sequence begins in a string of JSON: but for the case of a letter.
pub(super) const PRINTED: &[u8] = b"\\u001";

/// Like [`code`], of a control sequence in a string of JSON: `\u001b[32m`.
pub(super) fn printed(text: &str) -> Option<(usize, Effect)> {
    let bytes = text.as_bytes().get(PRINTED.len()..)?;
    let begins = matches!(bytes, [b'b' | b'B', b'[', ..]);
    let (len, effect) = control(bytes).filter(|_| begins)?;
    Some((PRINTED.len() + len, effect))
}
const BELL: u8 = 0x07;

/// A control sequence.
fn control(bytes: &[u8]) -> Option<(usize, Effect)> {
    let rest = bytes.get(2..)?;
    let parameters = rest.iter().take_while(|byte| (b'0'..=b'?').contains(byte)).count();
    let (parameters, rest) = rest.split_at_checked(parameters)?;
    let between = rest.iter().take_while(|byte| (b' '..=b'/').contains(byte)).count();
    let last = rest.get(between)?;
    let effect = match last {
        // `ESC [ SP q` is a shape of the cursor; a blank before any other letter is more likely text.
        b'p' | b'q' => Effect::Style,
        _ if between > 0 => return None,
        b'm' | b's' => Effect::Style,
        b'J' | b'K' => Effect::Erase,
        b'G' if matches!(parameters, b"" | b"0" | b"1") => Effect::Return,
        b'A'..=b'I' | b'L' | b'M' | b'P' | b'S' | b'T' | b'X' | b'Z' | b'@' | b'`' | b'u' => {
            Effect::Move
        }
        // Without a number these are more likely the first letter of a word.
        _ if parameters.is_empty() => return None,
        b'c' | b'g' | b'h' | b'i' | b'l' | b'n' | b'r' | b't' => Effect::Style,
        b'a' | b'd' | b'e' | b'f' => Effect::Move,
        _ => return None,
    };
    Some((2 + parameters.len() + between + 1, effect))
}

/// A command to the terminal; only those of operating systems may end with a bell.
fn command(bytes: &[u8], bell: bool) -> Option<(usize, Effect)> {
    let rest = bytes.get(2..)?;
    let end = memchr::memchr3(ESCAPE, b'\n', BELL, rest)?;
    let ended = match rest.get(end..)? {
        [BELL, ..] if bell => end + 1,
        [ESCAPE, b'\\', ..] => end + 2,
        _ => return None,
    };
    let inside = rest.get(..end).filter(|inside| memchr::memchr(b'\r', inside).is_none())?;
    let link = bell && inside.starts_with(b"8;");
    Some((2 + ended, if link { Effect::Link } else { Effect::Style }))
}

/// The address in the code of a link; empty in one that ends a link.
pub(super) fn address(code: &str) -> &str {
    let inside = code.trim_end_matches(['\u{7}', '\\', '\u{1b}']);
    // The first field is the `8`, the second one has parameters.
    inside.splitn(3, ';').nth(2).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_from_text() {
        for (text, len, effect) in [
            ("\u{1b}[m", 3, Effect::Style),
            ("\u{1b}[1;38;5;9merror", 11, Effect::Style),
            ("\u{1b}[38:2::1:2:3mx", 14, Effect::Style),
            ("\u{1b}[?25l", 6, Effect::Style),
            ("\u{1b}[2 q", 5, Effect::Style),
            ("\u{1b}[K\r", 3, Effect::Erase),
            ("\u{1b}[2J", 4, Effect::Erase),
            ("\u{1b}[G", 3, Effect::Return),
            ("\u{1b}[1G", 4, Effect::Return),
            ("\u{1b}[40G", 5, Effect::Move),
            ("\u{1b}[10;20H", 8, Effect::Move),
            ("\u{1b}]0;title\u{7}text", 10, Effect::Style),
            ("\u{1b}]9;4;1;50\u{1b}\\", 12, Effect::Style),
            ("\u{1b}]8;;http://a.b/\u{1b}\\here", 18, Effect::Link),
            ("\u{1b}]8;;\u{7}", 6, Effect::Link),
            ("\u{1b}Pq#0~\u{1b}\\", 8, Effect::Style),
            ("\u{1b}(Btext", 3, Effect::Style),
            ("\u{1b}=", 2, Effect::Style),
        ] {
            assert_eq!(code(text), Some((len, effect)), "{text:?}");
        }
        for text in [
            "",
            "x",
            "[31m",
            "\u{1b}",
            "\u{1b}[",
            "\u{1b}[31",
            "\u{1b}[31\n",
            "\u{1b}[ error",
            "\u{1b}[error",
            "\u{1b}[3b",
            "\u{1b}\u{1b}[m",
            "\u{1b}Error",
            "\u{1b}]0;title\n\u{7}",
            "\u{1b}]0;a\rb\u{7}",
            "\u{1b}]0;title\u{1b}[m",
            "\u{1b}Please\u{7}",
            "\u{1b}é",
        ] {
            assert_eq!(code(text), None, "{text:?}");
        }
        assert_eq!(printed(r"\u001b[1;32mok"), Some((12, Effect::Style)));
        assert_eq!(printed(r"\u001B[Kok"), Some((8, Effect::Erase)));
        for text in
            [r"\u001b", r"\u001b[", r"\u001c[m", r"\u001b]0;a", r"\u001b[error", r"\u001b[1"]
        {
            assert_eq!(printed(text), None, "{text}");
        }
        assert_eq!(address("\u{1b}]8;id=1;http://a/;b\u{1b}\\"), "http://a/;b");
        assert_eq!(address("\u{1b}]8;;\u{7}"), "");
    }
}
