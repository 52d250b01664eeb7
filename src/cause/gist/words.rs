//! The words, by what they speak of.

/// What a word speaks of, as a set of bits.
pub(super) type Topics = u64;

/// Declares the topics, one bit each, and their words. A word may stand in several.
macro_rules! topics {
    ($($name:ident = $bit:literal: $words:literal;)*) => {
        $(pub(super) const $name: Topics = 1 << $bit;)*

        /// The words of each topic, with blanks between them.
        const TOPICS: &[(Topics, &str)] = &[$(($name, $words)),*];
    };
}

topics! {
    // What happened.
    NOT = 0: "not no cannot can't can’t couldn't could'nt doesn't don't didn't isn't wasn't aren't won't unable never without none nothing missing absent lacks lacking neither nor nonexistent non-existent undefined empty nil null deleted removed purged gone";
    FAIL = 1: "fail failed fails failing failure failures error errors problem trouble exception panic panicked fatal giving gave nxdomain servfail";
    INVALID = 2: "invalid incorrect wrong bad malformed revoked rejected reject unacceptable illegal unrecognized unrecognised inactive disabled deactivated suspended locked blocked corrupt corrupted ill-formed broken stale nonce";
    EXPIRED = 3: "expired expire expires expiration expiry outdated lapsed overdue";
    FOUND = 4: "found find exist exists present available known located locate such deleted removed purged gone pushed published missing absent nonexistent non-existent named";
    REFUSED = 5: "refused refuses refusing refuse denied denies deny rejected rejects declined disallowed prohibited prohibits";
    BROKEN = 6: "reset closed close closes dropped lost broke broken interrupted disconnected terminated aborted aborting eof premature prematurely hangup hung hang disconnect";
    UNEXPECTED = 7: "unexpected unexpectedly unparsable unparseable parse parsing parsed decode decoding deserialize deserializing deserialization unmarshal unmarshalling unmarshaling malformed syntax truncated inconsistent contradictory";
    UNSUPPORTED = 8: "unsupported unimplemented incompatible unrecognized unrecognised unhandled unsupportable supported support supports supporting compatible implemented allowed understood";
    MISMATCH = 9: "mismatch mismatched mismatches mismatching match matches matched matching differ differs different differing corrupt corrupted corruption tampered tamper unequal equal altered changed expected want wanted only disagree disagrees";
    EXCEEDED = 10: "exceeded exceeds exceed exceeding exhausted over too maximum maximal limit limits limited limiting throttled throttling max reached";
    REQUIRED = 11: "required require requires requiring need needs needed must please mandatory missing";
    VERIFIED = 12: "verify verified verifying verification verifies validate validated validating validation validates valid check trusted trust untrusted unverified accepted acceptable";
    FULL = 13: "full enough insufficient exhausted ran low out depleted left free threshold watermark";
    OFFLINE = 14: "unavailable maintenance overloaded overload unhealthy outage degraded down offline starting restarting busy saturated unresponsive crashed stopped ready unreachable dead read-only readonly";
    CANCELLED = 15: "cancel canceled cancelled canceling cancelling cancellation cancels abort aborted aborts interrupt interrupted killed shutdown shutting preempted stopped superseded abandoned";
    GET = 16: "get getting got fetch fetching fetched retrieve retrieving retrieved obtain obtaining obtained acquire acquiring acquired exchange exchanging refresh refreshing renew assume assuming mint load loading loaded read reading generate generating request requesting impersonate download downloads downloading operation transfer";

    // What it happened to.
    CERTIFICATE = 20: "certificate certificates cert certs x509 x.509 ca cabundle ca-bundle issuer keystore truststore subjectaltname san sans pem ocsp crl pkix certification certpath";
    TLS = 21: "tls ssl handshake cipher ciphers ciphersuite alpn sni tlsv1 tls1.2 tls1.3 clienthello schannel";
    PLAIN = 22: "plaintext plain-http http-only unencrypted cleartext";
    TOKEN = 23: "token tokens jwt bearer refresh_token access_token id_token oauth oauth2 oidc session assertion apikey api-key pat nonce cookie";
    PASSWORD = 24: "password passwords passphrase username user/password username/password login logins signin credential credentials cred creds dockercfg dockerconfigjson authfile keyring keychain robot apikey htpasswd userpass";
    SECRET = 25: "secret secrets imagepullsecret imagepullsecrets pullsecret pullsecrets pull-secret";
    ACCOUNT = 26: "account accounts user users identity identities role roles principal serviceaccount tenant subscription customer organization organisation member group caller";
    AUTHENTICATION = 27: "authenticate authenticated authenticating authentication unauthenticated authn logged unauthorized unauthorised anonymous anonymously auth authorized authorised";
    PERMISSION = 28: "permission permissions privilege privileges authorization authorisation authorized authorised unauthorized unauthorised forbidden entitlement entitlements entitled access rights scope scopes grant granted allowed allow permitted permit rbac iam acl license licence eligible";
    REPOSITORY = 29: "repository repositories repo repos project projects package packages";
    MANIFEST = 30: "manifest manifests tag tags index";
    DIGEST = 31: "digest digests checksum checksums hash hashes sha256 sha512 integrity diffid diffids diff_id diffid's etag";
    LAYER = 32: "layer layers blob blobs chunk chunks layer's";
    IMAGE = 33: "image images artifact artifacts reference container-image image's bundle";
    PLATFORM = 34: "platform platforms architecture architectures arch variant linux/amd64 linux/arm64 linux/arm windows/amd64 linux/s390x linux/ppc64le linux/riscv64 linux/386 linux/arm/v7 amd64 arm64 x86_64 aarch64 cpu os/arch operating";
    SIGNATURE = 35: "signature signatures signed unsigned signer signers signing cosign notation notary sigstore fulcio rekor tuf attestation attestations attested provenance sbom keyless slsa gpg";
    GATE = 36: "kyverno gatekeeper blacklist blacklisted blocklist blocklisted denylist whitelist whitelisted allowlist allow-list deny-list quarantine quarantined vulnerability vulnerabilities vulnerable cve cves severity malware banned firewall curation xray scan scanned scanner scanning disallowed prohibited immutable embargoed untrusted approved whitelisting restricted restriction blocked blocking";
    COUNTRY = 37: "country countries region geographic geographical geography geo geo-blocked geoblocked sanction sanctions sanctioned embargo embargoed jurisdiction territory";
    ARCHIVE = 56: "archive archives tar tarball entry entries whiteout whiteouts hardlink hardlinks symlink symlinks inflate";
    RATE = 38: "rate ratelimit rate-limit ratelimited rate-limited rate-limiting throttle throttled throttling throttles quota quotas requests pulls concurrent concurrency bandwidth burst qps many frequently budget traffic";
    PROXY = 39: "proxy proxies socks socks5 http_proxy https_proxy no_proxy squid zscaler";
    DNS = 40: "dns nameserver nameservers nxdomain servfail resolv.conf coredns dnsmasq systemd-resolved hostname hostnames fqdn";
    HOST = 41: "host hosts hostname hostnames domain domains name names address addresses";
    RESOLVE = 42: "resolve resolved resolves resolving lookup resolution resolver unresolvable unresolved";
    TIME = 43: "timeout time-out timeouts timed timedout deadline deadlines slow slowly stalled stall stalling elapsed hanging waited took";
    CONNECTION = 44: "connection connections connect connecting connected socket tcp peer stream streams transport";
    NETWORK = 45: "network networks route routes routing egress firewall unreachable gateway subnet vpc internet cni interface ipv6";
    DISK = 46: "disk disks space inode inodes capacity partition storage filesystem volume thinpool thin-pool pool blocks";
    SERVER = 47: "server servers registry registries backend backends upstream upstreams service endpoint endpoints origin mirror mirrors cdn hub";
    RESPONSE = 48: "response responses responded header headers content-type body redirect redirects redirected redirection payload html reply answered answer replied protocol content-range";
    MEDIA = 49: "mediatype mediatypes media-type media mime mimetype schema schemaversion chart helm wasm model ociartifact";
    TYPE = 17: "type types format formats compression encoding";
    SYSTEM = 18: "linux windows darwin wasi wasm freebsd os";
    POLICY = 19: "policy policies compliance comply complies compliant violation violates violated violate rule rules";
    REACH = 62: "reach reached reaching reachable contact contacted";
    FILE = 63: "file files directory directories folder path";
    UNPACK = 50: "extract extracting extracted extraction unpacking untar untarring decompress decompressing decompression inflate gzip gunzip zstd zlib xz lz4 whiteout whiteouts xattr xattrs hardlink hardlinks symlink symlinks chown lchown chmod mknod decrypt decryption decrypting";
    STORE = 51: "snapshot snapshots snapshotter overlay overlayfs overlaybd fuse-overlayfs mount mounting mounted unmount btrfs zfs devmapper devicemapper erofs fuse storage store database db boltdb bbolt sqlite cache cached lock locked lease leases inode rootfs content-store graphdriver loopback loop subvolume dm-verity fs-verity fsverity nydus nydusd stargz soci filesystem file-system tmpfs nfs lvm lun device blockfile vhd vhdx cimfs composefs ostree xfs ext4 d_type bolt";
    SIZE = 52: "size sizes length bytes short incomplete partial content-length smaller larger truncated offset range";
    RUNTIME = 53: "containerd daemon dockerd crio cri-o cri runtime runtimes socket sock shim plugin plugins podman grpc ttrpc imageservice containerd.sock fuse-manager guest hypervisor";
    SETTING = 54: "config configuration configurations configured configure setting settings option options toml yaml hosts.toml registries.conf policy.json config.toml daemon.json config.json parameter parameters flag environment environ variable env misconfigured";
    NAME = 55: "name names reference references tag tags characters uppercase lowercase format";
    CLOUD = 57: "imds metadata sts ecr acr gcr iam aad entra azure aws gcp google managed workload federated ec2 kms vault asm ssm keyvault provider providers helper helpers";
    JSON = 58: "json configfile config descriptor descriptors rootfs history image-config unmarshal annotations";
    HERE = 60: "locally daemon";
    OR = 61: "or";
    INSIDE = 59: "internal backend storage database s3 bucket redis postgres postgresql sql disk blobstore objectstore object minio azureblob gcs swift";
}

