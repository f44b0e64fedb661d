//! What in a text changes from call to call.

mod context;
mod git;
mod kind;
mod literal;
mod patterns;
mod request;

use std::collections::BTreeMap;

use headroom_core::Span;

use context::{Cue, cue, is_one};
pub use kind::{Likelihood, VolatileKind};
pub(crate) use literal::Literal;
use patterns::{FORMS, Form};
pub use request::Finding;

/// Finds what changes from call to call where a prompt should stay the same.
///
/// A provider's prompt cache serves the longest prefix that is byte for byte what was sent before: a
/// time in the first line of a system prompt makes every call pay for all of it.
///
/// What has the form of something volatile may still be constant. The words before it in its sentence
/// tell: after "today", "now", "current" or a label such as "Date:" a find is [`Likelihood::Likely`],
/// after "released", "since", "cutoff", "for example" and within URLs and paths it is
/// [`Likelihood::Possible`]. Without such a word its kind decides: a date alone may stand for
/// anything, a UUID in a system prompt is seldom meant to stay.
///
/// Months and weekdays are looked for in English, numeric dates in any text. Linear in the text.
///
/// ```
/// use headroom_cache::{Likelihood, VolatileDetector, VolatileKind};
///
/// let text = "You are careful. Your knowledge ends in June 2024.\nToday's date: 2026-01-05\n";
/// let found = VolatileDetector::new().in_text(text);
/// let told: Vec<_> = found.iter().map(|find| (find.span.of(text), find.likelihood)).collect();
/// assert_eq!(told, [("June 2024", Likelihood::Possible), ("2026-01-05", Likelihood::Likely)]);
/// assert_eq!(found[1].kind, VolatileKind::Date);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VolatileDetector {
    without: Vec<VolatileKind>,
}

/// A piece of text that changes from call to call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Volatile {
    /// Where it stands in the text.
    pub span: Span,
    /// The same with the label or heading that belongs to it.
    pub labelled: Span,
    /// What it is.
    pub kind: VolatileKind,
    /// How likely it changes.
    pub likelihood: Likelihood,
}

impl VolatileDetector {
    /// A detector of all kinds.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Leaves a kind alone. By default none is; a host whose working directory never changes, for
    /// example, need not hear of it.
    #[must_use]
    pub fn without(mut self, kind: VolatileKind) -> Self {
        self.without.push(kind);
        self
    }

    /// What is volatile in a text of instructions, in order and disjoint.
    #[must_use]
    pub fn in_text(&self, text: &str) -> Vec<Volatile> {
        self.search(text, Setting::Instructions)
    }

    fn search(&self, text: &str, setting: Setting) -> Vec<Volatile> {
        let listings = git::listings(text).into_iter().map(|listing| Volatile {
            span: listing.entries,
            labelled: listing.with_heading,
            kind: VolatileKind::GitStatus,
            likelihood: Likelihood::Likely,
        });
        let forms = FORMS.iter().flat_map(|form| of_form(form, text, setting));
        let mut found: Vec<Volatile> = listings.chain(forms).collect();
        found.retain(|find| !self.without.contains(&find.kind));
        let mut found = disjoint(found);
        drop_enumerations(&mut found, text);
        found
    }
}

/// What kind of text is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Setting {
    /// System text: what looks volatile mostly is.
    Instructions,
    /// Tool definitions, full of examples, and what users say, which is said once: only what the
    /// words around it call current is likely to change.
    Elsewhere,
}

impl Setting {
    fn usual(self, form: &Form) -> Likelihood {
        let tells_itself = matches!(
            form.kind,
            VolatileKind::WorkingDirectory | VolatileKind::GitStatus | VolatileKind::ProcessId
        );
        match self {
            Self::Elsewhere if !tells_itself => Likelihood::Possible,
            _ => form.likelihood,
        }
    }
}

fn of_form(form: &Form, text: &str, setting: Setting) -> Vec<Volatile> {
    let judged = |span: Span, labelled: Span| judge(form, text, span, labelled, setting);
    if form.grouped {
        let found = form.regex.captures_iter(text);
        let found = found.filter_map(|captures| Some((captures.get(1)?, captures.get(0)?)));
        found.filter_map(|(group, all)| judged(group.range().into(), all.range().into())).collect()
    } else {
        let found = form.regex.find_iter(text).map(|found| Span::from(found.range()));
        found.filter_map(|span| judged(span, span)).collect()
    }
}

fn judge(
    form: &Form,
    text: &str,
    span: Span,
    labelled: Span,
    setting: Setting,
) -> Option<Volatile> {
    let kind = form.kind;
    if !is_one(text, span, kind) {
        return None;
    }
    let cue = cue(text, span);
    let likelihood = match cue {
        Cue::Now => Likelihood::Likely,
        Cue::Constant => Likelihood::Possible,
        Cue::None => setting.usual(form),
    };
    let is_vague = match kind {
        VolatileKind::Date => span.of(text).bytes().all(|b| b.is_ascii_alphabetic()),
        VolatileKind::Time => form.likelihood == Likelihood::Possible && !has_zone(span.of(text)),
        _ => false,
    };
    (!is_vague || cue == Cue::Now).then_some(Volatile { span, labelled, kind, likelihood })
}

/// Whether more than hours and minutes tell that this is a time of day, and not a ratio or a verse.
fn has_zone(time: &str) -> bool {
    time.bytes().any(|b| b.is_ascii_alphabetic())
}

/// The longest of those that start first; of those that are the same, the one of the earlier form.
fn disjoint(mut found: Vec<Volatile>) -> Vec<Volatile> {
    found.sort_by_key(|find| (find.span.start, usize::MAX - find.span.end));
    let mut end = 0;
    found.retain(|find| {
        let free = find.span.start >= end;
        if free {
            end = find.span.end;
        }
        free
    });
    found
}

/// "Step 1", "Step 2", "Step 3" in one text number its parts: nothing is counted from call to call.
fn drop_enumerations(found: &mut Vec<Volatile>, text: &str) {
    let weak = |find: &Volatile| {
        find.kind == VolatileKind::Counter && find.likelihood == Likelihood::Possible
    };
    let word = |find: &Volatile| {
        let found = find.span.of(text);
        found.split(' ').next().unwrap_or_default().to_ascii_lowercase()
    };
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for find in found.iter().filter(|find| weak(find)) {
        *times.entry(word(find)).or_default() += 1;
    }
    found.retain(|find| !weak(find) || times.get(&word(find)) == Some(&1));
}

#[cfg(test)]
mod tests;
