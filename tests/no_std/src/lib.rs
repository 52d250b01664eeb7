//! A library for C that has no `std`: it brings its own panic handler, and two of them do not link. So if this crate or any
//! package below it used `std`, the compiler would refuse this file (`found duplicate lang item panic_impl`).
//!
//! It is built, never run: its allocator has no memory to give.
#![no_std]

extern crate alloc;

use alloc::string::ToString;
use core::alloc::{GlobalAlloc, Layout};
use core::panic::PanicInfo;
use core::ptr;

use pullspec::api::Behavior;
use pullspec::{PodImage, PullError, PullPolicy, Reference, Schedule, WaitingReason};

struct NoMemory;

// SAFETY: a null pointer says that there is no memory, and nothing is ever given that could be taken back.
unsafe impl GlobalAlloc for NoMemory {
    unsafe fn alloc(&self, _: Layout) -> *mut u8 {
        ptr::null_mut()
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[global_allocator]
static ALLOCATOR: NoMemory = NoMemory;

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}

/// What every build has, and what the features add.
fn uses() -> Option<usize> {
    let reference = Reference::parse("redis").ok()?;
    let policy = PullPolicy::default_for(&PodImage::new("redis"), &Behavior::default()).policy().to_string();
    let error = PullError::from_waiting(&WaitingReason::ErrImagePull, "no such host")?;
    let mut used = reference.as_str().len() + policy.len() + error.to_string().len();
    used += usize::try_from(Schedule::IMAGE_PULL.window(1).as_secs()).ok()?;
    #[cfg(feature = "verify")]
    {
        used += pullspec::Digest::of(pullspec::digest::Algorithm::Sha256, "").as_str().len();
    }
    used += pullspec::cause::CauseRule::all().count();
    used += usize::try_from(pullspec::kubelet::SeededDelays::new(1).next()?.as_secs()).ok()?;
    #[cfg(feature = "serde")]
    {
        use serde::Deserialize;
        use serde::de::value::{Error, StrDeserializer};
        let text = StrDeserializer::<Error>::new("redis");
        used += pullspec::Reference::deserialize(text).ok()?.as_str().len();
    }
    Some(used)
}

/// Whether all of it works; here so that it is kept.
#[unsafe(no_mangle)]
pub extern "C" fn works() -> bool {
    uses().is_some()
}
