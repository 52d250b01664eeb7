//! What a message is about where no text of the table is in it.
//!
//! Every program words its errors in its own way, and most of them stand in no table; but they speak of few things.
//! So where the table has nothing, words of one meaning stand for each other: a clause that speaks of a certificate and
//! of something that expired means an expired certificate, in whatever order and grammar. That is a guess, and it says
//! so: it has no rule of the table, and always other readings beside it.
//!
//! A single word decides nothing, since a name may be any word. Common messages never come here, so it may take its time.

mod read;
mod senses;
mod words;

pub(super) use read::read;

#[cfg(test)]
mod tests {
    use super::read;
    use super::senses::SENSES;
    use super::words::{Topics, all};

    #[test]
    fn one_word_says_nothing_and_the_same_again_no_more() {
        for (_, word) in all() {
            assert_eq!(read(word), None, "{word}");
            assert_eq!(read(&alloc::format!("nginx {word}: failed to pull image")), None, "{word}");
        }
    }

    /// One word for each topic of a sense, each of its own.
    fn example(needs: impl Iterator<Item = Topics>) -> Option<alloc::string::String> {
        let words = needs.map(|need| {
            let alone = |(topic, word): &(Topics, &str)| {
                topic & need != 0 && all().filter(|(_, other)| other == word).count() == 1
            };
            all().find(alone).map(|(_, word)| word)
        });
        Some(words.collect::<Option<alloc::vec::Vec<_>>>()?.join(" "))
    }

    #[test]
    fn every_sense_is_reached_or_one_before_it() {
        for (n, sense) in SENSES.iter().enumerate() {
            let text = example(sense.needs()).unwrap();
            let read = read(&text).unwrap_or_else(|| panic!("{n}: {text}"));
            assert!(!read.alternates().is_empty() && read.rule().is_none(), "{text}");
            let is_before = SENSES.iter().take(n + 1).any(|before| before.cause == read.cause());
            assert!(is_before, "{text}: {read}");
        }
    }

    #[test]
    fn a_sense_has_causes_of_its_own_and_room_for_one_more() {
        for sense in SENSES {
            let others = sense.others.as_slice();
            assert!(!others.contains(&sense.cause) && (1..6).contains(&others.len()), "{}", sense.cause);
            assert!(sense.needs().count() > 1, "a single word must not decide: {}", sense.cause);
        }
    }
}
