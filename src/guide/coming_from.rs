//! Coming from `oci-spec`, `oci-client` or `docker-image-reference`.
//!
//! Method by method, what is different, and how to read what the other crate has stored. `oci-client` (once
//! `oci-distribution`) takes its `Reference` from `oci-spec`, so that one table serves both.
//!
//! # From `oci_spec::distribution::Reference`
//!
//! | there | here |
//! |---|---|
//! | `text.parse::<Reference>()`, `Reference::try_from(text)` | the same, or [`Reference::parse`] |
//! | `registry()` | [`domain`](Reference::domain); [`host`](Reference::host) and [`port`](Reference::port) apart |
//! | `resolve_registry()` | [`Endpoint`](crate::registry::Endpoint), which asks `registry-1.docker.io` for `docker.io` |
//! | `repository()` | [`path`](Reference::path) |
//! | `tag()` | [`tag`](Reference::tag), which is `None` where none was written |
//! | `digest()` | [`digest`](Reference::digest), a [`DigestRef`] that compares with text |
//! | `whole()`, `to_string()` | [`as_str`](Reference::as_str) without a copy, `to_string()` |
//! | `with_tag(registry, repository, tag)` and its two siblings | [`Reference::from_parts`], from checked parts |
//! | `clone_with_digest(digest)` | [`pinned_to(&digest)`](Reference::pinned_to) |
//! | `set_mirror_registry(host)`, `namespace()` | [`Endpoint`](crate::registry::Endpoint), and the feature `node` for what a runtime does |
//! | `ParseError`, one text for everything | [`ParseError`] with kind, component, place and hint |
//!
//! What changes with it:
//!
//! - No tag is filled in. Where a runtime's `latest` is meant, say so: [`or_default_tag`](Reference::or_default_tag).
//! - Whatever exists is valid. There is no constructor from free texts, and reading with `serde` checks.
//! - Upper-case hosts are hosts, as to Go: `LOCALHOST/x` names the registry `LOCALHOST`, and not
//!   `docker.io/LOCALHOST/x`. Addresses such as `[::1]:5000/x` are read. `busybox:é` and digests in capitals are
//!   refused.
//! - A text of 64 hex characters is an image ID and not a name.
//! - `redis`, `docker.io/redis` and `index.docker.io/library/redis` are equal, and hash and print alike.
//! - References have an order. A tag beside a digest is kept; [`docker_ref`](Reference::docker_ref) drops it as a
//!   runtime does, [`without_tag_beside_digest`](Reference::without_tag_beside_digest) without filling anything in.
//!
//! ```
//! use pullspec::{Digest, Reference};
//!
//! let image: Reference = "redis".parse()?;
//! assert_eq!(image.domain(), "docker.io");
//! assert_eq!(image.path(), "library/redis");
//! assert_eq!(image.tag(), None);
//! let image = image.or_default_tag();
//! assert_eq!(image.as_str(), "docker.io/library/redis:latest");
//!
//! let digest: Digest = "sha256:e3b0c44298fc1c149afbf4c8996fb924\
//!                       27ae41e4649b934ca495991b7852b855".parse()?;
//! let pinned = image.pinned_to(&digest);
//! assert_eq!(pinned.name(), "docker.io/library/redis");
//! assert_eq!(pinned.digest(), Some(digest.as_digest_ref()));
//! # Ok::<(), pullspec::ParseError>(())
//! ```
//!
//! # Reading what it has stored
//!
//! `oci-spec` writes a map of texts with `registry`, `repository`, and what there is of `tag`, `digest` and
//! `mirror_registry`. The owned parts read it and check each text, [`Reference::from_parts`] checks the whole:
//!
//! ```
//! # #[cfg(feature = "serde")] {
//! use pullspec::reference::{OwnedDomain, OwnedPath, OwnedTag};
//! use pullspec::{Digest, ParseError, Reference};
//!
//! #[derive(serde::Deserialize)]
//! struct Stored {
//!     registry: OwnedDomain,
//!     repository: OwnedPath,
//!     tag: Option<OwnedTag>,
//!     digest: Option<Digest>,
//! }
//!
//! fn image(stored: &Stored) -> Result<Reference, ParseError> {
//!     Reference::from_parts(
//!         stored.registry.as_domain(),
//!         stored.repository.as_path(),
//!         stored.tag.as_ref().map(OwnedTag::as_tag),
//!         stored.digest.as_ref().map(Digest::as_digest_ref),
//!     )
//! }
//!
//! let json = r#"{
//!     "registry": "quay.io", "repository": "team/app", "tag": "1.2"
//! }"#;
//! let image = image(&serde_json::from_str(json)?)?;
//! assert_eq!(image.as_str(), "quay.io/team/app:1.2");
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # From `docker_image_reference::Reference`
//!
//! It splits a text and gives it no meaning; so does [`RawReference`], borrowed as well:
//!
//! | there | here |
//! |---|---|
//! | `Reference::from_str(text)` | [`RawReference::parse`] |
//! | `name()`, `tag()` | [`name`](RawReference::name), [`tag`](RawReference::tag) |
//! | `digest_algorithm()`, `digest_hex()` | [`digest`](RawReference::digest), then `algorithm()` and `encoded()` |
//! | `to_string()` | [`as_str`](RawReference::as_str) |
//!
//! A digest is checked here: its algorithm is one that go-digest registers, its hex of that algorithm's length and in
//! lower case. The registry that a text means is [`normalized_domain`](RawReference::normalized_domain); another tag or
//! digest in a text as it was written are [`with_tag`](RawReference::with_tag) and
//! [`with_digest`](RawReference::with_digest).
//!
//! # From Go
//!
//! | `github.com/distribution/reference`, `github.com/opencontainers/go-digest` | here |
//! |---|---|
//! | `Parse` | [`RawReference::parse`] |
//! | `ParseNormalizedNamed` | [`Reference::parse`] |
//! | `ParseDockerRef` | [`Reference::parse`], then [`docker_ref`](Reference::docker_ref) |
//! | `ParseAnyReference` | [`AnyReference::parse`] |
//! | `Domain`, `Path`, `Tag()`, `Digest()` | [`domain`](Reference::domain), [`path`](Reference::path), [`tag`](Reference::tag), [`digest`](Reference::digest) |
//! | `TagNameOnly`, `IsNameOnly` | [`or_default_tag`](Reference::or_default_tag), [`is_name_only`](Reference::is_name_only) |
//! | `TrimNamed` | [`without_tag_and_digest`](Reference::without_tag_and_digest) |
//! | `WithTag`, `WithDigest` | [`with_tag`](Reference::with_tag), [`with_digest`](Reference::with_digest) |
//! | `FamiliarString`, `FamiliarName`, `FamiliarMatch` | [`familiar`](Reference::familiar), [`familiar_name`](Reference::familiar_name), [`matches_familiar`](Reference::matches_familiar) |
//! | `Sort` | [`cmp_by_rank`](Reference::cmp_by_rank) |
//! | `Err…` | [`ParseError::go_error`] |
//! | `digest.Parse`, `FromBytes`, `Verifier` | [`Digest::parse`], [`Digest::of`], [`Digest::verifier`] |

#[cfg(doc)]
use crate::digest::{Digest, DigestRef};
#[cfg(doc)]
use crate::error::ParseError;
#[cfg(doc)]
use crate::reference::{AnyReference, RawReference, Reference};
