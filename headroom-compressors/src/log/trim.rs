//! What of the report of one failure can be missed: frames of libraries, the loading of modules,
//! source far from the line that failed, the middle of long comparisons.

use std::ops::Range;

use headroom_core::trace::is_library_file;

use super::blocks::Block;
use super::frames::{self, Frame, SHORT, file_of_pytest};
use super::scan::Scan;

/// Traces of user's frames longer than twice this lose their middle.
const FRAMES: usize = 10;
/// Lines of source before the one that failed which stay.
const SOURCE: usize = 40;
/// Lines at either end of a long explanation which stay.
const EXPLAINED: usize = 12;
/// Lines at the start and at the end of what a test printed which stay.
const HEAD: usize = 3;
const TAIL: usize = 8;

/// The lines of a block that can be missed. Linear in the block.
pub(super) fn spare(scan: &Scan<'_>, block: &Block) -> Vec<Range<usize>> {
    let lines = block.from + 1..block.to;
    let mut spare = frames_to_spare(&frames::find(scan, lines.clone()));
    if scan.bare(block.from).starts_with('_') {
        spare.extend(sections(scan, lines.clone()));
    }
    captured(scan, lines, &mut spare);
    spare
}

/// Frames that can be missed, trace by trace.
fn frames_to_spare(frames: &[Frame]) -> Vec<Range<usize>> {
    let mut spare = Vec::new();
    let traces = frames.chunk_by(|a, b| a.to == b.from);
    let tells = |trace: &&[Frame]| trace.len() > SHORT || trace.iter().any(|frame| !frame.library);
    for trace in traces.filter(tells) {
        // The innermost frame says where it failed, whosever it is; the outermost, in Python, where
        // it began.
        let last = trace.len() - 1;
        let python = trace.iter().any(|frame| frame.innermost_last);
        let ends = |nth: usize| if python { nth == 0 || nth == last } else { nth == 0 };
        let own =
            |nth: &usize| trace.get(*nth).is_some_and(|frame| !frame.library && !frame.imports);
        let own: Vec<usize> = (0..trace.len()).filter(own).collect();
        let middle = own.get(FRAMES..own.len().saturating_sub(FRAMES)).unwrap_or_default();
        for (nth, frame) in trace.iter().enumerate() {
            if ends(nth) {
                continue;
            }
            if frame.library || frame.imports || middle.binary_search(&nth).is_ok() {
                spare.push(frame.from..frame.to);
            }
        }
    }
    spare
}

/// What can be missed of a report in the long style of pytest: sections of source up to the line that
/// failed, marked with `>`, and what is said of it, marked with `E`.
fn sections(scan: &Scan<'_>, lines: Range<usize>) -> Vec<Range<usize>> {
    let mut spare = Vec::new();
    let mut from = lines.start;
    for at in lines.clone() {
        let line = scan.bare(at);
        let cut = line.starts_with("_ _ _ ");
        if cut || at + 1 == lines.end {
            let to = if cut { at } else { lines.end };
            section(scan, from..to, cut, &mut spare);
            from = at + 1;
        }
    }
    spare
}

fn section(scan: &Scan<'_>, lines: Range<usize>, called: bool, spare: &mut Vec<Range<usize>>) {
    let marked = |mark: &'static str| move |at: &usize| scan.bare(*at).starts_with(mark);
    let Some(failed) = lines.clone().find(marked(">  ")) else { return };
    let place = |at: &usize| scan.bare(*at).contains(".py:") && scan.indent(*at) == Some(0);
    let place = (failed..lines.end).find(place).unwrap_or(lines.end);
    // A call within a library is told by its place.
    if called && file_of_pytest(&scan.bare(place)).is_some_and(is_library_file) {
        spare.push(lines.start..place);
        return;
    }
    let source = |at: &usize| scan.indent(*at).is_none_or(|indent| indent >= 4);
    let echo = (lines.start..failed).rev().take_while(source).last().unwrap_or(failed);
    let is_head = |at: &usize| {
        let line = scan.bare(*at);
        let line = line.trim_start();
        line.starts_with("def ") || line.starts_with("async def ")
    };
    let head = (echo..failed).find(is_head).map_or(echo, |at| at + 1);
    if head + SOURCE < failed {
        spare.push(head..failed - SOURCE);
    }
    explanations(scan, failed..lines.end, spare);
}

/// The middle of long runs of lines marked with `E`.
fn explanations(scan: &Scan<'_>, lines: Range<usize>, spare: &mut Vec<Range<usize>>) {
    let is_marked = |at: usize| scan.bare(at).starts_with("E  ");
    let mut at = lines.start;
    while at < lines.end {
        let from = at;
        while at < lines.end && is_marked(at) {
            at += 1;
        }
        if at - from > 2 * EXPLAINED + 4 {
            spare.push(from + EXPLAINED..at - EXPLAINED);
        }
        at += 1;
    }
}

/// The middle of what a test printed.
fn captured(scan: &Scan<'_>, lines: Range<usize>, spare: &mut Vec<Range<usize>>) {
    let is_title = |at: &usize| {
        let line = scan.bare(*at);
        line.starts_with("---") && line.ends_with("---") && line.contains(" Captured ")
    };
    let titles: Vec<usize> = lines.clone().filter(is_title).chain([lines.end]).collect();
    for pair in titles.windows(2) {
        if let [title, end] = *pair {
            let (head, tail) = (title + 1 + HEAD, end.saturating_sub(TAIL));
            if head + 4 < tail {
                spare.push(head..tail);
            }
        }
    }
}
