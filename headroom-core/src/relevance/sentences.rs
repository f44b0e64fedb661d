//! Sentences of a long line.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::Span;

/// Sentences are taken together until they have so many bytes: less is not worth a notice.
const GROUP: usize = 200;

/// A run of more bytes without an end of a sentence is cut between words.
const LONG: usize = 1_000;

/// Groups of whole sentences of a long line, each of some 200 bytes or more: together all of it. By the rules of UAX #29, but for
/// stops that end an abbreviation; sentences that are far too long are cut between words. Linear.
#[must_use]
pub fn sentences(line: &str) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let mut start = 0;
    for (at, sentence) in line.split_sentence_bound_indices() {
        let end = at + sentence.len();
        while end - start > LONG + GROUP {
            let Some(cut) = blank(line, start + LONG - GROUP, end) else { break };
            out.push(Span::new(start, cut));
            start = cut;
        }
        if end - start >= GROUP && ends(sentence) {
            out.push(Span::new(start, end));
            start = end;
        }
    }
    if start < line.len() {
        match out.last_mut() {
            Some(last) if line.len() - start < GROUP => last.end = line.len(),
            _ => out.push(Span::new(start, line.len())),
        }
    }
    out
}

/// The place behind the first blank from `from` on.
fn blank(line: &str, from: usize, end: usize) -> Option<usize> {
    let from = line.ceil_char_boundary(from);
    let at = line.get(from..end)?.find(char::is_whitespace)? + from;
    let after = line.get(at..end)?;
    Some(at + after.len() - after.trim_start().len())
}

/// Whether a sentence ends here, and not an abbreviation.
fn ends(sentence: &str) -> bool {
    const SHORT: &[&str] = &[
        "al", "approx", "cf", "co", "corp", "dr", "ed", "eds", "eq", "etc", "fig", "gen", "gov",
        "inc", "jr", "ltd", "mr", "mrs", "ms", "mt", "no", "nos", "op", "pp", "prof", "rev", "sec",
        "sen", "sr", "st", "vol", "vs",
    ];
    let text = sentence.trim_end();
    let Some(text) = text.strip_suffix('.') else { return true };
    let word = text.rsplit(|c: char| !c.is_alphabetic()).next();
    let word = word.unwrap_or("");
    let initial = word.chars().count() == 1;
    !initial && !SHORT.iter().any(|short| short.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::sentences;

    #[test]
    fn groups_end_where_sentences_do() {
        let sentence = "The motor of the pump that feeds the boiler was built by Dr. Example in the year 1901. ";
        let line = sentence.repeat(40);
        let spans = sentences(&line);
        assert!(spans.len() > 10);
        for span in &spans {
            assert!(span.of(&line).trim_end().ends_with("1901."), "{:?}", span.of(&line));
        }
        let joined: String = spans.iter().map(|span| span.of(&line)).collect();
        assert_eq!(joined, line);
    }

    #[test]
    fn scripts_have_their_own_stops() {
        let line = "水泵的电机于一九〇一年制造。它为锅炉供水，并且每天检查两次。".repeat(30);
        let spans = sentences(&line);
        assert!(spans.len() > 5);
        assert!(spans.iter().all(|span| span.of(&line).ends_with('。')));
        let words = "word ".repeat(2000);
        assert!(sentences(&words).iter().all(|span| span.len() <= 1_300));
        assert_eq!(sentences(&"x".repeat(9000)).len(), 1);
    }
}
