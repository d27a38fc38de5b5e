//! Does: the order desk as a service.

pub mod app;
pub mod cli;
pub mod config;
pub mod limits;
pub mod store;
pub mod telemetry;
