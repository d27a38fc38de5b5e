//! Does: the order desk as a service - intake, handlers, store, outbox.

pub mod clock;
pub mod fault;
pub mod intake;
pub mod outbox;
pub mod store;
pub mod telegram;
