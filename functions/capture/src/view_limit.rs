//! How many pages a browser may tell of.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use leadwright_domain::value::identity::LeadId;

/// The most pages of one browser that an environment takes within an hour: more than a person reads.
const MOST_AN_HOUR: u16 = 60;

const HOUR_SECONDS: i64 = 3_600;

/// How many pages each browser told of within the hour. Each environment counts for itself.
#[derive(Debug, Default)]
pub(crate) struct ViewLimit(Mutex<(i64, HashMap<LeadId, u16>)>);

impl ViewLimit {
    /// One more page of the lead's browser; false if that is too many.
    pub(crate) fn take(&self, lead: &LeadId, now: Timestamp) -> bool {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let hour = now.as_second() / HOUR_SECONDS;
        if counted.0 != hour {
            *counted = (hour, HashMap::new());
        }
        let count = counted.1.entry(lead.clone()).or_default();
        *count = count.saturating_add(1);
        *count <= MOST_AN_HOUR
    }
}

#[cfg(test)]
mod tests {
    use leadwright_domain::value::identity::{Identity, IdentityKey};

    use super::*;

    #[test]
    fn a_browser_tells_of_no_more_pages_than_a_person_reads() {
        let limit = ViewLimit::default();
        let lead = |number: u8| LeadId::of(&IdentityKey::new("key"), &Identity::Entry(number.to_string()));
        let at = |second| Timestamp::from_second(second).unwrap();
        let taken = (0..100).filter(|second| limit.take(&lead(1), at(*second))).count();
        assert_eq!((taken, limit.take(&lead(2), at(100)), limit.take(&lead(1), at(3_600))), (60, true, true));
    }
}
