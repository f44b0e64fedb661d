//! Which files a model is made of, and what must stand in them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Component, Path};

use sha2::{Digest, Sha256};

use crate::{Error, ErrorKind};

/// The files of a folder by name, each with the SHA-256 of its content.
///
/// A manifest is what makes a folder of files trusted: it must come from somewhere else than the folder,
/// best from the program itself (`include_str!`). A file is read once; what was hashed is what is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    files: BTreeMap<String, [u8; 32]>,
}

impl Manifest {
    /// Reads what `sha256sum FILE...` writes: 64 hexadecimal digits, two blanks (or a blank and `*`),
    /// and the name of a file below the folder, with `/` between its parts.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Integrity`] if a line is something else, a name leaves the folder or stands there
    /// twice, or there is none.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut files = BTreeMap::new();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let wrong = |why: &str| {
                Error::new(ErrorKind::Integrity, format!("the manifest's line {line:?} {why}"))
            };
            let (digest, name) = entry(line).ok_or_else(|| wrong("is no digest and name"))?;
            if !stays_below(name) {
                return Err(wrong("names a file outside the folder"));
            }
            if files.insert(name.to_owned(), digest).is_some() {
                return Err(wrong("names a file again"));
            }
        }
        if files.is_empty() {
            return Err(Error::new(ErrorKind::Integrity, "the manifest names no file"));
        }
        Ok(Self { files })
    }

    /// Whether it names a file.
    #[must_use]
    pub fn names(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// The names of the files, sorted.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The content of a file of the folder, of at most so many bytes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Integrity`] if the manifest does not name the file or its content is another one,
    /// [`ErrorKind::File`] if it cannot be read or is larger.
    pub fn read(&self, folder: &Path, name: &str, most: u64) -> Result<Vec<u8>, Error> {
        let wrong = |why: &str| Error::new(ErrorKind::Integrity, format!("{name}: {why}"));
        let expected = self.files.get(name).ok_or_else(|| wrong("not in the manifest"))?;
        let path = folder.join(name);
        let failed = |error| Error::caused(ErrorKind::File, path.display().to_string(), error);
        let file = File::open(&path).map_err(failed)?;
        let mut bytes = Vec::new();
        file.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > most {
            let why = format!("{}: more than {most} bytes", path.display());
            return Err(Error::new(ErrorKind::File, why));
        }
        if *expected != *Sha256::digest(&bytes) {
            return Err(wrong("not the file that the manifest names: its SHA-256 is another"));
        }
        Ok(bytes)
    }
}

/// The digest and the name of a line.
fn entry(line: &str) -> Option<([u8; 32], &str)> {
    let (digest, name) = line.trim_end_matches('\r').split_at_checked(64)?;
    let name = name.strip_prefix("  ").or_else(|| name.strip_prefix(" *"))?;
    let mut bytes = [0; 32];
    for (byte, digits) in bytes.iter_mut().zip(digest.as_bytes().chunks(2)) {
        let digits = std::str::from_utf8(digits).ok()?;
        let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        *byte = u8::from_str_radix(digits, 16).ok().filter(|_| is_hex)?;
    }
    Some((bytes, name))
}

/// Whether a name is that of a file below a folder, on every system.
fn stays_below(name: &str) -> bool {
    let plain = |part: Component<'_>| matches!(part, Component::Normal(_));
    !name.is_empty() && !name.contains(['\\', ':']) && Path::new(name).components().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[test]
    fn what_sha256sum_writes_is_read() {
        let text = format!("{EMPTY}  tokenizer.json\r\n\n{EMPTY} *onnx/a b.onnx\n");
        let manifest = Manifest::parse(&text).unwrap();
        assert_eq!(manifest.files().collect::<Vec<_>>(), ["onnx/a b.onnx", "tokenizer.json"]);
        assert!(manifest.names("tokenizer.json") && !manifest.names("other"));
    }

    #[test]
    fn what_is_no_manifest_is_refused() {
        let twice = format!("{EMPTY}  a\n{EMPTY}  a\n");
        let mut texts = vec![String::new(), "\n".to_owned(), "a  b".to_owned(), twice];
        let (short, long) = (EMPTY.get(1..).unwrap(), format!("{EMPTY}0  a"));
        texts.extend([format!("{short}  a"), long, format!("{EMPTY}a"), format!("{EMPTY} a")]);
        texts.push(format!("+{short}  a"));
        texts.push(format!("{}é  a", EMPTY.get(2..).unwrap()));
        for name in ["", "/etc/passwd", "../a", "a/../b", "C:\\a", "a\\b", ".."] {
            texts.push(format!("{EMPTY}  {name}"));
        }
        for text in texts {
            let error = Manifest::parse(&text).expect_err(&text);
            assert_eq!(error.kind(), ErrorKind::Integrity, "{text:?}");
        }
    }
}
