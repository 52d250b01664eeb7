//! Who was asked for an image and failed.

use alloc::{string::String, vec::Vec};

use super::Diagnosis;
use crate::cause::failed_endpoints;

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
                let host = asked.endpoint().split('/').next().filter(|host| !host.is_empty())?;
                Some(AskedEndpoint { host: host.into(), mirror: Some(asked.is_mirror()) })
            })
            .collect();
        if endpoints.is_empty()
            && let Some(host) = &found.details.host
        {
            endpoints.push(AskedEndpoint { host: host.clone(), mirror: found.details.via_mirror });
        }
        endpoints.dedup();
        endpoints
    }
}
