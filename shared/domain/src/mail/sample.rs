//! Sample mails for previews and checks: to or about a lead of the demo, Maria Silva of Acme, or a lead with fewer
//! fields.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::activity::Activity;
use crate::activity::agreed::Agreed;
use crate::activity::id::ActivityId;
use crate::activity::kinds::{ActivityKind, Move, Submission};
use crate::activity::mail::{Mailing, Recipient, TeamMail};
use crate::activity::touch::SiteTouches;
use crate::config::Config;
use crate::fold::{Folded, fold};
use crate::form::Form;
use crate::form::LANGUAGE;
use crate::form::kind::FieldKind;
use crate::funnel::criteria::SetAside;
use crate::lead::Lead;
use crate::lead::applied::Assignment;
use crate::mail::error::MailError;
use crate::mail::language::base_of;
use crate::mail::letter::{Draft, Letter, Rendered};
use crate::mail::render::{render, write, wrong_variables};
use crate::mail::template::ToEmpty;
use crate::mail::variables::WrongVariable;
use crate::routing::choose::OwnerChoice;
use crate::tracking::Links;
use crate::value::identity::{Identity, IdentityKey, LeadId};
use crate::value::stage::Stage;
use crate::value::token::SigningKeys;

/// The fields that the sample lead has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SampleKnows {
    /// All fields of all forms.
    All,
    /// Only the address, and an owner.
    Address,
    /// Only the telephone number.
    Number,
    /// All fields of all forms. It sent two forms, and the second one changed its number.
    Twice,
}

/// A sample mail with everything that rendering takes. It needs no stack.
#[derive(Debug)]
pub struct Sample {
    lead: Lead,
    about: Activity,
    asked: Vec<Activity>,
    mailing: Mailing,
    is_marketing: bool,
    now: Timestamp,
    keys: SigningKeys,
}

impl Sample {
    /// A mail to, or about, a lead with these fields.
    pub fn new(config: &Config, mail: &str, known: SampleKnows) -> Self {
        let (mut lead, asked) = lead(config, known);
        let mailing = mailing(mail);
        // Most nurtured leads have no owner, so a mail must be right without one.
        if mailing.to == Recipient::Lead && known == SampleKnows::Address {
            lead.owner = None;
        }
        let newest = asked.last().expect("a form");
        let about = if TeamMail::Reminder.is(mail) { moved(config, newest) } else { newest.clone() };
        let now = about.occurred_at();
        Self { lead, about, asked, is_marketing: is_marketing(&mailing), mailing, now, keys: keys() }
    }

    /// A mail to, or about, the lead with this timeline, oldest activity first. None for an empty timeline.
    pub fn of(mail: &str, lead: Lead, timeline: &[Activity], now: Timestamp) -> Option<Self> {
        let shown = lead.wishes_to_show();
        let asked = timeline.iter().filter(|activity| shown.contains(&&activity.id)).cloned().collect();
        let about = timeline.iter().rfind(|activity| match mail {
            mail if TeamMail::Reminder.is(mail) => matches!(activity.kind, ActivityKind::StageMoved(_)),
            _ => matches!(activity.kind, ActivityKind::FormSubmitted(_)),
        });
        let about = about.or(timeline.last())?.clone();
        let mailing = mailing(mail);
        Some(Self { lead, about, asked, is_marketing: is_marketing(&mailing), mailing, now, keys: keys() })
    }

    /// The lead that it is about.
    pub fn into_lead(self) -> Lead {
        self.lead
    }

    /// Sets whether the mail has the footer and the tracked links of marketing mail. By default all mails to leads have
    /// them.
    #[must_use]
    pub fn as_marketing(self, is_marketing: bool) -> Self {
        Self { is_marketing, ..self }
    }

    /// Renders the mail.
    ///
    /// # Errors
    /// See [`MailError`].
    pub fn render(&self, config: &Config) -> Result<Rendered, MailError> {
        render(&self.letter(config))
    }

    /// The mail as Markdown. `to_empty` says whether an empty value is a mistake.
    pub(crate) fn write(&self, config: &Config, to_empty: ToEmpty) -> Result<Draft, MailError> {
        write(&self.letter(config), to_empty)
    }

