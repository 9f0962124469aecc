//! Two leads that are one person become one, and two again.
//!
//! One lead takes over what another is. What the set of activities alone decides (fields, score, first touch, bounces) is
//! as if both timelines were one; of what follows an order (stage, owner, agenda) a rule says whose counts. The other
//! lead stands whole in the activity, so that a replay needs nothing else, and so that it can be undone.
//!
//! What must stay true: by a merge nobody gets mail that they would not have got without it (mautic/mautic#5504), no mail
//! goes twice, and no step is lost.

use std::cmp::max;
use std::collections::BTreeMap;

use crate::activity::id::ActivityId;
use crate::fold::absorb::links;
use crate::lead::agenda::{AgendaEntry, Task};
use crate::lead::consent::{PreferenceChoice, SoftBounce, Suppression};
use crate::lead::contact::ContactWishes;
use crate::lead::enrolment::Enrolment;
use crate::lead::site::LastTouch;
use crate::lead::{ALIASES, Lead, Referral};
use crate::value::stage::Stage;

/// Stages from the one that counts most: of two leads, whose stands first says stage, owner and what is promised.
const RANK: [Stage; 10] = [
    Stage::Customer,
    Stage::Prospect,
    Stage::Sql,
    Stage::Pql,
    Stage::Mql,
    Stage::Lead,
    Stage::Recycled,
    Stage::Suspect,
    Stage::Lost,
    Stage::Disqualified,
];

fn rank(stage: Stage) -> usize {
    RANK.iter().position(|other| *other == stage).unwrap_or(RANK.len())
}

