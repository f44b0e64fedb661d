//! Lines of code that tell less than a definition does.

use headroom_core::definition::unindented;

/// Whether a line is of the second rank: it binds a name at the top of a file, or is a heading of a
/// document.
pub(super) fn is_top_binding(line: &str) -> bool {
    let end = line.find(|c: char| !c.is_alphanumeric()).unwrap_or(line.len());
    let first = line.get(..end).unwrap_or("");
    let binds = matches!(first, "export" | "const" | "let" | "var" | "val" | "static" | "pub");
    binds || line.starts_with("# ") || line.starts_with("## ")
}

/// Whether a line brings in names from elsewhere, or is a comment.
pub(super) fn is_aside(line: &str) -> bool {
    const STARTS: &[&str] = &[
        "import ",
        "from ",
        "use ",
        "pub use ",
        "#include",
        "require",
        "using ",
        "//",
        "#",
        "/*",
        "*",
        "--",
        "<!--",
        "\"\"\"",
        "package ",
        "export * from",
        "export {",
        "} from",
    ];
    let line = unindented(line);
    line.starts_with(|c: char| "ifupr#/*-<\"e}".contains(c))
        && STARTS.iter().any(|start| line.starts_with(start))
}
