//! Whether a host is the machine itself.

use core::net::IpAddr;

use crate::reference::normalize::LOCALHOST;

/// Go's rule: the name `localhost`, or an address that `net.IP.IsLoopback` calls one. Without port and brackets.
pub(super) fn is_loopback(host: &str) -> bool {
    host == LOCALHOST || host.parse().is_ok_and(|ip: IpAddr| ip.to_canonical().is_loopback())
}
