//! Conversations.

mod acting;
mod branches;
mod cost;
mod crawl;
mod delivery;
mod dialogues;
mod group_answers;
mod life;
mod locales;
mod long_repair;
mod people;
mod presses;
mod restart;
mod rights;
mod screens;
mod together;
