//! Adding a lead by hand: a call into the office, a tip, a card from a fair.
//!
//! Who may be the same person is shown before anything is stored. What is sent twice from the same page is one entry.

use std::borrow::Cow;
use std::collections::BTreeMap;

use askama::Template;
use jiff::Timestamp;
use lambda_http::http::StatusCode;
use leadwright_cloud::table::{Card, Named, TableError};
use leadwright_domain::company::Company;
use leadwright_domain::entry::{EntryKind, LeadEntry, Taker};
use leadwright_domain::form::FieldError;
use leadwright_domain::routing::People;
use leadwright_domain::search::SearchQuery;
use leadwright_domain::value::country::Country;
use leadwright_domain::value::identity::{Identity, LeadId};
use leadwright_domain::value::text::NOTE_LIMIT;
use leadwright_domain::words::Words;
use leadwright_web::field::{Control, Field, Presence};
use leadwright_web::frame::Page;
use leadwright_web::problem::Problem;
use leadwright_web::response::{Access, Answer, see_other};
use tracing::info;

use crate::admitted::Admitted;
use crate::desk::Desk;
use crate::listed::{ListedLead, Reading};
use crate::viewer::Viewer;

/// The most possible duplicates that are shown.
const ALIKE: usize = 5;

#[derive(Template)]
#[template(path = "add_lead.html")]
struct AddLead<'a> {
    words: Words<'a>,
    press: String,
    kind: EntryKind,
    fields: Vec<Field<'a>>,
    /// `me`, `next`, `nobody`.
    taker: &'a str,
    consent: bool,
    /// What is wrong with no field of its own.
    error: Option<&'a str>,
    /// Leads that may be the same person.
    alike: Vec<ListedLead>,
    /// One of them is: it has the same address or number.
    is_known: bool,
    /// Somebody who may not be shown here has the same address or number.
    is_others: bool,
    /// What came of the entry before this one.
    added: Option<Added>,
}

/// The entry before this one.
struct Added {
    /// The message.
    message: &'static str,
    /// The lead, where the viewer may see it.
    lead: Option<String>,
}

impl AddLead<'_> {
    const SHOWS_OWNER: bool = true;

    fn asks_before(&self) -> bool {
        !self.alike.is_empty() || self.is_others
    }
}

impl Page for AddLead<'_> {
    fn title(&self) -> Cow<'_, str> {
        self.words.say("desk-add").into()
    }
}

/// Who may be the same person as the one of an entry.
#[derive(Default)]
pub(crate) struct Alike {
    pub(crate) cards: Vec<Card>,
    is_known: bool,
    pub(crate) is_others: bool,
}

/// What the page is shown with.
struct Shown<'a> {
    kind: EntryKind,
    entered: &'a BTreeMap<String, String>,
    wrong: Option<&'a FieldError>,
    alike: Alike,
    press: String,
}

impl Desk {
    pub(crate) async fn add_lead(&self, admitted: &Admitted<'_>) -> Answer {
        if !admitted.viewer.role.may_change_leads() {
            return admitted.not_for_role("desk-add-not-for-you");
        }
        if admitted.is_post() {
            return self.take_entry(admitted).await;
        }
        let kind = admitted.query("kind").as_deref().and_then(EntryKind::named).unwrap_or(EntryKind::Call);
        // At a fair, one card follows another: the event stays.
        let entered: BTreeMap<String, String> =
            admitted.query("event").into_iter().map(|event| ("event".to_owned(), event)).collect();
        let press = admitted.press();
        let shown = Shown { kind, entered: &entered, wrong: None, alike: Alike::default(), press };
        self.show_entry(admitted, StatusCode::OK, shown)
    }

