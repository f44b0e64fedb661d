//! The texts of a request that should stay the same, and what is volatile in them.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;

use headroom_core::Span;
use headroom_core::document::Cursor;
use serde::Serialize;

use super::{Likelihood, Literal, Setting, VolatileDetector, VolatileKind};
use crate::layout::{Layout, Message, Part, PartKind, Place, Role, Section};
use crate::place;

/// Something volatile in a part of a request that should stay the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The part that it stands in.
    #[serde(serialize_with = "place::serialize")]
    pub place: Place,
    /// The bytes of the body, escapes and all.
    #[serde(serialize_with = "place::serialize_span")]
    pub span: Span,
    /// What it reads, decoded.
    pub text: String,
    /// What it is; [`VolatileKind::reason`] says why that changes.
    pub kind: VolatileKind,
    /// How likely it changes.
    pub likelihood: Likelihood,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, span, text, kind, likelihood } = self;
        let likely = match likelihood {
            Likelihood::Likely => "likely to change",
            Likelihood::Possible => "may be constant",
        };
        let (place, Span { start, end }) = (place::Words(*place), span);
        write!(f, "{place}, bytes {start}-{end}: {text:?} ({kind}, {likely}: {})", kind.reason())
    }
}

impl VolatileDetector {
    /// What is volatile in the parts of a request that a provider's cache needs to stay the same:
    /// tools, system text, and the texts of the messages before the model first speaks. Tool results
    /// are not looked into: they are sent once and stay.
    ///
    /// Linear in these parts.
    ///
    /// ```
    /// use headroom_cache::{Layout, VolatileDetector};
    ///
    /// let body = r#"{"system": "Be brief.\nToday is Monday, 5 January 2026.",
    ///     "messages": [{"role": "user", "content": "Hello"}]}"#;
    /// let found = VolatileDetector::new().in_request(&Layout::parse(body)?);
    /// assert_eq!(
    ///     found[0].to_string(),
    ///     "system block 0, bytes 32-54: \"Monday, 5 January 2026\" \
    ///      (date, likely to change: a date differs from day to day)",
    /// );
    /// # Ok::<(), headroom_cache::LayoutError>(())
    /// ```
    #[must_use]
    pub fn in_request(&self, layout: &Layout<'_>) -> Vec<Finding> {
        let texts = early_texts(layout);
        texts.iter().flat_map(|text| self.in_literal(layout.source(), text)).collect()
    }

    /// What in fact changed: the findings in `later` that read otherwise in `earlier`, each with what
    /// they read there. Findings belong together by part, kind and order. Only this is certain; of
    /// anything else that changed, [`DriftDetector`](crate::DriftDetector) tells the first.
    #[must_use]
    pub fn between(&self, earlier: &Layout<'_>, later: &Layout<'_>) -> Vec<(String, Finding)> {
        let mut known: BTreeMap<_, VecDeque<String>> = BTreeMap::new();
        for finding in self.in_request(earlier) {
            let key = (finding.place.order(), finding.kind);
            known.entry(key).or_default().push_back(finding.text);
        }
        let later = self.in_request(later).into_iter();
        let pairs = later.filter_map(|finding| {
            let key = (finding.place.order(), finding.kind);
            Some((known.get_mut(&key)?.pop_front()?, finding))
        });
        pairs.filter(|(was, finding)| *was != finding.text).collect()
    }

    fn in_literal(&self, body: &str, early: &EarlyText) -> Vec<Finding> {
        let Some(literal) = Literal::read(body, early.literal) else { return Vec::new() };
        let found = self.search(literal.text(), early.setting).into_iter();
        let finding = |find: super::Volatile| Finding {
            place: early.place,
            span: literal.in_body(find.span),
            text: find.span.of(literal.text()).to_owned(),
            kind: find.kind,
            likelihood: find.likelihood,
        };
        found.map(finding).collect()
    }
}

/// A string literal in a part that should stay the same.
#[derive(Clone, Copy, Debug)]
struct EarlyText {
    place: Place,
    literal: Span,
    setting: Setting,
}

/// The literals in the order in which providers read: tools, system text, messages.
fn early_texts(layout: &Layout<'_>) -> Vec<EarlyText> {
    let mut texts = Vec::new();
    let tools = layout.tools().map_or(&[][..], |tools| &tools.parts);
    for (tool, part) in tools.iter().enumerate() {
        let place = Place::Tool { tool };
        let leaves = strings(layout.source(), part.value).into_iter();
        texts.extend(leaves.map(|literal| EarlyText {
            place,
            literal,
            setting: Setting::Elsewhere,
        }));
    }
    if let Some(system) = layout.system() {
        let place = |block| Place::System { block };
        texts.extend(of_section(system, place, Setting::Instructions));
    }
    let spoken = |message: &&Message| message.role != Role::Assistant;
    let early = layout.messages().iter().take_while(spoken).enumerate();
    for (index, message) in early.filter(|(_, message)| message.role != Role::Tool) {
        let setting = match message.role {
            Role::System => Setting::Instructions,
            _ => Setting::Elsewhere,
        };
        let place = |block| Place::Message { message: index, block, inner: None };
        let section = message.content.iter();
        texts.extend(section.flat_map(|section| of_section(section, place, setting)));
    }
    texts
}

fn of_section(
    section: &Section,
    place: impl Fn(usize) -> Place,
    setting: Setting,
) -> Vec<EarlyText> {
    let text = |(block, literal)| EarlyText { place: place(block), literal, setting };
    if section.parts.is_empty() {
        return vec![text((0, section.value))];
    }
    let is_text = |part: &Part| part.text.filter(|_| part.kind == PartKind::Text);
    let texts = section.parts.iter().enumerate();
    texts.filter_map(|(block, part)| Some(text((block, is_text(part)?)))).collect()
}

/// The string values in a JSON value, keys aside. Linear, without recursion.
fn strings(body: &str, value: Span) -> Vec<Span> {
    let mut found = Vec::new();
    let mut cursor = Cursor::new(body, value.start);
    while cursor.position() < value.end {
        match cursor.peek() {
            0 => break,
            b'{' | b'}' | b'[' | b']' | b',' | b':' => {
                cursor = Cursor::new(body, cursor.position() + 1);
            }
            first => {
                let token = cursor.skip();
                if first == b'"' && cursor.peek() != b':' {
                    found.push(token);
                }
                if token.is_empty() {
                    break;
                }
            }
        }
    }
    found
}
