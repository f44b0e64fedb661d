//! Long listings: the rows of `ls -l`.
//!
//! ```text
//! total 24                                          total 24
//! drwxrwxr-x  3 ada staff 4096 Dec 27 05:48 .       unless said otherwise: ada staff Dec 27 05:48
//! drwxrwxr-x 28 ada staff 4096 Dec 27 05:48 ..      drwxrwxr-x links 4096 name:
//! -rw-rw-r--  1 ada staff    0 Dec 27 05:48 a.py    3 .
//! -rw-rw-r--  1 ada staff 5379 Dec 27 05:48 b.py    28 ..
//!                                                   -rw-rw-r-- 1 size name:
//!                                                   0 a.py
//!                                                   5379 b.py
//! ```
//!
//! * `unless said otherwise:` names the owner, the group and the date of all rows below that do not say others.
//! * A line with a mode and a colon at its end is a heading: what the rows right below it share as
//!   it is, what they differ in by name. It is said again after some rows, so that it is never far.
//! * A line with a mode and values stands for itself, and ends the rows below a heading. One with an
//!   owner stands as it was.
//!
//! The rows keep their order. The inverse aligns them again as `ls` does, to the longest cell; where
//! they were aligned in another way, as in a part of a listing, the first row stands as it was.

mod fold;
mod reader;
mod restore;
mod row;

pub(super) use self::fold::fold;
pub(super) use self::restore::restore;

/// Whether a text may be a folded listing: one of its lines starts like the one that says what rows
/// share. Linear in the text.
pub(super) fn is_folded(text: &str) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), reader::DEFAULTS)
        .any(|at| at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n'))
}

/// Whether the first lines of a text have a row of a listing.
pub(super) fn has_row(text: &str) -> bool {
    text.lines().take(64).any(|line| row::Row::parse(line).is_some())
}
