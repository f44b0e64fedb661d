use proptest::prelude::*;

use super::*;
use crate::{Layout, Place};

/// The finds of a text: what, which kind, and `?` where it is only possible.
fn found(text: &str) -> Vec<String> {
    let found = VolatileDetector::new().in_text(text);
    let told = found.iter().map(|find| {
        let doubt = if find.likelihood == Likelihood::Possible { "?" } else { "" };
        format!("{}{doubt}: {}", find.kind, find.span.of(text))
    });
    told.collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(found(text), expected, "in {text:?}");
}

#[test]
fn points_in_time() {
    check("The current time is 2024-05-15 15:00:00 EST.", &["timestamp: 2024-05-15 15:00:00 EST"]);
    check("at 2026-01-05T10:20:30.123+02:00 it", &["timestamp: 2026-01-05T10:20:30.123+02:00"]);
    check("<time>2026-01-05T10:20Z</time>", &["timestamp: 2026-01-05T10:20Z"]);
    check("Date: Mon, 05 Jan 2026 10:20:30 +0000", &["timestamp: Mon, 05 Jan 2026 10:20:30 +0000"]);
    check("Mon Jan  5 10:20:30 2026", &["timestamp: Mon Jan  5 10:20:30 2026"]);
    check("Mon Jan 05 2026 10:20:30 GMT+0100", &["timestamp: Mon Jan 05 2026 10:20:30 GMT+0100"]);
    check("1/3/2026, 10:20:30 AM (Europe/Paris)", &["timestamp: 1/3/2026, 10:20:30 AM"]);
    check("January 5, 2026 at 10:20 PM", &["timestamp: January 5, 2026 at 10:20 PM"]);
    check("run 20260105T102030Z", &["timestamp: 20260105T102030Z"]);
}

#[test]
fn dates() {
    check("Today's date: 2026-01-05", &["date: 2026-01-05"]);
    check("Today is Tuesday, June 24, 2025.", &["date: Tuesday, June 24, 2025"]);
    check("Today is Tuesday. Ships on Friday.", &["date: Tuesday"]);
    check("今天是2026年1月5日。", &["date?: 2026年1月5日"]);
    check("**Date:** 5.1.2026", &["date: 5.1.2026"]);
    check("The 5th is due 5 May 2026 or May 6th", &["date?: 5 May 2026", "date?: May 6th"]);
    check(
        "Knowledge cutoff: June 2024\nCurrent date: 2026-01-05",
        &["date?: June 2024", "date: 2026-01-05"],
    );
    check("The current version was released on June 5, 2024.", &["date?: June 5, 2024"]);
    check("see https://example.com/2026-01-05/x", &["date?: 2026-01-05"]);
}

#[test]
fn times_of_day() {
    check("It is now 10:20.", &["time of day: 10:20"]);
    check("Open from 9:00 am", &["time of day?: 9:00 am"]);
    check("stamp 10:20:30", &["time of day: 10:20:30"]);
    check("A ratio of 16:10, Luke 10:20, main.rs:10:20", &[]);
}

#[test]
fn ids_and_tokens() {
    check("550e8400-e29b-41d4-a716-446655440000", &["UUID: 550e8400-e29b-41d4-a716-446655440000"]);
    check("00000000-0000-0000-0000-000000000000", &[]);
    check("01JGXQ9Z3V8K2M4N6P8R0S2T4V", &["ULID: 01JGXQ9Z3V8K2M4N6P8R0S2T4V"]);
    check("ABCDEFGHJKMNPQRSTVWXYZABCD", &[]);
    check(
        "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
        &["JSON Web Token: eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"],
    );
    check(
        r#"{"session_id": "ab12cd34", "requestId":"r-000017"}"#,
        &["id: ab12cd34", "id: r-000017"],
    );
    check("session_id: the id of the session", &[]);
    check("pid 1234, (PID: 77)", &["process id: 1234", "process id: 77"]);
    check(
        "sha 9fceb02d0ae598e95dc970b74767f19372d61af8",
        &["hash: 9fceb02d0ae598e95dc970b74767f19372d61af8"],
    );
    check(
        "HEAD is at 9fceb02; d41d8cd98f00b204e9800998ecf8427e",
        &["hash: 9fceb02", "hash: d41d8cd98f00b204e9800998ecf8427e"],
    );
}

#[test]
fn epochs_in_a_plausible_range() {
    check("timestamp: 1767607200", &["epoch number: 1767607200"]);
    check("\"ts\": 1767607200123,", &["epoch number: 1767607200123"]);
    check("now=1767607200.25", &["epoch number: 1767607200.25"]);
    check("account 1767607200", &["epoch number?: 1767607200"]);
    check("2^32 is 4294967296; 1234567890", &[]);
}

#[test]
fn what_agents_print_of_where_they_are() {
    check(
        "Working directory: /srv/app\nIs directory a git repo: Yes",
        &["working directory: /srv/app"],
    );
    check("<cwd>C:\\src\\app</cwd>", &["working directory: C:\\src\\app"]);
    check("I'm currently working in the directory: /srv/app", &["working directory: /srv/app"]);
    check("[Project root path]:\n/srv/app\n", &["working directory: /srv/app"]);
    check("Paths are relative to the working directory / or absolute.", &[]);
    check(
        "Current branch: fix/y\n\nStatus:\nM src/a.rs\n?? b.txt\n\nRecent commits:\n0a1b2c3 Fix y\n",
        &["git status: fix/y", "git status: M src/a.rs\n?? b.txt", "git status: 0a1b2c3 Fix y"],
    );
    check("On branch main", &["git status: main"]);
    check("Status:\nA tool that reads.", &["git status: A tool that reads."]);
}

