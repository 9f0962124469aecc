//! What a lead chooses on its preference page: read and checked into what happened, or words on what to fix.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, ToSpan};
use leadwright_domain::activity::{ActivityKind, Preferences};
use leadwright_domain::config::Config;
use leadwright_domain::form::{ConsentAnswer, FieldError};
use leadwright_domain::lead::Lead;
use leadwright_domain::value::channel::Channel;
use leadwright_domain::value::purpose::Purpose;
use leadwright_domain::words::Words;
use leadwright_domain::zone::zone_of;

/// A lead at its preferences.
#[derive(Clone, Copy)]
pub(crate) struct Chooser<'a> {
    pub(crate) config: &'a Config,
    pub(crate) lead: &'a Lead,
    /// The send id of the mail that led to the page, where that is known.
    pub(crate) send: Option<&'a str>,
    pub(crate) now: Timestamp,
}

impl Chooser<'_> {
    /// The end of the lead's pause from marketing mail, if there is one now.
    pub(crate) fn paused_until(self) -> Option<Timestamp> {
        self.lead.preferences.as_ref()?.preferences.paused_until.filter(|until| *until > self.now)
    }
}

/// What the choice says happened; none if that is how it is already.
///
/// # Errors
/// It can't be: what to fix, and how.
pub(crate) fn kind(
    words: Words<'_>,
    entered: &BTreeMap<String, String>,
    chooser: Chooser<'_>,
) -> Result<Option<ActivityKind>, FieldError> {
    let Chooser { config, lead, send, now } = chooser;
    let may = lead.may_be_marketed_to();
    let wants_any = config.sending.topics.keys().any(|topic| is_ticked(entered, topic));
    // A "no" is kept also from who gets no mail yet: it holds against a list or a form that comes later.
    let unsubscription =
        (!lead.is_unsubscribed()).then(|| ActivityKind::Unsubscribed { send: send.map(ToOwned::to_owned) });
    let before = lead.preferences.as_ref().map(|chosen| chosen.preferences.clone()).unwrap_or_default();
    let before = Preferences { again: false, ..before };
    let mut after = Preferences { off: off(entered, chooser, &before), ..before.clone() };
    match entered.get("do").map(String::as_str) {
        Some(allow) if allow.starts_with(ALLOW) => {
            let channel = Channel::named(&allow[ALLOW.len()..]).filter(|channel| may_allow(*channel));
            let channel = channel.ok_or_else(|| FieldError::new("do", words.say("visitor-press-one")))?;
            return Ok(lead.refuses(channel).map(|_| ActivityKind::ContactAllowed { channel }));
        }
        Some(give) if give.starts_with(GIVE) => {
            let purpose = purpose(words, &give[GIVE.len()..])?;
            return Ok(lead.agrees_to(purpose).is_none().then_some(ActivityKind::ConsentGiven { purpose }));
        }
        Some(withdraw) if withdraw.starts_with(WITHDRAW) => {
            let purpose = purpose(words, &withdraw[WITHDRAW.len()..])?;
            return Ok(lead.withdrew(purpose).is_none().then_some(ActivityKind::ConsentWithdrawn { purpose }));
        }
        Some("stop") => return Ok(unsubscription),
        // Who wants none of it wants no mail.
        Some("save") if !wants_any => return Ok(unsubscription),
        Some("save") => {}
        Some("pause") => after.paused_until = a_month_on(chooser),
        Some("resume") => after.paused_until = None,
        Some("again") if !wants_any => return Err(FieldError::new("topics", words.say("visitor-tick"))),
        Some("again") => after = Preferences { paused_until: None, again: !may, ..after },
        _ => return Err(FieldError::new("do", words.say("visitor-press-one"))),
    }
    // A pause that is over is none.
    after.paused_until = after.paused_until.filter(|until| *until > now);
    Ok((after != before).then_some(ActivityKind::PreferencesSet(after)))
}

/// What the button of a channel posts begins with: `allow-calls`.
pub(crate) const ALLOW: &str = "allow-";

/// What the buttons of a purpose post begin with: `give-phone`, `withdraw-phone`.
pub(crate) const GIVE: &str = "give-";
pub(crate) const WITHDRAW: &str = "withdraw-";

/// The purpose of a button. To mail they agree by choosing what to get.
fn purpose(words: Words<'_>, name: &str) -> Result<Purpose, FieldError> {
    let purpose = Purpose::named(name).filter(|purpose| *purpose != Purpose::Mail);
    purpose.ok_or_else(|| FieldError::new("do", words.say("visitor-press-one")))
}

/// The lead takes back here that it is not to be reached by the channel. Mail it takes back by choosing what to get.
pub(crate) fn may_allow(channel: Channel) -> bool {
    channel != Channel::Mail
}

/// The name of a topic's box.
pub(crate) fn field(topic: &str) -> String {
    format!("topic-{topic}")
}

/// A word that is no known yes is no tick, here as on a form.
fn is_ticked(entered: &BTreeMap<String, String>, topic: &str) -> bool {
    entered.get(&field(topic)).is_some_and(|value| ConsentAnswer::of(value, None) == ConsentAnswer::Yes)
}

/// The topics that were left unticked, and those turned off before that are no longer asked about. With no tick at all,
/// a pause leaves them as they were.
fn off(entered: &BTreeMap<String, String>, chooser: Chooser<'_>, before: &Preferences) -> BTreeSet<String> {
    let topics = &chooser.config.sending.topics;
    let unticked = topics.keys().filter(|topic| !is_ticked(entered, topic)).cloned();
    let gone = before.off.iter().filter(|topic| !topics.contains_key(*topic)).cloned();
    if topics.keys().all(|topic| !is_ticked(entered, topic)) {
        return before.off.clone();
    }
    unticked.chain(gone).collect()
}

/// The beginning of the day a month from today, where the lead is.
fn a_month_on(chooser: Chooser<'_>) -> Option<Timestamp> {
    let today = chooser.now.to_zoned(zone_of(chooser.lead, &chooser.config.company));
    let day = today.checked_add(1.month()).and_then(|day| day.start_of_day());
    day.ok().map(|day| day.timestamp())
}
