//! Where a text has secrets: what [`Redacted`](super::Redacted) promises to leave out, and no more.

use alloc::vec::Vec;
use core::ops::Range;

/// What stands for a secret.
pub(crate) const SECRET: &str = "<redacted>";

/// Where the secrets of a text are: in order, and apart from each other.
pub(crate) fn secrets(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (start, chunk) in split(text, is_end_of_url) {
        user_information(start, chunk, &mut found);
    }
    words(text, &mut found);
    found.sort_unstable_by_key(|secret| (secret.start, secret.end));
    found.dedup_by(|next, last| {
        let meets = next.start < last.end;
        if meets {
            last.end = last.end.max(next.end);
        }
        meets
    });
    found
}

/// The parts between separators, each with its place.
fn split(text: &str, is_end: fn(char) -> bool) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive(is_end).map(move |part| {
        let start = at;
        at += part.len();
        (start, part.trim_end_matches(is_end))
    })
}

fn is_end_of_url(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | '\\')
}

/// What separates words, parameters and their values.
fn is_end(c: char) -> bool {
    is_end_of_url(c) || matches!(c, '(' | ')' | '{' | '}' | ',' | ';' | '&' | '?' | '#')
}

/// The user information of every URL in a text without blanks and quotes.
fn user_information(start: usize, chunk: &str, found: &mut Vec<Range<usize>>) {
    let Some(last_at) = chunk.rfind('@') else { return };
    let mut from = 0;
    while let Some(slashes) = chunk.get(from..).and_then(|rest| rest.find("//")) {
        let begin = from + slashes + 2;
        let rest = chunk.get(begin..).unwrap_or_default();
        let authority = rest.get(..rest.find(['/', '?', '#']).unwrap_or(rest.len())).unwrap_or_default();
        from = begin + authority.len();
        // A password with a slash in it ends the authority too early, in what is then no port.
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let is_cut = last_at >= from && has_bad_port(host);
        let end = if is_cut { Some(last_at) } else { authority.rfind('@').map(|at| begin + at) };
        let Some(end) = end.filter(|&end| end > begin) else { continue };
        let after = chunk.get(end + 1..).unwrap_or_default();
        // Only up to the next slash, so that no part is looked at twice.
        if !is_digest(after.split('/').next().unwrap_or_default()) {
            found.push(start + begin..start + end);
            from = from.max(end);
        }
    }
}

fn has_bad_port(authority: &str) -> bool {
    let port = authority.rsplit_once(':').map(|(_, port)| port);
    port.is_some_and(|port| !authority.ends_with(']') && port.bytes().any(|b| !b.is_ascii_digit()))
}

/// Whether a text after an `@` is a digest, as in `name:tag@sha256:…`, where a host would stand. A cut one begins with an
/// algorithm, and what follows is not a port.
fn is_digest(text: &str) -> bool {
    text.split_once(':').is_some_and(|(name, hex)| {
        let is_port = !hex.is_empty() && hex.len() <= 5 && hex.bytes().all(|b| b.is_ascii_digit());
        let is_cut = !is_port && matches!(name, "sha256" | "sha384" | "sha512");
        (is_cut || hex.len() >= 32) && !hex.contains(['/', '.'])
    })
}

/// Headers, parameters and members, options, and users without a scheme.
fn words(text: &str, found: &mut Vec<Range<usize>>) {
    // The word before, and what stood before that with its end.
    let mut before = "";
    let mut name = ("", 0);
    let mut after_value = 0;
    // What the words before this one make of it.
    let mut next = Next::Word;
    let mut is_login = false;
    for (start, word) in split(text, is_end) {
        if word.is_empty() || start < after_value {
            continue;
        }
        let whole = start..start + word.len();
        is_login = is_login || word == "login";
        let is_secret = match next {
            Next::Word => false,
            Next::Secret => !word.starts_with('-'),
            Next::OfHeader => !is_prose(word),
            Next::Random => looks_random(word),
            Next::Scheme => !is_scheme(word) && looks_random(word),
        };
        let is_header = next == Next::Scheme && is_scheme(word);
        next = if is_header { Next::OfHeader } else { after(text, word, whole.end, is_login) };
        if is_secret && !is_left_out(text, &whole) {
            let end = start + in_quotes(text, start).unwrap_or(word.len());
            found.push(start..end);
            after_value = end;
            next = Next::Word;
        } else if ["bearer", "basic"].iter().any(|scheme| before.eq_ignore_ascii_case(scheme))
            && looks_like_a_token(word)
        {
            found.push(whole.clone());
        } else if before == ":"
            && is_parameter(name.0)
            && is_quote(text, name.1)
            && ends_in_quote(text, start)
        {
            let rest = text.get(start..).unwrap_or_default();
            let end = start + rest.find(['"', '\\']).unwrap_or(rest.len());
            found.push(start..end);
            after_value = end;
        } else {
            in_word(start, word, found);
        }
        if word != ":" {
            name = (word, whole.end);
        }
        before = word;
    }
}