    /// Wrong uses of variables, each with its line.
    pub(crate) fn wrong_variables(&self, config: &Config) -> Result<Vec<(usize, WrongVariable)>, MailError> {
        wrong_variables(&self.letter(config))
    }

    /// The lead is the recipient.
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

/// The lead as the fold makes it, owned by the first person of the team, and the activities of its requests.
fn lead(config: &Config, known: SampleKnows) -> (Lead, Vec<Activity>) {
    let at: Timestamp = "2026-11-21T14:03:00Z".parse().expect("a time");
    let id = LeadId::of(&IdentityKey::new("sample"), &Identity::Entry("sample".to_owned()));
    let message = FieldKind::Message.sample(&[]);
    let form = config.forms.keys().next().cloned().unwrap_or_default();
    // The wording of an older version is unknown.
    let version = config.forms.values().next().and_then(|form| form.consent.as_ref()).map(|consent| &consent.version);
    let version = version.filter(|_| known == SampleKnows::All).map_or("sample", String::as_str);
    let sent = Submission {
        form,
        source: "form".to_owned(),
        fields: fields(config, known),
        unrecognised: BTreeSet::new(),
        message: matches!(known, SampleKnows::All | SampleKnows::Twice).then(|| message.to_owned()),
        consent: Some(version.to_owned()),
        agreed: Agreed::default(),
        campaign: None,
        page: None,
        delivered: None,
        unknown: BTreeMap::new(),
        touches: SiteTouches::default(),
    };
    let activity = Activity::new(ActivityId::new(at, &["sample"]), id, ActivityKind::FormSubmitted(sent));
    let owner = config.team.people.first().map(|person| person.id.clone());
    let chosen = Assignment { owner: owner.clone().unwrap_or_default(), rule: "sample".to_owned(), turn: None };
    let folded = |before: Option<Lead>, activity: &Activity| {
        let mut lead = match fold(before, activity.clone(), config, at).expect("it says whom it is about") {
            Folded::Done(lead, _) => lead,
            Folded::NeedsOwner(request) => request.answer(&OwnerChoice::Owner(chosen.clone()), config, at).0,
            Folded::NeedsRecount(_) => unreachable!("nothing counted it before"),
            Folded::NeedsTimeline(_) => unreachable!("a sample undoes nothing"),
        };
        lead.owner.clone_from(&owner);
        lead
    };
    let lead = folded(None, &activity);
    if known != SampleKnows::Twice {
        return (lead, vec![activity]);
    }
    let mut again = activity.clone();
    again.id = ActivityId::new(at, &["sample", "again"]);
    if let ActivityKind::FormSubmitted(sent) = &mut again.kind {
        sent.form = config.forms.keys().last().cloned().unwrap_or_default();
        sent.message = Some("We have 40 vans.".to_owned());
        sent.fields.insert("phone".to_owned(), "+351210000000".to_owned());
    }
    (folded(Some(lead), &again), vec![activity, again])
}

fn fields(config: &Config, known: SampleKnows) -> BTreeMap<String, String> {
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    let asked = config.forms.values().flat_map(Form::asked);
    for field in asked.filter(|field| field.kind.is_of_person()) {
        all.insert(field.name.clone(), field.sample());
    }
    all.extend(
        [
            ("email", FieldKind::Email.sample(&[])),
            ("phone", FieldKind::Phone.sample(&[])),
            ("name", "Maria Silva"),
            ("company", "Acme"),
            ("title", "Head of Operations"),
            ("country", FieldKind::Country.sample(&[])),
            ("employees", "120"),
            (LANGUAGE, config.company.language.as_str()),
        ]
        .map(owned),
    );
    all.retain(|name, _| match known {
        SampleKnows::All | SampleKnows::Twice => true,
        SampleKnows::Address => name == "email",
        SampleKnows::Number => name == "phone",
    });
    all
}

/// The activity that sets the sample's lead aside for a while.
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

/// Marketing, unless it is known to be none: a mail to leads may be a step of a sequence.
fn is_marketing(mailing: &Mailing) -> bool {
    mailing.to == Recipient::Lead && !mailing.asks_to_confirm()
}

fn mailing(mail: &str) -> Mailing {
    let to = TeamMail::named(base_of(mail)).map_or(Recipient::Lead, TeamMail::to);
    Mailing { send: "sample".to_owned(), mail: mail.to_owned(), to, step: None }
}
