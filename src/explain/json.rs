//! The JSON of a [`Diagnosis`], both ways. What is calculated from the rest is written for readers in other languages,
//! and calculated again when it is read.

use alloc::{borrow::Cow, boxed::Box, string::String, vec::Vec};
use core::time::Duration;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::deadline::{Deadline, TimeLimit};
use super::pod_facts::{PodFacts, Whereabouts};
use super::{
    AskedEndpoint, CauseFinding, Controller, DefaultedPart, Diagnosis, ImageMeaning, ImageState, NextAttempt,
    PolicyMeaning, PullSecrets, Remedy, SandboxImage, Severity,
};
use crate::api::{ImageOwner, OwnerReference, Timestamp};
use crate::kubelet::OperatorAction;
use crate::reference::{PodImage, Reference};

/// A list of texts.
pub(super) mod each_as_text {
    use alloc::{string::String, vec::Vec};
    use core::{fmt::Display, str::FromStr};

    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::{SerializeSeq, Serializer};

    pub(crate) fn serialize<T: Display, S: Serializer>(list: &[T], serializer: S) -> Result<S::Ok, S::Error> {
        let mut texts = serializer.serialize_seq(Some(list.len()))?;
        for one in list {
            texts.serialize_element(&format_args!("{one}"))?;
        }
        texts.end()
    }

    pub(crate) fn deserialize<'de, T, D>(deserializer: D) -> Result<Vec<T>, D::Error>
    where
        T: FromStr<Err: Display>,
        D: Deserializer<'de>,
    {
        let texts = Vec::<String>::deserialize(deserializer)?;
        texts.iter().map(|text| text.parse().map_err(D::Error::custom)).collect()
    }
}

/// What is written.
#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct Written<'a> {
    severity: Severity,
    namespace: &'a str,
    pod: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    node: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    controller: Option<Controller<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trouble: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    endpoints: Vec<AskedEndpoint>,
    owner: ImageOwner,
    container: &'a str,
    field: &'a str,
    image: &'a ImageMeaning,
    policy: &'a PolicyMeaning,
    #[serde(skip_serializing_if = "Option::is_none")]
    named_secrets: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pull_secrets: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    empty_secrets: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    missing_secrets: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    missing_since: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown_secrets: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_account: Option<&'a str>,
    state: &'a ImageState,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<&'a CauseFinding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<&'a Remedy>,
    next_attempt: NextAttempt,
    #[serde(skip_serializing_if = "Option::is_none")]
    sandbox: Option<&'a SandboxImage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    active_deadline_seconds: Option<u64>,
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    jobs_deadline: bool,
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    no_deadline: bool,
    #[serde(rename = "static", skip_serializing_if = "core::ops::Not::not")]
    is_static: bool,
    resets: Vec<OperatorAction>,
    keeps: Vec<OperatorAction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<String>,
}

impl Serialize for Diagnosis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let secrets = self.pull_secrets.as_deref();
        let written = Written {
            severity: self.severity,
            namespace: &self.namespace,
            pod: &self.pod,
            node: self.node(),
            controller: self.controller(),
            trouble: self.trouble(),
            endpoints: self.endpoints(),
            owner: self.owner,
            container: &self.container,
            field: &self.field,
            image: &self.image,
            policy: &self.policy,
            named_secrets: secrets.map(|secrets| &*secrets.named),
            pull_secrets: secrets.and_then(|secrets| secrets.tried.as_deref()),
            empty_secrets: secrets.map(|secrets| secrets.empty.as_slice()).filter(|empty| !empty.is_empty()),
            missing_secrets: secrets.map(|secrets| &*secrets.missing).filter(|missing| !missing.is_empty()),
            missing_since: secrets.and_then(|secrets| secrets.missing_since),
            unknown_secrets: secrets.map(|secrets| &*secrets.unknown).filter(|unknown| !unknown.is_empty()),
            service_account: self.facts.as_ref().and_then(|facts| facts.service_account.as_deref()),
            state: &self.state,
            cause: self.cause.as_deref(),
            remedy: self.remedy.as_deref(),
            next_attempt: self.next_attempt,
            sandbox: self.sandbox(),
            deadline: self.deadline(),
            active_deadline_seconds: self.active_deadline().map(|length| length.as_secs()),
            no_deadline: self.has_no_deadline(),
            jobs_deadline: self.is_jobs_deadline(),
            is_static: self.is_static(),
            resets: self.resets().collect(),
            keeps: self.keeps().to_vec(),
            query: self.query(),
        };
        written.serialize(serializer)
    }
}

