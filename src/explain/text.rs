//! A diagnosis for people.

use alloc::{string::String, vec::Vec};
use core::fmt::{self, Display};

use super::print::{self, EachRow, Row};
use super::{
    CauseFinding, CauseSource, Controller, DefaultedPart, Diagnosis, ImageState, Moment, NextAttempt,
    NextBasis, Phase, PolicyMeaning, PolicySource, PullSecrets, SandboxImage, Severity, Since, SinceBasis,
};
use crate::api::ImageOwner;
use crate::cause::{CauseGroup, FailedEndpoint, Transience, deciding_endpoint};
use crate::kubectl::HumanDuration;
use crate::kubelet::OperatorAction;

impl Diagnosis {
    /// What `Display` prints, as labels and texts, for callers that wrap lines or use colours. A text may have several
    /// lines; control characters and invisible ones of the input are replaced.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        // Writing into a text cannot fail.
        let _ = self.each_row(&mut |label, text| print::collect(&mut rows, label, text));
        rows
    }

    /// How bad it is, and whose image it is, in one line.
    #[must_use]
    pub fn headline(&self) -> String {
        let mut line = String::new();
        // Writing into a text cannot fail.
        let _ = self.write_headline(&mut line);
        line
    }

    fn write_headline(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        print::write_line(out, format_args!("{}  {}, {}", self.severity, Place(self), self.field))
    }

    pub(super) fn each_row(&self, row: &mut EachRow<'_>) -> fmt::Result {
        match self.image.problem() {
            Some(problem) => {
                row("image", format_args!("{}", problem.error.underline(self.image.written())))?;
                if let Some(hint) = &problem.hint {
                    row("hint", format_args!("{hint}"))?;
                }
            }
            None => row("image", format_args!("{}", self.image.written()))?,
        }
        if let Some(reference) = self.image.reference().filter(|meant| meant.as_str() != self.image.written())
        {
            match self
                .image
                .pulled()
                .filter(|_| self.image.defaulted().any(|part| part == DefaultedPart::Tag))
            {
                Some(pulled) => row("means", format_args!("{reference}, pulled as {pulled}"))?,
                None => row("means", format_args!("{reference}"))?,
            }
        }
        if let Some(sandbox) = self.sandbox() {
            row("sandbox", format_args!("{}", Sandbox(sandbox)))?;
        }
        row("policy", format_args!("{}", Policy(&self.policy)))?;
        if let Some(secrets) = &self.pull_secrets {
            secret_rows(secrets, row)?;
        }
        row("state", format_args!("{}", State(&self.state, self)))?;
        if let Some(trouble) = self.trouble() {
            row("trouble", format_args!("{trouble}"))?;
        }
        self.cause_rows(row)?;
        if let Some(remedy) = &self.remedy {
            match &*remedy.responsible {
                [] => row("act", format_args!("{}", remedy.fix))?,
                responsible => row("act", format_args!("{}: {}", Joined(responsible, " or "), remedy.fix))?,
            }
            // What an advice says to do has just been said.
            if let Some(advice) = &remedy.advice {
                row("advice", format_args!("{}", advice.without_fix()))?;
            }
        }
        match self.next_attempt {
            NextAttempt::NotNeeded => {}
            NextAttempt::Running { since, ago } if !self.severity.cannot_pull() => match ago {
                Some(ago) => row("pulls", format_args!("for {}, since {since}", HumanDuration::new(ago)))?,
                None => row("pulls", format_args!("since {since}"))?,
            },
            next => row("next", format_args!("{}", Next(&next, self)))?,
        }
        if let Some(sooner) = Sooner::of(self.resets()) {
            row("sooner", format_args!("{sooner}"))?;
        }
        if let Some(later) = self.later() {
            row("later", format_args!("{later}"))?;
        }
        if let Some(query) = self.query() {
            row("query", format_args!("{query}"))?;
        }
        Ok(())
    }

    fn cause_rows(&self, row: &mut EachRow<'_>) -> fmt::Result {
        let said = self.cause.as_ref().and_then(|found| found.message.as_deref());
        let said = said.or(self.state.message.as_deref());
        if let Some(found) = &self.cause {
            row("cause", format_args!("{}", Cause(found)))?;
            let asked = self.endpoints();
            if asked.len() > 1 {
                row("asked", format_args!("{}", Joined(&asked, "; then ")))?;
            }
            if !found.name_warnings.is_empty() {
                row("check", format_args!("{}", Joined(&found.name_warnings, "; ")))?;
            }
        }
        match said {
            Some(message) => row("says", format_args!("{message}")),
            None => Ok(()),
        }
    }
}

