//! The page of a caller: the call lists with a button for the next person, and the person in hand with a button for each
//! outcome of the call.
//!
//! An outcome goes through the ledger here and now, as what is pressed on a lead's page does, and counts once however often
//! the form is sent.

use std::borrow::Cow;

use askama::Template;
use jiff::Timestamp;
use lambda_http::http::StatusCode;
use leadwright_cloud::table::TableError;
use leadwright_domain::activity::{Activity, ActivityKind};
use leadwright_domain::call_lists::{CallList, Taker};
use leadwright_domain::form::FieldError;
use leadwright_domain::lead::{Applied, Lead};
use leadwright_domain::routing::People;
use leadwright_domain::timeline::{Reader, is_noise, recorded, story};
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::text::capital;
use leadwright_domain::value::times::{clock, moment};
use leadwright_domain::words::Words;
use leadwright_domain::zone::zone_of;
use leadwright_web::frame::Page;
use leadwright_web::problem::Problem;
use leadwright_web::response::{Access, Answer, see_other};
use tracing::info;

use crate::admitted::Admitted;
use crate::call_outcome::{gets_it, outcome};
use crate::deal::{Hand, NextPerson};
use crate::desk::Desk;
use crate::lead_forms::{Panel, Refused, call_forms};
use crate::lead_page::{Number, dialled_numbers};
use crate::pressed::Action;
use crate::visit::Visit;

/// How many activities of the person are read, to tell of earlier calls and notes.
const HISTORY: i32 = 40;
/// How many of them are shown.
const SHOWN: usize = 12;
/// Leads that remain are counted up to this number: a page that counted all would cost more, the longer a list is.
const COUNTED: u32 = 500;

#[derive(Template)]
#[template(path = "calls.html")]
struct CallsPage<'a> {
    words: Words<'a>,
    press: String,
    lists: Vec<ListLine<'a>>,
    /// What came of the button before.
    said: Option<Said>,
}

/// A call list.
struct ListLine<'a> {
    name: &'a str,
    title: &'a str,
    remaining: String,
    is_empty: bool,
    in_hand: usize,
    hours: String,
    /// Its button comes first: it is the list of the call before.
    is_last: bool,
}

/// What came of the button before.
struct Said {
    told: String,
    is_wrong: bool,
}

/// The person in hand.
#[derive(Template)]
#[template(path = "called.html")]
struct CalledPage<'a> {
    words: Words<'a>,
    press: &'a str,
    id: &'a str,
    name: String,
    work: String,
    list: &'a str,
    why: String,
    until: String,
    /// Their time of the day, where it is not the caller's.
    their_time: Option<String>,
    numbers: Vec<Number<'a>>,
    tries: String,
    promised: bool,
    history: Vec<Told>,
    /// Who gets them if they are interested.
    taker: String,
    forms: Vec<Panel<'a>>,
    error: Option<&'a str>,
}

/// Something that happened.
struct Told {
    words: String,
    note: Option<String>,
    at: String,
}

impl Page for CallsPage<'_> {
    fn title(&self) -> Cow<'_, str> {
        self.words.say("calls-title").into()
    }
}

impl Page for CalledPage<'_> {
    fn title(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.name)
    }
}

/// A person in hand, as they are read.
struct Called<'a> {
    list: &'a CallList,
    lead: Lead,
    newest: Vec<Applied>,
    people: People,
}

impl Called<'_> {
    /// The time for which the caller has them in hand is over.
    fn is_over(&self, now: Timestamp) -> bool {
        let hold = self.lead.on_call_list().and_then(|calling| calling.hold.as_ref());
        hold.is_none_or(|hold| now >= hold.until)
    }
}

impl Desk {
    pub(crate) async fn calls(&self, admitted: &Admitted<'_>) -> Answer {
        if !self.is_caller(admitted.viewer) {
            return admitted.not_for_role("calls-for");
        }
        let answer = if !admitted.is_post() {
            self.show_calls(admitted).await
        } else if admitted.form.get("do").is_some_and(|button| button == "next") {
            self.next_person(admitted).await
        } else {
            self.log_call(admitted).await
        };
        answer.unwrap_or_else(|failure| {
            admitted.try_later("calls", &admitted.viewer.person.id, failure, &admitted.words.say("lead-counts-once"))
        })
    }

