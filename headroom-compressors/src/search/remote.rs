//! How far a name in a list is from what is worked on.

use headroom_core::is_data_path;

/// How far: what is less is looked for more often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Remoteness {
    /// Source, and files at the top.
    Source,
    Tests,
    /// Documents, examples, translations.
    Documents,
    /// What tools write and tests read: caches, vendored and generated files, images, snapshots,
    /// fixtures, fragments of a changelog.
    Data,
}

/// How remote a directory is, and the length of the path of the outermost directory that is as remote.
///
/// `path` is the part of its path that tells it from others in the list.
pub(super) fn of_directory(path: &str) -> (Remoteness, usize) {
    let (mut remoteness, mut outermost) = (Remoteness::Source, 0);
    let (mut at, mut aside) = (0, false);
    for name in path.split_inclusive(['/', '\\']) {
        at += name.len();
        let lower = name.trim_end_matches(['/', '\\']).to_ascii_lowercase();
        let here = of_folder(&lower, aside);
        aside |= here > Remoteness::Source;
        if here > remoteness {
            (remoteness, outermost) = (here, at);
        }
    }
    (remoteness, outermost)
}

fn of_folder(name: &str, aside: bool) -> Remoteness {
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    if DATA.contains(&name)
        || name.ends_with(".egg-info")
        || aside && has(SAMPLES)
        || is_data_path(&format!("/{name}/x"))
    {
        Remoteness::Data
    } else if DOCUMENTS.contains(&name) {
        Remoteness::Documents
    } else if has(&["test", "spec"]) && !has(&["inspect", "special", "latest"]) {
        Remoteness::Tests
    } else {
        Remoteness::Source
    }
}

/// How remote a name is in a directory that is so remote.
pub(super) fn of_name(name: &str, directory: Remoteness) -> Remoteness {
    let own = if is_data_path(name) || name.ends_with(".svg") || name.ends_with(".mo") {
        Remoteness::Data
    } else if is_test(name) {
        Remoteness::Tests
    } else {
        Remoteness::Source
    };
    own.max(directory)
}

fn is_test(name: &str) -> bool {
    name.starts_with("test_")
        || ["_test.", ".test.", ".spec.", "_spec.", "Test.", "Tests."]
            .iter()
            .any(|mark| name.contains(mark))
}

const DATA: &[&str] = &[
    ".cache",
    ".git",
    ".gradle",
    ".idea",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".tox",
    ".venv",
    ".vscode",
    "cassettes",
    "changelog",
    "changelog.d",
    "changelogs",
    "changesets",
    "fixtures",
    "fonts",
    "golden",
    "goldens",
    "htmlcov",
    "icons",
    "images",
    "img",
    "imgs",
    "newsfragments",
    "release-notes",
    "releasenotes",
    "screenshots",
    "snapshots",
    "test-data",
    "test_data",
    "testdata",
    "venv",
    "whatsnew",
];

/// Parts of the names of directories that hold data where they stand among tests or documents.
const SAMPLES: &[&str] = &[
    "baseline", "cases", "corpus", "data", "example", "expected", "fixture", "golden", "input",
    "mock", "output", "resource", "sample",
];

const DOCUMENTS: &[&str] = &[
    "demo",
    "demos",
    "doc",
    "docs",
    "documentation",
    "example",
    "examples",
    "i18n",
    "locale",
    "locales",
    "man",
    "samples",
    "translations",
    "tutorials",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directories() {
        for (path, remoteness, outermost) in [
            ("", Remoteness::Source, ""),
            ("src/cli/", Remoteness::Source, ""),
            ("src/tests/", Remoteness::Tests, "src/tests/"),
            ("tests/cli/data/a/", Remoteness::Data, "tests/cli/data/"),
            ("src/data/", Remoteness::Source, ""),
            ("docs/img/x/", Remoteness::Data, "docs/img/"),
            ("web/node_modules/x/docs/", Remoteness::Data, "web/node_modules/"),
            ("docs/tests/", Remoteness::Documents, "docs/"),
            ("src/inspect/", Remoteness::Source, ""),
        ] {
            let expected = (remoteness, outermost.len());
            assert_eq!(of_directory(path), expected, "{path}");
        }
    }

    #[test]
    fn names() {
        use Remoteness::{Data, Documents, Source, Tests};
        for (name, directory, remoteness) in [
            ("lib.rs", Source, Source),
            ("logo.png", Source, Data),
            ("test_cli.py", Source, Tests),
            ("cli.spec.ts", Source, Tests),
            ("README.md", Documents, Documents),
            ("latest.py", Source, Source),
        ] {
            assert_eq!(of_name(name, directory), remoteness, "{name}");
        }
    }
}
