//! Reads rows, with the header of their table at hand.

use super::header::{Form, Layout, Part, Value, literal};
use super::read::Reader;
use super::scalar::Place;

impl Reader<'_> {
    pub(super) fn tuple(&mut self, form: &Form) -> Option<()> {
        self.expect(b'{')?;
        if self.rest().starts_with("=}") {
            self.at += 1;
        }
        self.row(form, Place::Nested)?;
        self.expect(b'}')
    }

    /// Reads the values of one object and puts it out.
    pub(super) fn row(&mut self, form: &Form, place: Place) -> Option<()> {
        if form.keyed {
            return self.keyed_row(form, place);
        }
        if !form.tails {
            return self.cells(form, place);
        }
        let start = self.out.len();
        let mut values = vec![(0, 0); form.parts.len()];
        let mut begun = false;
        for (part, value) in form.parts.iter().zip(&mut values) {
            let Value::Cell(layout) = &part.value else { continue };
            if self.row_ends(place) {
                break;
            }
            self.next_cell(&mut begun)?;
            if self.peek() != b',' && !self.row_ends(place) {
                *value = self.cell(layout, place, form.depth, start)?;
            }
        }
        while !self.row_ends(place) {
            self.next_cell(&mut begun)?;
            let (at, layout) = self.tail(form)?;
            *values.get_mut(at)? = self.cell(layout, place, form.depth, start)?;
        }
        let read = self.out.split_off(start);
        put(&form.parts, &values, &read, &mut self.out);
        Some(())
    }

    /// Reads the values of one object in the order in which they are put out.
    fn cells(&mut self, form: &Form, place: Place) -> Option<()> {
        self.out.push('{');
        let start = self.out.len();
        let mut begun = false;
        for part in &form.parts {
            match &part.value {
                Value::Same(text) => {
                    self.member(&part.key, start);
                    self.out.push_str(text);
                }
                _ if self.row_ends(place) => {}
                Value::Cell(layout) | Value::Tail(layout) => {
                    self.next_cell(&mut begun)?;
                    if self.peek() != b',' && !self.row_ends(place) {
                        self.member(&part.key, start);
                        self.value(layout, place, form.depth)?;
                    }
                }
            }
        }
        self.out.push('}');
        self.row_ends(place).then_some(())
    }

    /// Reads the members of one object, and puts out each with the constants that follow it.
    fn keyed_row(&mut self, form: &Form, place: Place) -> Option<()> {
        let any = Layout::default();
        self.out.push('{');
        let start = self.out.len();
        self.constants_from(form, 0, start);
        let mut begun = false;
        while !self.row_ends(place) {
            self.next_cell(&mut begun)?;
            let key = literal(self.name()?);
            self.expect(b':')?;
            let at = form.parts.iter().position(|part| part.key == key);
            let layout = match at.and_then(|at| form.parts.get(at)).map(|part| &part.value) {
                Some(Value::Cell(layout)) => layout,
                Some(_) => return None,
                None => &any,
            };
            self.member(&key, start);
            self.value(layout, place, form.depth)?;
            if let Some(at) = at {
                self.constants_from(form, at + 1, start);
            }
        }
        self.out.push('}');
        Some(())
    }

    /// Puts out the constants of a form up to the next other part.
    fn constants_from(&mut self, form: &Form, at: usize, start: usize) {
        for part in form.parts.iter().skip(at) {
            let Value::Same(text) = &part.value else { break };
            self.member(&part.key, start);
            self.out.push_str(text);
        }
    }

    /// Puts out a key of the object whose members begin at `start` in the output.
    fn member(&mut self, key: &str, start: usize) {
        if self.out.len() > start {
            self.out.push(',');
        }
        self.out.push_str(key);
        self.out.push(':');
    }

    /// Reads a value and gives its place in the output behind `start`.
    fn cell(
        &mut self,
        layout: &Layout,
        place: Place,
        depth: usize,
        start: usize,
    ) -> Option<(usize, usize)> {
        let from = self.out.len() - start;
        self.value(layout, place, depth)?;
        Some((from, self.out.len() - start))
    }

    /// Passes over the key of a value, and gives the part that it names.
    fn tail<'f>(&mut self, form: &'f Form) -> Option<(usize, &'f Layout)> {
        let key = literal(self.name()?);
        self.expect(b':')?;
        let at = form.parts.iter().position(|part| part.key == key)?;
        match &form.parts.get(at)?.value {
            Value::Tail(layout) => Some((at, layout)),
            _ => None,
        }
    }

    fn next_cell(&mut self, begun: &mut bool) -> Option<()> {
        if *begun {
            self.expect(b',')?;
        }
        *begun = true;
        Some(())
    }

    fn row_ends(&self, place: Place) -> bool {
        match self.peek() {
            0 => self.rest().is_empty(),
            b => b == if place == Place::Row { b'\n' } else { b'}' },
        }
    }
}

/// Writes an object from its parts; `values` are places in `read`.
fn put(parts: &[Part], values: &[(usize, usize)], read: &str, out: &mut String) {
    out.push('{');
    let start = out.len();
    for (part, &(from, to)) in parts.iter().zip(values) {
        let value = match &part.value {
            Value::Same(text) => text,
            _ => read.get(from..to).unwrap_or(""),
        };
        if value.is_empty() {
            continue;
        }
        if out.len() > start {
            out.push(',');
        }
        out.push_str(&part.key);
        out.push(':');
        out.push_str(value);
    }
    out.push('}');
}