/// How many words there are.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which would refuse it")]
const COUNT: usize = {
    let (mut count, mut topic) = (0, 0);
    while topic < TOPICS.len() {
        let text = TOPICS[topic].1.as_bytes();
        let mut at = 0;
        while at < text.len() {
            count += (text[at] == b' ') as usize;
            at += 1;
        }
        count += 1;
        topic += 1;
    }
    count
};

/// The words as they are listed.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which would refuse it")]
#[allow(clippy::large_const_arrays, reason = "the compiler alone reads it")]
const LISTED: [(Topics, &str); COUNT] = {
    let (mut words, mut count, mut topic) = ([(0, ""); COUNT], 0, 0);
    while topic < TOPICS.len() {
        let (bit, mut rest) = TOPICS[topic];
        while !rest.is_empty() {
            let mut end = 0;
            while end < rest.len() && rest.as_bytes()[end] != b' ' {
                end += 1;
            }
            let (word, behind) = rest.split_at(end);
            words[count] = (bit, word);
            count += 1;
            rest = if behind.is_empty() { behind } else { behind.split_at(1).1 };
        }
        topic += 1;
    }
    words
};

/// The words, those with the same first letter side by side, and where they begin and end that have this first byte.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which would refuse it")]
#[expect(clippy::cast_possible_truncation, reason = "there are fewer words")]
const SORTED: ([(Topics, &str); COUNT], [[u16; 2]; 128]) = {
    let (mut words, mut of_letter) = ([(0, ""); COUNT], [[0; 2]; 128]);
    let (mut count, mut letter) = (0, 0);
    while letter < of_letter.len() {
        of_letter[letter][0] = count as u16;
        let mut n = 0;
        while n < COUNT {
            if LISTED[n].1.as_bytes()[0] as usize == letter {
                words[count] = LISTED[n];
                count += 1;
            }
            n += 1;
        }
        of_letter[letter][1] = count as u16;
        letter += 1;
    }
    (words, of_letter)
};

