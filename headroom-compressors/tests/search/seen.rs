//! What the model sees of long outputs, notices included.

use headroom_core::check::verify;
use headroom_core::{
    Arguments, Budget, ContentRouter, Fidelity, Hints, Level, Outcome, Pipeline, Settings,
    Treatment,
};

use super::*;

/// What is sent in place of a tool's output.
fn seen_with(text: &str, hints: &Hints<'_>) -> String {
    let router = ContentRouter::new().compressor(SearchCompressor::new());
    let policy = Treatment { level: Some(Level::Balanced), floor: 0 };
    let pipeline = Pipeline::new(router, Estimator::new(), policy, Settings::default());
    let (text, report) = pipeline.plan_text(text, hints).finish(true);
    assert!(
        matches!(report.outcome, Outcome::Rewritten { fidelity: Fidelity::Elided, .. }),
        "{report:?}"
    );
    text.into_owned()
}

#[test]
#[ignore]
fn debug() {
    let n = std::env::var("CASE").expect("CASE");
    let text = std::fs::read_to_string(format!("/tmp/target-search/c{n}.txt")).expect("text");
    let question = std::fs::read_to_string(format!("/tmp/target-search/q{n}.txt")).expect("text");
    let tokens = Estimator::new();
    let hints =
        Hints::none().with_question(&question).with_arguments(Arguments::command("grep -rn f src"));
    let input = Input::new(&text, ContentType::SEARCH, &tokens)
        .with_budget(Budget::recoverable(1200))
        .with_hints(hints);
    let rewrite = SearchCompressor::new().compress(&input).expect("smaller");
    eprintln!(
        "elides {} {:?}",
        rewrite.elides(),
        verify(&SearchCompressor::new(), &input, &rewrite)
    );
    println!("{}", seen_with(&text, &hints));
}

#[test]
#[ignore]
fn speed() {
    let body = std::fs::read_to_string("/tmp/target-search/big.txt").expect("text");
    let tokens = Estimator::new();
    for budget in [Budget::LOSSLESS, Budget::recoverable(1200)] {
        for _ in 0..3 {
            let input = Input::new(&body, ContentType::SEARCH, &tokens).with_budget(budget);
            let t = std::time::Instant::now();
            let rewrite = SearchCompressor::new().compress(&input).expect("smaller");
            let a = t.elapsed();
            let ok = verify(&SearchCompressor::new(), &input, &rewrite);
            let b = t.elapsed();
            eprintln!("{} MB compress {a:?} verify {:?} {ok:?}", body.len() / 1_000_000, b - a);
        }
    }
}
