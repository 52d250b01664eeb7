//! The look-ups of the Docker CLI and of containers/image, and the kubelet's plugins.

use pullspec::credentials::{
    AuthFileError, CacheKeyType, ContainersAuth, CredentialProvider, CredentialProviderConfig,
    DockerCliConfig, DockerConfigJson, Login, NeverMatchesError, ProviderConfigError, Secret,
};
use pullspec::{Keyring, Reference};

fn image(text: &str) -> Reference {
    Reference::parse(text).unwrap()
}

/// The user or the token of what was found, and its key.
fn found(login: &Login<'_>) -> String {
    match login {
        Login::Anonymous => "nothing".into(),
        Login::Helper { helper, key } => format!("{helper} asked for {key}"),
        Login::Stored { key, secret: Secret::Password(credential) } => {
            format!("{} of {key}", credential.username())
        }
        Login::Stored { key, secret: Secret::IdentityToken(token) } => format!("token {token} of {key}"),
    }
}

fn docker(file: &str, name: &str) -> String {
    let config: DockerCliConfig = serde_json::from_str(file).unwrap();
    found(&config.login(&image(name)))
}

fn containers(file: &str, name: &str) -> String {
    let auth: ContainersAuth = serde_json::from_str(file).unwrap();
    found(&auth.login(&image(name)).unwrap())
}

/// `bWU6cw==` is `me:s`, `Yjpw` is `b:p`.
#[test]
fn each_side_finds_its_own() {
    let file = r#"{"auths": {"quay.io/co": {"auth": "bWU6cw=="}, "quay.io": {"auth": "Yjpw"}}}"#;
    for (name, by_docker, by_containers, by_kubelet) in [
        ("quay.io/co/app", "b of quay.io", "me of quay.io/co", vec!["quay.io/co", "quay.io"]),
        ("quay.io/coreos/etcd", "b of quay.io", "b of quay.io", vec!["quay.io/co", "quay.io"]),
        ("quay.io/co", "b of quay.io", "me of quay.io/co", vec!["quay.io/co", "quay.io"]),
        ("quay.io:443/co/app", "nothing", "nothing", vec![]),
    ] {
        assert_eq!(docker(file, name), by_docker, "{name}");
        assert_eq!(containers(file, name), by_containers, "{name}");
        let ring: Keyring<()> = [("quay.io/co", ()), ("quay.io", ())].into_iter().collect();
        let keys: Vec<_> =
            ring.lookup(&name.parse().unwrap()).iter().map(|entry| entry.key().to_owned()).collect();
        assert_eq!(keys, by_kubelet, "{name}");
    }
}

#[test]
fn docker_hub_has_one_key_for_docker_and_many_for_podman() {
    for (key, by_docker, by_containers) in [
        ("https://index.docker.io/v1/", true, true),
        ("index.docker.io", false, true),
        ("docker.io", false, true),
        ("registry-1.docker.io", false, true),
        ("https://registry-1.docker.io/v2/", false, true),
        ("https://hub.docker.com", false, false),
    ] {
        let file = format!(r#"{{"auths": {{"{key}": {{"auth": "bWU6cw=="}}}}}}"#);
        assert_eq!(docker(&file, "redis") != "nothing", by_docker, "{key}");
        assert_eq!(containers(&file, "redis") != "nothing", by_containers, "{key}");
    }
}

#[test]
fn helpers_come_before_the_file() {
    let file = r#"{"auths": {"quay.io": {"auth": "bWU6cw=="}, "r.example": {"auth": "bWU6cw=="}},
        "credsStore": "desktop", "credHelpers": {"quay.io": "pass", "r.example": ""}}"#;
    assert_eq!(docker(file, "quay.io/app"), "pass asked for quay.io");
    assert_eq!(docker(file, "redis"), "desktop asked for https://index.docker.io/v1/");
    // An empty helper is none: the file is read.
    assert_eq!(docker(file, "r.example/app"), "me of r.example");
    assert_eq!(containers(file, "quay.io/app"), "pass asked for quay.io");
    assert_eq!(containers(file, "ghcr.io/app"), "nothing", "credsStore is Docker's");
}

