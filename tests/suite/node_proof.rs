//! What messages prove, against hosts whose faults are known.

use std::collections::BTreeSet;

use pullspec::Reference;
use pullspec::cause::Cause;
use pullspec::registry::node::Resolution;
use pullspec::registry::node::containerd::HostDirectories;
use pullspec::registry::node::containers_image::{Node, parse_reference};
use pullspec::registry::node::docker::DockerDaemon;
use pullspec::registry::node::proof::{Answer, Answers, containerd, containers_image};
use pullspec::waiting::classify;
use serde_json::Value;

use super::containers_image_laws::replay_message;

/// What a host with this fault did, as far as anyone outside it could see.
fn truth(fault: &str, answered: bool) -> &'static [Answer] {
    let answer = fault.strip_prefix("plain:").unwrap_or(fault);
    match answer {
        "refused" | "no_route" | "dns" | "dial_timeout" | "close" | "hang" | "mute" => &[Answer::NoAnswer],
        // A host that is spoken to without verification, or falls back, answers 500 in the laboratory.
        "tls_expired" | "tls_name" | "tls_unknown_ca" | "plain_http" if answered => &[Answer::Refused],
        "tls_expired" | "tls_name" | "tls_unknown_ca" | "plain_http" => &[Answer::NoAnswer],
        _ if !answered => &[Answer::NoAnswer],
        "404" | "404_msg" | "404_html" | "404_name" | "bearer404" => &[Answer::NotFound],
        // HEAD is refused, and GET answered with 404.
        "405" => &[Answer::NotFound, Answer::Refused],
        _ if answer.starts_with("200") || answer == "bearer200" => &[Answer::Served],
        _ => &[Answer::Refused],
    }
}

struct Row {
    hosts: Vec<(String, String)>,
    value: Value,
}

impl Row {
    fn text(&self, pointer: &str) -> &str {
        self.value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    fn texts(&self, pointer: &str) -> BTreeSet<&str> {
        let list = self.value.pointer(pointer).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).collect()
    }
}

fn rows(text: &str, count: usize) -> Vec<Row> {
    let read = |line: &str| {
        let value: Value = serde_json::from_str(line).unwrap();
        let hosts = value["hosts"].as_array().unwrap();
        let part = |host: &Value, key: &str| host[key].as_str().unwrap().to_owned();
        Row { hosts: hosts.iter().map(|host| (part(host, "name"), part(host, "fault"))).collect(), value }
    };
    let rows: Vec<Row> = text.lines().map(read).collect();
    assert_eq!(rows.len(), count);
    rows
}

#[track_caller]
fn containerds_messages(rows: &[Row]) -> (usize, usize) {
    let (mut named, mut exact) = (0, 0);
    for row in rows.iter().filter(|row| row.text("/runtime") == "containerd") {
        let hosts: Vec<&str> = row.hosts.iter().map(|(name, _)| &**name).collect();
        let message = row.text("/want/message");
        let proof = containerd(row.text("/image"), &hosts, message);
        let about: BTreeSet<&str> = proof.about().iter().map(|&place| hosts[place]).collect();
        let want = row.texts("/want/about");
        assert!(want.iter().any(|host| about.contains(host)), "{want:?} {about:?} {message}");
        // A 404, a manifest too large and a bad digest are shown without their host.
        if !message.ends_with(": not found") && !message.contains("in header not a valid digest") {
            named += 1;
            exact += usize::from(about == want);
        }
        let answered = row.texts("/want/answered");
        let ended = row.hosts.iter().position(|(_, fault)| fault.ends_with("200_baddigest"));
        let ended = ended.filter(|_| message.contains("in header not a valid digest"));
        for (place, (host, fault)) in row.hosts.iter().enumerate() {
            let truth = if ended.is_some_and(|end| place > end) {
                &[Answer::NotAsked]
            } else {
                truth(fault, answered.contains(&**host))
            };
            let possible = proof.possible()[place];
            assert!(
                truth.iter().any(|&answer| possible.contains(answer)),
                "{host} {fault}: {possible:?} {message}"
            );
        }
        replay_message(&format!("{}\n{}\n{message}", hosts.join(" "), row.text("/image")));
    }
    (named, exact)
}

#[test]
fn containerd_shows_the_first_of_the_heaviest() {
    let rows = rows(include_str!("../data/node/errors.jsonl"), 218);
    let (named, exact) = containerds_messages(&rows);
    assert!(named > 60 && exact * 100 >= named * 99, "{exact} of {named}");
}

#[test]
fn a_host_that_falls_back_is_named_as_it_was_spoken_to() {
    let rows = rows(include_str!("../data/node/errors_fallback.jsonl"), 114);
    let (named, exact) = containerds_messages(&rows);
    assert!(named > 60 && exact == named, "{exact} of {named}");
}

