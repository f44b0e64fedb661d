//! What is known of a language: the tables of [`super::languages`] and how they are looked up.

use headroom_core::Comment;
use tree_sitter::Language as Grammar;
use tree_sitter_language::LanguageFn;

/// A language as data: which nodes of its grammar are what.
pub(super) struct Language {
    /// Its name, as [`headroom_core::language_of_path`] gives it.
    pub(super) name: &'static str,
    /// The ends of file names that have a grammar of their own; empty for all others.
    pub(super) suffixes: &'static [&'static str],
    pub(super) grammar: LanguageFn,
    /// What a line of comment looks like.
    pub(super) comment: Comment,
    /// Functions, methods and closures: nodes with a field `body`.
    pub(super) functions: &'static [&'static str],
    /// What holds functions, or is shown whole: types and modules.
    pub(super) types: &'static [&'static str],
    /// Sequences of statements, within braces or by indentation.
    pub(super) blocks: &'static [&'static str],
    /// Statements that stay in sight wherever they stand: what raises, and imports.
    pub(super) stays: &'static [&'static str],
    /// Nodes of which the first line stays in sight wherever they stand.
    pub(super) signs: &'static [&'static str],
    pub(super) comments: &'static [&'static str],
    /// Data: lists, mappings, strings.
    pub(super) data: &'static [&'static str],
    /// Calls that define something if they are given a name and a function: `it("works", () => {})`.
    pub(super) calls: &'static [&'static str],
    /// What stands in every single line that has one of the above within it.
    pub(super) hints: &'static [&'static str],
    /// Blocks begin with a string that documents them.
    pub(super) has_docstrings: bool,
    /// What lines of the language begin with, to know it without a name.
    pub(super) words: &'static [&'static str],
}

/// What a node is to an outline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Role {
    #[default]
    Other,
    Function,
    Type,
    Block,
    Stays,
    Sign,
    Comment,
    Data,
    Call,
}

impl std::fmt::Debug for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl Language {
    /// The grammar.
    pub(super) fn grammar(&self) -> Grammar {
        self.grammar.into()
    }

    /// The kinds of nodes that have a role.
    pub(super) fn kinds(&self) -> [(Role, &'static [&'static str]); 8] {
        [
            (Role::Function, self.functions),
            (Role::Type, self.types),
            (Role::Block, self.blocks),
            (Role::Stays, self.stays),
            (Role::Sign, self.signs),
            (Role::Comment, self.comments),
            (Role::Data, self.data),
            (Role::Call, self.calls),
        ]
    }

    /// The role of each kind of node, by the number of the kind.
    pub(super) fn roles(&self, grammar: &Grammar) -> Vec<Role> {
        let mut roles = vec![Role::Other; grammar.node_kind_count()];
        for (role, kinds) in self.kinds() {
            for id in kinds.iter().map(|kind| grammar.id_for_node_kind(kind, true)) {
                if let Some(slot) = roles.get_mut(usize::from(id)).filter(|_| id > 0) {
                    *slot = role;
                }
            }
        }
        roles
    }
}

/// The language of a file: by its name, by what a hint says, else by its text.
pub(super) fn language_of(
    path: Option<&str>,
    named: Option<&str>,
    text: &str,
    all: &'static [&'static Language],
) -> Option<&'static Language> {
    let named = named.or_else(|| path.and_then(headroom_core::language_of_path));
    let Some(named) = named else { return guessed(text, all) };
    let of_name = || all.iter().filter(|language| language.name == named);
    let by_suffix = |path: &str| {
        of_name().find(|language| language.suffixes.iter().any(|suffix| path.ends_with(suffix)))
    };
    let plain = || of_name().find(|language| language.suffixes.is_empty());
    let found = path.and_then(by_suffix).or_else(plain).copied();
    // A header of C may be one of C++.
    match found {
        Some(c) if c.name == "c" && path.is_some_and(|path| path.ends_with(".h")) => {
            let classes = ["class ", "namespace ", "template", "public:", "private:"];
            let is_cpp = text.lines().any(|line| classes.iter().any(|word| line.starts_with(word)));
            all.iter().find(|language| language.name == "cpp").filter(|_| is_cpp).copied().or(found)
        }
        _ => found,
    }
}

/// Lines that are looked at to guess a language.
const LOOKED_AT: usize = 400;

/// The language in which most lines begin like lines of that language, if it is clear.
fn guessed(text: &str, all: &'static [&'static Language]) -> Option<&'static Language> {
    let mut counts = vec![0_usize; all.len()];
    for line in text.lines().take(LOOKED_AT) {
        let line = line.trim_start();
        for (count, language) in counts.iter_mut().zip(all) {
            *count += usize::from(language.words.iter().any(|word| line.starts_with(word)));
        }
    }
    let (best, count) =
        counts.iter().enumerate().max_by_key(|(at, count)| (**count, usize::MAX - at))?;
    (*count >= 2).then(|| all.get(best).copied())?
}
