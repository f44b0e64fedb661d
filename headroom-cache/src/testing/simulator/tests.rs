use super::*;
use crate::{PastEdit, Place, ProviderRules};

/// A token per letter, so that sums can be read off the texts.
#[derive(Debug)]
struct Letters;

impl TokenCounter for Letters {
    fn bounds(&self, text: &str) -> (usize, usize) {
        (text.len(), text.len())
    }

    fn name(&self) -> &str {
        "letters"
    }
}

fn simulator(rules: &str) -> Simulator<Letters> {
    let text = format!(r#"{{"dated": "2026-11", "models": [{rules}]}}"#);
    let rules = ProviderRules::from_json(&text).unwrap().models.remove(0);
    Simulator::new(rules, Letters)
}

/// Markers, a minimum of ten tokens, three blocks of look-back.
fn markers() -> Simulator<Letters> {
    simulator(
        r#"{"models": ["*"], "kind": "markers", "minimum": 10, "read": 0.1, "markers": 4,
            "look_back": 3, "entries": [{"ttl": "5m", "seconds": 300, "write": 1.25},
            {"ttl": "1h", "seconds": 3600, "write": 2.0}]}"#,
    )
    .dialect("anthropic")
}

fn prefixes(write: f64) -> Simulator<Letters> {
    simulator(&format!(
        r#"{{"models": ["*"], "kind": "prefix", "minimum": 20, "step": 10, "read": 0.1,
            "entries": [{{"ttl": "5m", "seconds": 300, "write": {write}}}]}}"#
    ))
    .dialect("openai-chat")
}

