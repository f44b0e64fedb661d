//! Text as it grows, line by line: marks are written once there is text for them.

use headroom_core::markup::each_words;

/// Text of a piece, and what is to be written before the next of it.
#[derive(Debug, Default)]
pub(super) struct Line {
    out: String,
    /// Line breaks that come before the next text.
    breaks: usize,
    /// A blank comes before the next text.
    blank: bool,
    /// Anything was written so far, in this piece or before.
    begun: bool,
    /// What each line starts with, from the outside in.
    indents: Vec<&'static str>,
    /// The mark of the next line, and how many indents stand before it.
    mark: Option<(String, usize)>,
    /// Links that are open, the innermost last.
    links: Vec<Link>,
    /// Open lists: the number of the next item, if they are numbered.
    lists: Vec<Option<usize>>,
    code: Option<bool>,
    pre: usize,
    /// Open tables: rows begun.
    tables: Vec<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Link {
    /// Its text is all there is of it.
    Plain,
    Waiting,
    Written,
}

impl Line {
    /// What was written since this was asked last.
    pub(super) fn take(&mut self) -> String {
        std::mem::take(&mut self.out)
    }

    /// Takes note that something stands before what is written next.
    pub(super) fn begun(&mut self) {
        self.begun = true;
    }

    /// Writes text; runs of blanks are one.
    pub(super) fn text(&mut self, text: &str) {
        if self.pre > 0 {
            return self.verbatim(text);
        }
        self.blank |= text.starts_with(char::is_whitespace);
        let mut first = true;
        each_words(text, |words| {
            if std::mem::take(&mut first) {
                return self.write(words);
            }
            // Nothing waits to be written before the words that follow.
            self.out.push(' ');
            self.out.push_str(words);
        });
        self.blank |= text.ends_with(char::is_whitespace);
    }

    /// Text of a block that keeps its lines.
    fn verbatim(&mut self, text: &str) {
        let text = if self.mark.is_some() { text.trim_start_matches(['\n', '\r']) } else { text };
        if text.trim().is_empty() && self.mark.is_some() {
            return;
        }
        self.begin();
        self.out.push_str(text);
    }

    fn write(&mut self, word: &str) {
        self.begin();
        self.out.push_str(word);
    }

    /// Writes what comes before text.
    fn begin(&mut self) {
        let breaks = std::mem::take(&mut self.breaks);
        let blank = std::mem::take(&mut self.blank);
        if !self.begun || breaks > 0 {
            let breaks = if self.begun { breaks } else { 0 };
            self.out.extend(std::iter::repeat_n('\n', breaks));
            let depth = self.mark.as_ref().map_or(self.indents.len(), |(_, depth)| *depth);
            for indent in self.indents.iter().take(depth) {
                self.out.push_str(indent);
            }
        } else if blank {
            self.out.push(' ');
        }
        self.begun = true;
        if let Some((mark, _)) = self.mark.take() {
            self.out.push_str(&mark);
        }
        for link in self.links.iter_mut().filter(|link| **link == Link::Waiting) {
            self.out.push('[');
            *link = Link::Written;
        }
        if self.code == Some(false) {
            self.out.push('`');
            self.code = Some(true);
        }
    }

    /// Parts what follows from what was written, by a line break or by an empty line.
    pub(super) fn part(&mut self, breaks: usize) {
        if self.in_table() {
            self.blank = true;
            return;
        }
        if self.pre == 0 {
            self.breaks = self.breaks.max(breaks);
        }
    }

    /// The mark of a heading or the like for the next line.
    pub(super) fn mark(&mut self, mark: &str, inner: usize) {
        if !self.in_table() && self.pre == 0 {
            let depth = self.indents.len().saturating_sub(inner);
            let before = self.mark.take().filter(|(_, at)| *at < depth);
            self.mark = Some(match before {
                Some((outer, at)) => (format!("{outer}{mark} "), at),
                None => (format!("{mark} "), depth),
            });
        }
    }

    pub(super) fn indent(&mut self, indent: &'static str) {
        // Deeper indents tell nothing more.
        const DEEPEST: usize = 8;
        let indent = if self.indents.len() < DEEPEST { indent } else { "" };
        self.indents.push(indent);
    }

    pub(super) fn outdent(&mut self) {
        self.indents.pop();
        if self.pre == 0 {
            self.mark = None;
        }
    }

    pub(super) fn open_list(&mut self, start: Option<usize>) {
        let breaks = if self.lists.is_empty() { 2 } else { 1 };
        self.part(breaks);
        self.lists.push(start);
    }

    pub(super) fn close_list(&mut self) {
        self.lists.pop();
        self.part(if self.lists.is_empty() { 2 } else { 1 });
    }

    /// The next line is an item of the innermost list.
    pub(super) fn item(&mut self) {
        let number = self.lists.last_mut().and_then(Option::as_mut);
        let mark = number.map(|number| {
            *number += 1;
            format!("{}.", *number - 1)
        });
        if self.pre == 0 {
            self.mark = None;
        }
        self.mark(mark.as_deref().unwrap_or("-"), 0);
        self.indent("  ");
    }

    pub(super) fn open_link(&mut self, with_target: bool) {
        self.links.push(if with_target { Link::Waiting } else { Link::Plain });
    }

    /// Ends a link; whether its target was written.
    pub(super) fn close_link(&mut self, target: Option<&str>) -> bool {
        if let (Some(Link::Written), Some(target)) = (self.links.pop(), target) {
            self.out.push_str("](");
            self.out.push_str(target);
            self.out.push(')');
            return true;
        }
        false
    }

    pub(super) fn open_code(&mut self) {
        self.code = Some(false);
    }

    pub(super) fn close_code(&mut self) {
        if self.code.take() == Some(true) {
            self.out.push('`');
        }
    }

    pub(super) fn in_pre(&self) -> bool {
        self.pre > 0
    }

    pub(super) fn open_pre(&mut self) {
        if self.pre == 0 && !self.in_table() {
            self.mark = Some(("```\n".to_owned(), self.indents.len()));
        }
        self.pre += 1;
    }

    pub(super) fn close_pre(&mut self) {
        self.pre = self.pre.saturating_sub(1);
        if self.pre > 0 || self.in_table() {
            return;
        }
        // The opening mark still waits where there was no text.
        if self.mark.take().is_none() {
            let blanks = self.out.len() - self.out.trim_end().len();
            self.out.truncate(self.out.len() - blanks);
            self.out.push_str("\n```");
        }
        self.part(2);
    }

    pub(super) fn in_table(&self) -> bool {
        !self.tables.is_empty()
    }

    pub(super) fn open_table(&mut self) {
        self.tables.push(0);
    }

    pub(super) fn is_first_row(&self) -> bool {
        self.tables.last() == Some(&1)
    }

    pub(super) fn open_row(&mut self) {
        self.breaks = self.breaks.max(1);
        self.blank = false;
        self.write("|");
        if let Some(rows) = self.tables.last_mut() {
            *rows += 1;
        }
    }

    pub(super) fn open_cell(&mut self) {
        self.blank = true;
    }

    pub(super) fn close_cell(&mut self) {
        self.blank = true;
        self.write("|");
        self.blank = false;
    }

    /// Ends a row; below the first one of `headed` cells comes the rule of a heading.
    pub(super) fn close_row(&mut self, headed: usize) {
        if headed > 0 {
            self.out.push_str("\n|");
            self.out.extend(std::iter::repeat_n("---|", headed));
        }
        self.breaks = 1;
    }

    pub(super) fn close_table(&mut self) {
        self.tables.pop();
        self.part(2);
    }
}
