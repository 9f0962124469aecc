//! What an applied activity counts as.
//!
//! What must stay true: a fact says what was so when the activity was applied (owner, team, form that was sent, mail), and
//! of the lead what is so now (first touch, country, arrival): where that changes, a night writes the facts anew. It
//! holds no name, address or number of a person, since it stays when the person is erased.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::activity::kinds::ActivityKind;
use crate::activity::mail::{Confirmation, Recipient};
use crate::campaign::Campaigns;
use crate::company::{Company, Team};
use crate::lead::Lead;
use crate::lead::agenda::{Plan, Task};
use crate::lead::applied::{Applied, SkippedStep};
use crate::lead::calling::CallOutcome;
use crate::metrics::attribution::journey;
use crate::metrics::before::{BeforeFact, SentMail, TouchPoint};
use crate::metrics::counter;
use crate::supply::DUPLICATE;
use crate::value::country::Country;
use crate::value::impersonal::{impersonal, impersonal_path};
use crate::value::stage::Stage;

/// By which rules facts are made. Another number whenever they change: `leadwright recount` then makes the stored ones anew.
pub const FACTS: u8 = 5;

/// What one applied activity counts as; stored with it, and projected into the index `day`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Fact {
    /// The [rules](FACTS) it was made by; 0 stands for those before they were numbered.
    #[serde(rename = "v", default, skip_serializing_if = "is_unnumbered")]
    pub rules: u8,
    /// Where the lead came from.
    pub source: String,
    /// The form that first brought it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// The form that was sent, where it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<String>,
    /// Where the form that was sent came from, where that is not what first brought the lead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_from: Option<SentFrom>,
    /// The campaign that first brought the lead; where it names none, the one of `campaigns.yaml` that takes all of its
    /// source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    /// The path of the page on which the form stood that first brought it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub landing: Option<String>,
    /// The code of its country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The supplier that delivered the lead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplier: Option<String>,
    /// The supplier's delivery that the row is of which it counts: `leadmarket/2026-11-a`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<String>,
    /// When it arrived, in seconds since 1970: the time of its first touch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrived: Option<i64>,
    /// Who owned it then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The owner's team then: the first one of `team.yaml` that has the owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// The path of the page that the form stood on, or that was looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// The mail that it is about; variants and languages are mails of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<String>,
    /// The step of a sequence that it is about: `sequence/step`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// Why a mail was not sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
    /// When the lead asked for what was answered now, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<i64>,
    /// What it counts as, once each; see [`counter`].
    pub counts: Vec<String>,
    /// What it adds to sums: amounts in the smallest unit of the company's currency, or of the one in the counter's name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sums: BTreeMap<String, u64>,
    /// Durations that it adds to histograms, in seconds.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub spans: BTreeMap<String, u64>,
    /// What had brought the lead until it bought, by time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub touches: Vec<TouchPoint>,
}

/// Where a form that was sent came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentFrom {
    /// Where the form's leads come from.
    pub source: String,
    /// The campaign that its page's address named; else the one that takes all of the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_unnumbered(rules: &u8) -> bool {
    *rules == 0
}

/// The levels of the funnel, from 1 on, by the names of their counters.
const LEVELS: [&str; 5] = ["lead", "mql", "sql", "prospect", "customer"];

/// Days from arrival to a level are counted in these classes; the counter has this ending.
const WITHIN: [(u64, &str); 4] = [(7, "7d"), (30, "30d"), (90, "90d"), (u64::MAX, "later")];

/// Speed to lead is counted in these classes: seconds from asking to the first contact, by the clock.
const SPEEDS: [(u64, &str); 4] = [(300, "within_5m"), (3_600, "within_1h"), (86_400, "within_1d"), (u64::MAX, "later")];

const DAY: u64 = 86_400;

impl Fact {
    /// What `applied` counts as, for the lead it was applied to.
    pub fn of(
        before: &BeforeFact,
        applied: &Applied,
        lead: &Lead,
        company: &Company,
        team: &Team,
        campaigns: &Campaigns,
    ) -> Self {
        let mut fact = Self { rules: FACTS, ..Self::default() };
        fact.take_lead(lead, campaigns);
        fact.take_situation(before, applied, lead, team);
        // Both leads of a merge are counted already; what an undoing puts back happened before.
        if matches!(
            applied.activity.kind,
            ActivityKind::Merged { .. } | ActivityKind::Unmerged { .. } | ActivityKind::Undone { .. }
        ) {
            return fact;
        }
        fact.count_arrival(before, applied, lead);
        fact.count_consent(applied);
        fact.count_sent(applied, campaigns);
        fact.count_stage(before, applied);
        fact.count_sales(before, applied, lead);
        fact.count_nurture(before, applied, lead);
        fact.count_deal(before, applied, company, campaigns);
        fact.count_row(before, applied, lead, company);
        fact
    }

