//! A map from text that costs little more than a hash map and cannot be flooded.

use alloc::{boxed::Box, collections::BTreeMap, vec::Vec};
use core::{borrow::Borrow, cmp::Ordering, mem};

/// How many entries a shard holds on average before the shards double. Less than half of what a node of a B-tree has
/// room for: the memory buys that most lookups touch one half-empty node.
const LOAD: usize = 4;

/// A hash table whose buckets are trees, ordered by a 64-bit fingerprint of the text and then by the text.
///
/// A random text costs what it costs in a hash table (the bench `backoff` measures both side by side), and texts made
/// to collide cost a logarithm, so that no source of randomness is needed. Nothing in `alloc` alone does both: with
/// 300,000 keys of a pod's UID and an image, three runs on a busy machine, a `BTreeMap` of the texts took 1.0 to 2.1
/// times as long to fill and 1.3 to 4.0 times as long to look into.
#[derive(Clone, Debug)]
pub(crate) struct TextMap<V> {
    /// A power of two of them, chosen by the upper half of the fingerprint; none while the map is new.
    shards: Vec<BTreeMap<Key, V>>,
    len: usize,
}

impl<V> Default for TextMap<V> {
    fn default() -> Self {
        Self { shards: Vec::new(), len: 0 }
    }
}

impl<V> TextMap<V> {
    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn get(&self, key: &str) -> Option<&V> {
        let print = fingerprint(key);
        self.shards.get(shard(print, self.shards.len()))?.get(&(print, key) as &dyn Probe)
    }

    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut V> {
        let print = fingerprint(key);
        let shard = shard(print, self.shards.len());
        self.shards.get_mut(shard)?.get_mut(&(print, key) as &dyn Probe)
    }

    /// Sets the value of a key, and returns the one it replaces.
    pub(crate) fn insert(&mut self, key: &str, value: V) -> Option<V> {
        if self.len >= self.shards.len() * LOAD {
            self.grow();
        }
        let print = fingerprint(key);
        let shard = shard(print, self.shards.len());
        let old = self.shards.get_mut(shard)?.insert(Key { print, text: key.into() }, value);
        self.len += usize::from(old.is_none());
        old
    }

    pub(crate) fn remove(&mut self, key: &str) -> Option<V> {
        let print = fingerprint(key);
        let shard = shard(print, self.shards.len());
        let old = self.shards.get_mut(shard)?.remove(&(print, key) as &dyn Probe);
        self.len -= usize::from(old.is_some());
        old
    }

    /// Keeps the entries whose value passes.
    pub(crate) fn retain(&mut self, keep: impl Fn(&V) -> bool) {
        for shard in &mut self.shards {
            shard.retain(|_, value| keep(value));
        }
        self.len = self.shards.iter().map(BTreeMap::len).sum();
    }

    fn grow(&mut self) {
        let doubled = (self.shards.len() * 2).max(1);
        let old = mem::take(&mut self.shards);
        self.shards.resize_with(doubled, BTreeMap::new);
        for (key, value) in old.into_iter().flatten() {
            if let Some(shard) = self.shards.get_mut(shard(key.print, doubled)) {
                shard.insert(key, value);
            }
        }
    }
}

/// The shard of a fingerprint among a power of two of them; the first one if there is none yet.
fn shard(print: u64, shards: usize) -> usize {
    #[allow(clippy::cast_possible_truncation, reason = "half of the bits fit where usize has 32")]
    let bits = (print >> 32) as usize;
    bits & shards.saturating_sub(1)
}

/// A text and its fingerprint, in the order of the trees.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    print: u64,
    text: Box<str>,
}

/// What a [`Key`] and a borrowed text with its fingerprint have in common, so that a lookup allocates nothing.
trait Probe {
    fn order(&self) -> (u64, &str);
}

impl Probe for Key {
    fn order(&self) -> (u64, &str) {
        (self.print, &self.text)
    }
}

impl Probe for (u64, &str) {
    fn order(&self) -> (u64, &str) {
        *self
    }
}

impl<'a> Borrow<dyn Probe + 'a> for Key {
    fn borrow(&self) -> &(dyn Probe + 'a) {
        self
    }
}

