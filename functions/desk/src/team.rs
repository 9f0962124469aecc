//! The manager's page: who has how much, who is away, who is over time now, and leads of one person to others.
//!
//! One query for each person of the team, however many leads they have.

use std::borrow::Cow;
use std::collections::BTreeMap;

use askama::Template;
use futures_util::future::try_join_all;
use futures_util::{StreamExt, stream};
use jiff::SignedDuration;
use lambda_http::RequestExt;
use lambda_http::http::StatusCode;
use leadwright_cloud::ledger::LedgerError;
use leadwright_cloud::table::{CallNumbers, Card, InHand, NOBODY, TableError};
use leadwright_domain::activity::{Activity, ActivityKind};
use leadwright_domain::company::Person;
use leadwright_domain::form::FieldError;
use leadwright_domain::lead::Reason;
use leadwright_domain::routing::{Distribution, People, limits};
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::text::{LINE_LIMIT, whole_line};
use leadwright_domain::value::times::clock;
use leadwright_domain::words::Words;
use leadwright_web::field::{Control, Field, Presence};
use leadwright_web::frame::Page;
use leadwright_web::response::Answer;
use tracing::info;

use crate::admitted::Admitted;
use crate::desk::Desk;
use crate::listed::{ListedLead, Reading};

/// The leads of a person that are looked at: whoever has more has too many.
const MOST: usize = 100;
/// Leads of a call list are counted up to this number.
const CALLS: u32 = 500;
/// The leads on the board of those that are over time.
const BOARD: usize = 25;
/// How many leads are reassigned side by side.
const SIDE_BY_SIDE: usize = 8;
/// So long before the function's end no further lead is begun.
const SPARE: SignedDuration = SignedDuration::from_secs(4);

/// What the field of a chosen lead begins with: `lead-ID`.
const CHOSEN: &str = "lead-";
/// The receiver that `routing.yaml` chooses.
const BY_ROUTING: &str = "routing";

#[derive(Template)]
#[template(path = "team.html")]
struct TeamPage<'a> {
    words: Words<'a>,
    press: String,
    people: Vec<Row<'a>>,
    over: Vec<Late>,
    /// How many there are, of which the board shows the first.
    late: usize,
    running: usize,
    unowned: usize,
    /// Whose leads can be reassigned on this page.
    from: Option<LeadsOf<'a>>,
    outcome: Option<Outcome>,
    sees_numbers: bool,
    calls: Vec<CallLine<'a>>,
}

/// A call list.
struct CallLine<'a> {
    title: &'a str,
    remaining: String,
    in_hand: Vec<String>,
    calls: u64,
    /// Percent of the calls that reached the person; none without a call.
    reached: Option<u64>,
    interested: u64,
}

/// A person.
struct Row<'a> {
    id: &'a str,
    name: &'a str,
    partner: Option<&'a str>,
    role: String,
    /// How many open leads they have, and of how many, in words.
    open: String,
    /// Shares of 100, of the most that anybody has: for a bar.
    share: usize,
    late: usize,
    /// Why they can't take leads now, or when they will be away.
    away: Vec<String>,
    takes_leads: bool,
}

/// A lead that is over time.
struct Late {
    owner: String,
    why: String,
    lead: ListedLead,
}

/// The leads of a person, to be chosen.
struct LeadsOf<'a> {
    id: &'a str,
    name: &'a str,
    leads: Vec<ListedLead>,
    has_more: bool,
    fields: Vec<Field<'a>>,
    error: Option<&'a str>,
    chosen: &'a BTreeMap<String, String>,
}

/// What came of a reassignment.
#[derive(Default)]
struct Outcome {
    done: usize,
    /// Leads that stay, with the reason.
    stay: Vec<(String, String)>,
    /// There was no time for so many: they are still chosen.
    left: usize,
}

impl LeadsOf<'_> {
    fn is_chosen(&self, lead: &str) -> bool {
        self.chosen.contains_key(&format!("{CHOSEN}{lead}"))
    }
}

impl Page for TeamPage<'_> {
    const WIDE: bool = true;

    fn title(&self) -> Cow<'_, str> {
        self.words.say("desk-team").into()
    }
}

/// What the page is made of.
struct TeamState<'a> {
    people: People,
    /// Each person with their leads, and whether there are more.
    heads: Vec<(&'a Person, Vec<Card>, bool)>,
    unowned: usize,
    calls: Vec<CallNumbers>,
}

