//! Secrets in the messages of runtimes and registries, left out where people see them.
//!
//! A message may carry what a request carried: user information of a URL, a header with a token, the signature of a
//! presigned URL. What is left out here is exactly: `user:password@` before a host, the word after `Bearer` and `Basic`
//! if it looks like a token, and the values of the parameters in [`PARAMETERS`].

use core::fmt;

/// A text with `<redacted>` for each secret.
pub(super) struct Redacted<'t>(pub(super) &'t str);

/// Parameters of presigned URLs and of token requests, in lower case.
const PARAMETERS: [&str; 18] = [
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
];

const SECRET: &str = "<redacted>";

impl fmt::Display for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        let mut before = "";
        while !rest.is_empty() {
            let end = rest.find(is_end).unwrap_or(rest.len());
            let (word, after) = rest.split_at_checked(end).unwrap_or_default();
            let is_scheme = ["bearer", "basic"].iter().any(|scheme| before.eq_ignore_ascii_case(scheme));
            if is_scheme && looks_like_a_token(word) {
                f.write_str(SECRET)?;
            } else {
                write_word(f, word)?;
            }
            if !word.is_empty() {
                before = word;
            }
            let mut chars = after.chars();
            if let Some(end) = chars.next() {
                write!(f, "{end}")?;
            }
            rest = chars.as_str();
        }
        Ok(())
    }
}

/// What separates words, parameters and their values.
fn is_end(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | '(' | ')' | ',' | ';' | '&' | '?' | '\\')
}

/// A word of prose after `Bearer` is not one, nor is the `realm="` of a challenge.
fn looks_like_a_token(word: &str) -> bool {
    word.len() >= 6 && !word.ends_with('=') && word.bytes().any(|b| !b.is_ascii_lowercase())
        || word.len() >= 6 && word.ends_with("==")
}

fn write_word(f: &mut fmt::Formatter<'_>, word: &str) -> fmt::Result {
    if let Some((name, value)) = word.split_once('=')
        && !value.is_empty()
        && PARAMETERS.iter().any(|parameter| name.eq_ignore_ascii_case(parameter))
    {
        return write!(f, "{name}={SECRET}");
    }
    let Some((before, host)) = word.rsplit_once('@') else { return f.write_str(word) };
    let start = before.rfind('/').map_or(0, |at| at.saturating_add(1));
    let (scheme, user) = before.split_at_checked(start).unwrap_or_default();
    // `name:tag@sha256:…` has a digest where a host would stand.
    let is_digest = host.split_once(':').is_some_and(|(_, hex)| hex.len() >= 32 && !hex.contains(['/', '.']));
    if user.contains(':') && !is_digest { write!(f, "{scheme}{SECRET}@{host}") } else { f.write_str(word) }
}

#[cfg(test)]
mod tests {
    use super::Redacted;
    use std::string::ToString;

    #[track_caller]
    fn shows(text: &str, shown: &str) {
        assert_eq!(Redacted(text).to_string(), shown);
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
    }

    #[test]
    fn what_is_no_secret_stays() {
        let digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
        for text in [
            "Www-Authenticate: Bearer realm=\"https://auth.example/token\",service=\"registry\"",
            "the bearer token was refused",
            "user@example.com",
            "https://quay.io/v2/team/app/manifests/1?ns=quay.io",
            "",
            " \n",
        ] {
            shows(text, text);
        }
        let pinned = std::format!("failed to resolve quay.io:443/team/app:1@sha256:{digest}: not found");
        shows(&pinned, &pinned);
    }
}
