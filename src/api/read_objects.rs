//! Reads objects of all kinds out of one document, one by one.
//!
//! As in `read`, nothing waits for the kind, which kubectl prints after `items` and after half of an event's fields:
//! fields are read as those of whatever kind has them. What a known kind does not have is passed over unread.

use alloc::{boxed::Box, string::String};
use core::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, Error, IgnoredAny, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};

use super::group::{is_core, is_of_events};
use super::object::Field;
use super::objects::{ApiStatus, Object, OtherObject};
use super::read_parts::{AnyOr, DockerKeys, Strict, ends_a_job};
use super::read_workload::{self, AnySpec, Document as AnyWorkload, JobStatus, Object as Part, Template};
use super::secret::SecretFields;
use super::{Event, Metadata, ObjectReference, Pod, PodStatus, WorkloadKind};
use crate::terminal::Shortened;

/// Lists within lists, which is how deep reading recurses.
const MAX_DEPTH: usize = 8;

impl Object {
    /// Reads a document and hands out each object as soon as it ends, and keeps none: a list of 100,000 takes the memory
    /// of one.
    ///
    /// A document is an object, a list of kind `List` or `…List`, an array, or a watch event (`type` and `object`); lists
    /// within each other are read up to eight deep. What a watch says was deleted is [`Deleted`](Self::Deleted), and its
    /// bookmarks are passed over. Where `kind` is missing, as in the items of a `PodList`, the list's own kind counts if it
    /// came first, and else a pod is known by its containers and an event by its `involvedObject` or `regarding`.
    ///
    /// More than one document is read by calling this again on the same deserializer.
    ///
    /// ```
    /// use pullspec::api::Object;
    ///
    /// let watch = r#"{"type": "DELETED", "object": {"kind": "Pod", "metadata": {"name": "web"},
    ///     "spec": {"containers": [{"name": "app", "image": "redis:7"}]}}}"#;
    /// let mut deleted = 0;
    /// Object::for_each(&mut serde_json::Deserializer::from_str(watch), |object| {
    ///     deleted += u32::from(matches!(object, Object::Deleted(_)));
    /// })?;
    /// assert_eq!(deleted, 1);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A wrong type, a pod or a template without containers, `items` in what is not a list, or neither a `kind` nor
    /// anything to know an object by. Objects before the error have been handed out by then.
    pub fn for_each<'de, D: serde::Deserializer<'de>>(
        deserializer: D,
        each: impl FnMut(Self),
    ) -> Result<(), D::Error> {
        for_each(deserializer, each)
    }
}

fn for_each<'de, D, F>(deserializer: D, mut each: F) -> Result<(), D::Error>
where
    D: Deserializer<'de>,
    F: FnMut(Object),
{
    let found =
        Document { each: &mut each, depth: 0, item_kind: "", is_watched: false }.deserialize(deserializer)?;
    found.into_iter().for_each(each);
    Ok(())
}

/// An object, which is the value, or a list, whose objects have been handed out.
struct Document<'r, F> {
    each: &'r mut F,
    depth: usize,
    /// What the list around it says its items are; empty if it does not.
    item_kind: &'r str,
    /// Whether it is the object of a watch event: a bookmark's has no content.
    is_watched: bool,
}

impl<'de, F: FnMut(Object)> DeserializeSeed<'de> for Document<'_, F> {
    type Value = Option<Object>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, F: FnMut(Object)> Visitor<'de> for Document<'_, F> {
    type Value = Option<Object>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of Kubernetes or a list of them")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let Self { each, depth, item_kind, .. } = self;
        if depth >= MAX_DEPTH {
            return Err(A::Error::custom(format_args!("more than {MAX_DEPTH} lists inside each other")));
        }
        let depth = depth + 1;
        while let Some(found) =
            items.next_element_seed(Document { each: &mut *each, depth, item_kind, is_watched: false })?
        {
            found.into_iter().for_each(&mut *each);
        }
        Ok(None)
    }

    /// An empty document, as between two `---`.
    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Fields { map, document: self, parts: Parts::default() };
        let event = Event::read(MapAccessDeserializer::new(&mut fields))?;
        let Fields { document, parts, .. } = fields;
        parts.into_object(event, &document)
    }
}

