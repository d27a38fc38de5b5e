//! How the product speaks: rows are claimed, rendered, sent and settled; no transaction is open
//! while a request is under way.
//!
//! The app's loop around [`Sender::tick`]: after `Worked` tick again at once; after `Flying` wait for
//! [`Sender::landed`], [`Wake::wait`] or `next_due`; after `Idle` for [`Wake::wait`] or `next_due`; and never longer
//! than a minute, so that a claim whose time is over is found. At shutdown: [`Sender::finish`].

mod call;
mod flight;
mod media;
mod queue;
pub mod render;
mod sender;
mod settle;
mod throttle;
mod wake;
mod work;

pub use call::{Attached, Call, Render, Temporary};
pub use media::Media;
pub use queue::{Said, enqueue, enqueue_all};
pub use render::BACKUP_PART;
pub use sender::{SendTick, Sender, SenderParts};
pub use throttle::{Limits, Throttle};
pub use wake::Wake;
pub use work::{Beats, Later, Turn, Work};
