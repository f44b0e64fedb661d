//! A page in Markdown, piece by piece.

use std::collections::HashSet;

use headroom_core::markup::{Flavour, Lexer, Token, data, decode};
use headroom_core::{Like, Rewrite, Span, Unit};

use super::choice::{Choice, Fate};
use super::feed;
use super::line::Line;
use super::names::Name;
use super::tables::Tables;
use super::tree::{Kind, Node, Tree};

/// How a page is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    /// Links are written with their targets.
    pub(super) targets: bool,
    /// Forms and what can be filled in or pressed are written as tags.
    pub(super) controls: bool,
    /// The page is a feed or a map of a site: its elements are entries and what is said of them.
    pub(super) feed: bool,
}

/// The rewrite that shows what was chosen. Linear.
pub(super) fn rewrite(tree: &Tree<'_>, choice: &Choice, style: Style) -> Rewrite {
    let mut writer = Writer {
        tree,
        style,
        tables: Tables::of(tree),
        rewrite: Rewrite::new(),
        line: Line::default(),
        open: Vec::new(),
        from: 0,
        elided: None,
        touched: false,
        targets: HashSet::new(),
    };
    let mut at = 0;
    while let Some(node) = tree.get(at) {
        writer.close_up_to(at);
        let is_cell = matches!(node.name(), Some(Name::Td | Name::Th)) && writer.line.in_table();
        if choice.of(at, node.end) == Fate::Lost && !is_cell {
            writer.elide(node.span);
            at = node.end.max(at + 1);
        } else {
            writer.enter(at, node);
            at += 1;
        }
    }
    writer.finish()
}

struct Writer<'t, 'a> {
    tree: &'t Tree<'a>,
    style: Style,
    tables: Tables,
    rewrite: Rewrite,
    /// What stands for the text from `from` on.
    line: Line,
    open: Vec<(usize, Closing)>,
    from: usize,
    /// An elision that may still grow.
    elided: Option<Span>,
    /// Since the last elision something was read that is shown.
    touched: bool,
    /// The targets shown so far.
    targets: HashSet<String>,
}

/// What is to be done where an element ends.
enum Closing {
    Nothing,
    Block(usize),
    Indented(usize),
    Link(Option<String>),
    Code,
    Pre,
    Cell,
    Row(usize),
    Table,
    List,
    Tag(&'static str, usize),
}

impl Writer<'_, '_> {
    fn close_up_to(&mut self, at: usize) {
        while self.open.last().is_some_and(|(end, _)| *end <= at) {
            if let Some((_, closing)) = self.open.pop() {
                self.close(closing);
            }
        }
    }

    fn elide(&mut self, span: Span) {
        match &mut self.elided {
            Some(before) if !self.touched => before.end = span.end,
            _ => {
                self.flush(span.start);
                self.elided = Some(span);
            }
        }
        self.from = span.end;
        self.touched = false;
    }

    /// Makes pieces of the last elision and of what follows it up to `end`.
    fn flush(&mut self, end: usize) {
        if let Some(span) = self.elided.take() {
            self.rewrite.elide(span, Unit::Elements, Like::Unknown);
        }
        let text = self.line.take();
        self.rewrite.fold(self.from..end, text);
    }

    /// Ends the page: what comes last is elided, so that the notice stands at the end.
    fn finish(mut self) -> Rewrite {
        self.close_up_to(usize::MAX);
        let end = self.tree.text.len();
        if self.elided.is_none() && !self.rewrite.elides() {
            self.elide_last_tag();
        }
        match &mut self.elided {
            Some(last) if !self.touched => {
                last.end = end;
                self.from = end;
            }
            _ => {}
        }
        self.flush(end);
        self.rewrite
    }

    /// Where all of a page is shown, the last end tag is elided, so that its source is in the store.
    fn elide_last_tag(&mut self) {
        if let Some(span) = self.tree.last_end_tag.filter(|span| span.start > self.from) {
            self.elide(span);
        }
    }

    fn enter(&mut self, at: usize, node: &Node) {
        match node.kind {
            Kind::Text => self.text(&decode(node.span.of(self.tree.text))),
            Kind::Data => self.data(data(node.span.of(self.tree.text))),
            Kind::Raw => self.verbatim(node.span),
            Kind::Other => {}
            Kind::Break => self.line.part(2),
            Kind::Element(name, _) => {
                let closing = self.begin(at, node, name);
                self.open.push((node.end, closing));
            }
        }
    }