/// The lead takes over what `other` is, by the activity `by`.
#[expect(clippy::too_many_lines, reason = "one part of a lead after the other")]
pub(crate) fn take_over(lead: &mut Lead, other: &Lead, by: &ActivityId) {
    // Every part is named: a new one asks here what becomes of it.
    let Lead {
        id,
        version: _,
        created_at,
        fields,
        unrecognised,
        first_touch,
        last_submission,
        submissions,
        // Counted anew from both timelines.
        tally: _,
        model: _,
        score: _,
        temperature_changes_on: _,
        consent,
        unsubscribed,
        stopped,
        confirmation,
        purposes,
        suppressed,
        stage,
        stage_since,
        moved_back,
        owner,
        accepted,
        waiting_since,
        first_contact,
        owner_notified_at,
        owner_told,
        mut wishes,
        changes,
        aside_until,
        answers,
        segments,
        preferences,
        last_contact,
        untouched,
        tickets,
        marketing_sent_at,
        soft_bounces,
        pending_clicks,
        clicked_links,
        scanned,
        enrolments,
        aliases,
        merged,
        agenda,
        no_contact,
        segments_by_hand,
        row_mark,
        supplied,
        calling,
        last_touch: _,
        referral,
        enriched,
        // Of each of its own.
        erased_before: _,
    } = other.clone();
    let leads = rank(stage) < rank(lead.stage);
    let brings_owner = leads || lead.owner.is_none();
    let address = lead.email();
    let takes_address = address.is_none() && other.email().is_some();

    // A "no" of either stands, whatever the other agreed to.
    let no = other.standing_no().is_some() || other.suppression().is_some_and(|end| end.why == Suppression::COMPLAINED);
    let own_no = lead.standing_no().is_some();
    if takes_address {
        (lead.consent, lead.confirmation) = (consent, confirmation);
    }
    if no {
        lead.unsubscribed = max(lead.unsubscribed.take(), unsubscribed);
        lead.stopped = max(lead.stopped.take(), stopped);
    }
    if no || (takes_address && own_no) {
        lead.stopped = max(lead.stopped.take(), Some(by.clone()));
    }
    for (purpose, said) in purposes {
        lead.purposes.entry(purpose).or_default().join(said, takes_address);
    }
    take_refusals(lead, other, no_contact);
    for (name, set) in segments_by_hand {
        lead.set_segment(&name, &set.activity, set.is_in);
    }
    if let Some(mark) = row_mark {
        lead.mark_row(&mark.activity, mark.reason.as_ref());
    }
    // Of two deliveries of one person the earlier one stands.
    lead.supplied = match (lead.supplied.take(), supplied) {
        (Some(own), Some(other)) if other.activity < own.activity => Some(other),
        (own, other) => own.or(other),
    };
    // Of two referrals the earlier one counts; nobody referred themselves.
    let own = lead.referral.take();
    let is_other = |referral: &Referral| referral.by != lead.id && referral.by != other.id;
    let referrals = own.into_iter().chain(referral).filter(is_other);
    lead.referral = referrals.min_by(|one, other| one.activity.cmp(&other.activity));
    lead.enriched = lead.enriched.take().or(enriched);
    lead.join_calling(calling);
    take_preferences(lead, preferences);
    take_ends(lead, other, &suppressed, soft_bounces);

    if !takes_address && let Some(address) = other.email() {
        lead.aliases.insert(id.clone(), address);
    }
    lead.aliases.extend(aliases);
    while lead.aliases.len() > ALIASES {
        lead.aliases.pop_last();
    }
    lead.merged.insert(id);
    lead.merged.extend(merged);

    for (name, value) in fields.into_iter().filter(|(name, _)| name != "email" || takes_address) {
        let at = jiff::Timestamp::from_millisecond(value.1).unwrap_or_default();
        if unrecognised.contains(&name) {
            lead.set_unrecognised(&name, &value.0, at);
        } else {
            lead.set_field(&name, &value.0, at, value.2);
        }
    }
    for (name, change) in changes {
        lead.changes.entry(name).or_insert(change);
    }
    for (question, answer) in answers {
        if lead.answers.get(&question).is_none_or(|own| own.activity < answer.activity) {
            lead.answers.insert(question, answer);
        }
    }
    for (name, ticket) in tickets {
        if lead.tickets.get(&name).is_none_or(|own| own.activity < ticket.activity) {
            lead.tickets.insert(name, ticket);
        }
    }
    lead.segments.extend(segments);
    lead.created_at = lead.created_at.min(created_at);
    lead.take_touch(
        first_touch,
        other.last_visit().map(|(activity, site)| LastTouch { activity: activity.clone(), site: site.clone() }),
    );
    lead.last_submission = max(lead.last_submission.take(), last_submission);
    lead.submissions.join(&submissions);
    // A word with either was a word with the person: the days without one begin anew.
    let (passed, spoken) = if leads { (untouched, &other.last_contact) } else { (lead.untouched, &lead.last_contact) };
    let newest = max(&lead.last_contact, &last_contact).clone();
    lead.untouched = if *spoken == newest { passed } else { passed.map(|_| 0) };
    lead.last_contact = newest;
    lead.marketing_sent_at.extend(marketing_sent_at);
    lead.marketing_sent_at.sort_unstable();
    links::join(lead, pending_clicks, clicked_links, scanned);

    take_enrolments(lead, enrolments, &agenda);
    if leads {
        lead.agenda.retain(|own| !matches!(own.task, Task::Accept { .. }));
    }
    for entry in agenda {
        take_entry(lead, entry, brings_owner, takes_address);
    }

    if leads {
        (lead.stage, lead.stage_since, lead.moved_back) = (stage, stage_since, moved_back);
        lead.aside_until = aside_until;
        (lead.accepted, lead.first_contact) = (accepted, first_contact);
        (lead.owner_notified_at, lead.owner_told) = (owner_notified_at, owner_told);
        lead.owner = owner.clone().or(lead.owner.take());
    } else if lead.owner.is_none() {
        lead.owner.clone_from(&owner);
        (lead.owner_notified_at, lead.owner_told) = (owner_notified_at, owner_told);
    }
    lead.waiting_since = match (lead.waiting_since, waiting_since) {
        _ if !lead.stage.is_sales() => None,
        (Some(one), Some(two)) => Some(one.min(two)),
        (one, two) => one.or(two),
    };
    if leads && lead.owner != owner {
        lead.wishes.forget_reader();
    }
    if !leads && lead.owner != owner {
        wishes.forget_reader();
    }
    lead.wishes.join(wishes);
}

