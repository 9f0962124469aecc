//! Why a lead is to be looked at: what worklists are sorted by and show. Lists hold a copy of it.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::lead::next_step::{ACCEPT, NextStep};
use crate::lead::occasion::Occasion;
use crate::lead::score::Temperature;
use crate::value::stage::Stage;
use crate::words::Words;

/// A request is fresh for this time.
const FRESH: SignedDuration = SignedDuration::from_hours(96);

/// A lead that nobody touched for this time is to be updated.
const UNTOUCHED: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The order of a worklist, before the date of the next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// It is hot, and waits for a salesperson.
    Now,
    /// Salespeople work on it.
    Planned,
    /// Salespeople do not work on it, but are to do something about it on a day.
    Aside,
    /// There is nothing to do about it.
    Nothing,
}

/// What a worklist must know of a lead. It depends on the lead alone, not on the time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct Attention {
    /// What is to be done next.
    pub next: Option<ListedStep>,
    /// Since when it waits for a salesperson to speak with it; not said as long as it is to be accepted.
    pub waits: Option<Timestamp>,
    /// When somebody last did something about it; not said if that is when it last asked for something.
    pub touched: Option<Timestamp>,
    /// Its name, mail address or telephone number is missing.
    pub incomplete: bool,
    /// Its mail address takes no mail.
    pub bounced: bool,
}

/// The next step, as lists have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedStep {
    /// When it is due, or was.
    pub due: Timestamp,
    /// What is to be done, in words.
    pub what: String,
    /// What it follows.
    pub on: Occasion,
    /// It goes up to the manager until somebody acts.
    pub missed: bool,
}

/// As it is stored, in a lead's row and in two indexes: short, since a hand-off that fills one kilobyte more costs two write
/// units more. A step without words is that of a lead that is to be accepted.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Stored {
    #[serde(skip_serializing_if = "Option::is_none", with = "jiff::fmt::serde::timestamp::millisecond::optional")]
    due: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    what: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<Occasion>,
    #[serde(skip_serializing_if = "crate::value::stored::is_false")]
    missed: bool,
    #[serde(skip_serializing_if = "Option::is_none", with = "jiff::fmt::serde::timestamp::millisecond::optional")]
    waits: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none", with = "jiff::fmt::serde::timestamp::millisecond::optional")]
    touched: Option<Timestamp>,
    #[serde(skip_serializing_if = "crate::value::stored::is_false")]
    incomplete: bool,
    #[serde(skip_serializing_if = "crate::value::stored::is_false")]
    bounced: bool,
}

impl From<Attention> for Stored {
    fn from(attention: Attention) -> Self {
        let Attention { next, waits, touched, incomplete, bounced } = attention;
        let rest = Self { waits, touched, incomplete, bounced, ..Self::default() };
        match next {
            None => rest,
            Some(ListedStep { due, on: Occasion::HandedOff, .. }) => Self { due: Some(due), ..rest },
            Some(ListedStep { due, what, on, missed }) => {
                Self { due: Some(due), what: Some(what), on: Some(on), missed, ..rest }
            }
        }
    }
}

impl From<Stored> for Attention {
    fn from(stored: Stored) -> Self {
        let Stored { due, what, on, missed, waits, touched, incomplete, bounced } = stored;
        let step = |due| ListedStep {
            due,
            what: what.unwrap_or_else(|| ACCEPT.to_owned()),
            on: on.unwrap_or(Occasion::HandedOff),
            missed,
        };
        Self { next: due.map(step), waits, touched, incomplete, bounced }
    }
}

impl From<NextStep<'_>> for ListedStep {
    fn from(step: NextStep<'_>) -> Self {
        Self { due: step.due, what: step.what.to_owned(), on: step.on, missed: step.is_missed }
    }
}

/// Why a lead stands on a worklist, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Its owner did not accept it in time.
    SlaMissed,
    /// There is nobody who could be given it.
    NoOwner,
    /// Its owner is to accept it before the time is up.
    SlaRunning,
    /// It answered a mail, and nobody answered since.
    Replied,
    /// It is hot, and asked for something lately.
    HotAndFresh,
    /// What was to be done is overdue.
    Overdue,
    /// It was set aside until today, or until a day before.
    CameBack,
    /// Something is to be done today.
    DueToday,
    /// Its mail address takes no mail.
    Bounced,
    /// Nobody touched it for 30 days.
    Untouched,
    /// Its name, mail address or telephone number is missing.
    Incomplete,
}

impl Reason {
    /// In words.
    pub fn words(self, words: Words<'_>) -> String {
        words.say(match self {
            Self::SlaMissed => "story-reason-sla-missed",
            Self::NoOwner => "story-reason-no-owner",
            Self::SlaRunning => "story-reason-to-accept",
            Self::Replied => "story-reason-replied",
            Self::HotAndFresh => "story-reason-hot",
            Self::Overdue => "story-reason-overdue",
            Self::CameBack => "story-reason-came-back",
            Self::DueToday => "story-reason-due-today",
            Self::Bounced => "story-reason-bounced",
            Self::Untouched => "story-reason-untouched",
            Self::Incomplete => "story-reason-incomplete",
        })
    }
}

impl Attention {
    /// Whether there is nothing to know.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Why the lead is to be looked at, the most urgent first. `asked` is when it last asked for something; `zone` is the
    /// reader's.
    pub fn reasons(
        &self,
        stage: Stage,
        temperature: Temperature,
        asked: Option<Timestamp>,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Vec<Reason> {
        let today = |at: Timestamp| at.to_zoned(zone.clone()).date();
        let next = self.next.as_ref();
        let is_on = |occasion| next.is_some_and(|step| step.on == occasion);
        let is_due = next.is_some_and(|step| step.due <= now);
        let is_today = next.is_some_and(|step| today(step.due) <= today(now));
        let is_fresh = asked.is_some_and(|asked| now.duration_since(asked) <= FRESH);
        let is_waiting = self.waits.is_some() || is_on(Occasion::HandedOff);
        let is_untouched = self.touched.max(asked).is_some_and(|touched| now.duration_since(touched) >= UNTOUCHED);
        let is_plain = !is_on(Occasion::NotAccepted) && !is_on(Occasion::NoOwner) && !is_on(Occasion::HandedOff);
        let mut reasons = Vec::new();
        for (reason, holds) in [
            (Reason::SlaMissed, is_on(Occasion::NotAccepted) || (is_on(Occasion::HandedOff) && is_due)),
            (Reason::NoOwner, is_on(Occasion::NoOwner)),
            (Reason::SlaRunning, is_on(Occasion::HandedOff) && !is_due),
            (Reason::Replied, is_on(Occasion::Replied)),
            (Reason::HotAndFresh, stage.is_sales() && temperature == Temperature::Hot && is_fresh && is_waiting),
            (Reason::Overdue, is_plain && !is_on(Occasion::SetAside) && is_due),
            (Reason::CameBack, is_on(Occasion::SetAside) && is_today),
            (Reason::DueToday, is_plain && !is_on(Occasion::SetAside) && is_today && !is_due),
            (Reason::Bounced, self.bounced),
            (Reason::Untouched, stage.is_sales() && is_untouched),
            (Reason::Incomplete, stage.is_sales() && self.incomplete),
        ] {
            if holds {
                reasons.push(reason);
            }
        }
        reasons
    }
}
