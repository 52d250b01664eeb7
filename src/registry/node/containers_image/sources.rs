//! Which sources a pull tries: mirrors, then the origin, each with the reference rewritten for it.

use alloc::format;
use alloc::vec::Vec;

use super::conf::{Node, RegistriesConf, matched_by};
use super::file::{PullFromMirror, Rule};
use super::reference::parse_canonical_reference;
use crate::reference::Reference;
use crate::reference::normalize::api_host;
use crate::registry::node::resolution::ReportedErrors;
use crate::registry::node::{
    Attempt, ConfigError, ConfigErrorKind, Consequence, FallbackOn, Finding, FindingKind, NothingAskedError,
    Resolution, RuleSource, TlsChecks, Transport,
};

/// Where one pull looks, and the rule that says so.
///
/// ```
/// use pullspec::registry::node::containers_image::{Node, parse_reference};
/// let conf = "[[registry]]\nlocation = \"quay.io\"\n[[registry.mirror]]\nlocation = \"mirror.example/quay\"\n";
/// let node = Node::read([("registries.conf", conf)]);
/// let found = node.pull_sources(&parse_reference("quay.io/team/app:1")?)?;
/// let asked: Vec<&str> = found.sources.iter().map(|source| source.reference.as_str()).collect();
/// assert_eq!(asked, ["mirror.example/quay/team/app:1", "quay.io/team/app:1"]);
/// assert_eq!(found.rule.map(|rule| &*rule.prefix), Some("quay.io"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PullSources<'c> {
    /// The rule with the longest prefix of the image's name; `None`: the image is asked for as it is.
    pub rule: Option<&'c Rule>,
    /// In order, the origin last.
    pub sources: Vec<PullSource<'c>>,
}

/// One place where a pull looks.
///
/// ```
/// use pullspec::registry::node::containers_image::{Node, parse_reference};
/// let conf = "[[registry]]\nprefix = \"quay.io\"\nlocation = \"old.example/quay\"\n\
///     [[registry]]\nlocation = \"old.example\"\nblocked = true\n";
/// let node = Node::read([("registries.conf", conf)]);
/// let found = node.pull_sources(&parse_reference("quay.io/team/app:1")?)?;
/// let origin = &found.sources[0];
/// assert_eq!(origin.reference.as_str(), "old.example/quay/team/app:1");
/// assert_eq!(origin.blocked_by.map(|rule| &*rule.prefix), Some("old.example")); // looked up by the new name
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PullSource<'c> {
    /// What is asked for there.
    pub reference: Reference,
    /// What stands in place of the rule's prefix.
    pub location: &'c str,
    /// Whether certificates are not checked and HTTP is tried.
    pub insecure: bool,
    /// For which pulls this mirror is used.
    pub pull_from_mirror: PullFromMirror,
    /// The blocked rule that covers the rewritten name: this source is refused.
    pub blocked_by: Option<&'c Rule>,
    /// Whether it is the origin.
    pub origin: bool,
    /// Where it is written; `None` without a rule for the image.
    pub written: Option<&'c RuleSource>,
}

impl Node {
    /// Returns where a pull of the image looks, blocked sources included.
    ///
    /// # Errors
    /// - those of [`config`](Self::config)
    /// - a location that makes no reference of the image, which stops this pull before anything is asked
    pub fn pull_sources(&self, image: &Reference) -> Result<PullSources<'_>, ConfigError> {
        self.conf.as_ref().map_err(Clone::clone)?.pull_sources(image)
    }

    /// Returns the attempts of a pull in order.
    ///
    /// ```
    /// use pullspec::registry::node::containers_image::{Node, parse_reference};
    /// let node = Node::read([("registries.conf", "[[registry]]\nlocation = \"quay.io\"\ninsecure = true\n")]);
    /// let asked = node.resolution(&parse_reference("quay.io/team/app:1")?)?;
    /// assert_eq!(asked.attempts()[0].transport().to_string(), "https, then http");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// - those of [`pull_sources`](Self::pull_sources)
    /// - an image with both a tag and a digest, which the transport refuses; podman and CRI-O cut the tag before
    ///   ([`Reference::docker_ref`])
    pub fn resolution(&self, image: &Reference) -> Result<Resolution, ConfigError> {
        let found = self.pull_sources(image)?;
        if image.is_tagged() && image.is_canonical() {
            let what = "a reference with both a tag and a digest is not supported";
            return Err(ConfigError::new(ConfigErrorKind::TagAndDigest, "", what, Consequence::PullFails));
        }
        let attempts: Vec<_> = found.sources.iter().map(PullSource::attempt).collect();
        let nothing = match attempts.iter().any(Attempt::can_be_asked) {
            true => None,
            false if attempts.iter().all(Attempt::is_blocked) => Some(NothingAskedError::Blocked),
            false => Some(NothingAskedError::NoUsableEndpoint),
        };
        let mut findings = found.findings(image);
        findings.extend(self.conf.iter().flat_map(|conf| conf.near_misses(image)));
        Ok(Resolution { findings, attempts, nothing, shows: ReportedErrors::Every, ..Resolution::default() })
    }
}

