//! Reads a line as a notice.

use super::{
    BEGIN, By, CHARACTERS, CONTEXT, HUNK, LEFT_OUT, LIKE_SHOWN, LISTED, Lines, LinesWith, NEXT,
    Notice, ORIGINAL, PARTS, PATH_OF_CALL, PREVIOUS, Place, REPEATED, RETRIEVE_TOOL, Rest, SAME,
    SAME_IN, SPARSE, display, elements, hits, masked, names, number, rows, texts, words,
};
use crate::markup::Elements;
use crate::{Comment, Handle, Tally, WordCount};

/// What stands between the brackets of a line that may be a notice. Data in one long line mostly begin with
/// another bracket or a quote.
fn inner(line: &str) -> Option<&str> {
    let inner = line.strip_prefix('[')?.strip_suffix(']')?;
    inner.starts_with(|c: char| c.is_alphanumeric()).then_some(inner)
}

/// Reads the call that fetches what is left out in many places, or that there is none.
fn parse_call(how: &str) -> Option<Option<Handle>> {
    if how.is_empty() {
        return Some(None);
    }
    let call = how.strip_prefix("; ")?.strip_prefix(RETRIEVE_TOOL)?;
    Some(Some(call.strip_suffix(By::Text.words())?.trim().parse().ok()?))
}

/// Reads what follows a range: nothing, or counts after a colon.
fn parse_counts(text: &str) -> Option<Vec<WordCount>> {
    let Some(text) = text.strip_prefix(": ") else { return Some(Vec::new()) };
    let counts = text.split(", ").take(WordCount::MOST + 1).map(|count| {
        let (lines, word) = count.split_once(' ')?;
        let lines = number(lines).filter(|&lines| lines > 0)?;
        WordCount::is_word(word).then(|| WordCount { word: word.to_owned(), lines })
    });
    counts.collect::<Option<Vec<_>>>().filter(|counts| counts.len() <= WordCount::MOST)
}

/// Reads what follows a range of hunks: `: 4 hunks, +31 -18`.
fn parse_tally(text: &str) -> Option<Tally> {
    let (hunks, change) = text.strip_prefix(": ")?.split_once(", +")?;
    let (added, removed) = change.split_once(" -")?;
    let hunks = number(hunks.split_once(HUNK)?.0).filter(|&hunks| hunks > 0)?;
    Some(Tally { hunks, added: number(added)?, removed: number(removed)? })
}

