//! Reads the objects of a document one by one.
//!
//! A document is an object or a list of documents, and which of them it is may become known late: kubectl prints
//! `items` before `kind`. So nothing waits for the kind. Items are handed out as they end, fields are read as those of
//! the object looked for, and a kind that contradicts what was read is an error. As nothing is put aside to be read
//! again, an error has its place in the document.

use alloc::{borrow::Cow, format, string::String};
use core::{fmt, marker::PhantomData};

use serde::de::value::MapAccessDeserializer;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, IntoDeserializer, MapAccess, SeqAccess,
    Visitor,
};

use super::group::{is_core, is_of_events};
use super::object::Field;
use super::{Event, ObjectReference, Pod, PodSpec};
use crate::terminal::Shortened;

/// An object that stands in lists.
pub(super) trait Listed: Field {
    const KIND: &'static str;
    const LIST_KIND: &'static str;
    /// What a document may be, in a sentence.
    const DOCUMENT: &'static str;
    /// The kinds it may have, in a sentence.
    const KINDS: &'static str;

    /// Whether it has what makes it such an object if it does not say its kind.
    fn is_recognizable(&self) -> bool;

    /// Whether Kubernetes has this kind in a version of the API; a kind of the same name in another group is another kind.
    fn is_in(api_version: &str) -> bool {
        is_core(api_version)
    }

    /// Why an object that says its kind cannot be one.
    fn problem(&self) -> Option<&'static str> {
        None
    }
}

impl Listed for Pod {
    const KIND: &'static str = "Pod";
    const LIST_KIND: &'static str = "PodList";
    const DOCUMENT: &'static str = "a Pod, a PodList or a List";
    const KINDS: &'static str = "kind Pod, PodList or List";

    fn is_recognizable(&self) -> bool {
        self.spec != PodSpec::default()
    }

    fn problem(&self) -> Option<&'static str> {
        (!self.spec.has_containers()).then_some("a pod without containers")
    }
}

impl Listed for Event {
    const KIND: &'static str = "Event";
    const LIST_KIND: &'static str = "EventList";
    const DOCUMENT: &'static str = "an Event, an EventList or a List";
    const KINDS: &'static str = "kind Event, EventList or List";

    fn is_recognizable(&self) -> bool {
        self.involved_object != ObjectReference::default()
    }

    fn is_in(api_version: &str) -> bool {
        is_of_events(api_version)
    }
}

/// What documents are explained from. A list of these is not a mistake, even if the kind looked for is not among them.
const KNOWN_KINDS: [&str; 4] = [Pod::KIND, Pod::LIST_KIND, Event::KIND, Event::LIST_KIND];

/// Lists within lists, which is how deep reading recurses. kubectl prints one within one at most.
const MAX_DEPTH: usize = 8;

/// Hands out every `T` of the document.
pub(super) fn for_each<'de, T, D, F>(deserializer: D, each: F) -> Result<(), D::Error>
where
    T: Listed,
    D: Deserializer<'de>,
    F: FnMut(T),
{
    let mut reader = Reader { each, of: PhantomData, found_known: false, other_kind: None };
    Document { reader: &mut reader, depth: 0 }.deserialize(deserializer)?;
    match reader.other_kind {
        Some(kind) if !reader.found_known => Err(wrong_kind::<T, _>(&kind, "")),
        _ => Ok(()),
    }
}

fn wrong_kind<T: Listed, E: Error>(kind: &str, api_version: &str) -> E {
    match api_version {
        "" => E::custom(format_args!("expected {}, found {}", T::KINDS, Shortened(kind))),
        _ => E::custom(format_args!(
            "expected {}, found {} of {}",
            T::KINDS,
            Shortened(kind),
            Shortened(api_version)
        )),
    }
}

struct Reader<T, F> {
    each: F,
    of: PhantomData<T>,
    /// Whether an object of a known kind was among what was read.
    found_known: bool,
    /// The first of all other kinds.
    other_kind: Option<String>,
}

/// What stood in a list.
#[derive(Clone, Copy, Default)]
struct Inside {
    /// Whether objects were handed out that did not say their kind.
    guessed: bool,
    /// Whether an object said that it is of another kind.
    other: bool,
}

impl<T: Listed, F: FnMut(T)> Reader<T, F> {
    fn hand_out<E: Error>(&mut self, object: T) -> Result<(), E> {
        if let Some(problem) = object.problem() {
            return Err(E::custom(problem));
        }
        self.found_known = true;
        (self.each)(object);
        Ok(())
    }

