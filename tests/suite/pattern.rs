//! Patterns: what they allow, what tries to get around them, what they refuse to mean.

use pullspec::pattern::PatternMismatch;
use pullspec::reference::Tag;
use pullspec::{Pattern, Reference};

const DIGEST: &str = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

#[track_caller]
fn check(pattern: &str, image: &str, want: bool) {
    let image = Reference::parse(image).unwrap();
    assert_eq!(Pattern::parse(pattern).unwrap().matches(&image), want, "{pattern} on {image}");
}

#[test]
fn what_each_form_allows() {
    let pinned = format!("redis:7@{DIGEST}");
    for (pattern, image, want) in [
        ("redis", "redis", true),
        ("redis", "docker.io/library/redis:7", true),
        ("redis", &pinned, true),
        ("redis", "other/redis", false),
        ("quay.io/team/app", "quay.io/team/app:1", true),
        ("quay.io/team/app", "quay.io/team/app/x", false),
        ("quay.io/team/*", "quay.io/team/app", true),
        ("quay.io/team/*", "quay.io/team/app/x", false),
        ("quay.io/team/*", "quay.io/team", false),
        ("quay.io/*/app", "quay.io/team/app", true),
        ("quay.io/team/**", "quay.io/team/app/x", true),
        ("quay.io/team/**", "quay.io/team", false),
        ("quay.io/**", "quay.io/x", true),
        ("*.dkr.ecr.*.amazonaws.com/**", "1.dkr.ecr.eu-west-1.amazonaws.com/x", true),
        ("*.dkr.ecr.*.amazonaws.com/**", "1.dkr.ecr.eu.west.amazonaws.com/x", false),
        ("*.corp.example:8443/**", "harbor.corp.example:8443/x", true),
        ("*.corp.example:8443/**", "harbor.corp.example/x", false),
        ("docker.io/**", "redis", true),
        ("index.docker.io/**", "redis", true),
        ("docker.io/library/*", "redis", true),
        ("docker.io/library/*", "user/image", false),
        ("quay.io/app:1.2", "quay.io/app:1.2", true),
        ("quay.io/app:1.2", "quay.io/app:1.3", false),
        ("quay.io/app:{1.2,1.3}", "quay.io/app:1.3", true),
        ("redis:latest", "redis", true),
        ("redis:7", &pinned, false),
        ("redis:{}", "redis:7", false),
        ("redis@*", &pinned, true),
        ("redis@*", "redis:7", false),
        (&format!("redis@{DIGEST}"), &pinned, true),
        (&format!("redis@sha256:{}", "0".repeat(64)), &pinned, false),
        ("[::1]:5000/x", "[::1]:5000/x", true),
    ] {
        check(pattern, image, want);
    }
}

#[test]
fn what_tries_to_get_around_them() {
    for (pattern, image) in [
        ("quay.io/**", "quay.io.malicious.example/x"),
        ("quay.io/**", "evil-quay.io/x"),
        ("quay.io/**", "quay.io:443/x"),
        ("mcr.microsoft.com/**", "mcr.microsoft.com:5000/x"),
        ("quay.io/team/**", "quay.io/team-evil/x"),
        ("quay.io/team/**", "quay.io/teams/x"),
        ("docker.io/team/**", "team.example/x"),
        ("docker.io/**", "localhost/x"),
        ("docker.io/**", "Docker.io/x"),
        ("docker.io/**", "docker.io:443/x"),
        ("docker.io/**", "DOCKER/x"),
        ("*.example.com/**", "a.b.example.com/x"),
        ("*.example.com/**", "example.com/x"),
        ("*:5000/**", "[2001:db8::1]:5000/evil"),
        ("*:5000/**", "x:15000/evil"),
        // Go takes these for paths without a registry; the runtime will not.
        ("docker.io/**", "my_registry.example/x"),
        ("*.example/**", "my_registry.example/x"),
    ] {
        check(pattern, image, false);
    }
}

#[test]
fn short_names_of_the_hub_are_covered_by_its_patterns() {
    for image in ["x", "user/image", "docker.io/user/image:1", "index.docker.io/x"] {
        check("docker.io/**", image, true);
    }
}

