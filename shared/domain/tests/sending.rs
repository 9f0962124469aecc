//! Whether a mail may go now.

mod clocks;
mod limits;
mod mistakes;
mod nurtured;
mod verdicts;
mod visitors;
