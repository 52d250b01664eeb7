//! What a node's configuration and an image's index say beside a diagnosis.

use super::Diagnosis;
use crate::cause::Cause;
use crate::platform::{Choice, Entry, Platform, Selector, choose};
#[cfg(feature = "node")]
use crate::registry::node::{Resolution, proof::Proof};

impl Diagnosis {
    /// Returns what the runtime's message proves of the endpoints that the pod's node asks for this image: which one it
    /// is about, and what the silent ones can have answered. `None` if there is no message, or no reference.
    ///
    /// `asked` is what the node's configuration makes of the image.
    ///
    /// ```
    /// use pullspec::explain::ExplainContext;
    /// use pullspec::registry::node::containerd::HostDirectories;
    /// use pullspec::{Pod, explain_pod};
    ///
    /// let pod: Pod = serde_json::from_str(
    ///     r#"{"spec": {"containers": [{"name": "app", "image": "quay.io/app:1"}]}, "status": {"containerStatuses": [{
    ///         "name": "app", "state": {"waiting": {"reason": "ErrImagePull", "message": "failed to resolve image: failed to do request: Head \"https://mirror.example/v2/app/manifests/1?ns=quay.io\": EOF"}}}]}}"#,
    /// )?;
    /// let found = &explain_pod(&pod, &ExplainContext::new())[0];
    /// let file = "[host.\"https://mirror.example\"]\n";
    /// let hosts = HostDirectories::new(["certs.d"]).with_text("certs.d/quay.io/hosts.toml", file);
    /// let proof = found.proof(&hosts.resolve(found.image.reference().unwrap())?).unwrap();
    /// assert_eq!(proof.about(), [0]);
    /// // A 404 of the registry would weigh more, and be shown.
    /// assert_eq!(proof.possible()[1].to_string(), "no answer or refused");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "node")]
    #[must_use]
    pub fn proof(&self, asked: &Resolution) -> Option<Proof<'_>> {
        let message = self.cause.as_ref()?.message.as_deref()?;
        Some(asked.proof(self.image.reference()?, message))
    }

    /// Returns which manifest of the image's index the node's runtime takes, and why, where the cause is or may be that
    /// none fits its platform. `None` for any other cause.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::explain::ExplainContext;
    /// use pullspec::platform::{Entry, Platform, Selector};
    /// use pullspec::{Pod, explain_pod};
    ///
    /// let pod: Pod = serde_json::from_str(
    ///     r#"{"spec": {"containers": [{"name": "app", "image": "redis"}]}, "status": {"containerStatuses": [{"name": "app",
    ///         "state": {"waiting": {"reason": "ErrImagePull", "message": "no match for platform in manifest: not found"}}}]}}"#,
    /// )?;
    /// let found = &explain_pod(&pod, &ExplainContext::new())[0];
    /// let index = [Entry::of(Platform::new("linux", "amd64"))];
    /// let choice = found.platform_choice(Selector::ContainersImage, &Platform::new("linux", "arm64"), &index).unwrap();
    /// assert_eq!(choice.reason().to_string(), "no entry matches the platform");
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn platform_choice(&self, selector: Selector, wanted: &Platform, index: &[Entry]) -> Option<Choice> {
        let found = self.cause.as_ref()?;
        let may_be = core::iter::once(&found.cause)
            .chain(&found.alternates)
            .any(|cause| *cause == Cause::PlatformMismatch);
        may_be.then(|| choose(selector, wanted, index))
    }
}
