//! Secrets in the messages of runtimes and registries, left out where people see them.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write};
use core::ops::Range;

use super::{write_escaped, write_quoted};

/// A text with `<redacted>` for each secret that a request may have put into it.
///
/// What is left out is exactly this, and no more is promised:
///
/// - whatever stands between `//` and the last `@` of a URL's authority, and `user:password@` without a scheme, unless a
///   digest follows the `@`;
/// - the word after `Bearer` and `Basic`, if it looks like a token;
/// - the value of a parameter (`name=value`, also with `%3D`) or of a member (`"name": "value"`) whose name is one of
///   presigned URLs and token requests: `X-Amz-Signature`, `X-Amz-Credential`, `X-Amz-Security-Token`,
///   `X-Goog-Signature`, `X-Goog-Credential`, `Signature`, `sig`, `AWSAccessKeyId`, `Policy`, `token`, `access_token`,
///   `refresh_token`, `id_token`, `identitytoken`, `client_secret`, `password`, `passwd`, `secret`, `auth`;
/// - JSON in base64, which tokens begin with (`eyJ…`).
///
/// ```
/// use pullspec::api::Redacted;
/// let text = "Get \"https://robot:hunter2@quay.io/v2/?sig=c2VjcmV0\": EOF";
/// assert_eq!(Redacted(text).to_string(), "Get \"https://<redacted>@quay.io/v2/?sig=<redacted>\": EOF");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Redacted<'t>(pub &'t str);

/// Parameters of presigned URLs and of token requests, in lower case.
const PARAMETERS: [&str; 19] = [
    "x-amz-signature",
    "x-amz-credential",
    "x-amz-security-token",
    "x-goog-signature",
    "x-goog-credential",
    "signature",
    "sig",
    "awsaccesskeyid",
    "policy",
    "token",
    "access_token",
    "refresh_token",
    "id_token",
    "identitytoken",
    "client_secret",
    "password",
    "passwd",
    "secret",
    "auth",
];

/// What stands for a secret.
pub(crate) const SECRET: &str = "<redacted>";

impl Redacted<'_> {
    /// Hands out the text in pieces, with [`SECRET`] for each secret.
    pub(crate) fn each_piece(&self, mut piece: impl FnMut(&str) -> fmt::Result) -> fmt::Result {
        let mut from = 0;
        for secret in secrets(self.0) {
            piece(self.0.get(from..secret.start).unwrap_or_default())?;
            piece(SECRET)?;
            from = secret.end;
        }
        piece(self.0.get(from..).unwrap_or_default())
    }
}

impl fmt::Display for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.each_piece(|piece| f.write_str(piece))
    }
}

impl fmt::Debug for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        self.each_piece(|piece| write_quoted(f, piece))?;
        f.write_char('"')
    }
}

/// A value whose `Debug` is written without the secrets in it, and without the fillers that the standard library takes
/// for letters.
pub(crate) struct Quiet<'v, T>(pub(crate) &'v T);

impl<T: fmt::Debug> fmt::Debug for Quiet<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        if f.alternate() {
            write!(text, "{:#?}", self.0)?;
        } else {
            write!(text, "{:?}", self.0)?;
        }
        Redacted(&text).each_piece(|piece| {
            // The lines are those of the value, not of its texts.
            piece.chars().try_for_each(|c| if c == '\n' { f.write_char(c) } else { write_escaped(f, c) })
        })
    }
}

/// Writes `Debug` of a struct as deriving would, without secrets.
macro_rules! quiet_debug {
    ($name:ident $(<$life:lifetime>)? { $($field:ident),+ $(,)? }) => {
        impl $(<$life>)? core::fmt::Debug for $name $(<$life>)? {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                // A new field does not compile before it stands here.
                let Self { $($field),+ } = self;
                f.debug_struct(stringify!($name))
                    $(.field(stringify!($field), &crate::terminal::Quiet($field)))+
                    .finish()
            }
        }
    };
}
pub(crate) use quiet_debug;

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

/// Headers, parameters and members, and users without a scheme.
fn words(text: &str, found: &mut Vec<Range<usize>>) {
    // The word before, and what stood before that with its end.
    let mut before = "";
    let mut name = ("", 0);
    let mut after_member = 0;
    for (start, word) in split(text, is_end) {
        if word.is_empty() || start < after_member {
            continue;
        }
        let whole = start..start + word.len();
        if ["bearer", "basic"].iter().any(|scheme| before.eq_ignore_ascii_case(scheme))
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
            after_member = end;
        } else {
            in_word(start, word, found);
        }
        if word != ":" {
            name = (word, whole.end);
        }
        before = word;
    }
}

/// Whether a quote, or the escape of one, follows a place.
fn is_quote(text: &str, at: usize) -> bool {
    text.get(at..).is_some_and(|rest| rest.starts_with(['"', '\\']))
}

fn ends_in_quote(text: &str, at: usize) -> bool {
    text.get(..at).is_some_and(|before| before.ends_with('"'))
}

fn is_parameter(name: &str) -> bool {
    PARAMETERS.iter().any(|parameter| name.eq_ignore_ascii_case(parameter))
}

