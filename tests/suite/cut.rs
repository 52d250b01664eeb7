//! Messages that were cut.

use pullspec::cause::CauseRule;
use pullspec::{Cause, classify};

const HEAD: &str = "failed to pull and unpack image \"reg.harbourlight.example/pier/crane:4.2\": ";

#[test]
fn a_message_cut_in_its_last_word_is_known() {
    for (end, cause) in [
        ("reg.harbourlight.example/pier/crane:4.2: not fo", Cause::TagNotFound),
        ("net/http: TLS handshake timeou", Cause::Timeout),
        ("dial tcp 192.0.2.1:443: connect: connection ref", Cause::ConnectionRefused),
        ("write /var/lib/x: no space left on dev…", Cause::DiskFull),
        ("dial tcp: no such ho...", Cause::DnsFailure),
    ] {
        let message = format!("{HEAD}{end}");
        let verdict = classify(None, &message);
        assert_eq!(verdict.cause(), cause, "{message}");
    }
}

#[test]
fn a_beginning_that_may_go_on_in_two_ways_says_nothing() {
    // "refused" and "reset by peer"; a single letter; half of the only word.
    for end in ["connection re", "connection r", "not f", "unauthor", "connection", "manifest-not fo"] {
        assert_eq!(classify(None, &format!("{HEAD}{end}")).cause(), Cause::NoDetail, "{end}");
    }
}

#[test]
fn a_column_that_is_too_narrow_changes_nothing() {
    for (message, cause) in [
        ("net/http: TLS handshake\n            timeout", Cause::Timeout),
        ("dial tcp 192.0.2.1:443: connect: no route  \n   to host", Cause::NetworkUnreachable),
    ] {
        assert_eq!(classify(None, &format!("{HEAD}{message}")).cause(), cause, "{message}");
    }
    // A line of its own stays one.
    assert_eq!(classify(None, &format!("{HEAD}500 layers\nunauthorized")).cause(), Cause::AuthRequired);
}

#[test]
fn what_is_said_before_the_cut_comes_first() {
    let cut = classify(None, "unauthorized: authentication required: not fo");
    assert_eq!(cut.cause(), Cause::AuthRequired);
}

/// A cut text means what the whole does, or what the words that are left mean, or nothing; unless it is a text itself.
#[test]
fn no_text_of_the_table_means_something_else_when_cut() {
    let bare = |text: &'static str| text.trim_start_matches('^').trim_end_matches('$');
    let texts: Vec<_> = CauseRule::all().flat_map(CauseRule::texts).map(bare).collect();
    let plain = texts.iter().filter(|text| !text.contains(['#', '*', ':']));
    for (text, (head, last)) in plain.filter_map(|text| Some((text, text.rsplit_once(' ')?))) {
        let (whole, left) = (classify(None, text).cause(), classify(None, head).cause());
        for beginning in (2..last.len()).filter_map(|end| last.get(..end)) {
            let cut = format!("{head} {beginning}");
            let verdict = classify(None, &cut);
            let cause = verdict.cause();
            assert!(
                [whole, left, Cause::NoDetail].contains(&cause)
                    || verdict.rule().is_none()
                    || texts.iter().any(|text| cut.ends_with(text)),
                "{cut}: {cause}, not {whole}"
            );
        }
    }
}

#[test]
fn an_indented_line_that_is_an_error_of_its_own_is_read_as_one() {
    for (text, cause) in [
        ("pulling failed\n  toomanyrequests: slow down", Cause::RateLimited),
        ("error pulling\n  unauthorized", Cause::AuthRequired),
        ("Get \"https://reg.example/v2/\": EOF\n  reason: ErrImagePull", Cause::ConnectionReset),
    ] {
        assert_eq!(classify(None, text).cause(), cause, "{text}");
    }
}
