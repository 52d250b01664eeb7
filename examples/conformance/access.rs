//! Modes `allow_list`, `access` and `record`: who may use an image that is on the node (KEP-2535).

use pullspec::PodImage;
use pullspec::access::{
    AccessCheck, CredentialVerification, CredentialVerificationPolicy, ExemptImages, ObjectCoordinates,
    PodCredentials, PullCredentials, PullSecret, PulledRecord, RecordLookup, record_pull,
};
use pullspec::api::Behavior;
use serde_json::{Map, Value, json};

use crate::json::{list, number, switch, text};

#[expect(clippy::needless_pass_by_value, reason = "every mode takes its line")]
pub(crate) fn allow_list(input: Value) -> Result<Value, String> {
    Ok(match exempt_images(&input)? {
        Ok(exempt) => json!({ "match": exempt.contains(&image(&input)?) }),
        Err(refused) => json!({ "error": refused }),
    })
}

#[expect(clippy::needless_pass_by_value, reason = "every mode takes its line")]
pub(crate) fn access(input: Value) -> Result<Value, String> {
    let behavior = behavior(&input)?;
    let policy = match policy(&input)? {
        Ok(policy) => policy,
        Err(refused) => return Ok(json!({ "error": refused })),
    };
    if text(&input, "image_ref")?.is_empty() {
        return Ok(json!({ "must_attempt_pull": true })); // The image is not on the node.
    }
    let (image, record) = (image(&input)?, record(&input)?);
    let node = CredentialVerification::default()
        .with_policy(&policy)
        .with_record(record.as_ref().map_or(RecordLookup::Missing, RecordLookup::Found))
        .with_pull_intent(switch(&input, "pull_intent")?);
    let mut pod = PodCredentials::secrets(secrets(&input, "secrets")?);
    if let Some(account) = input.get("service_account").filter(|account| !account.is_null()) {
        pod = pod.with_service_account(coordinates(account)?);
    }
    let credentials = match text(&input, "credentials_error")? {
        "" => Ok(&pod),
        error => Err(error),
    };
    Ok(match node.check(&image, credentials, &behavior) {
        AccessCheck::MustPull { .. } => json!({ "must_attempt_pull": true }),
        AccessCheck::CredentialsFailed(error) => json!({ "must_attempt_pull": true, "error": error }),
        AccessCheck::Granted { remember, .. } => {
            let mut answer = json!({ "must_attempt_pull": false });
            if let Some(secret) = remember {
                let used = PullCredentials::secret(secret);
                let image_ref = text(&input, "image_ref")?;
                let written = record_pull(record.as_ref(), &image, image_ref, Some(&used), &behavior);
                if let Some(written) = written.map_err(|error| error.to_string())? {
                    answer["record"] = record_json(&written);
                }
            }
            answer
        }
    })
}

#[expect(clippy::needless_pass_by_value, reason = "every mode takes its line")]
pub(crate) fn record_mode(input: Value) -> Result<Value, String> {
    let known = record(&input)?;
    let credentials = match input.get("credentials").filter(|credentials| !credentials.is_null()) {
        Some(credentials) => Some(pull_credentials(credentials)?),
        None => None,
    };
    let (image, image_ref) = (image(&input)?, text(&input, "image_ref")?);
    let recorded = record_pull(known.as_ref(), &image, image_ref, credentials.as_ref(), &behavior(&input)?);
    // The intent goes with the record, and stays with an image that has no name to record.
    let pull_intent = switch(&input, "pull_intent")? && recorded.is_err();
    let written = recorded.ok().flatten();
    let record = written.as_ref().or(known.as_ref()).map_or(Value::Null, record_json);
    Ok(json!({ "record": record, "written": written.is_some(), "pull_intent": pull_intent }))
}

/// The image as the pod writes it, parsed or not.
fn image(input: &Value) -> Result<PodImage, String> {
    Ok(PodImage::new(text(input, "image")?))
}

fn behavior(input: &Value) -> Result<Behavior, String> {
    let minor = u16::try_from(number(input, "minor")?).map_err(|error| error.to_string())?;
    Ok(Behavior::for_minor(minor))
}

