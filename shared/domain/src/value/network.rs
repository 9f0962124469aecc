//! The part of a network that an address of the internet belongs to: what one customer of a provider has, in place of
//! the address of one person.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};

/// A block of addresses: of IPv4 the first 24 bits, of IPv6 the first 48. Written as `203.0.113.0/24` or
/// `2001:db8:1::/48`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct NetworkBlock(IpAddr);

/// A text is no block of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a network block is written as 203.0.113.0/24 or 2001:db8:1::/48")]
pub struct NoNetworkBlock;

impl NetworkBlock {
    /// It is of the machine itself: everything that is tried on one machine comes from there.
    pub fn is_of_this_machine(self) -> bool {
        match self.0 {
            IpAddr::V4(first) => first.is_loopback(),
            IpAddr::V6(first) => first.is_unspecified(),
        }
    }

    /// The block of an address. An IPv4 address that is written as IPv6 (`::ffff:203.0.113.7`) is that of IPv4.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => {
                let [first, second, third, _] = address.octets();
                Self(Ipv4Addr::new(first, second, third, 0).into())
            }
            IpAddr::V6(address) => {
                let [first, second, third, ..] = address.segments();
                Self(Ipv6Addr::new(first, second, third, 0, 0, 0, 0, 0).into())
            }
        }
    }
}

impl fmt::Display for NetworkBlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = if self.0.is_ipv4() { 24 } else { 48 };
        write!(f, "{}/{bits}", self.0)
    }
}

impl From<NetworkBlock> for String {
    fn from(block: NetworkBlock) -> Self {
        block.to_string()
    }
}

impl TryFrom<String> for NetworkBlock {
    type Error = NoNetworkBlock;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let (address, _) = text.split_once('/').ok_or(NoNetworkBlock)?;
        let block = Self::of(address.parse().map_err(|_| NoNetworkBlock)?);
        if block.to_string() == text { Ok(block) } else { Err(NoNetworkBlock) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_belongs_to_one_block() {
        for (address, block) in [
            ("203.0.113.7", "203.0.113.0/24"),
            ("::ffff:203.0.113.7", "203.0.113.0/24"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
            ("::1", "::/48"),
        ] {
            let found = NetworkBlock::of(address.parse().unwrap());
            assert_eq!(found.to_string(), block);
            assert_eq!(NetworkBlock::try_from(block.to_owned()), Ok(found));
        }
        for wrong in ["203.0.113.7/24", "203.0.113.0/16", "203.0.113.0", "2001:db8:1:2::/48", "", "x/24"] {
            assert_eq!(NetworkBlock::try_from(wrong.to_owned()), Err(NoNetworkBlock), "{wrong}");
        }
    }
}
