//! A controller that requeues by the kubelet's own clock.
//!
//! For a pod that cannot pull, a look before the next attempt shows nothing new, and a fixed interval is too late or too
//! often. `Diagnosis::requeue_after` says how long nothing can happen; what is said about the pod is one line of at most
//! 1,024 bytes, fit for a condition or an event.

use std::sync::Arc;
use std::time::Duration;

use k8s_openapi::api::core::v1::{Event, Pod};
use kube::api::ListParams;
use kube::runtime::controller::Action;
use kube::{Api, Client, ResourceExt};
use pullspec::api::Timestamp;
use pullspec::explain::{Diagnosis, ExplainContext, Severity};
use pullspec::explain_pod;

/// What the controller cannot do without.
pub struct Context {
    pub client: Client,
    /// The time; a test gives a recorded one.
    pub now: Box<dyn Fn() -> Timestamp + Send + Sync>,
    /// Is told the pod, and what is wrong with each of its images.
    pub say: Box<dyn Fn(&str, &str) + Send + Sync>,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot list events: {0}")]
    Events(#[source] kube::Error),
}

/// Explains one pod. What runs is left alone until it changes; what waits is looked at again when it can have changed.
///
/// # Errors
/// The events cannot be listed.
pub async fn reconcile(pod: Arc<Pod>, context: Arc<Context>) -> Result<Action, Error> {
    let namespace = pod.namespace().unwrap_or_default();
    let name = pod.name_any();
    let events: Api<Event> = Api::namespaced(context.client.clone(), &namespace);
    let about = ListParams::default().fields(&format!("involvedObject.kind=Pod,involvedObject.name={name}"));
    let events = events.list(&about).await.map_err(Error::Events)?;

    let pod = pullspec::Pod::from(&*pod);
    let events: Vec<pullspec::Event> = events.items.iter().map(Into::into).collect();
    let known = ExplainContext::new().at((context.now)()).with_events(&events);
    let wrong: Vec<Diagnosis> =
        explain_pod(&pod, &known).into_iter().filter(|one| one.severity != Severity::Fine).collect();
    for diagnosis in &wrong {
        (context.say)(&format!("{namespace}/{name}"), &diagnosis.summary());
    }
    Ok(wrong
        .iter()
        .filter_map(Diagnosis::requeue_after)
        .min()
        .map_or_else(Action::await_change, Action::requeue))
}

/// A failed look is repeated after a while.
pub fn on_error(_: Arc<Pod>, _: &Error, _: Arc<Context>) -> Action {
    Action::requeue(Duration::from_secs(30))
}
