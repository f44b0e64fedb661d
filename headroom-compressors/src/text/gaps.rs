//! What goes out of sight, as whole lines and parts of long ones.

use headroom_core::{Span, Unit as Counted};

use super::units::{Kind, Unit};

/// Fewer bytes of lines are not worth a notice.
const SMALL: usize = 100;

/// Fewer bytes of one line are not worth a notice.
const SMALL_PART: usize = 180;

/// The spans of the units that do not stay, joined: sorted and disjoint.
pub(super) fn gaps(text: &str, units: &[Unit], kept: &[bool]) -> Vec<(Span, Counted)> {
    let mut out = Vec::new();
    let mut run: Option<Span> = None;
    let mut rest = kept;
    for group in units.chunk_by(|a, b| a.line.is_some() && a.line == b.line) {
        let (kept, later) = rest.split_at_checked(group.len()).unwrap_or_default();
        rest = later;
        let whole = group.first().and_then(|unit| unit.line.or(Some(unit.span)));
        let blank = group.iter().all(|unit| unit.kind == Kind::Blank);
        if kept.iter().all(|kept| !kept)
            && let Some(whole) = whole
        {
            match &mut run {
                Some(run) => run.end = whole.end,
                // A blank line before a notice stays.
                None if !blank => run = Some(whole),
                None => {}
            }
            continue;
        }
        out.extend(run.take().filter(|run| run.len() >= SMALL).map(|run| (run, Counted::Lines)));
        parts(text, group, kept, &mut out);
    }
    out.extend(run.filter(|run| run.len() >= SMALL).map(|run| (run, Counted::Lines)));
    out
}

/// What goes out of sight of a line of which something stays.
fn parts(text: &str, group: &[Unit], kept: &[bool], out: &mut Vec<(Span, Counted)>) {
    let mut gap: Option<Span> = None;
    let mut close = |gap: &mut Option<Span>| {
        let span = gap.take().map(|gap| {
            let end = gap.start + gap.of(text).trim_end().len();
            Span::new(gap.start, end)
        });
        out.extend(
            span.filter(|span| span.len() >= SMALL_PART).map(|span| (span, Counted::Characters)),
        );
    };
    for (unit, kept) in group.iter().zip(kept) {
        match (&mut gap, kept) {
            (_, true) => close(&mut gap),
            (Some(gap), false) => gap.end = unit.span.end,
            (None, false) => gap = Some(unit.span),
        }
    }
    close(&mut gap);
}
