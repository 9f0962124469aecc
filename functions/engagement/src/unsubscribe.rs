//! The page to unsubscribe from all marketing mail, by its button or from the mail program (RFC 8058).

use std::borrow::Cow;

use askama::Template;
use jiff::Timestamp;
use lambda_http::Request;
use lambda_http::http::{Method, StatusCode};
use leadwright_domain::activity::Activity;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::token::{PreferencesLink, UnsubscribeLink};
use leadwright_web::frame::Page;
use leadwright_web::problem::Problem;
use leadwright_web::reader::Reader;
use leadwright_web::response::{Answer, try_again_later};
use tracing::{error, info, warn};

use crate::engagement::Engagement;

#[derive(Template)]
#[template(path = "unsubscribe.html")]
struct UnsubscribePage {
    state: State,
    /// The token of the page where the lead chooses what it gets.
    preferences: String,
}

enum State {
    Asked,
    /// It is unsubscribed, or its address takes no mail.
    Already,
    Done,
    Failed,
}

impl Page for UnsubscribePage {
    fn title(&self) -> Cow<'_, str> {
        "Unsubscribe".into()
    }
}

impl Engagement {
    pub(crate) async fn unsubscribe(&self, request: &Request, token: &str, now: Timestamp) -> Answer {
        let Ok(UnsubscribeLink { lead, send }) = self.keys.verify(token, now) else {
            return self.no_such_link(request);
        };
        let preferences = self.keys.sign(&PreferencesLink { lead: lead.clone(), send: send.clone() }, now);
        let show = |status, state| self.page(status, &UnsubscribePage { state, preferences });
        if *request.method() != Method::POST {
            return show(StatusCode::OK, self.before_unsubscribing(&lead).await);
        }
        let activity = Activity::unsubscribed(lead, send, now);
        match self.activities.send_activity(&activity).await {
            Ok(()) => {
                info!(lead.id = %activity.lead, activity.id = %activity.id, "unsubscription accepted");
                show(StatusCode::OK, State::Done)
            }
            Err(failure) => {
                let why = format!("{:#}", anyhow::Error::from(failure));
                error!(lead.id = %activity.lead, activity.id = %activity.id, why, "unsubscription not queued");
                let status = StatusCode::SERVICE_UNAVAILABLE;
                match Reader::of(request.headers()) {
                    Reader::Browser => try_again_later(show(status, State::Failed)),
                    Reader::Program => {
                        let words = "Please post it again in a minute.";
                        self.problem(request, Problem::new(status, "That did not work", words))
                    }
                }
            }
        }
    }

    /// Who gets no mail any more is not asked again. The button needs no table, so it is there while the table is not.
    async fn before_unsubscribing(&self, id: &LeadId) -> State {
        match self.ledger.table.lead(id).await {
            Ok(Some(lead)) if lead.is_unsubscribed() || lead.suppression().is_some() => State::Already,
            Ok(_) => State::Asked,
            Err(failure) => {
                let why = format!("{:#}", anyhow::Error::from(failure));
                warn!(lead.id = %id, why, "lead not read for its page to unsubscribe");
                State::Asked
            }
        }
    }
}
