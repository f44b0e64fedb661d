use super::*;
use crate::ProviderRules;

fn asked() -> Breakpoints {
    Breakpoints::new(ProviderRules::builtin().for_model("claude-sonnet-4-5").unwrap())
}

fn all() -> Breakpoints {
    let five = Ttl::FiveMinutes;
    asked().tools(five).system(five).last_message(five)
}

/// What becomes of a body, `"cache_control":{...}` shortened to `@` or `@1h`, and what was refused.
#[track_caller]
fn check(body: &str, asked: &Breakpoints, expected: &str, refused: &[(Breakpoint, Refusal)]) {
    let layout = Layout::parse_as(body, ANTHROPIC).unwrap();
    let placed = anthropic_cache_control(&layout, asked);
    let shown = placed
        .body
        .replace(r#","cache_control":{"type":"ephemeral"}"#, "@")
        .replace(r#","cache_control":{"type":"ephemeral","ttl":"1h"}"#, "@1h");
    assert_eq!(shown, expected);
    assert_eq!(placed.refused, refused);
    if expected == body {
        assert!(matches!(placed.body, Cow::Borrowed(_)));
    }
}

#[test]
fn markers_stand_where_asked() {
    let body = r#"{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text" ,
        "text":"b" }]}],"system":[{"type":"text","text":"s"}],"tools":[{"name":"t"},{"name":"u"}]}"#;
    check(body, &asked(), body, &[]);
    check(
        body,
        &all(),
        r#"{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text" ,
        "text":"b"@ }]}],"system":[{"type":"text","text":"s"@}],"tools":[{"name":"t"},{"name":"u"@}]}"#,
        &[],
    );
}

#[test]
fn what_cannot_carry_a_marker_carries_none() {
    check(
        r#"{"tools":[{"name":"t"},{"name":"u","defer_loading":true}],"system":" ","messages":[
{"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":"x"},
{"type":"tool_result","tool_use_id":"2","content":[{"type":"text","text":""}]}]},
{"role":"assistant","content":[{"type":"thinking","thinking":"","signature":"s"},{"type":"text","text":"\n"}]},
{"role":"user","content":"string"},{"role":"user","content":[{"type":"new"}]}]}"#,
        &all(),
        r#"{"tools":[{"name":"t"@},{"name":"u","defer_loading":true}],"system":" ","messages":[
{"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":"x"@},
{"type":"tool_result","tool_use_id":"2","content":[{"type":"text","text":""}]}]},
{"role":"assistant","content":[{"type":"thinking","thinking":"","signature":"s"},{"type":"text","text":"\n"}]},
{"role":"user","content":"string"},{"role":"user","content":[{"type":"new"}]}]}"#,
        &[(Breakpoint::System, Refusal::NoPlace)],
    );
    let body = r#"{"messages":[{"role":"user","content":"hi"}]}"#;
    let none = |breakpoint| (breakpoint, Refusal::NoPlace);
    let refused = [Breakpoint::LastMessage, Breakpoint::System, Breakpoint::Tools].map(none);
    check(body, &all(), body, &refused);
}

#[test]
fn a_null_gives_way_to_a_marker() {
    let body =
        r#"{"messages":[{"role":"user","content":[{"cache_control":null,"type":"image"}]}]}"#;
    let layout = Layout::parse_as(body, ANTHROPIC).unwrap();
    let placed = anthropic_cache_control(&layout, &asked().last_message(Ttl::OneHour));
    let marker = r#"{"type":"ephemeral","ttl":"1h"}"#;
    assert_eq!(placed.body, body.replace("null", marker));
    let place = Place::Message { message: 0, block: 0, inner: None };
    assert_eq!(placed.placed, [(Breakpoint::LastMessage, place, Ttl::OneHour)]);
}

