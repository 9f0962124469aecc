//! The rules of Leadwright: what a lead is, how activities fold into it, what is to happen next.
//!
//! Nothing here does I/O, reads a clock or draws a random number: time, turns and keys are arguments.

pub mod value;
pub mod activity;
pub mod company;
pub mod form;
pub mod lead;
pub mod zone;
pub mod tracking;
pub mod condition;
pub mod scoring;
pub mod funnel;
pub mod sequence;
pub mod metrics;
pub mod sending;
pub mod routing;
pub mod config;
pub mod fold;
pub mod timeline;
pub mod mail;
pub mod intake;
pub mod check;
