//! Hits in lines of more than two kilobytes, as packed code and data have them: what was looked for, and what
//! stands around it.

use headroom_core::{Hints, Input, Like, Rewrite, Span, Unit, shell};
use memchr::memmem;

use super::hit::{hit, unnumbered_hit};
use crate::long_line::{self, LONG};

/// Bytes that stay on each side of what was looked for, and behind the path and the number.
const AROUND: usize = 120;

/// So many places of a line are shown at most.
const PLACES: usize = 3;

/// Tokens have so many bytes, roughly.
const TOKEN: usize = 4;

/// Shows of long lines a part, if all hits are of about the size aimed at then, and what was looked for is in sight.
pub(super) fn cut(input: &Input<'_>, aim: usize) -> Option<Rewrite> {
    let cut = Cut::of(input)?;
    (cut.finds_all && cut.left <= aim * TOKEN).then_some(cut.rewrite)
}

/// The same for hits that are more than that where none of them can be left out.
pub(super) fn cut_all(input: &Input<'_>) -> Option<Rewrite> {
    Some(Cut::of(input)?.rewrite)
}

/// Long lines without most of their text.
struct Cut {
    rewrite: Rewrite,
    /// The bytes that stay.
    left: usize,
    /// Whether each of the lines shows what was looked for.
    finds_all: bool,
}

impl Cut {
    /// `None` if there is little to cut.
    fn of(input: &Input<'_>) -> Option<Self> {
        let text = input.text;
        if !long_line::may_stand_in(text) {
            return None;
        }
        let names = sought(&input.hints);
        let mut cut = Self { rewrite: Rewrite::new(), left: text.len(), finds_all: true };
        for (span, line) in Span::lines(text).filter(|(_, line)| line.len() >= LONG) {
            let span = Span::new(span.start, span.start + line.len());
            let places = places(text, span, &names);
            cut.finds_all &= !places.is_empty();
            for gap in gaps(text, span, &places) {
                cut.left -= gap.len();
                cut.rewrite.elide(gap, Unit::Characters, Like::Unknown);
            }
        }
        (cut.left * 4 <= text.len() * 3).then_some(cut)
    }
}

/// The names in the pattern, or in all that the command says if nobody tells which word is the pattern: those that
/// stand in what it finds as they are. In small letters.
fn sought(hints: &Hints<'_>) -> Vec<String> {
    let command = hints.arguments.command.and_then(shell::producer);
    let mut names: Vec<String> = match (hints.arguments.pattern, command) {
        (Some(pattern), _) => names_in(pattern).collect(),
        (None, Some(command)) => command.args.iter().flat_map(|word| names_in(word)).collect(),
        (None, None) => Vec::new(),
    };
    names.sort_unstable();
    names.dedup();
    names
}

/// The names in a pattern: `\b` and the like are none, nor is the letter of an option.
fn names_in(word: &str) -> impl Iterator<Item = String> {
    const SHORTEST: usize = 3;
    let value = word.strip_prefix("--").map(|option| option.split_once('=').map_or("", |of| of.1));
    let short = || word.strip_prefix('-').map(|option| option.get(1..).unwrap_or(""));
    let pattern = value.or_else(short).unwrap_or(word).to_lowercase();
    let mut plain = String::with_capacity(pattern.len());
    let mut characters = pattern.chars();
    while let Some(c) = characters.next() {
        let escapes = c == '\\' && characters.next().is_some();
        plain.push(if escapes { ' ' } else { c });
    }
    let is_name = |name: &&str| name.len() >= SHORTEST && name.contains(char::is_alphabetic);
    let names = plain.split(|c: char| !c.is_alphanumeric() && c != '_').filter(is_name);
    names.map(str::to_owned).collect::<Vec<_>>().into_iter()
}

/// Where names stand in a line behind its path, in order: the places of the rarest name.
fn places(text: &str, line: Span, names: &[String]) -> Vec<Span> {
    let start = line.start + head(line.of(text));
    let said = Span::new(start, line.end).of(text).to_ascii_lowercase();
    let of_name = |name: &String| -> Vec<Span> {
        let found = memmem::find_iter(said.as_bytes(), name);
        found.map(|at| Span::new(start + at, start + at + name.len())).collect()
    };
    let found = names.iter().map(of_name).filter(|places| !places.is_empty());
    let mut rarest = found.min_by_key(Vec::len).unwrap_or_default();
    rarest.truncate(PLACES);
    rarest
}

/// How many bytes stand before the text of a hit.
fn head(line: &str) -> usize {
    hit(line).map(|head| head.whole).or_else(|| unnumbered_hit(line)).unwrap_or(0)
}

/// What goes out of sight of a line: all but its ends and what is around some places.
fn gaps(text: &str, line: Span, places: &[Span]) -> Vec<Span> {
    let Some(middle) = long_line::middle(text, line) else { return Vec::new() };
    let mut gaps = Vec::new();
    let mut at = middle.start.max(line.start + head(line.of(text)) + AROUND).min(middle.end);
    for place in places.iter().filter(|place| place.start < middle.end) {
        let before = Span::new(at, place.start.saturating_sub(AROUND).max(at));
        gaps.extend(long_line::between(text, before).filter(|gap| gap.end <= place.start));
        at = at.max(place.end + AROUND).min(middle.end);
    }
    gaps.extend(long_line::between(text, Span::new(at, middle.end)));
    gaps
}
