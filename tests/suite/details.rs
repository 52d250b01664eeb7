//! Which words announce a value in a message, and which do not although they look like them.

use core::time::Duration;

use pullspec::cause::Details;

const DIGEST: &str = "sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945";

#[track_caller]
fn finds<'m>(value: impl Fn(&Details<'m>) -> Option<&'m str>, rows: &[(&'m str, Option<&str>)]) {
    for (message, want) in rows {
        assert_eq!(value(&Details::of(message)), *want, "{message:?}");
    }
}

#[test]
fn images() {
    let some = Some("r.example/a:1");
    finds(
        |details| details.image.map(|found| found.value),
        &[
            ("access denied for r.example/a:1", some),
            ("manifest for r.example/a:1 not found", some),
            ("no matching manifest for linux/arm64", None),
            ("asked for r.example/a:1", None),
            ("image pull failed for r.example/a:1 because", some),
            ("the lookup failed for r.example/a:1", None),
            ("pull asked for r.example/a:1", None),
            ("the pull of r.example/a:1 ended", some),
            ("a copy of r.example/a:1 ended", None),
            ("failed to pull image r.example/a:1", some),
            ("failed to see image r.example/a:1", None),
            ("failed to pull image and unpack it", None),
            ("failed to resolve ref r.example/a:1", some),
            ("failed to follow ref r.example/a:1", None),
            ("failed to resolve it r.example/a:1", None),
            (r#"image "r.example/a:1" is gone"#, some),
            (r#"reference "r.example/a:1" is gone"#, some),
            (r#"ref "r.example/a:1" is gone"#, some),
            (r#"image name "r.example/a:1" is odd"#, some),
            (r#"image tag "r.example/a:1" is odd"#, some),
            (r#"host name "r.example/a:1" is odd"#, None),
            (r#"old tag "r.example/a:1" is odd"#, None),
            (r#"image layer "r.example/a:1" is odd"#, None),
            (r#"access denied for "r.example/a:1""#, some),
            (r#"manifest for "r.example/a:1""#, some),
            (r#"asked for "r.example/a:1""#, None),
            (r#"denied to "r.example/a:1""#, None),
            (r#"image """#, None),
            (r#"image "r.example/a:1": image "r.example/b""#, some),
            ("initializing source docker://r.example/a:1: denied", some),
            ("initializing source docker://[::1]:5000/a:1: denied", Some("[::1]:5000/a:1")),
            ("initializing source docker://r.exa\u{1b}mple/a:1: denied", None),
            ("initializing source docker://: denied", None),
            ("ERROR: failed to solve: r.example/a:1: failed to authorize: denied", some),
            ("ERROR: failed to solve: unauthorized: authentication required", None),
            ("ERROR: failed to solve: httpReadSeeker: failed open: EOF", None),
        ],
    );
}

#[test]
fn hosts() {
    let some = Some("h.example");
    finds(
        |details| details.host.map(|found| found.value),
        &[
            ("pulling from host h.example failed", some),
            ("pulling to host h.example failed", None),
            ("pulling from port h.example failed", None),
            ("pinging container registry h.example", some),
            ("pinging docker registry h.example", some),
            ("pinging your registry h.example", None),
            ("pinging container service h.example", None),
            ("dial tcp: lookup h.example: no such host", some),
            ("Get \"https://h.example/v2/\": lookup p.example: no such host", some),
            ("lookup p.example: then Get https://h.example/v2/", some),
            ("see https://h.example/help", None),
        ],
    );
}

#[test]
fn codes() {
    finds(
        |details| details.grpc_code.map(|found| found.value),
        &[
            ("rpc error: code = NotFound desc = x", Some("NotFound")),
            ("rpc error: code is NotFound desc = x", None),
            ("error = NotFound", None),
            ("code = Unknown desc = code = NotFound desc = x", Some("Unknown")),
        ],
    );
    finds(
        |details| details.registry_code.map(|found| found.value),
        &[
            ("x: manifest unknown: y", Some("MANIFEST_UNKNOWN")),
            ("x: MANIFEST_UNKNOWN", Some("MANIFEST_UNKNOWN")),
            ("toomanyrequests: slow down", Some("TOOMANYREQUESTS")),
            ("x: some manifest unknown: y", None),
            ("denied: unauthorized", Some("DENIED")),
            ("nothing", None),
        ],
    );
}

#[test]
fn digests() {
    let message = |words: &str| format!("{words} {DIGEST} here");
    let expected = |words| {
        Details::of(&message(words))
            .expected_digest
            .map(|found| found.value == DIGEST && found.span().start > 0)
    };
    let actual = |words| {
        Details::of(&message(words))
            .actual_digest
            .map(|found| found.value == DIGEST && found.span().start > 0)
    };
    for (words, is_expected, is_actual) in [
        ("expected", true, false),
        ("failed extraction", true, false),
        ("nothing for digest", true, false),
        ("nothing in digest", false, false),
        ("nothing for layer", false, false),
        ("we got", false, true),
        ("unexpected commit digest", false, true),
        ("unexpected commit layer", false, false),
        ("wrong diff id", false, true),
        ("right diff id", false, false),
        ("wrong layer id", false, false),
        ("wrong diff of", false, false),
        ("layer", false, false),
    ] {
        assert_eq!(
            (expected(words), actual(words)),
            (is_expected.then_some(true), is_actual.then_some(true)),
            "{words}"
        );
    }
}

/// Found by the fuzz target `details`.
#[test]
fn what_only_begins_as_a_digest_is_not_one() {
    let message = format!("manifest verification failed for digest {}+{}", &DIGEST[..60], &DIGEST[61..]);
    assert_eq!(Details::of(&message).expected_digest, None);
}

#[test]
fn waits() {
    let wait = |message| Details::of(message).retry_after.map(|found| found.value);
    let seconds = |seconds| Some(Duration::from_secs_f64(seconds));
    for (message, want) in [
        ("retry after 5s", seconds(5.0)),
        ("retry in 5s", seconds(5.0)),
        ("try again in 5s", seconds(5.0)),
        ("try again after 5s", None),
        ("once after 5s", None),
        ("logged in 5s", None),
        ("retry for 5s", None),
        ("Retry-After: 30", seconds(30.0)),
        ("retry-after 30", seconds(30.0)),
        ("Retry-After: soon, 30", None),
        ("30", None),
        ("retry after 1h2m3.5s", seconds(3_723.5)),
        ("retry after 250ms", seconds(0.25)),
        ("retry after 5x", None),
        ("retry after 5", seconds(5.0)),
        ("retry after 5 min", seconds(300.0)),
        ("retry after 5 minutes", seconds(300.0)),
        ("retry after 1 hour", seconds(3_600.0)),
        ("retry after 5 seconds", seconds(5.0)),
    ] {
        assert_eq!(wait(message), want, "{message}");
    }
}

#[test]
fn platforms() {
    for (message, want) in [
        ("no matching manifest for linux/arm64/v8 in it", Some(("linux", "arm64", "v8"))),
        ("no matching manifest for windows/amd64 in it", Some(("windows", "amd64", ""))),
        ("no matching reason for linux/arm64 in it", None),
        ("no other manifest for linux/arm64 in it", None),
        (r#"for architecture "arm64", variant "v8", OS "linux""#, Some(("linux", "arm64", "v8"))),
        (r#"for architecture "arm64", OS "linux""#, Some(("linux", "arm64", ""))),
        (r#"of architecture "arm64", OS "linux""#, None),
        (r#"variant "v8", OS "linux""#, None),
        (r#"for architecture """#, None),
        (r#"for architecture ""#, None),
        (r#"for architecture "arm64", variant ""#, Some(("", "arm64", ""))),
    ] {
        let found = Details::of(message).platform.map(|found| found.value);
        assert_eq!(found.map(|value| (value.os, value.architecture, value.variant)), want, "{message}");
    }
}

#[test]
fn a_platform_is_shown_as_image_tools_write_it() {
    for (message, shown) in [
        ("no matching manifest for linux/arm64/v8 in it", "linux/arm64/v8"),
        ("no matching manifest for linux/amd64 in it", "linux/amd64"),
    ] {
        assert_eq!(Details::of(message).platform.unwrap().value.to_string(), shown);
    }
}

#[test]
fn quoted_statuses_and_codes_are_found() {
    for (message, status, code) in [
        (r#"error: "403 Forbidden""#, Some(403), None),
        (r#"error code "reg.example/a" 500 layers"#, None, None),
        (r#"{"errors":[{"code":"DENIED","message":"denied"}]}"#, None, Some("DENIED")),
        (r#"{"errors":[{"code":"TOOMANYREQUESTS","message":"later"}]}"#, None, Some("TOOMANYREQUESTS")),
        (r#"image "denied" in it"#, None, None),
    ] {
        let details = Details::of(message);
        assert_eq!(details.http_status.map(|found| found.value), status, "{message}");
        assert_eq!(details.registry_code.map(|found| found.value), code, "{message}");
        for span in
            [details.http_status.map(|found| found.span()), details.registry_code.map(|found| found.span())]
        {
            assert!(span.is_none_or(|span| message[span].len() >= 3), "{message}");
        }
    }
}

#[test]
fn words_of_the_sentence_are_not_values() {
    let image = |message| Details::of(message).image.map(|found| found.value);
    assert_eq!(image("unable to pull image or OCI artifact: pull image err: denied"), None);
    assert_eq!(image("pull access denied for with"), None);
    assert_eq!(image("pull access denied for nginx, repository does not exist"), Some("nginx"));
    assert_eq!(image("failed commit on ref \"layer-sha256:9f\": unexpected commit digest"), None);
    assert_eq!(
        image("failed to resolve source metadata for docker.io/library/nginx:9: not found"),
        Some("docker.io/library/nginx:9")
    );
    assert_eq!(image("level=error image=\"quay.io/team/app:1\""), Some("quay.io/team/app:1"));
    let host = |message| Details::of(message).host.map(|found| found.value);
    assert_eq!(host("the container registry is not reachable"), None);
    assert_eq!(host("the lookup returned nothing"), None);
    assert_eq!(host("lookup registry on 10.0.0.1:53: no such host"), Some("registry"));
    assert_eq!(host("you may increase the limit, see the page at https://docs.example/limits"), None);
    let code = |message| Details::of(message).registry_code.map(|found| found.value);
    assert_eq!(code("failed to extract layer sha256:9f: mount failed: unknown"), None);
    assert_eq!(code("ref layer locked: unavailable"), None);
    assert_eq!(code("unknown: repository is being scanned"), Some("UNKNOWN"));
}

#[test]
fn a_windows_platform_keeps_its_architecture() {
    let message = "no matching manifest for windows(10.0.26200)/amd64/v3 in the manifest list entries";
    let platform = Details::of(message).platform.unwrap();
    assert_eq!(platform.value.to_string(), "windows/amd64/v3");
    assert_eq!(&message[platform.span()], "windows(10.0.26200)/amd64/v3");
}

#[test]
fn a_redirect_and_a_default_port_are_not_mirrors() {
    let at = |image: &str, url: &str| {
        let text = format!("failed to pull image \"{image}\": failed to do request: Head \"{url}\": EOF");
        Details::of(&text).via_mirror()
    };
    let redirected = "https://us-west1-docker.pkg.dev/v2/k8s-artifacts-prod/images/pause/manifests/3.9";
    assert_eq!(at("registry.k8s.io/pause:3.9", redirected), None);
    assert_eq!(at("quay.io/team/app:1", "https://quay.io:443/v2/team/app/manifests/1"), Some(false));
    assert_eq!(at("quay.io/team/app:1", "https://m.example/v2/team/app/manifests/1"), Some(true));
}

#[test]
fn every_endpoint_keeps_its_own_cause() {
    let message = "(Mirrors also failed: [m.example/a:1: reading manifest 1 in m.example/a: manifest unknown]\n\
                   [n.example/a:1: pinging container registry n.example: Get \"https://n.example/v2/\": dial tcp: lookup \
                   n.example: no such host]): r.example/a:1: unauthorized: incorrect username or password; artifact err: x";
    let all: Vec<_> = pullspec::cause::failed_endpoints(message)
        .map(|one| (one.endpoint(), one.verdict().cause().as_str(), one.is_mirror()))
        .collect();
    assert_eq!(
        all,
        [
            ("m.example/a:1", "tag_not_found", true),
            ("n.example/a:1", "dns_failure", true),
            ("r.example/a:1", "auth_invalid", false),
        ]
    );
    assert_eq!(pullspec::cause::failed_endpoints("manifest unknown").count(), 0);
    assert_eq!(pullspec::cause::failed_endpoints("(Mirrors also failed: [a").count(), 0);
}

#[test]
fn what_mirrors_said_does_not_mix_with_what_the_registry_said() {
    let mirror = "m.example/a:1: initializing source docker://m.example/a:1: reading manifest 1 in m.example/a: received \
                  unexpected HTTP status: 502 Bad Gateway";
    let of = |origin: &str| {
        let message = format!("(Mirrors also failed: [{mirror}]): quay.io/a:1: {origin}");
        let found = Details::of(&message);
        let own = |text: Option<pullspec::cause::Spanned<&str>>| text.map(|text| text.value.to_owned());
        (own(found.image), own(found.host), found.http_status.map(|status| status.value))
    };
    let asked = "initializing source docker://quay.io/a:1: pinging container registry quay.io: Get \"https://quay.io/v2/\": \
                 dial tcp 1.2.3.4:443: i/o timeout";
    assert_eq!(of(asked), (Some("quay.io/a:1".into()), Some("quay.io".into()), None));
    // The origin names nobody who answered; the mirrors' answer is all there is.
    assert_eq!(
        of("initializing source docker://quay.io/a:1: EOF"),
        (Some("quay.io/a:1".into()), None, Some(502))
    );
}

#[test]
fn a_code_in_json_says_more_than_unknown() {
    for (message, code) in [
        (
            "unknown: {\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"authentication required\"}]}",
            Some("UNAUTHORIZED"),
        ),
        ("unknown: unauthorized: authentication required", Some("UNAUTHORIZED")),
        ("unknown: image blob not found", Some("UNKNOWN")),
        ("denied: unauthorized: x", Some("DENIED")),
    ] {
        assert_eq!(Details::of(message).registry_code.map(|code| code.value), code, "{message}");
    }
}

#[test]
fn a_socket_is_not_a_host_and_a_specified_platform_is_one() {
    for url in [
        "http://%2F%2F.%2Fpipe%2Fdocker_engine/v1.24/version",
        "http://%2Fvar%2Frun%2Fdocker.sock/v1.24/info",
    ] {
        let message = format!("error during connect: Get \"{url}\": EOF");
        assert_eq!(Details::of(&message).host, None, "{message}");
    }
    let found = Details::of(
        "image with reference quay.io/a:1 was found but does not provide the specified platform (linux/arm64)",
    );
    assert_eq!(found.platform.map(|platform| platform.value.to_string()).as_deref(), Some("linux/arm64"));
}
