//! Who gets a lead.

mod choice;
mod reach;
mod turns;