#[test]
fn identity_tokens_come_before_passwords() {
    let file = r#"{"auths": {"quay.io": {"auth": "bWU6cw==", "identitytoken": "t"}}}"#;
    assert_eq!(docker(file, "quay.io/app"), "token t of quay.io");
    assert_eq!(containers(file, "quay.io/app"), "token t of quay.io");
    // Without `auth` containers/image takes nothing from an entry.
    let file = r#"{"auths": {"quay.io": {"username": "me", "password": "s", "IdentityToken": "t"}}}"#;
    assert_eq!(docker(file, "quay.io/app"), "token t of quay.io");
    assert_eq!(containers(file, "quay.io/app"), "nothing");
}

#[test]
fn an_auth_that_is_not_one() {
    for auth in ["%%%", "bWU=", "OnM="] {
        let file = format!(r#"{{"auths": {{"quay.io": {{"auth": "{auth}"}}}}}}"#);
        let error = serde_json::from_str::<DockerCliConfig>(&file).unwrap_err().to_string();
        assert!(error.contains("auth is not base64") && !error.contains(auth), "{error}");
    }
    let read = |auth: &str| -> ContainersAuth {
        serde_json::from_str(&format!(
            r#"{{"auths": {{"quay.io": {{"auth": "{auth}"}}, "quay.io/team": {{}}}}}}"#
        ))
        .unwrap()
    };
    assert_eq!(read("a%b=").login(&image("quay.io/app")), Err(AuthFileError::Base64 { at: 1 }));
    assert_eq!(read("bWU=").login(&image("quay.io/app")), Ok(Login::Anonymous), "no colon");
    // An empty entry ends the look-up, although the registry has one.
    assert_eq!(read("bWU6cw==").login(&image("quay.io/team/app")), Ok(Login::Anonymous));
    assert!(serde_json::from_str::<ContainersAuth>("[]").is_err());
}

#[test]
fn nothing_secret_shows() {
    let file =
        r#"{"auths": {"me:hunter2@quay.io": {"auth": "bWU6aHVudGVyMg==", "identitytoken": "hunter2"}}}"#;
    let docker: DockerCliConfig = serde_json::from_str(file).unwrap();
    let containers: ContainersAuth = serde_json::from_str(file).unwrap();
    for shown in [
        format!("{docker:?}"),
        format!("{containers:?}"),
        format!("{:?}", Secret::from_helper("me", "hunter2")),
    ] {
        assert!(!shown.contains("hunter2"), "{shown}");
    }
    for wrong in
        [r#"{"auths": {"quay.io": {"auth": {"hunter2": 1}}}}"#, r#"{"auths": {"quay.io": "hunter2"}}"#]
    {
        let error = serde_json::from_str::<ContainersAuth>(wrong).unwrap_err().to_string();
        assert!(!error.contains("hunter2"), "{error}");
    }
}

#[test]
fn a_provider_is_asked_as_the_keyring_compares() {
    let rules = ["*.dkr.ecr.*.amazonaws.com", "quay.io/co", "r.example:5000", "*", "reg*.example"];
    let provider = CredentialProvider::new("all", rules).unwrap();
    for (name, rule) in [
        ("1.dkr.ecr.eu-west-1.amazonaws.com/app", Some(rules[0])),
        ("quay.io/coreos/etcd", Some(rules[1])),
        ("quay.io/app", None),
        ("r.example:5000/app", Some(rules[2])),
        ("r.example/app", None),
        ("localhost/app", Some(rules[3])),
        ("registry.example/app", Some(rules[4])),
        ("docker.io/library/redis", None),
    ] {
        assert_eq!(provider.matching(name), rule, "{name}");
    }
    assert!(CredentialProvider::new("x", ["quay.io:*"]).is_err());
}

#[test]
fn a_rule_that_can_never_match_is_said() {
    for (rule, why) in [
        ("https://quay.io", Some(NeverMatchesError::Scheme)),
        ("quay.io/team/*", Some(NeverMatchesError::Path)),
        ("quay.io/team:1", Some(NeverMatchesError::Path)),
        ("quay.io/Team", Some(NeverMatchesError::Path)),
        ("quay.io//team", Some(NeverMatchesError::Path)),
        ("index.docker.io", Some(NeverMatchesError::HubName)),
        ("https://index.docker.io/v1/", Some(NeverMatchesError::Scheme)),
        ("registry", Some(NeverMatchesError::NoDot)),
        ("library/redis", Some(NeverMatchesError::NoDot)),
        ("quay.io", None),
        ("quay.io/", None),
        ("quay.io/team-", None),
        ("quay.io/team/", None),
        ("localhost", None),
        ("registry:5000", None),
        ("*", None),
        ("*.*", None),
        ("docker.io", None),
        ("*.azurecr.io/team/app", None),
    ] {
        assert_eq!(NeverMatchesError::of(rule), why, "{rule}");
    }
    assert!(matches!(NeverMatchesError::of("quay.io:x"), Some(NeverMatchesError::NotAUrl(_))));
}

#[test]
fn what_the_kubelet_does_not_start_with() {
    let file = r#"{"kind": "CredentialProviderConfig", "providers": [
        {"name": "a b", "apiVersion": "v1", "matchImages": ["quay.io:x"], "defaultCacheDuration": "0s"},
        {"name": "a b", "apiVersion": "credentialprovider.kubelet.k8s.io/v1beta1"}]}"#;
    let config: CredentialProviderConfig = serde_json::from_str(file).unwrap();
    let problems: Vec<String> = config.problems().iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        [
            "provider \"a b\": this is not a program's name",
            "provider \"a b\": unknown apiVersion",
            "provider \"a b\", matchImages \"quay.io:x\": invalid port",
            "provider \"a b\": this is not a program's name",
            "provider \"a b\": the name is taken",
            "provider \"a b\": matchImages is empty",
            "provider \"a b\": defaultCacheDuration is required",
        ],
    );
    assert_eq!(CredentialProviderConfig::default().problems(), [ProviderConfigError::NoProviders]);
    let problems = |name: &str| {
        let provider = format!(
            r#"{{"name": {name:?}, "apiVersion": "credentialprovider.kubelet.k8s.io/v1", "matchImages": ["quay.io"], "defaultCacheDuration": "0s"}}"#
        );
        let config: CredentialProviderConfig =
            serde_json::from_str(&format!(r#"{{"providers": [{provider}]}}"#)).unwrap();
        config.problems().len()
    };
    let names = ["ecr", "ecr.exe", "...", "a/b", "a b", ".", ".."];
    assert_eq!(names.map(problems), [0, 0, 0, 1, 1, 1, 1]);
}

/// The legacy keys that people wrote for years name a host, and so does what stands before the first slash.
#[test]
fn docker_finds_a_key_by_its_host() {
    for (key, is_found) in [
        ("https://quay.io/v1/", true),
        ("http://quay.io", true),
        ("https://quay.io", true),
        ("quay.io/v1/", true),
        ("https://quay.io:443/v1/", false),
        ("https:///quay.io", false),
        ("https://", false),
        ("other.io/quay.io", false),
    ] {
        let file = format!(r#"{{"auths": {{{key:?}: {{"auth": "bWU6cw=="}}}}}}"#);
        let want = if is_found { format!("me of {key}") } else { "nothing".to_owned() };
        assert_eq!(docker(&file, "quay.io/app"), want, "{key}");
    }
    assert_eq!(
        docker(r#"{"auths": {"https://quay.io:443/v1/": {"auth": "bWU6cw=="}}}"#, "quay.io:443/app"),
        "me of https://quay.io:443/v1/"
    );
}

/// `bWU6` is `me:`. Half a login is one, as an identity token is.
#[test]
fn an_entry_with_anything_is_a_login() {
    let found = |entry: &str| {
        let file = format!(r#"{{"auths": {{"quay.io": {entry}}}}}"#);
        (docker(&file, "quay.io/app"), containers(&file, "quay.io/app"))
    };
    let both = |text: &str| (text.to_owned(), text.to_owned());
    assert_eq!(found(r#"{"auth": "bWU6"}"#), both("me of quay.io"));
    assert_eq!(found(r#"{"auth": "bWU6cw=="}"#), both("me of quay.io"));
    assert_eq!(found("{}"), both("nothing"));
    let named = found(r#"{"username": "me"}"#);
    assert_eq!(named.0, "me of quay.io");
    assert_eq!(found(r#"{"identitytoken": "t"}"#).0, "token t of quay.io");
}

/// `null` empties what an earlier key of the same name held, as in Go.
#[test]
fn null_empties_a_map() {
    let file = |last: &str| {
        format!(
            r#"{{"auths": {{"quay.io": {{"auth": "bWU6cw=="}}}}, "credHelpers": {{"r.io": "pass"}}{last}}}"#
        )
    };
    assert_eq!(docker(&file(""), "quay.io/app"), "me of quay.io");
    assert_eq!(docker(&file(""), "r.io/app"), "pass asked for r.io");
    assert_eq!(docker(&file(r#", "auths": null"#), "quay.io/app"), "nothing");
    assert_eq!(docker(&file(r#", "credHelpers": null"#), "r.io/app"), "nothing");
    let error = serde_json::from_str::<DockerCliConfig>(r#"{"credsStore": 3}"#).unwrap_err().to_string();
    assert!(error.contains("expected a string"), "{error}");
}

#[test]
fn a_helper_answers_with_a_token_or_a_password() {
    assert_eq!(Secret::from_helper("<token>", "t"), Secret::IdentityToken("t".into()));
    let Secret::Password(credential) = Secret::from_helper("me", "t") else { panic!("a password") };
    assert_eq!(credential.username(), "me");
    assert_eq!(format!("{credential:?}"), "Credential(<redacted>)");
    assert_eq!(format!("{:?}", Secret::Password(credential)), "Secret(<redacted>)");
    let file: DockerCliConfig =
        serde_json::from_str(r#"{"auths": {"quay.io": {"auth": "bWU6cw=="}}}"#).unwrap();
    let shown = format!("{file:?}");
    assert!(shown.contains("auths: 1"), "{shown}");
    let keyring: Keyring<u8> = [("quay.io", 7)].into_iter().collect();
    let shown = format!("{keyring:?} {:?}", keyring.lookup_name("quay.io/app")[0]);
    assert!(shown.contains("len: 1") && shown.contains("value: 7") && !shown.contains("quay"), "{shown}");
}

#[test]
fn providers_are_asked_for_what_their_rules_match() {
    let provider = |name: &str, rules: &[&str]| CredentialProvider::new(name, rules.iter().copied()).unwrap();
    let mut config = CredentialProviderConfig::default();
    config.providers =
        vec![provider("a", &["quay.io"]), provider("b", &["*.io", "quay.io/Team"]), provider("c", &["r.io"])];
    let asked = |name: &str| config.asked_for(name).map(|one| &*one.name).collect::<Vec<_>>();
    assert_eq!(asked("quay.io/app"), ["a", "b"]);
    assert_eq!(asked("r.io/app"), ["b", "c"]);
    assert!(asked("r.example/app").is_empty());
    let never: Vec<_> = config.providers[1].never_matching().collect();
    assert_eq!(never, [("quay.io/Team", NeverMatchesError::Path)]);
    let keys = CacheKeyType::LOOKUP.map(|kind| kind.key("quay.io/team/app"));
    assert_eq!(keys, ["quay.io/team/app", "quay.io", "global"]);
}

/// Keys that are no URLs are left out.
#[test]
fn a_config_is_put_into_a_keyring_under_one_value() {
    let file =
        r#"{"auths": {"ghcr.io": {"auth": "dTpw"}, "%zz": {"auth": "dTpw"}, "quay.io": {"auth": "dTpw"}}}"#;
    let config: DockerConfigJson = serde_json::from_str(file).unwrap();
    let mut keyring = Keyring::new();
    keyring.insert_config(&config.auths, "regcred");
    assert_eq!(keyring.len(), 2);
    for name in ["ghcr.io/app", "quay.io/app"] {
        let tried = keyring.lookup_name(name);
        assert_eq!(tried.iter().map(|one| *one.value()).collect::<Vec<_>>(), ["regcred"], "{name}");
    }
}
