//! Gemini `generateContent`: a content has parts of one kind each; the calls of a content are
//! answered in the content that follows, as many as they are.

use serde_json::Value;

use super::{Verdict, ensure, is_blank, list, list_mut, mark_leaves, text};

const KINDS: [[&str; 2]; 7] = [
    ["text", "text"],
    ["functionCall", "function_call"],
    ["functionResponse", "function_response"],
    ["inlineData", "inline_data"],
    ["fileData", "file_data"],
    ["executableCode", "executable_code"],
    ["codeExecutionResult", "code_execution_result"],
];

/// The member, by either of its names.
fn get<'v>(part: &'v Value, key: &str) -> Option<&'v Value> {
    let names = KINDS.iter().find(|names| names.contains(&key))?;
    names.iter().find_map(|name| part.get(name))
}

pub fn check(contents: &[Value]) -> Verdict {
    ensure(contents[0]["role"] == "user", || "the first content is not the user's".to_owned())?;
    let mut calls: Vec<&Value> = Vec::new();
    for content in contents {
        let (role, parts) = (text(content, "role"), list(&content["parts"]));
        ensure(matches!(role, "user" | "model" | "function"), || format!("the role {role:?}"))?;
        ensure(!parts.is_empty(), || "no parts".to_owned())?;
        parts.iter().try_for_each(check_part)?;
        let of = |key| parts.iter().filter_map(move |part| get(part, key)).collect::<Vec<_>>();
        let (asked, answered) = (of("functionCall"), of("functionResponse"));
        ensure(role == "model" || asked.is_empty(), || "the user calls".to_owned())?;
        ensure(role != "model" || answered.is_empty(), || "the model answers".to_owned())?;
        check_answers(&calls, &answered)?;
        calls = asked;
    }
    ensure(calls.is_empty(), || format!("not answered: {calls:?}"))
}

fn check_part(part: &Value) -> Verdict {
    let count = KINDS.iter().filter(|names| get(part, names[0]).is_some()).count();
    ensure(count == 1, || format!("a part of {count} kinds: {part}"))?;
    let empty = part.get("text").is_some_and(is_blank);
    ensure(!empty, || "an empty text".to_owned())
}

fn check_answers(calls: &[&Value], answers: &[&Value]) -> Verdict {
    ensure(calls.len() == answers.len(), || format!("{calls:?} are answered by {answers:?}"))?;
    let mut open = calls.to_vec();
    for answer in answers {
        ensure(answer["response"].is_object(), || "a response is no object".to_owned())?;
        let fits = |call: &&Value| call["name"] == answer["name"] && call["id"] == answer["id"];
        let found = open.iter().position(fits);
        ensure(found.is_some(), || format!("{answer} answers none of {open:?}"))?;
        open.remove(found.unwrap_or_default());
    }
    Ok(())
}

pub fn blank(content: &mut Value) {
    for part in list_mut(&mut content["parts"]) {
        for name in ["functionResponse", "function_response"] {
            let response = part.get_mut(name).and_then(|inner| inner.get_mut("response"));
            response.into_iter().for_each(mark_leaves);
        }
    }
}
