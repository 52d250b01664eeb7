//! An event as the API server prints it.

use alloc::string::String;

use super::Metadata;
use super::object::pod_part;

pod_part! {
    /// An event, in the spelling of core/v1 or in that of events.k8s.io/v1.
    ///
    /// Fields are named as in core/v1; what the other API calls `regarding`, `note` or `deprecatedCount` is read into
    /// `involved_object`, `message` and `count`. It is written in the spelling of core/v1.
    ///
    /// Each of client-go's three recorders leaves other fields empty, so ask the methods: [`first_seen`],
    /// [`last_seen`], [`times`] and [`source_component`] choose as `kubectl get events` and `kubectl describe` do.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::Event;
    ///
    /// let event: Event = serde_json::from_str(
    ///     r#"{
    ///         "involvedObject": {"kind": "Pod", "name": "web", "fieldPath": "spec.containers{app}"},
    ///         "type": "Normal", "reason": "BackOff", "message": "Back-off pulling image \"redis:7\"",
    ///         "count": 20, "firstTimestamp": "2025-08-14T09:14:55Z", "lastTimestamp": "2025-08-14T09:20:05Z",
    ///         "source": {"component": "kubelet", "host": "worker-2"}
    ///     }"#,
    /// )?;
    /// assert_eq!(event.involved_object.field_path, "spec.containers{app}");
    /// assert_eq!((event.times(), event.last_seen()), (20, Some("2025-08-14T09:20:05Z")));
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// [`first_seen`]: Self::first_seen
    /// [`last_seen`]: Self::last_seen
    /// [`times`]: Self::times
    /// [`source_component`]: Self::source_component
    pub struct Event {
        /// The event's own name and namespace.
        pub metadata: Metadata,
        /// What it is about.
        #[cfg_attr(feature = "serde", serde(alias = "regarding"))]
        pub involved_object: ObjectReference,
        /// `Normal` or `Warning`.
        #[cfg_attr(feature = "serde", serde(rename = "type"))]
        pub event_type: String,
        /// One word, such as `BackOff`.
        pub reason: String,
        /// The text.
        #[cfg_attr(feature = "serde", serde(alias = "note"))]
        pub message: String,
        /// How often it happened, by the recorder that the kubelet uses.
        #[cfg_attr(feature = "serde", serde(alias = "deprecatedCount"))]
        pub count: Option<u32>,
        /// When it happened first, RFC 3339, by the recorder that the kubelet uses.
        #[cfg_attr(feature = "serde", serde(alias = "deprecatedFirstTimestamp"))]
        pub first_timestamp: Option<String>,
        /// When it happened last, RFC 3339, by the recorder that the kubelet uses.
        #[cfg_attr(feature = "serde", serde(alias = "deprecatedLastTimestamp"))]
        pub last_timestamp: Option<String>,
        /// When it happened first, RFC 3339 with microseconds, by the recorder of events.k8s.io.
        pub event_time: Option<String>,
        /// How often and until when it happened, by the recorder of events.k8s.io.
        pub series: Option<EventSeries>,
        /// Who reported it, by the recorder that the kubelet uses.
        #[cfg_attr(feature = "serde", serde(alias = "deprecatedSource"))]
        pub source: EventSource,
        /// Who reported it, by the recorder of events.k8s.io.
        #[cfg_attr(feature = "serde", serde(alias = "reportingController"))]
        pub reporting_component: String,
    }
}

pod_part! {
    /// What an event is about.
    ///
    /// ```
    /// use pullspec::Event;
    /// let mut event = Event::default();
    /// event.involved_object.kind = "Pod".into();
    /// event.involved_object.field_path = "spec.containers{app}".into();
    /// assert!(event.involved_object.field_path.ends_with("{app}"));
    /// ```
    pub struct ObjectReference {
        /// Its kind, such as `Pod`.
        pub kind: String,
        /// Its namespace.
        pub namespace: String,
        /// Its name.
        pub name: String,
        /// Its identity: that of a pod of the same name made later is another.
        pub uid: String,
        /// The part of it, such as `spec.containers{app}`; empty for the whole, as for image volumes.
        pub field_path: String,
    }
}

pod_part! {
    /// An event that happened again and again.
    ///
    /// ```
    /// use pullspec::Event;
    /// use pullspec::api::EventSeries;
    /// let mut series = EventSeries::default();
    /// series.count = 20;
    /// let mut event = Event::default();
    /// event.series = Some(series);
    /// assert_eq!(event.times(), 20);
    /// ```
    pub struct EventSeries {
        /// How often, the first time included.
        pub count: u32,
        /// When it happened last, RFC 3339 with microseconds.
        pub last_observed_time: Option<String>,
    }
}

pod_part! {
    /// Who reported an event.
    ///
    /// ```
    /// use pullspec::Event;
    /// let mut event = Event::default();
    /// event.source.component = "kubelet".into();
    /// assert_eq!(event.source_component(), "kubelet");
    /// ```
    pub struct EventSource {
        /// The program, such as `kubelet`.
        pub component: String,
        /// The node it runs on.
        pub host: String,
    }
}

impl Event {
    /// When it happened first, RFC 3339. `None` if the event does not say.
    ///
    /// ```
    /// use pullspec::Event;
    /// let mut event = Event::default();
    /// assert_eq!(event.first_seen(), None);
    /// event.first_timestamp = Some("2026-03-01T09:30:05Z".into());
    /// assert_eq!(event.first_seen(), Some("2026-03-01T09:30:05Z"));
    /// ```
    #[must_use]
    pub fn first_seen(&self) -> Option<&str> {
        first_given([&self.event_time, &self.first_timestamp])
    }

    /// When it happened last, RFC 3339; the first time where it happened once. `None` if the event does not say.
    ///
    /// ```
    /// use pullspec::Event;
    /// let mut event = Event::default();
    /// event.last_timestamp = Some("2026-03-01T09:30:05Z".into());
    /// assert_eq!(event.last_seen(), Some("2026-03-01T09:30:05Z"));
    /// ```
    #[must_use]
    pub fn last_seen(&self) -> Option<&str> {
        let in_series = self.series.as_ref().map_or(&None, |series| &series.last_observed_time);
        first_given([in_series, &self.last_timestamp]).or_else(|| self.first_seen())
    }

    /// How often it happened: at least once.
    ///
    /// ```
    /// use pullspec::Event;
    /// let mut event = Event::default();
    /// event.count = Some(4);
    /// assert_eq!(event.times(), 4);
    /// ```
    #[must_use]
    pub fn times(&self) -> u32 {
        self.series.as_ref().map(|series| series.count).or(self.count).unwrap_or(1).max(1)
    }

    /// Who reported it, such as `kubelet`; empty if the event does not say.
    ///
    /// ```
    /// use pullspec::Event;
    /// let mut event = Event::default();
    /// event.source.component = "kubelet".into();
    /// assert_eq!(event.source_component(), "kubelet");
    /// ```
    #[must_use]
    pub fn source_component(&self) -> &str {
        let Self { source, reporting_component, .. } = self;
        if source.component.is_empty() { reporting_component } else { &source.component }
    }
}

fn first_given(times: [&Option<String>; 2]) -> Option<&str> {
    times.into_iter().flatten().map(String::as_str).find(|time| !time.is_empty())
}
