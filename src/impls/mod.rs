//! Foreign traits for the types of every room. Sees all of them; none of them sees it.

#[cfg(feature = "arbitrary")]
mod arbitrary;
#[cfg(feature = "serde")]
mod config;
mod convert;
#[cfg(feature = "serde")]
mod endpoint;
#[cfg(feature = "k8s-openapi")]
mod k8s_openapi;
mod labels;
#[cfg(feature = "serde")]
mod pull_error;
#[cfg(feature = "schemars")]
mod schemars;
#[cfg(feature = "serde")]
mod serde;
#[cfg(feature = "serde")]
mod serde_error;
mod text_eq;
#[cfg(feature = "explain")]
mod time;
#[cfg(feature = "serde")]
mod verdict;