/// What is taken out of the fields on the way; the rest are those of an event.
#[derive(Default)]
struct Parts {
    /// Those that a workload has; kind, version, metadata and spec are those of any object.
    workload: AnyWorkload<IgnoredAny>,
    /// `None` if it is not an object, which a pod's has to be.
    status: Option<PodStatus>,
    secret: SecretFields,
    /// The object of a watch event.
    object: Option<Object>,
    /// Which of `ONCE` were read, a bit for each.
    read: u16,
    has_items: bool,
}

impl Parts {
    fn into_object<F, E: Error>(
        mut self,
        mut event: Event,
        document: &Document<'_, F>,
    ) -> Result<Option<Object>, E> {
        let Document { item_kind, is_watched, .. } = *document;
        let says = self.workload.kind.take().filter(|kind| !kind.is_empty());
        let kind = says.as_deref().unwrap_or(item_kind);
        let is_list = kind.ends_with("List") || kind.is_empty();
        if self.has_items && !is_list {
            return Err(E::custom(format_args!("items in an object of kind {kind}")));
        }
        let api_version = self.workload.api_version.as_deref().unwrap_or_default();
        let is_core = is_core(api_version);
        match kind {
            // Which of the two it is, nothing tells; taken for a list, the object itself would be lost.
            "" if self.has_items && self.is_an_object(&event) => {
                Err(E::custom("items in what is not a list, and no kind"))
            }
            "" if self.has_items => Ok(None),
            "" if self.has_read("object") => watched(&event.event_type, self.object),
            "" if self.workload.spec.as_ref().is_some_and(AnySpec::is_a_pods) => {
                self.into_pod(is_watched).map(Some)
            }
            "" if event.involved_object != ObjectReference::default() => {
                event.metadata = self.metadata();
                Ok(Some(Object::Event(event.into())))
            }
            "" => Err(E::custom("no kind, and nothing else that tells what the object is")),
            "Pod" if is_core => self.into_pod(is_watched).map(Some),
            "Event" if is_of_events(api_version) => {
                event.metadata = self.metadata();
                Ok(Some(Object::Event(event.into())))
            }
            "Secret" if is_core => {
                let metadata = self.metadata();
                Ok(Some(Object::Secret(self.secret.into_secret(metadata, &event.event_type))))
            }
            "Status" if is_core => {
                let Event { reason, message, .. } = event;
                Ok(Some(Object::Status(ApiStatus { reason, message })))
            }
            _ if is_workload(kind, api_version) => {
                self.workload.kind = Some(kind.into());
                // The kind may have come after the status.
                if let Some(status) = self.status {
                    let ends =
                        status.conditions.iter().any(|one| ends_a_job(&one.condition_type, &one.status));
                    self.workload.status = JobStatus { start_time: status.start_time, has_ended: ends };
                }
                Ok(Some(Object::Workload(Box::new(read_workload::workload(self.workload, None)?))))
            }
            // Its objects have been handed out. Without `items`, whatever its name is, it is no list.
            _ if self.has_items => Ok(None),
            _ => {
                let metadata = self.metadata();
                let api_version = self.workload.api_version.unwrap_or_default();
                Ok(Some(Object::Other(OtherObject { api_version, kind: kind.into(), metadata })))
            }
        }
    }

    fn has_read(&self, name: &str) -> bool {
        self.read & bit_of(name) != 0
    }

    /// Whether there is something of an object beside what a list has.
    fn is_an_object(&self, event: &Event) -> bool {
        let workload = &self.workload;
        self.has_read("object")
            || workload.spec.is_some()
            || workload.template.is_some()
            || workload.ephemeral_containers.is_some()
            || event.involved_object != ObjectReference::default()
    }

    fn metadata(&mut self) -> Metadata {
        self.workload.metadata.take().unwrap_or_default()
    }

