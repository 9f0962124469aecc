//! What an activity says goes into the lead. No order, no configuration but the scoring model.

pub(crate) mod links;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::activity::Activity;
use crate::activity::id::ActivityId;
use crate::activity::kinds::{ActivityKind, Answers, Interaction, NO_CLICK_PENDING};
use crate::activity::mail::{Mailing, Preferences};
use crate::fold::merge;
use crate::lead::consent::{Consent, PreferenceChoice, SoftBounce, Suppression};
use crate::lead::referral::Referral;
use crate::lead::score::Score;
use crate::lead::site::LastTouch;
use crate::lead::submissions::{SpanChange, Submissions};
use crate::lead::supplied::SuppliedBy;
use crate::lead::tally::Tally;
use crate::lead::wishes::OpenWishes;
use crate::lead::{ALIASES, Answer, Lead, Ticket, Touch};
use crate::scoring::model::Model;
use crate::sending::soft_bounces::SOFT_BOUNCES;
use crate::value::impersonal::impersonal_path;
use crate::value::purpose::Purpose;
use crate::value::question::Question;
use crate::value::stage::Stage;
use crate::value::text::one_line;

/// The lead with the activity in it, and whether the activity is a wish that was there already.
///
/// `recounted` is the tally of what came before by this model, if the lead's is another model's. `joined` is the other lead
/// of a merge, or what the lead is without one.
#[expect(clippy::too_many_lines, reason = "one kind after the other")]
pub(crate) fn absorb(
    before: Option<Lead>,
    activity: &Activity,
    now: Timestamp,
    model: &Model,
    recounted: Option<&Tally>,
    joined: Option<&str>,
) -> (Lead, bool) {
    let at = activity.occurred_at();
    // What the fit goes by; it is looked at again only where that may have changed.
    let mut rates_fit = before.is_none() || recounted.is_some() || joined.is_some();
    let is_known = before.is_some();
    let mut lead = before.unwrap_or_else(|| newborn(activity, now));
    lead.version += 1;
    lead = match joined.and_then(|stored| serde_json::from_str(stored).ok()) {
        Some(other) => join(lead, other, activity),
        None => lead,
    };
    if let Some(tally) = recounted {
        lead.tally = tally.clone();
    }
    // A supplier is to deliver nobody who is known: the row is counted against it, and is nothing to the person.
    if is_known && repeats_row(activity) {
        lead.score = model.score_after(&lead, now, rates_fit);
        lead.temperature_changes_on = model.scored_temperature_changes_on(&lead, now);
        return (lead, false);
    }
    // What came by another address or by its number brings none: the lead keeps its own.
    // A form's number is what was entered.
    if !activity.is_by_other_name() && !matches!(activity.kind, ActivityKind::FormSubmitted(_)) {
        rates_fit |= !activity.who.is_empty();
        set_fields(&mut lead, &activity.who, at, false);
    }
    let mut change = None;
    match &activity.kind {
        ActivityKind::FormSubmitted(sent) => {
            change = Some(lead.submissions.add(&sent.form, &sent.content_hash(), &activity.id));
            rates_fit = true;
            set_entered(&mut lead, activity, &sent.fields, &sent.unrecognised);
            lead.last_submission = lead.last_submission.max(Some(activity.id.clone()));
            if let Some(wording) = sent.consent.as_ref().filter(|_| !sent.agreed.double_opt_in) {
                lead.take_consent(Consent::by_form(&activity.id, wording));
            }
            for (purpose, wording) in &sent.agreed.purposes {
                lead.take_consent_to(*purpose, Consent::by_form(&activity.id, wording));
            }
        }
        ActivityKind::LeadImported(row) => {
            rates_fit = true;
            set_entered(&mut lead, activity, &row.fields, &row.unrecognised);
            if let Some(by) = row.by.as_ref().filter(|_| row.tip) {
                let evidence = row.referred_by.as_ref().map(|by| format!("{by} says so"));
                let answers = BTreeMap::from([(Question::Need, true)]);
                take_answers(&mut lead, &activity.id, &Answers { answers, evidence, by: by.clone() });
            }
            if row.consent {
                lead.take_consent(Consent::by_list(&activity.id, &row.source));
            }
            if row.consent_phone {
                lead.take_consent_to(Purpose::Phone, Consent::by_list(&activity.id, &row.source));
            }
        }
        ActivityKind::Enriched(found) => {
            rates_fit = true;
            // Older than whatever a person says, whenever they say it.
            set_fields(&mut lead, &found.fields, Timestamp::UNIX_EPOCH, false);
            lead.enriched = Some(activity.id.clone());
        }
        ActivityKind::Edited { fields, .. } => {
            rates_fit = true;
            set_fields(&mut lead, fields, at, true);
        }
        ActivityKind::Qualified(said) => take_answers(&mut lead, &activity.id, said),
        ActivityKind::MailSent(mailing) => count_mailing(&mut lead, mailing, at),
        ActivityKind::CallLogged(_) | ActivityKind::MeetingHeld(_) | ActivityKind::ReplyReceived(_)
            if activity.kind.is_talk() =>
        {
            take_contact(&mut lead, &activity.id);
        }
        ActivityKind::Untouched { days } => pass_untouched(&mut lead, *days, at),
        ActivityKind::TicketOpened(event) => take_ticket(&mut lead, &activity.id, event, true),
        ActivityKind::TicketClosed(event) => take_ticket(&mut lead, &activity.id, event, false),
        // Read again after another write came first, it may be done, or over.
        ActivityKind::StepTaken { set, entry, .. } if lead.entry(entry).is_some() => {
            rates_fit = true;
            set_fields(&mut lead, set, at, false);
        }
        ActivityKind::FollowUpDone { entry, .. } => lead.take_done(entry.as_deref()),
        ActivityKind::PictureLoaded { send, .. } => links::load(&mut lead, &activity.id, send),
        ActivityKind::MailOpened(opened) if opened.machine.is_none() => links::opened(&mut lead, &opened.send),
        ActivityKind::LinkFollowed(follow) if follow.machine.is_none() => links::wait(&mut lead, &activity.id, follow),
        ActivityKind::MailClicked(click) => links::clicked(&mut lead, click),
        ActivityKind::LinksScanned { send, reason, .. } if reason != NO_CLICK_PENDING => {
            links::scanned(&mut lead, &activity.id, send);
        }
        ActivityKind::MailDropped { mailing, .. } if mailing.asks_to_confirm() => forget_request(&mut lead, mailing),
        ActivityKind::PreferencesSet(chosen) => take_preferences(&mut lead, &activity.id, chosen),
        ActivityKind::ConsentConfirmed(what) => lead.take_consent(Consent::by_confirmation(&activity.id, what)),
        ActivityKind::ConsentGiven { purpose } => {
            lead.take_consent_to(*purpose, Consent::on_preference_page(&activity.id));
        }
        ActivityKind::ConsentWithdrawn { purpose } => lead.take_withdrawal(*purpose, &activity.id),
        ActivityKind::SoftBounced { of, .. } => count_soft_bounce(&mut lead, &activity.id, of.as_ref(), false),
        ActivityKind::MailDelivered { of, .. } => count_soft_bounce(&mut lead, &activity.id, of.as_ref(), true),
        ActivityKind::Suppressed { reason, of, .. } => suppress(&mut lead, &activity.id, reason, of.as_ref()),
        ActivityKind::Unsubscribed { .. } => lead.take_withdrawal(Purpose::Mail, &activity.id),
        ActivityKind::Bounced { of, .. } => suppress(&mut lead, &activity.id, Suppression::BOUNCED, of.as_ref()),
        ActivityKind::Complained { of, .. } => suppress(&mut lead, &activity.id, Suppression::COMPLAINED, of.as_ref()),
        ActivityKind::DoNotContact { channel, by, .. } => lead.take_refusal(*channel, &activity.id, by),
        ActivityKind::ContactAllowed { channel } => lead.take_allowance(*channel, &activity.id),
        ActivityKind::SegmentSet { segment, is_in, .. } => lead.set_segment(segment, &activity.id, *is_in),
        ActivityKind::MarkedBad { reason, .. } => lead.mark_row(&activity.id, Some(reason)),
        ActivityKind::NotBad { .. } => lead.mark_row(&activity.id, None),
        ActivityKind::Aliased { alias, removed: true, .. } => drop(lead.aliases.remove(alias)),
        ActivityKind::Aliased { address, alias, .. } if lead.aliases.len() < ALIASES => {
            lead.aliases.insert(alias.clone(), address.clone());
        }
        ActivityKind::PageViewed(_)
        | ActivityKind::ProductUsed(_)
        | ActivityKind::EventAttended(_)
        | ActivityKind::CallLogged(_)
        | ActivityKind::MeetingHeld(_)
        | ActivityKind::ReplyReceived(_)
        | ActivityKind::ConsentExpired { .. }
        | ActivityKind::Accepted { .. }
        | ActivityKind::Assigned { .. }
        | ActivityKind::StageMoved(_)
        | ActivityKind::NurtureStopped { .. }
        | ActivityKind::DealWon { .. }
        | ActivityKind::AcceptMissed { .. }
        | ActivityKind::TemperatureChanged
        | ActivityKind::Rescored
        | ActivityKind::MailDropped { .. }
        | ActivityKind::MailHeld { .. }
        | ActivityKind::StepTaken { .. }
        | ActivityKind::WebhookCalled { .. }
        | ActivityKind::MailOpened(_)
        | ActivityKind::LinkFollowed(_)
        | ActivityKind::LinksScanned { .. }
        | ActivityKind::MailRejected { .. }
        | ActivityKind::FollowUpSet { .. }
        | ActivityKind::FollowUpMissed { .. }
        | ActivityKind::NextStepMissing
        | ActivityKind::Noted { .. }
        | ActivityKind::MailWritten { .. }
        | ActivityKind::Undone { .. }
        | ActivityKind::SequenceStarted { .. }
        // What they bring stands beside the activity.
        | ActivityKind::Merged { .. }
        | ActivityKind::Unmerged { .. }
        | ActivityKind::Aliased { .. } => {}
    }
    rates_fit |= lead.take_touch(touch(activity), LastTouch::of(activity));
    model.count(&mut lead.tally, activity, change.as_ref());
    lead.score = model.score_after(&lead, now, rates_fit);
    lead.temperature_changes_on = model.scored_temperature_changes_on(&lead, now);
    (lead, change.as_ref().is_some_and(SpanChange::is_repeated))
}

