//! Reading leads, what happened to them, and the team.

use leadwright_domain::activity::ActivityId;
use leadwright_domain::company::Role;
use leadwright_domain::lead::{Applied, Lead};
use leadwright_domain::value::hash::content_hash;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::stage::Stage;
use leadwright_domain::value::token::{PageCursor, TokenError};

use crate::api::program::{Program, Refusal};
use crate::api::shapes::{ActivityList, Happening, LeadList, ListedLead, Member, TeamList, WholeLead};
use crate::desk::Desk;
use crate::leads_query::{LONGEST, LeadsQuery, Position, temperature};
use crate::viewer::{Viewer, Way};
use crate::visit::Visit;

/// The most leads or activities of a page.
pub(crate) const MOST: usize = 100;

/// The leads or activities of a page where no number is named.
pub(crate) const USUAL: usize = 40;

/// How many activities are looked through for what an action is about, as on the lead's page.
const HISTORY: i32 = 40;

/// The filters of a list of leads.
pub(crate) const FILTERS: [&str; 7] = ["stage", "temperature", "source", "campaign", "owner", "segment", "freshness"];

/// Which page of a list is asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct PageAsked {
    pub(crate) limit: usize,
    pub(crate) cursor: Option<String>,
}

impl PageAsked {
    /// Reads which page a program asks for, by the names of its parameters.
    pub(crate) fn read(parameter: impl Fn(&str) -> Option<String>) -> Result<Self, Refusal> {
        let limit = match parameter("limit") {
            None => USUAL,
            Some(text) => text
                .parse()
                .ok()
                .filter(|limit| (1..=MOST).contains(limit))
                .ok_or_else(|| Refusal::bad_request(format!("limit: it is a number from 1 to {MOST}.")))?,
        };
        Ok(Self { limit, cursor: parameter("cursor") })
    }
}

/// Reads which leads a program asks for, by the names of its parameters.
pub(crate) fn leads_asked(parameter: impl Fn(&str) -> Option<String>) -> Result<LeadsQuery, Refusal> {
    for name in FILTERS.into_iter().chain(["search"]) {
        if parameter(name).is_some_and(|value| value.chars().count() > LONGEST) {
            return Err(Refusal::bad_request(format!("{name}: it may have {LONGEST} characters at the most.")));
        }
    }
    let is_known = |name: &str, known: &dyn Fn(&str) -> bool, all: String| match parameter(name) {
        Some(value) if !value.is_empty() && !known(&value) => {
            Err(Refusal::bad_request(format!("{name}: there is no {value:?}. It is one of {all}.")))
        }
        _ => Ok(()),
    };
    is_known("stage", &|name| Stage::named(name).is_some(), Stage::ALL.map(Stage::name).join(", "))?;
    is_known("temperature", &|name| temperature(name).is_some(), "hot, warm, cold".to_owned())?;
    let ages = ["real-time", "recent", "aged"];
    is_known("freshness", &|name| ages.contains(&name), ages.join(", "))?;
    Ok(LeadsQuery::read(|name| match name {
        "q" => parameter("search"),
        "after" => None,
        name => parameter(name),
    }))
}

impl Desk {
    /// A page of the leads that the filters let through.
    pub(crate) async fn api_leads(
        &self,
        program: &Program<'_>,
        mut query: LeadsQuery,
        page: &PageAsked,
    ) -> Result<LeadList, Refusal> {
        let asked = query.filters().map(|(name, value)| format!("{name}={value}")).join("&");
        let asked = content_hash(&["leads", &asked, &query.search]);
        if let Some(place) = self.place(program, &asked, page)? {
            let position = Position::read(&place).ok_or_else(not_a_cursor)?;
            query.after = Some(position);
        }
        let (viewer, now) = (program.viewer, program.now);
        let found = if query.search.is_empty() {
            self.walk(viewer, now, &query, page.limit).await?
        } else {
            self.find(viewer, now, &query).await?
        };
        if let Some(wrong) = found.wrong {
            return Err(Refusal::bad_request(format!("search: {wrong}")));
        }
        Ok(LeadList {
            leads: found.cards.iter().map(|card| ListedLead::of(card, program.words)).collect(),
            next: found.next.map(|next| self.cursor(program, asked, next.write())),
            looked_at: found.looked,
            complete: !found.is_cut,
        })
    }

    /// A lead.
    pub(crate) async fn api_lead(&self, program: &Program<'_>, id: &LeadId) -> Result<WholeLead, Refusal> {
        let lead = self.seen(program, id).await?;
        self.note_view(program.viewer, program.now, &lead).await;
        Ok(self.whole(program, &lead))
    }