    fn pass_over(&mut self, kind: String) {
        if KNOWN_KINDS.contains(&&*kind) {
            self.found_known = true;
        } else {
            self.other_kind.get_or_insert(kind);
        }
    }
}

/// An object or a list, inside `depth` lists.
struct Document<'r, T, F> {
    reader: &'r mut Reader<T, F>,
    depth: usize,
}

impl<'de, T: Listed, F: FnMut(T)> DeserializeSeed<'de> for Document<'_, T, F> {
    type Value = Inside;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Inside, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: Listed, F: FnMut(T)> Visitor<'de> for Document<'_, T, F> {
    type Value = Inside;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::DOCUMENT)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Inside, A::Error> {
        let mut fields = Fields { map, document: self, version: None, kind: None, items: None };
        let object = T::read(MapAccessDeserializer::new(&mut fields))?;
        let Fields { document: Self { reader, depth }, version, kind, items, .. } = fields;
        let foreign = version.and_then(|Version { foreign }| foreign);
        let kind = match (kind.unwrap_or_default(), foreign) {
            (kind @ Kind::Other(_), _) | (kind, None) => kind,
            (Kind::Object, Some(version)) if depth > 0 => {
                Kind::Other(format!("{} of {}", T::KIND, Shortened(&version)))
            }
            (kind, Some(version)) => return Err(wrong_kind::<T, _>(kind.as_str::<T>(), &version)),
        };
        match (kind, items) {
            (Kind::Object, None) => {
                reader.hand_out(object)?;
                Ok(Inside::default())
            }
            (Kind::Object, Some(_)) => Err(object_with_items::<T, _>()),
            // A `List` holds anything, a `PodList` pods.
            (Kind::List(TypedList::Yes), Some(Inside { other: true, .. })) => {
                Err(A::Error::custom(format_args!("an object of another kind in a {}", T::LIST_KIND)))
            }
            (Kind::List(_), _) => Ok(Inside::default()),
            (Kind::Other(kind), Some(Inside { guessed: true, .. })) => Err(wrong_kind::<T, _>(&kind, "")),
            (Kind::Other(kind), _) => {
                reader.pass_over(kind);
                Ok(Inside { guessed: false, other: true })
            }
            // Which of the two it is, nothing tells; taken for a list, the object itself would be lost.
            (Kind::Missing, Some(_)) if object.is_recognizable() => Err(object_with_items::<T, _>()),
            (Kind::Missing, Some(inside)) => Ok(inside),
            (Kind::Missing, None) if object.is_recognizable() => {
                reader.hand_out(object)?;
                Ok(Inside { guessed: true, other: false })
            }
            (Kind::Missing, None) => Err(A::Error::custom(format_args!("no kind, expected {}", T::KINDS))),
        }
    }
}

fn object_with_items<T: Listed, E: Error>() -> E {
    E::custom(format_args!("items in an object of kind {}", T::KIND))
}

/// The fields of a document as those of a `T`: what makes it a list is taken out and dealt with on the way.
struct Fields<'r, A, T, F> {
    map: A,
    document: Document<'r, T, F>,
    version: Option<Version>,
    kind: Option<Kind>,
    items: Option<Inside>,
}

impl<'de, A: MapAccess<'de>, T: Listed, F: FnMut(T)> Fields<'_, A, T, F> {
    fn read_kind(&mut self) -> Result<(), A::Error> {
        if self.kind.is_some() {
            return Err(A::Error::duplicate_field("kind"));
        }
        let is_document = self.document.depth == 0;
        self.kind = Some(self.map.next_value_seed(KindOf::<T> { is_document, of: PhantomData })?);
        Ok(())
    }

    fn read_items(&mut self) -> Result<(), A::Error> {
        if self.items.is_some() {
            return Err(A::Error::duplicate_field("items"));
        }
        match self.kind {
            Some(Kind::Other(_)) => self.map.next_value::<IgnoredAny>().map(|_| ()),
            Some(Kind::Object) => match self.map.next_value::<Option<IgnoredAny>>()? {
                None => Ok(()),
                Some(_) => Err(object_with_items::<T, _>()),
            },
            _ => {
                let items = Items { reader: &mut *self.document.reader, depth: self.document.depth + 1 };
                self.items = self.map.next_value_seed(items)?;
                Ok(())
            }
        }
    }

    fn read_version(&mut self) -> Result<(), A::Error> {
        if self.version.is_some() {
            return Err(A::Error::duplicate_field("apiVersion"));
        }
        self.version = Some(self.map.next_value_seed(VersionOf::<T>(PhantomData))?);
        Ok(())
    }

    /// Whether the fields are already known not to be those of a `T`. Items alone do not tell: kubectl prints them first.
    const fn is_something_else(&self) -> bool {
        matches!(self.kind, Some(Kind::List(_) | Kind::Other(_)))
    }
}

