//! What a controller is told, on both sides of every boundary.

use core::time::Duration;

use pullspec::cause::Verdict;
use pullspec::waiting::{Advice, AdviceReason, Grace, Situation};
use pullspec::{Cause, WaitingReason, classify};

const REASON: WaitingReason = WaitingReason::ErrImagePull;

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[track_caller]
fn advice(reason: &WaitingReason, verdict: Verdict, attempts: u32, after: Duration, grace: &Grace) -> Advice {
    Situation { reason, verdict, attempts, since_first_failure: after }.advice(grace).unwrap()
}

#[test]
fn a_terminal_reason_fails_at_once() {
    for reason in [WaitingReason::InvalidImageName, WaitingReason::ErrImageNeverPull] {
        let verdict = classify(Some(&reason), "");
        let cause = verdict.cause();
        let told = advice(&reason, verdict, 1, Duration::ZERO, &Grace::default());
        assert_eq!(told, Advice::FailNow { cause, reason: AdviceReason::TerminalReason });
        let patient = Grace::default().with_terminal(seconds(30));
        let told = advice(&reason, verdict, 9, seconds(29), &patient);
        assert_eq!(told, Advice::FailLater { cause, after: seconds(30), reason: AdviceReason::WithinGrace });
        assert_eq!(
            advice(&reason, verdict, 1, seconds(30), &patient),
            Advice::FailNow { cause, reason: AdviceReason::TerminalReason }
        );
    }
}

#[test]
fn no_advice_without_an_image() {
    let situation = |reason| Situation {
        reason,
        verdict: classify(None, ""),
        attempts: 9,
        since_first_failure: seconds(9_000),
    };
    for reason in WaitingReason::ALL {
        let about = reason.is_image_related() || reason.is_normal();
        assert_eq!(situation(reason).advice(&Grace::default()).is_some(), about, "{reason}");
    }
    assert_eq!(situation(&WaitingReason::from("Strange")).advice(&Grace::default()), None);
}

#[test]
fn before_the_first_failure_there_is_time() {
    let told =
        advice(&WaitingReason::ContainerCreating, classify(None, ""), 0, Duration::ZERO, &Grace::default());
    assert_eq!(
        told,
        Advice::KeepWaiting {
            cause: Cause::NoDetail,
            until: seconds(600),
            reason: AdviceReason::WithinGrace
        }
    );
}

#[test]
fn a_silent_message_waits_and_then_escalates() {
    let silent = classify(None, "Back-off pulling image \"a\"");
    let told = advice(&REASON, silent, 9, seconds(599), &Grace::default());
    assert_eq!(
        told,
        Advice::KeepWaiting {
            cause: Cause::NoDetail,
            until: seconds(600),
            reason: AdviceReason::WithinGrace
        }
    );
    let told = advice(&REASON, silent, 9, seconds(600), &Grace::default());
    assert!(matches!(told, Advice::Escalate { to: [], .. }));
    assert_eq!(
        told.to_string(),
        "escalate: no_detail should have ended, but has lasted 600 s; read the pod's events or an earlier status: this \
         message does not say why"
    );
}

#[test]
fn the_deadline_ends_everything() {
    let grace = Grace::default().with_deadline(seconds(60));
    let told = advice(&REASON, classify(None, ""), 1, seconds(59), &grace);
    assert_eq!(told.reason(), AdviceReason::WithinGrace);
    assert!(matches!(told, Advice::KeepWaiting { until, .. } if until == seconds(60)));
    let told = advice(&REASON, classify(None, ""), 1, seconds(60), &grace);
    assert_eq!(told.to_string(), "fail now: the deadline of 60 s is over, last with no_detail");
    // Nor does the next attempt reach after it.
    let grace = grace.with_deadline(seconds(700));
    let told = advice(&REASON, classify(None, ""), 1, seconds(650), &grace);
    assert_eq!(told.reason(), AdviceReason::TooFewAttempts { attempts: 1 });
    assert!(matches!(told, Advice::KeepWaiting { until, .. } if until == seconds(700)), "{told:?}");
}

mod with_causes {
    use pullspec::PullError;
    use pullspec::cause::Actor;

    use super::*;

    #[test]
    fn what_needs_action_fails_after_its_grace_and_enough_attempts() {
        let verdict = classify(None, "x509: certificate signed by unknown authority");
        let cause = Cause::TlsUnknownAuthority;
        let told = advice(&REASON, verdict, 5, seconds(119), &Grace::default());
        assert_eq!(told, Advice::FailLater { cause, after: seconds(120), reason: AdviceReason::WithinGrace });
        let told = advice(&REASON, verdict, 2, seconds(120), &Grace::default());
        assert_eq!(
            told,
            Advice::FailLater {
                cause,
                after: seconds(420),
                reason: AdviceReason::TooFewAttempts { attempts: 2 }
            }
        );
        let told = advice(&REASON, verdict, 3, seconds(120), &Grace::default());
        assert_eq!(
            told,
            Advice::FailNow { cause, reason: AdviceReason::NeedsAction { after: seconds(120), attempts: 3 } }
        );
    }

    #[test]
    fn an_alternate_that_heals_gives_the_longer_grace() {
        let verdict = classify(None, "tls: first record does not look like a TLS handshake");
        assert!(matches!(
            advice(&REASON, verdict, 9, seconds(130), &Grace::default()),
            Advice::FailNow { .. }
        ));
        let verdict = classify(None, "manifest invalid: manifest invalid"); // or a response that is no registry's
        let told = advice(&REASON, verdict, 9, seconds(130), &Grace::default());
        assert!(matches!(told, Advice::KeepWaiting { until, .. } if until == seconds(600)), "{told}");
    }

    #[test]
    fn what_a_retry_ends_escalates_to_whoever_can_act() {
        let verdict = classify(None, "received unexpected HTTP status: 502 Bad Gateway");
        let told = advice(&REASON, verdict, 9, seconds(900), &Grace::default());
        assert!(matches!(told, Advice::Escalate { to: [Actor::Registry], .. }));
        assert!(
            told.to_string().starts_with("escalate to registry: registry_unavailable should have ended"),
            "{told}"
        );
    }

    #[test]
    fn a_limit_gets_its_window() {
        let verdict = classify(None, "toomanyrequests: You have reached your pull rate limit.");
        let told = advice(&REASON, verdict, 20, seconds(3_599), &Grace::default());
        assert!(matches!(told, Advice::KeepWaiting { until, .. } if until == seconds(3_600)));
        assert!(matches!(
            advice(&REASON, verdict, 20, seconds(3_600), &Grace::default()),
            Advice::Escalate { .. }
        ));
    }

    #[test]
    fn an_error_in_place_of_a_reason_is_known_by_its_cause() {
        let text = "Failed to record image pull intent for container image \"a\": no space left on device";
        let error = PullError::from_waiting(&WaitingReason::from(text), text).unwrap();
        let told = advice(&error.reason(), error.verdict(), 3, seconds(500), &Grace::default());
        assert_eq!(told.cause(), Cause::DiskFull);
    }
}
