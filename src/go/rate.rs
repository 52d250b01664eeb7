//! The token bucket of `golang.org/x/time/rate`, to the last bit of its floating-point state.

use core::time::Duration;

/// Tokens that refill at a rate up to a burst; a request is served at once or not at all.
///
/// The arithmetic is Go's, in its order, because "enough tokens" is decided on the rounded float.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct TokenBucket {
    per_second: f64,
    burst: f64,
    tokens: f64,
    /// When `tokens` was true. A full bucket gains nothing, so that zero is as good as the first request's time.
    last: Duration,
}

impl TokenBucket {
    /// A full bucket. client-go stores the rate as a `float32`, and that rounding is part of its behaviour.
    pub(crate) const fn new(per_second: f32, burst: u32) -> Self {
        let burst = burst as f64;
        Self { per_second: per_second as f64, burst, tokens: burst, last: Duration::ZERO }
    }

    /// Takes one token if there is one (`Limiter.AllowN(now, 1)`). A moment before the last one gains nothing.
    pub(crate) fn try_accept(&mut self, now: Duration) -> bool {
        // `as_secs_f64` converts whole seconds and the rest apart, as Go's `Duration.Seconds` does.
        let refill = now.saturating_sub(self.last).as_secs_f64() * self.per_second;
        let left = (self.tokens + refill).min(self.burst) - 1.0;
        // Go serves the request when the wait, truncated to whole nanoseconds, is zero: a hair below a token is enough.
        let accepted = self.burst >= 1.0 && (left >= 0.0 || -left / self.per_second * 1e9 < 1.0);
        if accepted {
            (self.tokens, self.last) = (left, now);
        }
        accepted
    }
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use super::TokenBucket;

    fn at(bucket: &mut TokenBucket, ms: u64) -> bool {
        bucket.try_accept(Duration::from_millis(ms))
    }

    #[test]
    fn a_burst_then_one_per_five_minutes() {
        let mut bucket = TokenBucket::new(1.0 / 300.0, 25);
        assert_eq!((0..30).filter(|_| at(&mut bucket, 0)).count(), 25);
        assert!(!at(&mut bucket, 299_999));
        assert!(at(&mut bucket, 300_000), "the float32 rate is a hair above 1/300");
        assert!(!at(&mut bucket, 300_000));
    }

    #[test]
    fn a_clock_that_goes_back_refills_nothing() {
        let mut bucket = TokenBucket::new(1.0, 1);
        assert!(at(&mut bucket, 5_000));
        assert!(!at(&mut bucket, 1_000));
        assert!(at(&mut bucket, 6_000));
    }
}
