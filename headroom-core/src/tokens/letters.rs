//! Classes of characters, as the split patterns of the vocabularies see them.

/// The class of a character.
///
/// The patterns know letters that can stand in a word's head of capitals, letters that can stand in
/// its tail of small letters, and letters without case, which can stand in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A small letter (`Ll`).
    Lower,
    /// A capital or title-case letter (`Lu`, `Lt`).
    Upper,
    /// A letter without case, or a modifier letter (`Lo`, `Lm`).
    Caseless,
    /// A combining mark (`M`): a letter inside a word, punctuation before one.
    Mark,
    /// A digit or other number (`N`).
    Number,
    /// A carriage return or line feed.
    Newline,
    /// Any other white space.
    Blank,
    /// Everything else: punctuation, symbols, controls.
    Punctuation,
    /// Past the end of the text.
    End,
    /// Of a byte: it does not tell. It is part of a character beyond ASCII, or zero, which also
    /// stands for what is past the end of a text.
    Unsure,
}

impl Class {
    /// Whether a word can begin with it.
    pub(super) const fn in_word(self) -> bool {
        matches!(self, Self::Lower | Self::Upper | Self::Caseless | Self::Mark)
    }

    /// Whether it is an ASCII letter, for the class of a byte.
    pub(super) const fn is_letter(self) -> bool {
        matches!(self, Self::Lower | Self::Upper)
    }

    /// Whether a run of blanks surely ends before it, for the class of a byte.
    pub(super) const fn ends_blanks(self) -> bool {
        matches!(self, Self::Lower | Self::Upper | Self::Number | Self::Punctuation)
    }

    /// Whether it belongs to a word's head: anything but small letters.
    pub(super) const fn in_head(self) -> bool {
        matches!(self, Self::Upper | Self::Caseless | Self::Mark)
    }

    /// Whether it belongs to a word's tail: anything but capitals.
    pub(super) const fn in_tail(self) -> bool {
        matches!(self, Self::Lower | Self::Caseless | Self::Mark)
    }

    /// Whether it belongs to a run of punctuation.
    pub(super) const fn in_punctuation(self) -> bool {
        matches!(self, Self::Punctuation | Self::Mark)
    }

    /// Whether it is white space.
    pub(super) const fn is_space(self) -> bool {
        matches!(self, Self::Newline | Self::Blank)
    }
}

/// The class of the character that a byte is, or [`Class::Unsure`].
#[inline]
pub(super) fn class_of_byte(byte: u8) -> Class {
    BYTES.get(usize::from(byte)).copied().unwrap_or(Class::Unsure)
}

/// One look is quicker than a chain of comparisons.
const BYTES: [Class; 256] = {
    let mut classes = [Class::Unsure; 256];
    let mut rest: &mut [Class] = &mut classes;
    let mut byte = 0;
    while let Some((first, others)) = rest.split_first_mut() {
        if byte > 0 && byte < 128 {
            *first = class_of_ascii(byte);
        }
        byte = byte.wrapping_add(1);
        rest = others;
    }
    classes
};

const fn class_of_ascii(byte: u8) -> Class {
    match byte {
        b'a'..=b'z' => Class::Lower,
        b'A'..=b'Z' => Class::Upper,
        b'0'..=b'9' => Class::Number,
        b'\r' | b'\n' => Class::Newline,
        b' ' | b'\t' | 0x0B | 0x0C => Class::Blank,
        _ => Class::Punctuation,
    }
}

/// The class of any character. The blocks of the large scripts without case are tried first.
pub(super) fn class_of(c: char) -> Class {
    match c {
        '\0'..='\x7F' => class_of_ascii(c as u8),
        '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{3041}'..='\u{3096}' => {
            Class::Caseless
        }
        _ if c.is_numeric() => Class::Number,
        _ if c.is_alphabetic() => class_of_letter(c),
        _ if c.is_whitespace() => Class::Blank,
        _ if is_mark(c) => Class::Mark,
        _ => Class::Punctuation,
    }
}

fn class_of_letter(c: char) -> Class {
    match c {
        // Letters in circles and squares: symbols, though alphabetic.
        '\u{24B6}'..='\u{24E9}' | '\u{1F130}'..='\u{1F189}' => Class::Punctuation,
        // Title case, such as U+01C5 and the Greek capitals with an iota beside them.
        '\u{01C5}' | '\u{01C8}' | '\u{01CB}' | '\u{01F2}' => Class::Upper,
        '\u{1F88}'..='\u{1F8F}' | '\u{1F98}'..='\u{1F9F}' | '\u{1FA8}'..='\u{1FAF}' => Class::Upper,
        '\u{1FBC}' | '\u{1FCC}' | '\u{1FFC}' => Class::Upper,
        // Modifier letters that count as small, such as superscripts.
        'ª' | 'º' | '\u{02B0}'..='\u{02FF}' | '\u{1D2C}'..='\u{1D6A}' => Class::Caseless,
        '\u{1D78}' | '\u{1D9B}'..='\u{1DBF}' | '\u{2071}'..='\u{209C}' => Class::Caseless,
        _ if c.is_lowercase() => Class::Lower,
        _ if c.is_uppercase() => Class::Upper,
        _ => Class::Caseless,
    }
}

