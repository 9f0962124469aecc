//! All leads that the viewer may see: filtered by the address, found by words, page by page.
//!
//! A page looks at 500 leads at the most, says how far it looked, and goes on where it ended: one query a shard of a stage,
//! or one for each owner. It goes on to another stage only while it shows few leads.

use std::borrow::Cow;

use askama::Template;
use jiff::Timestamp;
use lambda_http::http::StatusCode;
use leadwright_cloud::table::{Card, ListPart, NOBODY, TableError};
use leadwright_domain::company::Role;
use leadwright_domain::search::SearchQuery;
use leadwright_domain::value::stage::Stage;
use leadwright_domain::words::Words;
use leadwright_web::field::{Control, Field, Options, Presence};
use leadwright_web::frame::Page;
use leadwright_web::response::Answer;

use crate::admitted::Admitted;
use crate::desk::Desk;
use crate::leads_query::{LeadsQuery, NO_OWNER, Position, sources};
use crate::listed::{ListedLead, Reading};
use crate::viewer::Viewer;

/// The leads of a page.
const LINES: usize = 40;
/// With this part of its leads a page ends where a stage ends: the next stage would cost a query of each shard again.
const ENOUGH: usize = 2;
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
    words: Words<'a>,
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
    may_judge: bool,
    is_search: bool,
}

impl LeadsPage<'_> {
    const SHOWS_OWNER: bool = true;
}

impl Page for LeadsPage<'_> {
    const WIDE: bool = true;

    fn title(&self) -> Cow<'_, str> {
        self.words.say("desk-leads").into()
    }
}

/// What was found.
#[derive(Default)]
pub(crate) struct FoundLeads {
    pub(crate) cards: Vec<Card>,
    pub(crate) looked: usize,
    /// Where the next page begins.
    pub(crate) next: Option<Position>,
    /// A search found more than it shows.
    pub(crate) is_cut: bool,
    pub(crate) wrong: Option<String>,
}

impl Desk {
    pub(crate) async fn leads(&self, admitted: &Admitted<'_>) -> Answer {
        let query = LeadsQuery::read(|name| admitted.query(name));
        let (viewer, now) = (admitted.viewer, admitted.now);
        let found = if query.search.is_empty() {
            self.walk(viewer, now, &query, LINES).await
        } else {
            self.find(viewer, now, &query).await
        };
        let found = match found {
            Ok(found) => found,
            Err(failure) => return admitted.try_later("leads", &admitted.viewer.person.id, failure, ""),
        };
        let zone = admitted.viewer.person.timezone.time_zone();
        let words = admitted.words;
        let reading = Reading { config: &self.ledger.config, words, zone: &zone, now: admitted.now };
        let choices = self.choices(admitted);
        let fields = fields(words, &query, &choices);
        let page = LeadsPage {
            words,
            active: fields.iter().filter_map(chosen).collect::<Vec<_>>().join(", "),
            fields,
            leads: found.cards.iter().map(|card| reading.line(card)).collect(),
            looked: looked(words, &query, &found),
            more: found.next.map(|next| LeadsQuery { after: Some(next), ..query.clone() }.address()),
            first: query.after.as_ref().map(|_| LeadsQuery { after: None, ..query.clone() }.address()),
            wrong: found.wrong,
            may_add: admitted.viewer.role.may_change_leads(),
            may_judge: admitted.viewer.role.may_judge_suspects(),
            is_search: !query.search.is_empty(),
            query: &query,
        };
        admitted.page(StatusCode::OK, &page)
    }

