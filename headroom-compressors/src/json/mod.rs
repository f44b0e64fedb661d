//! JSON as verified tables: `grammar.md` says how it is written.

mod above;
mod block;
mod broken;
mod cluster;
mod header;
mod keys;
mod nested;
mod node;
mod read;
mod repeats;
mod row;
mod scalar;
mod select;
mod shape;
mod tree;
mod write;

use std::fmt;

use headroom_core::{
    Compressor, ContentType, Declined, Elision, Input, Like, Rewrite, Span, TokenCounter, Unit,
};

use block::Folded;
use broken::Broken;
use nested::Opened;
use repeats::Repeats;
use select::Hidden;
use tree::Tree;

/// A form that is not JSON must spare at least so many tokens, and a tenth of all.
const MIN_SPARED: usize = 40;

/// The tokens of a document that stays whole: an agent may use any of its values.
const SMALL: usize = 1_500;

/// The percent of a document that stays in sight in any case, on top of the aim …
const MORE: usize = 4;
/// … up to so many tokens.
const MOST_MORE: usize = 6_000;

/// The percent of a document that must go out of sight, or nothing does.
const MIN_GONE: usize = 30;

/// Bytes of JSON up to which tokens are always counted.
const COUNTED: usize = 4096;

/// Folds JSON, JSON lines and concatenated JSON into tables, without losing anything.
///
/// For each part of a document the shorter form is taken: a table, a table by key, or the values
/// with their keys. If the whole is not clearly fewer tokens than the JSON without its white space,
/// that is taken instead. Where the budget allows it, rows of long documents and parts of long strings
/// go out of sight. Time is linear in the input: below a fixed depth, nothing is looked into.
///
#[doc = include_str!("grammar.md")]
#[doc = include_str!("payloads.md")]
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct SmartCrusher;

impl SmartCrusher {
    /// The compressor.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl Compressor for SmartCrusher {
    fn name(&self) -> &'static str {
        "smart-crusher"
    }

    fn accepts(&self) -> &[ContentType] {
        &[ContentType::JSON, ContentType::JSON_LINES]
    }

    fn compress(&self, input: &Input<'_>) -> Result<Rewrite, Declined> {
        let Some(tree) = Tree::parse(input.text) else { return broken_off(input) };
        if let Some(rewrite) = input.budget.tokens().and_then(|aim| elided(input, &tree, aim)) {
            return Ok(rewrite);
        }
        let roots: Vec<Span> = tree.roots.iter().map(|&root| tree.span(root)).collect();
        let folded = folded(input, tree);
        let folded = clearer(folded, minified(input.text, &roots), input.tokens);
        if folded.len() >= input.text.len() {
            return Err(Declined::NoGain);
        }
        Ok(Rewrite::whole(input.text, folded))
    }

    fn restore(&self, folded: &str, out: &mut dyn fmt::Write) -> fmt::Result {
        // Without tables and bare strings a fold is plain JSON, or as much of it as there is.
        if !folded.starts_with(block::LEGEND) {
            let is_json = || Tree::parse(folded).is_some() || Broken::find(folded).is_some();
            return if is_json() { out.write_str(folded) } else { Err(fmt::Error) };
        }
        read::document(folded, out)
    }
}

/// The fold of a text that breaks off: what is complete of it, and the rest as it is.
fn broken_off(input: &Input<'_>) -> Result<Rewrite, Declined> {
    let broken = Broken::find(input.text).ok_or(Declined::NotThisType)?;
    let complete = || Some(folded(input, broken.tree()?));
    let folded = broken.marked(&complete().ok_or(Declined::NotThisType)?);
    let mut json = minified(broken.complete, &[Span::whole(broken.complete)]);
    json.push_str(broken.rest);
    let folded = clearer(folded, json, input.tokens);
    if folded.len() >= input.text.len() {
        return Err(Declined::NoGain);
    }
    Ok(Rewrite::whole(input.text, folded))
}

/// A document in the other form; JSON texts that stand in strings are opened.
fn folded(input: &Input<'_>, tree: Tree<'_>) -> String {
    let fold = |tree: Tree<'_>| {
        let repeats = Repeats::find(&tree, || select::asked(&tree, &input.hints));
        block::document(&tree.with_repeats(repeats)).text
    };
    let Some(opened) = nested::opened(&tree) else { return fold(tree) };
    drop(tree);
    Tree::parse(&opened).map(|tree| fold(tree.exact())).unwrap_or_default()
}

