//! What characters beyond ASCII cost.

use super::weight::Weight;
use super::words::Score;

/// The weight of a word or number with characters beyond ASCII.
pub(super) fn weigh_word(word: &str) -> Weight {
    let mut score = Score::default();
    let mut latin = false;
    let mut sum = Weight::NONE;
    for c in word.chars() {
        match u8::try_from(c) {
            Ok(byte) if byte.is_ascii() => {
                latin |= byte.is_ascii_alphabetic();
                score.push(byte);
            }
            _ if is_latin(c) => {
                latin = true;
                score.push_accented();
            }
            _ => sum = sum.plus(of_letter(c)),
        }
    }
    if sum == Weight::NONE {
        return score.weight();
    }
    let foreign = sum.less(FIRST);
    if latin { foreign.plus(score.weight()) } else { foreign }
}

/// The weight of punctuation with characters beyond ASCII.
pub(super) fn weigh_punctuation(run: &str) -> Weight {
    let sum = run.chars().fold(Weight::NONE, |sum, c| sum.plus(of_symbol(c)));
    sum.less(FIRST)
}

/// The first character of a piece goes into its first token.
const FIRST: u32 = 36;

fn is_latin(c: char) -> bool {
    matches!(c, '\u{00AA}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}')
}

/// The average for a letter, mark or digit by its script, in 64ths: written languages that the
/// vocabulary knows well below, those that it hardly knows above.
fn of_letter(c: char) -> Weight {
    let [low, mean, high]: [u32; 3] = match u32::from(c) {
        // Cyrillic; Greek, Armenian, Georgian.
        0x0400..=0x052F => [10, 18, 33],
        0x0370..=0x03FF | 0x0530..=0x058F | 0x10A0..=0x10FF | 0x1F00..=0x1FFF => [14, 22, 35],
        // Hebrew; Arabic.
        0x0590..=0x05FF | 0xFB1D..=0xFB4F => [16, 25, 40],
        0x0600..=0x077F | 0xFB50..=0xFDFF | 0xFE70..=0xFEFF => [13, 22, 38],
        // Oriya; Gurmukhi; Tamil; the other scripts of India.
        0x0B00..=0x0B7F => [44, 68, 84],
        0x0A00..=0x0A7F => [28, 46, 64],
        0x0B80..=0x0BFF => [19, 29, 46],
        0x0900..=0x0D7F => [15, 25, 40],
        // Thai, Lao.
        0x0E00..=0x0EFF => [18, 27, 45],
        // Sinhala, Burmese, Khmer.
        0x0D80..=0x0DFF | 0x1000..=0x109F | 0x1780..=0x17FF => [22, 36, 54],
        // Hangul.
        0x1100..=0x11FF | 0xAC00..=0xD7A3 => [26, 36, 60],
        // Kana.
        0x3040..=0x30FF => [28, 40, 62],
        // Han.
        0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF => [33, 46, 72],
        // Ethiopic and whatever else has two or three bytes.
        0x0100..=0x2FFF => [60, 112, 180],
        0x3000..=0xFFFF => [70, 130, 190],
        _ => [128, 210, 256],
    };
    Weight { low: low.cast_signed(), mean, high, variance: mean / 4 }
}

/// The average for a symbol by its block, in 64ths.
fn of_symbol(c: char) -> Weight {
    let [low, mean, high]: [u32; 3] = match u32::from(c) {
        0x00..=0x7F => [8, 30, 50],
        // Latin-1 signs, general punctuation, CJK punctuation and full-width forms.
        0x80..=0xFF | 0x2010..=0x203F | 0x3000..=0x303F | 0xFF00..=0xFF65 => [30, 66, 110],
        // Box drawing and blocks, of which runs merge.
        0x2500..=0x259F => [2, 40, 76],
        // Emoji.
        0x1_F000..=0x1_FAFF => [60, 120, 200],
        0x100..=0xFFFF => [40, 110, 190],
        _ => [100, 190, 256],
    };
    Weight { low: low.cast_signed(), mean, high, variance: mean / 3 }
}