/// Of a lead that was known before, the activity is a row of a supplier's list that repeats it. Who asks anew by a supplier's
/// form asks all the same.
pub(crate) fn repeats_row(activity: &Activity) -> bool {
    matches!(&activity.kind, ActivityKind::LeadImported(row) if row.delivered.is_some())
}

fn newborn(activity: &Activity, now: Timestamp) -> Lead {
    Lead {
        id: activity.lead.clone(),
        version: 0,
        created_at: now,
        fields: BTreeMap::new(),
        unrecognised: BTreeSet::new(),
        first_touch: touch(activity),
        last_submission: None,
        submissions: Submissions::default(),
        tally: Tally::default(),
        model: String::new(),
        consent: None,
        unsubscribed: None,
        stopped: None,
        confirmation: None,
        purposes: BTreeMap::new(),
        suppressed: Vec::new(),
        stage: Stage::Suspect,
        stage_since: activity.occurred_at(),
        moved_back: false,
        owner: None,
        accepted: None,
        waiting_since: None,
        first_contact: None,
        owner_notified_at: None,
        owner_told: None,
        wishes: OpenWishes::default(),
        changes: BTreeMap::new(),
        aside_until: None,
        answers: BTreeMap::new(),
        score: Score::default(),
        temperature_changes_on: None,
        segments: BTreeSet::new(),
        preferences: None,
        last_contact: None,
        untouched: None,
        tickets: BTreeMap::new(),
        marketing_sent_at: Vec::new(),
        soft_bounces: Vec::new(),
        pending_clicks: Vec::new(),
        clicked_links: Vec::new(),
        scanned: BTreeMap::new(),
        enrolments: BTreeMap::new(),
        aliases: BTreeMap::new(),
        merged: BTreeSet::new(),
        agenda: Vec::new(),
        no_contact: BTreeMap::new(),
        segments_by_hand: BTreeMap::new(),
        row_mark: None,
        supplied: SuppliedBy::of(activity),
        calling: None,
        last_touch: None,
        referral: Referral::of(activity),
        enriched: None,
        erased_before: None,
    }
}