/// The place, then one line per row.
impl Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_headline(f)?;
        f.write_str("\n")?;
        self.each_row(&mut |label, text| print::write_row(f, label, text))
    }
}

fn secret_rows(secrets: &PullSecrets, row: &mut EachRow<'_>) -> fmt::Result {
    match secrets.tried.as_deref() {
        None => row("secrets", format_args!("the pod names {}", Joined(&secrets.named, ", ")))?,
        Some([]) if !secrets.unknown.is_empty() => row(
            "tries",
            format_args!(
                "none of those known here; what {} holds is not known",
                Joined(&secrets.unknown, ", ")
            ),
        )?,
        Some([]) => row(
            "tries",
            format_args!("no pull secret: no key in {} covers this image", Joined(&secrets.named, ", ")),
        )?,
        Some(tried) if !secrets.unknown.is_empty() => row(
            "tries",
            format_args!(
                "{}; what {} holds is not known",
                Joined(tried, ", then "),
                Joined(&secrets.unknown, ", ")
            ),
        )?,
        Some(tried) => row("tries", format_args!("{}", Joined(tried, ", then ")))?,
    }
    if !secrets.empty.is_empty() {
        let empty = Joined(&secrets.empty, ", ");
        row(
            "empty",
            format_args!(
                "{empty}: neither user nor password; the kubelet asks no helper and uses no identity token"
            ),
        )?;
    }
    match (&*secrets.missing, secrets.missing_since) {
        ([], _) => Ok(()),
        (missing, None) => row("missing", format_args!("the kubelet cannot read {}", Joined(missing, ", "))),
        (missing, Some(since)) => {
            row("missing", format_args!("the kubelet cannot read {}, since {since}", Joined(missing, ", ")))
        }
    }
}

/// `shop/web, container app`.
pub(super) struct Place<'a>(pub(super) &'a Diagnosis);

impl Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Diagnosis { namespace, pod, owner, container, .. } = self.0;
        let controller = self.0.controller();
        let slash = if namespace.is_empty() { "" } else { "/" };
        match (&**pod, controller) {
            ("", Some(workload)) => write!(f, "{namespace}{slash}{}", Template(workload)),
            ("", None) => write!(f, "{namespace}{slash}(no name)"),
            (pod, _) => write!(f, "{namespace}{slash}{pod}"),
        }?;
        write!(f, ", {owner} {container}")
    }
}

/// `Deployment web`.
pub(super) struct Template<'a>(pub(super) Controller<'a>);

impl Display for Template<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Controller { kind, name, .. } = self.0;
        write!(f, "{kind} {}", if name.is_empty() { "(no name)" } else { name })
    }
}

/// A list with something between its parts.
pub(super) struct Joined<'a, T>(pub(super) &'a [T], pub(super) &'static str);

impl<T: Display> Display for Joined<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().enumerate().try_for_each(|(at, one)| {
            f.write_str(if at == 0 { "" } else { self.1 })?;
            one.fmt(f)
        })
    }
}

struct Policy<'a>(&'a PolicyMeaning);

impl Display for Policy<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PolicyMeaning { effective, origin, pulls, default, because, problem } = self.0;
        if let Some(problem) = problem {
            return write!(f, "none: {problem}");
        }
        if let Some(effective) = effective {
            write!(f, "{effective} ")?;
        }
        match origin {
            PolicySource::FilledIn => write!(f, "(filled in: {because})"),
            PolicySource::WrittenOrFilledIn => write!(f, "(written or filled in: {because})"),
            PolicySource::WrittenOrStale => {
                write!(f, "(written, or filled in for an earlier image; the default is {default}: {because})")
            }
            PolicySource::Written => write!(f, "(written; the default is {default}: {because})"),
            PolicySource::NotKnown => write!(f, "not known; the default is {default}: {because}"),
        }?;
        pulls.map_or(Ok(()), |pulls| write!(f, ", pulls {}", pulls.in_words()))
    }
}

