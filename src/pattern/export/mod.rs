//! One allow list, every engine: a [`PatternSet`] as CEL, as Rego, as a regular expression, as scopes of `policy.json`.
//!
//! | for | call | gives |
//! |---|---|---|
//! | a `ValidatingAdmissionPolicy` | [`PatternSet::admission_policy`] | YAML of the policy and its binding |
//! | CEL elsewhere | [`PatternSet::cel`] | an expression over the string `image` |
//! | Gatekeeper, OPA, conftest | [`PatternSet::rego`] | a module with the rule `allow` over `input.image` |
//! | JSON Schema, a CRD | [`PatternSet::regex`] | an anchored `pattern` |
//! | Podman, CRI-O, skopeo | [`PatternSet::policy_scopes`] | the keys below `transports.docker` |
//! | a list of what is denied | [`PatternSet::denying`] | the first three for such a list |
//!
//! The question: *how does the engine that admits pods, or the node, decide as this list does?* Start with the row of
//! your engine.
//!
//! ```
//! use pullspec::pattern::PatternSet;
//!
//! let allowed = PatternSet::parse(["quay.io/team/**"])?;
//! let module = allowed.rego();
//! assert!(module.starts_with("package images\n"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What Go's reference parser refuses, each of them refuses, and what no [`Pattern`](super::Pattern) matches as well: upper
//! case in a path, a path of more than 255 characters, a digest of another length, 64 hex digits alone, `sha256:4f53`.
//! CEL, Rego and the Rust matcher agree on every text.
//!
//! Start with the call for your engine; each example goes on from a list:
//!
//! ```
//! use pullspec::pattern::PatternSet;
//!
//! let list = PatternSet::parse(["quay.io/**"])?;
//! let scopes = list.policy_scopes()?;
//! assert_eq!(scopes, ["quay.io"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Where the expression alone is narrower
//!
//! It is for engines that have one expression and no second look (a `pattern` of JSON Schema), in the syntax that RE2
//! and ECMAScript share, without look-ahead. It allows nothing that the matcher refuses, and refuses of what it allows:
//!
//! - names in which one wildcard stands for underscores and for more than 80 other characters (less where several
//!   wildcards share a path)
//! - names in which two wildcards or more stand for more than 63 characters each
//! - tags longer than their share of 128 characters where a tag has several wildcards
//! - short names of Docker Hub without tag and digest, of more than 63 characters and on a wildcard, which may be image IDs
//! - in other short names: more than 170 characters that begin like `localhost`, `library` or `sha256`; a path under a glob
//!   that can be `localhost`; a tag of hex digits on a glob that can be `sha256`
//!
//! Names under which a registry is found have far fewer characters. Counted in `tests/engines` on texts made for the
//! edges, 200 lists × 100,000 references: 5,093 of 20 million answers are narrower, none is wider, and CEL and Rego never
//! differ.
//!
//! # What it costs
//!
//! The API server counts a regular expression as a tenth of the text's length times a quarter of the expression's
//! (cel-go, `interpreter/runtimecost.go`), and stops an expression at 1,000,000 (`PerCallLimit` in
//! `k8s.io/apiserver/pkg/apis/cel`). [`PatternSet::admission_policy`] refuses a list that would cost more for 32 containers
//! whose images have a name of 63 characters and a digest; [`PatternSet::cel_cost`] tells the cost for other numbers.
//! [`PatternSet::regex`] refuses more than 64 KiB, since a custom resource definition has to hold it.
//!
//! # Lists of what is denied
//!
//! A deny list must never be narrower than it is meant: [`DenyList`] exports every name of a registry, and denies what
//! cannot be told. Its CEL and Rego agree with [`DenyList::denies`] on every text.

mod admission;
pub(super) mod cel;
mod error;
mod names;
pub(super) mod pieces;
mod regex;
pub(super) mod rego;
mod scopes;
mod version;

pub use admission::AdmissionPolicy;
pub use error::ExportError;

#[expect(unused_imports, reason = "for the documentation")]
use super::{DenyList, PatternSet};
