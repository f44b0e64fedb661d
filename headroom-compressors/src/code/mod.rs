//! `CodeAwareCompressor`: source code as an outline.
//!
//! [`source`] takes the code out of a listing, [`parse`] parses it, [`marks`] finds definitions, [`asked`]
//! what the question names, [`outline`] and [`docs`] choose what goes out of sight. A language is a table
//! of [`languages`].

mod asked;
mod docs;
mod language;
mod languages;
mod marks;
mod outline;
mod parse;
mod part;
mod source;

use headroom_core::{
    Compressor, ContentType, Declined, Elision, Input, Like, Rewrite, Unit, file_shown, is_read,
};
use tree_sitter::Tree;

use language::{Language, Role};
use marks::Marks;
use outline::{Gap, Outliner};
use source::Source;

/// Leaves out the bodies of functions, where the budget allows it.
///
/// Imports, signatures with all that belongs to them, types with their fields, constants, the first
/// sentence of comments and documentation, reminders (`TODO`, `SAFETY`), `unsafe` and what raises or
/// throws stay in sight, with the headers of the statements around them. So does the whole of each
/// function that the question names, and as far as there is room of those that it calls and that
/// call it. The result parses as the input does: notices stand in comments.
///
/// A short file that is read is left alone, and so are some hundred lines of a longer one: they are what
/// was looked for.
///
/// Which languages are known is chosen by cargo features. Functions in which the parser finds an error
/// are shown whole.
///
/// Never folds anything. Time is linear in the text, but for the parser's, which is bounded; texts
/// of more than two megabytes are left alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CodeAwareCompressor;

/// Longer texts are not parsed.
const LONGEST: usize = 2 << 20;

/// The share of the code, in percent, that may be shown around what is asked for.
const AROUND: usize = 2;

impl CodeAwareCompressor {
    /// The compressor. It has no settings.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl Compressor for CodeAwareCompressor {
    fn name(&self) -> &'static str {
        "code"
    }

    fn accepts(&self) -> &[ContentType] {
        &[ContentType::CODE]
    }

    fn compress(&self, input: &Input<'_>) -> Result<Rewrite, Declined> {
        if !input.budget.may_elide() {
            return Err(Declined::NoGain);
        }
        if input.text.len() > LONGEST {
            return Err(Declined::TooLarge);
        }
        let source = Source::of(input.text, &input.hints);
        let path = file_shown(&input.hints);
        let path = path.as_deref();
        if is_read(&input.hints) && part::is_short(&source, &input.hints) {
            return Err(Declined::NoGain);
        }
        let language =
            language::language_of(path, input.hints.language, &source.text, languages::ALL);
        let language = language.ok_or(Declined::NotThisType)?;
        if parse::is_too_deep(&source.text) {
            return Err(Declined::TooDeep);
        }
        let outline =
            |tree: &Tree, roles: &[Role]| outlined(&source, language, tree, roles, input, path);
        let gaps = parse::parsed(language, &source.text, outline).ok_or(Declined::TooDeep)?;
        rewrite(&source, &gaps)
    }
}

fn outlined(
    source: &Source<'_>,
    language: &'static Language,
    tree: &Tree,
    roles: &[Role],
    input: &Input<'_>,
    path: Option<&str>,
) -> Vec<Gap> {
    let marks = Marks::of(tree, language, roles, &source.text);
    let room = source.text.len() * AROUND / 100;
    let asked = asked::rows(source, &marks, &input.hints, path, room);
    let gaps = Vec::new();
    Outliner { source, language, roles, marks: &marks, asked: &asked, gaps }.run()
}

fn rewrite(source: &Source<'_>, gaps: &[Gap]) -> Result<Rewrite, Declined> {
    let mut rewrite = Rewrite::new();
    for gap in gaps {
        let Some(span) = source.shown(gap.first, gap.last) else { continue };
        let listed = source.is_listed(gap.first, gap.last);
        let unit = Unit::Code { comment: gap.comment, listed };
        let (like, counts, facts) = (Like::Unknown, Vec::new(), Vec::new());
        rewrite.leave_out(Elision { span, unit, like, counts, facts });
    }
    if rewrite.pieces().is_empty() { Err(Declined::NoGain) } else { Ok(rewrite) }
}
