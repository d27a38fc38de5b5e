//! The desk as people meet it: conversations through the real simulator over HTTP, on SQLite and PostgreSQL.
//!
//! Each test ends with an audit: nothing waits in the outbox, nothing died, no error was logged, and every
//! order's row equals the fold of its events.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may fail; clippy's own exception does not reach the helpers of integration tests"
)]

mod backup;
mod cli;
mod crash;
mod faults;
mod promises;
mod reports;
mod scenarios;
mod store;
mod support;
mod tidy;
mod wire;
