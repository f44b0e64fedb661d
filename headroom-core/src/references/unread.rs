//! Texts that were sent, before anybody has looked for their lines.

use super::folds::Cut;
use super::index::{Target, TargetLine};
use super::listing::Line;
use super::names::Title;
use super::{Part, Sent, Standing, path};
use crate::SharedText;
use crate::detect::Margins;
use crate::notice::{Lines, Notice, Within};

/// A text that was sent. Nothing is known of its lines until something follows that may refer to them:
/// the last result of a request is read in the next one.
#[derive(Clone, Debug)]
pub(super) struct Unread {
    text: SharedText,
    within: Within,
    margins: Margins,
    folded: Vec<Lines>,
    title: Title,
    standing: Standing,
}

impl Unread {
    pub(super) fn new(sent: &Sent<'_>, title: Title, standing: Standing) -> Self {
        let Sent { within, margins, text, held, folded, .. } = *sent;
        let text = held.cloned().unwrap_or_else(|| text.into());
        Self { text, within, margins, folded: folded.to_vec(), title, standing }
    }

    /// Bytes held, roughly.
    pub(super) fn bytes(&self) -> usize {
        let lines = self.standing.cut.as_ref().map_or(0, |cut| cut.lines.len());
        self.text.len() + lines * size_of::<TargetLine>()
    }

    /// The lines that go out, at the places where they stand then: those from the notice of thinned
    /// line numbers on stand one line lower than their parts.
    pub(super) fn target(self) -> Target {
        let Self { text, within, margins, folded, title, standing } = self;
        let Standing { cut, parts, notice_at } = standing;
        let cut = cut.unwrap_or_else(|| Cut::of(&text, margins, &folded));
        let whole = |line: usize| Some((cut.lines.get(line).copied()?, cut.fold(line)));
        let count = parts.as_ref().map_or(cut.lines.len(), Vec::len);
        let (mut kept, mut spoken_of) = (Vec::with_capacity(count), Vec::new());
        let says_path = path::is_said(&text);
        for n in 0..count {
            let (line, replaced) = match parts.as_ref().and_then(|parts| parts.get(n)) {
                None => (whole(n), None),
                Some(Part::Line(line)) => (whole(*line), None),
                Some(Part::Same(_, notice)) => (None, Some(&**notice)),
            };
            let standing = line.and_then(|(line, _)| Notice::on_line(line.whole.of(&text)));
            let notice = replaced.or(standing.as_ref());
            spoken_of.extend(notice.and_then(Notice::numbers));
            let is_own = |line: &Line| !(says_path && path::is_said(line.whole.of(&text)));
            // Where a notice counts the lines of an original, a reader would count the others as well.
            let counts = |line: &Line| spoken_of.is_empty() || line.number.is_some();
            let is_clear = |line: &Line| notice.is_none() && is_own(line) && counts(line);
            if let Some((line, fold)) = line.filter(|(line, _)| is_clear(line)) {
                let lower = notice_at.is_some_and(|inserted| n >= inserted);
                kept.push(TargetLine { line, position: n + 1 + usize::from(lower), fold });
            }
        }
        Target::new(text, kept, &spoken_of, within, title)
    }
}
