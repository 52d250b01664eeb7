//! Lists of patterns for other engines: their form, what they refuse, and that no text of a pattern becomes code. What
//! the engines answer is tested in `tests/engines`.

use pullspec::Reference;
use pullspec::pattern::export::ExportError;
use pullspec::pattern::{Pattern, PatternSet};
use pullspec::reference::Tag;
use regex::Regex;

fn set(patterns: &[&str]) -> PatternSet {
    PatternSet::parse(patterns).unwrap()
}

/// Spellings that passed somebody's expression, and a list that must not let them.
const BYPASSES: [(&str, &str); 14] = [
    ("gcr.io/team/**", "gcrXio/team/app"),
    ("gcr.io/team/**", "gcr-io/team/app"),
    ("mcr.microsoft.com/**", "mcr.microsoft.com:5000/app"),
    ("docker.io/foo/nginx", "evil.example/foo/nginx:1"),
    ("quay.io/**", "quay.io.malicious.example/x"),
    ("quay.io/**", "evil.example/quay.io/x"),
    ("quay.io/**", "quay.io@evil.example/x"),
    ("quay.io/team/**", "quay.io/team-evil/x"),
    ("quay.io/team/**", "quay.io/team/../evil/x"),
    ("quay.io/**", "quay.io/x\n"),
    ("quay.io/**", "evil.example/x\nquay.io/x"),
    ("docker.io/**", "sha256:4f53"),
    ("docker.io/library/*", "user/image"),
    ("**.corp.example/**", "evilcorp.example/x"),
];

#[test]
fn bypasses_are_refused_and_short_names_are_not() {
    for (pattern, image) in BYPASSES {
        let set = set(&[pattern]);
        let regex = Regex::new(&set.regex().unwrap()).unwrap();
        assert!(!regex.is_match(image), "{pattern} on {image:?}");
        assert!(!Reference::parse(image).is_ok_and(|image| set.allows(&image)), "{pattern} on {image:?}");
    }
    let regex = Regex::new(&set(&["docker.io/**"]).regex().unwrap()).unwrap();
    for image in
        ["redis", "user/image:1", "docker.io/x", "index.docker.io/library/x", "sha256", "a__b/c.d-e_f"]
    {
        assert!(regex.is_match(image), "{image}");
    }
}

#[test]
fn limits_are_exact_for_one_wildcard() {
    let regex = Regex::new(&set(&["quay.io/**", "docker.io/**"]).regex().unwrap()).unwrap();
    for (host, tag, longest) in [
        ("quay.io/", "", 255),
        ("docker.io/", "", 247),
        ("index.docker.io/", "", 247),
        ("library/", "", 247),
        ("", ":7", 247),
    ] {
        for (length, want) in [(longest, true), (longest + 1, false)] {
            let image = format!("{host}{}{tag}", "z".repeat(length));
            assert_eq!(regex.is_match(&image), want, "{host} {length}");
            assert_eq!(Reference::parse(&image).is_ok(), want, "{host} {length}");
        }
    }
    // Alone a short name may be an image ID, so that it is one of those that the documentation leaves out.
    for (letter, length, want) in [("f", 63, true), ("f", 64, false), ("z", 64, false)] {
        assert_eq!(regex.is_match(&letter.repeat(length)), want, "{letter} {length}");
    }
    let hex = Regex::new(&set(&["docker.io/library/*5*"]).regex().unwrap()).unwrap();
    assert!(!hex.is_match(&"5".repeat(64)) && !hex.is_match("sha256:4f53") && hex.is_match("sha256:v1"));
}

#[test]
fn no_text_of_a_pattern_becomes_code() {
    // What a pattern can hold at all is what a reference can, and wildcards and braces.
    for text in [
        "a'b", "a\"b", "a\\b", "a\nb", "a${x}", "a{{x}}", "a`b", "a#b", "a|b", "a(b)", "a+b", "a$", "^a",
        "a;b", "a?",
    ] {
        for pattern in
            [text.to_owned(), format!("quay.io/{text}"), format!("{text}.io/*"), format!("redis:{text}")]
        {
            assert!(Pattern::parse(&pattern).is_err(), "{pattern:?}");
        }
    }
    // The characters that mean something to an engine stand for themselves.
    let set = set(&["[::1]:5000/a.b/c-d_e:{1.2,x_y.*-z}", "*.a-b.example/**@*"]);
    let policy = set.admission_policy("images").unwrap().to_string();
    for text in [set.cel().unwrap(), set.rego(), set.regex().unwrap(), policy] {
        assert!(text.contains(r"\[::1\]:5000/a[.]b/c-d_e:(?:1[.]2|x_y[.]"), "{text}");
        assert!(!text.contains("1.2|"), "{text}");
    }
    for name in ["", "a b", "a\nb", "\"", "a: b", "-a", "A", "a..b", &"a".repeat(254)] {
        assert_eq!(set.admission_policy(name), Err(ExportError::Name), "{name:?}");
    }
}

