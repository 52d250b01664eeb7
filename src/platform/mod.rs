//! Which manifest of an index a runtime takes, in which order it looks, and why.
//!
//! One index can mean different images to different runtimes: containerd takes a 386 image on an amd64 node where
//! CRI-O finds nothing, and CRI-O compares architectures as text, so that `aarch64` never matches.
//!
//! The question: *would this image run on that node?* Start with [`choose`], which answers for one [`Selector`] and one
//! [`Platform`]; the [`Choice`] says what was taken, what else matched, and the reason.
//!
//! ```
//! use pullspec::platform::{Entry, Platform, Reason};
//! use pullspec::platform::{Selector, choose};
//!
//! // An index of amd64 and 32-bit ARM: would it run on an arm64 node?
//! let armv7 = Platform::new("linux", "arm").with_variant("v7");
//! let amd64 = Platform::new("linux", "amd64");
//! let index = [Entry::of(amd64), Entry::of(armv7)];
//! let wanted = Platform::new("linux", "arm64");
//!
//! let containerd = choose(Selector::ContainerdOnly, &wanted, &index);
//! assert_eq!(containerd.chosen(), Some(1));
//! assert_eq!(containerd.reason(), Reason::OtherArchitecture);
//!
//! let crio = choose(Selector::ContainersImage, &wanted, &index);
//! assert_eq!(crio.chosen(), None);
//! assert_eq!(crio.reason(), Reason::NothingMatches);
//! ```

mod choose;
mod containerd;
mod containers_image;
mod value;
mod windows;

pub use choose::{Choice, Entry, Reason, Selector, choose};
pub use value::Platform;
