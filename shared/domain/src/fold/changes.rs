//! What others say of a lead that has an owner: the value that the owner knows is kept beside the new one.

use std::collections::BTreeMap;

use crate::activity::Activity;
use crate::activity::kinds::{ActivityKind, BY_PROGRAM};
use crate::lead::changes::{ChangedBy, FieldChange, WATCHED, is_same};
use crate::lead::{FieldValue, Lead};

/// What the activity does to the [changes](Lead::changes) of the lead as it was before: field → the change as it is
/// from now on; none where it is settled.
pub(crate) fn changed(lead: &Lead, activity: &Activity) -> BTreeMap<String, Option<FieldChange>> {
    let (fields, by) = match &activity.kind {
        ActivityKind::FormSubmitted(sent) => (&sent.fields, ChangedBy::Form),
        ActivityKind::LeadImported(row) => (&row.fields, ChangedBy::List),
        ActivityKind::Edited { fields, by } if by == BY_PROGRAM => (fields, ChangedBy::Program),
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
    let watched = fields.iter().filter(|(name, _)| WATCHED.contains(&name.as_str()));
    let changes = watched.filter_map(|(name, value)| {
        let old = lead.fields.get(name).filter(|old| !old.0.is_empty())?;
        let change = change(name, value, old, lead.changes.get(name), activity, by)?;
        Some((name.clone(), change))
    });
    changes.collect()
}

/// The change of one field; none if nothing changes.
fn change(
    name: &str,
    value: &str,
    old: &FieldValue,
    before: Option<&FieldChange>,
    activity: &Activity,
    by: ChangedBy,
) -> Option<Option<FieldChange>> {
    // A value that a salesperson entered is not replaced: then the new one is the other.
    let is_kept = old.2 && by != ChangedBy::Program;
    let is_older = activity.occurred_at().as_millisecond() < old.1;
    let is_left_out = value.is_empty() && by != ChangedBy::Program;
    if is_older || is_left_out || is_same(name, &old.0, value) {
        return None;
    }
    let known = before.filter(|change| !change.is_kept).map(|change| &change.other);
    let other = match known {
        _ if is_kept => value,
        // It is again what the owner knows.
        Some(known) if is_same(name, known, value) => return Some(None),
        Some(known) => known,
        None => &old.0,
    };
    Some(Some(FieldChange { other: other.to_owned(), activity: activity.id.clone(), by, is_kept }))
}
