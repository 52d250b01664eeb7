//! Files of pull secrets: JSON and YAML of each form, and what is wrong with the others.

use pullspec::credentials::DockerConfig;

use super::secret_file::docker_config_of;

const CONFIG: &str = r#"{"auths": {"quay.io": {"username": "robot", "password": "hunter2"}}}"#;
/// The same in base64.
const ENCODED: &str =
    "eyJhdXRocyI6IHsicXVheS5pbyI6IHsidXNlcm5hbWUiOiAicm9ib3QiLCAicGFzc3dvcmQiOiAiaHVudGVyMiJ9fX0=";

fn read(name: &str, text: &str) -> Result<DockerConfig, String> {
    docker_config_of(name, text.as_bytes())
}

#[test]
fn a_pull_secret_is_read_from_json_and_yaml() {
    let json = format!(
        r#"{{"kind": "Secret", "metadata": {{"namespace": "shop", "name": "regcred"}}, "type": "kubernetes.io/dockerconfigjson",
        "data": {{".dockerconfigjson": "{ENCODED}"}}}}"#
    );
    let yaml = format!(
        "apiVersion: v1\ndata:\n  .dockerconfigjson: {ENCODED}\nkind: Secret\nmetadata:\n  name: regcred\n  namespace: shop\n\
         type: kubernetes.io/dockerconfigjson\n"
    );
    let plain =
        "kind: Secret\nmetadata: {name: regcred, namespace: shop}\ntype: kubernetes.io/dockerconfigjson\n\
        stringData:\n  .dockerconfigjson: |\n    "
            .to_owned()
            + CONFIG
            + "\n";
    let other = "kind: Secret\nmetadata: {name: other}\ntype: Opaque\n";
    let indented = format!("  {}\n", yaml.trim_end().replace('\n', "\n  "));
    let list = format!("apiVersion: v1\nitems:\n-{}kind: List\n", &indented[1..]);
    let expected = read("regcred", CONFIG).unwrap();
    assert_eq!(expected.len(), 1);
    for text in [
        json.clone(),
        yaml.clone(),
        plain,
        format!("{other}---\n{yaml}"),
        list,
        format!("Warning: x\n{yaml}"),
        json + "\n",
    ] {
        for name in ["regcred", "shop/regcred"] {
            assert_eq!(read(name, &text).as_ref(), Ok(&expected), "{text}");
        }
        let missing = read("shop/absent", &text).unwrap_err();
        assert!(missing.contains("no Secret \"absent\""), "{missing}");
    }
}

#[test]
fn what_is_no_pull_secret_is_refused_without_its_secrets() {
    for (text, said) in [
        ("", "the file is empty"),
        ("hunter2", "neither JSON nor YAML"),
        ("kind: Secret\nmetadata: {name: [hunter2]}\n", "expected a docker config"),
        (r#"{"auths": ["hunter2"]}"#, "expected a docker config"),
        (r#"{"auths": {"quay.io": {"password": "hunter2""#, "expected a docker config"),
        ("kind: Secret\nmetadata: {name: regcred}\ndata: {.dockerconfigjson: aHVudGVyMg==}\ntype: x\n", ""),
        ("kind: ConfigMap\nmetadata: {name: regcred}\n", ""),
    ] {
        let error = read("regcred", text).unwrap_err();
        assert!(error.contains(said) && !error.contains("hunter2") && !error.contains('\n'), "{error}");
    }
}
