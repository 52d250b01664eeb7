//! The slips that people make, and what each is answered.

use pullspec::digest::Algorithm;
use pullspec::error::Component;
use pullspec::reference::{Domain, Hint, Path, Tag};
use pullspec::{Digest, ParseError, Reference};
use serde_json::Value;

const HEX64: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

fn hint(input: &str) -> Option<String> {
    Reference::parse(input).unwrap_err().hint(input).map(|hint| hint.to_string())
}

#[track_caller]
fn said(input: &str, want: &str) {
    assert_eq!(hint(input).as_deref(), Some(want), "{input:?}");
}

#[track_caller]
fn meant(input: &str, spelling: &str) {
    said(input, &format!("did you mean {spelling:?}?"));
    assert!(Reference::parse(spelling).is_ok());
}

#[test]
fn capitals_schemes_blanks_and_slashes() {
    for (input, spelling) in [
        ("quay.io/Team/App:V1", "quay.io/team/app:V1"),
        ("Nginx", "nginx"),
        ("https://quay.io/team/app", "quay.io/team/app"),
        ("docker://nginx:1", "nginx:1"),
        ("http://Quay.io/app/", "Quay.io/app"),
        (" nginx", "nginx"),
        ("nginx:1.27\n", "nginx:1.27"),
        ("\u{feff}nginx:1.27\u{a0}", "nginx:1.27"),
        ("\"nginx:1.27\"", "nginx:1.27"),
        ("quay.io/app/", "quay.io/app"),
        ("ubuntu/", "ubuntu"),
        ("http://Quay.io/Team/App:V1", "Quay.io/team/app:V1"),
        (" Nginx:", "nginx"),
        ("Team/App", "team/app"),
        ("quay.io//team/app", "quay.io/team/app"),
        ("quay.io/team//app:1", "quay.io/team/app:1"),
        ("redis: 7", "redis:7"),
        ("redis :7", "redis:7"),
        ("quay.io/ team/app", "quay.io/team/app"),
        ("quay.io/te\u{200b}am/app", "quay.io/team/app"),
        ("redis:7 # pinned by hand", "redis:7"),
    ] {
        meant(input, spelling);
    }
}

#[test]
fn words_with_blanks_between_are_not_glued() {
    for input in ["a b", "redis latest", "docker pull redis:7", "ngi nx"] {
        said(input, "a reference is one word without blanks");
    }
}

#[test]
fn a_digest_behind_a_colon() {
    for (input, name) in [("repo", "repo"), ("quay.io/team/app", "quay.io/team/app"), ("app:1.2", "app:1.2")]
    {
        let input = format!("{input}:sha256:{HEX64}");
        said(&input, &format!("a digest comes after '@': did you mean \"{name}@sha256:{HEX64}\"?"));
    }
    let sha512 = format!("{HEX64}{HEX64}");
    let want = format!("a digest comes after '@': did you mean \"a@sha512:{sha512}\"?");
    said(&format!("a:sha512:{sha512}"), &want);
    said("repo:sha256:9f86", "a digest comes after '@', as in \"name@sha256:...\"");
    said("nginx:1:2", "a reference has one tag");
}

#[test]
fn a_digest_that_is_written_otherwise() {
    let upper = format!("nginx:1@sha256:{}", HEX64.to_uppercase());
    meant(&upper, &format!("nginx:1@sha256:{HEX64}"));
    for written in [HEX64.to_owned(), format!("sha256-{HEX64}"), format!("sha256={HEX64}")] {
        meant(&format!("quay.io/team/app@{written}"), &format!("quay.io/team/app@sha256:{HEX64}"));
    }
    meant("redis@7.4", "redis:7.4");
    assert_eq!(hint("redis@sha256"), None);
    let error = Reference::parse("redis@sha256:9f86").unwrap_err();
    assert_eq!(error.to_string(), "a sha256 digest has 64 hex characters, found 4");
    assert_eq!(error.hint("redis@sha256:9f86"), None);
}

