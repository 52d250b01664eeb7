//! Where a trouble is: pods, nodes, what made them; and who was asked for the image.

use std::collections::BTreeSet;

use pullspec::Diagnosis;
use pullspec::explain::{Finding, FindingFact, FindingPlace, Outage, OutagePlace};

use super::{harmless, many};

/// Where it is besides the headline: node and controller.
pub(super) fn places(diagnosis: &Diagnosis) -> Option<(&'static str, String)> {
    let node = (!diagnosis.node().is_empty()).then(|| format!("on node {}", diagnosis.node()));
    place_row("of", diagnosis, node)
}

/// Where all of a finding are, and what made them, or the first of them where that is not the same.
pub(super) fn where_of(finding: &Finding) -> Option<(&'static str, String)> {
    if finding.count <= 1 {
        return places(&finding.diagnosis);
    }
    let of = if finding.is_alike(FindingFact::Controller) { "of" } else { "the first of" };
    let on_nodes = finding.nodes.values().copied().fold(0, u64::saturating_add);
    let has_templates = finding.places.iter().any(|place| place.pod.is_empty());
    let some = if on_nodes < finding.pods {
        format!(" ({on_nodes} of {})", many(finding.pods, "pod"))
    } else if has_templates {
        format!(" ({})", many(finding.pods, "pod"))
    } else {
        String::new()
    };
    let on = match finding.nodes.len() {
        0 => None,
        1 => finding.nodes.keys().next().map(|node| format!("on node {node}{some}")),
        count => {
            let nodes = first_of(finding.nodes.keys(), MOST_NODES);
            Some(format!("on {}{some}: {nodes}", many(count as u64, "node")))
        }
    };
    place_row(of, &finding.diagnosis, on)
}

pub(super) fn place_row(
    of: &str,
    diagnosis: &Diagnosis,
    on: Option<String>,
) -> Option<(&'static str, String)> {
    let owner = diagnosis.controller().filter(|_| !diagnosis.pod.is_empty());
    let owner = owner.map(|owner| format!("{of} {owner}"));
    let parts: Vec<_> = owner.into_iter().chain(on).map(|text| harmless(&text)).collect();
    (!parts.is_empty()).then(|| ("where", parts.join(", ")))
}

/// How many images of an outage are named.
pub(super) const MOST_IMAGES: usize = 4;
/// How many nodes are named.
pub(super) const MOST_NODES: usize = 6;

/// The first of some names, and how many there are besides.
pub(super) fn first_of(names: impl ExactSizeIterator<Item = impl AsRef<str>>, most: usize) -> String {
    let more = names.len().saturating_sub(most);
    let first: Vec<_> = names.take(most).map(|name| harmless(name.as_ref())).collect();
    let more = if more > 0 { format!(", and {more} more") } else { String::new() };
    format!("{}{more}", first.join(", "))
}

/// Who was asked, if it was a mirror.
pub(super) fn asked(diagnosis: &Diagnosis, is_for_all: bool) -> Option<(&'static str, String)> {
    let image = diagnosis.image.reference()?;
    let endpoints = diagnosis.endpoints();
    if endpoints.iter().all(|endpoint| endpoint.mirror != Some(true)) {
        return None;
    }
    let asked: Vec<_> = endpoints.iter().map(|endpoint| harmless(&endpoint.to_string())).collect();
    let of = if endpoints.len() == 1 { format!(" of {}", image.domain()) } else { String::new() };
    let whose = if is_for_all { String::new() } else { format!("{}: ", FindingPlace::of(diagnosis)) };
    Some(("asked", format!("{whose}{}{of}", asked.join("; then "))))
}

/// Who was asked for the images of an outage, if it was a mirror: of which registries, where the images are of several.
pub(super) fn asked_in(outage: &Outage<'_>) -> Option<(&'static str, String)> {
    let told = outage.told()?;
    let is_for_all = outage.is_alike(FindingFact::Endpoints);
    let OutagePlace::Endpoint(host) = &outage.place else { return asked(told, is_for_all) };
    if is_for_all && told.endpoints().len() > 1 {
        return asked(told, true);
    }
    let mirrored = outage.findings.iter().map(|finding| &finding.diagnosis).filter(|diagnosis| {
        let endpoints = diagnosis.endpoints();
        endpoints.iter().any(|asked| asked.host == *host && asked.mirror == Some(true))
    });
    let of: BTreeSet<_> =
        mirrored.filter_map(|diagnosis| Some(diagnosis.image.reference()?.domain())).collect();
    if of.is_empty() {
        return asked(told, is_for_all);
    }
    Some(("asked", format!("{}, a mirror of {}", harmless(host), first_of(of.iter(), MOST_IMAGES))))
}
