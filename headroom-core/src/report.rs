//! What was done and why, block by block.

use std::borrow::Cow;

use serde::Serialize;

use crate::{CheckFailure, ContentType, Declined, EpochReport, Fidelity, Handle};

/// A compressed request.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Compressed<'a> {
    /// The request to send: the caller's own text if nothing was rewritten.
    pub body: Cow<'a, str>,
    /// What was done and why.
    pub report: Report,
}

impl<'a> Compressed<'a> {
    /// A compressed request.
    #[must_use]
    pub fn new(body: Cow<'a, str>, report: Report) -> Self {
        Self { body, report }
    }
}

/// What was done and why, for each text block of a tool result and each document that the caller
/// offers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The provider's dialect, if one was found.
    pub dialect: Option<&'static str>,
    /// The name of the counter behind all token figures.
    pub counter: String,
    /// Only a report was asked for: the body is the caller's own, the blocks tell what would be.
    pub observed: bool,
    /// The blocks, in the order of the request.
    pub blocks: Vec<BlockReport>,
    /// Tokens of these blocks before: the sum.
    pub tokens_before: usize,
    /// Tokens of these blocks after: the sum.
    pub tokens_after: usize,
    /// The epochs at which past outputs were masked, for a conversation that has a budget.
    pub epochs: Vec<EpochReport>,
    /// What the caller should know.
    pub warnings: Vec<Warning>,
}

impl Report {
    /// Tokens saved; negative if the counter takes the output for larger.
    #[must_use]
    pub fn tokens_saved(&self) -> i64 {
        let signed = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        signed(self.tokens_before).saturating_sub(signed(self.tokens_after))
    }

    pub(crate) fn push(&mut self, block: BlockReport) {
        self.tokens_before += block.tokens_before;
        self.tokens_after += block.tokens_after;
        self.blocks.push(block);
    }
}

/// What was done to one block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct BlockReport {
    /// The message, counted from 0.
    pub message: usize,
    /// The tool result, counted from 0; none for a document in a message of the user, and for a text
    /// on its own.
    pub result: Option<usize>,
    /// The tool's name.
    pub tool: Option<String>,
    /// What the block was taken for; the first type where it is mixed.
    #[serde(serialize_with = "content_type_name")]
    pub content_type: Option<ContentType>,
    /// What was done.
    pub outcome: Outcome,
    /// The handle of the original, where parts of it are out of sight.
    pub handle: Option<Handle>,
    /// Tokens before, by the report's counter.
    pub tokens_before: usize,
    /// Tokens after, by the report's counter.
    pub tokens_after: usize,
}

impl BlockReport {
    /// The block goes out verbatim after all.
    pub(crate) fn keep(&mut self, reason: Reason) {
        self.outcome = Outcome::Verbatim(reason);
        self.handle = None;
        self.tokens_after = self.tokens_before;
    }
}

fn content_type_name<S: serde::Serializer>(
    content_type: &Option<ContentType>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    content_type.map(ContentType::name).serialize(serializer)
}

/// What was done to a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Outcome {
    /// It was rewritten.
    Rewritten {
        /// The weakest step.
        fidelity: Fidelity,
        /// The compressors whose rewrite passed, `references` and `line-numbers` among them, and `display`
        /// where what only a terminal needs is left out.
        by: Vec<&'static str>,
    },
    /// It goes out verbatim.
    Verbatim(Reason),
}

/// Why a block goes out verbatim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reason {
    /// Smaller than the floor.
    #[error("too small")]
    TooSmall,
    /// It holds a notice of ours already.
    #[error("already compressed")]
    OwnNotice,
    /// It is an original that was fetched back.
    #[error("retrieved")]
    Retrieved,
    /// The result is marked as failed: no compressor touches it. Lines that stand earlier may still
    /// become references.
    #[error("a failed result")]
    FailedResult,
    /// The policy says so.
    #[error("left alone by policy")]
    Policy,
    /// It stands before the first message that may be rewritten.
    #[error("outside the live zone")]
    OutsideLiveZone,
    /// Its literal holds no text that decodes, such as a lone surrogate.
    #[error("does not decode")]
    Undecodable,
    /// Nothing recognised it.
    #[error("content not recognised")]
    Unrecognised,
    /// No compressor is registered for its content type.
    #[error("no compressor for its type")]
    NoCompressor,
    /// A read of what may be edited: nothing of it may leave sight, and nothing else was to gain.
    #[error("a protected read")]
    Protected,
    /// The compressor declined.
    #[error("declined: {0}")]
    Declined(#[serde(serialize_with = "as_text")] Declined),
    /// The checker refused the rewrite.
    #[error("check failed: {0}")]
    CheckFailed(CheckFailure),
    /// The output would not be smaller by the margin.
    #[error("not worth it")]
    NotWorthIt,
    /// The store did not take the original.
    #[error("store refused")]
    StoreRefused,
    /// It was sent verbatim before.
    #[error("was sent verbatim before")]
    SentVerbatim,
    /// Signed thinking follows it that was made when the block went out verbatim, as far as is known.
    #[error("stands before signed thinking")]
    BeforeSigned,
    /// There is no room to take down what would be sent in its place.
    #[error("the ledger is full")]
    LedgerFull,
    /// What was sent in its place refers to a block that goes out in another form now.
    #[error("refers to a block that changed")]
    TargetChanged,
}

impl Reason {
    /// Whether lines of such a block may still become references.
    pub(crate) fn allows_references(self) -> bool {
        !matches!(
            self,
            Self::OwnNotice
                | Self::Retrieved
                | Self::Policy
                | Self::OutsideLiveZone
                | Self::Undecodable
        )
    }
}

fn as_text<S: serde::Serializer>(declined: &Declined, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(declined)
}

/// What the caller should know about a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Warning {
    /// The body has parameters by which the provider edits or continues the history itself:
    /// references are off.
    #[error("the provider edits the history: references are off")]
    HistoryEdited,
    /// Parts were left out of sight, and the request does not declare the retrieve tool.
    #[error("the request does not declare the retrieve tool")]
    NoRetrieveTool,
    /// The body could be of more than one provider; it goes out as it is. Name the dialect.
    #[error("the dialect is ambiguous")]
    AmbiguousDialect,
    /// The body has no tool calls or results of a provider that is known.
    #[error("no tool calls or results of a known provider")]
    UnknownDialect,
    /// A block goes out verbatim that went out in a shorter form before, since the store refused its
    /// original: truth comes before the provider's cache.
    #[error("a block goes out in another form than before: the store refused its original")]
    SentFormChanged,
}
