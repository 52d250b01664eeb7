//! What to type next: a command with the names filled in, safe to paste.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{format, vec};
use core::fmt::{self, Write};

use super::request::{request_of, requested};
use super::sandbox::is_of_the_image;
use super::{Diagnosis, PolicySource};
use crate::api::{ImageOwner, WaitingReason, WorkloadKind};
use crate::cause::{Actor, Cause, CauseGroup};
use crate::terminal::is_harmless;

/// How long a request may take, in seconds: what answers at all does so within it.
const MOST_SECONDS: &str = "--max-time=10";

/// A command for a POSIX shell. It looks at something, or opens an editor; it changes nothing by itself.
///
/// `Display` quotes every word that a shell could take for anything but itself.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pod, explain_pod};
/// use pullspec::explain::ExplainContext;
/// let pod: Pod = serde_json::from_str(
///     r#"{"metadata": {"namespace": "shop", "name": "web; rm -rf ~"}, "spec": {"containers": [{"name": "app", "image": "Redis"}]}}"#,
/// )?;
/// let command = explain_pod(&pod, &ExplainContext::new())[0].command().unwrap();
/// assert_eq!(command.words().last().unwrap(), "pod/web; rm -rf ~");
/// assert_eq!(command.to_string(), "kubectl --namespace=shop edit 'pod/web; rm -rf ~'");
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Command {
    words: Vec<String>,
    is_for_node: bool,
}

impl Command {
    /// `None` if a word could not be shown as it is, as a control character cannot.
    fn new(words: Vec<String>) -> Option<Self> {
        let is_shown = words.iter().all(|word| word.chars().all(is_harmless));
        is_shown.then_some(Self { words, is_for_node: false })
    }

    /// Returns whether it is to be run on the node of the pod: from elsewhere, what the node cannot reach may answer.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::{Pod, explain_pod};
    /// use pullspec::explain::ExplainContext;
    /// let pod: Pod = serde_json::from_str(
    ///     r#"{"spec": {"containers": [{"name": "app", "image": "redis:7"}]}, "status": {"containerStatuses": [{"name": "app",
    ///         "state": {"waiting": {"reason": "ErrImagePull", "message": "connection refused"}}}]}}"#,
    /// )?;
    /// let command = explain_pod(&pod, &ExplainContext::new())[0].command().unwrap();
    /// assert!(command.is_for_node() && command.to_string().ends_with(" https://registry-1.docker.io/v2/"));
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn is_for_node(&self) -> bool {
        self.is_for_node
    }

    /// Returns the program and its arguments.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, word) in self.words.iter().enumerate() {
            f.write_str(if at == 0 { "" } else { " " })?;
            write_word(f, word)?;
        }
        Ok(())
    }
}

/// Whether a text can be an API group: a DNS name, which has no other signs.
fn is_group(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
}

fn write_word(f: &mut fmt::Formatter<'_>, word: &str) -> fmt::Result {
    let is_plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':' | '=' | '@');
    if !word.is_empty() && word.chars().all(is_plain) {
        return f.write_str(word);
    }
    f.write_char('\'')?;
    for c in word.chars() {
        match c {
            // A quote ends the quotes, stands escaped, and begins them again.
            '\'' => f.write_str("'\\''")?,
            c => f.write_char(c)?,
        }
    }
    f.write_char('\'')
}

/// Whether both have one command for sure, by what it is made from: that of very many pods is not made to be compared.
pub(super) fn has_same_command(one: &Diagnosis, other: &Diagnosis) -> bool {
    let cause = |of: &Diagnosis| of.cause.as_ref().map(|found| found.cause);
    let is_same_trouble = one.severity.cannot_pull() == other.severity.cannot_pull()
        && cause(one) == cause(other)
        && one.is_of_the_node() == other.is_of_the_node()
        && one.is_known_by_events() == other.is_known_by_events()
        && one.sandbox().is_none()
        && other.sandbox().is_none();
    let is_same_node = !one.node().is_empty() && one.node() == other.node();
    let is_same_namespace = one.namespace == other.namespace;
    match cause(one).map(Cause::group).filter(|_| is_same_trouble) {
        // The pod's own name is in it.
        Some(CauseGroup::Unknown) | None => false,
        Some(_) if one.is_of_the_node() => is_same_node,
        Some(CauseGroup::Network | CauseGroup::Tls | CauseGroup::Registry) => {
            requested(one).is_some_and(|request| requested(other) == Some(request))
        }
        Some(CauseGroup::Auth) if one.is_of_a_mirror() || other.is_of_a_mirror() => false,
        Some(CauseGroup::Auth | CauseGroup::Throttled) => {
            let (a, b) = (one.pull_secrets.as_deref(), other.pull_secrets.as_deref());
            is_same_namespace
                && !one.is_known_by_events()
                && a.map(|secrets| &secrets.named) == b.map(|secrets| &secrets.named)
                && one.service_account() == other.service_account()
        }
        Some(_) => {
            let (a, b) = (one.remedy.as_deref(), other.remedy.as_deref());
            let is_of_pod_alone =
                |of: &Diagnosis| of.is_static() || of.owner == ImageOwner::EphemeralContainer;
            is_same_namespace
                && one.controller() == other.controller()
                && one.controller().is_some_and(|owner| owner.built_in_kind().is_some())
                && !is_of_pod_alone(one)
                && !is_of_pod_alone(other)
                && a.map(|remedy| &remedy.responsible) == b.map(|remedy| &remedy.responsible)
        }
    }
}