    fn own_lists<'a>(&'a self, admitted: &Admitted<'_>) -> impl Iterator<Item = &'a CallList> {
        self.ledger.config.call_lists.of_caller(&admitted.viewer.person.id, self.team())
    }

    async fn next_person(&self, admitted: &Admitted<'_>) -> Result<Answer, anyhow::Error> {
        let name = admitted.form.get("list").map_or("", String::as_str);
        let Some(list) = self.own_lists(admitted).find(|list| list.name == name) else {
            return Ok(admitted.not_found());
        };
        Ok(match self.deal(admitted, list).await? {
            NextPerson::Lead(lead) => see_other(Access::Private, &format!("/desk/calls?lead={lead}")),
            NextPerson::Nobody(from) => {
                let zone = admitted.viewer.person.timezone.time_zone();
                let (words, title) = (admitted.words, ("list", list.title.as_str().into()));
                let told = match from {
                    Some(from) => {
                        let when = moment(words, from, admitted.now, &zone);
                        words.with("calls-nobody-until", &[title, ("when", when.into())])
                    }
                    None => words.with("calls-nobody-left", &[title]),
                };
                self.idle_page(admitted, Some(Said { told, is_wrong: true }), &list.name).await?
            }
        })
    }

    /// The person in hand; without one, the lists.
    async fn show_calls(&self, admitted: &Admitted<'_>) -> Result<Answer, anyhow::Error> {
        // Of who was just dealt out the address tells: an index follows a moment later.
        let named = admitted.query("lead").and_then(|id| LeadId::parse(&id).ok());
        if let Some(id) = named
            && let Some(called) = self.called(&id, admitted).await?
        {
            return Ok(self.called_page(admitted, &called, StatusCode::OK, None).await);
        }
        if let Hand::Holds(own) = self.own_in_hand(admitted).await?
            && let Some(called) = self.called(&own, admitted).await?
        {
            return Ok(self.called_page(admitted, &called, StatusCode::OK, None).await);
        }
        let last = admitted.query("list").unwrap_or_default();
        let said = self.done(admitted).await?;
        Ok(self.idle_page(admitted, said, &last).await?)
    }

