//! What topics mean together.

#[allow(clippy::wildcard_imports, reason = "a table is read by its labels")]
use super::words::*;
use crate::cause::others::Others;
#[allow(clippy::enum_glob_use, reason = "a table is read by its labels")]
use crate::cause::taxonomy::Cause::{self, *};

/// Topics that mean a cause where they meet in a clause: at least one of each set.
///
/// Without a pointer in it, which takes more room than a few numbers do.
pub(super) struct Sense {
    needs: [Topics; Self::MOST],
    /// None of these.
    pub(super) unless: Topics,
    pub(super) cause: Cause,
    pub(super) others: Others,
}

#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which would refuse it")]
const fn sense(needs: &[Topics], cause: Cause, or: &[Cause]) -> Sense {
    let mut all = [0; Sense::MOST];
    let mut n = 0;
    while n < needs.len() {
        all[n] = needs[n];
        n += 1;
    }
    Sense { needs: all, unless: 0, cause, others: Others::of_row(or) }
}

impl Sense {
    /// None needs more topics.
    const MOST: usize = 4;

    const fn unless(self, unless: Topics) -> Self {
        Self { unless, ..self }
    }

    pub(super) fn needs(&self) -> impl Iterator<Item = Topics> {
        self.needs.into_iter().take_while(|need| *need != 0)
    }
}

/// Something went wrong, however it is said.
const WRONG: Topics = NOT | FAIL | INVALID | REFUSED | UNEXPECTED | MISMATCH | BROKEN;

