//! A turn of the model and the answers to its calls, as each provider's clients write them.

use serde_json::{Value, json};

use super::conversation::{Dialect, Random};
use super::tools::Call;

/// Appends a turn with these calls.
pub fn turn(dialect: Dialect, random: &mut Random, messages: &mut Vec<Value>, made: &[Call]) {
    match dialect {
        Dialect::Anthropic => anthropic(random, messages, made),
        Dialect::OpenAiChat => openai(random, messages, made),
        Dialect::OpenAiResponses => responses(random, messages, made),
        Dialect::Gemini => gemini(random, messages, made),
        Dialect::Bedrock => bedrock(random, messages, made),
    }
}

/// What the user says between turns.
fn remark<'a>(random: &mut Random) -> &'a str {
    random.pick(&["Go on.", "Look at foo.py", "héllo 🙂", "A\nB\nC\n"])
}

/// The calls in the order in which their results come.
fn answered<'a>(random: &mut Random, made: &'a [Call]) -> Vec<&'a Call> {
    let mut calls: Vec<_> = made.iter().collect();
    if random.one_in(3) {
        calls.reverse();
    }
    calls
}

/// Text parts of an answer: most often one.
fn parts(random: &mut Random, answer: &str) -> Vec<String> {
    let middle = answer.find('\n').map_or(0, |at| at + 1);
    if middle > 0 && middle < answer.len() && random.one_in(6) {
        return vec![answer[..middle].to_owned(), answer[middle..].to_owned()];
    }
    vec![answer.to_owned()]
}

fn anthropic(random: &mut Random, messages: &mut Vec<Value>, made: &[Call]) {
    let mut content = Vec::new();
    if random.one_in(4) {
        content.push(json!({"type": "thinking", "thinking": "hm", "signature": "c2ln"}));
    } else if random.one_in(8) {
        content.push(json!({"type": "redacted_thinking", "data": "AAAA"}));
    }
    content.push(json!({"type": "text", "text": "Let me look."}));
    if random.one_in(8) {
        let id = format!("srv{}", made[0].id);
        content.push(json!({"type": "server_tool_use", "id": id, "name": "web_search", "input": {"query": "q"}}));
        content.push(json!({"type": "web_search_tool_result", "tool_use_id": id, "content": [
            {"type": "web_search_result", "title": "t", "url": "u", "encrypted_content": "AAAA"}]}));
    }
    if random.one_in(10) {
        let id = format!("mcp{}", made[0].id);
        content.push(
            json!({"type": "mcp_tool_use", "id": id, "name": "x", "server_name": "s", "input": {}}),
        );
        content.push(json!({"type": "mcp_tool_result", "tool_use_id": id, "is_error": false,
            "content": [{"type": "text", "text": made[0].answer.clone() + "."}]}));
    }
    for call in made {
        let mut block =
            json!({"type": "tool_use", "id": call.id, "name": call.tool, "input": call.arguments});
        if random.one_in(12) {
            block["caller"] = json!({"type": random.pick(&["direct", "code_execution_20250825"])});
        }
        content.push(block);
    }
    messages.push(json!({"role": "assistant", "content": content}));
    let mut results: Vec<_> =
        answered(random, made).into_iter().map(|call| anthropic_result(random, call)).collect();
    let marked = messages.iter().any(|message| message.to_string().contains("cache_control"));
    if !marked && random.one_in(2) {
        results.last_mut().unwrap()["cache_control"] = json!({"type": "ephemeral"});
    }
    if random.one_in(5) {
        results.push(json!({"type": "text", "text": remark(random)}));
    }
    if random.one_in(8) {
        results.push(document(random, &made[0].answer));
    }
    if random.one_in(8) {
        results.push(
            json!({"type": "x_new_block", "text": "x", "content": [{"type": "text", "text": "y"}]}),
        );
    }
    messages.push(json!({"role": "user", "content": results}));
}