    /// A lead that the viewer has in hand, or had last: what came of a call that took too long is taken, too.
    async fn called(&self, id: &LeadId, admitted: &Admitted<'_>) -> Result<Option<Called<'_>>, TableError> {
        let table = &self.ledger.table;
        let ((lead, newest), people) =
            futures_util::try_join!(table.lead_and_newest(id, HISTORY), self.people(admitted))?;
        let Some(lead) = lead else { return Ok(None) };
        let hold = lead.on_call_list().and_then(|calling| Some((&calling.list, calling.hold.as_ref()?)));
        let own = hold.filter(|(_, hold)| hold.by == admitted.viewer.person.id);
        let Some((list, hold)) = own else { return Ok(None) };
        // To look at them is for as long as they are in hand.
        if !admitted.is_post() && admitted.now >= hold.until {
            return Ok(None);
        }
        let Some(list) = self.ledger.config.call_lists.named(list) else { return Ok(None) };
        Ok(Some(Called { list, lead, newest, people }))
    }

    async fn log_call(&self, admitted: &Admitted<'_>) -> Result<Answer, anyhow::Error> {
        let id = admitted.form.get("lead").and_then(|id| LeadId::parse(id).ok());
        let (Some(id), Some(action)) = (id, Action::of(admitted.form.clone())) else {
            let (title, detail) = (admitted.words.say("desk-unreadable"), admitted.words.say("calls-incomplete"));
            return Ok(admitted.problem(Problem::new(StatusCode::BAD_REQUEST, title, detail)));
        };
        let Some(called) = self.called(&id, admitted).await? else {
            return Ok(self.no_longer_in_hand(admitted, &id, &action).await?);
        };
        let Called { list, lead, people, .. } = &called;
        let Some(visit) = Visit::open_to_caller(&self.ledger.config, lead, admitted.viewer, people, admitted.now)
        else {
            return Ok(admitted.not_found());
        };
        let kinds = match outcome(&action, visit, list) {
            Ok(kinds) => kinds,
            // What came of a call is taken after the time, too. To look at them is over.
            Err(_) if called.is_over(admitted.now) => {
                return Ok(self.no_longer_in_hand(admitted, &id, &action).await?);
            }
            Err(wrong) => return Ok(self.refuse_call(admitted, &called, &action, &wrong).await),
        };
        let done = |kind: ActivityKind| Activity::done_on_page(id.clone(), &action.page, kind, admitted.now);
        let activities: Vec<Activity> = kinds.into_iter().map(done).collect();
        match self.ledger.act(lead, &activities, &self.send, admitted.now).await {
            Ok(None) => {
                let (person, outcome) = (&admitted.viewer.person.id, action.button());
                info!(lead.id = %id, person, list = list.name, outcome, "outcome of a call applied");
                let to = format!("/desk/calls?list={}&done={}&of={id}", list.name, action.page);
                Ok(see_other(Access::Private, &to))
            }
            Ok(Some(why)) => {
                let wrong = FieldError::new(
                    "do",
                    admitted.words.with("lead-not-now", &[("why", recorded(admitted.words, &why).into())]),
                );
                Ok(self.refuse_call(admitted, &called, &action, &wrong).await)
            }
            Err(failure) => Err(failure.into()),
        }
    }

    /// The answer to an outcome of somebody who is not in the viewer's hand: it was sent twice, or came too late.
    async fn no_longer_in_hand(
        &self,
        admitted: &Admitted<'_>,
        id: &LeadId,
        action: &Action,
    ) -> Result<Answer, TableError> {
        if self.told(id, &action.page).await?.is_some() {
            return Ok(see_other(Access::Private, &format!("/desk/calls?done={}&of={id}", action.page)));
        }
        let said = Said { told: admitted.words.say("calls-no-longer"), is_wrong: true };
        self.idle_page(admitted, Some(said), "").await
    }

    /// What was logged from the page of that id about a lead.
    async fn told(&self, id: &LeadId, page: &str) -> Result<Option<ActivityKind>, TableError> {
        if page.is_empty() {
            return Ok(None);
        }
        let prefix = Activity::page_prefix(page);
        let newest = self.ledger.table.newest(id, HISTORY).await?;
        let is_of_page =
            |applied: &&Applied| applied.activity.external_id.as_ref().is_some_and(|id| id.starts_with(&prefix));
        // The last is what came of the call.
        Ok(newest.into_iter().find(|applied| is_of_page(&applied)).map(|applied| applied.activity.kind))
    }

    /// What came of the page before. Nobody but who pressed its button knows its id.
    async fn done(&self, admitted: &Admitted<'_>) -> Result<Option<Said>, TableError> {
        let (page, id) = (admitted.query("done").unwrap_or_default(), admitted.query("of"));
        let Some(id) = id.and_then(|id| LeadId::parse(&id).ok()) else { return Ok(None) };
        let reader = Reader::Member(admitted.viewer.person);
        let told = self.told(&id, &page).await?;
        let told = told.map(|kind| {
            let what = story(&kind, &self.ledger.config, reader).words;
            admitted.words.with("calls-done", &[("what", what.into())])
        });
        Ok(told.map(|told| Said { told, is_wrong: false }))
    }

    async fn refuse_call(
        &self,
        admitted: &Admitted<'_>,
        called: &Called<'_>,
        action: &Action,
        wrong: &FieldError,
    ) -> Answer {
        if let Some(answer) = admitted.refusal(wrong) {
            return answer;
        }
        self.called_page(admitted, called, StatusCode::UNPROCESSABLE_ENTITY, Some((action, wrong))).await
    }

    async fn idle_page(&self, admitted: &Admitted<'_>, said: Option<Said>, last: &str) -> Result<Answer, TableError> {
        let table = &self.ledger.table;
        let now = admitted.now;
        let lists: Vec<&CallList> = self.own_lists(admitted).collect();
        let counts = lists.iter().map(|list| async move {
            futures_util::try_join!(table.waiting_on(&list.name, now, COUNTED), table.in_hand_of(&list.name, now))
        });
        let counts = futures_util::future::try_join_all(counts).await?;
        let lines = lists.into_iter().zip(counts).map(|(list, (remaining, in_hand))| ListLine {
            name: &list.name,
            title: &list.title,
            remaining: remaining_words(admitted.words, remaining),
            is_empty: remaining == 0,
            in_hand: in_hand.len(),
            hours: list.hours.text(admitted.words),
            is_last: list.name == last,
        });
        let page = CallsPage { words: admitted.words, press: admitted.press(), lists: lines.collect(), said };
        Ok(admitted.page(StatusCode::OK, &page))
    }

    async fn called_page(
        &self,
        admitted: &Admitted<'_>,
        called: &Called<'_>,
        status: StatusCode,
        refused: Option<Refused<'_>>,
    ) -> Answer {
        let (config, now, viewer) = (&self.ledger.config, admitted.now, admitted.viewer);
        let Called { list, lead, newest, people } = called;
        let Some(visit) = Visit::open_to_caller(config, lead, viewer, people, now) else { return admitted.not_found() };
        self.write_view(admitted, lead).await;
        let press = match refused {
            Some((action, _)) => admitted.signed(&action.page),
            None => admitted.press(),
        };
        let zone = visit.zone();
        let their_zone = zone_of(lead, &config.company);
        let is_elsewhere = their_zone.to_offset(now) != zone.to_offset(now);
        let calling = lead.on_call_list();
        let until = calling.and_then(|calling| calling.hold.as_ref()).map_or(now, |hold| hold.until);
        let field = |name: &str| lead.recognised(name).map(ToOwned::to_owned);
        let work: Vec<String> = [field("title"), field("company")].into_iter().flatten().collect();
        let words = visit.words();
        let page = CalledPage {
            words,
            press: &press,
            id: lead.id.as_str(),
            name: lead.title().into_owned(),
            work: work.join(", "),
            list: &list.title,
            why: why(visit, list),
            until: clock(words, until, now, &zone),
            their_time: is_elsewhere.then(|| clock(words, now, now, &their_zone)),
            numbers: dialled_numbers(config, lead),
            tries: tries(words, calling.map_or(0, |calling| calling.tries), list.tries),
            promised: calling.is_some_and(|calling| calling.promised),
            history: history(visit, newest),
            taker: match gets_it(visit, list) {
                Taker::Caller => words.say("calls-become-yours"),
                Taker::Routing => words.say("calls-go-on"),
            },
            forms: call_forms(visit, list, refused),
            error: refused.filter(|(_, wrong)| wrong.field == "do").map(|(_, wrong)| wrong.message.as_str()),
        };
        admitted.page(status, &page)
    }
}

/// What remains of a list.
fn remaining_words(words: Words<'_>, remaining: u32) -> String {
    let message = if remaining == COUNTED { "calls-remain-or-more" } else { "calls-remain" };
    words.with(message, &[("count", remaining.into())])
}

/// Why the person stands on the list.
fn why(visit: Visit<'_>, list: &CallList) -> String {
    let lead = visit.lead;
    let of_list = list.segments.iter().filter(|segment| lead.segments.contains(*segment));
    let labels = of_list.filter_map(|segment| Some(visit.config.segments.get(segment)?.label.clone()));
    let from = visit.words().with("calls-from-source", &[("source", lead.first_touch.source.as_str().into())]);
    let all: Vec<String> = std::iter::once(from).chain(labels).collect();
    capital(&all.join(", "))
}

fn tries(words: Words<'_>, made: u8, most: u8) -> String {
    let message = if made == 0 { "calls-first-try" } else { "calls-tries" };
    words.with(message, &[("made", made.into()), ("most", most.into())])
}

/// Earlier calls, notes and what else happened, newest first.
fn history(visit: Visit<'_>, newest: &[Applied]) -> Vec<Told> {
    let told = |applied: &Applied| {
        let told = story(&applied.activity.kind, visit.config, Reader::Member(visit.person()));
        let at = moment(visit.words(), applied.activity.occurred_at(), visit.now, &visit.zone());
        Told { words: told.words, note: told.note.map(|note| recorded(visit.words(), note)), at }
    };
    newest.iter().filter(|applied| !is_noise(&applied.activity.kind)).take(SHOWN).map(told).collect()
}
