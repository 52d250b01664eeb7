//! Which request to repeat, to see what the node saw: that of the message, without what may be secret in it.

use alloc::format;
use alloc::string::{String, ToString};

use super::Diagnosis;
use crate::cause::{Details, deciding_endpoint};
use crate::reference::Reference;
use crate::reference::normalize::api_host;
use crate::terminal::Redacted;

/// The place that a request goes to, and what it is for: equal ones are one request.
pub(super) type Requested<'d> = (Option<&'d str>, &'d str, &'d str);

/// What [`request_of`] makes a request from, where it is sure to make one of it for a pod's own image.
pub(super) fn requested(diagnosis: &Diagnosis) -> Option<Requested<'_>> {
    let found = diagnosis.cause.as_ref()?;
    let image = diagnosis.image.reference().filter(|image| image.endpoint().is_ok())?;
    let is_listed = found.message.as_deref().is_some_and(|message| deciding_endpoint(message).is_some());
    let host = found.details.host.as_deref().unwrap_or_default();
    let is_sure = !is_listed && diagnosis.sandbox().is_none() && (host.is_empty() || is_host(host));
    is_sure.then_some((found.details.url.as_deref(), host, image.domain()))
}

/// The URL of the request that decided, by the message, or else that of the API of who was asked.
pub(super) fn request_of(diagnosis: &Diagnosis) -> Option<String> {
    let found = diagnosis.cause.as_ref()?;
    let message = found.message.as_deref().unwrap_or_default();
    // Where mirrors were asked too, the error of the one that has to be seen to tells of its request.
    let (url, host) = match deciding_endpoint(message) {
        Some(asked) => (Details::of(asked.message()).url.map(|url| url.value), asked.host()),
        None => (found.details.url.as_deref(), found.details.host.as_deref().unwrap_or_default()),
    };
    url.and_then(repeatable).or_else(|| api_of(diagnosis, host))
}

/// A request as anybody may make it: without user and password, and of what is asked only the namespace, by which a
/// mirror of containerd knows the registry that is meant.
fn repeatable(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https"))?;
    let rest = rest.split('#').next()?;
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = place.split_once('/').unwrap_or((place, ""));
    let host = authority.rsplit('@').next().filter(|host| !host.is_empty())?;
    let namespace = query.split('&').find(|parameter| parameter.starts_with("ns="));
    let namespace = namespace.map(|parameter| format!("?{parameter}")).unwrap_or_default();
    let url = format!("{scheme}://{host}/{path}{namespace}");
    // What was cut off, or holds a secret, is not a request that can be made again.
    let is_whole = is_host(host) && path.bytes().all(is_plain_in_path) && !url.ends_with("...");
    (is_whole && Redacted(&url).to_string() == url).then_some(url)
}

/// Whether `curl` takes it for one host: braces would be several.
fn is_host(host: &str) -> bool {
    host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:_[]".contains(&byte))
}

/// What a path of the distribution specification may hold, escapes included.
fn is_plain_in_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"/.-_:~%+=@,".contains(&byte)
}

/// The root of an API: that of the image's own registry as runtimes ask it, and of any other host by HTTPS.
fn api_of(diagnosis: &Diagnosis, host: &str) -> Option<String> {
    // A sandbox has an image of its own, from another registry as a rule.
    let sandbox = diagnosis.sandbox().map(|sandbox| Reference::parse(&sandbox.image).ok());
    let image = match &sandbox {
        Some(image) => image.as_ref(),
        None => diagnosis.image.reference(),
    };
    let is_own =
        |host: &str| image.is_some_and(|image| host == image.domain() || host == api_host(image.domain()));
    if host.is_empty() || is_own(host) {
        return Some(image?.endpoint().ok()?.base_url());
    }
    is_host(host).then(|| format!("https://{}/v2/", api_host(host)))
}