#[test]
fn containers_image_shows_every_source() {
    for row in rows(include_str!("../data/node/errors.jsonl"), 218) {
        if row.text("/runtime") != "containers-image" {
            continue;
        }
        let hosts: Vec<&str> = row.hosts.iter().map(|(name, _)| &**name).collect();
        let message = row.text("/want/message");
        let proof = containers_image(&hosts, message);
        let want = row.value["want"]["attempts"].as_array().unwrap();
        assert_eq!(proof.failures().len(), want.len());
        for ((failure, want), (place, (_, fault))) in
            proof.failures().iter().zip(want).zip(row.hosts.iter().enumerate())
        {
            assert_eq!(failure.error, want["error"]);
            assert!(failure.reference.is_empty() || failure.reference == want["reference"]);
            assert_ne!(classify(None, failure.error).cause(), Cause::NoDetail, "{fault}: {}", failure.error);
            let possible = proof.possible()[place];
            let silent = failure.error.contains("Get \"");
            // An unknown body on /v2/ is no answer about the image.
            let truth = if fault == "ping_404" { &[Answer::Refused] } else { truth(fault, !silent) };
            assert!(
                truth.iter().any(|&answer| possible.contains(answer)),
                "{fault}: {possible:?} {}",
                failure.error
            );
        }
        replay_message(&format!("{}\n{}\n{message}", hosts.join(" "), row.text("/image")));
    }
}

#[test]
fn a_registrys_words_do_not_end_an_entry() {
    let message = "(Mirrors also failed: [m.example/app:1: reading manifest 1 in m.example/app: denied: no]\n[x.example/a:1: z]): \
                   y.example/a:1: hm]): quay.io/app:1: reading manifest 1 in quay.io/app: unauthorized";
    let proof = containers_image(&["m.example", "quay.io"], message);
    let errors: Vec<_> = proof.failures().iter().map(|failure| (failure.reference, failure.error)).collect();
    assert_eq!(
        errors,
        [
            (
                "m.example/app:1",
                "reading manifest 1 in m.example/app: denied: no]\n[x.example/a:1: z]): y.example/a:1: hm",
            ),
            ("quay.io/app:1", "reading manifest 1 in quay.io/app: unauthorized"),
        ],
    );
}

#[test]
fn no_certainty_without_a_ground() {
    let hosts = ["mirror.example", "quay.io"];
    for message in
        ["", "context deadline exceeded", "unexpected status from nothing", "other/app:1: not found"]
    {
        let proof = containerd("quay.io/app:1", &hosts, message);
        assert!(proof.about().is_empty(), "{message}");
        assert!(proof.possible().iter().all(|possible| possible.iter().count() == 5), "{message}");
    }
    // A name of the first host that shows up in what a registry says proves nothing.
    let message = "unexpected status from HEAD request to https://quay.io/v2/app/manifests/1: 403 Forbidden\n\
                   failed to do request: Head \"https://mirror.example/v2/\": EOF";
    assert_eq!(containerd("quay.io/app:1", &hosts, message).about(), [1]);
    // A redirect's target is in no configuration: it was the first host that sent it there.
    let message = "failed to do request: Head \"https://cdn.example/v2/app/manifests/1\": EOF";
    let proof = containerd("quay.io/app:1", &hosts, message);
    assert_eq!(proof.about(), [0]);
    assert!(proof.possible()[0].contains(Answer::Refused));
    // Blocked sources have an error too, and were not asked.
    let message = "(Mirrors also failed: [m.example/app:1: reading manifest 1 in m.example/app: manifest unknown]): \
                   quay.io/app:1: registry quay.io is blocked in one of /etc/containers/registries.conf";
    let proof = containers_image(&["m.example", "quay.io"], message);
    assert!(proof.possible()[0].iter().eq([Answer::NotFound]));
    assert!(proof.possible()[1].iter().eq([Answer::NotAsked]));
    // What was said under another configuration, or of another image, proves nothing of these hosts.
    let of_two = "(Mirrors also failed: [m.example/app:1: reading manifest 1 in m.example/app: manifest unknown]): \
                  quay.io/app:1: reading manifest 1 in quay.io/app: unauthorized";
    let of_one = "reading manifest 1 in m.example/app: manifest unknown";
    for (hosts, message) in
        [(&["quay.io"][..], of_two), (&["x.example", "quay.io"], of_two), (&["quay.io"], of_one)]
    {
        let proof = containers_image(hosts, message);
        assert!(proof.about().is_empty(), "{hosts:?} {message}");
        assert!(proof.possible().iter().all(|&possible| possible == Answers::ANY), "{hosts:?} {message}");
    }
    assert!(containers_image(&["m.example"], of_one).possible()[0].iter().eq([Answer::NotFound]));
}

