//! The rows of a long listing and their cells.

/// Bytes of the mode: the kind of the entry and nine flags.
const MODE: usize = 10;

/// A row of `ls -l`, its cells as they stand in the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row<'a> {
    pub(super) mode: &'a str,
    pub(super) links: &'a str,
    /// Owner and group with what stands between them.
    pub(super) owner: &'a str,
    pub(super) size: &'a str,
    pub(super) date: &'a str,
    /// The rest of the line: the name, and where a link leads to.
    pub(super) name: &'a str,
    pub(super) layout: Layout,
}

/// Where the cells of a row are that are aligned at the right, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// From the start of the line to the end of the links.
    pub(super) links_end: usize,
    /// From the start of the line to the end of the size.
    pub(super) size_end: usize,
}

impl<'a> Row<'a> {
    /// Reads a line that can be written again from its cells and its layout.
    pub(super) fn parse(line: &'a str) -> Option<Self> {
        let mode = mode(line)?;
        let after = line.get(mode.len()..)?;
        let padded = after.trim_start_matches(' ');
        let pad = after.len() - padded.len();
        let (links, rest) = padded.split_once(' ')?;
        let links_end = mode.len() + pad + links.len();
        if pad == 0 || !is_number(links) || rest.starts_with(' ') {
            return None;
        }
        let (owner_len, size_at, size) = owner_and_size(rest)?;
        let owner = rest.get(..owner_len)?;
        let (date, name) = split_date(rest.get(size_at + size.len() + 1..)?)?;
        let layout = Layout { links_end, size_end: links_end + 1 + size_at + size.len() };
        Some(Self { mode, links, owner, size, date, name, layout })
    }

    /// Writes the line. `None` if the layout leaves no room for a cell.
    pub(super) fn write(&self, layout: Layout, out: &mut String) -> Option<()> {
        out.push_str(self.mode);
        pad(out, layout.links_end.checked_sub(self.mode.len() + self.links.len())?);
        out.push_str(self.links);
        out.push(' ');
        out.push_str(self.owner);
        let before = layout.links_end + 1 + self.owner.len() + self.size.len();
        pad(out, layout.size_end.checked_sub(before)?);
        for cell in [self.size, self.date, self.name] {
            out.push_str(cell);
            out.push(' ');
        }
        out.pop();
        Some(())
    }
}

/// Finds the owner's length, and the size behind it: the word before the date.
fn owner_and_size(rest: &str) -> Option<(usize, usize, &str)> {
    /// Names of groups may have blanks in them.
    const MOST_WORDS: usize = 5;
    let mut owner_len = 0;
    let mut at = 0;
    for word in rest.split(' ').take(4 * MOST_WORDS + 40) {
        let end = at + word.len();
        let dated = || rest.get(end + 1..).is_some_and(|after| split_date(after).is_some());
        if owner_len > 0 && is_size(word) && dated() {
            // Devices have two numbers in place of a size: `1, 3`.
            let is_device = rest.get(..owner_len)?.ends_with(',');
            return (!is_device).then_some((owner_len, at, word));
        }
        if !word.is_empty() {
            owner_len = end;
        }
        at = end + 1;
    }
    None
}

/// The mode at the start of a line, with the mark of attributes behind it.
pub(super) fn mode(line: &str) -> Option<&str> {
    let bytes = line.as_bytes();
    let (kind, flags) = bytes.get(..MODE)?.split_first()?;
    let is_mode = b"-dlbcpsDw".contains(kind) && flags.iter().all(|b| b"rwxsStTl-".contains(b));
    let len = MODE + usize::from(bytes.get(MODE).is_some_and(|mark| b"@+.".contains(mark)));
    line.get(..len).filter(|_| is_mode && bytes.get(len) == Some(&b' '))
}

/// Digits only.
pub(super) fn is_number(cell: &str) -> bool {
    !cell.is_empty() && cell.len() <= 20 && cell.bytes().all(|byte| byte.is_ascii_digit())
}

/// `4096`, `4,096`, `1.2K`, `17MiB`.
pub(super) fn is_size(cell: &str) -> bool {
    let unit = cell.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ',');
    cell.starts_with(|c: char| c.is_ascii_digit())
        && cell.len() <= 24
        && unit.len() <= 3
        && unit.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// The date at the start of a text, and what follows one blank behind it.
pub(super) fn split_date(text: &str) -> Option<(&str, &str)> {
    [month_first, year_first].into_iter().find_map(|form| {
        let len = form(text.as_bytes())?;
        let (date, rest) = (text.get(..len)?, text.get(len..)?);
        let name = rest.strip_prefix(' ').filter(|name| !name.is_empty())?;
        Some((date, name))
    })
}

/// Whether a text is a date and nothing else.
pub(super) fn is_date(text: &str) -> bool {
    [month_first, year_first].into_iter().any(|form| form(text.as_bytes()) == Some(text.len()))
}

/// `Dec 27 05:48`, `Oct  4  2024`.
fn month_first(text: &[u8]) -> Option<usize> {
    let matches = |pattern: &[u8]| fits(text, pattern);
    let time = [b"aaa Dd dd:dd".as_slice(), b"aaa Dd  dddd"];
    time.into_iter().find(|pattern| matches(pattern)).map(<[u8]>::len)
}

/// `2024-10-04 12:30`, with seconds and zone of `--full-time`.
fn year_first(text: &[u8]) -> Option<usize> {
    let forms = [b"dddd-dd-dd dd:dd:dd.ddddddddd sdddd".as_slice(), b"dddd-dd-dd dd:dd"];
    forms.into_iter().find(|pattern| fits(text, pattern)).map(<[u8]>::len)
}

/// Whether a text starts as the pattern says: `a` letter, `d` digit, `D` digit or blank, `s` sign.
fn fits(text: &[u8], pattern: &[u8]) -> bool {
    text.len() >= pattern.len()
        && text.iter().zip(pattern).all(|(byte, class)| match class {
            b'a' => byte.is_ascii_alphabetic(),
            b'd' => byte.is_ascii_digit(),
            b'D' => byte.is_ascii_digit() || *byte == b' ',
            b's' => matches!(byte, b'+' | b'-'),
            literal => byte == literal,
        })
}

fn pad(out: &mut String, blanks: usize) {
    out.extend(std::iter::repeat_n(' ', blanks));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_written_as_they_were() {
        for line in [
            "drwxrwxr-x 13 ada staff  4096 Dec 27 05:48 .",
            "-rw-r--r--@  1 ada  staff     0 Jan 21 06:48 a name",
            "-rw-r--r--   1 ada  staff  1.2K Oct  4  2024 b",
            "lrwxrwxrwx 1 root root 7 2024-10-24 12:00 bin -> usr/bin",
            "-rw-r--r-- 1 u Domain Users 7 Jan  1 00:00 x",
            "-rw-r--r-- 1 u 7 Jan  1 00:00 x",
            "-rw-r--r-- 1 u g 7 2024-10-24 12:00:01.123456789 +0200 x\r",
        ] {
            let row = Row::parse(line).unwrap_or_else(|| panic!("{line}"));
            let mut out = String::new();
            row.write(row.layout, &mut out);
            assert_eq!(out, line);
        }
        for line in [
            "total 4",
            "drwxr-xr-x",
            "crw-rw-rw- 1 root root 1, 3 Jan  1 00:00 null",
            "-rw-r--r--  1  ada staff 1 Jan 21 06:48 two blanks before the owner",
            "-rw-r--r-- 1 ada staff 1 Jan 21 06:48 ",
        ] {
            assert_eq!(Row::parse(line), None, "{line}");
        }
    }
}
