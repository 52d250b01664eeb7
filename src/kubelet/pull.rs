//! How the pulls of a simulated image go.

use alloc::boxed::Box;
use core::time::Duration;

use crate::clock::whole_ms;

/// One attempt to pull an image: how long it takes and what the runtime says.
///
/// ```
/// use core::time::Duration;
/// use pullspec::kubelet::{ContainerPlan, Pull};
/// let app = ContainerPlan::regular("app", "redis:7")
///     .with_pull(Pull::fails(Duration::from_secs(30), "i/o timeout"))
///     .with_pull(Pull::succeeds(Duration::from_secs(4)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pull {
    pub(crate) duration_ms: u64,
    pub(crate) result: Result<u64, Box<str>>,
}

impl Pull {
    /// A pull that succeeds after so long.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::Pull;
    /// let pull = Pull::succeeds(Duration::from_secs(2));
    /// assert_eq!((pull.duration(), pull.error()), (Duration::from_secs(2), None));
    /// ```
    #[must_use]
    pub const fn succeeds(duration: Duration) -> Self {
        Self { duration_ms: whole_ms(duration), result: Ok(0) }
    }

    /// A pull that succeeds after so long with an image of so many bytes.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let secs = Duration::from_secs;
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::succeeds_with(secs(2), 41_000_000));
    /// let pod = PodPlan::new().with_container(app);
    /// let pulled = Timeline::new(&pod, []).flat_map(|step| step.events()).nth(1).expect("pulled");
    /// assert!(pulled.message().ends_with("Image size: 41000000 bytes."));
    /// ```
    #[must_use]
    pub const fn succeeds_with(duration: Duration, bytes: u64) -> Self {
        Self { duration_ms: whole_ms(duration), result: Ok(bytes) }
    }

    /// A pull that fails after so long with the runtime's error text.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::Pull;
    /// assert_eq!(Pull::fails(Duration::from_millis(950), "no such host").error(), Some("no such host"));
    /// ```
    #[must_use]
    pub fn fails(duration: Duration, error: impl Into<Box<str>>) -> Self {
        Self { duration_ms: whole_ms(duration), result: Err(error.into()) }
    }

    /// How long it takes, in whole milliseconds.
    ///
    /// ```
    /// use core::time::Duration;
    /// let millis = Duration::from_millis;
    /// assert_eq!(pullspec::kubelet::Pull::fails(millis(950), "no such host").duration().as_millis(), 950);
    /// ```
    #[must_use]
    pub const fn duration(&self) -> Duration {
        Duration::from_millis(self.duration_ms)
    }

    /// The runtime's error text; `None` for success.
    ///
    /// ```
    /// use core::time::Duration;
    /// assert_eq!(pullspec::kubelet::Pull::succeeds(Duration::from_millis(950)).error(), None);
    /// ```
    #[must_use]
    pub fn error(&self) -> Option<&str> {
        self.result.as_ref().err().map(|error| &**error)
    }
}

/// From when on every pull succeeds, and how long it takes then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Repair {
    pub(crate) at_ms: u64,
    pub(crate) duration_ms: u64,
}

impl Repair {
    pub(super) const fn new(at: Duration, duration: Duration) -> Self {
        Self { at_ms: whole_ms(at), duration_ms: whole_ms(duration) }
    }
}
