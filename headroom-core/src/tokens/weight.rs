//! Weights of pieces and their sums.

/// What a piece may cost beyond its first token, in 64ths of a token.
///
/// `low`, `mean` and `high` are averages over the pieces of a class: in texts where the class is
/// cheap, in most texts, in texts where it is dear. `variance` tells how single pieces scatter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Weight {
    pub(super) low: i32,
    pub(super) mean: u32,
    pub(super) high: u32,
    pub(super) variance: u32,
}

impl Weight {
    /// One token, without doubt.
    pub(super) const NONE: Self = Self { low: 0, mean: 0, high: 0, variance: 0 };

    /// Both weights together.
    pub(super) const fn plus(self, other: Self) -> Self {
        Self {
            low: self.low.saturating_add(other.low),
            mean: self.mean.saturating_add(other.mean),
            high: self.high.saturating_add(other.high),
            variance: self.variance.saturating_add(other.variance),
        }
    }

    /// The weight so many times.
    pub(super) const fn times(self, times: u32) -> Self {
        Self {
            low: self.low.saturating_mul(times.cast_signed()),
            mean: self.mean.saturating_mul(times),
            high: self.high.saturating_mul(times),
            variance: self.variance.saturating_mul(times),
        }
    }

    /// The weight less some 64ths, which the first token takes.
    pub(super) const fn less(self, by: u32) -> Self {
        Self {
            low: floor(self.low.saturating_sub(by.cast_signed())),
            mean: self.mean.saturating_sub(by),
            high: self.high.saturating_sub(by),
            variance: self.variance,
        }
    }
}

/// A sum of weights. Whole numbers throughout, so the order of adding does not matter.
///
/// Deviations of different pieces cancel out as the number of pieces grows; those of equal pieces
/// do not. A piece that stands `n` times therefore adds `n * n` times its variance, not `n` times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Band {
    low: i64,
    mean: u64,
    high: u64,
    variance: u64,
}

impl Band {
    /// Adds a piece that stands so many times.
    #[inline]
    pub(super) fn add(&mut self, weight: Weight, times: u64) {
        let squares = times.saturating_mul(times);
        self.add_scattered(weight, times, squares);
    }

    /// Adds a piece once more, after it was added so many times. From some number on, equal pieces
    /// count as other pieces do: what repeats that often is part of the texture of the text, of
    /// which `low` and `high` are averages.
    #[inline]
    pub(super) fn add_again(&mut self, weight: Weight, before: u64) {
        // The difference of two squares.
        self.add_scattered(weight, 1, 1 + 2 * before.min(15));
    }

    #[inline]
    fn add_scattered(&mut self, weight: Weight, times: u64, squares: u64) {
        self.low += i64::from(weight.low) * times.cast_signed();
        self.mean += u64::from(weight.mean) * times;
        self.high += u64::from(weight.high) * times;
        let variance = u64::from(weight.variance).saturating_mul(squares);
        self.variance = self.variance.saturating_add(variance);
    }

    /// At least so many tokens beyond the first ones, rounded down. Deviations never take a first
    /// token away; words that may join may.
    pub(super) fn low(&self) -> i64 {
        let low = self.low - signed(BELOW * self.deviation());
        low.max(self.low.min(0)).div_euclid(signed(UNIT))
    }

    /// Most likely so many tokens beyond the first ones.
    pub(super) const fn mean(&self) -> u64 {
        (self.mean + UNIT / 2) / UNIT
    }

    /// At most so many tokens beyond the first ones, rounded up.
    pub(super) fn high(&self) -> u64 {
        (self.high + ABOVE * self.deviation()).div_ceil(UNIT)
    }

    /// At least so many tokens more than another band, rounded down.
    pub(super) fn less(&self, other: &Self) -> i64 {
        let both = Self { variance: self.variance.saturating_add(other.variance), ..*self };
        let low = self.low - signed(other.high) - signed(ABOVE * both.deviation());
        low.div_euclid(signed(UNIT)).max(self.low() - signed(other.high()))
    }

    /// The standard deviation in 64ths.
    const fn deviation(&self) -> u64 {
        // The variance is in 64ths of a squared token.
        self.variance.saturating_mul(UNIT).isqrt()
    }
}

const fn floor(low: i32) -> i32 {
    if low < 0 { 0 } else { low }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Weights are in 64ths of a token.
const UNIT: u64 = 64;

/// So many standard deviations are allowed for below the sum of the lows and above that of the
/// highs. Costs have a longer tail above.
const BELOW: u64 = 2;
const ABOVE: u64 = 3;
