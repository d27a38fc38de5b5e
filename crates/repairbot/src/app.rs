//! The only place that wires the parts together. Temporary: the wiring is being written.

use crate::config::Config;

/// Why the bot stopped.
#[derive(Debug, thiserror::Error)]
#[error("`serve` is not wired in this build")]
pub struct NotWired;

/// Runs the bot until it is told to stop.
///
/// # Errors
/// [`NotWired`], always.
#[expect(clippy::unused_async, reason = "keeps the signature of the real one")]
pub async fn serve(_config: Config) -> Result<(), NotWired> {
    Err(NotWired)
}