    async fn take_entry(&self, admitted: &Admitted<'_>) -> Answer {
        let entered = &admitted.form;
        let page = entered.get("press").map_or("", String::as_str);
        let text = |name: &str| entered.get(name).map_or("", String::as_str);
        let kind = EntryKind::named(text("kind")).unwrap_or(EntryKind::Call);
        let press = admitted.signed(page);
        let config = &self.ledger.config;
        let mut entry = match LeadEntry::read(admitted.words, kind, entered, config) {
            Ok(entry) => entry,
            Err(wrong) => {
                let again = || {
                    let shown = Shown { kind, entered, wrong: Some(&wrong), alike: Alike::default(), press };
                    self.show_entry(admitted, StatusCode::UNPROCESSABLE_ENTITY, shown)
                };
                return admitted.refusal(&wrong).unwrap_or_else(again);
            }
        };
        let identity = entry.identity(page);
        let failed = |failure: anyhow::Error| {
            admitted.try_later(
                "add_lead",
                &admitted.viewer.person.id,
                failure,
                &admitted.words.say("desk-add-counts-once"),
            )
        };
        let (id, alike) = match self.alike(admitted.viewer, &entry, &identity).await {
            Ok(found) => found,
            Err(failure) => return failed(failure.into()),
        };
        let is_asked = text("sure") != "yes" && (!alike.cards.is_empty() || alike.is_others);
        if is_asked {
            let shown = Shown { kind, entered, wrong: None, alike, press };
            return self.show_entry(admitted, StatusCode::OK, shown);
        }
        let person = admitted.viewer.person;
        // Who may not change the lead adds to it, and does not take it away from who has it.
        let people = self.people(admitted).await;
        let may_take = match people {
            Ok(people) => self.may_take(admitted.viewer, &people, admitted.now, &id).await,
            Err(failure) => Err(failure),
        };
        let may_take = match may_take {
            Ok(may_take) => may_take,
            Err(failure) => return failed(failure.into()),
        };
        if !may_take {
            entry.taker = Taker::Nobody;
        }
        let referrer = entry.referrer(&self.identity_key);
        let activities = entry.activities(&id, referrer.as_ref(), page, &person.id, admitted.now);
        let outcome = match Box::pin(self.ledger.apply(&id, &activities, admitted.now)).await {
            Ok(outcome) => outcome,
            Err(failure) => return failed(failure.into()),
        };
        let Some(lead) = outcome.lead else {
            let (title, detail) = (admitted.words.say("desk-add-nothing"), admitted.words.say("desk-add-erased"));
            return admitted.problem(Problem::new(StatusCode::CONFLICT, title, detail));
        };
        self.send.hurry(&lead, admitted.now).await;
        info!(lead.id = %id, person = person.id, kind = kind.name(), "lead added by hand");
        let is_seen = may_take && admitted.viewer.may_see(self.team().whose(lead.owner.as_deref(), None));
        let seen = if is_seen { id.as_str() } else { "others" };
        see_other(Access::Private, &next_page(&entry, seen))
    }

    /// Nobody is known by this id, or a lead that the viewer may change.
    pub(crate) async fn may_take(
        &self,
        viewer: Viewer<'_>,
        people: &People,
        now: Timestamp,
        id: &LeadId,
    ) -> Result<bool, TableError> {
        let lead = self.ledger.table.lead(id).await?;
        let distribution = self.ledger.config.distribution(people, now);
        Ok(lead.is_none_or(|lead| viewer.may_change(distribution.whose(&lead))))
    }

    /// The lead that the entry is about, and leads that may be the same person.
    pub(crate) async fn alike(
        &self,
        viewer: Viewer<'_>,
        entry: &LeadEntry,
        identity: &Identity,
    ) -> Result<(LeadId, Alike), TableError> {
        let (table, company) = (&self.ledger.table, &self.ledger.config.company);
        let mut id = LeadId::of(&self.identity_key, identity);
        let mut alike = Alike::default();
        let may_see = |card: &Card| viewer.may_see(self.team().whose(card.owner.as_deref(), None));
        match table.named(&self.identity_key, identity, company).await? {
            Named::One(lead) => {
                let known = table.cards_of([&lead]).await?;
                id = lead;
                alike.is_known = true;
                alike.is_others = known.iter().any(|card| !may_see(card));
                alike.cards.extend(known);
            }
            Named::Several(cards) => alike.cards.extend(cards),
            Named::Nobody => {}
        }
        for query in queries(entry, company) {
            alike.cards.extend(table.search(&query, None, company).await?.cards);
        }
        // What was added from this very page is no duplicate of itself.
        let is_own = |card: &Card| matches!(identity, Identity::Entry(_)) && card.id == id;
        let mut seen = std::collections::BTreeSet::new();
        alike.cards.retain(|card| may_see(card) && !is_own(card) && seen.insert(card.id.clone()));
        alike.cards.truncate(ALIKE);
        Ok((id, alike))
    }

