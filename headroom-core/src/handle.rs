//! Handles: the keys of originals that are out of sight.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE32_DNSSEC;

use crate::SharedText;

/// Bytes of the content's digest in a handle: 128 bits resist crafted collisions.
const DIGEST: usize = 16;
/// Bytes of the handle's own checksum: one in 65,536 look-alikes passes.
const CHECK: usize = 2;
/// Characters after the prefix: 18 bytes in base 32.
const LETTERS: usize = 29;

/// The key of an original: content-addressed and self-checking.
///
/// Written as `hr_` and 29 letters and digits (base 32 of a 128-bit BLAKE3 digest and a 16-bit
/// checksum). Equal texts have equal handles; a string that merely looks like a handle, such as a
/// git hash, does not parse as one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle([u8; DIGEST]);

impl Handle {
    /// What every handle starts with.
    pub const PREFIX: &'static str = "hr_";

    /// Length of a written handle in bytes.
    pub const LEN: usize = Self::PREFIX.len() + LETTERS;

    /// The handle of this original.
    #[must_use]
    pub fn of(original: &str) -> Self {
        Self(first_bytes(blake3::hash(original.as_bytes()).as_bytes()))
    }

    /// The handles that stand in a text, in order, repeats included. Linear.
    pub fn find_in(text: &str) -> impl Iterator<Item = Self> + '_ {
        memchr::memmem::find_iter(text.as_bytes(), Self::PREFIX)
            .filter_map(|at| text.get(at..at + Self::LEN)?.parse().ok())
    }

    /// The checksum: bound to the digest and to this use of it.
    fn check(self) -> [u8; CHECK] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"headroom handle").update(&self.0);
        first_bytes(hasher.finalize().as_bytes())
    }
}

/// The first `N` bytes of a digest.
fn first_bytes<const N: usize>(digest: &[u8; 32]) -> [u8; N] {
    let mut out = [0; N];
    for (to, from) in out.iter_mut().zip(digest) {
        *to = *from;
    }
    out
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes: Vec<u8> = self.0.into_iter().chain(self.check()).collect();
        write!(f, "{}{}", Self::PREFIX, BASE32_DNSSEC.encode(&bytes))
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Handle({self})")
    }
}

/// The text is not a handle: wrong prefix, length, letters or checksum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a handle")]
pub struct NotAHandle;

impl FromStr for Handle {
    type Err = NotAHandle;

    /// Reads a handle; letters of either case are taken.
    fn from_str(text: &str) -> Result<Self, NotAHandle> {
        let letters = text.strip_prefix(Self::PREFIX).ok_or(NotAHandle)?;
        let bytes = BASE32_DNSSEC.decode(letters.as_bytes()).map_err(|_| NotAHandle)?;
        let (digest, check) = bytes.split_at_checked(DIGEST).ok_or(NotAHandle)?;
        let handle = Self(digest.try_into().map_err(|_| NotAHandle)?);
        if check == handle.check() { Ok(handle) } else { Err(NotAHandle) }
    }
}

impl serde::Serialize for Handle {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Handle {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// An original that must be stored before its handle may stand in a request.
///
/// The handle is always that of the text: a store need not check it.
#[derive(Clone, Copy, Debug)]
pub struct Offload<'a> {
    handle: Handle,
    text: &'a str,
    /// The text, if others may share it.
    shared: Option<&'a SharedText>,
    /// What a store keeps in place of the text; see [`Offload::kept_as`].
    sealed: Option<&'a str>,
}

impl<'a> Offload<'a> {
    /// The offload of this original.
    #[must_use]
    pub fn of(text: &'a str) -> Self {
        Self::new(Handle::of(text), text)
    }

    /// The offload of a text whose handle is known.
    pub(crate) const fn new(handle: Handle, text: &'a str) -> Self {
        Self { handle, text, shared: None, sealed: None }
    }

    /// The offload of a text whose handle is known, which others may share.
    pub(crate) fn sharing(handle: Handle, text: &'a SharedText) -> Self {
        Self { shared: Some(text), ..Self::new(handle, text) }
    }

    /// The offload, of which a store is to keep this text in place of its own: for wrappers that
    /// encrypt or compress what they hand on, and that undo it on the way back.
    #[must_use]
    pub fn kept_as<'b>(self, sealed: &'b str) -> Offload<'b>
    where
        'a: 'b,
    {
        Offload { sealed: Some(sealed), ..self }
    }

    /// The key of the text.
    #[must_use]
    pub const fn handle(&self) -> Handle {
        self.handle
    }

    /// The exact source text.
    #[must_use]
    pub const fn text(&self) -> &'a str {
        self.text
    }

    /// What a store keeps: the source text, or what a wrapper put in its place.
    #[must_use]
    pub fn kept(&self) -> &'a str {
        self.sealed.unwrap_or(self.text)
    }

    /// The same for a store that keeps it in memory: without a copy of a text that the request holds
    /// anyhow, else with one.
    #[must_use]
    pub fn kept_shared(&self) -> SharedText {
        match (self.sealed, self.shared) {
            (None, Some(shared)) => shared.clone(),
            _ => self.kept().into(),
        }
    }
}

impl PartialEq for Offload<'_> {
    fn eq(&self, other: &Self) -> bool {
        (self.handle, self.text, self.sealed) == (other.handle, other.text, other.sealed)
    }
}

impl Eq for Offload<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_reads_back_and_a_look_alike_does_not() {
        let handle = Handle::of("the original");
        let text = handle.to_string();
        assert_eq!(text.len(), Handle::LEN);
        assert_eq!(text.parse(), Ok(handle));
        assert_eq!(text.to_uppercase().replace("HR_", "hr_").parse(), Ok(handle));
        for at in Handle::PREFIX.len()..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[at] = if changed[at] == b'0' { b'1' } else { b'0' };
            let changed = String::from_utf8(changed).unwrap();
            assert_ne!(changed.parse(), Ok(handle), "{changed}");
        }
        assert_eq!("hr_".parse::<Handle>(), Err(NotAHandle));
        assert_eq!("da39a3ee5e6b4b0d3255bfef95601890".parse::<Handle>(), Err(NotAHandle));
    }

    #[test]
    fn handles_are_found_in_text() {
        let (a, b) = (Handle::of("a"), Handle::of("b"));
        let text = format!("é[{a}] hr_nothing hr_{b} {b}");
        assert_eq!(Handle::find_in(&text).collect::<Vec<_>>(), [a, b, b]);
    }
}
