//! podman, CRI-O, skopeo and buildah: `registries.conf`, short names, and their own grammar of references.
//!
//! All four use the library containers/image. [`Node`] holds the files of one node, read; it answers which sources a
//! pull tries ([`Node::pull_sources`], [`Node::resolution`]) and what a short name means ([`Node::podman_candidates`],
//! [`Node::crio_candidates`], [`Node::local_candidates`]). Rules of `pkg/sysregistriesv2`, `pkg/shortnames` and
//! `docker` of containers/image 5.40, and of CRI-O 1.35's `internal/storage`.
//!
//! ```
//! # #[cfg(feature = "node")] {
//! use pullspec::registry::node::containers_image::{Node, parse_reference};
//!
//! let node = Node::read([(
//!     "registries.conf",
//!     "[[registry]]\nlocation = \"quay.io\"\n[[registry.mirror]]\nlocation = \"mirror.example/quay\"\n",
//! )]);
//! let asked = node.resolution(&parse_reference("quay.io/team/app:1")?)?;
//! let urls: Vec<_> = asked.attempts().iter().map(|attempt| attempt.manifest_url()).collect();
//! assert_eq!(urls, [
//!     "https://mirror.example/v2/quay/team/app/manifests/1",
//!     "https://quay.io/v2/team/app/manifests/1",
//! ]);
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[cfg(feature = "node")]
mod conf;
#[cfg(feature = "node")]
mod file;
mod reference;
#[cfg(feature = "node")]
mod short_names;
#[cfg(feature = "node")]
mod sources;
#[cfg(feature = "node")]
mod table;

#[cfg(feature = "node")]
pub use self::conf::{Node, RegistriesConf};
#[cfg(feature = "node")]
pub use self::file::{Mirror, PullFromMirror, Rule, ShortNameMode};
pub use self::reference::{ReferenceError, parse_canonical_reference, parse_reference};
#[cfg(feature = "node")]
pub use self::short_names::{CrioShortNameMode, ShortNameError};
#[cfg(feature = "node")]
pub use self::sources::{PullSource, PullSources};
