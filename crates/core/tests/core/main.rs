//! Tests of the rules; one binary, one module per rule.
//!
//! Russian vocabulary is tested here: the sources of `core` hold none of it.
