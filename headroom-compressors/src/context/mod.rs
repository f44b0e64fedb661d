//! Conversations that outgrow their budget: which past outputs go out of sight, and what stays of them.
//!
//! Age alone is a poor guide to what will be needed again. What the order goes by, those first that will
//! be missed least:
//!
//! 1. outputs of calls that were made again: the later output is what holds;
//! 2. outputs of commands and searches, oldest first: what they found has been acted upon;
//! 3. reads of files that were edited since and then left alone: they show what no longer stands;
//! 4. reads of other files that the user did not name, once the agent has begun to edit;
//! 5. reads of files that are being edited, that the user named, or that are all the agent has to start
//!    from: it is going to quote their lines;
//! 6. what the model is at work on: the outputs of the last requests, failures that nothing has
//!    superseded.

mod calls;
mod digest;
mod names;
mod uses;

use std::collections::{HashMap, HashSet};

use headroom_core::{BlockKind, Candidate, Need, Output, Past, Shown, Trimmer, file_name};

use calls::{Kind, is_same_file, kind};

pub use digest::{Digest, FileState, Ran, Touched};

/// Chooses what to mask by what the conversation did with it since.
///
/// A masked output keeps the heads of its errors and, of a run, its last line; the notice tells names
/// that stand in it and nowhere else in sight: definitions, paths, identifiers, numbers.
///
/// ```
/// use headroom_compressors::IntelligentContext;
/// use headroom_core::{Arguments, Hints, Need, Output, Past, Trimmer};
///
/// let mut call = Arguments::command("ls");
/// call.raw = r#"{"command":"ls"}"#; // calls are told apart by all of their arguments
/// let ls = Hints::none().with_tool("bash").with_arguments(call);
/// let outputs: Vec<_> = (1..=9).map(|request| Output::new("a.rs\nb.rs\n", ls, request, 400)).collect();
/// let order = IntelligentContext::new().order(&Past::new(&outputs, &[], 9));
/// assert_eq!(order[0].need, Need::Obsolete, "the same was asked for again");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IntelligentContext {}

/// The outputs of the last requests stay.
const RECENT: usize = 4;

/// An edited file is left alone after so many requests without an edit of it.
const QUIET: usize = 4;

/// Of the edits of files of one name, so many are compared with a path.
const EDITS_LOOKED_AT: usize = 64;

/// Uses are compared as so many to this many tokens.
const PER_TOKENS: usize = 100_000;

/// Smaller outputs, in tokens, are not worth a stub.
const LEAST: usize = 120;

impl IntelligentContext {
    /// The policy with its defaults.
    #[must_use]
    pub const fn new() -> Self {
        Self {}
    }

    /// What is known of a conversation up to a boundary, as data for the host.
    #[must_use]
    pub fn digest(&self, past: &Past<'_>) -> Digest {
        Digest::of(past)
    }
}

impl Trimmer for IntelligentContext {
    fn name(&self) -> &'static str {
        "intelligent-context"
    }

    fn order(&self, past: &Past<'_>) -> Vec<Candidate> {
        let history = History::of(past);
        let worth = |(_, output): &(usize, &Output<'_>)| !output.settled && output.tokens >= LEAST;
        let ranked = past.outputs.iter().enumerate().filter(worth);
        let uses = uses::uses(past);
        let mut ranked: Vec<(Rank, usize, usize)> = ranked
            .map(|(at, output)| {
                let rank = history.rank(at, output);
                let uses = uses.get(at).copied().unwrap_or_default();
                let density = if rank == Rank::InUse {
                    (uses + 1) * PER_TOKENS / output.tokens.max(1)
                } else {
                    0
                };
                (rank, density, at)
            })
            .collect();
        ranked.sort_unstable();
        let candidate =
            |(rank, _, output): (Rank, usize, usize)| Candidate { output, need: rank.need() };
        ranked.into_iter().map(candidate).collect()
    }

    fn show(&self, past: &Past<'_>, outputs: &[usize]) -> Vec<Shown> {
        names::show(past, outputs)
    }
}

/// How soon an output is masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Repeated,
    Acted,
    Edited,
    Aside,
    InUse,
    AtHand,
}

