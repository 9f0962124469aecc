//! The page on which a lead chooses which marketing mail it gets: no login, no script, shown by GET, changed by POST.
//!
//! A change goes through the ledger here and now, so that the page that follows tells the truth. The same change again
//! changes nothing, so that a double click or a reload does no harm.

use std::borrow::Cow;

use askama::Template;
use jiff::Timestamp;
use lambda_http::http::{Method, StatusCode};
use lambda_http::{Request, RequestExt};
use leadwright_cloud::ledger::LedgerError;
use leadwright_domain::activity::{Activity, ActivityId, ActivityKind};
use leadwright_domain::lead::Lead;
use leadwright_domain::value::channel::Channel;
use leadwright_domain::value::purpose::Purpose;
use leadwright_domain::value::times::full_day;
use leadwright_domain::value::token::PreferencesLink;
use leadwright_domain::words::Words;
use leadwright_domain::zone::zone_of;
use leadwright_web::frame::Page;
use leadwright_web::response::{Access, Answer, see_other};
use tracing::info;

use crate::engagement::Engagement;
use crate::preference_choice;
use crate::preference_choice::{ALLOW, Chooser, GIVE, WITHDRAW, may_allow};

#[derive(Template)]
#[template(path = "preferences.html")]
struct PreferencesPage<'a> {
    words: Words<'a>,
    state: State,
    is_saved: bool,
    error: Option<&'a str>,
    topics: Vec<Topic<'a>>,
    /// Where the lead's mail goes, for its owner alone to recognise.
    address: Option<String>,
    /// What they agreed to besides, and what of it they withdrew.
    purposes: Vec<ShownPurpose>,
    /// When they agreed to mail.
    agreed_on: Option<String>,
    /// What they asked us not to do, with the button that takes it back.
    refused: Vec<RefusedChannel>,
    /// Who helps.
    reply_to: &'a str,
}

/// Which marketing mail the lead gets.
enum State {
    /// What is ticked.
    On,
    /// None before that day.
    Paused { until: String },
    /// None, by its own wish.
    Off,
    /// None, because its address takes no mail.
    Closed,
}

/// A purpose that they agreed to or withdrew, with the button for the other.
struct ShownPurpose {
    heading: String,
    /// What was said last, and when.
    said: String,
    button: String,
    /// The message of the button.
    change: &'static str,
}

/// A channel by which they are not to be reached.
struct RefusedChannel {
    button: String,
    /// The message that says what they asked.
    asked: &'static str,
    /// The message of the button.
    again: &'static str,
}

struct Topic<'a> {
    field: String,
    label: &'a str,
    is_wanted: bool,
}

impl Page for PreferencesPage<'_> {
    fn title(&self) -> Cow<'_, str> {
        self.words.say("visitor-what-you-get").into()
    }
}

impl<'a> PreferencesPage<'a> {
    fn new(words: Words<'a>, chooser: Chooser<'a>, is_saved: bool, error: Option<&'a str>) -> Self {
        let Chooser { config, lead, .. } = chooser;
        let state = if lead.suppression().is_some() || lead.email().is_none() {
            State::Closed
        } else if !lead.may_be_marketed_to() {
            State::Off
        } else if let Some(until) = chooser.paused_until() {
            State::Paused { until: full_day(words, until, &zone_of(lead, &config.company)) }
        } else {
            State::On
        };
        let topic = |(name, label): (&String, &'a String)| {
            // What is agreed to anew is chosen anew: a box that is ticked already is no consent.
            let is_wanted = !matches!(state, State::Off) && !lead.declines(name);
            Topic { field: preference_choice::field(name), label, is_wanted }
        };
        let topics = config.sending.topics.iter().map(topic).collect();
        let address = lead.email().map(|address| masked(address.as_str()));
        let day = |id: &ActivityId| full_day(words, id.occurred_at(), &zone_of(lead, &config.company));
        let agreed_on = lead.agrees_to(Purpose::Mail).map(|consent| day(&consent.activity));
        let purposes = [Purpose::Phone, Purpose::Measuring].into_iter();
        let purposes = purposes.filter_map(|purpose| shown_purpose(words, lead, purpose, day)).collect();
        let refused = lead.refused_channels().filter(|channel| may_allow(*channel)).map(refused_channel).collect();
        Self {
            words,
            state,
            is_saved,
            error,
            topics,
            address,
            purposes,
            agreed_on,
            refused,
            reply_to: config.company.reply_to.as_str(),
        }
    }

    fn is_on(&self) -> bool {
        matches!(self.state, State::On)
    }
}