/// How many bytes the words have.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which would refuse it")]
const LENGTH: usize = {
    let (mut length, mut n) = (0, 0);
    while n < COUNT {
        length += LISTED[n].1.len();
        n += 1;
    }
    length
};

/// The words without a pointer to each, which would take more room than they do.
struct Words {
    letters: [u8; LENGTH],
    /// Where each ends, and which bit its topic is.
    ends: [u16; COUNT],
    bits: [u8; COUNT],
    /// Which words have this first byte.
    of_letter: [[u16; 2]; 128],
}

#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which would refuse it")]
#[expect(clippy::cast_possible_truncation, reason = "there are fewer letters, and 64 bits")]
static WORDS: Words = {
    let (sorted, of_letter) = SORTED;
    let mut words = Words { letters: [0; LENGTH], ends: [0; COUNT], bits: [0; COUNT], of_letter };
    let (mut length, mut n) = (0, 0);
    while n < COUNT {
        let (topic, text) = sorted[n];
        let mut at = 0;
        while at < text.len() {
            words.letters[length] = text.as_bytes()[at];
            length += 1;
            at += 1;
        }
        words.ends[n] = length as u16;
        words.bits[n] = topic.trailing_zeros() as u8;
        n += 1;
    }
    words
};

/// The words that have this first byte, in lower case, each with what it speaks of.
pub(super) fn of_letter(first: u8) -> impl Iterator<Item = (Topics, &'static [u8])> {
    let [start, end] = WORDS.of_letter.get(usize::from(first)).copied().unwrap_or_default();
    (start..end).filter_map(word)
}

fn word(place: u16) -> Option<(Topics, &'static [u8])> {
    let at = usize::from(place);
    let start = at.checked_sub(1).map_or(Some(&0), |before| WORDS.ends.get(before))?;
    let letters = WORDS.letters.get(usize::from(*start)..usize::from(*WORDS.ends.get(at)?))?;
    Some((1 << WORDS.bits.get(at)?, letters))
}

#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = (Topics, &'static str)> {
    (0..).map_while(word).map(|(topic, word)| (topic, core::str::from_utf8(word).unwrap()))
}
