//! A seller's page of a lead: shown by GET, pressed on by POST.
//!
//! A press goes through the ledger here and now, so that the page that follows tells the truth. It is named by the page
//! it was made on: a double click or a reload is the same press, and applied once.

use std::cmp::Reverse;

use jiff::Timestamp;
use lambda_http::http::{Method, StatusCode};
use lambda_http::{Body, Error, Request, RequestExt, Response};
use leadwright_cloud::table::TableError;
use leadwright_domain::activity::Activity;
use leadwright_domain::company::Person;
use leadwright_domain::config::Config;
use leadwright_domain::lead::{Applied, Lead};
use leadwright_domain::value::hash::content_hash;
use leadwright_domain::value::token::{AwayLink, SellerLink, TokenError};
use minijinja::context;
use tracing::info;

use crate::page::Shown;
use crate::press::Press;
use crate::{Engagement, page, press, see_other};

/// How many activities the page shows.
const HISTORY: i32 = 10;

/// Somebody at a lead's page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Visit<'a> {
    pub(crate) config: &'a Config,
    pub(crate) lead: &'a Lead,
    pub(crate) person: &'a Person,
    pub(crate) now: Timestamp,
}

impl Engagement {
    pub(crate) async fn seller(&self, request: &Request, token: &str, now: Timestamp) -> Result<Response<Body>, Error> {
        let link = match self.keys.verify::<SellerLink>(token, now) {
            Ok(link) => link,
            Err(TokenError::Expired) => return self.closed(StatusCode::GONE, "This link has expired"),
            Err(TokenError::Wrong) => return self.closed(StatusCode::NOT_FOUND, "This link does not work"),
        };
        // Who left the team sees no leads any more.
        let Some(person) = self.ledger.config.team.person(&link.person) else {
            return self.closed(StatusCode::GONE, "This link has expired");
        };
        let lead = match self.ledger.table.lead(&link.lead).await {
            Ok(Some(lead)) => lead,
            Ok(None) => return self.words(StatusCode::GONE, "This lead is gone", "It was erased."),
            Err(failure) => return self.try_again(link.lead.as_str(), failure),
        };
        let visit = Visit { config: &self.ledger.config, lead: &lead, person, now };
        if *request.method() == Method::POST {
            return self.press(request, visit).await;
        }
        let press = content_hash(&[&request.lambda_context().request_id]);
        let query = request.query_string_parameters();
        self.show(visit, StatusCode::OK, Shown { press: &press, done: query.first("done"), refused: None }).await
    }

    fn closed(&self, status: StatusCode, title: &str) -> Result<Response<Body>, Error> {
        self.words(status, title, "The newest mail about this lead has a fresh one.")
    }

    async fn press(&self, request: &Request, visit: Visit<'_>) -> Result<Response<Body>, Error> {
        let press = match Press::read(request) {
            Ok(press) => press,
            Err(why) => return self.words(StatusCode::BAD_REQUEST, "That did not work", &why.to_string()),
        };
        let what = match press::what(&press, visit) {
            Ok(what) => what,
            Err(words) => return self.refuse(visit, &press, &words).await,
        };
        let activity = Activity::done_on_page(visit.lead.id.clone(), &press.id, what, visit.now);
        match self.apply(visit.lead, &activity, visit.now).await {
            Ok(None) => {
                info!(lead.id = %visit.lead.id, activity.id = %activity.id, kind = activity.kind.name(), "pressed");
                see_other(&format!("?done={}#done", press.id))
            }
            Ok(Some(why)) => self.refuse(visit, &press, &format!("That can't be done now: {why}.")).await,
            Err(failure) => self.try_again(visit.lead.id.as_str(), failure),
        }
    }

    /// The page again, with what was entered and why it was not taken.
    async fn refuse(&self, visit: Visit<'_>, press: &Press, words: &str) -> Result<Response<Body>, Error> {
        let shown = Shown { press: &press.id, done: None, refused: Some((press, words)) };
        self.show(visit, StatusCode::UNPROCESSABLE_ENTITY, shown).await
    }

    async fn show(&self, visit: Visit<'_>, status: StatusCode, shown: Shown<'_>) -> Result<Response<Body>, Error> {
        match self.read(visit.lead).await {
            Ok((asked, newest)) => {
                // Who gets no leads has no need to say so.
                let away = visit
                    .person
                    .takes_leads
                    .then(|| self.keys.sign(&AwayLink { person: visit.person.id.clone() }, visit.now));
                let variables = page::variables(visit, asked.as_ref(), &newest, shown);
                self.page(status, "seller.html", context! { away => away, ..variables })
            }
            Err(failure) => self.try_again(visit.lead.id.as_str(), failure),
        }
    }

    /// What the lead last asked for, and its newest activities.
    async fn read(&self, lead: &Lead) -> Result<(Option<Activity>, Vec<Applied>), TableError> {
        let mut newest = self.ledger.table.newest(&lead.id, HISTORY).await?;
        // Of one moment, what was applied last comes first.
        newest.sort_by_key(|applied| Reverse((applied.activity.occurred_at(), applied.seq)));
        let asked = match &lead.last_submission {
            None => None,
            Some(id) => match newest.iter().find(|applied| applied.activity.id == *id) {
                Some(asked) => Some(asked.activity.clone()),
                None => self.ledger.table.activity(&lead.id, id).await?.map(|applied| applied.activity),
            },
        };
        Ok((asked, newest))
    }

    fn try_again(&self, lead: &str, failure: impl Into<anyhow::Error>) -> Result<Response<Body>, Error> {
        self.try_later("a seller's page", lead, failure, "What you pressed counts once, however often it is sent.")
    }
}
