//! What other people's fuzzers get: valid values of every shape, and pods that are wrong by little.

use std::collections::BTreeSet;
use std::fmt::Debug;

use arbitrary::{Arbitrary, Unstructured};
use pullspec::api::{Behavior, ImageOwner};
use pullspec::cause::{Actor, CauseGroup, Transience};
use pullspec::digest::{Algorithm, DigestRef};
use pullspec::reference::{Domain, Path, Tag};
use pullspec::{
    AnyReference, Cause, Digest, Event, Events, Pattern, Pod, PodImage, Pods, PullPolicy, RawReference,
    Reference, WaitingReason,
};

/// Bytes without a pattern, the same in every run (xorshift).
fn noise(seed: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64 ^ (seed as u64 + 1).wrapping_mul(0x2545_f491_4f6c_dd1d);
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    (0..512).flat_map(|_| next().to_le_bytes()).collect()
}

const SEEDS: usize = 800;

/// As many values of a type as there are seeds.
fn values<T: for<'a> Arbitrary<'a>>() -> Vec<T> {
    (0..SEEDS).map(|seed| T::arbitrary(&mut Unstructured::new(&noise(seed))).unwrap()).collect()
}

#[track_caller]
fn reaches_all<T: for<'a> Arbitrary<'a> + Ord + Debug>(count: usize) {
    assert_eq!(values::<T>().into_iter().collect::<BTreeSet<_>>().len(), count);
}

#[track_caller]
fn share<T>(values: &[T], holds: impl Fn(&T) -> bool) -> usize {
    values.iter().filter(|value| holds(value)).count() * 100 / values.len()
}

#[test]
fn every_value_of_a_closed_type_comes() {
    reaches_all::<Actor>(Actor::ALL.len());
    reaches_all::<Algorithm>(3);
    reaches_all::<Cause>(Cause::ALL.len());
    reaches_all::<CauseGroup>(CauseGroup::ALL.len());
    reaches_all::<ImageOwner>(4);
    reaches_all::<PullPolicy>(3);
    reaches_all::<Transience>(Transience::ALL.len());
    let reasons = values::<WaitingReason>();
    assert!(WaitingReason::ALL.iter().all(|reason| reasons.contains(reason)));
    let unknown = share(&reasons, |reason| matches!(reason, WaitingReason::Other(_)));
    assert!((5..20).contains(&unknown), "{unknown} %");
}

