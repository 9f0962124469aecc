//! End to end, on the real binaries.

mod activities;
mod assignment;
mod browser;
mod capture;
mod commands;
mod engagement;
mod feedback;
mod golden;
mod ledger;
mod mailing;
mod pages;
mod rate;
mod replay;
mod runner;
mod scoring;
mod seller;
mod sending;
mod sequences;
mod time_travel;
mod way;
