//! The endpoints that were asked one after the other, each with what it answered.

use super::classify::read;
use super::verdict::Verdict;

/// An endpoint that a runtime asked in vain, and why.
///
/// ```
/// use pullspec::Cause;
/// use pullspec::cause::failed_endpoints;
/// let message = "(Mirrors also failed: [m.example/a:1: manifest unknown]): r.example/a:1: no basic auth credentials";
/// let first = failed_endpoints(message).next().ok_or("none")?;
/// assert_eq!((first.endpoint(), first.verdict().cause()), ("m.example/a:1", Cause::TagNotFound));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FailedEndpoint<'m> {
    endpoint: &'m str,
    message: &'m str,
    is_mirror: bool,
}

impl<'m> FailedEndpoint<'m> {
    /// What was asked for there: host, repository, and tag or digest.
    #[must_use]
    pub const fn endpoint(&self) -> &'m str {
        self.endpoint
    }

    /// What the endpoint answered, or why it did not.
    #[must_use]
    pub const fn message(&self) -> &'m str {
        self.message
    }

    /// Whether it is a mirror and not the registry that the image names.
    #[must_use]
    pub const fn is_mirror(&self) -> bool {
        self.is_mirror
    }

    /// Reads the cause of this endpoint's own error.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        read(self.message)
    }
}

/// Returns the endpoints that containers/image lists where it asked mirrors before the registry itself.
///
/// They come in the order in which they were asked: `(Mirrors also failed: [a: …] [b: …]): origin: …`
/// (`docker/docker_image_src.go`). Nothing for every other message.
///
/// ```
/// use pullspec::Cause;
/// use pullspec::cause::failed_endpoints;
/// let message = "initializing source docker://r.example/a:1: (Mirrors also failed: [m.example/a:1: pinging container \
///     registry m.example: Get \"https://m.example/v2/\": dial tcp: lookup m.example: no such host]): r.example/a:1: \
///     reading manifest 1 in r.example/a: manifest unknown";
/// let causes: Vec<_> = failed_endpoints(message).map(|one| (one.endpoint(), one.verdict().cause())).collect();
/// assert_eq!(causes, [("m.example/a:1", Cause::DnsFailure), ("r.example/a:1", Cause::TagNotFound)]);
/// ```
pub fn failed_endpoints(message: &str) -> impl Iterator<Item = FailedEndpoint<'_>> {
    const INTRODUCTION: &str = "(Mirrors also failed: ";
    let (_, list) = message.split_once(INTRODUCTION).unwrap_or_default();
    let mut rest = Some(list);
    core::iter::from_fn(move || {
        let list = rest?.trim_start_matches([' ', '\n']);
        if let Some(inside) = list.strip_prefix('[') {
            let length = closing_bracket(inside)?;
            let (member, after) = inside.split_at_checked(length)?;
            rest = after.get(1..);
            return split(member, true);
        }
        rest = None;
        let origin = list.strip_prefix("): ")?;
        // CRI-O goes on with its second try, which is about artifacts.
        split(origin.split("; artifact err:").next()?, false)
    })
}

/// An endpoint's name ends at the first colon before a blank.
fn split(member: &str, is_mirror: bool) -> Option<FailedEndpoint<'_>> {
    let (endpoint, message) = member.split_once(": ")?;
    Some(FailedEndpoint { endpoint, message, is_mirror })
}

/// Where the bracket closes that was opened before the text.
fn closing_bracket(text: &str) -> Option<usize> {
    let mut depth = 1_usize;
    text.bytes().position(|byte| {
        match byte {
            b'[' => depth += 1,
            b']' => depth -= 1,
            _ => {}
        }
        depth == 0
    })
}