impl Desk {
    pub(crate) async fn team_page(&self, admitted: &Admitted<'_>) -> Answer {
        if !admitted.viewer.role.may_lead_team() {
            return admitted.not_for_role("desk-team-for");
        }
        let failed = |failure: TableError| {
            admitted.try_later("team", &admitted.viewer.person.id, failure, &admitted.words.say("desk-team-stays-so"))
        };
        if !admitted.is_post() {
            let from = admitted.query("person").unwrap_or_default();
            return match self.read_team(admitted).await {
                Ok(team) => self.show_team(admitted, StatusCode::OK, &team, &from, None, None),
                Err(failure) => failed(failure),
            };
        }
        let form = &admitted.form;
        let from = form.get("from").cloned().unwrap_or_default();
        let people = match self.ledger.table.people().await {
            Ok(people) => people,
            Err(failure) => return failed(failure),
        };
        let asked =
            Reassignment::read(admitted.words, form, &self.ledger.config.distribution(&people, admitted.now), &from);
        let outcome = match &asked {
            Ok(asked) => Ok(self.reassign(admitted, asked).await),
            Err(wrong) => Err(wrong),
        };
        if let Err(wrong) = outcome
            && let Some(answer) = admitted.refusal(wrong)
        {
            return answer;
        }
        let team = match self.read_team(admitted).await {
            Ok(team) => team,
            Err(failure) => return failed(failure),
        };
        match outcome {
            Ok(outcome) => self.show_team(admitted, StatusCode::OK, &team, &from, Some(outcome), None),
            Err(wrong) => self.show_team(admitted, StatusCode::UNPROCESSABLE_ENTITY, &team, &from, None, Some(wrong)),
        }
    }

