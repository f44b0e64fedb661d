//! Outlines of source code, as a model sees them.

mod samples;

use headroom_compressors::CodeAwareCompressor;
use headroom_core::testing::compressor_laws;
use headroom_core::{
    Arguments, ContentRouter, Estimator, Hints, Level, Pipeline, Settings, Treatment,
};
use proptest::prelude::*;

fn pipeline() -> Pipeline {
    let router = ContentRouter::new().compressor(CodeAwareCompressor::new());
    let treatment = Treatment { level: Some(Level::Aggressive), floor: 0 };
    Pipeline::new(router, Estimator::new(), treatment, Settings::default())
}

/// What is sent for a file that was found, with a question before.
fn asked(path: &str, text: &str, question: &str) -> String {
    let hints = Hints::none().with_tool("web_search").with_arguments(Arguments::path(path));
    pipeline().plan_text(text, &hints.with_question(question)).finish(true).0.into_owned()
}

fn outline(path: &str, text: &str) -> String {
    asked(path, text, "")
}

#[cfg(feature = "lang-rust")]
#[test]
fn rust() {
    insta::assert_snapshot!(outline("a.rs", samples::RUST), @r###"
//! Reads settings.

use std::collections::BTreeMap;
use std::{fmt, io};

/// How often reading is tried again. More often would only
// [lines 7-8 left out]
const TRIES: usize = 3;

/// Settings by name.
// [lines 12-14 left out]
#[derive(Debug, Clone, Default)]
pub struct Settings<V = String>
where
    V: fmt::Debug,
{
    /// What was read.
    values: BTreeMap<String, V>,
    pub path: Option<std::path::PathBuf>,
}

pub enum Kind {
    Text { trimmed: bool },
    Number(i64),
    Missing,
}

impl Settings {
    /// Reads a text, line by line.
    #[must_use]
    pub fn read(text: &str) -> Result<Self, io::Error> {
        use std::str::FromStr;

        fn split(line: &str) -> Option<(&str, &str)> {
            // [lines 38-40 left out]
        }
        let mut out = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            // TODO: sections in brackets.
            // [lines 45-47 left out]
        }
        // SAFETY: the bytes were written by `u8` and are valid.
        let bytes = unsafe { std::slice::from_raw_parts(text.as_ptr(), text.len()) };
        out.path = std::str::from_utf8(bytes).ok().map(Into::into);
        Ok(out)
    }

    pub fn len(&self) -> usize {
        self.values.len()
    }

    pub(crate) async fn write<W>(&self, mut to: W) -> io::Result<()>
    where
        W: io::Write,
    {
        // [lines 63-67 left out]
    }
}
// [16 of 69 lines left out; headroom_retrieve hr_njkqu6g7q8b736ca2dh3o71ng0lgo with lines or find fetches them]
"###);
}