impl RegistriesConf {
    /// Returns where a pull of the image looks (`PullSourcesFromReference`).
    ///
    /// # Errors
    /// A location that makes no reference of the image: of a whole repository a bare host, `docker.io` with one part,
    /// upper case in a path.
    pub fn pull_sources(&self, image: &Reference) -> Result<PullSources<'_>, ConfigError> {
        let Some(rule) = self.rule_for(image.name()) else {
            let source = PullSource {
                reference: image.clone(),
                location: "",
                insecure: false,
                pull_from_mirror: PullFromMirror::Unset,
                blocked_by: None,
                origin: true,
                written: None,
            };
            return Ok(PullSources { rule: None, sources: [source].into() });
        };
        let mirrors = rule.mirrors.iter().filter(|mirror| match mirror.pull_from_mirror {
            _ if rule.mirror_by_digest_only => image.is_canonical(),
            PullFromMirror::DigestOnly => image.is_canonical(),
            PullFromMirror::TagOnly => !image.is_canonical(),
            PullFromMirror::Unset | PullFromMirror::All => true,
        });
        let sources = mirrors.map(Some).chain([None]).map(|mirror| {
            let (location, insecure, pull_from_mirror, written) = match mirror {
                Some(mirror) => (&*mirror.location, mirror.insecure, mirror.pull_from_mirror, &mirror.source),
                None => (&*rule.location, rule.insecure, PullFromMirror::Unset, &rule.source),
            };
            let reference = rewrite(rule, (location, written), image)?;
            let blocked_by = self.rule_for(reference.name()).filter(|rule| rule.blocked);
            let origin = mirror.is_none();
            let written = Some(written);
            Ok(PullSource { reference, location, insecure, pull_from_mirror, blocked_by, origin, written })
        });
        Ok(PullSources { rule: Some(rule), sources: sources.collect::<Result<_, _>>()? })
    }
}

/// `rewriteReference`.
fn rewrite(
    rule: &Rule,
    (location, written): (&str, &RuleSource),
    image: &Reference,
) -> Result<Reference, ConfigError> {
    let text = image.as_str();
    if location.is_empty() {
        return Ok(image.clone());
    }
    let rest = matched_by(text, &rule.prefix).and_then(|end| text.get(end..)).unwrap_or_default();
    let rewritten = format!("{location}{rest}");
    parse_canonical_reference(&rewritten).map_err(|error| {
        let what = format!(
            "prefix {:?} with location {location:?} makes {rewritten:?} of {text:?}: {error}",
            rule.prefix
        );
        ConfigError::of_rule(ConfigErrorKind::Rewrite, written, what, Consequence::PullFails)
    })
}

impl PullSource<'_> {
    fn attempt(&self) -> Attempt {
        let reference = &self.reference;
        let host = api_host(reference.domain());
        let transport =
            if self.insecure { Transport::HttpsThenHttp(FallbackOn::AnyFailure) } else { Transport::Https };
        let rule = match self.blocked_by.map(|rule| &rule.source).or(self.written) {
            Some(rule) => rule.clone(),
            None => RuleSource::built_in("no rule for this image"),
        };
        Attempt {
            tls: TlsChecks { skip_verify: self.insecure, ..TlsChecks::default() },
            blocked: self.blocked_by.is_some(),
            origin: self.origin,
            ..Attempt::of(reference, transport, (host, "/v2"), rule)
        }
    }
}

impl PullSources<'_> {
    fn findings(&self, image: &Reference) -> Vec<Finding> {
        let Some(rule) = self.rule else { return Vec::new() };
        let skipped = |usage| rule.mirrors.iter().any(|mirror| mirror.pull_from_mirror == usage);
        let digests_only = rule.mirror_by_digest_only && !rule.mirrors.is_empty();
        let mirrors = self.sources.len() > 1;
        let origin_is_blocked = self.sources.last().is_some_and(|source| source.blocked_by.is_some());
        let kinds = [
            (
                FindingKind::DigestOnlyMirror,
                !image.is_canonical() && (digests_only || skipped(PullFromMirror::DigestOnly)),
            ),
            (FindingKind::TagOnlyMirror, image.is_canonical() && skipped(PullFromMirror::TagOnly)),
            (FindingKind::BlocksNothing, rule.blocked && !origin_is_blocked),
            (FindingKind::BlockedButMirrored, rule.blocked && mirrors),
        ];
        let kinds = kinds.into_iter().filter_map(|(kind, is)| is.then_some(kind));
        kinds.map(|kind| Finding::new(kind, rule.source.clone(), &*rule.prefix)).collect()
    }
}
