//! Small files, one of each language.

pub(crate) const RUST: &str = r#"//! Reads settings.

use std::collections::BTreeMap;
use std::{fmt, io};

/// How often reading is tried again. More often would only
/// annoy whoever waits for it, and most errors are not of the
/// kind that goes away: a file that is not there stays away.
const TRIES: usize = 3;

/// Settings by name.
///
/// Names are compared as they are written, with their case and with the
/// blanks in them; values are trimmed on both sides when they are read.
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
            let (name, value) = line.split_once('=')?;
            let (name, value) = (name.trim(), value.trim());
            (!name.is_empty()).then_some((name, value))
        }
        let mut out = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            // TODO: sections in brackets.
            if let Some((name, value)) = split(line) {
                out.values.insert(name.to_owned(), String::from_str(value)?);
            }
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
        for (name, value) in &self.values {
            writeln!(to, "{name} = {value}")?;
        }
        to.flush()?;
        Ok(())
    }
}
"#;

pub(crate) const PYTHON: &str = r#"#!/usr/bin/env python
"""Counts words."""
from __future__ import annotations

import re
from dataclasses import dataclass, field

LIMIT: int = 40


@dataclass(frozen=True)
class Counter:
    """Counts of words.

    The counts of a text are those of its lines, one after the other; words
    are compared in lower case.
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

        Words that are rarer than ``least`` do not count.

        :param text: what to count
        """
        import collections

        if least < 1:
            message = "least is too small: %d" % least
            raise ValueError(message)
        counts = collections.Counter()
        for line in text.splitlines():
            counts.update(word.lower() for word in re.findall(r"\w+", line))
        try:
            kept = {word: n for word, n in counts.items() if n >= least}
        except TypeError as error:
            # FIXME: happens with other types of numbers
            raise ValueError("least is no number") from error
        return cls(kept, sum(kept.values()))

    async def merge(self, other: Counter) -> Counter:
        words = dict(self.words)
        for word, count in other.words.items():
            words[word] = words.get(word, 0) + count
        return Counter(words, self.total + other.total)


def outer(path):
    """Reads a file."""

    def inner(line, deep=(1, 2)):
        parts = [part.strip() for part in line.split(",")]
        return [part for part in parts if part and part not in deep]

    with open(path, encoding="utf-8") as file:
        lines = [inner(line) for line in file if not line.startswith('#')]
        return [line for line in lines if len(line) < LIMIT]
"#;

pub(crate) const JAVASCRIPT: &str = r#"'use strict';

const path = require('node:path');

