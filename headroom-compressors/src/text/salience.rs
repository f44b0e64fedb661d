//! What a reader would miss most where nothing tells what is asked.

use std::collections::HashSet;
use std::sync::LazyLock;

use headroom_core::Keyed;
use headroom_core::relevance::words;
use xxhash_rust::xxh3::xxh3_64;

use super::units::{Kind, Unit};

/// What speaks for a unit by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Salience {
    /// It says what stands nowhere before it: a number, a name of code, a path, something quoted.
    pub(super) novel: bool,
    /// It denies or demands.
    pub(super) modal: bool,
    /// It says what something is.
    pub(super) defines: bool,
    /// It says again what a unit before it says.
    pub(super) repeats: bool,
}

impl Salience {
    /// Whether the unit stays in sight where there is no question.
    pub(super) const fn is_floor(self) -> bool {
        !self.repeats && (self.novel || self.modal || self.defines)
    }
}

/// The salience of each unit, in order. Linear.
pub(super) fn salience(text: &str, units: &[Unit]) -> Vec<Salience> {
    let mut seen = Seen::default();
    units.iter().map(|unit| seen.salience(unit.span.of(text), unit.kind)).collect()
}

/// What was met so far.
#[derive(Default)]
struct Seen {
    atoms: HashSet<u64, Keyed>,
    words: HashSet<u64, Keyed>,
    passages: HashSet<u64, Keyed>,
}

/// New words that make a block of code worth seeing.
const NEW_WORDS: usize = 2;

/// The fewest words of a passage that is known again.
const PASSAGE: usize = 8;

impl Seen {
    fn salience(&mut self, text: &str, kind: Kind) -> Salience {
        if kind == Kind::Blank {
            return Salience::default();
        }
        let mut out = Salience { modal: has_modal_part(text), ..Salience::default() };
        atoms(text, |atom| out.novel |= self.atoms.insert(xxh3_64(atom.as_bytes())));
        let (mut count, mut new, mut whole) = (0, 0, 0_u64);
        words(text, |word| {
            let hash = xxh3_64(word.as_bytes());
            let is_new = word.len() > 2 && self.words.insert(hash);
            count += 1;
            new += usize::from(is_new);
            whole = whole.rotate_left(5) ^ hash;
            out.modal |= word.len() <= LONGEST_MODAL && MODALS.contains(&hash);
        });
        out.repeats = count >= PASSAGE && !self.passages.insert(whole);
        out.novel |= kind == Kind::Code && new >= NEW_WORDS;
        out.defines = matches!(kind, Kind::Text | Kind::Item) && new > 0 && defines(text);
        out
    }
}

/// Calls `each` with what stands for itself in a text: numbers, names of code, paths, addresses, options,
/// and whatever is quoted.
fn atoms<'a>(text: &'a str, mut each: impl FnMut(&'a str)) {
    const QUOTES: [(char, char); 5] =
        [('`', '`'), ('"', '"'), ('\u{201c}', '\u{201d}'), ('«', '»'), ('「', '」')];
    let plain = text.is_ascii();
    for (open, close) in QUOTES.into_iter().filter(|(open, _)| open.is_ascii() || !plain) {
        quoted(text, open, close, &mut each);
    }
    marked_words(text, |word| {
        let edge = |c: char| !c.is_alphanumeric() && !"/$_-#@".contains(c);
        let word = word.trim_matches(edge).trim_end_matches(['-', '/']);
        if is_atom(word) {
            each(word);
        }
    });
}

/// Calls `each` with the words between blanks that have more than small letters: a digit, a sign, or a
/// capital that is not their first letter.
fn marked_words<'a>(text: &'a str, mut each: impl FnMut(&'a str)) {
    let (mut start, mut marks, mut before) = (0, 0_usize, b' ');
    for (at, byte) in text.bytes().chain([b' ']).enumerate() {
        if byte.is_ascii_whitespace() {
            if marks > 0 {
                each(text.get(start..at).unwrap_or(""));
            }
            (start, marks, before) = (at + 1, 0, b' ');
        } else {
            let inner = before != b' ' && byte.is_ascii_uppercase();
            let dotted = before == b'.' && byte.is_ascii_alphanumeric();
            let sign =
                matches!(byte, b'0'..=b'9' | b'_' | b'/' | b'$' | b'@' | b'=' | b'\\' | b'-');
            marks += usize::from(inner || dotted || sign);
            before = byte;
        }
    }
}

/// The longest quotation, in bytes.
const QUOTED: usize = 160;

