//! Where the numbers of a field go over to another level.

/// Fewer numbers tell of no level.
const MIN_NUMBERS: usize = 24;
/// Fewer numbers than this are no level of their own.
const MIN_LEVEL: usize = 6;
/// Two levels are so many times as far apart as numbers usually are from the middle of theirs. Numbers that
/// grow steadily come to four.
const APART: f64 = 8.0;

/// The index of the first number of the second level, if there are two: where the sum of the distances from
/// the mean is greatest (the point that a CUSUM chart shows), provided that the medians of both sides are
/// far apart. Linear.
pub(super) fn shift(numbers: &[f64]) -> Option<usize> {
    let n = numbers.len();
    let all_finite = numbers.iter().all(|x| x.is_finite());
    (n >= MIN_NUMBERS && all_finite).then_some(())?;
    let mean = numbers.iter().sum::<f64>() / n as f64;
    let (mut sum, mut greatest, mut at) = (0.0, 0.0, 0);
    for (place, x) in (1..).zip(numbers) {
        sum += x - mean;
        if f64::abs(sum) > greatest && (MIN_LEVEL..=n - MIN_LEVEL).contains(&place) {
            (greatest, at) = (f64::abs(sum), place);
        }
    }
    let (before, after) = numbers.split_at_checked(at).filter(|(before, _)| !before.is_empty())?;
    let (low, high) = (median(&mut before.to_vec()), median(&mut after.to_vec()));
    let apart = (low - high).abs();
    // If the median of the distances is small enough, so is more than half of them.
    let near = |level: f64| move |x: &&f64| apart > APART * (**x - level).abs();
    let near = before.iter().filter(near(low)).count() + after.iter().filter(near(high)).count();
    (near > n / 2).then_some(at)
}

/// The middle one of numbers, of two the greater; 0 of none. Linear.
pub(super) fn median(numbers: &mut [f64]) -> f64 {
    if numbers.is_empty() {
        return 0.0;
    }
    let (_, median, _) = numbers.select_nth_unstable_by(numbers.len() / 2, f64::total_cmp);
    *median
}

#[cfg(test)]
mod tests {
    use super::shift;

    /// Numbers around a level, which looks different in each row.
    fn level(of: f64, spread: f64, count: usize) -> Vec<f64> {
        (0..count).map(|n| of + spread * ((n * 7 % 11) as f64 / 11.0 - 0.5)).collect()
    }

    #[test]
    fn levels_are_told_from_trends_and_noise() {
        let steady: Vec<f64> = (0..200).map(f64::from).collect();
        let squares: Vec<f64> = (0..200).map(|n| f64::from(n * n)).collect();
        for (numbers, found) in [
            ([level(20.0, 4.0, 60), level(180.0, 9.0, 40)].concat(), Some(60)),
            ([level(5.0, 0.5, 20), level(2.0, 0.5, 100)].concat(), Some(20)),
            ([vec![1.0; 30], vec![2.0; 30]].concat(), Some(30)),
            (level(20.0, 4.0, 100), None),
            ([level(20.0, 4.0, 60), vec![9e9], level(20.0, 4.0, 60)].concat(), None),
            ([level(20.0, 4.0, 98), level(90.0, 4.0, 2)].concat(), None),
            (steady, None),
            (squares, None),
            ([vec![f64::INFINITY; 30], vec![2.0; 30]].concat(), None),
            (vec![], None),
        ] {
            assert_eq!(shift(&numbers), found, "{numbers:?}");
        }
    }
}
