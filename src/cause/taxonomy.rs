//! The causes, and what is constant about each.

use super::kind::{Actor, CauseGroup, Transience};

/// Declares the causes and everything that is constant about each, one entry per cause.
macro_rules! causes {
    ($(
        $(#[$doc:meta])*
        $name:ident = $label:literal { $group:ident, $transience:ident, [$($actor:ident),*], $fix:literal, }
    )*) => {
        /// Why an image could not be pulled: 45 causes, each with a stable label.
        ///
        /// The order is that of the taxonomy, from the reference over the registry to the node, and carries no
        /// meaning. More causes may be told apart in a later release, so a `match` needs a default arm; match on
        /// [`group`](Cause::group) to stay total.
        ///
        /// ```
        /// use pullspec::Cause;
        /// use pullspec::cause::{CauseGroup, Transience};
        ///
        /// let cause: Cause = "tag_not_found".parse()?;
        /// assert_eq!(cause, Cause::TagNotFound);
        /// assert_eq!(cause.group(), CauseGroup::NotFound);
        /// assert_eq!(cause.transience(), Transience::Permanent);
        /// assert!(cause.fix().starts_with("use a tag that exists"));
        /// # Ok::<(), pullspec::cause::UnknownLabelError>(())
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Cause {
            $($(#[$doc])* $name,)*
        }

        impl Cause {
            /// Every cause, in the order of the taxonomy.
            ///
            /// ```
            /// use pullspec::Cause;
            /// use pullspec::cause::CauseGroup;
            /// let tls = Cause::ALL.iter().filter(|cause| cause.group() == CauseGroup::Tls).count();
            /// assert_eq!((Cause::ALL.len(), tls), (45, 5));
            /// ```
            pub const ALL: [Self; 45] = [$(Self::$name,)*];

            /// The stable label, fit for a metric.
            ///
            /// ```
            /// assert_eq!(pullspec::Cause::TlsUnknownAuthority.as_str(), "tls_unknown_authority");
            /// ```
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $label,)* }
            }

            /// The same as one `UpperCamelCase` word, which is the form that a Kubernetes condition's `reason` must
            /// have.
            ///
            /// ```
            /// assert_eq!(pullspec::Cause::TlsUnknownAuthority.reason(), "TlsUnknownAuthority");
            /// ```
            #[must_use]
            pub const fn reason(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }

            /// The family it belongs to.
            ///
            /// ```
            /// use pullspec::Cause;
            /// use pullspec::cause::CauseGroup;
            /// assert_eq!(Cause::DnsFailure.group(), CauseGroup::Network);
            /// ```
            #[must_use]
            pub const fn group(self) -> CauseGroup {
                match self { $(Self::$name => CauseGroup::$group,)* }
            }

            /// Whether the kubelet's own retries can end it.
            ///
            /// ```
            /// use pullspec::Cause;
            /// use pullspec::cause::Transience;
            /// assert_eq!(Cause::RateLimited.transience(), Transience::Throttled);
            /// ```
            #[must_use]
            pub const fn transience(self) -> Transience {
                match self { $(Self::$name => Transience::$transience,)* }
            }

            /// Who can end it, most likely first; empty where a retry is all there is to do.
            ///
            /// ```
            /// use pullspec::Cause;
            /// use pullspec::cause::Actor;
            /// assert_eq!(Cause::DiskFull.responsible(), [Actor::Cluster]);
            /// assert!(Cause::PullCancelled.responsible().is_empty());
            /// ```
            #[must_use]
            pub const fn responsible(self) -> &'static [Actor] {
                match self { $(Self::$name => &[$(Actor::$actor),*],)* }
            }

            /// What to do about it, in one line.
            ///
            /// ```
            /// use pullspec::Cause;
            /// assert_eq!(Cause::AuthInvalid.fix(), "renew or correct the credentials in the pull secret");
            /// ```
            #[must_use]
            pub const fn fix(self) -> &'static str {
                match self { $(Self::$name => $fix,)* }
            }
        }
    };
}

