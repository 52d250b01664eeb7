//! A file with a pull secret: a docker config, a Secret, or a list of Secrets, in JSON or YAML.

use std::io::Read;

use pullspec::api::Metadata;
use pullspec::credentials::{DockerConfig, SecretDocument};

use super::gather::docker_config;
use super::input::{self, Input};

const HOW: &str = "a docker config, or what kubectl get secret NAME --output json or yaml prints";

/// The docker config of the secret of this name, with its namespace if that is said. No error quotes what is in the file, and
/// none has a path: a key of a docker config may hold a password.
pub(crate) fn docker_config_of(name: &str, file: impl Read) -> Result<DockerConfig, String> {
    let mut documents = Vec::new();
    match Input::open(file).map_err(|error| error.to_string())?.input {
        Input::Json(source) => {
            for document in serde_json::Deserializer::from_reader(source).into_iter::<SecretDocument>() {
                documents.push(document.map_err(|error| format!("{error}; expected {HOW}"))?);
            }
        }
        Input::Yaml(source) => input::yaml_documents(source, |document| documents.push(document))
            .map_err(|error| format!("{error}; expected {HOW}"))?,
        Input::Text(_) => return Err(format!("neither JSON nor YAML; expected {HOW}")),
        Input::Empty | Input::NoResources(_) => return Err(format!("the file is empty; expected {HOW}")),
    }
    let mut secrets = Vec::new();
    for document in documents {
        match document {
            SecretDocument::Config(config) => return Ok(config.auths),
            SecretDocument::Legacy(config) => return Ok(config),
            SecretDocument::Secrets(found) => secrets.extend(found),
            _ => return Err("another kind of document".into()),
        }
    }
    let (namespace, name) =
        name.split_once('/').map_or((None, name), |(namespace, name)| (Some(namespace), name));
    let is_named = |metadata: &Metadata| {
        metadata.name == name && namespace.is_none_or(|namespace| metadata.namespace == namespace)
    };
    let secret = secrets.iter().find(|secret| is_named(secret.metadata()));
    let secret = secret.ok_or_else(|| format!("no Secret {name:?}"))?;
    let content = secret.content().map_err(|error| error.to_string())?;
    docker_config(content).map_err(|error| error.to_string())
}
