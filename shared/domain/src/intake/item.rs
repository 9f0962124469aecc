//! The fields of an item: each is read as its meaning asks, or refused in a sentence that says what to write instead.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use crate::activity::kinds::{BY_PROGRAM, Contact, Imported, Interaction, Move};
use crate::config::Config;
use crate::form::PROFILE_FIELDS;
use crate::form::kind::exact;
use crate::funnel::criteria::SetAside;
use crate::referral::referrer;
use crate::value::channel::Channel;
use crate::value::currency::Currency;
use crate::value::day::read_date;
use crate::value::identity::{EmailAddress, Identity, IdentityKey, LeadId};
use crate::value::money::{AmountError, Money, exact_amount};
use crate::value::phone::international;
use crate::value::purpose::Purpose;
use crate::value::question::Question;
use crate::value::stage::Stage;
use crate::value::text::{LINE_LIMIT, NOTE_LIMIT, listed, many_lines, one_line, visible};
use crate::words::Words;

/// The most characters of `by`.
pub(super) const NAME: usize = 64;
/// The most characters of the caller's own `id`.
pub(super) const ID: usize = 128;

/// Somebody says that a person needs what we sell.
pub(super) const TIP: &str = "tip";

/// The source of tips in reports.
const REFERRAL: &str = "referral";

/// How far the clock of who posts may be ahead of ours.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);
/// How far ahead a next step may lie: three years.
const FARTHEST: SignedDuration = SignedDuration::from_hours(3 * 366 * 24);
/// Nothing that happened before can matter: 2000-01-01.
const EARLIEST: Timestamp = Timestamp::constant(946_684_800, 0);

/// What every item may have.
const COMMON: [&str; 8] = ["kind", "lead", "email", "phone", "source", "external_id", "occurred_at", "id"];

/// An item whose kind is known.
pub(super) struct Item<'a> {
    pub(super) values: &'a Map<String, Value>,
    /// The name of its kind.
    pub(super) kind: &'static str,
    /// The fields that its kind has, besides [`COMMON`].
    pub(super) fields: &'static [&'static str],
    pub(super) config: &'a Config,
    /// What lead ids are made with.
    pub(super) key: &'a IdentityKey,
    pub(super) now: Timestamp,
    /// When it happened.
    pub(super) at: Timestamp,
}

