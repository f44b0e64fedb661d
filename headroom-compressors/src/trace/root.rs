//! The folder that the files of most frames are in, said once above the trace.
//!
//! ```text
//! in /srv/app/:
//! Traceback (most recent call last):
//!   File "main.py", line 3, in <module>
//!   File "/usr/lib/python3.12/json/__init__.py", line 346, in loads
//! ```
//!
//! A place that is relative is below that folder. Texts with relative places of their own have no
//! such form.

use std::collections::BTreeMap;

use headroom_core::trace::{Frame, heading_of_root, root_of};
use headroom_core::{Elision, Rewrite, Span, Unit};

use super::scan::Entry;
use super::select::Elided;

/// Frames that are asked for their folder, at most: they are enough to know the best one.
const ASKED: usize = 1000;

/// A folder that is said once, and where it stands in the text.
#[derive(Debug)]
pub(super) struct Root<'a> {
    folder: &'a str,
    stands: Vec<usize>,
}

impl<'a> Root<'a> {
    /// The folder that saves the most. `None` if none saves anything, or if it would not be exact.
    pub(super) fn of(text: &'a str, entries: &[Entry<'a>], elided: &[Elided]) -> Option<Self> {
        if is_headed(text) {
            return None;
        }
        let places = places(text, entries, elided);
        let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
        // What the program itself names without a folder must not seem to be below a library's.
        for Place { path, .. } in places.iter().filter(|place| place.own).take(ASKED) {
            for (at, _) in path.match_indices(['/', '\\']) {
                *folders.entry(path.get(..=at)?).or_default() += 1;
            }
        }
        let saved = |folder: &str, count: usize| folder.len().saturating_sub(4) * (count - 1);
        let best = folders.into_iter().max_by_key(|(folder, count)| saved(folder, *count));
        let (folder, count) = best?;
        if saved(folder, count) < 40 || folder.contains(['\n', '\r']) {
            return None;
        }
        let below = places.iter().filter(|place| place.path.starts_with(folder));
        let root = Self { folder, stands: below.map(|place| place.at).collect() };
        root.is_exact(text, elided).then_some(root)
    }

    /// Whether the fold gives back what is shown.
    fn is_exact(&self, text: &str, elided: &[Elided]) -> bool {
        let rewrite = rewrite(Some(self), elided.to_vec());
        let kept = rewrite.kept(text);
        let folded = rewrite.folded(text);
        kept.is_some() && folded.as_deref().and_then(restore).as_deref() == kept.as_deref()
    }
}

/// An absolute place in what is shown.
#[derive(Clone, Copy, Debug)]
struct Place<'a> {
    /// Where it stands in the text.
    at: usize,
    path: &'a str,
    /// Whether it is the program's own.
    own: bool,
}

/// The absolute places in what is shown, in order.
fn places<'a>(text: &'a str, entries: &[Entry<'a>], elided: &[Elided]) -> Vec<Place<'a>> {
    let mut out = Vec::new();
    let mut gone = elided.iter().map(|(span, _)| span).peekable();
    for entry in entries {
        while gone.next_if(|span| span.end <= entry.span.start).is_some() {}
        let hidden = gone.peek().is_some_and(|span| span.start <= entry.span.start);
        if let Some(frame) = entry.frame
            && !hidden
            && is_absolute(frame.place)
        {
            let at = offset(text, frame.place);
            out.push(Place { at, path: frame.place, own: !frame.is_library() });
        }
    }
    out
}

/// The rewrite that leaves lines out and says a folder once.
pub(super) fn rewrite(root: Option<&Root<'_>>, elided: Vec<Elided>) -> Rewrite {
    let mut rewrite = Rewrite::new();
    let mut stands = root.map_or(&[][..], |root| &root.stands).iter().copied().peekable();
    let length = root.map_or(0, |root| root.folder.len());
    if let Some(root) = root {
        rewrite.fold(Span::new(0, 0), heading_of_root(root.folder) + "\n");
    }
    for (span, like) in elided {
        while let Some(at) = stands.next_if(|at| *at < span.start) {
            rewrite.fold(Span::new(at, at + length), String::new());
        }
        let (unit, counts) = (Unit::Lines, Vec::new());
        rewrite.leave_out(Elision { span, unit, like, counts, facts: Vec::new() });
    }
    for at in stands {
        rewrite.fold(Span::new(at, at + length), String::new());
    }
    rewrite
}

/// The text of a fold with the folder back in its places. `None` if it is no such fold. Linear.
pub(super) fn restore(folded: &str) -> Option<String> {
    let (first, below) = folded.split_once('\n')?;
    let folder = root_of(first)?;
    let mut out = String::with_capacity(below.len() * 2);
    for line in below.split_inclusive('\n') {
        let bare = line.trim_end_matches(['\n', '\r']);
        let place = Frame::parse(bare).map_or("", |frame| frame.place);
        if place.is_empty() || is_absolute(place) || is_none(place) {
            out.push_str(line);
            continue;
        }
        let (before, after) = line.split_at_checked(offset(line, place))?;
        out.push_str(before);
        out.push_str(folder);
        out.push_str(after);
    }
    Some(out)
}

/// Whether a text starts with a line that reads as a heading of ours.
pub(super) fn is_headed(text: &str) -> bool {
    text.lines().next().and_then(root_of).is_some()
}

/// Whether a place starts at the root of a file system.
fn is_absolute(place: &str) -> bool {
    let drive =
        matches!(place.as_bytes(), [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic());
    drive || ["/", "\\\\", "file:///"].iter().any(|start| place.starts_with(start))
}

/// Whether a place is no file below a folder: a module of the runtime, a library by its name.
fn is_none(place: &str) -> bool {
    let relative = place.contains(['/', '\\']) || place.contains('.');
    !relative
        || place.starts_with(['<', '[', '('])
        || ["node:", "dart:", "package:", "internal/", "http://", "https://"]
            .iter()
            .any(|start| place.starts_with(start))
}

/// Where a part of a text starts in it.
fn offset(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}
