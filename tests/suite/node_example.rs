//! What `examples/node.rs` says, and its exit status.

#[path = "../../examples/node.rs"]
#[allow(dead_code, reason = "its `main` is the example's")]
mod node;

use std::io::{self, Write};

use clap::Parser;

/// What is said, the error, and the exit status.
fn run(words: &[&str]) -> (String, String, u8) {
    let arguments = node::Arguments::try_parse_from([&["node"], words].concat()).unwrap();
    let (said, ended) = node::answer(&arguments);
    let error = ended.as_ref().err().map(ToString::to_string).unwrap_or_default();
    let status = node::write(io::sink(), &said, ended);
    (said, error, status)
}

/// A directory of its own for a test, with one file.
fn with_file(test: &str, name: &str, content: &str) -> String {
    let directory = std::env::temp_dir().join(format!("pullspec-{test}-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    std::fs::write(directory.join(name), content).unwrap();
    directory.to_string_lossy().into_owned()
}

#[test]
fn an_input_that_is_not_there_is_exit_status_2() {
    for (kind, why) in [
        ("--k3s", "cannot be read: "),
        ("--daemon", "cannot be read: "),
        ("--registries", "is not a directory"),
        ("--containerd", "is not a directory"),
    ] {
        let (said, error, status) = run(&[kind, "/nowhere/at/all", "redis"]);
        assert_eq!((&*said, status), ("", 2), "{kind}");
        assert!(error.starts_with(&format!("/nowhere/at/all: {why}")), "{error}");
    }
}

#[test]
fn a_closed_pipe_is_no_failure() {
    struct Closed;
    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    assert_eq!((node::write(Closed, "x", Ok(true)), node::write(Closed, "x", Ok(false))), (0, 1));
}

#[test]
fn podman_and_cri_o_have_their_say() {
    let conf = "unqualified-search-registries = [\"quay.io\", \"ghcr.io\"]\n";
    let directory = with_file("short", "registries.conf", conf);
    let (said, _, status) = run(&["--registries", &directory, "redis"]);
    assert_eq!(status, 1);
    assert!(
        said.contains("redis, pulled by CRI-O\n  nothing is asked: a short name that several registries"),
        "{said}"
    );
    assert!(said.contains("redis, pulled by podman, as ghcr.io/redis:latest\n"), "{said}");
    let (said, _, status) = run(&["--registries", &directory, "quay.io/app:1"]);
    assert!(said.starts_with("quay.io/app:1, as quay.io/app:1\n") && status == 0, "{said}");
}

#[test]
fn localhost_needs_no_resolver_and_no_list() {
    let directory = with_file("docker", "daemon.json", "{}");
    let (said, _, status) = run(&["--daemon", &format!("{directory}/daemon.json"), "localhost:5000/app"]);
    let classic = said.split_once("classic image store\n").unwrap().1;
    assert_eq!(
        (classic.matches("by 127.0.0.0/8 is always among the insecure registries").count(), status),
        (2, 0),
        "{said}"
    );
}

#[test]
fn a_certificate_outside_the_directories_is_read() {
    let pem = "-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n";
    let outside = with_file("ca", "ca.pem", pem);
    let root = std::path::PathBuf::from(with_file("certs", "x", ""));
    std::fs::create_dir_all(root.join("quay.io")).unwrap();
    let hosts = format!("server = \"https://quay.io\"\nca = \"{outside}/ca.pem\"\n");
    std::fs::write(root.join("quay.io/hosts.toml"), hosts).unwrap();
    let (said, _, status) = run(&["--containerd", &root.to_string_lossy(), "quay.io/app:1"]);
    assert!(said.contains("1 certificate authorities of its own") && status == 0, "{said}");
}

#[test]
fn a_file_of_k3s_is_read_to_its_first_document() {
    let yaml = "mirrors:\n  quay.io:443:\n    endpoint: [m.example]\n---\n]\n";
    let directory = with_file("k3s", "registries.yaml", yaml);
    let (said, error, status) = run(&["--k3s", &format!("{directory}/registries.yaml"), "quay.io/app:1"]);
    assert_eq!((&*error, status), ("", 0));
    assert!(said.contains("note: registries.yaml:2: mirrors.\"quay.io:443\": a port"), "{said}");
}
