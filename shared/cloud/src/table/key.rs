//! The keys of rows. Every key is made here, and names the kind of its row: a new kind of row is a new [`RowKind`].

use std::fmt;
use std::fmt::Display;

use jiff::civil::Date;
use leadwright_domain::activity::ActivityId;
use leadwright_domain::sending::OutboxId;
use leadwright_domain::value::identity::LeadId;

use super::item::{Item, text};

/// The kinds of rows that the table has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// A lead: `LEAD#id` / `PROFILE`.
    Lead,
    /// An activity of a lead: `LEAD#id` / `ACT#id`.
    Activity,
    /// An id that somebody else gave to an activity of a lead: `SEEN#lead#id` / `SEEN`.
    Seen,
    /// An address that takes no mail: `SUPPRESSED#hash` / `SUPPRESSED`.
    Suppressed,
    /// What is decided by the day about mail: `CONTROL` / `MAIL`.
    Control,
    /// What became of the mails of a UTC day: `OUTCOMES` / day.
    Outcomes,
    /// How much mail went to visitors in a minute or a UTC day: `VISITORS` / minute or day.
    Visitors,
    /// What the team decided about a person of `team.yaml`: `PEOPLE` / person.
    People,
    /// The turns of a pool of people: `TURN#pool` / `TURN`.
    Turns,
    /// How many new leads a person got on a day: `LOAD#person` / day.
    Load,
    /// Who has the leads of an employer: `EMPLOYER#hash` / `EMPLOYER`.
    Employer,
    /// A scoring model: `MODEL#hash` / `MODEL`.
    Model,
    /// The metrics of a dimension and a company's day: `METRIC#day#dimension` / day.
    Metrics,
    /// A past UTC day that is to be counted again: `DIRTY` / day.
    Dirty,
    /// A mail that has no lead: `OUTBOX#id` / `OUTBOX`.
    Outbox,
}

impl RowKind {
    /// Every kind.
    pub const ALL: [Self; 15] = [
        Self::Lead,
        Self::Activity,
        Self::Seen,
        Self::Suppressed,
        Self::Control,
        Self::Outcomes,
        Self::Visitors,
        Self::People,
        Self::Turns,
        Self::Load,
        Self::Employer,
        Self::Model,
        Self::Metrics,
        Self::Dirty,
        Self::Outbox,
    ];

    /// What the partition key begins with; the whole of it where there is one partition of the kind.
    pub const fn partition(self) -> &'static str {
        match self {
            Self::Lead | Self::Activity => "LEAD#",
            Self::Seen => "SEEN#",
            Self::Suppressed => "SUPPRESSED#",
            Self::Control => "CONTROL",
            Self::Outcomes => "OUTCOMES",
            Self::Visitors => "VISITORS",
            Self::People => "PEOPLE",
            Self::Turns => "TURN#",
            Self::Load => "LOAD#",
            Self::Employer => "EMPLOYER#",
            Self::Model => "MODEL#",
            Self::Metrics => "METRIC#day#",
            Self::Dirty => "DIRTY",
            Self::Outbox => "OUTBOX#",
        }
    }

    /// What the sort key begins with; none where it is a time, a day or a person's id.
    pub const fn sort(self) -> &'static str {
        match self {
            Self::Lead => "PROFILE",
            Self::Activity => "ACT#",
            Self::Seen => "SEEN",
            Self::Suppressed => "SUPPRESSED",
            Self::Control => "MAIL",
            Self::Turns => "TURN",
            Self::Employer => "EMPLOYER",
            Self::Model => "MODEL",
            Self::Outbox => "OUTBOX",
            Self::Outcomes | Self::Visitors | Self::People | Self::Load | Self::Metrics | Self::Dirty => "",
        }
    }
}

/// The key of one row. It holds no personal data, so that it may stand in a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pk: String,
    sk: String,
}

impl Key {
    pub(crate) fn lead(id: &LeadId) -> Self {
        Self::of(RowKind::Lead, id, "")
    }

    pub(crate) fn activity(lead: &LeadId, id: &ActivityId) -> Self {
        Self::of(RowKind::Activity, lead, id)
    }

    pub(crate) fn seen(lead: &LeadId, external: &str) -> Self {
        Self::of(RowKind::Seen, format_args!("{lead}#{external}"), "")
    }

    /// By the keyed hash of the address.
    pub(crate) fn suppressed(hash: &str) -> Self {
        Self::of(RowKind::Suppressed, hash, "")
    }

