//! Messages of containers/image.

use alloc::vec;
use alloc::vec::Vec;

use super::answer::{Answer, Answers};
use super::value::{Failure, Proof};
use crate::registry::node::containers_image::parse_reference;

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
    // Only where every source has its error is it known which is whose; and an error that names another source's image was
    // said under another configuration.
    if proof.failures.len() == hosts.len()
        && proof.failures.iter().zip(hosts).all(|(failure, host)| can_be_of(failure, host))
    {
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

/// Whether an error names no image, or one of this host, where it says which it asked for.
fn can_be_of(failure: &Failure<'_>, host: &str) -> bool {
    let asked = ["reading manifest ", "fetching manifest "].into_iter().find_map(|marker| {
        let (_, rest) = failure.error.split_once(marker)?;
        let (_, name) = rest.split_once(" in ")?;
        name.split_once(": ").map(|(name, _)| name)
    });
    let named = [Some(failure.reference).filter(|reference| !reference.is_empty()), asked];
    named.into_iter().flatten().all(|name| belongs(name, host))
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
