//! Mails: a subject and Markdown with variables, rendered as text and HTML.
//!
//! A mail in `emails/NAME.md` begins with `Subject: …` and an empty line. A variable that does not exist is an error,
//! found by [`check`] before anything is deployed. Mail to a visitor carries no text a visitor wrote, or our sender
//! would deliver spam to addresses that spammers enter (knadh/listmonk#1133): only a first name that looks like one.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value, context};

use crate::activity::{Activity, ActivityId, Mailing, Recipient, Submission, What};
use crate::company::Person;
use crate::config::{Config, HAND_OFF_MAIL, Problem};
use crate::fold::{self, Applied, Given};
use crate::form::one_line;
use crate::identity::{Identity, IdentityKey, LeadId};
use crate::lead::Lead;
use crate::markdown;
use crate::routing::{Assignment, Chosen};

/// All that a mail is made of.
#[derive(Debug, Clone, Copy)]
pub struct Letter<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The lead it is to or about.
    pub lead: &'a Lead,
    /// What it is about.
    pub about: &'a Activity,
    /// Which mail, to whom.
    pub mailing: &'a Mailing,
    /// It is a step of a sequence.
    pub is_marketing: bool,
    /// When.
    pub now: Timestamp,
    /// Where the lead can unsubscribe.
    pub unsubscribe: &'a str,
}

/// A mail, ready to be put into MIME.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line.
    pub subject: String,
    /// The plain part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// To whom: name and address.
    pub to: (Option<String>, String),
    /// Where a reply goes: name and address.
    pub reply_to: (Option<String>, String),
}

/// A mail can't be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The configuration has no such mail.
    #[error("there is no mail `{0}`")]
    NoSuchMail(String),
    /// The file does not begin with its subject.
    #[error("a mail begins with a line `Subject: …` and an empty line")]
    NoSubject,
    /// A variable or the template's grammar is wrong; the line is counted from 1.
    #[error("line {line}: {message}")]
    Template {
        /// Where in the file.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// Nobody to send it to.
    #[error("the mail has no recipient")]
    NoRecipient,
}

/// Renders a mail.
///
/// # Errors
/// See [`MailError`].
pub fn render(letter: &Letter<'_>) -> Result<Rendered, MailError> {
    let name = &letter.mailing.mail;
    let source = letter.config.emails.get(name).ok_or_else(|| MailError::NoSuchMail(name.clone()))?;
    let (subject, body) = source
        .strip_prefix("Subject:")
        .and_then(|rest| rest.split_once('\n'))
        .filter(|(_, body)| body.starts_with('\n') || body.starts_with("\r\n"))
        .ok_or(MailError::NoSubject)?;
    let owner = letter.lead.owner.as_ref().and_then(|id| letter.config.team.person(id));
    let variables = match letter.mailing.to {
        Recipient::Owner | Recipient::Manager => for_owner(letter, owner.ok_or(MailError::NoRecipient)?),
        Recipient::Lead => for_lead(letter, owner),
    };
    let environment = environment();
    let subject = fill(&environment, "subject", subject.trim(), &variables, 0)?;
    let mut body = fill(&environment, "body.md", body, &variables, 1)?;
    if letter.is_marketing {
        body.push_str(&marketing_footer(letter));
    }
    let subject = one_line(&subject, 200);
    let company = &letter.config.company;
    let lead_address = || -> Result<_, MailError> {
        let address = letter.lead.email().ok_or(MailError::NoRecipient)?;
        Ok((letter.lead.field("name").map(ToOwned::to_owned), String::from(address)))
    };
    let (to, reply_to) = match (letter.mailing.to, owner) {
        (Recipient::Owner, Some(owner)) => {
            ((Some(owner.name.clone()), owner.email.as_str().to_owned()), lead_address()?)
        }
        (Recipient::Owner, None) | (Recipient::Manager, _) => return Err(MailError::NoRecipient),
        // The name a visitor entered stays out of the header too.
        (Recipient::Lead, Some(owner)) => {
            ((None, lead_address()?.1), (Some(owner.name.clone()), owner.email.as_str().to_owned()))
        }
        (Recipient::Lead, None) => {
            ((None, lead_address()?.1), (Some(company.name.clone()), company.reply_to.as_str().to_owned()))
        }
    };
    let html = frame(&subject, &markdown::to_html(&body));
    Ok(Rendered { text: markdown::to_text(&body), html, subject, to, reply_to })
}

