//! The simulator over real HTTP.

#![expect(clippy::unwrap_used, reason = "tests say what they expect")]

mod client;
mod smoke;