impl Diagnosis {
    /// Returns the command that shows or mends the cause: the node for what is its own, the registry for what does not
    /// answer, the Secret for what is refused, and else the object that holds the image.
    ///
    /// `None` while nothing is wrong, and where a name cannot be shown on a terminal as it is.
    #[must_use]
    pub fn command(&self) -> Option<Command> {
        if !self.severity.cannot_pull() {
            return None;
        }
        let cause = self.cause.as_ref().map(|found| found.cause);
        let group = cause.map(Cause::group);
        // The runtime's configuration names the image of a sandbox, and pull secrets are never used for it.
        let is_configured = |group| group == CauseGroup::Auth || is_of_the_image(group);
        let is_of_the_node = self.is_of_the_node()
            || self.sandbox().is_some() && group.is_some_and(is_configured)
            || group == Some(CauseGroup::Auth) && self.is_of_a_mirror();
        match group {
            // What says more than the message is what other events say.
            Some(CauseGroup::Unknown) => self.of_pod("describe"),
            Some(_) if cause == Some(Cause::KubeletQpsExceeded) && !self.node().is_empty() => {
                let path = format!("--raw=/api/v1/nodes/{}/proxy/configz", self.node());
                Command::new(vec!["kubectl".into(), "get".into(), path])
            }
            Some(_) if is_of_the_node && !self.node().is_empty() => {
                Command::new(vec!["kubectl".into(), "describe".into(), format!("node/{}", self.node())])
            }
            Some(CauseGroup::Network | CauseGroup::Tls | CauseGroup::Registry)
                if let Some(request) = request_of(self) =>
            {
                let words = ["curl", "--silent", "--show-error", "--head", MOST_SECONDS];
                let words = words.map(String::from).into_iter().chain([request]).collect();
                Some(Command { is_for_node: true, ..Command::new(words)? })
            }
            // Who pulls with credentials has another limit.
            Some(CauseGroup::Auth | CauseGroup::Throttled) if !self.is_known_by_events() => {
                match self.pull_secrets.as_ref().map(|secrets| &*secrets.named) {
                    Some(secrets @ [_, ..]) => {
                        self.kubectl("describe", secrets.iter().map(|name| format!("secret/{name}")))
                    }
                    _ => self.kubectl(
                        "get",
                        [format!("serviceaccount/{}", self.service_account()), "--output=yaml".to_string()],
                    ),
                }
            }
            _ => self.edit(),
        }
    }

    /// Whether the node is what failed: its runtime, by the cause or because the kubelet asked nothing else, or the
    /// kubelet's own limit.
    pub(super) fn is_of_the_node(&self) -> bool {
        let is_inspection = self.state.reason == Some(WaitingReason::ImageInspectError);
        self.cause.as_ref().is_some_and(|found| match found.group {
            CauseGroup::Node => true,
            CauseGroup::Throttled => found.cause == Cause::KubeletQpsExceeded,
            CauseGroup::Network | CauseGroup::Registry => is_inspection,
            _ => false,
        })
    }

