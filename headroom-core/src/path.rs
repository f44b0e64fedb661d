//! Paths as tools print them, of any system.

/// The last component of a path, whether `/` or `\` parts its components: empty for a path that ends in
/// one, and the whole of a path that has none.
///
/// ```
/// use headroom_core::file_name;
///
/// assert_eq!(file_name("src/lib.rs"), "lib.rs");
/// assert_eq!(file_name(r"C:\work\notes.md"), "notes.md");
/// assert_eq!(file_name("Makefile"), "Makefile");
/// assert_eq!(file_name("src/"), "");
/// ```
#[must_use]
pub fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