/**
 * Keeps what was asked for.
 *
 * Entries are kept until there are too many of them; then the one that was not
 * asked for the longest goes.
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
    const at = this.order.indexOf(key);
    if (at >= 0) this.order.splice(at, 1);
    this.order.push(key);
    return super.get(key);
  }
}

exports.resolve = function resolve(name, from = '.') {
  const parts = name.split('/').filter((part) => part !== '.');
  const full = path.join(from, ...parts);
  return full.startsWith('..') ? null : full;
};

const later = async (task) => {
  await new Promise((done) => setTimeout(done, 10));
  const result = await task();
  return result === undefined ? null : result;
};

describe('Cache', () => {
  const filled = new Cache(2).set('a', 1).set('b', 2).set('c', 3);

  it('forgets what is old', async () => {
    expect(filled.has('a')).toBe(false);
    expect(filled.get('b')).toBe(2);
    expect(await later(() => filled.get('c'))).toBe(3);
  });
});

module.exports = { Cache, later };
"#;

pub(crate) const TYPESCRIPT: &str = r#"import type { Options } from './options.js';

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
  const parsed = typeof shape === 'string' ? JSON.parse(shape) : shape;
  const sides = (parsed.sides ?? []).map((side: number) => side * scale);
  return sides.reduce((all: number, side: number) => all * side, 1);
}

export abstract class Base<T> implements Shape {
  readonly name = 'base';

  protected constructor(private readonly options: Options, public label?: string) {
    this.options = { ...options, created: Date.now(), touched: undefined };
    this.label = label ?? options.label ?? 'without a name, as most of them';
  }

  abstract area(scale: number): number;

  @logged({ level: 'debug' })
  async *corners(count: number): AsyncGenerator<[number, number]> {
    for (let nth = 0; nth < count; nth += 1) {
      const angle = (2 * Math.PI * nth) / count;
      yield [Math.cos(angle), Math.sin(angle)];
    }
  }
}
"#;

pub(crate) const TSX: &str = r#"import { useState } from 'react';

export const Counter: React.FC<{ start: number }> = ({ start }) => {
  const [count, setCount] = useState(start);
  const more = () => {
    setCount((before) => before + 1);
  };
  return (
    <button className="counter" onClick={more}>
      {count > 10 ? <b>many</b> : count}
    </button>
  );
};

export function List<T>({ items }: { items: T[] }) {
  const shown = items.filter(Boolean).slice(0, 10);
  const hidden = items.length - shown.length;
  return <ul data-hidden={hidden}>{shown.map((item) => <li>{String(item)}</li>)}</ul>;
}
"#;

pub(crate) const GO: &str = r#"package store

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
// as long as nobody copies it. The zero value has no room: make one with New,
// which takes the number of values that it is to hold, and never put more in it than that,
// since what does not fit is refused with an error and never takes the place of another value.
type Store[K comparable, V any] struct {
	mu     sync.Mutex
	values map[K]V
	limit  int `json:"limit"`
}

// New makes a store.
func New[K comparable, V any](limit int) (*Store[K, V], error) {
	if limit <= 0 {
		return nil, fmt.Errorf("store: no room: %d", limit)
	}
	return &Store[K, V]{values: make(map[K]V, limit), limit: limit}, nil
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
"#;

pub(crate) const JAVA: &str = r#"package org.example.shapes;

import java.util.ArrayList;
import java.util.List;

/**
 * A path of points. Points are added at its end.
 *
 * <p>A path is closed once its last point is its first one; after that it takes
 * no more points, and every attempt is an error of whoever calls.
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
    points.add(first);
    notifyListeners(first, points.size(), Kind.OPEN);
    assert points.size() == 1 : "a path of one point has one point";
  }

  @Override
  public java.util.Iterator<T> iterator() {
    List<T> copy = new ArrayList<>(points);
    copy.removeIf(point -> point == null);
    return copy.iterator();
  }

  protected <R> R fold(
      R start,
      java.util.function.BiFunction<R, T, R> step) throws IllegalStateException {
    R result = start;
    for (T point : points) {
      result = step.apply(result, point);
    }
    return result;
  }
}
"#;

pub(crate) const C: &str = r#"/* Rings of bytes. */
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
    struct ring *ring = calloc(1, sizeof *ring);
    if (!ring)
        return NULL;
    ring->bytes = malloc(size ? size : RING_SIZE);
    if (!ring->bytes) {
        free(ring);
        return NULL;
    }
    memset(ring->bytes, 0, size ? size : RING_SIZE);
    ring->head = ring->tail = 0;
    return ring;
}

#ifdef RING_STATISTICS
/*
 * Counts the bytes that wait in a ring, which may wrap around its end.
 * The count is exact only while nobody writes to the ring: the two ends are
 * read one after the other, without a lock.
 */
size_t ring_count(const struct ring *ring, size_t size) {
    size_t head = ring->head % size;
    size_t tail = ring->tail % size;
    return head >= tail ? head - tail : size - tail + head;
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
"#;

pub(crate) const CPP: &str = r#"#include <memory>
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
    auto index = static_cast<std::size_t>(row) * width_ + column;
    auto checked = index < cells_.size() ? index : 0;
    return cells_[checked];
  }

 private:
  std::vector<T> cells_;
  int width_, rows_ = 0;
  bool empty_ = true;
};

template <typename T, int N>
std::vector<T> Grid<T, N>::Column(int column) const {
  std::vector<T> out;
  out.reserve(rows_);
  for (int row = 0; row < rows_; ++row) {
    out.push_back(cells_[row * width_ + column]);
  }
  return out;
}

// Sums the cells of a grid, row by row.
template <typename T>
T Sum(const Grid<T> &grid) noexcept {
  T sum{};
  grid.each([&](const T &cell) {
    sum += cell;
  });
  return sum > T{} ? sum : T{};
}

}  // namespace shapes
"#;
