//! Names that are none, and names without a registry.

#[allow(clippy::enum_glob_use, reason = "a table is read by its labels")]
use crate::cause::taxonomy::Cause::*;

use super::mark::TOKEN;
use super::rule::{CauseRule, texts, when};
use super::source::{AUTHORIZER, GO_HTTP, REGISTRY_JSON};

pub(super) static RULES: &[CauseRule] = &[
    when(InvalidImageName, texts!["invalid container ref"], "Sylabs library server")
        .or(&[UnexpectedRegistryResponse, ShortNameUnresolved]),
    when(
        InvalidImageName,
        texts![
            "failed to apply default image tag",
            "couldn't parse image name",
            "couldn't parse image reference",
            "failed to parse image reference",
            "^invalidimagename$",
        ],
        "kubelet pkg/kubelet/images/image_manager.go, containerd internal/cri",
    ),
    when(
        InvalidImageName,
        texts![
            "invalid reference format",
            "^invalid image reference",
            "is not a valid docker image name",
            "reference has neither a tag nor a digest",
            "refusing to create an ambiguous tag",
            "refusing to create a tag with a digest reference",
            "invalid index name",
            "repository name cannot contain a scheme",
            "cannot begin or end with a hyphen",
            "image name required for",
            "should not be blank",
            "a digest must contain exactly one",
            "^invalid reference$",
            "repository name must be lowercase",
            "repository name must not be more than",
            "repository name must be canonical",
            "repository name component must match",
            "cannot specify 64-byte hexadecimal strings",
            "object required",
            "hostname required",
            "^invalid tag format",
            "docker references with both a tag and digest",
            "reference with both a tag and a digest",
            "does not start with //",
            "cannot parse an image id",
            "without a tag or digest is not supported",
            "has neither a tag nor a digest",
            "is for an unknown digest case",
            "is not a named reference",
            "repository name must have at least one component",
            "^invalid digest format",
            "^cannot parse input$",
            "unexpected path elements in docker reference",
            "but image has been referred to by id",
        ],
        "distribution/reference, containerd pkg/reference, containers/image docker",
    ),
    when(
        InvalidImageName,
        texts![
            "repository can only contain the characters",
            "repository must be between",
            "tag can only contain the characters",
            "registries must be valid rfc 3986 uri authorities",
            "could not parse reference",
            "strict validation requires",
        ],
        "go-containerregistry pkg/name",
    )
    .or(&[ShortNameUnresolved]),
    when(
        InvalidImageName,
        texts![
            "parsing image reference",
            "no tag or digest specified",
            "must be two or three segments separated by slashes",
            "the provided repository name is not valid",
            "could not get an image name for storage reference",
        ],
        "ostree-rs-ext, openshift/oc, OpenShift importer, containers/common libimage",
    )
    .or(&[StorageError]),
    when(
        InvalidImageName,
        texts![
            "illegal image reference",
            "unknown transport",
            "unsupported transport",
            "expected colon-separated",
            "more than one image in oci",
            "invalid docker-archive: reference",
            "invalid docker-daemon: reference",
            "invalid oci: layout reference",
            "invalid oci reference",
            "isn't of the form",
            "contains characters that are not allowed",
            "image name is empty",
            "image reference is empty",
        ],
        "containers/image transports/alltransports and oci/layout, image-rs",
    )
    .or(&[RuntimeConfigInvalid]),
    // An address of the configuration, which stands before what is wrong with it.
    when(CredentialProviderFailure, texts!["^parse server address"], "containerd internal/cri, ParseAuth")
        .or(&[RuntimeConfigInvalid, AuthInvalid]),
    // containerd takes a bare reference for a URL.
    when(
        InvalidImageName,
        texts![
            "failed to resolve reference: parse: invalid character in host name",
            "failed to resolve reference: invalid checksum digest length",
            "failed to resolve reference: invalid checksum digest format",
            "failed to resolve reference: unsupported digest algorithm",
        ],
        "containerd pkg/reference, go-digest",
    ),
    // The addresses of proxies and endpoints are not part of the name.
    when(ProxyError, texts!["invalid proxy address"], GO_HTTP).or(&[RuntimeConfigInvalid]),
    when(RuntimeConfigInvalid, texts!["parse endpoint url"], "containerd internal/cri 1.x"),
    when(CredentialProviderFailure, texts!["error parsing the serverurl"], "amazon-ecr-credential-helper")
        .or(&[RuntimeConfigInvalid]),
    when(UnexpectedRegistryResponse, texts!["invalid token auth challenge realm"], AUTHORIZER)
        .or(&[RegistryServerError]),
    when(
        InvalidImageName,
        texts!["invalid port", "unknown port", "too many colons in address"],
        "Go net, net/url",
    )
    .unless(TOKEN),
    // Older registries say "name invalid" of a token that is for another repository.
    when(
        InvalidImageName,
        texts!["^name invalid", "^tag invalid", "^invalid repository name"],
        REGISTRY_JSON,
    )
    .unless(TOKEN),
    // Names without a registry. The mode itself may be misspelled.
    when(
        RuntimeConfigInvalid,
        texts!["invalid short-name mode", "unsupported short-name mode", "unexpected short-name mode"],
        "containers/image pkg/shortnames",
    )
    .or(&[ShortNameUnresolved]),
    when(
        ShortNameUnresolved,
        texts![
            "short name mode is enforcing",
            "short-name resolution enforced",
            "did not resolve to an alias",
            "returns ambiguous list",
            "trying to pull an unqualified image",
            "please use a fully qualified repository name",
            "not found in /etc/containers/registries.conf registries",
            "^short-name",
            "image name provided is a short name",
        ],
        "CRI-O server/image_pull.go, containers/image pkg/shortnames, skopeo 0.1",
    ),
];
