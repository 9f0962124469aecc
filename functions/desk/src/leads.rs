//! All leads that the viewer may see: filtered by the address, found by words, page by page.
//!
//! A page looks at 500 leads at the most, says how far it looked, and goes on where it ended: one query a shard of each
//! stage that it looks at, or one for each owner.

use std::borrow::Cow;

use askama::Template;
use lambda_http::http::StatusCode;
use leadwright_cloud::table::{Card, ListPart, NOBODY, TableError};
use leadwright_domain::company::Role;
use leadwright_domain::search::SearchQuery;
use leadwright_domain::value::stage::Stage;
use leadwright_web::field::{Control, Field, Presence};
use leadwright_web::frame::Page;
use leadwright_web::response::Answer;

use crate::admitted::Admitted;
use crate::desk::Desk;
use crate::leads_query::{LeadsQuery, NO_OWNER, Position, sources};
use crate::listed::{ListedLead, Reading};

/// The leads of a page.
const LINES: usize = 40;
/// The leads that a page looks at, at the most.
const LOOKED_AT: usize = 500;

/// The stages in the order of the list: sales' first.
const STAGES: [Stage; 10] = [
    Stage::Sql,
    Stage::Prospect,
    Stage::Pql,
    Stage::Mql,
    Stage::Lead,
    Stage::Recycled,
    Stage::Customer,
    Stage::Suspect,
    Stage::Disqualified,
    Stage::Lost,
];

#[derive(Template)]
#[template(path = "leads.html")]
struct LeadsPage<'a> {
    query: &'a LeadsQuery,
    fields: Vec<Field<'a>>,
    leads: Vec<ListedLead>,
    /// What the filters say, in words.
    active: String,
    /// How far it looked, in words.
    looked: String,
    /// Why the words in the search box find nothing.
    wrong: Option<String>,
    more: Option<String>,
    first: Option<String>,
    may_add: bool,
    is_search: bool,
}

impl LeadsPage<'_> {
    const SHOWS_OWNER: bool = true;
}

impl Page for LeadsPage<'_> {
    const WIDE: bool = true;

    fn title(&self) -> Cow<'_, str> {
        "Leads".into()
    }
}

/// What was found.
#[derive(Default)]
struct FoundLeads {
    cards: Vec<Card>,
    looked: usize,
    /// Where the next page begins.
    next: Option<Position>,
    /// A search found more than it shows.
    is_cut: bool,
    wrong: Option<String>,
}

impl Desk {
    pub(crate) async fn leads(&self, admitted: &Admitted<'_>) -> Answer {
        let query = LeadsQuery::read(|name| admitted.query(name));
        let found =
            if query.search.is_empty() { self.walk(admitted, &query).await } else { self.find(admitted, &query).await };
        let found = match found {
            Ok(found) => found,
            Err(failure) => return admitted.try_later("leads", &admitted.viewer.person.id, failure, ""),
        };
        let zone = admitted.viewer.person.timezone.time_zone();
        let reading = Reading { config: &self.ledger.config, zone: &zone, now: admitted.now };
        let choices = self.choices(admitted);
        let fields = fields(&query, &choices);
        let page = LeadsPage {
            active: fields.iter().filter_map(chosen).collect::<Vec<_>>().join(", "),
            fields,
            leads: found.cards.iter().map(|card| reading.line(card)).collect(),
            looked: looked(&query, &found),
            more: found.next.map(|next| LeadsQuery { after: Some(next), ..query.clone() }.address()),
            first: query.after.as_ref().map(|_| LeadsQuery { after: None, ..query.clone() }.address()),
            wrong: found.wrong,
            may_add: admitted.viewer.role.may_change_leads(),
            is_search: !query.search.is_empty(),
            query: &query,
        };
        admitted.page(StatusCode::OK, &page)
    }

