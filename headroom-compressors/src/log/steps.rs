//! Which step failed, and which lines lead up to its end.

use super::grammar::Part;
use super::scan::Scan;

/// Verdicts with no more lines than this between them tell of one failure.
const CLOSE: usize = 12;
/// The most lines that are looked at before a verdict.
const REACH: usize = 400;

/// The end of a failed step: the first of some verdicts that stand close together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FailedStep {
    /// Where the step, or what is looked at of it, starts.
    pub(super) from: usize,
    /// The first line of the verdict.
    pub(super) verdict: usize,
}

/// The failed steps, in order. Linear.
pub(super) fn failed(scan: &Scan<'_>) -> Vec<FailedStep> {
    let mut steps: Vec<FailedStep> = Vec::new();
    let (mut start, mut last) = (0, None);
    for i in 0..scan.len() {
        match scan.part(i) {
            Some(Part::Verdict) => {
                if last.is_none_or(|last| i > last + CLOSE) {
                    steps.push(FailedStep { from: start.max(i.saturating_sub(REACH)), verdict: i });
                }
                last = Some(i);
            }
            Some(Part::Step) => start = i,
            _ => {}
        }
    }
    steps
}
