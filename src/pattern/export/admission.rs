//! A whole `ValidatingAdmissionPolicy` with its binding.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::cel::{COST_LIMIT, Tests, USUAL, escaped, quoted};
use super::error::ExportError;
use super::pieces::Extent;
use super::regex::NOTHING;
use crate::pattern::PatternSet;
use crate::pattern::shape::{Pattern, Version};

/// What an image costs beside its tests: the map with its name, and the turns of two loops.
const COST_OF_AN_IMAGE: u64 = 100;
/// How many bytes of rules a message looks for. cel-go reads expressions of 100,000 characters; a tenth is left for what
/// stands between and around them.
const MAX_NEAR: usize = 90_000;
/// How many bytes of rules a message names; the API server takes 5 KiB of message.
const MAX_RULES: usize = 2_000;

/// What a binding leaves out.
const EXEMPT: &str = "  matchResources:\n    namespaceSelector:\n      matchExpressions:\n      - \
     key: kubernetes.io/metadata.name\n        operator: NotIn\n        values: ";

/// The policy and its binding, with names in double angle brackets for what a list makes of them.
const TEMPLATE: &str = include_str!("policy.yaml");

/// A `ValidatingAdmissionPolicy` and its binding, which `Display` writes as YAML. Made by
/// [`PatternSet::admission_policy`] and [`DenyList::admission_policy`](crate::pattern::DenyList::admission_policy).
///
/// ```
/// use pullspec::pattern::PatternSet;
/// let set = PatternSet::parse(["quay.io/team/**", "docker.io/library/*@*"])?;
/// let policy = set.admission_policy("images")?.with_exempt_namespaces(["kube-system"])?;
/// let yaml = policy.to_string();
/// assert!(yaml.contains("kind: ValidatingAdmissionPolicyBinding"));
/// assert!(yaml.contains("values: [\"kube-system\"]"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdmissionPolicy {
    /// Both without what the binding leaves out.
    yaml: String,
    exempt: Vec<String>,
}

impl PatternSet {
    /// Returns a policy of Kubernetes (`ValidatingAdmissionPolicy`, 1.30 and later) of this name, and its binding, that
    /// allow the images of the set and no others.
    ///
    /// It looks at pods and their ephemeral containers, and at the eight kinds that make pods; at init, regular and
    /// ephemeral containers and image volumes. What has no image is refused, and so is everything while an expression
    /// fails. The message names the container, the image and the rules. An update that leaves the pod's spec or template
    /// as it was passes, so that what was there before the policy can still be scaled down and deleted.
    ///
    /// ```
    /// use pullspec::pattern::PatternSet;
    /// let policy = PatternSet::parse(["quay.io/team/**"])?.admission_policy("images.example.com")?;
    /// assert!(policy.to_string().contains("failurePolicy: Fail"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// - a name that Kubernetes refuses
    /// - a cost for 32 containers with 135-character images above the API server's limit
    pub fn admission_policy(&self, name: &str) -> Result<AdmissionPolicy, ExportError> {
        AdmissionPolicy::new(self, Extent::Open, name)
    }
}

/// The rules that a message looks for, each with what its images match and what they do not, as far as one expression can
/// afford them.
fn near(set: &PatternSet, extent: Extent) -> String {
    let covering = extent == Extent::Covering;
    let (mut cost, mut length) = (0_u64, 0_usize);
    let mut rules = Vec::new();
    for pattern in set.iter().filter(|pattern| covering || pattern.version != Version::Any) {
        let version = if covering { pattern.version.clone() } else { Version::Any };
        let tests = Tests::of([&Pattern { version, ..pattern.clone() }], extent);
        cost = cost.saturating_add(tests.cost(USUAL.1));
        let rule = quoted(&pattern.to_string());
        let one = |(regex, unless): &(String, Option<&str>)| {
            format!("[{}, {}, {rule}]", quoted(regex), quoted(unless.unwrap_or(NOTHING)))
        };
        let added: Vec<String> = tests.names.iter().map(one).collect();
        length = added.iter().fold(length, |sum, rule| sum.saturating_add(rule.len()));
        if cost > COST_LIMIT / 2 || length > MAX_NEAR {
            break;
        }
        rules.extend(added);
    }
    rules.join(",\n      ")
}

/// The rules as a message names them.
fn rules(set: &PatternSet) -> String {
    let mut text = String::new();
    for (named, pattern) in set.iter().enumerate() {
        let pattern = pattern.to_string();
        if text.len() + pattern.len() > MAX_RULES {
            return format!("{text} and {} more", set.len() - named);
        }
        text.push_str(if named == 0 { "" } else { ", " });
        text.push_str(&pattern);
    }
    text
}

/// A DNS subdomain, as `IsDNS1123Subdomain` in `k8s.io/apimachinery` checks it.
fn check_name(name: &str) -> Result<(), ExportError> {
    let is_known = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.');
    let is_label = |label: &str| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-');
    let is_name = name.len() <= 253 && name.bytes().all(is_known) && name.split('.').all(is_label);
    if is_name { Ok(()) } else { Err(ExportError::Name) }
}

impl AdmissionPolicy {
    pub(in crate::pattern) fn new(set: &PatternSet, extent: Extent, name: &str) -> Result<Self, ExportError> {
        check_name(name)?;
        let listed = Tests::of(set, extent).affordable(COST_OF_AN_IMAGE)?.cel("i.image");
        let denies = extent == Extent::Covering;
        let rules = rules(set);
        // What stands in the template for a name.
        let value = |of: &str| match of {
            "name" => escaped(name),
            "refused" if denies => listed.clone(),
            "refused" => format!("!({listed})"),
            "near" => near(set, extent),
            "no image" => escaped(&format!("no image was found (policy {name})")),
            "message" if denies => escaped(&format!("an image is denied by policy {name}: {rules}")),
            "message" => escaped(&format!("an image is in no rule of policy {name}: {rules}")),
            "near rule" => quoted(if denies { " is denied by rule " } else { ": rule " }),
            "of policy" if denies => quoted(&format!(" (policy {name})")),
            "of policy" => quoted(&format!(" asks for another tag or digest (policy {name})")),
            "no rule" if denies => {
                quoted(&format!(" is denied, or cannot be read as an image (policy {name})"))
            }
            "no rule" => quoted(&format!(" is in no rule of policy {name}: {rules}")),
            _ => String::new(),
        };
        let yaml = TEMPLATE.split("<<").map(|piece| match piece.split_once(">>") {
            Some((name, text)) => value(name) + text,
            None => piece.into(),
        });
        Ok(Self { yaml: yaml.collect(), exempt: Vec::new() })
    }

    /// Leaves out what is made in these namespaces, beside those of earlier calls.
    ///
    /// ```
    /// use pullspec::pattern::PatternSet;
    /// let policy = PatternSet::parse(["redis"])?.admission_policy("images")?;
    /// assert!(policy.clone().with_exempt_namespaces(["kube-system", "registry"]).is_ok());
    /// assert!(policy.with_exempt_namespaces(["kube system"]).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// A name that Kubernetes refuses.
    pub fn with_exempt_namespaces<T: AsRef<str>>(
        mut self,
        namespaces: impl IntoIterator<Item = T>,
    ) -> Result<Self, ExportError> {
        for namespace in namespaces {
            check_name(namespace.as_ref())?;
            self.exempt.push(escaped(namespace.as_ref()));
        }
        Ok(self)
    }
}

impl fmt::Display for AdmissionPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.yaml)?;
        match self.exempt.as_slice() {
            [] => Ok(()),
            exempt => writeln!(f, "{EXEMPT}[{}]", exempt.join(", ")),
        }
    }
}
