//! Texts that are images, or nearly.

use super::Numbers;

pub(super) const HOSTS: &[&str] = &[
    "",
    "",
    "",
    "",
    "docker.io/",
    "docker.io/",
    "index.docker.io/",
    "registry-1.docker.io/",
    "Registry.Hub.Docker.com:443/",
    "INDEX.docker.io/",
    "localhost:443/",
    "host:443/",
    "quay.io/",
    "quay.io/",
    "ghcr.io/",
    "gcr.io/",
    "QUAY.IO/",
    "quay.io:443/",
    "quay.io:0443/",
    "quay.io./",
    ".io/",
    "localhost/",
    "localhost:5000/",
    "host:5000/",
    "host/",
    "Host/",
    "hOst/",
    "host-/",
    "-host/",
    "[::1]/",
    "[::1]:5000/",
    "[abcd]/",
    "[ABCD]/",
    "[abcd]:1/",
    "[]/",
    "[::1/",
    "docker.com/",
    "x.docker.io/",
    "index.docker.com/",
    "index.quay.io/",
    "docker.io:443/",
    "Docker.io/",
    "registry-1.docker.io/",
    "a.corp.example/",
    "b.a.corp.example/",
    "c.b.a.corp.example/",
    "corp.example/",
    "evilcorp.example/",
    "corp.example.evil/",
    "a.corp.example:8443/",
    "my_registry.example/",
    "gcrXio/",
    "quay.io.evil.example/",
    "quay.io@evil.example/",
    "127.0.0.1/",
    "127.0.0.1:5000/",
    "a.b/",
    "a.b.c.d.e/",
    "io/",
    "docker/",
    "index/",
    "a..b/",
    "https://quay.io/",
    "x/quay.io/",
    "docker.io/docker.io/",
    "dockerxio/",
    "indexxdocker.io/",
    "docker.iox/",
    "xdocker.io/",
    "index.docker.iox/",
    "q.io/",
    "quay.i/",
    "quay.iox/",
    "127.docker.io/",
];

pub(super) const COMPONENTS: &[&str] = &[
    "library",
    "librar",
    "libraryx",
    "library-x",
    "library_x",
    "library.x",
    "lib",
    "l",
    "team",
    "team-evil",
    "teams",
    "tea",
    "app",
    "app-x",
    "app-x-y",
    "app_x",
    "app__x",
    "app___x",
    "app.x",
    "app-.x",
    "app_.x",
    "app._x",
    "app-",
    "app_",
    "app.",
    "-app",
    "_app",
    ".app",
    "my-app",
    "my_app",
    "my__app",
    "myapp",
    "a",
    "a_b",
    "a__b",
    "a___b",
    "a_x_b",
    "a_x__b",
    "a__x_b",
    "a____b",
    "a.b",
    "a..b",
    "a--b",
    "a---b",
    "a_-b",
    "redis",
    "redis7",
    "localhost",
    "localhos",
    "localhostx",
    "localhost-x",
    "localhost_x",
    "localhost.x",
    "local",
    "lo",
    "lx",
    "sha256",
    "sha25",
    "sha2567",
    "sha384",
    "sha512",
    "sha",
    "sha256-x",
    "sha256_x",
    "s",
    "App",
    "aPp",
    "",
    ".",
    "..",
    "deadbeef",
    "0",
    "00",
    "_",
    "é",
    "a b",
    "a\n",
    "%2f",
];

pub(super) const TAGS: &[&str] = &[
    "",
    "",
    "",
    "",
    "",
    ":7",
    ":latest",
    ":latest1",
    ":8",
    ":v1.2",
    ":v1.",
    ":v1",
    ":v10.2",
    ":V1.2",
    ":1.2",
    ":1.2.3",
    ":4f53",
    ":cafe",
    ":CAFE",
    ":4f5g",
    ":4f53-",
    ":4f53.1",
    ":_x",
    ":-1",
    ":.1",
    ":",
    ":5000",
    ":a:b",
    ":é",
    ":1 ",
    ":1\n",
    ":sha256-9f86",
];

