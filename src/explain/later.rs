//! What a repair does to a wait: it ends none, and the next attempt notices it.

use super::Diagnosis;
use crate::cause::{Cause, CauseGroup};

impl Diagnosis {
    /// What to know after a repair of the cause, where the kubelet waits. Nothing where it cannot be repaired
    /// while the pod waits, or nothing waits.
    pub(super) fn later(&self) -> Option<&'static str> {
        let cause = self.cause.as_ref().filter(|_| self.waits())?.cause;
        Some(match cause {
            Cause::KubeletQpsExceeded => return None,
            Cause::RateLimited => "a limit that has passed is noticed with the next attempt",
            Cause::DnsFailure => "a name that resolves again is noticed with the next attempt",
            Cause::ProxyError => {
                "a proxy that works again is noticed with the next attempt; other settings need a restart of the runtime"
            }
            Cause::AccessDenied => "a right that was given counts from the next attempt on",
            Cause::CredentialProviderFailure => "a repaired plugin or secret counts from the next attempt on",
            cause => match cause.group() {
                CauseGroup::Auth if self.is_of_a_mirror() => {
                    "credentials given to the runtime count from the next attempt on"
                }
                CauseGroup::Auth if self.is_static() => {
                    "credentials given to the node count from the next attempt on"
                }
                CauseGroup::Auth if self.pull_secrets.is_none() => {
                    "a secret named by the service account from now on counts for new pods only"
                }
                CauseGroup::Auth => "a repaired secret counts from the next attempt on",
                CauseGroup::Network => "a connection that works again is noticed with the next attempt",
                CauseGroup::Tls => {
                    "a repaired certificate or trust is noticed with the next attempt at the earliest"
                }
                CauseGroup::Registry => "a registry that came back is noticed with the next attempt",
                _ => return None,
            },
        })
    }
}
