//! The rules, on a small company: one binary, since linking many would take longer than running them.

mod aside;
mod brake;
mod changes;
mod fold;
mod funnel;
mod hours;
mod ids;
mod intake;
mod kinds;
mod layers;
mod mail;
mod next;
mod outbox;
mod routing;
mod scoring;
mod sending;
mod sequences;
mod setting;
mod size;
mod stored;
mod story;
mod tokens;
mod tracking;
