//! What to type next: a command with the names filled in, safe to paste.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{format, vec};
use core::fmt::{self, Write};

use super::request::request_of;
use super::sandbox::is_of_the_image;
use super::{Diagnosis, PolicySource};
use crate::api::{ImageOwner, WaitingReason};
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
                let can_change = !matches!(owner.kind, "ReplicaSet" | "Job");
                self.kubectl(verb(can_change), [format!("{}/{}", owner.kind.to_lowercase(), owner.name)])
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
