//! What the page `guide::security` claims, one test for each claim.

use pullspec::access::{
    CredentialVerification, Decision, ImageRequest, ObjectCoordinates, Presence, PullCredentials, PullSecret,
    PulledRecord, RecordLookup,
};
use pullspec::api::{Behavior, Container, ImageVolumeSource, Volume};
use pullspec::reference::Hint;
use pullspec::registry::Scheme;
use pullspec::{AnyReference, Digest, Keyring, Pattern, Pod, PodImage, PullPolicy, Reference, classify};

fn matches(pattern: &str, image: &str) -> bool {
    Pattern::parse(pattern).unwrap().matches(&Reference::parse(image).unwrap())
}

/// All of them are refused as references, of whatever kind.
fn refused(images: &[&str]) {
    for image in images {
        assert!(Reference::parse(image).is_err(), "{image:?}");
        assert!(PodImage::parse(image).is_err(), "{image:?}");
        assert!(AnyReference::parse(image).is_err(), "{image:?}");
    }
}

/// The check of the guide.
fn check(image: &str, allowed: &[&str]) -> bool {
    let Ok(image) = Reference::parse(image) else { return false };
    allowed.iter().any(|pattern| Pattern::parse(pattern).unwrap().matches(&image))
}

const DIGEST: &str = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

#[test]
fn a_deny_list_has_gaps() {
    for same_registry in ["QUAY.IO/team/app", "quay.io:443/team/app", "Quay.io/team/app"] {
        assert!(!matches("quay.io/**", same_registry), "{same_registry}: denied nowhere, allowed nowhere");
    }
}

#[test]
fn what_does_not_parse_is_denied() {
    for odd in
        ["", " ", "quay.io/team/app ", "quay.io/team/app:", "quay.io/Team/app", "quay.io/team/app@sha256:0"]
    {
        assert!(!check(odd, &["quay.io/**", "docker.io/**"]), "{odd:?}");
    }
    assert!(check("quay.io/team/app", &["quay.io/**"]));
}

#[test]
fn every_place_of_an_image_is_listed() {
    let container = |image: &str| {
        let mut container = Container::default();
        container.image = image.into();
        container
    };
    let mut volume = Volume::default();
    let mut source = ImageVolumeSource::default();
    source.reference = "d".into();
    volume.image = Some(source);
    let mut pod = Pod::default();
    pod.spec.init_containers.push(container("a"));
    pod.spec.containers.push(container("b"));
    pod.spec.ephemeral_containers.push(container("c"));
    pod.spec.volumes.push(volume);
    let mut images: Vec<&str> = pod.images().map(|field| field.image()).collect();
    images.sort_unstable();
    assert_eq!(images, ["a", "b", "c", "d"]);
}

#[test]
fn only_a_whole_digest_pins() {
    let pinned = Pattern::parse("quay.io/team/**").unwrap().with_digest_required();
    let of = |image: &str| Reference::parse(image).map(|image| pinned.matches(&image));
    assert_eq!(of(&format!("quay.io/team/app@{DIGEST}")), Ok(true));
    assert_eq!(of(&format!("quay.io/team/app:1.2@{DIGEST}")), Ok(true));
    for loose in ["quay.io/team/app", "quay.io/team/app:1.2", "quay.io/team/app:sha256-9f86d081884c7d65"] {
        assert_eq!(of(loose), Ok(false), "{loose}");
    }
    let (upper, short) = (DIGEST.to_uppercase(), &DIGEST[..70]);
    for broken in [upper.as_str(), short, "sha256:", "md5:d41d8cd98f00b204e9800998ecf8427e", "sha1:00"] {
        assert!(of(&format!("quay.io/team/app@{broken}")).is_err(), "{broken}");
    }
}

#[test]
fn look_alikes_are_other_registries() {
    for image in [
        "quay.io.evil.example/team/app",
        "evil.example/quay.io/team/app",
        "evil-quay.io/team/app",
        "quay.io-evil.example/team/app",
        "xquay.io/team/app",
        "quayxio/team/app",
        "quay.io/team-evil/app",
        "quay.io/teamevil/app",
        "quay.io/team",
        "docker.io/quay.io/team/app",
    ] {
        assert!(!matches("quay.io/team/**", image), "{image}");
    }
    assert!(!matches("*.example.com/**", "a.b.example.com/app"), "a wildcard is one label");
    assert!(!matches("*.example.com/**", "example.com/app"));
}

