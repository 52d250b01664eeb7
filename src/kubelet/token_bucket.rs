//! The token bucket of `golang.org/x/time/rate`, to the last bit of its floating-point state.

/// Nanoseconds in a second, as the float Go multiplies with.
const NANOS: f64 = 1e9;

/// Tokens that refill at a rate up to a burst; a request is served at once or not at all.
///
/// The arithmetic is Go's, in its order, because "enough tokens" is decided on the rounded float.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct TokenBucket {
    per_second: f64,
    burst: f64,
    tokens: f64,
    /// When `tokens` was true; `None` before the first request, when the bucket is full.
    last_ms: Option<u64>,
}

impl TokenBucket {
    /// A full bucket. client-go stores the rate as a `float32`, and that rounding is part of its behaviour.
    pub(crate) fn new(per_second: f32, burst: u32) -> Self {
        let burst = f64::from(burst);
        Self { per_second: f64::from(per_second), burst, tokens: burst, last_ms: None }
    }

    /// Takes one token if there is one (`Limiter.AllowN(now, 1)`).
    pub(crate) fn try_accept(&mut self, now_ms: u64) -> bool {
        let last = self.last_ms.unwrap_or(now_ms).min(now_ms);
        let refill = seconds(now_ms.saturating_sub(last)) * self.per_second;
        let left = (self.tokens + refill).min(self.burst) - 1.0;
        // Go serves the request when the wait, truncated to whole nanoseconds, is zero: a hair below a token is enough.
        let accepted = self.burst >= 1.0 && (left >= 0.0 || -left / self.per_second * NANOS < 1.0);
        if accepted {
            (self.tokens, self.last_ms) = (left, Some(now_ms));
        }
        accepted
    }
}

/// `Duration.Seconds()`: whole seconds and the rest are converted apart.
fn seconds(ms: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "Go converts the same integer to the same float")]
    let (whole, nanos) = ((ms / 1000) as f64, (ms % 1000 * 1_000_000) as f64);
    whole + nanos / NANOS
}

#[cfg(test)]
mod tests {
    use super::TokenBucket;

    #[test]
    fn a_burst_then_one_per_five_minutes() {
        let mut bucket = TokenBucket::new(1.0 / 300.0, 25);
        assert_eq!((0..30).filter(|_| bucket.try_accept(0)).count(), 25);
        assert!(!bucket.try_accept(299_999));
        assert!(bucket.try_accept(300_000), "the float32 rate is a hair above 1/300");
        assert!(!bucket.try_accept(300_000));
    }

    #[test]
    fn a_clock_that_goes_back_refills_nothing() {
        let mut bucket = TokenBucket::new(1.0, 1);
        assert!(bucket.try_accept(5_000));
        assert!(!bucket.try_accept(1_000));
        assert!(bucket.try_accept(6_000));
    }
}
