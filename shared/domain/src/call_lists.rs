//! Call lists: bought and cold leads that are dealt out to callers, one at a time.
//!
//! What must stay true: nobody is called who refuses calls, whom somebody has, or outside their hours; a lead is tried a
//! bounded number of times, and the last try sets it aside with a reason. Where a lead stands is decided by the fold, with
//! every activity of the lead, as its segments are; no job walks through all leads.

pub(crate) mod rules;
pub(crate) mod times;

use std::collections::BTreeSet;

pub use rules::{AfterTries, CallList, CallLists, Caller, Taker};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::company::{Company, Team};
use crate::lead::Lead;
use crate::lead::calling::IN_HAND;
use crate::value::channel::Channel;
use crate::value::phone::DialledNumber;
use crate::value::purpose::Purpose;
use crate::value::stage::Stage;
use crate::zone::phone_countries;

/// Why a lead is not dealt out now. Callers do not read it: the next one is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotNow {
    /// It does not stand on that list, or must not be called.
    NotCalled,
    /// Its time has not come, or it is outside its hours.
    Later,
    /// Somebody else has it in hand.
    InHand,
}

/// Nobody has it, and it may be called: it has a number, does not refuse calls or offers by phone, and its row is good. What
/// waits for a confirmation may be a stranger's doing.
pub(crate) fn may_be_called(lead: &Lead, company: &Company) -> bool {
    lead.owner.is_none()
        && lead.refuses(Channel::Calls).is_none()
        && lead.withdrew(Purpose::Phone).is_none()
        && !lead.awaits_confirmation()
        && lead.is_bad().is_none()
        && lead.field("phone").is_some_and(|typed| DialledNumber::read(typed, phone_countries(lead, company)).is_some())
}

impl CallLists {
    /// The list that a lead of that stage and those segments is called by; none if it is called by none.
    pub(crate) fn of(
        &self,
        lead: &Lead,
        stage: Stage,
        segments: &BTreeSet<String>,
        company: &Company,
    ) -> Option<&CallList> {
        self.lists.iter().find(|list| list.takes(lead, stage, segments) && may_be_called(lead, company))
    }

    /// The lead stands where it belongs: on the list that calls it, or on none. What is new in the file, a lead hears of with
    /// its next activity.
    pub fn has_placed(&self, lead: &Lead, company: &Company) -> bool {
        let list = self.of(lead, lead.stage, &lead.segments, company);
        let is_tried = |list: &&CallList| {
            lead.calling.as_ref().is_some_and(|calling| calling.list == list.name && calling.tries >= list.tries)
        };
        let belongs = list.filter(|list| !is_tried(list)).map(|list| list.name.as_str());
        belongs == lead.on_call_list().map(|calling| calling.list.as_str())
    }
}

impl CallList {
    /// Why a lead goes to sales after a call by the list, as it is recorded.
    pub fn interested_words(&self) -> String {
        format!("Interested, says the call by the list “{}”", self.title)
    }

    /// Gives a lead into the hand of a caller of the list, and says until when.
    ///
    /// # Errors
    /// It is not to be called now; it is unchanged.
    pub fn deal(
        &self,
        lead: &mut Lead,
        caller: &str,
        team: &Team,
        company: &Company,
        now: Timestamp,
    ) -> Result<Timestamp, NotNow> {
        let calling = lead.on_call_list().filter(|calling| calling.list == self.name);
        let calling = calling.filter(|_| may_be_called(lead, company)).ok_or(NotNow::NotCalled)?;
        if calling.held_by(now).is_some_and(|by| by != caller) {
            return Err(NotNow::InHand);
        }
        let zone = TimeZone::get(&calling.zone).unwrap_or_else(|_| company.timezone.time_zone());
        if calling.due > now || !self.is_open(zone, team, now) {
            return Err(NotNow::Later);
        }
        let until = now + IN_HAND;
        lead.take_in_hand(caller, until);
        Ok(until)
    }
}
