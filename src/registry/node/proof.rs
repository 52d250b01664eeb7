//! What a runtime's message proves of the endpoints it asked: which one it is about, and what the silent ones can have
//! answered.
//!
//! containerd shows one error of all hosts: the first of the highest weight (`core/remotes/docker/resolver.go`, 2.x).
//! No answer, and a failed authorization, weigh 1; 404 weighs 2; any other refusal 3; a manifest that is too large 4.
//! containers/image shows every source's error in one text (`docker/docker_image_src.go`).
//!
//! ```
//! use pullspec::registry::node::proof::{Answer, containerd};
//!
//! let hosts = ["mirror.example", "quay.io"];
//! let proof = containerd("quay.io/team/app:1", &hosts, "quay.io/team/app:1: not found");
//! // Neither host served the image and none said 403 or 500; which of them said 404 is not known.
//! assert_eq!(proof.about(), [0, 1]);
//! assert!(!proof.possible()[0].contains(Answer::Served));
//! ```

use alloc::vec;
use alloc::vec::Vec;

use super::containers_image::parse_reference;
use crate::reference::normalize::api_host;

/// What an endpoint can have done.
///
/// ```
/// use pullspec::registry::node::proof::Answer;
/// assert_eq!(Answer::NoAnswer.as_str(), "no_answer");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(
    clippy::exhaustive_enums,
    reason = "Closed: a request is not made, not answered, or answered in one of three ways"
)]
pub enum Answer {
    /// It was never asked.
    NotAsked,
    /// No HTTP answer came: name, connection, TLS or a time-out.
    NoAnswer,
    /// It said that it does not have it (404).
    NotFound,
    /// It answered with another refusal, a failed authorization included.
    Refused,
    /// It served it.
    Served,
}

impl Answer {
    /// All of them.
    ///
    /// ```
    /// assert_eq!(pullspec::registry::node::proof::Answer::ALL[4].as_str(), "served");
    /// ```
    pub const ALL: [Self; 5] = [Self::NotAsked, Self::NoAnswer, Self::NotFound, Self::Refused, Self::Served];

    /// Returns a stable name in snake case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotAsked => "not_asked",
            Self::NoAnswer => "no_answer",
            Self::NotFound => "not_found",
            Self::Refused => "refused",
            Self::Served => "served",
        }
    }
}

/// A set of [`Answer`]s: those that a message leaves possible.
///
/// ```
/// use pullspec::registry::node::proof::{Answer, Answers};
/// let silent = Answers::of(&[Answer::NoAnswer, Answer::Refused]);
/// assert!(silent.contains(Answer::Refused) && !silent.contains(Answer::Served));
/// assert!(silent.iter().eq([Answer::NoAnswer, Answer::Refused]));
/// assert_eq!(silent.to_string(), "no answer or refused");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Answers(u8);

impl Answers {
    /// All of them: nothing is known.
    pub const ANY: Self = Self::of(&Answer::ALL);
    const REFUSED: Self = Self::of(&[Answer::Refused]);
    const NO_ANSWER: Self = Self::of(&[Answer::NoAnswer]);
    /// Whatever weighs 1 in containerd.
    const LIGHT: Self = Self::of(&[Answer::NoAnswer, Answer::Refused]);
    /// A registry that refuses HEAD (405) is asked again by GET, and only that answer shows: a 404 excludes no refusal.
    const ABSENT: Self = Self::of(&[Answer::NotFound, Answer::Refused]);
    const FAILED: Self = Self::of(&[Answer::NoAnswer, Answer::NotFound, Answer::Refused]);
    const ASKED: Self = Self::of(&[Answer::NoAnswer, Answer::NotFound, Answer::Refused, Answer::Served]);

    /// Makes a set.
    #[must_use]
    pub const fn of(answers: &[Answer]) -> Self {
        let mut bits = 0;
        let mut rest = answers;
        while let [first, others @ ..] = rest {
            bits |= 1 << *first as u8;
            rest = others;
        }
        Self(bits)
    }

    /// Whether an answer is in the set.
    #[must_use]
    pub const fn contains(self, answer: Answer) -> bool {
        self.0 & (1 << answer as u8) != 0
    }

    /// Returns the answers in the set.
    pub fn iter(self) -> impl Iterator<Item = Answer> {
        Answer::ALL.into_iter().filter(move |&answer| self.contains(answer))
    }
}

/// What one message proves.
///
/// ```
/// use pullspec::registry::node::proof::{Answer, Answers, containerd};
/// let hosts = ["mirror.example", "quay.io"];
/// let proof = containerd("quay.io/app:1", &hosts, "context deadline exceeded");
/// // The message names no host and no answer: nothing is known.
/// assert!(proof.about().is_empty());
/// assert_eq!(proof.possible(), [Answers::ANY, Answers::ANY]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof<'m> {
    about: Vec<usize>,
    possible: Vec<Answers>,
    failures: Vec<Failure<'m>>,
}

