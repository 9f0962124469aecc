//! The one fold: lead + activity + configuration + now → lead' + decisions.
//!
//! It has three steps. *Absorb*: what the activity says goes into the lead; score, consent and first touch depend on the
//! set of activities alone, never on their order. *Decide*: what follows from it, by the configuration of the day.
//! *Enact*: the decisions change the lead. Decisions are stored with the activity, so that a replay absorbs and enacts
//! but never decides: it gives the stored lead exactly, whatever the configuration says by then.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::activity::{Activity, ActivityId, Imported, Mailing, Recipient, Submission, What};
use crate::agenda::{self, Entry, StepOf, Task};
use crate::company::Person;
use crate::config::{Config, HAND_OFF_MAIL};
use crate::lead::{Consent, Enrolment, Lead, Submissions, Suppression, Touch};
use crate::scoring::{Model, Score, Tally};
use crate::sequence::Step;
use crate::stage::{Stage, StageMove};

/// An activity as it is stored: with where it stands in its lead's order, and what it caused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// What happened.
    #[serde(flatten)]
    pub activity: Activity,
    /// The version of the lead that it made. A replay runs by it.
    pub seq: u64,
    /// When it was applied.
    pub applied_at: Timestamp,
    /// The hash of the scoring model it was applied with.
    pub model: String,
    /// What it caused.
    #[serde(default, skip_serializing_if = "Decisions::is_none")]
    pub decisions: Decisions,
}

/// What an activity caused.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Decisions {
    /// The same wish as a minute ago: it is kept, and causes nothing.
    #[serde(skip_serializing_if = "crate::activity::is_false")]
    pub duplicate: bool,
    /// A move in the funnel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<StageMove>,
    /// A new owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Assignment>,
    /// Sequences begun: name and enrolment id.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub begun: Vec<(String, String)>,
    /// Sequences over: name and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ended: Vec<(String, String)>,
    /// Agenda entries that go, by id.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dropped: Vec<String>,
    /// Agenda entries that come.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub planned: Vec<Entry>,
}

impl Decisions {
    fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// A lead got its owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// The salesperson's id.
    pub owner: String,
    /// The turn of the round robin that chose.
    pub turn: u64,
}

/// The fold can't take the activity as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    /// Activities come to the lead they name.
    #[error("the activity belongs to another lead")]
    AnotherLead,
    /// The activity hands the lead off, and no turn was given.
    #[error("the activity hands the lead off, which needs a turn")]
    NoTurn,
    /// Nobody is in the team.
    #[error("team.yaml names nobody to hand the lead to")]
    NoTeam,
}

/// Folds one activity into its lead.
///
/// `turn` is whose turn it is, needed where [`needs_turn`] says so.
///
/// # Errors
/// See [`FoldError`].
pub fn fold(
    before: Option<&Lead>,
    activity: Activity,
    config: &Config,
    now: Timestamp,
    turn: Option<u64>,
) -> Result<(Lead, Applied), FoldError> {
    if before.is_some_and(|lead| lead.id != activity.lead) {
        return Err(FoldError::AnotherLead);
    }
    let (mut lead, duplicate) = absorb(before, &activity, now, &config.scoring);
    let decisions = decide(before, &lead, &activity, duplicate, config, now, turn)?;
    enact(&mut lead, &activity.id, &decisions);
    lead.model.clone_from(&config.model_hash);
    let applied = Applied { activity, seq: lead.version, applied_at: now, model: config.model_hash.clone(), decisions };
    Ok((lead, applied))
}

/// Repeats what a stored activity did to its lead.
pub fn replay(before: Option<&Lead>, applied: &Applied, model: &Model) -> Lead {
    let (mut lead, _) = absorb(before, &applied.activity, applied.applied_at, model);
    enact(&mut lead, &applied.activity.id, &applied.decisions);
    lead.version = applied.seq;
    lead.model.clone_from(&applied.model);
    lead
}

/// The activity hands the lead off, and there is no owner yet: a turn of the round robin is to be drawn for it.
pub fn needs_turn(before: Option<&Lead>, activity: &Activity, config: &Config) -> bool {
    let What::FormSubmitted(sent) = &activity.what else { return false };
    let asks = config.forms.get(&sent.form).is_some_and(|form| form.hand_off);
    asks && before.is_none_or(|lead| present_owner(lead, config).is_none())
}

