//! Long texts as rows that a model takes, without loss.

/// The most words of a row, as the model was made for.
pub(crate) const WORDS: usize = 350;

/// A row for a model, and which word each of its tokens is of.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Chunk {
    /// Tokens, with what stands before and behind the words.
    pub(crate) ids: Vec<i64>,
    /// For each token the number of its word among all words; `None` for what stands around.
    pub(crate) words: Vec<Option<usize>>,
}

/// How rows are made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame<'a> {
    pub(crate) before: &'a [u32],
    pub(crate) behind: &'a [u32],
    /// The most tokens of a row, those around included.
    pub(crate) tokens: usize,
}

impl Frame<'_> {
    /// How many tokens of words fit a row: at least one.
    fn room(self) -> usize {
        self.tokens.saturating_sub(self.before.len() + self.behind.len()).max(1)
    }

    fn chunk(self, tokens: &[(u32, usize)]) -> Chunk {
        let mut chunk = Chunk::default();
        let around = |ids: &[u32]| ids.iter().map(|id| (*id, None)).collect::<Vec<_>>();
        let inside = tokens.iter().map(|(id, word)| (*id, Some(*word)));
        for (id, word) in around(self.before).into_iter().chain(inside).chain(around(self.behind)) {
            chunk.ids.push(i64::from(id));
            chunk.words.push(word);
        }
        chunk
    }

    /// Rows of at most [`WORDS`] words from their tokens: as many words as fit, whole. Only a word that fits
    /// no row is continued in the next. Linear.
    pub(crate) fn chunks(self, words: &[Vec<u32>]) -> Vec<Chunk> {
        let mut out = Vec::new();
        let mut row: Vec<(u32, usize)> = Vec::new();
        let mut begun = 0;
        for (number, tokens) in words.iter().enumerate() {
            let full = row.len() + tokens.len() > self.room() || number - begun == WORDS;
            if full && !row.is_empty() {
                out.push(self.chunk(&row));
                row.clear();
            }
            if row.is_empty() {
                begun = number;
            }
            row.extend(tokens.iter().map(|id| (*id, number)));
            while row.len() > self.room() {
                let rest = row.split_off(self.room());
                out.push(self.chunk(&row));
                row = rest;
            }
        }
        if !row.is_empty() {
            out.push(self.chunk(&row));
        }
        out
    }

    /// The tokens of one text as rows of about the same length.
    pub(crate) fn windows(self, tokens: &[u32]) -> Vec<Chunk> {
        let rows = tokens.len().div_ceil(self.room()).max(1);
        let length = tokens.len().div_ceil(rows).max(1);
        let row = |tokens: &[u32]| {
            let row: Vec<_> = tokens.iter().map(|id| (*id, 0)).collect();
            self.chunk(&row)
        };
        tokens.chunks(length).map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame<'_> = Frame { before: &[1], behind: &[2], tokens: 10 };

    /// The words of each row, by their numbers.
    fn rows(lengths: &[usize]) -> Vec<Vec<usize>> {
        let words: Vec<Vec<u32>> = lengths.iter().map(|length| vec![7; *length]).collect();
        let chunks = FRAME.chunks(&words);
        let tokens: usize = chunks.iter().map(|chunk| chunk.ids.len() - 2).sum();
        assert_eq!(tokens, lengths.iter().sum::<usize>(), "no token is lost");
        let row = |chunk: &Chunk| {
            assert!(chunk.ids.len() <= 10 && chunk.ids.len() == chunk.words.len());
            let mut row: Vec<usize> = chunk.words.iter().flatten().copied().collect();
            row.dedup();
            row
        };
        chunks.iter().map(row).collect()
    }

    #[test]
    fn words_are_not_cut() {
        let none: Vec<Vec<usize>> = Vec::new();
        assert_eq!(rows(&[]), none);
        assert_eq!(rows(&[0, 0]), none, "words without tokens are in no row");
        assert_eq!(rows(&[3, 3, 2]), [vec![0, 1, 2]]);
        assert_eq!(rows(&[3, 3, 3]), [vec![0, 1], vec![2]]);
        assert_eq!(rows(&[8, 1, 8]), [vec![0], vec![1], vec![2]]);
        assert_eq!(rows(&[2, 20, 1]), [vec![0], vec![1], vec![1], vec![1, 2]], "too long a word");
        assert_eq!(rows(&[8, 16, 8]), [vec![0], vec![1], vec![1], vec![2]]);
    }

    #[test]
    fn rows_have_no_more_words_than_the_model_was_made_for() {
        let frame = Frame { tokens: 512, ..FRAME };
        let words = vec![vec![7]; WORDS * 2 + 1];
        let lengths: Vec<_> =
            frame.chunks(&words).iter().map(|chunk| chunk.ids.len() - 2).collect();
        assert_eq!(lengths, [WORDS, WORDS, 1]);
        let words: Vec<Vec<u32>> = vec![vec![7, 8]; WORDS];
        let lengths: Vec<_> =
            frame.chunks(&words).iter().map(|chunk| chunk.ids.len() - 2).collect();
        assert_eq!(lengths, [510, 190]);
    }

    #[test]
    fn rows_are_framed() {
        let chunk = Chunk { ids: vec![1, 5, 6, 2], words: vec![None, Some(0), Some(1), None] };
        assert_eq!(FRAME.chunks(&[vec![5], vec![6]]), [chunk]);
        let windows = FRAME.windows(&[5; 9]);
        assert_eq!(windows.iter().map(|chunk| chunk.ids.len()).collect::<Vec<_>>(), [7, 6]);
        assert_eq!(FRAME.windows(&[]), []);
    }
}
