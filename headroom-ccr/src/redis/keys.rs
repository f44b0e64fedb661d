//! The names of keys.

use headroom_core::Handle;

use crate::Namespace;

/// Makes the names of keys: `prefix{hash of the namespace}:handle`. A namespace's own name may hold any
/// character and be as long as it likes, so that its hash stands for it.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    prefix: String,
}

impl Keys {
    pub(super) fn new(prefix: &str) -> Self {
        Self { prefix: prefix.to_owned() }
    }

    pub(super) fn of(&self, namespace: &Namespace, handle: Handle) -> String {
        format!("{}{handle}", self.space(namespace))
    }

    /// The sorted set of a namespace's handles, by the time until which they are kept.
    pub(super) fn index(&self, namespace: &Namespace) -> String {
        format!("{}index", self.space(namespace))
    }

    /// A pattern that fits the keys of a namespace's originals and no others.
    pub(super) fn pattern(&self, namespace: &Namespace) -> String {
        let mut pattern = String::new();
        for c in self.space(namespace).chars() {
            if matches!(c, '*' | '?' | '[' | ']' | '\\' | '^' | '-') {
                pattern.push('\\');
            }
            pattern.push(c);
        }
        pattern + Handle::PREFIX + "*"
    }

    pub(super) fn probe(&self) -> String {
        format!("{}probe", self.prefix)
    }

    /// What the keys of a namespace start with.
    pub(super) fn space(&self, namespace: &Namespace) -> String {
        format!("{}{{{}}}:", self.prefix, Handle::of(namespace.as_str()))
    }
}
