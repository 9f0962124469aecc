//! Dealing out the next person of a call list.
//!
//! What must stay true: two callers who ask at the same moment never get the same person, and a caller who asks in two
//! windows gets one. Taking a lead in hand is a write of the lead on the condition that it is of the version that was read,
//! and of the caller's own row on the condition that it is as it was read; who comes too late looks at the next one. The hold
//! is in the lead, and not in a row of its own, so that whatever happens to the lead in that moment (it asks for no calls, a
//! form of it is handed to somebody) stands against it, too.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use leadwright_cloud::table::{CallerHand, TableError, View};
use leadwright_domain::call_lists::CallList;
use leadwright_domain::lead::Lead;
use leadwright_domain::value::identity::LeadId;
use tracing::{info, warn};

use crate::admitted::Admitted;
use crate::desk::Desk;

/// How often the head of a list is read again if others were faster with all that stood there.
const ROUNDS: usize = 8;
/// The leads that are looked at a round.
const LOOKED_AT: usize = 30;

/// What came of asking for the next person.
pub(crate) enum NextPerson {
    /// This one, who is in the caller's hand now.
    Lead(LeadId),
    /// Nobody may be called now. From when on somebody may, if anybody is left.
    Nobody(Option<Timestamp>),
}

/// What came of taking a lead in hand.
enum Taken {
    Yes,
    /// It may not be called now.
    NotNow,
    /// The lead, or what the caller has in hand, is not as it was read.
    Changed,
}

/// A caller's hand.
pub(crate) enum Hand {
    /// It holds this lead.
    Holds(LeadId),
    /// It holds none.
    Free(CallerHand),
}

impl Desk {
    /// Deals out the next person of a list. Who has somebody in hand keeps them: one at a time.
    pub(crate) async fn deal(&self, admitted: &Admitted<'_>, list: &CallList) -> Result<NextPerson, TableError> {
        let now = admitted.now;
        let (table, config) = (&self.ledger.table, &self.ledger.config);
        let mut hand = match self.own_in_hand(admitted).await? {
            Hand::Holds(lead) => return Ok(NextPerson::Lead(lead)),
            Hand::Free(hand) => hand,
        };
        let zones: Vec<String> = table.call_zones(&list.name).await?.into_iter().collect();
        let is_open = |zone: &&String| list.is_open(self.zone(zone), &config.team, now);
        let open: Vec<String> = zones.iter().filter(is_open).cloned().collect();
        for _ in 0..ROUNDS {
            let ids = table.to_call(&list.name, &open, now).await?;
            if ids.is_empty() {
                break;
            }
            for id in ids.into_iter().take(LOOKED_AT) {
                match self.take_in_hand(&id, list, admitted, &hand).await? {
                    Taken::Yes => {
                        let person = &admitted.viewer.person.id;
                        info!(lead.id = %id, person, list = list.name, "lead dealt out to be called");
                        self.write_dealt(&id, list, admitted).await;
                        return Ok(NextPerson::Lead(id));
                    }
                    Taken::NotNow => {}
                    // Others were faster, or the caller's own other window was.
                    Taken::Changed => match self.own_in_hand(admitted).await? {
                        Hand::Holds(lead) => return Ok(NextPerson::Lead(lead)),
                        Hand::Free(read) => hand = read,
                    },
                }
            }
        }
        Ok(NextPerson::Nobody(self.next_opening(list, &zones, now).await?))
    }

    /// Takes a lead in hand, if it may be called now.
    async fn take_in_hand(
        &self,
        id: &LeadId,
        list: &CallList,
        admitted: &Admitted<'_>,
        hand: &CallerHand,
    ) -> Result<Taken, TableError> {
        let (table, config) = (&self.ledger.table, &self.ledger.config);
        let Some(mut lead) = table.lead(id).await? else { return Ok(Taken::NotNow) };
        let was = lead.version();
        let person = &admitted.viewer.person.id;
        let Ok(until) = list.deal(&mut lead, person, &config.team, &config.company, admitted.now) else {
            return Ok(Taken::NotNow);
        };
        let is_taken = table.put_in_hand(&lead, was, until, hand).await?;
        Ok(if is_taken { Taken::Yes } else { Taken::Changed })
    }

    /// Whom the viewer has in hand: by the viewer's own row, which is read as it is now.
    pub(crate) async fn own_in_hand(&self, admitted: &Admitted<'_>) -> Result<Hand, TableError> {
        let person = &admitted.viewer.person.id;
        let hand = self.ledger.table.hand_of(person).await?;
        let Some(id) = &hand.lead else { return Ok(Hand::Free(hand)) };
        let lead = self.ledger.table.lead(id).await?;
        // A list that is gone deals out nobody, and has no outcomes.
        let is_known = |lead: &Lead| {
            let calling = lead.on_call_list();
            calling.is_some_and(|calling| self.ledger.config.call_lists.named(&calling.list).is_some())
        };
        let is_held = lead.is_some_and(|lead| lead.in_hand_of(admitted.now) == Some(person) && is_known(&lead));
        Ok(if is_held { Hand::Holds(id.clone()) } else { Hand::Free(hand) })
    }

    /// When the first lead of a list may be called.
    async fn next_opening(
        &self,
        list: &CallList,
        zones: &[String],
        now: Timestamp,
    ) -> Result<Option<Timestamp>, TableError> {
        let mut first: Option<Timestamp> = None;
        for zone in zones {
            let due = self.ledger.table.first_due_on(&list.name, zone).await?;
            let opens = due.map(|due| list.opening(self.zone(zone), self.team(), due.max(now)));
            first = [first, opens].into_iter().flatten().min();
        }
        Ok(first)
    }

    fn zone(&self, name: &str) -> TimeZone {
        TimeZone::get(name).unwrap_or_else(|_| self.ledger.config.company.timezone.time_zone())
    }

    /// Writes down who was dealt whom. If that fails, the lead is dealt out all the same.
    async fn write_dealt(&self, lead: &LeadId, list: &CallList, admitted: &Admitted<'_>) {
        let person = &admitted.viewer.person.id;
        let dealt = Some(list.name.clone());
        let view = View { person: person.clone(), at: admitted.now, by_link: false, dealt };
        if let Err(failure) = self.ledger.table.put_view(lead, &view).await {
            let why = format!("{:#}", anyhow::Error::from(failure));
            warn!(lead.id = %lead, person, why, "view not written down");
        }
    }
}