/// What the lead said of a purpose; none if it said nothing.
fn shown_purpose(
    words: Words<'_>,
    lead: &Lead,
    purpose: Purpose,
    day: impl Fn(&ActivityId) -> String,
) -> Option<ShownPurpose> {
    let (give, withdraw) = match purpose {
        Purpose::Mail => return None,
        Purpose::Phone => ("visitor-give-phone", "visitor-withdraw-phone"),
        Purpose::Measuring => ("visitor-give-measuring", "visitor-withdraw-measuring"),
    };
    let heading = purpose.heading(words);
    if let Some(no) = lead.withdrew(purpose) {
        let said = words.with("visitor-withdrew-on", &[("day", day(no).into())]);
        return Some(ShownPurpose { heading, said, button: format!("{GIVE}{}", purpose.name()), change: give });
    }
    let given = lead.agrees_to(purpose)?;
    let said = words.with("visitor-agreed-on", &[("day", day(&given.activity).into())]);
    Some(ShownPurpose { heading, said, button: format!("{WITHDRAW}{}", purpose.name()), change: withdraw })
}

fn refused_channel(channel: Channel) -> RefusedChannel {
    let (asked, again) = match channel {
        Channel::Calls => ("visitor-you-asked-calls", "visitor-may-call"),
        Channel::Mail => ("visitor-you-asked-mail", "visitor-may-write"),
        Channel::Letters => ("visitor-you-asked-letters", "visitor-may-send-letters"),
        Channel::Messages => ("visitor-you-asked-messages", "visitor-may-text"),
    };
    RefusedChannel { button: format!("{ALLOW}{}", channel.name()), asked, again }
}

impl Engagement {
    pub(crate) async fn preferences(&self, request: &Request, token: &str, now: Timestamp) -> Answer {
        let Ok(PreferencesLink { lead: id, send }) = self.keys.verify(token, now) else {
            return self.no_such_link(request);
        };
        let lead = match self.ledger.table.lead(&id).await {
            Ok(Some(lead)) => lead,
            Ok(None) => {
                return self.unknown(request);
            }
            Err(failure) => return self.no_change(request, id.as_str(), failure),
        };
        let chooser = Chooser { config: &self.ledger.config, lead: &lead, send: send.as_deref(), now };
        if *request.method() == Method::POST {
            return self.choose(request, chooser).await;
        }
        let words = self.words(request, Some(&lead));
        let is_saved = request.query_string_parameters().first("done").is_some();
        self.page(StatusCode::OK, words, &PreferencesPage::new(words, chooser, is_saved, None))
    }

    async fn choose(&self, request: &Request, chooser: Chooser<'_>) -> Answer {
        let entered = match self.fields(request) {
            Ok(entered) => entered,
            Err(answer) => return *answer,
        };
        let words = self.words(request, Some(chooser.lead));
        let kind = match preference_choice::kind(words, &entered, chooser) {
            Ok(kind) => kind,
            Err(wrong) => {
                let page = || {
                    let page = PreferencesPage::new(words, chooser, false, Some(&wrong.message));
                    self.page(StatusCode::UNPROCESSABLE_ENTITY, words, &page)
                };
                return self.refusal(request, words, &wrong).unwrap_or_else(page);
            }
        };
        if let Some(kind) = kind
            && let Err(failure) = self.apply_choice(chooser, kind).await
        {
            return self.no_change(request, chooser.lead.id.as_str(), failure);
        }
        see_other(Access::Private, "?done#now")
    }

    async fn apply_choice(&self, chooser: Chooser<'_>, kind: ActivityKind) -> Result<(), LedgerError> {
        let id = &chooser.lead.id;
        let activity = Activity::preference_chosen(id.clone(), kind, chooser.now);
        self.ledger.act(chooser.lead, std::slice::from_ref(&activity), &self.send, chooser.now).await?;
        info!(lead.id = %id, activity.id = %activity.id, kind = activity.kind.name(), "preferences changed");
        Ok(())
    }

    fn no_change(&self, request: &Request, lead: &str, failure: impl Into<anyhow::Error>) -> Answer {
        self.try_later(request, "preferences", lead, failure)
    }
}

/// An address so that only its owner recognises it: a link that was passed on tells little.
fn masked(address: &str) -> String {
    let (local, domain) = address.split_once('@').unwrap_or((address, ""));
    let first: String = local.chars().take(usize::from(local.len() > 1)).collect();
    format!("{first}•••@{domain}")
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn an_address_is_recognised_by_its_owner_alone() {
        for (address, expected) in [
            ("maria@acme.example", "m•••@acme.example"),
            ("m@acme.example", "•••@acme.example"),
            ("mo@acme.example", "m•••@acme.example"),
        ] {
            assert_eq!(masked(address), expected);
        }
    }
}
