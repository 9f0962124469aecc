//! What a salesperson changes on the page of absences: read and checked, or words on what to fix.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use leadwright_domain::form::FieldError;
use leadwright_domain::routing::Away;
use leadwright_domain::value::day::read_date;
use leadwright_domain::words::Words;

/// A change of the absences of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AbsenceChange {
    /// Away on these days.
    Add(Away),
    /// Here after all, on days that were to come.
    Cancel(Away),
    /// Here from today on.
    Back,
}

/// What is to change. The days are the person's.
///
/// # Errors
/// It can't be: which field to fix, `do` for the button, and how.
pub(crate) fn read(
    words: Words<'_>,
    entered: &BTreeMap<String, String>,
    today: Date,
) -> Result<AbsenceChange, FieldError> {
    let of = |name| entered.get(name).map_or("", |value| value.trim());
    let wrong = |field, message| FieldError::new(field, words.say(message));
    let day = |field, message| read_date(of(field)).ok_or_else(|| wrong(field, message));
    match of("do") {
        "back" => return Ok(AbsenceChange::Back),
        "away" | "cancel" => {}
        _ => return Err(wrong("do", "desk-away-no-button")),
    }
    let from = day("from", "desk-away-choose-first")?;
    let until = day("until", "desk-away-choose-last")?;
    let absence = Away { from, until };
    if of("do") == "cancel" {
        Ok(AbsenceChange::Cancel(absence))
    } else if until < from {
        Err(wrong("until", "desk-away-order"))
    } else if until < today {
        Err(wrong("until", "desk-away-over"))
    } else if until > today.saturating_add(2.years()) {
        Err(wrong("until", "desk-away-too-far"))
    } else {
        Ok(AbsenceChange::Add(absence))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_entered_is_checked_field_by_field() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let today = day("2026-11-23");
        let absence = |from, until| Away { from: day(from), until: day(until) };
        for (entered, expected) in [
            (["away", "2026-11-23", "2026-11-27"], Ok(AbsenceChange::Add(absence("2026-11-23", "2026-11-27")))),
            (["away", " 2026-11-20", "2026-11-23 "], Ok(AbsenceChange::Add(absence("2026-11-20", "2026-11-23")))),
            (["cancel", "2026-12-01", "2026-12-02"], Ok(AbsenceChange::Cancel(absence("2026-12-01", "2026-12-02")))),
            (["back", "", ""], Ok(AbsenceChange::Back)),
            (["away", "", "2026-11-27"], Err("from")),
            (["away", "2026-02-30", "2026-11-27"], Err("from")),
            (["away", "2026-11-23", ""], Err("until")),
            (["away", "2026-11-24", "2026-11-23"], Err("until")),
            (["away", "2026-11-20", "2026-11-22"], Err("until")),
            (["away", "2026-11-23", "2028-11-24"], Err("until")),
            (["dance", "2026-11-23", "2026-11-27"], Err("do")),
        ] {
            let entered = std::iter::zip(["do", "from", "until"], entered);
            let entered = entered.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            let read = read(Words::english(), &entered, today);
            assert_eq!(read.as_ref().map_err(|wrong| wrong.field.as_str()), expected.as_ref().map_err(|field| *field));
        }
    }
}