/// A document with rows left out, of JSON texts in strings too; only if it is far larger than the aim.
fn elided(input: &Input<'_>, tree: &Tree<'_>, aim: usize) -> Option<Rewrite> {
    let all = tree.weight_of(&tree.roots);
    (all > SMALL.max(2 * aim)).then_some(())?;
    let aim = aim + (all * MORE / 100).min(MOST_MORE);
    if let Some(opened) = Opened::of(tree) {
        let tree = Tree::parse(&opened.text)?.exact();
        return shortened(input, &tree, Some(&opened), aim);
    }
    shortened(input, tree, None, aim)
}

/// A document with rows left out, if most of it can go. `opened` says where the parts of the tree's text
/// stand in the input, if that is another text.
fn shortened(
    input: &Input<'_>,
    tree: &Tree<'_>,
    opened: Option<&Opened>,
    aim: usize,
) -> Option<Rewrite> {
    let (mut hidden, asked) = select::select(tree, &input.hints, aim);
    // Parts of a string within a string are no parts of that.
    let within = |span| opened.is_some_and(|opened| opened.is_inside(span));
    hidden.retain(|hidden| hidden.unit != Unit::Text || !within(hidden.span));
    let text = tree.text();
    let gone: usize = hidden.iter().map(|hidden| hidden.span.len()).sum();
    (gone * 100 >= text.len() * MIN_GONE).then_some(())?;
    let (mut kept, mut gaps, mut at) = (String::new(), Vec::new(), 0);
    for Hidden { span, .. } in &hidden {
        kept.push_str(text.get(at..span.start)?);
        gaps.push(kept.len());
        at = span.end;
    }
    kept.push_str(text.get(at..)?);
    let kept = Tree::parse(&kept)?.with_gaps(gaps);
    let kept = if opened.is_some() { kept.exact() } else { kept };
    let repeats = Repeats::find(&kept, || asked.iter().map(|&span| moved(span, &hidden)).collect());
    let Folded { text, gaps } = block::document(&kept.with_repeats(repeats));
    if let Some(opened) = opened {
        let spans: Vec<Span> = hidden.iter().map(|hidden| hidden.span).collect();
        let spans = opened.in_source(input.text, &spans)?;
        hidden.iter_mut().zip(spans).for_each(|(hidden, span)| hidden.span = span);
    }
    rewrite(input.text, hidden, &text, &gaps)
}

/// Where something stands in a text that spans were left out of.
fn moved(span: Span, hidden: &[Hidden]) -> Span {
    let gone = |at: usize| {
        let before = hidden.iter().take_while(|hidden| hidden.span.start < at);
        before.map(|hidden| hidden.span.len()).sum::<usize>()
    };
    Span::new(span.start - gone(span.start), span.end - gone(span.end))
}

/// The rewrite of a text into one with rows out of sight at these places.
fn rewrite(source: &str, hidden: Vec<Hidden>, folded: &str, gaps: &[usize]) -> Option<Rewrite> {
    let (mut rewrite, mut at, mut from) = (Rewrite::new(), 0, 0);
    for (Hidden { span, unit, facts }, &gap) in hidden.into_iter().zip(gaps) {
        rewrite.fold(Span::new(at, span.start), folded.get(from..gap)?.to_owned());
        let (like, counts) = (Like::Unknown, Vec::new());
        rewrite.leave_out(Elision { span, unit, like, counts, facts });
        (at, from) = (span.end, gap);
    }
    rewrite.fold(Span::new(at, source.len()), folded.get(from..)?.to_owned());
    Some(rewrite)
}

/// JSON, unless the other form is clearly shorter. In large texts bytes, of which a token has much
/// the same number in both, mostly tell without counting.
fn clearer(folded: String, minified: String, tokens: &dyn TokenCounter) -> String {
    let percent = folded.len() * 100 / minified.len().max(1);
    if minified.len() > COUNTED && !(70..=97).contains(&percent) {
        return if percent < 70 { folded } else { minified };
    }
    let json = tokens.estimate(&minified);
    let spared = json.saturating_sub(tokens.estimate(&folded));
    if spared >= MIN_SPARED && spared * 10 >= json { folded } else { minified }
}

/// The values at these places without the white space between their tokens, one a line.
fn minified(text: &str, roots: &[Span]) -> String {
    let mut out = String::with_capacity(roots.iter().map(|root| root.len() + 1).sum());
    for (at, root) in roots.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        write::minify(root.of(text), &mut out);
    }
    out
}
