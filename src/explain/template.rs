//! What a workload's template says before the rollout: names, policies, defaults. No pod, so nothing fails yet.

use alloc::vec::Vec;
use core::time::Duration;

use super::deadline::{Deadline, TimeLimit};
use super::pod_facts::{PodFacts, Whereabouts};
use super::{Diagnosis, ExplainContext, NextAttempt, Severity, explain};
use crate::api::{OwnerReference, Workload, WorkloadKind};

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
    let facts = PodFacts { deadline: deadline(workload), ..PodFacts::default() };
    let mut found: Vec<_> = workload
        .images()
        .map(|image| {
            let kind = workload.kind().as_str().into();
            // The kind is a built-in one, whatever version of its group was written.
            let api_version = alloc::string::String::new();
            let controller = OwnerReference { api_version, kind, name: name.clone(), controller: Some(true) };
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
                facts: facts.clone().boxed(),
                ..found
            }
        })
        .collect();
    found.sort_by_key(|diagnosis| core::cmp::Reverse(diagnosis.severity));
    found
}

/// How long the pods may run: by their own `activeDeadlineSeconds`, or by those of their Job.
fn deadline(workload: &Workload) -> Option<Deadline> {
    let own = workload.pod_spec().active_deadline_seconds;
    let own = own.map(|seconds| TimeLimit::After(Duration::from_secs(seconds.into())));
    let own = own.map(|limit| Deadline { limit, is_of_job: false });
    let is_of_jobs = matches!(workload.kind(), WorkloadKind::Job | WorkloadKind::CronJob);
    let of_job = is_of_jobs.then(|| Deadline::of_workload(workload));
    own.into_iter().chain(of_job).reduce(Deadline::earlier)
}