    /// The lead as it is answered.
    pub(crate) fn whole(&self, program: &Program<'_>, lead: &Lead) -> WholeLead {
        WholeLead::of(lead, &self.ledger.config, program.words, program.now)
    }

    /// A page of what happened to a lead.
    pub(crate) async fn api_activities(
        &self,
        program: &Program<'_>,
        id: &LeadId,
        page: &PageAsked,
    ) -> Result<ActivityList, Refusal> {
        let lead = self.seen(program, id).await?;
        let asked = content_hash(&["activities", lead.id.as_str()]);
        let before = match self.place(program, &asked, page)? {
            Some(place) => Some(ActivityId::parse(&place).map_err(|_| not_a_cursor())?),
            None => None,
        };
        // One more says that there are more.
        let mut found = self.ledger.table.activities_before(&lead, before.as_ref(), page.limit + 1).await?;
        let has_more = found.len() > page.limit;
        found.truncate(page.limit);
        let last = found.last().filter(|_| has_more);
        self.note_view(program.viewer, program.now, &lead).await;
        Ok(ActivityList {
            next: last.map(|last| self.cursor(program, asked, last.activity.id.to_string())),
            activities: found
                .iter()
                .map(|applied| Happening::of(applied, &self.ledger.config, program.viewer))
                .collect(),
        })
    }

    /// The people of the team. A partner's people know each other alone.
    pub(crate) fn api_team(&self, program: &Program<'_>) -> TeamList {
        let (team, viewer) = (self.team(), program.viewer);
        let is_known = |id: &str| viewer.role != Role::Partner || viewer.may_see(team.whose(Some(id), None));
        let people = team.people.iter().filter(|person| is_known(&person.id));
        let member = |person: &leadwright_domain::company::Person| Member {
            id: person.id.clone(),
            name: person.name.clone(),
            role: team.role(person).name(),
            takes_leads: person.takes_leads,
            me: person.id == viewer.person.id,
        };
        TeamList { people: people.map(member).collect() }
    }

    /// A lead that the program may see. `program.people` holds what was said of people.
    async fn seen(&self, program: &Program<'_>, id: &LeadId) -> Result<Lead, Refusal> {
        let Some(lead) = self.ledger.table.lead(id).await? else { return Err(self.no_such(program, id).await?) };
        let Program { viewer, people, now, .. } = program;
        let may_see = Visit::open(&self.ledger.config, &lead, *viewer, people, *now).is_some();
        if may_see { Ok(lead) } else { Err(Refusal::no_lead()) }
    }

    /// A lead with its newest activities, for an action.
    pub(crate) async fn read_for_action(
        &self,
        program: &Program<'_>,
        id: &LeadId,
    ) -> Result<(Lead, Vec<Applied>), Refusal> {
        let (lead, newest) = self.ledger.table.lead_and_newest(id, HISTORY).await?;
        let Some(lead) = lead else { return Err(self.no_such(program, id).await?) };
        Ok((lead, newest))
    }

    /// The refusal for a lead that is not there: it was erased, where the program may know that.
    async fn no_such(&self, program: &Program<'_>, id: &LeadId) -> Result<Refusal, Refusal> {
        let is_erased = self.is_told_erased(program.viewer, id).await?;
        Ok(if is_erased { Refusal::erased() } else { Refusal::no_lead() })
    }

    /// The place that a cursor holds; none for the first page.
    fn place(&self, program: &Program<'_>, asked: &str, page: &PageAsked) -> Result<Option<String>, Refusal> {
        let Some(text) = &page.cursor else { return Ok(None) };
        let cursor = self.keys.verify::<PageCursor>(text, program.now).map_err(|why| match why {
            TokenError::Wrong => not_a_cursor(),
            TokenError::Expired => {
                Refusal::bad_request("cursor: it is older than a day. Begin the list anew, without it.")
            }
        })?;
        if cursor.holder != program.token || cursor.query != asked {
            let detail = "cursor: it is of another list. Send it with the filters and the token that it was given for.";
            return Err(Refusal::bad_request(detail));
        }
        Ok(Some(cursor.place))
    }

    fn cursor(&self, program: &Program<'_>, query: String, place: String) -> String {
        self.keys.sign(&PageCursor { holder: program.token.clone(), query, place }, program.now)
    }

    async fn note_view(&self, viewer: Viewer<'_>, now: jiff::Timestamp, lead: &Lead) {
        debug_assert!(viewer.way == Way::Token, "pages note it themselves");
        self.put_view_of(viewer, now, lead).await;
    }
}

fn not_a_cursor() -> Refusal {
    Refusal::bad_request("cursor: it is none of ours. Take it from `next` of the page before, or leave it out.")
}
