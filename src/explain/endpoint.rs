//! Who was asked for an image and failed.

use alloc::{string::String, vec::Vec};
use core::fmt;

use super::{Diagnosis, ImageMeaning};
use crate::cause::{Cause, deciding_endpoint, failed_endpoints};
use crate::reference::PodImage;

/// A registry or mirror that was asked for an image and failed.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pod, explain_pod};
/// use pullspec::explain::ExplainContext;
/// let pod: Pod = serde_json::from_str(
///     r#"{"spec": {"containers": [{"name": "app", "image": "ghcr.io/team/app:1"}]}, "status": {"containerStatuses": [{
///         "name": "app", "state": {"waiting": {"reason": "ErrImagePull", "message": "failed to do request: Head \"https://cache.example.com/v2/team/app/manifests/1\": dial tcp 10.0.0.7:443: connect: connection refused"}}}]}}"#,
/// )?;
/// let found = &explain_pod(&pod, &ExplainContext::new())[0];
/// assert_eq!(found.endpoints()[0].host, "cache.example.com");
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct AskedEndpoint {
    /// The host, with a port if one was written, as the message names it.
    pub host: String,
    /// Whether it is a mirror: `false` if it is the image's own registry. `None` if the message does not tell.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub mirror: Option<bool>,
    /// Its own trouble, where the message lists several endpoints, each with its error.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub cause: Option<Cause>,
}

/// `m.example, a mirror: auth_required`.
impl fmt::Display for AskedEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mirror = if self.mirror == Some(true) { ", a mirror" } else { "" };
        super::print::write_line(f, format_args!("{}{mirror}", self.host))?;
        match self.cause {
            Some(cause) => write!(f, ": {cause}"),
            None => Ok(()),
        }
    }
}

impl Diagnosis {
    /// Returns who was asked for the image and failed, in the order of the message: mirrors, then the image's own
    /// registry, as far as the message names them.
    #[must_use]
    pub fn endpoints(&self) -> Vec<AskedEndpoint> {
        let Some(found) = &self.cause else { return Vec::new() };
        let listed = found.message.as_deref().into_iter().flat_map(failed_endpoints);
        let mut endpoints: Vec<_> = listed
            .filter_map(|asked| {
                let (host, cause) = (asked.host(), Some(asked.verdict().cause()));
                if host.is_empty() {
                    return None;
                }
                Some(AskedEndpoint { host: host.into(), mirror: Some(asked.is_mirror()), cause })
            })
            .collect();
        if endpoints.is_empty()
            && let Some(host) = &found.details.host
        {
            endpoints.push(AskedEndpoint {
                host: host.clone(),
                mirror: found.details.via_mirror,
                cause: None,
            });
        }
        endpoints.dedup();
        endpoints
    }

    /// Whether the message lists who was asked, each with its error.
    pub(super) fn lists_endpoints(&self) -> bool {
        let message = self.cause.as_ref().and_then(|found| found.message.as_deref());
        message.is_some_and(|message| failed_endpoints(message).next().is_some())
    }

    /// The host that a message names which lists none, and whether it is a mirror.
    pub(super) fn named_endpoint(&self) -> Option<(&str, Option<bool>)> {
        let details = &self.cause.as_ref()?.details;
        Some((details.host.as_deref()?, details.via_mirror))
    }

    /// Returns whose error decided: the mirror or registry that has to be seen to, or where the message names none, the
    /// registry of the image that could not be had, which may be the sandbox's.
    pub(super) fn asked(&self) -> Option<String> {
        let named = self.cause.as_ref().and_then(|found| {
            let listed = found.message.as_deref().and_then(deciding_endpoint);
            let listed = listed.map(|asked| asked.host()).filter(|host| !host.is_empty());
            listed.map(String::from).or_else(|| found.details.host.clone())
        });
        named.or_else(|| match self.sandbox() {
            Some(sandbox) => {
                Some(ImageMeaning::of(PodImage::new(&*sandbox.image)).reference()?.domain().into())
            }
            None => self.image.reference().map(|image| image.domain().into()),
        })
    }
}
