//! Reports: every workbook read back cell by cell, on SQLite and PostgreSQL, and how people get them.

mod books;
mod company;
mod day;
mod dump;
mod layout;
mod looks;
mod office;
mod talk;
mod team;
mod waiting;

pub use company::newest_book;
pub use dump::text as text_of_book;
