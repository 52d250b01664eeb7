//! What a cause says about itself: its group, whether waiting helps, and who has to act.

/// The text is not one of the labels of the type.
///
/// What reading a [`Cause`](crate::cause::Cause), [`CauseGroup`], [`Transience`], [`Actor`],
/// [`OperatorAction`](crate::kubelet::OperatorAction), [`EventType`](crate::api::EventType) or
/// [`EventReason`](crate::api::EventReason) fails with.
///
/// ```
/// let error = "TagNotFound".parse::<pullspec::Cause>().unwrap_err();
/// assert_eq!(error.to_string(), "no cause has this label");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("no {what} has this label")]
pub struct UnknownLabelError {
    what: &'static str,
}

impl UnknownLabelError {
    pub(crate) const fn of(what: &'static str) -> Self {
        Self { what }
    }
}

/// The family of a [`Cause`](crate::cause::Cause): coarse enough for a dashboard, and closed, so that a `match` stays
/// total.
///
/// ```
/// use pullspec::Cause;
/// use pullspec::cause::CauseGroup;
/// // A dashboard of a few colours, and no default arm.
/// let colour = match Cause::TagNotFound.group() {
///     CauseGroup::Reference | CauseGroup::NotFound | CauseGroup::Content => "blue",
///     CauseGroup::Auth | CauseGroup::Policy => "red",
///     CauseGroup::Throttled | CauseGroup::Network | CauseGroup::Tls | CauseGroup::Registry => "yellow",
///     CauseGroup::Node => "orange",
///     CauseGroup::Unknown => "grey",
/// };
/// assert_eq!(colour, "blue");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CauseGroup {
    /// The reference itself: it does not parse, does not resolve, or must not be pulled.
    Reference,
    /// Something with that name, tag or digest is not there, or is hidden.
    NotFound,
    /// Credentials: none, wrong ones, or ones without the right.
    Auth,
    /// A rule forbids the image: vulnerability gates, blocked registries, sanctions, signatures.
    Policy,
    /// Too many requests, at the registry or in the kubelet.
    Throttled,
    /// The way to the registry: names, routes, connections, proxies, time.
    Network,
    /// The encrypted channel: certificates and versions.
    Tls,
    /// The registry answered, but not as a registry should.
    Registry,
    /// What came back is not an image that this node can use.
    Content,
    /// The node: disks, unpacking, the runtime and its configuration.
    Node,
    /// The message does not say.
    Unknown,
}

impl CauseGroup {
    /// Every group, in the order of the taxonomy.
    ///
    /// ```
    /// use pullspec::Cause;
    /// use pullspec::cause::CauseGroup;
    /// let has_causes = |group: &CauseGroup| Cause::ALL.iter().any(|cause| cause.group() == *group);
    /// assert!(CauseGroup::ALL.iter().all(has_causes));
    /// ```
    pub const ALL: [Self; 11] = [
        Self::Reference,
        Self::NotFound,
        Self::Auth,
        Self::Policy,
        Self::Throttled,
        Self::Network,
        Self::Tls,
        Self::Registry,
        Self::Content,
        Self::Node,
        Self::Unknown,
    ];

    /// A stable label in snake case, fit for a metric.
    ///
    /// ```
    /// assert_eq!(pullspec::cause::CauseGroup::NotFound.as_str(), "not_found");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::NotFound => "not_found",
            Self::Auth => "auth",
            Self::Policy => "policy",
            Self::Throttled => "throttled",
            Self::Network => "network",
            Self::Tls => "tls",
            Self::Registry => "registry",
            Self::Content => "content",
            Self::Node => "node",
            Self::Unknown => "unknown",
        }
    }
}

/// Whether the kubelet's own retries can end the trouble.
///
/// Closed, so that a `match` stays total.
///
/// ```
/// use pullspec::Cause;
/// use pullspec::cause::Transience;
/// let retry = |cause: Cause| cause.transience() != Transience::Permanent;
/// assert!(retry(Cause::Timeout) && !retry(Cause::InvalidImageName));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Transience {
    /// A plain retry may succeed.
    Transient,
    /// A retry succeeds once a window has passed; retrying fast makes it worse.
    Throttled,
    /// Both are common: a fault that heals, and one that has to be repaired.
    Unknown,
    /// Not until something is changed.
    Permanent,
}

impl Transience {
    /// Every kind, from the one that heals to the one that does not.
    ///
    /// ```
    /// use pullspec::cause::Transience;
    /// assert_eq!(Transience::ALL.map(Transience::as_str), ["transient", "throttled", "unknown", "permanent"]);
    /// ```
    pub const ALL: [Self; 4] = [Self::Transient, Self::Throttled, Self::Unknown, Self::Permanent];

    /// A stable label in snake case, fit for a metric.
    ///
    /// ```
    /// assert_eq!(pullspec::cause::Transience::Permanent.as_str(), "permanent");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Transient => "transient",
            Self::Throttled => "throttled",
            Self::Unknown => "unknown",
            Self::Permanent => "permanent",
        }
    }
}

/// Who can end the trouble.
///
/// Closed, so that a `match` stays total.
///
/// ```
/// use pullspec::Cause;
/// use pullspec::cause::Actor;
/// let pager = |cause: Cause| match cause.responsible().first() {
///     Some(Actor::Workload | Actor::Publisher) => "the application's team",
///     Some(_) => "the platform team",
///     None => "no one known",
/// };
/// assert_eq!(pager(Cause::InvalidImageName), "the application's team");
/// assert_eq!(pager(Cause::DiskFull), "the platform team");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Whoever builds and publishes the image.
    Publisher,
    /// Whoever owns the pod: its reference, its secrets, its service account.
    Workload,
    /// Whoever runs the cluster and its nodes.
    Cluster,
    /// Whoever runs the registry.
    Registry,
    /// Whoever runs the network between them, or its security rules.
    Network,
}

impl Actor {
    /// Every one, in the order of declaration.
    ///
    /// ```
    /// use pullspec::Cause;
    /// use pullspec::cause::Actor;
    /// let busy = |actor: &Actor| Cause::ALL.iter().any(|cause| cause.responsible().contains(actor));
    /// assert!(Actor::ALL.iter().all(busy));
    /// ```
    pub const ALL: [Self; 5] =
        [Self::Publisher, Self::Workload, Self::Cluster, Self::Registry, Self::Network];

    /// A stable label in snake case, fit for a metric or for routing an alert.
    ///
    /// ```
    /// assert_eq!(pullspec::cause::Actor::Workload.as_str(), "workload");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Publisher => "publisher",
            Self::Workload => "workload",
            Self::Cluster => "cluster",
            Self::Registry => "registry",
            Self::Network => "network",
        }
    }
}
