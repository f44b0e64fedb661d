//! Which rows of a container stay in sight.

use headroom_core::{begins_failure, same_bytes};

use super::super::node::Kind;
use super::super::tree::Tree;
use super::facts::{self, Statement};
use super::fields::{Field, Fields, Value};
use super::terms::Hits;

/// At least so many rows must go, or all stay.
const MIN_HIDDEN: usize = 3;
/// The tokens of a run of rows that are shown as examples.
const MIN_RUN: usize = 40;
/// Rows that a question names in words are not more than these …
const MOST_NAMED: usize = 4;
/// … and those with the very name of something not more than these.
const MOST_STRONG: usize = 12;
/// Rows that stand out stay up to so many, and up to a tenth of all.
const MOST_ODD: usize = 12;
/// Runs of equal values up to so many tell where something changed.
const MOST_RUNS: usize = 5;

/// The choice among the rows of a container.
#[derive(Debug, Default)]
pub(super) struct Choice {
    pub(super) shown: Vec<bool>,
    /// The rows that are asked for.
    pub(super) asked: Vec<usize>,
    /// What is said of all rows.
    pub(super) facts: Statement,
}

impl Choice {
    pub(super) fn is_shown(&self, at: usize) -> bool {
        self.shown.get(at).copied().unwrap_or(false)
    }

    fn show(&mut self, at: usize) {
        if let Some(shown) = self.shown.get_mut(at) {
            *shown = true;
        }
    }

    fn count(&self) -> usize {
        self.shown.iter().filter(|shown| **shown).count()
    }
}

/// Chooses rows for about `aim` tokens; those that must stay may come to more.
pub(super) fn choose(tree: &Tree<'_>, hits: &Hits, ids: &[u32], aim: usize) -> Choice {
    let mut choice = Choice { shown: vec![false; ids.len()], ..Choice::default() };
    let weight = tree.weight_of(ids);
    let fields = Fields::of(tree, ids);
    choice.show(0);
    choice.show(ids.len().saturating_sub(1));
    choice.asked = named(tree, hits, ids);
    for at in choice.asked.clone() {
        choice.show(at);
    }
    let failed = failed(tree, &fields.all, ids.len());
    let odd = odd_rows(tree, hits, ids, &fields.all, &failed);
    for &row in odd.iter().take(MOST_ODD.max(ids.len() / 10)) {
        choice.show(row);
    }
    let aim = aim * ids.len() / weight.max(1);
    let known = failed.iter().filter(|&&row| choice.is_shown(row)).count();
    // A run of short rows is worth the notices around it.
    let run = (MIN_RUN * ids.len() / weight.max(1)).max(1);
    fill(&mut choice, &failed, (aim * 2).saturating_sub(known), run);
    let more = aim.saturating_sub(choice.count());
    fill(&mut choice, &(0..ids.len()).collect::<Vec<_>>(), more, run);
    mend(tree, ids, &mut choice);
    if choice.count() + MIN_HIDDEN > ids.len() {
        choice.shown.fill(true);
    } else {
        choice.facts = facts::statement(&fields, ids.len());
    }
    choice
}

/// The rows that the question or the call's arguments name, in order.
pub(super) fn named(tree: &Tree<'_>, hits: &Hits, ids: &[u32]) -> Vec<usize> {
    if hits.names_nothing() {
        return Vec::new();
    }
    let rows: Vec<Vec<u16>> = ids.iter().map(|&id| terms_of(tree, hits, id)).collect();
    let mut frequency = vec![0_usize; hits.terms()];
    for &term in rows.iter().flatten() {
        if let Some(count) = frequency.get_mut(usize::from(term)) {
            *count += 1;
        }
    }
    let frequency = |term: u16| frequency.get(usize::from(term)).copied().unwrap_or(0);
    let n = ids.len();
    let is_name =
        |&term: &u16| term > 0 && hits.is_strong(term) && frequency(term) * 8 <= n.max(16);
    let strong = (0..n).filter(|&at| rows.get(at).is_some_and(|terms| terms.iter().any(is_name)));
    let mut asked: Vec<usize> = strong.take(MOST_STRONG).collect();
    // Rare words say more than common ones: the inverse document frequency, as of BM25.
    let worth = |term: u16| {
        let count = frequency(term);
        if term == 0 || count * 3 > n { 0.0 } else { (n as f64 / count.max(1) as f64).ln_1p() }
    };
    let score = |terms: &Vec<u16>| terms.iter().map(|&term| worth(term)).sum::<f64>();
    let mut scores: Vec<(f64, usize)> = rows.iter().map(score).zip(0..).collect();
    scores.retain(|(score, _)| *score > 0.0);
    scores.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let best = scores.first().map_or(0.0, |(score, _)| *score);
    let named = scores.iter().take_while(|(score, _)| *score >= best * 0.7).take(MOST_NAMED);
    asked.extend(named.map(|(_, at)| *at));
    asked.sort_unstable();
    asked.dedup();
    asked
}

