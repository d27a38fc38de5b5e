//! A strict pretence of the Telegram Bot API over HTTP, with simulated people, groups and faults,
//! and a chat page for a browser. It knows nothing of the bot that talks to it.

mod api;
mod html;
mod ids;
mod image;
mod listener;
mod page;
mod shared;
mod sim;
mod text;
mod types;
mod uploads;
mod world;

pub use ids::{ChatId, MessageId, PressId, UserId};
pub use sim::Sim;
pub use types::{
    ApiCall, ChatMessage, Fault, FaultKind, InlineButton, NewPerson, OtherKind, PressAnswer, PressError,
};
pub use uploads::{FileKind, PersonFile, Place, UploadError};