fn set_fields(lead: &mut Lead, fields: &BTreeMap<String, String>, at: Timestamp, by_hand: bool) {
    for (name, value) in fields {
        lead.set_field(name, value, at, by_hand);
    }
}

/// Takes what was entered somewhere; `unrecognised` could not be read. By another address, the lead keeps its own.
fn set_entered(
    lead: &mut Lead,
    activity: &Activity,
    fields: &BTreeMap<String, String>,
    unrecognised: &BTreeSet<String>,
) {
    let at = activity.occurred_at();
    let is_other = |name: &str| name == "email" && activity.is_by_other_name();
    for (name, value) in fields.iter().filter(|(name, _)| !is_other(name)) {
        if unrecognised.contains(name) {
            lead.set_unrecognised(name, value, at);
        } else {
            lead.set_field(name, value, at, false);
        }
    }
}

/// What the activity would be as a first touch.
fn touch(activity: &Activity) -> Touch {
    let touch = activity.kind.facts().touch;
    Touch {
        activity: activity.id.clone(),
        source: touch.map_or(Touch::UNKNOWN, |touch| touch.source).to_owned(),
        form: touch.and_then(|touch| touch.form).map(ToOwned::to_owned),
        page: touch
            .filter(|touch| touch.form.is_some())
            .map(|touch| touch.page.map_or_else(String::new, impersonal_path)),
        campaign: touch.and_then(|touch| touch.campaign).map(ToOwned::to_owned),
        site: touch.and_then(|touch| touch.site).cloned(),
    }
}