/// Renders the mail to somebody of whom all is known and to somebody of whom only the address is.
///
/// # Errors
/// The first mistake, with its line.
pub fn check(config: &Config, name: &str) -> Result<(), Problem> {
    for known in [true, false] {
        let (lead, about) = sample(config, known);
        let mailing = sample_mailing(name);
        let letter = Letter {
            config,
            lead: &lead,
            about: &about,
            mailing: &mailing,
            is_marketing: mailing.to == Recipient::Lead,
            now: about.occurred_at(),
            unsubscribe: "https://forms.example.com/unsubscribe/sample",
        };
        render(&letter).map(drop).map_err(|error| Problem {
            file: format!("emails/{name}.md"),
            line: if let MailError::Template { line, .. } = &error { Some(*line) } else { Some(1) },
            near: String::new(),
            message: match error {
                MailError::Template { message, .. } => message,
                other => other.to_string(),
            },
        })?;
    }
    Ok(())
}

/// A lead of the demo, to try mails on: Maria Silva of Acme, or somebody of whom only the address is known.
fn sample(config: &Config, known: bool) -> (Lead, Activity) {
    let at: Timestamp = "2026-11-21T14:03:00Z".parse().expect("a time");
    let mut fields: BTreeMap<String, String> = [("email", "maria@acme.example")].map(owned).into();
    if known {
        fields.extend(
            [
                ("name", "Maria Silva"),
                ("company", "Acme"),
                ("title", "Head of Operations"),
                ("phone", "+351912345678"),
                ("country", "PT"),
                ("employees", "120"),
            ]
            .map(owned),
        );
    }
    let id = LeadId::of(&IdentityKey::new("sample"), &Identity::Entry("sample".to_owned()));
    let activity = Activity {
        id: ActivityId::new(at, &["sample"]),
        lead: id,
        external_id: None,
        who: BTreeMap::new(),
        what: What::FormSubmitted(Submission {
            form: config.forms.keys().next().cloned().unwrap_or_default(),
            source: "form".to_owned(),
            fields,
            message: known.then(|| "We are 40 people in the field.\nCan it work offline?".to_owned()),
            consent: Some("sample".to_owned()),
            campaign: None,
            page: None,
        }),
    };
    let (mut lead, _) = sampled(&activity, config, at);
    lead.owner = config.team.people.first().map(|person| person.id.clone());
    (lead, activity)
}

/// The lead as the fold makes it, given to the first of the team.
fn sampled(activity: &Activity, config: &Config, at: Timestamp) -> (Lead, Applied) {
    let owner = config.team.people.first().map(|person| person.id.clone()).unwrap_or_default();
    let chosen = Some(Chosen::Owner(Assignment { owner, rule: "sample".to_owned(), turn: None }));
    fold::fold(None, activity.clone(), config, at, &Given { chosen, recounted: None }).expect("it has an owner")
}

fn sample_mailing(mail: &str) -> Mailing {
    let to = if mail == HAND_OFF_MAIL { Recipient::Owner } else { Recipient::Lead };
    Mailing { send: "sample".to_owned(), mail: mail.to_owned(), to }
}

fn owned((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|name| {
        if name == "body.md" { AutoEscape::Custom("markdown".into()) } else { AutoEscape::None }
    });
    environment.set_formatter(escaping);
    environment.add_filter("quote", |text: &str| Value::from_safe_string(markdown::quote(text)));
    environment
}

