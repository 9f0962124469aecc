//! Whether mail may go to a lead: consent, unsubscribing, suppression, preferences.
//!
//! What must stay true: every order of the same activities gives the same answer, and after a "no" only the lead itself
//! agrees anew, from its own address. An address changed on a lead has its own suppressions. The rule, for every way that
//! a word about marketing mail comes in:
//!
//! | Who speaks | Agrees | Says no | Lifts a "no" |
//! |---|---|---|---|
//! | a form, which anybody can send who knows the address | by the ticked box; with double opt-in once the address confirms it | | never: a mail asks the address to confirm |
//! | a list, whatever its date | by its column `consent` | | never |
//! | a program, by `POST /activities` | | `unsubscribed`, `nurture_stopped` | never |
//! | a salesperson | | stops the mails, or was told to send none | never; a slip is undone by who made it, at once |
//! | SES and the suppression list | | by a bounce, a complaint or an entry, for one address | never |
//! | the lead, on its preference page or by a confirmed link | yes | unsubscribes | yes, a "no" from before |
//!
//! Other [purposes](crate::value::purpose::Purpose) follow the same rule. Double opt-in is about mail alone: a link in a mail
//! proves whose the address is, and nothing about a telephone or a browser. So the other boxes count as on every form.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};

use crate::activity::id::ActivityId;
use crate::activity::mail::{Confirmation, Preferences};

/// A consent to marketing mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// The activity that gave it.
    pub activity: ActivityId,
    /// The version of the wording that was agreed to.
    pub wording: String,
    /// The submission whose consent the activity confirmed; none if the activity itself is the first word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<ActivityId>,
}

/// The stored wording of a consent that was given on the preference page.
const PREFERENCE_PAGE: &str = "preference page";

/// What the stored wording of a list's consent begins with.
const LIST: &str = "list: ";

impl Consent {
    /// The box of a form was ticked: by anybody who knows the address.
    pub(crate) fn by_form(activity: &ActivityId, version: &str) -> Self {
        Self { activity: activity.clone(), wording: version.to_owned(), asked: None }
    }

    /// A list says so.
    pub(crate) fn by_list(activity: &ActivityId, source: &str) -> Self {
        Self { activity: activity.clone(), wording: format!("{LIST}{source}"), asked: None }
    }

    /// The lead agreed on its preference page.
    pub(crate) fn on_preference_page(activity: &ActivityId) -> Self {
        Self { activity: activity.clone(), wording: PREFERENCE_PAGE.to_owned(), asked: None }
    }

    /// The lead confirmed, from its own address, what was ticked on a form.
    pub(crate) fn by_confirmation(activity: &ActivityId, what: &Confirmation) -> Self {
        Self { activity: activity.clone(), wording: what.wording.clone(), asked: Some(what.asked.clone()) }
    }

    /// The lead agreed on its preference page: no wording of a form.
    pub fn is_of_preference_page(&self) -> bool {
        self.wording == PREFERENCE_PAGE
    }

    /// The version of a form's wording would be read as another kind of consent.
    pub(crate) fn is_taken(version: &str) -> bool {
        version == PREFERENCE_PAGE || version.starts_with(LIST)
    }

    /// Only the owner of the address can have given it.
    pub fn is_from_own_address(&self) -> bool {
        self.asked.is_some() || self.wording == PREFERENCE_PAGE
    }

    /// It takes back a "no": it is from the lead's own address, and was asked for after the "no". At the same instant the
    /// stricter counts.
    pub fn lifts(&self, no: &ActivityId) -> bool {
        self.is_from_own_address() && no.occurred_at() < self.since().occurred_at()
    }

    /// Of two consents the one that counts: what the lead's own address says, else the newer.
    pub(crate) fn outranks(&self, other: &Self) -> bool {
        self.rank() > other.rank()
    }

    fn rank(&self) -> (bool, &ActivityId, &ActivityId) {
        (self.is_from_own_address(), self.since(), &self.activity)
    }

    /// Who unsubscribes between the tick and the confirmation has unsubscribed: the tick's time counts.
    fn since(&self) -> &ActivityId {
        self.asked.as_ref().unwrap_or(&self.activity)
    }
}

/// A consent that waits for the lead to confirm it, with the time of its mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmationRequest {
    /// What is to be confirmed.
    #[serde(flatten)]
    pub what: Confirmation,
    /// When the mail was planned, then when it was sent. No other mail asks before the link of this one has expired.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub mailed_at: Timestamp,
    /// A "no" stood when it was asked.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub after_no: bool,
}

/// What became of a consent that a mail asked to confirm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfirmationState<'a> {
    /// It can be confirmed.
    Open(&'a ConfirmationRequest),
    /// The lead gets marketing mail: it confirmed this, or agreed on its preference page.
    Agreed(&'a Consent),
    /// The lead said no after the tick.
    Withdrawn,
    /// No mail goes to the address: it bounced, or complained, or is on the suppression list.
    Closed,
    /// Another consent is asked about, or none.
    Over,
}

/// An end to all mail to an address of the lead's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Suppression {
    /// The activity that said so.
    pub activity: ActivityId,
    /// Why, in a reader's words.
    pub why: String,
    /// The [short hash](crate::value::identity::EmailAddress::short_hash) of the address; none for whichever the lead has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
}

impl Suppression {
    /// Why mail to an address ends after a hard bounce, in a reader's words.
    pub const BOUNCED: &'static str = "The address does not take mail";
    /// Why mail to an address ends after a spam complaint, in a reader's words.
    pub const COMPLAINED: &'static str = "They called our mail spam";
}

/// Leads that were written before addresses were told apart have one at most.
pub(crate) fn one_or_more<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Suppression>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Stored {
        One(Suppression),
        More(Vec<Suppression>),
    }
    Ok(match Stored::deserialize(deserializer)? {
        Stored::One(one) => vec![one],
        Stored::More(more) => more,
    })
}

/// A soft bounce, or a delivery after one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SoftBounce {
    /// The activity.
    pub activity: ActivityId,
    /// A mail arrived: the soft bounces before it no longer count.
    #[serde(default, skip_serializing_if = "crate::value::stored::is_false")]
    pub delivered: bool,
    /// The [short hash](crate::value::identity::EmailAddress::short_hash) of the address; none for whichever the lead has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
}

/// Which marketing mail a lead wants, and the activity that said so: of two, the later counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreferenceChoice {
    /// The activity.
    pub activity: ActivityId,
    /// What it said.
    #[serde(flatten)]
    pub preferences: Preferences,
}
