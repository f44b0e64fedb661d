//! Long texts in which something is looked for.

use headroom_compressors::TextCompressor;
use headroom_core::{Budget, Compressor, ContentType, Declined, Estimator, Hints, Input, Scorer};

use super::{filler, shown, shown_by};

/// Passages as a retrieval tool lists them, one of which is about a pump.
fn passages(count: usize, at: usize) -> String {
    let passage = |n: usize| match n {
        n if n == at => {
            "The boiler is fed by a pump whose motor was built in Turin. It was replaced \
                         after the flood of 1951."
                .to_owned()
        }
        n => filler(n),
    };
    (0..count).map(|n| format!("### Page {n}\nscore: 0.{}\n\n{}\n\n", 99 - n, passage(n))).collect()
}

#[test]
fn the_passage_that_answers_stays_with_its_title() {
    let shown = shown(&passages(40, 23), "Where was the motor of the feed pump built?");
    let about = shown.lines().filter(|line| line.contains("Turin")).count();
    assert_eq!(about, 1, "{shown}");
    assert!(shown.contains("### Page 23\n"), "{shown}");
    assert!(shown.len() * 2 < passages(40, 23).len(), "{shown}");
}

#[test]
fn elements_stay_together() {
    let document = |n: usize| {
        let text = if n == 9 {
            "The motor of the feed pump was built in Turin.".to_owned()
        } else {
            filler(n)
        };
        format!(
            "<document index=\"{n}\">\n<source>Page {n}</source>\n<text>\n{text}\n</text>\n</document>\n"
        )
    };
    let text: String = (0..30).map(document).collect();
    let shown = shown(&text, "Where was the motor of the feed pump built?");
    assert!(shown.contains(&document(9)), "{shown}");
    assert_eq!(shown.matches("<document").count(), shown.matches("</document>").count());
    assert!(shown.len() < text.len() / 4, "{shown}");
}

#[test]
fn a_section_that_is_named_stays_whole() {
    let mut text = String::from("# Guide\n\nWhat the machine does.\n\n");
    for n in 0..24 {
        let title = if n == 11 { "Emergency stop".to_owned() } else { format!("Part {n}") };
        text.push_str(&format!("## {title}\n\n{}\n\n{}\n\n", filler(n), filler(n + 50)));
    }
    let shown = shown(&text, "What does the guide say under \"Emergency stop\"?");
    let section = format!("## Emergency stop\n\n{}\n\n{}\n", filler(11), filler(61));
    assert!(shown.contains(&section), "{shown}");
    assert_eq!(shown.matches("\n## ").count(), 24, "the outline stays: {shown}");
    assert!(shown.len() * 3 < text.len(), "{shown}");
}

#[test]
fn sentences_of_a_long_line_are_units() {
    let about = "The motor of the feed pump was built in Turin, and it was never replaced.";
    let line: Vec<String> =
        (0..60).map(|n| if n == 31 { about.to_owned() } else { filler(n) }).collect();
    let shown = shown(&line.join(" "), "Where was the motor of the feed pump built?");
    assert!(shown.contains(about), "{shown}");
    assert!(shown.contains("... part of the line ..."), "{shown}");
    assert!(shown.len() * 2 < line.join(" ").len(), "{shown}");
}

#[test]
fn any_script_is_read() {
    let cases = [
        (
            "水泵的电机是在都灵制造的。",
            "水泵的电机在哪里制造？",
            "果园在河边，许多旅人写过它们的宁静与历史。",
        ),
        (
            "Мотор насоса построен в Турине.",
            "Где построили мотор насоса?",
            "Старые сады у реки описаны многими путниками.",
        ),
        (
            "صنع محرك المضخة في تورينو.",
            "أين صنع محرك المضخة؟",
            "الحدائق القديمة قرب النهر جميلة وهادئة جدا.",
        ),
        ("पंप की मोटर ट्यूरिन में बनी थी।", "पंप की मोटर कहाँ बनी थी?", "नदी के पास पुराने बगीचे बहुत शांत हैं।"),
        ("มอเตอร์ของปั๊มผลิตที่ตูริน", "มอเตอร์ของปั๊มผลิตที่ไหน", "สวนเก่าริมแม่น้ำเงียบสงบและสวยงาม"),
    ];
    for (answer, question, other) in cases {
        let other = [other; 6].join(" ");
        let text: String = (0..60)
            .map(|n| if n == 33 { format!("{answer}\n\n") } else { format!("{other}\n\n") })
            .collect();
        let shown = shown(&text, question);
        assert!(shown.contains(answer), "{shown}");
        assert!(shown.len() * 2 < text.len(), "{shown}");
    }
}

/// A scorer of somebody else: what it gives for a passage about motors, and for any other.
#[derive(Debug)]
struct Motors(Option<f32>, f32);

impl Scorer for Motors {
    type Error = std::fmt::Error;
    fn score(&self, segments: &[&str], _: &Hints<'_>) -> Result<Vec<f32>, std::fmt::Error> {
        let motors = self.0.ok_or(std::fmt::Error)?;
        let score = |segment: &&str| if segment.contains("motor") { motors } else { self.1 };
        Ok(segments.iter().map(score).collect())
    }
}

#[test]
fn a_scorer_can_take_the_place_of_ours() {
    let text = passages(40, 23);
    let hints = Hints::none().with_question("Where was the motor of the feed pump built?");
    let by = |scorer| shown_by(&TextCompressor::with_scorer(scorer), &text, hints);
    assert!(shown_by(&TextCompressor::new(), &text, hints).contains("Turin"));
    let (theirs, others) = (by(Motors(Some(0.9), 0.0)), by(Motors(Some(0.0), 0.9)));
    assert!(theirs.contains("Turin") && theirs.len() < text.len(), "{theirs}");
    assert!(!others.contains("Turin") && others.len() < text.len(), "{others}");
}

#[test]
fn a_scorer_cannot_take_away_what_a_reader_would_miss() {
    let text = (0..24).map(|n| filler(n) + "\n\n").collect::<String>()
        + "The motor must never run dry; see `feed.conf`, limit 4711.\n\n"
        + &(24..48).map(|n| filler(n) + "\n\n").collect::<String>();
    for (motor, other) in [(0.0, 0.0), (-5.0, 0.1), (f32::MIN, f32::MIN)] {
        let scorer = Motors(Some(motor), other);
        let shown = shown_by(&TextCompressor::with_scorer(scorer), &text, Hints::none());
        assert!(shown.contains("limit 4711"), "{shown}");
        assert!(shown.len() < text.len(), "{shown}");
    }
}

#[test]
fn a_scorer_that_fails_leaves_the_text_alone() {
    let text = passages(40, 23);
    let tokens = Estimator::new();
    let input = Input::new(&text, ContentType::TEXT, &tokens).with_budget(Budget::recoverable(300));
    for failing in
        [Motors(None, 0.0), Motors(Some(f32::NAN), 0.0), Motors(Some(0.5), f32::INFINITY)]
    {
        let declined = TextCompressor::with_scorer(failing).compress(&input).err();
        assert_eq!(declined, Some(Declined::NoScores));
    }
}