#[test]
fn a_registry_alone_is_not_an_image_of_the_hub() {
    for (input, registry) in [
        ("quay.io/", "quay.io"),
        ("localhost:5000/", "localhost:5000"),
        ("localhost/", "localhost"),
        ("docker.io/", "docker.io"),
        ("registry.example.com:5000/", "registry.example.com:5000"),
        ("https://ghcr.io", "ghcr.io"),
        ("https://ghcr.io/", "ghcr.io"),
        ("http://registry", "registry"),
        ("quay.io/:latest", "quay.io"),
        ("quay.io:", "quay.io"),
        ("[::1]:5000/", "[::1]:5000"),
    ] {
        said(input, &format!("{registry:?} is a registry; an image there also has a path"));
    }
    // A host that would be read as a part of the path is not offered.
    assert_eq!(hint("https://registry/team/app"), None);
}

#[test]
fn placeholders_that_were_not_replaced() {
    for (input, placeholder) in [
        ("app:${TAG}", "${TAG}"),
        ("${REGISTRY}/team/app:1", "${REGISTRY}"),
        ("app:$TAG", "$TAG"),
        ("app:$(tag)", "$(tag)"),
        ("{{ .Values.image }}", "{{ .Values.image }}"),
        ("quay.io/{{ .Values.image.repository }}:1", "{{ .Values.image.repository }}"),
        ("app:${{ github.sha }}", "${{ github.sha }}"),
        ("app:<tag>", "<tag>"),
        ("<registry>/app", "<registry>"),
        ("app:{tag}", "{tag}"),
        ("app:%VERSION%", "%VERSION%"),
        ("app:${TAG", "${TAG"),
    ] {
        said(input, &format!("{placeholder:?} is a placeholder that was not replaced"));
    }
    for input in ["app:$", "a%2Fb", "app:<"] {
        assert_eq!(hint(input), None, "{input:?}");
    }
    for input in ["app:%%", "app:%TAG", "app:%TAG/x", "app:$/x", "a%/b%"] {
        assert!(!hint(input).is_some_and(|hint| hint.contains("placeholder")), "{input:?}");
    }
}

#[test]
fn variables_that_are_empty() {
    for (input, want) in [
        ("app:", "nothing stands after \"app:\": is a variable empty? without that part it is \"app\""),
        ("app@", "nothing stands after \"app@\": is a variable empty? without that part it is \"app\""),
        (":sha-1", "nothing stands in front of \":sha-1\": is a variable empty?"),
        (":5000/a", "nothing stands in front of \":5000/a\": is a variable empty?"),
        ("/app:1", "nothing stands in front of \"/app:1\": is a variable empty?"),
        ("app:-rc1", "nothing stands after \"app:\": is a variable empty?"),
        ("quay.io/team/:1", "nothing stands after \"quay.io/team/\": is a variable empty?"),
        ("quay.io/team-/app", "nothing stands after \"quay.io/team-\": is a variable empty?"),
        ("quay.io:/app", "nothing stands after \"quay.io:\": is a variable empty?"),
    ] {
        said(input, want);
    }
    assert_eq!(hint(""), None);
}

#[test]
fn branches_and_builds_as_tags() {
    for (input, spelling) in [
        ("app:feature/login", "app:feature-login"),
        ("quay.io/team/app:feature/login", "quay.io/team/app:feature-login"),
        ("quay.io:443/app:fix/a/b", "quay.io:443/app:fix-a-b"),
        ("app:1.2.3+build5", "app:1.2.3_build5"),
        ("app:issue#7", "app:issue-7"),
    ] {
        let want = format!("a tag has only letters, digits, '_', '.' and '-': did you mean {spelling:?}?");
        said(input, &want);
        assert!(Reference::parse(spelling).is_ok());
    }
    // After the name of a host comes a port.
    assert_eq!(hint("quay.io:port/app"), None);
}

#[test]
fn sizes_and_image_ids() {
    said(HEX64, &format!("an image is pulled by its name, as in \"name@sha256:{HEX64}\""));
    said(&"a".repeat(300), "remove at least 53 bytes");
}