    async fn read_team(&self, admitted: &Admitted<'_>) -> Result<TeamState<'_>, TableError> {
        let table = &self.ledger.table;
        let heads = self.team().people.iter().map(|person| async move {
            let (mut cards, has_more) = table.worklist_head(&person.id, MOST).await?;
            // The task of a sequence stands in the list of somebody who does not have the lead.
            cards.retain(|card| card.owner.as_ref() == Some(&person.id));
            Ok::<_, TableError>((person, cards, has_more))
        });
        let unowned = table.worklist_head(NOBODY, MOST);
        let calls = table.call_numbers(&self.ledger.config, admitted.now, CALLS);
        let (people, heads, (unowned, _), calls) =
            futures_util::try_join!(table.people(), try_join_all(heads), unowned, calls)?;
        Ok(TeamState { people, heads, unowned: unowned.len(), calls })
    }

    fn show_team(
        &self,
        admitted: &Admitted<'_>,
        status: StatusCode,
        team: &TeamState<'_>,
        from: &str,
        outcome: Option<Outcome>,
        wrong: Option<&FieldError>,
    ) -> Answer {
        let zone = admitted.viewer.person.timezone.time_zone();
        let words = admitted.words;
        let reading = Reading { config: &self.ledger.config, words, zone: &zone, now: admitted.now };
        let reasons = |card: &Card| card.reasons(admitted.now, &zone);
        let has = |card: &Card, reason: Reason| reasons(card).contains(&reason);
        let is_late = |card: &Card| has(card, Reason::SlaMissed) || has(card, Reason::Overdue);
        let open = |cards: &[Card]| cards.iter().filter(|card| card.stage.is_sales()).count();
        let most = team.heads.iter().map(|(_, cards, _)| open(cards)).max().unwrap_or(0).max(1);
        let distribution = self.ledger.config.distribution(&team.people, admitted.now);
        let rows = team.heads.iter().map(|(person, cards, has_more)| {
            let open = open(cards);
            self.row(words, person, (open, *has_more), &team.people, &distribution)
                .with(cards.iter().filter(|card| is_late(card)).count(), open * 100 / most)
        });
        let all = team.heads.iter().flat_map(|(person, cards, _)| cards.iter().map(move |card| (*person, card)));
        let mut over: Vec<(&Person, &Card)> = all.clone().filter(|(_, card)| is_late(card)).collect();
        over.sort_by_key(|(_, card)| card.attention.next.as_ref().map(|step| step.due));
        let late = |(person, card): &(&Person, &Card)| Late {
            owner: person.name.clone(),
            why: if has(card, Reason::SlaMissed) { Reason::SlaMissed } else { Reason::Overdue }.words(words),
            lead: reading.line(card),
        };
        let whose = team.heads.iter().find(|(person, ..)| person.id == from);
        let from = whose.map(|(person, cards, has_more)| LeadsOf {
            id: &person.id,
            name: &person.name,
            leads: cards.iter().map(|card| reading.line(card)).collect(),
            has_more: *has_more,
            fields: fields(person, &distribution, admitted, wrong),
            error: wrong.filter(|wrong| wrong.field == "do").map(|wrong| wrong.message.as_str()),
            // What came of the leads that were chosen is said; only those that are left stay chosen.
            chosen: &admitted.form,
        });
        let page = TeamPage {
            words,
            press: admitted.press(),
            people: rows.collect(),
            late: over.len(),
            over: over.iter().take(BOARD).map(late).collect(),
            running: all.filter(|(_, card)| has(card, Reason::SlaRunning)).count(),
            unowned: team.unowned,
            from,
            outcome,
            sees_numbers: admitted.viewer.role.may_see_numbers(),
            calls: team.calls.iter().map(|list| self.call_line(list, admitted)).collect(),
        };
        admitted.page(status, &page)
    }

    fn call_line<'a>(&self, list: &'a CallNumbers, admitted: &Admitted<'_>) -> CallLine<'a> {
        let (words, zone) = (admitted.words, admitted.viewer.person.timezone.time_zone());
        let held = |one: &InHand| {
            let until = clock(words, one.until, admitted.now, &zone);
            words.with("calls-held-until", &[("name", self.team().name_of(&one.by).into()), ("until", until.into())])
        };
        CallLine {
            title: &list.title,
            remaining: if list.remaining == CALLS {
                words.with("calls-or-more", &[("count", CALLS.into())])
            } else {
                list.remaining.to_string()
            },
            in_hand: list.in_hand.iter().map(held).collect(),
            calls: list.calls,
            reached: list.reached.saturating_mul(100).checked_div(list.calls),
            interested: list.interested,
        }
    }

    fn row<'a>(
        &self,
        words: Words<'_>,
        person: &'a Person,
        (open, has_more): (usize, bool),
        people: &People,
        distribution: &Distribution<'_>,
    ) -> Row<'a> {
        let (_, in_hand) = limits(person, people);
        let many = words.with("desk-team-or-more", &[("open", open.into())]);
        let open = if has_more { many } else { open.to_string() };
        let today = person.date(distribution.now);
        let absences = people.get(&person.id).into_iter().flat_map(|row| &row.away);
        let coming = absences.filter(|absence| absence.until >= today);
        let mut away: Vec<String> =
            coming.map(|absence| distribution.absence_in_words(person, *absence, words)).collect();
        if people.get(&person.id).is_some_and(|row| row.unreachable(person).is_some()) {
            away.push(words.say("desk-team-no-mail"));
        }
        Row {
            id: &person.id,
            name: &person.name,
            partner: person.partner.as_deref(),
            role: self.team().role(person).word(words),
            open: match in_hand {
                Some(most) => words.with("desk-team-open-of", &[("open", open.into()), ("most", most.into())]),
                None => words.with("desk-team-open", &[("open", open.into())]),
            },
            share: 0,
            late: 0,
            away,
            takes_leads: person.takes_leads,
        }
    }

    /// Reassigns the chosen leads, side by side, as long as there is time.
    async fn reassign(&self, admitted: &Admitted<'_>, asked: &Reassignment<'_>) -> Outcome {
        let (by, page) = (&admitted.viewer.person.id, asked.page);
        let stop = self.clock.stop(&admitted.request.lambda_context(), SPARE);
        let one = |lead: LeadId| async move {
            if self.clock.is_past(stop) {
                return (lead, None);
            }
            let said = self.reassign_one(admitted, asked, &lead, by, page).await;
            (lead, Some(said))
        };
        let all: Vec<(LeadId, Option<Said>)> =
            stream::iter(asked.leads.iter().cloned().map(one)).buffered(SIDE_BY_SIDE).collect().await;
        let mut outcome = Outcome::default();
        for (lead, said) in all {
            match said {
                None => outcome.left += 1,
                Some(Ok(None)) => outcome.done += 1,
                Some(Ok(Some(why))) => outcome.stay.push((lead.to_string(), why)),
                Some(Err(failure)) => {
                    tracing::error!(lead.id = %lead, why = format!("{:#}", anyhow::Error::from(failure)), "lead not reassigned");
                    outcome.stay.push((lead.to_string(), admitted.words.say("desk-team-failed")));
                }
            }
        }
        info!(person = by, done = outcome.done, stay = outcome.stay.len(), left = outcome.left, "leads reassigned");
        outcome
    }

    /// Reassigns a lead; why it stays, if it does.
    async fn reassign_one(
        &self,
        admitted: &Admitted<'_>,
        asked: &Reassignment<'_>,
        id: &LeadId,
        by: &str,
        page: &str,
    ) -> Result<Option<String>, LedgerError> {
        let Some(lead) = self.ledger.table.lead(id).await? else {
            return Ok(Some(admitted.words.say("desk-team-gone")));
        };
        let kind = ActivityKind::Assigned { to: asked.to.clone(), by: by.to_owned(), why: Some(asked.why.clone()) };
        let activity = Activity::done_on_page(id.clone(), page, kind, admitted.now);
        if lead.owner.as_deref() != Some(asked.from) {
            // Pressed twice, it was this very button that gave it away.
            let is_done = lead.owner == asked.to;
            return Ok((!is_done).then(|| admitted.words.say("desk-team-others")));
        }
        if let Some(why) = self.ledger.act(&lead, std::slice::from_ref(&activity), &self.send, admitted.now).await? {
            return Ok(Some(why));
        }
        let applied = self.ledger.table.activity(id, &activity.id).await?;
        Ok(applied.and_then(|applied| applied.decisions.ignored))
    }
}

