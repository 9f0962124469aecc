//! End to end, on the real binaries.

mod activities;
mod assignment;
mod browser;
mod capture;
mod commands;
mod engagement;
mod feedback;
mod golden;
mod killing;
mod ledger;
mod mailing;
mod old_state;
mod outbox;
mod pages;
mod rate;
mod replay;
mod rows;
mod runner;
mod scenario;
mod scoring;
mod seller;
mod sending;
mod sequences;
mod time_travel;
mod values;
mod way;
