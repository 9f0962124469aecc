//! A date as people, programs and spreadsheets write it, by its form alone: nothing is guessed here.

use jiff::civil::{Date, Time};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp, Zoned};

/// A date with what its text says of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Written {
    /// A moment: seconds since 1970, or a time with the name of its zone.
    Moment(Timestamp, Form),
    /// A day, with its time and offset if the text has them.
    Day { day: Day, time: Option<Time>, offset: Option<Offset> },
}

/// A day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    /// It is certain.
    Certain(Date, Form),
    /// Two numbers and a year: which of them is the month, other rows tell.
    Either { one: i8, two: i8, year: i16 },
}

/// How a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// `2026-11-21`.
    YearFirst,
    /// `21.11.2026`: with points the day is first everywhere.
    Points,
    /// `21 Nov 2026`.
    MonthName,
    /// `1763733600`.
    Seconds,
    /// `1763733600000`.
    Milliseconds,
    /// `46347.375`: days of a spreadsheet.
    Serial,
    /// `2026-11-21T14:03[Europe/Lisbon]`.
    InZone,
}

impl Form {
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::YearFirst => "year first",
            Self::Points => "day.month.year",
            Self::MonthName => "with the month's name",
            Self::Seconds => "seconds since 1970",
            Self::Milliseconds => "milliseconds since 1970",
            Self::Serial => "days of a spreadsheet",
            Self::InZone => "with the name of the zone",
        }
    }
}

/// 1 January 1970 as a spreadsheet counts days: earlier ones are mistakes.
const SERIAL_1970: f64 = 25_569.0;

/// The most bytes of a date.
const LONGEST: usize = 120;

/// The days from the begin of 1900, as a spreadsheet counts it, to that of 1904.
const DAYS_TO_1904: f64 = 1_462.0;

/// The months, by the first letters of their names in English, German, Spanish and Portuguese, in lower case.
const MONTHS: [&[&str]; 12] = [
    &["jan", "january", "januar", "jänner", "janner", "ene", "enero", "janeiro"],
    &["feb", "february", "februar", "febrero", "fev", "fevereiro"],
    &["mar", "march", "märz", "maerz", "mrz", "mär", "marzo", "março", "marco"],
    &["apr", "april", "abr", "abril"],
    &["may", "mai", "mayo", "maio"],
    &["jun", "june", "juni", "junio", "junho"],
    &["jul", "july", "juli", "julio", "julho"],
    &["aug", "august", "ago", "agosto"],
    &["sep", "sept", "september", "septiembre", "set", "setembro"],
    &["oct", "october", "okt", "oktober", "octubre", "out", "outubro"],
    &["nov", "november", "noviembre", "novembro"],
    &["dec", "december", "dez", "dezember", "dic", "diciembre", "dezembro"],
];

/// Words that say nothing: days of the week, and what stands between the parts of a date.
const NEEDLESS: [&str; 61] = [
    "mon",
    "monday",
    "tue",
    "tues",
    "tuesday",
    "wed",
    "wednesday",
    "thu",
    "thur",
    "thurs",
    "thursday",
    "fri",
    "friday",
    "sat",
    "saturday",
    "sun",
    "sunday",
    "mo",
    "montag",
    "di",
    "dienstag",
    "mi",
    "mittwoch",
    "do",
    "donnerstag",
    "fr",
    "freitag",
    "sa",
    "samstag",
    "so",
    "sonntag",
    "lun",
    "lunes",
    "martes",
    "mié",
    "miércoles",
    "jue",
    "jueves",
    "vie",
    "viernes",
    "sáb",
    "sábado",
    "dom",
    "domingo",
    "seg",
    "segunda-feira",
    "ter",
    "terça-feira",
    "qua",
    "quarta-feira",
    "qui",
    "quinta-feira",
    "sex",
    "sexta-feira",
    "of",
    "de",
    "del",
    "at",
    "um",
    "às",
    "uhr",
];

