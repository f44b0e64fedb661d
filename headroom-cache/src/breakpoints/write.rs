//! Markers as splices into the body.

use std::borrow::Cow;

use headroom_core::Span;

use super::plan::Plan;
use super::spot::{is_wrapped, is_wrapped_system};
use super::{Breakpoints, Layout};
use crate::Ttl;
use crate::splice::{Splice, member, spliced};

/// Writes the markers as members of the blocks they stand on, and strings as lists.
pub(super) fn cache_control<'a>(
    layout: &Layout<'a>,
    asked: &Breakpoints,
    plan: &Plan<'_>,
) -> Cow<'a, str> {
    let source = layout.source();
    let mut splices = wrapped(layout, asked);
    for chosen in &plan.chosen {
        let marker = match chosen.ttl {
            Ttl::FiveMinutes => r#"{"type":"ephemeral"}"#,
            Ttl::OneHour => r#"{"type":"ephemeral","ttl":"1h"}"#,
        };
        let value = chosen.spot.value;
        match splices.iter_mut().find(|(at, _)| *at == Span::new(value.end, value.end)) {
            Some((_, closing)) => *closing = format!(r#","cache_control":{marker}{CLOSING}"#),
            None => splices.push(member(source, value, "cache_control", marker)),
        }
    }
    spliced(source, splices).unwrap_or(Cow::Borrowed(source))
}

/// Writes the markers as blocks of their own, after those they are for.
pub(super) fn cache_point<'a>(
    layout: &Layout<'a>,
    _: &Breakpoints,
    plan: &Plan<'_>,
) -> Cow<'a, str> {
    let source = layout.source();
    let splices = plan.chosen.iter().map(|chosen| {
        let block = match chosen.ttl {
            Ttl::FiveMinutes => r#",{"cachePoint":{"type":"default"}}"#,
            Ttl::OneHour => r#",{"cachePoint":{"type":"default","ttl":"1h"}}"#,
        };
        let end = chosen.spot.value.end;
        (Span::new(end, end), block.to_owned())
    });
    spliced(source, splices.collect()).unwrap_or(Cow::Borrowed(source))
}

const OPENING: &str = r#"[{"type":"text","text":"#;
const CLOSING: &str = "}]";

/// The strings that become lists of one block.
fn wrapped(layout: &Layout<'_>, asked: &Breakpoints) -> Vec<Splice> {
    let system = layout.system().filter(|_| is_wrapped_system(layout, asked));
    let messages = layout.messages().iter().filter(|message| is_wrapped(layout, message, asked));
    let strings = system.into_iter().chain(messages.filter_map(|message| message.content.as_ref()));
    let ends = |value: Span| {
        [(value.start, OPENING), (value.end, CLOSING)]
            .map(|(at, text)| (Span::new(at, at), text.to_owned()))
    };
    strings.flat_map(|section| ends(section.value)).collect()
}
