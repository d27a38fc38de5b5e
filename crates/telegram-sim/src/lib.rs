//! A strict pretence of the Telegram Bot API over HTTP, with simulated people, groups and faults,
//! and a chat page for a browser. It knows nothing of the bot that talks to it.

mod api;
mod chats;
mod clock;
mod control;
mod delivery;
mod faults;
mod hooks;
mod html;
mod ids;
mod image;
mod limits;
mod listener;
mod markdown;
mod markdown_legacy;
mod page;
mod rights;
mod shared;
mod sim;
mod text;
mod types;
mod uploads;
mod world;

pub use faults::{ActiveFault, Fault, FaultId, FaultKind, When};
pub use ids::{ChatId, MessageId, PressId, UserId};
pub use limits::{LimitReport, LimitRules};
pub use rights::Right;
pub use sim::Sim;
pub use types::{ApiCall, ChatMessage, InlineButton, NewPerson, OtherKind, PressAnswer, PressError};
pub use uploads::{FileKind, PersonFile, Place, UploadError};
