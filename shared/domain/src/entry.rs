//! A lead that one of our own people enters by hand: a call into the office, somebody's tip, a card from a fair.
//!
//! A value is kept whole or refused, as in a form. What is entered twice from the same page is one entry.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::activity::Activity;
use crate::activity::kinds::{ActivityKind, Answers, Contact, Imported, Interaction};
use crate::config::Config;
use crate::form::FieldError;
use crate::referral::referrer;
use crate::value::identity::{EmailAddress, Identity, IdentityKey, LeadId, PhoneNumber};
use crate::value::phone::DialledNumber;
use crate::value::question::Question;
use crate::value::text::{LINE_LIMIT, NOTE_LIMIT, NotKept, whole_line, whole_text};
use crate::words::Words;
use crate::zone::country_of;

/// How we came to know of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// They called.
    Call,
    /// Somebody says that they need what we sell.
    Tip,
    /// They left a card at an event.
    Card,
}

/// Who is to have the lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taker {
    /// Who enters it.
    Me,
    /// Whoever is next by `routing.yaml`.
    Next,
    /// Nobody yet: it is nurtured.
    Nobody,
}

/// The fields of a lead that an entry may have.
pub const ENTRY_FIELDS: [&str; 7] = ["name", "company", "title", "email", "phone", "country", "employees"];

/// The fields of which one must be there.
const KNOWN_BY: [&str; 4] = ["name", "company", "email", "phone"];

/// An entry that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadEntry {
    /// How we came to know of them.
    pub kind: EntryKind,
    /// Field → value.
    pub fields: BTreeMap<String, String>,
    /// The event where they left their card.
    pub event: Option<String>,
    /// Who is to have the lead.
    pub taker: Taker,
    unrecognised: BTreeSet<String>,
    note: Option<String>,
    referred_by: Option<String>,
    consent: bool,
    identity: Option<Identity>,
}

impl EntryKind {
    /// All, in the order of the page.
    pub const ALL: [Self; 3] = [Self::Call, Self::Tip, Self::Card];

    /// Its name in the address and in posts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Tip => "tip",
            Self::Card => "card",
        }
    }

    /// The kind of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The source of its leads in reports.
    pub fn source(self) -> &'static str {
        match self {
            Self::Call => "inbound call",
            Self::Tip => "referral",
            Self::Card => "trade show",
        }
    }
}

impl LeadEntry {
    /// Reads what was entered.
    ///
    /// # Errors
    /// The field that is not right, and what to write.
    pub fn read(
        words: Words<'_>,
        kind: EntryKind,
        entered: &BTreeMap<String, String>,
        config: &Config,
    ) -> Result<Self, FieldError> {
        let text = |name: &str| entered.get(name).map_or("", String::as_str);
        let (mut fields, mut unrecognised) = (BTreeMap::new(), BTreeSet::new());
        for name in ENTRY_FIELDS {
            let Some(field) = config.field(name) else { continue };
            if let Some(kept) = field.take(words, text(name)).map_err(|why| FieldError::new(name, why))? {
                unrecognised.extend((!kept.is_recognised).then(|| name.to_owned()));
                fields.insert(name.to_owned(), kept.value);
            }
        }
        if KNOWN_BY.iter().all(|name| !fields.contains_key(*name)) {
            return Err(FieldError::new("name", words.say("desk-add-known-by")));
        }
        let line = |name: &'static str, label: &str| {
            let line = whole_line(text(name), LINE_LIMIT).map_err(|why| FieldError::new(name, not_kept(label, why)))?;
            Ok::<_, FieldError>(Some(line).filter(|line| !line.is_empty()))
        };
        let note =
            whole_text(text("note"), NOTE_LIMIT).map_err(|why| FieldError::new("note", not_kept("The note", why)))?;
        let event = if kind == EntryKind::Card { line("event", "The event")? } else { None };
        if kind == EntryKind::Card && event.is_none() {
            return Err(FieldError::new("event", words.say("desk-add-write-event")));
        }
        let referred_by = if kind == EntryKind::Tip { line("referred_by", "The name")? } else { None };
        let taker = match text("taker") {
            "me" => Taker::Me,
            "next" => Taker::Next,
            "nobody" => Taker::Nobody,
            _ => return Err(FieldError::new("taker", words.say("desk-add-choose-taker"))),
        };
        let recognised = |name: &str| fields.get(name).filter(|_| !unrecognised.contains(name));
        let email = recognised("email").and_then(|text| EmailAddress::parse(text).ok()).map(Identity::Email);
        let phone = || {
            let dialled = DialledNumber::read(recognised("phone")?, country_of(&config.company))?;
            PhoneNumber::parse(dialled.as_str()).map(Identity::Phone)
        };
        let identity = email.or_else(phone);
        Ok(Self {
            kind,
            event,
            taker,
            note: Some(note).filter(|note| !note.is_empty()),
            referred_by,
            // Who is only known by a tip has agreed to nothing.
            consent: kind != EntryKind::Tip && text("consent") == "yes",
            identity,
            unrecognised,
            fields,
        })
    }

    /// Who it is about: by the address, else by the number; else it is somebody new, and `page` names the page that it was
    /// entered on.
    pub fn identity(&self, page: &str) -> Identity {
        self.identity.clone().unwrap_or_else(|| Identity::Entry(format!("page:{page}")))
    }

    /// The lead that gave the tip, where an address or a number says who it is.
    pub fn referrer(&self, key: &IdentityKey) -> Option<LeadId> {
        referrer(self.referred_by.as_deref()?, key)
    }

    /// What happened: that somebody of the team (`by`) entered it on a page at `now`.
    pub fn activities(
        &self,
        lead: &LeadId,
        referrer: Option<&LeadId>,
        page: &str,
        by: &str,
        now: Timestamp,
    ) -> Vec<Activity> {
        let row = Imported {
            source: self.kind.source().to_owned(),
            fields: self.fields.clone(),
            unrecognised: self.unrecognised.clone(),
            campaign: None,
            consent: self.consent,
            consent_phone: false,
            note: self.note.clone(),
            history: false,
            tip: self.kind == EntryKind::Tip,
            referred_by: self.referred_by.clone(),
            referrer: referrer.cloned(),
            by: None,
            delivered: None,
            opt_in: None,
            import: None,
        };
        let mut kinds = vec![ActivityKind::LeadImported(row)];
        match self.kind {
            EntryKind::Call => {}
            EntryKind::Tip => {
                let evidence = self.referred_by.as_ref().map(|by| format!("{by} says so"));
                let answers = BTreeMap::from([(Question::Need, true)]);
                kinds.push(ActivityKind::Qualified(Answers { answers, evidence, by: by.to_owned() }));
            }
            EntryKind::Card => {
                let met = Interaction { name: self.event.clone(), page: None, note: None, by_browser: false };
                kinds.push(ActivityKind::EventAttended(met));
            }
        }
        match self.taker {
            Taker::Me => {
                kinds.push(ActivityKind::Assigned { to: Some(by.to_owned()), by: by.to_owned(), why: None });
            }
            Taker::Next => kinds.push(ActivityKind::Assigned { to: None, by: by.to_owned(), why: None }),
            Taker::Nobody => {}
        }
        if self.kind == EntryKind::Call {
            // Who answered the telephone has spoken with them.
            kinds.push(ActivityKind::CallLogged(Contact { by: by.to_owned(), reached: true, note: None }));
        }
        kinds.into_iter().map(|kind| Activity::done_on_page(lead.clone(), page, kind, now)).collect()
    }
}

fn not_kept(label: &str, why: NotKept) -> String {
    format!("{label} can't be kept: {why}.")
}
