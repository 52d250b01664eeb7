//! The images that need no verification.

use pullspec::PodImage;
use pullspec::PullPolicy::IfNotPresent;
use pullspec::access::{
    CredentialVerification, CredentialVerificationPolicy, ExemptImages, ExemptImagesError, ImageRequest,
    Presence::Present,
};

use super::decide::{ACCESSIBLE, IMAGE, NAME, at, pulls, uses_local};

#[track_caller]
fn list(minors: &[u16], entry: &str, matching: &[&str], other: &[&str]) {
    for minor in minors {
        let list = ExemptImages::parse([entry], &at(*minor)).unwrap();
        let contains = |image: &str| list.contains(&PodImage::new(image));
        assert_eq!(matching.iter().find(|image| !contains(image)), None, "{entry} in 1.{minor}");
        assert_eq!(other.iter().find(|image| contains(image)), None, "{entry} in 1.{minor}");
    }
}

#[test]
fn entries_are_names_as_pods_write_them_since_1_36() {
    let list = |entry, matching: &[&str], other: &[&str]| list(&[36, 37], entry, matching, other);
    list("ubuntu", &["ubuntu", "ubuntu:24.04"], &["docker.io/library/ubuntu", "library/ubuntu", "ubuntu/x"]);
    list(
        "docker.io/library/nginx",
        &["docker.io/library/nginx", "docker.io/library/nginx:1"],
        &[
            "nginx",
            "library/nginx",
            "index.docker.io/library/nginx",
            "docker.io/library/nginx/x",
            "Nginx",
            "",
        ],
    );
    list("docker.io/library/*", &["docker.io/library/ubuntu:1"], &["ubuntu", "library/ubuntu"]);
    list("docker.io/ubuntu", &["docker.io/ubuntu:1"], &["ubuntu", "docker.io/library/ubuntu"]);
    list(
        "quay.io/team/*",
        // A text that does not parse is compared as it is.
        &["quay.io/team/app", "quay.io/team/a/b:1", "quay.io/team/App:1"],
        &["quay.io/team", "quay.io/teams/app", "team/app"],
    );
    list("quay.io/*", &["quay.io/app"], &["quay.io:443/app", "quay.iox/app"]);
    // A prefix need not be one of a reference.
    list("reg:5000/*", &["reg:5000/app"], &["reg/app"]);
    list("//*", &["//x"], &["nginx"]);
    // What looks like a registry and its port is a name and its tag.
    list("localhost", &["localhost:5000"], &["localhost:5000/app"]);
    let id = "4f".repeat(32);
    list(&id, &[&id], &["4f"]);
}

#[test]
fn entries_are_normalized_names_and_compared_with_the_text_of_the_pod_up_to_1_35() {
    let list = |entry, matching: &[&str], other: &[&str]| list(&[33, 34, 35], entry, matching, other);
    list(
        "docker.io/library/nginx",
        &["docker.io/library/nginx"],
        &["nginx", "nginx:1", "library/nginx", "docker.io/library/nginx:1", "docker.io/library/nginx:latest"],
    );
    list(
        "quay.io/team/*",
        &["quay.io/team/app", "quay.io/team/a/b:1", "quay.io/team/App", "quay.io/team/"],
        &["quay.io/team", "quay.io/teams/app", "team/app"],
    );
    list("docker.io/*", &["docker.io/nginx"], &["nginx", "team/app"]);
    list("nginx/*", &["nginx/app"], &["nginx", "docker.io/nginx/app"]);
}

#[test]
fn an_exemption_by_name_holds_for_a_tag_since_1_36() {
    let decision = |minor| {
        let exempt = ExemptImages::parse([NAME], &at(minor)).unwrap();
        let policy = CredentialVerificationPolicy::NeverVerifyAllowlistedImages(exempt);
        let node = CredentialVerification { policy: &policy, ..CredentialVerification::default() };
        let image = PodImage::new(IMAGE);
        let request = ImageRequest::new(&image, IfNotPresent).with_presence(Present);
        request.with_verification(node).decide(&at(minor))
    };
    pulls(&decision(35));
    uses_local(&decision(36), ACCESSIBLE);
}

#[track_caller]
fn said(minor: u16, entry: &str) -> String {
    ExemptImages::parse(["quay.io/x", entry], &at(minor)).unwrap_err().kubelet_text()
}

#[test]
fn entries_are_refused_in_the_kubelets_words() {
    for minor in [33, 34, 35, 36] {
        let said = |entry| said(minor, entry);
        assert_eq!(said(" quay.io/x"), "leading/trailing spaces are not allowed:  quay.io/x");
        assert_eq!(said("quay.io/x/*\t"), "leading/trailing spaces are not allowed: quay.io/x/*\t");
        assert_eq!(said(""), "the supplied pattern is too short: ");
        let wildcard = "not a valid wildcard pattern, only patterns ending with '/*' are allowed: ";
        for entry in ["*", "quay.io*", "quay.io/x*", "*.io/x", "quay.io/*/x", "quay.io/**", "*/*"] {
            assert_eq!(said(entry), format!("{wildcard}{entry}"));
        }
        assert_eq!(said("/*"), "at least registry hostname is required");
        assert_eq!(said("quay.io/x:"), "failed to parse as an image name: invalid reference format");
        for entry in ["quay.io/x:1", "quay.io/x:latest"] {
            let want = format!("neither tag nor digest is accepted in an image reference: {entry}");
            assert_eq!(said(entry), want);
        }
        assert_eq!(ExemptImages::parse(["/*"], &at(minor)), Err(ExemptImagesError::NoRegistry));
    }
}

#[test]
fn which_entries_are_refused_depends_on_the_release() {
    for entry in ["nginx", "docker.io/nginx", "index.docker.io/library/nginx"] {
        let want = format!("neither tag nor digest is accepted in an image reference: {entry}");
        assert_eq!(said(35, entry), want);
        assert!(ExemptImages::parse([entry], &at(36)).is_ok());
    }
    assert_eq!(
        said(35, "quay.io/X"),
        "failed to parse as an image name: invalid reference format: repository name (X) must be lowercase"
    );
    assert_eq!(said(36, "quay.io/X"), "failed to parse as an image name: repository name must be lowercase");
    let id = "4f".repeat(32);
    assert_eq!(
        said(35, &id),
        format!(
            "failed to parse as an image name: invalid repository name ({id}), cannot specify 64-byte hexadecimal strings"
        )
    );
}

#[test]
fn a_refusal_stays_in_its_line() {
    let error = ExemptImages::parse(["\u{1b}[2Jx \u{202e}y\n"], &at(36)).unwrap_err();
    let text = error.to_string();
    assert_eq!(text, r"leading/trailing spaces are not allowed: \u{1b}[2Jx \u{202e}y\n");
}
