//! The annotations of an object that this crate reads.

use alloc::collections::{BTreeMap, btree_map};
use alloc::string::String;

/// Annotations by which CRI-O is told to fetch a seccomp profile as an OCI artifact, alone or before a slash and the
/// name of a container or `POD` (`pkg/annotations` of CRI-O: the first up to 1.34, the second since).
const SECCOMP: [&str; 2] = ["seccomp-profile.kubernetes.cri-o.io", "seccomp-profile.crio.io"];

/// The annotations of an object that name an artifact, without all others.
///
/// The rest is left out, because an object's annotations may be longer than the object: kubectl keeps a copy of the whole
/// of it in one.
///
/// ```
/// use pullspec::api::Annotations;
/// let annotations: Annotations = [
///     ("seccomp-profile.kubernetes.cri-o.io/app", "quay.io/team/seccomp:1"),
///     ("kubectl.kubernetes.io/last-applied-configuration", "{}"),
/// ]
/// .into_iter()
/// .map(|(key, value)| (key.to_owned(), value.to_owned()))
/// .collect();
/// assert!(annotations.iter().eq([("seccomp-profile.kubernetes.cri-o.io/app", "quay.io/team/seccomp:1")]));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct Annotations(BTreeMap<String, String>);

impl Annotations {
    /// Whether an annotation with this key is kept.
    ///
    /// ```
    /// use pullspec::api::Annotations;
    /// assert!(Annotations::keeps("seccomp-profile.crio.io/POD"));
    /// assert!(!Annotations::keeps("seccomp-profile.crio.io.example/POD"));
    /// ```
    #[must_use]
    pub fn keeps(key: &str) -> bool {
        let is_of =
            |name: &&str| key.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        SECCOMP.iter().any(is_of)
    }

    /// Returns the keys and values, in the order of the keys.
    ///
    /// ```
    /// assert_eq!(pullspec::api::Annotations::default().iter().count(), 0);
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> + Clone {
        let entries: btree_map::Iter<'_, String, String> = self.0.iter();
        entries.map(|(key, value)| (key.as_str(), value.as_str()))
    }
}

impl Extend<(String, String)> for Annotations {
    fn extend<I: IntoIterator<Item = (String, String)>>(&mut self, annotations: I) {
        self.0.extend(annotations.into_iter().filter(|(key, _)| Self::keeps(key)));
    }
}

impl FromIterator<(String, String)> for Annotations {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(annotations: I) -> Self {
        let mut kept = Self::default();
        kept.extend(annotations);
        kept
    }
}

#[cfg(feature = "serde")]
mod read {
    use alloc::string::String;
    use core::fmt;

    use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

    use super::Annotations;
    use crate::api::object::{Element, Field};

    impl Field for Annotations {
        fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_option(Texts)
        }
    }

    struct Texts;

    impl<'de> Visitor<'de> for Texts {
        type Value = Annotations;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a map of annotations")
        }

        fn visit_none<E: Error>(self) -> Result<Annotations, E> {
            Ok(Annotations::default())
        }

        fn visit_unit<E: Error>(self) -> Result<Annotations, E> {
            Ok(Annotations::default())
        }

        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Annotations, D::Error> {
            deserializer.deserialize_map(self)
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Annotations, A::Error> {
            let mut kept = Annotations::default();
            while let Some(key) = map.next_key::<String>()? {
                if Annotations::keeps(&key) {
                    let Element(value) = map.next_value()?;
                    kept.0.insert(key, value);
                } else {
                    map.next_value::<Text>()?;
                }
            }
            Ok(kept)
        }
    }

    /// A text, or `null` for an empty one, that is not kept.
    struct Text;

    impl<'de> Deserialize<'de> for Text {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Any;

            impl Visitor<'_> for Any {
                type Value = Text;

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("a string")
                }

                fn visit_str<E: Error>(self, _: &str) -> Result<Text, E> {
                    Ok(Text)
                }

                fn visit_unit<E: Error>(self) -> Result<Text, E> {
                    Ok(Text)
                }

                fn visit_none<E: Error>(self) -> Result<Text, E> {
                    Ok(Text)
                }
            }

            deserializer.deserialize_any(Any)
        }
    }
}
