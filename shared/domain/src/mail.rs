//! Mails: a subject and Markdown with variables, rendered as text and HTML.
//!
//! A mail in `emails/NAME.md` begins with `Subject: …` and an empty line. A variable that does not exist is an error,
//! found by [`check`] before anything is deployed. Mail to a visitor carries no text a visitor wrote, or our sender
//! would deliver spam to addresses that spammers enter (knadh/listmonk#1133): only a first name that looks like one.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value, context};

use crate::activity::{Activity, ActivityId, Mailing, Move, Recipient, Submission, What};
use crate::company::Person;
use crate::config::{CALL_MAIL, Config, ESCALATION_MAIL, HAND_OFF_MAIL, Problem, REMINDER_MAIL};
use crate::fold::{self, Applied, Given};
use crate::form::one_line;
use crate::funnel::Aside;
use crate::identity::{Identity, IdentityKey, LeadId};
use crate::lead::Lead;
use crate::markdown;
use crate::next::next;
use crate::routing::{Assignment, Chosen};
use crate::sequence;
use crate::stage::Stage;
use crate::times::{Freshness, ago, clock};
use crate::token::SigningKeys;
use crate::tracking::Links;

/// All that a mail is made of.
#[derive(Debug, Clone, Copy)]
pub struct Letter<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The lead it is to or about.
    pub lead: &'a Lead,
    /// What it is about.
    pub about: &'a Activity,
    /// With what the lead last asked for something: it holds the visitor's words. As `about` if it never did.
    pub asked: &'a Activity,
    /// Which mail, to whom.
    pub mailing: &'a Mailing,
    /// It is a step of a sequence.
    pub is_marketing: bool,
    /// When.
    pub now: Timestamp,
    /// The signed links of a mail to the lead.
    pub links: Links<'a>,
    /// Where the [addressee] can open the lead's page; empty in mail to the lead.
    pub page: &'a str,
    /// Where the [addressee] can say to be away; empty in mail to the lead.
    pub away: &'a str,
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
    pub to: Address,
    /// Where a reply goes: name and address.
    pub reply_to: Address,
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

/// The salesperson that a mail goes to; none for a mail to the lead, and where there is no such person.
pub fn addressee<'a>(to: Recipient, lead: &Lead, config: &'a Config) -> Option<&'a Person> {
    match to {
        Recipient::Lead => None,
        Recipient::Owner => owner_of(lead, config),
        Recipient::Manager => config.team.manager(),
    }
}

/// What a person is called in a sentence.
pub fn first_name(person: &Person) -> &str {
    person.name.split_whitespace().next().unwrap_or(&person.name)
}

/// The lead's telephone number as `tel:` wants it; empty if it left none.
pub fn phone_link(lead: &Lead) -> String {
    let dialled = lead.phone().map(|phone| phone.as_str().to_owned());
    dialled.or_else(|| lead.field("phone").map(digits)).unwrap_or_default()
}

fn owner_of<'a>(lead: &Lead, config: &'a Config) -> Option<&'a Person> {
    lead.owner.as_ref().and_then(|id| config.team.person(id))
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
    let owner = owner_of(letter.lead, letter.config);
    let seller = addressee(letter.mailing.to, letter.lead, letter.config);
    let variables = match (letter.mailing.to, seller) {
        (Recipient::Lead, _) => for_lead(letter, owner),
        (_, Some(seller)) => for_seller(letter, seller, owner),
        (_, None) => return Err(MailError::NoRecipient),
    };
    let environment = environment();
    let subject = fill(&environment, "subject", subject.trim(), &variables, 0)?;
    let mut body = fill(&environment, "body.md", body, &variables, 1)?;
    if letter.is_marketing {
        body.push_str(&marketing_footer(letter));
    }
    let subject = one_line(&subject, 200);
    let (to, reply_to) = addresses(letter, seller, owner)?;
    let html = frame(&subject, &markdown::to_html(&body));
    Ok(Rendered { text: markdown::to_text(&body), html, subject, to, reply_to })
}

/// A name and an address, for a header.
type Address = (Option<String>, String);

