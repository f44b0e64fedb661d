//! From a call of the retrieve tool to the text to answer it with.

mod arguments;
mod found;
mod json;
mod lines;
mod query;
mod rows;
mod symbol;

use headroom_core::notice::Lines;
use headroom_core::{Handle, NotAHandle};
use serde_json::Value;

use crate::{CcrStore, Miss, Namespace, Original};

/// Answers a call of the retrieve tool: the text to send back, under a header line that says what
/// it is ([`Retrieved`](headroom_core::notice::Notice::Retrieved), `Found` or `Picked`).
///
/// `arguments` are those of the call, as an object or as the text of one.
///
/// # Errors
///
/// A [`RetrieveError`]. Printed, it is what to send back, as a failed result where the provider
/// tells those apart.
///
/// ```
/// use headroom_ccr::{CcrStore, MemoryStore, Namespace, resolve};
/// use headroom_core::Offload;
/// use serde_json::json;
///
/// let (store, all) = (MemoryStore::new(), Namespace::single_user());
/// let receipts = store.put_all(&all, &[Offload::of("one\ntwo\nthree\n")])?;
/// let handle = receipts[0].handle();
/// let answer = resolve(&store, &all, &json!({"handle": handle, "lines": "2-3"}))?;
/// assert_eq!(answer, format!("[original {handle}, lines 2-3]\ntwo\nthree\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn resolve(
    store: &(impl CcrStore + ?Sized),
    namespace: &Namespace,
    arguments: &Value,
) -> Result<String, RetrieveError> {
    let call = RetrieveCall::read(arguments)?;
    let handle = call.handle;
    let original =
        store.get(namespace, handle).map_err(|miss| RetrieveError::Miss { handle, miss })?;
    call.answer(&original)
}

/// Why a call of the retrieve tool has no answer. Printed, it tells the model what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RetrieveError {
    /// There is no handle in the arguments.
    #[error(
        "No handle was given. Give the argument `handle`, copied in full from a notice: it starts \
         with {} and has {} characters.",
        Handle::PREFIX,
        Handle::LEN
    )]
    NoHandle,
    /// What was given as the handle is none.
    #[error(
        "This is not a handle. Copy it in full from a notice: it starts with {} and has {} \
         characters.",
        Handle::PREFIX,
        Handle::LEN
    )]
    NotAHandle(#[from] NotAHandle),
    /// The lines or rows are not a range.
    #[error(
        "`{argument}` is not a range. Write it like 120-247, or -50 for the last 50, or leave it out."
    )]
    NotARange {
        /// The argument.
        argument: &'static str,
    },
    /// An argument that must be a text is none.
    #[error("`{argument}` is not a text. Give a text, or leave it out.")]
    NotText {
        /// The argument.
        argument: &'static str,
    },
    /// An argument that must be a number is none.
    #[error("`{argument}` is not a number. Give a whole number, or leave it out.")]
    NotANumber {
        /// The argument.
        argument: &'static str,
    },
    /// What to find is not a regular expression.
    #[error(
        "`find` is not a regular expression: {reason}. Without the slashes it is literal text."
    )]
    NotARegex {
        /// What is wrong with it.
        reason: String,
    },
    /// No line asked for is in the original.
    #[error(
        "The original {handle} has {total} lines, counted from 1; none of those asked for is among \
         them."
    )]
    NoSuchLines {
        /// The key of the original.
        handle: Handle,
        /// How many lines the original has.
        total: usize,
    },
    /// No row asked for is in the original.
    #[error("There are {total} rows, counted from 1; none of those asked for is among them.")]
    NoSuchRows {
        /// How many rows there are.
        total: usize,
    },
    /// Rows or keys were asked for, and the original has none.
    #[error(
        "The original {handle} is not JSON with rows or keys at this place. Ask for lines, or for \
         the lines with a text by `find`."
    )]
    NotJson {
        /// The key of the original.
        handle: Handle,
    },
    /// There is no such key.
    #[error("There is no key {key:?}. The keys there are: {there}.")]
    NoSuchKey {
        /// The key that is missing.
        key: String,
        /// The keys that are there, the first twenty of them.
        there: String,
    },
    /// Nothing of this name is defined in the original.
    #[error("No definition of `{symbol}` is found in the original {handle}.{}", told(there))]
    NoSuchSymbol {
        /// The key of the original.
        handle: Handle,
        /// What was asked for.
        symbol: String,
        /// Names that are defined there, with their lines: those like it, else the first.
        there: String,
    },
    /// The store cannot give the original back.
    #[error("{handle}: {miss}")]
    Miss {
        /// The key of the original.
        handle: Handle,
        /// Why it cannot.
        #[source]
        miss: Miss,
    },
}

