//! A JSON text as a flat tree of spans.

use std::cell::OnceCell;

use headroom_core::Span;
use headroom_core::document::literal::string_end;

use super::keys::{Key, Keys, Numbers};
use super::node::{Kept, Kind, Node};
use super::repeats::Repeats;
use super::scalar::is_literal;

/// Composites that are enclosed by this many others are not looked into.
pub(super) const MAX_DEPTH: usize = 48;

/// The bytes of text for a node, or fewer. What of the room for nodes is not used is never touched.
const BYTES_OF_NODE: usize = 12;

/// One JSON value, or several after each other.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    text: &'a str,
    /// What the text lacks at its end: brackets.
    closers: &'a str,
    nodes: Vec<Kept>,
    keys: Keys<'a>,
    /// The values at the top.
    pub(super) roots: Vec<u32>,
    /// For each key, what is known of the scalars below it, once that is asked for.
    scalars: OnceCell<Vec<Scalars>>,
    /// Where rows were left out of the text, in order.
    gaps: Vec<usize>,
    /// The share of the text that is more than white space, in percent.
    density: usize,
    repeats: Repeats,
    /// There are escapes in strings, maybe.
    escapes: bool,
    /// Some strings begin as arrays and objects do.
    nested: bool,
    /// Some objects stand for strings, so that strings have to come back byte for byte.
    exact: bool,
}

/// The scalars that stand below a key, directly or in arrays; `null` and `""` aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scalars {
    None,
    /// All have the source text of this node.
    Same(u32),
    Various,
}

