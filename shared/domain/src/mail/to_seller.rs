//! The variables of a mail to a salesperson or a manager: everything that is known about the lead.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use minijinja::{Value, context};

use crate::activity::Activity;
use crate::activity::kinds::{ActivityKind, Move};
use crate::activity::mail::TeamMail;
use crate::company::Person;
use crate::config::Config;
use crate::form::{Field, PROFILE_FIELDS};
use crate::funnel::criteria::SetAside;
use crate::lead::Lead;
use crate::mail::letter::Letter;
use crate::mail::people::{country_words, field_words, names, not_recognised, phone_link};
use crate::timeline::next::next;
use crate::value::text::visible;
use crate::value::times::{Freshness, ago, clock};

pub(crate) fn variables(letter: &Letter<'_>, reader: &Person, owner: Option<&Person>) -> Value {
    let &Letter { config, lead, about, now, page, away, .. } = letter;
    let every = config.forms.values().flat_map(|form| form.fields.iter().map(|field| field.name.as_str()));
    let mut fields: BTreeMap<String, String> =
        every.chain(PROFILE_FIELDS).map(|name| (name.to_owned(), String::new())).collect();
    fields.extend(lead.fields.keys().map(|name| (name.clone(), field_words(lead, name))));
    let lines: Vec<Value> = config
        .scoring
        .explain(lead, now)
        .into_iter()
        .map(|line| context! { label => line.label, points => format!("{:+}", line.points) })
        .collect();
    let score = config.scoring.score(lead, now);
    let asked = lead.last_submission.as_ref().unwrap_or(&about.id).occurred_at();
    // A lead with any activity before this request has come back.
    let came_back = matches!(about.kind, ActivityKind::FormSubmitted(_)) && lead.first_touch.activity != about.id;
    let zone = reader.timezone.time_zone();
    context! {
        lead => fields,
        first_name => field_words(lead, "name").split_whitespace().next().unwrap_or_default(),
        country => country_words(lead, &config.company.language),
        phone_link => phone_link(lead, &config.company),
        asked => context! {
            at => clock(asked, now, &zone),
            ago => ago(asked, now),
            ..what_asked(letter)
        },
        freshness => Freshness::of(asked, now).name(),
        came_back => came_back,
        given => given(about, config),
        missed => missed(about, lead, config),
        unable => unable(about),
        instead_of => instead_of(letter, reader),
        aside => aside(about, config, now, &zone),
        task => crate::sequence::path::task(about, &config.sequences),
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

/// The lead's request in words that follow the lead's name, and the lead's own words.
fn what_asked(letter: &Letter<'_>) -> Value {
    let &Letter { config, about, asked, .. } = letter;
    let (form, message) = match &asked.kind {
        ActivityKind::FormSubmitted(sent) => (config.forms.get(&sent.form), sent.message.clone().unwrap_or_default()),
        _ => (None, String::new()),
    };
    let wants = match (&about.kind, form) {
        (ActivityKind::Assigned { .. } | ActivityKind::Accepted { .. }, _) => "is yours now",
        (ActivityKind::ProductUsed(_), _) => "uses the product",
        (ActivityKind::EventAttended(_), _) => "came to an event",
        (ActivityKind::FormSubmitted(_) | ActivityKind::AcceptMissed { .. }, Some(form)) => form.wants.as_str(),
        (ActivityKind::FormSubmitted(_), None) => "sent a form",
        // A much older request is not the reason to give the lead to sales now.
        _ => "is ready for you",
    };
    let answers = answers(asked, config);
    let answers: Vec<Value> = answers.map(|(label, words)| context! { label => label, words => words }).collect();
    let form = form.map_or("", |form| form.title.as_str());
    context! { wants => wants, form => form, message => message, answers => answers }
}

/// A visitor's answers to the questions of a form: question and answer as the visitor read them. Fields of the profile
/// and the message are left out, but not what could not be read: that is shown nowhere else if the lead's field has a
/// value that could.
pub fn answers<'a>(asked: &'a Activity, config: &'a Config) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> {
    let sent = match &asked.kind {
        ActivityKind::FormSubmitted(sent) => Some(sent),
        _ => None,
    };
    let form = sent.and_then(|sent| Some((sent, config.forms.get(&sent.form)?)));
    form.into_iter().flat_map(|(sent, form)| {
        let is_recognised = |field: &Field| !sent.unrecognised.contains(&field.name);
        let is_asked = move |field: &&Field| !is_recognised(field) || !PROFILE_FIELDS.contains(&field.name.as_str());
        form.fields.iter().filter(is_asked).filter_map(move |field| {
            let value = visible(sent.fields.get(&field.name)?);
            let chosen = field.options.iter().find(|option| option.value == value);
            let words = match chosen {
                Some(option) => Cow::Borrowed(option.label.as_str()),
                None if is_recognised(field) => value,
                None => Cow::Owned(not_recognised(&value)),
            };
            Some((field.label.as_str(), words))
        })
    })
}

/// The name of the person who was notified of the lead and has not accepted it. The lead may have another owner by now.
fn missed(about: &Activity, lead: &Lead, config: &Config) -> String {
    let by = match &about.kind {
        ActivityKind::AcceptMissed { owner, .. } => Some(owner),
        _ => lead.owner.as_ref(),
    };
    by.map_or_else(String::new, |id| config.team.name_of(id).to_owned())
}

/// Why that person could not accept it, in words that follow the name; empty if they could.
fn unable(about: &Activity) -> &str {
    match &about.kind {
        ActivityKind::AcceptMissed { unable, .. } => unable.as_deref().unwrap_or_default(),
        _ => "",
    }
}

/// The name of the owner in whose place the reader is asked to call; empty if the owner reads it.
fn instead_of<'a>(letter: &'a Letter<'_>, reader: &Person) -> &'a str {
    let asks_to_call = TeamMail::named(&letter.mailing.mail).is_some_and(TeamMail::asks_to_call);
    let owner = letter.lead.owner.as_deref().filter(|owner| asks_to_call && *owner != reader.id);
    owner.map_or("", |owner| letter.config.team.name_of(owner))
}

/// The person or sequence that gave the lead to the owner, and the reason; empty if the mail is about something else.
fn given(about: &Activity, config: &Config) -> Value {
    if let ActivityKind::Assigned { by, why, .. } = &about.kind {
        return context! { by => config.team.name_of(by), why => why.as_deref().unwrap_or_default() };
    }
    // Its owner has left the team, and a mail to them was dropped: the lead went to who is next.
    if matches!(about.kind, ActivityKind::MailDropped { .. }) {
        return context! { by => "Automatic routing", why => "its owner has left the team" };
    }
    let handed_over = crate::sequence::path::handed_over(about, &config.sequences);
    let (by, why) = handed_over.map(|(sequence, why)| (format!("The sequence {sequence}"), why)).unwrap_or_default();
    context! { by => by, why => why }
}

/// The time and the reason of setting the lead aside; empty if the mail is about something else.
fn aside(about: &Activity, config: &Config, now: Timestamp, zone: &TimeZone) -> Value {
    let (reason, note) = match &about.kind {
        ActivityKind::StageMoved(Move { to, reason: Some(reason), note, .. }) => {
            let words = SetAside::of(*to).and_then(|aside| config.funnel.reason(aside, reason));
            (words.unwrap_or(reason).to_owned(), note.clone().unwrap_or_default())
        }
        _ => (String::new(), String::new()),
    };
    context! { at => clock(about.occurred_at(), now, zone), reason => reason, note => note }
}
