//! Does: the order desk as a service.

pub mod store;