/// What a word makes of the one after it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Word,
    /// A secret, whatever it looks like.
    Secret,
    /// One if it looks like nothing else.
    Random,
    /// The scheme of a header, or a secret without one.
    Scheme,
    /// What follows a scheme.
    OfHeader,
}

fn after(text: &str, word: &str, end: usize, is_login: bool) -> Next {
    if let Some(option) = word.strip_prefix("--").filter(|option| !option.contains('=')) {
        return if is_option(option) { Next::Secret } else { Next::Word };
    }
    if word == "-p" && is_login {
        return Next::Secret;
    }
    // What follows `PASSWORD=` in quotes.
    if let Some(names) = word.strip_suffix('=') {
        let name = names.rsplit_once('=').map_or(names, |(_, name)| name);
        let is_quoted = text.get(end..).is_some_and(has_quoted);
        return if is_quoted && is_parameter(name.trim_start_matches('-')) {
            Next::Secret
        } else {
            Next::Word
        };
    }
    let Some(name) = word.strip_suffix(':') else { return Next::Word };
    // `host:` of a place, and a quote after it, are something else.
    let is_value = text.get(end..).is_some_and(|rest| rest.starts_with(' '));
    if !is_value {
        Next::Word
    } else if is_name(name, "authorization") || is_name(name, "proxy-authorization") {
        Next::Scheme
    } else if OF_CONFIGURATIONS.iter().any(|known| is_name(name, known)) {
        Next::Secret
    } else if is_parameter(name) {
        Next::Random
    } else {
        Next::Word
    }
}

/// Whether a text begins with a quoted one that is not empty.
fn has_quoted(text: &str) -> bool {
    let mut signs = text.chars().filter(|c| *c != '\\');
    match (signs.next(), signs.next()) {
        (Some(quote @ ('"' | '\'')), Some(first)) => first != quote,
        _ => false,
    }
}

/// Whether a secret has been left out here.
fn is_left_out(text: &str, word: &Range<usize>) -> bool {
    text.get(..word.start).is_some_and(|before| before.ends_with('<'))
        && text.get(word.start.saturating_sub(1)..).is_some_and(|rest| rest.starts_with(SECRET))
}

/// How much stands up to the quote that closes the one before this place.
fn in_quotes(text: &str, start: usize) -> Option<usize> {
    let quote = text.get(..start)?.chars().next_back().filter(|c| matches!(c, '"' | '\''))?;
    // In vain at most once for each of both, for the next one of a kind closes the one before.
    text.get(start..)?.find([quote, '\n', '\\'])
}

/// Whether a quote, or the escape of one, follows a place.
fn is_quote(text: &str, at: usize) -> bool {
    text.get(at..).is_some_and(|rest| rest.starts_with(['"', '\\']))
}

fn ends_in_quote(text: &str, at: usize) -> bool {
    text.get(..at).is_some_and(|before| before.ends_with('"'))
}

/// Whether two names are one, as `X-Registry-Auth` and `x_registry_auth`.
fn is_name(name: &str, known: &str) -> bool {
    let same = |byte: u8| if byte == b'_' { b'-' } else { byte.to_ascii_lowercase() };
    name.len() == known.len() && name.bytes().map(same).eq(known.bytes().map(same))
}

/// Whether what is called so is a secret.
fn is_parameter(name: &str) -> bool {
    PARAMETERS.iter().any(|parameter| is_name(name, parameter))
        || OF_CONFIGURATIONS.iter().any(|known| is_name(name, known))
        || ends_as_a_secret(name)
}