impl Item<'_> {
    pub(super) fn check_names(&self) -> Result<(), String> {
        let fits = |name: &str| COMMON.contains(&name) || self.fields.contains(&name);
        let Some(other) = self.values.keys().find(|name| !fits(name)) else { return Ok(()) };
        let there_are: Vec<&str> = self.fields.iter().chain(&COMMON).copied().collect();
        let other = one_line(other, NAME);
        Err(format!("{} has no field `{other}`: there are {}", self.kind, there_are.join(", ")))
    }

    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(name).filter(|value| !value.is_null())
    }

    /// A text, as written; none if it is empty.
    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, String> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.trim()).filter(|text| !text.is_empty())),
            Some(_) => Err(format!("`{name}` is a text: write it in quotes")),
        }
    }

    /// A text of one line.
    pub(super) fn line(&self, name: &str) -> Result<Option<String>, String> {
        self.short(name, LINE_LIMIT)
    }

    pub(super) fn short(&self, name: &str, limit: usize) -> Result<Option<String>, String> {
        let line = self.text(name)?.map(|text| one_line(text, usize::MAX)).filter(|line| !line.is_empty());
        within(name, line, limit)
    }

    /// A text of many lines.
    pub(super) fn note(&self, name: &str) -> Result<Option<String>, String> {
        within(name, self.text(name)?.map(many_lines).filter(|text| !text.is_empty()), NOTE_LIMIT)
    }

    /// The page, without what stands behind `?` or `#`: it may hold anything.
    pub(super) fn page(&self) -> Result<Option<String>, String> {
        let page = self.text("page")?.and_then(|page| page.split(['?', '#']).next());
        within("page", page.map(|page| one_line(page, usize::MAX)).filter(|page| !page.is_empty()), LINE_LIMIT)
    }

    /// An id that another system made: visible characters, or a number.
    pub(super) fn id(&self, name: &str, limit: usize) -> Result<Option<String>, String> {
        let id = match self.get(name) {
            None => return Ok(None),
            Some(Value::Number(number)) => exact(number).unwrap_or_default(),
            Some(Value::String(text)) => text.clone(),
            Some(_) => String::new(),
        };
        let fits =
            (1..=limit).contains(&id.chars().count()) && !id.contains(|c: char| c.is_whitespace() || c.is_control());
        if fits {
            Ok(Some(id))
        } else {
            Err(format!("`{name}` is an id of 1 to {limit} visible characters, no blanks"))
        }
    }

    pub(super) fn needed<T>(&self, name: &str, value: Option<T>, what: &str) -> Result<T, String> {
        value.ok_or_else(|| format!("{} needs `{name}`: {what}", self.kind))
    }

    pub(super) fn occurred_at(&self) -> Result<Option<Timestamp>, String> {
        let Some(text) = self.text("occurred_at")? else { return Ok(None) };
        let wrong = |_| "`occurred_at` is a time with its zone, like 2026-11-21T14:03:00Z".to_owned();
        let at: Timestamp = text.parse().map_err(wrong)?;
        if at > self.now + AHEAD {
            return Err("`occurred_at` is in the future: write when it happened, or leave it out".to_owned());
        }
        if at < EARLIEST {
            return Err("`occurred_at` is before the year 2000: write when it happened".to_owned());
        }
        Ok(Some(at))
    }

    /// When a next step is to be done.
    pub(super) fn due(&self) -> Result<Timestamp, String> {
        let text = self.needed("due", self.text("due")?, "when, with its zone, like 2026-12-04T17:00:00Z")?;
        let due: Timestamp =
            text.parse().map_err(|_| "`due` is a time with its zone, like 2026-12-04T17:00:00Z".to_owned())?;
        if due <= self.at {
            return Err("`due` is a time to come: write a later one".to_owned());
        }
        if due > self.at + FARTHEST {
            return Err("`due` is more than three years ahead: write an earlier one".to_owned());
        }
        Ok(due)
    }

    /// Whom it is about, and by which address or number.
    pub(super) fn lead(&self, seed: &str) -> Result<(LeadId, BTreeMap<String, String>), String> {
        let given: Vec<&str> =
            ["lead", "email", "phone", "external_id"].into_iter().filter(|name| self.get(name).is_some()).collect();
        if self.get("source").is_some() != given.contains(&"external_id") {
            return Err("`source` and `external_id` go together: the list, and the id in it".to_owned());
        }
        let identity = match given[..] {
            ["lead"] => {
                let id = self.text("lead")?.and_then(|text| LeadId::parse(text).ok());
                let id = id.ok_or("`lead` is a lead's id: `ld_` and 26 letters or digits")?;
                return Ok((id, BTreeMap::new()));
            }
            ["email"] => {
                let address = self.text("email")?.and_then(|text| EmailAddress::parse(&visible(text)).ok());
                Identity::Email(address.ok_or("`email` is an address like maria@example.com")?)
            }
            ["phone"] => {
                let number = self.text("phone")?.and_then(international);
                Identity::Phone(number.ok_or("`phone` is a number with its country, like +351 912 345 678")?)
            }
            ["external_id"] => {
                let source = self.line("source")?.ok_or("`source` is the name that the list was imported with")?;
                let id = self.id("external_id", LINE_LIMIT)?.unwrap_or_default();
                Identity::External { source, id }
            }
            // A tip may be about somebody who is known by name alone.
            [] if self.kind == TIP && self.get("name").is_some() => {
                let id = self.id("id", ID)?;
                Identity::Entry(format!("tip:{}", id.as_deref().unwrap_or(seed)))
            }
            [] => {
                return Err("say whom it is about: `lead`, `email`, `phone`, or `source` and `external_id`".to_owned());
            }
            _ => return Err(format!("say whom it is about in one way: here are `{}`", given.join("` and `"))),
        };
        let (name, value) = match &identity {
            Identity::Email(address) => ("email", address.as_str().to_owned()),
            Identity::Phone(number) => ("phone", number.as_str().to_owned()),
            Identity::External { source, id } => ("external_id", format!("{source}:{id}")),
            Identity::Entry(id) => ("external_id", id.clone()),
        };
        Ok((LeadId::of(self.key, &identity), BTreeMap::from([(name.to_owned(), value)])))
    }

    /// A tip: no consent, and no interest that anybody knows of.
    pub(super) fn tip(&self) -> Result<Imported, String> {
        let config = self.config;
        let mut fields = BTreeMap::new();
        for name in ["name", "company", "email", "phone"] {
            let (Some(field), Some(text)) = (config.field(name), self.text(name)?) else { continue };
            let read = field.read(Words::english_for_visitors(), text).map_err(|why| format!("`{name}`: {why}"))?;
            fields.extend(read.map(|value| (name.to_owned(), value)));
        }
        let (note, referred_by) = (self.note("note")?, self.line("referred_by")?);
        if note.is_none() && referred_by.is_none() {
            return Err("tip needs `note`, what they need, or `referred_by`, who says so".to_owned());
        }
        Ok(Imported {
            source: REFERRAL.to_owned(),
            fields,
            unrecognised: BTreeSet::new(),
            campaign: None,
            consent: false,
            consent_phone: false,
            note,
            history: false,
            tip: true,
            referrer: referred_by.as_deref().and_then(|by| referrer(by, self.key)),
            referred_by,
            by: Some(self.by()?),
            delivered: None,
            opt_in: None,
            import: None,
        })
    }

    pub(super) fn by(&self) -> Result<String, String> {
        Ok(self.short("by", NAME)?.unwrap_or_else(|| BY_PROGRAM.to_owned()))
    }

    /// Somebody of the team.
    pub(super) fn person(&self, name: &str) -> Result<Option<String>, String> {
        let team = &self.config.team;
        match self.short(name, NAME)? {
            Some(id) if team.person(&id).is_none() => {
                let people = listed(team.people.iter().map(|person| &person.id));
                Err(format!("`{name}`: team.yaml has nobody with the id {id:?}; there are {people}"))
            }
            person => Ok(person),
        }
    }

    pub(super) fn channel(&self) -> Result<Channel, String> {
        let names = || listed(Channel::ALL.map(Channel::name));
        let given = self.line("channel")?;
        let given = self.needed("channel", given, &format!("one of {}", names()))?;
        Channel::named(&given).ok_or_else(|| format!("`channel` can't be {given:?}: it is one of {}", names()))
    }

    /// What the lead agrees to no longer. A program never says that it agrees: only the lead lifts its own "no".
    pub(super) fn withdrawn(&self) -> Result<Purpose, String> {
        let names = || listed(Purpose::ALL.into_iter().filter(|purpose| *purpose != Purpose::Mail).map(Purpose::name));
        let given = self.line("purpose")?;
        let given = self.needed("purpose", given, &format!("one of {}", names()))?;
        match Purpose::named(&given) {
            Some(Purpose::Mail) => {
                Err("who wants no more marketing mail has `unsubscribed`: post that kind".to_owned())
            }
            Some(purpose) => Ok(purpose),
            None => Err(format!("`purpose` can't be {given:?}: it is one of {}", names())),
        }
    }

    /// A name that the configuration has.
    pub(super) fn one_of<T>(&self, name: &str, unknown: &str, known: &BTreeMap<String, T>) -> Result<String, String> {
        let there_are = if known.is_empty() { "none".to_owned() } else { listed(known.keys()) };
        let given = self.line(name)?;
        let given = self.needed(name, given, &format!("its name; there are {there_are}"))?;
        if known.contains_key(&given) {
            Ok(given)
        } else {
            Err(format!("`{name}`: {unknown} ({given:?}); there are {there_are}"))
        }
    }

    pub(super) fn event(&self) -> Result<Interaction, String> {
        Ok(Interaction { name: self.line("name")?, page: self.page()?, note: self.note("note")?, by_browser: false })
    }

    pub(super) fn contact(&self) -> Result<Contact, String> {
        let reached = self.get("reached").map_or(Ok(true), |value| yes_or_no("reached", value))?;
        Ok(Contact { by: self.by()?, reached, note: self.note("note")? })
    }

    pub(super) fn stage_move(&self) -> Result<Move, String> {
        let stages = || Stage::all_by_hand().map(Stage::name).collect::<Vec<_>>().join(", ");
        let name = self.line("to")?;
        let name = name.ok_or_else(|| format!("stage_moved needs `to`: one of {}", stages()))?;
        if name == "bad" {
            return Err("`to` can't be \"bad\", which is no stage: post a `marked_bad`".to_owned());
        }
        let to = Stage::all_by_hand().find(|stage| stage.name() == name);
        let to = to.ok_or_else(|| format!("`to` can't be {name:?}: leads move to {}", stages()))?;
        let reason = match SetAside::of(to) {
            Some(aside) => Some(self.reason(aside)?),
            None if self.get("reason").is_some() => {
                return Err(format!("`reason` is for leads that are set aside: for {to}, write a `note`"));
            }
            None => None,
        };
        let again_on = self.again_on(to)?;
        Ok(Move { to, reason, again_on, by: self.by()?, note: self.note("note")? })
    }

    /// One of the reasons that `funnel.yaml` has.
    pub(super) fn reason(&self, aside: SetAside) -> Result<String, String> {
        let funnel = &self.config.funnel;
        let given = self.line("reason")?;
        match given.filter(|reason| funnel.reason(aside, reason).is_some()) {
            Some(reason) => Ok(reason),
            None => Err(format!("`reason` is one of funnel.yaml's, here: {}", funnel.reasons(aside))),
        }
    }

    pub(super) fn again_on(&self, to: Stage) -> Result<Option<Date>, String> {
        let Some(text) = self.text("again_on")? else { return Ok(None) };
        if to != Stage::Recycled {
            return Err("`again_on` is for a lead that moves to recycled: leave it out".to_owned());
        }
        let date = read_date(text).ok_or("`again_on` is a date like 2026-12-03")?;
        let zone = self.config.company.timezone.time_zone();
        if date <= self.at.to_zoned(zone).date() {
            return Err("`again_on` is a day to come: write a later one".to_owned());
        }
        Ok(Some(date))
    }

    pub(super) fn answers(&self) -> Result<BTreeMap<Question, bool>, String> {
        let names = || Question::ALL.map(Question::name).join(", ");
        let given = self.get("answers").and_then(Value::as_object).filter(|answers| !answers.is_empty());
        let given = given.ok_or_else(|| format!("qualified needs `answers`: yes or no to some of {}", names()))?;
        let mut answers = BTreeMap::new();
        for (name, value) in given {
            let question = Question::ALL.into_iter().find(|question| question.name() == name);
            let question = question.ok_or_else(|| {
                format!("`answers` has no question `{}`: there are {}", one_line(name, NAME), names())
            })?;
            answers.insert(question, yes_or_no(question.name(), value)?);
        }
        Ok(answers)
    }

    pub(super) fn edits(&self) -> Result<BTreeMap<String, String>, String> {
        let given = self.get("fields").and_then(Value::as_object).filter(|fields| !fields.is_empty());
        let given =
            given.ok_or("edited needs `fields`: what is to be corrected, like {\"title\": \"Head of Sales\"}")?;
        given.iter().map(|(name, value)| Ok((name.clone(), self.edit(name, value)?))).collect()
    }

    /// A field's new value as a form would take it; empty takes it away.
    pub(super) fn edit(&self, name: &str, value: &Value) -> Result<String, String> {
        if name == "email" {
            return Err(
                "`email` can't be edited: it is who the lead is; post the other address as another lead".to_owned()
            );
        }
        let config = self.config;
        let field = config.field(name).ok_or_else(|| {
            let names = editable(config);
            format!("leads have no field `{}` to edit: there are {}", one_line(name, NAME), listed(names))
        })?;
        let wrong = || match value {
            Value::Number(_) => format!("`fields`: `{name}` {}", field.kind.takes(&field.options)),
            _ => format!("`fields`: `{name}` is a text or a number; an empty text takes it away"),
        };
        let entered = field.kind.entered(value).ok_or_else(wrong)?;
        let read = field.read(Words::english_for_visitors(), &entered).map_err(|why| format!("`fields`: {why}"))?;
        Ok(read.unwrap_or_default())
    }

    /// The amount in minor units.
    ///
    /// A JSON number with a fraction comes as the nearest binary one. Of at most 15 digits, which is as many as an amount
    /// has, that names the decimal number that was posted, and its text is that one again.
    pub(super) fn amount(&self) -> Result<Option<u64>, String> {
        let text = match self.get("amount") {
            None => return Ok(None),
            // A number this large would be written with an exponent.
            Some(Value::Number(number)) => match number.as_f64().filter(|large| *large >= 1e16) {
                Some(large) => format!("{large:.0}"),
                None => number.to_string(),
            },
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(_) => String::new(),
        };
        let currency = self.config.company.currency;
        exact_amount(&text, currency).map(Some).map_err(|why| match why {
            AmountError::TooManyDigits { digits, .. } => {
                format!("`amount` has at most {digits} digits behind the point, in {currency}")
            }
            AmountError::TooLarge { most, .. } => format!("`amount` is too large: {most} at the most"),
            _ => format!("`amount` is a number in {currency}, 0 or more, like 12000 or \"{}\"", sample(currency)),
        })
    }
}

/// An amount with the fraction that the currency has.
fn sample(currency: Currency) -> String {
    Money::new(12_000 * currency.minor_units() + currency.minor_units() / 2, currency).plain()
}

fn within(name: &str, text: Option<String>, limit: usize) -> Result<Option<String>, String> {
    match &text {
        Some(long) if long.chars().count() > limit => {
            Err(format!("`{name}` is too long: {limit} characters at the most"))
        }
        _ => Ok(text),
    }
}

pub(super) fn yes_or_no(name: &str, value: &Value) -> Result<bool, String> {
    match value {
        Value::Bool(yes) => Ok(*yes),
        Value::String(word) if word.eq_ignore_ascii_case("yes") => Ok(true),
        Value::String(word) if word.eq_ignore_ascii_case("no") => Ok(false),
        _ => Err(format!("`{name}` is yes or no: leave it out while it is unknown")),
    }
}

fn editable(config: &Config) -> Vec<&str> {
    let names = config.field_names().into_iter().chain(PROFILE_FIELDS);
    names.filter(|name| *name != "email" && config.field(name).is_some()).collect()
}
