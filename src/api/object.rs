//! What all parts of an object share: comparisons for tests and, with the feature, JSON as Go's `encoding/json` reads
//! it.

/// A part of an object that may also be read alone.
macro_rules! pod_part {
    ($(#[$meta:meta])* pub struct $name:ident { $($fields:tt)* }) => {
        crate::api::object::checked_part! { $(#[$meta])* pub struct $name { $($fields)* } }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <Self as crate::api::object::Field>::read(deserializer)
            }
        }
    };
}

/// The same without `Deserialize`, for what is checked when it is read alone.
macro_rules! checked_part {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Default, PartialEq, Eq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
        #[non_exhaustive]
        pub struct $name {
            $(
                $(#[$field_meta])*
                pub $field: $type,
            )*
        }

        crate::terminal::quiet_debug!($name { $($field),* });

        #[cfg(feature = "serde")]
        const _: () = {
            type Read = $name;

            /// Says how the fields are read, and is not made: what is read is the part itself.
            #[derive(Default, serde::Deserialize)]
            #[serde(remote = "Read", rename_all = "camelCase", default)]
            struct Fields {
                $(
                    $(#[$field_meta])*
                    #[serde(deserialize_with = "crate::api::object::Field::read")]
                    $field: $type,
                )*
            }

            impl crate::api::object::Part for $name {
                const NAME: &'static str = stringify!($name);

                fn read_fields<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    Fields::deserialize(deserializer)
                }
            }

            impl crate::api::object::Field for $name {
                fn read<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    crate::api::object::read_object(deserializer)
                }
            }
        };
    };
}

pub(super) use {checked_part, pod_part};

#[cfg(feature = "serde")]
pub(super) use read::{Element, Field, Part, read_checked, read_object};

#[cfg(feature = "serde")]
mod read {
    use alloc::{collections::BTreeMap, string::String, vec::Vec};
    use core::fmt;
    use core::marker::PhantomData;

    use serde::de::value::MapAccessDeserializer;
    use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};

    /// A value as Go's `encoding/json` reads it into a field: `null` is a missing one, since a Go client prints an
    /// empty list as `null`.
    pub(crate) trait Field: Default {
        fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
    }

    macro_rules! as_it_is {
        ($($type:ty),+) => {$(
            impl Field for $type {
                fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    Option::deserialize(deserializer).map(Option::unwrap_or_default)
                }
            }
        )+};
    }

    as_it_is!(String, bool);

    /// Go reads the digits of an `int32` as `strconv.ParseInt` does, for which `-0` is 0; for JSON readers it is a float.
    impl Field for i32 {
        fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Int32;

            impl Visitor<'_> for Int32 {
                type Value = i32;

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("i32")
                }

                fn visit_i64<E: Error>(self, number: i64) -> Result<i32, E> {
                    let other = || E::invalid_value(Unexpected::Signed(number), &self);
                    number.try_into().map_err(|_| other())
                }

                fn visit_u64<E: Error>(self, number: u64) -> Result<i32, E> {
                    let other = || E::invalid_value(Unexpected::Unsigned(number), &self);
                    number.try_into().map_err(|_| other())
                }

                fn visit_f64<E: Error>(self, number: f64) -> Result<i32, E> {
                    match number.to_bits() {
                        MINUS_ZERO => Ok(0),
                        _ => Err(E::invalid_type(Unexpected::Float(number), &self)),
                    }
                }

                fn visit_unit<E: Error>(self) -> Result<i32, E> {
                    Ok(0)
                }

                fn visit_none<E: Error>(self) -> Result<i32, E> {
                    Ok(0)
                }
            }

            const MINUS_ZERO: u64 = (-0.0_f64).to_bits();
            deserializer.deserialize_any(Int32)
        }
    }

    /// A text that is `null` is an empty one in Go, in a map as well.
    impl Field for BTreeMap<String, String> {
        fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_option(Texts)
        }
    }

    struct Texts;

    impl<'de> Visitor<'de> for Texts {
        type Value = BTreeMap<String, String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a map")
        }

        fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
            Ok(BTreeMap::new())
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(BTreeMap::new())
        }

        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
            deserializer.deserialize_map(self)
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut texts = BTreeMap::new();
            while let Some((key, Element(text))) = map.next_entry()? {
                texts.insert(key, text);
            }
            Ok(texts)
        }
    }

    /// A count is an `int32` in Go. A negative one, which nothing in Kubernetes writes, counts nothing.
    impl Field for u32 {
        fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            Ok(i32::read(deserializer)?.try_into().unwrap_or_default())
        }
    }

    impl<T: Field> Field for Option<T> {
        fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            Ok(Option::<Element<T>>::deserialize(deserializer)?.map(|element| element.0))
        }
    }

    impl<T: Field> Field for Vec<T> {
        fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_option(List(PhantomData))
        }
    }

    struct List<T>(PhantomData<T>);

    impl<'de, T: Field> Visitor<'de> for List<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a sequence")
        }

        fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
            Ok(Vec::new())
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(Vec::new())
        }

        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
            deserializer.deserialize_seq(self)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
            /// Most lists of a pod are no longer, and a status has half a kilobyte.
            const FIRST: usize = 2;
            let mut list = Vec::new();
            while let Some(Element(element)) = elements.next_element()? {
                if list.len() == list.capacity() {
                    list.reserve_exact(list.len().max(FIRST));
                }
                list.push(element);
            }
            Ok(list)
        }
    }

    /// An element of a list; one that is `null` is an empty one in Go.
    pub(crate) struct Element<T>(pub(crate) T);

    impl<'de, T: Field> Deserialize<'de> for Element<T> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            T::read(deserializer).map(Self)
        }
    }

    /// What is read from an object, by its fields.
    pub(crate) trait Part: Default {
        /// What an error calls it.
        const NAME: &'static str;

        /// Reads the fields, of which none has to be there.
        fn read_fields<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
    }

    /// Reads an object, or `null` for an empty one. A list is not one, though serde's own readers take its elements for
    /// fields in order.
    pub(crate) fn read_object<'de, T: Part, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        read_checked(deserializer, |_| None)
    }

    /// The same, refused for what is wrong with the whole of it while its place is known to the deserializer.
    pub(crate) fn read_checked<'de, T, D>(
        deserializer: D,
        problem: impl Fn(&T) -> Option<String>,
    ) -> Result<T, D::Error>
    where
        T: Part,
        D: Deserializer<'de>,
    {
        deserializer.deserialize_any(Object { problem, of: PhantomData })
    }

    struct Object<T, P> {
        problem: P,
        of: PhantomData<T>,
    }

    impl<T, P: Fn(&T) -> Option<String>> Object<T, P> {
        fn checked<E: Error>(&self, read: T) -> Result<T, E> {
            match (self.problem)(&read) {
                None => Ok(read),
                Some(problem) => Err(E::custom(problem)),
            }
        }
    }

    impl<'de, T: Part, P: Fn(&T) -> Option<String>> Visitor<'de> for Object<T, P> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "an object, the {}", T::NAME)
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            let read = T::read_fields(MapAccessDeserializer::new(map))?;
            self.checked(read)
        }

        fn visit_unit<E: Error>(self) -> Result<T, E> {
            self.checked(T::default())
        }

        fn visit_none<E: Error>(self) -> Result<T, E> {
            self.checked(T::default())
        }

        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
            deserializer.deserialize_any(self)
        }
    }
}
