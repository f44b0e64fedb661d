//! The values of a JSON text, each with its place.

/// What a node is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number, `true`, `false` or `null`.
    #[default]
    Plain,
    /// A string literal.
    Text,
    Array,
    Object,
    /// An array or object that too many others enclose.
    Deep,
}

impl Kind {
    /// Whether it is an array or object that was looked into.
    #[inline]
    pub(super) fn is_composite(self) -> bool {
        matches!(self, Self::Array | Self::Object)
    }
}

/// A value. Its children follow it in the list of nodes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Node {
    pub(super) kind: Kind,
    /// The number of the member's key; 0 for what is no member.
    pub(super) key: u32,
    /// The first node after this one's descendants.
    pub(super) after: u32,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// A node as it is kept: in few bytes, since there are many.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Kept {
    /// The key, and the kind in the highest bits.
    key: u32,
    pub(super) after: u32,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// The bits of a number of a key.
pub(super) const KEY_BITS: u32 = 29;

impl Kept {
    #[inline]
    pub(super) fn of(Node { kind, key, after, start, end }: Node) -> Self {
        Self { key: key | (kind as u32) << KEY_BITS, after, start, end }
    }

    #[inline]
    pub(super) fn node(self) -> Node {
        let Self { key, after, start, end } = self;
        let kind = match key >> KEY_BITS {
            0 => Kind::Plain,
            1 => Kind::Text,
            2 => Kind::Array,
            3 => Kind::Object,
            _ => Kind::Deep,
        };
        Node { kind, key: key & ((1 << KEY_BITS) - 1), after, start, end }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_are_kept_as_they_are() {
        for kind in [Kind::Plain, Kind::Text, Kind::Array, Kind::Object, Kind::Deep] {
            for key in [0, 1, (1 << KEY_BITS) - 1] {
                let node = Kept::of(Node { kind, key, after: 2, start: 3, end: u32::MAX }).node();
                assert_eq!((node.kind, node.key), (kind, key));
                assert_eq!((node.after, node.start, node.end), (2, 3, u32::MAX));
            }
        }
    }
}
