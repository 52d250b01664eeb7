use pullspec::api::GoQuoted;

#[test]
fn quotes_as_go_does() {
    for (text, want) in [
        ("", r#""""#),
        ("plain", r#""plain""#),
        ("a\"b\\c", r#""a\"b\\c""#),
        ("\u{7}\u{8}\u{c}\n\r\t\u{b}", r#""\a\b\f\n\r\t\v""#),
        ("\0\u{1f}\u{7f}", r#""\x00\x1f\x7f""#),
        ("é日\u{301}", "\"é日\u{301}\""),
        ("\u{a0}\u{200b}\u{2028}\u{feff}", r#""\u00a0\u200b\u2028\ufeff""#),
        ("🐳\u{e0001}", "\"🐳\\U000e0001\""),
    ] {
        assert_eq!(GoQuoted(text).to_string(), want, "{text:?}");
    }
}
