//! The one configuration, for every door.

use headroom_core::Level;
use serde::{Deserialize, Serialize};

/// How much is done, and to what. Every door takes the same configuration; unknown keys are errors.
///
/// Start from [`Config::default`] and change what you need, or read one with serde.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// How far rewrites may go. By default lossless; levels above it need a store.
    pub level: Level,
    /// Rules for tools, by name; the first one that fits counts. By default none.
    pub tools: Vec<ToolRule>,
    /// Regular expressions whose matches always stay in sight. By default none.
    pub protect: Vec<String>,
    /// Blocks of fewer tokens are left to references alone. By default 40.
    pub floor: usize,
    /// Tokens that each rewrite must save at least. By default 8.
    pub margin: usize,
    /// Runs of lines that stand earlier in the request become references. By default on.
    pub references: bool,
    /// Line numbers that follow by counting are left out of listings. By default on.
    pub line_numbers: bool,
    /// The first message (from 0) that may be rewritten: set it to the length of a conversation that
    /// was sent without headroom so far. By default 0.
    pub from_message: usize,
    /// Nothing is rewritten; the report says what would be. By default off.
    pub observe: bool,
    /// Bytes that may be spent on remembering results between calls; 0 remembers nothing. It changes
    /// no output. By default 64 MiB.
    pub memo_bytes: u64,
    /// The namespace of the store. By default `default`.
    pub namespace: String,
    /// How originals come back. By default the model asks for them.
    pub retrieval: Retrieval,
    /// Documents and search results that stand in the request as blocks of their own may be rewritten
    /// like tool results (Anthropic, Bedrock), except those that the model is to cite from. They leave
    /// sight at the level `aggressive` only. By default off.
    pub documents: bool,
    /// Texts of the user that are one element of this name as a whole, `<document>...</document>`
    /// for `document`, are documents too. A text with anything before or after the element is the
    /// user's own word, and stays. By default there are none.
    pub document_tag: Option<String>,
    /// The dialect, where it is known. By default it is found.
    pub dialect: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            level: Level::Lossless,
            tools: Vec::new(),
            protect: Vec::new(),
            floor: 40,
            margin: 8,
            references: true,
            line_numbers: true,
            from_message: 0,
            observe: false,
            memo_bytes: 64 << 20,
            namespace: "default".to_owned(),
            retrieval: Retrieval::Model,
            documents: false,
            document_tag: None,
            dialect: None,
        }
    }
}

/// How the results of some tools are treated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ToolRule {
    /// A glob over the tool's name: `mcp__*`, `{bash,shell}`.
    pub tool: String,
    /// What may be done.
    #[serde(default)]
    pub treatment: ToolTreatment,
    /// A floor of its own, in tokens.
    #[serde(default)]
    pub floor: Option<usize>,
}

/// What may be done to the results of a tool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ToolTreatment {
    /// What the configuration's level allows.
    #[default]
    Default,
    /// Nothing: verbatim.
    Verbatim,
    /// Lossless rewrites only, whatever the level.
    Lossless,
    /// Machine output may be elided, if there is a store, whatever the level.
    Balanced,
    /// Reads and documents may be elided too, if there is a store, whatever the level.
    Aggressive,
}

/// How originals come back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Retrieval {
    /// The model calls `headroom_retrieve`; the report warns if the request does not declare it.
    #[default]
    Model,
    /// The host puts originals back itself ([`Headroom::expand`](crate::Headroom::expand)).
    HostExpands,
}