/// The lead's owner, unless that person has left the team.
fn present_owner<'a>(lead: &Lead, config: &'a Config) -> Option<&'a Person> {
    lead.owner.as_ref().and_then(|owner| config.team.person(owner))
}

fn absorb(before: Option<&Lead>, activity: &Activity, now: Timestamp, model: &Model) -> (Lead, bool) {
    let at = activity.occurred_at();
    let mut lead = before.cloned().unwrap_or_else(|| newborn(activity, now));
    lead.version += 1;
    let mut change = None;
    match &activity.what {
        What::FormSubmitted(sent) => {
            change = Some(lead.submissions.add(&sent.form, &sent.content_hash(), &activity.id));
            for (name, value) in &sent.fields {
                lead.set_field(name, value, at, false);
            }
            lead.asked = lead.asked.max(Some(activity.id.clone()));
            if let Some(wording) = &sent.consent {
                take_consent(&mut lead, &activity.id, wording);
            }
        }
        What::LeadImported(row) => {
            for (name, value) in &row.fields {
                lead.set_field(name, value, at, false);
            }
            if row.consent {
                take_consent(&mut lead, &activity.id, &format!("list: {}", row.source));
            }
        }
        What::Unsubscribed => lead.unsubscribed = lead.unsubscribed.max(Some(activity.id.clone())),
        What::Bounced { .. } => suppress(&mut lead, &activity.id, "The address does not take mail"),
        What::Complained { .. } => suppress(&mut lead, &activity.id, "They called our mail spam"),
        _ => {}
    }
    let touch = touch(activity);
    if touch.rank() < lead.first_touch.rank() {
        lead.first_touch = touch;
    }
    model.count(&mut lead.tally, activity, change.as_ref());
    lead.score = model.score(&lead, now);
    (lead, change.is_some_and(|change| change.is_repeated()))
}

fn newborn(activity: &Activity, now: Timestamp) -> Lead {
    Lead {
        id: activity.lead.clone(),
        version: 0,
        created_at: now,
        fields: std::collections::BTreeMap::new(),
        first_touch: touch(activity),
        asked: None,
        submissions: Submissions::default(),
        tally: Tally::default(),
        model: String::new(),
        consent: None,
        unsubscribed: None,
        suppressed: None,
        stage: Stage::Suspect,
        stage_since: activity.occurred_at(),
        owner: None,
        accepted: None,
        contacted: None,
        told: None,
        answers: std::collections::BTreeMap::new(),
        score: Score::default(),
        enrolments: std::collections::BTreeMap::new(),
        agenda: Vec::new(),
    }
}

/// What the activity would be as a first touch.
fn touch(activity: &Activity) -> Touch {
    let (source, form, campaign) = match &activity.what {
        What::FormSubmitted(Submission { form, source, campaign, .. }) => {
            (source.as_str(), Some(form), campaign.as_ref())
        }
        What::LeadImported(Imported { source, campaign, .. }) => (source.as_str(), None, campaign.as_ref()),
        _ => (Touch::UNKNOWN, None, None),
    };
    Touch { activity: activity.id.clone(), source: source.to_owned(), form: form.cloned(), campaign: campaign.cloned() }
}

fn suppress(lead: &mut Lead, id: &ActivityId, why: &str) {
    let new = Suppression { activity: id.clone(), why: why.to_owned() };
    let first = lead.suppressed.take().map_or_else(|| new.clone(), |old| old.min(new.clone()));
    lead.suppressed = Some(first);
}

fn take_consent(lead: &mut Lead, id: &ActivityId, wording: &str) {
    if lead.consent.as_ref().is_none_or(|consent| consent.activity < *id) {
        lead.consent = Some(Consent { activity: id.clone(), wording: wording.to_owned() });
    }
}

