//! The worklist: a person's leads by what is to be done next.
//!
//! Three requests of the table, however many leads there are: the session, the head of the person's own list, and the head
//! of the list of leads that nobody has.

use std::borrow::Cow;
use std::collections::BTreeSet;

use askama::Template;
use jiff::tz::TimeZone;
use lambda_http::http::StatusCode;
use leadwright_cloud::table::{Card, NOBODY, TableError};
use leadwright_domain::company::Role;
use leadwright_domain::lead::Reason;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::words::Words;
use leadwright_web::frame::Page;
use leadwright_web::response::{Access, Answer, see_other};

use crate::admitted::Admitted;
use crate::desk::Desk;
use crate::listed::{ListedLead, Reading};

/// How many leads of their own a page shows, the most urgent: more make no better day, and the page stays small.
const OWN: usize = 70;
/// How many leads of nobody a page shows.
const UNOWNED: usize = 15;

/// A section: its heading and a sentence below it, as messages, and the reasons that put a lead there. A lead stands in the first section
/// that has a reason of its own.
struct Kind {
    id: &'static str,
    heading: &'static str,
    hint: &'static str,
    reasons: &'static [Reason],
    /// The reasons that the heading says already.
    says: &'static [Reason],
}

const KINDS: [Kind; 6] = [
    Kind {
        id: "accept",
        heading: "desk-accept",
        hint: "desk-accept-hint",
        reasons: &[Reason::SlaMissed, Reason::SlaRunning, Reason::NoOwner],
        says: &[Reason::SlaRunning],
    },
    Kind {
        id: "hot",
        heading: "desk-hot",
        hint: "desk-hot-hint",
        reasons: &[Reason::HotAndFresh],
        says: &[Reason::HotAndFresh],
    },
    Kind {
        id: "replied",
        heading: "desk-replied",
        hint: "desk-replied-hint",
        reasons: &[Reason::Replied],
        says: &[Reason::Replied],
    },
    Kind {
        id: "due",
        heading: "desk-due",
        hint: "desk-due-hint",
        reasons: &[Reason::Overdue, Reason::DueToday],
        says: &[],
    },
    Kind {
        id: "back",
        heading: "desk-back",
        hint: "desk-back-hint",
        reasons: &[Reason::CameBack],
        says: &[Reason::CameBack],
    },
    Kind {
        id: "update",
        heading: "desk-update",
        hint: "desk-update-hint",
        reasons: &[Reason::Bounced, Reason::Untouched, Reason::Incomplete],
        says: &[],
    },
];

/// What is planned for another day, and leads of nobody.
const PLANNED: (&str, &str, &str) = ("planned", "desk-planned", "desk-planned-hint");
const UNTAKEN: (&str, &str, &str) = ("nobody", "desk-untaken", "desk-untaken-hint");

#[derive(Template)]
#[template(path = "worklist.html")]
struct Worklist<'a> {
    words: Words<'a>,
    name: String,
    sections: Vec<Section>,
    /// Leads to do something about today.
    count: usize,
    /// There are more leads than the page shows.
    has_more: bool,
    /// The address that lists all of them.
    all: String,
    may_add: bool,
}

struct Section {
    id: &'static str,
    heading: String,
    hint: String,
    leads: Vec<ListedLead>,
}

impl Worklist<'_> {
    const SHOWS_OWNER: bool = false;
}

impl Page for Worklist<'_> {
    const WIDE: bool = true;
    const SCRIPT: Option<&'static str> = Some(leadwright_web::asset::SCRIPT_ADDRESS);

    fn title(&self) -> Cow<'_, str> {
        self.words.say("desk-nav-worklist").into()
    }
}