    /// Character data, without the tags in them.
    fn data(&mut self, data: &str) {
        if !data.contains('<') {
            return self.text(data);
        }
        for token in Lexer::new(data, Flavour::Html) {
            match token {
                Token::Text(span) => self.text(&decode(span.of(data))),
                Token::Data(span) => self.text(span.of(data)),
                Token::Open(tag) | Token::Close(tag) => {
                    if Name::of(tag.name.of(data)).parts_text() {
                        self.line.part(1);
                    }
                }
                Token::Raw(_) | Token::Other(_) => {}
            }
        }
    }

    /// Leaves data as they are.
    fn verbatim(&mut self, span: Span) {
        self.flush(span.start);
        self.from = span.end;
        self.touched = true;
        self.line.part(2);
        self.line.begun();
    }

    fn text(&mut self, text: &str) {
        self.touched |= !text.trim().is_empty();
        self.line.text(text);
    }

    fn begin(&mut self, at: usize, node: &Node, name: Name) -> Closing {
        if self.style.feed {
            return self.begin_feed(node);
        }
        if self.style.controls && (name.is_control() || matches!(name, Name::Form | Name::Option)) {
            return self.control(node, name);
        }
        // The tag is needed where the mark is written.
        self.touched |= matches!(name, Name::A | Name::Li);
        let line = &mut self.line;
        match name {
            Name::Br => {
                line.part(1);
                Closing::Nothing
            }
            Name::A => {
                let href = decode(self.tree.attribute(node, "href"));
                // A target that was shown before is known.
                let target = Some(href.trim())
                    .filter(|href| self.style.targets && is_target(href))
                    .filter(|href| !self.targets.contains(*href));
                line.open_link(target.is_some());
                Closing::Link(target.map(str::to_owned))
            }
            Name::Pre => {
                line.part(2);
                line.open_pre();
                Closing::Pre
            }
            Name::Code if !line.in_pre() => {
                line.open_code();
                Closing::Code
            }
            Name::Base | Name::Meta | Name::Img => {
                self.leaf(node, name);
                Closing::Nothing
            }
            Name::Table if self.tables.is_data(self.tree, at) => {
                line.part(2);
                line.open_table();
                Closing::Table
            }
            Name::Tr if line.in_table() => {
                line.open_row();
                let headed = |(_, cell): (usize, &Node)| cell.is(Name::Th);
                let cells = self
                    .tree
                    .children(at)
                    .filter(|(_, cell)| matches!(cell.name(), Some(Name::Td | Name::Th)));
                let first = self.tree.children(at).any(headed) && line.is_first_row();
                Closing::Row(if first { cells.count() } else { 0 })
            }
            Name::Td | Name::Th if line.in_table() => {
                line.open_cell();
                Closing::Cell
            }
            _ => self.begin_block(node, name),
        }
    }

    fn begin_feed(&mut self, node: &Node) -> Closing {
        let name = feed::local_name(self.tree, node);
        let breaks = match name {
            "item" | "entry" => 2,
            "loc" | "lastmod" => 0,
            _ => 1,
        };
        self.line.part(breaks);
        self.line.text(" ");
        if name == "title" {
            self.line.mark(if feed::is_in_entry(self.tree, node) { "##" } else { "#" }, 0);
        }
        let href = self.tree.attribute(node, "href");
        if node.is(Name::Link) && is_target(href) && !href.contains('"') {
            self.text(&format!("<link href=\"{href}\">"));
        }
        Closing::Block(breaks)
    }

    fn begin_block(&mut self, node: &Node, name: Name) -> Closing {
        let line = &mut self.line;
        if let Some(level) = name.heading() {
            line.part(2);
            line.mark(&"#".repeat(level), 0);
            return Closing::Block(2);
        }
        match name {
            Name::Li => {
                line.part(1);
                line.item();
                Closing::Indented(1)
            }
            Name::Ul | Name::Ol | Name::Menu => {
                let start = self.tree.attribute(node, "start").parse().unwrap_or(1);
                line.open_list((name == Name::Ol).then_some(start));
                Closing::List
            }
            Name::Blockquote => {
                line.part(2);
                line.indent("> ");
                Closing::Indented(2)
            }
            Name::Dd => {
                line.part(1);
                line.indent("  ");
                Closing::Indented(1)
            }
            Name::P | Name::Article | Name::Section | Name::Table => {
                line.part(2);
                Closing::Block(2)
            }
            Name::Tr | Name::Dt | Name::Option => {
                line.part(1);
                Closing::Block(1)
            }
            _ if name.parts_text() => {
                line.part(2);
                Closing::Block(2)
            }
            _ => Closing::Nothing,
        }
    }

