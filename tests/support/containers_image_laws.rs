//! What holds for every `registries.conf`, every name and every message of a runtime: shared by the properties, the
//! fuzz targets and the replay of their corpus.

use pullspec::Reference;
use pullspec::registry::node::containers_image::{
    CrioShortNameMode, Node, RegistriesConf, Rule, parse_canonical_reference, parse_reference,
};
use pullspec::registry::node::proof::{self, Answer, Proof};

/// Checks every law of configuration: the first line is an image, then files, each after a line `--- name`.
pub fn replay_configuration(text: &str) {
    let (image, rest) = text.split_once('\n').unwrap_or((text, ""));
    let mut files: Vec<(&str, &str)> =
        rest.split("--- ").skip(1).map(|file| file.split_once('\n').unwrap_or((file, ""))).collect();
    if files.is_empty() {
        files.push(("registries.conf", rest));
    }
    let node = Node::read(files);
    short_names_lead_to_whole_references(&node, image);
    let Ok(conf) = node.config() else { return };
    conf.rules().for_each(a_rule_is_complete);
    for text in conf.rules().map(|rule| format!("{}/a", rule.prefix)).chain([image.into()]) {
        if let Ok(image) = parse_reference(&text) {
            the_longest_prefix_decides(conf, image.name());
            sources_are_references_and_the_origin_is_last(&node, &image.or_default_tag());
        }
    }
}

fn a_rule_is_complete(rule: &Rule) {
    let wildcard = rule.prefix.starts_with("*.");
    assert!(!rule.location.is_empty() || wildcard, "{rule:?}");
    assert!(!wildcard || !rule.prefix.contains(['/', '@', ':']), "{rule:?}");
    assert!(rule.source.file().is_some(), "{rule:?}");
    assert!(rule.mirrors.iter().all(|mirror| !mirror.location.is_empty() && !mirror.location.ends_with('/')));
}

/// The rule by its definition: all prefixes one after the other.
fn the_longest_prefix_decides(conf: &RegistriesConf, name: &str) {
    let covers = |prefix: &str| {
        let end = match prefix.strip_prefix('*').filter(|rest| rest.starts_with('.')) {
            Some(domain) => {
                name.find(domain).filter(|&at| !name[..at].contains('/')).map(|at| at + domain.len())
            }
            None => name.starts_with(prefix).then_some(prefix.len()),
        };
        end.is_some_and(|end| matches!(name.as_bytes().get(end), None | Some(b'/' | b':' | b'@')))
    };
    // Of several with the greatest length, `max_by_key` takes the last: the order is reversed for the first.
    let found: Vec<&Rule> =
        conf.rules().filter(|rule| !rule.prefix.is_empty() && covers(&rule.prefix)).collect();
    let want = found.into_iter().rev().max_by_key(|rule| rule.prefix.len());
    assert_eq!(conf.rule_for(name), want, "{name}");
}

fn sources_are_references_and_the_origin_is_last(node: &Node, image: &Reference) {
    let Ok(found) = node.pull_sources(image) else { return };
    assert!(found.sources.last().is_some_and(|last| last.origin));
    assert_eq!(found.sources.iter().filter(|source| source.origin).count(), 1);
    for source in &found.sources {
        let text = source.reference.as_str();
        assert!(parse_canonical_reference(text).is_ok(), "{text}");
        assert_eq!(
            (source.reference.tag(), source.reference.digest()),
            (image.tag(), image.digest()),
            "{text}"
        );
        assert!(source.blocked_by.is_none_or(|rule| rule.blocked));
    }
    let Ok(asked) = node.resolution(image) else {
        assert!(image.is_tagged() && image.is_canonical());
        return;
    };
    assert_eq!(asked.attempts().len(), found.sources.len());
    assert_eq!(
        asked.nothing_asked().is_none(),
        asked.attempts().iter().any(pullspec::registry::node::Attempt::can_be_asked)
    );
    for (attempt, source) in asked.attempts().iter().zip(&found.sources) {
        assert_eq!(attempt.reference(), Some(&source.reference));
        assert_eq!(attempt.is_blocked(), source.blocked_by.is_some());
    }
}

fn short_names_lead_to_whole_references(node: &Node, name: &str) {
    let podman = node.podman_candidates(name);
    let enforcing = node.crio_candidates(name, CrioShortNameMode::Enforcing);
    let disabled = node.crio_candidates(name, CrioShortNameMode::Disabled);
    let local = node.local_candidates(name);
    for found in [&podman, &enforcing, &disabled, &local].into_iter().flatten() {
        assert!(!found.is_empty());
        for candidate in found {
            assert!(!candidate.is_name_only() && parse_reference(candidate.as_str()).is_ok(), "{candidate}");
        }
    }
    for found in [&enforcing, &disabled].into_iter().flatten().flatten() {
        assert!(!(found.is_tagged() && found.is_canonical()), "{found}");
    }
    if let Ok(found) = &enforcing {
        assert_eq!(found.len(), 1);
        assert_eq!(disabled.as_ref(), Ok(found));
    }
}

/// Checks every law of messages: hosts in the first line, the image in the second, then the message.
pub fn replay_message(text: &str) {
    let mut parts = text.splitn(3, '\n');
    let hosts: Vec<&str> = parts.next().unwrap_or_default().split(' ').collect();
    let (image, message) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let one = proof::containerd(image, &hosts, message);
    a_proof_is_of_these_hosts(&one, &hosts, message);
    assert!(one.failures().is_empty());
    let all = proof::containers_image(&hosts, message);
    a_proof_is_of_these_hosts(&all, &hosts, message);
    assert!(!all.failures().is_empty() || message.contains("(Mirrors also failed: ["));
}

fn a_proof_is_of_these_hosts(proof: &Proof<'_>, hosts: &[&str], message: &str) {
    assert_eq!(proof.possible().len(), hosts.len());
    assert!(proof.about().is_sorted() && proof.about().iter().all(|&place| place < hosts.len()));
    assert!(proof.failures().len() <= hosts.len());
    for answers in proof.possible() {
        assert!(answers.iter().next().is_some(), "something happened");
    }
    // The host that a message is about was asked.
    if let &[place] = proof.about() {
        let possible = proof.possible()[place];
        assert!(possible.iter().any(|answer| answer != Answer::NotAsked) || message.contains("blocked"));
    }
    for failure in proof.failures() {
        assert!(message.contains(failure.error) && message.contains(failure.reference));
    }
}
