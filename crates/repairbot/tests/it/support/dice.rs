//! Random rounds: a small fixed budget by default, as long as one likes on demand, and a failed one can be repeated.

use rand::SeedableRng as _;
use rand::rngs::StdRng;

/// A whole number from the environment.
pub fn number_from_environment(name: &str) -> Option<u64> {
    std::env::var_os(name).map(|value| value.to_str().unwrap().parse().unwrap())
}

/// One round; when it fails, its seed is printed.
pub struct Round {
    pub dice: StdRng,
    seed: u64,
}

impl Drop for Round {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("PROPERTY_SEED={}", self.seed);
        }
    }
}

/// So many rounds, or `PROPERTY_ROUNDS`; only the one of `PROPERTY_SEED` when that is set.
pub fn rounds(usual: u64) -> impl Iterator<Item = Round> {
    let count = number_from_environment("PROPERTY_ROUNDS").unwrap_or(usual);
    let seeds: Vec<u64> = match number_from_environment("PROPERTY_SEED") {
        Some(seed) => vec![seed],
        None => (0..count).map(|_| rand::random()).collect(),
    };
    seeds.into_iter().map(|seed| Round { dice: StdRng::seed_from_u64(seed), seed })
}