/// Reads a date; none if the text is none. `from_1904`: the days of its spreadsheet begin in 1904.
pub(super) fn written(text: &str, from_1904: bool) -> Option<Written> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    // With the name of its zone.
    if text.ends_with(']') {
        return Some(Written::Moment(text.parse::<Zoned>().ok()?.timestamp(), Form::InZone));
    }
    if let Some(number) = number_alone(text) {
        return of_number(&number, from_1904);
    }
    // JavaScript writes the name of the zone behind the offset.
    let text = match text.rsplit_once(" (") {
        Some((text, name)) if name.ends_with(')') && text.contains(':') => text,
        _ => text,
    };
    let words = words(text);
    let mut parts = Parts::default();
    let mut words = words.iter().map(String::as_str).peekable();
    while let Some(word) = words.next() {
        parts.take(word, words.peek().copied())?;
    }
    parts.written()
}

/// Digits alone, with a fraction at most.
fn number_alone(text: &str) -> Option<String> {
    let text = text.strip_prefix('-').map_or(text, |_| "x");
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_digits(whole) && is_digits(fraction)).then(|| format!("{whole}.{fraction}"))
}

fn of_number(number: &str, from_1904: bool) -> Option<Written> {
    let (whole, fraction) = number.split_once('.')?;
    let seconds: i64 = whole.parse().ok()?;
    match whole.len() {
        8 if fraction == "0" => {
            let part = |range: std::ops::Range<usize>| whole[range].parse::<i16>().ok();
            let date = Date::new(part(0..4)?, i8::try_from(part(4..6)?).ok()?, i8::try_from(part(6..8)?).ok()?).ok()?;
            Some(Written::Day { day: Day::Certain(date, Form::YearFirst), time: None, offset: None })
        }
        9 | 10 => {
            let milliseconds: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
            let at = Timestamp::from_millisecond(seconds * 1000 + milliseconds).ok()?;
            Some(Written::Moment(at, Form::Seconds))
        }
        12 | 13 => Some(Written::Moment(Timestamp::from_millisecond(seconds).ok()?, Form::Milliseconds)),
        1..=5 => {
            let days: f64 = number.parse().ok()?;
            let days = if from_1904 { days + DAYS_TO_1904 } else { days };
            (days >= SERIAL_1970).then(|| of_serial(days))?
        }
        _ => None,
    }
}

/// A day of a spreadsheet, with the time of day as its fraction: to the second.
#[expect(clippy::cast_possible_truncation, reason = "of five digits")]
fn of_serial(days: f64) -> Option<Written> {
    let seconds = ((days - SERIAL_1970) * 86_400.0).round() as i64;
    let at = Date::constant(1970, 1, 1).at(0, 0, 0, 0).checked_add(SignedDuration::from_secs(seconds)).ok()?;
    let time = Some(at.time()).filter(|_| days.fract() != 0.0);
    Some(Written::Day { day: Day::Certain(at.date(), Form::Serial), time, offset: None })
}

/// The words of a date, in lower case. A comma separates them, but for that of a fraction; so does the T of ISO 8601.
fn words(text: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(text.len());
    let all: Vec<char> = text.chars().collect();
    for (place, c) in all.iter().enumerate() {
        let is_digit = |at: Option<usize>| at.and_then(|at| all.get(at)).is_some_and(char::is_ascii_digit);
        let between_digits = is_digit(place.checked_sub(1)) && is_digit(Some(place + 1));
        let in_time = spaced.rsplit(' ').next().unwrap_or_default().matches(':').count() == 2;
        match c {
            ',' if between_digits && in_time => spaced.push('.'),
            ',' | '\u{a0}' | '\u{202f}' => spaced.push(' '),
            'T' if between_digits => spaced.push(' '),
            _ => spaced.extend(c.to_lowercase()),
        }
    }
    spaced.split_whitespace().map(str::to_owned).collect()
}

/// The parts of a date that were found so far.
#[derive(Debug, Default)]
struct Parts {
    day: Option<Day>,
    /// Of a date with the month's name.
    month: Option<i8>,
    numbers: Vec<(i16, usize)>,
    time: Option<Time>,
    half: Option<Half>,
    offset: Option<Offset>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Evening,
}

