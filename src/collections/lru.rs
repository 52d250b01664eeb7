//! The bounded caches of client-go's event pipeline.

use alloc::{boxed::Box, collections::BTreeMap};

use super::TextMap;

/// A map of bounded size that forgets the entry whose last use is longest ago (groupcache's LRU).
#[derive(Clone, Debug)]
pub(crate) struct Lru<V> {
    capacity: usize,
    entries: TextMap<(u64, V)>,
    /// Keys by the number of their last use.
    uses: BTreeMap<u64, Box<str>>,
    next_use: u64,
}

impl<V> Lru<V> {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { capacity, entries: TextMap::default(), uses: BTreeMap::new(), next_use: 0 }
    }

    /// Shows `update` the value of a key, which counts as a use. A missing one starts as `V::default()`, and may push
    /// another out.
    pub(crate) fn update<T>(&mut self, key: &str, update: impl FnOnce(&mut V) -> T) -> T
    where
        V: Default,
    {
        let this_use = self.next_use;
        self.next_use += 1;
        if let Some((last_use, value)) = self.entries.get_mut(key) {
            if let Some(text) = self.uses.remove(last_use) {
                self.uses.insert(this_use, text);
            }
            *last_use = this_use;
            return update(value);
        }
        if self.entries.len() >= self.capacity
            && let Some((_, oldest)) = self.uses.pop_first()
        {
            self.entries.remove(&oldest);
        }
        let mut value = V::default();
        let answer = update(&mut value);
        self.uses.insert(this_use, key.into());
        self.entries.insert(key, (this_use, value));
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::Lru;

    #[test]
    fn the_longest_unused_goes_first() {
        let mut lru = Lru::<u32>::new(2);
        let mut uses = |key| {
            lru.update(key, |uses| {
                *uses += 1;
                *uses
            })
        };
        assert_eq!(["a", "b", "a", "c"].map(&mut uses), [1, 1, 2, 1]);
        assert_eq!(uses("a"), 3, "used since");
        assert_eq!(uses("b"), 1, "pushed out by c");
        assert_eq!(uses("c"), 1, "pushed out by b");
    }
}
