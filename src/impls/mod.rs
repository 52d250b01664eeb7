//! Foreign traits for the types of every room. Sees all of them; none of them sees it.

#[cfg(feature = "arbitrary")]
mod arbitrary;
mod convert;
#[cfg(feature = "k8s-openapi")]
mod k8s_openapi;
#[cfg(feature = "serde")]
mod pull_error;
#[cfg(feature = "serde")]
mod serde;
