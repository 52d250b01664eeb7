//! What the kubelet writes about an image, in its own words.

pub(crate) mod write;
