//! The stack under test: the real runner, the real binaries.

pub mod browser;