fn is_mark(c: char) -> bool {
    let code = u32::from(c);
    let after = MARKS.partition_point(|&(first, _)| first <= code);
    let range = after.checked_sub(1).and_then(|at| MARKS.get(at));
    range.is_some_and(|&(_, last)| code <= last)
}

/// Combining marks that are not alphabetic, of the scripts in daily use. A range may run over
/// letters and unassigned places: it is asked only after those.
const MARKS: [(u32, u32); 64] = [
    (0x0300, 0x0362),
    (0x0483, 0x0489),
    (0x0591, 0x05AF),
    (0x0658, 0x0658),
    (0x06DF, 0x06E0),
    (0x06EA, 0x06EC),
    (0x0740, 0x07F3),
    (0x07FD, 0x07FD),
    (0x0818, 0x082D),
    (0x0859, 0x085B),
    (0x0898, 0x08E1),
    (0x08EA, 0x0954),
    (0x09BC, 0x09CD),
    (0x09FE, 0x0A4D),
    (0x0ABC, 0x0ACD),
    (0x0AFD, 0x0B55),
    (0x0BCD, 0x0BCD),
    (0x0C3C, 0x0C4D),
    (0x0CBC, 0x0D4D),
    (0x0DCA, 0x0DCA),
    (0x0E47, 0x0E4E),
    (0x0EBA, 0x0ECE),
    (0x0F18, 0x0F19),
    (0x0F35, 0x0F35),
    (0x0F37, 0x0F37),
    (0x0F39, 0x0F39),
    (0x0F3E, 0x0F84),
    (0x0F86, 0x0F87),
    (0x0FC6, 0x0FC6),
    (0x1037, 0x103A),
    (0x135D, 0x135F),
    (0x1714, 0x1734),
    (0x17B4, 0x17D3),
    (0x17DD, 0x17DD),
    (0x180B, 0x180D),
    (0x180F, 0x193B),
    (0x1A60, 0x1A7F),
    (0x1AB0, 0x1B44),
    (0x1B6B, 0x1B73),
    (0x1BAA, 0x1BF3),
    (0x1C37, 0x1C37),
    (0x1CD0, 0x1CD2),
    (0x1CD4, 0x1DFF),
    (0x20D0, 0x20F0),
    (0x2CEF, 0x2CF1),
    (0x2D7F, 0x2D7F),
    (0x302A, 0x302F),
    (0x3099, 0x309A),
    (0xA66F, 0xA672),
    (0xA67C, 0xA67D),
    (0xA6F0, 0xA6F1),
    (0xA806, 0xA806),
    (0xA82C, 0xA82C),
    (0xA8C4, 0xA8C4),
    (0xA8E0, 0xA8F1),
    (0xA92B, 0xA92D),
    (0xA953, 0xA953),
    (0xA9B3, 0xA9C0),
    (0xAABF, 0xAAC1),
    (0xAAF6, 0xAAF6),
    (0xABEC, 0xABED),
    (0xFE00, 0xFE0F),
    (0xFE20, 0xFE2F),
    (0xE0100, 0xE01EF),
];

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::{Class, class_of};

    /// Every assigned character below U+20000, against the Unicode tables of the pattern engine.
    /// Marks that are alphabetic count as letters without case, which the patterns do not tell apart
    /// inside a word. What is left: a few modifier letters, and marks of dead scripts and of music.
    #[test]
    fn classes_are_those_of_the_pattern() {
        let table = [
            (Class::Lower, r"^\p{Ll}$"),
            (Class::Upper, r"^[\p{Lu}\p{Lt}]$"),
            (Class::Caseless, r"^[\p{Lm}\p{Lo}\p{M}]$"),
            (Class::Mark, r"^\p{M}$"),
            (Class::Number, r"^\p{N}$"),
            (Class::Newline, r"^[\r\n]$"),
            (Class::Blank, r"^[\s--[\r\n]]$"),
            (Class::Punctuation, r"^[^\s\p{L}\p{N}\p{M}]$"),
        ]
        .map(|(class, pattern)| (class, Regex::new(pattern).expect("a pattern")));
        let unassigned = Regex::new(r"^\p{Cn}$").expect("a pattern");
        let mut differing = Vec::new();
        for c in (0..0x2_0000).filter_map(char::from_u32) {
            if unassigned.is_match(c.encode_utf8(&mut [0; 4])) {
                continue;
            }
            let class = class_of(c);
            let (_, pattern) = table.iter().find(|(of, _)| *of == class).expect("a class");
            if !pattern.is_match(c.encode_utf8(&mut [0; 4])) {
                differing.push(c);
            }
        }
        let living = differing.iter().filter(|&&c| c < '\u{A640}');
        assert!(living.clone().count() < 10, "{:x?}", living.collect::<Vec<_>>());
        assert!(differing.len() < 1000, "{}", differing.len());
    }
}