/// The list, or why the kubelet refuses it.
fn exempt_images(input: &Value) -> Result<Result<ExemptImages, String>, String> {
    let entry = |value: &Value| value.as_str().map(String::from).ok_or("expected texts in `list`");
    let entries: Vec<String> = list(input, "list")?.iter().map(entry).collect::<Result<_, _>>()?;
    Ok(ExemptImages::parse(entries, &behavior(input)?).map_err(|error| error.kubelet_text()))
}

/// The policy, or why the kubelet refuses it. Only one policy reads the list.
fn policy(input: &Value) -> Result<Result<CredentialVerificationPolicy, String>, String> {
    let name = text(input, "policy")?;
    let exempt = match name {
        "NeverVerifyAllowlistedImages" => match exempt_images(input)? {
            Ok(exempt) => exempt,
            Err(refused) => return Ok(Err(refused)),
        },
        _ => ExemptImages::default(),
    };
    Ok(CredentialVerificationPolicy::from_name(name, exempt).map_err(|error| error.to_string()))
}

fn coordinates(object: &Value) -> Result<ObjectCoordinates, String> {
    Ok(ObjectCoordinates::new(text(object, "namespace")?, text(object, "name")?, text(object, "uid")?))
}

fn secrets(object: &Value, field: &str) -> Result<Vec<PullSecret>, String> {
    let secret = |secret: &Value| -> Result<PullSecret, String> {
        Ok(PullSecret::new(coordinates(secret)?, text(secret, "credentialHash")?))
    };
    list(object, field)?.iter().map(secret).collect()
}

fn pull_credentials(object: &Value) -> Result<PullCredentials, String> {
    let mut credentials = PullCredentials::default();
    credentials.node_wide = switch(object, "nodePodsAccessible")?;
    credentials.secrets = secrets(object, "kubernetesSecrets")?;
    let accounts = list(object, "kubernetesServiceAccounts")?;
    credentials.service_accounts = accounts.iter().map(coordinates).collect::<Result<_, _>>()?;
    Ok(credentials)
}

/// The record of the row's image; that of another image is none.
fn record(input: &Value) -> Result<Option<PulledRecord>, String> {
    let Some(object) = input.get("record").filter(|record| !record.is_null()) else { return Ok(None) };
    let image_ref = text(object, "imageRef")?;
    if image_ref != text(input, "image_ref")? {
        return Ok(None);
    }
    let mut record = PulledRecord::new(image_ref);
    if let Some(mapping) = object.get("credentialMapping").and_then(Value::as_object) {
        for (name, credentials) in mapping {
            record.credentials.insert(name.clone(), pull_credentials(credentials)?);
        }
    }
    Ok(Some(record))
}

fn record_json(record: &PulledRecord) -> Value {
    let place = |at: &ObjectCoordinates| json!({ "uid": at.uid, "namespace": at.namespace, "name": at.name });
    let entry = |credentials: &PullCredentials| {
        let mut entry = Map::new();
        if credentials.node_wide {
            entry.insert("nodePodsAccessible".into(), true.into());
        }
        let secrets = credentials.secrets.iter().map(|secret| {
            let mut object = place(&secret.coordinates);
            object["credentialHash"] = secret.credential_hash.as_str().into();
            object
        });
        let secrets: Vec<Value> = secrets.collect();
        if !secrets.is_empty() {
            entry.insert("kubernetesSecrets".into(), secrets.into());
        }
        let accounts: Vec<Value> = credentials.service_accounts.iter().map(place).collect();
        if !accounts.is_empty() {
            entry.insert("kubernetesServiceAccounts".into(), accounts.into());
        }
        Value::Object(entry)
    };
    let mut object = json!({ "imageRef": record.image_ref });
    let mapping: Map<String, Value> =
        record.credentials.iter().map(|(name, credentials)| (name.clone(), entry(credentials))).collect();
    if !mapping.is_empty() {
        object["credentialMapping"] = mapping.into();
    }
    object
}
