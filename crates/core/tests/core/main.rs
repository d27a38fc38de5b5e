//! Tests of the rules; one binary, one module per rule.
//!
//! Russian vocabulary is tested here: the sources of `core` hold none of it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod attachment;
mod callback;
mod callback_history;
mod callback_ledger;
mod callback_settings;
mod catalogue;
mod changes;
mod correct;
mod decide;
mod dialogue_clients;
mod dialogue_logic;
mod dialogue_runs;
mod dialogue_scripts;
mod dialogue_support;
mod edit_form;
mod explain;
mod guards;
mod history;
mod ledger;
mod list;
mod mask;
mod money;
mod notice;
mod performance;
mod permission;
mod phone;
mod pii;
mod rates;
mod report;
mod schedule_calendar;
mod schedule_timers;
mod search;
mod settings;
mod split;
mod staff;
mod suggest;
mod support;
mod traces;
mod transition;
mod warranty;
mod when_forms;
mod when_instructions;
mod when_promise;
mod when_properties;
mod when_quick;
mod when_refused;
mod when_support;
