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
use leadwright_domain::words::Words;
use leadwright_web::frame;
use leadwright_web::frame::Page;
use leadwright_web::problem::Problem;
use leadwright_web::reader::Reader;
use leadwright_web::response::{Access, Answer, found};
use tracing::{error, info};

use crate::desk::Desk;

#[derive(Template)]
#[template(path = "expired.html")]
struct Expired<'a> {
    words: Words<'a>,
    is_sent: bool,
}

impl Page for Expired<'_> {
    fn title(&self) -> Cow<'_, str> {
        self.words.say("desk-link-expired").into()
    }
}

#[derive(Template)]
#[template(path = "away-moved.html")]
struct AwayMoved<'a> {
    words: Words<'a>,
}

impl Page for AwayMoved<'_> {
    fn title(&self) -> Cow<'_, str> {
        self.words.say("desk-away").into()
    }
}

impl Desk {
    /// The page behind a link to a lead that has expired: GET shows the button, POST mails a fresh link. The answer is the
    /// same whether or not the person may still see the lead.
    pub(crate) async fn expired(&self, request: &Request, link: &SellerLink, now: Timestamp) -> Answer {
        let words = self.words(request);
        if *request.method() != Method::POST {
            if Reader::of(request.headers()) == Reader::Program {
                let detail = words.say("desk-fresh-program");
                return self.problem(request, Problem::new(StatusCode::GONE, words.say("desk-link-expired"), detail));
            }
            return frame::page(
                StatusCode::GONE,
                Access::Private,
                self.site(request),
                &Expired { words, is_sent: false },
            );
        }
        let Some(person) = self.team().person(&link.person) else {
            return self.problem(request, Problem::new(StatusCode::GONE, words.say("desk-link-expired"), ""));
        };
        if let Some(refusal) = self.too_often(request, now).await {
            return refusal;
        }
        if let Err(failure) = self.mail_fresh_link(person, link, now).await {
            error!(person = person.id, why = format!("{:#}", anyhow::Error::from(failure)), "fresh link not mailed");
            let (title, detail) = (words.say("desk-try-later"), words.say("desk-fresh-again"));
            let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, title, detail);
            return self.problem(request, problem);
        }
        frame::page(StatusCode::OK, Access::Private, self.site(request), &Expired { words, is_sent: true })
    }

    /// Mails a fresh link, if the person may still see the lead and has not had too many mails.
    async fn mail_fresh_link(&self, person: &Person, link: &SellerLink, now: Timestamp) -> Result<(), TableError> {
        let (lead, people) = futures_util::try_join!(self.ledger.table.lead(&link.lead), self.ledger.table.people())?;
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
            Err(TokenError::Expired) => frame::page(
                StatusCode::GONE,
                Access::Private,
                self.site(request),
                &AwayMoved { words: self.words(request) },
            ),
            Err(TokenError::Wrong) => self.problem(request, Problem::not_found(self.words(request))),
        }
    }
}
