//! `prompt_cache_key`: which of OpenAI's caches the requests of one conversation meet in.

use std::borrow::Cow;

use headroom_core::document::{OPENAI_CHAT, OPENAI_RESPONSES};
use headroom_core::{Edits, Span};

use crate::splice::member;
use crate::{Layout, Role};

/// What the key of a conversation is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConversationKey<'k> {
    /// The caller's own name of the conversation. It is hashed, so that it is not told to the
    /// provider and may have any length.
    Handle(&'k str),
    /// What all requests of a conversation begin with: the model, the tools, the system text and the
    /// first message of the user, as they stand in the body. If one of them changes from turn to turn,
    /// so does the key, and a handle is the better choice.
    Beginning,
}

/// A request with a cache key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Keyed<'a> {
    /// The body: the caller's own text if it was given no key.
    pub body: Cow<'a, str>,
    /// The key, if it was given one: 32 hexadecimal digits.
    pub key: Option<String>,
    /// Why it was given none.
    pub refused: Option<NoKey>,
}

/// Why a body was given no cache key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NoKey {
    /// The body is of a provider that has no such keys, or is a bare array of messages.
    Dialect,
    /// The client has a key of its own.
    Given,
    /// The conversation has no message of a user yet, so it has no beginning to tell it by.
    NoBeginning,
}

/// Adds `prompt_cache_key` to an OpenAI body that has none, as its last member.
///
/// The provider routes requests by the first few hundred tokens and this key; agents that share
/// tools and system text otherwise crowd one machine's cache. Linear in the body.
///
/// ```
/// use headroom_cache::{ConversationKey, Layout, prompt_cache_key};
///
/// let body = r#"{"model": "gpt-5", "input": "Hello"}"#;
/// let keyed = prompt_cache_key(&Layout::parse(body)?, ConversationKey::Handle("chat 7"));
/// let key = keyed.key.unwrap();
/// assert_eq!(keyed.body, format!(r#"{{"model": "gpt-5", "input": "Hello","prompt_cache_key":"{key}"}}"#));
/// # Ok::<(), headroom_cache::LayoutError>(())
/// ```
#[must_use]
pub fn prompt_cache_key<'a>(layout: &Layout<'a>, of: ConversationKey<'_>) -> Keyed<'a> {
    let source = layout.source();
    match key(layout, of) {
        Err(refused) => Keyed { body: Cow::Borrowed(source), key: None, refused: Some(refused) },
        Ok(key) => {
            let (at, member) =
                member(source, layout.body(), "prompt_cache_key", &format!("\"{key}\""));
            let mut edits = Edits::new();
            edits.replace(at, member);
            Keyed { body: edits.apply(source), key: Some(key), refused: None }
        }
    }
}

fn key(layout: &Layout<'_>, of: ConversationKey<'_>) -> Result<String, NoKey> {
    if !matches!(layout.dialect(), OPENAI_CHAT | OPENAI_RESPONSES) || layout.is_list() {
        return Err(NoKey::Dialect);
    }
    if layout.prompt_cache_key().is_some() {
        return Err(NoKey::Given);
    }
    let mut hash = Hash(blake3::Hasher::new());
    match of {
        ConversationKey::Handle(handle) => hash.add("handle", handle),
        ConversationKey::Beginning => hash.add_beginning(layout).ok_or(NoKey::NoBeginning)?,
    }
    Ok(hash.0.finalize().to_hex().chars().take(32).collect())
}

struct Hash(blake3::Hasher);

impl Hash {
    /// Adds a part. Lengths keep parts apart.
    fn add(&mut self, name: &str, part: &str) {
        self.0.update(format!("{name} {} ", part.len()).as_bytes());
        self.0.update(part.as_bytes());
    }

    fn add_beginning(&mut self, layout: &Layout<'_>) -> Option<()> {
        let text = |span: Span| span.of(layout.source());
        self.add("model", &layout.model().unwrap_or_default());
        self.add("tools", layout.tools().map_or("", |tools| text(tools.value)));
        self.add("system", layout.system().map_or("", |system| text(system.value)));
        let first = layout.messages().iter().position(|message| message.role == Role::User)?;
        let beginning = layout.messages().iter().take(first + 1);
        beginning.for_each(|message| self.add("message", text(message.value)));
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keyed<'a>(body: &'a str, of: ConversationKey<'_>) -> Keyed<'a> {
        prompt_cache_key(&Layout::parse(body).unwrap(), of)
    }

    fn beginning(body: &str) -> String {
        keyed(body, ConversationKey::Beginning).key.unwrap()
    }

    #[test]
    fn turns_of_a_conversation_share_a_key_and_conversations_do_not() {
        let body = |tail: &str| {
            format!(
                r#"{{"model": "gpt-5", "instructions": "s", "input": [{{"role": "user", "content": "a"}}{tail}]}}"#
            )
        };
        let first = body("");
        let key = beginning(&first);
        assert!(key.len() == 32 && key.bytes().all(|b| b.is_ascii_hexdigit()));
        assert_eq!(beginning(&body(r#", {"role": "user", "content": "b"}"#)), key);
        for (from, to) in [("\"a\"", "\"b\""), ("gpt-5", "gpt-6"), ("\"s\"", "\"t\"")] {
            assert_ne!(beginning(&first.replace(from, to)), key, "{to}");
        }
        let handle = |name| keyed(&first, ConversationKey::Handle(name)).key;
        assert_eq!(handle("x"), handle("x"));
        assert_ne!(handle("x"), handle("y"));
    }

    #[test]
    fn system_messages_belong_to_the_beginning() {
        let body = |system: &str| {
            format!(
                r#"{{"messages": [{{"role": "system", "content": "{system}"}}, {{"role": "user", "content": "a"}}]}}"#
            )
        };
        assert_eq!(beginning(&body("s")), beginning(&body("s")));
        assert_ne!(beginning(&body("s")), beginning(&body("t")));
    }

    #[test]
    fn the_client_comes_first() {
        let handle = ConversationKey::Handle("x");
        for (body, of, refused) in [
            (r#"{"input": "a", "prompt_cache_key": "mine"}"#, handle, NoKey::Given),
            (r#"{"input": []}"#, ConversationKey::Beginning, NoKey::NoBeginning),
            (r#"{"contents": []}"#, handle, NoKey::Dialect),
            (r#"[{"role": "tool", "tool_call_id": "1", "content": ""}]"#, handle, NoKey::Dialect),
        ] {
            let keyed = keyed(body, of);
            assert_eq!(keyed.refused, Some(refused), "{body}");
            assert!(matches!(keyed.body, Cow::Borrowed(same) if same == body));
        }
    }

    #[test]
    fn the_key_is_the_last_member() {
        let handle = ConversationKey::Handle("x");
        let spaced = "{\"input\": \"a\", \"store\": false\n}\n";
        let given = keyed(spaced, handle);
        let key = given.key.unwrap();
        let expected = spaced.replace("false", &format!("false,\"prompt_cache_key\":\"{key}\""));
        assert_eq!(given.body, expected);
        let null = r#"{"prompt_cache_key": null, "input": "a"}"#;
        assert_eq!(keyed(null, handle).body, null.replace("null", &format!("\"{key}\"")));
    }
}