/// The same for the attempts that a configuration makes.
#[test]
fn a_configuration_says_who_was_asked() {
    let shown = |resolution: &Resolution, image: &Reference, message: &str| {
        let proof = resolution.proof(image, message);
        let possible: Vec<String> = proof.possible().iter().map(ToString::to_string).collect();
        assert_eq!(possible.len(), resolution.attempts().len());
        (proof.about().to_vec(), possible.join(", "))
    };
    let file = "[host.\"https://pull.example\"]\ncapabilities = [\"pull\"]\n[host.\"https://push.example\"]\ncapabilities = [\"push\"]\n";
    let hosts = HostDirectories::new(["certs.d"]).with_text("certs.d/docker.io/hosts.toml", file);
    let (tagged, digest) =
        ("redis", "redis@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
    let by_tag = Reference::parse(tagged).unwrap();
    let resolution = hosts.resolve(&by_tag).unwrap();
    // By a tag only the registry may be asked.
    assert_eq!(
        shown(&resolution, &by_tag, "docker.io/library/redis:latest: not found"),
        (vec![2], "not asked, not asked, not found or refused".into())
    );
    let refused = "unexpected status from HEAD request to https://registry-1.docker.io/v2/library/redis/manifests/latest: \
                   403 Forbidden";
    assert_eq!(shown(&resolution, &by_tag, refused), (vec![2], "not asked, not asked, refused".into()));
    let by_digest = Reference::parse(digest).unwrap();
    let resolution = hosts.resolve(&by_digest).unwrap();
    let dial = format!(
        "failed to do request: Head \"https://pull.example/v2/library/redis/manifests/{}?ns=docker.io\": EOF",
        by_digest.digest().unwrap()
    );
    assert_eq!(
        shown(&resolution, &by_digest, &dial),
        (vec![0], "no answer, not asked, no answer or refused".into())
    );

    // Each source's error stands in a message of containers/image, by the name that was asked for.
    let conf = "[[registry]]\nlocation = \"docker.io\"\nblocked = true\n[[registry.mirror]]\nlocation = \"mirror.example\"\n";
    let image = parse_reference("redis:7").unwrap();
    let resolution = Node::read([("registries.conf", conf)]).resolution(&image).unwrap();
    let message = "(Mirrors also failed: [mirror.example/library/redis:7: pinging container registry mirror.example: Get \
                   \"https://mirror.example/v2/\": EOF]): docker.io/library/redis:7: registry docker.io is blocked in \
                   /etc/containers/registries.conf or /etc/containers/registries.conf.d";
    assert_eq!(shown(&resolution, &image, message), (vec![0, 1], "no answer, not asked".into()));

    // Of the last error nothing follows for the others.
    let resolution =
        DockerDaemon::new().with_mirror("https://mirror.example").classic_store(&by_tag).unwrap();
    let nothing = "nothing is known, nothing is known";
    assert_eq!(shown(&resolution, &by_tag, "manifest unknown"), (vec![], nothing.into()));
}

/// Not a measure of time: with a quadratic step this test alone would take minutes.
#[test]
fn a_hostile_message_is_read_in_little_time() {
    for piece in [
        "]\n[m.example/a",
        "]): m.example/",
        "(Mirrors also failed: [m.example/a:1: ",
        "unexpected status from ",
        "]\n[m.example/a:1: ",
    ] {
        let message =
            format!("(Mirrors also failed: [m.example/a:1: {}", piece.repeat(200_000 / piece.len()));
        replay_message(&format!("m.example m.example m.example\nm.example/a:1\n{message}"));
    }
}

mod properties {
    use proptest::prelude::*;

    use super::replay_message;

    const PIECES: &str = "(failed to do request: |Head \"https://|Get \"|m\\.example|quay\\.io|/v2/app/manifests/1|\\?ns=quay\\.io|\": |EOF|unexpected status from |HEAD request to https://|: 403 Forbidden|\n|: not found|quay\\.io/app:1|rejecting 9 byte manifest for |failed to authorize: |\\(Mirrors also failed: \\[|\\]\n\\[|\\]\\): |: |reading manifest 1 in quay\\.io/app: |denied|pinging container registry m\\.example: |\\PC){0,12}";

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]

        #[test]
        fn of_pieces(hosts in "(m\\.example|quay\\.io|m\\.example:5000)( (m\\.example|quay\\.io|docker\\.io)){0,3}", message in PIECES) {
            replay_message(&format!("{hosts}\nquay.io/app:1\n{message}"));
        }

        #[test]
        fn of_any_text(text in any::<String>()) {
            replay_message(&text);
        }
    }
}
