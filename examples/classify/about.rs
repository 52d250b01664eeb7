//! What marks a line as one about the pull of an image.
//!
//! Words such as "connection refused" or "not found" are those of every program. In a log they tell of a pull only beside
//! what a kubelet, a runtime or a client of registries says of images, a request to a registry's own API, or an answer that
//! only registries give.

/// In lower case. Each is a phrase of who pulls, or of a registry, and of nothing else.
const PHRASES: &[&str] = &[
    // Waiting reasons and events.
    "errimagepull",
    "imagepullbackoff",
    "errimageneverpull",
    "invalidimagename",
    "imageinspecterror",
    "registryunavailable",
    "signaturevalidationfailed",
    "cannotpull",
    "pullimage",
    "pull qps exceeded",
    "image pull",
    // Kubelets, runtimes and clients.
    "pull image",
    "pulling image",
    "pull the image",
    "pulling the image",
    "pull and unpack",
    "pull container image",
    "pull docker image",
    "pull failed",
    "error pulling",
    "failed pulling",
    "failed to pull",
    "unable to pull",
    "trying to pull",
    "cannot pull",
    "could not pull",
    "pull access denied",
    "pull rate limit",
    "docker pull",
    "podman pull",
    "crictl pull",
    "nerdctl pull",
    "unpack image",
    "sandbox image",
    "failed to resolve reference",
    "failed to resolve image",
    "failed to resolve source metadata",
    "failed to fetch anonymous token",
    "failed to fetch oauth token",
    "failed to inspect image",
    "copying system image",
    "initializing source",
    "pinging container registry",
    "pinging docker registry",
    "reading manifest",
    "fetching manifest",
    "fetching blob",
    "reading blob",
    "copying blob",
    "copying config",
    "writing blob",
    "storing blob",
    "parsing image configuration",
    "mirrors also failed",
    "register layer",
    "extract layer",
    "filesystem layer",
    "extraction snapshot",
    "applying layer",
    "layer registration",
    "image signature",
    "no such image",
    "registry endpoint",
    "container registry",
    "image rejected",
    "image reference",
    "short-name",
    "registries configuration",
    "registries.conf",
    "containers/policy.json",
    "hosts.toml",
    "docker-credential",
    "credential provider",
    "credential-provider",
    "failed to solve",
    "no match for platform",
    "image operating system",
    "image verifier",
    "httpreadseeker",
    "docker://",
    // Registries.
    "manifest unknown",
    "manifest_unknown",
    "blob unknown",
    "blob_unknown",
    "name_unknown",
    "no matching manifest",
    "repository name not known to registry",
    "requested access to the resource is denied",
    "no basic auth credentials",
    "scope=repository",
    "toomanyrequests",
    "name unknown",
    "action: pull",
    "access repository",
    "access to the requested resource is not authorized",
    "ecr:batchgetimage",
    "ecr:getauthorizationtoken",
    "artifactregistry",
    "artifact registry",
    "projectpolicyviolation",
    // Hosts that serve nothing else.
    "docker.io",
    "quay.io",
    "ghcr.io",
    "gcr.io",
    "registry.k8s.io",
    "mcr.microsoft.com",
    ".pkg.dev",
    ".dkr.ecr.",
    "public.ecr.aws",
    ".azurecr.io",
    "nvcr.io",
];

/// Whether a line is about the pull of an image.
pub(crate) fn is_about_a_pull(line: &str) -> bool {
    if is_access_log(line) {
        return false;
    }
    let lower = line.to_ascii_lowercase();
    PHRASES.iter().any(|phrase| lower.contains(phrase))
        || is_manifest_not_found(&lower)
        || has_registry_request(&lower)
        || has_digest(&lower)
        || is_of_dockerd(&lower)
}

/// Whether it is an error of Docker's daemon that is not about what it runs.
fn is_of_dockerd(lower: &str) -> bool {
    const OTHERS: [&str; 8] =
        ["container", "network", "volume", "port ", "exec ", "mount", "device", "endpoint with name"];
    let error = lower.split_once("error response from daemon: ").map(|(_, error)| error);
    error.is_some_and(|error| OTHERS.iter().all(|other| !error.contains(other)))
}

/// Whether it names content as registries do.
fn has_digest(lower: &str) -> bool {
    /// Of a digest that somebody cut.
    const SHORTEST: usize = 12;
    let hex = |rest: &str| rest.bytes().take(SHORTEST).take_while(u8::is_ascii_hexdigit).count();
    lower.split("sha256:").skip(1).any(|rest| hex(rest) == SHORTEST)
}

/// `manifest for redis:99 not found`.
fn is_manifest_not_found(lower: &str) -> bool {
    lower.split_once("manifest for ").is_some_and(|(_, rest)| rest.contains("not found"))
}

/// Whether there is a URL of a registry's API: its root, a manifest or a blob. Other APIs have a `/v2/` too.
fn has_registry_request(lower: &str) -> bool {
    let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\' | ')' | ']' | ',');
    lower.split(is_end).any(|word| {
        let path = word.split_once("://").and_then(|(_, rest)| rest.split_once("/v2/")).map(|(_, path)| path);
        path.is_some_and(|path| {
            matches!(path, "" | ":") || path.contains("/manifests/") || path.contains("/blobs/")
        })
    })
}

/// Whether it is what a server writes of a request: `"GET /x HTTP/1.1" 404`.
fn is_access_log(line: &str) -> bool {
    let after = [" HTTP/1.0\" ", " HTTP/1.1\" ", " HTTP/2.0\" ", " HTTP/2\" "];
    let status = after.iter().find_map(|protocol| line.split_once(protocol)).map(|(_, rest)| rest);
    let digits = status.map(|rest| rest.bytes().take_while(u8::is_ascii_digit).count());
    digits == Some(3)
}