#[test]
fn parts_have_hints_of_their_own() {
    fn of<T: std::fmt::Debug>(input: &str, parsed: Result<T, ParseError>) -> Option<Hint> {
        parsed.unwrap_err().hint(input)
    }
    let spelling = |text: &str| Some(Hint::Spelling(text.into()));
    for (input, domain) in [
        ("https://ghcr.io", "ghcr.io"),
        ("ghcr.io/", "ghcr.io"),
        ("http://localhost:5000/", "localhost:5000"),
    ] {
        assert_eq!(of(input, Domain::parse(input)), spelling(domain), "{input}");
    }
    let error = Domain::parse("https://ghcr.io").unwrap_err();
    assert_eq!((error.to_string().as_str(), error.span()), ("a domain must not begin with a scheme", 0..8));
    assert_eq!(of("Team//App/", Path::parse("Team//App/")), spelling("team/app"));
    assert_eq!(of(":1.2", Tag::parse(":1.2")), spelling("1.2"));
    assert_eq!(of("a/b", Tag::parse("a/b")), Some(Hint::TagSpelling("a-b".into())));
    assert_eq!(of("${TAG}", Tag::parse("${TAG}")), Some(Hint::Placeholder("${TAG}".into())));
    assert_eq!(of("SHA256", Algorithm::parse("SHA256")), spelling("sha256"));
    let digest = format!(" sha256:{}", HEX64.to_uppercase());
    assert_eq!(of(&digest, Digest::parse(&digest)), spelling(&format!("sha256:{HEX64}")));
    assert_eq!(of(HEX64, Digest::parse(HEX64)), spelling(&format!("sha256:{HEX64}")));
    assert_eq!(of(" a:b", Digest::parse(" a:b")), None);
    // A hint is not the text itself, whatever text it is asked for.
    assert_eq!(Domain::parse(" a").unwrap_err().hint("a"), None);
}

#[test]
fn nothing_is_guessed_where_nothing_is_known() {
    for hopeless in ["---", "é", "a:\u{212a}", "docker.io/library/İstanbul", "a@b@c"] {
        assert_eq!(hint(hopeless), None, "{hopeless:?}");
    }
}

#[test]
fn a_hint_is_for_what_a_person_may_have_written() {
    let with_scheme = |len: usize| format!("https://quay.io/a:{}", "t".repeat(len - 18));
    for (len, some) in [(140, true), (4096, false), (4097, false)] {
        let text = with_scheme(len);
        assert_eq!(Reference::parse(&text).unwrap_err().hint(&text).is_some(), some, "{len}");
    }
    // Blanks are what makes a long text that could still be repaired.
    for (len, some) in [(4096, true), (4097, false)] {
        let text = format!("{}nginx", " ".repeat(len - 5));
        assert_eq!(Reference::parse(&text).unwrap_err().hint(&text).is_some(), some, "{len}");
    }
}

/// What public reports asked of references and digests: the answer that each needed.
#[test]
fn reported_cases() {
    let digest_tag = |text: &str| Digest::parse(text).unwrap().referrers_tag().as_str().to_owned();
    let mut rows = 0;
    for line in include_str!("../data/reference_cases.jsonl").lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let input = row["input"].as_str().unwrap();
        let got = match row["ask"].as_str().unwrap() {
            "hint" => hint(input).unwrap_or_default(),
            "error" => Reference::parse(input).unwrap_err().to_string(),
            "reads_like_registry" => Reference::parse(input).unwrap().reads_like_registry().to_string(),
            "means" => Reference::parse(input).unwrap().to_string(),
            "referrers_tag" => digest_tag(input),
            ask => panic!("{ask}"),
        };
        assert_eq!(got, row["answer"].as_str().unwrap(), "{line}");
        rows += 1;
    }
    assert_eq!(rows, 16);
}

/// A second colon is a second tag only where a tag stood.
#[test]
fn one_tag_is_said_of_tags() {
    let pieces = ["quay.io", ":443", ":1", "/team", "/app", "@sha256:", HEX64, "--", ":x:y"];
    let mut said = 0;
    for (first, second, third) in pieces
        .iter()
        .flat_map(|a| pieces.iter().map(move |b| (a, b)))
        .flat_map(|(a, b)| pieces.iter().map(move |c| (a, b, c)))
    {
        let input = format!("{first}{second}{third}");
        let Err(error) = Reference::parse(&input) else { continue };
        if error.hint(&input) == Some(Hint::OneTag) {
            assert_eq!(error.component(), Component::Tag, "{input}");
            said += 1;
        }
    }
    assert!(said > 0);
}
