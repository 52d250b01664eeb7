//! What one message proves of each host that was asked.

use alloc::vec;
use alloc::vec::Vec;

use super::answer::{Answer, Answers};

/// What one message proves.
///
/// ```
/// use pullspec::registry::node::proof::{Answer, Answers, containerd};
/// let hosts = ["mirror.example", "quay.io"];
/// let proof = containerd("quay.io/app:1", &hosts, "context deadline exceeded");
/// // The message names no host and no answer: nothing is known.
/// assert!(proof.about().is_empty());
/// assert_eq!(proof.possible(), [Answers::ANY, Answers::ANY]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof<'m> {
    pub(super) about: Vec<usize>,
    pub(super) possible: Vec<Answers>,
    pub(super) failures: Vec<Failure<'m>>,
}

/// One source's error in a message of containers/image.
///
/// ```
/// use pullspec::registry::node::proof::containers_image;
/// let message = "(Mirrors also failed: [mirror.example/app:1: reading manifest 1 in mirror.example/app: manifest \
///     unknown]): quay.io/app:1: reading manifest 1 in quay.io/app: unauthorized";
/// let proof = containers_image(&["mirror.example", "quay.io"], message);
/// let first = proof.failures()[0];
/// assert_eq!(first.reference, "mirror.example/app:1");
/// assert_eq!(first.error, "reading manifest 1 in mirror.example/app: manifest unknown");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure<'m> {
    /// The reference that was asked for there. Empty if the message has one error only and the host is not known.
    pub reference: &'m str,
    /// The error's text; [`classify`](crate::waiting::classify) reads its cause.
    pub error: &'m str,
}

impl<'m> Proof<'m> {
    pub(in crate::registry::node) fn nothing(hosts: usize) -> Self {
        Self { about: Vec::new(), possible: vec![Answers::ANY; hosts], failures: Vec::new() }
    }

    /// Returns the places in the list of hosts of those that the message can be about: one where it names one or where
    /// only one can have said it, more where it is one of them, none where nothing is known.
    #[must_use]
    pub fn about(&self) -> &[usize] {
        &self.about
    }

    /// Returns the place of the host to look at first: the one that the message is about. Where several can have said it
    /// this is a guess, and names the last of them, the registry itself as a rule, of which the others are copies. `None`
    /// where nothing is known.
    ///
    /// ```
    /// use pullspec::registry::node::proof::containerd;
    /// let proof = containerd("quay.io/app:1", &["mirror.example", "quay.io"], "quay.io/app:1: not found");
    /// assert_eq!((proof.about(), proof.likely()), (&[0, 1][..], Some(1)));
    /// ```
    #[must_use]
    pub fn likely(&self) -> Option<usize> {
        self.about.last().copied()
    }

    /// Returns for each host what it can have answered.
    #[must_use]
    pub fn possible(&self) -> &[Answers] {
        &self.possible
    }

    /// Returns the sources' errors in order. Only containers/image reports them.
    #[must_use]
    pub fn failures(&self) -> &[Failure<'m>] {
        &self.failures
    }

    /// The same where the hosts stand at these places of a longer list, the others of which were not asked.
    pub(in crate::registry::node) fn spread(self, places: &[usize], length: usize) -> Self {
        let mut possible = vec![Answers::of(&[Answer::NotAsked]); length];
        for (&place, answers) in places.iter().zip(self.possible) {
            if let Some(entry) = possible.get_mut(place) {
                *entry = answers;
            }
        }
        let about = self.about.iter().filter_map(|&host| places.get(host).copied()).collect();
        Self { about, possible, failures: self.failures }
    }

    pub(super) fn set(&mut self, place: usize, answers: Answers) {
        if let Some(entry) = self.possible.get_mut(place) {
            *entry = answers;
        }
    }
}