impl<'a> Tree<'a> {
    /// Reads a text; `None` if it is not JSON. Linear, without recursion.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        Parser::new(text, "")?.run()
    }

    /// Reads a text that lacks these brackets at its end. The arrays and objects that they close have their
    /// ends behind the text, and no source text. `None` if that is not JSON. Linear, without recursion.
    pub(super) fn parse_open(text: &'a str, closers: &'a str) -> Option<Self> {
        Parser::new(text, closers)?.run()
    }

    /// What the text lacks at its end.
    pub(super) fn closers(&self) -> &'a str {
        self.closers
    }

    /// This tree, of a text that rows were left out of at these places.
    pub(super) fn with_gaps(self, gaps: Vec<usize>) -> Self {
        Self { gaps, ..self }
    }

    /// How many places there are where rows were left out.
    pub(super) fn gaps(&self) -> usize {
        self.gaps.len()
    }

    /// The number of the place within these bytes where rows were left out.
    pub(super) fn gap(&self, between: Span) -> Option<usize> {
        if self.gaps.is_empty() {
            return None;
        }
        let at = self.gaps.partition_point(|&gap| gap < between.start);
        self.gaps.get(at).is_some_and(|&gap| gap <= between.end).then_some(at)
    }

    /// The numbers of the places inside a string where parts of it were left out.
    pub(super) fn gaps_within(&self, literal: Span) -> std::ops::Range<usize> {
        if self.gaps.is_empty() {
            return 0..0;
        }
        let from = self.gaps.partition_point(|&gap| gap <= literal.start);
        from..self.gaps.partition_point(|&gap| gap < literal.end).max(from)
    }

    /// The place in the text where something was left out.
    pub(super) fn gap_at(&self, gap: usize) -> usize {
        self.gaps.get(gap).copied().unwrap_or(0)
    }

    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// Where a value stands.
    #[inline]
    pub(super) fn span(&self, id: u32) -> Span {
        let node = self.node(id);
        Span::new(node.start as usize, node.end as usize)
    }

    /// What stands between the brackets of an array or object.
    pub(super) fn inside(&self, id: u32) -> Span {
        let Span { start, end } = self.span(id);
        Span::new(start + 1, end - 1)
    }

    /// Where a value starts, or the key before it.
    pub(super) fn row_start(&self, id: u32) -> usize {
        let node = self.node(id);
        let start = node.start as usize;
        if node.key == 0 {
            return start;
        }
        let before = |at: usize| self.text.get(..at).unwrap_or("").trim_end();
        let named = before(start).strip_suffix(':').unwrap_or("").trim_end();
        let literal = self.key(node.key).literal;
        // Another way to write the key is as rare as it gets.
        named.strip_suffix(literal).map_or_else(|| opening_quote(named), str::len)
    }

    /// The tokens of a value, roughly.
    pub(super) fn weight(&self, id: u32) -> usize {
        self.weight_of(&[id])
    }

    /// The tokens of values, roughly.
    pub(super) fn weight_of(&self, ids: &[u32]) -> usize {
        // With a delimiter each.
        let bytes: usize = ids.iter().map(|&id| self.span(id).len() + 1).sum();
        bytes * self.density / 400
    }

    /// A number for the keys of an object, in order.
    pub(super) fn form(&self, id: u32) -> u64 {
        let mix = |form: u64, key: u32| (form ^ u64::from(key)).wrapping_mul(0x0100_0000_01b3);
        self.children(id).map(|child| self.node(child).key).fold(0xcbf2_9ce4_8422_2325, mix)
    }

    /// The number of keys, and one.
    pub(super) fn keys(&self) -> usize {
        self.keys.len()
    }

    /// Visits the keys that stand in no span, as long as more are wanted; the spans are sorted.
    pub(super) fn members_outside(
        &self,
        spans: impl Iterator<Item = Span>,
        mut each: impl FnMut(u32) -> bool,
    ) {
        let mut spans = spans.peekable();
        for node in self.nodes.iter().map(|node| node.node()).filter(|node| node.key > 0) {
            let start = node.start as usize;
            while spans.next_if(|span| span.end <= start).is_some() {}
            if spans.peek().is_none_or(|span| span.start > start) && !each(node.key) {
                return;
            }
        }
    }

    /// Visits the keys that stand in a span.
    pub(super) fn members_within(&self, span: Span, each: impl FnMut(u32)) {
        let from = self.nodes.partition_point(|node| (node.start as usize) < span.start);
        let nodes = self.nodes.get(from..).unwrap_or_default();
        let within = nodes.iter().take_while(|node| (node.start as usize) < span.end);
        within.map(|node| node.node().key).filter(|key| *key > 0).for_each(each);
    }

    #[inline]
    pub(super) fn node(&self, id: u32) -> Node {
        self.nodes.get(id as usize).copied().unwrap_or_default().node()
    }

    /// Whether an array or object that was looked into has nothing in it.
    pub(super) fn is_empty(&self, id: u32) -> bool {
        self.after(id) == id + 1
    }

    /// The first node behind a value.
    #[inline]
    pub(super) fn after(&self, id: u32) -> u32 {
        self.node(id).after
    }

    /// The bytes of a value without white space, roughly.
    pub(super) fn size(&self, id: u32) -> usize {
        self.span(id).len() * self.density / 100
    }

    /// The objects that repeat others.
    pub(super) fn repeats(&self) -> &Repeats {
        &self.repeats
    }

    /// This tree, with objects that are to be written as repeats.
    pub(super) fn with_repeats(self, repeats: Repeats) -> Self {
        Self { repeats, ..self }
    }

    /// This tree, of a document in which objects stand for strings.
    pub(super) fn exact(self) -> Self {
        Self { exact: true, ..self }
    }

    /// Whether objects stand for strings.
    pub(super) fn is_exact(&self) -> bool {
        self.exact
    }

    /// Whether some strings may hold arrays and objects.
    pub(super) fn may_nest(&self) -> bool {
        self.nested
    }

    /// All nodes, in order.
    pub(super) fn ids(&self) -> std::ops::Range<u32> {
        0..u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)
    }

    /// Number of nodes.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    #[inline]
    pub(super) fn key(&self, key: u32) -> Key<'_> {
        self.keys.get(key)
    }

    /// The source text of a value.
    #[inline]
    pub(super) fn source(&self, id: u32) -> &'a str {
        let node = self.node(id);
        self.text.get(node.start as usize..node.end as usize).unwrap_or("")
    }

    /// At least so many bytes does a value have without white space and quotes, however it is escaped.
    pub(super) fn least_len(&self, id: u32) -> usize {
        let key = |node: Node| self.keys.text_len(node.key);
        let len = |node: Node| match node.kind {
            Kind::Array | Kind::Object => 2,
            Kind::Plain => (node.end - node.start) as usize,
            // Of six bytes of an escape, one may be left.
            Kind::Text if self.escapes => (node.end - node.start) as usize / 6,
            Kind::Text => (node.end - node.start) as usize - 2,
            Kind::Deep => 2,
        };
        let (mut id, after, mut sum) = (id, self.node(id).after, 0);
        while id < after {
            let node = self.node(id);
            // A repeat has no more of its object than a few bytes.
            let repeats = self.repeats.of(id).is_some();
            // With a delimiter for each but the value itself.
            sum += 1 + key(node) + if repeats { 2 } else { len(node) };
            id = if repeats { node.after } else { id + 1 };
        }
        sum.saturating_sub(1)
    }

    /// Whether each key in a value has one and the same scalar in the whole document, so that naming
    /// it once is naming it for all. `key` is that of the value. What says nothing is settled.
    pub(super) fn is_settled(&self, id: u32, always: bool) -> bool {
        let Node { after, key, .. } = self.node(id);
        let scalars = || self.scalars.get_or_init(|| self.find_scalars());
        self.leaves(id, after, key).all(|(leaf, key)| {
            says_nothing(self.source(leaf))
                || always && matches!(scalars().get(key as usize), Some(Scalars::Same(_)))
        })
    }

    /// The scalars among the nodes from `start` up to `end`, with the key that they stand below.
    fn leaves(&self, start: u32, end: u32, key: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
        let mut outer: Vec<(u32, u32)> = vec![(end, key)];
        (start..end).filter_map(move |id| {
            while outer.len() > 1 && outer.last().is_some_and(|&(after, _)| after <= id) {
                outer.pop();
            }
            let node = self.node(id);
            let above = outer.last().map_or(0, |&(_, key)| key);
            let key = if node.key == 0 { above } else { node.key };
            if node.kind.is_composite() {
                outer.push((node.after, key));
                return None;
            }
            Some((id, key))
        })
    }

    /// What [`Tree::is_settled`] needs.
    fn find_scalars(&self) -> Vec<Scalars> {
        let mut scalars = vec![Scalars::None; self.keys.len()];
        for (leaf, key) in self.leaves(0, u32::try_from(self.nodes.len()).unwrap_or(u32::MAX), 0) {
            let source = self.source(leaf);
            let Some(known) = scalars.get_mut(key as usize) else { continue };
            *known = match *known {
                _ if says_nothing(source) => continue,
                Scalars::None => Scalars::Same(leaf),
                Scalars::Same(first) if self.source(first) == source => continue,
                _ => Scalars::Various,
            };
        }
        scalars
    }

    /// Elements or member values, in order.
    #[inline]
    pub(super) fn children(&self, id: u32) -> impl Iterator<Item = u32> + '_ {
        let after = self.node(id).after;
        let mut next = id + 1;
        std::iter::from_fn(move || {
            let child = next;
            next = self.node(child).after;
            (child < after).then_some(child)
        })
    }
}