#[test]
fn requirements_only_narrow() {
    let any = Pattern::parse("redis").unwrap();
    let tags = any.clone().with_tags([Tag::from_static("7"), Tag::LATEST]);
    let plain = Reference::parse("redis").unwrap();
    assert!(tags.matches(&plain) && !tags.matches(&Reference::parse("redis:8").unwrap()));
    assert_eq!(tags.to_string(), "docker.io/library/redis:{7,latest}");
    assert!(!tags.clone().requiring_digest().matches(&plain));
    let pinned = Reference::parse(&format!("redis@{DIGEST}")).unwrap();
    assert!(any.clone().requiring_digest().matches(&pinned) && !tags.matches(&pinned));
    let one = Pattern::parse(&format!("redis@{DIGEST}")).unwrap();
    assert_eq!(one.clone().requiring_digest(), one, "one digest is stricter than any");
    assert!(!any.with_tags([]).matches(&plain));
}

#[test]
fn refusals_say_what_and_where() {
    for (pattern, text, at) in [
        ("quay.io/te*", "a wildcard stands for a whole host label or path component", "te*"),
        ("qu*.io/**", "a wildcard stands for a whole host label or path component", "qu*"),
        ("quay.io/***", "a wildcard stands for a whole host label or path component", "***"),
        ("quay.io/**/app", "'**' can only be the last component", "**"),
        ("quay.io/**/", "'**' can only be the last component", "**"),
        ("a.bc.d*.io/**", "a wildcard stands for a whole host label or path component", "d*"),
        ("quay.io/team/ab*", "a wildcard stands for a whole host label or path component", "ab*"),
        ("team/*", "a pattern with a wildcard needs a registry in front, such as docker.io", "team"),
        ("*/app", "a pattern with a wildcard needs a registry in front, such as docker.io", "*"),
        (
            "my_registry.example/app",
            "a pattern with a wildcard needs a registry in front, such as docker.io",
            "my_registry.example/app",
        ),
        ("quay.io", "no path after the registry: a whole registry is written with '/**'", "quay.io"),
        ("*.io", "no path after the registry: a whole registry is written with '/**'", "*.io"),
        ("quay.io/A/**", "path must be lower case, found 'A'", "A"),
        ("quay.io//**", "empty path", ""),
        ("-x.io/**", "domain must not start with '-'", "-"),
        ("redis:7@*", "a tag decides nothing beside a digest", ":7"),
        ("quay.io/a:1@*", "a tag decides nothing beside a digest", ":1"),
        ("a:{b}@*", "a tag decides nothing beside a digest", ":{b}"),
        ("quay.io:*/x", "a wildcard stands for a whole host label or path component", "*"),
        ("*:80*/x", "a wildcard stands for a whole host label or path component", "80*"),
        ("localhost", "no path after the registry: a whole registry is written with '/**'", "localhost"),
        ("redis:v 1", "invalid character ' ' in tag", " "),
        ("redis:{a,b c}", "invalid character ' ' in tag", " "),
        ("redis@sha256:ab", "digest has 2 characters after the algorithm, expected 64", "ab"),
        (&format!("redis:7@{DIGEST}"), "a tag decides nothing beside a digest", ":7"),
        ("", "empty reference", ""),
    ] {
        let error = Pattern::parse(pattern).unwrap_err();
        assert_eq!((error.to_string().as_str(), &pattern[error.span()]), (text, at), "{pattern:?}");
    }
}

#[test]
fn the_first_part_outside_is_told() {
    use PatternMismatch::{Path, Registry, Version};
    for (pattern, image, mismatch) in [
        ("quay.io/team/*", "quay.io/team/app", None),
        ("quay.io/team/*", "redis", Some(Registry)),
        ("quay.io/team/*", "quay.io:443/team/app", Some(Registry)),
        ("quay.io/team/*", "my_registry.example/team/app", Some(Registry)),
        ("quay.io/team/*", "quay.io/team/sub/app", Some(Path)),
        ("quay.io/team/*@*", "quay.io/other/app", Some(Path)),
        ("quay.io/team/*@*", "quay.io/team/app:1", Some(Version)),
        ("redis:7", "redis", Some(Version)),
        ("redis:7", &format!("redis:7@{DIGEST}"), Some(Version)),
        ("redis:latest", "redis", None),
    ] {
        let pattern = Pattern::parse(pattern).unwrap();
        let image = Reference::parse(image).unwrap();
        assert_eq!(pattern.mismatch(&image), mismatch, "{pattern} {image}");
        assert_eq!(pattern.matches(&image), mismatch.is_none());
    }
    assert!(Registry < Path && Path < Version, "the greater, the closer");
}
