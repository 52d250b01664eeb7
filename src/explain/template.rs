//! What a workload's template says before the rollout: names, policies, defaults. No pod, so nothing fails yet.

use alloc::vec::Vec;

use super::pod_facts::Whereabouts;
use super::{Diagnosis, ExplainContext, NextAttempt, Severity, explain};
use crate::api::{OwnerReference, Workload};

/// Explains every image in the template of a workload, the worst first: the policy, what the name means, and whether the
/// kubelet will refuse it. [`Diagnosis::controller`] is the workload, and there is no pod. Of a template that makes no more
/// pods nothing is wrong, whatever it says ([`Workload::makes_no_more_pods`]).
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::api::Workload;
/// use pullspec::explain::{ExplainContext, Severity, explain_workload};
///
/// let workload: Workload = serde_json::from_str(
///     r#"{"kind": "Deployment", "metadata": {"namespace": "shop", "name": "web"},
///         "spec": {"template": {"spec": {"containers": [{"name": "app", "image": "Redis:7"}]}}}}"#,
/// )?;
/// let found = &explain_workload(&workload, &ExplainContext::new())[0];
/// assert_eq!(found.severity, Severity::Blocked);
/// assert!(found.to_string().starts_with("blocked  shop/Deployment web, container app, spec.template."));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn explain_workload(workload: &Workload, context: &ExplainContext<'_>) -> Vec<Diagnosis> {
    let metadata = workload.metadata();
    let name = if metadata.name.is_empty() { &metadata.generate_name } else { &metadata.name };
    let mut found: Vec<_> = workload
        .images()
        .map(|image| {
            let kind = workload.kind().as_str().into();
            let controller = OwnerReference { kind, name: name.clone(), controller: Some(true) };
            let found = explain(&image, context);
            let found = if workload.makes_no_more_pods() {
                Diagnosis { severity: Severity::Fine, cause: None, remedy: None, ..found }
            } else {
                found
            };
            Diagnosis {
                namespace: metadata.namespace.as_str().into(),
                whereabouts: Whereabouts::new("", Some(&controller)),
                // No kubelet looks at a template.
                next_attempt: NextAttempt::NotNeeded,
                ..found
            }
        })
        .collect();
    found.sort_by_key(|diagnosis| core::cmp::Reverse(diagnosis.severity));
    found
}
