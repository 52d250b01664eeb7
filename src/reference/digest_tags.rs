//! The tags that stand for what belongs to a digest.

use alloc::{format, string::String};

use super::owned_parts::OwnedTag;
use super::parts::Tag;
use crate::digest::{Digest, DigestRef};
use crate::error::ParseError;

/// How many characters of a digest's hex the referrers tag keeps.
const REFERRERS_HEX: usize = 64;

impl DigestRef<'_> {
    /// The tag under which a registry without the referrers API lists what refers to this digest.
    ///
    /// The algorithm, `-` and at most 64 characters of the hex: "Referrers Tag Schema" of the OCI distribution
    /// specification 1.1. Writing `-` for `:` is not enough; the 135 characters of a sha512 digest are not a tag.
    ///
    /// ```
    /// use pullspec::Digest;
    /// let digest = Digest::parse(&format!("sha512:{:0128}", 7))?;
    /// assert_eq!(digest.referrers_tag().as_str(), format!("sha512-{:064}", 0));
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn referrers_tag(self) -> OwnedTag {
        let encoded = self.encoded();
        // The algorithms' names are shorter than the 32 characters that the specification allows.
        let text = format!("{}-{}", self.algorithm(), encoded.get(..REFERRERS_HEX).unwrap_or(encoded));
        Tag::from_valid(&text).into_owned()
    }

    /// The tag under which cosign stores something about the image of this digest: `sig` for signatures, `att` for
    /// attestations, `sbom` for a list of parts.
    ///
    /// The digest with `-` for `:`, then `.` and the suffix (`pkg/oci/remote`, `suffixTag`, of cosign 2). Cosign does
    /// not shorten it, so that only a sha256 or a sha384 digest has one.
    ///
    /// ```
    /// use pullspec::{Digest, Reference};
    /// let digest = Digest::parse(&format!("sha256:{:064}", 7))?;
    /// let signature = Reference::parse("quay.io/team/app:1")?.with_tag(&digest.cosign_tag("sig")?);
    /// assert_eq!(signature.as_str(), format!("quay.io/team/app:sha256-{:064}.sig", 7));
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// The tag would be longer than 128 bytes (sha512), or the suffix has a character that a tag does not have.
    pub fn cosign_tag(self, suffix: &str) -> Result<OwnedTag, ParseError> {
        let text: String = format!("{}-{}.{suffix}", self.algorithm(), self.encoded());
        OwnedTag::parse(&text)
    }
}

impl Digest {
    /// The tag under which a registry without the referrers API lists what refers to this digest:
    /// [`DigestRef::referrers_tag`].
    #[must_use]
    pub fn referrers_tag(&self) -> OwnedTag {
        self.as_digest_ref().referrers_tag()
    }

    /// The tag under which cosign stores something about the image of this digest: [`DigestRef::cosign_tag`].
    ///
    /// ```
    /// use pullspec::Digest;
    /// let digest = Digest::parse(&format!("sha256:{:064}", 7))?;
    /// assert_eq!(digest.cosign_tag("att")?.as_str(), format!("sha256-{:064}.att", 7));
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`DigestRef::cosign_tag`].
    pub fn cosign_tag(&self, suffix: &str) -> Result<OwnedTag, ParseError> {
        self.as_digest_ref().cosign_tag(suffix)
    }
}