/// The lead with the other one of a merge, or as it is without a merge.
fn join(mut lead: Lead, other: Lead, activity: &Activity) -> Lead {
    if !matches!(activity.kind, ActivityKind::Merged { .. }) {
        return Lead { version: lead.version, ..other };
    }
    merge::take_over(&mut lead, &other, &activity.id);
    keep_within_bounds(&mut lead);
    lead
}

/// Two leads together may have more of something than a lead keeps.
fn keep_within_bounds(lead: &mut Lead) {
    while lead.suppressed.len() > DEAD
        && let Some(first) = lead.suppressed.iter().min().cloned()
    {
        lead.suppressed.retain(|other| *other != first);
    }
    let surplus = lead.soft_bounces.len().saturating_sub(SOFT_BOUNCES);
    lead.soft_bounces.drain(..surplus);
    let surplus = lead.marketing_sent_at.len().saturating_sub(MAILED);
    lead.marketing_sent_at.drain(..surplus);
    while lead.tickets.len() > TICKETS
        && let Some(oldest) =
            lead.tickets.iter().min_by_key(|(_, ticket)| &ticket.activity).map(|(name, _)| name.clone())
    {
        lead.tickets.remove(&oldest);
    }
}

/// Addresses that are kept as dead: of more, those that died first go. (They stay on the suppression list.)
const DEAD: usize = 8;

/// Of each address the first reason counts, in the order of the addresses' hashes: whatever the order of arrival.
fn suppress(lead: &mut Lead, id: &ActivityId, why: &str, of: Option<&String>) {
    let new = Suppression { activity: id.clone(), why: why.to_owned(), of: about(lead, of) };
    match lead.suppressed.binary_search_by(|old| old.of.cmp(&new.of)) {
        Ok(place) if new < lead.suppressed[place] => lead.suppressed[place] = new,
        Ok(_) => {}
        Err(place) => lead.suppressed.insert(place, new),
    }
    if lead.suppressed.len() > DEAD
        && let Some(first) = lead.suppressed.iter().min().cloned()
    {
        lead.suppressed.retain(|other| *other != first);
    }
}

/// The address that an activity is about: the lead's, if it does not say.
fn about(lead: &Lead, of: Option<&String>) -> Option<String> {
    of.cloned().or_else(|| lead.email().map(|address| address.short_hash()))
}