/// Whether the last word of a name says that it is a secret; the name of a pull secret is none.
fn ends_as_a_secret(name: &str) -> bool {
    LAST_WORDS.iter().any(|word| {
        let start = name.len().saturating_sub(word.len());
        let Some((before, end)) = name.split_at_checked(start) else { return false };
        let is_of_a_pull =
            || before.get(before.len().saturating_sub(5)..).is_some_and(|last| is_name(last, "pull-"));
        is_name(end, word) && before.ends_with(['_', '-', '.']) && !is_of_a_pull()
    })
}

fn is_option(name: &str) -> bool {
    let is_of_registries = ["creds", "src-creds", "dest-creds"].iter().any(|known| is_name(name, known));
    // `--secret` of a build has an id and a file.
    is_of_registries || is_parameter(name) && !["secret", "policy"].contains(&name)
}

fn is_scheme(word: &str) -> bool {
    let schemes = ["basic", "bearer", "digest", "negotiate", "ntlm", "token"];
    schemes.iter().any(|scheme| word.eq_ignore_ascii_case(scheme))
}

/// Whether it is a word of prose.
fn is_prose(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b':' | b'.' | b'-'))
}

/// Whether it can be nothing but a key: no word, no address, no version, no URL.
fn looks_random(word: &str) -> bool {
    let is_of_key =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'_' | b'-');
    word.len() >= 8
        && word.bytes().all(is_of_key)
        && word.bytes().any(|byte| byte.is_ascii_alphabetic())
        && (word.bytes().any(|byte| byte.is_ascii_digit()) || word.ends_with('='))
}

/// A word of prose after `Bearer` is not one, nor is the `realm="` of a challenge.
fn looks_like_a_token(word: &str) -> bool {
    let word = word.trim_end_matches([':', '.']);
    word.len() >= 6 && !word.ends_with('=') && word.bytes().any(|b| !b.is_ascii_lowercase())
        || word.len() >= 6 && word.ends_with("==")
}

fn in_word(start: usize, word: &str, found: &mut Vec<Range<usize>>) {
    let mut at = start;
    // A URL inside another is escaped.
    for part in word.split("%26") {
        let escaped = part.find("%3D").or_else(|| part.find("%3d")).map(|at| (at, 3));
        let plain = part.match_indices('=').map(|(at, _)| (at, 1));
        let mut from = 0;
        for (sign, len) in plain.chain(escaped) {
            let name = part.get(from..sign).or_else(|| part.get(..sign)).unwrap_or_default();
            from = sign + len;
            let name =
                name.rsplit_once("%3F").or_else(|| name.rsplit_once("%3f")).map_or(name, |(_, name)| name);
            let value = part.get(sign + len..).unwrap_or_default();
            let is_switch = matches!(value, "" | "true" | "false");
            if !is_switch && is_parameter(name.trim_start_matches('-')) {
                found.push(at + sign + len..at + part.len());
                break;
            }
        }
        at += part.len() + "%26".len();
    }
    let token = word.find("eyJ").filter(|&at| word.len() - at >= 20);
    if let Some(token) = token.filter(|&at| {
        !word.get(..at).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_alphanumeric()))
    }) {
        found.push(start + token..start + word.len());
    }
    if let Some((before, host)) = word.rsplit_once('@')
        && !is_digest(host)
    {
        let user = before.rfind('/').map_or(0, |at| at + 1);
        if before.get(user..).is_some_and(|user| user.contains(':')) {
            found.push(start + user..start + before.len());
        }
    }
}

/// Parameters of presigned URLs and members of docker configs; `_` is as good as `-`.
const PARAMETERS: [&str; 14] = [
    "x-amz-signature",
    "x-amz-credential",
    "x-goog-signature",
    "x-goog-credential",
    "signature",
    "sig",
    "awsaccesskeyid",
    "policy",
    "token",
    "password",
    "passwd",
    "passphrase",
    "secret",
    "auth",
];

/// Names that no prose has before a colon.
const OF_CONFIGURATIONS: [&str; 12] = [
    "identitytoken",
    "registrytoken",
    "x-registry-auth",
    "x-registry-config",
    "access-token",
    "refresh-token",
    "id-token",
    "client-secret",
    "secretaccesskey",
    "aws-secret-access-key",
    "aws-session-token",
    "apikey",
];

/// What a name ends in, after a sign, if it is one of a secret.
const LAST_WORDS: [&str; 9] = [
    "password",
    "passwd",
    "passphrase",
    "token",
    "secret",
    "api-key",
    "private-key",
    "access-key",
    "secretkey",
];
