//! Delays from a seed.

use core::time::Duration;

/// An endless source of delays as the kubelet draws them, the same for the same seed: 10 s to 14.999 s, each whole
/// millisecond as likely as the others.
///
/// The generator is `SplitMix64` (Steele, Lea and Flood, 2014): fast, with good statistics, and not for secrets. Its
/// sequence is part of this crate's promise, so that a run can be repeated from its seed.
///
/// ```
/// use pullspec::kubelet::SeededDelays;
/// let first: Vec<_> = SeededDelays::new(7).take(3).collect();
/// assert_eq!(first, SeededDelays::new(7).take(3).collect::<Vec<_>>());
/// assert!(SeededDelays::new(7).take(1000).all(|delay| (10_000..15_000).contains(&delay.as_millis())));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SeededDelays {
    state: u64,
}

impl SeededDelays {
    /// The source of a seed.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, SeededDelays, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
    /// let pod = PodPlan::new().with_container(app);
    /// let run = Timeline::new(&pod, SeededDelays::new(42)).until(secs(600));
    /// assert_eq!(run.attempts_in(..).count(), 6);
    /// ```
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The next 64 random bits.
    pub(crate) const fn next_bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let bits = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// The next delay in milliseconds.
    pub(crate) const fn next_delay(&mut self) -> u64 {
        // The upper half of the bits, scaled: no division, and a bias below one in a million.
        10_000 + (((self.next_bits() >> 32) * 5_000) >> 32)
    }
}

impl Iterator for SeededDelays {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        Some(Duration::from_millis(self.next_delay()))
    }
}

#[cfg(test)]
mod tests {
    use super::SeededDelays;

    #[test]
    fn the_generator_is_splitmix64() {
        // The first outputs for the seed 1234567, as published with the reference implementation.
        let mut random = SeededDelays::new(1_234_567);
        assert_eq!(random.next_bits(), 6_457_827_717_110_365_317);
        assert_eq!(random.next_bits(), 3_203_168_211_198_807_973);
        assert_eq!(random.next_bits(), 9_817_491_932_198_370_423);
    }
}
