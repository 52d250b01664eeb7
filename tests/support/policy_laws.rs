//! What holds for every image text under every policy, presence, version and set of credentials: shared by the
//! properties, the fuzz target and the replay of its corpus.

use pullspec::access::{
    AccessCheck, CredentialVerification, CredentialVerificationPolicy, Decision, ExemptImages, GrantReason,
    ImageRequest, ObjectCoordinates, PodCredentials, Presence, PullCredentials, PullSecret, PulledRecord,
    RecordLookup, recorded_name,
};
use pullspec::api::{Behavior, EventReason};
use pullspec::{Pod, PodImage, PullPolicy, Reference, WaitingReason};

/// Checks every law for bytes: as an image text, and as the life of a record.
pub fn replay(bytes: &[u8]) {
    if let Ok(image) = std::str::from_utf8(bytes) {
        check(image);
    }
    let step = |byte: &u8| Step { tenant: byte & 3, rotation: byte >> 2 & 3, pulls: byte & 16 != 0 };
    let steps: Vec<Step> = bytes.iter().map(step).collect();
    strangers_stay_out(&steps, u8::try_from(bytes.len() & 3).unwrap());
}

/// Checks every law for an image text.
pub fn check(image: &str) {
    a_default_follows_from_the_tag(image);
    admission_has_the_last_word(image);
    every_combination_has_an_answer(image);
    exempt_images_take_their_own_names(image);
}

fn minors() -> impl Iterator<Item = Behavior> {
    [31, 32, 33, 35, 36].into_iter().map(Behavior::for_minor).flat_map(|behavior| {
        [behavior, behavior.with_verifies_pull_credentials(!behavior.verifies_pull_credentials)]
    })
}

fn a_default_follows_from_the_tag(image: &str) {
    let effective = PullPolicy::default_for(&PodImage::new(image), &Behavior::default());
    let tag_is_latest = PodImage::parse(image).is_ok_and(|parsed| {
        let pulled = Reference::parse(&parsed.pull_image()).unwrap();
        pulled.tag() == Some("latest")
    });
    assert_eq!(effective.policy() == PullPolicy::Always, tag_is_latest, "{image:?}");
    assert_ne!(effective.policy(), PullPolicy::Never);
    assert_eq!(effective.stale_for(&PodImage::new(image), &Behavior::default()), None);
}

fn admission_has_the_last_word(image: &str) {
    let mut container = pullspec::api::Container::default();
    container.image = image.into();
    let mut pod = Pod::default();
    pod.spec.containers.push(container);
    pod.spec.default_pull_policies(&Behavior::default());
    let refused = pod.validate_images();
    let trimmed = image.trim().len() == image.len();
    assert_eq!(refused.is_empty(), !image.is_empty() && trimmed, "{image:?}: {refused:?}");
}

fn every_combination_has_an_answer(image: &str) {
    let parses = Reference::parse(image).is_ok();
    let credentials = PodCredentials::default();
    for behavior in minors() {
        for policy in PullPolicy::ALL {
            for presence in [Presence::Absent, Presence::Present, Presence::Unknown("no runtime")] {
                for record in records(image).iter().map(Option::as_ref) {
                    let verification = CredentialVerification {
                        policy: &CredentialVerificationPolicy::AlwaysVerify,
                        record: record.map_or(RecordLookup::Missing, RecordLookup::Found),
                        pull_intent: false,
                    };
                    let image = PodImage::new(image);
                    let request = ImageRequest::new(&image, policy).with_verification(verification);
                    for request in
                        [request.with_credentials(&credentials), request.with_credentials_error("bad secret")]
                    {
                        let decision = request.with_presence(presence).decide(&behavior);
                        decision_is_sound(&decision, policy, presence, parses);
                        if policy == PullPolicy::Never
                            && !decision.uses_local()
                            && presence == Presence::Present
                        {
                            let absent = request.with_presence(Presence::Absent).decide(&behavior);
                            never_does_not_tell(&decision, &absent);
                        }
                    }
                }
            }
        }
    }
}

fn records(image: &str) -> [Option<PulledRecord>; 3] {
    let mut node_wide = PulledRecord::new("ref");
    for behavior in minors() {
        if let Ok(name) = recorded_name(&PodImage::new(image), &behavior) {
            node_wide.merge(name, &PullCredentials::node_wide());
        }
    }
    [None, Some(PulledRecord::new("ref")), Some(node_wide)]
}

