//! What decides before anything else: what is not a pull, and the kubelet's own knowledge.

#[allow(clippy::enum_glob_use, reason = "a table is read by its labels")]
use crate::cause::taxonomy::Cause::*;

use super::mark::GUEST_PULL;
use super::rule::{CauseRule, texts, when};

pub(super) static RULES: &[CauseRule] = &[
    // What comes before or after a pull is not a pull's failure.
    when(
        NoDetail,
        texts![
            "oci runtime create failed",
            "oci runtime exec failed",
            "failed to reserve container name",
            "probe failed",
            "failed for volume",
            "unable to attach or mount volumes",
            "failed to sync configmap cache",
            "failed to sync secret cache",
            "failed to setup network for sandbox",
            "cni request failed with status",
            "^exceeded quota",
        ],
        "containerd, runc, kubelet volumes",
    ),
    // A guest of Kata Containers pulls its images itself.
    when(
        NoDetail,
        texts!["failed to create shim task", "failed to create containerd task"],
        "containerd core/runtime",
    )
    .unless(GUEST_PULL),
    // What a program says of itself: that it does not know why.
    when(
        NoDetail,
        texts![
            "failed but reported no error reason",
            "newimagesource returned without trying any endpoint",
            "colons in the cachekey",
            "resolvedreference is nil",
            "internal error: no image pulled",
            "internal error: unexpected nil reference",
            "bodyreader.read called on a closed object",
            "unknown error while importing",
        ],
        "CRI-O server/image_pull.go, containers/image docker, containers/common libimage, OpenShift importer",
    )
    .or(&[RegistryServerError]),
    // What the kubelet itself knows.
    when(KubeletQpsExceeded, texts!["^pull qps exceeded"], "kubelet pkg/kubelet/images/helpers.go"),
    when(
        PullSecretMissing,
        texts![
            "unable to retrieve some image pull secrets",
            "unable to retrieve pull secret",
            "^secret not found",
            "^secrets not found",
        ],
        "kubelet pkg/kubelet/kubelet_pods.go",
    ),
    when(
        NeverPullNotPresent,
        texts![
            "is not present with pull policy of never",
            "^image not available",
            "could not be found locally",
            "pull policy is never",
            "image policy is never",
            "not present locally",
            "^errimageneverpull$",
        ],
        "kubelet pkg/kubelet/images/image_manager.go",
    ),
];
