//! What a message proves of the attempts that a node's configuration makes.

use alloc::vec::Vec;

use super::attempt::Attempt;
use super::containerd::resolves;
use super::proof::{Proof, containerd, containers_image};
use super::resolution::{ReportedErrors, Resolution};
use crate::reference::Reference;
use crate::waiting::PullError;

impl Resolution {
    /// Returns what the runtime's message proves of the attempts for this image, each at its place in
    /// [`attempts`](Self::attempts).
    ///
    /// ```
    /// use pullspec::Reference;
    /// use pullspec::registry::node::containerd::HostDirectories;
    /// use pullspec::registry::node::proof::Answer;
    ///
    /// let file = "[host.\"https://mirror.example\"]\n[host.\"https://blobs.example\"]\ncapabilities = [\"pull\"]\n";
    /// let hosts = HostDirectories::new(["certs.d"]).with_text("certs.d/quay.io/hosts.toml", file);
    /// let image = Reference::parse("quay.io/app:1")?;
    /// let resolution = hosts.resolve(&image)?;
    /// let proof = resolution.proof(&image, "failed to resolve image: quay.io/app:1: not found");
    /// // Not `blobs.example`: by a tag it is not asked.
    /// assert_eq!(proof.about(), [0, 2]);
    /// assert_eq!(proof.possible()[1].to_string(), "not asked");
    /// assert!(!proof.possible()[0].contains(Answer::Served));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn proof<'m>(&self, image: &Reference, message: &'m str) -> Proof<'m> {
        let all = self.attempts.iter().enumerate();
        match self.shows {
            ReportedErrors::Heaviest => {
                let asked = all.filter(|(_, attempt)| resolves(attempt, image));
                let (places, hosts): (Vec<_>, Vec<_>) =
                    asked.map(|(place, attempt)| (place, attempt.host())).unzip();
                let image = image.clone().docker_ref();
                containerd(image.as_str(), &hosts, message).spread(&places, self.attempts.len())
            }
            ReportedErrors::Every => {
                let name = |attempt| Attempt::reference(attempt).map_or("", Reference::domain);
                containers_image(&self.attempts.iter().map(name).collect::<Vec<_>>(), message)
            }
            ReportedErrors::Last => Proof::nothing(self.attempts.len()),
        }
    }
}

impl PullError {
    /// Returns what the message proves of the endpoints that the node asks for this image.
    ///
    /// ```
    /// use pullspec::PullError;
    /// use pullspec::registry::node::containers_image::{Node, parse_reference};
    ///
    /// let conf = "[[registry]]\nlocation = \"quay.io\"\n[[registry.mirror]]\nlocation = \"mirror.example\"\n";
    /// let image = parse_reference("quay.io/app:1")?;
    /// let asked = Node::read([("registries.conf", conf)]).resolution(&image)?;
    /// let error = PullError::from_event(
    ///     "Failed to pull image \"quay.io/app:1\": rpc error: code = Unknown desc = (Mirrors also failed: \
    ///      [mirror.example/app:1: reading manifest 1 in mirror.example/app: manifest unknown]): quay.io/app:1: \
    ///      reading manifest 1 in quay.io/app: unauthorized",
    /// ).ok_or("none")?;
    /// let proof = error.proof(&image, &asked);
    /// assert_eq!((proof.possible()[0].to_string(), proof.possible()[1].to_string()), ("not found".into(), "refused".into()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn proof(&self, image: &Reference, asked: &Resolution) -> Proof<'_> {
        asked.proof(image, self.message())
    }
}
