//! Durations as the whole milliseconds in which this crate counts: Kubernetes' delays have no finer part.

use core::time::Duration;

/// The whole milliseconds of a duration, as many as fit; what is finer is cut off.
pub(crate) const fn whole_ms(duration: Duration) -> u64 {
    duration.as_secs().saturating_mul(1_000).saturating_add(duration.subsec_millis() as u64)
}

/// A duration in JSON: a number of milliseconds, or none. What is finer is cut off.
#[cfg(all(feature = "serde", feature = "explain"))]
pub(crate) mod in_ms {
    use core::time::Duration;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::whole_ms;

    #[expect(clippy::ref_option, reason = "the signature that serde calls")]
    pub(crate) fn serialize<S: Serializer>(
        duration: &Option<Duration>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        duration.map(whole_ms).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Duration>, D::Error> {
        Ok(Option::<u64>::deserialize(deserializer)?.map(Duration::from_millis))
    }
}