/// A word of prose after `Bearer` is not one, nor is the `realm="` of a challenge.
fn looks_like_a_token(word: &str) -> bool {
    word.len() >= 6 && !word.ends_with('=') && word.bytes().any(|b| !b.is_ascii_lowercase())
        || word.len() >= 6 && word.ends_with("==")
}

fn in_word(start: usize, word: &str, found: &mut Vec<Range<usize>>) {
    let mut at = start;
    // A URL inside another is escaped.
    for part in word.split("%26") {
        let plain = part.find('=').map(|at| (at, 1));
        let escaped = part.find("%3D").or_else(|| part.find("%3d")).map(|at| (at, 3));
        for (sign, len) in plain.into_iter().chain(escaped) {
            let name = part.get(..sign).unwrap_or_default();
            let name =
                name.rsplit_once("%3F").or_else(|| name.rsplit_once("%3f")).map_or(name, |(_, name)| name);
            if is_parameter(name) && sign + len < part.len() {
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

#[cfg(test)]
mod tests {
    use super::{Quiet, Redacted};
    use std::string::ToString;

    #[track_caller]
    fn shows(text: &str, shown: &str) {
        assert_eq!(Redacted(text).to_string(), shown);
        // What is written once stays as it is.
        assert_eq!(Redacted(shown).to_string(), shown);
    }

    #[test]
    fn secrets_are_left_out() {
        shows(
            "Get \"https://robot:hunter2@quay.io/v2/\": EOF",
            "Get \"https://<redacted>@quay.io/v2/\": EOF",
        );
        shows(
            "proxyconnect to http://u:p@w@proxy:3128: refused",
            "proxyconnect to http://<redacted>@proxy:3128: refused",
        );
        shows("Authorization: Bearer eyJhbGciOi.x.y failed", "Authorization: Bearer <redacted> failed");
        shows("authorization: basic dTpwYXNzd29yZA==", "authorization: basic <redacted>");
        shows(
            "Get \"https://s3.example/b?X-Amz-Date=1&X-Amz-Signature=abc&x=1\"",
            "Get \"https://s3.example/b?X-Amz-Date=1&X-Amz-Signature=<redacted>&x=1\"",
        );
        shows("robot:hunter2@quay.io/team/app", "<redacted>@quay.io/team/app");
        shows("https://ghp_0123@quay.io:443/app: EOF", "https://<redacted>@quay.io:443/app: EOF");
        shows("docker://robot:hun(ter2@quay.io/x", "docker://<redacted>@quay.io/x");
        shows("HTTPS://robot:hun/ter2@quay.io/x", "HTTPS://<redacted>@quay.io/x");
        shows("https://robot:hun#t?er2@quay.io/x", "https://<redacted>@quay.io/x");
        shows("//robot:hunter2@quay.io", "//<redacted>@quay.io");
        shows("nginx:latest@sha256:abcd, app:1.2@sha256:", "nginx:latest@sha256:abcd, app:1.2@sha256:");
        shows("robot:hunter2@sha256:443/x", "<redacted>@sha256:443/x");
        shows("a=http://a:b@c,d=http://e:f@g", "a=http://<redacted>@c,d=http://<redacted>@g");
        shows(
            r#"body: {"token": "abc", "expires_in": 3}"#,
            r#"body: {"token": "<redacted>", "expires_in": 3}"#,
        );
        shows(r#"body: {\"access_token\":\"a,b\"}"#, r#"body: {\"access_token\":\"<redacted>\"}"#);
        shows(
            "u=https%3A%2F%2Fx%3FX-Amz-Signature%3Dabc%26y=1",
            "u=https%3A%2F%2Fx%3FX-Amz-Signature%3D<redacted>%26y=1",
        );
        shows("x-registry-auth: eyJ1c2VybmFtZSI6InJvYm90In0=", "x-registry-auth: <redacted>");
    }

    #[test]
    fn what_is_not_a_secret_stays() {
        let digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
        for text in [
            "Www-Authenticate: Bearer realm=\"https://auth.example/token\",service=\"registry\"",
            "the bearer token was refused",
            "user@example.com",
            "invalid username or password: denied",
            "docker://quay.io:443/team/app@v1",
            "https://[::1]:5000/v2/a@b",
            "https://quay.io/v2/team/app/manifests/1?ns=quay.io",
            "",
            " \n",
        ] {
            shows(text, text);
        }
        let pinned = std::format!("failed to resolve quay.io:443/team/app:1@sha256:{digest}: not found");
        shows(&pinned, &pinned);
        let transport = std::format!("docker://quay.io:443/team/app:1@sha256:{digest}");
        shows(&transport, &transport);
    }

    #[test]
    fn a_debug_text_is_quoted_and_escaped() {
        assert_eq!(std::format!("{:?}", Redacted("//a:b@c\u{1b}\"")), "\"//<redacted>@c\\u{1b}\\\"\"");
        assert_eq!(std::format!("{:?}", Quiet(&Some("//a:b@c"))), "Some(\"//<redacted>@c\")");
    }

    #[test]
    fn many_urls_are_read_once() {
        for unit in
            ["//a@", "//a:b@sha256:", "a:b@", "//a:b/", "sig=", "eyJ", "\"token\":\"", "Bearer Bearer1 "]
        {
            let text = unit.repeat(200_000);
            let shown = Redacted(&text).to_string();
            assert!(shown.len() <= text.len() * 16, "{unit}");
        }
    }
}
