//! Structural detection: what a payload is, by the grammar of formats and tools.
//!
//! Each family has a file and a function that claims a text or leaves it. [`StructuralDetector`] asks
//! them in an order in which the stricter grammar comes first: what is proven by a parser, then what
//! every line must obey, then what most lines look like. The call that precedes the text moves its
//! family to the front; the text must still agree.

mod binary;
mod code;
mod config;
mod diff;
mod envelope;
mod grammar;
mod json;
mod listing;
mod log;
mod markup;
mod outputs;
mod paths;
mod prose;
mod protect;
mod records;
mod runs;
mod search;
mod segments;
mod source;
mod table;
mod trace;
mod view;

pub use binary::Encoding;
pub(crate) use prose::is_fetched;
pub(crate) use protect::{Margins, is_read_of_editable, margins, only_file_shown, prints_no_file};
pub use protect::{is_data_path, is_generated_path, is_read};
pub use segments::{Segment, segments};

use source::Source;
use view::View;

use crate::{Confidence, ContentType, Detection, Detector, Hints};

/// The file that the call behind `hints` shows, by the name that the call has for it. Costs one pass over
/// the command line.
#[must_use]
pub fn file_shown(hints: &Hints<'_>) -> Option<String> {
    Source::of(hints).path().map(str::to_owned)
}

/// Recognises the common payloads of agents by their structure, without a model.
///
/// JSON is parsed to its end. Of everything else a bounded number of lines is looked at, spread over
/// the whole text.
#[derive(Clone, Copy, Debug, Default)]
pub struct StructuralDetector;

impl Detector for StructuralDetector {
    fn detect(&self, text: &str, hints: &Hints<'_>) -> Option<Detection> {
        detect_from(text, hints, &Source::of(hints))
    }
}

/// [`StructuralDetector::detect`] for a source that is known.
fn detect_from(text: &str, hints: &Hints<'_>, source: &Source) -> Option<Detection> {
    if let Some(found) = json::claim(text) {
        return Some(found);
    }
    let view = View::new(text);
    if view.lines.is_empty() {
        return None;
    }
    let language = source::language(hints, source);
    expected(&view, source, language).or_else(|| by_structure(&view, source, language))
}

/// Asks the family that the source names. A claim in doubt gives way to a sure one of another.
fn expected(view: &View<'_>, source: &Source, language: Option<&str>) -> Option<Detection> {
    let claim = match source {
        Source::Search { .. } => search::claim(view, source),
        Source::Paths => paths::claim(view, source),
        Source::Diff => diff::claim(view, source),
        Source::Read { path } => read(view, source, path, language),
        Source::Runner => runner(view, source),
        Source::Table => columns(view, source),
        // What a program prints of its environment is no file.
        Source::Environment => {
            records::claim_variables(view).or_else(|| config::claim(view, source))
        }
        Source::List => records::claim_asked(view),
        // Times stand in its lines, and no line of it is to be missed all the same.
        Source::Lines => return log::claim_blame(view),
        Source::Filtered | Source::Unknown => None,
    }?;
    if claim.confidence == Confidence::Certain {
        return Some(claim);
    }
    let other = by_structure(view, source, language);
    Some(other.filter(|other| other.confidence == Confidence::Certain).unwrap_or(claim))
}

/// A file that was read is what its name says, if the text agrees.
fn read(view: &View<'_>, source: &Source, path: &str, language: Option<&str>) -> Option<Detection> {
    let listing = listing::without_gutter(view);
    let inner = listing.as_ref().unwrap_or(view);
    // Nobody edits a lock file by hand.
    let is_data = listing.is_none() && protect::is_data_path(path);
    if let Some(lock) = is_data.then(|| config::claim_lock(inner)).flatten() {
        return Some(lock);
    }
    let claim = if diff::is_patch_path(path) {
        diff::claim(inner, source)
    } else if log::is_log_path(path) {
        log::claim(inner, source)
    } else if prose::is_document_path(path) {
        prose::claim_markdown(inner, source)
    } else if config::is_config_path(path) {
        config::claim(inner, source)
    } else if language.is_some() {
        code::claim(inner, language)
    } else if config::is_json_path(path) {
        // A part of a JSON file, or one with numbers before its lines, is no JSON.
        Some(likely(ContentType::CONFIG))
    } else {
        table::claim_csv(inner, source)
    }?;
    // The numbers say that a file is shown, the name says which.
    Some(if listing.is_some() { numbered(sure(claim)) } else { claim })
}

/// The same claim without doubt.
fn sure(claim: Detection) -> Detection {
    certain(claim.content_type)
}

