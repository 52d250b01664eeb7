//! The endpoints that were asked one after the other, each with what it answered.

use super::classify::{self, urgency};
use super::kind::{CauseGroup, Transience};
use super::taxonomy::Cause;
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
    /// How many bytes of the whole message are left where its own begins.
    left: usize,
}

impl<'m> FailedEndpoint<'m> {
    /// What was asked for there: host, repository, and tag or digest.
    #[must_use]
    pub const fn endpoint(&self) -> &'m str {
        self.endpoint
    }

    /// The host that was asked, with a port if one was written; empty where the message names none.
    #[must_use]
    pub fn host(&self) -> &'m str {
        self.endpoint.split('/').next().unwrap_or_default()
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
        classify::read(self.message, |_, verdict| verdict)
    }

    /// Where its message begins in the one that lists it.
    fn start_in(&self, whole: &str) -> usize {
        whole.len().saturating_sub(self.left)
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
    let mut rest = list_of_mirrors(message);
    core::iter::from_fn(move || {
        let list = after_blanks(rest?);
        if let Some(inside) = list.strip_prefix('[') {
            let length = closing_bracket(inside)?;
            let (member, after) = inside.split_at_checked(length)?;
            rest = after.get(1..);
            return split(member, true, after.len());
        }
        rest = None;
        let origin = after_blanks(list.strip_prefix("):")?);
        // CRI-O goes on with its second try, which is about artifacts.
        let own = origin.split("; artifact err:").next()?;
        split(own, false, origin.len().saturating_sub(own.len()))
    })
}

/// Returns the one of the [`failed_endpoints`] whose error decides.
///
/// That is the registry itself, unless a retry may end its trouble and a mirror's cannot end by itself: then it is the
/// mirror whose trouble calls first for a repair. A mirror that lacks the image has no trouble of its own, since mirrors
/// need not have everything. `None` where the message lists none.
///
/// ```
/// use pullspec::Cause;
/// use pullspec::cause::deciding_endpoint;
/// let message = "(Mirrors also failed: [m.example/a:1: reading manifest 1 in m.example/a: authentication required]): \
///     r.example/a:1: pinging container registry r.example: Get \"https://r.example/v2/\": dial tcp 192.0.2.1:443: i/o timeout";
/// let asked = deciding_endpoint(message).ok_or("none")?;
/// assert_eq!((asked.endpoint(), asked.verdict().cause()), ("m.example/a:1", Cause::AuthRequired));
/// # Ok::<(), &str>(())
/// ```
#[must_use]
pub fn deciding_endpoint(message: &str) -> Option<FailedEndpoint<'_>> {
    deciding(message, |_| {}).map(|(endpoint, _)| endpoint)
}

/// The endpoint that decides and its verdict; the cause of each is handed out.
fn deciding(message: &str, mut each: impl FnMut(Cause)) -> Option<(FailedEndpoint<'_>, Verdict)> {
    let (mut mirror, mut origin) = (None, None);
    for endpoint in failed_endpoints(message) {
        let verdict = endpoint.verdict();
        each(verdict.cause());
        if !endpoint.is_mirror {
            origin = Some((endpoint, verdict));
        } else if needs_repair(&verdict)
            && mirror
                .as_ref()
                .is_none_or(|(_, known): &(_, Verdict)| urgency(verdict.cause()) < urgency(known.cause()))
        {
            mirror = Some((endpoint, verdict));
        }
    }
    let decides = |(_, verdict): &(_, Verdict)| verdict.transience() == Transience::Permanent;
    if origin.as_ref().is_some_and(decides) { origin } else { mirror.or(origin) }
}

fn needs_repair(verdict: &Verdict) -> bool {
    verdict.transience() == Transience::Permanent && verdict.group() != CauseGroup::NotFound
}

/// Reads the cause out of any text that wraps or is a runtime's error, the endpoints that it may list each on its own.
pub(crate) fn read(message: &str) -> Verdict {
    // Lists of mirrors are remarks.
    classify::read(message, with_endpoints)
}

/// The verdict on a message that lists endpoints: that of the one which decides, with the causes of the others.
/// `whole` is the verdict without that, where the registry itself decides.
#[cold]
fn with_endpoints(message: &str, whole: Verdict) -> Verdict {
    let mut causes = Verdict::NO_DETAIL;
    let mut verdict = match deciding(message, |cause| causes.add(cause)) {
        Some((endpoint, own)) if endpoint.is_mirror => {
            let mut verdict = own.moved(endpoint.start_in(message));
            verdict.add(whole.cause());
            verdict
        }
        _ => whole,
    };
    for other in causes.alternates().iter().chain(whole.alternates()) {
        verdict.add(*other);
    }
    verdict
}

/// What follows `(Mirrors also failed: `, folded or not.
fn list_of_mirrors(message: &str) -> Option<&str> {
    let mut rest = message;
    while let Some((_, after)) = rest.split_once("(Mirrors") {
        rest = after;
        let words =
            ["also", "failed:"].iter().try_fold(after, |text, word| after_blanks(text).strip_prefix(word));
        if words.is_some() {
            return words;
        }
    }
    None
}

/// The text without the blanks and line breaks before it, also those that a log writes as two signs.
fn after_blanks(mut text: &str) -> &str {
    loop {
        let trimmed = text.trim_ascii_start();
        match trimmed.trim_start_matches('\\').strip_prefix('n') {
            Some(after) if trimmed.starts_with('\\') => text = after,
            _ => return trimmed,
        }
    }
}

/// An endpoint's name ends at the first colon before a blank; `after` bytes follow the member.
fn split(member: &str, is_mirror: bool, after: usize) -> Option<FailedEndpoint<'_>> {
    let is_end = |(at, _): &(usize, &str)| member.as_bytes().get(at + 1).is_some_and(u8::is_ascii_whitespace);
    let (at, _) = member.match_indices(':').find(is_end)?;
    let (endpoint, rest) = member.split_at_checked(at)?;
    let message = rest.get(1..)?.trim_ascii_start();
    Some(FailedEndpoint { endpoint, message, is_mirror, left: message.len().saturating_add(after) })
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
