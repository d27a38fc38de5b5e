//! Conversations.

mod life;
mod people;
