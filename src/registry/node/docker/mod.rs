//! Docker's `daemon.json`: `registry-mirrors` and `insecure-registries`, in both image stores.
//!
//! Rules of moby of August 2026 (`daemon/pkg/registry/config.go`, `service_v2.go`, `daemon/hosts.go`), measured against
//! it. The classic store knows these two lists alone; the containerd store reads `hosts.toml` in `certs.d` first, and
//! forgets the lists where that names several hosts.
//!
//! ```
//! use pullspec::Reference;
//! use pullspec::registry::node::docker::DockerDaemon;
//!
//! let daemon = DockerDaemon::new().with_mirror("https://mirror.example");
//! let hosts = |image: &str| -> Result<Vec<String>, Box<dyn std::error::Error>> {
//!     let resolution = daemon.classic_store(&Reference::parse(image)?)?;
//!     Ok(resolution.attempts().iter().map(|attempt| attempt.host().to_owned()).collect())
//! };
//! assert_eq!(hosts("redis")?, ["mirror.example", "registry-1.docker.io"]);
//! assert_eq!(hosts("quay.io/team/app")?, ["quay.io"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod daemon;
mod lists;

pub use daemon::DockerDaemon;
