//! What mails say, and what they never say.

mod letters;
mod mistakes;
mod to_leads;
mod to_sellers;
mod wishes;