fn escaping(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.is_undefined() {
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    let text = value.to_string();
    let written = match state.auto_escape() {
        AutoEscape::Custom(_) if !value.is_safe() => out.write_str(&markdown::escape(&text)),
        _ => out.write_str(&text),
    };
    written.map_err(Error::from)
}

/// Fills in a template that begins on line `above` + 1 of its file.
fn fill(
    environment: &Environment<'_>,
    name: &str,
    source: &str,
    variables: &Value,
    above: usize,
) -> Result<String, MailError> {
    environment.render_named_str(name, source, variables).map_err(|error| MailError::Template {
        line: error.line().unwrap_or(1) + above,
        message: match error.kind() {
            ErrorKind::UndefinedError => format!(
                "a variable that is used here does not exist{}; infra/config/emails/README.md lists those that do",
                error.detail().map(|detail| format!(" ({detail})")).unwrap_or_default()
            ),
            _ => error.detail().map_or_else(|| error.to_string(), ToOwned::to_owned),
        },
    })
}

/// Fields that mails may name whether or not a form asks for them.
pub(crate) const PROFILE_FIELDS: [&str; 7] = ["email", "name", "company", "title", "phone", "country", "employees"];

fn for_owner(letter: &Letter<'_>, owner: &Person) -> Value {
    let &Letter { config, lead, about, now, .. } = letter;
    let every = config.forms.values().flat_map(|form| form.fields.iter().map(|field| field.name.as_str()));
    let mut fields: BTreeMap<String, String> =
        every.chain(PROFILE_FIELDS).map(|name| (name.to_owned(), String::new())).collect();
    fields.extend(lead.fields.iter().map(|(name, value)| (name.clone(), value.0.clone())));
    let lines: Vec<Value> = config
        .scoring
        .explain(lead, now)
        .into_iter()
        .map(|line| context! { label => line.label, points => format!("{:+}", line.points) })
        .collect();
    let score = config.scoring.score(lead, now);
    let (form, message) = match &about.what {
        What::FormSubmitted(sent) => (config.forms.get(&sent.form), sent.message.clone().unwrap_or_default()),
        _ => (None, String::new()),
    };
    // Anything the lead did before this makes it somebody who came back.
    let came_back = lead.first_touch.activity != about.id;
    context! {
        lead => fields,
        first_name => lead.field("name").and_then(|name| name.split_whitespace().next()).unwrap_or_default(),
        phone_link => lead.phone().map(|phone| phone.as_str().to_owned()).or_else(|| lead.field("phone").map(digits)).unwrap_or_default(),
        asked => context! {
            wants => form.map_or("sent a form", |form| form.wants.as_str()),
            form => form.map_or("", |form| form.title.as_str()),
            at => clock_time(about.occurred_at(), now, &owner.timezone.time_zone()),
            message => message,
        },
        came_back => came_back,
        source => lead.first_touch.source.as_str(),
        campaign => lead.first_touch.campaign.clone().unwrap_or_default(),
        score => context! {
            total => score.total,
            fit => score.fit,
            engagement => score.engagement,
            grade => score.grade.letter(),
            temperature => score.temperature.word(),
            lines => lines,
        },
        owner => context! { name => owner.name.as_str(), first_name => owner.name.split_whitespace().next() },
        company => context! { name => config.company.name.as_str(), website => config.company.website.as_str() },
    }
}

fn for_lead(letter: &Letter<'_>, owner: Option<&Person>) -> Value {
    let config = letter.config;
    context! {
        first_name => safe_first_name(letter.lead.field("name")),
        owner => context! { name => owner.map_or("", |owner| owner.name.as_str()) },
        company => context! { name => config.company.name.as_str(), website => config.company.website.as_str() },
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// A first name that looks like one: a word of 2 to 20 letters. Nothing else a visitor entered is mailed to a visitor.
fn safe_first_name(name: Option<&str>) -> String {
    let first = name.and_then(|name| name.split_whitespace().next()).unwrap_or_default();
    let fits = (2..=20).contains(&first.chars().count())
        && first.chars().all(|c| c.is_alphabetic() || c == '-' || c == '\'')
        && first.chars().next().is_some_and(char::is_uppercase);
    if fits { first.to_owned() } else { String::new() }
}

/// `14:03` on the same day, else `20 Nov 14:03`.
fn clock_time(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (at, now) = (at.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
    at.strftime(if at.date() == now.date() { "%H:%M" } else { "%-d %b %H:%M" }).to_string()
}

fn marketing_footer(letter: &Letter<'_>) -> String {
    let company = &letter.config.company;
    format!(
        "\n\n---\n\nYou get this because you agreed to mail from {} on our web site. [Unsubscribe]({})\n\n{}\n",
        markdown::escape(&company.name),
        letter.unsubscribe,
        markdown::escape(&company.address),
    )
}

fn frame(subject: &str, body: &str) -> String {
    let title = subject.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>\
         <style>blockquote{{margin:1em 0;padding:.2em 1em;border-left:4px solid #2563eb;background:#f3f6fc}}\
         table{{border-collapse:collapse}}td,th{{padding:.2em .8em .2em 0;text-align:left}}\
         hr{{border:0;border-top:1px solid #ddd;margin:2em 0 1em}}h1{{font-size:22px;line-height:1.3}}\
         h2{{font-size:17px;margin-top:1.6em}}a{{color:#1d4ed8}}</style></head>\
         <body style=\"margin:0;background:#ffffff\"><div style=\"max-width:36rem;margin:0 auto;padding:20px;\
         font:16px/1.55 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;color:#1a202c\">\n{body}</div></body></html>\n"
    )
}
