//! The programs that print the texts.

pub(super) const GO_NET: &str = "Go net";
pub(super) const GO_HTTP: &str = "Go net/http";
pub(super) const GO_X509: &str = "Go crypto/x509";
pub(super) const GO_TLS: &str = "Go crypto/tls";
pub(super) const ERRNO: &str = "Go syscall, errno texts";
pub(super) const REGISTRY_JSON: &str = "distribution registry/api/errcode";
pub(super) const AUTHORIZER: &str = "containerd core/remotes/docker/auth";
pub(super) const RESOLVER: &str = "containerd core/remotes/docker/resolver.go";
pub(super) const IMAGES: &str = "containerd core/images";
pub(super) const REFERENCE: &str = "distribution/reference";
pub(super) const MOBY: &str = "moby daemon/internal/distribution";
pub(super) const COPY: &str = "containers/image copy";
pub(super) const STATUS: &str = "HTTP status";
pub(super) const GRPC_CODE: &str = "gRPC code";
