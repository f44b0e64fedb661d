//! The lines of a folded listing, read one after the other.

use super::row::{Row, is_date, is_number, is_size, mode, split_date};

/// What starts the line that says what rows share.
pub(super) const DEFAULTS: &str = "unless said otherwise: ";

/// The owner, and the date, of all rows that do not say otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Each<'a> {
    pub(super) owner: &'a str,
    pub(super) date: Option<&'a str>,
}

impl<'a> Each<'a> {
    pub(super) fn write(&self, out: &mut String) {
        out.push_str(DEFAULTS);
        out.push_str(self.owner);
        if let Some(date) = self.date {
            out.push(' ');
            out.push_str(date);
        }
    }

    fn parse(line: &'a str) -> Option<Self> {
        let shared = line.strip_prefix(DEFAULTS)?;
        let cut = shared.match_indices(' ').take(60).map(|(at, _)| at).find(|&at| {
            let after = shared.get(at + 1..);
            at > 0 && after.is_some_and(is_date)
        });
        let (owner, date) = match cut {
            Some(at) => (shared.get(..at)?, shared.get(at + 1..)),
            None => (shared, None),
        };
        (!owner.is_empty()).then_some(Self { owner, date })
    }
}

/// A heading: the mode of the rows below it, what else they share, and which cells they have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Heading<'a> {
    pub(super) mode: &'a str,
    pub(super) links: Option<&'a str>,
    pub(super) size: Option<&'a str>,
    /// Whether each row has its date.
    pub(super) dated: bool,
}

impl<'a> Heading<'a> {
    /// `-rw-r--r-- 1 size name:`: what rows share as it is, what they differ in by its name.
    pub(super) fn write(&self, out: &mut String) {
        out.push_str(self.mode);
        for cell in [self.links.unwrap_or("links"), self.size.unwrap_or("size")] {
            out.push(' ');
            out.push_str(cell);
        }
        out.push_str(if self.dated { " date name:" } else { " name:" });
    }

    fn parse(line: &'a str) -> Option<Self> {
        let mode = mode(line)?;
        let cells = line.get(mode.len()..)?.strip_suffix(" name:")?;
        let (cells, dated) = match cells.strip_suffix(" date") {
            Some(cells) => (cells, true),
            None => (cells, false),
        };
        let (links, size) = cells.strip_prefix(' ')?.split_once(' ')?;
        let links = Some(links).filter(|links| *links != "links");
        let size = Some(size).filter(|size| *size != "size");
        let holds = links.is_none_or(is_number) && size.is_none_or(is_size);
        holds.then_some(Self { mode, links, size, dated })
    }

    /// Whether a row can stand below the heading, with the date that all share.
    pub(super) fn covers(&self, row: &Row<'_>, each: &Each<'_>) -> bool {
        let alone = self.links.is_some() && self.size.is_some() && !self.dated;
        row.mode == self.mode
            && self.links.is_none_or(|links| links == row.links)
            && self.size.is_none_or(|size| size == row.size)
            && (self.dated || each.date == Some(row.date))
            && !(alone && (mode(row.name).is_some() || row.name.starts_with(DEFAULTS)))
    }

    /// Writes what the heading does not say of a row.
    pub(super) fn write_row(&self, row: &Row<'_>, out: &mut String) {
        let differing = [
            (self.links.is_none(), row.links),
            (self.size.is_none(), row.size),
            (self.dated, row.date),
        ];
        for (_, cell) in differing.into_iter().filter(|(differs, _)| *differs) {
            out.push_str(cell);
            out.push(' ');
        }
        out.push_str(row.name);
    }

    fn parse_row(&self, line: &'a str, each: &Each<'a>) -> Option<Cells<'a>> {
        let (links, rest) = match self.links {
            Some(links) => (links, line),
            None => line.split_once(' ').filter(|(links, _)| is_number(links))?,
        };
        let (size, rest) = match self.size {
            Some(size) => (size, rest),
            None => rest.split_once(' ').filter(|(size, _)| is_size(size))?,
        };
        let (date, name) = if self.dated { split_date(rest)? } else { (each.date?, rest) };
        (!name.is_empty()).then_some(Cells { mode: self.mode, links, size, date, name })
    }
}

/// The cells of a row, but for its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cells<'a> {
    pub(super) mode: &'a str,
    pub(super) links: &'a str,
    pub(super) size: &'a str,
    pub(super) date: &'a str,
    pub(super) name: &'a str,
}

impl<'a> Cells<'a> {
    pub(super) fn of(row: &Row<'a>) -> Self {
        let Row { mode, links, size, date, name, .. } = *row;
        Self { mode, links, size, date, name }
    }

    /// Writes a row that stands for itself, without the date that all share.
    pub(super) fn write(&self, each: &Each<'_>, out: &mut String) {
        let date = Some(self.date).filter(|date| each.date != Some(date));
        for cell in [Some(self.mode), Some(self.links), Some(self.size), date].into_iter().flatten()
        {
            out.push_str(cell);
            out.push(' ');
        }
        out.push_str(self.name);
    }

    fn parse(line: &'a str, each: &Each<'a>) -> Option<Self> {
        let mode = mode(line)?;
        let rest = line.get(mode.len()..)?.strip_prefix(' ')?;
        let (links, rest) = rest.split_once(' ').filter(|(links, _)| is_number(links))?;
        let (size, rest) = rest.split_once(' ').filter(|(size, _)| is_size(size))?;
        let (date, name) = match split_date(rest) {
            Some(found) => found,
            None => (each.date?, rest),
        };
        (!name.is_empty()).then_some(Self { mode, links, size, date, name })
    }
}

/// What a line of a folded listing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// It says what rows share.
    Each(Each<'a>),
    /// It says what the rows right below it share.
    Heading(Heading<'a>),
    /// A row, of which the rest was said before.
    Short(Cells<'a>),
    /// A row as it was listed.
    Full(Row<'a>),
    /// No row.
    Other,
}

/// Tells what lines are, by those before them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reader<'a> {
    pub(super) each: Option<Each<'a>>,
    pub(super) heading: Option<Heading<'a>>,
}

impl<'a> Reader<'a> {
    /// Reads the next line.
    pub(super) fn read(&mut self, line: &'a str) -> Line<'a> {
        let found = self.look(line);
        match found {
            Line::Each(each) => *self = Self { each: Some(each), heading: None },
            Line::Heading(heading) => self.heading = Some(heading),
            Line::Short(_) if mode(line).is_none() => {}
            // What stands in full, or is no row, ends the rows below a heading.
            _ => self.heading = None,
        }
        found
    }

    /// What a line is if it comes next.
    pub(super) fn look(&self, line: &'a str) -> Line<'a> {
        if mode(line).is_some() {
            if let Some(heading) = Heading::parse(line) {
                return Line::Heading(heading);
            }
            if let Some(row) = Row::parse(line) {
                return Line::Full(row);
            }
            let short = self.each.and_then(|each| Cells::parse(line, &each));
            return short.map_or(Line::Other, Line::Short);
        }
        if let Some(each) = Each::parse(line) {
            return Line::Each(each);
        }
        let below = self.each.zip(self.heading);
        let short = below.and_then(|(each, heading)| heading.parse_row(line, &each));
        short.map_or(Line::Other, Line::Short)
    }
}
