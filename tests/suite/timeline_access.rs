//! Simulated pods and their pull secrets: whose image a pod may use, and what a secret that cannot be read does.

use pullspec::access::{
    CredentialVerificationPolicy, ObjectCoordinates, PodCredentials, PullCredentials, PullSecret, record_pull,
};
use pullspec::api::{Behavior, EventType};
use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Step, Timeline};
use pullspec::{PullPolicy, WaitingReason};

use super::bounds::failing;
use crate::ms;

#[test]
fn unreadable_secrets_are_told_in_every_sync_until_1_36_and_after_failed_pulls_since_1_37() {
    let run = |minor: u16| {
        let pod = PodPlan::new()
            .with_behavior(Behavior::for_minor(minor))
            .with_container(failing("a", 950))
            .with_container(failing("b", 950))
            .with_unreadable_secrets(["regcred", "other"]);
        let run = Timeline::new(&pod, std::iter::repeat(ms(12_500))).until(ms(40_000));
        let of_sync = |sync| -> Vec<String> {
            let steps = run.steps().iter().filter(|step| step.sync == sync);
            steps
                .flat_map(Step::events)
                .map(|event| format!("{}{}", event.field_path(), event.reason))
                .collect()
        };
        let log = run.event_log_at(ms(40_000));
        let rows = log.rows().filter(|row| row.reason == "FailedToRetrieveImagePullSecret");
        let rows: Vec<_> = rows
            .map(|row| (row.event_type, row.field_path.clone(), row.message.clone(), row.count))
            .collect();
        (of_sync(0), of_sync(2), rows)
    };
    let event = "FailedToRetrieveImagePullSecret";
    let text = "Unable to retrieve some image pull secrets (regcred, other); attempting to pull the image may not succeed.";
    assert!(run(27).2.is_empty());
    let (first, waiting, rows) = run(36);
    assert_eq!((first[0].as_str(), waiting[0].as_str()), (event, event));
    assert_eq!(first.iter().filter(|reason| **reason == event).count(), 1);
    assert_eq!(rows, [(EventType::Warning, String::new(), text.into(), 3)]);
    let (first, waiting, rows) = run(37);
    assert_eq!(first.iter().position(|reason| *reason == event), Some(first.len() - 1), "{first:?}");
    assert!(waiting.iter().all(|reason| *reason != event), "{waiting:?}");
    assert_eq!(rows, [(EventType::Warning, String::new(), text.into(), 2)]);
}

/// A present image that the kubelet pulled with the secret of another tenant.
fn someone_elses(behavior: &Behavior) -> ContainerPlan {
    let theirs = PullSecret::new(ObjectCoordinates::new("other", "regcred", "u9"), "theirs");
    let used = PullCredentials::secret(theirs);
    let record =
        record_pull(None, "quay.io/team/app:1", "sha256:4f2c", Some(&used), behavior).unwrap().unwrap();
    ContainerPlan::regular("app", "quay.io/team/app:1").with_pull_record(record)
}

#[test]
fn an_image_of_another_tenant_is_pulled_again() {
    for (minor, first, reason) in [
        (34, "Container image \"quay.io/team/app:1\" already present on machine", None),
        (35, "Pulling image \"quay.io/team/app:1\"", Some(WaitingReason::ErrImagePull)),
        (36, "Pulling image \"quay.io/team/app:1\"", Some(WaitingReason::ErrImagePull)),
    ] {
        let behavior = Behavior::for_minor(minor);
        let app = someone_elses(&behavior).with_pull(Pull::fails(ms(950), "unauthorized"));
        let verification = CredentialVerificationPolicy::AlwaysVerify;
        let pod = PodPlan::new().with_behavior(behavior).with_verification(verification).with_container(app);
        let step = Timeline::new(&pod, []).next().unwrap();
        assert_eq!(step.events().next().map(|event| event.message()).as_deref(), Some(first), "1.{minor}");
        assert_eq!(step.reason(), reason, "1.{minor}");
    }
}

#[test]
fn an_image_of_another_tenant_is_not_there_for_policy_never() {
    let behavior = Behavior::for_minor(35);
    let app = someone_elses(&behavior).with_policy(PullPolicy::Never);
    let pod = PodPlan::new().with_behavior(behavior).with_container(app);
    let step = Timeline::new(&pod, []).next().unwrap();
    assert_eq!(step.reason(), Some(WaitingReason::ErrImageNeverPull));
    let events: Vec<String> = step.events().map(|event| event.message()).collect();
    let message = "Container image \"quay.io/team/app:1\" is not present with pull policy of Never";
    assert_eq!(events, [message, "Error: ErrImageNeverPull"]);
}

#[test]
fn what_a_pod_pulled_it_may_start_again() {
    let mine = PullSecret::new(ObjectCoordinates::new("mine", "regcred", "u1"), "mine");
    let behavior = Behavior::for_minor(36);
    let app =
        someone_elses(&behavior).with_credentials(PodCredentials::secrets([mine])).with_exit_after(ms(1_000));
    let pod = PodPlan::new().with_behavior(behavior).with_container(app);
    let run = Timeline::new(&pod, std::iter::repeat(ms(12_500))).until(ms(60_000));
    assert_eq!(run.attempts_in(..).count(), 1, "its own secret is in the record now");
    let events: Vec<String> = run.events_in(..).map(|event| event.message()).collect();
    let again =
        "Container image \"quay.io/team/app:1\" already present on machine and can be accessed by the pod";
    assert!(events.iter().any(|message| message == again), "{events:?}");
}

#[test]
fn a_broken_pull_secret_is_the_waiting_reason_since_1_33() {
    let outcome = |minor| {
        let app =
            ContainerPlan::regular("app", "redis:7").with_credentials_error("unexpected end of JSON input");
        let pod = PodPlan::new().with_behavior(Behavior::for_minor(minor)).with_container(app);
        let step = Timeline::new(&pod, []).next().unwrap();
        let events: Vec<String> = step.events().map(|event| event.message()).collect();
        (step.reason().map(|reason| reason.to_string()), step.message(), events)
    };
    let error = String::from("unexpected end of JSON input");
    assert_eq!(outcome(33), (Some(error.clone()), error.clone(), vec![format!("Error: {error}")]));
    assert_eq!(outcome(32).0, None, "a failed look-up was a failed pull, which the plan's pulls say");
}