/// A person's leads in the order of the page, by section.
struct Sorted {
    sections: Vec<(&'static str, &'static str, &'static str, Vec<Card>)>,
    has_more: bool,
}

impl Desk {
    pub(crate) async fn worklist(&self, admitted: &Admitted<'_>) -> Answer {
        let person = admitted.viewer.person;
        let sorted = match self.sorted(admitted).await {
            Ok(sorted) => sorted,
            Err(failure) => return admitted.try_later("worklist", &person.id, failure, ""),
        };
        let zone = person.timezone.time_zone();
        let words = admitted.words;
        let reading = Reading { config: &self.ledger.config, words, zone: &zone, now: admitted.now };
        let is_today = |id: &str| ![PLANNED.0, UNTAKEN.0].contains(&id);
        let count = sorted.sections.iter().filter(|(id, ..)| is_today(id)).map(|(.., cards)| cards.len()).sum();
        // What a heading says of all its leads is not said again of each.
        let section = |(id, heading, hint, cards): &(&'static str, &'static str, &'static str, Vec<Card>)| {
            let line = |card| {
                let said = KINDS.iter().find(|kind| kind.id == *id);
                reading.line_without(card, said.map_or(&[], |kind| kind.says))
            };
            Section { id, heading: words.say(heading), hint: words.say(hint), leads: cards.iter().map(line).collect() }
        };
        let page = Worklist {
            words,
            name: person.name.clone(),
            sections: sorted.sections.iter().map(section).collect(),
            count,
            has_more: sorted.has_more,
            all: format!("/desk/leads?owner={}", person.id),
            may_add: admitted.viewer.role.may_change_leads(),
        };
        admitted.page(StatusCode::OK, &page)
    }

    /// Leads on to the lead that comes after another one in the worklist.
    pub(crate) async fn next_lead(&self, admitted: &Admitted<'_>) -> Answer {
        let sorted = match self.sorted(admitted).await {
            Ok(sorted) => sorted,
            Err(failure) => return admitted.try_later("next", &admitted.viewer.person.id, failure, ""),
        };
        let leads: Vec<&LeadId> = sorted.sections.iter().flat_map(|(.., cards)| cards).map(|card| &card.id).collect();
        let after = admitted.query("after").unwrap_or_default();
        let at = leads.iter().position(|lead| lead.as_str() == after);
        // Whatever was done with the lead may have moved it elsewhere in the list, or out of it: then the first comes next.
        let next = at.map_or_else(|| leads.first(), |at| leads.get(at + 1));
        let to = next.map_or_else(|| "/desk".to_owned(), |lead| format!("/desk/leads/{lead}"));
        see_other(Access::Private, &to)
    }

    async fn sorted(&self, admitted: &Admitted<'_>) -> Result<Sorted, TableError> {
        let (viewer, table, team) = (admitted.viewer, &self.ledger.table, self.team());
        let sees_unowned = viewer.role != Role::Partner;
        let unowned =
            async { if sees_unowned { table.worklist_head(NOBODY, UNOWNED).await } else { Ok((Vec::new(), false)) } };
        let own = table.worklist_head(&viewer.person.id, OWN);
        let ((mut own, has_more), (mut unowned, _)) = futures_util::try_join!(own, unowned)?;
        let may_see = |card: &Card| viewer.may_see(team.whose(card.owner.as_deref(), None));
        own.retain(may_see);
        unowned.retain(may_see);
        let mut sections = sections(own, admitted, &viewer.person.timezone.time_zone());
        if !unowned.is_empty() {
            sections.push((UNTAKEN.0, UNTAKEN.1, UNTAKEN.2, unowned));
        }
        Ok(Sorted { sections, has_more })
    }
}

/// The sections that have leads. Within a section the order of the list stays.
fn sections(
    own: Vec<Card>,
    admitted: &Admitted<'_>,
    zone: &TimeZone,
) -> Vec<(&'static str, &'static str, &'static str, Vec<Card>)> {
    let mut of_kinds: Vec<Vec<Card>> = KINDS.iter().map(|_| Vec::new()).collect();
    let mut planned = Vec::new();
    for card in own {
        let reasons: BTreeSet<Reason> = card.reasons(admitted.now, zone).into_iter().collect();
        let kind = KINDS.iter().position(|kind| kind.reasons.iter().any(|reason| reasons.contains(reason)));
        match kind {
            Some(kind) => of_kinds[kind].push(card),
            None => planned.push(card),
        }
    }
    let kinds = KINDS.iter().zip(of_kinds).map(|(kind, cards)| (kind.id, kind.heading, kind.hint, cards));
    let planned = (PLANNED.0, PLANNED.1, PLANNED.2, planned);
    kinds.chain([planned]).filter(|(.., cards)| !cards.is_empty()).collect()
}
