//! By when a visitor hears from a salesperson, in the language of the mail: `{{ reply_by }}`.
//!
//! It goes by working hours, so that a mail of a Sunday does not promise a call within the hour.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};

use crate::company::{Person, Team};
use crate::config::Config;
use crate::lead::Lead;
use crate::zone::zone_of;

/// A salesperson answers within this working time.
const WITHIN: SignedDuration = SignedDuration::from_hours(1);

/// Times are said to the half of an hour, the later one.
const ROUNDED: SignedDuration = SignedDuration::from_mins(30);

/// A day that lies further ahead is said with its date.
const A_WEEK: i32 = 7;

/// The words of a language.
struct Words {
    /// Two letters (ISO 639-1).
    language: &'static str,
    /// The days of the week, Monday first.
    days: [&'static str; 7],
    months: [&'static str; 12],
    /// Today, a day of the next seven, and any other day. `{day}`, `{date}` and `{time}` are filled in.
    today: &'static str,
    on_day: &'static str,
    on_date: &'static str,
    /// A date, of `{number}` and `{month}`.
    date: &'static str,
    /// A time, of `{hour}` and `{minute}`.
    time: &'static str,
    /// The same at one o'clock, where the language tells one hour from many.
    at_one: &'static str,
}

#[rustfmt::skip]
const LANGUAGES: [Words; 7] = [
    Words {
        language: "en",
        days: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        months: ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December"],
        today: "today by {time}", on_day: "on {day} by {time}", on_date: "on {day}, {date}, by {time}",
        date: "{number} {month}", time: "{hour}:{minute}", at_one: "{hour}:{minute}",
    },
    Words {
        language: "de",
        days: ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
        months: ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
            "November", "Dezember"],
        today: "heute bis {time} Uhr", on_day: "am {day} bis {time} Uhr", on_date: "am {day}, dem {date}, bis {time} Uhr",
        date: "{number}. {month}", time: "{hour}:{minute}", at_one: "{hour}:{minute}",
    },
    Words {
        language: "es",
        days: ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
        months: ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
            "noviembre", "diciembre"],
        today: "hoy antes de {time}", on_day: "el {day} antes de {time}", on_date: "el {day} {date} antes de {time}",
        date: "{number} de {month}", time: "las {hour}:{minute}", at_one: "la {hour}:{minute}",
    },
    Words {
        language: "fr",
        days: ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
        months: ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
            "novembre", "décembre"],
        today: "aujourd’hui avant {time}", on_day: "{day} avant {time}", on_date: "{day} {date} avant {time}",
        date: "{number} {month}", time: "{hour} h {minute}", at_one: "{hour} h {minute}",
    },
    Words {
        language: "it",
        days: ["lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"],
        months: ["gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre",
            "novembre", "dicembre"],
        today: "oggi entro {time}", on_day: "{day} entro {time}", on_date: "{day} {date} entro {time}",
        date: "{number} {month}", time: "le {hour}:{minute}", at_one: "l’{hour}:{minute}",
    },
    Words {
        language: "nl",
        days: ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
        months: ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
            "november", "december"],
        today: "vandaag vóór {time} uur", on_day: "{day} vóór {time} uur", on_date: "{day} {date} vóór {time} uur",
        date: "{number} {month}", time: "{hour}:{minute}", at_one: "{hour}:{minute}",
    },
    Words {
        language: "pt",
        days: ["na segunda-feira", "na terça-feira", "na quarta-feira", "na quinta-feira", "na sexta-feira", "no sábado",
            "no domingo"],
        months: ["janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro",
            "novembro", "dezembro"],
        today: "hoje até {time}", on_day: "{day} até {time}", on_date: "{day}, {date}, até {time}",
        date: "{number} de {month}", time: "às {hour}:{minute}", at_one: "à {hour}:{minute}",
    },
];

/// By when a visitor hears from the owner, else from whoever of the team works first, on the visitor's clocks; none in
/// a language whose words are not known here.
pub(crate) fn reply_by(
    config: &Config,
    lead: &Lead,
    owner: Option<&Person>,
    language: &str,
    now: Timestamp,
) -> Option<String> {
    let words = LANGUAGES.iter().find(|words| words.language == language)?;
    let by = owner.map_or_else(|| first_of(&config.team, now), |owner| done(&config.team, owner, now));
    let ours = config.company.timezone.time_zone();
    let zone = zone_of(lead, &config.company);
    Some(said(words, by, now, &zone, &ours))
}

fn done(team: &Team, person: &Person, now: Timestamp) -> Timestamp {
    team.working_time(person).add_working(now, WITHIN).unwrap_or(now + WITHIN)
}

fn first_of(team: &Team, now: Timestamp) -> Timestamp {
    let takers = team.people.iter().filter(|person| person.takes_leads);
    takers.map(|person| done(team, person, now)).min().unwrap_or(now + WITHIN)
}

