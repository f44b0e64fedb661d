//! A JSON value with the keys of its objects in order.

use headroom_core::Span;
use headroom_core::document::Cursor;
use headroom_core::document::literal::decode;

use super::KeptReason;

const MAX_DEPTH: usize = 64;

/// The text of the value at `value` with the members of each object in the order of their keys, by
/// Unicode scalar values. Members and elements are copied; white space and commas stay between the
/// places, whatever stands there.
pub(super) fn sorted(source: &str, value: Span) -> Result<String, KeptReason> {
    let mut cursor = Cursor::new(source, value.start);
    let node = Node::read(source, &mut cursor, MAX_DEPTH)?;
    let mut out = String::with_capacity(value.len());
    node.write(source, &mut out);
    Ok(out)
}

/// A value as a tree of spans.
struct Node {
    span: Span,
    children: Vec<Child>,
    is_object: bool,
}

/// A member with its key, or an element of an array.
struct Child {
    key: String,
    span: Span,
    value: Node,
}

impl Node {
    fn read<'a>(
        source: &'a str,
        cursor: &mut Cursor<'a>,
        depth: usize,
    ) -> Result<Self, KeptReason> {
        let open = cursor.peek();
        if !matches!(open, b'{' | b'[') {
            return Ok(Self { span: cursor.skip(), children: Vec::new(), is_object: false });
        }
        let start = cursor.position();
        let depth = depth.checked_sub(1).ok_or(KeptReason::TooDeep)?;
        let mut children: Vec<Child> = Vec::new();
        *cursor = Cursor::new(source, start + 1);
        while !matches!(cursor.peek(), 0 | b'}' | b']') {
            if cursor.peek() == b',' {
                *cursor = Cursor::new(source, cursor.position() + 1);
            }
            children.push(Child::read(source, cursor, depth, open == b'{')?);
        }
        *cursor = Cursor::new(source, cursor.position() + 1);
        let span = Span::new(start, cursor.consumed());
        Ok(Self { span, children, is_object: open == b'{' })
    }

    fn write(&self, source: &str, out: &mut String) {
        let mut order: Vec<&Child> = self.children.iter().collect();
        if self.is_object {
            order.sort_by(|a, b| a.key.cmp(&b.key));
        }
        let mut at = self.span.start;
        for (place, child) in self.children.iter().zip(order) {
            out.push_str(Span::new(at, place.span.start).of(source));
            out.push_str(Span::new(child.span.start, child.value.span.start).of(source));
            child.value.write(source, out);
            at = place.span.end;
        }
        out.push_str(Span::new(at, self.span.end).of(source));
    }

    fn has_a_key_twice(&self) -> bool {
        let mut keys: Vec<&str> = self.children.iter().map(|child| child.key.as_str()).collect();
        keys.sort_unstable();
        keys.windows(2).any(|pair| pair.first() == pair.last())
    }
}

impl Child {
    fn read<'a>(
        source: &'a str,
        cursor: &mut Cursor<'a>,
        depth: usize,
        is_member: bool,
    ) -> Result<Self, KeptReason> {
        let start = cursor.position();
        let mut key = String::new();
        if is_member {
            // A key that does not decode cannot be told from another.
            let decoded = decode(cursor.skip().of(source)).ok_or(KeptReason::DuplicateKey)?;
            key = decoded.into_owned();
            *cursor = Cursor::new(source, cursor.position() + 1);
        }
        let value = Node::read(source, cursor, depth)?;
        if value.is_object && value.has_a_key_twice() {
            return Err(KeptReason::DuplicateKey);
        }
        Ok(Self { key, span: Span::new(start, value.span.end), value })
    }
}