    /// What an activity that was undone counts as: nothing. `lead` is the one before it.
    pub(crate) fn of_nothing(applied: &Applied, lead: Option<&Lead>, team: &Team, campaigns: &Campaigns) -> Self {
        let mut fact = Self { rules: FACTS, ..Self::default() };
        if let Some(lead) = lead {
            fact.take_lead(lead, campaigns);
            fact.take_situation(&BeforeFact::of(Some(lead), &applied.activity), applied, lead, team);
        }
        fact
    }

    /// The kind's own metric does not count: a later activity took it back.
    pub(crate) fn take_back(&mut self, kind: &ActivityKind) {
        let metric = kind.facts().metric.map(|metric| metric.to_string());
        let is_sent =
            |counter: &String| metric.as_deref() == Some(counter::SUBMISSIONS) && counter == counter::FORM_SENT;
        self.counts
            .retain(|counter| metric.as_ref() != Some(counter) && !counter::is_bad_row(counter) && !is_sent(counter));
    }

    /// What every fact of a lead says of it.
    pub fn of_lead(lead: &Lead, campaigns: &Campaigns) -> Self {
        let mut fact = Self::default();
        fact.take_lead(lead, campaigns);
        fact
    }

    /// What belongs to the lead, as it is now.
    pub fn take_lead(&mut self, lead: &Lead, campaigns: &Campaigns) {
        let touch = &lead.first_touch;
        let is_sent = self.counts.iter().any(|counter| counter == counter::FORM_SENT);
        let same = || is_sent.then(|| SentFrom { source: self.source.clone(), campaign: self.campaign.clone() });
        let sent_from = self.sent_from.take().or_else(same);
        self.source = impersonal(&touch.source);
        self.form.clone_from(&touch.form);
        self.campaign = campaign_of(&touch.source, touch.campaign.as_deref(), campaigns);
        self.landing = touch.page.clone().filter(|path| !path.is_empty());
        self.country = lead.recognised("country").and_then(Country::read).map(|country| country.code().to_owned());
        self.supplier = lead.supplied.as_ref().map(|by| by.row.supplier.clone());
        self.arrived = Some(touch.activity.occurred_at().as_second());
        self.take_sent_from(sent_from);
    }

    /// Where the form that was sent came from, unless the lead came from there.
    fn take_sent_from(&mut self, from: Option<SentFrom>) {
        self.sent_from = from.filter(|from| (&from.source, &from.campaign) != (&self.source, &self.campaign));
    }

    /// It says the same of the lead as another one.
    pub fn has_lead_of(&self, other: &Self) -> bool {
        let Self { source, form, campaign, country, supplier, arrived, .. } = self;
        (source, form, campaign) == (&other.source, &other.form, &other.campaign)
            && (country, supplier, arrived) == (&other.country, &other.supplier, &other.arrived)
    }

    /// It counts for another lead: nothing here.
    pub(crate) fn count_nothing(&mut self) {
        self.counts.clear();
        self.sums.clear();
        self.spans.clear();
        self.touches.clear();
    }

    fn count(&mut self, counter: impl Into<String>) {
        self.counts.push(counter.into());
    }

