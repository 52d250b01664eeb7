//! An [`Endpoint`] as data: its parts, each checked when it is read.

use alloc::borrow::Cow;

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

use crate::registry::{Endpoint, EndpointParts, Scheme, Schemes};

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written<'a> {
    scheme: Scheme,
    host: Cow<'a, str>,
    root: Cow<'a, str>,
    registry: Cow<'a, str>,
    repository: Cow<'a, str>,
    /// The tag or the digest, as the distribution specification calls them together.
    reference: Cow<'a, str>,
    #[serde(default)]
    is_mirror: bool,
    /// Whether HTTP is tried after HTTPS.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    http_fallback: bool,
}

impl Serialize for Endpoint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let EndpointParts { schemes, host, root, registry, repository, version, is_mirror } = self.parts();
        let [host, root, registry, repository, reference] =
            [host, root, registry, repository, version].map(Cow::Borrowed);
        let (scheme, http_fallback) = (schemes.first(), schemes.second().is_some());
        Written { scheme, host, root, registry, repository, reference, is_mirror, http_fallback }
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Endpoint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(deserializer)?;
        let schemes = match (written.scheme, written.http_fallback) {
            (Scheme::Https, true) => Schemes::HttpsThenHttp,
            (scheme, false) => scheme.into(),
            (Scheme::Http, true) => return Err(D::Error::custom("http cannot fall back to http")),
        };
        let parts = EndpointParts {
            schemes,
            host: &written.host,
            root: &written.root,
            registry: &written.registry,
            repository: &written.repository,
            version: &written.reference,
            is_mirror: written.is_mirror,
        };
        Self::from_parts(&parts).ok_or_else(|| D::Error::custom("not the parts of an endpoint"))
    }
}
