//! What the pod's own secrets and its service account add to a remedy.

use pullspec::cause::Actor;
use pullspec::credentials::DockerConfig;

use super::*;

const REFUSED: &str = "failed to authorize: failed to fetch anonymous token: 401 Unauthorized";

fn config(key: &str) -> DockerConfig {
    let json = json!({"auths": {key: {"username": "u", "password": "p"}}});
    serde_json::from_value::<DockerConfigJson>(json).unwrap().auths
}

fn naming(names: &[&str], message: &str) -> Pod {
    let mut pod = web(IMAGE, waiting("ErrImagePull", message));
    let secret = |name: &&str| serde_json::from_value(json!({"name": name})).unwrap();
    pod.spec.image_pull_secrets = names.iter().map(secret).collect();
    pod
}

#[track_caller]
fn how(pod: &Pod, context: &ExplainContext<'_>) -> String {
    first(pod, context).remedy.unwrap().fix.into_owned()
}

#[test]
fn a_secret_that_does_not_cover_the_image_is_said_to() {
    let (other, fitting) = (config("https://ghcr.io"), config("quay.io"));
    let pod = naming(&["regcred"], REFUSED);
    let context = ExplainContext::new().with_pull_secret("regcred", &other);
    let found = first(&pod, &context);
    assert_eq!(
        how(&pod, &context),
        "add a key for quay.io to a pull secret: regcred has none that covers this image, only for ghcr.io"
    );
    assert_eq!(*found.remedy.as_ref().unwrap().responsible, [Actor::Workload]);
    assert!(
        found.to_string().contains("tries   no pull secret: no key in regcred covers this image"),
        "{found}"
    );
    assert_eq!(found.command().unwrap().to_string(), "kubectl --namespace=shop describe secret/regcred");
    // One that covers it was not enough.
    let context = ExplainContext::new().with_pull_secret("regcred", &fitting);
    let tried = how(&pod, &context);
    assert!(tried.contains("a key there covers this image, and it was not enough"), "{tried}");
    for (message, begins) in [
        (
            "unauthorized: incorrect username or password",
            "renew or correct the credentials for quay.io in the pull secret regcred",
        ),
        (
            "denied: permission denied for this identity: 403 Forbidden",
            "grant the identity in the pull secret regcred",
        ),
    ] {
        let fix = how(&naming(&["regcred"], message), &context);
        assert!(fix.starts_with(begins), "{fix}");
    }
    // Of two secrets one is not known: nothing is said of what it holds.
    let pod = naming(&["regcred", "second"], REFUSED);
    let context = ExplainContext::new().with_pull_secret("regcred", &other);
    let found = first(&pod, &context);
    assert_eq!(
        how(&pod, &context),
        "see whether second has a key for quay.io: of the pod's other secrets none has"
    );
    assert!(
        found.to_string().contains("none of those known here; what second holds is not known"),
        "{found}"
    );
    assert_eq!(found.pull_secrets.as_ref().unwrap().unknown[..], ["second"]);
    // Nothing of them is known.
    let fix = how(&pod, &ExplainContext::new());
    assert!(
        fix.starts_with("see whether regcred, second, which the pod names, has a key for quay.io"),
        "{fix}"
    );
    assert!(first(&pod, &ExplainContext::new()).pull_secrets.unwrap().unknown.is_empty());
}

/// A key may be a URL with a password in it.
#[test]
fn no_key_that_may_hold_a_password_is_shown() {
    let odd = config("https://user:hunter2@ghcr.io/");
    let found = how(&naming(&["regcred"], REFUSED), &ExplainContext::new().with_pull_secret("regcred", &odd));
    assert!(!found.contains("hunter2") && found.contains("has none that covers this image"), "{found}");
}

#[test]
fn a_secret_with_neither_user_nor_password_is_to_be_filled() {
    let json = json!({"auths": {"quay.io": {"identitytoken": "t"}}});
    let empty = serde_json::from_value::<DockerConfigJson>(json).unwrap().auths;
    let fix = how(&naming(&["regcred"], REFUSED), &ExplainContext::new().with_pull_secret("regcred", &empty));
    assert_eq!(fix, "put a user and a password for quay.io into regcred: it has neither");
}

#[test]
fn a_pod_without_secrets_names_its_service_account() {
    let mut pod = naming(&[], REFUSED);
    pod.spec.service_account_name = "builder".into();
    let found = first(&pod, &ExplainContext::new());
    assert_eq!(
        found.remedy.as_ref().unwrap().fix,
        "attach credentials for quay.io: name a pull secret in new pods or in their service account builder, or give \
         the node its own"
    );
    assert_eq!(
        found.command().unwrap().to_string(),
        "kubectl --namespace=shop get serviceaccount/builder --output=yaml"
    );
    assert!(
        found
            .to_string()
            .contains("a secret named by the service account from now on counts for new pods only")
    );
    let read: Diagnosis = serde_json::from_value(serde_json::to_value(&found).unwrap()).unwrap();
    assert_eq!(read.command(), found.command());
    // The API server fills in the default.
    pod.spec.service_account_name.clear();
    assert!(how(&pod, &ExplainContext::new()).contains("their service account default"));
    // A static pod has none, and can name no secret.
    pod.metadata.owner_references =
        vec![serde_json::from_value(json!({"kind": "Node", "name": "n1", "controller": true})).unwrap()];
    let found = first(&pod, &ExplainContext::new());
    let fix = &found.remedy.as_ref().unwrap().fix;
    assert!(
        fix.contains("a static pod has no pull secrets") && !found.to_string().contains("service account"),
        "{found}"
    );
    // What may be hidden is spelled first.
    let hidden = how(
        &naming(&[], "pull access denied, repository does not exist or may require authorization"),
        &ExplainContext::new(),
    );
    assert!(hidden.starts_with("check the spelling first; then attach credentials for quay.io"), "{hidden}");
}
