//! Backups and restoring: what a copy is worth is shown by putting it in the place of a database.

mod files;
mod load;
mod nightly;
mod refused;
mod sides;
mod support;