fn anthropic_result(random: &mut Random, call: &Call) -> Value {
    let text = |text: &String| json!({"type": "text", "text": text});
    let texts: Vec<_> = parts(random, &call.answer).iter().map(text).collect();
    let empty = call.answer.trim().is_empty();
    let content = match random.below(6) {
        _ if empty => json!(call.answer),
        0 => json!(texts),
        1 => {
            let image = json!({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}});
            json!([texts, vec![image]].concat())
        }
        2 => json!([vec![document(random, &call.answer)], texts].concat()),
        _ => json!(call.answer),
    };
    let mut block = json!({"type": "tool_result", "tool_use_id": call.id, "content": content});
    if call.failed {
        block["is_error"] = json!(true);
    }
    if empty && random.one_in(2) {
        block.as_object_mut().unwrap().remove("content");
    }
    block
}

fn document(random: &mut Random, text: &str) -> Value {
    let text = format!("{text}.");
    let cited = random.one_in(2);
    match random.below(3) {
        0 => {
            json!({"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": text},
            "citations": {"enabled": cited}})
        }
        1 => {
            json!({"type": "document", "source": {"type": "content", "content": [{"type": "text", "text": text}]}})
        }
        _ => {
            json!({"type": "search_result", "source": "s", "title": "t", "content": [{"type": "text", "text": text}],
            "citations": {"enabled": cited}})
        }
    }
}

fn openai(random: &mut Random, messages: &mut Vec<Value>, made: &[Call]) {
    if random.one_in(8) {
        messages.push(json!({"role": "system", "content": "Mind the tests."}));
    }
    if made.len() == 1 && random.one_in(8) {
        let function = json!({"name": made[0].tool, "arguments": made[0].arguments.to_string()});
        messages.push(json!({"role": "assistant", "content": null, "function_call": function}));
        messages.push(json!({"role": "function", "name": made[0].tool, "content": made[0].answer}));
        return;
    }
    let tool_calls = made.iter().map(|call| {
        if random.one_in(6) {
            let input = format!("*** Begin Patch\n{}*** End Patch\n", call.answer);
            return json!({"id": call.id, "type": "custom", "custom": {"name": "apply_patch", "input": input}});
        }
        json!({"id": call.id, "type": "function", "function": {"name": call.tool, "arguments": call.arguments.to_string()}})
    });
    let tool_calls: Vec<_> = tool_calls.collect();
    let mut message = json!({"role": "assistant", "tool_calls": tool_calls});
    match random.below(5) {
        0 => message["content"] = Value::Null,
        1 => message["content"] = json!("Let me look."),
        2 => {
            message["content"] =
                json!([{"type": "text", "text": "Let me."}, {"type": "refusal", "refusal": "no"}])
        }
        3 => message["refusal"] = Value::Null,
        _ => message["content"] = json!(""),
    }
    messages.push(message);
    for call in answered(random, made) {
        let text = |text: &String| json!({"type": "text", "text": text});
        let content = match random.below(3) {
            0 => json!(parts(random, &call.answer).iter().map(text).collect::<Vec<_>>()),
            _ => json!(call.answer),
        };
        messages.push(json!({"role": "tool", "tool_call_id": call.id, "content": content}));
    }
    if random.one_in(6) {
        messages.push(json!({"role": "user", "content": [{"type": "text", "text": remark(random)},
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}, {"type": "x_new_part", "text": "x"}]}));
    }
}

fn responses(random: &mut Random, items: &mut Vec<Value>, made: &[Call]) {
    if random.one_in(3) {
        items.push(json!({"type": "reasoning", "id": format!("rs_{}", made[0].id), "summary": [], "encrypted_content": "c2ln"}));
    }
    let (mut calls, mut outputs) = (Vec::new(), Vec::new());
    for call in made {
        let (asked, answered) = responses_call(random, call);
        calls.push(asked);
        outputs.extend(answered);
    }
    if random.one_in(3) {
        outputs.reverse();
    }
    items.extend(calls);
    items.extend(outputs);
    match random.below(12) {
        0 => items.push(json!({"type": "item_reference", "id": "msg_1"})),
        1 => items.push(json!({"type": "compaction", "encrypted_content": "AAAA"})),
        2 => items.push(json!({"type": "web_search_call", "id": "ws", "status": "completed", "action": {"type": "search", "query": "q"}})),
        3 => items.push(json!({"type": "mcp_list_tools", "id": "l", "server_label": "s", "tools": [{"name": "x", "input_schema": {}}]})),
        4 => items.push(json!({"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Done.", "annotations": []}]})),
        5 => items.push(json!({"role": "user", "content": [{"type": "input_text", "text": remark(random)}, {"type": "input_image", "image_url": "data:"}]})),
        6 => items.push(json!({"type": "x_new_item", "output": "x", "content": [{"type": "input_text", "text": "y"}]})),
        _ => {}
    }
}

