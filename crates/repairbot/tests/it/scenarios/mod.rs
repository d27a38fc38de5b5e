//! Conversations.

mod acting;
mod branches;
mod dialogues;
mod life;
mod long_repair;
mod presses;
mod restart;