fn quoted<'a>(text: &'a str, open: char, close: char, each: &mut impl FnMut(&'a str)) {
    if !text.contains(open) {
        return;
    }
    for line in text.lines() {
        let mut rest = line;
        while let Some((_, after)) = rest.split_once(open) {
            let Some((inner, after)) = after.split_once(close) else { break };
            if (2..QUOTED).contains(&inner.len()) {
                each(inner);
            }
            rest = after;
        }
    }
}

/// Whether a word is no word of a language but a number, a name or an address.
fn is_atom(word: &str) -> bool {
    let bytes = word.as_bytes();
    let marked = word.starts_with("--") || bytes.iter().any(|byte| b"_/$@=\\".contains(byte));
    let number = bytes.iter().any(u8::is_ascii_digit);
    let inner = bytes.windows(2).any(|pair| {
        matches!(pair, [a, b] if a.is_ascii_lowercase() && b.is_ascii_uppercase())
            || matches!(pair, [b'.', b] if b.is_ascii_alphanumeric())
    });
    let capitals = bytes.len() >= 2 && bytes.iter().all(u8::is_ascii_uppercase);
    bytes.len() >= 2 && (marked || inner || capitals) || number
}

/// Words that deny, demand, allow or restrict.
const MODAL: &[&str] = &[
    "not",
    "no",
    "never",
    "none",
    "nor",
    "neither",
    "nothing",
    "nobody",
    "cannot",
    "without",
    "must",
    "should",
    "shall",
    "may",
    "might",
    "unless",
    "except",
    "only",
    "required",
    "requires",
    "nicht",
    "kein",
    "keine",
    "keinen",
    "nie",
    "niemals",
    "ohne",
    "muss",
    "müssen",
    "darf",
    "soll",
    "sollte",
    "nur",
    "ne",
    "pas",
    "jamais",
    "sans",
    "doit",
    "doivent",
    "peut",
    "seulement",
    "sin",
    "nunca",
    "jamás",
    "debe",
    "deben",
    "puede",
    "solo",
    "não",
    "sem",
    "deve",
    "devem",
    "pode",
    "non",
    "mai",
    "senza",
    "solamente",
    "не",
    "нет",
    "никогда",
    "без",
    "должен",
    "должна",
    "должны",
    "нельзя",
    "можно",
    "только",
    "لا",
    "لم",
    "لن",
    "ليس",
    "يجب",
    "بدون",
    "नहीं",
    "न",
    "बिना",
    "चाहिए",
    "केवल",
];

/// The same in scripts without blanks between words.
const MODAL_PARTS: &[&str] = &[
    "不",
    "没",
    "沒",
    "未",
    "无",
    "無",
    "非",
    "勿",
    "禁",
    "必",
    "应",
    "應",
    "可能",
    "只",
    "ない",
    "ません",
    "べき",
    "かもしれ",
    "않",
    "못",
    "없",
    "아니",
    "해야",
    "만",
    "ไม่",
    "ต้อง",
    "ห้าม",
    "อาจ",
    "ควร",
];

/// The longest of them, in bytes.
const LONGEST_MODAL: usize = 24;

/// The hashes of [`MODAL`], in small letters, with a capital and in capitals.
static MODALS: LazyLock<HashSet<u64, Keyed>> = LazyLock::new(|| {
    let forms = MODAL.iter().flat_map(|word| {
        let mut letters = word.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        [(*word).to_owned(), first.chain(letters).collect(), word.to_uppercase()]
    });
    forms.map(|word| xxh3_64(word.as_bytes())).collect()
});

/// Whether a text denies or demands by a part of a word: `don't`, and in scripts without blanks.
fn has_modal_part(text: &str) -> bool {
    const SHORT: [&str; 2] = ["n't", "n\u{2019}t"];
    let wide = || text.contains(SHORT[1]) || MODAL_PARTS.iter().any(|part| text.contains(part));
    memchr::memmem::find(text.as_bytes(), SHORT[0].as_bytes()).is_some()
        || !text.is_ascii() && wide()
}

/// Whether a text says what something is: `X is a ...`, `X: ...`, `**X** - ...`.
fn defines(text: &str) -> bool {
    const SAYS: &[&str] =
        &[" is a ", " is an ", " is the ", " are the ", " means ", " refers to ", " defined as "];
    let head = text.get(..text.floor_char_boundary(120)).unwrap_or(text);
    let named = head.trim_start_matches(['-', '*', '+', ' ']).split_once([':', '\u{2014}']);
    let short = |name: &str| name.len() <= 40 && name.split(' ').count() <= 4;
    let item = head.trim_start().starts_with(['-', '*', '+'])
        && named.is_some_and(|(name, _)| short(name));
    item || SAYS.iter().any(|says| head.contains(says))
}