fn said(words: &Words, by: Timestamp, now: Timestamp, zone: &TimeZone, ours: &TimeZone) -> String {
    let by = rounded(&by.to_zoned(zone.clone()));
    let today = now.to_zoned(zone.clone()).date();
    let ahead = today.until(by.date()).map_or(A_WEEK, |span| span.get_days());
    let sentence = match ahead {
        0 => words.today,
        1..A_WEEK => words.on_day,
        _ => words.on_date,
    };
    let place = |number: i8| usize::from(number.unsigned_abs());
    let time = if by.hour() == 1 { words.at_one } else { words.time };
    let time = time.replace("{hour}", &by.hour().to_string()).replace("{minute}", &format!("{:02}", by.minute()));
    let date = words.date.replace("{number}", &by.day().to_string());
    let date = date.replace("{month}", words.months[place(by.month()) - 1]);
    let day = words.days[place(by.weekday().to_monday_zero_offset())];
    let said = sentence.replace("{day}", day).replace("{date}", &date).replace("{time}", &time);
    // The zone is read off a number or a country: where it is not ours, the visitor is told which it is.
    let is_ours = by.offset() == ours.to_offset(by.timestamp());
    if is_ours { said } else { format!("{said} (UTC{})", by.strftime("%:z")) }
}

/// The next half of an hour.
fn rounded(at: &Zoned) -> Zoned {
    let minutes = SignedDuration::from_mins(i64::from(at.minute()));
    let over = SignedDuration::from_secs(minutes.as_secs() % ROUNDED.as_secs())
        + SignedDuration::from_secs(i64::from(at.second()))
        + SignedDuration::from_nanos(i64::from(at.subsec_nanosecond()));
    if over.is_zero() { at.clone() } else { at.saturating_add(ROUNDED - over) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// On a Sunday nobody is promised a call within the hour.
    #[test]
    fn r_issue_10_13_when_somebody_answers_is_said_in_every_language() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let zone = |name: &str| TimeZone::get(name).unwrap();
        // Now, by when, the visitor's zone, language, words; our zone is Lisbon.
        for (now, by, place, language, words) in [
            ("2026-11-23T14:03:00Z", "2026-11-23T15:03:00Z", "Europe/Lisbon", "en", "today by 15:30"),
            ("2026-11-23T14:00:00Z", "2026-11-23T15:00:00Z", "Europe/Lisbon", "en", "today by 15:00"),
            ("2026-11-22T11:00:00Z", "2026-11-23T10:00:00Z", "Europe/Lisbon", "en", "on Monday by 10:00"),
            ("2026-12-24T20:00:00Z", "2027-01-04T10:00:00Z", "Europe/Lisbon", "en", "on Monday, 4 January, by 10:00"),
            ("2026-11-22T11:00:00Z", "2026-11-23T10:00:00Z", "Europe/Berlin", "en", "on Monday by 11:00 (UTC+01:00)"),
            // It is the same time of the day there.
            ("2026-11-22T11:00:00Z", "2026-11-23T10:00:00Z", "Europe/London", "en", "on Monday by 10:00"),
            ("2026-11-22T11:00:00Z", "2026-11-23T10:00:00Z", "Europe/Lisbon", "de", "am Montag bis 10:00 Uhr"),
            (
                "2026-12-24T20:00:00Z",
                "2027-01-04T10:00:00Z",
                "Europe/Lisbon",
                "de",
                "am Montag, dem 4. Januar, bis 10:00 Uhr",
            ),
            ("2026-11-22T11:00:00Z", "2026-11-23T10:00:00Z", "Europe/Lisbon", "es", "el lunes antes de las 10:00"),
            ("2026-11-22T11:00:00Z", "2026-11-23T01:00:00Z", "Europe/Lisbon", "es", "el lunes antes de la 1:00"),
            ("2026-11-22T11:00:00Z", "2026-11-23T10:00:00Z", "Europe/Lisbon", "fr", "lundi avant 10 h 00"),
            ("2026-12-24T20:00:00Z", "2027-01-04T10:00:00Z", "Europe/Lisbon", "it", "lunedì 4 gennaio entro le 10:00"),
            ("2026-11-22T11:00:00Z", "2026-11-23T10:00:00Z", "Europe/Lisbon", "nl", "maandag vóór 10:00 uur"),
            ("2026-11-22T11:00:00Z", "2026-11-23T10:00:00Z", "Europe/Lisbon", "pt", "na segunda-feira até às 10:00"),
            ("2026-11-22T11:00:00Z", "2026-11-28T10:00:00Z", "Europe/Lisbon", "pt", "no sábado até às 10:00"),
        ] {
            let known = LANGUAGES.iter().find(|known| known.language == language).unwrap();
            assert_eq!(said(known, at(by), at(now), &zone(place), &zone("Europe/Lisbon")), words, "{now} {by}");
        }
    }
}
