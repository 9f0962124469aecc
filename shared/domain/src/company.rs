//! The company and its salespeople: `company.yaml` and `team.yaml`.

pub(crate) mod role;
pub(crate) mod session;
pub(crate) mod log_in;
pub(crate) mod provider;
pub(crate) mod discovery;
pub(crate) mod machine_token;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::value::country::Country;
use crate::value::currency::Currency;
use crate::value::hours::{Hours, WorkingTime};
use crate::value::identity::EmailAddress;
use crate::value::stage::Stage;
use crate::value::text::nearest;

pub use discovery::{AuthorizationRequest, Discovery, DiscoveryError, TokenRequest};
pub use log_in::{LOG_IN_LASTS, LogIns, own_page};
pub use machine_token::{API_ROUTES, MCP_ROUTE, MachineToken, REQUESTS_A_MINUTE, TokenTerms, TokenText};
pub use provider::{ProviderLogIn, TokenRefusal, may_be_called};
pub use role::{Access, Role, Whose};
pub use session::{SESSION_IDLE, Session};

/// The person's first name, for use in a sentence.
pub fn first_name(person: &Person) -> &str {
    person.name.split_whitespace().next().unwrap_or(&person.name)
}

/// The file `company.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Company {
    /// The company's name, as mails are signed with it.
    pub name: String,
    /// Its postal address. The law of many countries demands it in marketing mail.
    pub address: String,
    /// The URL of its web site.
    pub website: String,
    /// Its time zone. Reports count by the company's days.
    pub timezone: Zone,
    /// Its country: telephone numbers without a country code are read as numbers of it. If left out, the country of the
    /// time zone; see [`country_of`](crate::zone::country_of).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// The address for replies to mails while a lead has no owner.
    pub reply_to: EmailAddress,
    /// The URL of its page on data protection, which the words beside consent boxes link to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privacy: Option<String>,
    /// The person who runs this system, and whom it mails when it stops something by itself; `reply_to` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<EmailAddress>,
    /// The language of mails without a language in their name: two letters, as in `en`.
    #[serde(default = "english")]
    pub language: String,
    /// The currency of deals, and of all sums in reports; the euro if left out. Each amount is stored with the one of its
    /// time.
    #[serde(default)]
    pub currency: Currency,
    /// The currency of the amounts that earlier releases stored without one; `currency` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_currency: Option<Currency>,
    /// What becomes of mails that people write to the company; none arrive if it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailbox: Option<MailboxRules>,
    /// Personal links by which leads refer others; none are made if it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referrals: Option<ReferralRules>,
    /// What is looked up of a lead after it began; nothing if it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enrichment: Option<EnrichmentRules>,
    /// Leads that are erased by themselves: in each stage after so many months without a sign of life; see
    /// [`retention`](crate::retention). Nobody is if it is left out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub retention: BTreeMap<Stage, u16>,
}

/// What is looked up of a lead after it began: `enrichment` in `company.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrichmentRules {
    /// The address of an employer's home page, with `{domain}` in the place of the domain of the mail address; none is asked
    /// if it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home_page: Option<String>,
    /// The telephone number says the country and the time zone, where nobody said them.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub phone: bool,
    /// The address of the company's own program, which answers with JSON; none is asked if it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
}

/// The place of the domain in the address of home pages.
pub const DOMAIN: &str = "{domain}";

/// Personal links: `referrals` in `company.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferralRules {
    /// The form that a personal link opens.
    pub form: String,
}

/// The mailbox that SES receives for: `mailbox` in `company.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailboxRules {
    /// A mail of somebody new is a post of this form: its source, its salesperson, its thank-you mail.
    pub form: String,
}

impl Company {
    /// The currency of stored amounts that name none.
    pub fn unnamed_currency(&self) -> Currency {
        self.first_currency.unwrap_or(self.currency)
    }
}

/// The file `team.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// The person to whom leads are escalated that nobody accepts in time: a person's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manager: Option<String>,
    /// The working hours of people without hours of their own.
    #[serde(default)]
    pub hours: Hours,
    /// Days on which nobody works.
    #[serde(default, deserialize_with = "crate::value::date::dates", skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<Date>,
    /// The salespeople and their manager.
    pub people: Vec<Person>,
    /// Named groups of people, as routes in `routing.yaml` name them: team → ids.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub teams: BTreeMap<String, Vec<String>>,
    /// Log-in to the desk by an identity provider; by mail alone if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_in: Option<ProviderLogIn>,
}

/// A salesperson, or the manager of salespeople.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// A short name, stored on leads: it must not change.
    pub id: String,
    /// The name in mails and on pages.
    pub name: String,
    /// The address for hand-offs and reminders.
    pub email: EmailAddress,
    /// The person's time zone: working hours and the times in mails to the person are in it.
    pub timezone: Zone,
    /// A telephone number, as people read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The person's working hours, in place of the team's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
    /// Days on which the person does not work, in addition to the team's.
    #[serde(default, deserialize_with = "crate::value::date::dates", skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<Date>,
    /// The person's turns in rotation for each turn of a person with weight 1: 1 to [`MAX_WEIGHT`].
    #[serde(default = "crate::value::stored::one")]
    pub weight: u32,
    /// The maximum of new leads in one day of the person's zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub a_day: Option<u32>,
    /// The number of open leads up to which the person gets new ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_hand: Option<u32>,
    /// The person receives leads.
    #[serde(default = "crate::value::stored::yes", skip_serializing_if = "crate::value::stored::is_true")]
    pub takes_leads: bool,
    /// The channel partner for whom the person works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<String>,
    /// What the person may see and change, if that is not what [`Team::role`] takes it for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The language of the desk and of mails to the person: two letters, as in `pt`; the company's if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// The highest weight of a person in rotation.
