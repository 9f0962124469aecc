//! Randomness: numbers for pauses that differ between those who race, and bytes that nobody can guess.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes of the operating system that nobody can guess: for secrets.
///
/// # Panics
/// The operating system has none: no Linux since 3.17 is without.
pub fn secret_bytes() -> [u8; 32] {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the operating system has random bytes");
    bytes
}

/// A source of numbers, for pauses and never for secrets. Its clones share one sequence.
#[derive(Debug, Clone)]
pub struct Random(Arc<AtomicU64>);

impl Random {
    /// The sequence of a seed, the same each time.
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(AtomicU64::new(seed)))
    }

    /// A sequence of its own for each process, by the seed that the standard library draws for hash maps.
    pub fn of_process() -> Self {
        Self::seeded(RandomState::new().build_hasher().finish())
    }

    /// A number from 0 to `bound` - 1; 0 if `bound` is 0.
    pub fn below(&self, bound: u64) -> u64 {
        self.next().checked_rem(bound).unwrap_or(0)
    }

    /// `SplitMix64` (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
    fn next(&self) -> u64 {
        const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut number = self.0.fetch_add(GAMMA, Ordering::Relaxed).wrapping_add(GAMMA);
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        number ^ (number >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_a_sequence_that_clones_share() {
        // The first numbers of seed 0 in the authors' reference implementation.
        let random = Random::seeded(0);
        assert_eq!(random.next(), 0xe220_a839_7b1d_cdaf);
        assert_eq!(random.clone().next(), 0x6e78_9e6a_a1b9_65f4);
        assert_eq!(random.next(), 0x06c4_5d18_8009_454f);
        assert_eq!(random.below(0), 0);
        assert!((0..100).all(|_| random.below(16) < 16));
    }
}