/// In the order of their times, the newest of them: whatever the order of arrival.
fn count_soft_bounce(lead: &mut Lead, id: &ActivityId, of: Option<&String>, delivered: bool) {
    if let Err(place) = lead.soft_bounces.binary_search_by(|other| other.activity.cmp(id)) {
        let new = SoftBounce { activity: id.clone(), delivered, of: about(lead, of) };
        lead.soft_bounces.insert(place, new);
        let surplus = lead.soft_bounces.len().saturating_sub(SOFT_BOUNCES);
        lead.soft_bounces.drain(..surplus);
    }
}

/// Marketing mails that limits look back at: no limit of a week may be higher.
const MAILED: usize = crate::sending::rules::MOST_A_WEEK as usize;

/// Tickets that are kept: of more, the oldest go.
const TICKETS: usize = 8;

/// So many characters of its name tell a ticket from the others.
const TICKET_NAME: usize = 60;

fn count_mailing(lead: &mut Lead, mailing: &Mailing, at: Timestamp) {
    // Recorded again, it is no other mail.
    let is_due = lead.entry(&mailing.send).is_some();
    if mailing.step.is_some() && is_due {
        let place = lead.marketing_sent_at.partition_point(|other| *other <= at.as_millisecond());
        lead.marketing_sent_at.insert(place, at.as_millisecond());
        let surplus = lead.marketing_sent_at.len().saturating_sub(MAILED);
        lead.marketing_sent_at.drain(..surplus);
    }
    if mailing.asks_to_confirm()
        && let Some(request) = &mut lead.confirmation
    {
        request.mailed_at = request.mailed_at.max(at);
    }
}

/// The mail that was to ask for a confirmation never went: nobody was asked, so that the next tick may ask.
fn forget_request(lead: &mut Lead, mailing: &Mailing) {
    let about = lead.entry(&mailing.send).map(|entry| entry.about.clone());
    lead.confirmation.take_if(|request| about.as_ref() == Some(&request.what.asked));
}

/// Somebody spoke with the lead: the days without a word begin anew.
fn take_contact(lead: &mut Lead, id: &ActivityId) {
    if lead.last_contact.as_ref() < Some(id) {
        lead.last_contact = Some(id.clone());
        lead.untouched = lead.untouched.map(|_| 0);
    }
}

/// Days without a word are over. Read again after somebody spoke with the lead, they are not.
fn pass_untouched(lead: &mut Lead, days: u8, at: Timestamp) {
    if lead.untouched_next().is_some_and(|(next, end)| next == days && end <= at) {
        lead.untouched = Some(days);
    }
}

fn take_ticket(lead: &mut Lead, id: &ActivityId, event: &Interaction, open: bool) {
    let name = one_line(event.name.as_deref().unwrap_or_default(), TICKET_NAME);
    if lead.tickets.get(&name).is_none_or(|ticket| ticket.activity < *id) {
        lead.tickets.insert(name, Ticket { activity: id.clone(), open });
    }
    if lead.tickets.len() > TICKETS
        && let Some(oldest) =
            lead.tickets.iter().min_by_key(|(_, ticket)| &ticket.activity).map(|(name, _)| name.clone())
    {
        lead.tickets.remove(&oldest);
    }
}

fn take_preferences(lead: &mut Lead, id: &ActivityId, chosen: &Preferences) {
    if lead.preferences.as_ref().is_none_or(|before| before.activity < *id) {
        lead.preferences = Some(PreferenceChoice { activity: id.clone(), preferences: chosen.clone() });
    }
    if chosen.again {
        lead.take_consent(Consent::on_preference_page(id));
    }
}

fn take_answers(lead: &mut Lead, id: &ActivityId, said: &Answers) {
    for (question, yes) in &said.answers {
        if lead.answers.get(question).is_none_or(|answer| answer.activity < *id) {
            let answer =
                Answer { yes: *yes, activity: id.clone(), by: said.by.clone(), evidence: said.evidence.clone() };
            lead.answers.insert(*question, answer);
        }
    }
}
