//! The traits that users reach for, and what each promises.

use pullspec::api::{EventReason, EventType, ImageOwner, WorkloadKind};
use pullspec::cause::{Actor, Cause, CauseGroup, Transience};
use pullspec::digest::{Algorithm, Digest, DigestRef};
use pullspec::error::{Component, GoError};
use pullspec::kubelet::OperatorAction;
use pullspec::reference::{Domain, OwnedDomain, OwnedPath, OwnedTag, Path, Tag};
use pullspec::registry::Scheme;
use pullspec::{Event, Events, Pod, Pods, PullPolicy, WaitingReason};
use std::borrow::Borrow;

/// What a bound asks for, a trait at a time: that this compiles is the test of most of it.
#[test]
fn the_traits_that_are_asked_for_are_there() {
    fn equals_text<T: PartialEq<str> + for<'t> PartialEq<&'t str>>()
    where
        str: PartialEq<T>,
    {
    }
    fn borrows_all<T: Borrow<str> + Ord + std::hash::Hash>(all: &[T]) {
        use std::hash::BuildHasher;
        let state = std::hash::RandomState::new();
        for one in all {
            assert_eq!(state.hash_one(one), state.hash_one(one.borrow()), "{}", one.borrow());
            for other in all {
                assert_eq!(one.cmp(other), one.borrow().cmp(other.borrow()));
                assert_eq!(one == other, one.borrow() == other.borrow());
            }
        }
    }
    fn borrows_text<T: Borrow<str>>() {}
    fn is_list<T: Extend<O> + FromIterator<O> + From<Vec<O>> + AsRef<[O]> + IntoIterator<Item = O>, O>() {}

    equals_text::<Actor>();
    equals_text::<Algorithm>();
    equals_text::<Cause>();
    equals_text::<CauseGroup>();
    equals_text::<Component>();
    equals_text::<Digest>();
    equals_text::<DigestRef<'_>>();
    equals_text::<Domain<'_>>();
    equals_text::<EventReason>();
    equals_text::<EventType>();
    equals_text::<GoError>();
    equals_text::<ImageOwner>();
    equals_text::<OperatorAction>();
    equals_text::<OwnedDomain>();
    equals_text::<OwnedPath>();
    equals_text::<OwnedTag>();
    equals_text::<Path<'_>>();
    equals_text::<PullPolicy>();
    equals_text::<Scheme>();
    equals_text::<Tag<'_>>();
    equals_text::<Transience>();
    equals_text::<WaitingReason>();
    borrows_all(&Actor::ALL);
    borrows_all(&Cause::ALL);
    borrows_all(&CauseGroup::ALL);
    borrows_all(Component::ALL);
    borrows_all(&EventReason::ALL);
    borrows_all(&EventType::ALL);
    borrows_all(GoError::ALL);
    borrows_all(&ImageOwner::ALL);
    borrows_all(&OperatorAction::ALL);
    borrows_all(&PullPolicy::ALL);
    borrows_all(&WorkloadKind::ALL);
    borrows_text::<Digest>();
    borrows_text::<DigestRef<'_>>();
    borrows_text::<Domain<'_>>();
    borrows_text::<OwnedDomain>();
    borrows_text::<OwnedPath>();
    borrows_text::<OwnedTag>();
    borrows_text::<Path<'_>>();
    borrows_text::<Tag<'_>>();
    borrows_text::<WaitingReason>();
    is_list::<Events, Event>();
    is_list::<Pods, Pod>();

    let mut events = Events::default();
    events.extend([Event::default(), Event::default()]);
    assert_eq!(events.iter().count(), 2);
    #[cfg(feature = "explain")]
    assert_eq!(events.iter().map(pullspec::kubectl::DescribedEvent::from).count(), 2);
}
