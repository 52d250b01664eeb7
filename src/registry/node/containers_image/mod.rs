//! podman, CRI-O, skopeo and buildah: `registries.conf`, short names, and their own grammar of references.
//!
//! All four use the library containers/image. The question: *which sources does a pull try, and what does a short name
//! mean here?* Start with [`Node`], which holds the files of one node, read. It answers the first by
//! [`Node::pull_sources`] and [`Node::resolution`], the second by [`Node::podman_candidates`],
//! [`Node::crio_candidates`] and [`Node::local_candidates`]. Rules of `pkg/sysregistriesv2`, `pkg/shortnames` and
//! `docker` of containers/image 5.40, and of CRI-O 1.35's `internal/storage`.
//!
//! ```
//! use pullspec::registry::node::Attempt;
//! use pullspec::registry::node::containers_image::Node;
//! use pullspec::registry::node::containers_image::parse_reference;
//!
//! let node = Node::read([(
//!     "registries.conf",
//!     "[[registry]]\n\
//!      location = 'quay.io'\n\
//!      [[registry.mirror]]\n\
//!      location = 'mirror.example/quay'\n",
//! )]);
//! let image = parse_reference("quay.io/team/app:1")?;
//! let asked = node.resolution(&image)?;
//! let attempts = asked.attempts().iter();
//! let urls = attempts.filter_map(Attempt::manifest_url);
//! assert!(urls.eq([
//!     "https://mirror.example/v2/quay/team/app/manifests/1",
//!     "https://quay.io/v2/team/app/manifests/1",
//! ]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod conf;
mod file;
mod reference;
mod remap;
mod short_names;
mod sources;
mod table;

pub use self::conf::{Node, RegistriesConf};
pub use self::file::{Mirror, PullFromMirror, Rule, ShortNameMode};
pub use self::reference::{ReferenceError, parse_canonical_reference, parse_reference};
pub use self::remap::RemapIdentity;
pub use self::short_names::{CrioShortNameMode, ShortNameError};
pub use self::sources::{PullSource, PullSources};