#[test]
fn no_user_hides_a_host() {
    refused(&[
        "quay.io@evil.example/app",
        "user@quay.io/app",
        "user:pw@quay.io/app",
        "quay.io:pw@evil.example/app",
        "quay.io/team@evil.example/app",
    ]);
}

#[test]
fn a_reference_is_not_a_url() {
    refused(&[
        "https://quay.io/app",
        "docker://quay.io/app",
        "//quay.io/app",
        "/quay.io/app",
        "quay.io/app?x",
        "quay.io/app#x",
        "quay.io%2fapp",
        "quay.io\\app",
        "quay.io/app;x",
        "quay.io./app",
    ]);
}

#[test]
fn case_and_port_are_part_of_the_registry() {
    for image in ["QUAY.IO/team/app", "quay.IO/team/app", "quay.io:443/team/app", "quay.io:80/team/app"] {
        assert!(!matches("quay.io/**", image), "{image}");
        assert!(!matches("*.io/**", image) || image.ends_with('x'), "{image}");
    }
    assert!(!matches("quay.io:443/**", "quay.io/team/app"));
    assert!(!matches("quay.io:443/**", "quay.io:0443/team/app"), "ports are compared as they are written");
}

#[test]
fn a_capital_makes_a_host() {
    let capital = Reference::parse("Team/app").unwrap();
    assert_eq!((capital.domain(), capital.path()), ("Team", "app"));
    assert!(!matches("docker.io/team/**", "Team/app"));
    assert!(matches("docker.io/team/**", "team/app"));
}

#[test]
fn docker_hub_has_one_name() {
    let spellings = [
        "redis",
        "library/redis",
        "docker.io/redis",
        "docker.io/library/redis",
        "index.docker.io/redis",
        "index.docker.io/library/redis",
    ];
    for pattern in spellings {
        for image in spellings {
            assert!(matches(pattern, image), "{pattern} and {image}");
            assert_eq!(Reference::parse(pattern), Reference::parse(image));
        }
    }
}

#[test]
fn an_image_id_is_a_short_name() {
    let id = DIGEST.split_once(':').unwrap().1;
    for text in [DIGEST, "sha256:9f86", "sha512:9f86"] {
        let image = Reference::parse(text).unwrap();
        assert!(!matches("docker.io/library/*", text) && !matches("**/**", text), "{text}");
        assert!(image.domain_was_defaulted(), "{text}");
        assert!(!image.is_canonical() && !matches("docker.io/library/*@*", text), "{text}: it pins nothing");
        // Written out it is a name to containerd too.
        assert!(!Reference::parse(image.as_str()).unwrap().domain_was_defaulted(), "{text}");
    }
    refused_as_a_name(id);
    let Ok(AnyReference::Digest(digest)) = AnyReference::parse(DIGEST) else { panic!("no digest") };
    assert_eq!(digest.as_str(), DIGEST);

    // Under `Always` the name is pulled, whatever is on the node.
    for (policy, pulls) in
        [(PullPolicy::Always, true), (PullPolicy::IfNotPresent, false), (PullPolicy::Never, false)]
    {
        let image = PodImage::new(DIGEST);
        let request = ImageRequest::new(&image, policy).with_presence(Presence::Present);
        assert_eq!(request.decide(&Behavior::for_minor(34)).pulls(), pulls, "{policy}");
    }
}

fn refused_as_a_name(text: &str) {
    assert!(Reference::parse(text).is_err() && PodImage::parse(text).is_err(), "{text}");
}

#[test]
fn other_names_of_the_hub_are_other_registries() {
    for image in
        ["registry-1.docker.io/library/redis", "hub.docker.com/library/redis", "Docker.io/library/redis"]
    {
        assert!(!matches("docker.io/**", image), "{image}");
        assert_ne!(Reference::parse(image), Reference::parse("redis"));
    }
}

#[test]
fn addresses_are_registries_of_their_own() {
    assert!(!matches("*:5000/**", "[::1]:5000/app"));
    assert!(matches("[::1]:5000/**", "[::1]:5000/app"));
    assert!(!matches("[::1]:5000/**", "[0:0:0:0:0:0:0:1]:5000/app"), "compared as written");
    assert!(!matches("*.*/**", "127.0.0.1/app"));
    let odd = Reference::parse("0x7f.1/app").unwrap();
    assert_eq!((odd.domain(), odd.endpoint().unwrap().scheme()), ("0x7f.1", Scheme::Https));
}

