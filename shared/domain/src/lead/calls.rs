//! What calls by a list do to a lead.
//!
//! What must stay true: a hold is written on the condition that the lead is of the version that was read, so that of two who
//! ask at the same moment one gets the lead. An activity says where the lead stands, and never who has it in hand.

use jiff::Timestamp;

use crate::lead::Lead;
use crate::lead::calling::{CallHold, CallPlan, Calling};

impl Lead {
    /// Where it stands on a call list; none if it stands on none.
    pub fn on_call_list(&self) -> Option<&Calling> {
        self.calling.as_ref().filter(|calling| !calling.off)
    }

    /// The caller who has it in hand at a moment.
    pub fn in_hand_of(&self, now: Timestamp) -> Option<&str> {
        self.calling.as_ref().and_then(|calling| calling.held_by(now))
    }

    /// Gives it into the hand of a caller until a moment, as a version of its own.
    pub(crate) fn take_in_hand(&mut self, by: &str, until: Timestamp) {
        if let Some(calling) = &mut self.calling {
            calling.hold = Some(CallHold { by: by.to_owned(), until });
            self.version += 1;
        }
    }

    /// What an activity makes of its place on a call list. Who has it in hand keeps it, unless the activity says what came
    /// of the call.
    pub(crate) fn plan_call(&mut self, plan: &CallPlan, is_outcome: bool) {
        let was = self.calling.take();
        let CallPlan::Known(calling) = plan else { return };
        let hold = was.filter(|was| was.list == calling.list && !calling.off && !is_outcome).and_then(|was| was.hold);
        self.calling = Some(Calling { hold, ..calling.clone() });
    }

    /// Takes over where another lead that is the same person stands: of both tries the more, and nobody's hand.
    pub(crate) fn join_calling(&mut self, other: Option<Calling>) {
        let Some(other) = other else { return };
        self.calling = Some(match self.calling.take() {
            Some(own) if own.list == other.list => Calling {
                due: own.due.max(other.due),
                tries: own.tries.max(other.tries),
                spoke: own.spoke || other.spoke,
                ..own
            },
            Some(own) => own,
            None => other.unheld(),
        });
    }
}
