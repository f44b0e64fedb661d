//! The outline of each sample.

use super::{outline, samples};

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
// [16 of 69 lines left out; headroom_retrieve hr_njkqu6g7q8b736ca2dh3o71ng0lgo with lines or symbol fetches them]
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
# [20 of 70 lines left out; headroom_retrieve hr_smojrv7ttcnq3jkolvht01aupthkg with lines or symbol fetches them]
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
// [16 of 55 lines left out; headroom_retrieve hr_8c03j7db1cpakojgmcq69vp9h7uum with lines or symbol fetches them]
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
// [9 of 41 lines left out; headroom_retrieve hr_cl74kjunjrd67g03dh3cvo3qpgh3i with lines or symbol fetches them]
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
// [8 of 19 lines left out; headroom_retrieve hr_624juf76fu65vdsu7v9lltiutrc0a with lines or symbol fetches them]
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
// [lines 18-20 left out]
type Store[K comparable, V any] struct {
	mu     sync.Mutex
	values map[K]V
	limit  int `json:"limit"`
}

// New makes a store.
func New[K comparable, V any](limit int) (*Store[K, V], error) {
	// [lines 29-32 left out]
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
// [7 of 48 lines left out; headroom_retrieve hr_7uc39ilisrddtpv84qvvn1drnbk16 with lines or symbol fetches them]
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
// [14 of 45 lines left out; headroom_retrieve hr_50pv2t96k55ilibg8bmru9kfappr6 with lines or symbol fetches them]
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
// [16 of 56 lines left out; headroom_retrieve hr_3vhme3uol9g4f8498mbq7d6p4ooqc with lines or symbol fetches them]
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
// [14 of 50 lines left out; headroom_retrieve hr_b72eccv7r9a5t5ia5ujq32a042116 with lines or symbol fetches them]
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
# [20 of 70 lines left out; headroom_retrieve hr_bi69pvk16g1v4kqh5a60j5ha6v08g with symbol or find fetches them]
"###);
}