/// The distinct terms in a row.
fn terms_of(tree: &Tree<'_>, hits: &Hits, id: u32) -> Vec<u16> {
    let span = tree.span(id);
    let mut terms: Vec<u16> = hits.within(tree.row_start(id), span.end).collect();
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// The rows that stand out, the oddest kinds first.
fn odd_rows(
    tree: &Tree<'_>,
    hits: &Hits,
    ids: &[u32],
    fields: &[Field<'_>],
    failed: &[usize],
) -> Vec<usize> {
    let n = ids.len();
    let few = failed.len() * 4 <= n.max(8);
    let mut odd = if few { failed.to_vec() } else { Vec::new() };
    words_of_errors(tree, hits, ids, &mut odd);
    for field in fields {
        rare(tree, field, n, &mut odd);
        odd.extend(field.numbers.iter().flat_map(|numbers| &numbers.far_off));
    }
    unusual_keys(tree, ids, &mut odd);
    odd_kinds(tree, ids, &mut odd);
    for field in fields {
        changes(tree, field, n, &mut odd);
        odd.extend(field.numbers.iter().flat_map(|numbers| &numbers.shift));
    }
    let mut seen = vec![false; n];
    odd.retain(|&row| seen.get_mut(row).is_some_and(|seen| !std::mem::replace(seen, true)));
    odd
}

/// Rows whose fields say that something went wrong, in order.
fn failed(tree: &Tree<'_>, fields: &[Field<'_>], n: usize) -> Vec<usize> {
    let mut failed = vec![false; n];
    for field in fields {
        let name = tree.key(field.key).text.to_ascii_lowercase();
        if !tells_of_failure(&name) {
            continue;
        }
        let says = |source: &str| says_failed(&name, source);
        // Few values are read once each.
        let few = field.values.as_ref().map(|values| {
            values
                .iter()
                .map(|value| value.source)
                .filter(|source| says(source))
                .collect::<Vec<&str>>()
        });
        if few.as_ref().is_some_and(Vec::is_empty) {
            continue;
        }
        for (row, id) in field.cells() {
            let source = tree.source(id);
            if let Some(failed) = failed.get_mut(row) {
                *failed |= few.as_ref().map_or_else(
                    || says(source),
                    |few| few.iter().any(|bad| same_bytes(bad.as_bytes(), source.as_bytes())),
                );
            }
        }
    }
    (0..n).filter(|&row| failed.get(row).copied().unwrap_or(false)).collect()
}

/// Names of fields that tell by `false` that something went wrong …
const OKAY: &[&str] = &["healthy", "ok", "passed", "succeeded", "success"];
/// … by any number but zero …
const EXITS: &[&str] = &["exit_code", "exit_status", "exitcode", "returncode"];
/// … by a status code …
const CODES: &[&str] = &["code", "http_status", "status", "status_code", "statuscode"];
/// … or by a word.
const STATES: &[&str] = &[
    "action",
    "conclusion",
    "event",
    "kind",
    "level",
    "outcome",
    "phase",
    "result",
    "severity",
    "state",
    "status",
    "type",
];
/// How states begin that are bad, besides those of failure.
const BAD: &[&str] = &["crit", "emerg"];

fn is_named_error(name: &str) -> bool {
    ["error", "exception", "failure"].iter().any(|word| name.contains(word))
}

/// Whether a field of this name can say that something went wrong.
fn tells_of_failure(name: &str) -> bool {
    is_named_error(name) || [OKAY, EXITS, CODES, STATES].iter().any(|names| names.contains(&name))
}

/// Whether a field of this name says by its value that something went wrong.
fn says_failed(name: &str, source: &str) -> bool {
    let value = source.trim_matches('"').to_ascii_lowercase();
    let nothing = || matches!(value.as_str(), "" | "null" | "false" | "0" | "none" | "ok" | "no");
    let is_code = || {
        let digits = value.len() == 3 && value.bytes().all(|b| b.is_ascii_digit());
        digits && value.starts_with(['4', '5'])
    };
    let is_bad = || begins_failure(&value) || BAD.iter().any(|bad| value.starts_with(bad));
    (is_named_error(name) && !nothing())
        || (OKAY.contains(&name) && value == "false")
        || (EXITS.contains(&name) && !nothing())
        || (CODES.contains(&name) && is_code())
        || (STATES.contains(&name) && is_bad())
}

/// Rows with the words of errors, where these are rare.
fn words_of_errors(tree: &Tree<'_>, hits: &Hits, ids: &[u32], odd: &mut Vec<usize>) {
    let rows = hits.with_errors(ids.iter().map(|&id| tree.span(id)));
    if rows.len() * 10 <= ids.len().max(30) {
        odd.extend(rows);
    }
}

/// Rows with a value that hardly any other row has, of a field with few values.
fn rare(tree: &Tree<'_>, field: &Field<'_>, n: usize, odd: &mut Vec<usize>) {
    let present = field.cells().len();
    let Some(values) = field.values.as_ref().filter(|values| is_enumeration(values, present))
    else {
        return;
    };
    let most = 1.max(present / 100);
    for value in values.iter().filter(|value| value.rows <= most) {
        odd.push(value.first);
        if value.rows > 1 {
            let same = |cell: &(usize, u32)| tree.source(cell.1) == value.source;
            odd.extend(field.cells().filter(same).map(|(row, _)| row));
        }
    }
    // A field that hardly any row has.
    if present * 50 <= n {
        odd.extend(field.cells().map(|(row, _)| row));
    }
}

/// Whether values are so few that each says what kind of row it is.
fn is_enumeration(values: &[Value<'_>], present: usize) -> bool {
    values.len() * 3 <= present && values.iter().any(|value| value.rows * 4 >= present)
}

/// Rows that lack or have a key as hardly any other.
fn unusual_keys(tree: &Tree<'_>, ids: &[u32], odd: &mut Vec<usize>) {
    const MOST_FORMS: usize = 32;
    let mut forms: Vec<(u64, usize, usize)> = Vec::new();
    for (row, &id) in ids.iter().enumerate() {
        let form = tree.form(id);
        if let Some(known) = forms.iter_mut().find(|known| known.0 == form) {
            known.1 += 1;
        } else if forms.len() <= ids.len() / 4 && forms.len() < MOST_FORMS {
            forms.push((form, 1, row));
        } else {
            return;
        }
    }
    odd.extend(forms.iter().filter(|(_, rows, _)| rows * 20 <= ids.len()).map(|&(_, _, row)| row));
}

/// Rows of another kind than most, as a string among objects.
fn odd_kinds(tree: &Tree<'_>, ids: &[u32], odd: &mut Vec<usize>) {
    for kind in [Kind::Plain, Kind::Text, Kind::Array, Kind::Object] {
        let of_kind = |at: &usize| ids.get(*at).is_some_and(|&id| tree.node(id).kind == kind);
        let rows: Vec<usize> = (0..ids.len()).filter(of_kind).collect();
        if rows.len() * 10 <= ids.len() {
            odd.extend(rows.into_iter().take(2));
        }
    }
}

/// Rows where a value that stood for many rows gives way to another.
fn changes(tree: &Tree<'_>, field: &Field<'_>, n: usize, odd: &mut Vec<usize>) {
    const MANY: usize = 12;
    if n < MANY || field.values.as_ref().is_some_and(|values| values.len() < 2) {
        return;
    }
    let mut before: Option<&str> = None;
    let mut rows = Vec::new();
    for (row, id) in field.cells() {
        let source = tree.source(id);
        if before.is_some_and(|before| !same_bytes(before.as_bytes(), source.as_bytes())) {
            rows.push(row);
            if rows.len() >= MOST_RUNS {
                return;
            }
        }
        before = Some(source);
    }
    odd.extend(rows);
}

/// Shows so many of these rows, in runs at even distances.
fn fill(choice: &mut Choice, rows: &[usize], more: usize, run: usize) {
    let runs = more.min(rows.len()).div_ceil(run);
    for nth in 0..runs {
        let start = ((2 * nth + 1) * rows.len() / (2 * runs)).saturating_sub(run / 2);
        for &row in rows.iter().skip(start).take(run) {
            choice.show(row);
        }
    }
}

/// Shows rows that are no longer than the notice in their place would be.
fn mend(tree: &Tree<'_>, ids: &[u32], choice: &mut Choice) {
    const NOTICE: usize = 14;
    let mut from = 0;
    while from < ids.len() {
        let run = (from..ids.len()).take_while(|&at| !choice.is_shown(at)).count();
        let rows = ids.get(from..from + run).unwrap_or_default();
        if tree.weight_of(rows) < NOTICE {
            (from..from + run).for_each(|at| choice.show(at));
        }
        from += run + 1;
    }
}