#[test]
fn paths_do_not_climb() {
    refused(&[
        "quay.io/team/../evil/app",
        "quay.io/./app",
        "quay.io/..",
        "quay.io//app",
        "quay.io/team/",
        "quay.io/team/.app",
        "quay.io/team/app.",
        "quay.io/",
    ]);
}

#[test]
fn a_tag_beside_a_digest_decides_nothing() {
    let image = format!("quay.io/team/app:approved@{DIGEST}");
    assert!(!matches("quay.io/team/app:approved", &image));
    assert!(!matches("quay.io/team/app:{approved,1.2}", &image));
    assert!(matches(&format!("quay.io/team/app@{DIGEST}"), &image));
    let fetched = Reference::parse(&image).unwrap().docker_ref();
    assert_eq!(fetched.as_str(), format!("quay.io/team/app@{DIGEST}"));
}

#[test]
fn a_reference_is_ascii() {
    for c in [
        'о', 'ｑ', '\u{200b}', '\u{202e}', '\u{2066}', '\u{feff}', '\u{212a}', 'ı', '。', '∕', '\u{301}',
        '\u{ad}',
    ] {
        for image in
            [format!("quay.i{c}/app"), format!("quay.io/ap{c}p"), format!("quay.io/app:1{c}"), c.into()]
        {
            refused(&[&image]);
            assert!(Pattern::parse(&image).is_err(), "{image:?}");
        }
    }
}

#[test]
fn hostile_sizes_are_answered() {
    for piece in ["a", "/", ":", "@", ".", "-", "_", "[", "a/", "a.", "*", "\"", "\\", "é", "\0", "(", "{"] {
        let text = piece.repeat(100_000 / piece.len());
        for text in [&text, &format!("quay.io/{text}"), &format!("a:{text}"), &format!("a@sha256:{text}")] {
            let error = Reference::parse(text).unwrap_err();
            assert!(text.get(error.span()).is_some(), "{piece:?}");
            assert!(error.underline(text).to_string().len() < 2_000, "{piece:?}");
            assert_eq!(error.hint(text).filter(|hint| matches!(hint, Hint::Spelling(_))), None);
            assert!(Digest::parse(text).is_err() && AnyReference::parse(text).is_err());
            let _ = Pattern::parse(text);
            let _ = Keyring::new().insert(text.as_str(), ());
            assert!(classify(None, text).alternates().is_empty());
        }
    }
}

#[test]
fn credentials_follow_bytes_not_components() {
    let image = Reference::parse("quay.io/coreos/etcd").unwrap();
    let loose: Keyring<()> = [("quay.io/co", ())].into_iter().collect();
    assert_eq!(loose.lookup(&image).len(), 1);
    assert!(!Pattern::parse("quay.io/co/**").unwrap().matches(&image));
}

#[test]
fn images_of_the_node_are_for_everybody_before_1_35() {
    let theirs = PullSecret::new(ObjectCoordinates::new("other", "regcred", "u1"), "hash");
    let mut record = PulledRecord::new("sha256:4f2c");
    record.merge("quay.io/other/app", &PullCredentials::secret(theirs));
    let verification =
        CredentialVerification { record: RecordLookup::Found(&record), ..CredentialVerification::DEFAULT };
    let decide = |policy, minor| {
        ImageRequest::new(&PodImage::new("quay.io/other/app"), policy)
            .with_presence(Presence::Present)
            .with_verification(verification)
            .decide(&Behavior::for_minor(minor))
    };
    assert!(decide(PullPolicy::IfNotPresent, 34).uses_local() && decide(PullPolicy::Never, 34).uses_local());
    assert!(decide(PullPolicy::IfNotPresent, 35).pulls());
    assert!(matches!(decide(PullPolicy::Never, 35), Decision::Refuse { .. }));
    assert!(decide(PullPolicy::Always, 20).pulls(), "the registry is asked");
}

#[test]
fn names_never_decide() {
    let message = |name: &str| {
        format!(
            "failed to pull and unpack image \"{name}\": failed to resolve reference \"{name}\": failed to do request: \
             Head \"https://r.example/v2/{name}/manifests/1\": dial tcp: lookup r.example: no such host"
        )
    };
    let plain = classify(None, &message("r.example/team/app"));
    for name in
        ["r.example/x509-not-found/denied", "r.example/429/timeout", "r.example/no-space-left-on-device/x"]
    {
        let odd = classify(None, &message(name));
        assert_eq!((odd.cause(), odd.alternates()), (plain.cause(), plain.alternates()), "{name}");
    }
}

