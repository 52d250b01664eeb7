//! What becomes of the pull secrets of a service account (`plugin/pkg/admission/serviceaccount/admission.go`).

use crate::api::{LocalObjectReference, PodSpec};

impl PodSpec {
    /// Copies the pull secrets of the pod's service account into the pod, as the API server does when it is created:
    /// **only into a pod that names none itself**. One secret in the pod, and those of its account are not used. Whether
    /// they were copied. What the account names later does not reach pods that exist.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::api::PodSpec;
    /// let account = serde_json::from_str::<Vec<_>>(r#"[{"name":"account-cred"}]"#)?;
    /// let mut spec: PodSpec = serde_json::from_str(r#"{"containers":[{"image":"quay.io/team/app:1"}]}"#)?;
    /// assert!(spec.copy_account_secrets(&account));
    /// assert_eq!(spec.image_pull_secrets[0].name, "account-cred");
    ///
    /// let mut own: PodSpec = serde_json::from_str(
    ///     r#"{"imagePullSecrets":[{"name":"own-cred"}],"containers":[{"image":"quay.io/team/app:1"}]}"#,
    /// )?;
    /// assert!(!own.copy_account_secrets(&account));
    /// assert!(own.image_pull_secrets.iter().all(|secret| secret.name == "own-cred"));
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn copy_account_secrets(&mut self, account: &[LocalObjectReference]) -> bool {
        let copies = self.image_pull_secrets.is_empty() && !account.is_empty();
        if copies {
            self.image_pull_secrets = account.to_vec();
        }
        copies
    }
}
