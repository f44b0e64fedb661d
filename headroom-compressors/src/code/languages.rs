//! The tables of the languages. A further one is a table here, a line in [`ALL`] and a feature.

use super::language::Language;

/// The languages that are compiled in. Of those with one name, those for some file names come first.
pub(super) const ALL: &[&Language] = &[
    #[cfg(feature = "lang-rust")]
    &RUST,
    #[cfg(feature = "lang-python")]
    &PYTHON,
    #[cfg(feature = "lang-web")]
    &TSX,
    #[cfg(feature = "lang-web")]
    &TYPESCRIPT,
    #[cfg(feature = "lang-web")]
    &JAVASCRIPT,
    #[cfg(feature = "lang-go")]
    &GO,
    #[cfg(feature = "lang-jvm")]
    &JAVA,
    #[cfg(feature = "lang-c")]
    &C,
    #[cfg(feature = "lang-c")]
    &CPP,
];

#[cfg(feature = "lang-rust")]
static RUST: Language = Language {
    name: "rust",
    suffixes: &[],
    grammar: tree_sitter_rust::LANGUAGE,
    comment: headroom_core::Comment::Slashes,
    functions: &["function_item", "closure_expression"],
    types: &["struct_item", "enum_item", "union_item", "trait_item", "impl_item", "mod_item"],
    blocks: &["block", "match_block"],
    stays: &["use_declaration"],
    signs: &["unsafe_block"],
    comments: &["line_comment", "block_comment"],
    data: &["array_expression", "string_literal", "raw_string_literal"],
    calls: &[],
    hints: &["{", "/*", "use "],
    has_docstrings: false,
    words: &["fn ", "pub ", "impl", "let ", "use std", "use crate", "mod ", "#[", "///", "match "],
};

#[cfg(feature = "lang-python")]
static PYTHON: Language = Language {
    name: "python",
    suffixes: &[],
    grammar: tree_sitter_python::LANGUAGE,
    comment: headroom_core::Comment::Hash,
    functions: &["function_definition"],
    types: &["class_definition"],
    blocks: &["block"],
    stays: &["raise_statement", "import_statement", "import_from_statement"],
    signs: &[],
    comments: &["comment"],
    data: &["list", "dictionary", "set", "tuple", "string"],
    calls: &[],
    hints: &["raise", "import", "def ", "class "],
    has_docstrings: true,
    words: &[
        "def ",
        "import ",
        "from ",
        "class ",
        "elif ",
        "self.",
        "async def",
        "except",
        "@",
        "raise ",
    ],
};

#[cfg(feature = "lang-web")]
static JAVASCRIPT: Language = Language {
    name: "javascript",
    suffixes: &[],
    grammar: tree_sitter_javascript::LANGUAGE,
    comment: headroom_core::Comment::Slashes,
    functions: &[
        "function_declaration",
        "function_expression",
        "generator_function",
        "generator_function_declaration",
        "arrow_function",
        "method_definition",
    ],
    types: &["class_declaration", "class"],
    blocks: &["statement_block", "switch_body"],
    stays: &["throw_statement"],
    signs: &[],
    comments: &["comment"],
    data: &["array", "object", "template_string"],
    calls: &["call_expression"],
    hints: &["{", "/*", "throw"],
    has_docstrings: false,
    words: &["function ", "const ", "var ", "let ", "module.exports", "});", "import ", "export "],
};

#[cfg(feature = "lang-web")]
static TYPESCRIPT: Language = Language {
    name: "typescript",
    grammar: tree_sitter_typescript::LANGUAGE_TYPESCRIPT,
    types: &[
        "class_declaration",
        "abstract_class_declaration",
        "class",
        "enum_declaration",
        "interface_declaration",
        "internal_module",
        "type_alias_declaration",
    ],
    words: &[
        "function ",
        "const ",
        "let ",
        "});",
        "import ",
        "export ",
        "interface ",
        "type ",
        "private ",
    ],
    ..JAVASCRIPT
};

#[cfg(feature = "lang-web")]
static TSX: Language = Language {
    suffixes: &[".tsx"],
    grammar: tree_sitter_typescript::LANGUAGE_TSX,
    words: &[],
    ..TYPESCRIPT
};

#[cfg(feature = "lang-go")]
static GO: Language = Language {
    name: "go",
    suffixes: &[],
    grammar: tree_sitter_go::LANGUAGE,
    comment: headroom_core::Comment::Slashes,
    functions: &["function_declaration", "method_declaration", "func_literal"],
    types: &["type_declaration"],
    blocks: &["block", "statement_list"],
    stays: &[],
    signs: &[],
    comments: &["comment"],
    data: &["literal_value", "raw_string_literal"],
    calls: &[],
    hints: &["{", "/*"],
    has_docstrings: false,
    words: &["func ", "package ", "import (", "type ", "if err", "return nil", "defer ", "var "],
};

#[cfg(feature = "lang-jvm")]
static JAVA: Language = Language {
    name: "java",
    suffixes: &[],
    grammar: tree_sitter_java::LANGUAGE,
    comment: headroom_core::Comment::Slashes,
    functions: &[
        "method_declaration",
        "constructor_declaration",
        "compact_constructor_declaration",
        "lambda_expression",
    ],
    types: &[
        "class_declaration",
        "interface_declaration",
        "enum_declaration",
        "record_declaration",
        "annotation_type_declaration",
    ],
    blocks: &["block", "constructor_body", "switch_block"],
    stays: &["throw_statement"],
    signs: &[],
    comments: &["line_comment", "block_comment"],
    data: &["array_initializer", "string_literal"],
    calls: &[],
    hints: &["{", "/*", "throw"],
    has_docstrings: false,
    words: &["public ", "private ", "protected ", "import java", "package ", "@Override", "final "],
};

#[cfg(feature = "lang-c")]
static C: Language = Language {
    name: "c",
    suffixes: &[],
    grammar: tree_sitter_c::LANGUAGE,
    comment: headroom_core::Comment::Slashes,
    functions: &["function_definition"],
    types: &[],
    blocks: &["compound_statement"],
    stays: &[],
    signs: &[],
    comments: &["comment"],
    data: &["initializer_list"],
    calls: &[],
    hints: &["{", "/*"],
    has_docstrings: false,
    words: &[
        "#include", "#define", "static ", "int ", "void ", "struct ", "#if", "#endif", "typedef ",
    ],
};

#[cfg(feature = "lang-c")]
static CPP: Language = Language {
    name: "cpp",
    grammar: tree_sitter_cpp::LANGUAGE,
    functions: &["function_definition", "lambda_expression"],
    types: &["class_specifier", "struct_specifier"],
    stays: &["throw_statement"],
    hints: &["{", "/*", "throw"],
    words: &[
        "#include <",
        "namespace ",
        "template",
        "std::",
        "class ",
        "public:",
        "private:",
        "virtual ",
    ],
    ..C
};
