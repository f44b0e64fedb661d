//! What a provider's cache has of a conversation, as far as the conversation tells.

use crate::Document;
use crate::document::{ANTHROPIC, BEDROCK};

/// The provider's cache: what of the conversation it has.
#[derive(Debug)]
pub(super) struct Cache {
    /// It has entries where markers stood, and looks them up a few blocks back from one. Elsewhere any
    /// prefix is found.
    pub(super) is_marked: bool,
    /// Tokens up to the last marker of the system text, which is always found.
    pub(super) head: usize,
    /// The ends of the requests so far.
    pub(super) ends: Vec<End>,
    /// The block at which this request ends.
    pub(super) now: usize,
}

/// Where a request ended: the block after it, outputs before it, tokens of what was said before it.
#[derive(Debug)]
pub(super) struct End {
    pub(super) block: usize,
    pub(super) outputs: usize,
    pub(super) spoken: usize,
}

/// So many blocks are looked back.
const LOOK_BACK: usize = 20;

impl Cache {
    pub(super) fn new(document: &Document<'_>) -> Self {
        let is_marked = matches!(document.dialect(), Some(ANTHROPIC | BEDROCK));
        Self { is_marked, head: 0, ends: Vec::new(), now: 0 }
    }

    /// The longest entry that an edit of a block leaves, if it is found: outputs, and tokens of what was
    /// said in it.
    pub(super) fn before(&self, block: usize) -> (usize, usize) {
        let end = self.ends.partition_point(|end| end.block <= block).checked_sub(1);
        let end = end.and_then(|end| self.ends.get(end));
        let found = end.filter(|end| self.now - end.block.min(self.now) <= LOOK_BACK);
        found.map_or((0, self.head), |end| (end.outputs, end.spoken))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_found_so_many_blocks_back() {
        let ends = [(4, 1, 100), (8, 3, 200), (30, 9, 700)];
        let ends = ends.map(|(block, outputs, spoken)| End { block, outputs, spoken });
        let cache = Cache { is_marked: true, head: 40, ends: ends.into(), now: 28 };
        for (block, expected) in
            [(3, (0, 40)), (7, (0, 40)), (8, (3, 200)), (29, (3, 200)), (31, (9, 700))]
        {
            assert_eq!(cache.before(block), expected, "{block}");
        }
    }
}
