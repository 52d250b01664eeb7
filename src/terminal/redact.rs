//! Secrets in the messages of runtimes and registries, left out where people see them.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write};
use core::ops::Range;

use super::{write_escaped, write_quoted};

/// A text with `<redacted>` for each secret that a request, a command or a configuration may have put into it.
///
/// What is left out is exactly this, and no more is promised:
///
/// - whatever stands between `//` and the last `@` of a URL's authority, and `user:password@` without a scheme, unless a
///   digest follows the `@`;
/// - the word after `Bearer` and `Basic`, if it looks like a token, and what an `Authorization` or `Proxy-Authorization`
///   header has after its scheme, unless that is a word of prose;
/// - the value of a parameter (`name=value`, also with `%3D`, and in quotes) or of a member (`"name": "value"`) whose name is
///   one of presigned URLs and token requests (`X-Amz-Signature`, `X-Amz-Credential`, `X-Amz-Security-Token`,
///   `X-Goog-Signature`, `X-Goog-Credential`, `Signature`, `sig`, `AWSAccessKeyId`, `Policy`, `auth`, `identitytoken`,
///   `registrytoken`, `X-Registry-Auth`), or is or ends in `password`, `passwd`, `passphrase`, `token`, `secret`, `api_key`,
///   `private_key`, `access_key` after `_`, `-` or `.`, in any case (`AWS_SECRET_ACCESS_KEY`); not the name of a pull secret;
/// - the value of `name: value` for those of them that are no words of prose (`identitytoken`, `client_secret`), and for the
///   others if it looks like nothing else;
/// - the word after an option of these names (`--docker-password X`), after `--creds`, and after `-p` of a `login`;
/// - JSON in base64, which tokens begin with (`eyJ…`).
///
/// ```
/// use pullspec::api::Redacted;
/// let text = "Get \"https://robot:hunter2@quay.io/v2/?sig=c2VjcmV0\": EOF";
/// assert_eq!(Redacted(text).to_string(), "Get \"https://<redacted>@quay.io/v2/?sig=<redacted>\": EOF");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Redacted<'t>(pub &'t str);

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

    /// What commands, headers and configurations call a secret.
    #[test]
    fn secrets_of_commands_headers_and_configurations_are_left_out() {
        for (text, shown) in [
            ("Proxy-Authorization: Basic dTpw", "Proxy-Authorization: Basic <redacted>"),
            ("> proxy-authorization: Basic hunter2 failed", "> proxy-authorization: Basic <redacted> failed"),
            ("Authorization: Negotiate YII=", "Authorization: Negotiate <redacted>"),
            ("authorization: dTpwYXNzd29yZDE=", "authorization: <redacted>"),
            ("identitytoken: hunter", "identitytoken: <redacted>"),
            (r#"{"identitytoken":"hunter 2"}"#, r#"{"identitytoken":"<redacted>"}"#),
            (r#"{\"registrytoken\": \"hunter2\"}"#, r#"{\"registrytoken\": \"<redacted>\"}"#),
            ("PASSWORD='hunter 2' docker pull x", "PASSWORD='<redacted>' docker pull x"),
            ("REGISTRY_PASSWORD=\"hunter2\" x", "REGISTRY_PASSWORD=\"<redacted>\" x"),
            ("PASSWORD=\\\"hunter2\\\" x", "PASSWORD=\\\"<redacted>\\\" x"),
            ("PASSWORD='hunter2", "PASSWORD='<redacted>"),
            ("--docker-password hunter2 --docker-email=x", "--docker-password <redacted> --docker-email=x"),
            ("--docker-password='hunter 2' x", "--docker-password='<redacted>' x"),
            ("--docker-password=hunter2 x", "--docker-password=<redacted> x"),
            ("--password hunter2", "--password <redacted>"),
            ("docker login -u robot -p hunter2 quay.io", "docker login -u robot -p <redacted> quay.io"),
            ("skopeo inspect --creds robot:hunter2 x", "skopeo inspect --creds <redacted> x"),
            ("--from-literal=password=hunter2", "--from-literal=password=<redacted>"),
            ("AWS_SECRET_ACCESS_KEY=wJal/rXU EOF", "AWS_SECRET_ACCESS_KEY=<redacted> EOF"),
            ("aws_session_token: FwoG ", "aws_session_token: <redacted> "),
            ("X-Registry-Auth: abc", "X-Registry-Auth: <redacted>"),
            ("?client_secret=abc&x=1", "?client_secret=<redacted>&x=1"),
            ("GITHUB_TOKEN=ghp_1 x", "GITHUB_TOKEN=<redacted> x"),
            ("auth: dTpwYXNzd29yZA==", "auth: <redacted>"),
            ("password: hunter2hunter2", "password: <redacted>"),
        ] {
            shows(text, shown);
        }
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
            "failed to fetch anonymous token: unexpected status from GET request: 401 Unauthorized",
            "failed to fetch oauth token: Post \"https://auth.example/token\": EOF",
            "may require authorization: authorization failed: no basic auth credentials",
            "invalid username or password: Unauthorized",
            "Proxy-Authorization: Basic auth was refused",
            "imagePullSecret=regcred image-pull-secret=regcred --image-pull-secret regcred",
            "secret: no such host, token: HTTP/1.1 401, auth: EOF",
            "https://auth.example/token?offline_token=true&service=registry",
            "docker run -p 80:80 x; --secret id=npm",
            r#"pod="apps/web-0" secret="" err="secret \"acr-pull\" not found" token=''"#,
            "Requesting bearer token: invalid status code from registry 403",
            "no token in bearer response: {}",
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
        for unit in [
            "//a@",
            "//a:b@sha256:",
            "a:b@",
            "//a:b/",
            "sig=",
            "eyJ",
            "\"token\":\"",
            "Bearer Bearer1 ",
            "password='",
            "--password ",
            "a=",
            "authorization: Basic ",
            "a_token=\"",
        ] {
            let text = unit.repeat(200_000);
            let shown = Redacted(&text).to_string();
            assert!(shown.len() <= text.len() * 16, "{unit}");
        }
    }
}
