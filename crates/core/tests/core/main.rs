//! Tests of the rules; one binary, one module per rule.
//!
//! Russian vocabulary is tested here: the sources of `core` hold none of it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod callback;
mod catalogue;
mod decide;
mod dialogue_logic;
mod dialogue_runs;
mod dialogue_scripts;
mod dialogue_support;
mod explain;
mod guards;
mod history;
mod list;
mod mask;
mod money;
mod notice;
mod permission;
mod phone;
mod pii;
mod search;
mod split;
mod suggest;
mod support;
mod transition;
mod when;
