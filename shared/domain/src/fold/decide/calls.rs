//! The call list that a lead stands on, and what came of a call by it.

use jiff::ToSpan;
use jiff::tz::TimeZone;

use crate::activity::kinds::{ActivityKind, Contact};
use crate::call_lists::rules::CallList;
use crate::fold::decide::Deciding;
use crate::funnel::criteria::SetAside;
use crate::lead::calling::{CallOutcome, CallPlan, CallResult, Calling};
use crate::zone::zone_of;

impl Deciding<'_> {
    /// Where it stands on a call list, before this activity.
    fn was_on_list(&self) -> Option<(&CallList, &Calling)> {
        let calling = self.lead.on_call_list()?;
        Some((self.config.call_lists.named(&calling.list)?, calling))
    }

    /// A call: of a lead that stands on a list, it is one by the list. The last that nobody answers sets it aside.
    pub(crate) fn on_call(&mut self, contact: &Contact) {
        let Some((list, calling)) = self.was_on_list() else { return };
        let came = if contact.reached { CallOutcome::Reached } else { CallOutcome::NoAnswer };
        let result = CallResult { list: list.name.clone(), came };
        let is_last = !contact.reached && calling.tries.saturating_add(1) >= list.tries;
        let then = list.then.clone();
        self.decisions.called = Some(result);
        if !is_last || self.decisions.stage.is_some() {
            return;
        }
        let label = SetAside::of(then.to).and_then(|aside| self.config.funnel.reason(aside, &then.reason));
        let label = label.unwrap_or(&then.reason).to_owned();
        self.go_to(then.to, &label, Some(&then.reason), None);
        self.end_sequences(&label);
        if let Some(days) = then.again_after {
            let time = self.owners_time();
            let day = self.now.to_zoned(time.zone()).date().saturating_add(i64::from(days.count()).days());
            if let Ok(nine) = day.at(9, 0, 0, 0).to_zoned(time.zone()) {
                self.decisions.aside_until = Some(day);
                self.on_set_aside(nine.timestamp());
            }
        }
    }

    /// After every activity: the list that the lead stands on now, and when it may be called next.
    pub(crate) fn keep_on_call_list(&mut self) {
        let was = self.lead.calling.as_ref();
        if was.is_none() && self.config.call_lists.is_empty() {
            return;
        }
        self.count_interest();
        let next = self.calling();
        if next != was.map(Calling::unheld) {
            self.decisions.calling = Some(next.map_or(CallPlan::Forgotten, CallPlan::Known));
        }
    }

    /// Whom somebody spoke with by a list, and who now goes to sales by a person's word, is interested.
    fn count_interest(&mut self) {
        let is_persons = self.activity.kind.done_by().is_some();
        if !is_persons || !self.stage().is_sales() || self.decisions.called.is_some() {
            return;
        }
        if let Some((list, _)) = self.was_on_list().filter(|(_, calling)| calling.spoke) {
            self.decisions.called = Some(CallResult { list: list.name.clone(), came: CallOutcome::Interested });
        }
    }

    fn calling(&self) -> Option<Calling> {
        let (config, lead, team) = (self.config, self.lead, &self.config.team);
        let was = lead.calling.as_ref().map(Calling::unheld);
        let segments = self.decisions.segments.as_ref().unwrap_or(&lead.segments);
        let list = config.call_lists.of(lead, self.stage(), segments, &config.company);
        let Some(list) = list.filter(|_| self.decisions.owner.is_none()) else {
            // How often it was called is not forgotten while it may come back.
            let called = was.map(|was| self.with_call(was)).filter(|was| was.tries > 0 || was.spoke);
            return called.map(|was| Calling { off: true, promised: false, ..was });
        };
        let zone = zone_of(lead, &config.company);
        let opening = |at| list.opening(zone.clone(), team, at);
        let known = was.filter(|was| was.list == list.name);
        let fresh = || Calling {
            list: list.name.clone(),
            zone: String::new(),
            due: opening(self.now),
            promised: false,
            tries: 0,
            spoke: false,
            off: false,
            hold: None,
        };
        let known = known.map_or_else(fresh, |known| self.with_call(known));
        let off = known.tries >= list.tries;
        let comes_back = known.off && !off;
        let mut next = Calling { zone: name_of(&zone, config), off, ..known };
        match &self.activity.kind {
            ActivityKind::CallLogged(_) if self.decisions.called.is_some() => {
                next.due = list.next_try(&zone, team, self.activity.occurred_at());
                next.promised = false;
            }
            ActivityKind::FollowUpSet { due, .. } => (next.due, next.promised) = (opening(*due), true),
            _ if comes_back => next.due = opening(next.due.max(self.now)),
            _ => {}
        }
        Some(next)
    }

    /// What the call of this activity, if it is one by the list, adds to what is known.
    fn with_call(&self, known: Calling) -> Calling {
        match (&self.activity.kind, &self.decisions.called) {
            (ActivityKind::CallLogged(contact), Some(_)) if contact.reached => Calling { spoke: true, ..known },
            (ActivityKind::CallLogged(_), Some(_)) => Calling { tries: known.tries.saturating_add(1), ..known },
            _ => known,
        }
    }
}

/// The name of a zone; the company's for one that has none.
fn name_of(zone: &TimeZone, config: &crate::config::Config) -> String {
    zone.iana_name().map_or_else(|| String::from(config.company.timezone.clone()), ToOwned::to_owned)
}
