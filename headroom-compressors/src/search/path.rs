//! Which texts are paths, and which read as such.

use memchr::{memchr, memchr2, memrchr2};

use super::grammar::{count, numbered};

/// The longest path that is looked for, in bytes: the limit of common file systems.
pub(super) const MAX_PATH: usize = 4096;

/// Whether a text reads as the path of a file at a glance, so that it can stand as a heading:
/// letters, digits and the usual marks; blanks only where the path shows its start.
pub(super) fn is_path(path: &str) -> bool {
    let revision =
        path.get(if is_drive(path) { 2 } else { 0 }..).and_then(|p| memchr(b':', p.as_bytes()));
    let separated = has_separator(path);
    let named = separated || has_extension(path) || !path.contains(|c: char| c.is_ascii_digit());
    named
        && !ends_with_separator(path)
        && is_plain(path, true)
        && revision.is_none_or(|_| is_revision(path))
}

/// Whether a line is a directory as a heading writes it: `src/cli/`.
pub(super) fn is_directory(line: &str) -> bool {
    ends_with_separator(line) && is_plain(line, false)
}

/// Whether a line could be taken for a directory's heading. A fold writes a dot below one that is
/// none: the name of a directory in itself.
pub(super) fn resembles_directory(line: &str) -> bool {
    let colon = || line.bytes().skip(if is_drive(line) { 2 } else { 0 }).any(|b| b == b':');
    let prose = || line.contains(char::is_whitespace) && !shows_its_start(line);
    ends_with_separator(line) && (is_directory(line) || !colon() && !prose())
}

/// Whether a name tells by itself that it is a file's: a stem and one short extension. `Makefile`
/// or `.env` below a directory's heading could be anything.
pub(super) fn is_file_name(name: &str) -> bool {
    name.split_once('.').is_some_and(|(stem, extension)| {
        !stem.is_empty()
            && extension.len() <= 6
            && extension.starts_with(|c: char| c.is_ascii_alphabetic())
            && extension.chars().all(|c| c == '_' || c.is_alphanumeric())
            && is_plain(name, false)
    })
}

/// Whether a line is a path in a list of paths, with or without a count: `src/cli.rs`,
/// `src/cli.rs:12`. Its directory can stand as a heading, its name under one.
///
/// `known` is the directory of the line before, or nothing.
pub(super) fn is_listed(line: &str, known: &str) -> bool {
    if line.len() > MAX_PATH {
        return false;
    }
    let (directory, name) = split_directory(line);
    let bare = match name.split_once(':') {
        Some((bare, hits)) => count(hits).map(|_| bare),
        None => Some(name),
    };
    !directory.is_empty()
        && bare.is_some_and(|bare| !bare.is_empty() && bare != "." && numbered(name).is_none())
        && !name.starts_with(char::is_whitespace)
        && !name.ends_with(' ')
        && ![" hit)", " hits)", " context)", " shown)"].iter().any(|end| name.ends_with(end))
        && (directory == known || is_directory(directory))
        && (shows_its_start(directory) || memchr(b' ', name.as_bytes()).is_none())
        && numbered(line).is_none()
}

/// Whether a line starts with something that has a directory, a path or not, and so does not read as
/// a name below a directory's heading.
pub(super) fn is_in_full(line: &str) -> bool {
    let (drive, rest) =
        line.split_at_checked(if is_drive(line) { 2 } else { 0 }).unwrap_or(("", line));
    let end = memchr(b':', rest.as_bytes()).unwrap_or(rest.len());
    let start = rest.get(..end).unwrap_or("");
    let blanks =
        !drive.is_empty() || shows_its_start(start) || memchr(b' ', start.as_bytes()).is_none();
    has_separator(start) && blanks && numbered(line).is_none()
}

/// A path as its directory, with the separator, and its name.
pub(super) fn split_directory(path: &str) -> (&str, &str) {
    let at = memrchr2(b'/', b'\\', path.as_bytes()).map_or(0, |at| at + 1);
    path.split_at_checked(at).unwrap_or(("", path))
}

pub(super) fn has_separator(path: &str) -> bool {
    memchr2(b'/', b'\\', path.as_bytes()).is_some()
}

/// Whether the last part of a path has an extension that starts with a letter, or a leading dot.
pub(super) fn has_extension(path: &str) -> bool {
    let (_, name) = split_directory(path);
    name.rsplit_once('.').is_some_and(|(_, extension)| extension.starts_with(char::is_alphabetic))
}

/// Whether a text is made of what paths are usually made of. Brackets and a colon are marks that a
/// file's heading may have and a directory's may not.
fn is_plain(path: &str, file: bool) -> bool {
    let after_drive = if is_drive(path) { path.get(2..) } else { Some(path) };
    let Some(rest) = after_drive else { return false };
    let blanks = shows_its_start(path);
    let allowed = |c: char| match c {
        '[' | ']' | ':' => file,
        ' ' => blanks,
        _ => is_path_char(c),
    };
    // Most paths are all of such bytes.
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'_' | b'-');
    path.len() <= MAX_PATH
        && !path.starts_with('-')
        && !path.ends_with(' ')
        && (rest.bytes().all(plain) || rest.chars().all(allowed))
        && path.contains(char::is_alphabetic)
}

pub(super) fn is_path_char(c: char) -> bool {
    matches!(c, '_' | '.' | '/' | '\\' | '@' | '+' | '~' | '-') || c.is_alphanumeric()
}

/// Whether a path starts at a root, a drive or a directory that says so: a text with blanks that does
/// not may have words of prose before the path.
fn shows_its_start(path: &str) -> bool {
    ["/", "./", "../", "~/"].iter().any(|start| path.starts_with(start)) || is_drive(path)
}

/// Whether a path starts with the letter of a Windows drive: `C:\src`.
pub(super) fn is_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic())
}

/// Whether a path is that of a file in a revision: `HEAD:src/cli.rs`, `v1.2:src/cli.rs`.
fn is_revision(path: &str) -> bool {
    let Some((revision, file)) = path.split_once(':') else { return false };
    revision.contains(char::is_alphabetic)
        && !has_extension(revision)
        && !revision.contains(['[', ']', ' '])
        && file.starts_with(|c: char| !c.is_ascii_digit() && c != ' ')
        && !file.contains(':')
}

fn ends_with_separator(path: &str) -> bool {
    path.ends_with(['/', '\\'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directories() {
        for line in ["src/", "./src/", "/usr/my lib/", r"C:\a b\", "logs/2026-05-01/"] {
            assert!(is_directory(line), "{line}");
        }
        for line in ["src", "/", "./", "my src/", "app/[id]/", "- src/", "url: a/", "HEAD:src/"] {
            assert!(!is_directory(line), "{line}");
        }
    }
}
