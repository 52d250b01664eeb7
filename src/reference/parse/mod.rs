//! From a text to where its parts end: the fast yes, with the grammar as the judge of everything else.

mod class;
pub(crate) mod grammar;
pub(crate) mod layout;
#[cfg(all(
    feature = "wide",
    any(target_feature = "sse2", target_feature = "neon", target_feature = "simd128")
))]
mod masks;
pub(crate) mod scan;
#[cfg(test)]
pub(crate) mod scans;
#[cfg(all(
    feature = "wide",
    any(target_feature = "sse2", target_feature = "neon", target_feature = "simd128")
))]
mod simd;
pub(crate) mod whole;
