//! A mail's picture was fetched, a link of it was followed: told to the lead's timeline, and answered whatever comes of it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use lambda_http::Request;
use lambda_http::http::{Method, StatusCode, header};
use leadwright_domain::activity::{Activity, ActivityKind, Follow};
use leadwright_domain::form::Form;
use leadwright_domain::tracking;
use leadwright_domain::tracking::Fetch;
use leadwright_domain::value::token::{BrowserToken, Target, Tracked};
use leadwright_web::reader::is_prefetch;
use leadwright_web::response;
use leadwright_web::response::{Access, Answer, found};
use tracing::error;

use crate::engagement::Engagement;

/// The smallest picture there is: one dot that nobody sees.
const DOT: &[u8; 43] =
    b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\0\0\0!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

/// No longer than this does a reader wait for what is told: a link that hangs is worse than a click that is missing.
const PATIENCE: Duration = Duration::from_secs(3);

impl Engagement {
    /// Leads on to where the link was signed to lead, and nowhere else.
    pub(crate) async fn follow(&self, request: &Request, token: &str, now: Timestamp) -> Answer {
        let Ok(tracked) = self.keys.verify::<Tracked>(token, now) else { return self.no_such_link(request) };
        let website = &self.ledger.config.company.website;
        let url = match &tracked.target {
            Some(Target::Page(url)) => Some(url),
            Some(Target::Trap) => None,
            None => return self.no_such_link(request),
        };
        let Some(to) = tracking::location(url.unwrap_or(website)) else { return self.no_such_link(request) };
        if self.ledger.config.sending.tracking.clicks {
            self.tell(&followed(&tracked, url, machine(request, &tracked, now), now)).await;
        }
        let to = self.with_browser_token(&to, &tracked, request, now).await;
        found(Access::Private, &to)
    }

    /// The address with a token for the browser in its fragment, which no server and no other page learns: so the pages that
    /// it opens there count, if the lead agreed to that on a form, and if the page is of the company's own site. A lead that
    /// did not agree gets none, and neither does a bot.
    async fn with_browser_token<'a>(
        &self,
        to: &'a str,
        tracked: &Tracked,
        request: &Request,
        now: Timestamp,
    ) -> Cow<'a, str> {
        let config = &self.ledger.config;
        let is_asked = config.forms.values().any(Form::asks_to_measure);
        let is_own = site_of(to).is_some_and(|site| Some(site) == site_of(&config.company.website));
        if !is_asked || !is_own || to.contains('#') || machine(request, tracked, now).is_some() {
            return to.into();
        }
        let until = self.clock.real() + PATIENCE;
        let lead = self.clock.timeout_at(until, self.ledger.table.lead(&tracked.lead)).await;
        let Ok(Ok(Some(lead))) = lead else { return to.into() };
        if !lead.may_be_followed() {
            return to.into();
        }
        // Which fields it sent is not known here: this browser may be another one.
        let token = self.keys.sign(&BrowserToken { lead: lead.id.clone(), known: BTreeSet::new() }, now);
        format!("{to}#lw={token}").into()
    }

    /// The picture, whatever the token: a broken picture helps nobody.
    pub(crate) async fn picture(&self, request: &Request, token: &str, now: Timestamp) -> Answer {
        let tracked = self.keys.verify::<Tracked>(token, now).ok().filter(|tracked| tracked.target.is_none());
        if let Some(tracked) = tracked.filter(|_| self.ledger.config.sending.tracking.opens) {
            let machine = machine(request, &tracked, now);
            let Tracked { lead, send, mail, .. } = tracked;
            self.tell(&Activity::picture_loaded(lead, send, mail, machine, now)).await;
        }
        response::answer(StatusCode::OK, Access::Picture, "image/gif", &DOT[..])
    }

    /// Queues what happened: what machines did behind everything else.
    async fn tell(&self, activity: &Activity) {
        let (send, is_machines) = match &activity.kind {
            ActivityKind::PictureLoaded { send, .. } => (send, false),
            ActivityKind::MailOpened(opened) => (&opened.send, opened.machine.is_some()),
            ActivityKind::LinkFollowed(follow) => (&follow.send, follow.machine.is_some()),
            _ => return,
        };
        let queue = if is_machines { &self.bulk } else { &self.activities };
        let until = self.clock.real() + PATIENCE;
        let why = match self.clock.timeout_at(until, queue.send_activity(activity)).await {
            Ok(Ok(())) => return,
            Ok(Err(failure)) => format!("{:#}", anyhow::Error::from(failure)),
            Err(_) => "SQS took too long".to_owned(),
        };
        error!(lead.id = %activity.lead, send.id = send, kind = activity.kind.name(), why, "mail open or link click not queued");
    }
}

/// The host of an address, and its port if it names one.
fn site_of(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    rest.split(['/', '?', '#', '\\']).next().map(str::to_ascii_lowercase)
}

fn machine(request: &Request, tracked: &Tracked, now: Timestamp) -> Option<String> {
    let headers = request.headers();
    let agent = headers.get(header::USER_AGENT).map(|agent| String::from_utf8_lossy(agent.as_bytes()));
    tracking::machine(&Fetch {
        agent: agent.as_deref().unwrap_or_default(),
        is_link: tracked.target.is_some(),
        is_head: *request.method() == Method::HEAD,
        is_prefetch: is_prefetch(headers),
        sent_at: tracked.sent_at,
        at: now,
    })
}

fn followed(tracked: &Tracked, url: Option<&String>, machine: Option<String>, now: Timestamp) -> Activity {
    let (send, mail) = (tracked.send.clone(), tracked.mail.clone());
    Activity::link_followed(tracked.lead.clone(), Follow { send, mail, url: url.cloned(), machine }, now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_is_a_gif_of_one_dot() {
        assert_eq!((&DOT[..6], &DOT[6..10], DOT[42]), (&b"GIF89a"[..], &[1, 0, 1, 0][..], b';'));
    }
}