#[cfg(feature = "lang-python")]
#[test]
fn python() {
    insta::assert_snapshot!(outline("a.py", samples::PYTHON), @r###"
#!/usr/bin/env python
"""Counts words."""
from __future__ import annotations

import re
from dataclasses import dataclass, field

LIMIT: int = 40


@dataclass(frozen=True)
class Counter:
    """Counts of words.
    [lines 14-16 left out]
    """

    words: dict[str, int] = field(default_factory=dict)
    total: int = 0

    @property
    def most(self) -> str:
        return max(self.words, key=self.words.get)

    @classmethod
    def of(
        cls,
        text: str,
        *,
        least: int = 1,
    ) -> "Counter":
        """Count the words of a text.
        [lines 34-37 left out]
        """
        import collections

        if least < 1:
            message = "least is too small: %d" % least
            raise ValueError(message)
        # [lines 44-46 left out]
        try:
            kept = {word: n for word, n in counts.items() if n >= least}
        except TypeError as error:
            # FIXME: happens with other types of numbers
            raise ValueError("least is no number") from error
        return cls(kept, sum(kept.values()))

    async def merge(self, other: Counter) -> Counter:
        ...  # [lines 55-58 left out]


def outer(path):
    """Reads a file."""

    def inner(line, deep=(1, 2)):
        ...  # [lines 65-66 left out]
    # [lines 67-70 left out]
# [20 of 70 lines left out; headroom_retrieve hr_smojrv7ttcnq3jkolvht01aupthkg with lines or find fetches them]
"###);
}

#[cfg(feature = "lang-web")]
#[test]
fn javascript() {
    insta::assert_snapshot!(outline("a.js", samples::JAVASCRIPT), @r###"
'use strict';

const path = require('node:path');

/**
 * Keeps what was asked for.
 * [lines 7-9 left out]
 */
class Cache extends Map {
  #limit = 10;

  constructor(limit) {
    super();
    if (limit < 1) {
      throw new RangeError('a cache has room for something');
    }
    this.#limit = limit;
    this.order = [];
    this.misses = 0;
    this.hits = 0;
  }

  get(key) {
    // [lines 26-29 left out]
  }
}

exports.resolve = function resolve(name, from = '.') {
  // [lines 34-36 left out]
};

const later = async (task) => {
  // [lines 40-42 left out]
};

describe('Cache', () => {
  const filled = new Cache(2).set('a', 1).set('b', 2).set('c', 3);

  it('forgets what is old', async () => {
    // [lines 49-51 left out]
  });
});

module.exports = { Cache, later };
// [16 of 55 lines left out; headroom_retrieve hr_8c03j7db1cpakojgmcq69vp9h7uum with lines or find fetches them]
"###);
}

#[cfg(feature = "lang-web")]
#[test]
fn typescript() {
    insta::assert_snapshot!(outline("a.ts", samples::TYPESCRIPT), @r###"
import type { Options } from './options.js';

export interface Shape<T extends number = number> {
  readonly name: string;
  sides?: T[];
  area(scale: number): T;
}

export enum Unit {
  Metre = 'm',
  Foot = 'ft',
}

type Sized = Shape & { unit: Unit };

export function area(shape: string): number;
export function area(shape: Sized, scale?: number): number;
export function area(shape: string | Sized, scale = 1): number {
  // [lines 19-21 left out]
}

export abstract class Base<T> implements Shape {
  readonly name = 'base';

  protected constructor(private readonly options: Options, public label?: string) {
    // [lines 28-29 left out]
  }

  abstract area(scale: number): number;

  @logged({ level: 'debug' })
  async *corners(count: number): AsyncGenerator<[number, number]> {
    // [lines 36-39 left out]
  }
}
// [9 of 41 lines left out; headroom_retrieve hr_cl74kjunjrd67g03dh3cvo3qpgh3i with lines or find fetches them]
"###);
}

#[cfg(feature = "lang-web")]
#[test]
fn tsx() {
    insta::assert_snapshot!(outline("a.tsx", samples::TSX), @r###"
import { useState } from 'react';

export const Counter: React.FC<{ start: number }> = ({ start }) => {
  const [count, setCount] = useState(start);
  const more = () => {
    setCount((before) => before + 1);
  };
  // [lines 8-12 left out]
};

export function List<T>({ items }: { items: T[] }) {
  // [lines 16-18 left out]
}
// [8 of 19 lines left out; headroom_retrieve hr_624juf76fu65vdsu7v9lltiutrc0a with lines or find fetches them]
"###);
}

#[cfg(feature = "lang-go")]
#[test]
fn go() {
    insta::assert_snapshot!(outline("a.go", samples::GO), @r###"
package store

import (
	"errors"
	"fmt"
	"sync"
)

// ErrFull says that there is no room.
var ErrFull = errors.New("store: full")

const (
	small = 1 << iota
	large
)

// Store keeps values by key. It may be used by several goroutines at once,
// [lines 18-19 left out]
type Store[K comparable, V any] struct {
	mu     sync.Mutex
	values map[K]V
	limit  int `json:"limit"`
}

// New makes a store.
func New[K comparable, V any](limit int) (*Store[K, V], error) {
	// [lines 28-31 left out]
}

func (s *Store[K, V]) Put(key K, value V) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch _, known := s.values[key]; {
	case known:
		s.values[key] = value
	case len(s.values) < s.limit:
		// TODO: tell who waits.
		s.values[key] = value
	default:
		return fmt.Errorf("%w: %v", ErrFull, key)
	}
	return nil
}
// [6 of 47 lines left out; headroom_retrieve hr_5a0hf95849669lj7q2dsc8cpcjp3g with lines or find fetches them]
"###);
}

#[cfg(feature = "lang-jvm")]
#[test]
fn java() {
    insta::assert_snapshot!(outline("a.java", samples::JAVA), @r###"
package org.example.shapes;

import java.util.ArrayList;
import java.util.List;

/**
 * A path of points. Points are added at its end.
 * [lines 8-10 left out]
 */
@Deprecated
public final class Path<T extends Comparable<T>> implements Iterable<T> {
  private static final int LIMIT = 1_000;
  private final List<T> points = new ArrayList<>();

  public enum Kind { OPEN, CLOSED }

  /** Makes a path of its first point. */
  public Path(T first) {
    if (first == null) {
      throw new IllegalArgumentException("a path has a first point");
    }
    // [lines 24-26 left out]
  }

  @Override
  public java.util.Iterator<T> iterator() {
    // [lines 31-33 left out]
  }

  protected <R> R fold(
      R start,
      java.util.function.BiFunction<R, T, R> step) throws IllegalStateException {
    // [lines 39-43 left out]
  }
}
// [14 of 45 lines left out; headroom_retrieve hr_50pv2t96k55ilibg8bmru9kfappr6 with lines or find fetches them]
"###);
}

#[cfg(feature = "lang-c")]
#[test]
fn c() {
    insta::assert_snapshot!(outline("a.c", samples::C), @r###"
/* Rings of bytes. */
#include <stdlib.h>
#include <string.h>

#define RING_SIZE 4096

struct ring {
    unsigned char *bytes;
    size_t head, tail;
};

enum ring_state { RING_EMPTY, RING_FULL = 7 };

typedef int (*ring_visitor)(const struct ring *, void *);

static const int primes[] = {
    2, 3, 5, 7, 11, 13,
};

/* Makes a ring. */
struct ring *ring_new(size_t size)
{
    // [lines 23-33 left out]
}

#ifdef RING_STATISTICS
/*
 * Counts the bytes that wait in a ring, which may wrap around its end.
 * [lines 39-40 left out]
 */
size_t ring_count(const struct ring *ring, size_t size) {
    // [lines 43-45 left out]
}
#endif

static inline unsigned
ring_hash(const unsigned char *at, size_t length) {
    unsigned hash = 5381;
    for (size_t i = 0; i < length; i++) {
        hash = hash * 33 + at[i]; /* FIXME: overflows on purpose? */
    }
    return hash ^ (unsigned)length;
}
// [16 of 56 lines left out; headroom_retrieve hr_3vhme3uol9g4f8498mbq7d6p4ooqc with lines or find fetches them]
"###);
}

#[cfg(feature = "lang-c")]
#[test]
fn cpp() {
    insta::assert_snapshot!(outline("a.cpp", samples::CPP), @r###"
#include <memory>
#include <stdexcept>
#include <vector>

namespace shapes {

template <typename T, int N = 2>
class Grid final : public Base<T> {
 public:
  explicit Grid(std::vector<T> cells) : cells_(std::move(cells)), width_(N) {
    if (cells_.size() % N != 0) {
      throw std::invalid_argument("rows of a grid are equally long");
    }
    rows_ = cells_.size() / N;
    empty_ = cells_.empty() || rows_ == 0;
  }

  T &at(int row, int column) override {
    // [lines 19-21 left out]
  }

 private:
  std::vector<T> cells_;
  int width_, rows_ = 0;
  bool empty_ = true;
};

template <typename T, int N>
std::vector<T> Grid<T, N>::Column(int column) const {
  // [lines 32-37 left out]
}

// Sums the cells of a grid, row by row.
template <typename T>
T Sum(const Grid<T> &grid) noexcept {
  // [lines 43-47 left out]
}

}  // namespace shapes
// [14 of 50 lines left out; headroom_retrieve hr_b72eccv7r9a5t5ia5ujq32a042116 with lines or find fetches them]
"###);
}

#[cfg(feature = "lang-python")]
#[test]
fn a_listing_that_does_not_begin_with_the_file() {
    let number = |(n, line): (usize, &str)| format!("{:6}\t{line}\n", n + 101);
    let listing: String = samples::PYTHON.lines().enumerate().map(number).collect();
    insta::assert_snapshot!(outline("a.py", &listing), @r###"
   101	#!/usr/bin/env python
   102	"""Counts words."""
   103	from __future__ import annotations
   104	
   105	import re
   106	from dataclasses import dataclass, field
   107	
   108	LIMIT: int = 40
   109	
   110	
   111	@dataclass(frozen=True)
   112	class Counter:
   113	    """Counts of words.
    [file lines 114-116 left out]
   117	    """
   118	
   119	    words: dict[str, int] = field(default_factory=dict)
   120	    total: int = 0
   121	
   122	    @property
   123	    def most(self) -> str:
   124	        return max(self.words, key=self.words.get)
   125	
   126	    @classmethod
   127	    def of(
   128	        cls,
   129	        text: str,
   130	        *,
   131	        least: int = 1,
   132	    ) -> "Counter":
   133	        """Count the words of a text.
        [file lines 134-137 left out]
   138	        """
   139	        import collections
   140	
   141	        if least < 1:
   142	            message = "least is too small: %d" % least
   143	            raise ValueError(message)
        # [file lines 144-146 left out]
   147	        try:
   148	            kept = {word: n for word, n in counts.items() if n >= least}
   149	        except TypeError as error:
   150	            # FIXME: happens with other types of numbers
   151	            raise ValueError("least is no number") from error
   152	        return cls(kept, sum(kept.values()))
   153	
   154	    async def merge(self, other: Counter) -> Counter:
        ...  # [file lines 155-158 left out]
   159	
   160	
   161	def outer(path):
   162	    """Reads a file."""
   163	
   164	    def inner(line, deep=(1, 2)):
        ...  # [file lines 165-166 left out]
    # [file lines 167-170 left out]
# [20 of 70 lines left out; headroom_retrieve hr_bi69pvk16g1v4kqh5a60j5ha6v08g with find fetches them]
"###);
}

#[cfg(feature = "lang-python")]
#[test]
fn what_is_asked_for_keeps_its_body() {
    let merge = "words[word] = words.get(word, 0) + count";
    let of = "counts = collections.Counter()";
    let inner = "parts = [part.strip() for part in line.split(\",\")]";
    for (question, shown) in [
        ("", [false, false, false]),
        ("How does `merge` work?", [true, false, false]),
        ("what does Counter.merge do", [true, false, false]),
        ("is there a bug in inner()?", [false, false, true]),
        ("Other.merge is wrong", [true, false, false]),
        ("how do they merge?", [false, false, false]),
        ("File \"/src/a.py\", line 45, in of", [false, true, false]),
        ("a.py:57: error", [true, false, false]),
        ("b.py:57: error", [false, false, false]),
        ("a.py:100000000000000000000000", [false, false, false]),
    ] {
        let out = asked("src/a.py", samples::PYTHON, question);
        assert_eq!([merge, of, inner].map(|line| out.contains(line)), shown, "{question}: {out}");
    }
}

#[cfg(feature = "lang-rust")]
#[test]
fn what_is_called_by_what_is_asked_for_stays_where_there_is_room() {
    let body = |n: usize| {
        format!(
            "    let a = {n} * 7 + 1;\n    let b = a * 2 + {n};\n    let c = b - a * 31;\n    let d = c + b + a - {n};\n    let e = d * (c + b) - a;\n    e + d\n"
        )
    };
    let function = |n: usize| format!("fn f{n}() -> usize {{\n{}}}\n\n", body(n));
    let mut text: String = (0..60).map(function).collect();
    text.push_str("fn main() {\n    let all = f30() + 1;\n    println!(\"{}\", all);\n    println!(\"{}\", all + 1);\n}\n");
    let out = asked("a.rs", &text, "what does `main` print?");
    assert!(out.contains("let all = f30() + 1;") && out.contains("let a = 30 * 7 + 1;"), "{out}");
    assert!(!out.contains("let a = 29 * 7 + 1;"), "{out}");
}

#[cfg(feature = "lang-rust")]
#[test]
fn functions_that_do_not_parse_are_shown_whole() {
    let broken =
        samples::RUST.replace("for (name, value) in &self.values {", "for (name, value in {");
    let out = outline("a.rs", &broken);
    assert!(out.contains("writeln!(to,"), "{out}");
    assert!(out.contains("// [lines 38-40 left out]"), "{out}");
}

#[cfg(feature = "lang-rust")]
#[test]
fn the_language_is_told_from_the_text_if_need_be() {
    let hints = Hints::none().with_tool("fetch_page");
    let (out, _) = pipeline().plan_text(samples::RUST, &hints).finish(true);
    assert!(out.contains("// [lines 63-67 left out]"), "{out}");
}

fn samples() -> Vec<(&'static str, &'static str)> {
    let all = [
        (cfg!(feature = "lang-rust"), "a.rs", samples::RUST),
        (cfg!(feature = "lang-python"), "a.py", samples::PYTHON),
        (cfg!(feature = "lang-web"), "a.js", samples::JAVASCRIPT),
        (cfg!(feature = "lang-web"), "a.ts", samples::TYPESCRIPT),
        (cfg!(feature = "lang-web"), "a.tsx", samples::TSX),
        (cfg!(feature = "lang-go"), "a.go", samples::GO),
        (cfg!(feature = "lang-jvm"), "a.java", samples::JAVA),
        (cfg!(feature = "lang-c"), "a.c", samples::C),
        (cfg!(feature = "lang-c"), "a.cpp", samples::CPP),
    ];
    all.into_iter().filter(|(known, ..)| *known).map(|(_, path, text)| (path, text)).collect()
}

fn grammar(path: &str) -> Option<tree_sitter::Language> {
    Some(match path.rsplit_once('.')?.1 {
        #[cfg(feature = "lang-rust")]
        "rs" => tree_sitter_rust::LANGUAGE.into(),
        #[cfg(feature = "lang-python")]
        "py" => tree_sitter_python::LANGUAGE.into(),
        #[cfg(feature = "lang-web")]
        "js" => tree_sitter_javascript::LANGUAGE.into(),
        #[cfg(feature = "lang-web")]
        "ts" => tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(),
        #[cfg(feature = "lang-web")]
        "tsx" => tree_sitter_typescript::LANGUAGE_TSX.into(),
        #[cfg(feature = "lang-go")]
        "go" => tree_sitter_go::LANGUAGE.into(),
        #[cfg(feature = "lang-jvm")]
        "java" => tree_sitter_java::LANGUAGE.into(),
        #[cfg(feature = "lang-c")]
        "c" => tree_sitter_c::LANGUAGE.into(),
        #[cfg(feature = "lang-c")]
        "cpp" => tree_sitter_cpp::LANGUAGE.into(),
        _ => return None,
    })
}

fn parses(path: &str, text: &str) -> bool {
    let mut parser = tree_sitter::Parser::new();
    let known = grammar(path).is_some_and(|grammar| parser.set_language(&grammar).is_ok());
    let tree = parser.parse(text, None);
    known && tree.is_some_and(|tree| !tree.root_node().has_error())
}

#[test]
fn outlines_parse() {
    for (path, text) in samples() {
        assert!(parses(path, text), "{path}");
        let out = outline(path, text);
        assert!(out.contains(" left out]") && parses(path, &out), "{path}: {out}");
        // Each line of it alone, in place of what is asked for.
        for line in 1..=text.lines().count() {
            let out = asked(path, text, &format!("{path}:{line}"));
            assert!(parses(path, &out), "{path}:{line}: {out}");
        }
    }
}

/// Sources at hand that nobody wrote for this.
#[cfg(feature = "lang-rust")]
#[test]
fn outlines_of_our_own_sources_parse() {
    let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")];
    let (mut before, mut after) = (0, 0);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() && !name.starts_with('.') && name != "target" {
                folders.push(path);
            } else if name.ends_with(".rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let out = outline(&name, &text);
                assert!(
                    parses("a.rs", &out) || !parses("a.rs", &text),
                    "{}: {out}",
                    path.display()
                );
                (before, after) = (before + text.len(), after + out.len());
            }
        }
    }
    assert!(after * 2 < before, "{after} of {before} bytes are shown");
}

#[test]
fn the_laws_hold() {
    let texts: Vec<&str> = samples().into_iter().map(|(_, text)| text).collect();
    let rewrites = compressor_laws(&CodeAwareCompressor::new(), &Estimator::new(), &texts);
    assert!(rewrites >= samples().len() / 2, "{rewrites}");
}

#[test]
fn hostile_texts_are_left_alone_in_time() {
    let nested = format!("fn main() {{\n{}{}\n}}\n", "(".repeat(100_000), ")".repeat(100_000));
    let blocks = format!("{}{}", "fn a() {\n".repeat(50_000), "}\n".repeat(50_000));
    let signs = format!("fn main() {{\n    let a = {}1;\n}}\n", "-".repeat(100_000));
    let chain = format!("fn main() {{\n    a{}\n}}\n", ".b\n".repeat(50_000));
    let otherwise = format!(
        "fn main() {{\n    if a {{ b(); }}{}\n}}\n",
        " else if a {\n        b();\n    }".repeat(20_000)
    );
    let line = format!("let a = \"{}\";\nfn main() {{\n}}\n", "x".repeat(10 << 20));
    let open = "fn main() { let s = \"".repeat(20_000);
    let deep: String = (0..1500).map(|n| format!("{}if a:\n", " ".repeat(n))).collect();
    for (path, text) in [
        ("a.rs", &nested),
        ("a.rs", &blocks),
        ("a.rs", &signs),
        ("a.rs", &chain),
        ("a.rs", &otherwise),
        ("a.rs", &line),
        ("a.rs", &open),
        ("a.py", &deep),
    ] {
        let out = outline(path, text);
        assert!(out.len() <= text.len(), "{path}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_laws_hold_for_code_that_is_cut_and_mixed(
        cuts in prop::collection::vec((0_usize..9, 0_usize..2000, 0_usize..900), 1..6),
        between in prop::sample::select(vec!["", "\n", "\r\n", "}", "\"\"\"", "\u{e9}\u{4e2d}", "/*", "\t"]),
    ) {
        let all = samples();
        let mut text = String::new();
        for (which, from, length) in cuts {
            let sample = all[which % all.len()].1;
            let from = sample.floor_char_boundary(from.min(sample.len()));
            let to = sample.floor_char_boundary((from + length).min(sample.len()));
            text.push_str(sample.get(from..to).unwrap());
            text.push_str(between);
        }
        compressor_laws(&CodeAwareCompressor::new(), &Estimator::new(), &[&text]);
        for (path, _) in all {
            let hints = Hints::none().with_arguments(Arguments::path(path));
            let (out, _) = pipeline().plan_text(&text, &hints).finish(true);
            prop_assert!(out.len() <= text.len() || *out == *text);
        }
    }
}
