//! Conversations.

mod acting;
mod branches;
mod delivery;
mod dialogues;
mod life;
mod long_repair;
mod presses;
mod restart;
mod rights;
