//! The page on which a lead chooses which marketing mail it gets: no login, no script, shown by GET, changed by POST.
//!
//! A change goes through the ledger here and now, so that the page that follows tells the truth. The same change again
//! changes nothing, so that a double click or a reload does no harm.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, ToSpan};
use lambda_http::http::{Method, StatusCode};
use lambda_http::{Body, Error, Request, RequestExt, Response};
use leadwright_cloud::ledger::LedgerError;
use leadwright_domain::activity::{Activity, ActivityKind, Preferences};
use leadwright_domain::config::Config;
use leadwright_domain::lead::Lead;
use leadwright_domain::value::token::PreferencesLink;
use leadwright_domain::zone::zone_of;
use minijinja::{Value, context};
use tracing::info;

use crate::press::fields;
use crate::{Engagement, see_other};

/// Somebody at a lead's preferences.
#[derive(Clone, Copy)]
struct Visit<'a> {
    config: &'a Config,
    lead: &'a Lead,
    now: Timestamp,
}

impl Engagement {
    pub(crate) async fn preferences(
        &self,
        request: &Request,
        token: &str,
        now: Timestamp,
    ) -> Result<Response<Body>, Error> {
        let Ok(PreferencesLink { lead: id }) = self.keys.verify(token, now) else { return self.no_such_link() };
        let lead = match self.ledger.table.lead(&id).await {
            Ok(Some(lead)) => lead,
            Ok(None) => return self.words(StatusCode::GONE, "We don't know you any more", "You get no mail from us."),
            Err(failure) => return self.no_change(id.as_str(), failure),
        };
        let visit = Visit { config: &self.ledger.config, lead: &lead, now };
        if *request.method() == Method::POST {
            return self.choose(request, visit).await;
        }
        let is_saved = request.query_string_parameters().first("done").is_some();
        self.page(StatusCode::OK, "preferences.html", variables(visit, is_saved, None))
    }

    async fn choose(&self, request: &Request, visit: Visit<'_>) -> Result<Response<Body>, Error> {
        let entered = match fields(request) {
            Ok(entered) => entered,
            Err(why) => return self.words(StatusCode::BAD_REQUEST, "That did not work", &why.to_string()),
        };
        let what = match chosen(&entered, visit) {
            Ok(what) => what,
            Err(words) => {
                let variables = variables(visit, false, Some(words));
                return self.page(StatusCode::UNPROCESSABLE_ENTITY, "preferences.html", variables);
            }
        };
        if let Some(what) = what {
            let kind = what.name();
            if let Err(failure) = self.apply_choice(visit, what).await {
                return self.no_change(visit.lead.id.as_str(), failure);
            }
            info!(lead.id = %visit.lead.id, kind, "preferences changed");
        }
        see_other("?done#now")
    }

    async fn apply_choice(&self, visit: Visit<'_>, what: ActivityKind) -> Result<(), LedgerError> {
        let activity = Activity::preference_chosen(visit.lead.id.clone(), what, visit.now);
        self.apply(visit.lead, &activity, visit.now).await.map(drop)
    }

    fn no_change(&self, lead: &str, failure: impl Into<anyhow::Error>) -> Result<Response<Body>, Error> {
        self.try_later("a preference page", lead, failure, "Nothing was changed.")
    }
}

/// The variables of `preferences.html`.
fn variables(visit: Visit<'_>, is_saved: bool, error: Option<&str>) -> Value {
    let Visit { config, lead, .. } = visit;
    let state = match () {
        () if lead.suppression().is_some() || lead.email().is_none() => "closed",
        () if !lead.may_be_marketed_to() => "off",
        () if paused_until(visit).is_some() => "paused",
        () => "on",
    };
    let topics = config.sending.topics.iter().map(|(name, words)| {
        // What is agreed to anew is chosen anew: a box that is ticked already is no consent.
        let wanted = state != "off" && !lead.declines(name);
        context! { name => name, words => words, wanted => wanted }
    });
    let until = paused_until(visit)
        .map(|until| until.to_zoned(zone_of(lead, &config.company)).strftime("%A, %-d %B %Y").to_string());
    context! {
        state => state,
        saved => is_saved,
        error => error,
        until => until,
        topics => topics.collect::<Vec<_>>(),
        address => lead.email().map(|address| masked(address.as_str())),
        reply_to => config.company.reply_to.as_str(),
    }
}

