//! What a fact needs of the lead as it was before the activity.
//!
//! What must stay true: a fact is a function of the lead's activities in the order they were applied. A lead does not
//! remember all of them. Where it can't say what the history would, the write asks the coming night to make the lead's
//! facts anew from its timeline: [`BeforeFact::is_exact`].

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::activity::Activity;
use crate::activity::kinds::ActivityKind;
use crate::activity::mail::{Mailing, Recipient, StepRef};
use crate::lead::agenda::Task;
use crate::lead::applied::Applied;
use crate::lead::enrolment::Seen;
use crate::lead::submissions::SPANS;
use crate::lead::{Lead, Touch, UNTOUCHED};
use crate::value::stage::Stage;

/// Something that brought a lead, or brought it back: a form it sent, a list it was on, the product.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TouchPoint {
    /// When, in seconds since 1970.
    pub at: i64,
    /// Where from.
    pub source: String,
    /// By which campaign.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
}

/// A mail that was sent to the lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SentMail {
    /// The mail's name.
    pub(crate) mail: String,
    /// The step of a sequence that it is: `sequence/step`.
    pub(crate) step: Option<String>,
}

impl SentMail {
    fn of(mailing: &Mailing) -> Self {
        let step = mailing.step.as_ref().map(|of| format!("{}/{}", of.sequence, of.step));
        Self { mail: mailing.mail.clone(), step }
    }
}

/// A reply is one to the newest mail of a sequence that was sent in this time before it.
const REPLIES_WITHIN: i64 = 30 * 86_400;

/// What a fact needs of the lead as it was.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct BeforeFact {
    /// None for a lead that is new.
    pub(crate) stage: Option<Stage>,
    /// Since when it was in that stage.
    pub(crate) stage_since: Option<Timestamp>,
    /// It waited for a salesperson.
    pub(crate) was_waiting: bool,
    /// The owner's time to accept it was running, and nobody had missed it.
    pub(crate) was_on_time: bool,
    /// The farthest level of the funnel that it ever reached; see [`Stage::level`].
    pub(crate) reached: u8,
    /// The first post of the form, opening of the mail, or click in the mail that the activity is about.
    pub(crate) is_first: bool,
    /// What brought it so far; for a deal.
    pub(crate) touches: Vec<TouchPoint>,
    /// The mail that it is about, where the activity names its send id alone, or none as a reply does.
    pub(crate) sent: Option<SentMail>,
    /// The newest mail of each sequence.
    pub(crate) newest: BTreeMap<String, SentMail>,
    /// The days without a word that were over before it, and after the activity before.
    pub(crate) untouched: Vec<u8>,
    /// A later activity corrects the deal, and counts in its place.
    pub(crate) is_corrected: bool,
    /// The lead may have been farther than it says.
    may_have_reached_more: bool,
    /// The history alone can say whether it is the first, what had brought the lead, or which mail it is about.
    needs_history: bool,
}

