//! What happens by itself, when its time has come (SPEC §8): recurrences, the timers of orders, quiet hours. Which
//! moment that is follows from the settings as they are when somebody looks, so a changed threshold holds at once.

mod calendar;
mod job;
mod quiet;
mod settings;
mod timers;
mod topic;

pub use calendar::{Occurrence, Recurrence};
pub use job::{Job, Late};
pub use quiet::Quiet;
pub use settings::Schedule;
pub use timers::{Delay, Timer, TimerKind, timers};
pub use topic::Topic;
