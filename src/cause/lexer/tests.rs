//! How messages are cut, piece by piece.

use alloc::string::String;

use super::{Kind, Lexer};

/// Words as they are, names in `<>`, and a mark for everything else.
fn cut(message: &str) -> String {
    let mut shown = String::new();
    for piece in Lexer::new(message) {
        let text = message.get(piece.start..piece.end).unwrap_or("?");
        shown += if shown.is_empty() { "" } else { " " };
        match piece.kind {
            Kind::Word => shown += text,
            Kind::Name => shown = shown + "<" + text + ">",
            Kind::Break => shown.push(':'),
            Kind::Line => shown.push('/'),
            Kind::Open => shown.push('('),
            Kind::Close => shown.push(')'),
            Kind::Comma => shown.push(','),
        }
    }
    shown
}

#[track_caller]
fn all_cut(rows: &[(&str, &str)]) {
    for (message, want) in rows {
        assert_eq!(cut(message), *want, "{message:?}");
    }
}

#[test]
fn clauses_end_at_colons_before_blanks_and_their_like() {
    all_cut(&[
        ("a: b", "a : b"),
        ("a:b", "a:b"),
        ("a:", "a :"),
        (":", ":"),
        (": a", ": a"),
        ("a : b", "a : b"),
        ("a :b", "a :b"),
        ("a; b", "a : b"),
        ("a - b", "a : b"),
        ("--", "--"),
        ("code = Unknown desc = x", "code = Unknown desc : x"),
        ("desc =", "desc :"),
        ("a = b", "a = b"),
        ("a\nb", "a / b"),
        ("é: ü", "é : ü"),
    ]);
}

#[test]
fn brackets_commas_and_blanks_stand_alone() {
    all_cut(&[("a, b", "a , b"), ("(a) [b] {c}", "( a ) ( b ) ( c )"), ("a\tb `c`", "a b c"), ("", "")]);
}

#[test]
fn punctuation_around_a_word_is_not_part_of_it() {
    all_cut(&[
        ("a.", "a"),
        ("a!", "a"),
        ("a...", "a"),
        ("'a'", "a"),
        ("'ab' c", "<ab> c"),
        ("'ab c'", "ab c"),
        ("'", ""),
        ("''", ""),
        ("'a", "a"),
        ("it's", "it's"),
    ]);
}

#[test]
fn urls_and_digests_are_names() {
    all_cut(&[
        ("https://r.example/v2/", "<https://r.example/v2/>"),
        ("Get https://r.example/a,b;c(d)e: x", "Get <https://r.example/a,b;c(d)e> : x"),
        ("see https://r.example/a.", "see <https://r.example/a>"),
        ("(https://r.example/a)", "( <https://r.example/a> )"),
        ("sha256:ab", "<sha256:ab>"),
        ("x@sha256:ab", "<x@sha256:ab>"),
        ("x@shb", "x@shb"),
        ("a@b", "a@b"),
        ("a@b,c", "a@b , c"),
        ("http:/x", "http:/x"),
        ("sha1:ab", "sha1:ab"),
        ("digest sha512:ab.", "digest <sha512:ab>"),
        ("x@sha384:a(b", "<x@sha384:a(b>"),
        ("a:b@shc:d", "a:b@shc:d"),
    ]);
}

#[test]
fn escapes_outside_quotes_are_what_they_stand_for() {
    all_cut(&[
        (r"a\nb", "a / b"),
        (r"a\\nb", "a / b"),
        (r"a\tb", "a b"),
        (r"a\rb", "a / b"),
        (r"a\b", r"a\b"),
        (r"a\\b c", r"a\\b c"),
        (r"\x a", r"\x a"),
        (r"C:\new\dir x", r"C:\new\dir x"),
        (r"ab:\new", "ab : / ew"),
        (r#"C:\new\"d" x"#, r"C:\new <d> x"),
    ]);
}

#[test]
fn a_quoted_text_is_a_name_or_a_message() {
    all_cut(&[
        (r#"image "a""#, "image <a>"),
        (r#"image "a b""#, "image <a b>"),
        (r#""a b""#, ": a b :"),
        (r#"x: "a b" c"#, "x : : a b : c"),
        (r#"x: "a" c"#, "x : <a> c"),
        (r#"key="a b""#, "key= <a b>"),
        (r#"err="a b" c"#, "err= : a b : c"),
        (r#"error="a""#, "error= : a :"),
        (r#"msg="a b""#, "msg= : a b :"),
        (r#"desc="a b""#, "desc= : a b :"),
        (r#"message="a b""#, "message= : a b :"),
        (r#"x: "a\nb" c"#, "x : : a / b : c"),
        (r#"x: "a\tb" c"#, "x : : a b : c"),
        (r#"x: "a\b" c"#, r"x : <a\b> c"),
        (r#"x: "a b" "c" d"#, "x : : a b : <c> d"),
    ]);
}

#[test]
fn a_deeper_quote_lies_inside() {
    all_cut(&[
        (r#""a b: \"c d\" e" f"#, ": a b : : c d : e : f"),
        (r#"x: "a \"b\" c" d"#, "x : : a <b> c : d"),
        (r#"x: "a \"b c\" d" e: f"#, "x : : a <b c> d : e : f"),
        (r#"x: "a\"b" c"#, "x : : a <b> c"),
        (r#"x: \"a b\" c"#, "x : : a b : c"),
        (r#"x \"a\" b"#, "x <a> b"),
        (r#"x: \\\"a b\\\" c"#, "x : : a b : c"),
        (r#"x: "a: \"b: \\\"c d\\\"\"" e"#, "x : : a : : b : : c d : : : e"),
        (r#"a \\\\\\\\\\\\\\\"b\\\\\\\\\\\\\\\" c"#, "a <b> c"),
        (r#"a \\\\\\\\\\\\\\\\"b\\\\\\\\\\\\\\\\" c"#, "a b c"),
    ]);
}

#[test]
fn a_quote_that_is_cut_or_not_opened() {
    all_cut(&[
        (r#"x "a"#, "x <a>"),
        (r#"x "a b"#, "x <a> b"),
        (r#"x: ""#, "x : <>"),
        (r#"x: "a"#, "x : <a>"),
        (r#"a": b"#, "a : : b"),
        (r#"a", b"#, "a : , b"),
        (r#"a"; b"#, "a : : b"),
        (r#"a") b"#, "a : ) b"),
        (r#"a"] b"#, "a : ) b"),
        (r#"a" b"#, "a <> b"),
    ]);
}

#[test]
fn names_of_any_length_end_at_their_quote() {
    all_cut(&[
        (r#"a "0123456789x" b"#, "a <0123456789x> b"),
        (r#"a "01234567890123456789x" b"#, "a <01234567890123456789x> b"),
        (
            r#"a "01234567890123456789012345678901234567890123456789x" b"#,
            "a <01234567890123456789012345678901234567890123456789x> b",
        ),
        (r#"a "0123456789abcde" b"#, "a <0123456789abcde> b"),
        (r#"a "0123456789abcdef" b"#, "a <0123456789abcdef> b"),
        (r#"a "0123456789abcdef0123456789abcdef\"x" b"#, r#"a <0123456789abcdef0123456789abcdef\"x> b"#),
    ]);
}
