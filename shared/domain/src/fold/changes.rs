//! What others say of a lead that has an owner: the value that the owner knows is kept beside the new one.

use std::collections::{BTreeMap, BTreeSet};

use crate::activity::Activity;
use crate::activity::kinds::{ActivityKind, BY_PROGRAM};
use crate::company::Company;
use crate::lead::changes::{ChangedBy, FieldChange, WATCHED, is_same};
use crate::lead::{FieldValue, Lead};
use crate::value::country::Country;
use crate::zone::phone_countries;

/// What the activity does to the [changes](Lead::changes) of the lead as it was before: field → the change as it is
/// from now on; none where it is settled.
pub(crate) fn changed(lead: &Lead, activity: &Activity, company: &Company) -> BTreeMap<String, Option<FieldChange>> {
    let nothing = BTreeSet::new();
    let (fields, unrecognised, by) = match &activity.kind {
        ActivityKind::FormSubmitted(sent) => (&sent.fields, &sent.unrecognised, ChangedBy::Form),
        ActivityKind::LeadImported(row) => (&row.fields, &row.unrecognised, ChangedBy::List),
        ActivityKind::Edited { fields, by } if by == BY_PROGRAM => (fields, &nothing, ChangedBy::Program),
        // A person who corrects a field settles it.
        ActivityKind::Edited { fields, .. } => {
            let settled = fields.keys().filter(|name| lead.changes.contains_key(*name));
            return settled.map(|name| (name.clone(), None)).collect();
        }
        _ => return BTreeMap::new(),
    };
    if lead.owner.is_none() {
        return BTreeMap::new();
    }
    let homes: Vec<Country> = phone_countries(lead, company).collect();
    // What could not be read does not take the place of what could: there is nothing to settle.
    let is_taken = |name: &str| !unrecognised.contains(name) || lead.recognised(name).is_none();
    let watched = fields.iter().filter(|(name, _)| WATCHED.contains(&name.as_str()) && is_taken(name));
    let changes = watched.filter_map(|(name, value)| {
        let old = lead.fields.get(name).filter(|old| !old.0.is_empty())?;
        let said = Said { name, value, by, homes: &homes };
        said.is_other_than(old, activity).then(|| (name.clone(), said.change(old, lead.changes.get(name), activity)))
    });
    changes.collect()
}

/// What a form, a list or a program says of a field.
struct Said<'a> {
    name: &'a str,
    value: &'a str,
    by: ChangedBy,
    /// Whose telephone numbers are typed without a country's code.
    homes: &'a [Country],
}

impl Said<'_> {
    /// It is newer than what is known, and something else. (A form that leaves a field out says nothing of it.)
    fn is_other_than(&self, old: &FieldValue, activity: &Activity) -> bool {
        let is_newer = activity.occurred_at().as_millisecond() >= old.1;
        let is_said = !self.value.is_empty() || self.by == ChangedBy::Program;
        is_newer && is_said && !is_same(self.name, &old.0, self.value, self.homes)
    }

    /// The change that it makes; none if the lead has again what its owner knows.
    fn change(&self, old: &FieldValue, before: Option<&FieldChange>, activity: &Activity) -> Option<FieldChange> {
        // A value that a salesperson entered is not replaced: then the new one is the other.
        let is_kept = old.2 && self.by != ChangedBy::Program;
        let known = before.filter(|change| !change.is_kept).map_or(&old.0, |change| &change.other);
        if !is_kept && is_same(self.name, known, self.value, self.homes) {
            return None;
        }
        let other = if is_kept { self.value } else { known };
        Some(FieldChange { other: other.to_owned(), activity: activity.id.clone(), by: self.by, is_kept })
    }
}
