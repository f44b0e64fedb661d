//! Programming languages, by file name and by the label of a code fence.

use crate::file_name;

/// The language of a source file by its name, in lower case (`rust`, `python`, ...); `None` for
/// files that are not source code. Formats of data and documents have no language here.
#[must_use]
pub fn language_of_path(path: &str) -> Option<&'static str> {
    let name = file_name(path);
    if let Some((_, language)) = FILE_NAMES.iter().find(|(file, _)| *file == name) {
        return Some(language);
    }
    let (stem, extension) = name.rsplit_once('.')?;
    if stem.is_empty() {
        return None;
    }
    lookup(extension, |(_, extensions, _)| extensions)
}

/// The language that a fence's label or a tool names: `rs`, `Python`, `c++`.
#[must_use]
pub fn language_of_label(label: &str) -> Option<&'static str> {
    let label = label.trim().split([' ', ',', '{', ':']).next()?;
    if let Some((language, ..)) =
        LANGUAGES.iter().find(|(name, ..)| name.eq_ignore_ascii_case(label))
    {
        return Some(language);
    }
    lookup(label, |(_, _, labels)| labels)
        .or_else(|| lookup(label, |(_, extensions, _)| extensions))
}

type Row = (&'static str, &'static [&'static str], &'static [&'static str]);

fn lookup(word: &str, column: fn(&Row) -> &'static [&'static str]) -> Option<&'static str> {
    LANGUAGES
        .iter()
        .find(|row| column(row).iter().any(|entry| entry.eq_ignore_ascii_case(word)))
        .map(|(language, ..)| *language)
}

/// Files that tell their language by their whole name.
const FILE_NAMES: &[(&str, &str)] = &[
    ("BUILD", "starlark"),
    ("BUILD.bazel", "starlark"),
    ("CMakeLists.txt", "cmake"),
    ("Dockerfile", "dockerfile"),
    ("Containerfile", "dockerfile"),
    ("GNUmakefile", "make"),
    ("Gemfile", "ruby"),
    ("Jenkinsfile", "groovy"),
    ("Justfile", "make"),
    ("Makefile", "make"),
    ("Podfile", "ruby"),
    ("Rakefile", "ruby"),
    ("WORKSPACE", "starlark"),
    ("justfile", "make"),
    ("makefile", "make"),
];

/// Language, file extensions, further labels.
const LANGUAGES: &[Row] = &[
    ("ada", &["adb", "ads"], &[]),
    ("assembly", &["asm", "s", "nasm"], &["x86asm", "armasm"]),
    ("astro", &["astro"], &[]),
    ("awk", &["awk"], &[]),
    ("batch", &["bat", "cmd"], &["dos"]),
    ("c", &["c", "h"], &[]),
    ("clojure", &["clj", "cljs", "cljc", "edn"], &[]),
    ("cmake", &["cmake"], &[]),
    ("cpp", &["cpp", "cc", "cxx", "c++", "hpp", "hh", "hxx", "h++", "ipp", "tpp", "inl"], &[]),
    ("crystal", &["cr"], &[]),
    ("csharp", &["cs", "csx"], &["c#", "dotnet"]),
    ("css", &["css", "scss", "sass", "less"], &[]),
    ("cuda", &["cu", "cuh"], &[]),
    ("d", &["d"], &[]),
    ("dart", &["dart"], &[]),
    ("dockerfile", &["dockerfile"], &["docker"]),
    ("elixir", &["ex", "exs"], &[]),
    ("elm", &["elm"], &[]),
    ("erlang", &["erl", "hrl"], &[]),
    ("fortran", &["f", "f90", "f95", "f03", "for"], &[]),
    ("fsharp", &["fs", "fsx", "fsi"], &["f#"]),
    ("gleam", &["gleam"], &[]),
    ("glsl", &["glsl", "vert", "frag"], &[]),
    ("go", &["go"], &["golang"]),
    ("graphql", &["graphql", "gql"], &[]),
    ("groovy", &["groovy", "gradle"], &[]),
    ("haskell", &["hs", "lhs"], &[]),
    ("hcl", &["tf", "tfvars", "hcl"], &["terraform"]),
    ("java", &["java"], &[]),
    ("javascript", &["js", "mjs", "cjs", "jsx"], &["node", "es6"]),
    ("julia", &["jl"], &[]),
    ("kotlin", &["kt", "kts"], &[]),
    ("lisp", &["lisp", "lsp", "el", "cl"], &["elisp", "emacs-lisp", "common-lisp"]),
    ("lua", &["lua"], &[]),
    ("make", &["mk", "mak"], &["makefile"]),
    ("matlab", &["m"], &["octave"]),
    ("nim", &["nim", "nims"], &[]),
    ("nix", &["nix"], &[]),
    ("objective-c", &["mm"], &["objc", "objectivec"]),
    ("ocaml", &["ml", "mli"], &[]),
    ("pascal", &["pas", "pp", "dpr"], &["delphi"]),
    ("perl", &["pl", "pm"], &[]),
    ("php", &["php", "phtml"], &[]),
    ("powershell", &["ps1", "psm1", "psd1"], &["pwsh"]),
    ("prisma", &["prisma"], &[]),
    ("protobuf", &["proto"], &[]),
    ("python", &["py", "pyi", "pyw", "pyx", "pxd"], &["python3", "py3"]),
    ("r", &["r"], &[]),
    ("racket", &["rkt"], &[]),
    ("ruby", &["rb", "rake", "gemspec", "ru"], &[]),
    ("rust", &["rs"], &[]),
    ("scala", &["scala", "sc", "sbt"], &[]),
    ("scheme", &["scm", "ss"], &[]),
    ("shell", &["sh", "bash", "zsh", "fish", "ksh"], &["shellscript"]),
    ("solidity", &["sol"], &[]),
    ("sql", &["sql", "ddl", "psql"], &["postgresql", "mysql", "sqlite"]),
    ("starlark", &["bzl", "star"], &["bazel"]),
    ("svelte", &["svelte"], &[]),
    ("swift", &["swift"], &[]),
    ("tcl", &["tcl"], &[]),
    ("typescript", &["ts", "mts", "cts", "tsx"], &[]),
    ("vb", &["vb", "vbs", "bas"], &["vbnet"]),
    ("verilog", &["v", "sv", "vh", "svh"], &["systemverilog"]),
    ("vhdl", &["vhd", "vhdl"], &[]),
    ("vim", &["vim"], &["viml"]),
    ("vue", &["vue"], &[]),
    ("wgsl", &["wgsl"], &[]),
    ("zig", &["zig"], &[]),
];

#[cfg(test)]
mod tests {
    use super::{LANGUAGES, language_of_label, language_of_path};

    #[test]
    fn paths_and_labels_name_languages() {
        for (path, language) in [
            ("src/lib.rs", Some("rust")),
            ("C:\\a\\b.PY", Some("python")),
            ("Makefile", Some("make")),
            ("a/CMakeLists.txt", Some("cmake")),
            ("x.d.ts", Some("typescript")),
            ("notes.md", None),
            ("data.json", None),
            (".rs", None),
            ("README", None),
            ("", None),
        ] {
            assert_eq!(language_of_path(path), language, "{path}");
        }
        for (label, language) in [
            ("rust", Some("rust")),
            ("rs", Some("rust")),
            ("Python", Some("python")),
            ("c++", Some("cpp")),
            ("C#", Some("csharp")),
            ("rust,ignore", Some("rust")),
            ("js {1-3}", Some("javascript")),
            ("json", None),
            ("", None),
        ] {
            assert_eq!(language_of_label(label), language, "{label}");
        }
    }

    #[test]
    fn no_extension_has_two_languages() {
        let mut all: Vec<_> = LANGUAGES.iter().flat_map(|(_, extensions, _)| *extensions).collect();
        let before = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), before);
    }
}
