//! Who gets a lead.

mod choice;
mod turns;