/// Who asked as either of them not to be called is not called.
fn take_refusals(lead: &mut Lead, other: &Lead, wishes: ContactWishes) {
    for (channel, wish) in wishes {
        let stands = lead.refuses(channel).is_some() || other.refuses(channel).is_some();
        let own = lead.no_contact.entry(channel).or_default();
        own.refused = own.refused.take().max(wish.refused);
        own.allowed = if stands { None } else { own.allowed.take().max(wish.allowed) };
    }
}

/// Topics that either wants no mail about are off, and the longer pause counts.
fn take_preferences(lead: &mut Lead, other: Option<PreferenceChoice>) {
    let Some(other) = other else { return };
    let Some(own) = &mut lead.preferences else {
        // That it wants all is no word about another address.
        let mut taken = other;
        taken.preferences.again = false;
        lead.preferences = Some(taken);
        return;
    };
    own.activity = own.activity.clone().max(other.activity);
    own.preferences.off.extend(other.preferences.off);
    own.preferences.paused_until = max(own.preferences.paused_until, other.preferences.paused_until);
}

/// What no mail goes to any more, and what came back: each is about the address that the other lead had.
fn take_ends(lead: &mut Lead, other: &Lead, suppressed: &[Suppression], soft_bounces: Vec<SoftBounce>) {
    let of_other = other.email().map(|address| address.short_hash());
    let own = lead.email().map(|address| address.short_hash());
    for end in &mut lead.suppressed {
        end.of = end.of.take().or_else(|| own.clone());
    }
    for end in suppressed {
        let end = Suppression { of: end.of.clone().or_else(|| of_other.clone()), ..end.clone() };
        match lead.suppressed.binary_search_by(|old| old.of.cmp(&end.of)) {
            Ok(place) if end < lead.suppressed[place] => lead.suppressed[place] = end,
            Ok(_) => {}
            Err(place) => lead.suppressed.insert(place, end),
        }
    }
    for bounce in &mut lead.soft_bounces {
        bounce.of = bounce.of.take().or_else(|| own.clone());
    }
    lead.soft_bounces
        .extend(soft_bounces.into_iter().map(|one| SoftBounce { of: one.of.or_else(|| of_other.clone()), ..one }));
    lead.soft_bounces.sort_by(|one, two| one.activity.cmp(&two.activity));
}

/// Of two ways through one sequence the one that came further counts: its mails were not sent on the other.
fn take_enrolments(lead: &mut Lead, enrolments: BTreeMap<String, Enrolment>, agenda: &[AgendaEntry]) {
    for (name, way) in enrolments {
        let is_claimed = agenda.iter().any(|entry| way.is_of(&entry.id) && entry.delivery.claim.is_some());
        let own = lead.enrolments.get(&name);
        let is_further =
            own.is_none_or(|own| (own.taken.len(), own.ended.is_some()) < (way.taken.len(), way.ended.is_some()));
        // What is on its way to SES is recorded by its own way.
        if !is_further && !is_claimed {
            continue;
        }
        if let Some(own) = lead.enrolments.insert(name, way) {
            lead.agenda.retain(|entry| !own.is_of(&entry.id) || entry.delivery.claim.is_some());
        }
    }
}

/// Takes an entry of the other lead; what is the same, or is about the address that is no more written to, stays out.
fn take_entry(lead: &mut Lead, entry: AgendaEntry, brings_owner: bool, takes_address: bool) {
    let is_kept = match &entry.task {
        Task::Accept { .. } => brings_owner,
        Task::Unconfirmed { .. } => takes_address,
        Task::Mail { .. } if entry.mailing().is_some_and(|mailing| mailing.asks_to_confirm()) => takes_address,
        task => {
            task.step().is_none_or(|step| lead.enrolments.get(&step.sequence).is_some_and(|way| way.is_of(&entry.id)))
        }
    };
    if !is_kept || lead.entry(&entry.id).is_some() {
        return;
    }
    if matches!(entry.task, Task::Accept { .. }) {
        lead.agenda.retain(|own| !matches!(own.task, Task::Accept { .. }));
    }
    lead.agenda.push(entry);
}
