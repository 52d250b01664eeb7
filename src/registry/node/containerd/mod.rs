//! containerd's configuration of registries: `hosts.toml` directories and, before them, `registry.mirrors`.
//!
//! The question: *which hosts does containerd ask, and which line of which file says so?* Start with
//! [`HostDirectories`], what `config_path` names. Rules of containerd 2.3 (`core/remotes/docker/config/hosts.go`,
//! `core/remotes/docker/resolver.go`, `internal/cri/server/images/image_pull.go`), measured against it. What surprises
//! most is said by [findings](super::Resolution::findings): a `server` line below a host's header, a mirror whose name
//! begins with `http`, a port that a directory's name lacks.
//!
//! ```
//! use pullspec::Reference;
//! use pullspec::registry::node::Attempt;
//! use pullspec::registry::node::containerd::HostDirectories;
//!
//! let hosts = HostDirectories::new(["certs.d"]).with_text(
//!     "certs.d/quay.io/hosts.toml",
//!     "[host.'https://mirror.example']\n\
//!      capabilities = ['pull', 'resolve']\n",
//! );
//! let image = Reference::parse("quay.io/team/app:1")?;
//! let asked = hosts.resolve(&image)?;
//! let attempts = asked.attempts().iter();
//! let urls = attempts.filter_map(Attempt::manifest_url);
//! assert!(urls.eq([
//!     "https://mirror.example/v2/team/app/manifests/1?ns=quay.io",
//!     "https://quay.io/v2/team/app/manifests/1",
//! ]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod directories;
mod document;
mod files;
mod findings;
mod host;
mod mirrors;
mod requests;

pub use directories::{HostDirectories, PullBy};
pub use files::{PemFile, PemKey};
pub use findings::config_findings;
pub use mirrors::ContainerdMirrors;
pub use requests::{Request, fetch_requests, resolve_requests};

pub(in crate::registry::node) use directories::namespace;
pub(in crate::registry::node) use files::DEFAULT_DIRECTORY;
pub(in crate::registry::node) use host::fallback;
pub(in crate::registry::node) use requests::resolves;
