//! A lead of the demo, to try mails on: Maria Silva of Acme, or somebody of whom less is known.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::activity::Activity;
use crate::activity::id::ActivityId;
use crate::activity::kinds::{ActivityKind, Move, Submission};
use crate::activity::mail::{Mailing, Recipient, TeamMail};
use crate::config::Config;
use crate::fold::input::FoldInput;
use crate::form::LANGUAGE;
use crate::form::kind::FieldKind;
use crate::funnel::criteria::SetAside;
use crate::lead::Lead;
use crate::lead::applied::Assignment;
use crate::mail::error::MailError;
use crate::mail::language::base_of;
use crate::mail::letter::Draft;
use crate::mail::letter::{Letter, Rendered};
use crate::mail::render::{render, write};
use crate::mail::template::ToEmpty;
use crate::routing::choose::OwnerChoice;
use crate::tracking::Links;
use crate::value::identity::{Identity, IdentityKey, LeadId};
use crate::value::stage::Stage;
use crate::value::token::SigningKeys;

/// What is known of a lead to try mails on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SampleKnows {
    /// All that forms ask for.
    All,
    /// Its address, and who owns it.
    Address,
    /// Its telephone number.
    Number,
}

/// A mail to try: all that it takes, without a stack.
#[derive(Debug)]
pub struct Sample {
    lead: Lead,
    about: Activity,
    asked: Activity,
    mailing: Mailing,
    is_marketing: bool,
    now: Timestamp,
    keys: SigningKeys,
}

impl Sample {
    /// A mail to, or about, somebody of whom so much is known.
    pub fn new(config: &Config, mail: &str, known: SampleKnows) -> Self {
        let (mut lead, asked) = lead(config, known);
        let mailing = mailing(mail);
        // Nobody owns those whom we nurture, mostly: a mail must do without.
        if mailing.to == Recipient::Lead && known == SampleKnows::Address {
            lead.owner = None;
        }
        let about = if TeamMail::Reminder.is(mail) { moved(config, &asked) } else { asked.clone() };
        let now = about.occurred_at();
        Self { lead, about, asked, is_marketing: mailing.to == Recipient::Lead, mailing, now, keys: keys() }
    }

    /// A mail to, or about, a lead with such a timeline, oldest first. None if nothing ever happened to it.
    pub fn of(mail: &str, lead: Lead, timeline: &[Activity], now: Timestamp) -> Option<Self> {
        let asked = timeline.iter().rfind(|activity| matches!(activity.kind, ActivityKind::FormSubmitted(_)));
        let about = timeline.iter().rfind(|activity| match mail {
            mail if TeamMail::Reminder.is(mail) => matches!(activity.kind, ActivityKind::StageMoved(_)),
            _ => matches!(activity.kind, ActivityKind::FormSubmitted(_)),
        });
        let about = about.or(timeline.last())?.clone();
        let mailing = mailing(mail);
        let asked = asked.unwrap_or(&about).clone();
        Some(Self { lead, about, asked, is_marketing: mailing.to == Recipient::Lead, mailing, now, keys: keys() })
    }

    /// With the footer and the tracked links of marketing mail, or without: all mails to leads have them, unless this
    /// says otherwise.
    #[must_use]
    pub fn as_marketing(self, is_marketing: bool) -> Self {
        Self { is_marketing, ..self }
    }

    /// The mail.
    ///
    /// # Errors
    /// See [`MailError`].
    pub fn render(&self, config: &Config) -> Result<Rendered, MailError> {
        render(&self.letter(config))
    }

    /// The mail as Markdown, where an empty value is a mistake if `to_empty` says so.
    pub(crate) fn write(&self, config: &Config, to_empty: ToEmpty) -> Result<Draft, MailError> {
        write(&self.letter(config), to_empty)
    }

    /// It goes to the lead.
    pub(crate) fn is_to_lead(&self) -> bool {
        self.mailing.to == Recipient::Lead
    }

