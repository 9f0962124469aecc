//! Which addresses a program of somebody else may have: those that the whole internet reaches.
//!
//! It is an allow list: what is not known to be public is not called. A name is resolved here, and the connection is made
//! to an address that was looked at, so that a name that leads elsewhere a moment later leads nowhere. The name in the
//! certificate stays the host's.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use aws_smithy_runtime::client::dns::TokioDnsResolver;
use aws_smithy_runtime_api::client::dns::{DnsFuture, ResolveDns, ResolveDnsError};

/// A name leads to addresses that are not called: private ones, this machine, a cloud's metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("its name leads to no public address")]
pub struct NotPublic;

/// Blocks of IPv4 that are not everybody's: first address and number of bits
/// (<https://www.iana.org/assignments/iana-ipv4-special-registry>, and multicast).
const NOT_PUBLIC_V4: [(Ipv4Addr, u32); 16] = [
    (Ipv4Addr::UNSPECIFIED, 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    // Among them 169.254.169.254, where a cloud tells a machine its credentials.
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 31, 196, 0), 24),
    (Ipv4Addr::new(192, 52, 193, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    // Multicast, reserved, broadcast.
    (Ipv4Addr::new(224, 0, 0, 0), 3),
];

/// Blocks of `2000::/3`, the unicast addresses of IPv6, that are not everybody's
/// (<https://www.iana.org/assignments/iana-ipv6-special-registry>): protocols with Teredo, documentation, 6to4.
const NOT_PUBLIC_V6: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// The unicast addresses of IPv6. Outside of it are this machine, private and link-local addresses, multicast, and
/// addresses of IPv4 that are written as ones of IPv6 (mapped, NAT64).
const UNICAST_V6: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// The whole internet reaches this address.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !NOT_PUBLIC_V4.iter().any(|(block, bits)| {
            let (address, block) = (u32::from(address), u32::from(*block));
            (address ^ block) >> (32 - bits) == 0
        }),
        IpAddr::V6(address) => is_in(address, &UNICAST_V6) && !NOT_PUBLIC_V6.iter().any(|block| is_in(address, block)),
    }
}

fn is_in(address: Ipv6Addr, (block, bits): &(Ipv6Addr, u32)) -> bool {
    (u128::from(address) ^ u128::from(*block)) >> (128 - bits) == 0
}

/// Resolves names, and gives public addresses alone. In the local runner this machine's, too: on Lambda they lead to the
/// runtime itself.
#[derive(Debug, Clone)]
pub(crate) struct PublicNames {
    names: TokioDnsResolver,
    is_local: bool,
}

impl PublicNames {
    pub(crate) fn new(is_local: bool) -> Self {
        Self { names: TokioDnsResolver::new(), is_local }
    }

    fn may_be_called(&self, address: IpAddr) -> bool {
        is_public(address) || (self.is_local && address.is_loopback())
    }
}

impl ResolveDns for PublicNames {
    fn resolve_dns<'a>(&'a self, name: &'a str) -> DnsFuture<'a> {
        DnsFuture::new(async move {
            let mut addresses = self.names.resolve_dns(name).await?;
            addresses.retain(|address| self.may_be_called(*address));
            if addresses.is_empty() { Err(ResolveDnsError::new(NotPublic)) } else { Ok(addresses) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_whole_internet_reaches_is_public() {
        for (address, expected) in [
            ("1.1.1.1", true),
            ("8.8.8.8", true),
            ("52.95.110.1", true),
            ("100.63.255.255", true),
            ("100.128.0.0", true),
            ("172.15.255.255", true),
            ("172.32.0.0", true),
            ("192.167.255.255", true),
            ("198.17.255.255", true),
            ("198.20.0.0", true),
            ("223.255.255.255", true),
            ("2600:1f18::1", true),
            ("2a00:1450:4003::8a", true),
            ("2001:4860:4860::8888", true),
            // This network, private ones, shared by customers of a provider, this machine.
            ("0.0.0.0", false),
            ("0.1.2.3", false),
            ("10.0.0.1", false),
            ("10.255.255.255", false),
            ("100.64.0.1", false),
            ("100.127.255.255", false),
            ("127.0.0.1", false),
            ("127.1.2.3", false),
            ("172.16.0.1", false),
            ("172.31.255.255", false),
            ("192.168.1.1", false),
            // Link-local: the metadata of AWS, of ECS and of others.
            ("169.254.169.254", false),
            ("169.254.170.2", false),
            // Protocols, documentation, 6to4 relays, benchmarks.
            ("192.0.0.1", false),
            ("192.0.2.1", false),
            ("192.88.99.1", false),
            ("198.18.0.1", false),
            ("198.19.255.255", false),
            ("198.51.100.1", false),
            ("203.0.113.1", false),
            // Multicast, reserved, broadcast.
            ("224.0.0.1", false),
            ("239.255.255.255", false),
            ("240.0.0.1", false),
            ("255.255.255.255", false),
            ("::", false),
            ("::1", false),
            // IPv4 in IPv6: compatible, mapped, NAT64 (both prefixes), 6to4, Teredo.
            ("::7f00:1", false),
            ("::ffff:127.0.0.1", false),
            ("::ffff:8.8.8.8", false),
            ("64:ff9b::7f00:1", false),
            ("64:ff9b::808:808", false),
            ("64:ff9b:1::1", false),
            ("2002:7f00:1::", false),
            ("2002:a9fe:a9fe::1", false),
            ("2001::1", false),
            // Unique local, the metadata of AWS among them; link-local, site-local, multicast, documentation, discard.
            ("fc00::1", false),
            ("fd00:ec2::254", false),
            ("fe80::1", false),
            ("fec0::1", false),
            ("ff02::1", false),
            ("2001:db8::1", false),
            ("3fff::1", false),
            ("100::1", false),
            ("5f00::1", false),
            ("4000::1", false),
        ] {
            assert_eq!(is_public(address.parse().unwrap()), expected, "{address}");
        }
    }

    #[tokio::test]
    async fn a_name_leads_to_this_machine_only_in_the_runner() {
        // Without a resolver's help: a number is a name that leads to its address.
        for (name, is_local, expected) in [
            ("127.0.0.1", true, true),
            ("127.0.0.1", false, false),
            ("127.1", false, false),
            ("2130706433", false, false),
            ("0x7f.0.0.1", false, false),
            ("169.254.169.254", true, false),
            ("10.0.0.1", true, false),
            ("localhost", false, false),
        ] {
            let found = PublicNames::new(is_local).resolve_dns(name).await;
            assert_eq!(found.is_ok(), expected, "{name} {is_local}: {found:?}");
        }
    }
}
