//! `registries.yaml` of k3s and RKE2, which two programs read differently.
//!
//! The question: *what does one file mean to k3s, and what to containerd?* Start with [`Registries`], the file.
//! [`bootstrap`](Registries::bootstrap) is wharfie, with which k3s and RKE2 pull **their own** images: rules of June 2026
//! (`pkg/registries/registries.go`, `endpoint.go`), measured against it. The kubelet's pulls go through
//! containerd, for which k3s writes [`hosts.toml` files](Registries::hosts_toml) from the same text (k3s
//! `pkg/agent/containerd`, read and not run).
//!
//! ```
//! use pullspec::registry::node::Attempt;
//! use pullspec::registry::node::k3s::Registries;
//!
//! let yaml = "
//! mirrors:
//!   docker.io:
//!     endpoint: ['https://mirror.example']
//! ";
//! let registries: Registries = serde_saphyr::from_str(yaml)?;
//! let asked = registries.bootstrap("rancher/k3s:v1")?;
//! let attempts = asked.attempts().iter();
//! let urls = attempts.filter_map(Attempt::manifest_url);
//! assert!(urls.eq([
//!     "https://mirror.example/v2/rancher/k3s/manifests/v1\
//!      ?ns=docker.io",
//!     "https://index.docker.io/v2/rancher/k3s/manifests/v1",
//! ]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bootstrap;
mod hosts;
mod name;
mod registries;

pub use hosts::HostsFile;
pub use registries::{Registries, first_document};