/// An array or object that is not closed yet. `node` is `None` below the depth limit.
struct Open {
    node: Option<u32>,
    object: bool,
    /// Nothing of it was read yet.
    first: bool,
}

struct Parser<'a> {
    tree: Tree<'a>,
    at: usize,
    open: Vec<Open>,
    numbers: Numbers,
    /// For two keys after each other, the one that followed them last time: a guess that spares most
    /// look-ups. Keys that share a place here only guess less well.
    followers: [u32; FOLLOWERS],
    last_keys: (u32, u32),
    /// The bytes of scalars, keys and brackets so far.
    content: usize,
}

/// A power of two.
const FOLLOWERS: usize = 256;

impl<'a> Parser<'a> {
    fn new(text: &'a str, closers: &'a str) -> Option<Self> {
        u32::try_from(text.len() + closers.len()).ok()?;
        let tree = Tree {
            text,
            closers,
            nodes: Vec::with_capacity(text.len() / BYTES_OF_NODE + 1),
            keys: Keys::new(text),
            roots: Vec::new(),
            scalars: OnceCell::new(),
            gaps: Vec::new(),
            density: 100,
            repeats: Repeats::default(),
            escapes: memchr::memchr(b'\\', text.as_bytes()).is_some(),
            nested: false,
            exact: false,
        };
        let (numbers, open, followers) = (Numbers::new(), Vec::new(), [0; FOLLOWERS]);
        Some(Self { tree, at: 0, open, numbers, followers, last_keys: (0, 0), content: 0 })
    }