    /// Who had the lead, and what the activity is about.
    fn take_situation(&mut self, before: &BeforeFact, applied: &Applied, lead: &Lead, team: &Team) {
        let kind = &applied.activity.kind;
        let owner = match kind {
            ActivityKind::AcceptMissed { owner, .. } | ActivityKind::FollowUpMissed { owner: Some(owner), .. } => {
                Some(owner)
            }
            _ => lead.owner.as_ref(),
        };
        self.owner = owner.cloned();
        self.team = owner.and_then(|owner| team.team_of(owner)).map(ToOwned::to_owned);
        match kind {
            ActivityKind::FormSubmitted(sent) => {
                self.sent = Some(sent.form.clone()).filter(|sent| self.form.as_ref() != Some(sent));
                self.page = sent.page.as_deref().map(impersonal_path);
            }
            ActivityKind::ConsentConfirmed(Confirmation { form, .. }) | ActivityKind::ConsentExpired { form, .. } => {
                self.sent = Some(form.clone()).filter(|sent| self.form.as_ref() != Some(sent));
            }
            ActivityKind::PageViewed(event) => self.page = event.page.as_deref().map(impersonal_path),
            ActivityKind::MailSent(mailing) => self.mail = Some(mailing.mail.clone()),
            ActivityKind::MailDropped { mailing, reason } | ActivityKind::MailHeld { mailing, reason, .. } => {
                self.mail = Some(mailing.mail.clone());
                self.refusal = Some(reason.clone());
            }
            ActivityKind::MailOpened(opened) => self.mail = Some(opened.mail.clone()),
            ActivityKind::MailClicked(click) => self.mail = Some(click.mail.clone()),
            ActivityKind::LinkFollowed(follow) => self.mail = Some(follow.mail.clone()),
            ActivityKind::LinksScanned { mail, .. } => self.mail = Some(mail.clone()),
            _ => {}
        }
        self.step = kind.facts().send.and_then(|send| step_of(lead, send));
        if let Some(sent) = &before.sent {
            self.mail = Some(sent.mail.clone());
            self.step.clone_from(&sent.step);
        }
    }

    fn count_arrival(&mut self, before: &BeforeFact, applied: &Applied, lead: &Lead) {
        if applied.seq == 1 {
            self.count(counter::NEW_LEADS);
            for (field, counter) in counter::WITH_FIELD {
                if lead.recognised(field).is_some() {
                    self.count(counter);
                }
            }
        }
        let kind = &applied.activity.kind;
        if applied.decisions.duplicate {
            self.count(counter::DUPLICATES);
        } else {
            self.counts.extend(kind.facts().metric.map(|metric| metric.to_string()));
            if before.is_first {
                match kind {
                    ActivityKind::FormSubmitted(_) => self.count(counter::FORM_PEOPLE),
                    ActivityKind::MailOpened(opened) if opened.machine.is_none() => {
                        self.count(format!("{}.{}", counter::OPENERS, opened.mail));
                    }
                    ActivityKind::MailClicked(click) => self.count(format!("{}.{}", counter::CLICKERS, click.mail)),
                    _ => {}
                }
            }
        }
    }

    /// Counts double opt-in, by the form that asked.
    fn count_consent(&mut self, applied: &Applied) {
        let decisions = &applied.decisions;
        let is_request = |plan: &Plan| plan.task.mailing(&plan.id).is_some_and(|mailing| mailing.asks_to_confirm());
        match &applied.activity.kind {
            ActivityKind::FormSubmitted(_) if decisions.planned.iter().any(is_request) => {
                self.count(counter::CONFIRM_ASKED);
            }
            ActivityKind::ConsentConfirmed(_) if decisions.ignored.is_none() => self.count(counter::CONFIRMED),
            ActivityKind::ConsentExpired { .. } if decisions.ignored.is_none() => self.count(counter::CONFIRM_EXPIRED),
            _ => {}
        }
    }

    /// Counts a form that was sent as the end of the form's own funnel.
    fn count_sent(&mut self, applied: &Applied, campaigns: &Campaigns) {
        let ActivityKind::FormSubmitted(sent) = &applied.activity.kind else { return };
        if applied.decisions.duplicate {
            return;
        }
        self.count(counter::FORM_SENT);
        let campaign = campaign_of(&sent.source, sent.campaign.as_deref(), campaigns);
        self.take_sent_from(Some(SentFrom { source: impersonal(&sent.source), campaign }));
    }

