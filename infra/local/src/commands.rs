//! The commands, each in a file of its name. Most of them work on a running stack: one on this machine, or a deployed one.

use leadwright_sheet as spreadsheet;

mod arguments;
mod list_file;
mod page_file;
pub(crate) mod target;
pub(crate) mod team;
mod models;
pub(crate) mod up;
pub(crate) mod demo;
pub(crate) mod compile;
pub(crate) mod supplier;
pub(crate) mod import;
pub(crate) mod leads;
pub(crate) mod why;
pub(crate) mod rescore;
pub(crate) mod receive;
pub(crate) mod recount;
pub(crate) mod reindex;
pub(crate) mod log;
pub(crate) mod tip;
pub(crate) mod alias;
pub(crate) mod merge;
pub(crate) mod away;
pub(crate) mod calls;
pub(crate) mod login;
pub(crate) mod brake;
pub(crate) mod suppress;
pub(crate) mod suspects;
pub(crate) mod unmatched;
pub(crate) mod audit;
pub(crate) mod bench;
pub(crate) mod preview;
pub(crate) mod report;
pub(crate) mod forms;
pub(crate) mod cost;
pub(crate) mod wordings;
