//! Docker config files as the kubelet reads them.

use pullspec::Keyring;
use pullspec::credentials::{Credential, DockerConfig, DockerConfigJson};

#[track_caller]
fn reads(json: &str, want: &[(&str, &str, &str)]) {
    let config: DockerConfig = serde_json::from_str(json).unwrap();
    let want = want.iter().map(|&(key, user, password)| (key, Credential::new(user, password)));
    assert!(config == want.collect::<DockerConfig>(), "{json}");
}

#[track_caller]
fn fails(json: &str, want: &str) {
    let error = serde_json::from_str::<DockerConfig>(json).unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with(want), "{text}");
    assert!(!format!("{error:?}{error}").contains("hunter2"), "{error:?}");
}

/// Docker configs of both shapes, answered by Go 1.26's own `encoding/json` and `encoding/base64`.
#[test]
fn every_measured_config_is_read() {
    let rows = include_str!("../data/docker_config_go.jsonl");
    for row in rows.lines() {
        let row: serde_json::Value = serde_json::from_str(row).unwrap();
        let text = row["in"].as_str().unwrap();
        let read = match row["shape"].as_str().unwrap() {
            "dockercfg" => serde_json::from_str::<DockerConfig>(text),
            _ => serde_json::from_str::<DockerConfigJson>(text).map(|config| config.auths),
        };
        match (read, &row["want"]) {
            (Err(error), serde_json::Value::Null) => {
                let want = row["err"].as_str().unwrap();
                assert!(error.to_string().starts_with(want), "{text}: {error}");
            }
            (Ok(config), want) => {
                let found: Vec<_> = config
                    .iter()
                    .map(|(key, credential)| [key, credential.username(), credential.password()])
                    .collect();
                assert_eq!(serde_json::json!(found), *want, "{text}");
            }
            (Err(error), _) => panic!("{text}: {error}"),
        }
    }
    assert_eq!(rows.lines().count(), 343);
}

