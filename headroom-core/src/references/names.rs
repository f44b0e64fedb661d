//! Names of places: what a reader finds a text by.

use std::collections::HashMap;

use super::Sent;
use crate::arguments::shorten;
use crate::notice::Within;

/// By what a text is known.
#[derive(Clone, Debug, Default)]
pub(super) struct Title {
    /// The name of a place whose lines have numbers: those of a file, if it is known which.
    pub(super) numbered: Option<String>,
    /// The name of a place whose lines are counted: what was called, for its output is counted.
    pub(super) counted: Option<String>,
    /// The whole path of the file.
    pub(super) path: Option<String>,
    /// The name where it is known which text is meant: the key of an argument, for a call has several.
    pub(super) again: Option<String>,
}

/// The ends of paths by which the files of a conversation are told apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    paths: HashMap<String, String>,
}

impl Names {
    pub(super) fn title(&mut self, sent: &Sent<'_>) -> Title {
        let file = sent.file.and_then(|path| self.end_of(path));
        let called = sent.called.map(str::to_owned);
        let again = called.clone().filter(|_| matches!(sent.within, Within::Call(_)));
        let (numbered, counted) = match (sent.within, called, file) {
            // The text of an argument: its key, and the file that the call is about.
            (Within::Call(_), Some(key), Some(file)) => (None, Some(format!("{key} of {file}"))),
            (_, Some(called), Some(file)) => (Some(file), Some(called)),
            (_, called, file) => {
                let name = called.or(file);
                (name.clone(), name)
            }
        };
        Title { numbered, counted, path: sent.file.map(str::to_owned), again }
    }

    /// The shortest end of a path that was not that of another one before. Linear in the path.
    fn end_of(&mut self, path: &str) -> Option<String> {
        let parts: Vec<&str> = path.split(['/', '\\']).filter(|part| !part.is_empty()).collect();
        let end = |n: usize| parts.get(parts.len() - n..).unwrap_or_default().join("/");
        let own = |end: &String| self.paths.get(end).is_none_or(|known| known == path);
        let end = (1..=parts.len().min(MAX_PARTS)).map(end).find(own)?;
        if end.contains(char::is_control) {
            return None;
        }
        self.paths.entry(end.clone()).or_insert_with(|| path.to_owned());
        Some(shorten(&end))
    }
}

/// A name has at most so many parts of a path.
const MAX_PARTS: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_with_the_same_end_are_told_apart() {
        let mut names = Names::default();
        let mut end = |path| names.end_of(path).unwrap();
        assert_eq!(end("/r/a/__init__.py"), "__init__.py");
        assert_eq!(end("/r/c/__init__.py"), "c/__init__.py");
        assert_eq!(end("/q/c/__init__.py"), "q/c/__init__.py");
        assert_eq!(end("/r/a/__init__.py"), "__init__.py");
        assert_eq!(end("C:\\src\\lib.rs"), "lib.rs");
        assert_eq!(names.end_of("a\nb"), None);
        assert_eq!(names.end_of("/"), None);
    }
}
