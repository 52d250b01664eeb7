//! The registry's own words about credentials and names.

#[allow(clippy::enum_glob_use, reason = "a table is read by its labels")]
use crate::cause::taxonomy::Cause::*;

use super::mark::{BY_DIGEST, SNAPSHOT, STORAGE_PATH, UNPACKING};
use super::rule::{CauseRule, texts, when};
use super::source::REGISTRY_JSON;

pub(super) static RULES: &[CauseRule] = &[
    // A product that is served only where its terms were accepted, and a cloud project that may not be billed.
    when(
        AccessDenied,
        texts!["requires terms acceptance", "^consumer is invalid"],
        "Red Hat registry, Google API gateway",
    )
    .or(&[AuthRequired, BlockedByPolicy, NotFoundOrUnauthorized]),
    // The registry's words about credentials, those that leave no doubt first.
    when(
        AuthRequired,
        texts!["no basic auth credentials", "unauthorized: not authorized"],
        "containerd core/remotes/docker/auth, moby, ECR",
    )
    .or(&[AuthInvalid]),
    when(AuthRequired, texts!["did not have credentials to the repository"], "OpenShift importer")
        .or(&[NotFoundOrUnauthorized]),
    when(AuthRequired, texts!["not authorized: url"], "oci-client")
        .or(&[AuthInvalid, NotFoundOrUnauthorized]),
    when(AccessDenied, texts!["is not authorized to perform: ecr:getauthorizationtoken"], "AWS IAM")
        .or(&[CredentialProviderFailure]),
    when(
        AccessDenied,
        texts![
            "is not authorized to perform",
            "^accessdeniedexception",
            "^not authorized",
            "not authorized to access",
        ],
        "AWS IAM, ACR",
    ),
    when(
        AccessDenied,
        texts![
            "have the needed permissions",
            "you may have invalid credentials",
            "caller does not have permission",
        ],
        "Container Registry",
    )
    .or(&[AuthInvalid, AuthRequired]),
    when(
        AuthInvalid,
        texts!["does not match bearer token resource", "match bearer token resource"],
        "GitLab, Quay",
    )
    .or(&[AccessDenied]),
    when(
        AccessDenied,
        texts!["access token has insufficient scopes", "does not match expected scopes"],
        "Docker Hub, GHCR",
    )
    .or(&[AuthInvalid]),
    when(
        AuthInvalid,
        texts![
            "incorrect username or password",
            "invalid username/password",
            "invalid username or password",
            "wrong username or password",
            "wrong username was used",
            "bad credentials",
            "account is disabled",
            "account has been disabled",
            "account is locked",
            "bad username or password",
            "invalid credentials",
            "login credentials are not valid",
            "http basic: access denied",
            "personal access token",
            "access token is expired",
            "token is expired",
            "token has expired",
            "token expired",
            "expired token",
            "authorization token has expired",
            "token failed verification",
            "^invalid_token",
            "^invalid token",
            "token is invalid",
            "authentication failed",
            "^authentication failure",
            "invalid number of segments",
            "password has expired",
            "^invalid_grant",
            "^aadsts*",
            "could not find robot with",
            "bad props auth token",
            "authenticate error",
            "password is invalid",
            "invalid bearer token",
            "authentication to the upstream registry failed",
            "authenticated with the token provided",
            "not registered with aad",
            "invalid clientid or client secret",
            "^bad_credential",
        ],
        "Docker Hub, ECR, ACR, GitLab, Quay, Artifactory, IBM, Huawei, containers/image docker/errors.go",
    )
    .or(&[AuthRequired, AccessDenied]),
    when(RepositoryNotFound, texts!["unauthorized: project"], "Harbor, of a project that does not exist")
        .or(&[NotFoundOrUnauthorized]),
    when(
        NotFoundOrUnauthorized,
        texts!["unauthenticated requests do not have permission", "unauthenticated request"],
        "Artifact Registry",
    )
    .or(&[AuthRequired]),
    when(
        NotFoundOrUnauthorized,
        texts!["or it may not exist", "unauthorized to access repository"],
        "Artifact Registry, Harbor",
    )
    .or(&[AccessDenied, AuthRequired, RepositoryNotFound]),
    when(AccessDenied, texts!["access forbidden", "denied: denied"], "GitLab, GHCR")
        .or(&[NotFoundOrUnauthorized, AuthInvalid]),
    // Windows says the same of files, which have nothing to do with the registry once it has given the layer.
    when(
        AccessDenied,
        texts![
            "^permission_denied",
            "denied: permission denied",
            "does not have permission",
            "do not have permission",
            "do not have the permission",
            "not authorized to complete",
            "is not allowed access",
            "insufficient permissions",
            "^accessdenied",
            "failed to get size with code head=* get=403",
            "^access denied",
            "permission denied on resource",
            "email must be verified",
            "#402",
        ],
        "GHCR, ACR, Artifactory, IBM, Huawei, object stores",
    )
    .unless(UNPACKING.and(SNAPSHOT))
    .or(&[NotFoundOrUnauthorized, AuthInvalid]),
    when(AccessDenied, texts!["access is denied"], "Windows, error texts; vendors' registries")
        .unless(UNPACKING.and(SNAPSHOT).and(STORAGE_PATH))
        .or(&[NotFoundOrUnauthorized, AuthInvalid]),
    // The words that hide whether it is there. They outweigh the plain "authentication required" beside them.
    when(
        NotFoundOrUnauthorized,
        texts![
            "^insufficient_scope",
            "permission denied or repo not found",
            "insufficient scope",
            "please check the image and registry credential",
            "^notauthorizedornotfound",
            "authorization failed or requested resource not found",
            "requested access to the resource is denied",
            "access to the requested resource is not authorized",
            "access to the resource is denied",
            "repository does not exist or may require",
            "does not exist or no pull access",
            "may not exist or may require",
            "you may not have access to the container image",
            "you may not have access to the docker image",
            "pull access denied",
            "does not exist or you don't have permission to access",
        ],
        "Docker Hub, Quay, IBM, Oracle, Azure Container Instances, containerd, moby",
    )
    .or(&[AccessDenied, AuthRequired, RepositoryNotFound]),
    when(
        AuthRequired,
        texts![
            "authentication required",
            "does not have the proper auth",
            "credential required for basic auth",
            "credential required for bearer auth",
            "basic credential not found",
            "missing username or password for",
            "authentication is required",
            "requires authentication",
            "failed to get size with code head=* get=401",
            "please login",
            "please log in",
            "not logged in",
            "authorization required",
            "401 unauthorized",
            "^unauthenticated",
            "you may not login yet",
            "you to sign in",
            "must log in",
            "must sign in",
            "need to log in",
            "need to sign in",
            "anonymous users are only allowed",
            "required information to complete authentication",
        ],
        "distribution registry/api/errcode, containers/image before 2018, Google APIs, Huawei, Oracle",
    )
    .or(&[AuthInvalid, NotFoundOrUnauthorized]),
    // A step on the way, whatever fails in it; a registry that refused what the step found has spoken above.
    when(
        CredentialProviderFailure,
        texts!["getting username and password", "error getting username and password"],
        "containers/image docker/docker_client.go",
    )
    .or(&[RuntimeConfigInvalid, AuthInvalid]),
    when(CredentialProviderFailure, texts!["operation error ecr", "operation error sts"], "AWS SDK for Go")
        .or(&[AccessDenied, AuthInvalid]),
    // The registry's words about names.
    when(
        RepositoryNotFound,
        texts![
            "^name unknown",
            "^name_unknown",
            "^nameunknown",
            "on any of the indexed registries",
            "^unknown repository name=*",
            "repository name not known to registry",
            "does not exist in the registry with id",
            "^repository not found",
            "^repositorynotfoundexception",
            "^project not found",
            "repository does not exist$",
        ],
        REGISTRY_JSON,
    ),
    when(
        BlobNotFound,
        texts![
            "^blob unknown",
            "unknown blob",
            "failed to get size with code head=* get=404",
            "^manifest blob unknown",
            "^blob_unknown",
            "^blobunknown",
            "blob unknown to registry",
            "^blob not found",
            "^blob upload unknown",
            "external blob from all urls",
            "garbage collected from",
        ],
        REGISTRY_JSON,
    )
    .gives_way(),
    when(DigestNotFound, texts!["no child with digest"], "go-containerregistry pkg/v1/remote/index.go")
        .or(&[PlatformMismatch, TagNotFound]),
    when(DigestNotFound, texts!["unknown manifest name=* revision=*"], "distribution errors.go")
        .or(&[TagNotFound, RepositoryNotFound]),
    // One of the list's own, even where the list was asked for by tag.
    when(
        DigestNotFound,
        texts!["from manifest list: manifest unknown"],
        "openshift/oc pkg/cli/image/manifest",
    )
    .or(&[TagNotFound]),
    when(
        DigestNotFound,
        texts![
            "^manifest unknown",
            "manifest unknown$",
            "error manifest unknown",
            "^manifest_unknown",
            "^manifestunknown",
            "^unknown manifest",
        ],
        REGISTRY_JSON,
    )
    .given(BY_DIGEST)
    .or(&[TagNotFound, RepositoryNotFound]),
    when(
        TagNotFound,
        texts![
            "^manifest unknown",
            "manifest unknown$",
            "error manifest unknown",
            "^manifest_unknown",
            "^manifestunknown",
            "^unknown manifest",
            "requested image not found",
            "^unknown tag=*",
            "target is unknown",
            "no such image in registry",
            "failed to fetch from request",
            "was deleted or has expired",
            "by the retention policy",
            "no descriptor found for reference",
            "no matching tag found",
        ],
        REGISTRY_JSON,
    )
    .or(&[RepositoryNotFound, DigestNotFound]),
];
