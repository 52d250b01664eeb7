//! Which manifest of an index a runtime takes, in which order it looks, and why.
//!
//! One index can mean different images to different runtimes: containerd takes a 386 image on an amd64 node where
//! CRI-O finds nothing, and CRI-O compares architectures as text, so that `aarch64` never matches. [`choose`] answers
//! for one [`Selector`] and one [`Platform`]; the [`Choice`] says what was taken, what else matched, and the reason.
//!
//! ```
//! use pullspec::platform::{Entry, Platform, Reason, Selector, choose};
//!
//! // Would it run on an arm64 node? The index has amd64 and 32-bit ARM.
//! let index = [Entry::of(Platform::new("linux", "amd64")), Entry::of(Platform::new("linux", "arm").with_variant("v7"))];
//! let wanted = Platform::new("linux", "arm64");
//!
//! let containerd = choose(Selector::ContainerdOnly, &wanted, &index);
//! assert_eq!((containerd.chosen(), containerd.reason()), (Some(1), Reason::OtherArchitecture));
//! let crio = choose(Selector::ContainersImage, &wanted, &index);
//! assert_eq!((crio.chosen(), crio.reason()), (None, Reason::NothingMatches));
//! ```

mod choose;
mod containerd;
mod containers_image;
mod value;
mod windows;

pub use choose::{Choice, Entry, Reason, Selector, choose};
pub use value::Platform;
