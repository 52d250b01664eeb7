//! Where clients find images.

use pullspec::registry::{Mirror, MirrorError, MirrorRules, Scheme};
use pullspec::{Digest, Reference};

const DIGEST: &str = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

#[test]
fn paths_are_the_distribution_specs() {
    let both = Reference::parse(&format!("quay.io:8443/team/app:1@{DIGEST}")).unwrap();
    let endpoint = both.endpoint().unwrap();
    assert_eq!(endpoint.host(), "quay.io:8443");
    assert_eq!(endpoint.base_url(), "https://quay.io:8443/v2/");
    assert_eq!(endpoint.manifest_path(), format!("/v2/team/app/manifests/{DIGEST}"));
    assert_eq!(endpoint.tags_path(), "/v2/team/app/tags/list");
    assert_eq!(endpoint.token_scope(), "repository:team/app:pull");
    let digest = Digest::parse(DIGEST).unwrap();
    assert_eq!(endpoint.blob_path(&digest), format!("/v2/team/app/blobs/{DIGEST}"));
    let hub = Reference::parse("index.docker.io/redis").unwrap();
    let endpoint = hub.endpoint().unwrap();
    assert_eq!(endpoint.base_url(), "https://registry-1.docker.io/v2/");
    assert_eq!(endpoint.manifest_path(), "/v2/library/redis/manifests/latest");
}

#[test]
fn only_loopback_is_plain() {
    for (image, scheme) in [
        ("localhost/x", Scheme::Http),
        ("localhost:5000/x", Scheme::Http),
        ("127.0.0.1/x", Scheme::Http),
        ("127.255.0.9:5000/x", Scheme::Http),
        ("[::1]/x", Scheme::Http),
        ("[::1]:5000/x", Scheme::Http),
        ("127.0.0.1.evil.com/x", Scheme::Https),
        ("localhost.evil.com/x", Scheme::Https),
        ("LOCALHOST/x", Scheme::Https),
        ("128.0.0.1/x", Scheme::Https),
        ("127.0.0.1x/x", Scheme::Https),
        ("127.1:80/x", Scheme::Https),
        ("0127.0.0.1/x", Scheme::Https),
        ("[::2]/x", Scheme::Https),
        ("quay.io/x", Scheme::Https),
        ("x", Scheme::Https),
    ] {
        let image = Reference::parse(image).unwrap();
        assert_eq!(image.endpoint().unwrap().scheme(), scheme, "{image}");
    }
    assert_eq!(Scheme::Http.to_string(), "http");
}

fn rules() -> MirrorRules {
    MirrorRules::new([
        Mirror::new("docker.io", "mirror.example/hub").unwrap(),
        Mirror::new("quay.io/team", "mirror.example:5000").unwrap(),
        Mirror::new("quay.io/team/app", "mirror.example/app").unwrap(),
        Mirror::new("quay.io", "localhost").unwrap(),
        Mirror::new("index.docker.io/library", "mirror.example/official").unwrap(),
    ])
}

#[test]
fn the_longest_whole_prefix_wins() {
    for (image, found) in [
        ("user/app:1", Some("mirror.example/hub/user/app:1")),
        ("redis", Some("mirror.example/official/redis")),
        ("quay.io/team/x:1", Some("mirror.example:5000/x:1")),
        ("quay.io/team/app:1", Some("mirror.example/app:1")),
        ("quay.io/team/app/x", Some("mirror.example/app/x")),
        ("quay.io/team-b/x", Some("localhost/team-b/x")),
        ("quay.io.evil.example/x", None),
        ("quay.io:443/x", None),
        ("ghcr.io/x", None),
        ("my_registry.example/x", None),
    ] {
        let image = Reference::parse(image).unwrap();
        let got = rules().rewrite(&image).unwrap();
        assert_eq!(got.as_ref().map(Reference::as_str), found, "{image}");
    }
    let pinned = Reference::parse(&format!("quay.io/a:1@{DIGEST}")).unwrap();
    assert_eq!(rules().rewrite(&pinned).unwrap().unwrap().digest(), pinned.digest());
    assert!(MirrorRules::default().rewrite(&pinned).unwrap().is_none());
}

#[test]
fn a_prefix_that_covers_the_whole_name_needs_a_path_at_the_mirror() {
    let rules = MirrorRules::new([Mirror::new("quay.io/app", "mirror.example").unwrap()]);
    let error = rules.rewrite(&Reference::parse("quay.io/app:1").unwrap()).unwrap_err();
    assert_eq!(error.to_string(), "empty path");
}

#[test]
fn sides_must_begin_with_a_registry() {
    for (side, text) in [
        ("team/app", "domain reads as part of a path: it needs a '.', a ':' or an upper-case letter"),
        ("quay.io/", "empty path"),
        ("quay.io/A", "path must be lower case, found 'A'"),
        ("", "empty domain"),
        ("quay.io/app:1", "invalid character ':' in path"),
    ] {
        assert_eq!(Mirror::new(side, "a.b").unwrap_err().to_string(), format!("prefix: {text}"), "{side}");
        assert_eq!(Mirror::new("a.b", side).unwrap_err().to_string(), format!("location: {text}"), "{side}");
    }
    let Err(MirrorError::Prefix(error)) = Mirror::new("quay.io/teaM", "a.b") else {
        panic!("it has a capital")
    };
    assert_eq!(error.span(), 11..12);
    let long = format!("a.b/{}", "x".repeat(250));
    let rules = MirrorRules::new([Mirror::new("docker.io", &long).unwrap()]);
    let error = rules.rewrite(&Reference::parse("user/app").unwrap()).unwrap_err();
    assert_eq!(error.to_string(), "path is too long: 259 bytes, at most 255");
}

#[test]
fn a_mirror_shows_its_sides() {
    let mirror = Mirror::new("quay.io/team", "mirror.example:5000/hub").unwrap();
    assert_eq!((mirror.prefix(), mirror.location()), ("quay.io/team", "mirror.example:5000/hub"));
    let rules: MirrorRules = [mirror].into_iter().collect();
    let image = Reference::parse("quay.io/team/app:1").unwrap();
    assert_eq!(rules.rewrite(&image).unwrap().unwrap().as_str(), "mirror.example:5000/hub/app:1");
}
