//! `*` inside a component or a tag.

/// Whether the text is the pattern with any characters for each `*`.
///
/// Takes at most the product of the two lengths, each of which the grammar limits to 255.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let Some((before, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some((between, after)) = rest.rsplit_once('*').or(Some(("", rest))) else { return false };
    let inner = text.strip_prefix(before).and_then(|text| text.strip_suffix(after));
    // The leftmost place is as good as any: what follows it is the longest that can follow.
    inner.is_some_and(|text| {
        between
            .split('*')
            .try_fold(text, |text, part| text.find(part).and_then(|at| text.get(at + part.len()..)))
            .is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_stand_for_any_characters() {
        for (pattern, text, want) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("*", "", true),
            ("*", "abc", true),
            ("app-*", "app-", true),
            ("app-*", "app-x", true),
            ("app-*", "app", false),
            ("app-*", "myapp-x", false),
            ("*-app", "my-app", true),
            ("*-app", "my-apps", false),
            ("a*a", "a", false),
            ("a*a", "aa", true),
            ("a*b*c", "abc", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "acb", false),
            ("a*bb*b", "abb", false),
            ("a*bb*b", "abbb", true),
            ("v1.*", "v10.1", false),
            ("v1.*", "v1.", true),
        ] {
            assert_eq!(matches(pattern, text), want, "{pattern} on {text}");
        }
    }
}
