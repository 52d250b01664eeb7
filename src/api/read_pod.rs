//! Reads pods and their specs.
//!
//! A decoder looks at what it decodes: of another kind of object, and of one level too high or too low, nothing would
//! be read, and who asks for its images would be told that there are none.

use alloc::format;
use alloc::string::String;

use serde::de::{Deserialize, Deserializer, IgnoredAny};

use super::group::is_core;
use super::object::{Field, Part, read_checked};
use super::pod::{Metadata, Pod, PodSpec};
use super::pod_status::PodStatus;
use crate::terminal::Shortened;

/// The fields of a pod, and those that show that it is not one.
#[derive(Default, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Document {
    #[serde(deserialize_with = "Field::read")]
    api_version: String,
    #[serde(deserialize_with = "Field::read")]
    kind: String,
    items: Option<IgnoredAny>,
    #[serde(deserialize_with = "Field::read")]
    metadata: Metadata,
    #[serde(deserialize_with = "Field::read")]
    spec: PodSpec,
    #[serde(deserialize_with = "Field::read")]
    status: PodStatus,
}

impl Part for Document {
    const NAME: &'static str = "Pod";

    fn read_fields<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }
}

/// Reads an object of kind `Pod`, also where `kind` is left out.
impl<'de> Deserialize<'de> for Pod {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let problem = |document: &Document| {
            let Document { api_version, kind, items, spec, .. } = document;
            if !matches!(kind.as_str(), "" | "Pod") {
                Some(format!("expected kind Pod, found {}", Shortened(kind)))
            } else if !is_core(api_version) {
                Some(format!("expected kind Pod, found \"Pod\" of {}", Shortened(api_version)))
            } else if items.is_some() {
                Some("items in an object of kind Pod".into())
            } else {
                (!spec.has_containers()).then(|| "a pod without containers".into())
            }
        };
        let Document { metadata, spec, status, .. } = read_checked(deserializer, problem)?;
        Ok(Self { metadata, spec, status })
    }
}

impl<'de> Deserialize<'de> for PodSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let problem = |spec: &Self| (!spec.has_containers()).then(|| "a pod spec without containers".into());
        read_checked(deserializer, problem)
    }
}

impl PodSpec {
    /// The API requires one (`validateContainers`); an update of ephemeral containers alone has none of the others.
    pub(crate) const fn has_containers(&self) -> bool {
        !self.containers.is_empty()
    }
}