impl Notice {
    /// Reads a line, without its line break, as a notice. Exactly what [`Notice`] prints is read:
    /// `parse(line)` is some notice only if that notice prints as `line`.
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        let notice = Self::parse_inner(inner(line)?)?;
        (notice.to_string() == line).then_some(notice)
    }

    /// Whether the line that says this is read as the same.
    pub(crate) fn reads_back(&self) -> bool {
        let line = self.to_string();
        inner(&line).and_then(Self::parse_inner).as_ref() == Some(self)
    }

    /// Reads a line, without its line break, as a notice or as a line of source code with one: behind its
    /// indentation, in a comment.
    #[must_use]
    pub fn on_line(line: &str) -> Option<Self> {
        Self::parse(line).or_else(|| Self::parse(Comment::inside(line)?))
    }

    fn parse_inner(inner: &str) -> Option<Self> {
        match inner {
            SPARSE => return Some(Self::SparseNumbers),
            PATH_OF_CALL => return Some(Self::PathOfCall),
            _ => {}
        }
        if let Some(fetched) = inner.strip_prefix(ORIGINAL) {
            return Self::parse_fetched(fetched);
        }
        if let Some(rest) = Rest::parse(inner) {
            return Some(Self::CutOff(rest));
        }
        if let Some(repeated) = inner.strip_prefix(PREVIOUS) {
            return Self::parse_repeated(repeated);
        }
        if let Some(next) = inner.strip_prefix(NEXT) {
            let (lines, prefix) = next.strip_suffix('"')?.split_once(BEGIN)?;
            let lines = number(lines).filter(|&lines| lines > 1)?;
            return Some(Self::BeginWith { lines, prefix: prefix.to_owned() });
        }
        if let Some(place) = inner.strip_prefix(SAME) {
            return Some(Self::Same { here: None, place: Place::parse(place)? });
        }
        if let Some((here, same)) = inner.split_once(": ")
            && let Some(place) = same.strip_prefix(SAME)
        {
            return Self::parse_numbered(Lines::parse(here)?, place);
        }
        if let Some(hits) = hits::parse(inner) {
            return Some(Self::HitsLeftOut(hits));
        }
        if let Some(names) = names::parse(inner) {
            return Some(Self::NamesLeftOut(names));
        }
        let (what, how) = inner.split_once(LEFT_OUT)?;
        if let Some(lines) = what.strip_prefix(LISTED).and_then(Lines::parse) {
            return Some(Self::ListedLeftOut { lines });
        }
        if let Some((count, _)) = what.split_once(CONTEXT) {
            return Some(Self::Context { lines: number(count)? });
        }
        if let Some(lines) = Lines::parse(what) {
            if let Some(tally) = parse_tally(how) {
                return Some(Self::Hunks { lines, tally });
            }
            if let Some(names) = masked::parse(how) {
                return Some(Self::LeftOutWith(LinesWith { lines, names }));
            }
            let rest = how.strip_prefix(LIKE_SHOWN);
            let counts = parse_counts(rest.unwrap_or(how))?;
            return Some(Self::LeftOut { lines, shown: rest.is_some(), counts });
        }
        if let Some((found, handle)) = Self::parse_elements(what, how) {
            return Some(Self::ElementsLeftOut { found, handle });
        }
        if let Some((words, total)) = words::parse(what) {
            return Some(Self::WordsLeftOut { words, total, handle: parse_call(how)? });
        }
        if let Some(left) = display::parse(what) {
            return Some(Self::DisplayLeftOut { left, handle: parse_call(how)? });
        }
        if let Some(part) = texts::parse(what, how) {
            return Some(Self::TextLeftOut(part));
        }
        if let Some(rows) = rows::parse(what) {
            return Some(Self::RowsLeftOut { rows, facts: rows::parse_facts(how, rows.total)? });
        }
        if let Some((characters, line)) = what.split_once(CHARACTERS) {
            return Some(Self::Part { line: number(line)?, characters: number(characters)? });
        }
        let count = what.strip_suffix(" lines").or_else(|| what.strip_suffix(" line"))?;
        let parts = count.strip_prefix(PARTS).map(|total| ("0", total));
        let (hidden, total) = parts.or_else(|| count.split_once(" of "))?;
        let fetched = how.strip_prefix("; ")?.strip_prefix(RETRIEVE_TOOL)?.trim_start();
        let (handle, by) = fetched.split_once(' ')?;
        let (handle, by) = (handle.parse().ok()?, By::parse(by)?);
        let (hidden, total) = (number(hidden)?, number(total)?);
        Some(Self::Original { handle, hidden, total, by })
    }

    fn parse_elements(what: &str, how: &str) -> Option<(Elements, Option<Handle>)> {
        let (how, call) = how.split_at_checked(how.find("; ").unwrap_or(how.len()))?;
        Some((elements::parse(what, how)?, parse_call(call)?))
    }

    fn parse_numbered(here: Lines, place: &str) -> Option<Self> {
        let place = match place.strip_prefix(SAME_IN) {
            Some(text) => Place::parse_text(text, here)?,
            None => Place::parse(place)?,
        };
        Some(Self::Same { here: Some(here), place })
    }

    fn parse_repeated(text: &str) -> Option<Self> {
        let (what, how) = text.split_once(REPEATED)?;
        let lines = match what {
            "line" => 1,
            _ => what.strip_suffix(" lines").and_then(number)?,
        };
        let times = how.split(' ').next().and_then(number)?;
        (lines > 0 && times > 0).then_some(Self::Repeated { lines, times })
    }
}
