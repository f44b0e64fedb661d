//! What holds of any input.

use headroom_compressors::TableCompressor;
use headroom_core::Estimator;
use headroom_core::testing::compressor_laws;
use proptest::collection::vec;
use proptest::prelude::*;

use super::fold;

/// A name of a file, with what could be taken for something else.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[a-z]{1,6}\\.(rs|py)",
        1 => "(\\.|\\.\\.|größe|日本 語|a -> b|name:|x name:|unless said otherwise: a|x\r)",
        1 => "(Dec 27 05:48 x|12 x|-rw-r--r--|-rw-r--r-- 1 4 x|  x| |1 2 3)",
    ]
}

/// A row of `ls -l` that need not be aligned like the others.
fn entry() -> impl Strategy<Value = String> {
    let mode = prop_oneof![
        3 => Just("-rw-r--r--"),
        2 => Just("drwxr-xr-x"),
        1 => Just("-rw-r--r--@"),
        1 => Just("lrwxrwxrwx"),
    ];
    let owner = prop_oneof![4 => Just("ada ada"), 1 => Just("ada  staff"), 1 => Just("root root")];
    let size = prop_oneof![2 => Just("4096".to_owned()), 3 => "[0-9]{1,5}", 1 => "[0-9]\\.[0-9]K"];
    let date = prop_oneof![
        3 => Just("Dec 27 05:48"),
        1 => Just("Oct  4  2024"),
        1 => Just("2024-10-04 12:30"),
    ];
    (mode, 1..12_u32, owner, size, date, name(), 3..5_usize).prop_map(
        |(mode, links, owner, size, date, name, width)| {
            format!("{mode} {links:>2} {owner} {size:>width$} {date} {name}")
        },
    )
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        16 => entry(),
        1 => "(total 12|src:||unless said otherwise: ada ada|12 x|-rw-r--r-- 1 size name:|-rw-r--r-- 1 4 x|x)",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn listings_come_back(lines in vec(line(), 0..24), end in "(|\n|\n\n)") {
        let text = lines.join("\n") + &end;
        fold(&text);
        compressor_laws(&TableCompressor::new(), &Estimator::new(), &[&text]);
    }
}

/// The laws are not met by declining all.
#[test]
fn listings_are_folded() {
    let rows: Vec<String> = (0..40)
        .map(|n| format!("-rw-r--r-- 1 ada ada {:>4} Dec 27 05:48 f{n}.rs", n * 37))
        .collect();
    let text = rows.join("\n");
    assert!(compressor_laws(&TableCompressor::new(), &Estimator::new(), &[&text]) > 0);
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z]{1,9}",
        2 => "[0-9]{1,6}",
        1 => "[a-z]{1,4} [a-z(]{1,4}",
        1 => "(größe|日本|a  b|\\||-|\\+|a \\| b||x\t y|…)",
    ]
}

/// Rows of cells, aligned in one of the usual ways, with some lines between them.
fn table() -> impl Strategy<Value = String> {
    let rows = (2..7_usize).prop_flat_map(|columns| vec(vec(cell(), columns), 3..14));
    let sides = vec(any::<bool>(), 7);
    (rows, sides, 1..4_usize, 0..4_usize, vec((0..14_usize, line()), 0..2)).prop_map(
        |(rows, sides, gap, style, foreign)| {
            let mut lines = aligned(&rows, &sides, gap, style);
            for (at, line) in foreign {
                lines.insert(at.min(lines.len()), line);
            }
            lines.join("\n")
        },
    )
}

fn aligned(rows: &[Vec<String>], sides: &[bool], gap: usize, style: usize) -> Vec<String> {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let padded = |row: &Vec<String>| -> Vec<String> {
        let cells = row.iter().zip(&widths).zip(sides);
        let pad = |((cell, width), left): ((&String, &usize), &bool)| match left {
            true => format!("{cell:<width$}"),
            false => format!("{cell:>width$}"),
        };
        cells.map(pad).collect()
    };
    let rule = |bar: &str| {
        let parts: Vec<String> = widths.iter().map(|width| "-".repeat(width + 2)).collect();
        parts.join(bar)
    };
    let mut lines: Vec<String> = Vec::new();
    for (nth, row) in rows.iter().enumerate() {
        let cells = padded(row);
        lines.push(match style {
            0 | 3 => cells.join(&" ".repeat(gap)),
            1 => format!(" {}", cells.join(" | ")),
            _ => format!("| {} |", cells.join(" | ")),
        });
        match (nth, style) {
            (0, 1) => lines.push(rule("+")),
            (0, 2) => lines.push(format!("+{}+", rule("+"))),
            (0, 3) => lines.push(format!("|{}|", rule("|"))),
            _ => {}
        }
    }
    lines
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn tables_come_back(text in table(), end in "(|\n|\r\n|\n\n)") {
        let text = text + &end;
        fold(&text);
        compressor_laws(&TableCompressor::new(), &Estimator::new(), &[&text]);
    }
}

/// Rows between separators: cells that repeat, quotes, braces, rows of another length.
fn separated() -> impl Strategy<Value = String> {
    let cell = prop_oneof![
        4 => "(alpha|beta gamma|some longer value that repeats|\"a, b\"|12|)",
        2 => "[a-z0-9]{0,3}",
        1 => "(\\{a\\}|\\{b\\}|\"|é|\\{a\\}\r)",
    ];
    let row = prop_oneof![12 => vec(cell.clone(), 4), 1 => vec(cell, 1..6)];
    let end = prop_oneof![Just("\n"), Just("\r\n")];
    (vec((row, 1..4_usize), 1..12), end).prop_map(|(rows, end)| {
        let rows = rows.iter().flat_map(|(row, times)| {
            (0..*times).map(|time| {
                let mut row = row.clone();
                if let Some(last) = row.last_mut() {
                    *last = format!("{last}{time}");
                }
                row.join(",")
            })
        });
        let lines: Vec<String> = std::iter::once("a,b,c,d".to_owned()).chain(rows).collect();
        lines.join(end)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn separated_values_come_back(text in separated(), end in "(|\n|\r\n)") {
        let text = text + &end;
        fold(&text);
        compressor_laws(&TableCompressor::new(), &Estimator::new(), &[&text]);
    }
}
