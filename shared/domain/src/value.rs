//! Values that know no rule and no lead: texts, times, addresses, ids, signed tokens.

pub mod stored;
pub mod text;
pub mod impersonal;
pub mod hash;
pub mod span;
pub mod day;
pub mod moment;
pub(crate) mod date;
pub mod month;
pub mod times;
pub mod period;
pub mod hours;
pub mod question;
pub mod channel;
pub mod purpose;
pub mod stage;
pub mod country;
pub mod decimal;
pub mod currency;
pub mod money;
pub mod network;
pub mod identity;
pub mod phone;
pub mod token;
