//! What the kubelet last reported of a pod.

use alloc::string::String;
use alloc::vec::Vec;

use super::object::pod_part;

pod_part! {
    /// What the kubelet last reported about a pod.
    ///
    /// ```
    /// use pullspec::Pod;
    /// let mut pod = Pod::default();
    /// pod.status.phase = "Pending".into();
    /// assert!(pod.status.container_statuses.is_empty()); // the kubelet has not reported yet
    /// ```
    pub struct PodStatus {
        /// `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`. A pod that cannot pull stays `Pending`.
        pub phase: String,
        /// Set by evictions and lost nodes; empty otherwise.
        pub reason: String,
        /// The details of that, for people.
        pub message: String,
        /// When the kubelet first saw it, RFC 3339.
        pub start_time: Option<String>,
        /// Conditions such as `PodScheduled` and `Ready`.
        pub conditions: Vec<PodCondition>,
        /// In the order of the spec.
        pub init_container_statuses: Vec<ContainerStatus>,
        /// Sorted by name.
        pub container_statuses: Vec<ContainerStatus>,
        /// Debugging containers.
        pub ephemeral_container_statuses: Vec<ContainerStatus>,
    }
}

pod_part! {
    /// One condition of a pod.
    ///
    /// ```
    /// use pullspec::Pod;
    /// use pullspec::api::PodCondition;
    /// use pullspec::kubectl::pod_status;
    /// let mut gated = PodCondition::default();
    /// gated.condition_type = "PodScheduled".into();
    /// gated.reason = "SchedulingGated".into();
    /// let mut pod = Pod::default();
    /// pod.status.conditions.push(gated);
    /// assert_eq!(pod_status(&pod), "SchedulingGated");
    /// ```
    pub struct PodCondition {
        /// Its type, such as `Ready`.
        #[cfg_attr(feature = "serde", serde(rename = "type"))]
        pub condition_type: String,
        /// `True`, `False` or `Unknown`.
        pub status: String,
        /// Why, such as `SchedulingGated`.
        pub reason: String,
        /// The details of that, for people.
        pub message: String,
    }
}

pod_part! {
    /// What the kubelet last reported about a container.
    ///
    /// ```
    /// use pullspec::Pod;
    /// use pullspec::api::ContainerStatus;
    /// use pullspec::kubectl::check_logs;
    /// let mut status = ContainerStatus::default();
    /// status.name = "app".into();
    /// status.state.running = Some(pullspec::api::StateRunning::default());
    /// let mut pod = Pod::default();
    /// pod.status.container_statuses.push(status);
    /// assert!(check_logs(&pod, "app", false).is_ok());
    /// ```
    pub struct ContainerStatus {
        /// The container's name.
        pub name: String,
        /// The image as the runtime names it; the text of the spec while it was never pulled.
        pub image: String,
        /// What the runtime resolved it to; empty before the first start.
        #[cfg_attr(feature = "serde", serde(rename = "imageID"))]
        pub image_id: String,
        /// What it does now.
        pub state: ContainerState,
        /// What it did before.
        pub last_state: ContainerState,
        /// Whether its readiness probe passes.
        pub ready: bool,
        /// Whether its start-up finished; makes a restartable init container count as done.
        pub started: Option<bool>,
        /// How often it was started again; pulls do not count.
        pub restart_count: u32,
        /// What it mounts, as the kubelet reports it.
        pub volume_mounts: Vec<VolumeMountStatus>,
    }
}

impl ContainerStatus {
    /// Returns the digest of the image that one of its image volumes was made from, as [`image_id`](Self::image_id) is
    /// written: what the tag meant when the container started. `None` without the gate `ImageVolumeWithDigest`
    /// (KEP-5365, alpha in 1.36), for a volume that it does not mount, and before it has started.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::api::ContainerStatus;
    /// let status: ContainerStatus = serde_json::from_str(
    ///     r#"{"name":"app","volumeMounts":[{"name":"model","mountPath":"/m","volumeStatus":{"image":{"imageRef":"quay.io/m@sha256:4f2c"}}}]}"#,
    /// )?;
    /// assert_eq!(status.volume_image("model"), Some("quay.io/m@sha256:4f2c"));
    /// assert_eq!(status.volume_image("data"), None);
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn volume_image(&self, volume: &str) -> Option<&str> {
        let mount = self.volume_mounts.iter().find(|mount| mount.name == volume)?;
        mount.volume_status.as_ref()?.image.as_ref().map(|image| image.image_ref.as_str())
    }
}

