//! Credentials and configuration on the node.

#[allow(clippy::enum_glob_use, reason = "a table is read by its labels")]
use crate::cause::taxonomy::Cause::*;

use super::mark::LOGIN_WARNING;
use super::rule::{CauseRule, texts, when};

pub(super) static RULES: &[CauseRule] = &[
    // Credentials and configuration on the node.
    when(
        CredentialProviderFailure,
        texts![
            "while reading access token endpoint",
            "while getting aws credentials",
            "got back no ecr token",
            "while fetching url",
            "authorizationdata is malformed",
            "missing authorizationdata in ecr response",
            "no authorizationtoken found",
            "asm fetching authorization data",
            "unable to retrieve secret from asm",
            "failed to refresh cached credentials",
            "^nocredentialproviders",
            "no ec2 imds role found",
            "unable to locate credentials",
            "could not find default credentials",
            "^ec2metadataerror",
            "^managedidentitycredential",
            "^defaultazurecredential",
            "failed to refresh the token for request",
            "gce metadata",
            "does not have any valid credentials",
        ],
        "AWS, Azure and Google SDKs, amazon-ecs-agent",
    )
    .or(&[AuthRequired, PullSecretMissing]),
    when(
        CredentialProviderFailure,
        texts![
            "missing username or secret",
            "$home is not defined",
            "unable to parse auth field",
            "unable to read docker config file",
            "error reading config file",
            "credentials store docker-credential-* exited with",
            "unexpected os error errno=*",
            "docker credentials store",
            "^reading config file",
            "illegal base64 data",
            "credentials store error",
            "docker-credential-* not installed",
            "docker-credential-* resolves to executable",
            "docker-credential-*: command not found",
            "docker-credential-* not found",
            "error parsing the serverurl",
        ],
        "docker CLI config and credential helpers",
    )
    .or(&[AuthRequired, PullSecretMissing]),
    when(
        CredentialProviderFailure,
        texts![
            "cannot get resource in api group",
            "error getting service account token",
            "failed to get service account",
            "invalid response type returned by external credential provider",
            "invalid configuration for registry",
            "failed to get credentials",
            "failed to retrieve credentials",
            "invalid decoded auth",
            "couldn't get credentials",
            "prepare temp auth file",
            "invalid header field value",
            "failed to get service account token",
            "external registry credential provider",
            "illegal registry auth",
            "failed to find docker auth for repo",
            "failed to register cri auth plugins",
        ],
        "kubelet pkg/credentialprovider, CRI-O, containerd, image-rs",
    )
    .or(&[AuthRequired, PullSecretMissing]),
    when(
        CredentialProviderFailure,
        texts![
            "error getting credentials",
            "security token included in the request is",
            "username can't be empty",
            "credential provider plugin",
            "credential plugin",
        ],
        "containers/image pkg/docker/config, docker-credential-helpers",
    )
    .or(&[RuntimeConfigInvalid, AuthInvalid]),
    // "docker login" recommends one, in a warning that says nothing of the pull after it.
    when(CredentialProviderFailure, texts!["credential helper"], "containers/image pkg/docker/config")
        .unless(LOGIN_WARNING)
        .or(&[RuntimeConfigInvalid, AuthInvalid]),
    when(
        RuntimeConfigInvalid,
        texts![
            "loading registries configuration",
            "error loading registries configuration",
            "invalid policy in",
            "error loading trust policy",
            "loading trust policy",
            "no policy.json file found at",
            "/etc/containers/policy.json",
            "toml: line",
            "invalid plugin config",
            "error getting default registries to try",
            "unable to parse the registries.conf file",
            "containers-policy.json specifies a default of",
            "^near line",
            "cannot load toml value",
        ],
        "containers/image pkg/sysregistriesv2, signature/policy_config.go, containerd plugins",
    ),
];
