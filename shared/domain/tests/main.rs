//! The rules, on a small company: one binary, since linking many would take longer than running them.

mod brake;
mod fold;
mod funnel;
mod hours;
mod intake;
mod layers;
mod mail;
mod next;
mod routing;
mod scoring;
mod sending;
mod sequences;
mod setting;
mod size;
mod stored;
mod tracking;
