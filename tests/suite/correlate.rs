use pullspec::api::{Behavior, EventType};
use pullspec::kubelet::{EmittedEvent, EventCorrelator, EventLog};

use crate::{ms, vectors, whole_ms};

#[path = "../../examples/conformance/correlate.rs"]
mod conformance;

fn event<'a>(object: &'a str, reason: &'a str, message: &'a str) -> EmittedEvent<'a> {
    EmittedEvent { object, field_path: "spec.containers{a}", event_type: EventType::Warning, reason, message }
}

#[test]
fn correlates_as_client_go_does() {
    let lines = include_str!("../data/correlate.jsonl");
    let question = |row: &serde_json::Value| {
        let mut row = row.clone();
        for event in row["events"].as_array_mut().unwrap() {
            event.as_object_mut().unwrap().remove("want");
        }
        row
    };
    vectors::all_equal(lines, 80, question, Clone::clone, conformance::answer);
}

#[test]
fn the_tenth_distinct_message_within_ten_minutes_is_combined() {
    let messages: Vec<String> = (0..12).map(|n| format!("reset {n}")).collect();
    let combined_from = |gap_ms: u64| {
        let mut correlator = EventCorrelator::new(&Behavior::default());
        let mut observe =
            |(n, message): (u64, &String)| correlator.observe(ms(n * gap_ms), event("o", "Failed", message));
        (0..).zip(&messages).position(|at| observe(at).is_some_and(|sent| sent.combined))
    };
    assert_eq!(combined_from(600_000), Some(9), "600 s after the last one still count");
    assert_eq!(combined_from(600_001), None, "a millisecond more does not");
}

#[test]
fn combined_events_share_a_count_and_forget_the_oldest_message() {
    let mut correlator = EventCorrelator::new(&Behavior::default());
    for n in 0..9 {
        assert!(!correlator.observe(ms(0), event("o", "Failed", &n.to_string())).unwrap().combined);
    }
    let tenth = correlator.observe(ms(1), event("o", "Failed", "9")).unwrap();
    assert_eq!(
        (tenth.message.as_str(), tenth.count, whole_ms(tenth.first)),
        ("(combined from similar events): 9", 1, 1)
    );
    // Nine are remembered: "1" is, "0" is the oldest and was dropped; every one that comes now is the tenth.
    let known = correlator.observe(ms(2), event("o", "Failed", "1")).unwrap();
    assert_eq!((known.combined, known.count), (false, 2));
    let again = correlator.observe(ms(3), event("o", "Failed", "0")).unwrap();
    assert_eq!((again.combined, again.count, whole_ms(again.first)), (true, 2, 1));
    assert!(
        !correlator.observe(ms(4), event("o", "Other", "0")).unwrap().combined,
        "another reason is another kind"
    );
    assert!(!correlator.observe(ms(5), event("p", "Failed", "0")).unwrap().combined, "another object too");
}

#[test]
fn types_share_a_budget_until_1_32() {
    for (minor, passes) in [(31, 0), (32, 25)] {
        let mut correlator = EventCorrelator::new(&Behavior::for_minor(minor));
        let warnings = (0..26).filter_map(|_| correlator.observe(ms(0), event("o", "Failed", "E"))).count();
        assert_eq!(warnings, 25);
        let normal = EmittedEvent { event_type: EventType::Normal, ..event("o", "BackOff", "B") };
        assert_eq!((0..26).filter_map(|_| correlator.observe(ms(0), normal)).count(), passes);
    }
}

#[test]
fn each_memory_holds_4096_entries() {
    let names: Vec<String> = (0..4_097).map(|n| n.to_string()).collect();
    let mut correlator = EventCorrelator::new(&Behavior::default());
    for name in &names {
        assert_eq!(correlator.observe(ms(0), event(name, "Failed", "E")).unwrap().count, 1);
    }
    assert_eq!(correlator.observe(ms(1), event("4096", "Failed", "E")).unwrap().count, 2);
    assert_eq!(correlator.observe(ms(1), event("0", "Failed", "E")).unwrap().count, 1, "forgotten");
}

#[test]
fn an_expired_row_comes_back_with_its_count() {
    let mut log = EventLog::new(&Behavior::for_minor(35));
    for at in [0, 13_000, 26_000] {
        log.record_emitted(ms(at), event("o", "Failed", "E"));
    }
    log.record_emitted(ms(4_000_000), event("o", "Other", "E"));
    log.forget_before(ms(26_001));
    assert_eq!(log.rows().len(), 1, "an hour without a change");
    log.record_emitted(ms(4_000_001), event("o", "Failed", "E"));
    let row = log.rows().nth(1).unwrap();
    assert_eq!((row.count, row.first.as_millis(), row.last.as_millis()), (4, 0, 4_000_001));
    log.record_emitted(ms(4_000_002), event("o", "Other", "E"));
    assert_eq!(log.rows().next().unwrap().count, 2, "the rows that stayed are still known");
}

#[test]
fn combined_events_keep_one_row_under_changing_messages() {
    let mut log = EventLog::new(&Behavior::for_minor(35));
    for n in 0..12 {
        log.record_emitted(ms(n), event("o", "Failed", &n.to_string()));
    }
    assert_eq!(log.rows().len(), 10);
    let row = log.rows().nth(9).unwrap();
    assert_eq!((row.message.as_str(), row.count), ("(combined from similar events): 11", 3));
    // Another container's message belongs to the same row, which names the part that the first one was about.
    let other = |message| EmittedEvent { field_path: "spec.containers{b}", ..event("o", "Failed", message) };
    log.record_emitted(ms(12), other("12"));
    log.forget_before(ms(0));
    log.record_emitted(ms(13), other("13"));
    assert_eq!(log.rows().len(), 10);
    let row = log.rows().nth(9).unwrap();
    assert_eq!((row.field_path.as_str(), row.count, row.first.as_millis()), ("spec.containers{a}", 5, 9));
}
