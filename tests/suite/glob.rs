//! Go's `path.Match`, through familiar names: every row of the tables in Go's own documentation and its odd corners.

use pullspec::Reference;

/// A name that is its own familiar spelling.
#[track_caller]
fn matches(pattern: &str, name: &str) -> Result<bool, ()> {
    Reference::parse(name).unwrap().matches_familiar(pattern).map_err(|_| ())
}

#[test]
fn corners() {
    for (pattern, name, want) in [
        ("abc", "abc", Ok(true)),
        ("b", "ab", Ok(false)),
        ("bc", "abc", Ok(false)),
        ("*c", "abc", Ok(true)),
        ("a*", "a", Ok(true)),
        ("a*", "ab/c", Ok(false)),
        ("a*/b", "abc/b", Ok(true)),
        ("a*/b", "a/c/b", Ok(false)),
        ("a*b*c*d*e*/f", "axbxcxdxe/f", Ok(true)),
        ("a*b*c*d*e*/f", "axbxcxdxexxx/fff", Ok(false)),
        ("a*b?c*x", "abxbbxdbxebxczzx", Ok(true)),
        ("a*b?c*x", "abxbbxdbxebxczzy", Ok(false)),
        ("ab[c]", "abc", Ok(true)),
        ("[a*]b", "ab", Ok(true)),
        ("[a]*b", "axxb", Ok(true)),
        ("[a]*b", "xxb", Ok(false)),
        ("ab[b-d]", "abc", Ok(true)),
        ("ab[e-g]", "abc", Ok(false)),
        ("ab[^c]", "abc", Ok(false)),
        ("ab[^e-g]", "abc", Ok(true)),
        ("a\\*b", "ab", Ok(false)),
        ("a?b", "a/b", Ok(false)),
        ("a*b", "a/b", Ok(false)),
        ("[\\]a]", "a", Ok(true)),
        ("[\\-]", "a", Ok(false)),
        ("[x\\-]", "x", Ok(true)),
        ("[-]", "a", Err(())),
        ("[x-]", "x", Err(())),
        ("[-x]", "x", Err(())),
        ("[\\", "a", Err(())),
        ("[a-b-c]", "a", Err(())),
        ("[", "a", Err(())),
        ("[^", "a", Err(())),
        ("[^bc", "a", Err(())),
        ("a[", "a", Err(())),
        ("a[", "ab", Err(())),
        ("*x", "xxx", Ok(true)),
        ("a/b", "a/b/c", Ok(false)),
        ("*[", "zz/zz", Err(())),
        ("q*[a-\u{10ffff}]e", "quote", Ok(true)),
        ("**", "abc", Ok(true)),
        ("a**c", "abc", Ok(true)),
    ] {
        assert_eq!(matches(pattern, name), want, "{pattern:?} on {name:?}");
    }
}
