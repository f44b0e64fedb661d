//! The door for typed messages.

use std::collections::HashSet;

use headroom_core::document::Cursor;
use headroom_core::{Compressed, Outcome, Report};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::conversation::Conversation;
use crate::error::Error;
use crate::headroom::Headroom;

/// Messages, compressed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CompressedMessages<M> {
    /// The messages to send.
    pub messages: Vec<M>,
    /// What was done and why.
    pub report: Report,
}

impl Headroom {
    /// Compresses messages of any type that serialises to a provider's form: `serde_json` values,
    /// the typed messages of client crates.
    ///
    /// Messages that are not edited come back as the values moved in. An edited one is rebuilt; if
    /// its type does not carry the edit faithfully, it comes back unedited.
    ///
    /// # Errors
    ///
    /// [`Error::Serialise`] if a message does not serialise.
    pub fn compress_messages<M>(&self, messages: Vec<M>) -> Result<CompressedMessages<M>, Error>
    where
        M: Serialize + DeserializeOwned,
    {
        let body = body_of(&messages)?;
        let document = self.document(&body)?;
        let compress = |skip: &HashSet<usize>| self.settle(self.plan_skipping(&document, skip));
        let (rebuilt, report) = faithfully(&mut HashSet::new(), compress);
        Ok(CompressedMessages { messages: merge(messages, rebuilt), report })
    }
}

impl Conversation {
    /// [`Headroom::compress_messages`] for messages of this conversation.
    ///
    /// # Errors
    ///
    /// [`Error::Serialise`] if a message does not serialise.
    pub fn compress_messages<M>(&self, messages: Vec<M>) -> Result<CompressedMessages<M>, Error>
    where
        M: Serialize + DeserializeOwned,
    {
        let body = body_of(&messages)?;
        let document = self.headroom().document(&body)?;
        let mut skip = HashSet::new();
        // What is sent is taken down once, when it is known which messages carry their edits.
        faithfully::<M>(&mut skip, |skip| self.compress_skipping(&document, skip, true));
        let compress = |skip: &HashSet<usize>| self.compress_skipping(&document, skip, false);
        let (rebuilt, report) = faithfully(&mut skip, compress);
        Ok(CompressedMessages { messages: merge(messages, rebuilt), report })
    }
}

/// The messages as a body: a list of them.
fn body_of<M: Serialize>(messages: &[M]) -> Result<String, Error> {
    serde_json::to_string(messages).map_err(|error| Error::Serialise(error.to_string()))
}

/// The edited messages, by index; those whose type does not carry the edit are skipped.
fn faithfully<'d, M: Serialize + DeserializeOwned>(
    skip: &mut HashSet<usize>,
    compress: impl Fn(&HashSet<usize>) -> Compressed<'d>,
) -> (Vec<(usize, M)>, Report) {
    loop {
        let compressed = compress(skip);
        let (rebuilt, unfaithful) = rebuild::<M>(&compressed, skip);
        if unfaithful.is_empty() {
            return (rebuilt, compressed.report);
        }
        skip.extend(unfaithful);
    }
}

/// The edited messages, by index; and those whose type does not carry the edit. The latter only
/// grow, so that the caller's loop ends.
fn rebuild<M: Serialize + DeserializeOwned>(
    compressed: &Compressed<'_>,
    skip: &HashSet<usize>,
) -> (Vec<(usize, M)>, Vec<usize>) {
    let observed = compressed.report.observed;
    let edited = |n: &usize| {
        let of_message = compressed.report.blocks.iter().filter(|block| block.message == *n);
        of_message.into_iter().any(|block| matches!(block.outcome, Outcome::Rewritten { .. }))
    };
    let (mut rebuilt, mut unfaithful) = (Vec::new(), Vec::new());
    let mut n = 0;
    Cursor::new(&compressed.body, 0).array(|cursor| {
        let text = cursor.skip().of(&compressed.body);
        if !observed && !skip.contains(&n) && edited(&n) {
            match faithful(text) {
                Some(message) => rebuilt.push((n, message)),
                None => unfaithful.push(n),
            }
        }
        n += 1;
    });
    (rebuilt, unfaithful)
}

/// The message, if it holds all that its text says.
fn faithful<M: Serialize + DeserializeOwned>(text: &str) -> Option<M> {
    let message: M = serde_json::from_str(text).ok()?;
    let carried = serde_json::to_string(&message).ok()?;
    let [values, meant] = [&*carried, text].map(|text| serde_json::from_str::<Value>(text).ok());
    let same = values? == meant? && numbers(&carried) == numbers(text);
    same.then_some(message)
}

/// The numbers of a JSON text as they are written, sorted: a value that was parsed may have lost
/// their last digits.
fn numbers(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    add_numbers(&mut Cursor::new(text, 0), text, &mut out);
    out.sort_unstable();
    out
}

fn add_numbers<'a>(cursor: &mut Cursor<'a>, text: &'a str, out: &mut Vec<&'a str>) {
    match cursor.peek() {
        b'{' => cursor.object(|cursor, _| add_numbers(cursor, text, out)),
        b'[' => cursor.array(|cursor| add_numbers(cursor, text, out)),
        _ => out.extend(Some(cursor.skip().of(text)).filter(|value| !value.starts_with('"'))),
    }
}

fn merge<M>(messages: Vec<M>, rebuilt: Vec<(usize, M)>) -> Vec<M> {
    let mut rebuilt = rebuilt.into_iter().peekable();
    let pick = |(n, message)| match rebuilt.next_if(|(at, _)| *at == n) {
        Some((_, rebuilt)) => rebuilt,
        None => message,
    };
    messages.into_iter().enumerate().map(pick).collect()
}
