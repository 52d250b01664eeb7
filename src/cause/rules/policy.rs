//! Who forbids it: signatures that are missing or wrong, rules about images, countries.

#[allow(clippy::enum_glob_use, reason = "a table is read by its labels")]
use crate::cause::taxonomy::Cause::*;

use crate::cause::kind::Actor;

use super::mark::VERIFIER;
use super::rule::{CauseRule, texts, when};
use super::source::COPY;

const CLUSTER_OR_PUBLISHER: &[Actor] = &[Actor::Cluster, Actor::Publisher];
const REGISTRY_OR_NETWORK: &[Actor] = &[Actor::Registry, Actor::Network];

pub(super) static RULES: &[CauseRule] = &[
    // A token has a signature, too.
    when(
        AuthInvalid,
        texts!["unauthorized: signature verification failed", "token signature verification failed"],
        "Quay, by PyJWT",
    )
    .or(&[AuthRequired]),
    // Signatures and rules. What lies below a rejected source is why the signature could not be read.
    when(
        SignatureRejected,
        texts!["is rejected by policy"],
        "containers/image signature/policy_eval_simple.go",
    )
    .or(&[BlockedByPolicy]),
    when(SignatureRejected, texts!["^source image rejected", "source image rejected"], COPY).shows_next(),
    when(
        SignatureRejected,
        texts!["blocked pull of", "returned error"],
        "containerd core/transfer/local/pull.go",
    )
    .given(VERIFIER)
    .or(&[BlockedByPolicy])
    .with_responsible(&CLUSTER_OR_PUBLISHER)
    .with_fix(&"let the cluster's image verifier allow the image, or sign it as the verifier demands"),
    when(
        SignatureRejected,
        texts![
            "a signature was required but no signature exists",
            "no trust data available",
            "error verifying trust",
            "signing keys for remote repository",
            "trust data missing for remote repository",
            "trust data mismatch for remote repository",
            "could not find signing keys for",
            "trust data version is lower than expected",
            "trust data has insufficient signatures",
            "no trusted tags for",
            "no valid hash expecting",
            "out-of-date: root expired at",
            "out-of-date: targets* expired at",
            "out-of-date: snapshot expired at",
            "out-of-date: timestamp expired at",
            "url required for trust server",
            "no signatures found",
            "failed to call verifier",
            "signature for identity",
            "signature for digest",
            "none of the signatures were accepted",
            "remote trust data does not exist",
            "no trust data for",
            "no valid trust data",
            "no matching signatures",
            "no matching attestations",
            "no signatures associated",
            "no valid tlog entries",
            "signature not found",
            "signature verification failed",
            "invalid gpg signature",
            "required email",
            "unexpected fulcio oidc issuer",
            "fulcio certificate",
            "leaf certificate failed",
            "image policy rejected",
            "security validate failed",
            "validate image failed",
            "openpgp: invalid signature",
            "invalid signature when validating",
            "no signature is associated with",
            "openpgp: signature made by unknown entity",
            "policy verification failed without returning",
            "can't check signature",
        ],
        "containers/image signature, Docker content trust, notation, image-rs, golang.org/x/crypto/openpgp",
    ),
    // "Blocked in your country" stands before "is blocked in" a file.
    when(
        GeoBlocked,
        texts![
            "since docker is a us company",
            "us export control",
            "export control regulations",
            "error code: 1009",
            "not available in your country",
            "not available in your region",
            "blocked in your country",
            "client does not have permission to get url",
        ],
        "Docker Hub, Google front end, Cloudflare",
    )
    .or(&[AccessDenied]),
    when(BlockedByPolicy, texts!["is blocked in"], "containers/image docker/docker_client.go"),
    when(
        BlockedByPolicy,
        texts!["the image is not signed", "is not signed by cosign", "is not signed by notation"],
        "Harbor",
    )
    .or(&[SignatureRejected]),
    when(
        BlockedByPolicy,
        texts![
            "^projectpolicyviolation",
            "due to configured policy",
            "is restricted by your docker organization",
            "restricted by your administrators",
            "not allowed by policy",
            "configured policy in",
            "^project_policy_violation",
            "vulnerable handler",
            "precondition failed",
            "cannot be pulled due to",
            "#412",
            "download blocking policy",
            "by xray policy",
            "blocked by curation service",
            "blocked by jfrog",
            "is quarantined",
            "is under quarantine",
            "repository has been disabled",
            "^repository-quarantined",
            "registry access management",
            "image access management",
            "blocked by policy",
            "blocked by admin",
            "image pull blocked",
            "rejected the resolution of an artifact",
            "registry denied by policy",
            "registry not allowed by whitelist",
            "filtered out by registry filters",
            "deny list",
            "block list",
            "list of approved registries",
            "list of allowed registries",
        ],
        "Harbor, JFrog Artifactory, Xray and Curation, Nexus Firewall, Docker Desktop",
    ),
    // Statutory blocks come as a status alone: whether by country, by law or by account is not said.
    when(AccessDenied, texts!["#451", "unavailable for legal reasons"], "RFC 7725")
        .or(&[GeoBlocked, BlockedByPolicy])
        .with_responsible(&REGISTRY_OR_NETWORK)
        .with_fix(&"ask whoever runs the registry whom it may not serve; a mirror of its images may serve this address"),
];
