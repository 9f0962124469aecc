//! Sequences and segments: who comes in, how it goes on, when it is over.

mod any;
mod dates;
mod dates_put_back;
mod edits;
mod ends;
mod entry;
mod life;
mod sendings;
mod steps;
mod tasks;
mod times;
mod variants;
