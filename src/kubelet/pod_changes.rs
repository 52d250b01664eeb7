//! What is changed in a simulated pod while it runs: a debugging container is added, an image is edited.

use alloc::{boxed::Box, vec::Vec};
use core::time::Duration;

use super::container_plan::Edit;
use super::{ContainerKind, ContainerPlan, Pull};
use crate::clock::whole_ms;
use crate::reference::PodImage;

impl ContainerPlan {
    /// An ephemeral container that `kubectl debug` adds to the pod at `at`, which makes the kubelet look at the pod.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
    /// let pod = PodPlan::new().with_container(app).with_container(ContainerPlan::debugger("debug", "busybox:1", secs(20)));
    /// let run = Timeline::new(&pod, std::iter::repeat(millis(12_500))).until(secs(60));
    /// let started = run.steps().iter().find(|step| step.container.name() == "debug").map(|step| (step.start().as_secs(), step.is_success()));
    /// assert_eq!(started, Some((20, true)));
    /// ```
    #[must_use]
    pub fn debugger(name: impl Into<Box<str>>, image: impl Into<Box<str>>, at: Duration) -> Self {
        Self { added_ms: whole_ms(at), ..Self::new(ContainerKind::Ephemeral, name, image) }
    }

    /// At `at` the text of the image is edited in the pod, which makes the kubelet look at it; these are the pulls from
    /// then on. The window of the old text does not hold up the new one. A regular container that runs is started
    /// again with the new image, one that waits is tried with it; an init container that has started stays as it is.
    ///
    /// The image of an ephemeral container or a volume cannot be edited: there this changes nothing.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:77")
    ///     .with_pull(Pull::fails(millis(950), "not found"))
    ///     .with_edit(secs(100), "redis:7", [Pull::succeeds(secs(2))]);
    /// let pod = PodPlan::new().with_container(app);
    /// let run = Timeline::new(&pod, std::iter::repeat(millis(12_500))).until(secs(300));
    /// let last = run.steps().last().expect("steps");
    /// // Its window would have lasted until 174 s.
    /// assert_eq!((last.start().as_secs(), last.container.image(), last.is_success()), (100, "redis:7", true));
    /// ```
    #[must_use]
    pub fn with_edit(
        mut self,
        at: Duration,
        image: impl Into<Box<str>>,
        pulls: impl IntoIterator<Item = Pull>,
    ) -> Self {
        if !matches!(self.kind, ContainerKind::ImageVolume | ContainerKind::Ephemeral) {
            let plan = Self {
                image: PodImage::new(image),
                pulls: pulls.into_iter().collect(),
                present: false,
                record: None,
                edits: Vec::new(),
                ..self.clone()
            };
            let at_ms = whole_ms(at);
            let place = self.edits.partition_point(|edit| edit.at_ms <= at_ms);
            self.edits.insert(place, Edit { at_ms, plan });
        }
        self
    }

    /// When it changes the pod.
    pub(super) fn changes_ms(&self) -> impl Iterator<Item = u64> {
        let added = Some(self.added_ms).filter(|&ms| ms > 0);
        added.into_iter().chain(self.edits.iter().map(|edit| edit.at_ms))
    }
}