fn decide(
    before: Option<&Lead>,
    lead: &Lead,
    activity: &Activity,
    duplicate: bool,
    config: &Config,
    now: Timestamp,
    turn: Option<u64>,
) -> Result<Decisions, FoldError> {
    let mut decisions = Decisions { duplicate, ..Decisions::default() };
    match &activity.what {
        What::FormSubmitted(_) if duplicate => {}
        What::FormSubmitted(sent) => on_form(before, lead, activity, sent, config, now, turn, &mut decisions)?,
        What::LeadImported(row) => {
            let stage = if SUSPECTS.contains(&row.source.as_str()) { Stage::Suspect } else { Stage::Lead };
            move_up(before, lead, stage, &format!("From {}", row.source), config, &mut decisions);
            begin_sequences(lead, activity, config, now, &mut decisions);
        }
        What::DealWon { .. } => {
            move_up(before, lead, Stage::Customer, "Won", config, &mut decisions);
            end_sequences(lead, "Won", &mut decisions);
        }
        What::MailSent(mailing) => after_mail(lead, mailing, config, now, &mut decisions),
        What::MailDropped { mailing, reason } => {
            if let Some(step) = drop_entry(lead, mailing, &mut decisions) {
                decisions.ended.push((step.sequence, reason.clone()));
            }
        }
        What::Unsubscribed => end_sequences(lead, "Unsubscribed", &mut decisions),
        What::Bounced { .. } => end_sequences(lead, "The address does not take mail", &mut decisions),
        What::Complained { .. } => end_sequences(lead, "They called our mail spam", &mut decisions),
        _ => {}
    }
    Ok(decisions)
}

/// Sources whose leads have shown no interest yet.
const SUSPECTS: [&str; 3] = ["purchased list", "cold call", "direct mail"];

/// A form that is sent again within this time is not thanked for again: who posts a stranger's address over and over
/// makes us send one mail, not many.
const THANK_AGAIN: SignedDuration = SignedDuration::from_hours(1);

#[expect(clippy::too_many_arguments, reason = "what a decision looks at")]
fn on_form(
    before: Option<&Lead>,
    lead: &Lead,
    activity: &Activity,
    sent: &Submission,
    config: &Config,
    now: Timestamp,
    turn: Option<u64>,
    decisions: &mut Decisions,
) -> Result<(), FoldError> {
    let form = config.forms.get(&sent.form);
    let hand_off = form.is_some_and(|form| form.hand_off);
    let (stage, why) = match form {
        Some(form) if form.hand_off => (Stage::Sql, form.wants.as_str()),
        Some(form) => (Stage::Lead, form.wants.as_str()),
        None => (Stage::Lead, "sent a form"),
    };
    move_up(before, lead, stage, why, config, decisions);
    if needs_turn(before, activity, config) {
        let turn = turn.ok_or(FoldError::NoTurn)?;
        let owner = config.team.of_turn(turn).ok_or(FoldError::NoTeam)?;
        decisions.owner = Some(Assignment { owner: owner.id.clone(), turn });
    }
    let notify = |kind: &str, mail: &str, to| Entry {
        id: format!("{kind}_{}", activity.id.hash()),
        due: now,
        // It goes to the mailer with this very batch; the index looks only if that failed. A minute more than the
        // claim's lease, so that the claim does not move the index key.
        wake: Some(now + agenda::NOTIFICATION_LEASE + SignedDuration::from_mins(1)),
        claim: None,
        tries: 0,
        refused: 0,
        about: activity.id.clone(),
        task: Task::Mail { mail: mail.to_owned(), to, step: None },
    };
    // The owner's first: nobody waits for the visitor's.
    let has_owner = decisions.owner.is_some() || present_owner(lead, config).is_some();
    if has_owner {
        decisions.planned.push(notify("owner", HAND_OFF_MAIL, Recipient::Owner));
    }
    let just_thanked = before
        .and_then(|lead| lead.submissions.last_of_form(&sent.form))
        .is_some_and(|last| activity.occurred_at().duration_since(last).abs() < THANK_AGAIN);
    if let Some(mail) = form.and_then(|form| form.acknowledge.as_ref()).filter(|_| !just_thanked) {
        decisions.planned.push(notify("thanks", mail, Recipient::Lead));
    }
    if hand_off {
        end_sequences(lead, "Handed to sales", decisions);
    } else {
        begin_sequences(lead, activity, config, now, decisions);
    }
    // Past the limit the mailer has been down for long; what is there already tells the owner.
    let room = agenda::LIMIT.saturating_sub(lead.agenda.len());
    decisions.planned.truncate(room);
    decisions.begun.retain(|(_, enrolment)| decisions.planned.iter().any(|entry| entry.id.starts_with(enrolment)));
    Ok(())
}

