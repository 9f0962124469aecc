//! What a step waits for: a length of time, or a date of the lead.

use std::fmt;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::lead::Lead;
use crate::value::hours::WallTime;
use crate::value::moment::WrittenMoment;
use crate::value::span::Wait;

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// The time of the day that is meant where neither the file nor the lead's date has one.
const MORNING: &str = "9:00";

/// What a step waits for before its action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum StepWait {
    /// A length of time, after the step before or after the enrolment.
    For(Wait),
    /// A date of the lead.
    Until(DateWait),
}

/// A wait that counts from a date of the lead: the day before a webinar, a week after a trial began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "DateWaitFile", into = "DateWaitFile")]
pub struct DateWait {
    /// The field that holds the date, or the date and time.
    pub field: String,
    /// How far from the date.
    pub offset: Offset,
    /// The time of the day on the lead's clocks, where the offset is whole days; the date's own time if left out.
    pub at: Option<WallTime>,
    /// What becomes of the step if its time has passed when the lead comes to it.
    pub late: Late,
}

/// How far from a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offset {
    /// At the date itself.
    None,
    /// Before it. The step is never taken at the date or later.
    Before(Wait),
    /// After it.
    After(Wait),
}

/// What becomes of a step whose time has passed when the lead comes to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Late {
    /// It is skipped.
    #[default]
    Skip,
    /// It is taken at once; a step before the date only as long as the date has not come.
    Now,
}

impl Late {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
    fn is_skip(&self) -> bool {
        *self == Self::Skip
    }
}

/// The moment that a step waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateTarget {
    /// When the step is to be taken.
    pub at: Timestamp,
    /// From then on it must not be taken any more: of a step before the date, the date.
    pub deadline: Option<Timestamp>,
}

/// A wait as the file writes it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DateWaitFile {
    until: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    minus: Option<Wait>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    plus: Option<Wait>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<WallTime>,
    #[serde(default, skip_serializing_if = "Late::is_skip")]
    late: Late,
}

impl TryFrom<DateWaitFile> for DateWait {
    type Error = String;

    fn try_from(written: DateWaitFile) -> Result<Self, Self::Error> {
        let DateWaitFile { until, minus, plus, at, late } = written;
        let offset = match (minus, plus) {
            (Some(_), Some(_)) => return Err("a wait has `minus` or `plus`: delete one".to_owned()),
            (Some(wait), None) if !wait.duration().is_zero() => Offset::Before(wait),
            (None, Some(wait)) if !wait.duration().is_zero() => Offset::After(wait),
            _ => Offset::None,
        };
        if at.is_some() && offset.days().is_none() {
            return Err("`at` goes with whole days: write `minus: 1d`, or leave out `at`".to_owned());
        }
        Ok(Self { field: until, offset, at, late })
    }
}

impl From<DateWait> for DateWaitFile {
    fn from(wait: DateWait) -> Self {
        let (minus, plus) = match wait.offset {
            Offset::None => (None, None),
            Offset::Before(wait) => (Some(wait), None),
            Offset::After(wait) => (None, Some(wait)),
        };
        Self { until: wait.field, minus, plus, at: wait.at, late: wait.late }
    }
}

impl Offset {
    /// The offset as a duration, negative before the date.
    fn duration(self) -> SignedDuration {
        match self {
            Self::None => SignedDuration::ZERO,
            Self::Before(wait) => -wait.duration(),
            Self::After(wait) => wait.duration(),
        }
    }

    /// The offset in days, if it is whole days: those are days of the calendar, of 23 or 25 hours where clocks change.
    fn days(self) -> Option<i64> {
        let seconds = self.duration().as_secs();
        (seconds % DAY.as_secs() == 0).then(|| seconds / DAY.as_secs())
    }
}

impl DateWait {
    /// The moment that a step waits for, for this lead, whose clocks are those of `zone`.
    ///
    /// # Errors
    /// The lead has no date in the field: why, in a reader's words, which do not repeat what the field holds.
    pub fn target(&self, lead: &Lead, zone: &TimeZone) -> Result<DateTarget, String> {
        let field = &self.field;
        let held = lead.field(field).ok_or_else(|| format!("{field} holds no date"))?;
        let wrong =
            || format!("{field} holds something that is no date: it is read like 2026-12-10 or 2026-12-10 15:00");
        let written = WrittenMoment::read(held).ok_or_else(wrong)?;
        let date = written.instant(zone).ok_or_else(wrong)?;
        let at = match self.offset.days() {
            None => date.checked_add(self.offset.duration()).ok(),
            Some(days) => {
                let (day, time) = written.local(zone);
                let morning = || WallTime::try_from(MORNING.to_owned()).ok();
                let day = day.checked_add(days.days()).ok();
                day.and_then(|day| match (self.at, time) {
                    (Some(at), _) => at.on(day, zone),
                    (None, Some(time)) => zone.to_timestamp(day.to_datetime(time)).ok(),
                    (None, None) => morning()?.on(day, zone),
                })
            }
        };
        let deadline = matches!(self.offset, Offset::Before(_)).then_some(date);
        Ok(DateTarget { at: at.ok_or_else(wrong)?, deadline })
    }
}

impl DateWait {
    /// Why a step is skipped whose date, or whose time before or after it, has passed.
    pub(crate) fn has_passed(&self) -> String {
        format!("its time by {} has passed", self.field)
    }
}

impl<'de> Deserialize<'de> for StepWait {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LengthOrDate)
    }
}

struct LengthOrDate;

impl<'de> Visitor<'de> for LengthOrDate {
    type Value = StepWait;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a time like 3d, or a date like {until: webinar_at, minus: 1d}")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<StepWait, E> {
        Wait::try_from(text.to_owned()).map(StepWait::For).map_err(E::custom)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<StepWait, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<StepWait, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<StepWait, A::Error> {
        DateWait::deserialize(MapAccessDeserializer::new(map)).map(StepWait::Until)
    }
}
