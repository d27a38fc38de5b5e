//! Tests of the rules; one binary, one module per rule.
//!
//! Russian vocabulary is tested here: the sources of `core` hold none of it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod callback;
mod catalogue;
mod changes;
mod decide;
mod dialogue_logic;
mod dialogue_runs;
mod dialogue_scripts;
mod dialogue_support;
mod edit_form;
mod explain;
mod guards;
mod history;
mod mask;
mod money;
mod notice;
mod permission;
mod phone;
mod pii;
mod split;
mod suggest;
mod support;
mod transition;
mod when;