/// Moves the lead to `stage`, or to MQL where its score says so, if that is further than where it is.
fn move_up(before: Option<&Lead>, lead: &Lead, stage: Stage, why: &str, config: &Config, decisions: &mut Decisions) {
    let qualified = || config.funnel.mql.iter().find(|criterion| criterion.holds(lead, |_| false));
    let (stage, why) = match qualified().filter(|_| stage == Stage::Lead) {
        Some(criterion) => (Stage::Mql, criterion.label.clone()),
        None => (stage, why.to_owned()),
    };
    let from = before.map(|lead| lead.stage);
    if from.is_none_or(|from| from < stage) {
        decisions.stage = Some(StageMove { from, to: stage, why });
    }
}

fn begin_sequences(lead: &Lead, activity: &Activity, config: &Config, now: Timestamp, decisions: &mut Decisions) {
    let stage = decisions.stage.as_ref().map_or(lead.stage, |moved| moved.to);
    if !stage.is_marketings() || !lead.may_be_marketed_to() || lead.email().is_none() {
        return;
    }
    for (name, sequence) in &config.sequences {
        let is_new = !lead.enrolments.contains_key(name);
        if let Some(first) = sequence.steps.first().filter(|_| is_new && sequence.starts_on.matches(&activity.what)) {
            let enrolment = format!("{name}-{}", activity.id.hash());
            decisions.planned.push(planned_step(name, &enrolment, first, &activity.id, now));
            decisions.begun.push((name.clone(), enrolment));
        }
    }
}

fn planned_step(sequence: &str, enrolment: &str, step: &Step, about: &ActivityId, now: Timestamp) -> Entry {
    Entry {
        id: format!("{enrolment}_{}", step.name),
        due: now + step.wait.duration(),
        wake: None,
        claim: None,
        tries: 0,
        refused: 0,
        about: about.clone(),
        task: Task::Mail {
            mail: step.mail.clone(),
            to: Recipient::Lead,
            step: Some(StepOf { sequence: sequence.to_owned(), step: step.name.clone() }),
        },
    }
}

fn end_sequences(lead: &Lead, why: &str, decisions: &mut Decisions) {
    let going = lead.enrolments.iter().filter(|(_, enrolment)| enrolment.ended.is_none());
    decisions.ended.extend(going.map(|(name, _)| (name.clone(), why.to_owned())));
    // A claimed one is on its way to SES already; its record takes it off.
    let idle = lead.agenda.iter().filter(|entry| entry.is_marketing() && entry.claim.is_none());
    decisions.dropped.extend(idle.map(|entry| entry.id.clone()));
}

/// Takes the mail's entry off; the step it was, if it was one.
fn drop_entry(lead: &Lead, mailing: &Mailing, decisions: &mut Decisions) -> Option<StepOf> {
    let entry = lead.agenda.iter().find(|entry| entry.id == mailing.send)?;
    decisions.dropped.push(entry.id.clone());
    entry.step().cloned()
}

fn after_mail(lead: &Lead, mailing: &Mailing, config: &Config, now: Timestamp, decisions: &mut Decisions) {
    let Some(done) = drop_entry(lead, mailing, decisions) else { return };
    let Some(enrolment) = lead.enrolments.get(&done.sequence).filter(|enrolment| enrolment.ended.is_none()) else {
        return;
    };
    match config.sequences.get(&done.sequence).and_then(|sequence| sequence.after(&done.step)) {
        Some(next) => decisions.planned.push(planned_step(&done.sequence, &enrolment.id, next, &enrolment.by, now)),
        None => decisions.ended.push((done.sequence, "All steps done".to_owned())),
    }
}

fn enact(lead: &mut Lead, by: &ActivityId, decisions: &Decisions) {
    if let Some(moved) = &decisions.stage {
        lead.stage = moved.to;
        lead.stage_since = by.occurred_at();
    }
    if let Some(assignment) = &decisions.owner {
        lead.owner = Some(assignment.owner.clone());
    }
    for (sequence, id) in &decisions.begun {
        let enrolment = Enrolment { id: id.clone(), by: by.clone(), ended: None };
        lead.enrolments.insert(sequence.clone(), enrolment);
    }
    for (sequence, why) in &decisions.ended {
        if let Some(enrolment) = lead.enrolments.get_mut(sequence) {
            enrolment.ended = Some(why.clone());
        }
    }
    lead.agenda.retain(|entry| !decisions.dropped.contains(&entry.id));
    for entry in &decisions.planned {
        if lead.agenda.iter().all(|other| other.id != entry.id) {
            lead.agenda.push(entry.clone());
        }
    }
}