    fn show_entry(&self, admitted: &Admitted<'_>, status: StatusCode, shown: Shown<'_>) -> Answer {
        let Shown { kind, entered, wrong, alike, press } = shown;
        let zone = admitted.viewer.person.timezone.time_zone();
        let words = admitted.words;
        let reading = Reading { config: &self.ledger.config, words, zone: &zone, now: admitted.now };
        let fields = fields(words, kind);
        let error = wrong.filter(|wrong| fields.iter().all(|field| field.name != wrong.field));
        let filled = fields.into_iter().map(|field| Field {
            value: entered.get(field.name).map_or("", String::as_str),
            error: wrong.filter(|wrong| wrong.field == field.name).map(|wrong| wrong.message.as_str()),
            ..field
        });
        let usual = if kind == EntryKind::Tip { "nobody" } else { "me" };
        let page = AddLead {
            words,
            press,
            kind,
            fields: filled.collect(),
            taker: entered.get("taker").map_or(usual, String::as_str),
            consent: entered.get("consent").is_some_and(|consent| consent == "yes"),
            error: error.map(|wrong| wrong.message.as_str()),
            alike: alike.cards.iter().map(|card| reading.line(card)).collect(),
            is_known: alike.is_known,
            is_others: alike.is_others,
            added: admitted.query("added").filter(|_| !admitted.is_post()).map(|lead| added(&lead)),
        };
        admitted.page(status, &page)
    }
}

/// What leads that may be the same person are searched by: the number, and the name with the company.
fn queries(entry: &LeadEntry, company: &Company) -> Vec<SearchQuery> {
    let field = |name: &str| entry.fields.get(name).map(String::as_str);
    let name = field("name").map(|name| format!("{name} {}", field("company").unwrap_or_default()));
    let texts = [field("phone").map(str::to_owned), name];
    texts.into_iter().flatten().filter_map(|text| SearchQuery::read(&text, company).ok()).collect()
}

/// The page after an entry: the lead, or the next card of the same event.
fn next_page(entry: &LeadEntry, lead: &str) -> String {
    if entry.kind != EntryKind::Card && lead != "others" {
        return format!("/desk/leads/{lead}");
    }
    let mut address = form_urlencoded::Serializer::new("/desk/leads/new?".to_owned());
    address.append_pair("kind", entry.kind.name()).append_pair("added", lead);
    if let Some(event) = &entry.event {
        address.append_pair("event", event);
    }
    address.finish()
}

/// What came of the entry before.
fn added(lead: &str) -> Added {
    match LeadId::parse(lead) {
        Ok(lead) => Added { message: "desk-add-added", lead: Some(lead.to_string()) },
        Err(_) => Added { message: "desk-add-others", lead: None },
    }
}

/// The fields of the page.
fn fields(words: Words<'_>, kind: EntryKind) -> Vec<Field<'_>> {
    // The page says that whatever is known is enough.
    let line = |name, message, kind, autocomplete| Field {
        presence: Presence::Preset,
        ..Field::new(words, name, words.say(message), Control::Line { kind, autocomplete })
    };
    let required = |field| Field { presence: Presence::Required, ..field };
    let mut fields = Vec::new();
    if kind == EntryKind::Card {
        fields.push(required(line("event", "desk-add-event", "text", "off")));
    }
    // The browser would fill in the salesperson's own name and address.
    fields.extend([
        line("name", "desk-add-name", "text", "off"),
        line("company", "desk-add-company", "text", "off"),
        line("phone", "desk-add-phone", "tel", "off"),
        line("email", "desk-add-email", "email", "off"),
        line("title", "desk-add-title", "text", "off"),
    ]);
    if kind == EntryKind::Tip {
        fields.push(line("referred_by", "desk-add-referred-by", "text", "off"));
    } else {
        let options =
            Country::all(words.language()).into_iter().map(|(country, name)| (country.code(), name.into())).collect();
        let control = Control::Country { none: words.say("desk-add-no-country").into(), options };
        fields.push(Field {
            presence: Presence::Preset,
            ..Field::new(words, "country", words.say("desk-add-country"), control)
        });
    }
    let message = match kind {
        EntryKind::Call => "desk-add-want",
        EntryKind::Tip => "desk-add-need",
        EntryKind::Card => "desk-add-talked",
    };
    let note = Control::Text { rows: 3, most: NOTE_LIMIT };
    fields.push(Field { presence: Presence::Preset, ..Field::new(words, "note", words.say(message), note) });
    fields
}