impl Rank {
    const fn need(self) -> Need {
        match self {
            Self::Repeated => Need::Obsolete,
            Self::Acted | Self::Edited | Self::Aside => Need::Perhaps,
            Self::InUse => Need::Likely,
            Self::AtHand => Need::AtHand,
        }
    }
}

/// What happened in a conversation.
struct History<'p> {
    past: &'p Past<'p>,
    kinds: Vec<Kind>,
    /// The texts of the user.
    asked: Vec<&'p str>,
    /// For each file name, the outputs that answer edits of files of that name.
    edits: HashMap<&'p str, Vec<usize>>,
    /// The last output that answers an edit of what was read.
    last_edit: Option<usize>,
    /// For each output, whether a later one answers an equal call.
    repeated: Vec<bool>,
}

impl<'p> History<'p> {
    fn of(past: &'p Past<'p>) -> Self {
        let kinds: Vec<Kind> = past.outputs.iter().map(kind).collect();
        let user = past.said.iter().filter(|said| said.kind == BlockKind::User);
        let mut read: HashSet<&str> = HashSet::new();
        let mut edits: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut last_edit = None;
        for (at, (output, kind)) in past.outputs.iter().zip(&kinds).enumerate() {
            let name = output.file.map(file_name);
            match kind {
                Kind::Read => read.extend(name),
                Kind::Edit => {
                    // A command that edits does not always say what.
                    if name.is_none_or(|name| read.contains(name)) {
                        last_edit = Some(at);
                    }
                    if let Some(name) = name {
                        edits.entry(name).or_default().push(at);
                    }
                }
                Kind::Other => {}
            }
        }
        let (asked, repeated) = (user.map(|said| said.text).collect(), repeated(past));
        Self { past, kinds, asked, edits, last_edit, repeated }
    }

    fn rank(&self, at: usize, output: &Output<'_>) -> Rank {
        if output.request + RECENT > self.past.requests {
            return Rank::AtHand;
        }
        let repeated = self.repeated.get(at).copied().unwrap_or_default();
        match self.kinds.get(at) {
            Some(Kind::Read) => self.rank_of_read(at, output),
            _ if repeated => Rank::Repeated,
            _ if output.hints.is_error => Rank::AtHand,
            _ => Rank::Acted,
        }
    }

    fn rank_of_read(&self, at: usize, output: &Output<'_>) -> Rank {
        if self.last_edit.is_none_or(|edit| edit < at) {
            return Rank::InUse;
        }
        let Some(file) = output.file else { return Rank::Aside };
        match self.edited_after(at, file) {
            Some(request) if request + QUIET > self.past.requests => Rank::InUse,
            Some(_) => Rank::Edited,
            None if self.is_named(file) => Rank::InUse,
            None => Rank::Aside,
        }
    }

    /// The last request that answered an edit of a file after an output.
    fn edited_after(&self, at: usize, file: &str) -> Option<usize> {
        let edits = self.edits.get(file_name(file))?.iter().rev();
        let later = edits.take_while(|edit| **edit > at).take(EDITS_LOOKED_AT);
        let mut later = later.filter_map(|edit| self.past.outputs.get(*edit));
        let of_file = |output: &&Output<'_>| output.file.is_some_and(|f| is_same_file(f, file));
        later.find(of_file).map(|output| output.request)
    }

    /// Whether the user names a file.
    fn is_named(&self, file: &str) -> bool {
        let name = file_name(file).as_bytes();
        let names = |text: &&str| memchr::memmem::find(text.as_bytes(), name).is_some();
        !name.is_empty() && self.asked.iter().any(names)
    }
}

/// For each output, whether a later one answers an equal call.
fn repeated(past: &Past<'_>) -> Vec<bool> {
    let mut later = HashSet::new();
    let mut repeated = vec![false; past.outputs.len()];
    for (output, repeated) in past.outputs.iter().zip(&mut repeated).rev() {
        let call = (output.hints.tool, output.hints.arguments.raw);
        *repeated = !call.1.is_empty() && later.contains(&call);
        // A failure does not stand for the success before it.
        if !output.hints.is_error {
            later.insert(call);
        }
    }
    repeated
}
