//! A block without what only a terminal needs.
//!
//! Colours and progress are in the way of everything: of telling what a text is, of reading its grammar, of
//! comparing its lines. So where parts of a block may leave sight, they leave first, and detectors and
//! compressors get the text that a plain output would have been. They stay where they may be part of what is
//! said: in what an agent may edit, in lists of names, in diffs that mark words by colour alone, in tables with cells
//! that differ in colour alone.

use super::is_protected;
use crate::detect::{Segment, is_read_of_editable, prints_no_file};
use crate::display::Cuts;
use crate::{Confidence, ContentRouter, ContentType, Hints, OpenHunk, Span, hunks, shell};

/// A text without what only a terminal needs of it.
#[derive(Debug)]
pub(super) struct Plain {
    pub(super) text: String,
    /// Its typed parts.
    pub(super) segments: Vec<Segment>,
    /// What is gone, which is something.
    pub(super) cuts: Cuts,
}

impl Plain {
    /// The plain text of a block, if it differs from the text. Linear; a text with neither escapes nor bare
    /// carriage returns is passed over.
    pub(super) fn of(text: &str, hints: &Hints<'_>, router: &ContentRouter) -> Option<Self> {
        let all = Cuts::of(text);
        if all.is_empty() || is_read_of_editable(hints) || speaks_in_colour(hints) {
            return None;
        }
        let plain = all.without(text);
        let mut segments = typed(text, &plain, &all, hints, router);
        // What is between the parts has no type; it is free where no file is shown.
        let open = !all.are_printed() && prints_no_file(hints) && marks_changes(&plain);
        let told: Vec<(Span, bool)> = segments
            .iter()
            .map(|segment| (segment.span, is_only_displayed(text, &plain, segment, &all, hints)))
            .collect();
        let goes = |at: usize| {
            let next = told.partition_point(|(span, _)| span.end < at);
            told.get(next).filter(|(span, _)| span.start <= at).map_or(open, |(_, free)| *free)
        };
        let (cuts, stays) = all.split(goes);
        if stays.is_empty() {
            return Some(Self { text: plain, segments, cuts });
        }
        shift(&mut segments, &stays);
        (!cuts.is_empty()).then(|| Self { text: cuts.without(text), segments, cuts })
    }
}

/// The typed parts of the plain text. That a terminal was spoken to tells something too: the parts of the text
/// as it is are taken where they are surer.
fn typed(
    text: &str,
    plain: &str,
    cuts: &Cuts,
    hints: &Hints<'_>,
    router: &ContentRouter,
) -> Vec<Segment> {
    let sure = |segments: &[Segment]| {
        let mut all = segments.iter().map(|segment| segment.detection.confidence);
        !segments.is_empty() && all.all(|confidence| confidence == Confidence::Certain)
    };
    let found = router.segments(plain, hints);
    if sure(&found) {
        return found;
    }
    let mut other = router.segments(text, hints);
    if !sure(&other) && !found.is_empty() {
        return found;
    }
    cuts.move_back(
        other.iter_mut().flat_map(|segment| [&mut segment.span.start, &mut segment.span.end]),
    );
    other
}

/// Moves the parts behind what stays of the text after all.
fn shift(segments: &mut [Segment], stays: &[(usize, usize)]) {
    let (mut stays, mut more) = (stays.iter().peekable(), 0);
    for segment in segments {
        while let Some((_, len)) = stays.next_if(|(at, _)| *at <= segment.span.start) {
            more += len;
        }
        segment.span.start += more;
        while let Some((_, len)) = stays.next_if(|(at, _)| *at < segment.span.end) {
            more += len;
        }
        segment.span.end += more;
    }
}

/// Whether what a terminal needs is not what a part of the plain text says.
fn is_only_displayed(
    text: &str,
    plain: &str,
    part: &Segment,
    cuts: &Cuts,
    hints: &Hints<'_>,
) -> bool {
    match part.detection.content_type {
        ContentType::JSON | ContentType::JSON_LINES => {}
        _ if cuts.are_printed() => return false,
        ContentType::LOG | ContentType::STACK_TRACE | ContentType::TEXT => {}
        ContentType::TABLE => {
            if cuts.tell_cells_apart(text, plain, part.span) {
                return false;
            }
        }
        // What a diff or a search shows may have codes of its own: those of the file.
        ContentType::DIFF | ContentType::SEARCH => {
            let starts = |at: usize| {
                at == part.span.start || plain.as_bytes().get(at.wrapping_sub(1)) == Some(&b'\n')
            };
            if !cuts.at(part.span).any(starts) {
                return false;
            }
        }
        _ => return false,
    }
    !is_protected(part.detection.content_type, hints) && marks_changes(part.span.of(plain))
}

/// Whether each hunk of a diff that stands in a text has the marks of its lines. Where words are marked by
/// colour (`git diff --color-words`), lines have none, and are no lines of the hunk that the header promises.
fn marks_changes(text: &str) -> bool {
    let header = |at: usize| {
        let starts = at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n');
        starts
            && text
                .get(at..)
                .and_then(|rest| rest.lines().next())
                .and_then(OpenHunk::parse)
                .is_some()
    };
    let headers = memchr::memmem::find_iter(text.as_bytes(), b"@@ -").filter(|at| header(*at));
    let promised = headers.count();
    promised == 0 || promised == hunks(text).count()
}

/// Whether the call asks for colours that say what the text does not: which words of a diff are new, which
/// names are directories.
fn speaks_in_colour(hints: &Hints<'_>) -> bool {
    const DIFFS: &[&str] =
        &["delta", "difft", "diff-so-fancy", "dwdiff", "icdiff", "wdiff", "ydiff"];
    const LISTS: &[&str] = &["dir", "eza", "exa", "fd", "ls", "lsd", "tree", "vdir"];
    let Some(line) = hints.arguments.command else { return false };
    shell::commands(line).iter().any(|command| {
        let has = |start: &str| command.args.iter().any(|arg| arg.starts_with(start));
        let program = &*command.program;
        DIFFS.contains(&program)
            || has("--color-words")
            || has("--word-diff")
            || LISTS.contains(&program) && (has("--colo") || program == "tree" && has("-C"))
    })
}
