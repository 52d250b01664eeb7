//! An [`Endpoint`] as data: its parts, each checked when it is read.

use alloc::borrow::Cow;

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

use crate::registry::{Endpoint, EndpointParts, Scheme};

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
}

impl Serialize for Endpoint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let EndpointParts { scheme, host, root, registry, repository, version, is_mirror } = self.parts();
        let [host, root, registry, repository, reference] =
            [host, root, registry, repository, version].map(Cow::Borrowed);
        Written { scheme, host, root, registry, repository, reference, is_mirror }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Endpoint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(deserializer)?;
        let parts = EndpointParts {
            scheme: written.scheme,
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