/// The first that fits decides: what is narrow stands before what is wide.
pub(super) static SENSES: &[Sense] = &[
    sense(&[TOKEN, SIGNATURE, WRONG | VERIFIED], AuthInvalid, &[AuthRequired, SignatureRejected]),
    sense(
        &[SIGNATURE, COUNTRY | GATE | POLICY | WRONG | VERIFIED | FOUND | REQUIRED],
        SignatureRejected,
        &[BlockedByPolicy, RuntimeConfigInvalid, TlsUnknownAuthority],
    ),
    sense(&[COUNTRY, REFUSED | GATE | PERMISSION | NOT], GeoBlocked, &[AccessDenied, BlockedByPolicy]),
    sense(
        &[REACH, NOT, NETWORK | SERVER | HOST | CONNECTION],
        NetworkUnreachable,
        &[ConnectionRefused, RegistryUnavailable, Timeout],
    ),
    sense(&[RATE, EXCEEDED], RateLimited, &[AccessDenied, KubeletQpsExceeded]),
    sense(&[CERTIFICATE, EXPIRED], TlsCertificateExpired, &[TlsHandshakeFailure]),
    sense(&[CERTIFICATE, HOST, WRONG], TlsNameMismatch, &[TlsHandshakeFailure, TlsUnknownAuthority]),
    sense(
        &[CERTIFICATE, VERIFIED, WRONG],
        TlsUnknownAuthority,
        &[TlsHandshakeFailure, TlsCertificateExpired, TlsNameMismatch],
    ),
    sense(
        &[PLAIN, SERVER | RESPONSE | TLS | CONNECTION],
        HttpHttpsMismatch,
        &[TlsHandshakeFailure, RuntimeConfigInvalid],
    ),
    sense(
        &[PROXY, WRONG | TIME | AUTHENTICATION | OFFLINE | REQUIRED],
        ProxyError,
        &[ConnectionRefused, Timeout, RegistryUnavailable],
    )
    .unless(STORE),
    sense(
        &[TLS | CERTIFICATE, WRONG | TIME | UNSUPPORTED | REQUIRED | VERIFIED],
        TlsHandshakeFailure,
        &[
            TlsUnknownAuthority,
            TlsCertificateExpired,
            TlsNameMismatch,
            HttpHttpsMismatch,
            RuntimeConfigInvalid,
        ],
    ),
    sense(&[DNS, WRONG | TIME | RESOLVE | OFFLINE], DnsFailure, &[Timeout, NetworkUnreachable]),
    sense(&[HOST, RESOLVE, WRONG], DnsFailure, &[InvalidImageName, RuntimeConfigInvalid]),
    // Credentials: what is wrong with them, then who could not get them, then that there are none.
    sense(
        &[CLOUD, JSON | RESPONSE, WRONG],
        CredentialProviderFailure,
        &[UnexpectedRegistryResponse, InvalidManifest, RuntimeConfigInvalid],
    ),
    sense(&[SECRET, NOT, FOUND], PullSecretMissing, &[CredentialProviderFailure, AuthRequired]),
    sense(
        &[PASSWORD, STORE | RUNTIME | SETTING | CLOUD, WRONG],
        CredentialProviderFailure,
        &[RuntimeConfigInvalid, AuthRequired, AuthInvalid],
    ),
    sense(&[TOKEN | PASSWORD, EXPIRED], AuthInvalid, &[CredentialProviderFailure, AuthRequired]),
    sense(
        &[CLOUD, TOKEN | PASSWORD | ACCOUNT, WRONG],
        CredentialProviderFailure,
        &[AuthRequired, AuthInvalid, AccessDenied],
    ),
    sense(
        &[TOKEN | PASSWORD | SECRET, GET, NOT | FAIL],
        CredentialProviderFailure,
        &[AuthInvalid, AuthRequired, PullSecretMissing],
    ),
    sense(
        &[TOKEN | PASSWORD, NOT, FOUND | REQUIRED],
        AuthRequired,
        &[CredentialProviderFailure, PullSecretMissing, AuthInvalid],
    ),
    sense(
        &[TOKEN | PASSWORD, INVALID | MISMATCH | REFUSED | VERIFIED | UNEXPECTED],
        AuthInvalid,
        &[CredentialProviderFailure, AuthRequired, AccessDenied],
    ),
    sense(
        &[TOKEN | PASSWORD, NOT | FAIL],
        CredentialProviderFailure,
        &[AuthRequired, AuthInvalid, PullSecretMissing],
    ),
    sense(&[ACCOUNT, INVALID | EXPIRED], AuthInvalid, &[AccessDenied, AuthRequired]),
    sense(
        &[AUTHENTICATION | TOKEN | PASSWORD, REQUIRED],
        AuthRequired,
        &[AuthInvalid, NotFoundOrUnauthorized, AccessDenied],
    ),
    sense(&[POLICY, GATE], BlockedByPolicy, &[AccessDenied, SignatureRejected, RuntimeConfigInvalid]),
    sense(
        &[POLICY, REFUSED | NOT | PERMISSION | ACCOUNT],
        AccessDenied,
        &[BlockedByPolicy, NotFoundOrUnauthorized, SignatureRejected],
    ),
    sense(&[POLICY, INVALID | MISMATCH], BlockedByPolicy, &[AccessDenied, SignatureRejected]),
    sense(
        &[GATE, REFUSED | NOT | INVALID | IMAGE | LAYER | REPOSITORY | SERVER | GATE],
        BlockedByPolicy,
        &[AccessDenied, SignatureRejected, RuntimeConfigInvalid],
    ),
    sense(
        &[REPOSITORY | IMAGE, OR, NOT, PERMISSION | AUTHENTICATION],
        NotFoundOrUnauthorized,
        &[AccessDenied, RepositoryNotFound, AuthRequired],
    ),
    sense(
        &[PERMISSION, ACCOUNT | REPOSITORY | IMAGE | SERVER | REFUSED | NOT],
        AccessDenied,
        &[NotFoundOrUnauthorized, AuthRequired, AuthInvalid, BlockedByPolicy],
    ),
    sense(
        &[AUTHENTICATION, WRONG & !MISMATCH],
        AuthInvalid,
        &[AuthRequired, AccessDenied, CredentialProviderFailure],
    ),
    // What was asked for, and what came.
    sense(
        &[PLATFORM, NOT | MISMATCH | UNSUPPORTED | INVALID],
        PlatformMismatch,
        &[UnsupportedMediaType, InvalidManifest, TagNotFound],
    ),
    sense(
        &[SYSTEM, IMAGE | MANIFEST, NOT | MISMATCH],
        PlatformMismatch,
        &[UnsupportedMediaType, TagNotFound],
    ),
    sense(&[DISK, FULL], DiskFull, &[StorageError]),
    sense(
        &[DIGEST, MISMATCH | INVALID | UNEXPECTED | VERIFIED],
        DigestMismatch,
        &[TruncatedDownload, InvalidManifest, InvalidImageName],
    ),
    sense(
        &[UNPACK | ARCHIVE, FAIL | INVALID | UNEXPECTED | BROKEN | MISMATCH],
        UnpackFailed,
        &[StorageError, TruncatedDownload, InvalidManifest, RuntimeConfigInvalid],
    ),
    sense(&[UNPACK, NOT], UnpackFailed, &[StorageError, RuntimeConfigInvalid, InvalidManifest]),
    sense(
        &[MEDIA, UNSUPPORTED | UNEXPECTED | INVALID | MISMATCH],
        UnsupportedMediaType,
        &[InvalidManifest, UnexpectedRegistryResponse, UnpackFailed],
    ),
    sense(&[STORE, NOT, UNSUPPORTED], StorageError, &[RuntimeConfigInvalid, UnpackFailed]),
    sense(
        &[TYPE, UNSUPPORTED | UNEXPECTED | INVALID | MISMATCH],
        UnsupportedMediaType,
        &[InvalidManifest, RuntimeConfigInvalid, UnpackFailed],
    ),
    sense(&[MANIFEST, LAYER, MISMATCH | INVALID], InvalidManifest, &[DigestMismatch, UnsupportedMediaType]),
    sense(&[TYPE | MEDIA, IMAGE | LAYER, NOT], UnsupportedMediaType, &[InvalidManifest, UnpackFailed]),
    sense(&[MEDIA, REQUIRED], UnsupportedMediaType, &[InvalidManifest]),
    sense(&[MANIFEST, JSON, NOT], InvalidManifest, &[UnexpectedRegistryResponse, BlobNotFound]),
    sense(&[FILE, NOT, FOUND], StorageError, &[UnpackFailed, RuntimeConfigInvalid, BlobNotFound]),
    sense(&[STORE, LAYER, NOT, FOUND], StorageError, &[BlobNotFound, UnpackFailed]).unless(SERVER),
    sense(&[LAYER, NOT, FOUND], BlobNotFound, &[StorageError, DigestNotFound, InvalidManifest]),
    sense(&[DIGEST, NOT, FOUND], DigestNotFound, &[BlobNotFound, TagNotFound, StorageError]),
    sense(
        &[MANIFEST | IMAGE, NOT, FOUND],
        TagNotFound,
        &[RepositoryNotFound, NotFoundOrUnauthorized, DigestNotFound, StorageError],
    )
    .unless(HERE),
    sense(&[REPOSITORY, NOT, FOUND], RepositoryNotFound, &[NotFoundOrUnauthorized, TagNotFound]),
    // The way.
    sense(
        &[TIME, FAIL | EXCEEDED | CONNECTION | GET | SERVER | EXPIRED | IMAGE | LAYER],
        Timeout,
        &[PullCancelled, ConnectionReset, RegistryUnavailable],
    ),
    sense(&[CANCELLED, IMAGE | LAYER | CONNECTION | GET], PullCancelled, &[Timeout, ConnectionReset]),
    sense(&[CONNECTION | SERVER, REFUSED], ConnectionRefused, &[RegistryUnavailable, AccessDenied]),
    sense(&[RUNTIME, CONNECTION, BROKEN | FAIL | NOT], RuntimeUnavailable, &[ConnectionReset, StorageError]),
    sense(
        &[CONNECTION | RESPONSE | GET | LAYER, BROKEN],
        ConnectionReset,
        &[TruncatedDownload, PullCancelled, Timeout],
    ),
    sense(
        &[SIZE, MISMATCH | UNEXPECTED | LAYER | CONNECTION | RESPONSE],
        TruncatedDownload,
        &[DigestMismatch, InvalidManifest, UnexpectedRegistryResponse],
    ),
    sense(
        &[STORE, FAIL | NOT | INVALID | BROKEN | MISMATCH | OFFLINE | UNEXPECTED],
        StorageError,
        &[UnpackFailed, RuntimeConfigInvalid, RuntimeUnavailable, RegistryServerError],
    ),
    sense(
        &[RUNTIME, OFFLINE | CONNECTION | NETWORK],
        RuntimeUnavailable,
        &[RuntimeConfigInvalid, StorageError],
    ),
    sense(
        &[NETWORK, OFFLINE | REFUSED],
        NetworkUnreachable,
        &[ConnectionRefused, RegistryUnavailable, Timeout],
    ),
    sense(&[SERVER, OFFLINE], RegistryUnavailable, &[RegistryServerError, ConnectionRefused]),
    sense(
        &[CONNECTION, SERVER, FAIL | NOT],
        NetworkUnreachable,
        &[ConnectionRefused, ConnectionReset, Timeout, RegistryUnavailable, RuntimeUnavailable],
    ),
    sense(&[INSIDE, SERVER, FAIL], RegistryServerError, &[RegistryUnavailable]),
    sense(&[IMAGE, NAME, INVALID], InvalidImageName, &[InvalidManifest, RuntimeConfigInvalid]),
    sense(
        &[MANIFEST | JSON, INVALID | UNEXPECTED | MISMATCH],
        InvalidManifest,
        &[UnexpectedRegistryResponse, UnsupportedMediaType, TruncatedDownload, RuntimeConfigInvalid],
    ),
    sense(
        &[RESPONSE, UNEXPECTED | INVALID | NOT | FAIL | EXCEEDED],
        UnexpectedRegistryResponse,
        &[RegistryServerError, InvalidManifest, ProxyError],
    )
    .unless(HERE),
    sense(&[RUNTIME, INVALID | UNSUPPORTED], RuntimeConfigInvalid, &[RuntimeUnavailable, StorageError]),
    sense(&[STORE | RUNTIME, REQUIRED], RuntimeConfigInvalid, &[StorageError, RuntimeUnavailable]),
    sense(
        &[SETTING, INVALID | NOT | UNEXPECTED | REQUIRED],
        RuntimeConfigInvalid,
        &[InvalidImageName, CredentialProviderFailure, StorageError],
    ),
    sense(
        &[NAME, INVALID | UNEXPECTED],
        InvalidImageName,
        &[RuntimeConfigInvalid, ShortNameUnresolved, InvalidManifest],
    ),
    sense(&[STORE, FOUND], StorageError, &[UnpackFailed, NeverPullNotPresent]),
    sense(&[NAME, NOT, REQUIRED], InvalidImageName, &[RuntimeConfigInvalid, ShortNameUnresolved]),
];