/// What a program prints that writes columns.
fn columns(view: &View<'_>, source: &Source) -> Option<Detection> {
    let claim = table::claim_columns(view, source);
    let sure = |found: &Detection| found.confidence == Confidence::Certain;
    claim.filter(sure).or_else(|| records::claim(view, source)).or(claim)
}

/// The output of a build or test: a log, unless it shows something of stricter form.
fn runner(view: &View<'_>, source: &Source) -> Option<Detection> {
    let stricter = trace::claim(view).or_else(|| markup::claim(view, source));
    stricter.or_else(|| records::claim_tree(view, source)).or_else(|| logged(view, source))
}

/// A log, unless it has a few lines of one before a file that a script prints: that is what it is.
fn logged(view: &View<'_>, source: &Source) -> Option<Detection> {
    let claim = log::claim(view, source)?;
    let sure = |found: &Detection| found.confidence == Confidence::Certain;
    let file = || {
        let code = code::claim(view, None).filter(sure);
        code.or_else(|| config::claim(view, source).filter(sure))
    };
    let file = if log::is_log(view) { None } else { file() };
    Some(file.unwrap_or(claim))
}

/// Asks all families in turn. The first sure claim wins, else the first one in doubt.
fn by_structure(view: &View<'_>, source: &Source, language: Option<&str>) -> Option<Detection> {
    // The first column of a table may count its rows.
    if table::is_ruled(view) {
        return Some(certain(ContentType::TABLE));
    }
    if let Some(table) = table::claim_timed(view, source) {
        return Some(table);
    }
    // Where columns were asked for, a number before each row is one of them.
    let listed = (*source != Source::Table).then(|| listing::without_gutter(view)).flatten();
    if let Some(inner) = listed {
        // Lines of a file that are alike are no list.
        let found = by_structure_of(&inner, source, language);
        return found.filter(|found| found.content_type != ContentType::LIST).map(numbered);
    }
    by_structure_of(view, source, language)
}

fn by_structure_of(view: &View<'_>, source: &Source, language: Option<&str>) -> Option<Detection> {
    let families: [&dyn Fn() -> Option<Detection>; 17] = [
        &|| binary::claim(view),
        &|| diff::claim(view, source),
        &|| records::claim_commits(view, source),
        &|| markup::claim(view, source),
        &|| trace::claim(view),
        &|| search::claim(view, source),
        &|| records::claim_tree(view, source),
        &|| log::claim(view, source),
        &|| paths::claim_marked(view),
        &|| table::claim_csv(view, source),
        &|| config::claim_lock(view).filter(|_| source.path().is_none()),
        &|| config::claim(view, source),
        &|| prose::claim_markdown(view, source),
        &|| code::claim(view, language),
        &|| records::claim_separated(view, source),
        &|| table::claim_columns(view, source),
        &|| paths::claim(view, source),
    ];
    let mut doubtful = None;
    for claim in families.iter().filter_map(|family| family()) {
        if claim.confidence == Confidence::Certain {
            return Some(claim);
        }
        doubtful = doubtful.or(Some(claim));
    }
    // What is in doubt for want of a grammar may have the form of a list.
    let gives_way = |found: Detection| match found.content_type {
        ContentType::TABLE | ContentType::PATHS => true,
        // A runner may print anything.
        ContentType::LOG => log::claim(view, &Source::Unknown).is_none(),
        _ => false,
    };
    if doubtful.is_none_or(gives_way)
        && let Some(list) = records::claim(view, source)
    {
        return Some(list);
    }
    // Running text has no grammar: it is what nothing else even resembles.
    doubtful.or_else(|| prose::claim_text(view, source))
}

/// What a text is when each of its lines carries a number: what is parsed as a whole is not that any
/// more, but source that is being read.
fn numbered(claim: Detection) -> Detection {
    const LINES: &[ContentType] =
        &[ContentType::CODE, ContentType::CONFIG, ContentType::MARKDOWN, ContentType::LOG];
    match claim.content_type {
        kind if LINES.contains(&kind) => claim,
        ContentType::TEXT => likely(ContentType::TEXT),
        _ => Detection::new(ContentType::CODE, claim.confidence),
    }
}

/// A claim that the format's own grammar proves, or the producer and the text agree on.
fn certain(content_type: ContentType) -> Detection {
    Detection::new(content_type, Confidence::Certain)
}

/// A claim that may be wrong.
fn likely(content_type: ContentType) -> Detection {
    Detection::new(content_type, Confidence::Likely)
}