/// A form of references, by name.
type Shape = (&'static str, fn(&Reference) -> bool);

#[test]
fn references_are_valid_and_of_every_shape() {
    let references = values::<Reference>();
    for reference in &references {
        assert_eq!(Reference::parse(reference.as_str()).as_ref(), Ok(reference));
    }
    let shapes: [Shape; 12] = [
        ("name only", Reference::is_name_only),
        ("tag", Reference::is_tagged),
        ("digest", Reference::is_canonical),
        ("tag and digest", |r| r.is_tagged() && r.is_canonical()),
        ("defaulted domain", Reference::domain_was_defaulted),
        ("defaulted library", Reference::library_was_defaulted),
        ("alias", Reference::domain_was_alias),
        ("port", |r| r.port().is_some()),
        ("IPv6", |r| r.domain().starts_with('[')),
        ("capitals in the domain", |r| r.domain().chars().any(char::is_uppercase)),
        ("deep path", |r| r.components().count() > 3),
        ("sha512", |r| r.digest().is_some_and(|digest| digest.algorithm() == Algorithm::Sha512)),
    ];
    for (name, shape) in shapes {
        assert!(share(&references, shape) >= 1, "{name}");
    }
    let distinct: BTreeSet<_> = references.iter().map(Reference::as_str).collect();
    assert!(distinct.len() > SEEDS / 2, "{}", distinct.len());
}

#[test]
fn other_texts_are_valid_too() {
    for digest in values::<Digest>() {
        assert_eq!(digest.encoded().len(), digest.algorithm().hex_len());
    }
    let any = values::<AnyReference>();
    let digests = share(&any, |any| matches!(any, AnyReference::Digest(_)));
    assert!((25..75).contains(&digests), "{digests} %");
    for image in values::<PodImage>() {
        assert_eq!(PodImage::parse(image.as_str()).unwrap(), image);
    }
    let patterns = values::<Pattern>();
    for pattern in &patterns {
        assert_eq!(Pattern::parse(&pattern.to_string()).unwrap(), *pattern);
    }
    assert!(share(&patterns, |pattern| pattern.to_string().contains('*')) > 25);
}

#[test]
fn borrowed_parts_are_words_of_the_input_or_usual_ones() {
    // A choice, the length of the text at the end of the input, and the text.
    let input = b"\x00no tag: v1.2-rc.1 /a/ \x7f";
    let mut found = BTreeSet::new();
    for skip in 0..input.len() {
        let mut u = Unstructured::new(&input[skip..]);
        found.insert(Tag::arbitrary(&mut u).unwrap().as_str());
    }
    assert!(found.len() > 1, "{found:?}");
    for seed in 0..SEEDS {
        let noise = noise(seed);
        let u = &mut Unstructured::new(&noise);
        assert!(Tag::parse(Tag::arbitrary(u).unwrap().as_str()).is_ok());
        assert!(Domain::parse(Domain::arbitrary(u).unwrap().as_str()).is_ok());
        assert!(Path::parse(Path::arbitrary(u).unwrap().as_str()).is_ok());
        assert!(DigestRef::parse(DigestRef::arbitrary(u).unwrap().as_str()).is_ok());
        assert!(RawReference::parse(RawReference::arbitrary(u).unwrap().as_str()).is_ok());
    }
}

#[test]
fn an_input_that_is_used_up_still_makes_values() {
    let empty = || Unstructured::new(&[]);
    assert_eq!(Reference::arbitrary(&mut empty()).unwrap().familiar().to_string(), "a:latest");
    assert!(Digest::arbitrary(&mut empty()).is_ok());
    assert!(Pattern::arbitrary(&mut empty()).is_ok());
    assert!(AnyReference::arbitrary(&mut empty()).is_ok());
    assert_eq!(Tag::arbitrary(&mut empty()).unwrap(), Tag::LATEST);
    assert_eq!(WaitingReason::arbitrary(&mut empty()).unwrap(), WaitingReason::ErrImagePull);
    assert!(Pod::arbitrary(&mut empty()).is_ok());
    assert!(Event::arbitrary(&mut empty()).is_ok());
    assert!(Pods::arbitrary(&mut empty()).unwrap().is_empty());
}

#[test]
fn pods_are_mostly_right_and_sometimes_wrong() {
    let pods = values::<Pod>();
    let images: Vec<_> = pods.iter().flat_map(Pod::images).collect();
    let valid = share(&images, |image| Reference::parse(image.image()).is_ok());
    assert!((80..97).contains(&valid), "{valid} % valid images");
    let refused = share(&images, |image| image.effective_policy(&Behavior::default()).is_err());
    assert!((1..10).contains(&refused), "{refused} % refused policies");
    assert!(share(&images, |image| image.status().is_some()) > 20);
    let waiting: Vec<_> =
        images.iter().filter_map(|image| image.waiting().map(|waiting| (image, waiting))).collect();
    assert!(share(&images, |image| image.waiting().is_some()) > 5);
    let about = share(&waiting, |(image, waiting)| waiting.message.contains(image.image()));
    assert!(about > 30, "{about} % of the messages name their image");
    assert!(images.iter().filter(|image| image.awaited_volume().is_some()).count() > 2);
    let owners: BTreeSet<_> = images.iter().map(pullspec::api::ImageField::owner).collect();
    assert_eq!(owners.len(), 4);
}

#[cfg(feature = "serde")]
#[test]
fn pods_and_events_are_written_and_read_back() {
    for pod in values::<Pod>() {
        let json = serde_json::to_value(&pod).unwrap();
        // A pod without containers, which the API refuses, is written and not read.
        match serde_json::from_value::<Pod>(json.clone()) {
            Ok(read) => assert_eq!(read, pod),
            Err(error) => assert!(pod.spec.containers.is_empty(), "{error}: {json}"),
        }
    }
    for event in values::<Event>() {
        let json = serde_json::to_value(&event).unwrap();
        assert_eq!(serde_json::from_value::<Event>(json).unwrap(), event);
    }
    let lists = values::<Pods>().iter().map(pullspec::Pods::len).collect::<BTreeSet<_>>();
    assert_eq!(lists.len(), 5);
    assert!(values::<Events>().iter().any(|events| events.len() > 1));
}
