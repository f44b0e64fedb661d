//! What stays in sight of long documents.

use headroom_compressors::SmartCrusher;
use headroom_core::check::verify;
use headroom_core::notice::Notice;
use headroom_core::{
    Arguments, Budget, Compressor, ContentType, Estimator, Hints, Input, Piece, Rewrite, Unit,
};

/// A rewrite that holds, with a small aim; `None` if all stays in sight.
fn shorten(text: &str, hints: Hints<'_>) -> Option<Rewrite> {
    let tokens = Estimator::new();
    let input = Input::new(text, ContentType::JSON, &tokens)
        .with_budget(Budget::recoverable(120))
        .with_hints(hints);
    let rewrite = SmartCrusher::new().compress(&input).ok()?;
    verify(&SmartCrusher::new(), &input, &rewrite).expect("the rewrite holds");
    rewrite.elides().then_some(rewrite)
}

/// The output as it is rendered, but for the line with the handle.
fn shown(text: &str, question: &str) -> String {
    let rewrite = shorten(text, Hints::none().with_question(question)).expect("is shortened");
    rendered(&rewrite)
}

fn rendered(rewrite: &Rewrite) -> String {
    let mut out = String::new();
    for piece in rewrite.pieces() {
        match piece {
            Piece::Folded { text, .. } => out.push_str(text),
            Piece::Elided(elision) => {
                let Unit::Rows(rows) = elision.unit else { continue };
                let notice = Notice::RowsLeftOut { rows, facts: elision.facts.clone() };
                let end = if out.ends_with('\n') { "\n" } else { "," };
                out.push_str(&format!("{notice}{end}"));
            }
            _ => {}
        }
    }
    out
}

fn array(rows: impl Iterator<Item = String>) -> String {
    format!("[{}]", rows.collect::<Vec<_>>().join(", "))
}

fn projects() -> String {
    let branch = |n| match n {
        17 => "stable/2.x",
        _ if n % 3 == 0 => "master",
        _ => "main",
    };
    let row = |n: u32| {
        let stars = if n == 40 { 91_000 } else { 300 + (n * 7_919) % 100 };
        format!(
            "{{\"id\": {}, \"name\": \"project-{n}\", \"owner\": {{\"login\": \"team-{}\"}}, \
             \"stars\": {stars}, \"branch\": \"{}\"}}",
            4_100 + n * 37,
            n % 5,
            branch(n)
        )
    };
    format!("{{\"total\": 160, \"items\": {}, \"next\": null}}", array((0..160).map(row)))
}

#[test]
fn named_rare_and_outlying_rows_stay_and_the_rest_is_described() {
    insta::assert_snapshot!(shown(&projects(), "How many stars has project-33?"), @"");
}

#[test]
fn failures_stay() {
    let row = |n: u32| {
        let (level, code) = if n % 29 == 7 { ("error", 503) } else { ("info", 200) };
        format!(
            "{{\"at\": \"2026-03-01T10:{:02}:{:02}Z\", \"level\": \"{level}\", \"status\": {code}, \
             \"path\": \"/api/v1/orders/{n}\"}}",
            n / 60,
            n % 60
        )
    };
    insta::assert_snapshot!(shown(&array((0..120).map(row)), ""), @"");
}

#[test]
fn keys_that_are_out_of_sight_are_named() {
    let row = |n: u32| {
        let key = if n == 12 { "only_here".to_owned() } else { format!("setting {}", n % 2) };
        format!(
            "{{\"module\": \"m{n}\", \"schema\": {{\"properties\": {{\"{key}\": {{\"type\": \"string\", \
             \"description\": \"what the module number {n} is for\"}}}}}}}}"
        )
    };
    insta::assert_snapshot!(shown(&array((0..90).map(row)), ""), @"");
}

#[test]
fn rows_of_rows_share_their_line_with_the_notice() {
    let edges: Vec<String> = (0..600).map(|n| format!("[{n}, {}]", (n * 13) % 90)).collect();
    let text = format!(
        "{{\"graph\": \"ring\", \"directed\": false, \"edges\": [{}], \"nodes\": 90}}",
        edges.join(", ")
    );
    insta::assert_snapshot!(shown(&text, ""), @"");
}

#[test]
fn lines_of_json_are_rows() {
    let rows: Vec<String> = (0..200)
        .map(|n| format!("{{\"event\": \"tick\", \"n\": {n}, \"note\": \"nothing to report\"}}"))
        .collect();
    insta::assert_snapshot!(shown(&rows.join("\n"), ""), @"");
}

#[test]
fn the_call_names_rows_as_the_question_does() {
    let text = projects();
    let mut arguments = Arguments::default();
    arguments.raw = "{\"where\": {\"id\": 5321}}";
    let rewrite = shorten(&text, Hints::none().with_arguments(arguments)).expect("is shortened");
    assert!(rendered(&rewrite).contains("\n5321,project-33,"));
}

#[test]
fn small_documents_stay_whole() {
    let row = |n: u32| format!("{{\"flight\": \"HX{n}\", \"seats\": {}, \"price\": {}}}", n % 9, 100 + n);
    assert_eq!(shorten(&array((0..12).map(row)), Hints::none()), None);
    let rows = array((0..200).map(row));
    assert!(shorten(&rows, Hints::none()).is_some());
}