pod_part! {
    /// A volume's place in a container, as the kubelet reports it.
    ///
    /// ```
    /// use pullspec::api::{ContainerStatus, VolumeMountStatus};
    /// let mut mount = VolumeMountStatus::default();
    /// mount.name = "model".into();
    /// let mut status = ContainerStatus::default();
    /// status.volume_mounts.push(mount);
    /// assert_eq!(status.volume_image("model"), None); // the gate is off
    /// ```
    pub struct VolumeMountStatus {
        /// The volume's name.
        pub name: String,
        /// Where the container finds it.
        pub mount_path: String,
        /// What is mounted there (1.36, KEP-5365).
        pub volume_status: Option<VolumeStatus>,
    }
}

pod_part! {
    /// What is mounted, by the kind of volume.
    ///
    /// ```
    /// assert!(pullspec::api::VolumeStatus::default().image.is_none()); // not an image volume
    /// ```
    pub struct VolumeStatus {
        /// For an image volume.
        pub image: Option<ImageVolumeStatus>,
    }
}

pod_part! {
    /// What an image volume was made from.
    ///
    /// ```
    /// use pullspec::api::{ImageVolumeStatus, VolumeStatus};
    /// let mut image = ImageVolumeStatus::default();
    /// image.image_ref = "quay.io/team/model@sha256:4f2c".into();
    /// let mut status = VolumeStatus::default();
    /// status.image = Some(image);
    /// ```
    pub struct ImageVolumeStatus {
        /// The image by its digest, as in [`ContainerStatus::image_id`].
        pub image_ref: String,
    }
}

pod_part! {
    /// At most one of the three is set; none means waiting without a reason.
    ///
    /// ```
    /// use pullspec::api::{ContainerState, StateWaiting};
    /// let mut state = ContainerState::default();
    /// state.waiting = Some(StateWaiting::default());
    /// assert!(state.running.is_none() && state.terminated.is_none());
    /// ```
    pub struct ContainerState {
        /// It has not started, and this is why.
        pub waiting: Option<StateWaiting>,
        /// It runs.
        pub running: Option<StateRunning>,
        /// It ended.
        pub terminated: Option<StateTerminated>,
    }
}

pod_part! {
    /// Why a container has not started.
    ///
    /// ```
    /// use pullspec::{PullError, WaitingReason};
    /// use pullspec::api::StateWaiting;
    /// let mut waiting = StateWaiting::default();
    /// waiting.reason = "ErrImagePull".into();
    /// waiting.message = "pull QPS exceeded".into();
    /// let reason = WaitingReason::from(waiting.reason.as_str());
    /// assert!(PullError::from_waiting(&reason, &waiting.message).is_some());
    /// ```
    pub struct StateWaiting {
        /// One word, such as `ImagePullBackOff`.
        pub reason: String,
        /// The details, if any.
        pub message: String,
    }
}

pod_part! {
    /// Since when a container runs.
    ///
    /// ```
    /// # #[cfg(feature = "explain")] {
    /// use pullspec::api::{ContainerState, StateRunning};
    /// use pullspec::kubectl::DescribeState;
    /// let mut running = StateRunning::default();
    /// running.started_at = Some("2026-03-01T09:30:05Z".into());
    /// let mut state = ContainerState::default();
    /// state.running = Some(running);
    /// assert!(DescribeState::new("State", &state).to_string().ends_with("Sun, 01 Mar 2026 09:30:05 +0000\n"));
    /// # }
    /// ```
    pub struct StateRunning {
        /// RFC 3339.
        pub started_at: Option<String>,
    }
}

pod_part! {
    /// How a container ended.
    ///
    /// ```
    /// use pullspec::Pod;
    /// use pullspec::api::{ContainerStatus, StateTerminated};
    /// use pullspec::kubectl::pod_status;
    /// let mut ended = StateTerminated::default();
    /// ended.exit_code = 137;
    /// ended.signal = 9;
    /// let mut status = ContainerStatus::default();
    /// status.state.terminated = Some(ended);
    /// let mut pod = Pod::default();
    /// pod.status.container_statuses.push(status);
    /// assert_eq!(pod_status(&pod), "Signal:9");
    /// ```
    pub struct StateTerminated {
        /// The exit status of its process.
        pub exit_code: i32,
        /// The signal that ended it, if one did.
        pub signal: i32,
        /// One word, such as `Completed` or `Error`.
        pub reason: String,
        /// The details, if any.
        pub message: String,
        /// When it started, RFC 3339.
        pub started_at: Option<String>,
        /// When it ended, RFC 3339.
        pub finished_at: Option<String>,
        /// The runtime's name for it; empty if it never was made.
        #[cfg_attr(feature = "serde", serde(rename = "containerID"))]
        pub container_id: String,
    }
}
