//! The `auth` field of a docker config: base64 of `user:password`, as Go's `encoding/base64` reads it.

use alloc::string::String;

use crate::go::base64;

/// What is wrong with an `auth` field, in the words of the kubelet; never what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub(super) enum AuthError {
    #[error("illegal base64 data at input byte {0}")]
    Base64(usize),
    #[error("unable to parse auth field, must be formatted as base64(username:password)")]
    NoColon,
}

/// Decodes the field (`decodeDockerConfigFieldAuth`): user name and password.
pub(super) fn decode(field: &str) -> Result<(String, String), AuthError> {
    // The padded and the plain alphabet are two decoders in Go; the last character decides between them.
    let padded = field.trim_end().ends_with('=');
    let decoded = base64::decode(field.as_bytes(), padded).map_err(AuthError::Base64)?;
    let colon = decoded.iter().position(|&b| b == b':').ok_or(AuthError::NoColon)?;
    let (user, password) = decoded.split_at_checked(colon).unwrap_or_default();
    Ok((text(user), text(password.get(1..).unwrap_or_default())))
}

/// Bytes as text, each byte that is not UTF-8 as U+FFFD: what Go sends and hashes for such a credential.
pub(super) fn text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[track_caller]
    fn user_password(field: &str, user: &str, password: &str) {
        assert_eq!(decode(field), Ok((user.into(), password.into())));
    }

    #[test]
    fn padding_is_optional_and_line_breaks_are_skipped() {
        user_password("dTpw", "u", "p");
        user_password("dXNlcjpwYXNz", "user", "pass");
        user_password("dXNlcjpwYXNzd29yZA==", "user", "password");
        user_password("dXNlcjpwYXNzd29yZA", "user", "password");
        user_password("dXNl\r\ncjpwYXNzd29yZA=\n=\n", "user", "password");
        user_password("dTpwOnE=", "u", "p:q");
        user_password("dTo", "u", "");
        user_password("dTp", "u", "");
        user_password("Og==", "", "");
    }

    #[test]
    fn bytes_that_are_not_utf8_become_replacement_characters_one_by_one() {
        // u, colon, ff, e2, 82
        user_password("dTr/4oI=", "u", "\u{fffd}\u{fffd}\u{fffd}");
    }

    #[test]
    fn errors_are_those_of_go() {
        for (field, text) in [
            ("dTpwOn=", "illegal base64 data at input byte 7"),
            ("dTpw!", "illegal base64 data at input byte 4"),
            ("dTpw0", "illegal base64 data at input byte 4"),
            ("dTpw=", "illegal base64 data at input byte 4"),
            ("dTpwd=", "illegal base64 data at input byte 5"),
            ("dTpwdX=a=", "illegal base64 data at input byte 6"),
            ("dTpwOnE=dTpwOnE=", "illegal base64 data at input byte 8"),
            ("dTpw ", "illegal base64 data at input byte 4"),
            ("dTpwOnE= ", "illegal base64 data at input byte 8"),
            ("Zm9vYmFy", "unable to parse auth field, must be formatted as base64(username:password)"),
            ("", "unable to parse auth field, must be formatted as base64(username:password)"),
        ] {
            assert_eq!(decode(field).map_err(|e| e.to_string()), Err(text.to_string()), "{field:?}");
        }
    }
}