/// One source's error in a message of containers/image.
///
/// ```
/// use pullspec::registry::node::proof::containers_image;
/// let message = "(Mirrors also failed: [mirror.example/app:1: reading manifest 1 in mirror.example/app: manifest \
///     unknown]): quay.io/app:1: reading manifest 1 in quay.io/app: unauthorized";
/// let proof = containers_image(&["mirror.example", "quay.io"], message);
/// let first = proof.failures()[0];
/// assert_eq!(first.reference, "mirror.example/app:1");
/// assert_eq!(first.error, "reading manifest 1 in mirror.example/app: manifest unknown");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure<'m> {
    /// The reference that was asked for there. Empty if the message has one error only and the host is not known.
    pub reference: &'m str,
    /// The error's text; [`classify`](crate::waiting::classify) reads its cause.
    pub error: &'m str,
}

impl core::fmt::Display for Answers {
    /// What can be, in words: `no answer or refused`.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        if *self == Self::ANY {
            return f.pad("nothing is known");
        }
        let words: Vec<_> = self.iter().map(|answer| answer.as_str().replace('_', " ")).collect();
        f.pad(&words.join(" or "))
    }
}

impl<'m> Proof<'m> {
    pub(super) fn nothing(hosts: usize) -> Self {
        Self { about: Vec::new(), possible: vec![Answers::ANY; hosts], failures: Vec::new() }
    }

    /// Returns the places in the list of hosts of those that the message can be about: one where it names one or where
    /// only one can have said it, more where it is one of them, none where nothing is known.
    #[must_use]
    pub fn about(&self) -> &[usize] {
        &self.about
    }

    /// Returns for each host what it can have answered.
    #[must_use]
    pub fn possible(&self) -> &[Answers] {
        &self.possible
    }

    /// Returns the sources' errors in order. Only containers/image reports them.
    #[must_use]
    pub fn failures(&self) -> &[Failure<'m>] {
        &self.failures
    }

    /// The same where the hosts stand at these places of a longer list, the others of which were not asked.
    pub(super) fn spread(self, places: &[usize], length: usize) -> Self {
        let mut possible = vec![Answers::of(&[Answer::NotAsked]); length];
        for (&place, answers) in places.iter().zip(self.possible) {
            if let Some(entry) = possible.get_mut(place) {
                *entry = answers;
            }
        }
        let about = self.about.iter().filter_map(|&host| places.get(host).copied()).collect();
        Self { about, possible, failures: self.failures }
    }

    fn set(&mut self, place: usize, answers: Answers) {
        if let Some(entry) = self.possible.get_mut(place) {
            *entry = answers;
        }
    }
}

/// What kind of error containerd shows.
enum Shown<'m> {
    /// A request got no HTTP answer.
    Request {
        method: &'m str,
        url: &'m str,
    },
    /// An HTTP status other than 404.
    Status {
        method: &'m str,
        url: &'m str,
        status: u16,
    },
    Authorization,
    NotFound,
    TooLarge,
    BadDigestHeader,
    Unknown,
}

