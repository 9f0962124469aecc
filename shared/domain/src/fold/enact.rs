//! Decisions change the lead.

use jiff::Timestamp;

use crate::activity::Activity;
use crate::activity::id::ActivityId;
use crate::activity::kinds::ActivityKind;
use crate::activity::mail::{Confirmation, Recipient, TeamMail};
use crate::lead::agenda::{AgendaEntry, Plan, Task};
use crate::lead::applied::Decisions;
use crate::lead::consent::ConfirmationRequest;
use crate::lead::enrolment::Enrolment;
use crate::lead::{Accepted, Lead};
use crate::sequence::rules::REMEMBERED;
use crate::value::stage::Stage;

pub(crate) fn enact(lead: &mut Lead, activity: &Activity, decisions: &Decisions, now: Timestamp) {
    let by = &activity.id;
    if decisions.after_erasure.is_some() {
        lead.erased_before = decisions.after_erasure;
    }
    // First: what is decided besides is about the lead as it was put back.
    if let Some(undoing) = &decisions.undone {
        undoing.enact(lead);
    }
    if let Some(moved) = &decisions.stage {
        lead.stage = moved.to;
        lead.stage_since = by.occurred_at();
        lead.untouched = lead.untouched.filter(|_| moved.to.is_sales()).map(|_| 0);
        lead.moved_back = moved.is_back();
        lead.aside_until = decisions.aside_until;
        if moved.to == Stage::Customer || (moved.by.is_some() && !moved.to.is_sales()) {
            lead.wishes.answer(by);
        }
        if !moved.to.is_sales() {
            // Nobody works on it any more: what comes next is waited for anew.
            lead.waiting_since = None;
            lead.accepted = None;
        }
    }
    if decisions.watched {
        lead.untouched = Some(0);
    }
    // Going from one salesperson to another is no new wish.
    if decisions.handed_off
        && !matches!(
            activity.kind,
            ActivityKind::Assigned { .. } | ActivityKind::AcceptMissed { .. } | ActivityKind::MailDropped { .. }
        )
    {
        lead.first_contact = None;
        let asked = lead.last_submission.as_ref().filter(|_| matches!(activity.kind, ActivityKind::FormSubmitted(_)));
        let since = asked.map_or_else(|| by.occurred_at(), ActivityId::occurred_at);
        lead.waiting_since = Some(lead.waiting_since.map_or(since, |before| before.min(since)));
    }
    if let Some(assignment) = &decisions.owner {
        lead.owner = Some(assignment.owner.clone());
    }
    if decisions.handed_off || decisions.owner.is_some() {
        lead.accepted = None;
    }
    if let Some(person) = &decisions.accepted {
        lead.accepted = Some(Accepted { by: person.clone(), activity: by.clone() });
    }
    if decisions.first_contact.is_some() {
        lead.first_contact = Some(by.clone());
        lead.waiting_since = None;
    }
    if decisions.stopped {
        lead.stopped = lead.stopped.take().max(Some(by.clone()));
    }
    enact_wishes(lead, activity, decisions);
    for (field, change) in &decisions.changed {
        match change {
            Some(change) => lead.changes.insert(field.clone(), change.clone()),
            None => lead.changes.remove(field),
        };
    }
    for (sequence, why) in &decisions.ended {
        if let Some(enrolment) = lead.enrolments.get_mut(sequence) {
            enrolment.ended = Some(why.clone());
            enrolment.seen.clear();
            enrolment.taken.clear();
            enrolment.done.clear();
        }
    }
    // After the ends: a sequence may begin anew.
    for (sequence, id) in &decisions.begun {
        lead.enrolments.insert(sequence.clone(), Enrolment::new(id.clone(), by.clone()));
    }
    forget_sequences(lead);
    if let Some(segments) = &decisions.segments {
        lead.segments.clone_from(segments);
    }
    if let Some(plan) = &decisions.calling {
        let is_outcome = matches!(activity.kind, ActivityKind::CallLogged(_) | ActivityKind::FollowUpSet { .. });
        lead.plan_call(plan, is_outcome);
    }
    if let ActivityKind::MailHeld { mailing, until, reason } = &activity.kind {
        for entry in lead.agenda.iter_mut().filter(|entry| entry.id == mailing.send) {
            entry.delivery.hold(*until, reason);
        }
    }
    lead.agenda.retain(|entry| !decisions.dropped.contains(&entry.id));
    for plan in &decisions.planned {
        if let Some(step) = plan.task.step()
            && let Some(enrolment) = lead.enrolments.get_mut(&step.sequence).filter(|way| way.is_of(&plan.id))
        {
            enrolment.taken.insert(step.step.clone());
        }
        if lead.agenda.iter().all(|other| other.id != plan.id) {
            let entry = plan.entry(by, now);
            if is_hand_off(&entry) {
                lead.owner_notified_at = Some(entry.delivery.due);
                lead.wishes.tell(&entry.id, decisions.owner.is_some());
            }
            lead.agenda.push(entry);
        }
    }
    ask_to_confirm(lead, activity, decisions, now);
}