/// To whom the mail goes, and where a reply to it goes.
fn addresses(
    letter: &Letter<'_>,
    seller: Option<&Person>,
    owner: Option<&Person>,
) -> Result<(Address, Address), MailError> {
    let company = &letter.config.company;
    let of = |person: &Person| (Some(person.name.clone()), person.email.as_str().to_owned());
    let of_company = || (Some(company.name.clone()), company.reply_to.as_str().to_owned());
    let of_lead = || Some((letter.lead.field("name").map(ToOwned::to_owned), String::from(letter.lead.email()?)));
    match (letter.mailing.to, seller) {
        // The name a visitor entered stays out of the header.
        (Recipient::Lead, _) => {
            let (_, address) = of_lead().ok_or(MailError::NoRecipient)?;
            Ok(((None, address), owner.map_or_else(of_company, of)))
        }
        (Recipient::Owner, Some(seller)) => Ok((of(seller), of_lead().unwrap_or_else(of_company))),
        // The manager's answer is for the owner: "what keeps you?"
        (Recipient::Manager, Some(seller)) => Ok((of(seller), owner.map_or_else(of_company, of))),
        (Recipient::Owner | Recipient::Manager, None) => Err(MailError::NoRecipient),
    }
}

/// Renders the mail about somebody of whom all is known, and about somebody of whom only the address is; a mail to a
/// salesperson also about somebody of whom only the telephone number is.
///
/// # Errors
/// The first mistake, with its line.
pub fn check(config: &Config, name: &str) -> Result<(), Problem> {
    for known in [Known::All, Known::Address, Known::Number] {
        if known == Known::Number && sample_mailing(name).to == Recipient::Lead {
            continue;
        }
        let (lead, asked) = sample(config, known);
        let about = if name == REMINDER_MAIL { sample_move(config, &asked) } else { asked.clone() };
        let mailing = sample_mailing(name);
        let keys = SigningKeys::read("sample").expect("a key");
        let letter = Letter {
            config,
            lead: &lead,
            about: &about,
            asked: &asked,
            mailing: &mailing,
            is_marketing: mailing.to == Recipient::Lead,
            now: about.occurred_at(),
            links: Links {
                base: "https://forms.example.com",
                keys: &keys,
                lead: &lead.id,
                mailing: &mailing,
                sent_at: about.occurred_at(),
            },
            page: "https://forms.example.com/lead/sample",
            away: "https://forms.example.com/away/sample",
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

/// What is known of a lead to try mails on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    All,
    Address,
    Number,
}

/// A lead of the demo, to try mails on: Maria Silva of Acme, or somebody of whom less is known.
fn sample(config: &Config, known: Known) -> (Lead, Activity) {
    let at: Timestamp = "2026-11-21T14:03:00Z".parse().expect("a time");
    let mut fields: BTreeMap<String, String> = [
        ("email", "maria@acme.example"),
        ("phone", "+351912345678"),
        ("name", "Maria Silva"),
        ("company", "Acme"),
        ("title", "Head of Operations"),
        ("country", "PT"),
        ("employees", "120"),
    ]
    .map(owned)
    .into();
    fields.retain(|name, _| match known {
        Known::All => true,
        Known::Address => name == "email",
        Known::Number => name == "phone",
    });
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
            message: (known == Known::All).then(|| "We are 40 people in the field.\nCan it work offline?".to_owned()),
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

/// The lead of the sample is set aside for a while.
fn sample_move(config: &Config, asked: &Activity) -> Activity {
    let reasons = config.funnel.reasons.get(&Aside::Recycled);
    let what = What::StageMoved(Move {
        to: Stage::Recycled,
        reason: reasons.and_then(|reasons| reasons.keys().next().cloned()),
        again_on: None,
        by: "sample".to_owned(),
        note: Some("They move house first.".to_owned()),
    });
    Activity { what, ..asked.clone() }
}

fn sample_mailing(mail: &str) -> Mailing {
    let to = match mail {
        HAND_OFF_MAIL | REMINDER_MAIL | CALL_MAIL => Recipient::Owner,
        ESCALATION_MAIL => Recipient::Manager,
        _ => Recipient::Lead,
    };
    Mailing { send: "sample".to_owned(), mail: mail.to_owned(), to, step: None }
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

fn for_seller(letter: &Letter<'_>, reader: &Person, owner: Option<&Person>) -> Value {
    let &Letter { config, lead, about, now, page, away, .. } = letter;
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
    let asked = lead.asked.as_ref().unwrap_or(&about.id).occurred_at();
    // Anything the lead did before it asked makes it somebody who came back.
    let came_back = matches!(about.what, What::FormSubmitted(_)) && lead.first_touch.activity != about.id;
    let zone = reader.timezone.time_zone();
    context! {
        lead => fields,
        first_name => lead.field("name").and_then(|name| name.split_whitespace().next()).unwrap_or_default(),
        phone_link => phone_link(lead),
        asked => context! {
            at => clock(asked, now, &zone),
            ago => ago(asked, now),
            ..what_asked(letter)
        },
        freshness => Freshness::of(asked, now).name(),
        came_back => came_back,
        given => given(about, config),
        missed => missed(about, lead, config),
        aside => aside(about, config, now, &zone),
        task => sequence::task(about, config),
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
        reader => names(Some(reader)),
        owner => names(owner),
        next => next(lead, config, reader, now),
        links => context! { page => page, away => away },
        company => context! { name => config.company.name.as_str(), website => config.company.website.as_str() },
    }
}

fn names(person: Option<&Person>) -> Value {
    context! {
        name => person.map_or("", |person| person.name.as_str()),
        first_name => person.map_or("", first_name),
    }
}

/// What the lead asked for, in words that follow its name, and its own words.
fn what_asked(letter: &Letter<'_>) -> Value {
    let &Letter { config, about, asked, .. } = letter;
    let (form, message) = match &asked.what {
        What::FormSubmitted(sent) => (config.forms.get(&sent.form), sent.message.clone().unwrap_or_default()),
        _ => (None, String::new()),
    };
    let wants = match (&about.what, form) {
        (What::Assigned { .. } | What::Accepted { .. }, _) => "is yours now",
        (What::ProductUsed(_), _) => "uses the product",
        (What::EventAttended(_), _) => "came to an event",
        (_, Some(form)) => form.wants.as_str(),
        (What::FormSubmitted(_), None) => "sent a form",
        _ => "is ready for you",
    };
    let answers = answers(asked, config);
    let answers: Vec<Value> = answers.map(|(label, words)| context! { label => label, words => words }).collect();
    let form = form.map_or("", |form| form.title.as_str());
    context! { wants => wants, form => form, message => message, answers => answers }
}

/// What a visitor answered to the questions of a form, question and answer as the visitor read them; without those
/// that tell who it is, and the message.
pub fn answers<'a>(asked: &'a Activity, config: &'a Config) -> impl Iterator<Item = (&'a str, &'a str)> {
    let sent = match &asked.what {
        What::FormSubmitted(sent) => Some(sent),
        _ => None,
    };
    let form = sent.and_then(|sent| Some((sent, config.forms.get(&sent.form)?)));
    form.into_iter().flat_map(|(sent, form)| {
        let questions = form.fields.iter().filter(|field| !PROFILE_FIELDS.contains(&field.name.as_str()));
        questions.filter_map(|field| {
            let value = sent.fields.get(&field.name)?;
            let chosen = field.options.iter().find(|option| option.value == *value);
            Some((field.label.as_str(), chosen.map_or(value.as_str(), |option| &option.label)))
        })
    })
}

/// Who gave the lead to the owner, and why, if that is what the mail is about.
/// Who was told of the lead and has not accepted it: by now it may be with somebody else.
fn missed(about: &Activity, lead: &Lead, config: &Config) -> String {
    let by = match &about.what {
        What::AcceptMissed { owner, .. } => Some(owner),
        _ => lead.owner.as_ref(),
    };
    by.map_or_else(String::new, |id| config.team.name_of(id).to_owned())
}

fn given(about: &Activity, config: &Config) -> Value {
    let (by, why) = match &about.what {
        What::Assigned { by, why, .. } => (config.team.name_of(by), why.as_deref()),
        _ => ("", None),
    };
    context! { by => by, why => why.unwrap_or_default() }
}

/// When and why the lead was set aside, if that is what the mail is about.
fn aside(about: &Activity, config: &Config, now: Timestamp, zone: &TimeZone) -> Value {
    let (reason, note) = match &about.what {
        What::StageMoved(Move { to, reason: Some(reason), note, .. }) => {
            let words = Aside::of(*to).and_then(|aside| config.funnel.reason(aside, reason));
            (words.unwrap_or(reason).to_owned(), note.clone().unwrap_or_default())
        }
        _ => (String::new(), String::new()),
    };
    context! { at => clock(about.occurred_at(), now, zone), reason => reason, note => note }
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

fn marketing_footer(letter: &Letter<'_>) -> String {
    let company = &letter.config.company;
    format!(
        "\n\n---\n\nYou get this because you agreed to mail from {} on our web site. [Unsubscribe]({})\n\n{}\n",
        markdown::escape(&company.name),
        letter.links.unsubscribe(),
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
         h2{{font-size:17px;margin-top:1.6em}}a{{color:#1d4ed8}}ul,ol{{padding-left:1.3em}}\
         strong a{{display:inline-block;padding:.7em 1.3em;border-radius:.4em;background:#1d4ed8;color:#fff;\
         text-decoration:none}}</style></head>\
         <body style=\"margin:0;background:#ffffff\"><div style=\"max-width:36rem;margin:0 auto;padding:20px;\
         font:16px/1.55 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;color:#1a202c\">\n{body}</div></body></html>\n"
    )
}