/// A call and, if it is not part of the same item, its output.
fn responses_call(random: &mut Random, call: &Call) -> (Value, Option<Value>) {
    let id = &call.id;
    let status = if call.failed { "incomplete" } else { "completed" };
    let command = call.arguments["command"].as_str().unwrap_or("ls");
    let part = |text: &String| json!({"type": "input_text", "text": text});
    let pair = |asked, answered| (asked, Some(answered));
    match random.below(12) {
        0 => pair(
            json!({"type": "custom_tool_call", "call_id": id, "name": "apply_patch", "input": format!("*** Begin\n{}*** End\n", call.answer)}),
            json!({"type": "custom_tool_call_output", "call_id": id, "output": call.answer}),
        ),
        1 => pair(
            json!({"type": "local_shell_call", "id": format!("item_{id}"), "call_id": id, "status": "completed",
                "action": {"type": "exec", "command": ["bash", "-lc", command], "env": {}}}),
            json!({"type": "local_shell_call_output", "id": format!("item_{id}"), "output": call.answer, "status": status}),
        ),
        2 => pair(
            json!({"type": "shell_call", "call_id": id, "status": "completed", "action": {"commands": [command], "timeout_ms": 1000}}),
            json!({"type": "shell_call_output", "call_id": id, "max_output_length": 4096, "output": [
                {"stdout": call.answer, "stderr": "", "outcome": {"type": "exit", "exit_code": 1}}]}),
        ),
        3 => pair(
            json!({"type": "apply_patch_call", "call_id": id, "status": "completed",
                "operation": {"type": "update_file", "path": "foo.py", "diff": call.answer}}),
            json!({"type": "apply_patch_call_output", "call_id": id, "status": if call.failed { "failed" } else { "completed" }, "output": call.answer}),
        ),
        4 => pair(
            json!({"type": "computer_call", "id": format!("item_{id}"), "call_id": id, "status": "completed", "action": {"type": "screenshot"}, "pending_safety_checks": []}),
            json!({"type": "computer_call_output", "call_id": id, "output": {"type": "computer_screenshot", "image_url": "data:"}}),
        ),
        5 => {
            let mut item = json!({"type": "mcp_call", "id": id, "server_label": "s", "name": call.tool,
                "arguments": call.arguments.to_string(), "output": call.answer, "error": null});
            if call.failed {
                item["error"] = json!("down");
            }
            (item, None)
        }
        kind => {
            let output = match kind {
                6 => json!(parts(random, &call.answer).iter().map(part).collect::<Vec<_>>()),
                7 => json!([{"type": "input_image", "image_url": "data:"}, part(&call.answer)]),
                _ => json!(call.answer),
            };
            let mut answer =
                json!({"type": "function_call_output", "call_id": id, "output": output});
            if random.one_in(3) {
                answer["status"] = json!(status);
            }
            pair(
                json!({"type": "function_call", "call_id": id, "name": call.tool, "arguments": call.arguments.to_string()}),
                answer,
            )
        }
    }
}

