//! Messages of containerd's resolver.

use alloc::vec;
use alloc::vec::Vec;

use super::answer::{Answer, Answers};
use super::value::Proof;
use crate::reference::normalize::api_host;

/// What kind of error containerd shows.
enum ResolverError<'m> {
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
    match resolver_error(image, message) {
        ResolverError::Unknown => {}
        // Of weight 1 is the first host's error: any heavier one, of whatever host, would be shown instead.
        ResolverError::Authorization => {
            fill(&mut proof, Answers::LIGHT);
            proof.about = all().take(1).collect();
        }
        ResolverError::Request { method: "Head", url } => {
            fill(&mut proof, Answers::LIGHT);
            match places(hosts, url).first() {
                // The first host redirects to one that is not in the list, so it did answer, if that is an answer.
                None => proof.about = all().take(1).collect(),
                Some(&place) => {
                    proof.about = vec![place];
                    // Those before it were left out, or one of them redirects to this host.
                    let unclear = Answers::LIGHT.or(Answer::NotAsked);
                    (0..place).for_each(|before| proof.set(before, unclear));
                    proof.set(place, if place == 0 { Answers::NO_ANSWER } else { unclear });
                }
            }
        }
        // After a HEAD that was answered, an error of the GET ends it all.
        ResolverError::Request { url, .. } => {
            proof.about = places(hosts, url);
            let answers = Answers::of(&[Answer::NoAnswer, Answer::Refused, Answer::Served]);
            ends(&mut proof, answers);
        }
        ResolverError::Status { method, url, status } => {
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
        ResolverError::NotFound => {
            fill(&mut proof, if hosts.len() == 1 { Answers::ABSENT } else { Answers::FAILED });
            proof.about = all().collect();
        }
        ResolverError::TooLarge => {
            fill(&mut proof, if hosts.len() == 1 { Answers::of(&[Answer::Served]) } else { Answers::ASKED });
            proof.about = all().collect();
        }
        ResolverError::BadDigestHeader => {
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
        let later = Answers::FAILED.or(Answer::NotAsked);
        (place + 1..proof.possible.len()).for_each(|after| proof.set(after, later));
    }
}

fn resolver_error<'m>(image: &str, message: &'m str) -> ResolverError<'m> {
    // What a registry says follows after a line feed, and may hold anything.
    let line = message.lines().next().unwrap_or_default();
    let after = |marker: &str| line.find(marker).and_then(|at| line.get(at + marker.len()..));
    if after("failed to authorize").is_some()
        || after("pull access denied, repository does not exist").is_some()
    {
        return ResolverError::Authorization;
    }
    if let Some(rest) = after("unexpected status from ") {
        let read = || {
            let (method, rest) = rest.split_once(" request to ")?;
            let (url, status) = rest.split_once(": ").filter(|(url, _)| url.contains("://"))?;
            let status = status.get(..3)?.parse().ok()?;
            Some(ResolverError::Status { method, url, status })
        };
        return read().unwrap_or(ResolverError::Unknown);
    }
    if let Some(rest) = after("failed to do request: ") {
        let read = || {
            let (method, rest) = rest.split_once(" \"")?;
            let (url, _) = rest.split_once('"')?;
            Some(ResolverError::Request { method, url })
        };
        return read().unwrap_or(ResolverError::Unknown);
    }
    if after(" in header not a valid digest").is_some() {
        return ResolverError::BadDigestHeader;
    }
    let Some(rest) = line.strip_suffix(": not found").and_then(|rest| rest.strip_suffix(image)) else {
        return ResolverError::Unknown;
    };
    if rest.ends_with(" byte manifest for ") { ResolverError::TooLarge } else { ResolverError::NotFound }
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