fn decision_is_sound(decision: &Decision, policy: PullPolicy, presence: Presence<'_>, parses: bool) {
    match decision {
        Decision::UseLocal { event, .. } => {
            assert_eq!(event.reason, EventReason::Pulled);
            assert_eq!(presence, Presence::Present);
            assert_ne!(policy, PullPolicy::Always);
            assert!(parses);
        }
        Decision::Pull { event, .. } => {
            assert_eq!(event.reason, EventReason::Pulling);
            assert_ne!(policy, PullPolicy::Never);
            assert!(parses);
        }
        Decision::Refuse { reason, message, event } => {
            assert!(!message.is_empty() && !reason.as_str().is_empty());
            assert_eq!(*reason == WaitingReason::InvalidImageName, !parses);
            if let Some(event) = event {
                assert_eq!(event.message, *message);
            }
        }
    }
}

/// An image that the pod may not use looks like one that is not there.
fn never_does_not_tell(present: &Decision, absent: &Decision) {
    if let Decision::Refuse { reason: WaitingReason::ErrImageNeverPull, .. } = present {
        assert_eq!(present, absent);
    }
}

fn exempt_images_take_their_own_names(image: &str) {
    let [before, now] = [35, 36].map(Behavior::for_minor);
    let parsed = PodImage::new(image);
    for behavior in [before, now] {
        match ExemptImages::parse([image], &behavior) {
            Ok(list) if image.ends_with("/*") => {
                assert!(list.contains(&PodImage::new(format!("{}x", &image[..image.len() - 1]))));
            }
            Ok(list) => {
                assert!(list.contains(&parsed), "{image:?}");
                assert_eq!(recorded_name(&parsed, &behavior).unwrap(), image);
            }
            Err(error) => assert!(!error.to_string().contains(char::is_control)),
        }
        if let Ok(name) = recorded_name(&parsed, &behavior) {
            let list = ExemptImages::parse([name], &behavior).unwrap();
            assert_eq!(list.contains(&parsed), behavior == now || name == image, "{image:?}");
        }
    }
}

/// One step in the life of a record: a pull by a tenant, or a look by a tenant.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Who.
    pub tenant: u8,
    /// Which of the tenant's credentials; a rotated secret has another.
    pub rotation: u8,
    /// Whether it pulled; else it found the image present.
    pub pulls: bool,
}

/// A record that tenants other than `stranger` write and read never grants the stranger anything.
pub fn strangers_stay_out(steps: &[Step], stranger: u8) {
    const NAME: &str = "quay.io/team/app";
    let policy = CredentialVerificationPolicy::AlwaysVerify;
    let (image, behavior) = (PodImage::new(NAME), Behavior::default());
    let mut record = PulledRecord::new("sha256:ref");
    for step in steps.iter().filter(|step| step.tenant != stranger) {
        let secret = secret_of(step.tenant, step.rotation);
        let verification = CredentialVerification {
            policy: &policy,
            record: RecordLookup::Found(&record),
            pull_intent: false,
        };
        if step.pulls {
            record.merge(NAME, &PullCredentials::secret(secret));
        } else if let AccessCheck::Granted { because, remember } =
            verification.check(&image, Ok(&PodCredentials::secrets([secret])), &behavior)
        {
            assert!(matches!(because, GrantReason::SameCredentials | GrantReason::SameSecret));
            assert!(steps.iter().any(|other| other.pulls && other.tenant == step.tenant));
            if let Some(remember) = remember {
                record.merge(NAME, &PullCredentials::secret(remember));
            }
        }
        let verification = CredentialVerification {
            policy: &policy,
            record: RecordLookup::Found(&record),
            pull_intent: true,
        };
        for rotation in 0..4 {
            let credentials = PodCredentials::secrets([secret_of(stranger, rotation)])
                .with_service_account(ObjectCoordinates::new("ns", "default", "uid"));
            let check = verification.check(&image, Ok(&credentials), &behavior);
            assert!(matches!(check, AccessCheck::MustPull { .. }), "{check:?}");
        }
    }
}

fn secret_of(tenant: u8, rotation: u8) -> PullSecret {
    let at = ObjectCoordinates::new(format!("ns-{tenant}"), "regcred", format!("uid-{tenant}"));
    PullSecret::new(at, format!("hash-{tenant}-{rotation}"))
}
