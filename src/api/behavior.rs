//! What changed in which Kubernetes minor, as switches.

/// The version-dependent behaviour of the API server and the kubelet, one switch per change.
///
/// [`Behavior::for_minor`] sets every switch as that release has it by default; each has a builder that models a
/// feature gate turned on or off.
///
/// Given to everything that depends on the release as an argument; [`Behavior::NEWEST`] is the default. From text it is
/// read as releases are written: `1.34`, `v1.34.2`, `34+`.
///
/// ```
/// use pullspec::api::Behavior;
///
/// assert_eq!("v1.33.4".parse(), Ok(Behavior::for_minor(33)));
/// let node = Behavior::for_minor(33);
/// assert!(node.appends_previous_error);
/// assert!(!node.verifies_pull_credentials); // alpha in 1.33, on by default from 1.35
/// let gated = node.with_verifies_pull_credentials(true); // --feature-gates=KubeletEnsureSecretPulledImages=true
/// assert!(gated.verifies_pull_credentials);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[expect(clippy::struct_excessive_bools, reason = "independent feature switches, not a state machine")]
pub struct Behavior {
    /// The kubelet asks the runtime for the image before a pull with policy `Always` too (up to 1.31).
    pub inspects_for_always: bool,
    /// A failed inspection names the image; since 1.32 the message quotes an empty name (kubernetes#141571).
    pub inspect_error_names_image: bool,
    /// The waiting message of `ImagePullBackOff` carries the last error (1.32, kubernetes#127918).
    pub appends_previous_error: bool,
    /// Texts of the runtime that begin with `RegistryUnavailable` or `SignatureValidationFailed` become reasons of
    /// their own (1.28).
    pub maps_cri_error_prefixes: bool,
    /// The event of a successful pull ends with the size of the image (1.30).
    pub reports_image_size: bool,
    /// The event of a created container writes a colon before its name (1.32, and in 1.29.14, 1.30.10 and 1.31.6).
    pub created_event_has_colon: bool,
    /// The events of a created and a started container leave its name to their field path (1.35, kubernetes#134043).
    pub container_events_leave_out_name: bool,
    /// The event spam filter keeps one budget per event type (client-go 1.32).
    pub spam_filter_by_type: bool,
    /// Gate `KubeletEnsureSecretPulledImages` (KEP-2535): alpha 1.33, on by default from 1.35.
    pub verifies_pull_credentials: bool,
    /// A pull record may name service accounts, and a pod's account is compared with them (1.34).
    pub verifies_service_accounts: bool,
    /// Credentials are looked up in front of the pull, so that a broken pull secret is the waiting reason itself and
    /// no failed pull (1.33).
    pub looks_up_credentials_first: bool,
    /// Credentials are looked up only if the decision needs them (1.35); before, a broken pull secret refuses even an
    /// image that is present.
    pub looks_up_credentials_lazily: bool,
    /// The kubelet's exemptions from verification and its pull records know an image by its name as the pod writes it,
    /// without tag and digest (1.36, kubernetes#137629); before, by its normalized name.
    pub access_knows_written_names: bool,
    /// The kubelet emits `FailedToRetrieveImagePullSecret` for pull secrets that it cannot read (1.28).
    pub reports_unreadable_secrets: bool,
    /// It does so only after a pull that failed (1.37, kubernetes#138432); before, in every sync.
    pub reports_unreadable_secrets_after_failed_pulls: bool,
    /// Image volumes are seen to only in a sync that starts a container (1.37, kubernetes#138655); before, in every sync,
    /// each time with an event.
    pub sees_to_image_volumes_only_to_start: bool,
    /// The condition `PodReadyToStartContainers` is written before the first pull (1.36, kubernetes#134660); before, with
    /// the sync after it.
    pub reports_ready_to_start_before_pull: bool,
    /// A template with an image volume whose reference is empty is refused (1.37, kubernetes#135989); before, only a pod.
    pub refuses_empty_image_volumes_in_templates: bool,
    /// A pod's re-queue follows the end of a neighbour's crash-loop back-off (1.35, kubernetes#133066).
    pub requeues_at_crash_loop_expiry: bool,
    /// AlwaysPullImages ignores updates that bring no new image (1.21, kubernetes#96668).
    pub admission_ignores_known_images: bool,
    /// AlwaysPullImages covers image volumes (1.31, KEP-4639).
    pub admission_covers_image_volumes: bool,
    /// Gate `DigestAwareImagePullPolicyDefaulting` (KEP-6083): in no release, so off for every minor.
    pub digest_aware_defaulting: bool,
}

/// The newest release known, which README and CHANGELOG name too.
const NEWEST_MINOR: u16 = 37;

impl Behavior {
    /// The newest release that this crate knows: Kubernetes 1.37.
    ///
    /// ```
    /// use pullspec::api::Behavior;
    /// assert_eq!(Behavior::NEWEST, Behavior::default());
    /// assert_eq!(Behavior::NEWEST, Behavior::for_minor(99)); // what is not known is taken for the newest
    /// ```
    pub const NEWEST: Self = Self::for_minor(NEWEST_MINOR);

    /// Returns the behaviour of a release as Kubernetes writes it: `1.34`, `v1.34.2`, `v1.34.2-gke.1`, and `34` or
    /// `34+` as in the field `minor` of `/version`. A patch changes nothing here.
    ///
    /// ```
    /// use pullspec::api::Behavior;
    /// for text in ["1.34", "v1.34", "v1.34.2", "v1.34.2+k3s1", "34", "34+"] {
    ///     assert_eq!(Behavior::parse(text)?, Behavior::for_minor(34));
    /// }
    /// assert!(Behavior::parse("1.34.x").is_err());
    /// # Ok::<(), pullspec::api::ReleaseError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Any other text: `""`, `"latest"`, `"2.0"`, `"1"`, `"1."`, `"1.034"`, `"1.34.x"`, `" 1.34"`, `"1.99999"`.
    pub fn parse(release: &str) -> Result<Self, ReleaseError> {
        minor(release).map(Self::for_minor).ok_or(ReleaseError)
    }

