//! Which step failed, and which lines lead up to its end.

use super::grammar::Part;
use super::scan::Scan;

/// Verdicts with no more lines than this between them tell of one failure.
const CLOSE: usize = 12;

/// The end of a failed step: some verdicts that stand close together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FailedStep {
    /// The command, or the first line of the log.
    pub(super) from: usize,
    /// One past the last verdict.
    pub(super) to: usize,
    /// Whether what runs the steps says so, and not a tool alone, which may be tried again.
    pub(super) exit: bool,
}

/// The failed steps, in order. Linear.
pub(super) fn failed(scan: &Scan<'_>) -> Vec<FailedStep> {
    let mut steps: Vec<FailedStep> = Vec::new();
    let mut start = 0;
    for i in 0..scan.len() {
        let part = scan.part(i);
        match part {
            Some(Part::Exit | Part::Verdict) => {
                let exit = part == Some(Part::Exit);
                match steps.last_mut().filter(|last| i < last.to + CLOSE && start < last.to) {
                    Some(last) => (last.to, last.exit) = (i + 1, last.exit | exit),
                    None => steps.push(FailedStep { from: start, to: i + 1, exit }),
                }
            }
            Some(Part::Step) => start = i,
            _ => {}
        }
    }
    steps
}
