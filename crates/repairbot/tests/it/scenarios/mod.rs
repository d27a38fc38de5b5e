//! Conversations.

mod life;