/// Reads a message of containerd's resolver, with or without what CRI puts before it. `hosts` are those that were
/// asked, in order, each `host` or `host:port`.
///
/// ```
/// use pullspec::registry::node::proof::{Answer, containerd};
///
/// let message = "failed to do request: Head \"https://mirror.example/v2/app/manifests/1?ns=quay.io\": EOF";
/// let proof = containerd("quay.io/app:1", &["mirror.example", "quay.io"], message);
/// assert_eq!(proof.about(), [0]);
/// assert!(!proof.possible()[1].contains(Answer::NotFound)); // a 404 would weigh more and be shown
/// ```
#[must_use]
pub fn containerd<'m>(image: &str, hosts: &[&str], message: &'m str) -> Proof<'m> {
    let mut proof = Proof::nothing(hosts.len());
    let all = || 0..hosts.len();
    let fill = |proof: &mut Proof<'_>, answers| all().for_each(|place| proof.set(place, answers));
    match shown(image, message) {
        Shown::Unknown => {}
        // Of weight 1 is the first host's error: any heavier one, of whatever host, would be shown instead.
        Shown::Authorization => {
            fill(&mut proof, Answers::LIGHT);
            proof.about = all().take(1).collect();
        }
        Shown::Request { method: "Head", url } => {
            fill(&mut proof, Answers::LIGHT);
            match places(hosts, url).first() {
                // The first host redirects to one that is not in the list, so it did answer, if that is an answer.
                None => proof.about = all().take(1).collect(),
                Some(&place) => {
                    proof.about = vec![place];
                    // Those before it were left out, or one of them redirects to this host.
                    let unclear = Answers(Answers::LIGHT.0 | 1 << Answer::NotAsked as u8);
                    (0..place).for_each(|before| proof.set(before, unclear));
                    proof.set(place, if place == 0 { Answers::NO_ANSWER } else { unclear });
                }
            }
        }
        // After a HEAD that was answered, an error of the GET ends it all.
        Shown::Request { url, .. } => {
            proof.about = places(hosts, url);
            let answers = Answers::of(&[Answer::NoAnswer, Answer::Refused, Answer::Served]);
            ends(&mut proof, answers);
        }
        Shown::Status { method, url, status } => {
            proof.about = places(hosts, url);
            if method != "HEAD" || status < 400 {
                ends(&mut proof, Answers::of(&[Answer::Refused, Answer::NotFound, Answer::Served]));
            } else {
                fill(&mut proof, Answers::FAILED);
                if let &[place] = &*proof.about {
                    // The round over blobs follows after one over manifests in which it found nothing.
                    let blobs = url.contains("/blobs/");
                    proof.set(place, if blobs { Answers::ABSENT } else { Answers::REFUSED });
                }
            }
        }
        Shown::NotFound => {
            fill(&mut proof, if hosts.len() == 1 { Answers::ABSENT } else { Answers::FAILED });
            proof.about = all().collect();
        }
        Shown::TooLarge => {
            fill(&mut proof, if hosts.len() == 1 { Answers::of(&[Answer::Served]) } else { Answers::ASKED });
            proof.about = all().collect();
        }
        Shown::BadDigestHeader => {
            proof.about = all().collect();
            match hosts.len() {
                1 => proof.set(0, Answers::of(&[Answer::Served])),
                _ => proof.set(0, Answers::ASKED),
            }
        }
    }
    proof
}

/// An error at which the later hosts are not asked any more.
fn ends(proof: &mut Proof<'_>, answers: Answers) {
    if let &[place] = &*proof.about {
        (0..place).for_each(|before| proof.set(before, Answers::FAILED));
        proof.set(place, answers);
        let later = Answers(Answers::FAILED.0 | 1 << Answer::NotAsked as u8);
        (place + 1..proof.possible.len()).for_each(|after| proof.set(after, later));
    }
}

fn shown<'m>(image: &str, message: &'m str) -> Shown<'m> {
    // What a registry says follows after a line feed, and may hold anything.
    let line = message.lines().next().unwrap_or_default();
    let after = |marker: &str| line.find(marker).and_then(|at| line.get(at + marker.len()..));
    if after("failed to authorize").is_some()
        || after("pull access denied, repository does not exist").is_some()
    {
        return Shown::Authorization;
    }
    if let Some(rest) = after("unexpected status from ") {
        let read = || {
            let (method, rest) = rest.split_once(" request to ")?;
            let (url, status) = rest.split_once(": ").filter(|(url, _)| url.contains("://"))?;
            let status = status.get(..3)?.parse().ok()?;
            Some(Shown::Status { method, url, status })
        };
        return read().unwrap_or(Shown::Unknown);
    }
    if let Some(rest) = after("failed to do request: ") {
        let read = || {
            let (method, rest) = rest.split_once(" \"")?;
            let (url, _) = rest.split_once('"')?;
            Some(Shown::Request { method, url })
        };
        return read().unwrap_or(Shown::Unknown);
    }
    if after(" in header not a valid digest").is_some() {
        return Shown::BadDigestHeader;
    }
    let Some(rest) = line.strip_suffix(": not found").and_then(|rest| rest.strip_suffix(image)) else {
        return Shown::Unknown;
    };
    if rest.ends_with(" byte manifest for ") { Shown::TooLarge } else { Shown::NotFound }
}

/// Which hosts a URL can belong to: the same authority, or the same name where the list has no port.
fn places(hosts: &[&str], url: &str) -> Vec<usize> {
    let Some((_, rest)) = url.split_once("://") else { return Vec::new() };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let wanted = |found: &str| {
        let matching = hosts.iter().enumerate().filter(|(_, host)| found == api_host(host));
        matching.map(|(place, _)| place).collect::<Vec<_>>()
    };
    let exact = wanted(authority);
    match authority.rsplit_once(':') {
        Some((name, _)) if exact.is_empty() => wanted(name),
        _ => exact,
    }
}