#[test]
fn counters_but_not_enumerations() {
    check("This is request #123.", &["counter: request #123"]);
    check("turn 5 of 20; message 3/10", &["counter: turn 5 of 20", "counter: message 3/10"]);
    check("You are at step 12 now.", &["counter?: step 12"]);
    check("You are currently at step 12.", &["counter: step 12"]);
    check("Step 1: read.\nStep 2: think.\nStep 3: write.", &[]);
    check("Token usage: 1,234/200,000", &["counter: 1,234/200,000"]);
}

#[test]
fn what_is_constant_is_not_found() {
    for text in [
        "version 1.2.3, 10.0.19041, HTTP/1.1, RFC 2822, 127.0.0.1:8080, 3/4 of 5-6",
        "claude-3-7-sonnet-20250219, gpt-4o-2024-08-06, backup-2024-08-06.tar",
        "May I march on? Sun and sat images; second, mon ami",
        "x = 0x1f; color #ffeedd; a1b2c3d; commit the change; session id",
        "Call 3 tools at most, in steps of 10.",
    ] {
        check(text, &[]);
    }
}

#[test]
fn a_kind_can_be_left_alone() {
    let text = "cwd: /srv/app\nDate: 2026-01-05";
    let found = VolatileDetector::new().without(VolatileKind::WorkingDirectory).in_text(text);
    assert_eq!(found.iter().map(|find| find.span.of(text)).collect::<Vec<_>>(), ["2026-01-05"]);
}

const BODY: &str = r#"{"model": "m",
 "tools": [{"name": "at", "description": "Time, e.g. 2026-01-05T10:00:00Z. It is now 10:20 UTC.",
   "input_schema": {"properties": {"day": {"enum": ["2026-01-05"]}}}}],
 "system": [{"type": "text", "text": "Be brief.\n\u00e9 id: 550e8400-e29b-41d4-a716-446655440000"}],
 "messages": [
  {"role": "user", "content": [{"type": "text", "text": "<cwd>/srv/app</cwd> It broke at 10:20:30."}]},
  {"role": "assistant", "content": "It is now 10:21."},
  {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "1", "content": "now 10:22:00"},
   {"type": "text", "text": "Today is 2026-01-05."}]}
 ]}"#;

#[test]
fn what_a_request_has_is_found_where_a_cache_needs_it_to_stay() {
    let layout = Layout::parse(BODY).unwrap();
    let found = VolatileDetector::new().in_request(&layout);
    let told: Vec<_> =
        found.iter().map(|find| (find.place, find.likelihood, find.span.of(BODY))).collect();
    let (tool, system) = (Place::Tool { tool: 0 }, Place::System { block: 0 });
    let message = Place::Message { message: 0, block: 0, inner: None };
    assert_eq!(
        told,
        [
            (tool, Likelihood::Possible, "2026-01-05T10:00:00Z"),
            (tool, Likelihood::Likely, "10:20 UTC"),
            (tool, Likelihood::Possible, "2026-01-05"),
            (system, Likelihood::Likely, "550e8400-e29b-41d4-a716-446655440000"),
            (message, Likelihood::Likely, "/srv/app"),
            (message, Likelihood::Possible, "10:20:30"),
        ]
    );
}

#[test]
fn two_requests_tell_what_changed() {
    let later = BODY.replace("10:20 UTC", "10:25 UTC").replace("446655440000", "446655440001");
    let layouts = (Layout::parse(BODY).unwrap(), Layout::parse(&later).unwrap());
    let changed = VolatileDetector::new().between(&layouts.0, &layouts.1);
    let told: Vec<_> = changed.iter().map(|(was, is)| (was.as_str(), is.text.as_str())).collect();
    assert_eq!(
        told,
        [
            ("10:20 UTC", "10:25 UTC"),
            ("550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716-446655440001"),
        ]
    );
    assert_eq!(VolatileDetector::new().between(&layouts.0, &layouts.0), []);
}

proptest! {
    #[test]
    fn spans_of_any_text_fit_and_are_disjoint(
        text in "(\\PC{0,5}|[0-9a-f:./, T-]{1,24}|\n|Today is |cwd: /|Jan 5, |eyJ|Status:\n|é| step )*",
    ) {
        let found = VolatileDetector::new().in_text(&text);
        let mut end = 0;
        for find in &found {
            prop_assert!(find.span.start >= end && find.span.end > find.span.start);
            prop_assert!(find.span.get(&text).is_some() && find.labelled.get(&text).is_some());
            prop_assert!(find.labelled.start <= find.span.start && find.labelled.end >= find.span.end);
            end = find.span.end;
        }
    }

    #[test]
    fn a_time_is_found_wherever_it_stands(before in "[^0-9]{0,40}", after in "[^0-9]{0,20}") {
        let text = format!("{before}\n2026-01-05T10:20:30Z\n{after}");
        let found = VolatileDetector::new().in_text(&text);
        prop_assert!(found.iter().any(|find| find.span.of(&text) == "2026-01-05T10:20:30Z"));
    }
}