    /// A record of the head: its tag, with what it is called and what it says.
    fn leaf(&mut self, node: &Node, name: Name) {
        if name == Name::Base {
            let href = self.tree.attribute(node, "href");
            if !href.contains('"') {
                self.tag(&format!("<base href=\"{href}\">"));
            }
            return;
        }
        if name != Name::Meta {
            return;
        }
        let called = ["name", "property"].iter().find_map(|attribute| {
            let value = self.tree.attribute(node, attribute);
            (!value.is_empty()).then(|| format!("{attribute}=\"{value}\""))
        });
        let said = self.tree.attribute(node, "content");
        if let Some(called) = called.filter(|_| !said.contains('"')) {
            self.tag(&format!("<meta {called} content=\"{said}\">"));
        }
    }

    /// A tag on a line of its own.
    fn tag(&mut self, tag: &str) {
        self.line.part(1);
        self.text(tag);
        self.line.part(1);
    }

    /// What can be filled in or pressed: its tag, without what only scripts and styles need.
    fn control(&mut self, node: &Node, name: Name) -> Closing {
        const TELLING: &[&str] = &[
            "action",
            "aria-label",
            "checked",
            "disabled",
            "id",
            "method",
            "name",
            "placeholder",
            "required",
            "selected",
            "title",
            "type",
            "value",
        ];
        let Some(tag) = node.tag() else { return Closing::Nothing };
        let text = self.tree.text;
        let mut out = format!("<{}", tag.name.of(text).to_ascii_lowercase());
        for (attribute, value) in tag.attributes(text) {
            let attribute = attribute.to_ascii_lowercase();
            let long = value.len() > 200 || value.contains(['"', '<', '>']);
            if !long && TELLING.contains(&attribute.as_str()) {
                let value = if value.is_empty() { String::new() } else { format!("=\"{value}\"") };
                out.push_str(&format!(" {attribute}{value}"));
            }
        }
        out.push('>');
        self.line.part(1);
        self.text(&out);
        match name {
            Name::Form => {
                self.line.part(1);
                Closing::Tag("</form>", 1)
            }
            Name::Button => Closing::Tag("</button>", 0),
            Name::Select => Closing::Tag("</select>", 0),
            Name::Option => Closing::Tag("</option>", 0),
            Name::Textarea => Closing::Tag("</textarea>", 0),
            _ => Closing::Nothing,
        }
    }

    fn close(&mut self, closing: Closing) {
        if let Closing::Tag(tag, breaks) = closing {
            self.touched = true;
            self.line.part(breaks);
            self.line.text(tag);
            self.line.part(1);
            return;
        }
        let line = &mut self.line;
        match closing {
            Closing::Nothing | Closing::Tag(..) => {}
            Closing::Block(breaks) => line.part(breaks),
            Closing::Indented(breaks) => {
                line.part(breaks);
                line.outdent();
            }
            Closing::Link(target) => {
                if line.close_link(target.as_deref()) {
                    self.targets.extend(target);
                }
            }
            Closing::Code => line.close_code(),
            Closing::Pre => line.close_pre(),
            Closing::Cell => line.close_cell(),
            Closing::Row(headed) => line.close_row(headed),
            Closing::Table => line.close_table(),
            Closing::List => line.close_list(),
        }
    }
}

/// Whether a target leads somewhere that a reader could go.
fn is_target(href: &str) -> bool {
    const LONGEST: usize = 300;
    let led = !href.is_empty() && href.len() <= LONGEST && !href.starts_with('#');
    let scheme = href.split_once(':').map(|(scheme, _)| scheme);
    let script = scheme.is_some_and(|s| s.eq_ignore_ascii_case("javascript") || s == "data");
    led && !script && !href.contains(char::is_whitespace)
}