#[test]
fn the_markers_of_the_client_stay_and_count() {
    use Breakpoint::{LastMessage, System, Tools};
    let body = |system: &str, inner: &str, last: &str| {
        format!(
            r#"{{"tools":[{{"name":"t"}}],"system":[{{"type":"text","text":"r"{system}}},{{"type":"text","text":"s"}}],
"messages":[{{"role":"user","content":[{{"type":"text","text":"a"{inner}}},{{"type":"text","text":"b"{last}}}]}}]}}"#
        )
    };
    let five = r#","cache_control": {"type":"ephemeral"}"#;
    let hour = r#","cache_control": {"type":"ephemeral","ttl":"1h"}"#;
    let odd = r#","cache_control": {"type":"ephemeral","ttl":"9h"}"#;
    let marked = |tools: &str, system: &str, body: String| {
        body.replace(r#""name":"t""#, &format!(r#""name":"t"{tools}"#))
            .replace(r#""text":"s""#, &format!(r#""text":"s"{system}"#))
    };

    let own = body(five, five, five);
    check(
        &own,
        &all(),
        &marked("", "@", own.clone()),
        &[(LastMessage, Refusal::Marked), (Tools, Refusal::Limit)],
    );
    let own = body("", "", hour);
    check(
        &own,
        &all(),
        &own,
        &[(LastMessage, Refusal::Marked), (System, Refusal::TtlOrder), (Tools, Refusal::TtlOrder)],
    );
    check(
        &own,
        &asked().tools(Ttl::OneHour).system(Ttl::OneHour),
        &marked("@1h", "@1h", own.clone()),
        &[],
    );
    let own = body(five, "", "");
    check(
        &own,
        &asked().system(Ttl::OneHour).last_message(Ttl::OneHour),
        &own,
        &[(LastMessage, Refusal::TtlOrder), (System, Refusal::TtlOrder)],
    );
    let own = body(odd, "", "");
    check(&own, &asked().tools(Ttl::OneHour), &own, &[(Tools, Refusal::TtlOrder)]);
}

#[test]
fn a_marker_on_the_request_is_one_on_the_last_message() {
    let own = r#"{"cache_control":{"type":"ephemeral"},"system":[{"type":"text","text":"s"}],
"messages":[{"role":"user","content":[{"type":"text","text":"a"}]}]}"#;
    check(
        own,
        &asked().system(Ttl::OneHour).last_message(Ttl::FiveMinutes),
        &own.replace(r#""text":"s""#, r#""text":"s"@1h"#),
        &[(Breakpoint::LastMessage, Refusal::Marked)],
    );
}

#[test]
fn the_beginning_of_an_answer_is_not_the_last_message() {
    let own = r#"{"messages":[{"role":"user","content":[{"type":"text","text":"a"}]},
{"role":"assistant","content":[{"type":"text","text":"{"}]}]}"#;
    let asked = asked().last_message(Ttl::FiveMinutes);
    check(own, &asked, &own.replace(r#""a""#, r#""a"@"#), &[]);
    let only = r#"{"messages":[{"role":"assistant","content":[{"type":"text","text":"{"}]}]}"#;
    check(only, &asked, &only.replace(r#""{""#, r#""{"@"#), &[]);
}

/// A conversation whose last turn has so many calls, and as many results.
fn long_turn(calls: usize) -> String {
    let block = |kind: &str| format!(r#"{{"type":"{kind}","content":"x"}}"#);
    let blocks = |kind| vec![block(kind); calls].join(",");
    format!(
        r#"{{"messages":[{{"role":"user","content":[{{"type":"text","text":"go"}}]}},
{{"role":"assistant","content":[{}]}},{{"role":"user","content":[{}]}}]}}"#,
        blocks("tool_use"),
        blocks("tool_result"),
    )
}

#[test]
fn a_long_turn_is_bridged_from_the_end_of_the_previous_request() {
    let marker = r#","cache_control":{"type":"ephemeral"}"#;
    for (calls, bridged) in [(1, false), (9, false), (10, true), (11, true), (300, true)] {
        let body = long_turn(calls);
        let layout = Layout::parse(&body).unwrap();
        let placed = anthropic_cache_control(&layout, &asked().last_message(Ttl::FiveMinutes));
        let head = placed.body.split_once(r#"{"role":"assistant""#).unwrap().0;
        assert_eq!(head.contains(marker), bridged, "{calls}");
        assert_eq!(placed.body.matches(marker).count(), 1 + usize::from(bridged), "{calls}");
        assert!(placed.body.ends_with(&format!("{marker}}}]}}]}}")), "{calls}");
    }
}

#[test]
fn the_previous_request_ended_before_the_last_answer() {
    let conversation = |roles: &str| {
        let role = |c| if c == 'a' { "assistant" } else { "user" };
        let message = |c| format!(r#"{{"role":"{}","content":"x"}}"#, role(c));
        let messages: Vec<_> = roles.chars().map(message).collect();
        format!(r#"{{"messages":[{}]}}"#, messages.join(","))
    };
    for (roles, expected) in [
        ("", None),
        ("u", None),
        ("a", None),
        ("uu", None),
        ("ua", None),
        ("uau", Some(1)),
        ("uauau", Some(3)),
        ("uuaauu", Some(2)),
        ("uauaua", Some(3)),
        ("aau", None),
    ] {
        let body = conversation(roles);
        let layout = Layout::parse_as(&body, ANTHROPIC).unwrap();
        assert_eq!(plan::previous_request(layout.messages()), expected, "{roles}");
    }
}

#[test]
fn strings_become_lists_in_every_request_or_in_none() {
    let asked = asked().system(Ttl::FiveMinutes).last_message(Ttl::FiveMinutes).wrap_strings(true);
    check(
        r#"{"system":"s\u00e9","messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},
{"role":"user","content":" \n"},{"role":"user","content":"c"}]}"#,
        &asked,
        r#"{"system":[{"type":"text","text":"s\u00e9"@}],"messages":[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":"b"},
{"role":"user","content":" \n"},{"role":"user","content":[{"type":"text","text":"c"@}]}]}"#,
        &[],
    );
}

