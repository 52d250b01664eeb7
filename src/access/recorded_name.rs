//! The name that the kubelet's exemptions and pull records know an image by.

use crate::api::Behavior;
use crate::error::ParseError;
use crate::reference::PodImage;

/// Returns the name under which the kubelet exempts and records an image (`trimImageTagDigest`,
/// `pkg/kubelet/images/pullmanager/image_pull_manager.go`, since 1.36 in `image_pull_policies.go`).
///
/// Since 1.36 it is the name as the pod writes it, without tag and digest: nothing is normalized, so that `redis` and
/// `docker.io/library/redis` are different names. Before, it is the normalized name.
///
/// ```
/// use pullspec::PodImage;
/// use pullspec::access::recorded_name;
/// use pullspec::api::Behavior;
///
/// let image = PodImage::new("redis:7");
/// let (before, now) = (Behavior::for_minor(35), Behavior::for_minor(36));
/// assert_eq!(recorded_name(&image, &before)?, "docker.io/library/redis");
/// assert_eq!(recorded_name(&image, &now)?, "redis");
/// # Ok::<(), pullspec::ParseError>(())
/// ```
///
/// # Errors
///
/// A text that is not a reference: `"Nginx"`, `"a b"`. An image ID (64 hexadecimal characters) is a name since 1.36 and
/// an error before.
pub fn recorded_name<'a>(image: &'a PodImage, behavior: &Behavior) -> Result<&'a str, ParseError> {
    if behavior.access_knows_written_names { image.written_name() } else { Ok(image.reference()?.name()) }
}