struct State<'a>(&'a ImageState, &'a Diagnosis);

impl Display for State<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(state, diagnosis) = self;
        let cannot_pull = diagnosis.severity.cannot_pull();
        match (state.phase, &state.reason) {
            (Phase::Waiting, Some(reason)) => write!(f, "{reason}"),
            (Phase::Waiting, None) => f.write_str("waits"),
            (Phase::Running, _) => f.write_str("runs"),
            (Phase::Terminated, Some(reason)) => write!(f, "ended, {reason}"),
            (Phase::Terminated, None) => f.write_str("ended"),
            (Phase::NotReported, _) if diagnosis.owner == ImageOwner::Volume && cannot_pull => {
                f.write_str("its image is missing")
            }
            (Phase::NotReported, _) if cannot_pull => f.write_str("not reported yet"),
            (Phase::NotReported, _) => f.write_str("not reported"),
        }?;
        if let Some(volume) = &state.volume {
            write!(f, " for the image volume {volume}")?;
        }
        if let Some(since) = &state.since {
            write_since(f, since)?;
        }
        match state.attempts {
            None => {}
            Some(1) => f.write_str(", 1 attempt seen")?,
            Some(attempts) => write!(f, ", {attempts} attempts seen")?,
        }
        // The advice goes by what must have been made, which may be more.
        let made = diagnosis
            .remedy
            .as_ref()
            .and_then(|remedy| remedy.advice)
            .and_then(|advice| advice.reason().attempts());
        if let Some(made) = made.filter(|made| state.attempts.is_some_and(|seen| seen < *made)) {
            write!(f, ", at least {made} made")?;
        }
        match state.refusals {
            None => {}
            Some(1) => f.write_str(", 1 look ended before an attempt")?,
            Some(looks) => write!(f, ", {looks} looks ended before an attempt")?,
        }
        match &*state.pod_status {
            "Terminating" => f.write_str("; its pod is being deleted, and no kubelet tries again"),
            _ => Ok(()),
        }
    }
}

struct Sandbox<'a>(&'a SandboxImage);

impl Display for Sandbox<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SandboxImage { image, node } = self.0;
        match &**node {
            "" => write!(f, "the node lacks {image}, without which no pod starts there"),
            node => write!(f, "{node} lacks {image}, without which no pod starts there"),
        }
    }
}

struct Cause<'a>(&'a CauseFinding);

impl Display for Cause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = self.0;
        let helps = match found.transience {
            _ if found.group == CauseGroup::Unknown || found.is_guess => "whether waiting helps is not said",
            Transience::Transient => "a retry may end it",
            Transience::Throttled => "ends with its window",
            Transience::Unknown => "may end by itself",
            Transience::Permanent => "waiting does not help",
        };
        write!(f, "{} ({})", found.cause, found.group)?;
        if found.is_guess {
            f.write_str(", a guess")?;
        }
        let listed = found.message.as_deref().and_then(deciding_endpoint).filter(FailedEndpoint::is_mirror);
        if let Some(mirror) = listed {
            write!(f, " of the mirror {}", mirror.host())?;
        }
        write!(f, "; {helps}")?;
        if !found.alternates.is_empty() {
            write!(f, "; or {}", Joined(&found.alternates, ", "))?;
        }
        match (&found.evidence, found.source) {
            (Some(evidence), _) => write!(f, "; by \"{}\"", evidence.text),
            (None, CauseSource::Name) => f.write_str("; the kubelet will refuse the name"),
            (None, _) => Ok(()),
        }
    }
}