impl Row<'_> {
    fn with(self, late: usize, share: usize) -> Self {
        Self { share, late, ..self }
    }
}

/// Why a lead stays, if it does.
type Said = Result<Option<String>, LedgerError>;

/// Leads of a person that are to go to others.
struct Reassignment<'a> {
    from: &'a str,
    /// None: whoever `routing.yaml` says.
    to: Option<String>,
    why: String,
    page: &'a str,
    leads: Vec<LeadId>,
}

impl<'a> Reassignment<'a> {
    fn read(
        words: Words<'_>,
        form: &'a BTreeMap<String, String>,
        distribution: &Distribution<'_>,
        from: &'a str,
    ) -> Result<Self, FieldError> {
        let text = |name: &str| form.get(name).map_or("", |value| value.trim());
        let chosen = form.keys().filter_map(|name| name.strip_prefix(CHOSEN));
        let leads: Vec<LeadId> = chosen.filter_map(|id| LeadId::parse(id).ok()).take(MOST).collect();
        if leads.is_empty() {
            return Err(FieldError::new("do", words.say("desk-team-choose-leads")));
        }
        let to = match text("to") {
            "" => return Err(FieldError::new("to", words.say("desk-team-choose-who"))),
            BY_ROUTING => None,
            id => {
                let person = distribution.team.person(id).filter(|person| person.id != from);
                let person = person.ok_or_else(|| FieldError::new("to", words.say("desk-team-choose-listed")))?;
                if let Some(why) = distribution.unable(person) {
                    return Err(FieldError::new(
                        "to",
                        words.with(
                            "desk-team-unable",
                            &[("name", person.name.as_str().into()), ("why", why.words(words).into())],
                        ),
                    ));
                }
                Some(person.id.clone())
            }
        };
        let why = whole_line(text("why"), LINE_LIMIT).map_err(|why| {
            FieldError::new("why", words.with("desk-team-why-refused", &[("why", why.to_string().into())]))
        })?;
        if why.is_empty() {
            return Err(FieldError::new("why", words.say("desk-team-write-why")));
        }
        Ok(Self { from, to, why, page: form.get("press").map_or("", String::as_str), leads })
    }
}

fn fields<'a>(
    from: &Person,
    distribution: &Distribution<'a>,
    admitted: &'a Admitted<'_>,
    wrong: Option<&'a FieldError>,
) -> Vec<Field<'a>> {
    let words = admitted.words;
    let mut options: Vec<(&str, Cow<'_, str>)> = vec![(BY_ROUTING, words.say("desk-add-next").into())];
    let mut closed = Vec::new();
    for person in distribution.team.people.iter().filter(|person| person.id != from.id && person.takes_leads) {
        match distribution.unable(person) {
            None => options.push((person.id.as_str(), person.name.as_str().into())),
            Some(why) => closed.push(format!("{}: {}", person.name, why.words(words))),
        }
    }
    let to = Field::new(
        words,
        "to",
        words.say("desk-team-to"),
        Control::Choice { none: words.say("desk-team-choose").into(), options, closed },
    );
    let why = Field::new(words, "why", words.say("desk-team-why"), Control::Line { kind: "text", autocomplete: "off" });
    let fill = |field: Field<'a>| Field {
        value: admitted.form.get(field.name).map_or("", String::as_str),
        error: wrong.filter(|wrong| wrong.field == field.name).map(|wrong| wrong.message.as_str()),
        presence: Presence::Required,
        ..field
    };
    [to, why].into_iter().map(fill).collect()
}
