//! The fields of forms at which visitors stop, from the counters of a form, a page or a campaign.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::metrics::counter::{FIELD_LEFT, FIELD_REFUSED, FORM_REFUSED};
use crate::metrics::day::Metrics;
use crate::metrics::interval::{can_rank, float, wilson};

/// What visitors did at fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FormFields {
    /// Forms that were begun and left.
    pub left: u64,
    /// Posts that came back.
    pub refused: u64,
    /// Those with most visitors who left first.
    pub fields: Vec<FormField>,
}

/// What visitors did at a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormField {
    /// Its name.
    pub name: String,
    /// Forms that were begun and left, with this field as the last.
    pub left: u64,
    /// Posts that came back for it.
    pub refused: u64,
}

impl FormFields {
    /// Those of some counters.
    pub fn of(metrics: &Metrics) -> Self {
        let mut fields: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
        for (counter, number) in metrics {
            match counter.split_once('.') {
                Some((FIELD_LEFT, field)) => fields.entry(field).or_default().0 += number,
                Some((FIELD_REFUSED, field)) => fields.entry(field).or_default().1 += number,
                _ => {}
            }
        }
        let left = fields.values().map(|(left, _)| left).sum();
        let field = |(name, (left, refused)): (&str, (u64, u64))| FormField { name: name.to_owned(), left, refused };
        let mut fields: Vec<FormField> = fields.into_iter().map(field).collect();
        fields.sort_by_key(|field| Reverse((field.left, field.refused)));
        Self { left, refused: metrics.get(FORM_REFUSED).copied().unwrap_or_default(), fields }
    }

    /// The field at which most visitors leave, if there is one beyond chance: the interval of its share lies above the share
    /// of the next.
    pub fn loses_most(&self) -> Option<&FormField> {
        let first = self.fields.first().filter(|_| can_rank(self.left))?;
        let next = self.fields.get(1).map_or(0, |next| next.left);
        let (low, _) = wilson(first.left, self.left)?;
        (low > float(next) / float(self.left)).then_some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(counters: &[(&str, u64)]) -> FormFields {
        FormFields::of(&counters.iter().map(|(name, number)| ((*name).to_owned(), *number)).collect())
    }

    #[test]
    fn a_field_is_named_only_if_it_loses_most_beyond_chance() {
        for (phone, email, expected) in [(16, 4, Some("phone")), (11, 9, None), (10, 0, None), (0, 0, None)] {
            let fields = fields(&[("field_left.phone", phone), ("field_left.email", email), ("form_views", 900)]);
            assert_eq!(fields.loses_most().map(|field| field.name.as_str()), expected, "{phone} {email}");
            assert_eq!(fields.left, phone + email);
        }
        let fields = fields(&[("field_left.name", 1), ("field_refused.email", 5), ("form_refused", 6)]);
        let names: Vec<_> =
            fields.fields.iter().map(|field| (field.name.as_str(), field.left, field.refused)).collect();
        assert_eq!((names, fields.refused), (vec![("name", 1, 0), ("email", 0, 5)], 6));
    }
}
