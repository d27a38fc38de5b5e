//! Does: the order desk as a service - intake, handlers, store, outbox.

pub mod clock;
pub mod company;
pub mod fault;
pub mod handlers;
pub mod intake;
pub mod outbox;
pub mod outcome;
pub mod store;
pub mod telegram;
pub mod texts;