impl PartialEq for dyn Probe + '_ {
    fn eq(&self, other: &Self) -> bool {
        self.order() == other.order()
    }
}

impl Eq for dyn Probe + '_ {}

impl PartialOrd for dyn Probe + '_ {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for dyn Probe + '_ {
    fn cmp(&self, other: &Self) -> Ordering {
        self.order().cmp(&other.order())
    }
}

/// Folded multiplication over eight bytes at a time, in the manner of wyhash. Its quality only buys speed.
fn fingerprint(text: &str) -> u64 {
    const STEP: u64 = 0xa076_1d64_78bd_642f;
    const LAST: u64 = 0xe703_7ed1_a0b4_28db;
    let fold = |a: u64, b: u64| {
        let wide = u128::from(a) * u128::from(b);
        #[expect(clippy::cast_possible_truncation, reason = "the two halves of the product are the point")]
        let folded = (wide as u64) ^ ((wide >> 64) as u64);
        folded
    };
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let seed = 0x9e37_79b9_7f4a_7c15 ^ text.len() as u64;
    let state = words.iter().fold(seed, |state, word| fold(state ^ u64::from_le_bytes(*word), STEP));
    let tail = rest.iter().fold(0, |tail, &byte| tail << 8 | u64::from(byte));
    fold(state ^ tail, LAST)
}

#[cfg(test)]
mod tests {
    use alloc::{
        collections::{BTreeMap, BTreeSet},
        format,
        string::String,
    };

    use super::{Key, LOAD, TextMap, fingerprint};

    #[test]
    fn near_texts_spread_evenly() {
        // What keys look like: numbers at the end, in the middle, in front; every length; one byte of difference.
        let families: [fn(u32) -> String; 5] = [
            |n| format!("quay.io/team/app:{n}"),
            |n| format!("{n}_quay.io/team/app"),
            |n| format!("pod-{n:08}/quay.io/app"),
            |n| "a".repeat(n as usize),
            |n| String::from(char::from_u32(0x4e00 + n).unwrap_or_default()),
        ];
        for family in families {
            let mut map = TextMap::default();
            let prints: BTreeSet<u64> = (0..4096).map(|n| fingerprint(&family(n))).collect();
            assert_eq!(prints.len(), 4096);
            for n in 0..4096 {
                map.insert(&family(n), n);
            }
            assert_eq!(map.shards.len(), 4096 / LOAD);
            // The chance that a fair hash puts 24 of them into one of 1024 shards is one in ten millions.
            assert!(map.shards.iter().all(|shard| shard.len() < 24));
        }
    }

    #[test]
    fn keys_are_equal_as_they_are_ordered() {
        let (one, two) = (Key { print: 1, text: "a".into() }, Key { print: 1, text: "b".into() });
        let probe = |key| -> &dyn super::Probe { key };
        assert!(probe(&one) == probe(&one) && probe(&one) != probe(&two));
    }

    #[test]
    fn texts_with_one_fingerprint_stay_apart() {
        let key = |text: &str| Key { print: 7, text: text.into() };
        let map = BTreeMap::from([(key("a"), 1), (key("b"), 2)]);
        let probe = |text| map.get(&(7_u64, text) as &dyn super::Probe);
        assert_eq!((probe("a"), probe("b"), probe("c")), (Some(&1), Some(&2), None));
    }

    #[test]
    fn behaves_as_a_map() {
        let (mut map, mut model) = (TextMap::default(), BTreeMap::<String, u32>::new());
        for n in 0..5000_u32 {
            let key = format!("{}", n * 7919 % 977);
            if n % 3 == 0 {
                assert_eq!(map.remove(&key), model.remove(&key));
            } else {
                assert_eq!(map.insert(&key, n), model.insert(key.clone(), n));
            }
            assert_eq!((map.get(&key), map.len()), (model.get(&key), model.len()));
        }
        map.retain(|n| n % 2 == 0);
        model.retain(|_, n| *n % 2 == 0);
        assert_eq!(map.len(), model.len());
        assert!(model.iter().all(|(key, n)| map.get(key) == Some(n)));
    }
}