causes! {
    /// The reference does not parse.
    InvalidImageName = "invalid_image_name" {
        Reference, Permanent, [Workload],
        "correct the reference: lower case, no scheme, one tag, no empty parts",
    }
    /// A name without a registry, and no rule that says which one is meant.
    ShortNameUnresolved = "short_name_unresolved" {
        Reference, Permanent, [Workload, Cluster],
        "write the registry host in front of the name, or give the nodes an alias or a single search registry",
    }
    /// Policy `Never`, and the node has no such image, or none that this pod may use.
    NeverPullNotPresent = "never_pull_not_present" {
        Reference, Permanent, [Workload, Cluster],
        "preload the image on that node, or use the policy IfNotPresent",
    }
    /// The registry says that the repository does not exist.
    RepositoryNotFound = "repository_not_found" {
        NotFound, Permanent, [Workload, Publisher],
        "correct the repository's path, or create it and push the image",
    }
    /// The registry has no manifest under that tag.
    TagNotFound = "tag_not_found" {
        NotFound, Permanent, [Workload, Publisher],
        "use a tag that exists, or push it; right after a push, wait for the mirror",
    }
    /// The registry has no manifest with that digest.
    DigestNotFound = "digest_not_found" {
        NotFound, Permanent, [Workload, Publisher],
        "resolve the tag again: the pinned manifest was deleted or never mirrored",
    }
    /// The manifest is there, a layer or the configuration it lists is not.
    BlobNotFound = "blob_not_found" {
        NotFound, Unknown, [Registry, Publisher],
        "retry once, then push the image again or repair the registry or mirror",
    }
    /// Absent or private: the registry does not say which.
    NotFoundOrUnauthorized = "not_found_or_unauthorized" {
        NotFound, Permanent, [Workload],
        "check the spelling first, then the credentials: the registry hides which one is wrong",
    }
    /// The registry wants credentials and got none, or none it could use.
    AuthRequired = "auth_required" {
        Auth, Permanent, [Workload, Cluster],
        "attach credentials: an image pull secret, the service account's, or the node's role",
    }
    /// The registry refused the credentials themselves.
    AuthInvalid = "auth_invalid" {
        Auth, Permanent, [Workload, Cluster],
        "renew or correct the credentials in the pull secret",
    }
    /// The registry knows who asks and does not allow it.
    AccessDenied = "access_denied" {
        Auth, Permanent, [Registry, Workload],
        "grant that identity the right to pull",
    }
    /// A pull secret that the pod names cannot be read. A hint: the pull is still tried.
    PullSecretMissing = "pull_secret_missing" {
        Auth, Permanent, [Workload],
        "create the named secret in the pod's own namespace",
    }
    /// The node could not obtain credentials: plugin, helper, metadata service or a malformed secret.
    CredentialProviderFailure = "credential_provider_failure" {
        Auth, Unknown, [Cluster],
        "repair the credential plugin or helper, its access to the cloud's metadata, or the malformed secret",
    }
    /// A rule of the registry or the node forbids this image: vulnerabilities, quarantine, blocked registry.
    BlockedByPolicy = "blocked_by_policy" {
        Policy, Permanent, [Registry, Cluster, Network],
        "resolve the finding or get an exemption from whoever owns the policy",
    }
    /// The registry does not serve this address or country.
    GeoBlocked = "geo_blocked" {
        Policy, Permanent, [Network, Cluster],
        "pull through a mirror in a network that the registry serves",
    }
    /// The signature policy did not accept the image.
    SignatureRejected = "signature_rejected" {
        Policy, Permanent, [Publisher, Cluster],
        "sign the image as the policy demands, or correct the policy",
    }
    /// The registry allows no more requests for now.
    RateLimited = "rate_limited" {
        Throttled, Throttled, [Workload, Cluster],
        "authenticate the pulls or use a pull-through cache; the limit passes with its window",
    }
    /// The kubelet's own limit on pulls per second.
    KubeletQpsExceeded = "kubelet_qps_exceeded" {
        Throttled, Transient, [Cluster],
        "wait; if it is frequent, raise registryPullQPS and registryBurst",
    }
    /// The name of the registry, or of a host that it sends clients to, does not resolve on the node.
    DnsFailure = "dns_failure" {
        Network, Unknown, [Cluster, Network],
        "check the host name, then the resolver that the node itself uses",
    }
    /// Nothing listens at that address and port.
    ConnectionRefused = "connection_refused" {
        Network, Unknown, [Registry, Cluster],
        "check that the registry runs and that its port is the right one",
    }
    /// The connection broke while it was used.
    ConnectionReset = "connection_reset" {
        Network, Transient, [Network],
        "retry; if it persists, look at the path's MTU, firewalls and idle limits",
    }
    /// There is no route, or a local rule forbids it.
    NetworkUnreachable = "network_unreachable" {
        Network, Unknown, [Cluster, Network],
        "repair routes and egress rules; look for IPv6 addresses without IPv6 connectivity",
    }
    /// Something took longer than it was allowed to.
    Timeout = "timeout" {
        Network, Transient, [Network],
        "retry; check egress filters and slow links, and raise the deadlines for big images",
    }
    /// The proxy refused, wants credentials, or cannot be reached.
    ProxyError = "proxy_error" {
        Network, Unknown, [Cluster, Network],
        "correct HTTP_PROXY, HTTPS_PROXY and NO_PROXY of the runtime",
    }
    /// The node does not trust whoever signed the certificate.
    TlsUnknownAuthority = "tls_unknown_authority" {
        Tls, Permanent, [Cluster],
        "install the issuing CA for the runtime on every node and restart it",
    }
    /// The certificate is not valid now, by the node's clock.
    TlsCertificateExpired = "tls_certificate_expired" {
        Tls, Permanent, [Registry, Cluster],
        "check the node's clock first, then renew the certificate",
    }
    /// The certificate is for another name.
    TlsNameMismatch = "tls_name_mismatch" {
        Tls, Permanent, [Registry, Workload],
        "use a name that the certificate holds, or reissue it with the right names",
    }
    /// The two sides did not agree: versions, ciphers, server name, client certificate.
    TlsHandshakeFailure = "tls_handshake_failure" {
        Tls, Permanent, [Registry, Cluster, Network],
        "align TLS versions, server name and client certificates; look for interception",
    }
    /// One side speaks TLS, the other plain HTTP.
    HttpHttpsMismatch = "http_https_mismatch" {
        Tls, Permanent, [Cluster],
        "declare the registry as plain HTTP in the runtime, or serve TLS at that port",
    }
    /// The registry failed inside.
    RegistryServerError = "registry_server_error" {
        Registry, Transient, [Registry],
        "retry; the registry's own log has the cause",
    }
    /// The registry, or the gateway before it, is not available.
    RegistryUnavailable = "registry_unavailable" {
        Registry, Transient, [Registry],
        "retry; check the registry's status page, gateway and backend",
    }
    /// Something that does not behave like a registry answered.
    UnexpectedRegistryResponse = "unexpected_registry_response" {
        Registry, Unknown, [Network, Registry],
        "look at what answers at that URL: a captive portal, a proxy, a wrong address",
    }
    /// The image exists, but not for this node's operating system and architecture.
    PlatformMismatch = "platform_mismatch" {
        Content, Permanent, [Publisher, Workload],
        "publish the missing platform, or schedule the pod onto a node that fits",
    }
    /// The manifest is in Docker's first schema, which runtimes no longer read.
    Schema1Unsupported = "schema1_unsupported" {
        Content, Permanent, [Publisher],
        "rebuild and push the image in schema 2 or the OCI format",
    }
    /// An artifact that is not an image, or a layer type that this runtime does not know.
    UnsupportedMediaType = "unsupported_media_type" {
        Content, Permanent, [Publisher, Workload],
        "refer to the image itself, not to a chart, attestation or other artifact",
    }
    /// The manifest or the configuration contradicts itself or does not parse.
    InvalidManifest = "invalid_manifest" {
        Content, Permanent, [Publisher],
        "rebuild the image and push it again",
    }
    /// What arrived is not what its digest says.
    DigestMismatch = "digest_mismatch" {
        Content, Unknown, [Registry, Network, Cluster],
        "retry; if it persists, a mirror or proxy alters the content",
    }
    /// Less arrived than was announced.
    TruncatedDownload = "truncated_download" {
        Content, Transient, [Network],
        "retry; look for limits of size or time on a proxy or in the registry",
    }
    /// The node has no room for the image: space, inodes or quota.
    DiskFull = "disk_full" {
        Node, Permanent, [Cluster],
        "free or enlarge the node's image storage, inodes and quota included",
    }
    /// A layer arrived, but could not be unpacked.
    UnpackFailed = "unpack_failed" {
        Node, Unknown, [Publisher, Cluster],
        "pull once more; then suspect the layer's archive, or the kernel's and user namespace's limits",
    }
    /// The runtime's own storage failed.
    StorageError = "storage_error" {
        Node, Unknown, [Cluster],
        "repair the snapshotter, the content store or the file system below it; look for I/O errors",
    }
    /// The container runtime, or a plugin of it, did not answer.
    RuntimeUnavailable = "runtime_unavailable" {
        Node, Transient, [Cluster],
        "restart the runtime; check its socket's path and its CRI version",
    }
    /// The runtime's configuration is wrong or incomplete.
    RuntimeConfigInvalid = "runtime_config_invalid" {
        Node, Permanent, [Cluster],
        "correct policy.json, registries.conf, hosts.toml or the CA files they name",
    }
    /// The pull was called off: no progress, a deleted pod, a restarting runtime.
    PullCancelled = "pull_cancelled" {
        Node, Transient, [],
        "retry; if it recurs, raise the runtime's progress timeout",
    }
    /// The message carries no cause that this crate knows.
    NoDetail = "no_detail" {
        Unknown, Unknown, [],
        "read the pod's events or an earlier status: this message does not say why",
    }
}
