//! Namespaces: who may fetch what.

use std::sync::Arc;

/// The part of a store that belongs to one tenant, user or project.
///
/// Every call on a store names one, and a handle from one namespace never resolves in another: it
/// is a miss like any other, so that not even its existence shows. A host that serves several users
/// makes a namespace of each user's id; nothing in this crate guesses one.
///
/// Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Namespace(Arc<str>);

impl Namespace {
    /// The namespace of this name. Any text is a name; names differ if any byte does.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self(Arc::from(name.into()))
    }

    /// The namespace of a host that serves one user: `Namespace::new("single-user")`.
    #[must_use]
    pub fn single_user() -> Self {
        Self::new("single-user")
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
