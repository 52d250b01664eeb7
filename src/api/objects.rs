//! Objects of all kinds that pulls are explained from, out of one document and in any order.

use alloc::{boxed::Box, string::String};

use super::{Event, Metadata, Pod, RegistrySecret, Workload};

/// One object of a document that may hold others: pods beside their events, Secrets and workloads, as
/// `kubectl get pods,events,secrets -o json` prints them.
///
/// ```
/// use pullspec::api::Object;
///
/// let json = r#"{"kind": "List", "items": [
///     {"kind": "Pod", "spec": {"containers": [{"name": "app", "image": "redis:7"}]}},
///     {"kind": "Event", "involvedObject": {"kind": "Pod", "name": "web"}, "reason": "BackOff"},
///     {"kind": "Service", "metadata": {"name": "web"}, "spec": {}}]}"#;
/// let (mut pods, mut events, mut others) = (0, 0, Vec::new());
/// Object::for_each(&mut serde_json::Deserializer::from_str(json), |object| match object {
///     Object::Pod(_) => pods += 1,
///     Object::Event(_) => events += 1,
///     Object::Other(other) => others.push(other.kind),
///     _ => {}
/// })?;
/// assert_eq!((pods, events), (1, 1));
/// assert_eq!(others, ["Service"]);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Object {
    /// A pod.
    Pod(Box<Pod>),
    /// An event, of either API.
    Event(Box<Event>),
    /// Another built-in kind that holds the template of pods.
    Workload(Box<Workload>),
    /// A Secret.
    Secret(RegistrySecret),
    /// What the API server answers where it has nothing else to say: an error, as a rule.
    Status(ApiStatus),
    /// What a watch says was deleted.
    Deleted(Box<Object>),
    /// A kind that this crate does not read: whether it holds images is not known.
    Other(OtherObject),
}

/// The answer `kind: Status` of an API server.
///
/// ```
/// use pullspec::api::Object;
/// let json = r#"{"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": "pods is forbidden",
///     "reason": "Forbidden", "code": 403}"#;
/// Object::for_each(&mut serde_json::Deserializer::from_str(json), |object| {
///     let Object::Status(status) = object else { panic!("{object:?}") };
///     assert_eq!((status.reason.as_str(), status.message.as_str()), ("Forbidden", "pods is forbidden"));
/// })?;
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApiStatus {
    /// One word, such as `Forbidden`.
    pub reason: String,
    /// The text.
    pub message: String,
}

/// An object of a kind that this crate does not read.
///
/// ```
/// use pullspec::api::Object;
/// let json = r#"{"kind": "Service", "apiVersion": "v1", "metadata": {"name": "web"}}"#;
/// Object::for_each(&mut serde_json::Deserializer::from_str(json), |object| {
///     assert!(matches!(object, Object::Other(other) if other.metadata.name == "web"));
/// })?;
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct OtherObject {
    /// Its API version, such as `argoproj.io/v1alpha1`; empty where it does not say.
    pub api_version: String,
    /// Its kind.
    pub kind: String,
    /// Its name and namespace.
    pub metadata: Metadata,
}
