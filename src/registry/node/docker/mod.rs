//! Docker's `daemon.json`: `registry-mirrors` and `insecure-registries`, in both image stores.
//!
//! The question: *which mirrors does the daemon ask, and which of them without TLS?* Start with [`DockerDaemon`]. Rules of
//! moby of August 2026 (`daemon/pkg/registry/config.go`, `service_v2.go`, `daemon/hosts.go`), measured against it. The
//! classic store knows these two lists alone; the containerd store reads `hosts.toml` in `certs.d` first, and
//! forgets the lists where that names several hosts.
//!
//! ```
//! use pullspec::Reference;
//! use pullspec::registry::node::docker::DockerDaemon;
//!
//! let mirror = "https://mirror.example";
//! let daemon = DockerDaemon::new().with_mirror(mirror);
//!
//! let asked = daemon.classic_store(&Reference::parse("redis")?)?;
//! let hosts = asked.attempts().iter().map(|attempt| attempt.host());
//! assert!(hosts.eq(["mirror.example", "registry-1.docker.io"]));
//!
//! // A mirror of Docker Hub is a mirror of nothing else.
//! let image = Reference::parse("quay.io/team/app")?;
//! let asked = daemon.classic_store(&image)?;
//! let hosts = asked.attempts().iter().map(|attempt| attempt.host());
//! assert!(hosts.eq(["quay.io"]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod daemon;
mod lists;

pub use daemon::DockerDaemon;
