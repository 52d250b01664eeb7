//! Pods as `kubectl get -o json` prints them: one, or a list of them.

use alloc::vec::{self, Vec};
use core::{ops::Deref, slice};

use super::Pod;

/// The pods of a document whose `kind` is `Pod`, `PodList` (what the API server returns) or `List` (what kubectl makes
/// of it).
///
/// A list inside a list is read as its items, as kubectl does. Where `kind` is missing, as in the items of a `PodList`,
/// a document with `items` is a list and one with a `spec` is a pod. Any other kind is an error, also inside a list:
/// a report about pods must not pass over what it cannot read.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::Pods;
///
/// let json = r#"{"apiVersion":"v1","kind":"List","items":[
///     {"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"name":"app","image":"redis:7"}]}}]}"#;
/// let pods: Pods = serde_json::from_str(json)?;
/// assert_eq!(pods[0].images().next().unwrap().image(), "redis:7");
///
/// let error = serde_json::from_str::<Pods>(r#"{"kind":"Service"}"#).unwrap_err();
/// let text = "expected kind Pod, PodList or List, found \"Service\" at line 1 column 17";
/// assert_eq!(error.to_string(), text);
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pods(Vec<Pod>);

impl Deref for Pods {
    type Target = [Pod];

    fn deref(&self) -> &[Pod] {
        &self.0
    }
}

impl From<Vec<Pod>> for Pods {
    fn from(pods: Vec<Pod>) -> Self {
        Self(pods)
    }
}

impl FromIterator<Pod> for Pods {
    fn from_iter<I: IntoIterator<Item = Pod>>(pods: I) -> Self {
        Self(pods.into_iter().collect())
    }
}

impl IntoIterator for Pods {
    type Item = Pod;
    type IntoIter = vec::IntoIter<Pod>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'p> IntoIterator for &'p Pods {
    type Item = &'p Pod;
    type IntoIter = slice::Iter<'p, Pod>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(feature = "serde")]
mod read {
    use alloc::vec::Vec;
    use core::fmt;

    use serde::de::{Deserialize, Deserializer, Error, Visitor};

    use super::super::{Metadata, Pod, PodSpec, PodStatus, null_is_absent};
    use super::Pods;

    /// A list and a pod at once, so that a document is read in one pass wherever its `kind` stands, and an error keeps
    /// its place.
    #[derive(Default, serde::Deserialize)]
    #[serde(default, expecting = "a Pod, a PodList or a List")]
    struct Document {
        kind: Kind,
        items: Option<Vec<Self>>,
        #[serde(deserialize_with = "null_is_absent")]
        metadata: Metadata,
        spec: Option<PodSpec>,
        #[serde(deserialize_with = "null_is_absent")]
        status: PodStatus,
    }

    #[derive(Clone, Copy, Default, PartialEq, Eq)]
    enum Kind {
        #[default]
        Missing,
        Pod,
        List,
    }

    const EXPECTED: &str = "kind Pod, PodList or List";

    impl<'de> Deserialize<'de> for Kind {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Name;

            impl Visitor<'_> for Name {
                type Value = Kind;

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(EXPECTED)
                }

                fn visit_str<E: Error>(self, kind: &str) -> Result<Kind, E> {
                    match kind {
                        "" => Ok(Kind::Missing),
                        "Pod" => Ok(Kind::Pod),
                        "PodList" | "List" => Ok(Kind::List),
                        _ => Err(E::custom(format_args!("expected {EXPECTED}, found {kind:?}"))),
                    }
                }

                fn visit_unit<E: Error>(self) -> Result<Kind, E> {
                    Ok(Kind::Missing)
                }
            }

            deserializer.deserialize_any(Name)
        }
    }

    impl Document {
        fn is_recognizable(&self) -> bool {
            self.kind != Kind::Missing || self.items.is_some() || self.spec.is_some()
        }

        /// Adds the pods. As deep as the document, whose depth the format's reader bounds.
        fn collect_into(self, pods: &mut Vec<Pod>) {
            let Self { kind, items, metadata, spec, status } = self;
            match kind {
                Kind::Missing if items.is_none() => {}
                Kind::Pod => {}
                _ => return items.into_iter().flatten().for_each(|item| item.collect_into(pods)),
            }
            pods.push(Pod { metadata, spec: spec.unwrap_or_default(), status });
        }
    }

    impl<'de> Deserialize<'de> for Pods {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let document = Document::deserialize(deserializer)?;
            if !document.is_recognizable() {
                return Err(D::Error::custom(format_args!("no kind, expected {EXPECTED}")));
            }
            let mut pods = Vec::new();
            document.collect_into(&mut pods);
            Ok(Self(pods))
        }
    }
}
