//! Parsing, with parsers that are kept for the thread and with a bound on the work.

use std::cell::RefCell;
use std::ops::ControlFlow;

use tree_sitter::{ParseOptions, Parser, Tree};

use super::language::{Language, Role};

/// A parser of a language that is ready for use.
struct Ready {
    language: &'static Language,
    parser: Parser,
    roles: Vec<Role>,
}

thread_local! {
    static PARSERS: RefCell<Vec<Ready>> = const { RefCell::new(Vec::new()) };
}

/// How often the parser reports its progress at least, and how many bytes it may need for each further
/// report: ten times as often as for code of any kind.
const REPORTS: usize = 2_000;
const BYTES_A_REPORT: usize = 20;

/// Brackets that are open at once: nobody nests so deeply.
const DEEPEST: usize = 400;

/// Parses code and hands the tree, with the roles of the kinds of nodes, to `with`. `None` if the parser
/// needs more work than code ever does.
pub(super) fn parsed<T>(
    language: &'static Language,
    code: &str,
    with: impl FnOnce(&Tree, &[Role]) -> T,
) -> Option<T> {
    PARSERS.with_borrow_mut(|parsers| {
        let known = parsers.iter().position(|ready| std::ptr::eq(ready.language, language));
        let at = match known {
            Some(at) => at,
            None => {
                parsers.push(Ready::new(language)?);
                parsers.len() - 1
            }
        };
        let ready = parsers.get_mut(at)?;
        let tree = parse(&mut ready.parser, code)?;
        Some(with(&tree, &ready.roles))
    })
}

impl Ready {
    fn new(language: &'static Language) -> Option<Self> {
        let mut parser = Parser::new();
        let grammar = language.grammar();
        parser.set_language(&grammar).ok()?;
        Some(Self { language, parser, roles: language.roles(&grammar) })
    }
}

fn parse(parser: &mut Parser, code: &str) -> Option<Tree> {
    let mut left = REPORTS + code.len() / BYTES_A_REPORT;
    let mut report = |_: &_| {
        let enough = left == 0;
        left = left.saturating_sub(1);
        Verdict::of(enough)
    };
    let options = ParseOptions::new().progress_callback(&mut report);
    let mut read = |at: usize, _| code.as_bytes().get(at..).unwrap_or_default();
    let tree = parser.parse_with_options(&mut read, None, Some(options));
    if tree.is_none() {
        parser.reset();
    }
    tree
}

/// What a report of the parser is answered with: a type of the standard library in newer versions of it.
trait Verdict {
    fn of(stops: bool) -> Self;
}

impl Verdict for bool {
    fn of(stops: bool) -> Self {
        stops
    }
}

impl Verdict for ControlFlow<()> {
    fn of(stops: bool) -> Self {
        if stops { Self::Break(()) } else { Self::Continue(()) }
    }
}

/// Whether brackets are nested more deeply than code ever is. Linear.
pub(super) fn is_too_deep(code: &str) -> bool {
    let mut depth = 0_usize;
    code.bytes().any(|byte| {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST
    })
}