#[test]
fn what_matches_nothing_and_what_matches_all() {
    assert_eq!(PatternSet::default().cel().unwrap(), "false");
    for nothing in [PatternSet::default(), set(&["docker.io/*"]), set(&["redis:{}"])] {
        let regex = Regex::new(&nothing.regex().unwrap()).unwrap();
        assert!(["", "a", "redis", "docker.io/x", "^a^$"].iter().all(|text| !regex.is_match(text)));
        assert!(nothing.rego().contains("default listed := false"));
    }
    let pinned = Pattern::parse("redis").unwrap().with_tags([Tag::LATEST]);
    let bare: PatternSet = [pinned].into_iter().collect();
    assert!(Regex::new(&bare.regex().unwrap()).unwrap().is_match("redis"));
}

#[test]
fn scopes_are_never_wider() {
    for (pattern, scopes) in [
        ("quay.io/**", &["quay.io"][..]),
        ("quay.io:5000/**", &["quay.io:5000"]),
        ("docker.io/**", &["docker.io"]),
        ("docker.io/team/**", &["docker.io/team"]),
        ("redis{,/**}", &["docker.io/library/redis"]),
        ("quay.io/team/app{,/**}", &["quay.io/team/app"]),
        ("redis:{7,latest}", &["docker.io/library/redis:7", "docker.io/library/redis:latest"]),
        ("**/**", &[""]),
    ] {
        assert_eq!(set(&[pattern]).policy_scopes().unwrap(), scopes, "{pattern}");
    }
    let digest = format!("quay.io/app@sha256:{:064}", 0);
    assert_eq!(set(&[&digest]).policy_scopes().unwrap(), [digest]);
    for (pattern, error) in [
        ("redis", "a scope of policy.json is a repository with all below it: docker.io/library/redis{,/**}"),
        ("quay.io/team/**", "a scope of policy.json is a repository with all below it: quay.io/team{,/**}"),
        ("docker.io/a/b/**", "a scope of policy.json is a repository with all below it: docker.io/a/b{,/**}"),
        ("quay.io/*", "a scope of policy.json has no wildcard like this"),
        ("*.io/**", "a scope of policy.json has no wildcard like this"),
        ("**.corp.example/**", "a scope of policy.json has no wildcard like this"),
        ("quay.io/**:1", "a scope of policy.json has no wildcard like this"),
        ("redis:7*", "a scope of policy.json has no wildcard like this"),
        ("redis@*", "a scope of policy.json cannot ask for a digest"),
    ] {
        let set = set(&[pattern]);
        let normalized = set.iter().next().unwrap().to_string();
        assert_eq!(set.policy_scopes().unwrap_err().to_string(), format!("{normalized}: {error}"));
    }
}

#[test]
fn costs_are_known_before_the_api_server_says_so() {
    let set: PatternSet =
        (0..60).map(|n| Pattern::parse(&format!("registry{n}.example/team/**")).unwrap()).collect();
    assert!(set.cel_cost(32, 135) < 1_000_000, "{}", set.cel_cost(32, 135));
    let set: PatternSet =
        (0..2_000).map(|n| Pattern::parse(&format!("registry{n}.example/team/**")).unwrap()).collect();
    let error = set.cel().unwrap_err();
    assert!(set.admission_policy("images").is_err() && set.denying().admission_policy("images").is_err());
    assert!(matches!(error, ExportError::TooCostly { limit: 1_000_000, .. }), "{error}");
    let error = set.regex().unwrap_err();
    assert!(matches!(error, ExportError::TooLong { max: 65_536, .. }), "{error}");
    let set: PatternSet = (0..400).map(|n| Pattern::parse(&format!("r{n}.example/a/**")).unwrap()).collect();
    let error = set.regex().unwrap_err();
    assert!(matches!(error, ExportError::TooLarge { max: 1_000_000, .. }), "{error}");
}

