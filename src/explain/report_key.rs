//! What makes two troubles one.

use alloc::string::String;
use core::cmp::Reverse;

use super::outage_place::OutagePlace;
use super::{Diagnosis, Phase, Severity};
use crate::cause::{Cause, CauseGroup};
use crate::reference::Reference;

/// What makes two troubles one: how bad, which image, why, and whose fault it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    severity: Reverse<Severity>,
    image: String,
    cause: Option<Cause>,
    /// Of what is not the image's fault: the reason, and what is said of it. Of a cause that is not known: what is said.
    other: Option<(String, String)>,
    fault: Fault,
    /// The node whose own image it is.
    node: Option<String>,
}

/// Where the fault is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    /// With the image, or not with its pull.
    Own,
    /// With the node of the pod.
    Node,
    /// With who was asked.
    Endpoint(String),
}

impl Key {
    pub(super) fn of(diagnosis: &Diagnosis) -> Self {
        let image = &diagnosis.image;
        let meant = image.reference().map_or(image.written(), Reference::as_str);
        let cause = diagnosis.cause.as_ref().map(|found| found.cause);
        // `ErrImagePull` and `ImagePullBackOff` are two faces of one trouble, but what has no cause is as it is told.
        let unknown = diagnosis.cause.as_ref().filter(|found| found.group == CauseGroup::Unknown);
        let unknown = unknown.and_then(|found| found.message.as_deref());
        let unknown = unknown.map(|message| (String::new(), alike(message, diagnosis)));
        let other = cause.is_none().then(|| {
            // A container that ended has words of its own, such as the end of its log.
            let own = diagnosis.state.message.as_deref().filter(|_| diagnosis.state.phase == Phase::Waiting);
            let said = diagnosis.trouble().or(own).unwrap_or_default();
            (alike(diagnosis.why(), diagnosis), alike(said, diagnosis))
        });
        let other = other.or(unknown);
        Self {
            severity: Reverse(diagnosis.severity),
            image: diagnosis.sandbox().map_or(meant, |sandbox| &sandbox.image).into(),
            cause,
            other,
            fault: Fault::of(diagnosis),
            node: diagnosis.sandbox().map(|sandbox| sandbox.node.as_ref().into()),
        }
    }

    /// Returns the outage that it may be of, for a pod on this node.
    pub(super) fn outage(&self, node: &str) -> Option<(OutagePlace, Cause)> {
        let place = match &self.fault {
            Fault::Own => return None,
            Fault::Node if node.is_empty() => return None,
            Fault::Node => OutagePlace::Node(node.into()),
            Fault::Endpoint(host) => OutagePlace::Endpoint(host.clone()),
        };
        Some((place, self.cause?))
    }

    /// Returns the host whose fault it is.
    pub(super) fn endpoint(&self) -> Option<&str> {
        match &self.fault {
            Fault::Endpoint(host) => Some(host),
            _ => None,
        }
    }

    pub(super) fn is_of_the_node(&self) -> bool {
        self.fault == Fault::Node
    }

    /// The image, in the form in which two spellings are one.
    pub(super) fn image(&self) -> &str {
        &self.image
    }
}

impl Fault {
    fn of(diagnosis: &Diagnosis) -> Self {
        if !diagnosis.severity.cannot_pull() {
            return Self::Own;
        }
        match diagnosis.cause.as_ref().map(|found| found.group) {
            Some(_) if diagnosis.is_of_the_node() => Self::Node,
            Some(
                CauseGroup::Network
                | CauseGroup::Tls
                | CauseGroup::Registry
                | CauseGroup::Throttled
                | CauseGroup::Auth,
            ) => diagnosis.asked().map_or(Self::Own, Self::Endpoint),
            _ => Self::Own,
        }
    }
}

/// What stands for the pod's own name, for an identity and for a number, none of which makes another trouble.
const POD: char = '\u{1}';
const IDENTITY: char = '\u{2}';
const NUMBER: char = '\u{3}';
/// A container's identity has 64 hexadecimal digits, of which some texts show the first 12.
const SHORTEST_IDENTITY: usize = 12;
const LONGEST_IDENTITY: usize = 64;

/// A text as it would be for another pod like this one: without what only this one has. Names of other objects stay, so
/// that a missing Secret and another one are two troubles.
fn alike(text: &str, diagnosis: &Diagnosis) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut is_in_word = false;
    while let Some(c) = rest.chars().next() {
        let len = if is_in_word {
            out.push(c);
            c.len_utf8()
        } else if let Some(len) = own_name(rest, diagnosis) {
            out.push(POD);
            len
        } else if let Some(len) = identity(rest) {
            out.push(IDENTITY);
            len
        } else if c.is_ascii_digit() {
            out.push(NUMBER);
            rest.find(|c: char| !is_of_name(c) && c != '.' && c != ':').unwrap_or(rest.len())
        } else {
            out.push(c);
            c.len_utf8()
        };
        let (before, after) = rest.split_at_checked(len).unwrap_or((rest, ""));
        is_in_word = before.chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric());
        rest = after;
    }
    out
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-'
}

/// How much of the beginning is the pod's name, with its namespace if that stands beside it as kubelets write them.
fn own_name(text: &str, diagnosis: &Diagnosis) -> Option<usize> {
    let (namespace, pod) = (&*diagnosis.namespace, &*diagnosis.pod);
    if pod.is_empty() {
        return None;
    }
    let before = text.strip_prefix(namespace).and_then(|rest| rest.strip_prefix('/'));
    let rest = before.and_then(|rest| rest.strip_prefix(pod)).or_else(|| {
        let rest = text.strip_prefix(pod)?;
        Some(rest.strip_prefix('_').and_then(|rest| rest.strip_prefix(namespace)).unwrap_or(rest))
    })?;
    let is_whole = !rest.starts_with(|c: char| c.is_ascii_alphanumeric());
    is_whole.then(|| text.len().saturating_sub(rest.len()))
}

/// How much of the beginning is a UID, or a hash or the beginning of one.
fn identity(text: &str) -> Option<usize> {
    let len = text.bytes().take(LONGEST_IDENTITY + 1).take_while(|byte| is_of_name((*byte).into())).count();
    let word = text.get(..len).filter(|word| word.len() <= LONGEST_IDENTITY)?;
    let is_hash = |word: &str| word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_uid = word.split('-').map(str::len).eq([8, 4, 4, 4, 12]) && word.split('-').all(is_hash);
    (is_uid || word.len() >= SHORTEST_IDENTITY && is_hash(word)).then_some(len)
}
