//! Conversations.

mod branches;
mod life;
mod long_repair;
mod people;
