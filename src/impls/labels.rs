//! The one list of the types whose values are labels, such as `PullPolicy` and `Cause`.

/// Calls a macro with each of them: whoever implements a trait for all labels takes the types from here.
macro_rules! for_each_label {
    ($then:ident) => {
        $then! {
            crate::access::CredentialVerificationPolicy,
            crate::api::EventReason,
            crate::api::EventType,
            crate::api::ImageOwner,
            crate::api::WorkloadKind,
            crate::cause::Actor,
            crate::cause::Cause,
            crate::cause::CauseGroup,
            crate::cause::Transience,
            crate::digest::Algorithm,
            crate::error::Component,
            crate::error::GoError,
            crate::kubelet::OperatorAction,
            crate::policy::PullPolicy,
            crate::registry::Scheme,
        }

        #[cfg(feature = "explain")]
        $then! {
            crate::explain::PullsWhen,
            crate::explain::Severity,
        }

        #[cfg(feature = "node")]
        $then! {
            crate::registry::node::containers_image::PullFromMirror,
            crate::registry::node::proof::Answer,
        }
    };
}

pub(super) use for_each_label;
