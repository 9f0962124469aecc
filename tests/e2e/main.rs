//! End to end, on the real binaries.

mod activities;
mod assignment;
mod browser;
mod capture;
mod commands;
mod engagement;
mod golden;
mod ledger;
mod mailing;
mod replay;
mod runner;
mod scoring;
mod seller;
mod sending;
mod sequences;
mod way;
