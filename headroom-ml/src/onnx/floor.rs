//! Words that stay whatever a model says of them.

/// Which words of a line of running text stay: the first one; what has a place in the world (numbers and
/// their units, names, identifiers, paths, addresses, options); what is quoted; what denies, demands, allows,
/// joins, compares or counts; and what ends a sentence, so that two do not run together. Linear.
pub(crate) fn stays(words: &[&str]) -> Vec<bool> {
    let mut quotes = Quotes::default();
    let mut before: Option<&str> = None;
    let mut out = Vec::with_capacity(words.len());
    for (at, word) in words.iter().enumerate() {
        let begins = before.is_none_or(|before| before.ends_with(['.', '!', '?', ':']));
        let counted = before.is_some_and(is_number);
        let quoted = quotes.take(word);
        out.push(at == 0 || quoted || counted || is_name(word, begins) || is_said(word));
        before = Some(word);
    }
    if let Some((first, last)) = Quotes::single(words) {
        out.iter_mut().skip(first).take(last + 1 - first).for_each(|stays| *stays = true);
    }
    out
}

/// Whether quotation marks are open.
#[derive(Default)]
struct Quotes {
    double: bool,
    code: bool,
    nested: usize,
}

impl Quotes {
    /// Whether any of a word is quoted. Words come in order.
    fn take(&mut self, word: &str) -> bool {
        let mut quoted = self.is_open();
        for c in word.chars() {
            match c {
                '"' => self.double = !self.double,
                '`' => self.code = !self.code,
                '\u{201c}' | '«' | '「' => self.nested += 1,
                '\u{201d}' | '»' | '」' => self.nested = self.nested.saturating_sub(1),
                _ => {}
            }
            quoted |= self.is_open();
        }
        quoted
    }

    const fn is_open(&self) -> bool {
        self.double || self.code || self.nested > 0
    }

    /// The first and the last word of a part in single quotation marks, which may be apostrophes.
    fn single(words: &[&str]) -> Option<(usize, usize)> {
        let opens = |word: &&str| word.starts_with(['\'', '\u{2018}']);
        let closes = |word: &&str| {
            let word = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')']);
            word.len() > 1 && word.ends_with(['\'', '\u{2019}'])
        };
        let first = words.iter().position(opens)?;
        let last = words.iter().rposition(closes).filter(|last| *last >= first)?;
        Some((first, last))
    }
}

/// Whether a word is a number that something follows: a unit, what is counted.
fn is_number(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit()) && word.ends_with(char::is_alphanumeric)
}

/// Whether a word is a name, an address, a number: no word that a dictionary has. `begins` says that a
/// capital letter tells nothing, because a sentence begins.
fn is_name(word: &str, begins: bool) -> bool {
    const MARKS: &str = "_/\\@#$%=<>{}[]()*~^|&+";
    let inner = word.trim_matches(|c: char| !c.is_alphanumeric());
    let mut letters = inner.chars();
    let first = letters.next();
    let capital =
        letters.any(char::is_uppercase) || first.is_some_and(char::is_uppercase) && !begins;
    let foreign = word.chars().any(|c| !c.is_ascii() && c.is_alphabetic());
    let digit = word.bytes().any(|byte| byte.is_ascii_digit());
    let joined = inner.contains(['.', ':', ',']);
    let marked = word.starts_with('-') || word.contains(|c: char| MARKS.contains(c));
    first.is_none() || capital || foreign || digit || joined || marked
}

/// Words that turn, bind or bound what a sentence says.
const SAID: [&str; 5] = [
    // They deny.
    "no not never none nor neither nothing nobody nowhere cannot without hardly barely avoid avoids refuse \
     refuses refused prohibited forbidden disallow disallowed deny denied lack lacks instead",
    // They demand, allow, or say how sure.
    "must should shall may might can could would will ought need needs required requires mandatory optional \
     always usually sometimes rarely seldom probably possibly perhaps likely unlikely allowed permitted",
    // They join.
    "and or xor but if then else unless until till while when whenever before after because since although \
     though however therefore thus whereas except otherwise whether so",
    // They compare and bound.
    "than more less most least fewer few many only all any each every some both either above below over under \
     between up down",
    // They count.
    "half twice once first last next second third zero one two three four five six seven eight nine ten eleven \
     twelve twenty thirty forty fifty sixty hundred thousand million billion dozen percent",
];

/// Whether a word turns what its sentence says, or ends it.
fn is_said(word: &str) -> bool {
    if word.ends_with(['.', '!', '?', ':', ';', '\u{2026}']) {
        return true;
    }
    let inner = word.trim_matches(|c: char| !c.is_alphanumeric());
    let contracted = inner.ends_with("n't") || inner.ends_with("n\u{2019}t");
    contracted
        || SAID
            .iter()
            .flat_map(|said| said.split_ascii_whitespace())
            .any(|said| said.eq_ignore_ascii_case(inner))
}

#[cfg(test)]
mod tests {
    use super::stays;

    /// The words that a model may leave out, if it says so of all.
    fn free(line: &str) -> String {
        let words: Vec<&str> = line.split_whitespace().collect();
        let stays = stays(&words);
        assert_eq!(stays.len(), words.len());
        let free = words.iter().zip(stays).filter(|(_, stays)| !stays).map(|(word, _)| *word);
        free.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_a_sentence_turns_on_stays() {
        for (line, expected) in [
            ("The server was not restarted by the job.", "server was restarted by the"),
            ("We mustn\u{2019}t and don't retry, unless asked", "retry, asked"),
            ("It waits 30 seconds or 1.5 GB of memory", "waits of memory"),
            ("See the file src/main.rs at `let x = 1` there", "the file at there"),
            ("Then the user said \"this is fine\" to us", "the user said to us"),
            ("Then the user said 'this is fine', to us", "the user said to us"),
            ("Then the user said \u{201c}this is fine\u{201d} to us", "the user said to us"),
            ("Ask the people of New York about HTTP and camelCase", "the people of about"),
            ("Pass the --force option to run_all quickly please", "the option to quickly please"),
            ("One of at least three, and more than half", "of at"),
            ("A café in the town (see below) is open", "in the town is open"),
            ("Ends here. The next one; begins: there", "The there"),
            ("", ""),
        ] {
            assert_eq!(free(line), expected, "{line}");
        }
    }

    #[test]
    fn quotations_that_stay_open_go_to_the_end() {
        assert_eq!(free("Then he said \"this is fine to us"), "he said");
        assert_eq!(free("The users' files and the dogs' food"), "users' files the dogs' food");
    }
}
