//! A whole `ValidatingAdmissionPolicy` with its binding.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::cel::{COST_LIMIT, Tests, USUAL, affordable, escaped, quoted};
use super::error::ExportError;
use crate::pattern::PatternSet;
use crate::pattern::shape::{Pattern, Version};

/// What an image costs beside its tests: the map with its name, and the turns of two loops.
const COST_OF_AN_IMAGE: u64 = 100;
/// How many bytes of rules a message names; the API server takes 5 KiB of message.
const MAX_RULES: usize = 2_000;

/// Where each kind has the spec of its pods.
const POD_SPEC: &str = "\
has(dyn(object).template) ? dyn(object).template.spec :
has(dyn(object).spec.jobTemplate) ? dyn(object).spec.jobTemplate.spec.template.spec :
has(dyn(object).spec.template) ? dyn(object).spec.template.spec :
dyn(object).spec";

/// API groups and the resources that hold pods.
const RESOURCES: [(&str, &str); 3] = [
    ("", r#""pods", "pods/ephemeralcontainers", "podtemplates", "replicationcontrollers""#),
    ("apps", r#""daemonsets", "deployments", "replicasets", "statefulsets""#),
    ("batch", r#""cronjobs", "jobs""#),
];

/// A `ValidatingAdmissionPolicy` and its binding, which `Display` writes as YAML. Made by
/// [`PatternSet::admission_policy`].
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
    name: String,
    exempt: Vec<String>,
    /// Whether `i.image` is allowed.
    allowed: String,
    /// The rules that would allow the name with another tag or digest, for the message.
    near: String,
    rules: String,
}

impl PatternSet {
    /// Returns a policy of Kubernetes (`ValidatingAdmissionPolicy`, 1.30 and later) of this name, and its binding, that
    /// allow the images of the set and no others.
    ///
    /// It looks at pods and their ephemeral containers, and at the eight kinds that make pods; at init, regular and
    /// ephemeral containers and image volumes. What has no image is refused, and so is everything while an expression
    /// fails. The message names the container, the image and the rules.
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
        check_name(name)?;
        let tests = Tests::of(self);
        let (images, length) = USUAL;
        affordable(images.saturating_mul(tests.cost(length).saturating_add(COST_OF_AN_IMAGE)))?;
        let allowed = tests.cel("i.image");
        Ok(AdmissionPolicy {
            name: name.into(),
            exempt: Vec::new(),
            allowed,
            near: near(self),
            rules: rules(self),
        })
    }
}

/// Rules with a tag or a digest, each with the names it has without them, as far as one expression can afford it.
fn near(set: &PatternSet) -> String {
    let (_, length) = USUAL;
    let mut cost = 0_u64;
    let mut pairs = Vec::new();
    for pattern in set.iter().filter(|pattern| pattern.version != Version::Any) {
        let tests = Tests::of([&Pattern { version: Version::Any, ..pattern.clone() }]);
        cost = cost.saturating_add(tests.cost(length));
        if cost > COST_LIMIT / 2 {
            break;
        }
        for regex in tests.names() {
            pairs.push(format!("[{}, {}]", quoted(regex), quoted(&pattern.to_string())));
        }
    }
    format!("[{}]", pairs.join(",\n"))
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
    let is_end = |byte: Option<u8>| byte.is_some_and(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9'));
    let is_label = |label: &str| {
        let bytes = label.bytes();
        is_end(bytes.clone().next())
            && is_end(bytes.clone().next_back())
            && bytes.clone().all(|byte| byte == b'-' || is_end(Some(byte)))
    };
    if name.len() <= 253 && name.split('.').all(is_label) { Ok(()) } else { Err(ExportError::Name) }
}

impl AdmissionPolicy {
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
            self.exempt.push(namespace.as_ref().to_owned());
        }
        Ok(self)
    }

    /// The variables by their names, in the order in which one needs another.
    fn variables(&self) -> [(&'static str, String); 4] {
        let containers = |list: &str, one: &str| {
            format!(
                "(has(variables.spec.{list}) ? variables.spec.{list}.map(c, {{\"of\": \"{one} \" + c.name, \
                 \"image\": has(c.image) ? c.image : \"\"}}) : [])"
            )
        };
        let volumes = "(has(variables.spec.volumes) ? variables.spec.volumes.filter(v, has(v.image)).map(v, \
             {\"of\": \"image volume \" + v.name, \"image\": has(v.image.reference) ? v.image.reference : \"\"}) : [])";
        let images = [
            containers("initContainers", "init container"),
            containers("containers", "container"),
            containers("ephemeralContainers", "ephemeral container"),
            volumes.into(),
        ];
        let first = "variables.refused[0].image";
        [
            ("spec", POD_SPEC.into()),
            ("images", images.join(" +\n")),
            ("refused", format!("variables.images.filter(i, !({}))", self.allowed)),
            ("near", format!("{}.filter(r, {first}.matches(r[0])).map(r, r[1])", self.near)),
        ]
    }

    fn message(&self) -> String {
        let first = "variables.refused[0]";
        let name = &self.name;
        let near = quoted(&format!(" asks for another tag or digest (policy {name})"));
        let none = quoted(&format!(" is in no rule of policy {name}: {}", self.rules));
        format!(
            "{first}.of + \": image '\" + {first}.image + \"'\" +\n(variables.near.size() > 0 ? \
             \": rule \" + variables.near[0] + {near} : {none}) +\n(variables.refused.size() > 1 ? \
             \"; refused as well: \" + string(variables.refused.size() - 1) : \"\")"
        )
    }
}

impl fmt::Display for AdmissionPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = escaped(&self.name);
        write!(
            f,
            "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata:\n  name: {name}\n\
             spec:\n  failurePolicy: Fail\n  matchConstraints:\n    resourceRules:\n"
        )?;
        for (group, resources) in RESOURCES {
            write!(
                f,
                "    - apiGroups: [\"{group}\"]\n      apiVersions: [\"v1\"]\n      operations: [\"CREATE\", \"UPDATE\"]\n      \
                 resources: [{resources}]\n"
            )?;
        }
        f.write_str("  variables:\n")?;
        for (variable, expression) in self.variables() {
            write!(f, "  - name: {variable}\n    expression: {}\n", Block(&expression))?;
        }
        write!(
            f,
            "  validations:\n  - expression: variables.images.size() > 0\n    message: {}\n  - expression: \
             variables.refused.size() == 0\n    message: {}\n    messageExpression: {}\n",
            escaped(&format!("no image was found (policy {})", self.name)),
            escaped(&format!("an image is in no rule of policy {}: {}", self.name, self.rules)),
            Block(&self.message()),
        )?;
        write!(
            f,
            "---\napiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicyBinding\nmetadata:\n  \
             name: {name}\nspec:\n  policyName: {name}\n  validationActions: [\"Deny\"]\n"
        )?;
        if !self.exempt.is_empty() {
            let exempt: Vec<String> = self.exempt.iter().map(|namespace| escaped(namespace)).collect();
            write!(
                f,
                "  matchResources:\n    namespaceSelector:\n      matchExpressions:\n      - key: kubernetes.io/metadata.name\n        \
                 operator: NotIn\n        values: [{}]\n",
                exempt.join(", ")
            )?;
        }
        Ok(())
    }
}

/// An expression as a block of YAML, which takes every printable character as it is.
struct Block<'t>(&'t str);

impl fmt::Display for Block<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("|-")?;
        self.0.lines().try_for_each(|line| write!(f, "\n      {line}"))
    }
}
