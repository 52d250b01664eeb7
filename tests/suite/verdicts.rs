//! What the table of causes decides, row by row and letter by letter.

use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use pullspec::cause::{CauseRule, Transience};
use pullspec::{Cause, classify};

#[test]
fn a_text_with_one_letter_changed_is_no_longer_that_text() {
    let mut count = 0;
    for text in CauseRule::all().flat_map(CauseRule::texts) {
        if text.contains(['^', '$', '#', '*', ':']) {
            continue;
        }
        let long_words = text.split(' ').filter(|word| word.len() > 8);
        for word in long_words {
            let at = text.find(word).unwrap() + word.len() / 2;
            let mut changed = String::from(text);
            changed.replace_range(at..=at, "q");
            let verdict = classify(None, &changed);
            // A text that is known by its beginning holds whatever follows, and so another rule may still decide.
            let is_starred = |rule: &CauseRule| rule.texts().any(|text| text.contains('*'));
            let reads = verdict.evidence().is_some_and(|range| range.contains(&at));
            // Of its other words something may be guessed.
            let is_guess = verdict.rule().is_none();
            assert!(
                !reads || is_guess || verdict.rule().is_some_and(is_starred),
                "{changed:?} was read as {text:?}"
            );
            count += 1;
        }
    }
    assert!(count > 100, "{count}");
}

#[test]
fn a_rule_is_its_place_in_the_table() {
    let rules: Vec<&CauseRule> = CauseRule::all().collect();
    for (n, rule) in rules.iter().enumerate() {
        assert_eq!(rules.iter().position(|other| other == rule), Some(n));
        assert_eq!(
            format!("{rule:?}"),
            format!("CauseRule({} <- {:?})", rule.cause(), rule.texts().next().unwrap())
        );
        assert!(rule.source().starts_with(|c: char| c.is_ascii_alphanumeric()), "{rule:?}");
    }
    assert_eq!(rules.iter().collect::<HashSet<_>>().len(), rules.len());
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    let distinct: HashSet<u64> = rules.iter().map(|rule| hasher.hash_one(rule)).collect();
    assert_eq!(distinct.len(), rules.len());
    let sources: HashSet<&str> = rules.iter().map(|rule| rule.source()).collect();
    assert!(sources.len() > 10, "{sources:?}");
}

#[test]
fn a_verdict_speaks_for_its_cause() {
    for message in ["x: no space left on device", "manifest unknown", "dial tcp: lookup a: no such host", ""]
    {
        let verdict = classify(None, message);
        let cause = verdict.cause();
        assert_eq!(
            (verdict.fix(), verdict.group(), verdict.transience(), verdict.responsible()),
            (cause.fix(), cause.group(), cause.transience(), cause.responsible())
        );
        assert!(format!("{verdict:?}").contains(&format!("{cause:?}")), "{verdict:?}");
    }
    let shown: HashSet<String> = Cause::ALL.iter().map(|cause| cause.transience().to_string()).collect();
    assert_eq!(shown.len(), 4);
    assert_eq!(Transience::Permanent.to_string(), Transience::Permanent.as_str());
}

#[test]
fn texts_that_say_more_than_their_cause_have_advice_of_their_own() {
    let verdict = classify(
        None,
        "rpc error: code = Unimplemented desc = unknown service runtime.v1alpha2.ImageService",
    );
    assert_eq!(verdict.cause(), Cause::RuntimeUnavailable);
    assert_eq!(verdict.transience(), Transience::Permanent);
    assert!(
        verdict.fix() != Cause::RuntimeUnavailable.fix() && verdict.fix().contains("CRI"),
        "{}",
        verdict.fix()
    );
    for rule in CauseRule::all() {
        assert!(!rule.fix().is_empty() && !rule.fix().ends_with('.'), "{rule:?}");
        assert!(rule.transience() != Transience::Permanent || !rule.responsible().is_empty(), "{rule:?}");
    }
}

#[test]
fn of_several_errors_the_one_that_calls_first_for_an_action_decides() {
    let most_urgent_first = [
        ("unauthorized: incorrect username or password", Cause::AuthInvalid),
        ("451 Unavailable For Legal Reasons", Cause::AccessDenied),
        ("no basic auth credentials", Cause::AuthRequired),
        (
            "pull access denied, repository does not exist or may require authorization",
            Cause::NotFoundOrUnauthorized,
        ),
        ("manifest unknown", Cause::TagNotFound),
        ("write /x: no space left on device", Cause::DiskFull),
        ("toomanyrequests: slow down", Cause::RateLimited),
        ("connection reset by peer", Cause::ConnectionReset),
    ];
    for (n, (first, cause)) in most_urgent_first.iter().enumerate() {
        assert_eq!(classify(None, first).cause(), *cause, "{first}");
        for (second, _) in &most_urgent_first[n..] {
            for message in [
                format!("[rpc error: {first}, rpc error: {second}]"),
                format!("[rpc error: {second}, rpc error: {first}]"),
            ] {
                assert_eq!(classify(None, &message).cause(), *cause, "{message}");
            }
        }
    }
}

#[test]
fn the_order_of_many_texts_in_one_error_does_not_decide() {
    let texts = |rules: &mut dyn Iterator<Item = &'static CauseRule>| -> String {
        let plain = rules.filter(|rule| !rule.is_conditional()).filter_map(|rule| rule.texts().next());
        let plain = plain.filter(|text| !text.contains(['^', '$', '#', '*', ':']));
        plain.flat_map(|text| ["; ", text]).collect()
    };
    let forwards = texts(&mut CauseRule::all());
    let rules: Vec<_> = CauseRule::all().collect();
    let backwards = texts(&mut rules.into_iter().rev());
    assert!(forwards.matches("; ").count() > 30);
    let (forwards, backwards) = (classify(None, &forwards), classify(None, &backwards));
    assert_eq!((forwards.cause(), forwards.rule()), (backwards.cause(), backwards.rule()));
}

#[test]
fn a_starred_word_is_known_by_its_beginning_alone() {
    let mut count = 0;
    for rule in CauseRule::all().filter(|rule| !rule.is_conditional()) {
        for text in rule.texts().filter(|text| text.contains('*') && !text.contains('#')) {
            let text = text.replace(['^', '$'], "");
            if text.contains(":*") {
                continue;
            }
            let read = |rest: &str| classify(None, &text.replace('*', rest)).cause();
            assert_eq!((read(""), read("s")), (read("qqqqqqqqq"), read("qqqqqqqqq")), "{text}");
            count += 1;
        }
    }
    assert!(count > 3, "{count}");
}
