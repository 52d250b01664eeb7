//! Collections that more than one room keeps its state in.

pub(crate) mod lru;
mod text_map;

pub(crate) use text_map::TextMap;