/// What is read.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Read {
    severity: Severity,
    #[serde(default)]
    namespace: Box<str>,
    #[serde(default)]
    pod: Box<str>,
    #[serde(default)]
    node: Box<str>,
    #[serde(default)]
    controller: Option<OwnerReference>,
    #[serde(default)]
    trouble: Option<Box<str>>,
    owner: ImageOwner,
    container: Box<str>,
    field: Box<str>,
    image: ImageMeaning,
    policy: PolicyMeaning,
    #[serde(default)]
    named_secrets: Vec<String>,
    #[serde(default)]
    pull_secrets: Option<Vec<String>>,
    #[serde(default)]
    empty_secrets: Vec<String>,
    #[serde(default)]
    missing_secrets: Vec<String>,
    #[serde(default)]
    missing_since: Option<Timestamp>,
    #[serde(default)]
    unknown_secrets: Vec<String>,
    #[serde(default)]
    service_account: Option<Box<str>>,
    state: ImageState,
    #[serde(default)]
    cause: Option<Box<CauseFinding>>,
    #[serde(default)]
    remedy: Option<Box<Remedy>>,
    next_attempt: NextAttempt,
    #[serde(default)]
    sandbox: Option<Box<SandboxImage>>,
    #[serde(default)]
    deadline: Option<Timestamp>,
    #[serde(default)]
    active_deadline_seconds: Option<u64>,
    #[serde(default)]
    jobs_deadline: bool,
    #[serde(default)]
    no_deadline: bool,
    #[serde(default, rename = "static")]
    is_static: bool,
}

impl<'de> Deserialize<'de> for Diagnosis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = Read::deserialize(deserializer)?;
        let secrets = PullSecrets {
            named: read.named_secrets.into(),
            tried: read.pull_secrets,
            empty: read.empty_secrets,
            missing: read.missing_secrets.into(),
            missing_since: read.missing_since,
            unknown: read.unknown_secrets.into(),
        };
        let length = read.active_deadline_seconds.map(Duration::from_secs);
        let limit = read.deadline.map(TimeLimit::At).or(length.map(TimeLimit::After));
        let limit = limit.or(read.no_deadline.then_some(TimeLimit::None));
        let facts = PodFacts {
            trouble: read.trouble.map(Into::into),
            sandbox: read.sandbox,
            deadline: limit.map(|limit| Deadline { limit, is_of_job: read.jobs_deadline }),
            is_static: read.is_static,
            service_account: read.service_account,
        };
        Ok(Self {
            severity: read.severity,
            owner: read.owner,
            namespace: read.namespace,
            pod: read.pod,
            container: read.container,
            field: read.field,
            image: read.image,
            policy: read.policy,
            pull_secrets: (secrets != PullSecrets::default()).then(|| Box::new(secrets)),
            state: read.state,
            cause: read.cause,
            remedy: read.remedy,
            next_attempt: read.next_attempt,
            whereabouts: Whereabouts::new(&read.node, read.controller.as_ref()),
            facts: facts.boxed(),
        })
    }
}

impl Serialize for ImageMeaning {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct Problem {
            message: String,
            start: usize,
            end: usize,
            #[serde(skip_serializing_if = "Option::is_none")]
            hint: Option<String>,
        }

        #[derive(serde::Serialize)]
        struct Meaning<'a> {
            written: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            reference: Option<&'a Reference>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pulled: Option<Cow<'a, str>>,
            defaulted: Vec<DefaultedPart>,
            #[serde(skip_serializing_if = "Option::is_none")]
            problem: Option<Problem>,
        }

        let problem = self.problem().map(|problem| Problem {
            message: alloc::format!("{}", problem.error),
            start: problem.error.span().start,
            end: problem.error.span().end,
            hint: problem.hint.as_ref().map(|hint| alloc::format!("{hint}")),
        });
        let meaning = Meaning {
            written: self.written(),
            reference: self.reference(),
            pulled: self.pulled(),
            defaulted: self.defaulted().collect(),
            problem,
        };
        meaning.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ImageMeaning {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        struct Meaning {
            written: Box<str>,
        }

        Ok(Self::of(PodImage::new(Meaning::deserialize(deserializer)?.written)))
    }
}