    fn count_stage(&mut self, before: &BeforeFact, applied: &Applied) {
        let Some(moved) = &applied.decisions.stage else { return };
        self.count(format!("to.{}", moved.to));
        self.counts.extend(moved.reason.as_ref().map(|reason| format!("{}.{reason}", moved.to)));
        let at = applied.activity.occurred_at();
        if let (Some(stage), Some(since)) = (before.stage, before.stage_since) {
            let seconds = u64::try_from(at.as_second() - since.as_second()).unwrap_or_default();
            self.spans.insert(counter::in_stage(stage), seconds);
        }
        // A stage that was skipped counts as reached.
        let arrived = self.arrived.unwrap_or_default();
        let since_arrival = u64::try_from(at.as_second() - arrived).unwrap_or_default();
        let within = WITHIN.iter().find(|(days, _)| since_arrival <= days.saturating_mul(DAY));
        for level in before.reached..moved.to.level().unwrap_or_default() {
            let name = LEVELS[usize::from(level)];
            self.count(format!("{}.{name}", counter::REACHED));
            self.counts.extend(within.map(|(_, ending)| format!("{}.{name}.{ending}", counter::REACHED)));
        }
        if moved.to == Stage::Customer && before.reached < Stage::Customer.level().unwrap_or_default() {
            self.spans.insert(counter::TO_WIN.to_owned(), since_arrival);
        }
    }

    fn count_sales(&mut self, before: &BeforeFact, applied: &Applied, lead: &Lead) {
        let decisions = &applied.decisions;
        let untouched = counter::UNTOUCHED_FOR.iter().filter(|(days, _)| before.untouched.contains(days));
        self.counts.extend(untouched.map(|(_, name)| (*name).to_owned()));
        if let Some(since) = lead.waiting_since.filter(|_| !before.was_waiting) {
            self.count(counter::REQUESTS);
            self.asked = Some(since.as_second());
        }
        if let Some(called) = &decisions.called {
            let counters: &[&str] = match called.came {
                CallOutcome::NoAnswer => &[counter::CALLED],
                CallOutcome::Reached => &[counter::CALLED, counter::CALLED_REACHED],
                CallOutcome::Interested => &[counter::CALLED_INTERESTED],
            };
            self.counts.extend(counters.iter().map(|counter| format!("{counter}.{}", called.list)));
        }
        if decisions.handed_off {
            self.count(counter::HAND_OFFS);
        }
        if decisions.owner.is_some() {
            self.count(counter::ASSIGNED);
        }
        if decisions.accepted.is_some() {
            self.count(counter::ACCEPTED);
            if before.was_on_time {
                self.count(counter::ACCEPTED_ON_TIME);
            }
        }
        if let Some(speed) = &decisions.first_contact {
            self.count(counter::CONTACTED);
            let within = SPEEDS.iter().find(|(limit, _)| speed.real <= *limit);
            self.counts.extend(within.map(|(_, name)| format!("{}.{name}", counter::CONTACTED)));
            self.spans.insert(counter::SPEED.to_owned(), speed.real);
            self.spans.insert(counter::SPEED_WORKING.to_owned(), speed.working);
            let seconds = i64::try_from(speed.real).unwrap_or(i64::MAX);
            self.asked = Some(applied.activity.occurred_at().as_second().saturating_sub(seconds));
        }
    }

    fn count_nurture(&mut self, before: &BeforeFact, applied: &Applied, lead: &Lead) {
        let kind = &applied.activity.kind;
        let decisions = &applied.decisions;
        self.counts.extend(decisions.begun.iter().map(|(sequence, _)| format!("begun.{sequence}")));
        self.counts.extend(decisions.ended.iter().map(|(sequence, _)| format!("ended.{sequence}")));
        // By the step and the mail that came last before the goal.
        self.counts.extend(decisions.goals.iter().map(|sequence| match before.newest.get(sequence) {
            Some(SentMail { mail, step: Some(step) }) => format!("{}.{step}/{mail}", counter::GOALS),
            _ => format!("{}.{sequence}", counter::GOALS),
        }));
        let planned = decisions.planned.iter().filter(|plan| matches!(plan.task, Task::Mail { .. }));
        let steps = planned.filter_map(|plan| plan.task.step());
        self.counts.extend(steps.map(|of| format!("{}.{}/{}", counter::PLANNED, of.sequence, of.step)));
        let tasks = decisions.planned.iter().filter(|plan| matches!(plan.task, Task::Manual { .. }));
        let tasks = tasks.filter_map(|plan| plan.task.step());
        self.counts.extend(tasks.map(|of| format!("{}.{}/{}", counter::TASKS, of.sequence, of.step)));
        self.counts.extend(
            decisions
                .skipped
                .iter()
                .map(|SkippedStep { step: of, .. }| format!("{}.{}/{}", counter::STEPS_SKIPPED, of.sequence, of.step)),
        );
        if let ActivityKind::FollowUpDone { entry: Some(entry), .. } = kind
            && decisions.ignored.is_none()
            && let Some(step) = step_of(lead, entry)
        {
            self.counts.push(format!("{}.{step}", counter::TASKS_DONE));
        }
        // What made a person leave, by the sequence that they were in.
        let left = match kind {
            ActivityKind::Unsubscribed { .. } => Some("unsubscribed_in"),
            ActivityKind::Complained { .. } => Some("complained_in"),
            ActivityKind::Bounced { .. } => Some("bounced_in"),
            ActivityKind::ReplyReceived(_) => Some("replied_in"),
            _ => None,
        };
        if let Some(left) = left {
            self.counts.extend(decisions.ended.iter().map(|(sequence, _)| format!("{left}.{sequence}")));
        }
        let of_step = match kind {
            ActivityKind::MailHeld { reason, .. } => Some((counter::WAITED, reason)),
            ActivityKind::MailDropped { reason, .. } => Some((counter::REFUSED, reason)),
            _ => None,
        };
        if let (Some((counter, reason)), Some(step)) = (of_step, &self.step) {
            self.count(format!("{counter}.{step}: {reason}"));
        }
        match kind {
            ActivityKind::MailHeld { .. } => self.count(counter::MAIL_HELD),
            ActivityKind::MailSent(mailing) if mailing.to == Recipient::Lead && mailing.step.is_some() => {
                self.count(counter::MARKETING_MAILS);
            }
            _ => {}
        }
    }

