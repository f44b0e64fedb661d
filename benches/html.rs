//! Pages: what is made of them, checked, beside a parser of the standard on its own.
//!
//!     cargo bench --bench html

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use headroom::core::{Budget, ContentType, Estimator, Input, check};
use headroom_compressors::HtmlCompressor;
use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::RcDom;

fn main() {
    divan::main();
}

/// How many paragraphs a page has: a short one, a long one, a book.
const PARAGRAPHS: [usize; 3] = [20, 200, 4_000];

/// A page with as much around its text as there is text.
fn page(paragraphs: usize) -> String {
    let mut page =
        String::from("<!DOCTYPE html><html><head><title>A page</title></head><body><nav>");
    for n in 0..paragraphs {
        page += &format!(
            "<li class=\"menu-item level-{n}\"><a href=\"/part/{n}\" data-track=\"nav\">Part {n}</a></li>\n"
        );
    }
    page += "</nav><main class=\"content\"><h1>A page</h1>";
    for n in 0..paragraphs {
        page += &format!(
            "<h2 id=\"p{n}\">Part {n}</h2><p class=\"text\">The {n}th part tells, as all of them do, of <a href=\"/x/{n}\">things</a> \
             that <em>happened</em> &amp; of what became of them; it ends where the next one begins.</p>\n"
        );
    }
    page + "</main><script>track();</script></body></html>"
}

#[divan::bench(args = PARAGRAPHS)]
fn parser_alone(bencher: Bencher, paragraphs: usize) {
    let page = page(paragraphs);
    bencher.counter(BytesCount::of_str(&page)).bench(|| {
        parse_document(RcDom::default(), ParseOpts::default()).one(black_box(page.as_str()))
    });
}

#[divan::bench(args = PARAGRAPHS)]
fn compressed_and_checked(bencher: Bencher, paragraphs: usize) {
    use headroom::core::Compressor;

    let page = page(paragraphs);
    let (tokens, compressor) = (Estimator::new(), HtmlCompressor::new());
    let input = Input::new(&page, ContentType::HTML, &tokens);
    let input = input.with_budget(Budget::recoverable(1_000));
    bencher.counter(BytesCount::of_str(&page)).bench(|| {
        let rewrite = compressor.compress(black_box(&input)).ok()?;
        check::verify(&compressor, &input, &rewrite).ok()
    });
}