/// What was chosen; none if that is how it is already. Words on what to mend if nothing was.
fn chosen(entered: &BTreeMap<String, String>, visit: Visit<'_>) -> Result<Option<ActivityKind>, &'static str> {
    let Visit { config, lead, now } = visit;
    let may = lead.may_be_marketed_to();
    let wants_any = config.sending.topics.keys().any(|topic| entered.contains_key(&field(topic)));
    let before = lead.preferences.as_ref().map(|chosen| chosen.preferences.clone()).unwrap_or_default();
    let before = Preferences { again: false, ..before };
    let mut after = Preferences { off: off(entered, visit, &before), ..before.clone() };
    match entered.get("do").map(String::as_str) {
        Some("stop") => return Ok(may.then_some(ActivityKind::Unsubscribed)),
        // Who wants none of it wants no mail.
        Some("save") if !wants_any => return Ok(may.then_some(ActivityKind::Unsubscribed)),
        Some("save") => {}
        Some("pause") => after.paused_until = a_month_on(visit),
        Some("resume") => after.paused_until = None,
        Some("again") if !wants_any => return Err("Tick what you want to get."),
        Some("again") => after = Preferences { paused_until: None, again: !may, ..after },
        _ => return Err("Press one of the buttons."),
    }
    // A pause that is over is none.
    after.paused_until = after.paused_until.filter(|until| *until > now);
    Ok((after != before).then_some(ActivityKind::PreferencesSet(after)))
}

/// The topics that were left unticked, and those turned off before that are no longer asked about. With no tick at all,
/// a pause leaves them as they were.
fn off(entered: &BTreeMap<String, String>, visit: Visit<'_>, before: &Preferences) -> BTreeSet<String> {
    let topics = &visit.config.sending.topics;
    let unticked = topics.keys().filter(|topic| !entered.contains_key(&field(topic))).cloned();
    let gone = before.off.iter().filter(|topic| !topics.contains_key(*topic)).cloned();
    if topics.keys().all(|topic| !entered.contains_key(&field(topic))) {
        return before.off.clone();
    }
    unticked.chain(gone).collect()
}

/// The name of a topic's box.
fn field(topic: &str) -> String {
    format!("topic-{topic}")
}

fn paused_until(visit: Visit<'_>) -> Option<Timestamp> {
    visit.lead.preferences.as_ref()?.preferences.paused_until.filter(|until| *until > visit.now)
}

/// The beginning of the day a month from today, where the lead is.
fn a_month_on(visit: Visit<'_>) -> Option<Timestamp> {
    let today = visit.now.to_zoned(zone_of(visit.lead, &visit.config.company));
    let day = today.checked_add(1.month()).and_then(|day| day.start_of_day());
    day.ok().map(|day| day.timestamp())
}

/// An address so that only its owner knows it again: a link that was passed on tells little.
fn masked(address: &str) -> String {
    let (local, domain) = address.split_once('@').unwrap_or((address, ""));
    let first: String = local.chars().take(usize::from(local.len() > 1)).collect();
    format!("{first}•••@{domain}")
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn an_address_is_known_again_by_its_owner_alone() {
        for (address, expected) in [
            ("maria@acme.example", "m•••@acme.example"),
            ("m@acme.example", "•••@acme.example"),
            ("mo@acme.example", "m•••@acme.example"),
        ] {
            assert_eq!(masked(address), expected);
        }
    }
}
