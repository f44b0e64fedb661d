//! A ledger as text: JSON lines.

use std::sync::Arc;

use headroom_core::notice::Lines;
use headroom_core::{Fidelity, SentText};
use serde::{Deserialize, Serialize};

use super::chain::Key;
use super::state::{Conversation, State};

/// The version of the lines that are written.
const VERSION: u64 = 1;

/// The text is no ledger that could be taken over.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The first line is not that of a ledger.
    #[error("not a ledger")]
    NotALedger,
    /// It was written by a version that is not known here.
    #[error("a ledger of the unknown version {0}")]
    Version(u64),
    /// A line is none of a ledger.
    #[error("line {line}: {reason}")]
    Line {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no room for all of it.
    #[error("larger than the room that is left")]
    TooLarge,
}

#[derive(Debug, Serialize, Deserialize)]
struct Header {
    #[serde(rename = "headroom-ledger")]
    version: u64,
}

/// A line after the first: one that opens a conversation, or an entry of the last one opened.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Line {
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation: Option<Opened>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fidelity: Option<Fidelity>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    folded: Vec<[usize; 2]>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Opened {
    handle: Option<String>,
}

/// Conversations as lines.
pub(super) fn write<'a>(
    state: &State,
    conversations: impl IntoIterator<Item = &'a Conversation>,
) -> String {
    let mut out = String::new();
    push(&mut out, &Header { version: VERSION });
    for conversation in conversations {
        let handle = conversation.handle.as_deref().map(str::to_owned);
        push(&mut out, &Line { conversation: Some(Opened { handle }), ..Line::default() });
        for key in conversation.keys.iter().chain(&conversation.last) {
            let sent = state.sent(*key);
            push(
                &mut out,
                &Line {
                    key: Some(key.to_string()),
                    text: sent.map(|sent| sent.text.to_string()),
                    fidelity: sent.map(|sent| sent.fidelity),
                    folded: sent.map(|sent| pairs(&sent.folded)).unwrap_or_default(),
                    conversation: None,
                },
            );
        }
    }
    out
}

fn pairs(folded: &[Lines]) -> Vec<[usize; 2]> {
    folded.iter().map(|lines| [lines.first, lines.last]).collect()
}

/// The ranges of lines, in order.
fn folded(pairs: &[[usize; 2]]) -> Option<Arc<[Lines]>> {
    let numbers = pairs.iter().flatten();
    let starts = pairs.iter().all(|[first, last]| first <= last);
    let (sorted, first) = (numbers.clone().is_sorted(), numbers.min());
    (starts && sorted && first != Some(&0))
        .then(|| pairs.iter().map(|[first, last]| Lines::new(*first, *last)).collect())
}

fn push(out: &mut String, line: &impl Serialize) {
    // Neither type can fail to be written.
    out.push_str(&serde_json::to_string(line).unwrap_or_default());
    out.push('\n');
}

/// The entries of a conversation that was read.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) handle: Option<Arc<str>>,
    pub(super) blocks: Vec<(Key, Option<SentText>)>,
}

/// Reads what [`write`] has written.
pub(super) fn read(text: &str) -> Result<Vec<Read>, ImportError> {
    let mut lines = text.lines().zip(1..);
    let header = lines.next().and_then(|(line, _)| serde_json::from_str::<Header>(line).ok());
    match header.ok_or(ImportError::NotALedger)?.version {
        VERSION => {}
        other => return Err(ImportError::Version(other)),
    }
    let mut out: Vec<Read> = Vec::new();
    for (text, line) in lines {
        let wrong = |reason: &str| ImportError::Line { line, reason: reason.to_owned() };
        let read: Line = serde_json::from_str(text).map_err(|error| wrong(&error.to_string()))?;
        if let Some(Opened { handle }) = read.conversation {
            out.push(Read { handle: handle.map(Arc::from), blocks: Vec::new() });
            continue;
        }
        let key = read.key.as_deref().and_then(Key::parse).ok_or_else(|| wrong("no key"))?;
        let sent = match (read.text, read.fidelity) {
            (Some(text), Some(fidelity)) => {
                let folded = folded(&read.folded).ok_or_else(|| wrong("no ranges of lines"))?;
                Some(SentText { text: text.into(), fidelity, folded })
            }
            (None, None) => None,
            _ => return Err(wrong("a text and its fidelity belong together")),
        };
        let conversation = out.last_mut().ok_or_else(|| wrong("no conversation"))?;
        conversation.blocks.push((key, sent));
    }
    Ok(out)
}
