//! Which of the asked markers are placed, and where.

use super::spot::Spot;
use super::{Breakpoint, Breakpoints, Refusal};
use crate::{Layout, Message, Place, Role, Ttl};

/// What is placed and what is not.
#[derive(Debug)]
pub(super) struct Plan<'s> {
    /// In the order of the prefixes.
    pub(super) chosen: Vec<Chosen<'s>>,
    pub(super) refused: Vec<(Breakpoint, Refusal)>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Chosen<'s> {
    pub(super) breakpoint: Breakpoint,
    pub(super) spot: &'s Spot,
    pub(super) ttl: Ttl,
}

/// What is asked for. If not all can be placed the first win: the last message saves all of the
/// conversation, the system text what several conversations share.
pub(super) fn asks(asked: &Breakpoints) -> impl Iterator<Item = (Breakpoint, Ttl)> {
    [
        (Breakpoint::LastMessage, asked.last_message),
        (Breakpoint::PreviousRequest, asked.last_message),
        (Breakpoint::System, asked.system),
        (Breakpoint::Tools, asked.tools),
    ]
    .into_iter()
    .filter_map(|(breakpoint, ttl)| ttl.map(|ttl| (breakpoint, ttl)))
}

pub(super) fn plan<'s>(layout: &Layout<'_>, asked: &Breakpoints, spots: &'s [Spot]) -> Plan<'s> {
    let markers = layout.markers().iter().map(|marker| (marker.place, marker.ttl)).collect();
    let mut planner = Planner { layout, asked, spots, markers };
    let mut plan = Plan { chosen: Vec::new(), refused: Vec::new() };
    for (breakpoint, ttl) in asks(asked) {
        match planner.place(breakpoint, ttl) {
            Ok(Some(spot)) => plan.chosen.push(Chosen { breakpoint, spot, ttl }),
            Ok(None) => {}
            Err(refusal) => plan.refused.push((breakpoint, refusal)),
        }
    }
    plan.chosen.sort_by_key(|chosen| chosen.spot.order());
    plan
}

struct Planner<'p, 'a, 's> {
    layout: &'p Layout<'a>,
    asked: &'p Breakpoints,
    spots: &'s [Spot],
    /// The client's markers, and those placed so far.
    markers: Vec<(Place, Option<Ttl>)>,
}

impl<'s> Planner<'_, '_, 's> {
    /// The spot of a marker; none if there is no need for one.
    fn place(&mut self, breakpoint: Breakpoint, ttl: Ttl) -> Result<Option<&'s Spot>, Refusal> {
        let messages = self.layout.messages();
        let spot = match breakpoint {
            Breakpoint::Tools => self.end_of_section(0),
            Breakpoint::System => self.end_of_section(1),
            Breakpoint::LastMessage => self.end_of_messages(put(messages)),
            Breakpoint::PreviousRequest => match self.bridge() {
                Some(spot) => Some(spot),
                None => return Ok(None),
            },
        };
        let spot = spot.ok_or(Refusal::NoPlace)?;
        self.allows(breakpoint, spot, ttl)?;
        self.markers.push((spot.place, Some(ttl)));
        Ok(Some(spot))
    }

    fn end_of_section(&self, section: u8) -> Option<&'s Spot> {
        self.spots.iter().rfind(|spot| spot.section() == section && spot.takes_marker)
    }

    /// The end of the first messages: their last block that takes a marker.
    fn end_of_messages(&self, messages: usize) -> Option<&'s Spot> {
        let within = |spot: &&Spot| spot.message().is_some_and(|message| message < messages);
        self.spots.iter().rfind(|spot| within(spot) && spot.takes_marker)
    }

    /// The end of the previous request, if no marker that stands would look back as far as that.
    fn bridge(&self) -> Option<&'s Spot> {
        let previous = self.end_of_messages(previous_request(self.layout.messages())?)?;
        let from = self.spots.partition_point(|spot| spot.order() < previous.order());
        let reach = self.spots.iter().skip(from).take(self.asked.look_back).next_back()?;
        let in_reach = |&(place, _): &(Place, Option<Ttl>)| {
            (previous.order()..=reach.order()).contains(&self.block_of(place))
        };
        (!self.markers.iter().any(in_reach)).then_some(previous)
    }

    /// Where the block stands that a marker is on: one that is a block of its own, or that is on the
    /// request as a whole, is on the block before it, and one in a tool result on the result.
    fn block_of(&self, place: Place) -> (u8, usize, usize, usize) {
        let place = match place {
            Place::Message { message, block, .. } => Place::Message { message, block, inner: None },
            other => other,
        };
        let after = self.spots.partition_point(|spot| spot.order() <= place.order());
        let block = after.checked_sub(1).and_then(|at| self.spots.get(at));
        block.map_or_else(|| place.order(), Spot::order)
    }

    fn allows(&self, breakpoint: Breakpoint, spot: &Spot, ttl: Ttl) -> Result<(), Refusal> {
        let last = breakpoint == Breakpoint::LastMessage;
        let there = |place: Place| {
            let section = place.order().0;
            section == spot.section() && breakpoint != Breakpoint::PreviousRequest
                || last && place == Place::Request
        };
        let mut markers = self.markers.iter();
        if markers.any(|&(place, _)| there(place) && place.order() >= spot.order()) {
            return Err(Refusal::Marked);
        }
        if !self.asked.ttls.contains(&ttl) {
            return Err(Refusal::NoSuchTtl);
        }
        if self.markers.len() >= self.asked.markers {
            return Err(Refusal::Limit);
        }
        let in_order = |&(place, other): &(Place, Option<Ttl>)| match other {
            Some(other) if place.order() < spot.order() => other >= ttl,
            Some(other) => other <= ttl,
            None => false,
        };
        if self.markers.iter().all(in_order) { Ok(()) } else { Err(Refusal::TtlOrder) }
    }
}

/// How many messages are put to the model: those before the beginning of an answer that it is to
/// continue, since that does not come again as it is.
fn put(messages: &[Message]) -> usize {
    let prefilled = messages.iter().rev().take_while(of_model).count();
    if prefilled == messages.len() { prefilled } else { messages.len() - prefilled }
}

/// How many messages were put to the model in the previous request of the conversation: those before
/// its last answer. `None` if this is the first request.
pub(super) fn previous_request(messages: &[Message]) -> Option<usize> {
    let put = messages.iter().take(put(messages)).rev();
    let since = put.clone().take_while(|message| !of_model(message)).count();
    let answered = put.clone().skip(since).take_while(of_model).count();
    put.len().checked_sub(since + answered).filter(|&previous| previous > 0)
}

fn of_model(message: &&Message) -> bool {
    message.role == Role::Assistant
}