    /// The object that holds the image: to edit, if its owner can end the trouble and the object can be edited, and else
    /// described. A `ReplicaSet` is held by a `Deployment` as a rule, which its description names; the template of a
    /// `Job` never changes (`ValidateJobUpdate`), nor do a pod's ephemeral containers and volumes, and a static pod is a
    /// file of the node.
    fn edit(&self) -> Option<Command> {
        let is_of_pod_alone = self.is_static() || self.owner == ImageOwner::EphemeralContainer;
        let helps = self.remedy.as_ref().is_none_or(|remedy| remedy.responsible.contains(&Actor::Workload));
        let verb = |can_change: bool| if can_change && helps { "edit" } else { "describe" };
        match self.controller().filter(|_| !is_of_pod_alone) {
            // No kind has another sign, and one that begins with `-` would be an option.
            Some(owner) if !owner.kind.bytes().all(|byte| byte.is_ascii_alphanumeric()) => None,
            Some(owner) => {
                let kind = owner.kind.to_lowercase();
                match (owner.built_in_kind(), owner.foreign_group()) {
                    (None, Some(group)) if !is_group(group) => None,
                    // What such an object holds, and whether that can change, is its own controller's to say.
                    (None, Some(group)) => {
                        self.kubectl("describe", [format!("{kind}.{group}/{}", owner.name)])
                    }
                    (None, None) if !owner.api_version.is_empty() => self.of_pod("describe"),
                    (known, _) => {
                        let can_change = !matches!(known, Some(WorkloadKind::ReplicaSet | WorkloadKind::Job));
                        self.kubectl(verb(can_change), [format!("{kind}/{}", owner.name)])
                    }
                }
            }
            None => {
                let can_change =
                    !is_of_pod_alone && self.owner != ImageOwner::Volume && !self.is_known_by_events();
                self.of_pod(verb(can_change))
            }
        }
    }

    fn of_pod(&self, verb: &str) -> Option<Command> {
        (!self.pod.is_empty()).then(|| self.kubectl(verb, [format!("pod/{}", self.pod)]))?
    }

    /// Whether what made the pod and what it names is not known.
    fn is_known_by_events(&self) -> bool {
        self.policy.origin == PolicySource::NotKnown
    }

    fn kubectl(&self, verb: &str, objects: impl IntoIterator<Item = String>) -> Option<Command> {
        let mut words = vec!["kubectl".to_string()];
        if !self.namespace.is_empty() {
            words.push(format!("--namespace={}", self.namespace));
        }
        words.push(verb.into());
        words.extend(objects);
        Command::new(words)
    }
}

#[cfg(all(test, feature = "serde"))]
mod tests {
    use std::vec::Vec;

    use super::has_same_command;
    use crate::explain::{Diagnosis, ExplainContext, explain_pod};

    /// What is compared without being made is what would be made, for pods that differ in one thing each.
    #[test]
    fn commands_that_are_not_made_are_the_same() {
        let messages = [
            "manifest unknown",
            "no space left on device",
            "unauthorized: authentication required",
            "Head \"https://quay.io/v2/a/b/manifests/1\": dial tcp 192.0.2.1:443: connect: connection refused",
            "Head \"https://m.example/v2/a/b/manifests/1?ns=quay.io\": dial tcp 192.0.2.1:443: connect: connection refused",
            "x509: certificate signed by unknown authority",
            "toomanyrequests: You have reached your pull rate limit",
            "pull QPS exceeded",
            "a gnome",
            "(Mirrors also failed: [m.example/a/b:1: reading manifest 1 in m.example/a/b: unauthorized]): quay.io/a/b:1: EOF",
            "lookup {a,b}: no such host",
        ];
        let mut found: Vec<Diagnosis> = Vec::new();
        for message in messages {
            for (name, namespace, node, owner, secret, reason) in [
                ("a", "shop", "n1", "apps/v1/ReplicaSet", "x", "ErrImagePull"),
                ("b", "shop", "n1", "apps/v1/ReplicaSet", "x", "ErrImagePull"),
                ("b", "other", "n1", "apps/v1/ReplicaSet", "x", "ErrImagePull"),
                ("b", "shop", "n2", "batch/v1/Job", "x", "ErrImagePull"),
                ("b", "shop", "", "e.example/v1/Job", "y", "ErrImagePull"),
                ("b", "shop", "n1", "v1/Node", "x", "ErrImagePull"),
                ("c", "shop", "n1", "", "x", "ImageInspectError"),
            ] {
                let (version, kind) = owner.rsplit_once('/').unwrap_or_default();
                let pod = serde_json::json!({
                    "metadata": {"name": name, "namespace": namespace, "ownerReferences": [
                        {"apiVersion": version, "kind": kind, "name": kind, "controller": true}]},
                    "spec": {"nodeName": node, "imagePullSecrets": [{"name": secret}],
                        "containers": [{"name": "c", "image": "quay.io/a/b:1"}]},
                    "status": {"phase": "Pending", "containerStatuses": [{"name": "c", "state": {"waiting": {
                        "reason": reason, "message": message}}}]}});
                let pod = serde_json::from_value(pod).unwrap();
                found.extend(explain_pod(&pod, &ExplainContext::new()));
            }
        }
        let mut same = 0;
        for one in &found {
            for other in &found {
                if has_same_command(one, other) {
                    assert_eq!(one.command(), other.command(), "{one}\n{other}");
                    same += usize::from(one.pod != other.pod);
                }
            }
        }
        assert!(same > 30, "{same}");
    }
}