/// A body of blocks of one message each: the letters are the text; `@` and `#` are markers of five
/// minutes and of an hour.
fn body(blocks: &[&str]) -> String {
    let message = |block: &&str| {
        let marker = match block.chars().last() {
            Some('@') => r#","cache_control":{"type":"ephemeral"}"#,
            Some('#') => r#","cache_control":{"ttl":"1h","type":"ephemeral"}"#,
            _ => "",
        };
        let text = block.trim_end_matches(['@', '#']);
        format!(r#"{{"role":"user","content":[{{"type":"text","text":"{text}"{marker}}}]}}"#)
    };
    let messages: Vec<_> = blocks.iter().map(message).collect();
    format!(r#"{{"messages":[{}]}}"#, messages.join(","))
}

#[track_caller]
fn turn(cache: &mut Simulator<Letters>, at: u64, blocks: &[&str], read: usize, written: usize) {
    let turn = cache.request(&body(blocks), at).unwrap();
    assert_eq!((turn.read, turn.written), (read, written), "{blocks:?}");
    assert_eq!(turn.read + turn.written + turn.plain, turn.tokens);
}

const A: &str = "aaaaaaaaaa";
const B: &str = "bbbbbbbbbb";

#[test]
fn an_entry_ends_at_a_marker() {
    let mut cache = markers();
    turn(&mut cache, 0, &[A, "bbbbb@", "ccc"], 0, 15);
    turn(&mut cache, 1, &[A, "bbbbb", "ccc@"], 15, 3);
    turn(&mut cache, 2, &[A, "bbbbb", "ccc", "d"], 0, 0);
    turn(&mut cache, 3, &[A, "bbbbx@", "ccc@"], 0, 18);
    let Totals { requests, tokens, read, written, plain, cost } = cache.totals();
    assert_eq!((requests, tokens, read, written, plain), (4, 73, 15, 36, 22));
    assert!((cost - (1.5 + 36.0 * 1.25 + 22.0)).abs() < 1e-9);
}

#[test]
fn short_prefixes_are_not_cached() {
    let mut cache = markers();
    turn(&mut cache, 0, &["aaaaaaaaa@"], 0, 0);
    turn(&mut cache, 1, &["aaaaaaaaa@", "b@"], 0, 10);
    turn(&mut cache, 2, &["aaaaaaaaa@", "b", "c@"], 10, 1);
}

#[test]
fn a_marker_looks_back_over_so_many_blocks() {
    let mut cache = markers();
    turn(&mut cache, 0, &["aaaaaaaaaa@"], 0, 10);
    turn(&mut cache, 1, &[A, "b", "c@"], 10, 2);
    turn(&mut cache, 2, &[A, "b", "c", "d", "e", "f@"], 0, 15);
    let bridged = body(&[A, "b", "c", "d", "e", "f@", "g", "h", "i", "j@"]);
    let turn = cache.request(&bridged, 3).unwrap();
    assert_eq!((turn.read, turn.written), (15, 4));
    let marker = |message| Place::Message { message, block: 0, inner: None };
    assert_eq!(turn.hits, [Hit { marker: marker(5), tokens: 15, blocks_back: 0 }]);
}

#[test]
fn entries_expire_and_reading_renews_them() {
    let mut cache = markers();
    turn(&mut cache, 0, &["aaaaaaaaaa@"], 0, 10);
    turn(&mut cache, 300, &["aaaaaaaaaa@"], 10, 0);
    turn(&mut cache, 600, &["aaaaaaaaaa@"], 10, 0);
    turn(&mut cache, 901, &["aaaaaaaaaa@"], 0, 10);
    turn(&mut cache, 902, &["xxxxxxxxxx#"], 0, 10);
    turn(&mut cache, 4502, &["xxxxxxxxxx#"], 10, 0);
}

#[test]
fn what_lives_longer_costs_more_to_write() {
    let mut cache = markers();
    let first = cache.request(&body(&["aaaaaaaaaa#", "bbbb@", "cc"]), 0).unwrap();
    assert_eq!(first.cost, 10.0 * 2.0 + 4.0 * 1.25 + 2.0);
    let later = cache.request(&body(&["aaaaaaaaaa#", "bbbb@", "cc"]), 1_000).unwrap();
    assert_eq!((later.read, later.written), (10, 4));
}

#[test]
fn a_request_against_the_rules_is_refused() {
    let mut cache = markers();
    let mut error = |blocks: &[&str]| cache.request(&body(blocks), 0).unwrap_err();
    assert_eq!(
        error(&["a@", "b@", "c@", "d@", "e@"]),
        SimulationError::TooManyMarkers { found: 5, most: 4 }
    );
    assert_eq!(error(&["a@", "b#"]), SimulationError::TtlOrder);
    let odd = body(&["a#"]).replace("1h", "2h");
    assert_eq!(cache.request(&odd, 0), Err(SimulationError::NoSuchTtl));
    assert!(matches!(cache.request("{", 0), Err(SimulationError::Layout(_))));
    assert_eq!(cache.totals(), Totals::default());
}

#[test]
fn any_prefix_is_found_without_markers_in_steps() {
    let mut cache = prefixes(1.0);
    turn(&mut cache, 0, &[A, "bbbbb"], 0, 0);
    turn(&mut cache, 1, &[A, "bbbbb", "c"], 0, 0);
    turn(&mut cache, 2, &[A, B, "cccc"], 0, 0);
    turn(&mut cache, 3, &[A, B, "ccccc", "d"], 20, 0);
    turn(&mut cache, 4, &[A, B, "ccccccccccc"], 20, 0);
    turn(&mut cache, 5, &[A, B, "ccccccccccc"], 30, 0);
    turn(&mut cache, 306, &[A, B, "ccccccccccc"], 0, 0);
    assert!((cache.totals().cost - (174.0 - 0.9 * 70.0)).abs() < 1e-9);
}

#[test]
fn prefixes_may_cost_to_write() {
    let mut cache = prefixes(1.25);
    turn(&mut cache, 0, &[A, B, "ccccc"], 0, 20);
    turn(&mut cache, 1, &[A, B, "ccccc", "ddddd"], 20, 10);
}

#[test]
fn what_is_no_part_of_the_prompt_does_not_matter() {
    let mut cache = markers();
    let compact = body(&[A, "b@"]);
    assert_eq!(cache.request(&compact, 0).unwrap().written, 11);
    let spaced = compact.replace(':', ": ").replace(r#"{"type""#, r#"{ "type""#);
    assert_eq!(cache.request(&spaced, 1).unwrap().read, 11);
    let retyped = compact.replace("text\",", "text\" ,").replacen("user", "assistant", 1);
    assert_eq!(cache.request(&retyped, 2).unwrap().read, 0);
}

/// What the formula says of an edit of the past is what a cache makes of it.
#[test]
fn an_edit_of_the_past_pays_as_computed() {
    let (long, after, rest) = ("x".repeat(400), "y".repeat(100), "z".repeat(60));
    let tail = ["m@", "mm@", "mmm@", "mmmm@", "mmmmm@", "mmmmmm@"];
    let edit = PastEdit { saved: 300, rewritten: 100 + 100 + 60 };
    let run = |edited: bool, requests: usize| {
        let mut cache = markers();
        cache.request(&body(&[&long, &after, &format!("{rest}@")]), 0).unwrap();
        for last in tail.iter().take(requests) {
            let long = if edited { "x".repeat(100) } else { long.clone() };
            cache.request(&body(&[&long, &after, &format!("{rest}@"), last]), 1).unwrap();
        }
        cache.totals().cost
    };
    let cost = markers().rules.cost(Ttl::FiveMinutes).unwrap();
    for requests in 1..=6 {
        let net = run(false, requests) - run(true, requests);
        assert!((net - edit.net(cost, requests as u64)).abs() < 1e-9, "{requests} {net}");
    }
    assert_eq!(edit.break_even(cost), Some(10));
}
