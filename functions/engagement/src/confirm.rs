//! The page on which a lead confirms, from its own address, a consent that was given on a form: asked by GET, confirmed by
//! POST alone, so that a mail scanner confirms nothing.
//!
//! The confirmation goes through the ledger here and now, so that the page that follows tells the truth.

use std::borrow::Cow;

use askama::Template;
use jiff::Timestamp;
use lambda_http::Request;
use lambda_http::http::{Method, StatusCode};
use leadwright_cloud::ledger::LedgerError;
use leadwright_domain::activity::{Activity, ActivityId, Confirmation};
use leadwright_domain::lead::{ConfirmationState, Lead};
use leadwright_domain::value::hash::content_hash;
use leadwright_domain::value::times::full_day;
use leadwright_domain::value::token::{ConfirmLink, PreferencesLink, TokenError};
use leadwright_domain::words::Words;
use leadwright_domain::zone::zone_of;
use leadwright_web::frame::Page;
use leadwright_web::network::network_block;
use leadwright_web::problem::Problem;
use leadwright_web::response::{Access, Answer, see_other};
use tracing::info;

use crate::engagement::Engagement;

#[derive(Template)]
#[template(path = "confirm.html")]
struct ConfirmPage<'a> {
    words: Words<'a>,
    state: State<'a>,
    /// The token of the page where the lead chooses what it gets.
    preferences: String,
    /// Who helps.
    reply_to: &'a str,
}

enum State<'a> {
    /// The button is there.
    Asked {
        /// The words beside the box; none if the form has others by now.
        wording: Option<&'a str>,
        /// The words of other forms that wait for the same click.
        also: Vec<&'a str>,
        /// The day of the tick, where the lead is.
        day: String,
        /// Mail to the lead had been ended before; else nobody knows yet whose the address is.
        is_after_no: bool,
        /// Names what the page shows: the button confirms that, and nothing that came after it.
        shown: String,
    },
    /// It is confirmed.
    Done,
    /// The lead said no after it had ticked the box.
    Withdrawn,
    /// The address takes no mail.
    Closed,
}

impl Page for ConfirmPage<'_> {
    fn title(&self) -> Cow<'_, str> {
        self.words.say("visitor-mail").into()
    }
}

impl Engagement {
    pub(crate) async fn confirm(&self, request: &Request, token: &str, now: Timestamp) -> Answer {
        let (id, asked) = match self.keys.verify::<ConfirmLink>(token, now) {
            Ok(ConfirmLink { lead, asked }) => match ActivityId::parse(&asked) {
                Ok(asked) => (lead, asked),
                Err(_) => return self.no_such_link(request),
            },
            Err(TokenError::Expired) => return self.expired(request),
            Err(TokenError::Wrong) => return self.no_such_link(request),
        };
        let lead = match self.ledger.table.lead(&id).await {
            Ok(Some(lead)) => lead,
            Ok(None) => {
                return self.unknown(request);
            }
            Err(failure) => return self.nothing_confirmed(request, id.as_str(), failure),
        };
        let words = self.words(request, Some(&lead));
        let (status, state) = match lead.confirmation_of(&asked) {
            ConfirmationState::Open(open)
                if *request.method() == Method::POST && is_what_was_shown(request, &open.what) =>
            {
                let what = Confirmation { network: network_block(request), ..open.what.clone() };
                return match self.apply_confirmation(&lead, what, now).await {
                    Ok(()) => see_other(Access::Private, "?"),
                    Err(failure) => self.nothing_confirmed(request, id.as_str(), failure),
                };
            }
            ConfirmationState::Open(open) => (StatusCode::OK, self.asked(words, &lead, &open.what)),
            ConfirmationState::Agreed(_) => (StatusCode::OK, State::Done),
            ConfirmationState::Withdrawn => (StatusCode::GONE, State::Withdrawn),
            ConfirmationState::Closed => (StatusCode::GONE, State::Closed),
            ConfirmationState::Over => return self.expired(request),
        };
        let preferences = self.keys.sign(&PreferencesLink { lead: id, send: None }, now);
        let reply_to = self.ledger.config.company.reply_to.as_str();
        self.page(status, words, &ConfirmPage { words, state, preferences, reply_to })
    }

    fn asked<'a>(&'a self, words: Words<'_>, lead: &Lead, what: &Confirmation) -> State<'a> {
        let config = &self.ledger.config;
        let day = full_day(words, what.asked.occurred_at(), &zone_of(lead, &config.company));
        let wording = |one: &Confirmation| config.wording_of(&one.form, &one.wording);
        State::Asked {
            wording: wording(what),
            also: what.also.iter().filter_map(wording).collect(),
            day,
            is_after_no: lead.standing_no().is_some(),
            shown: shown(what),
        }
    }

    async fn apply_confirmation(&self, lead: &Lead, what: Confirmation, now: Timestamp) -> Result<(), LedgerError> {
        let activity = Activity::consent_confirmed(lead.id.clone(), what, now);
        self.ledger.act(lead, std::slice::from_ref(&activity), &self.send, now).await?;
        info!(lead.id = %lead.id, activity.id = %activity.id, "consent confirmed");
        Ok(())
    }

    fn expired(&self, request: &Request) -> Answer {
        let words = self.words(request, None);
        let (title, detail) = (words.say("visitor-expired"), words.say("visitor-expired-hint"));
        let problem = Problem::new(StatusCode::GONE, title, detail);
        self.problem(request, words, problem.with_contact(self.ledger.config.company.reply_to.as_str()))
    }

    fn nothing_confirmed(&self, request: &Request, lead: &str, failure: impl Into<anyhow::Error>) -> Answer {
        self.try_later(request, "confirm", lead, failure)
    }
}

/// Names the ticks that a confirmation is about.
fn shown(what: &Confirmation) -> String {
    let asked = std::iter::once(what).chain(&what.also).map(|one| one.asked.as_str());
    content_hash(&asked.collect::<Vec<_>>())
}

/// Another form may have asked for the same address while the page was open: its words were not read.
fn is_what_was_shown(request: &Request, what: &Confirmation) -> bool {
    let posted = form_urlencoded::parse(request.body()).find(|(name, _)| name == "shown");
    posted.is_some_and(|(_, value)| value == shown(what))
}