fn set<T>(place: &mut Option<T>, value: T) -> Option<()> {
    place.is_none().then(|| *place = Some(value))
}

impl Parts {
    /// Takes a word. None: it is no part of a date, or one too many.
    fn take(&mut self, word: &str, next: Option<&str>) -> Option<()> {
        if NEEDLESS.contains(&word.trim_end_matches('.')) {
            return Some(());
        }
        if word.contains(':') || is_clock_with_h(word) {
            return self.take_time(word);
        }
        if let Some(half) = half_of(word) {
            return set(&mut self.half, half);
        }
        // "9 AM"
        if let (Some(hour), Some(_)) = (digits(word, 1..=2), next.and_then(half_of)) {
            return set(&mut self.time, Time::new(i8::try_from(hour).ok()?, 0, 0, 0).ok()?);
        }
        if let Some(month) = month_of(word) {
            return set(&mut self.month, month);
        }
        if let Some(offset) = offset_of(word).filter(|_| self.time.is_some()) {
            // "UTC +02:00" and "GMT+0200" are one offset.
            self.offset = match self.offset {
                None | Some(Offset::UTC) => Some(offset),
                Some(_) => return None,
            };
            return Some(());
        }
        let plain = word.trim_end_matches('.');
        let ordinal = ["st", "nd", "rd", "th", "º", "°"].into_iter().find_map(|end| plain.strip_suffix(end));
        let plain = ordinal.unwrap_or(plain);
        if let Some(number) = digits(plain, 1..=4).filter(|_| plain.len() != 3) {
            self.numbers.push((number, plain.len()));
            return Some(());
        }
        let day = numeric_date(word);
        match day {
            Some(day) => set(&mut self.day, day),
            None => self.take_named_date(word),
        }
    }

    /// `11-Jun-2021`, `11.Juni.2021`.
    fn take_named_date(&mut self, word: &str) -> Option<()> {
        let parts: Vec<&str> = word.split(['-', '/', '.']).filter(|part| !part.is_empty()).collect();
        let [one, two, three] = parts[..] else { return None };
        set(&mut self.month, month_of(two)?)?;
        for part in [one, three] {
            self.numbers.push((digits(part, 1..=4)?, part.len()));
        }
        Some(())
    }

    /// `14:03`, `14:03:07.5`, `9:00am`, `14h03`, with its offset.
    fn take_time(&mut self, word: &str) -> Option<()> {
        let end = word.find(|c: char| !(c.is_ascii_digit() || [':', '.', 'h'].contains(&c))).unwrap_or(word.len());
        let (clock, rest) = word.split_at(end);
        // An offset that stands alone, as in "14:03 +02:00".
        if clock.is_empty() {
            let offset = offset_of(word).filter(|_| self.time.is_some())?;
            self.offset = match self.offset {
                None | Some(Offset::UTC) => Some(offset),
                Some(_) => return None,
            };
            return Some(());
        }
        set(&mut self.time, clock_of(&clock.replace('h', ":"))?)?;
        match (rest, half_of(rest)) {
            ("", _) => Some(()),
            (_, Some(half)) => set(&mut self.half, half),
            (rest, None) => set(&mut self.offset, offset_of(rest)?),
        }
    }

    fn written(self) -> Option<Written> {
        let day = match (self.day, self.month, &self.numbers[..]) {
            (Some(day), None, []) => day,
            (None, Some(month), [one, two]) => {
                let (year, day) = match (one.1, two.1) {
                    (4, ..=2) => (one.0, two.0),
                    (..=2, 4) => (two.0, one.0),
                    _ => return None,
                };
                Day::Certain(Date::new(year, month, i8::try_from(day).ok()?).ok()?, Form::MonthName)
            }
            _ => return None,
        };
        let time = match (self.time, self.half) {
            (None, None) => None,
            (Some(time), None) => Some(time),
            (Some(time), Some(half)) => Some(of_half(time, half)?),
            (None, Some(_)) => return None,
        };
        Some(Written::Day { day, time, offset: self.offset })
    }
}