    fn into_pod<E: Error>(mut self, may_be_empty: bool) -> Result<Object, E> {
        let has_status = self.has_read("status");
        let metadata = self.metadata();
        let spec = self.workload.spec.map(|spec| spec.pod).unwrap_or_default();
        if !spec.has_containers() && !may_be_empty {
            return Err(E::custom("a pod without containers"));
        }
        let status = match self.status {
            None if has_status => {
                return Err(E::custom("the status of a pod is not an object"));
            }
            status => status.unwrap_or_default(),
        };
        Ok(Object::Pod(Box::new(Pod { metadata, spec, status })))
    }
}

/// `pkg/watch` of apimachinery: ADDED, MODIFIED, DELETED, BOOKMARK, ERROR.
fn watched<E: Error>(change: &str, object: Option<Object>) -> Result<Option<Object>, E> {
    match change {
        "ADDED" | "MODIFIED" | "ERROR" => match object {
            Some(Object::Pod(pod)) if !pod.spec.has_containers() => {
                Err(E::custom("a pod without containers"))
            }
            object => Ok(object),
        },
        "DELETED" => Ok(object.map(|object| Object::Deleted(object.into()))),
        "BOOKMARK" => Ok(None),
        _ => Err(E::custom(format_args!(
            "an object inside {}, which is not a type of watch event",
            Shortened(change)
        ))),
    }
}

/// Whether it is one of the built-in kinds that hold a template; a kind of the same name in another group is not.
fn is_workload(kind: &str, api_version: &str) -> bool {
    WorkloadKind::ALL
        .into_iter()
        .any(|known| known != WorkloadKind::Pod && known.as_str() == kind && known.is_in(api_version))
}

/// The fields of an object as those of an event: what other kinds have is taken out and dealt with on the way.
struct Fields<'r, A, F> {
    map: A,
    document: Document<'r, F>,
    parts: Parts,
}

/// The fields that are taken out. Those of an event are counted where an event is read.
const ONCE: [&str; 11] = [
    "kind",
    "apiVersion",
    "metadata",
    "items",
    "object",
    "spec",
    "status",
    "template",
    "ephemeralContainers",
    "data",
    "stringData",
];

fn bit_of(name: &str) -> u16 {
    ONCE.iter().position(|known| *known == name).map_or(0, |place| 1 << place)
}

/// Which fields of a kind matter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Matters {
    /// The kind is not known yet.
    All,
    Pod,
    Event,
    Secret,
    Workload,
    /// Items and metadata only.
    None,
}

