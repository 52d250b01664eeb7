//! What the place that was asked adds to a remedy.

use pullspec::cause::Actor;

use super::*;

fn remedy(message: &str) -> (Cause, Vec<Actor>, String) {
    let found = first(&web(IMAGE, waiting("ErrImagePull", message)), &ExplainContext::new());
    let (cause, remedy) = (found.cause.unwrap(), found.remedy.unwrap());
    (cause.cause, remedy.responsible.to_vec(), remedy.fix.to_string())
}

fn asked(url: &str, answer: &str) -> String {
    format!("failed to resolve image: unexpected status from HEAD request to {url}: {answer}")
}

#[test]
fn what_answers_on_the_nodes_own_address_is_the_nodes() {
    for host in ["127.0.0.1:30020", "localhost:5000", "[::1]:5000", "127.1.2.3"] {
        for answer in ["500 Internal Server Error", "503 Service Unavailable"] {
            let url = format!("http://{host}/v2/team/app/manifests/1.2?ns=quay.io");
            let (_, who, how) = remedy(&asked(&url, answer));
            assert_eq!(who, [Actor::Cluster], "{host}");
            assert!(how.contains("loopback"), "{how}");
        }
    }
    let refused = "failed to do request: Head \"http://127.0.0.1:30020/v2/team/app/manifests/1.2?ns=quay.io\": \
                   dial tcp 127.0.0.1:30020: connect: connection refused";
    assert_eq!(remedy(refused).1, [Actor::Cluster]);
    // What the mirror says of the image is the image's.
    let (cause, who, how) =
        remedy(&asked("http://127.0.0.1:30020/v2/team/app/manifests/1.2?ns=quay.io", "404 Not Found"));
    assert_eq!((cause, who.first()), (Cause::TagNotFound, Some(&Actor::Workload)), "{how}");
    let (_, who, how) =
        remedy(&asked("https://quay.io/v2/team/app/manifests/1.2", "500 Internal Server Error"));
    assert_eq!(who, [Actor::Registry], "{how}");
}

#[test]
fn a_refusal_of_the_storage_behind_a_registry_is_no_missing_right() {
    for url in [
        "https://cdn01.quay.io/quayio-production-s3/sha256/ab/abcd?Expires=1",
        "https://production.cloudflare.docker.com/registry-v2/docker/registry/v2/blobs/sha256/ab/abcd/data?verify=1",
        "https://bucket.s3.eu-west-1.amazonaws.com/docker/registry/v2/blobs/sha256/aa/aabb/data?X-Amz-Signature=1",
    ] {
        let (cause, who, how) = remedy(&asked(url, "403 Forbidden"));
        assert_eq!((cause, who.first()), (Cause::AccessDenied, Some(&Actor::Network)), "{how}");
        assert!(!how.contains("grant"), "{how}");
    }
    for url in [
        "https://quay.io/v2/team/app/manifests/1.2",
        "https://mirror.example/proxy/v2/team/app/manifests/1.2",
        "https://auth.docker.io/token?scope=repository%3Ateam%2Fapp%3Apull&service=registry.docker.io",
    ] {
        let (cause, _, how) = remedy(&asked(url, "403 Forbidden"));
        assert_eq!((cause, how.as_str()), (Cause::AccessDenied, Cause::AccessDenied.fix()), "{url}");
    }
}

#[test]
fn an_unknown_authority_of_a_public_registry_is_an_interception() {
    let unknown = |host: &str| {
        remedy(&format!(
            "failed to do request: Head \"https://{host}/v2/team/app/manifests/1.2\": tls: failed to verify \
             certificate: x509: certificate signed by unknown authority"
        ))
    };
    for host in ["quay.io", "registry-1.docker.io", "ghcr.io", "europe-docker.pkg.dev", "registry.k8s.io:443"]
    {
        let (_, who, how) = unknown(host);
        assert_eq!(who.first(), Some(&Actor::Network), "{host}: {how}");
        assert!(how.contains("stands between"), "{how}");
    }
    for host in ["registry.example.org", "quay.io.example.org", "myquay.io"] {
        assert_eq!(unknown(host).2, Cause::TlsUnknownAuthority.fix(), "{host}");
    }
}

#[test]
fn a_connection_that_never_came_about_is_not_about_big_images() {
    let asked = |error: &str| remedy(&format!("failed to do request: Head \"https://quay.io/v2/\": {error}"));
    let (cause, who, how) = asked("dial tcp 10.0.0.7:443: i/o timeout");
    assert_eq!((cause, &who[..]), (Cause::Timeout, &[Actor::Network][..]));
    assert!(how.contains("no connection came about"), "{how}");
    let (cause, _, how) = asked("read tcp 10.0.0.2:4444->10.0.0.7:443: i/o timeout");
    assert_eq!((cause, how.as_str()), (Cause::Timeout, Cause::Timeout.fix()));
}

#[test]
fn a_malformed_secret_is_the_workloads() {
    let json = "json: cannot unmarshal number into Go struct field DockerConfigJSON.auths of type credentialprovider.DockerConfig";
    let (cause, who, how) = remedy(json);
    assert_eq!((cause, &who[..]), (Cause::CredentialProviderFailure, &[Actor::Workload][..]), "{how}");
    assert!(how.contains("pull secret"), "{how}");
}

#[test]
fn a_missing_secret_is_not_why_a_tag_is_missing() {
    let text =
        "Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.";
    let mut unread = event("FailedToRetrieveImagePullSecret", text, 4, 3, 50);
    unread["involvedObject"]["fieldPath"] = "".into();
    let told = events(&[unread]);
    let context = ExplainContext::new().with_now(start() + Duration::from_secs(60)).with_events(&told);
    let found = |message: &str| {
        let mut pod = web(IMAGE, waiting("ErrImagePull", message));
        pod.spec.image_pull_secrets = serde_json::from_value(json!([{"name": "regcred"}])).unwrap();
        let found = first(&pod, &context);
        (found.cause.unwrap(), found.remedy.unwrap().fix)
    };
    let (cause, how) = found("manifest unknown: manifest unknown");
    assert_eq!((cause.cause, how.as_ref()), (Cause::TagNotFound, Cause::TagNotFound.fix()));
    assert!(cause.alternates.contains(&Cause::PullSecretMissing));
    let (cause, how) = found("unauthorized: authentication required");
    assert_eq!(
        (cause.alternates[0], how.as_ref()),
        (Cause::PullSecretMissing, Cause::PullSecretMissing.fix())
    );
}
