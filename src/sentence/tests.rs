//! Every sentence is read back as it was written.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use core::time::Duration;

use proptest::prelude::*;

use super::{Remembered, Sentence, Spelled, Took};

/// Any text, with the characters and words that sentences are made of more often than by chance.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        "[ -~]{0,6}",
        prop::sample::select(alloc::vec![
            "\"",
            "\\",
            ": ",
            ":",
            " ",
            "(",
            ")",
            " in ",
            "Error: ",
            "Failed to pull image ",
            "\" in 1s",
            " because the registry is unavailable",
            " already present on machine",
            ". Image size: 5 bytes.",
            " including waiting)",
            " in pod ",
            "container=",
            "\u{1b}",
            "\n",
            "\u{ad}",
            "\u{301}",
        ])
        .prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

/// What stands bare in a sentence: a text without a blank.
fn bare() -> impl Strategy<Value = String> {
    text().prop_map(|text| text.replace(' ', "-"))
}

fn duration() -> impl Strategy<Value = Duration> {
    let nanos = prop_oneof![Just(0), 1_u32..1_000_000_000, (0_u32..1_000).prop_map(|ms| ms * 1_000_000)];
    (prop_oneof![Just(0), 0_u64..100_000, any::<u64>()], nanos)
        .prop_map(|(seconds, nanos)| Duration::new(seconds, nanos))
}

fn took() -> impl Strategy<Value = Took> {
    (0..4, duration(), duration(), any::<u64>()).prop_map(|(form, pull, total, bytes)| match form {
        0 => Took::Unsaid,
        1 => Took::Pull(pull),
        2 => Took::Waited { pull, total },
        _ => Took::Sized { pull, total, bytes },
    })
}

/// The sentence of a number, with these parts. The match leaves none out: see `number`.
fn sentence<'a>(
    number: usize,
    (long, short): (&'a str, &'a str),
    took: Took,
    window: Duration,
) -> Option<Sentence<'a>> {
    let image = Cow::Borrowed(long);
    let spelled = [Spelled::Plain(short), Spelled::Colon(short), Spelled::Unnamed];
    let all = [
        Sentence::Pulling { image: image.clone() },
        Sentence::Pulled { image: image.clone(), took },
        Sentence::AlreadyPresent { image: image.clone() },
        Sentence::AlreadyAccessible { image: image.clone() },
        Sentence::NeverPull { image: image.clone() },
        Sentence::BackOff { image: image.clone(), last: None },
        Sentence::BackOff { image: short.into(), last: Some(long) },
        Sentence::PullFailed { image: short.into(), error: long },
        Sentence::PullFailed { image: image.clone(), error: short },
        Sentence::InspectFailed { image: image.clone(), error: short },
        Sentence::InvalidName { image: image.clone(), error: short },
        Sentence::NotParsed { image: image.clone(), error: short },
        Sentence::IntentFailed { image, error: short },
        Sentence::RegistryUnavailable { image: short, rest: long },
        Sentence::SignatureFailed { image: short, rest: long },
        Sentence::StartFailed { reason: long },
        Sentence::SandboxFailed { error: long },
        Sentence::SecretsMissing { names: long },
        Sentence::CrashLoop { container: short, pod: long },
        Sentence::CrashLoopFor { window, container: short, pod: long },
    ];
    let mut all = all.into_iter().chain(spelled.map(Sentence::Created)).chain(spelled.map(Sentence::Started));
    all.nth(number)
}

const SENTENCES: usize = 26;

#[test]
fn the_law_is_asked_of_every_sentence() {
    assert!(sentence(SENTENCES - 1, ("", ""), Took::Unsaid, Duration::ZERO).is_some());
    assert!(sentence(SENTENCES, ("", ""), Took::Unsaid, Duration::ZERO).is_none());
}

proptest! {
    #[test]
    fn a_sentence_is_read_as_it_was_written(
        number in 0..SENTENCES, long in text(), short in bare(), took in took(), window in duration(),
    ) {
        let sentence = sentence(number, (&long, &short), took, window).expect("there are so many");
        let text = sentence.to_string();
        prop_assert_eq!(Sentence::read(&text), Some(sentence), "{}", text);
    }

    #[test]
    fn what_is_remembered_is_read_as_it_was_written(reason in "[A-Za-z]{1,30}", message in text()) {
        let remembered = Remembered { reason: &reason, message: &message };
        let text = remembered.to_string();
        prop_assert_eq!(Remembered::read(&text), Some(remembered));
    }

    #[test]
    fn any_text_is_read_without_a_panic_and_said_again(text in text(), begin in prop::sample::select(alloc::vec![
        "", "Pulling image \"", "Successfully pulled image \"x\" in ", "Container image \"", "back-off ",
        "Back-off pulling image \"x\"", "Failed to pull image \"", "Created container", "image pull failed for ",
    ])) {
        let text = begin.to_string() + &text;
        if let Some(sentence) = Sentence::read(&text) {
            let said = sentence.to_string();
            prop_assert_eq!(Sentence::read(&said), Some(sentence), "{}", said);
        }
    }
}

#[test]
fn each_release_is_read() {
    let ms = Duration::from_millis;
    let image = || Cow::Borrowed("redis:7");
    for (text, want) in [
        ("Successfully pulled image \"redis:7\"", Sentence::Pulled { image: image(), took: Took::Unsaid }),
        (
            "Successfully pulled image \"redis:7\" in 1.512s",
            Sentence::Pulled { image: image(), took: Took::Pull(ms(1_512)) },
        ),
        (
            "Successfully pulled image \"redis:7\" in 95ms (1.2s including waiting). Image size: 27 bytes.",
            Sentence::Pulled {
                image: image(),
                took: Took::Sized { pull: ms(95), total: ms(1_200), bytes: 27 },
            },
        ),
        ("Failed to pull image \"redis:7\":", Sentence::PullFailed { image: image(), error: "" }),
        (
            "couldn't parse image reference \"redis:7\": invalid",
            Sentence::NotParsed { image: image(), error: "invalid" },
        ),
        ("Failed create pod sandbox: x", Sentence::SandboxFailed { error: "x" }),
        ("Created container app", Sentence::Created(Spelled::Plain("app"))),
        ("Created container: app", Sentence::Created(Spelled::Colon("app"))),
        ("Container created", Sentence::Created(Spelled::Unnamed)),
        ("Container started", Sentence::Started(Spelled::Unnamed)),
        (
            "back-off 5m0s restarting failed container=app pod=web_default(7f3c)",
            Sentence::CrashLoopFor { window: ms(300_000), container: "app", pod: "web_default(7f3c)" },
        ),
    ] {
        assert_eq!(Sentence::read(text), Some(want), "{text}");
    }
    for text in [
        "",
        "Pulling image redis:7",
        "Pulling image \"redis:7\" now",
        "Pulling image \"redis:7",
        "Successfully pulled image \"redis:7\" in a moment",
        "Successfully pulled image \"redis:7\" in 1s (1s including waiting). Image size: +5 bytes.",
        "Container image \"redis:7\" is somewhere",
        "image pull failed for redis:7 because of the weather",
        "Back-off pulling image \"redis:7\" again",
    ] {
        assert_eq!(Sentence::read(text), None, "{text}");
    }
}
