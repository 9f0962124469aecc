//! The rules of Leadwright: what a lead is, how activities fold into it, what is to happen next.
//!
//! Nothing here does I/O, reads a clock or draws a random number: time, turns and keys are arguments. So every
//! rule can be tested by a table, and a lead can be replayed from its timeline to the letter.

pub mod activity;
pub mod agenda;
pub mod away;
pub mod brake;
pub mod company;
pub mod condition;
pub mod config;
pub mod fold;
pub mod form;
pub mod funnel;
pub mod hours;
pub mod identity;
pub mod intake;
pub mod lead;
pub mod mail;
mod markdown;
pub mod next;
pub mod pace;
pub mod qualification;
pub mod rollup;
pub mod routing;
pub mod scoring;
mod segment;
pub mod sending;
pub mod sequence;
pub mod stage;
pub mod story;
pub mod times;
pub mod token;
pub mod tracking;
pub mod zone;