    pub(crate) fn control() -> Self {
        Self::of(RowKind::Control, "", "")
    }

    pub(crate) fn outcomes(day: Date) -> Self {
        Self::of(RowKind::Outcomes, "", day)
    }

    /// By a minute or a day.
    pub(crate) fn visitors(span: String) -> Self {
        Self::of(RowKind::Visitors, "", span)
    }

    pub(crate) fn person(id: &str) -> Self {
        Self::of(RowKind::People, "", id)
    }

    pub(crate) fn turns(pool: &str) -> Self {
        Self::of(RowKind::Turns, pool, "")
    }

    pub(crate) fn load(person: &str, day: Date) -> Self {
        Self::of(RowKind::Load, person, day)
    }

    /// By a hash of the domain: a list of keys does not show whose customers ask.
    pub(crate) fn employer(hash: &str) -> Self {
        Self::of(RowKind::Employer, hash, "")
    }

    pub(crate) fn model(hash: &str) -> Self {
        Self::of(RowKind::Model, hash, "")
    }

    pub(crate) fn metrics(dimension: &str, day: Date) -> Self {
        Self::of(RowKind::Metrics, dimension, day)
    }

    /// `day` as in `20261121`.
    pub(crate) fn dirty(day: &str) -> Self {
        Self::of(RowKind::Dirty, "", day)
    }

    pub(crate) fn outbox(id: &OutboxId) -> Self {
        Self::of(RowKind::Outbox, id, "")
    }

    fn of(kind: RowKind, whose: impl Display, which: impl Display) -> Self {
        Self { pk: format!("{}{whose}", kind.partition()), sk: format!("{}{which}", kind.sort()) }
    }

    /// A row that has its key and nothing else yet.
    pub(crate) fn item(self) -> Item {
        Item::from([("pk".to_owned(), text(self.pk)), ("sk".to_owned(), text(self.sk))])
    }

    /// The row's partition.
    pub(crate) fn partition(self) -> String {
        self.pk
    }

    /// Its place in its partition.
    pub(crate) fn sort(&self) -> &str {
        &self.sk
    }
}

impl Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.pk, self.sk)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stored rows are found by these keys: they never change.
    #[test]
    fn keys_stay_as_they_are_stored() {
        let lead = LeadId::parse("ld_lamtth6yetyscghyvack4c5mcy").unwrap();
        let activity = ActivityId::new("2026-11-21T10:00:00Z".parse().unwrap(), &["a"]);
        let day: Date = "2026-11-21".parse().unwrap();
        for (key, pk, sk) in [
            (Key::lead(&lead), format!("LEAD#{lead}"), "PROFILE".to_owned()),
            (Key::activity(&lead, &activity), format!("LEAD#{lead}"), format!("ACT#{activity}")),
            (Key::seen(&lead, "crm-7"), format!("SEEN#{lead}#crm-7"), "SEEN".to_owned()),
            (Key::suppressed("x1"), "SUPPRESSED#x1".to_owned(), "SUPPRESSED".to_owned()),
            (Key::control(), "CONTROL".to_owned(), "MAIL".to_owned()),
            (Key::outcomes(day), "OUTCOMES".to_owned(), "2026-11-21".to_owned()),
            (Key::visitors("2026-11-21T10:05".to_owned()), "VISITORS".to_owned(), "2026-11-21T10:05".to_owned()),
            (Key::person("ana"), "PEOPLE".to_owned(), "ana".to_owned()),
            (Key::turns("p"), "TURN#p".to_owned(), "TURN".to_owned()),
            (Key::load("ana", day), "LOAD#ana".to_owned(), "2026-11-21".to_owned()),
            (Key::employer("x2"), "EMPLOYER#x2".to_owned(), "EMPLOYER".to_owned()),
            (Key::model("x3"), "MODEL#x3".to_owned(), "MODEL".to_owned()),
            (Key::metrics("source", day), "METRIC#day#source".to_owned(), "2026-11-21".to_owned()),
            (Key::dirty("20261121"), "DIRTY".to_owned(), "20261121".to_owned()),
            (Key::outbox(&OutboxId::parse("brake-1").unwrap()), "OUTBOX#brake-1".to_owned(), "OUTBOX".to_owned()),
        ] {
            assert_eq!((key.pk, key.sk), (pk, sk));
        }
    }
}
