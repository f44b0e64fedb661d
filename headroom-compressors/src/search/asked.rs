//! What the question before a search names.

use std::collections::HashMap;

use headroom_core::Hints;
use memchr::memmem::Finder;

use crate::question::{is_telling, words};

/// The names that a question mentions.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    /// Names of code, and plain words in lower case, each with its number.
    names: HashMap<&'a str, usize>,
    /// Which lengths of less than 64 bytes the names have, a bit for each.
    lengths: u64,
    /// With which bytes they begin.
    firsts: [bool; 256],
    /// What looks for each name, with its number, if they are few.
    finders: Option<Vec<(usize, Finder<'a>)>>,
    /// Ends of paths.
    files: Vec<&'a str>,
}

/// A question of more bytes tells a story; only what reads as a name is taken from it.
const SHORT_QUESTION: usize = 400;

/// The most names that are taken from a question.
const MOST_NAMES: usize = 64;

/// So few names are looked for one by one, sooner than line by line.
const FEW_NAMES: usize = 8;

impl<'a> Asked<'a> {
    pub(super) fn of(hints: &Hints<'a>) -> Self {
        let (names, files) = (HashMap::new(), Vec::new());
        let mut asked = Self { names, lengths: 0, firsts: [false; 256], finders: None, files };
        let question = hints.question.unwrap_or("");
        let short = question.len() <= SHORT_QUESTION;
        let quoted = question.split('`').skip(1).step_by(2).filter(|_| short);
        quoted.for_each(|name| asked.add(name.trim_end_matches("()")));
        for word in words(question) {
            if is_telling(word) || short && is_content(word) {
                asked.add(word);
            }
        }
        let finders = asked.names.iter().map(|(name, number)| (*number, Finder::new(*name)));
        asked.finders = (asked.names.len() <= FEW_NAMES).then(|| finders.collect());
        asked
    }

    fn add(&mut self, word: &'a str) {
        if word.contains('/') || super::path::has_extension(word) && !word.starts_with('.') {
            self.files.push(word.trim_start_matches("./"));
        }
        let next = self.names.len();
        for name in names(word).filter(|name| name.len() > 2) {
            if next < MOST_NAMES {
                self.names.entry(name).or_insert(next);
                self.lengths |= bit(name.len());
                let first =
                    name.bytes().next().and_then(|byte| self.firsts.get_mut(usize::from(byte)));
                first.into_iter().for_each(|first| *first = true);
            }
        }
    }

    /// Whether the question names the file of this path.
    pub(super) fn names_file(&self, path: &str) -> bool {
        self.files.iter().any(|file| {
            path.strip_suffix(file)
                .is_some_and(|above| above.is_empty() || above.ends_with(['/', '\\']))
        })
    }

    /// Whether the question names a file of this name, in whatever directory.
    pub(super) fn ends_with_name(&self, name: &str) -> bool {
        self.files.iter().any(|file| {
            file.strip_suffix(name)
                .is_some_and(|above| above.is_empty() || above.ends_with(['/', '\\']))
        })
    }

    /// Calls `found` with the number of each name that stands in a line.
    pub(super) fn find_in(&self, line: &str, mut found: impl FnMut(usize)) {
        let mut look = |name: &str| {
            if self.lengths & bit(name.len()) != 0 {
                self.names.get(name).copied().into_iter().for_each(&mut found);
            }
        };
        if !line.is_ascii() {
            return names(line).for_each(look);
        }
        // Few bytes begin a name, and only those need a second look.
        let bytes = line.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            let within = || at.checked_sub(1).and_then(|at| bytes.get(at)).is_some_and(is_in_name);
            if self.firsts.get(usize::from(*byte)) == Some(&true) && !within() {
                let rest = line.get(at..).unwrap_or("");
                let end = rest.bytes().position(|byte| !is_in_name(&byte)).unwrap_or(rest.len());
                look(rest.get(..end).unwrap_or(""));
            }
        }
    }

    /// Whether one of the names may stand in some lines.
    pub(super) fn may_stand_in(&self, lines: &str) -> bool {
        let stands = |(_, finder): &(usize, Finder<'_>)| finder.find(lines.as_bytes()).is_some();
        self.finders.as_ref().is_none_or(|finders| finders.iter().any(stands))
    }

    /// Looks no more for the names with a number.
    pub(super) fn forget(&mut self, number: usize) {
        self.names.retain(|_, of| *of != number);
        self.finders.iter_mut().for_each(|finders| finders.retain(|(of, _)| *of != number));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty() && self.files.is_empty()
    }

    /// How many names there are.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }
}

const fn bit(length: usize) -> u64 {
    1 << if length < 63 { length } else { 63 }
}

/// The identifiers of a text.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c == '_' || c.is_alphanumeric())).filter(|name| !name.is_empty())
}

/// Whether a byte of an ASCII text is in an identifier.
fn is_in_name(byte: &u8) -> bool {
    *byte == b'_' || byte.is_ascii_alphanumeric()
}

/// Whether a word can tell one line from others: no word that any question has.
fn is_content(word: &str) -> bool {
    const COMMON: &[&str] = &[
        "about", "all", "and", "are", "called", "code", "deals", "defined", "does", "file",
        "files", "find", "for", "from", "give", "have", "how", "into", "line", "lines", "need",
        "place", "show", "that", "the", "them", "there", "this", "use", "used", "uses", "what",
        "when", "where", "which", "why", "with", "you",
    ];
    word.len() > 3 && !COMMON.contains(&&*word.to_ascii_lowercase())
}
