//! Patterns: what they allow, what tries to get around them, what they refuse to mean.

use pullspec::pattern::{PatternMismatch, PatternSet};
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
    assert!(!tags.clone().with_digest_required().matches(&plain));
    let pinned = Reference::parse(&format!("redis@{DIGEST}")).unwrap();
    assert!(any.clone().with_digest_required().matches(&pinned) && !tags.matches(&pinned));
    let one = Pattern::parse(&format!("redis@{DIGEST}")).unwrap();
    assert_eq!(one.clone().with_digest_required(), one, "one digest is stricter than any");
    assert!(!any.with_tags([]).matches(&plain));
}

#[test]
fn refusals_say_what_and_where() {
    let partial = "in a registry a wildcard stands for a whole host label";
    let deep = "'**' can only be the last component";
    let short = "a wildcard needs a registry in front: for Docker Hub's own images 'docker.io/library/'";
    let not_a_host =
        "not a host, as it has no dot and no port: for a path on Docker Hub 'docker.io/' goes in front";
    let no_path = "no path after the registry: a whole registry is written with '/**'";
    let port = "a tag or a port: a registry is written with '/**', a tag on Docker Hub with 'docker.io/library/' in front";
    for (pattern, text, at) in [
        ("qu*.io/**", partial, "qu*"),
        ("a.bc.d*.io/**", partial, "d*"),
        ("quay.io:*/x", partial, "*"),
        ("*:80*/x", partial, "80*"),
        ("a.**.io/x", "'**' can only be the first label of a host", "**"),
        ("quay.io/***", deep, "***"),
        ("quay.io/app**", deep, "app**"),
        ("quay.io/**/app", deep, "**"),
        ("quay.io/**/", deep, "**"),
        ("quay.io/**{,/**}", deep, "**"),
        ("busybox*", short, "busybox*"),
        ("*", short, "*"),
        ("team/*", not_a_host, "team"),
        ("registry/**", not_a_host, "registry"),
        ("*/app", "'*' is one host label: any registry is written '**'", "*"),
        (
            "my_registry.example/app",
            "not a registry: a host has only letters, digits, dots and dashes",
            "my_registry.example/app",
        ),
        ("quay.io", no_path, "quay.io"),
        ("quay.io:443", no_path, "quay.io"),
        ("*.io", no_path, "*.io"),
        ("localhost", no_path, "localhost"),
        ("myhost:5000", port, "myhost:5000"),
        ("myhost:5000@*", port, "myhost:5000@*"),
        ("myhost:443", port, "myhost:443"),
        ("quay.io/*/*/*/*/*/*/*/*/*", "more than 8 wildcards", "quay.io/*/*/*/*/*/*/*/*/*"),
        ("redis:a*a*a*a*a*a*a*a*a*", "more than 8 wildcards", "a*a*a*a*a*a*a*a*a*"),
        ("quay.io/-*", "path must not start with '-'", "-"),
        ("quay.io/a._*", "separator '_' in path must stand between letters or digits", "_"),
        ("redis:.*", "tag must not start with '.'", "."),
        ("quay.io/A/**", "path must be lower case, found 'A'", "A"),
        ("quay.io//**", "empty path", ""),
        ("-x.io/**", "domain must not start with '-'", "-"),
        ("redis:v 1", "invalid character ' ' in tag", " "),
        ("redis:{a,b c}", "invalid character ' ' in tag", " "),
        ("redis@sha256:ab", "a sha256 digest has 64 hex characters, found 2", "ab"),
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

#[test]
fn lists_that_people_have() {
    let pinned = format!("redis:7@{DIGEST}");
    let other = format!("redis:8@{DIGEST}");
    let untagged = format!("redis@{DIGEST}");
    for (pattern, image, want) in [
        // Globs in a component, which end at its edges.
        ("quay.io/team/app-*", "quay.io/team/app-x", true),
        ("quay.io/team/app-*", "quay.io/team/app-x/y", false),
        ("quay.io/team/app-*", "quay.io/team/app", false),
        ("quay.io/team/app-*", "quay.io/team/my-app-x", false),
        ("quay.io/team*", "quay.io/team", true),
        ("quay.io/team*", "quay.io/team/app", false),
        ("quay.io/*-app/x", "quay.io/my-app/x", true),
        ("docker.io/library/busy*", "busybox:1", true),
        ("docker.io/lib*/redis", "redis", true),
        // Globs in a tag, which need no digest beside them.
        ("quay.io/app:v1.*", "quay.io/app:v1.2", true),
        ("quay.io/app:v1.*", "quay.io/app:v10.2", false),
        ("quay.io/app:v1.*", "quay.io/app:v1", false),
        ("quay.io/app:{2,*-fips}", "quay.io/app:1-fips", true),
        ("redis:*", "redis", true),
        ("redis:*", &pinned, false),
        ("redis:l*", "redis", true),
        // Hosts at any depth, and any registry.
        ("**.corp.example/**", "a.b.corp.example/x", true),
        ("**.corp.example/**", "a.corp.example/x", true),
        ("**.corp.example/**", "corp.example/x", false),
        ("**.corp.example/**", "evilcorp.example/x", false),
        ("**.corp.example/**", "a.corp.example:8443/x", false),
        ("**.corp.example:8443/**", "a.b.corp.example:8443/x", true),
        ("**/team/app", "quay.io:5000/team/app", true),
        ("**/team/app", "team/app", true),
        ("**/team/app", "[::1]/team/app", true),
        ("**/team/app", "quay.io/x/team/app", false),
        ("**/library/redis", "redis", true),
        ("**/redis", "redis", false),
        ("**/**", "my_registry.example/x", false),
        ("**:5000/x", "a.b:5000/x", true),
        ("**:5000/x", "a.b/x", false),
        // A repository and all below it.
        ("quay.io/team/app{,/**}", "quay.io/team/app", true),
        ("quay.io/team/app{,/**}", "quay.io/team/app/x/y:1", true),
        ("quay.io/team/app{,/**}", "quay.io/team/app-evil", false),
        ("quay.io/team/app{,/**}:1", "quay.io/team/app/x:2", false),
        ("redis{,/**}", "library/redis/x", true),
        ("docker.io/team{,/**}", "team/x", false),
        // A digest with the tag it was found by.
        (&pinned, &pinned, true),
        (&pinned, &other, false),
        (&pinned, &untagged, false),
        ("redis:{7,8}@*", &other, true),
        ("redis:{7,8}@*", &untagged, false),
        ("redis:7@*", "redis:7", false),
    ] {
        check(pattern, image, want);
    }
}

#[test]
fn an_image_id_matches_no_pattern() {
    for (image, want) in [
        ("sha256:4f53", false),
        ("sha512:4f53cda1", false),
        ("library/sha384:4f53", false),
        ("docker.io/library/sha256:4f53", true),
        ("docker.io/sha256:4f53", true),
        ("sha256:latest", true),
        ("sha256", true),
        ("sha256:4F53", true),
        ("sha256x:4f53", true),
        ("team/sha256:4f53", true),
        (&format!("sha256:4f53@{DIGEST}"), true),
    ] {
        for pattern in ["docker.io/**", "**/**"] {
            check(pattern, image, want);
        }
    }
}

#[test]
fn a_deny_list_knows_every_name_of_a_registry() {
    for (pattern, image, want) in [
        ("quay.io/**", "QUAY.io/x", true),
        ("quay.io/**", "quay.io:443/x", true),
        ("quay.io/**", "quay.io:5000/x", false),
        ("quay.io:443/**", "quay.io/x", true),
        ("QUAY.IO/x", "quay.io/x", true),
        ("*.corp.example/**", "A.Corp.Example:443/x", true),
        ("docker.io/library/redis", "registry-1.docker.io/library/redis", true),
        ("docker.io/library/redis", "registry-1.docker.io/redis", true),
        ("docker.io/library/redis", "Docker.io/redis:7", true),
        ("docker.io/team/**", "registry.hub.docker.com/team/x", true),
        ("docker.io/team/**", "docker.io:443/team/x", true),
        ("docker.io/team/**", "docker.com/team/x", false),
        // One path of Docker Hub under both its spellings, and no other.
        ("docker.io/library/**", "registry-1.docker.io/redis", true),
        ("docker.io/library/**", "registry-1.docker.io/team/x", false),
        ("docker.io/library/**", "team/x", false),
        ("registry-1.docker.io/redis", "redis", true),
        ("**/redis", "library/redis", true),
        // A wildcard for one of its names stands for all of them.
        ("*.docker.io/**", "registry-1.docker.io/x", true),
        ("*.docker.io/**", "redis", true),
        ("*.hub.docker.com/x", "redis", false),
        // Whoever writes port 443 for any host means all that answer there.
        ("**:443/x", "quay.io/x", true),
        ("**:5000/x", "quay.io/x", false),
        ("**:5000/x", "quay.io:05000/x", true),
        ("**/x", "my_registry.example/x", false),
        ("redis:7", &format!("redis:7@{DIGEST}"), true),
        ("redis:latest", &format!("redis@{DIGEST}"), false),
        ("docker.io/**", "sha256:4f53", true),
    ] {
        let (pattern, image) = (Pattern::parse(pattern).unwrap(), Reference::parse(image).unwrap());
        assert_eq!(pattern.covers(&image), want, "{pattern} on {image}");
        assert!(want || !pattern.matches(&image), "what matches is covered");
    }
}

#[test]
fn a_set_names_the_pattern_that_allows_or_comes_closest() {
    let set = PatternSet::parse(["quay.io/team/*:{1,2}", "quay.io/team/app@*", "redis"]).unwrap();
    for (image, want) in [
        ("redis:7", Ok("docker.io/library/redis")),
        ("quay.io/team/x:2", Ok("quay.io/team/*:{1,2}")),
        ("quay.io/team/app:3", Err("tag \"3\" without a digest does not match quay.io/team/*:{1,2}")),
        ("quay.io/other/app:3", Err("no pattern for path \"other/app\" at registry \"quay.io\"")),
        ("ghcr.io/x", Err("no pattern for registry \"ghcr.io\"")),
        ("sha256:4f53", Err("no pattern for registry \"docker.io\"")),
    ] {
        let image = Reference::parse(image).unwrap();
        let answer = set.check(&image).map(ToString::to_string).map_err(|refused| refused.to_string());
        assert_eq!(answer.as_deref().map_err(String::as_str), want, "{image}");
        assert_eq!(set.allows(&image), want.is_ok());
    }
    let image = Reference::parse("redis").unwrap();
    assert_eq!(PatternSet::default().check(&image).unwrap_err().to_string(), "no image is allowed");
}
