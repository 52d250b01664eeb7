//! Secrets in the messages of runtimes and registries, left out where people see them.

use alloc::string::String;
use core::fmt::{self, Write};

use super::secrets::{SECRET, secrets};
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