impl BeforeFact {
    /// As far as the lead itself remembers.
    pub fn of(lead: Option<&Lead>, activity: &Activity) -> Self {
        let Some(lead) = lead else {
            let is_deal = matches!(activity.kind, ActivityKind::DealWon { .. });
            return Self { is_first: true, needs_history: is_deal, ..Self::default() };
        };
        // A lead that stands aside, or was moved back, may have been farther before.
        // A lead that nobody confirmed went back to the suspects, by a rule.
        let is_unconfirmed = lead.stage == Stage::Suspect && lead.awaits_confirmation();
        let may_have_reached_more = lead.stage.level().is_none() || lead.moved_back || is_unconfirmed;
        let (is_first, knows_first) = match &activity.kind {
            ActivityKind::FormSubmitted(sent) => {
                let is_first = lead.submissions.last_of_form(&sent.form).is_none();
                (is_first, !is_first || lead.submissions.len() < SPANS)
            }
            ActivityKind::MailOpened(opened) => first_of(lead, &opened.send, Seen::Opened),
            ActivityKind::MailClicked(click) => match first_of(lead, &click.send, Seen::Clicked) {
                (true, false) => (!click.again, click.again || lead.clicked_links.is_empty()),
                known => known,
            },
            _ => (false, true),
        };
        let is_deal = matches!(activity.kind, ActivityKind::DealWon { .. });
        let send = send_alone(&activity.kind);
        // Which activity was the first since then, the lead does not know.
        let was_untouched = lead.untouched_next().is_some_and(|(_, at)| at <= activity.occurred_at());
        let is_reply = matches!(activity.kind, ActivityKind::ReplyReceived(_)) && !lead.enrolments.is_empty();
        Self {
            stage: Some(lead.stage),
            stage_since: Some(lead.stage_since),
            was_waiting: lead.waiting_since.is_some(),
            was_on_time: lead
                .agenda()
                .iter()
                .any(|entry| matches!(&entry.task, Task::Accept { missed, .. } if missed.is_empty())),
            reached: lead.stage.level().unwrap_or_default(),
            is_first,
            touches: Vec::new(),
            // SES may tell of a mail before it is recorded as sent.
            sent: send.and_then(|send| lead.entry(send)?.mailing()).as_ref().map(SentMail::of),
            newest: BTreeMap::new(),
            untouched: Vec::new(),
            is_corrected: false,
            may_have_reached_more,
            needs_history: !knows_first
                || is_deal
                || send.is_some()
                || is_reply
                || was_untouched
                // The earlier mark counts no more.
                || (matches!(activity.kind, ActivityKind::MarkedBad { .. }) && lead.is_bad().is_some())
                || forgets_landing(lead),
        }
    }

    /// The facts of the lead are what its history says, that of the activity among them; else they are to be made again from the timeline.
    pub fn is_exact(&self, applied: &Applied) -> bool {
        let takes_back = matches!(applied.activity.kind, ActivityKind::Undone { .. } | ActivityKind::NotBad { .. });
        !takes_back
            && !self.needs_history
            && applied.decisions.goals.is_empty()
            && (applied.decisions.stage.is_none() || !self.may_have_reached_more)
    }
}

/// The send id of a kind that says nothing else of the mail that it is about.
fn send_alone(kind: &ActivityKind) -> Option<&str> {
    match kind {
        ActivityKind::Bounced { send, .. }
        | ActivityKind::SoftBounced { send, .. }
        | ActivityKind::MailRejected { send, .. }
        | ActivityKind::Complained { send, .. } => Some(send),
        ActivityKind::Unsubscribed { send } => send.as_deref(),
        _ => None,
    }
}

/// A lead that an earlier release began does not remember the page of the form that brought it.
fn forgets_landing(lead: &Lead) -> bool {
    lead.first_touch.form.is_some() && lead.first_touch.page.is_none()
}

/// The lead did that with the mail for the first time; and whether the lead can know.
fn first_of(lead: &Lead, send: &str, what: Seen) -> (bool, bool) {
    let Some(enrolment) = lead.enrolments.values().find(|enrolment| enrolment.is_of(send)) else {
        return (true, false);
    };
    let step = send.get(enrolment.id.len() + 1..).unwrap_or_default();
    // What was seen is forgotten when the sequence ends.
    (enrolment.seen.get(step).is_none_or(|seen| *seen < what), enrolment.ended.is_none())
}

/// What a lead's activities say, one after the other in the order they were applied.
#[derive(Debug, Clone, Default)]
pub struct History {
    reached: u8,
    forms: BTreeSet<String>,
    opened: BTreeSet<String>,
    clicked: BTreeSet<String>,
    touches: Vec<TouchPoint>,
    /// Mails by send id.
    sent: BTreeMap<String, SentMail>,
    /// The newest mail of each sequence that the lead is in, or was.
    newest: BTreeMap<String, SentMail>,
    /// The newest of them all, and when it was sent, in seconds since 1970.
    last: Option<(i64, SentMail)>,
    /// In sales' hands: since when nobody has spoken with the lead, and the days that were over since.
    waits: Option<(Timestamp, u8)>,
}