    /// A page of the leads that the filters let through.
    async fn walk(&self, admitted: &Admitted<'_>, query: &LeadsQuery) -> Result<FoundLeads, TableError> {
        let parts = self.parts(admitted, query);
        let start = query.after.clone().unwrap_or(Position { part: 0, place: None });
        let (mut part, mut place) = (start.part, start.place);
        let mut found = FoundLeads::default();
        while let Some(of) = parts.get(part) {
            let listed = self.ledger.table.listed(of, place.as_deref(), self.at_once(of, query, found.looked)).await?;
            for (at, card) in listed.cards {
                if found.cards.len() == LINES || found.looked == LOOKED_AT {
                    found.next = Some(Position { part, place });
                    return Ok(found);
                }
                found.looked += 1;
                if self.may_list(admitted, &card)
                    && query.lets_through(&card, &self.ledger.config.campaigns, admitted.now)
                {
                    found.cards.push(card);
                }
                place = Some(at);
            }
            // A part is read once a page: the next page goes on behind the last that was looked at.
            if !listed.is_end {
                found.next = Some(Position { part, place });
                return Ok(found);
            }
            (part, place) = (part + 1, None);
            let is_full = found.looked == LOOKED_AT || found.cards.len() == LINES;
            if is_full && part < parts.len() {
                found.next = Some(Position { part, place });
                return Ok(found);
            }
        }
        Ok(found)
    }

    /// How many leads of a part are read at once. Where the filters leave nothing out, a page of each of its partitions; else
    /// as many as may be looked at.
    fn at_once(&self, part: &ListPart, query: &LeadsQuery, looked: usize) -> usize {
        let partitions = match part {
            ListPart::Owners(owners) => owners.len(),
            ListPart::Stage(_) => self.ledger.table.shards.into(),
        };
        let most = if query.is_by_part_alone() { (LINES + 1) * partitions } else { LOOKED_AT };
        most.min(LOOKED_AT - looked).max(partitions)
    }

    /// The leads that the words in the search box find.
    async fn find(&self, admitted: &Admitted<'_>, query: &LeadsQuery) -> Result<FoundLeads, TableError> {
        let (viewer, config) = (admitted.viewer, &self.ledger.config);
        let asked = match SearchQuery::read(&query.search, &config.company) {
            Ok(asked) => asked,
            Err(wrong) => return Ok(FoundLeads { wrong: Some(wrong), ..FoundLeads::default() }),
        };
        let whose = (!viewer.role.may_see_all_leads()).then_some(viewer.person.id.as_str());
        let found = self.ledger.table.search(&asked, whose, &config.company).await?;
        let looked = found.cards.len();
        let mut cards = found.cards;
        cards.retain(|card| self.may_list(admitted, card) && query.lets_through(card, &config.campaigns, admitted.now));
        Ok(FoundLeads { cards, looked, is_cut: !found.is_complete, ..FoundLeads::default() })
    }

    /// The viewer may see the lead of a row of a list.
    fn may_list(&self, admitted: &Admitted<'_>, card: &Card) -> bool {
        admitted.viewer.may_see(self.team().whose(card.owner.as_deref(), None))
    }

    /// The parts of the list, as far as the viewer may see leads in them.
    fn parts(&self, admitted: &Admitted<'_>, query: &LeadsQuery) -> Vec<ListPart> {
        let viewer = admitted.viewer;
        if query.owner == NO_OWNER && query.stage().is_none() {
            return vec![ListPart::Owners(vec![NOBODY.to_owned()])];
        }
        if !query.owner.is_empty() && query.owner != NO_OWNER {
            return vec![ListPart::Owners(vec![query.owner.clone()])];
        }
        if let Some(stage) = query.stage().filter(|stage| viewer.role.may_see_all_leads() || stage.is_marketings()) {
            return vec![ListPart::Stage(stage)];
        }
        if viewer.role.may_see_all_leads() {
            return STAGES.map(ListPart::Stage).to_vec();
        }
        // Their own; of a partner's people, those of all of them.
        let is_seen = |id: &str| viewer.may_see(self.team().whose(Some(id), None));
        let people = self.team().people.iter().map(|person| &person.id).filter(|id| is_seen(id)).cloned();
        let unowned = (viewer.role == Role::Seller).then(|| NOBODY.to_owned());
        vec![ListPart::Owners(people.chain(unowned).collect())]
    }

