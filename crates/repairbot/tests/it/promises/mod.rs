//! Promises as properties over the real desk: random rounds, each compared with what must hold whatever happened.
//!
//! `PROPERTY_ROUNDS` makes them longer than CI's, `PROPERTY_SEED` repeats a failed round. What is promised and what
//! else tests it is in `docs/reliability.md`.

mod at_once;
mod delivered;
mod forged;
mod migrated;
mod pressed;
mod timers;
mod urgent;
