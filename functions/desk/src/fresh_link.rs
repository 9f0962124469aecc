//! A link of a mail whose time is over: a button has a fresh one mailed, to the address of its person in `team.yaml`.

use std::borrow::Cow;

use askama::Template;
use jiff::Timestamp;
use lambda_http::Request;
use lambda_http::http::{Method, StatusCode};
use leadwright_cloud::table::TableError;
use leadwright_domain::company::Person;
use leadwright_domain::sending::OutboxMail;
use leadwright_domain::value::token::{AwayLink, SellerLink, TokenError};
use leadwright_web::frame;
use leadwright_web::frame::Page;
use leadwright_web::problem::Problem;
use leadwright_web::reader::Reader;
use leadwright_web::response::{Access, Answer, found};
use tracing::{error, info};

use crate::desk::Desk;
use crate::log_in::is_too_often;

#[derive(Template)]
#[template(path = "expired.html")]
struct Expired {
    is_sent: bool,
}

impl Page for Expired {
    fn title(&self) -> Cow<'_, str> {
        "This link has expired".into()
    }
}

#[derive(Template)]
#[template(path = "away-moved.html")]
struct AwayMoved;

impl Page for AwayMoved {
    fn title(&self) -> Cow<'_, str> {
        "I am away".into()
    }
}

impl Desk {
    /// The page behind a link to a lead that has expired: GET shows the button, POST mails a fresh link. The answer is the
    /// same whether or not the person may still see the lead.
    pub(crate) async fn expired(&self, request: &Request, link: &SellerLink, now: Timestamp) -> Answer {
        if *request.method() != Method::POST {
            if Reader::of(request.headers()) == Reader::Program {
                let words = "Post to this address, and a fresh link is mailed to the person whose link it was.";
                return self.problem(request, Problem::new(StatusCode::GONE, "This link has expired", words));
            }
            return frame::page(StatusCode::GONE, Access::Private, self.site(request), &Expired { is_sent: false });
        }
        let Some(person) = self.team().person(&link.person) else {
            return self.problem(request, Problem::new(StatusCode::GONE, "This link has expired", ""));
        };
        let tries = self.ledger.table.count_log_in_try(&self.network_of(request), now).await;
        let sent = match tries {
            Ok(tries) if is_too_often(tries) => return self.too_many(request),
            Ok(_) => self.mail_fresh_link(person, link, now).await,
            Err(failure) => Err(failure),
        };
        if let Err(failure) = sent {
            error!(person = person.id, why = format!("{:#}", anyhow::Error::from(failure)), "fresh link not mailed");
            let words = "Please press the button again in a minute.";
            let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "That did not work just now", words);
            return self.problem(request, problem);
        }
        frame::page(StatusCode::OK, Access::Private, self.site(request), &Expired { is_sent: true })
    }

    /// Mails a fresh link, if the person may still see the lead and has not had too many mails.
    async fn mail_fresh_link(&self, person: &Person, link: &SellerLink, now: Timestamp) -> Result<(), TableError> {
        let (lead, people) = self.lead_and_people(&link.lead).await?;
        let whose = lead.as_ref().map(|lead| self.ledger.config.distribution(&people, now).whose(lead));
        if !whose.is_some_and(|whose| self.team().access(person).may_see(whose)) {
            info!(person = person.id, lead.id = %link.lead, "no fresh link: the lead is not theirs");
            return Ok(());
        }
        let mail = OutboxMail::FreshLink { person: person.id.clone(), lead: link.lead.clone(), at: now };
        if self.ledger.table.mail_person(&person.id, &mail, now).await? {
            info!(person = person.id, lead.id = %link.lead, "fresh link mailed");
            self.send_now(&mail).await;
        }
        Ok(())
    }

    /// Where the links of earlier mails led on which people said to be away. It takes a log-in since: a mail that was
    /// forwarded sent its first reader on holiday.
    pub(crate) fn former_away(&self, request: &Request, token: &str, now: Timestamp) -> Answer {
        match self.keys.verify::<AwayLink>(token, now) {
            Ok(_) => found(Access::Private, "/desk/away"),
            Err(TokenError::Expired) => frame::page(StatusCode::GONE, Access::Private, self.site(request), &AwayMoved),
            Err(TokenError::Wrong) => self.problem(request, Problem::not_found(self.words(request))),
        }
    }
}