    /// The behaviour of Kubernetes 1.`minor` with its default feature gates.
    ///
    /// ```
    /// use pullspec::api::Behavior;
    /// assert!(Behavior::for_minor(31).inspects_for_always);
    /// assert!(!Behavior::for_minor(32).inspects_for_always);
    /// ```
    #[must_use]
    pub const fn for_minor(minor: u16) -> Self {
        Self {
            inspects_for_always: minor <= 31,
            inspect_error_names_image: minor <= 31,
            appends_previous_error: minor >= 32,
            maps_cri_error_prefixes: minor >= 28,
            reports_image_size: minor >= 30,
            created_event_has_colon: minor >= 32,
            container_events_leave_out_name: minor >= 35,
            spam_filter_by_type: minor >= 32,
            verifies_pull_credentials: minor >= 35,
            verifies_service_accounts: minor >= 34,
            looks_up_credentials_first: minor >= 33,
            looks_up_credentials_lazily: minor >= 35,
            access_knows_written_names: minor >= 36,
            reports_unreadable_secrets: minor >= 28,
            reports_unreadable_secrets_after_failed_pulls: minor >= 37,
            sees_to_image_volumes_only_to_start: minor >= 37,
            reports_ready_to_start_before_pull: minor >= 36,
            refuses_empty_image_volumes_in_templates: minor >= 37,
            requeues_at_crash_loop_expiry: minor >= 35,
            admission_ignores_known_images: minor >= 21,
            admission_covers_image_volumes: minor >= 31,
            digest_aware_defaulting: false,
        }
    }
}

/// A builder for each switch.
macro_rules! builders {
    ($($with:ident $switch:ident)+) => {
        impl Behavior {
            $(
                #[doc = concat!("Turns the switch [`", stringify!($switch), "`](Self#structfield.", stringify!($switch), ") on or off.")]
                #[must_use]
                pub const fn $with(self, on: bool) -> Self {
                    Self { $switch: on, ..self }
                }
            )+
        }

        #[cfg(test)]
        #[test]
        fn each_builder_turns_its_switch() {
            let all = Behavior::NEWEST;
            // Without `..`: a switch that has no builder does not compile.
            let Behavior { $($switch: _),+ } = all;
            $(
                for on in [false, true] {
                    let (turned, mut want) = (all.$with(on), all);
                    want.$switch = on;
                    assert_eq!(turned, want);
                }
            )+
        }
    };
}

builders! {
    with_inspects_for_always inspects_for_always
    with_inspect_error_names_image inspect_error_names_image
    with_appends_previous_error appends_previous_error
    with_maps_cri_error_prefixes maps_cri_error_prefixes
    with_reports_image_size reports_image_size
    with_created_event_has_colon created_event_has_colon
    with_container_events_leave_out_name container_events_leave_out_name
    with_spam_filter_by_type spam_filter_by_type
    with_verifies_pull_credentials verifies_pull_credentials
    with_verifies_service_accounts verifies_service_accounts
    with_looks_up_credentials_first looks_up_credentials_first
    with_looks_up_credentials_lazily looks_up_credentials_lazily
    with_access_knows_written_names access_knows_written_names
    with_reports_unreadable_secrets reports_unreadable_secrets
    with_reports_unreadable_secrets_after_failed_pulls reports_unreadable_secrets_after_failed_pulls
    with_sees_to_image_volumes_only_to_start sees_to_image_volumes_only_to_start
    with_reports_ready_to_start_before_pull reports_ready_to_start_before_pull
    with_refuses_empty_image_volumes_in_templates refuses_empty_image_volumes_in_templates
    with_requeues_at_crash_loop_expiry requeues_at_crash_loop_expiry
    with_admission_ignores_known_images admission_ignores_known_images
    with_admission_covers_image_volumes admission_covers_image_volumes
    with_digest_aware_defaulting digest_aware_defaulting
}

impl Default for Behavior {
    /// [`Behavior::NEWEST`].
    fn default() -> Self {
        Self::NEWEST
    }
}

/// A text that is not a release of Kubernetes.
///
/// ```
/// use pullspec::api::Behavior;
/// let error = Behavior::parse("latest").unwrap_err();
/// assert_eq!(error.to_string(), r#"expected a Kubernetes release such as "1.34", "v1.34.2" or "34+""#);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error(r#"expected a Kubernetes release such as "1.34", "v1.34.2" or "34+""#)]
#[non_exhaustive]
pub struct ReleaseError;

/// The minor number of a release.
fn minor(release: &str) -> Option<u16> {
    let text = release.strip_prefix('v').unwrap_or(release);
    let Some(text) = text.strip_prefix("1.") else {
        // A bare minor; `v34` and `1` are none.
        let bare = release.strip_suffix('+').unwrap_or(release);
        return number(bare).filter(|&minor| minor > 1);
    };
    let Some((minor, patch)) = text.split_once('.') else {
        return number(text.strip_suffix('+').unwrap_or(text));
    };
    let (patch, build) = match patch.find(['-', '+']) {
        Some(at) => patch.split_at_checked(at)?,
        None => (patch, ""),
    };
    let is_build = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
    number(patch)?;
    number(minor).filter(|_| build.chars().all(is_build) && build.len() != 1)
}

/// A decimal number without a sign or leading zeros.
fn number(text: &str) -> Option<u16> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|_| is_plain)
}