impl<'de, A: MapAccess<'de>, F: FnMut(Object)> Fields<'_, A, F> {
    fn matters(&self) -> Matters {
        match self.parts.workload.kind.as_deref() {
            None | Some("") => match self.document.item_kind {
                "" | "Pod" => Matters::All,
                kind => Self::of(kind),
            },
            Some(kind) => Self::of(kind),
        }
    }

    fn of(kind: &str) -> Matters {
        match kind {
            "Pod" => Matters::Pod,
            // Of a status, the reason and the message, which an event has, too.
            "Event" | "Status" => Matters::Event,
            "Secret" => Matters::Secret,
            _ if WorkloadKind::ALL.into_iter().any(|known| known.as_str() == kind) => Matters::Workload,
            _ => Matters::None,
        }
    }

    /// An object that has a field twice is refused where the field is read: which of them counts depends on the reader.
    fn once(&mut self, name: &'static str) -> Result<(), A::Error> {
        if self.parts.has_read(name) {
            return Err(A::Error::duplicate_field(name));
        }
        self.parts.read |= bit_of(name);
        Ok(())
    }

    fn skip(&mut self) -> Result<(), A::Error> {
        self.map.next_value::<IgnoredAny>().map(|_| ())
    }

    fn read_items(&mut self) -> Result<(), A::Error> {
        self.once("items")?;
        let kind = self.parts.workload.kind.as_deref().unwrap_or_default();
        let item_kind = match kind.strip_suffix("List") {
            Some(of) => of,
            None if kind.is_empty() => "",
            // The error comes with the end of the object, and `items: null` is none.
            None => {
                self.parts.has_items = self.map.next_value::<Option<IgnoredAny>>()?.is_some();
                return Ok(());
            }
        };
        let Document { each, depth, .. } = &mut self.document;
        self.map.next_value_seed(Items(Document {
            each: &mut **each,
            depth: *depth,
            item_kind,
            is_watched: false,
        }))?;
        self.parts.has_items = true;
        Ok(())
    }

    fn read_object(&mut self) -> Result<(), A::Error> {
        self.once("object")?;
        let Document { each, depth, .. } = &mut self.document;
        if *depth >= MAX_DEPTH {
            return Err(A::Error::custom(format_args!("more than {MAX_DEPTH} lists inside each other")));
        }
        let inner = Document { each: &mut **each, depth: *depth + 1, item_kind: "", is_watched: true };
        self.parts.object = self.map.next_value_seed(inner)?;
        Ok(())
    }

    /// Reads a field that is not an event's. `false` if it is one.
    fn take(&mut self, name: &str) -> Result<bool, A::Error> {
        use Matters::{All, Event, Pod, Secret, Workload};

        let matters = self.matters();
        match (name, matters) {
            ("kind", _) => {
                self.once("kind")?;
                self.parts.workload.kind = Some(self.map.next_value::<Option<String>>()?.unwrap_or_default());
            }
            ("apiVersion", _) => {
                self.once("apiVersion")?;
                self.parts.workload.api_version = self.map.next_value()?;
            }
            ("metadata", _) => {
                self.once("metadata")?;
                self.parts.workload.metadata = Some(self.map.next_value::<Strict<Metadata>>()?.0);
            }
            ("items", All | Matters::None) => self.read_items()?,
            ("object", All) => self.read_object()?,
            ("spec", All | Pod | Workload) => {
                self.once("spec")?;
                self.parts.workload.spec = self.map.next_value()?;
            }
            ("status", All | Pod) => {
                self.once("status")?;
                self.parts.status = self.map.next_value_seed(AnyOr::<PodStatus>::new())?;
            }
            ("status", Workload) => {
                self.once("status")?;
                self.parts.workload.status = self.map.next_value_seed(AnyOr::new())?.unwrap_or_default();
            }
            ("template", All | Workload) => {
                self.once("template")?;
                self.parts.workload.template = self.map.next_value::<Option<Template>>()?.map(Part);
            }
            ("ephemeralContainers", All | Workload) => {
                self.once("ephemeralContainers")?;
                self.parts.workload.ephemeral_containers = self.map.next_value()?;
            }
            ("data", All | Secret) => {
                self.once("data")?;
                let (json, cfg) = self.map.next_value_seed(DockerKeys)?;
                (self.parts.secret.docker_config_json, self.parts.secret.docker_cfg) = (json, cfg);
            }
            ("stringData", All | Secret) => {
                self.once("stringData")?;
                let (json, cfg) = self.map.next_value_seed(DockerKeys)?;
                (self.parts.secret.plain_config_json, self.parts.secret.plain_cfg) = (json, cfg);
            }
            // A watch event and a Secret have a type as an event does.
            ("type", All | Event | Secret) => return Ok(false),
            (_, All | Event) if name != "status" => return Ok(false),
            _ => self.skip()?,
        }
        Ok(true)
    }
}

impl<'de, A: MapAccess<'de>, F: FnMut(Object)> MapAccess<'de> for Fields<'_, A, F> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        while let Some(name) = self.map.next_key::<String>()? {
            if !self.take(&name)? {
                return seed.deserialize(name.into_deserializer()).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

/// A list, or `null` for an empty one.
struct Items<'r, F>(Document<'r, F>);

impl<'de, F: FnMut(Object)> DeserializeSeed<'de> for Items<'_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, F: FnMut(Object)> Visitor<'de> for Items<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<(), A::Error> {
        self.0.visit_seq(items).map(|_| ())
    }
}
