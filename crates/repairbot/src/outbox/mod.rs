//! How the product speaks: rows are claimed, rendered, sent and settled; no transaction is open
//! while a request is under way.

mod call;
pub mod render;
mod flight;
mod sender;
mod settle;
mod throttle;
mod wake;

pub use call::{Call, Render};
pub use sender::{SendTick, Sender, SenderParts};
pub use throttle::{Limits, Throttle};
pub use wake::Wake;