#[test]
fn a_list_of_what_is_denied_is_never_narrower() {
    let set = set(&["quay.io/evil/**", "docker.io/library/redis", "host:443/x"]);
    let denied = set.denying();
    for (image, want) in [
        ("quay.io/evil/x", true),
        ("QUAY.IO:0443/evil/x:1", true),
        ("quay.io:5000/evil/x", false),
        ("redis", true),
        ("Docker.io/redis@sha256:9f86", true),
        ("registry-1.docker.io/library/redis", true),
        ("docker.io/team/redis", false),
        ("Host/x", true),
        ("host/x", false),
        // What cannot be told.
        ("", true),
        ("quay.io/App", true),
        ("my_registry.example/x", true),
        ("sha256:4f53", true),
    ] {
        assert_eq!(denied.denies(image), want, "{image}");
    }
    let empty = PatternSet::default();
    assert!(empty.denying().denies("a b") && !empty.denying().denies("redis"));
    assert!(empty.denying().cel().unwrap().ends_with(" || false"));
}

/// The literals of an expression, as CEL and Rego write them, without what stands between them.
fn code_without_literals(text: &str) -> String {
    let mut code = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['\'', '"', '`']) {
        let (before, literal) = rest.split_at(at);
        let (quote, is_raw) =
            (literal.chars().next().unwrap(), before.ends_with('r') || literal.starts_with('`'));
        code.push_str(before);
        let mut end = None;
        let mut chars = literal.char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            assert!(c >= ' ', "no line ends inside of a literal: {text}");
            if c == quote {
                end = Some(at + 1);
                break;
            }
            if c == '\\' && !is_raw {
                chars.next();
            }
        }
        rest = &literal[end.expect("the literal ends")..];
    }
    code + rest
}