fn is_clock_with_h(word: &str) -> bool {
    word.split_once('h').is_some_and(|(hour, minute)| digits(hour, 1..=2).is_some() && digits(minute, 2..=2).is_some())
}

fn half_of(word: &str) -> Option<Half> {
    match word {
        "am" | "a.m." | "a.m" => Some(Half::Morning),
        "pm" | "p.m." | "p.m" => Some(Half::Evening),
        _ => None,
    }
}

fn of_half(time: Time, half: Half) -> Option<Time> {
    let hour = match (time.hour(), half) {
        (12, Half::Morning) => 0,
        (hour @ 1..=11, Half::Morning) | (hour @ 12, Half::Evening) => hour,
        (hour @ 1..=11, Half::Evening) => hour + 12,
        _ => return None,
    };
    time.with().hour(hour).build().ok()
}

fn month_of(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.');
    let place = MONTHS.iter().position(|names| names.contains(&word))?;
    i8::try_from(place + 1).ok()
}

/// A number of digits alone; `length` says how many there may be.
fn digits(text: &str, length: std::ops::RangeInclusive<usize>) -> Option<i16> {
    (length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// Three numbers with one sign between them; the year has four digits.
fn numeric_date(word: &str) -> Option<Day> {
    let word = word.trim_end_matches('.');
    let sign = word.chars().find(|c| !c.is_ascii_digit()).filter(|sign| ['-', '/', '.'].contains(sign))?;
    let parts: Vec<&str> = word.split(sign).collect();
    let [one, two, three] = parts[..] else { return None };
    let small = |text| digits(text, 1..=2).and_then(|number| i8::try_from(number).ok());
    if let Some(year) = digits(one, 4..=4) {
        return Some(Day::Certain(Date::new(year, small(two)?, small(three)?).ok()?, Form::YearFirst));
    }
    let (year, one, two) = (digits(three, 4..=4)?, small(one)?, small(two)?);
    if sign == '.' {
        return Some(Day::Certain(Date::new(year, two, one).ok()?, Form::Points));
    }
    Some(Day::Either { one, two, year })
}

fn clock_of(text: &str) -> Option<Time> {
    let (text, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let parts: Vec<&str> = text.split(':').collect();
    let (hour, minute, second) = match parts[..] {
        [hour, minute] if fraction == "0" => (hour, minute, "00"),
        [hour, minute, second] => (hour, minute, second),
        _ => return None,
    };
    let is_fraction = (1..=9).contains(&fraction.len()) && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let nanoseconds: i32 = is_fraction.then(|| format!("{fraction:0<9}").parse().ok())??;
    let part = |text: &str, length| i8::try_from(digits(text, length)?).ok();
    Time::new(part(hour, 1..=2)?, part(minute, 2..=2)?, part(second, 2..=2)?, nanoseconds).ok()
}

/// `z`, `utc`, `gmt+2`, `utc+0200`, `+01:00`, `-03`.
fn offset_of(word: &str) -> Option<Offset> {
    let rest = ["utc", "gmt", "z"].into_iter().find_map(|name| word.strip_prefix(name));
    if rest == Some("") {
        return Some(Offset::UTC);
    }
    let text = rest.unwrap_or(word).replace('\u{2212}', "-");
    let (sign, digits_of) = (text.chars().next()?, text.get(1..)?);
    let (hours, minutes) = match digits_of.split_once(':') {
        Some((hours, minutes)) => (hours, minutes),
        None if digits_of.len() == 4 => digits_of.split_at_checked(2)?,
        None => (digits_of, "00"),
    };
    // One digit only behind a name: "GMT+2".
    let hours = digits(hours, if rest.is_some() { 1..=2 } else { 2..=2 })?;
    let minutes = digits(minutes, 2..=2).filter(|minutes| *minutes < 60)?;
    let seconds = (i32::from(hours) * 60 + i32::from(minutes)) * 60;
    match sign {
        '+' => Offset::from_seconds(seconds).ok(),
        '-' => Offset::from_seconds(-seconds).ok(),
        _ => None,
    }
}
