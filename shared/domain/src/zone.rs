//! A lead's own time zone: given, else from its telephone number and country, else the company's.

use jiff::tz::TimeZone;

use crate::config::Config;
use crate::lead::Lead;

/// The zone that the lead's hours are in.
pub fn zone_of(lead: &Lead, config: &Config) -> TimeZone {
    let given = lead.field("timezone").and_then(|name| TimeZone::get(name).ok());
    given.unwrap_or_else(|| config.company.timezone.time_zone())
}