fn gemini(random: &mut Random, contents: &mut Vec<Value>, made: &[Call]) {
    let snake = random.one_in(3);
    let [call_key, answer_key, data_key] = if snake {
        ["function_call", "function_response", "inline_data"]
    } else {
        ["functionCall", "functionResponse", "inlineData"]
    };
    let with_ids = random.one_in(2);
    let mut parts = Vec::new();
    if random.one_in(4) {
        parts.push(json!({"text": "hm", "thought": true, "thoughtSignature": "c2ln"}));
    }
    if random.one_in(6) {
        parts.push(json!({"executableCode": {"language": "PYTHON", "code": "1"}}));
        parts.push(json!({"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1"}}));
    }
    for call in made {
        let mut inner = json!({"name": call.tool, "args": call.arguments});
        if with_ids {
            inner["id"] = json!(call.id);
        }
        parts.push(json!({call_key: inner, "thoughtSignature": "c2ln"}));
    }
    contents.push(json!({"role": "model", "parts": parts}));
    let order = if with_ids { answered(random, made) } else { made.iter().collect() };
    let mut parts: Vec<_> = order
        .into_iter()
        .map(|call| {
            let response = match random.below(6) {
                _ if call.failed => json!({"error": call.answer}),
                0 => json!({"result": {"stdout": call.answer, "stderr": "", "exit_code": 0}}),
                1 => json!({"content": [{"type": "text", "text": call.answer}], "isError": false}),
                2 => json!({"output": call.answer, "error": null, "n": 1.0}),
                3 => json!({"output": [call.answer, call.answer]}),
                _ => json!({"output": call.answer}),
            };
            let mut inner = json!({"name": call.tool, "response": response});
            if with_ids {
                inner["id"] = json!(call.id);
            }
            json!({answer_key: inner})
        })
        .collect();
    if random.one_in(6) {
        parts.push(json!({data_key: {"mimeType": "image/png", "data": "AAAA"}}));
    }
    contents
        .push(json!({"role": if random.one_in(5) { "function" } else { "user" }, "parts": parts}));
    if random.one_in(5) {
        contents.push(json!({"role": "model", "parts": [{"text": "Done."}]}));
        contents.push(json!({"role": "user", "parts": [{"text": remark(random)}]}));
    }
}

fn bedrock(random: &mut Random, messages: &mut Vec<Value>, made: &[Call]) {
    let mut content = Vec::new();
    if random.one_in(4) {
        content.push(
            json!({"reasoningContent": {"reasoningText": {"text": "hm", "signature": "c2ln"}}}),
        );
    }
    if random.one_in(2) {
        content.push(json!({"text": "Let me look."}));
    }
    for call in made {
        content.push(
            json!({"toolUse": {"toolUseId": call.id, "name": call.tool, "input": call.arguments}}),
        );
    }
    messages.push(json!({"role": "assistant", "content": content}));
    let mut results: Vec<_> =
        answered(random, made).into_iter().map(|call| bedrock_result(random, call)).collect();
    let marked = messages.iter().any(|message| message.to_string().contains("cachePoint"));
    if !marked && random.one_in(2) {
        results.push(json!({"cachePoint": {"type": "default"}}));
    }
    if random.one_in(5) {
        results.push(json!({"text": remark(random)}));
    }
    if random.one_in(8) {
        results.push(json!({"xNewBlock": {"text": "x", "content": [{"text": "y"}]}}));
    }
    messages.push(json!({"role": "user", "content": results}));
}

fn bedrock_result(random: &mut Random, call: &Call) -> Value {
    let text = |text: &String| json!({"text": text});
    let mut content: Vec<_> = match random.below(6) {
        _ if call.answer.trim().is_empty() => Vec::new(),
        0 => vec![json!({"json": {"stdout": call.answer, "code": 0, "deep": [{"x": "y"}, null]}})],
        1 => vec![
            json!({"document": {"format": "txt", "name": "n", "source": {"text": call.answer}}}),
        ],
        _ => parts(random, &call.answer).iter().map(text).collect(),
    };
    if random.one_in(6) {
        content.push(json!({"image": {"format": "png", "source": {"bytes": "AAAA"}}}));
    }
    let mut result = json!({"toolUseId": call.id, "content": content});
    if call.failed || random.one_in(4) {
        result["status"] = json!(if call.failed { "error" } else { "success" });
    }
    json!({"toolResult": result})
}