/// A policy without its expressions and strings.
fn frame(yaml: &str) -> String {
    let lines = yaml.lines().filter(|line| !line.starts_with("      "));
    lines.map(|line| line.split('"').next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

proptest::proptest! {
    /// Whatever is tried as a pattern or a name: either it is refused, or all of it stands in literals.
    #[test]
    fn what_a_list_holds_is_never_code(
        text in r#"[a-z0-9.:/@*{},_'"\\\n\t$`#|()+?^;\[\]<>%& é-]{0,24}|(quay[.]io/)?[a-z*]{1,4}(:\{?[a-z<>,.'"]{1,6}\}?)?|\$\{x\}|\{\{x\}\}|<<name>>"#,
        host in "(quay[.]io/|[*][*][.]a-b/|\\[::1\\]/)?",
    ) {
        let plain = set(&["quay.io/x"]);
        let policy = plain.admission_policy(&text);
        if let Ok(policy) = policy {
            proptest::prop_assert!(text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.')));
            let named = format!("policyName: \"{text}\"\n");
            proptest::prop_assert!(policy.to_string().contains(&named));
        }
        let Ok(pattern) = Pattern::parse(&format!("{host}{text}")) else { return Ok(()) };
        let list: PatternSet = [pattern].into_iter().collect();
        let reference = |code: &str| code.chars().all(|c| c.is_ascii_alphanumeric() || " .()!&|,".contains(c));
        for cel in [list.cel().unwrap(), list.denying().cel().unwrap()] {
            let code = code_without_literals(&cel);
            proptest::prop_assert!(reference(&code) && !code.contains("name"), "{}", code);
        }
        for rego in [list.rego(), list.denying().rego()] {
            // A comment ends with its line.
            let lines: Vec<&str> = rego.lines().filter(|line| !line.starts_with("# ")).collect();
            let code = lines.join("\n");
            for line in code_without_literals(&code).lines() {
                let known = ["package images", "import future.keywords.if", "listed", "readable", "well_formed", "}", "]", ",", ", input.image)"];
                let starts = ["default ", "allow if {", "listed if {", "readable if {", "well_formed if {", "deny if ", "regex.match(", "not regex.match(", "concat("];
                let line = line.trim();
                proptest::prop_assert!(
                    line.is_empty() || known.contains(&line) || starts.iter().any(|start| line.starts_with(start)),
                    "{:?}", line
                );
            }
        }
        for yaml in [list.admission_policy("images").unwrap().to_string(), list.denying().admission_policy("images").unwrap().to_string()] {
            proptest::prop_assert!(!yaml.contains("<<") && !yaml.contains(">>"), "{}", yaml);
            // What stands outside of blocks and strings does not depend on the list.
            proptest::prop_assert_eq!(frame(&yaml), frame(&plain.admission_policy("images").unwrap().to_string()));
        }
    }
}

/// cel-go reads no expression of more than 100,000 characters, and wants the values of a map to have one type: what is
/// read from an object has none until it is said (`HomogeneousAggregateLiterals`).
#[test]
fn expressions_are_ones_that_the_api_server_compiles() {
    let names = (0..400).map(|n| format!("docker.io/library/name{n}"));
    let many = PatternSet::parse(names).unwrap();
    for policy in [
        many.clone().with_digest_required().admission_policy("images"),
        many.admission_policy("images"),
        many.denying().admission_policy("images"),
    ] {
        let yaml = policy.map_or_else(|error| panic!("{error}"), |policy| policy.to_string());
        let longest = yaml.split("xpression: ").map(str::len).max().unwrap();
        assert!(longest > 1_000 && longest < 100_000, "{longest}");
        let mut maps = 0;
        for map in yaml.split("{\"of\": ").skip(1) {
            assert!(map.contains("\"image\": string(has("), "{map}");
            maps += 1;
        }
        assert_eq!(maps, 4);
    }
}

#[test]
fn the_policy_of_the_guide() {
    let set = set(&["registry.example.com/team/**", "docker.io/library/*@*"]);
    let policy =
        set.admission_policy("images.example.com").unwrap().with_exempt_namespaces(["kube-system"]).unwrap();
    let denied = PatternSet::parse(["quay.io/evil/**", "redis:7"]).unwrap();
    let denial = denied.denying().admission_policy("no-evil").unwrap();
    for (name, text) in [
        ("policy.yaml", policy.to_string()),
        ("images.cel", set.cel().unwrap() + "\n"),
        ("images.rego", set.rego()),
        ("images.regex", set.regex().unwrap() + "\n"),
        ("denied.yaml", denial.to_string()),
        ("denied.cel", denied.denying().cel().unwrap() + "\n"),
        ("denied.rego", denied.denying().rego()),
    ] {
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(format!("tests/data/export/{name}"), &text).unwrap();
        }
    }
    assert_eq!(policy.to_string(), include_str!("../data/export/policy.yaml"));
    assert_eq!(denial.to_string(), include_str!("../data/export/denied.yaml"));
    assert_eq!(denied.denying().cel().unwrap() + "\n", include_str!("../data/export/denied.cel"));
    assert_eq!(denied.denying().rego(), include_str!("../data/export/denied.rego"));
    assert_eq!(set.cel().unwrap() + "\n", include_str!("../data/export/images.cel"));
    assert_eq!(set.rego(), include_str!("../data/export/images.rego"));
    assert_eq!(set.regex().unwrap() + "\n", include_str!("../data/export/images.regex"));
    let scopes = PatternSet::parse(["registry.example.com/**", "docker.io/library/redis:7"]).unwrap();
    assert_eq!(scopes.policy_scopes().unwrap().join("\n") + "\n", include_str!("../data/export/scopes.txt"));
}

/// Every field of the policy is one that the API server has: what its types read, they write again as it stood.
#[cfg(all(feature = "k8s-openapi", feature = "serde"))]
#[test]
fn the_policy_has_the_fields_of_the_api() {
    use k8s_openapi::api::admissionregistration::v1::{
        ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding,
    };
    use serde_json::Value;

    let set = set(&["registry.example.com/team/**", "docker.io/library/*@*"]);
    for policy in [
        set.admission_policy("images").unwrap().with_exempt_namespaces(["kube-system", "x"]).unwrap(),
        set.admission_policy("images").unwrap(),
        set.denying().admission_policy("images").unwrap(),
    ] {
        let yaml = policy.to_string();
        let (policy, binding) = yaml.split_once("---\n").unwrap();
        let (policy, binding): (Value, Value) =
            (serde_saphyr::from_str(policy).unwrap(), serde_saphyr::from_str(binding).unwrap());
        let typed: ValidatingAdmissionPolicy = serde_json::from_value(policy.clone()).unwrap();
        assert_eq!(serde_json::to_value(&typed).unwrap(), policy);
        assert_eq!(policy["spec"]["failurePolicy"], "Fail");
        let rules = policy["spec"]["matchConstraints"]["resourceRules"].as_array().unwrap();
        let resources = rules.iter().map(|rule| rule["resources"].as_array().unwrap().len());
        assert_eq!(resources.sum::<usize>(), 10);
        let validations = policy["spec"]["validations"].as_array().unwrap();
        assert!(validations.iter().all(|one| one["message"].as_str().is_some_and(|text| text.len() < 5_000)));
        let typed: ValidatingAdmissionPolicyBinding = serde_json::from_value(binding.clone()).unwrap();
        assert_eq!(serde_json::to_value(&typed).unwrap(), binding);
        assert_eq!(binding["spec"]["policyName"], "images");
    }
}