    fn count_deal(&mut self, before: &BeforeFact, applied: &Applied, company: &Company, campaigns: &Campaigns) {
        let kind = &applied.activity.kind;
        if !matches!(kind, ActivityKind::DealWon { .. }) || before.is_corrected {
            return;
        }
        self.count(counter::DEALS);
        let Some(won) = kind.won(company.unnamed_currency()) else { return };
        let at = applied.activity.occurred_at();
        let day = at.to_zoned(company.timezone.time_zone()).date();
        if let Some(amount) = campaigns.converted(won.minor, won.currency, company.currency, day) {
            self.count(counter::DEALS_WITH_AMOUNT);
            self.sums.insert(counter::WON_AMOUNT.to_owned(), amount);
            let touches: Vec<_> = before.touches.iter().map(|touch| impersonal_touch(touch, campaigns)).collect();
            self.touches = journey(&touches, at.as_second());
        } else {
            self.sums.insert(counter::won_apart(won.currency), won.minor);
        }
    }

    /// Counts a row of a supplier's delivery: that it came, and that it is bad.
    fn count_row(&mut self, before: &BeforeFact, applied: &Applied, lead: &Lead, company: &Company) {
        // Also where the person wished the same a moment before: each order is paid.
        if let Some(row) = applied.activity.kind.delivered() {
            self.delivery = Some(row.key());
            self.count(counter::DELIVERED);
            if before.stage.is_some() {
                self.count(counter::bad_row(DUPLICATE, false));
            }
            return;
        }
        if let (ActivityKind::MarkedBad { reason, .. }, Some(by)) = (&applied.activity.kind, &lead.supplied) {
            let day = applied.activity.occurred_at().to_zoned(company.timezone.time_zone()).date();
            self.delivery = Some(by.row.key());
            self.count(counter::bad_row(reason, day > by.row.claim_until));
        }
    }
}

/// The campaign that a touch names, without what is personal; else the one that takes all leads of its source.
pub(crate) fn campaign_of(source: &str, campaign: Option<&str>, campaigns: &Campaigns) -> Option<String> {
    campaign.map(impersonal).or_else(|| campaigns.of_source(source).map(|campaign| campaign.name.clone()))
}

fn impersonal_touch(touch: &TouchPoint, campaigns: &Campaigns) -> TouchPoint {
    let campaign = campaign_of(&touch.source, touch.campaign.as_deref(), campaigns);
    TouchPoint { at: touch.at, source: impersonal(&touch.source), campaign }
}

/// The step of a sequence that a send id is of; none for a mail of no sequence, or of one that the lead has forgotten.
fn step_of(lead: &Lead, send: &str) -> Option<String> {
    let (sequence, enrolment) = lead.enrolments.iter().find(|(_, enrolment)| enrolment.is_of(send))?;
    send.get(enrolment.id.len() + 1..).map(|step| format!("{sequence}/{step}"))
}
