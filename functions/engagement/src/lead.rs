//! A salesperson's page of a lead: shown by GET, acted on by POST.
//!
//! An action goes through the ledger here and now, so that the page that follows tells the truth. It is named by the page
//! it was made on: a double click or a reload is the same action, and applied once.

use std::cmp::Reverse;

use jiff::Timestamp;
use lambda_http::http::{Method, StatusCode};
use lambda_http::{Request, RequestExt};
use leadwright_cloud::table::TableError;
use leadwright_domain::activity::Activity;
use leadwright_domain::form::FieldError;
use leadwright_domain::lead::{Applied, Lead};
use leadwright_domain::value::hash::content_hash;
use leadwright_domain::value::token::TokenError;
use leadwright_domain::value::token::{AwayLink, SellerLink};
use leadwright_web::problem::Problem;
use leadwright_web::response::{Access, Answer, see_other};
use tracing::info;

use crate::action;
use crate::action::Action;
use crate::engagement::Engagement;
use crate::lead_page::{LeadPage, Shown};
use crate::visit::Visit;

/// How many activities the page shows.
const HISTORY: i32 = 10;

impl Engagement {
    pub(crate) async fn lead(&self, request: &Request, token: &str, now: Timestamp) -> Answer {
        let words = "The newest mail about this lead has a fresh one.";
        let closed = |status, title| self.problem(request, Problem::new(status, title, words));
        let link = match self.keys.verify::<SellerLink>(token, now) {
            Ok(link) => link,
            Err(TokenError::Expired) => return closed(StatusCode::GONE, "This link has expired"),
            Err(TokenError::Wrong) => return closed(StatusCode::NOT_FOUND, "This link does not work"),
        };
        // Who left the team sees no leads any more.
        let Some(person) = self.ledger.config.team.person(&link.person) else {
            return closed(StatusCode::GONE, "This link has expired");
        };
        let lead = match self.ledger.table.lead(&link.lead).await {
            Ok(Some(lead)) => lead,
            Ok(None) => {
                return self.problem(request, Problem::new(StatusCode::GONE, "This lead is gone", "It was erased."));
            }
            Err(failure) => return self.try_again(request, link.lead.as_str(), failure),
        };
        let people = match self.ledger.table.people().await {
            Ok(people) => people,
            Err(failure) => return self.try_again(request, link.lead.as_str(), failure),
        };
        let visit = Visit { config: &self.ledger.config, lead: &lead, person, people: &people, now };
        if *request.method() == Method::POST {
            return self.act(request, visit).await;
        }
        let page = content_hash(&[&request.lambda_context().request_id]);
        let query = request.query_string_parameters();
        let shown = Shown { page: &page, done: query.first("done"), refused: None };
        self.show(request, visit, StatusCode::OK, shown).await
    }

    async fn act(&self, request: &Request, visit: Visit<'_>) -> Answer {
        let action = match self.fields(request) {
            Ok(fields) => Action::of(fields),
            Err(answer) => return *answer,
        };
        let Some(action) = action else {
            let words = "Please open the link in the mail again: this page was not complete.";
            return self.problem(request, Problem::new(StatusCode::BAD_REQUEST, "That did not work", words));
        };
        let kind = match action::kind(&action, visit) {
            Ok(kind) => kind,
            Err(wrong) => return self.refuse(request, visit, &action, &wrong).await,
        };
        let activity = Activity::done_on_page(visit.lead.id.clone(), &action.page, kind, visit.now);
        match self.apply(visit.lead, &activity, visit.now).await {
            Ok(None) => {
                let (lead, person, kind) = (&visit.lead.id, &visit.person.id, activity.kind.name());
                info!(lead.id = %lead, activity.id = %activity.id, person, kind, "salesperson's action applied");
                see_other(Access::Private, &format!("?done={}#done", action.page))
            }
            Ok(Some(why)) => {
                let wrong = FieldError::new("do", format!("That can't be done now: {why}."));
                self.refuse(request, visit, &action, &wrong).await
            }
            Err(failure) => self.try_again(request, visit.lead.id.as_str(), failure),
        }
    }

    /// The page again, with what was entered and why it was not taken.
    async fn refuse(&self, request: &Request, visit: Visit<'_>, action: &Action, wrong: &FieldError) -> Answer {
        if let Some(answer) = self.refusal(request, wrong) {
            return answer;
        }
        let shown = Shown { page: &action.page, done: None, refused: Some((action, wrong)) };
        self.show(request, visit, StatusCode::UNPROCESSABLE_ENTITY, shown).await
    }

    async fn show(&self, request: &Request, visit: Visit<'_>, status: StatusCode, shown: Shown<'_>) -> Answer {
        match self.read(visit.lead).await {
            Ok((asked, newest)) => {
                // Who gets no leads has no need to say so.
                let away = visit
                    .person
                    .takes_leads
                    .then(|| self.keys.sign(&AwayLink { person: visit.person.id.clone() }, visit.now));
                self.page(status, &LeadPage::new(visit, &asked, &newest, away, shown))
            }
            Err(failure) => self.try_again(request, visit.lead.id.as_str(), failure),
        }
    }

    /// The forms that the page shows, and the lead's newest activities.
    async fn read(&self, lead: &Lead) -> Result<(Vec<Activity>, Vec<Applied>), TableError> {
        let mut newest = self.ledger.table.newest(&lead.id, HISTORY).await?;
        // Of one moment, what was applied last comes first.
        newest.sort_by_key(|applied| Reverse((applied.activity.occurred_at(), applied.seq)));
        let mut asked = Vec::new();
        for id in lead.wishes_to_show() {
            let found = match newest.iter().find(|applied| applied.activity.id == *id) {
                Some(found) => Some(found.activity.clone()),
                None => self.ledger.table.activity(&lead.id, id).await?.map(|applied| applied.activity),
            };
            asked.extend(found);
        }
        Ok((asked, newest))
    }

    fn try_again(&self, request: &Request, lead: &str, failure: impl Into<anyhow::Error>) -> Answer {
        self.try_later(request, "lead", lead, failure, "What you pressed counts once, however often it is sent.")
    }
}