impl<'de, A: MapAccess<'de>, T: Listed, F: FnMut(T)> MapAccess<'de> for Fields<'_, A, T, F> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        while let Some(Key(name)) = self.map.next_key()? {
            match &*name {
                "apiVersion" => self.read_version()?,
                "kind" => self.read_kind()?,
                "items" => self.read_items()?,
                _ if self.is_something_else() => {
                    self.map.next_value::<IgnoredAny>()?;
                }
                _ => return seed.deserialize(name.into_deserializer()).map(Some),
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

/// The API version of a document, which is kept only where it is not one of the kind's own: most are.
struct Version {
    foreign: Option<String>,
}

struct VersionOf<T>(PhantomData<T>);

impl<'de, T: Listed> DeserializeSeed<'de> for VersionOf<T> {
    type Value = Version;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Version, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, T: Listed> Visitor<'de> for VersionOf<T> {
    type Value = Version;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_none<E: Error>(self) -> Result<Version, E> {
        self.visit_str("")
    }

    fn visit_unit<E: Error>(self) -> Result<Version, E> {
        self.visit_str("")
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Version, D::Error> {
        deserializer.deserialize_str(self)
    }

    fn visit_str<E: Error>(self, version: &str) -> Result<Version, E> {
        Ok(Version { foreign: (!T::is_in(version)).then(|| version.into()) })
    }
}

/// The name of a field, copied only where the input has it in pieces.
struct Key<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;

        impl<'de> Visitor<'de> for Name {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a field")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(name.into())))
            }

            fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(name)))
            }
        }

        deserializer.deserialize_identifier(Name)
    }
}

/// What a document says that it is.
#[derive(Default)]
enum Kind {
    #[default]
    Missing,
    Object,
    List(TypedList),
    Other(String),
}

impl Kind {
    fn as_str<T: Listed>(&self) -> &str {
        match self {
            Self::Missing => "an object",
            Self::Object => T::KIND,
            Self::List(TypedList::Yes) => T::LIST_KIND,
            Self::List(TypedList::No) => "List",
            Self::Other(kind) => kind,
        }
    }
}

/// Whether a list says what is in it: `PodList`, not `List`.
#[derive(Clone, Copy)]
enum TypedList {
    Yes,
    No,
}

struct KindOf<T> {
    /// Whether another kind is an error here: in a list it is only passed over.
    is_document: bool,
    of: PhantomData<T>,
}

impl<'de, T: Listed> DeserializeSeed<'de> for KindOf<T> {
    type Value = Kind;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Kind, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<T: Listed> Visitor<'_> for KindOf<T> {
    type Value = Kind;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::KINDS)
    }

    fn visit_str<E: Error>(self, kind: &str) -> Result<Kind, E> {
        match kind {
            "" => Ok(Kind::Missing),
            "List" => Ok(Kind::List(TypedList::No)),
            _ if kind == T::KIND => Ok(Kind::Object),
            _ if kind == T::LIST_KIND => Ok(Kind::List(TypedList::Yes)),
            _ if self.is_document => Err(wrong_kind::<T, _>(kind, "")),
            _ => Ok(Kind::Other(kind.into())),
        }
    }

    fn visit_unit<E: Error>(self) -> Result<Kind, E> {
        Ok(Kind::Missing)
    }
}

/// The items of a list, which may be `null`.
struct Items<'r, T, F> {
    reader: &'r mut Reader<T, F>,
    depth: usize,
}

impl<'de, T: Listed, F: FnMut(T)> DeserializeSeed<'de> for Items<'_, T, F> {
    type Value = Option<Inside>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, T: Listed, F: FnMut(T)> Visitor<'de> for Items<'_, T, F> {
    type Value = Option<Inside>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let Self { reader, depth } = self;
        if depth > MAX_DEPTH {
            return Err(A::Error::custom(format_args!("more than {MAX_DEPTH} lists inside each other")));
        }
        let mut inside = Inside::default();
        while let Some(item) = items.next_element_seed(Document { reader: &mut *reader, depth })? {
            inside.guessed |= item.guessed;
            inside.other |= item.other;
        }
        Ok(Some(inside))
    }
}
