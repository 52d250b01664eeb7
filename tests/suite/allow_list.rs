//! The images that need no verification.

use pullspec::PodImage;
use pullspec::PullPolicy::IfNotPresent;
use pullspec::access::{
    AllowList, AllowListError, CredentialVerification, CredentialVerificationPolicy, ImageRequest,
    Presence::Present,
};
use pullspec::api::Behavior;

use super::decide::{ACCESSIBLE, IMAGE, NAME, at, pulls, uses_local};

#[test]
fn allow_list_entries_are_names_or_prefixes() {
    #[track_caller]
    fn list(entry: &str, matching: &[&str], other: &[&str]) {
        let list = AllowList::new([entry]).unwrap();
        for image in matching {
            assert!(list.matches(image, &at(36)), "{entry} {image}");
        }
        for image in other {
            assert!(!list.matches(image, &at(36)), "{entry} {image}");
        }
    }

    list(
        "docker.io/library/nginx",
        &["nginx", "nginx:1", "library/nginx", "index.docker.io/nginx", "docker.io/library/nginx"],
        &["nginx2", "quay.io/library/nginx", "docker.io/library/nginx/x", "Nginx", ""],
    );
    list(
        "quay.io/team/*",
        &["quay.io/team/app", "quay.io/team/a/b:1"],
        &["quay.io/team", "quay.io/teams/app", "team/app"],
    );
    list("quay.io/*", &["quay.io/app"], &["quay.io:443/app", "quay.iox/app"]);
    list("docker.io/*", &["nginx", "team/app"], &["ghcr.io/app"]);
    list("reg:5000/*", &["reg:5000/app"], &["reg/app"]);
    // What no image is called is allowed all the same, and matches none.
    list("nginx/*", &[], &["nginx", "nginx/app"]);
    list("//*", &[], &["nginx"]);
}

#[test]
fn allow_list_entries_are_compared_with_the_text_of_the_pod_up_to_1_35() {
    #[track_caller]
    fn list(entry: &str, matching: &[&str], other: &[&str]) {
        let list = AllowList::new([entry]).unwrap();
        for minor in [33, 34, 35] {
            assert_eq!(matching.iter().find(|image| !list.matches(image, &at(minor))), None, "{entry}");
            assert_eq!(other.iter().find(|image| list.matches(image, &at(minor))), None, "{entry}");
        }
    }

    list(
        "docker.io/library/nginx",
        &["docker.io/library/nginx"],
        &["nginx", "nginx:1", "library/nginx", "docker.io/library/nginx:1", "docker.io/library/nginx:latest"],
    );
    list(
        "quay.io/team/*",
        // A text that does not parse is compared all the same.
        &["quay.io/team/app", "quay.io/team/a/b:1", "quay.io/team/App", "quay.io/team/"],
        &["quay.io/team", "quay.io/teams/app", "team/app"],
    );
    list("docker.io/*", &["docker.io/nginx"], &["nginx", "team/app"]);
    list("nginx/*", &["nginx/app"], &["nginx", "docker.io/nginx/app"]);

    // A kubelet verifies what its administrator exempted by name.
    let policy = CredentialVerificationPolicy::NeverVerifyAllowlistedImages(AllowList::new([NAME]).unwrap());
    let node = CredentialVerification { policy: &policy, ..CredentialVerification::default() };
    let decision = |behavior: Behavior| {
        ImageRequest::new(&PodImage::new(IMAGE), IfNotPresent)
            .with_presence(Present)
            .with_verification(node)
            .decide(&behavior)
    };
    pulls(&decision(at(35)));
    uses_local(&decision(at(36)), ACCESSIBLE);
}

#[test]
fn allow_list_entries_are_refused_in_the_kubelets_words() {
    let said = |entry: &str| AllowList::new(["quay.io/x", entry]).unwrap_err().to_string();
    assert_eq!(said(" quay.io/x"), "leading/trailing spaces are not allowed:  quay.io/x");
    assert_eq!(said("quay.io/x/*\t"), "leading/trailing spaces are not allowed: quay.io/x/*\t");
    assert_eq!(said(""), "the supplied pattern is too short: ");
    let wildcard = "not a valid wildcard pattern, only patterns ending with '/*' are allowed: ";
    for entry in ["*", "quay.io*", "quay.io/x*", "*.io/x", "quay.io/*/x", "quay.io/**", "*/*"] {
        assert_eq!(said(entry), format!("{wildcard}{entry}"));
    }
    assert_eq!(said("/*"), "at least registry hostname is required");
    assert_eq!(said("quay.io/x:"), "failed to parse as an image name: invalid reference format");
    assert_eq!(
        said("quay.io/X"),
        "failed to parse as an image name: invalid reference format: repository name (X) must be lowercase"
    );
    for entry in
        ["quay.io/x:1", "nginx", "docker.io/nginx", "index.docker.io/library/nginx", "quay.io/x:latest"]
    {
        assert_eq!(said(entry), format!("neither tag nor digest is accepted in an image reference: {entry}"));
    }
    assert!(matches!(AllowList::new(["/*"]), Err(AllowListError::NoRegistry)));
}