pub(super) fn write_since(f: &mut fmt::Formatter<'_>, since: &Since) -> fmt::Result {
    let bound = match since.basis {
        SinceBasis::InitContainers => Some("the end of its init containers"),
        SinceBasis::PodStart => Some("the pod's start"),
        SinceBasis::PodCreation => Some("the pod's creation"),
        _ => None,
    };
    let at_most = if bound.is_some() { "at most " } else { "" };
    match since.ago {
        Some(ago) => write!(f, " for {at_most}{},", HumanDuration::new(ago))?,
        None if bound.is_some() => f.write_str(",")?,
        None => {}
    }
    match bound {
        Some(bound) => write!(f, " not before {bound} {}", since.at),
        None => write!(f, " since {}", since.at),
    }
}

struct Next<'a>(&'a NextAttempt, &'a Diagnosis);

impl Display for Next<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            NextAttempt::NotNeeded => Ok(()),
            NextAttempt::Running { since, ago } => {
                write!(f, "an attempt started at {since}")?;
                if let Some(ago) = ago {
                    write!(f, ", {} ago", HumanDuration::new(*ago))?;
                }
                f.write_str(", and nothing tells of its end")
            }
            NextAttempt::DeadlineFirst { deadline } => {
                let whose = if self.1.is_jobs_deadline() { "the Job's" } else { "the pod's" };
                write!(f, "none: {whose} deadline")?;
                let is_over = deadline.from_now.is_some_and(|from_now| from_now.is_zero());
                match deadline.from_now {
                    Some(_) if is_over => f.write_str(" is over")?,
                    Some(from_now) => write!(f, ", in {}", HumanDuration::new(from_now))?,
                    None => {}
                }
                match deadline.at {
                    Some(at) if is_over => write!(f, " since {at}"),
                    Some(at) => write!(f, ", {at}, comes first"),
                    None if is_over => Ok(()),
                    None => f.write_str(", comes first"),
                }
            }
            NextAttempt::EveryLook => {
                let vain = if self.1.severity == Severity::Blocked { ", and finds the same" } else { "" };
                write!(f, "the kubelet looks again every 10 to 16 s{vain}")
            }
            NextAttempt::BackOff { earliest, latest, basis } => {
                write_between(f, *earliest, *latest)?;
                f.write_str(match basis {
                    NextBasis::Events => "",
                    NextBasis::OldEvents => " (events may be missing)",
                    NextBasis::PodStart => " (by the pod's age)",
                    NextBasis::Reason => " (by the reason alone)",
                })
            }
        }
    }
}

fn write_between(f: &mut fmt::Formatter<'_>, earliest: Moment, latest: Moment) -> fmt::Result {
    let spans = earliest.from_now.zip(latest.from_now);
    let times = earliest.at.zip(latest.at);
    if let Some((from, to)) = spans {
        write!(f, "in {} to {}", HumanDuration::new(from), HumanDuration::new(to))?;
    }
    if let Some((from, to)) = times {
        write!(f, "{}{from} to {to}", if spans.is_some() { ", " } else { "" })?;
    }
    Ok(())
}

/// What ends the wait before its time, as what an operator does or sees.
pub(super) struct Sooner(Vec<OperatorAction>);

impl Sooner {
    /// `None` where nothing does.
    pub(super) fn of(changes: impl Iterator<Item = OperatorAction>) -> Option<Self> {
        let changes: Vec<_> = changes.collect();
        (!changes.is_empty()).then_some(Self(changes))
    }
}

impl Display for Sooner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().enumerate().try_for_each(|(at, change)| {
            f.write_str(if at == 0 { "only by " } else { ", " })?;
            f.write_str(phrase(*change))
        })
    }
}

const fn phrase(change: OperatorAction) -> &'static str {
    match change {
        OperatorAction::PodReplaced => "a new pod",
        OperatorAction::ImageTextChanged => "another text of the image",
        OperatorAction::KubeletRestarted => "a restart of the kubelet",
        OperatorAction::SecretFixed => "a repaired secret",
        OperatorAction::RegistryRecovered => "a registry that came back",
        OperatorAction::NetworkRepaired => "a network that works again",
        OperatorAction::CertificateRepaired => "a repaired certificate or trust",
        OperatorAction::LimitPassed => "a limit that has passed",
        OperatorAction::AccessGranted => "a right that was given",
        OperatorAction::PodLabelled => "a label",
        OperatorAction::SiblingChanged => "another container",
        OperatorAction::ImagePulledByOther => "another pod's pull",
    }
}
