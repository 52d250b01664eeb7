//! Where clients find images.

use pullspec::reference::{Domain, Path};
use pullspec::registry::{EndpointError, Scheme, Schemes};
use pullspec::{Digest, Reference};

const DIGEST: &str = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

#[test]
fn paths_are_the_distribution_specs() {
    let both = Reference::parse(&format!("quay.io:8443/team/app:1@{DIGEST}")).unwrap();
    let endpoint = both.endpoint().unwrap();
    assert_eq!(endpoint.host(), "quay.io:8443");
    assert_eq!(endpoint.base_url(), "https://quay.io:8443/v2/");
    assert_eq!(endpoint.manifest_url(), format!("https://quay.io:8443/v2/team/app/manifests/{DIGEST}"));
    assert_eq!(endpoint.tags_url(None, None), "https://quay.io:8443/v2/team/app/tags/list");
    assert_eq!(endpoint.pull_scope(), "repository:team/app:pull");
    let digest = Digest::parse(DIGEST).unwrap();
    assert_eq!(endpoint.blob_url(&digest), format!("https://quay.io:8443/v2/team/app/blobs/{DIGEST}"));
    let hub = Reference::parse("index.docker.io/redis").unwrap();
    let endpoint = hub.endpoint().unwrap();
    assert_eq!(endpoint.base_url(), "https://registry-1.docker.io/v2/");
    assert_eq!(endpoint.manifest_url(), "https://registry-1.docker.io/v2/library/redis/manifests/latest");
}

#[test]
fn only_loopback_may_be_plain() {
    use Schemes::{Http, Https, HttpsThenHttp};
    for (image, schemes) in [
        ("localhost/x", Https),
        ("localhost:443/x", Https),
        ("localhost:80/x", Http),
        ("localhost:5000/x", HttpsThenHttp),
        ("127.0.0.1/x", Https),
        ("127.0.0.1:80/x", Http),
        ("127.255.0.9:5000/x", HttpsThenHttp),
        ("[::1]/x", Https),
        ("[::1]:80/x", Http),
        ("[::1]:5000/x", HttpsThenHttp),
        ("127.0.0.1.evil.com:5000/x", Https),
        ("localhost.evil.com:5000/x", Https),
        ("LOCALHOST:5000/x", Https),
        ("128.0.0.1:80/x", Https),
        ("127.0.0.1x/x", Https),
        ("127.1:80/x", Https),
        ("0127.0.0.1:5000/x", Https),
        ("[::2]:5000/x", Https),
        ("quay.io:80/x", Https),
        ("x", Https),
    ] {
        let endpoint = Reference::parse(image).unwrap().endpoint().unwrap();
        assert_eq!(endpoint.schemes(), schemes, "{image}");
        assert_eq!(endpoint.scheme(), schemes.first());
        assert_eq!(endpoint.fallback().map(|plain| plain.schemes()), schemes.second().map(Schemes::from));
    }
    assert_eq!((Scheme::Http.to_string(), Http.to_string()), ("http".into(), "http".into()));
    assert_eq!(HttpsThenHttp.to_string(), "https, then http");
}

#[cfg(feature = "node")]
#[test]
fn what_is_not_configured_is_spoken_to_as_containerd_does() {
    use pullspec::registry::node::containerd::HostDirectories;
    let hosts = ["localhost", "127.0.0.1", "127.9.9.9", "quay.io", "10.0.0.1", "[::1]", "[2001:db8::1]"];
    for image in
        hosts.iter().flat_map(|host| ["", ":80", ":443", ":5000"].map(|port| format!("{host}{port}/x")))
    {
        let image = Reference::parse(&image).unwrap();
        let resolution = HostDirectories::default().resolve(&image).unwrap();
        let on_node = resolution.attempts()[0].endpoint().unwrap();
        assert_eq!(image.endpoint().unwrap().schemes(), on_node.schemes(), "{image}");
    }
}

#[test]
fn urls_for_everything() {
    let digest = Digest::parse(DIGEST).unwrap();
    let endpoint = Reference::parse("quay.io/team/app").unwrap().endpoint().unwrap();
    let uploads = "https://quay.io/v2/team/app/blobs/uploads/";
    assert_eq!(endpoint.manifest_url_of(&digest), format!("https://quay.io/v2/team/app/manifests/{DIGEST}"));
    assert_eq!(
        endpoint.referrers_url(&digest, None),
        format!("https://quay.io/v2/team/app/referrers/{DIGEST}")
    );
    assert_eq!(endpoint.tags_url(None, Some("a b")), "https://quay.io/v2/team/app/tags/list?last=a+b");
    assert_eq!(endpoint.catalog_url(), "https://quay.io/v2/_catalog");
    assert_eq!(endpoint.uploads_url().as_deref(), Some(uploads));
    let mounted = endpoint.mount_url(&digest, Path::parse("base").unwrap());
    let mount = DIGEST.replace(':', "%3A");
    assert_eq!(mounted, Some(format!("{uploads}?mount={mount}&from=base")));
    assert_eq!(endpoint.push_scope(), "repository:team/app:pull,push");
}

#[test]
fn a_mirror_is_for_pulls() {
    let origin = Reference::parse("registry.example:5000/app:1").unwrap().endpoint().unwrap();
    let host = || Domain::parse("mirror.example").unwrap();
    let mirror = origin.at_mirror(Scheme::Http, host(), "/proxy/v2/").unwrap();
    let digest = Digest::parse(DIGEST).unwrap();
    assert!(mirror.is_mirror());
    assert_eq!(mirror.base_url(), "http://mirror.example/proxy/v2/");
    assert_eq!(
        mirror.manifest_url(),
        "http://mirror.example/proxy/v2/app/manifests/1?ns=registry.example%3A5000"
    );
    assert!(mirror.tags_url(Some(5), None).ends_with("list?n=5&ns=registry.example%3A5000"));
    assert_eq!((mirror.uploads_url(), mirror.mount_url(&digest, Path::parse("x").unwrap())), (None, None));
    assert_eq!(mirror.docker_config_key(), "mirror.example");
    for root in ["v2", "", "/v2?x", "/v2 "] {
        assert_eq!(origin.at_mirror(Scheme::Https, host(), root), Err(EndpointError::Root), "{root:?}");
    }
    // The same host under another root is not told for whom it stands.
    let own =
        origin.at_mirror(Scheme::Https, Domain::parse("registry.example:5000").unwrap(), "/v2").unwrap();
    assert_eq!(own.manifest_url(), "https://registry.example:5000/v2/app/manifests/1");
}

#[test]
fn keys_of_credentials() {
    let key = |text: &str| Reference::parse(text).unwrap().endpoint().unwrap().docker_config_key().to_owned();
    assert_eq!(key("redis"), "https://index.docker.io/v1/");
    assert_eq!(key("index.docker.io/a/b"), "https://index.docker.io/v1/");
    assert_eq!(key("registry-1.docker.io/a/b"), "registry-1.docker.io");
    assert_eq!(key("quay.io:443/a"), "quay.io:443");
}
