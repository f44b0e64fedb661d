//! Words and texts as the numbers that a model takes.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tokenizers::{Encoding, Tokenizer};

use crate::{Error, ErrorKind};

/// A tokenizer, with what it puts around a text.
#[derive(Debug)]
pub(crate) struct Tokens {
    tokenizer: Tokenizer,
    /// What stands before and behind what a model is given.
    pub(crate) before: Vec<u32>,
    pub(crate) behind: Vec<u32>,
    /// What fills up the shorter rows of a batch.
    pub(crate) padding: u32,
    /// The largest number of a token.
    pub(crate) largest: u32,
}

impl Tokens {
    /// Reads a `tokenizer.json`.
    ///
    /// What it says of truncation and padding is not used: nothing is cut off here. Marks of the model
    /// that stand in a text (`[SEP]`) are read as that text.
    pub(crate) fn from_bytes(json: &[u8]) -> Result<Self, Error> {
        // The reader of a stranger's format; a panic of it is an unreadable file.
        let read = catch_unwind(AssertUnwindSafe(|| Self::read(json)));
        read.unwrap_or_else(|_| Err(Error::new(ErrorKind::Tokenizer, "cannot be read")))
    }

    fn read(json: &[u8]) -> Result<Self, Error> {
        let failed = |error| Error::caused(ErrorKind::Tokenizer, "no usable tokenizer", error);
        let mut tokenizer = Tokenizer::from_bytes(json).map_err(failed)?;
        tokenizer.with_truncation(None).map_err(failed)?;
        let named = tokenizer.get_padding().map(|padding| padding.pad_id);
        let padding = named.or_else(|| tokenizer.token_to_id("[PAD]")).unwrap_or(0);
        tokenizer.with_padding(None);
        tokenizer.set_encode_special_tokens(true);
        let probe = tokenizer.encode("a", true).map_err(failed)?;
        let marks: Vec<(u32, bool)> = probe
            .get_ids()
            .iter()
            .zip(probe.get_special_tokens_mask())
            .map(|(id, special)| (*id, *special != 0))
            .collect();
        let before = marks.iter().take_while(|(_, special)| *special).count();
        let behind = marks.iter().rev().take_while(|(_, special)| *special).count();
        if before == marks.len() {
            return Err(Error::new(ErrorKind::Tokenizer, "it makes nothing of a letter"));
        }
        let ids = |marks: &[(u32, bool)]| marks.iter().map(|(id, _)| *id).collect();
        Ok(Self {
            before: ids(marks.get(..before).unwrap_or_default()),
            behind: ids(marks.get(marks.len() - behind..).unwrap_or_default()),
            padding,
            largest: tokenizer.get_vocab(true).into_values().max().unwrap_or(0),
            tokenizer,
        })
    }

    /// The tokens of each word, as they stand in a sequence of words: each word by itself.
    pub(crate) fn of_words(&self, words: &[&str]) -> Result<Vec<Vec<u32>>, Error> {
        let encoding = self.encode(words)?;
        let mut out = vec![Vec::new(); words.len()];
        for (id, word) in encoding.get_ids().iter().zip(encoding.get_word_ids()) {
            let word = word.and_then(|word| usize::try_from(word).ok());
            if let Some(tokens) = word.and_then(|word| out.get_mut(word)) {
                tokens.push(*id);
            }
        }
        Ok(out)
    }

    /// The tokens of a text.
    pub(crate) fn of_text(&self, text: &str) -> Result<Vec<u32>, Error> {
        Ok(self.encode(text)?.get_ids().to_vec())
    }

    fn encode<'s>(
        &self,
        input: impl Into<tokenizers::InputSequence<'s>>,
    ) -> Result<Encoding, Error> {
        let input = tokenizers::EncodeInput::Single(input.into());
        let failed = |error| Error::caused(ErrorKind::Tokenizer, "it failed on a text", error);
        let encode = AssertUnwindSafe(|| self.tokenizer.encode(input, false));
        let panicked = |_| Err(Error::new(ErrorKind::Tokenizer, "it panicked on a text"));
        catch_unwind(encode).map_or_else(panicked, |encoded| encoded.map_err(failed))
    }
}