pub const MAX_WEIGHT: u32 = 20;

fn english() -> String {
    "en".to_owned()
}

impl Team {
    /// The person with that id.
    pub fn person(&self, id: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }

    /// The person with that address.
    pub fn person_with(&self, address: &EmailAddress) -> Option<&Person> {
        self.people.iter().find(|person| person.email == *address)
    }

    /// The person's name; the id itself if nobody in the team has it, as for somebody who left.
    pub fn name_of<'a>(&'a self, id: &'a str) -> &'a str {
        self.person(id).map_or(id, |person| person.name.as_str())
    }

    /// The person to whom leads are escalated that nobody accepted.
    pub fn manager(&self) -> Option<&Person> {
        self.manager.as_ref().and_then(|id| self.person(id))
    }

    /// What a person works as: by `role`, else by what else the file says of them.
    pub fn role(&self, person: &Person) -> Role {
        let is_manager = self.manager.as_ref() == Some(&person.id);
        let by_default = match &person.partner {
            Some(_) => Role::Partner,
            None if is_manager => Role::Manager,
            None => Role::Seller,
        };
        person.role.unwrap_or(by_default)
    }

    /// What the rule of access asks of a person.
    pub fn access<'a>(&self, person: &'a Person) -> Access<'a> {
        Access { person: &person.id, role: self.role(person), partner: person.partner.as_deref() }
    }

    /// Whose a lead with this owner is. `partner` is the channel partner for whose people alone `routing.yaml` has a lead of
    /// nobody; none where that is not known, as in a row of a list.
    pub fn whose<'a>(&'a self, owner: Option<&'a str>, partner: Option<&'a str>) -> Whose<'a> {
        match owner {
            Some(id) => Whose::Owner { id, partner: self.person(id).and_then(|owner| owner.partner.as_deref()) },
            None => Whose::Nobody { partner },
        }
    }

    /// Who is logged in; none if the session is over: it was idle, the person left the team or works as something else.
    pub fn holder(&self, session: &Session, now: Timestamp) -> Option<&Person> {
        let person = self.person(&session.person)?;
        (!session.is_idle(now) && self.role(person) == session.role).then_some(person)
    }

    /// The person for whom a program acts that shows this text of a token; none if it is another token's, its time is over,
    /// or the person has left the team.
    pub fn token_holder(&self, token: &MachineToken, text: &TokenText, now: Timestamp) -> Option<&Person> {
        self.person(&token.person).filter(|_| token.is_shown_by(text, now))
    }

    /// The members of a team that take leads; empty if there is no such team.
    pub fn members<'a>(&'a self, team: &str) -> impl Iterator<Item = &'a Person> {
        let ids = self.teams.get(team).into_iter().flatten();
        ids.filter_map(|id| self.person(id)).filter(|person| person.takes_leads)
    }

    /// The first team, by name, that a person is in.
    pub fn team_of(&self, person: &str) -> Option<&str> {
        let has = |members: &Vec<String>| members.iter().any(|member| member == person);
        self.teams.iter().find(|(_, members)| has(members)).map(|(team, _)| team.as_str())
    }

    /// The working time of whoever sees to a lead whose owner is not there: the manager, else the company.
    pub fn manager_time<'a>(&'a self, company: &'a Company) -> WorkingTime<'a> {
        let of_company = || WorkingTime::new(&self.hours, company.timezone.time_zone(), [&self.holidays, &[]]);
        self.manager().map_or_else(of_company, |manager| self.working_time(manager))
    }

    /// The working time of one of the team's people.
    pub fn working_time<'a>(&'a self, person: &'a Person) -> WorkingTime<'a> {
        let hours = person.hours.as_ref().unwrap_or(&self.hours);
        WorkingTime::new(hours, person.timezone.time_zone(), [&self.holidays, &person.holidays])
    }
}

impl Person {
    /// The date in the person's zone at a moment.
    pub fn date(&self, at: Timestamp) -> Date {
        at.to_zoned(self.timezone.time_zone()).date()
    }
}

/// A time zone of the IANA database, as in `Europe/Lisbon`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone {
    name: String,
    zone: TimeZone,
}

impl Zone {
    /// The zone's rules.
    pub fn time_zone(&self) -> TimeZone {
        self.zone.clone()
    }
}

impl TryFrom<String> for Zone {
    type Error = String;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        if let Ok(zone) = TimeZone::get(&name) {
            return Ok(Self { name, zone });
        }
        let known: Vec<String> = jiff::tz::db().available().map(|zone| zone.to_string()).collect();
        let is_city = |zone: &&String| zone.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(&name));
        let near = || nearest(&name, known.iter().map(String::as_str));
        let meant = known.iter().find(is_city).map(String::as_str).or_else(near);
        let meant = meant.unwrap_or("Europe/Lisbon or America/Sao_Paulo");
        Err(format!("{name:?} is no time zone: write one like {meant}"))
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name
    }
}