    fn run(mut self) -> Option<Tree<'a>> {
        while self.peek() != 0 {
            let root = self.offset(self.tree.nodes.len());
            self.tree.roots.push(root);
            self.value(0)?;
            while !self.open.is_empty() {
                self.step()?;
            }
        }
        let end = self.tree.text.len() + self.tree.closers.len();
        let whole = self.at == end && !self.tree.roots.is_empty();
        let all: usize = self.tree.roots.iter().map(|&root| self.tree.span(root).len()).sum();
        self.tree.density = (self.content * 100 / all.max(1)).min(100);
        whole.then_some(self.tree)
    }

    /// Reads the next child of the innermost open value, or closes it.
    fn step(&mut self) -> Option<()> {
        let next = self.peek();
        let top = self.open.last_mut()?;
        let object = top.object;
        if next == if object { b'}' } else { b']' } {
            self.at += 1;
            return self.close();
        }
        if !std::mem::take(&mut top.first) {
            (next == b',').then_some(())?;
            self.at += 1;
        }
        let key = if object { self.member_key()? } else { 0 };
        self.value(key)
    }

    fn close(&mut self) -> Option<()> {
        let top = self.open.pop()?;
        if let Some(id) = top.node {
            let (after, end) = (self.offset(self.tree.nodes.len()), self.offset(self.at));
            let node = self.tree.nodes.get_mut(id as usize)?;
            (node.after, node.end) = (after, end);
            if node.node().kind == Kind::Deep {
                self.content += ((end - node.start) as usize).saturating_sub(2);
            }
        }
        Some(())
    }

    fn member_key(&mut self) -> Option<u32> {
        (self.peek() == b'"').then_some(())?;
        let key = if self.open.len() > MAX_DEPTH {
            self.string()?;
            0
        } else {
            self.known_key()?
        };
        (self.peek() == b':').then_some(())?;
        self.at += 1;
        Some(key)
    }

    fn value(&mut self, key: u32) -> Option<()> {
        let kind = match self.peek() {
            b'{' => Kind::Object,
            b'[' => Kind::Array,
            b'"' => Kind::Text,
            _ => Kind::Plain,
        };
        let start = self.at;
        match kind {
            Kind::Text => {
                let second = self.tree.text.as_bytes().get(start + 1);
                self.tree.nested |= matches!(second, Some(b'{' | b'['));
                self.string()?;
            }
            Kind::Plain => self.plain()?,
            _ => self.at += 1,
        }
        let composite = kind.is_composite();
        let depth = self.open.len();
        let node = (depth <= MAX_DEPTH).then(|| self.offset(self.tree.nodes.len()));
        if composite {
            self.open.push(Open { node, object: kind == Kind::Object, first: true });
        }
        if let Some(id) = node {
            self.content += if composite { 3 } else { self.at - start + 1 };
            let kind = if composite && depth == MAX_DEPTH { Kind::Deep } else { kind };
            let (start, end) = (self.offset(start), self.offset(self.at));
            self.tree.nodes.push(Kept::of(Node { kind, key, after: id + 1, start, end }));
        }
        Some(())
    }

    /// Passes over a number, `true`, `false` or `null`.
    fn plain(&mut self) -> Option<()> {
        let rest = self.tree.text.get(self.at..)?;
        // Mostly it is a number of a few digits.
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let behind = rest.as_bytes().get(digits);
        if matches!(behind, Some(b',' | b'}' | b']'))
            && (digits == 1 || digits > 1 && !rest.starts_with('0'))
        {
            self.at += digits;
            return Some(());
        }
        let ends = |b: u8| {
            matches!(
                b,
                b' ' | b'\n' | b'\t' | b'\r' | b',' | b':' | b'{' | b'}' | b'[' | b']' | b'"'
            )
        };
        let len = rest.bytes().position(ends).unwrap_or(rest.len());
        self.at += len;
        is_literal(rest.get(..len)?).then_some(())
    }

    /// Passes over a string literal.
    fn string(&mut self) -> Option<()> {
        self.at = string_end(self.tree.text, self.at)?;
        Some(())
    }

    /// Passes over a key, and gives its number.
    fn known_key(&mut self) -> Option<u32> {
        let (before, last) = self.last_keys;
        let slot = (before.wrapping_mul(31) ^ last) as usize % FOLLOWERS;
        let guess = self.followers.get(slot).copied().unwrap_or(0);
        let start = self.at;
        let end = start + self.tree.keys.literal_len(guess);
        let here = self.tree.text.as_bytes().get(start..end);
        let key = if here.is_some_and(|here| guess > 0 && self.tree.keys.is_literal(guess, here)) {
            self.at = end;
            guess
        } else {
            self.string()?;
            self.numbers.of(&mut self.tree.keys, Span::new(start, self.at))?
        };
        if let Some(follower) = self.followers.get_mut(slot) {
            *follower = key;
        }
        self.last_keys = (last, key);
        self.content += self.tree.keys.literal_len(key) + 1;
        Some(key)
    }

    /// The first byte of the next token, 0 at the end.
    #[inline]
    fn peek(&mut self) -> u8 {
        while let Some(&b) = self.tree.text.as_bytes().get(self.at) {
            if !matches!(b, b' ' | b'\n' | b'\t' | b'\r') {
                return b;
            }
            self.at += 1;
        }
        // Behind the text stands what it lacks.
        let closer = self.at.checked_sub(self.tree.text.len());
        let closers = self.tree.closers.as_bytes();
        closer.and_then(|at| closers.get(at)).copied().unwrap_or(0)
    }

    /// An index as it is stored. The text is shorter than 4 GiB, and so is every index into it.
    fn offset(&self, at: usize) -> u32 {
        u32::try_from(at).unwrap_or(u32::MAX)
    }
}

/// Where the string literal starts that a text ends with.
fn opening_quote(text: &str) -> usize {
    let inner = text.strip_suffix('"').unwrap_or("");
    let escaped = |at: usize| {
        let before = inner.get(..at).unwrap_or("");
        (before.len() - before.trim_end_matches('\\').len()) % 2 == 1
    };
    memchr::memrchr_iter(b'"', inner.as_bytes()).find(|&at| !escaped(at)).unwrap_or(text.len())
}

fn says_nothing(source: &str) -> bool {
    matches!(source, "null" | "\"\"")
}