#[test]
fn auth_comes_before_user_name_and_password() {
    reads(r#"{"a":{"username":"u","password":"p","email":"e"}}"#, &[("a", "u", "p")]);
    reads(r#"{"a":{"auth":"dTpw","username":"x","password":"y"}}"#, &[("a", "u", "p")]);
    reads(r#"{"a":{"auth":"","username":"x","password":"y"}}"#, &[("a", "x", "y")]);
    reads(r#"{"a":{"auth":null,"username":"x"}}"#, &[("a", "x", "")]);
}

#[test]
fn names_of_fields_fold_and_the_last_one_counts() {
    reads(r#"{"a":{"UserName":"u","paſſword":"p"}}"#, &[("a", "u", "p")]);
    reads(r#"{"a":{"auth":"dTpw","AUTH":"dTpx"}}"#, &[("a", "u", "q")]);
    reads(r#"{"a":{"auth":"dTpw"},"a":{}}"#, &[("a", "", "")]);
    reads(r#"{"a":null,"b":{"identitytoken":{"x":[1]}}}"#, &[("a", "", ""), ("b", "", "")]);
    reads("null", &[]);
    reads("{}", &[]);
}

#[test]
fn a_wrong_entry_fails_the_file_and_shows_nothing_of_it() {
    fails(r#"{"a":{"auth":"hunter2!"}}"#, "illegal base64 data at input byte 7");
    fails(
        r#"{"a":{"auth":"Zm9vYmFy"}}"#,
        "unable to parse auth field, must be formatted as base64(username:password)",
    );
    fails(r#"{"a":"hunter2"}"#, "expected an object");
    fails(r#"{"a":["hunter2"]}"#, "expected an object");
    fails(r#""hunter2""#, "expected an object");
    fails(r#"{"a":{"password":["hunter2"]}}"#, "expected a string");
    fails(r#"{"a":{"password":{"hunter2":1}}}"#, "expected a string");
    fails(r#"{"a":{"auth":true}}"#, "expected a string");
    fails(r#"{"a":{"email":1}}"#, "expected a string");
    for number in ["5318008", "-5318008", "5318008.5", "1e300"] {
        let json = format!(r#"{{"a":{{"password":{number}}}}}"#);
        let error = serde_json::from_str::<DockerConfig>(&json).unwrap_err().to_string();
        assert!(error.starts_with("expected a string") && !error.contains("5318008"), "{error}");
    }
}

#[test]
fn the_json_shape_is_the_same_under_auths() {
    let read = |json: &str| serde_json::from_str::<DockerConfigJson>(json).map(|config| config.auths.len());
    assert_eq!(read(r#"{"auths":{"a":{},"b":{}},"credsStore":"x","HttpHeaders":{"a":"b"}}"#).unwrap(), 2);
    assert_eq!(read(r#"{"Auths":{"a":{}},"auths":{"b":{}}}"#).unwrap(), 2);
    assert_eq!(read(r#"{"auths":{"a":{}},"auths":null}"#).unwrap(), 0);
    assert_eq!(read(r#"{"ghcr.io":{"auth":"dTpw"}}"#).unwrap(), 0);
    assert_eq!(read("null").unwrap(), 0);
    assert!(read(r#"{"auths":[]}"#).is_err());
    assert!(read(r#"{"HttpHeaders":{"a":1}}"#).is_err());
}

#[test]
fn nothing_shows_a_credential() {
    let config: DockerConfig =
        serde_json::from_str(r#"{"https://u:hunter2@a":{"auth":"dTpodW50ZXIy","email":"hunter2"}}"#).unwrap();
    assert_eq!(config.get("https://u:hunter2@a").unwrap().password(), "hunter2");
    assert_eq!(format!("{config:?}"), "DockerConfig { len: 1, .. }");
    let keyring = Keyring::from(config);
    assert_eq!(format!("{keyring:?}"), "Keyring { len: 1, .. }");
}

#[test]
fn a_config_counts_its_entries() {
    let config = |json| serde_json::from_str::<DockerConfig>(json).unwrap();
    assert_eq!((config("{}").len(), config("{}").is_empty()), (0, true));
    let one = config(r#"{"a":{"auth":"dTpw"}}"#);
    assert_eq!((one.len(), one.is_empty()), (1, false));
}

#[test]
fn other_formats_are_told_what_is_expected() {
    use serde::de::value::{EnumAccessDeserializer, Error, MapDeserializer, StrDeserializer};
    use serde::de::{Deserialize, IntoDeserializer};

    let numbered = MapDeserializer::<_, Error>::new([(1_u32, 2_u32)].into_iter());
    let error = DockerConfig::deserialize(numbered).unwrap_err();
    assert_eq!(error.to_string(), "invalid type: integer `1`, expected a key");
    let variant: StrDeserializer<'_, Error> = "a".into_deserializer();
    let error = DockerConfig::deserialize(EnumAccessDeserializer::new(variant)).unwrap_err();
    assert_eq!(error.to_string(), "invalid type: enum, expected an object");
}

/// What the kubelet reads as no credentials at all, in silence, is told apart or refused.
#[test]
fn a_document_of_secrets_is_read_by_its_shape_or_refused() {
    use pullspec::api::{SecretContent, SecretError};
    use pullspec::credentials::SecretDocument;

    let read = |json: &str| serde_json::from_str::<SecretDocument>(json);
    let entry = r#"{"auth": "dTpw"}"#;
    let SecretDocument::Config(config) = read(&format!(r#"{{"auths": {{"quay.io": {entry}}}}}"#)).unwrap()
    else {
        panic!("a config")
    };
    assert_eq!(config.auths.len(), 1);
    let SecretDocument::Legacy(config) = read(&format!(r#"{{"https://quay.io/v1/": {entry}}}"#)).unwrap()
    else {
        panic!("a legacy file")
    };
    assert_eq!(config.len(), 1);
    for host in ["quay.io", "localhost:5000", "registry/v1", "https://registry"] {
        let legacy = read(&format!(r#"{{"{host}": {entry}}}"#));
        assert!(matches!(legacy, Ok(SecretDocument::Legacy(_))), "{host}");
        // With settings beside it, it is the file of a client, and its hosts belong under `auths`.
        let mixed = read(&format!(r#"{{"{host}": {entry}, "HttpHeaders": {{"auth": "dTpw"}}}}"#));
        assert!(mixed.unwrap_err().to_string().contains("neither auths nor hosts"), "{host}");
    }
    // {"auths": {}} says that there are none; this says nothing.
    assert!(matches!(read(r#"{"auths": {}}"#), Ok(SecretDocument::Config(_))));
    for nothing in [
        "{}",
        "null",
        r#"{"credsStore": "desktop"}"#,
        r#"{"kind": "ConfigMap"}"#,
        r#"{"kind": "List"}"#,
        "[]",
        "3",
    ] {
        let error = read(nothing).unwrap_err().to_string();
        assert!(!error.is_empty(), "{nothing}");
    }
    let list = |items: &str| format!(r#"{{"kind": "List", "items": [{items}]}}"#);
    let secret = |secret_type: &str, data: &str| {
        format!(
            r#"{{"kind": "Secret", "metadata": {{"namespace": "shop", "name": "hub"}}, "type": "{secret_type}", {data}}}"#
        )
    };
    let content = |json: &str| {
        let SecretDocument::Secrets(secrets) = read(json).unwrap() else { panic!("{json}") };
        assert_eq!(
            (secrets.len(), &*secrets[0].metadata().namespace, &*secrets[0].metadata().name),
            (1, "shop", "hub")
        );
        secrets[0].content().cloned()
    };
    let (docker, data) = ("kubernetes.io/dockerconfigjson", r#""data": {".dockerconfigjson": "e30="}"#);
    let braces = || b"{}".to_vec();
    assert_eq!(content(&secret(docker, data)), Ok(SecretContent::DockerConfigJson(braces())));
    assert_eq!(content(&list(&secret(docker, data))), Ok(SecretContent::DockerConfigJson(braces())));
    let plain = r#""stringData": {".dockerconfigjson": "{}"}"#;
    assert_eq!(content(&secret(docker, plain)), Ok(SecretContent::DockerConfigJson(braces())));
    let legacy = secret("kubernetes.io/dockercfg", r#""data": {".dockercfg": "e30="}"#);
    assert_eq!(content(&legacy), Ok(SecretContent::DockerCfg(braces())));
    assert_eq!(content(&secret("Opaque", data)), Err(SecretError::OtherType));
    assert_eq!(content(&secret(docker, r#""data": {}"#)), Err(SecretError::NoContent));
    let broken = secret(docker, r#""data": {".dockerconfigjson": "e3*="}"#);
    assert_eq!(content(&broken), Err(SecretError::Base64 { at: 2 }));
    assert!(read(&list(r#"{"kind": "ConfigMap"}"#)).is_err());
    // No content of a secret is printed.
    assert!(!format!("{:?}", read(&secret(docker, data)).unwrap()).contains("e30"));
}