impl History {
    /// Puts right what the lead itself could not remember, before the next activity.
    pub fn complete(&self, before: &mut BeforeFact, activity: &Activity) {
        before.reached = self.reached;
        before.may_have_reached_more = false;
        before.needs_history = false;
        match &activity.kind {
            ActivityKind::FormSubmitted(sent) => before.is_first = !self.forms.contains(&sent.form),
            ActivityKind::MailOpened(opened) => before.is_first = !self.opened.contains(&opened.send),
            ActivityKind::MailClicked(click) => before.is_first = !self.clicked.contains(&click.send),
            ActivityKind::DealWon { .. } => before.touches.clone_from(&self.touches),
            ActivityKind::ReplyReceived(_) => {
                let at = activity.occurred_at().as_second();
                let last = self.last.as_ref().filter(|(sent_at, _)| at - sent_at <= REPLIES_WITHIN);
                before.sent = last.map(|(_, sent)| sent.clone());
            }
            kind => {
                if let Some(sent) = send_alone(kind).and_then(|send| self.sent.get(send)) {
                    before.sent = Some(sent.clone());
                }
            }
        }
        before.newest.clone_from(&self.newest);
        if let Some((since, passed)) = self.waits {
            let hours = activity.occurred_at().duration_since(since).as_hours();
            let is_over = |days: &u8| *days > passed && i64::from(*days) * 24 <= hours;
            before.untouched = UNTOUCHED.into_iter().filter(is_over).collect();
        }
    }

    /// The activity was applied, and the lead is like that now.
    pub fn add(&mut self, before: &BeforeFact, Applied { activity, decisions, .. }: &Applied, after: &Lead) {
        let stage = after.stage;
        // Beginning anew, nothing is over yet.
        self.waits = after.untouched_since().map(|since| match self.waits {
            Some((before_it, passed)) if before_it == since => {
                (since, before.untouched.iter().copied().fold(passed, u8::max))
            }
            _ => (since, 0),
        });
        // Begun anew, it has sent nothing yet.
        decisions.begun.iter().for_each(|(sequence, _)| drop(self.newest.remove(sequence)));
        self.reached = self.reached.max(stage.level().unwrap_or_default());
        match &activity.kind {
            ActivityKind::FormSubmitted(sent) => {
                self.forms.insert(sent.form.clone());
            }
            ActivityKind::MailOpened(opened) if opened.machine.is_none() => {
                self.opened.insert(opened.send.clone());
            }
            ActivityKind::MailClicked(click) => {
                self.clicked.insert(click.send.clone());
            }
            ActivityKind::MailSent(mailing) if mailing.to == Recipient::Lead => {
                let sent = SentMail::of(mailing);
                if let Some(StepRef { sequence, .. }) = &mailing.step {
                    self.newest.insert(sequence.clone(), sent.clone());
                    self.last = Some((activity.occurred_at().as_second(), sent.clone()));
                }
                self.sent.insert(mailing.send.clone(), sent);
            }
            _ => {}
        }
        let touch = activity.kind.facts().touch.filter(|_| !decisions.repeated_row);
        if let Some(touch) = touch.filter(|touch| touch.source != Touch::UNKNOWN) {
            let point = |at, campaign: Option<&str>| TouchPoint {
                at,
                source: touch.source.to_owned(),
                campaign: campaign.map(ToOwned::to_owned),
            };
            let at = activity.occurred_at().as_second();
            match &activity.kind {
                // Of the visit before this one no time is known: it came before.
                ActivityKind::FormSubmitted(sent) if sent.campaign.as_deref() != touch.campaign => {
                    self.touches.push(point(at - 1, touch.campaign));
                    self.touches.push(point(at, sent.campaign.as_deref()));
                }
                _ => self.touches.push(point(at, touch.campaign)),
            }
        }
    }
}