#[test]
fn bedrock_has_blocks_of_their_own() {
    let body = r#"{"toolConfig":{"tools":[{"toolSpec":{"name":"t"}}]},
"system":[{"text":"s"},{"cachePoint":{"type":"default"}}],
"messages":[{"role":"user","content":[{"text":"a"},{"text":""}]}]}"#;
    let layout = Layout::parse(body).unwrap();
    let placed = bedrock_cache_point(&layout, &all());
    assert_eq!(
        placed.body,
        r#"{"toolConfig":{"tools":[{"toolSpec":{"name":"t"}},{"cachePoint":{"type":"default"}}]},
"system":[{"text":"s"},{"cachePoint":{"type":"default"}}],
"messages":[{"role":"user","content":[{"text":"a"},{"cachePoint":{"type":"default"}},{"text":""}]}]}"#
    );
    assert_eq!(placed.refused, [(Breakpoint::System, Refusal::Marked)]);
    let again = Layout::parse(&placed.body).unwrap();
    let placed = bedrock_cache_point(&again, &all());
    assert!(placed.placed.is_empty() && matches!(placed.body, Cow::Borrowed(_)));
    let asks = [Breakpoint::LastMessage, Breakpoint::System, Breakpoint::Tools];
    assert_eq!(placed.refused, asks.map(|breakpoint| (breakpoint, Refusal::Marked)));
}

#[test]
fn other_providers_have_no_markers() {
    let body = r#"{"input":"hi","instructions":"s"}"#;
    let placed = anthropic_cache_control(&Layout::parse(body).unwrap(), &all());
    assert_eq!(placed.body, body);
    assert!(placed.refused.iter().all(|(_, refusal)| *refusal == Refusal::Dialect));
    let openai = ProviderRules::builtin().for_model("gpt-5").cloned().unwrap();
    let body = r#"{"messages":[{"role":"user","content":[{"type":"text","text":"a"}]}]}"#;
    let asked = Breakpoints::new(&openai).last_message(Ttl::FiveMinutes);
    check(body, &asked, body, &[(Breakpoint::LastMessage, Refusal::Limit)]);
    let asked = Breakpoints::new(&openai).last_message(Ttl::OneHour);
    check(body, &asked, body, &[(Breakpoint::LastMessage, Refusal::NoSuchTtl)]);
}