/// What is told of the names that are there.
fn told(names: &str) -> String {
    match names {
        "" => " Nothing there reads like a definition. Look for it by `find`.".to_owned(),
        names => format!(
            " Defined there: {names}. Elsewhere it stands, if at all, where `find` finds it."
        ),
    }
}

/// A call of the retrieve tool: which original, and what of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetrieveCall {
    /// The key of the original.
    pub handle: Handle,
    /// Only these lines of it, counted from 1.
    pub lines: Option<Range>,
    /// Only these rows of JSON: elements of an array, members of an object, or values of a sequence,
    /// counted from 1.
    pub rows: Option<Range>,
    /// Only what stands under these keys of JSON: names from the top down, with dots between. In an
    /// array it is taken of each row. Where the original is mostly one string that holds JSON, keys may be
    /// those of that text, as rows are.
    pub keys: Option<String>,
    /// Only the definitions of this in source code: a name, or one after what holds it (`Cache.get`).
    pub symbol: Option<String>,
    /// Only the lines that have most to do with these words, by
    /// [`Relevance`](headroom_core::relevance::Relevance).
    pub query: Option<String>,
    /// Only the lines that contain this text or, where it stands between slashes, match this regular
    /// expression.
    pub find: Option<String>,
    /// How many lines before and after each of those found; read from arguments without one, it is 1 for
    /// a query.
    pub context: usize,
    /// How many tokens the answer may have, by [`Estimator`](headroom_core::Estimator), header
    /// aside. What does not fit can be asked for: the answer says how.
    pub limit: usize,
}

/// Lines or rows, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Range {
    /// From the first to the last, which may lie beyond the end; of the first, without so many bytes.
    Of(Lines, usize),
    /// The last so many.
    Last(usize),
}

impl From<Lines> for Range {
    fn from(lines: Lines) -> Self {
        Self::Of(lines, 0)
    }
}

impl RetrieveCall {
    /// The limit of calls that give none: no model has use for more at once.
    pub const LIMIT: usize = 100_000;

    /// The call for all of an original, up to the limit.
    #[must_use]
    pub const fn new(handle: Handle) -> Self {
        let (lines, rows, keys, symbol, query, find) = (None, None, None, None, None, None);
        Self { handle, lines, rows, keys, symbol, query, find, context: 0, limit: Self::LIMIT }
    }

    /// The call with these arguments, an object or the text of one.
    ///
    /// Models copy handles in quotes, in brackets or with words of the notice around; the first
    /// handle in what they give is taken. So is a bare handle in place of the arguments. Empty and
    /// null arguments count as left out.
    ///
    /// # Errors
    ///
    /// Any [`RetrieveError`] but those that need the original.
    pub fn read(arguments: &Value) -> Result<Self, RetrieveError> {
        match arguments {
            Value::String(text) => Self::parse(text),
            _ => arguments::read(arguments),
        }
    }

    /// The call with these arguments as text: JSON, or what is left of it.
    ///
    /// # Errors
    ///
    /// As [`read`](RetrieveCall::read).
    pub fn parse(arguments: &str) -> Result<Self, RetrieveError> {
        match serde_json::from_str(arguments) {
            Ok(object @ Value::Object(_)) => arguments::read(&object),
            _ if arguments.trim().is_empty() => Err(RetrieveError::NoHandle),
            _ => Ok(Self::new(arguments::read_handle(arguments)?)),
        }
    }

    /// What the call asks for of its original, under its header. Linear.
    ///
    /// The whole, a run of lines and a run of rows are verbatim; lines that contain a text are
    /// verbatim after their number and a colon, those around them after their number and a hyphen;
    /// values of several rows after the row's number and a colon. Where JSON has very long lines, the
    /// smallest rows that contain the text stand in place of lines, each after the keys that lead to it.
    /// Where no line contains the text, a sentence says so.
    ///
    /// Definitions are verbatim, each under a header with its lines. What a query finds, at most twenty
    /// lines, rows or sentences of long lines, is in order and under its numbers; what stands further on in a
    /// line has the bytes before it in its number (`7@1500:`), as ranges have. Of several parts that are
    /// asked for, rows and keys come first, then the symbol, the query and the text; lines may stand with any
    /// of the last three.
    ///
    /// # Errors
    ///
    /// A [`RetrieveError`] if nothing that is asked for is there.
    pub fn answer(&self, original: &Original) -> Result<String, RetrieveError> {
        if self.rows.is_some() || self.keys.is_some() {
            return json::answer(self, original);
        }
        if let Some(symbol) = &self.symbol {
            return symbol::answer(self, original, symbol);
        }
        if let Some(query) = &self.query {
            return query::answer(self, original, query);
        }
        match &self.find {
            Some(find) => rows::answer(self, original, find)
                .unwrap_or_else(|| found::answer(self, original, find)),
            None => lines::answer(self, original),
        }
    }
}

#[cfg(test)]
mod tests;