    /// What may be chosen in the filters.
    fn choices(&self, admitted: &Admitted<'_>) -> Choices<'_> {
        let (viewer, config) = (admitted.viewer, &self.ledger.config);
        let is_seen = |id: &str| viewer.may_see(config.team.whose(Some(id), None));
        let people = config.team.people.iter().filter(|person| is_seen(&person.id));
        let mut owners: Vec<(&str, &str)> = people.map(|person| (person.id.as_str(), person.name.as_str())).collect();
        if viewer.role != Role::Partner {
            owners.push((NO_OWNER, "Nobody"));
        }
        Choices {
            stages: STAGES.iter().map(|stage| (stage.name(), stage_words(*stage))).collect(),
            owners,
            sources: sources(config).into_iter().map(|source| (source, source)).collect(),
            campaigns: config.campaigns.campaigns.iter().map(|one| (one.name.as_str(), one.title())).collect(),
            segments: config.segments.iter().map(|(name, one)| (name.as_str(), one.label.as_str())).collect(),
        }
    }
}

/// What may be chosen in the filters: what stands in the address, and what people read.
struct Choices<'a> {
    stages: Vec<(&'a str, &'a str)>,
    owners: Vec<(&'a str, &'a str)>,
    sources: Vec<(&'a str, &'a str)>,
    campaigns: Vec<(&'a str, &'a str)>,
    segments: Vec<(&'a str, &'a str)>,
}

fn fields<'a>(query: &'a LeadsQuery, choices: &Choices<'a>) -> Vec<Field<'a>> {
    let temperatures = vec![("hot", "Hot"), ("warm", "Warm"), ("cold", "Cold")];
    let ages = vec![("real-time", "In the last 5 minutes"), ("recent", "In the last 4 days"), ("aged", "Longer ago")];
    let all = [
        ("stage", "Stage", "Any stage", choices.stages.clone()),
        ("temperature", "Temperature", "Any", temperatures),
        ("owner", "Owner", "Anybody", choices.owners.clone()),
        ("source", "Source", "Any source", choices.sources.clone()),
        ("campaign", "Campaign", "Any campaign", choices.campaigns.clone()),
        ("segment", "Segment", "Any segment", choices.segments.clone()),
        ("freshness", "Asked", "At any time", ages),
    ];
    let values = query.filters();
    let offered = all.into_iter().filter(|(.., options)| !options.is_empty());
    let field = |(name, label, none, options): (&'static str, &'static str, &'static str, _)| Field {
        presence: Presence::Preset,
        value: values.iter().find(|(filter, _)| *filter == name).map_or("", |(_, value)| value),
        ..Field::new(
            leadwright_domain::words::Words::english(),
            name,
            label,
            Control::Choice { none: none.into(), options, closed: Vec::new() },
        )
    };
    offered.map(field).collect()
}

/// What is chosen in a filter, in words; as it stands in the address if it is none of the options.
fn chosen<'a>(field: &Field<'a>) -> Option<&'a str> {
    let Control::Choice { options, .. } = &field.control else { return None };
    let words = options.iter().find(|(value, _)| *value == field.value).map(|(_, words)| *words);
    Some(field.value).filter(|value| !value.is_empty()).map(|value| words.unwrap_or(value))
}

/// A stage in the words of the whole team.
fn stage_words(stage: Stage) -> &'static str {
    match stage {
        Stage::Suspect => "Suspect: no interest shown",
        Stage::Lead => "New lead",
        Stage::Mql => "Qualified by marketing",
        Stage::Pql => "Qualified by use of the product",
        Stage::Sql => "Working",
        Stage::Prospect => "Qualified",
        Stage::Customer => "Won",
        Stage::Recycled => "Follow up later",
        Stage::Disqualified => "Disqualified",
        Stage::Lost => "Lost",
    }
}

/// How far the page looked.
fn looked(query: &LeadsQuery, found: &FoundLeads) -> String {
    if found.wrong.is_some() {
        return String::new();
    }
    if !query.search.is_empty() {
        let count = found.cards.len();
        let cut = if found.is_cut { " There are more: add a word." } else { "" };
        return match count {
            0 => format!("Nobody found.{cut}"),
            1 => format!("One lead found.{cut}"),
            count => format!("{count} leads found.{cut}"),
        };
    }
    let seen = if query.after.is_some() { "further leads" } else { "leads" };
    match (found.cards.len(), &found.next) {
        (0, None) => "No lead is like that.".to_owned(),
        (0, Some(_)) => format!("None of {} {seen} is like that, and there are more.", found.looked),
        (count, _) if count == found.looked => format!("{count} {seen}."),
        (count, _) => format!("{count} of {} {seen} looked at.", found.looked),
    }
}
