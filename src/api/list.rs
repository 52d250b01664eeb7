//! Objects as `kubectl get -o json` prints them: one, or a list of them.

use alloc::vec::{self, Vec};
use core::slice;

use super::{Event, Pod};

/// A list type: a vector that is read from any document that holds such objects.
macro_rules! list {
    ($(#[$meta:meta])* pub struct $list:ident($object:ident);) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $list(Vec<$object>);

        impl $list {
            /// Returns them one by one.
            pub fn iter(&self) -> slice::Iter<'_, $object> {
                self.0.iter()
            }

            /// Returns how many there are.
            #[must_use]
            pub const fn len(&self) -> usize {
                self.0.len()
            }

            /// Whether there are none.
            #[must_use]
            pub const fn is_empty(&self) -> bool {
                self.0.is_empty()
            }

            /// Returns all of them.
            #[must_use]
            pub const fn as_slice(&self) -> &[$object] {
                self.0.as_slice()
            }
        }

        impl Extend<$object> for $list {
            fn extend<I: IntoIterator<Item = $object>>(&mut self, objects: I) {
                self.0.extend(objects);
            }
        }

        impl AsRef<[$object]> for $list {
            fn as_ref(&self) -> &[$object] {
                &self.0
            }
        }

        impl From<Vec<$object>> for $list {
            fn from(objects: Vec<$object>) -> Self {
                Self(objects)
            }
        }

        impl FromIterator<$object> for $list {
            fn from_iter<I: IntoIterator<Item = $object>>(objects: I) -> Self {
                Self(objects.into_iter().collect())
            }
        }

        impl IntoIterator for $list {
            type Item = $object;
            type IntoIter = vec::IntoIter<$object>;

            fn into_iter(self) -> Self::IntoIter {
                self.0.into_iter()
            }
        }

        impl<'a> IntoIterator for &'a $list {
            type Item = &'a $object;
            type IntoIter = slice::Iter<'a, $object>;

            fn into_iter(self) -> Self::IntoIter {
                self.iter()
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $list {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let mut objects = Vec::new();
                Self::for_each(deserializer, |object| objects.push(object))?;
                Ok(Self(objects))
            }
        }
    };
}

list! {
    /// The pods of a document whose `kind` is `Pod`, `PodList` (what the API server returns) or `List` (what kubectl
    /// makes of it).
    ///
    /// - A list inside a list is read as its items, as kubectl does, up to eight deep.
    /// - Items of other kinds, as in `kubectl get pods,events -o json`, are passed over; but a document of nothing but
    ///   kinds that this crate does not read is an error, since no pods were asked for.
    /// - Where `kind` is missing, as in the items of a `PodList`, a document with `items` is a list and one with a
    ///   `spec` is a pod.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::Pods;
    ///
    /// let json = r#"{"apiVersion":"v1","kind":"List","items":[
    ///     {"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"name":"app","image":"redis:7"}]}}]}"#;
    /// let pods: Pods = serde_json::from_str(json)?;
    /// assert_eq!(pods.as_slice()[0].images().next().unwrap().image(), "redis:7");
    ///
    /// let error = serde_json::from_str::<Pods>(r#"{"kind":"Service"}"#).unwrap_err();
    /// let text = "expected kind Pod, PodList or List, found \"Service\" at line 1 column 17";
    /// assert_eq!(error.to_string(), text);
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub struct Pods(Pod);
}

list! {
    /// The events of a document whose `kind` is `Event`, `EventList` or `List`, as `kubectl get events -o json` prints
    /// them.
    ///
    /// It is read as [`Pods`] are; where `kind` is missing, an event is known by its `involvedObject` or `regarding`.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::Events;
    ///
    /// let json = r#"{"apiVersion":"v1","items":[
    ///     {"kind":"Event","involvedObject":{"kind":"Pod","name":"web"},"reason":"BackOff"},
    ///     {"kind":"Pod","metadata":{"name":"web"}}],"kind":"List"}"#;
    /// let events: Events = serde_json::from_str(json)?;
    /// assert_eq!((events.len(), &*events.as_slice()[0].reason), (1, "BackOff"));
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub struct Events(Event);
}

#[cfg(feature = "serde")]
impl Pods {
    /// Reads a document as [`Pods`] are read, but hands out each pod as soon as it ends, and keeps none: the list of
    /// 100,000 pods takes the memory of one.
    ///
    /// Works with every format and with wrappers such as `serde_path_to_error`, which tells where a wrong type stands.
    ///
    /// ```
    /// use pullspec::Pods;
    ///
    /// let json = r#"{"items":[{"kind":"Pod","spec":{"containers":[{"name":"app","image":"redis:7"}]}}],"kind":"List"}"#;
    /// let mut images = 0;
    /// Pods::for_each(&mut serde_json::Deserializer::from_str(json), |pod| images += pod.images().count())?;
    /// assert_eq!(images, 1);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A wrong type, a kind that is not a pod and no list of them, or no `kind` and nothing to know a pod by. Pods
    /// before the error have been handed out by then.
    pub fn for_each<'de, D: serde::Deserializer<'de>>(
        deserializer: D,
        each: impl FnMut(Pod),
    ) -> Result<(), D::Error> {
        super::read::for_each(deserializer, each)
    }
}

#[cfg(feature = "serde")]
impl Events {
    /// Reads a document as [`Events`] are read, but hands out each event as soon as it ends, and keeps none.
    ///
    /// ```
    /// use pullspec::Events;
    /// let json = r#"{"kind":"EventList","items":[{"kind":"Event","reason":"BackOff","message":"Back-off pulling image \"redis:7\"","count":20}]}"#;
    /// let mut times = 0;
    /// Events::for_each(&mut serde_json::Deserializer::from_str(json), |event| times += event.times())?;
    /// assert_eq!(times, 20);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`Pods::for_each`].
    pub fn for_each<'de, D: serde::Deserializer<'de>>(
        deserializer: D,
        each: impl FnMut(Event),
    ) -> Result<(), D::Error> {
        super::read::for_each(deserializer, each)
    }
}