/// A mail was planned that asks to confirm the consent of the form, or the form waits for one that asked already.
fn ask_to_confirm(lead: &mut Lead, activity: &Activity, decisions: &Decisions, now: Timestamp) {
    let is_request = |plan: &Plan| plan.task.mailing(&plan.id).is_some_and(|mailing| mailing.asks_to_confirm());
    match &activity.kind {
        ActivityKind::FormSubmitted(sent) => {
            let Some(what) = Confirmation::of(&activity.id, sent) else { return };
            if decisions.planned.iter().any(is_request) {
                lead.confirmation = Some(ConfirmationRequest { what, mailed_at: now, after_no: decisions.after_no });
            } else if let Some(request) = lead.confirmation.as_mut().filter(|_| decisions.waits) {
                request.what.also.push(what);
            }
        }
        ActivityKind::ConsentConfirmed(_) => lead.release_waiting(),
        ActivityKind::PreferencesSet(chosen) if chosen.again => lead.release_waiting(),
        _ => {}
    }
}

fn is_hand_off(entry: &AgendaEntry) -> bool {
    matches!(&entry.task, Task::Mail { mail, to: Recipient::Owner, .. } if TeamMail::HandOff.is(mail))
}

/// What the activity does to the forms that wait for an answer.
fn enact_wishes(lead: &mut Lead, activity: &Activity, decisions: &Decisions) {
    if let Some(owner) = &decisions.owner_told {
        lead.owner_told = Some(owner.clone());
    }
    // An entry that goes without being sent told nobody.
    if !matches!(activity.kind, ActivityKind::MailSent(_)) {
        decisions.dropped.iter().for_each(|entry| lead.wishes.untell(entry));
    }
    let is_answered = match &activity.kind {
        ActivityKind::CallLogged(contact) | ActivityKind::MeetingHeld(contact) => contact.reached,
        ActivityKind::ReplyReceived(contact) => lead.owner.as_ref() == Some(&contact.by),
        _ => false,
    };
    if is_answered || decisions.first_contact.is_some() {
        lead.wishes.answer(&activity.id);
    }
    if let Some(kind) = decisions.wish {
        lead.wishes.add(&activity.id, kind);
    }
}

/// Of more than are remembered, those go that were over first. One that goes on never does.
fn forget_sequences(lead: &mut Lead) {
    while lead.enrolments.len() > REMEMBERED {
        let over = lead.enrolments.iter().filter(|(_, enrolment)| enrolment.ended.is_some());
        let Some(oldest) = over.min_by_key(|(_, enrolment)| &enrolment.by).map(|(name, _)| name.clone()) else { break };
        lead.enrolments.remove(&oldest);
    }
}
