//! The taxonomy and the table as data.

use pullspec::Cause;
use pullspec::cause::{Actor, CauseGroup, Transience};

#[test]
fn there_are_45_causes_with_labels_of_their_own() {
    assert_eq!(Cause::ALL.len(), 45);
    for (n, cause) in Cause::ALL.into_iter().enumerate() {
        let label = cause.as_str();
        assert!(label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'), "{label}");
        assert_eq!(label.parse(), Ok(cause));
        assert_eq!(cause.to_string(), label);
        assert!(Cause::ALL[..n].iter().all(|other| other.as_str() != label), "{label} twice");
    }
}

#[test]
fn other_spellings_are_not_labels() {
    for text in ["", "TagNotFound", "TAG_NOT_FOUND", "tag_not_found ", "tag-not-found"] {
        assert_eq!(text.parse::<Cause>().unwrap_err().to_string(), "no cause has this label");
    }
}

#[test]
fn every_group_has_a_cause_and_a_label() {
    for group in CauseGroup::ALL {
        assert!(Cause::ALL.iter().any(|cause| cause.group() == group), "{group}");
        assert_eq!(group.to_string(), group.as_str());
    }
}

#[test]
fn groups_hold_what_the_taxonomy_says() {
    let count = |group| Cause::ALL.iter().filter(|cause| cause.group() == group).count();
    let sizes = CauseGroup::ALL.map(count);
    assert_eq!(sizes, [3, 5, 5, 3, 2, 6, 5, 3, 6, 6, 1]);
}

#[test]
fn advice_is_one_line_and_no_sentence() {
    for cause in Cause::ALL {
        let advice = cause.fix();
        assert!(advice.len() > 3 && !advice.contains('\n') && !advice.ends_with('.'), "{cause}: {advice}");
        assert!(advice.starts_with(|c: char| c.is_ascii_lowercase()), "{cause}: {advice}");
    }
}

#[test]
fn what_does_not_end_alone_names_who_can_act() {
    for cause in Cause::ALL {
        if cause.transience() == Transience::Permanent {
            assert!(!cause.responsible().is_empty(), "{cause}");
        }
    }
    assert_eq!(Cause::TagNotFound.responsible(), [Actor::Workload, Actor::Publisher]);
}

#[test]
fn transience_of_the_causes_that_heal() {
    let heal: Vec<_> = Cause::ALL
        .into_iter()
        .filter(|cause| cause.transience() == Transience::Transient)
        .map(Cause::as_str)
        .collect();
    let expected = [
        "kubelet_qps_exceeded",
        "connection_reset",
        "timeout",
        "registry_server_error",
        "registry_unavailable",
        "truncated_download",
        "runtime_unavailable",
        "pull_cancelled",
    ];
    assert_eq!(heal, expected);
    assert_eq!(Cause::RateLimited.transience(), Transience::Throttled);
}

mod table {
    use std::collections::HashSet;

    use pullspec::Cause;
    use pullspec::cause::{CauseRule, Verdict};

    #[test]
    fn texts_are_in_the_spelling_of_the_table() {
        for rule in CauseRule::all() {
            for text in rule.texts() {
                assert_eq!(text.to_ascii_lowercase(), text, "{rule:?}");
                assert!(!text.contains("  ") && text.trim() == text, "{text:?}");
                assert!(text.split(' ').count() <= 16, "{text:?} is longer than the matcher remembers");
                assert!(
                    !text.contains(['"', '(', ')', '[', ']', ',', ';', '`', '|']),
                    "{text:?}: the lexer drops these"
                );
            }
        }
    }

    #[test]
    fn a_single_word_decides_only_where_a_clause_begins() {
        // A name may be any one word, so one word in the middle of a sentence must not decide. What no name can be,
        // because of a character or of a place that only programs write, may.
        let programs = ["#", "\\", "/etc/", "via", "application/"];
        for rule in CauseRule::all() {
            for text in rule.texts() {
                let words = text.split(' ').count();
                let free = words > 1 || text.starts_with('^') || programs.iter().any(|p| text.contains(p));
                assert!(free, "{text:?} in {rule:?}");
            }
        }
    }

    #[test]
    fn no_rule_says_the_same_twice() {
        for rule in CauseRule::all() {
            let texts: HashSet<_> = rule.texts().collect();
            assert_eq!(texts.len(), rule.texts().count(), "{rule:?}");
            // A verdict takes them over as they are.
            let mut all = HashSet::from([rule.cause(), Cause::NoDetail]);
            assert!(rule.alternates().iter().all(|other| all.insert(*other)), "{rule:?}");
            assert!(rule.alternates().len() <= Verdict::MOST, "{rule:?}");
            assert!(!rule.source().is_empty(), "{rule:?}");
        }
    }
}
