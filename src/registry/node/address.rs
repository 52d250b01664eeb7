//! Hosts, addresses and networks as the runtimes compare them.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::go::whole_url::split_host_port;
use crate::registry::loopback::is_loopback;

/// The `IsLocalhost` of containerd and of wharfie: `localhost`, or a loopback address, with or without a port.
pub(super) fn is_localhost(host: &str) -> bool {
    let host = split_host_port(host).map_or(host, |(host, _)| host);
    is_loopback(host)
}

/// Whether two addresses are one, or one lies in a network of this many leading bits.
pub(super) fn in_network(ip: IpAddr, network: IpAddr, bits: u32) -> bool {
    let same = |a: u128, b: u128, width: u32| {
        let rest = width.saturating_sub(bits);
        rest >= 128 || a.checked_shr(rest) == b.checked_shr(rest)
    };
    match (ip, network) {
        (IpAddr::V4(a), IpAddr::V4(b)) => same(v4(a), v4(b), 32),
        (IpAddr::V6(a), IpAddr::V6(b)) => same(v6(a), v6(b), 128),
        _ => false,
    }
}

fn v4(ip: Ipv4Addr) -> u128 {
    u32::from(ip).into()
}

fn v6(ip: Ipv6Addr) -> u128 {
    ip.into()
}
