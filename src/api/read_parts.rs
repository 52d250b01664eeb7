//! Reads parts whose type is another one in objects of another kind.

use alloc::string::String;
use core::fmt;
use core::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use super::object::Field;

/// A part whose type is wrong only if it is a pod's.
pub(super) struct Strict<T>(pub(super) T);

impl<'de, T: Field> Deserialize<'de> for Strict<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self)
    }
}

/// A part that another kind may have with another type: `None` for what is not an object.
pub(super) struct AnyOr<T>(PhantomData<T>);

impl<T> AnyOr<T> {
    pub(super) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: Field> DeserializeSeed<'de> for AnyOr<T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// The values of other types, which come to one value, and what is missing, which may come to another.
macro_rules! passed_over {
    ($value:expr, $missing:expr; $($visit:ident: $type:ty),*) => {
        passed_over!(but lists: $value, $missing; $($visit: $type),*);

        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
            while items.next_element::<IgnoredAny>()?.is_some() {}
            Ok($value)
        }
    };
    (but lists: $value:expr, $missing:expr; $($visit:ident: $type:ty),*) => {
        $(
            fn $visit<E: Error>(self, _: $type) -> Result<Self::Value, E> {
                Ok($value)
            }
        )*

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok($missing)
        }

        fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
            Ok($missing)
        }
    };
}

impl<'de, T: Field> Visitor<'de> for AnyOr<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::read(MapAccessDeserializer::new(map)).map(Some)
    }

    passed_over!(None, Some(T::default()); visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str);
}

/// The two keys of a Secret's data that hold credentials; data of other kinds may be anything.
pub(super) struct DockerKeys;

pub(super) type DockerTexts = (Option<String>, Option<String>);

impl<'de> DeserializeSeed<'de> for DockerKeys {
    type Value = DockerTexts;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<DockerTexts, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for DockerKeys {
    type Value = DockerTexts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("data")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<DockerTexts, A::Error> {
        let mut found = DockerTexts::default();
        while let Some(name) = map.next_key::<String>()? {
            match &*name {
                ".dockerconfigjson" => found.0 = map.next_value_seed(AnyText)?,
                ".dockercfg" => found.1 = map.next_value_seed(AnyText)?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(found)
    }

    passed_over!(DockerTexts::default(), DockerTexts::default(); visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str);
}

/// A text, or something that is none.
struct AnyText;

impl<'de> DeserializeSeed<'de> for AnyText {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<String>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for AnyText {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Option<String>, E> {
        Ok(Some(text.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<String>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    passed_over!(None, None; visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64);
}

/// Whether the conditions of a status say that a Job is complete or has failed; those of other kinds may be anything.
pub(super) struct JobsEnd;

impl<'de> DeserializeSeed<'de> for JobsEnd {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for JobsEnd {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("conditions")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<bool, A::Error> {
        let mut has_ended = false;
        while let Some(ends) = items.next_element_seed(EndingCondition)? {
            has_ended |= ends;
        }
        Ok(has_ended)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(false)
    }

    passed_over!(but lists: false, false; visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str);
}

/// Whether a condition with this type and status is the end of a Job.
pub(super) fn ends_a_job(condition_type: &str, status: &str) -> bool {
    status == "True" && matches!(condition_type, "Complete" | "Failed")
}

struct EndingCondition;

impl<'de> DeserializeSeed<'de> for EndingCondition {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for EndingCondition {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a condition")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        let (mut condition_type, mut status) = (None, None);
        while let Some(name) = map.next_key::<String>()? {
            match &*name {
                "type" => condition_type = map.next_value_seed(AnyText)?,
                "status" => status = map.next_value_seed(AnyText)?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(condition_type.zip(status).is_some_and(|(named, status)| ends_a_job(&named, &status)))
    }

    passed_over!(false, false; visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str);
}