    fn letter<'a>(&'a self, config: &'a Config) -> Letter<'a> {
        let Self { lead, about, asked, mailing, is_marketing, now, keys } = self;
        let links =
            Links { base: "https://forms.example.com", keys, lead: &lead.id, mailing, sent_at: about.occurred_at() };
        Letter {
            config,
            lead,
            about,
            asked,
            mailing,
            is_marketing: *is_marketing,
            now: *now,
            links,
            page: "https://forms.example.com/lead/sample",
            away: "https://forms.example.com/away/sample",
        }
    }
}

fn keys() -> SigningKeys {
    SigningKeys::read("sample").expect("a key")
}

/// The lead as the fold makes it, given to the first of the team, and what it asked.
fn lead(config: &Config, known: SampleKnows) -> (Lead, Activity) {
    let at: Timestamp = "2026-11-21T14:03:00Z".parse().expect("a time");
    let id = LeadId::of(&IdentityKey::new("sample"), &Identity::Entry("sample".to_owned()));
    let message = "We are 40 people in the field.\nCan it work offline?";
    let sent = Submission {
        form: config.forms.keys().next().cloned().unwrap_or_default(),
        source: "form".to_owned(),
        fields: fields(config, known),
        message: (known == SampleKnows::All).then(|| message.to_owned()),
        consent: Some("sample".to_owned()),
        campaign: None,
        page: None,
    };
    let activity = Activity::new(ActivityId::new(at, &["sample"]), id, ActivityKind::FormSubmitted(sent));
    let owner = config.team.people.first().map(|person| person.id.clone());
    let chosen = Assignment { owner: owner.clone().unwrap_or_default(), rule: "sample".to_owned(), turn: None };
    let given = FoldInput { chosen: Some(OwnerChoice::Owner(chosen)), recounted: None };
    let (mut lead, _) = crate::fold::fold(None, activity.clone(), config, at, &given).expect("it has an owner");
    lead.owner = owner;
    (lead, activity)
}

fn fields(config: &Config, known: SampleKnows) -> BTreeMap<String, String> {
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for field in config.forms.values().flat_map(|form| &form.fields) {
        let value = match field.kind {
            FieldKind::Number => "3",
            FieldKind::Country => "PT",
            FieldKind::Choice => field.options.first().map_or("", |option| option.value.as_str()),
            FieldKind::Text => "Something",
            FieldKind::Message | FieldKind::Email | FieldKind::Phone => continue,
        };
        all.insert(field.name.clone(), value.to_owned());
    }
    all.extend(
        [
            ("email", "maria@acme.example"),
            ("phone", "+351912345678"),
            ("name", "Maria Silva"),
            ("company", "Acme"),
            ("title", "Head of Operations"),
            ("country", "PT"),
            ("employees", "120"),
            (LANGUAGE, config.company.language.as_str()),
        ]
        .map(owned),
    );
    all.retain(|name, _| match known {
        SampleKnows::All => true,
        SampleKnows::Address => name == "email",
        SampleKnows::Number => name == "phone",
    });
    all
}

/// The lead of the sample is set aside for a while.
fn moved(config: &Config, asked: &Activity) -> Activity {
    let reasons = config.funnel.reasons.get(&SetAside::Recycled);
    let kind = ActivityKind::StageMoved(Move {
        to: Stage::Recycled,
        reason: reasons.and_then(|reasons| reasons.keys().next().cloned()),
        again_on: None,
        by: "sample".to_owned(),
        note: Some("They move house first.".to_owned()),
    });
    Activity { kind, ..asked.clone() }
}

fn mailing(mail: &str) -> Mailing {
    let to = TeamMail::named(base_of(mail)).map_or(Recipient::Lead, TeamMail::to);
    Mailing { send: "sample".to_owned(), mail: mail.to_owned(), to, step: None }
}