#[test]
fn short_names_can_be_told() {
    for (image, short) in
        [("redis", true), ("team/app", true), ("docker.io/redis", false), ("quay.io/app", false)]
    {
        assert_eq!(Reference::parse(image).unwrap().domain_was_defaulted(), short, "{image}");
    }
}

#[cfg(feature = "serde")]
#[test]
fn places_without_an_image_field_are_seen() {
    use pullspec::api::{ArtifactSource, Workload};
    let json = r#"{"kind": "Job", "metadata": {"annotations": {"seccomp-profile.crio.io/own": "not/of:pods"}},
        "spec": {"template": {
            "metadata": {"annotations": {
                "seccomp-profile.kubernetes.cri-o.io": "a/b:1", "seccomp-profile.kubernetes.cri-o.io/POD": "a/b:2",
                "seccomp-profile.crio.io/app": "a/b:3", "seccomp-profile.crio.iox": "x", "other": null}},
            "spec": {"containers": [{"name": "app", "image": "redis:7"}], "volumes": [
                {"name": "a", "emptyDir": {}},
                {"name": "b", "csi": {"driver": "csi-image.warm-metal.tech", "volumeAttributes": {"image": "a/c:1", "pullAlways": "true"}}},
                {"name": "c", "csi": {"driver": "d.example", "volumeAttributes": {"d.example/reference": "a/c:2"}}},
                {"name": "d", "csi": {"driver": "e.example"}}]}}}}"#;
    let workload: Workload = serde_json::from_str(json).unwrap();
    let seen: Vec<_> = workload.artifacts().map(|field| (field.path(), field.text().to_owned())).collect();
    let seen: Vec<_> = seen.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    assert_eq!(
        seen,
        [
            ("spec.template.metadata.annotations[seccomp-profile.crio.io/app]", "a/b:3"),
            ("spec.template.metadata.annotations[seccomp-profile.kubernetes.cri-o.io]", "a/b:1"),
            ("spec.template.metadata.annotations[seccomp-profile.kubernetes.cri-o.io/POD]", "a/b:2"),
            ("spec.template.spec.volumes[1].csi.volumeAttributes[image]", "a/c:1"),
            ("spec.template.spec.volumes[2].csi.volumeAttributes[d.example/reference]", "a/c:2"),
        ]
    );
    let of_volumes = workload.artifacts().filter(|field| field.source() == ArtifactSource::CsiVolume);
    assert!(of_volumes.map(|field| field.key()).eq(["image", "d.example/reference"]));
    // The image fields are as before.
    assert!(workload.images().map(|image| image.image()).eq(["redis:7"]));
}

#[test]
fn another_parser_reads_another_image() {
    use oci_spec::distribution::Reference as Other;
    let other = |text: &str| {
        text.parse::<Other>().ok().map(|other| format!("{}/{}", other.resolve_registry(), other.repository()))
    };
    for (text, here) in [
        ("Team/app", "Team/app"),
        ("[::1]/app", "[::1]/app"),
        ("my_registry.example/app", "/my_registry.example/app"),
    ] {
        let reference = Reference::parse(text).unwrap();
        assert_eq!(format!("{}/{}", reference.domain(), reference.path()), here);
        assert_ne!(other(text).as_deref(), Some(here), "{text}");
    }
    // What is handed on reads alike, if it has a registry and that is one to both.
    for text in ["redis", "quay.io/team/app:1", "localhost:5000/a/b", "index.docker.io/redis:7"] {
        let reference = Reference::parse(text).unwrap();
        let read: Other = reference.as_str().parse().unwrap();
        assert_eq!((read.registry(), read.repository()), (reference.domain(), reference.path()), "{text}");
    }
}

#[test]
fn an_exported_policy_is_effective() {
    let allowed = pullspec::pattern::PatternSet::parse(["quay.io/team/**"]).unwrap();
    let yaml = allowed.admission_policy("images.example.com").unwrap().to_string();
    for part in [
        "kind: ValidatingAdmissionPolicy\n",
        "kind: ValidatingAdmissionPolicyBinding\n",
        "failurePolicy: Fail",
        "operations: [\"CREATE\", \"UPDATE\"]",
        "\"pods\"",
        "\"pods/ephemeralcontainers\"",
        "validationActions: [\"Deny\"]",
    ] {
        assert!(yaml.contains(part), "{part} is not in\n{yaml}");
    }
}
