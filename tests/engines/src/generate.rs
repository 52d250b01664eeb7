//! Texts near the edges, and lists of patterns for the same names.

use pullspec::pattern::{Pattern, PatternSet};

/// Numbers from a seed (SplitMix64).
pub struct Numbers(pub u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % most as u64) as usize
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.below(of.len())]
    }

    fn chance(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 0
    }
}

const HOSTS: &[&str] = &[
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

const COMPONENTS: &[&str] = &[
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

const TAGS: &[&str] = &[
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
fn digest(text: &str) -> String {
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

const WILD_HOSTS: &[&str] = &[
    "*.io/",
    "*.corp.example/",
    "**.corp.example/",
    "**.corp.example:8443/",
    "**.io/",
    "**.docker.io/",
    "*.docker.io/",
    "*.*/",
    "*.*.*/",
    "docker.*/",
    "index.*.io/",
    "*.docker.*/",
    "**/",
    "**:5000/",
    "*:5000/",
    "**:443/",
    "*:0443/",
    "*.Docker.io/",
    "**.hub.docker.com/",
    "**.example/",
    "**.*.example/",
];

/// A pattern, or a text that is none.
fn pattern(n: &mut Numbers) -> String {
    let host = if n.chance(5) { n.one(WILD_HOSTS) } else { n.one(&HOSTS[..37]) };
    let mut components: Vec<String> = Vec::new();
    for _ in 0..1 + n.below(3) {
        let component = if n.chance(2) { n.one(&COMPONENTS[..24]) } else { n.one(COMPONENTS) };
        let glob = |n: &mut Numbers| {
            let at = n.below(component.len() + 1);
            let (before, after) = component.split_at_checked(at).unwrap_or(("", component));
            match n.below(4) {
                0 => format!("{before}*{after}"),
                1 => format!("{before}*"),
                2 => format!("*{after}"),
                _ => format!("*{before}*"),
            }
        };
        components.push(match n.below(6) {
            0 => "*".into(),
            1 => glob(n),
            2 if n.chance(6) => n.one(&["*5*", "s*6", "*f*", "9*f", "dead*", "*0"]).to_owned(),
            _ => component.into(),
        });
    }
    if n.chance(3) {
        components.pop();
        components.push("**".into());
    }
    let below = if n.chance(8) { "{,/**}" } else { "" };
    let tag = match n.below(9) {
        0 => n.one(TAGS).into(),
        1 => ":{7,v1.*,latest}".into(),
        2 => n.one(&[":*", ":v1.*", ":l*", ":*.2", ":*a*", ":{}", ":4*", ":*-*", ":{4f53,*g}"]).to_owned(),
        _ => String::new(),
    };
    let pinned = match n.below(8) {
        0 => "@*".into(),
        1 => digest(n.one(&["@D", "@3", "@5"])),
        _ => String::new(),
    };
    format!("{host}{}{below}{tag}{pinned}", components.join("/"))
}

/// A list of valid patterns.
pub fn set(n: &mut Numbers) -> PatternSet {
    let length = [1, 1, 2, 3, 5, 8, 13][n.below(7)];
    let mut patterns = Vec::new();
    while patterns.len() < length {
        patterns.extend(Pattern::parse(&pattern(n)).ok());
    }
    let set: PatternSet = patterns.into_iter().collect();
    if n.chance(8) { set.with_digest_required() } else { set }
}

/// One of the images that a pattern stands for, or one that is next to them.
pub fn near(n: &mut Numbers, set: &PatternSet) -> String {
    let patterns: Vec<String> = set.iter().map(ToString::to_string).collect();
    let Some(pattern) = patterns.get(n.below(patterns.len().max(1))) else { return reference(n) };
    let mut text = instance(n, pattern);
    for _ in 0..[0, 0, 1, 1, 2][n.below(5)] {
        text = slip(n, &text);
    }
    text
}

/// The pattern with something for each wildcard.
fn instance(n: &mut Numbers, pattern: &str) -> String {
    let (name, pin) = match pattern.split_once('@') {
        Some((name, "*")) => (name, format!("@{}", digest(n.one(&["D", "3", "5"])))),
        Some((name, pin)) => (name, format!("@{pin}")),
        None => (pattern, digest(n.one(&["", "", "", "", "@D"]))),
    };
    let (name, tag) = match name.rsplit_once(":{") {
        Some((name, tags)) => {
            let tags: Vec<&str> = tags.trim_end_matches('}').split(',').collect();
            (name, format!(":{}", n.one(&tags)))
        }
        None => (name, if name.rfind(':') > name.rfind('/') { "" } else { n.one(TAGS) }.to_owned()),
    };
    let name = name.replace("{,/**}", n.one(&["", "", "/x", "/x/y", "/", "-x"]));
    let mut rest = format!("{name}{tag}{pin}");
    let mut text = String::new();
    while let Some((before, after)) = rest.split_once('*') {
        text.push_str(before);
        let deep = after.starts_with('*');
        text.push_str(match (deep, text.is_empty()) {
            (true, true) => {
                n.one(&["a", "b.a", "localhost", "quay.io", "docker.io", "registry-1", "A", "[::1]", "a:1"])
            }
            (true, false) => {
                n.one(&["x", "x/y", "library", "library/x", "sha256", "a/b__c/d-e", "", "a/", "localhost/x"])
            }
            (false, _) => n.one(&[
                "x", "a", "", "library", "7", "latest", "56", "-", "_", "x.y", "docker", "x/y", "f00",
            ]),
        });
        rest = after.trim_start_matches('*').to_owned();
    }
    text + &rest
}

/// The text with one thing changed.
fn slip(n: &mut Numbers, text: &str) -> String {
    let at = n.below(text.len() + 1);
    let Some((before, after)) = text.split_at_checked(at) else { return text.to_owned() };
    let rest = || after.get(after.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default();
    match n.below(8) {
        0 => format!("{before}{}", rest()),
        1 => format!(
            "{before}{}{after}",
            n.one(&["/", ":", "@", ".", "_", "-", "x", "0", "\n", " ", "*", "//", "__", "é"])
        ),
        2 => format!("{before}{}{}", n.one(&["x", ".", "-", "_", "A", "/"]), rest()),
        3 => format!("{before}{}", after.to_ascii_uppercase()),
        4 => text.replacen('/', n.one(&[":443/", ":0443/", ":5000/", ".evil.example/", "/library/", "/"]), 1),
        5 => format!(
            "{}{text}",
            n.one(&[
                "evil.example/",
                "docker.io/",
                "index.docker.io/",
                "Docker.io/",
                "x",
                "localhost/",
                "library/"
            ])
        ),
        6 => format!("{text}{}", n.one(&["/x", "x", ":1", "@", "-", "\n", "/"])),
        _ => text.split_once('/').map_or(text, |(_, path)| path).to_owned(),
    }
}