    /// A page of the leads that the filters let through.
    pub(crate) async fn walk(
        &self,
        viewer: Viewer<'_>,
        now: Timestamp,
        query: &LeadsQuery,
        lines: usize,
    ) -> Result<FoundLeads, TableError> {
        let parts = self.parts(viewer, query);
        let start = query.after.clone().unwrap_or(Position { part: 0, place: None });
        let (mut part, mut place) = (start.part, start.place);
        let mut found = FoundLeads::default();
        while let Some(of) = parts.get(part) {
            let at_once = self.at_once(of, query, found.looked, lines);
            let listed = self.ledger.table.listed(of, place.as_deref(), at_once).await?;
            for (at, card) in listed.cards {
                if found.cards.len() == lines || found.looked == LOOKED_AT {
                    found.next = Some(Position { part, place });
                    return Ok(found);
                }
                found.looked += 1;
                if self.may_list(viewer, &card) && query.lets_through(&card, &self.ledger.config.campaigns, now) {
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
            let is_full = found.looked == LOOKED_AT || found.cards.len() >= lines.div_ceil(ENOUGH);
            if is_full && part < parts.len() {
                found.next = Some(Position { part, place });
                return Ok(found);
            }
        }
        Ok(found)
    }

    /// How many leads of a part are read at once, of each of its partitions and in all. Where the filters leave nothing out, a
    /// page; else as many as may be looked at.
    fn at_once(&self, part: &ListPart, query: &LeadsQuery, looked: usize, lines: usize) -> (usize, usize) {
        let left = LOOKED_AT - looked;
        let partitions = match part {
            ListPart::Owners(owners) => owners.len(),
            ListPart::Stage(_) => self.ledger.table.shards.into(),
        };
        let share = left.div_ceil(partitions.max(1));
        if !query.is_by_part_alone() {
            return (share, left);
        }
        let each = match part {
            // An owner may have all of them.
            ListPart::Owners(_) => lines + 1,
            // Ids are spread evenly: hardly ever a shard has twice its share of a page.
            ListPart::Stage(_) => (2 * lines.div_ceil(partitions.max(1)) + 1).min(lines + 1),
        };
        (each.min(share).max(1), (lines + 1).min(left))
    }

    /// The leads that the words in the search box find.
    pub(crate) async fn find(
        &self,
        viewer: Viewer<'_>,
        now: Timestamp,
        query: &LeadsQuery,
    ) -> Result<FoundLeads, TableError> {
        let config = &self.ledger.config;
        let asked = match SearchQuery::read(&query.search, &config.company) {
            Ok(asked) => asked,
            Err(wrong) => return Ok(FoundLeads { wrong: Some(wrong), ..FoundLeads::default() }),
        };
        let whose = (!viewer.role.may_see_all_leads()).then_some(viewer.person.id.as_str());
        let found = self.ledger.table.search(&asked, whose, &config.company).await?;
        let looked = found.cards.len();
        let mut cards = found.cards;
        cards.retain(|card| self.may_list(viewer, card) && query.lets_through(card, &config.campaigns, now));
        Ok(FoundLeads { cards, looked, is_cut: !found.is_complete, ..FoundLeads::default() })
    }

    /// The viewer may see the lead of a row of a list.
    fn may_list(&self, viewer: Viewer<'_>, card: &Card) -> bool {
        viewer.may_see(self.team().whose(card.owner.as_deref(), None))
    }

    /// The parts of the list, as far as the viewer may see leads in them.
    fn parts(&self, viewer: Viewer<'_>, query: &LeadsQuery) -> Vec<ListPart> {
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
        let mut owners: Vec<(&str, Cow<'_, str>)> =
            people.map(|person| (person.id.as_str(), Cow::from(person.name.as_str()))).collect();
        if viewer.role != Role::Partner {
            owners.push((NO_OWNER, admitted.words.say("desk-leads-nobody").into()));
        }
        Choices {
            stages: STAGES.iter().map(|stage| (stage.name(), admitted.words.say(stage_words(*stage)).into())).collect(),
            owners,
            sources: sources(config).into_iter().map(|source| (source, source.into())).collect(),
            campaigns: config.campaigns.campaigns.iter().map(|one| (one.name.as_str(), one.title().into())).collect(),
            segments: config.segments.iter().map(|(name, one)| (name.as_str(), one.label.as_str().into())).collect(),
        }
    }
}

/// What may be chosen in the filters.
struct Choices<'a> {
    stages: Options<'a>,
    owners: Options<'a>,
    sources: Options<'a>,
    campaigns: Options<'a>,
    segments: Options<'a>,
}

fn fields<'a>(words: Words<'a>, query: &'a LeadsQuery, choices: &Choices<'a>) -> Vec<Field<'a>> {
    let said = |options: &[(&'a str, &str)]| -> Options<'a> {
        options.iter().map(|(value, message)| (*value, words.say(message).into())).collect()
    };
    let temperatures = said(&[("hot", "desk-leads-hot"), ("warm", "desk-leads-warm"), ("cold", "desk-leads-cold")]);
    let ages =
        said(&[("real-time", "desk-leads-real-time"), ("recent", "desk-leads-recent"), ("aged", "desk-leads-aged")]);
    let all = [
        ("stage", "desk-leads-stage", "desk-leads-any-stage", choices.stages.clone()),
        ("temperature", "desk-leads-temperature", "desk-leads-any", temperatures),
        ("owner", "desk-leads-owner", "desk-leads-anybody", choices.owners.clone()),
        ("source", "desk-leads-source", "desk-leads-any-source", choices.sources.clone()),
        ("campaign", "desk-leads-campaign", "desk-leads-any-campaign", choices.campaigns.clone()),
        ("segment", "desk-leads-segment", "desk-leads-any-segment", choices.segments.clone()),
        ("freshness", "desk-leads-asked", "desk-leads-any-time", ages),
    ];
    let values = query.filters();
    let offered = all.into_iter().filter(|(.., options)| !options.is_empty());
    let field = |(name, label, none, options): (&'static str, &str, &str, Options<'a>)| Field {
        presence: Presence::Preset,
        value: values.iter().find(|(filter, _)| *filter == name).map_or("", |(_, value)| value),
        ..Field::new(
            words,
            name,
            words.say(label),
            Control::Choice { none: words.say(none).into(), options, closed: Vec::new() },
        )
    };
    offered.map(field).collect()
}

/// What is chosen in a filter, in words; as it stands in the address if it is none of the options.
fn chosen<'f>(field: &'f Field<'_>) -> Option<&'f str> {
    let Control::Choice { options, .. } = &field.control else { return None };
    let words = options.iter().find(|(value, _)| *value == field.value).map(|(_, words)| words.as_ref());
    Some(field.value).filter(|value| !value.is_empty()).map(|value| words.unwrap_or(value))
}

/// The message that names a stage to the whole team.
fn stage_words(stage: Stage) -> &'static str {
    match stage {
        Stage::Suspect => "desk-stage-suspect",
        Stage::Lead => "desk-stage-lead",
        Stage::Mql => "desk-stage-mql",
        Stage::Pql => "desk-stage-pql",
        Stage::Sql => "desk-stage-sql",
        Stage::Prospect => "desk-stage-prospect",
        Stage::Customer => "desk-stage-customer",
        Stage::Recycled => "desk-stage-recycled",
        Stage::Disqualified => "desk-stage-disqualified",
        Stage::Lost => "desk-stage-lost",
    }
}

/// How far the page looked.
fn looked(words: Words<'_>, query: &LeadsQuery, found: &FoundLeads) -> String {
    if found.wrong.is_some() {
        return String::new();
    }
    let (count, looked) = (("count", found.cards.len().into()), ("looked", found.looked.into()));
    if !query.search.is_empty() {
        let said = words.with("desk-leads-found", &[count]);
        return if found.is_cut { format!("{said} {}", words.say("desk-leads-found-more")) } else { said };
    }
    let is_further = query.after.is_some();
    match (found.cards.len(), &found.next) {
        (0, None) => words.say("desk-leads-none"),
        (0, Some(_)) if is_further => words.with("desk-leads-none-further", &[looked]),
        (0, Some(_)) => words.with("desk-leads-none-yet", &[looked]),
        (all, _) if all == found.looked && is_further => words.with("desk-leads-count-further", &[count]),
        (all, _) if all == found.looked => words.with("desk-leads-count", &[count]),
        _ if is_further => words.with("desk-leads-looked-further", &[count, looked]),
        _ => words.with("desk-leads-looked", &[count, looked]),
    }
}