const DIGESTS: &[&str] = &[
    "", "", "", "", "", "@D", "@D", "@E", "@3", "@5", "@d", "@s", "@S", "@U", "@M", "@", "@x", "@D@D", "@l",
];

/// A digest by its letter: known, other, of each algorithm, of another length, in capitals, of no algorithm.
pub(super) fn digest(text: &str) -> String {
    let hex = |digit: &str, times: usize| digit.repeat(times);
    text.chars()
        .map(|c| match c {
            'D' => format!("sha256:{}", hex("9f", 32)),
            'E' => format!("sha256:{}", hex("0a", 32)),
            '3' => format!("sha384:{}", hex("1b", 48)),
            '5' => format!("sha512:{}", hex("2c", 64)),
            'd' => format!("sha256:{}", hex("9", 63)),
            's' => format!("sha512:{}", hex("2c", 32)),
            'S' => format!("sha384:{}", hex("2c", 64)),
            'U' => format!("sha256:{}", hex("9F", 32)),
            'M' => format!("md5:{}", hex("9f", 16)),
            'l' => format!("sha256:{}", hex("9", 65)),
            c => c.to_string(),
        })
        .collect()
}

/// As many characters, with a separator now and then.
fn long(n: &mut Numbers, length: usize) -> String {
    let (unit, separators): (&[&str], &[&str]) = match n.below(7) {
        0 => (&["a"], &[""]),
        1 => (&["f", "0", "9"], &[""]),
        2 => (&["a", "b7"], &["-"]),
        3 => (&["ab", "x"], &["_", "."]),
        4 => (&["abc", "longer7word"], &["_", "__", "-", "."]),
        5 => (&["l"], &["o", "", "/"]),
        _ => (&["ab", "c"], &["/", "/", "-"]),
    };
    let mut text = String::new();
    while text.len() < length {
        text.push_str(n.one(unit));
        if n.chance(4) {
            text.push_str(n.one(separators));
        }
    }
    text.truncate(length.max(1));
    let last = text.pop();
    text.push(last.filter(char::is_ascii_alphanumeric).unwrap_or('x'));
    text
}

fn path(n: &mut Numbers) -> String {
    match n.below(60) {
        0 => {
            let length = [247, 248, 249, 246, 240][n.below(5)];
            return long(n, length);
        }
        1 => return format!("{}/{}", n.one(COMPONENTS), long_from(n, 255)),
        2 => return long_from(n, 256),
        3 => {
            let length = 62 + n.below(5);
            return "9f".repeat(40)[..length].to_owned();
        }
        4 => return format!("{}/{}", long_from(n, 120), long_from(n, 120)),
        5 => {
            let length = 60 + n.below(70);
            return long(n, length);
        }
        _ => {}
    }
    let count = [1, 1, 1, 2, 2, 2, 2, 3, 3, 4][n.below(10)];
    (0..count)
        .map(|_| if n.chance(2) { n.one(&COMPONENTS[..24]) } else { n.one(COMPONENTS) })
        .collect::<Vec<_>>()
        .join("/")
}

fn long_from(n: &mut Numbers, about: usize) -> String {
    let length = about - 10 + n.below(14);
    long(n, length)
}

/// A text that is an image, or nearly.
pub fn reference(n: &mut Numbers) -> String {
    let (host, path) = (n.one(HOSTS), path(n));
    let tag = if n.chance(40) {
        format!(":{}", long_from(n, 128).replace('/', "-"))
    } else {
        n.one(TAGS).to_owned()
    };
    let mut text = format!("{host}{path}{tag}{}", digest(n.one(DIGESTS)));
    if n.chance(50) {
        let at = n.below(text.len() + 1);
        if text.is_char_boundary(at) {
            text.insert_str(
                at,
                n.one(&[
                    "/", ":", "@", ".", "_", "-", "A", " ", "\n", "'", "\"", "\\", "`", "${x}", "{{x}}", "*",
                ]),
            );
        }
    }
    text
}