/// Reads a message of containers/image, with or without what podman or CRI-O put before it. `hosts` are those of the
/// sources, in order.
///
/// ```
/// use pullspec::cause::Cause;
/// use pullspec::registry::node::proof::{Answer, containers_image};
/// use pullspec::waiting::classify;
///
/// let message = "(Mirrors also failed: [mirror.example/app:1: fetching manifest 1 in mirror.example/app: pinging \
///     container registry mirror.example: Get \"https://mirror.example/v2/\": EOF]): quay.io/app:1: reading manifest 1 \
///     in quay.io/app: unauthorized";
/// let proof = containers_image(&["mirror.example", "quay.io"], message);
/// let causes: Vec<Cause> = proof.failures().iter().map(|failure| classify(None, failure.error).cause()).collect();
/// assert_eq!(causes, [Cause::ConnectionReset, Cause::AuthRequired]);
/// assert!(proof.possible()[0].iter().eq([Answer::NoAnswer]));
/// ```
#[must_use]
pub fn containers_image<'m>(hosts: &[&str], message: &'m str) -> Proof<'m> {
    let mut proof = Proof::nothing(hosts.len());
    let parts = sources(hosts, message);
    proof.failures = parts.into_iter().map(|(reference, error)| Failure { reference, error }).collect();
    // Only where every source has its error is it known which is whose.
    if proof.failures.len() == hosts.len() {
        proof.possible = proof.failures.iter().map(|failure| answers(failure.error)).collect();
        proof.about = (0..hosts.len()).collect();
    }
    proof
}

/// The reference and the error of each source.
fn sources<'m>(hosts: &[&str], message: &'m str) -> Vec<(&'m str, &'m str)> {
    const MIRRORS: &str = "(Mirrors also failed: [";
    let Some((_, rest)) = message.split_once(MIRRORS) else {
        return vec![("", message)];
    };
    let mut found = Vec::new();
    let mut rest = rest;
    // An error's text can hold anything, brackets too: an entry ends where the next host's reference begins.
    for next in hosts.iter().map(Some).skip(1).chain([None]) {
        let Some((reference, error)) = split_reference(rest) else { break };
        let Some(next) = next else {
            found.push((reference, error));
            break;
        };
        let begins = |separator: &str| {
            error.match_indices(separator).find_map(|(at, _)| {
                let after = error.get(at + separator.len()..)?;
                let (reference, _) = split_reference(after)?;
                belongs(reference, next).then_some((error.get(..at)?, after))
            })
        };
        let last = found.len() + 2 >= hosts.len();
        let Some((error, after)) = begins(if last { "]): " } else { "]\n[" }) else { break };
        found.push((reference, error));
        rest = after;
    }
    found
}

/// A reference and what follows it. Looks no further than the longest reference goes.
fn split_reference(text: &str) -> Option<(&str, &str)> {
    const LONGEST: usize = 640;
    let head = text.char_indices().nth(LONGEST).map_or(Some(text), |(at, _)| text.get(..at))?;
    let (reference, _) = head.split_once(": ")?;
    parse_reference(reference).ok()?;
    Some((reference, text.get(reference.len() + 2..)?))
}

fn belongs(reference: &str, host: &str) -> bool {
    reference.strip_prefix(host).is_some_and(|rest| rest.starts_with(['/', ':']))
}

/// What one source's error says of its answer.
fn answers(error: &str) -> Answers {
    let after = |marker: &str| error.split_once(marker).map(|(_, rest)| rest);
    if let Some(rest) = after("pinging container registry ") {
        let rest = rest.split_once(": ").map_or("", |(_, rest)| rest);
        return match rest {
            _ if rest.starts_with("Get \"") => Answers::NO_ANSWER,
            _ if rest.starts_with("StatusCode: 404") => Answers::ABSENT,
            _ => Answers::REFUSED,
        };
    }
    if after("reading manifest body ").is_some() {
        return Answers::of(&[Answer::Served]);
    }
    if let Some(rest) =
        after("reading manifest ").and_then(|rest| rest.split_once(": ")).map(|(_, rest)| rest)
    {
        let begins = |words: &[&str]| words.iter().any(|word| rest.starts_with(word));
        return if begins(&[
            "manifest unknown",
            "name unknown",
            "repository name not known",
            "StatusCode: 404",
        ]) {
            Answers::of(&[Answer::NotFound])
        } else if begins(&[
            "StatusCode: ",
            "received unexpected HTTP status",
            "unauthorized",
            "authentication required",
            "denied",
            "requested access to the resource is denied",
            "toomanyrequests",
        ]) {
            Answers::REFUSED
        } else {
            Answers::ABSENT
        };
    }
    match error {
        _ if error.contains(" is blocked in ") => Answers::of(&[Answer::NotAsked]),
        // The ping was answered; then the token server, or the registry itself, failed.
        _ if error.contains("fetching manifest ") => Answers::LIGHT,
        _ => Answers::ANY,
    }
}
