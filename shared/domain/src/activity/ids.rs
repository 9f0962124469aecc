//! Activities with their ids, one function for each fact that somebody records.
//!
//! What must stay true: the same fact has the same id, whoever records it, and however often. A retry, a second process
//! or a second import then finds the activity in the table, and changes nothing. An id is made of the time of the fact and
//! of what tells it apart from other facts of that time. Where a repetition may come at another time, an external id says
//! that it is the same: it is applied once for ever. Ids and external ids are stored, so none of this may change.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::activity::Activity;
use crate::activity::id::ActivityId;
use crate::activity::kinds::{ActivityKind, Enrichment, Imported, Interaction, Submission};
use crate::activity::mail::{Click, Confirmation, Follow, Mailing, Opening, StepRef};
use crate::value::hash::content_hash;
use crate::value::identity::LeadId;

/// A picture that is fetched again within this number of seconds is fetched once.
const SAME_OPENING: i64 = 60;

/// A link that is followed again within this number of seconds is followed once: mail programs and browsers ask twice.
const SAME_CLICK: i64 = 10;

/// A page that is opened again within this number of seconds is opened once: a reload is no new interest.
const SAME_VIEW: i64 = 10 * 60;

/// What stands in front of the reason where an address is taken off the suppression list.
pub(crate) const LIFTED: &str = "suppression list: ";

/// From visitors, programs and lists.
impl Activity {
    /// A form was posted at `now`, in the request of that id.
    ///
    /// A visitor's `Idempotency-Key` makes every later post with the same content the same one; another content under the
    /// same key is another wish.
    pub fn form_submitted(lead: LeadId, sent: Submission, key: Option<&str>, request: &str, now: Timestamp) -> Self {
        let content = sent.content_hash();
        let external_id = key.map(|key| format!("{}:{key}:{content}", sent.form));
        let id = ActivityId::new(now, &[lead.as_str(), &content, external_id.as_deref().unwrap_or(request)]);
        Self { external_id, ..Self::new(id, lead, ActivityKind::FormSubmitted(sent)) }
    }

    /// Another tool posted what a form asks for, at `now`; `at` is when the person asked, if the tool says it.
    ///
    /// With the tool's own `id` it is one activity for ever among those of its source and lead; with a time, one for that
    /// time and content. With neither it is new each time: `seed` tells it from others of this moment.
    pub fn from_source(
        lead: LeadId,
        sent: Submission,
        source: &str,
        id: Option<&str>,
        at: Option<Timestamp>,
        seed: &str,
        now: Timestamp,
    ) -> Self {
        let external_id = id.map(|id| format!("source:{source}:{id}"));
        let apart = match (&external_id, at) {
            (Some(id), _) => id.clone(),
            (None, Some(_)) => sent.content_hash(),
            (None, None) => seed.to_owned(),
        };
        let id = ActivityId::new(at.unwrap_or(now), &["source", lead.as_str(), &apart]);
        Self { external_id, ..Self::new(id, lead, ActivityKind::FormSubmitted(sent)) }
    }

    /// What others know of the lead was looked up at `now`: once.
    pub fn enriched(lead: LeadId, found: Enrichment, now: Timestamp) -> Self {
        let id = ActivityId::new(now, &[lead.as_str(), "enriched"]);
        Self { external_id: Some("enriched".to_owned()), ..Self::new(id, lead, ActivityKind::Enriched(found)) }
    }

    /// A mail of a lead came at `at`: a post of the mailbox's form, or a reply. The same mail, by its `id`, is one.
    pub fn mail_received(lead: LeadId, kind: ActivityKind, id: &str, at: Timestamp) -> Self {
        let external_id = format!("mail:{id}");
        let id = ActivityId::new(at, &[lead.as_str(), &external_id]);
        Self { external_id: Some(external_id), ..Self::new(id, lead, kind) }
    }

    /// A program posted it at `now`.
    ///
    /// With an `id` of its caller it is one activity for ever among those of its kind and lead; with a time, one for that
    /// time and content. With neither it is new each time: `seed` tells it from others of this moment.
    pub fn posted(
        lead: LeadId,
        kind: ActivityKind,
        id: Option<&str>,
        occurred_at: Option<Timestamp>,
        seed: &str,
        now: Timestamp,
    ) -> Self {
        let external_id = id.map(|id| format!("api:{}:{id}", kind.name()));
        let apart = match (&external_id, occurred_at) {
            (Some(id), _) => id.clone(),
            (None, Some(_)) => content_of(&kind),
            (None, None) => format!("{seed}:{}", kind.name()),
        };
        let id = ActivityId::new(occurred_at.unwrap_or(now), &["api", lead.as_str(), &apart]);
        Self { external_id, ..Self::new(id, lead, kind) }
    }

    /// A row of a list was imported at `now`; `content` is the hash of the row.
    ///
    /// A row without a `date` of its own is told apart by its content alone. History that is started later is another
    /// activity.
    pub fn imported(
        lead: LeadId,
        row: Imported,
        list: &str,
        content: &str,
        date: Option<Timestamp>,
        now: Timestamp,
    ) -> Self {
        let external_id = date.is_none().then(|| format!("import:{list}:{content}"));
        let start = if row.history { "" } else { "start" };
        let id = ActivityId::new(date.unwrap_or(now), &["import", list, lead.as_str(), content, start]);
        Self { external_id, ..Self::new(id, lead, ActivityKind::LeadImported(row)) }
    }

    /// A row of a list is a deal, won at `at`; `content` is the hash of the row, `won` a [deal](ActivityKind::deal_won).
    pub fn deal_imported(lead: LeadId, list: &str, content: &str, won: ActivityKind, at: Timestamp) -> Self {
        let id = ActivityId::new(at, &["deal", list, lead.as_str(), content]);
        Self::new(id, lead, won)
    }

    /// The imported deal, told again: it counts in place of the deal of the id `corrects`.
    #[must_use]
    pub fn correcting(mut self, corrected: ActivityId) -> Self {
        self.id = ActivityId::new(self.occurred_at(), &[self.id.as_str(), "corrects", corrected.as_str()]);
        if let ActivityKind::DealWon { corrects, .. } = &mut self.kind {
            *corrects = Some(corrected);
        }
        self
    }

    /// The row `row` of an import is undone at `now`, `by` the import. However often it is asked for, it is undone once.
    pub fn import_undone(lead: LeadId, row: ActivityId, by: String, now: Timestamp) -> Self {
        let external_id = format!("undo:{by}:{}", row.as_str());
        let id = ActivityId::new(now, &[lead.as_str(), &external_id]);
        Self { external_id: Some(external_id), ..Self::new(id, lead, ActivityKind::Undone { activity: row, by }) }
    }

    /// The address that the activity `by` put on the suppression list is taken off it at `now`, for a reason.
    pub fn suppression_lifted(lead: LeadId, by: ActivityId, reason: &str, now: Timestamp) -> Self {
        let external_id = format!("lifted:{}", by.as_str());
        let id = ActivityId::new(now, &[lead.as_str(), &external_id]);
        let kind = ActivityKind::Undone { activity: by, by: format!("{LIFTED}{reason}") };
        Self { external_id: Some(external_id), ..Self::new(id, lead, kind) }
    }

    /// Somebody did it at `now` on a page of a lead: `page` names one showing of the page.
    ///
    /// A double click and a reload are the same; another action on the same page is another.
    pub fn done_on_page(lead: LeadId, page: &str, kind: ActivityKind, now: Timestamp) -> Self {
        let external_id = format!("{}{}", Self::page_prefix(page), content_of(&kind));
        let id = ActivityId::new(now, &[lead.as_str(), &external_id]);
        Self { external_id: Some(external_id), ..Self::new(id, lead, kind) }
    }

    /// The beginning of the external ids of what was done on that showing of a page.
    pub fn page_prefix(page: &str) -> String {
        format!("page:{page}:")
    }

    /// The lead chose on its preference page at `now` what it wants.
    pub fn preference_chosen(lead: LeadId, kind: ActivityKind, now: Timestamp) -> Self {
        let id = ActivityId::new(now, &[lead.as_str(), &content_of(&kind)]);
        Self::new(id, lead, kind)
    }

    /// The lead confirmed a consent at `now`. However often the button is pressed, it is confirmed once.
    pub fn consent_confirmed(lead: LeadId, what: Confirmation, now: Timestamp) -> Self {
        let external_id = format!("confirmed:{}", what.asked.as_str());
        let id = ActivityId::new(now, &[lead.as_str(), &external_id]);
        Self { external_id: Some(external_id), ..Self::new(id, lead, ActivityKind::ConsentConfirmed(what)) }
    }

    /// Nobody confirmed until `due`, by the agenda entry of that id, what was posted with double opt-in.
    pub fn consent_expired(lead: &LeadId, entry: &str, form: &str, due: Timestamp) -> Self {
        let id = ActivityId::new(due, &[lead.as_str(), entry, "consent_expired"]);
        let kind = ActivityKind::ConsentExpired { entry: entry.to_owned(), form: form.to_owned() };
        Self::new(id, lead.clone(), kind)
    }

    /// The lead unsubscribed at `now`, by the link of the mail of that send id.
    pub fn unsubscribed(lead: LeadId, send: Option<String>, now: Timestamp) -> Self {
        let kind = ActivityKind::Unsubscribed { send };
        Self::new(ActivityId::new(now, &[lead.as_str(), kind.name()]), lead, kind)
    }

    /// The picture of a mail was fetched at `now`, by a known bot if `machine` says how it is known.
    ///
    /// Of a mail, one fetch by a known bot is kept. What may be a person is told once in a moment, so that it is judged
    /// together with the links that are followed.
    pub fn picture_loaded(lead: LeadId, send: String, mail: String, machine: Option<String>, now: Timestamp) -> Self {
        let (external_id, kind) = if machine.is_some() {
            (format!("machine-opened:{send}"), ActivityKind::MailOpened(Opening { send, mail, machine }))
        } else {
            let moment = now.as_second() / SAME_OPENING;
            (format!("loaded:{send}:{moment}"), ActivityKind::PictureLoaded { send, mail })
        };
        let id = ActivityId::new(now, &[lead.as_str(), &external_id]);
        Self { external_id: Some(external_id), ..Self::new(id, lead, kind) }
    }

    /// The lead's browser opened a page at `now`. Opened again within some minutes, it is opened once.
    pub fn page_viewed(lead: LeadId, page: String, now: Timestamp) -> Self {
        let external_id = format!("viewed:{}:{}", content_hash(&[&page]), now.as_second() / SAME_VIEW);
        let id = ActivityId::new(now, &[lead.as_str(), &external_id]);
        let view = Interaction { name: None, page: Some(page), note: None, by_browser: true };
        Self { external_id: Some(external_id), ..Self::new(id, lead, ActivityKind::PageViewed(view)) }
    }

    /// A link of a mail was followed at `now`.
    ///
    /// What a known bot follows is kept once for ever. What may be a person follows again is told once in a moment, so
    /// that all links of a mail are classified together.
    pub fn link_followed(lead: LeadId, follow: Follow, now: Timestamp) -> Self {
        let link = content_hash(&[follow.url.as_deref().unwrap_or_default()]);
        let external_id = match follow.machine {
            Some(_) => format!("machine-followed:{}:{link}", follow.send),
            None => format!("followed:{}:{link}:{}", follow.send, now.as_second() / SAME_CLICK),
        };
        let id = ActivityId::new(now, &[lead.as_str(), &external_id]);
        Self { external_id: Some(external_id), ..Self::new(id, lead, ActivityKind::LinkFollowed(follow)) }
    }
}

/// From the agenda of a lead.
impl Activity {
    /// SES took the mail of a send id, claimed at `claimed_at`: written by the mailer with SES's answer, or by the
    /// feedback function with its event.
    pub fn mail_sent(lead: &LeadId, mailing: Mailing, claimed_at: Timestamp) -> Self {
        let id = ActivityId::new(claimed_at, &[lead.as_str(), &mailing.send, "mail_sent"]);
        Self::new(id, lead.clone(), ActivityKind::MailSent(mailing))
    }

    /// The mail may not go at `now`, and waits.
    pub fn mail_held(lead: &LeadId, mailing: Mailing, until: Timestamp, reason: String, now: Timestamp) -> Self {
        let id = ActivityId::new(now, &[lead.as_str(), &mailing.send, "mail_held"]);
        Self::new(id, lead.clone(), ActivityKind::MailHeld { mailing, until, reason })
    }

    /// It was found at `now` that the mail will never go.
    pub fn mail_dropped(lead: &LeadId, mailing: Mailing, reason: String, now: Timestamp) -> Self {
        let id = ActivityId::new(now, &[lead.as_str(), &mailing.send, "mail_dropped"]);
        Self::new(id, lead.clone(), ActivityKind::MailDropped { mailing, reason })
    }

    /// The step whose agenda entry was due at `due` was taken.
    pub fn step_taken(
        lead: &LeadId,
        step: StepRef,
        entry: &str,
        set: BTreeMap<String, String>,
        due: Timestamp,
    ) -> Self {
        Self::of_entry(lead, entry, ActivityKind::StepTaken { step, entry: entry.to_owned(), set }, due)
    }

    /// The webhook whose agenda entry was due at `due` was called, or given up: why it `failed`.
    pub fn webhook_called(lead: &LeadId, step: StepRef, entry: &str, failed: Option<String>, due: Timestamp) -> Self {
        Self::of_entry(lead, entry, ActivityKind::WebhookCalled { step, entry: entry.to_owned(), failed }, due)
    }

    /// The time to accept the lead was up at `due`; `unable` says why its owner could not accept it, if so.
    pub fn accept_missed(lead: &LeadId, entry: &str, owner: &str, unable: Option<String>, due: Timestamp) -> Self {
        let kind = ActivityKind::AcceptMissed { entry: entry.to_owned(), owner: owner.to_owned(), unable };
        Self::of_entry(lead, entry, kind, due)
    }

    /// What was to be done about the lead by `due` was not done; `unable` says why its owner could not do it, if so.
    pub fn follow_up_missed(
        lead: &LeadId,
        entry: &str,
        what: &str,
        owner: Option<&str>,
        unable: Option<String>,
        due: Timestamp,
    ) -> Self {
        let (entry_id, what, owner) = (entry.to_owned(), what.to_owned(), owner.map(ToOwned::to_owned));
        Self::of_entry(lead, entry, ActivityKind::FollowUpMissed { entry: entry_id, what, owner, unable }, due)
    }

    /// The lead was found without a next step at `now`, in its `version`.
    pub fn next_step_missing(lead: LeadId, version: u64, now: Timestamp) -> Self {
        let kind = ActivityKind::NextStepMissing;
        let external_id = format!("next-step:{version}");
        let id = ActivityId::new(now, &[lead.as_str(), &external_id]);
        Self { external_id: Some(external_id), ..Self::new(id, lead, kind) }
    }

    /// However often an entry is found due, it happened once: when it was due.
    fn of_entry(lead: &LeadId, entry: &str, kind: ActivityKind, due: Timestamp) -> Self {
        Self::new(ActivityId::new(due, &[lead.as_str(), entry, kind.name()]), lead.clone(), kind)
    }

    /// The temperature changed at `at`, the beginning of a day.
    pub fn temperature_changed(lead: &LeadId, at: Timestamp) -> Self {
        let kind = ActivityKind::TemperatureChanged;
        Self::new(ActivityId::new(at, &[lead.as_str(), kind.name()]), lead.clone(), kind)
    }

    /// Nobody spoke with the lead, in its `version`, for so many days, which were over at `at`.
    ///
    /// What is told late may let the same days begin again: the version tells them apart.
    pub fn untouched(lead: &LeadId, version: u64, days: u8, at: Timestamp) -> Self {
        let kind = ActivityKind::Untouched { days };
        let id = ActivityId::new(at, &[lead.as_str(), kind.name(), &days.to_string(), &version.to_string()]);
        Self::new(id, lead.clone(), kind)
    }

    /// Followed links of a mail were a bot's, or none was pending, as found at `at`.
    pub fn links_scanned(lead: &LeadId, send: &str, mail: &str, reason: String, at: Timestamp) -> Self {
        let kind = ActivityKind::LinksScanned { send: send.to_owned(), mail: mail.to_owned(), reason };
        Self::new(ActivityId::new(at, &[lead.as_str(), send, kind.name()]), lead.clone(), kind)
    }

    /// The picture of a mail that was fetched at `at` was fetched for a person.
    pub fn mail_opened(lead: &LeadId, send: &str, mail: &str, at: Timestamp) -> Self {
        let id = ActivityId::new(at, &[lead.as_str(), send, "mail_opened"]);
        let opened = Opening { send: send.to_owned(), mail: mail.to_owned(), machine: None };
        Self::new(id, lead.clone(), ActivityKind::MailOpened(opened))
    }

    /// A link of a mail that was followed at `at` was a person's click.
    pub fn mail_clicked(lead: &LeadId, click: Click, at: Timestamp) -> Self {
        let id = ActivityId::new(at, &[lead.as_str(), &click.send, &click.url, "mail_clicked"]);
        Self::new(id, lead.clone(), ActivityKind::MailClicked(click))
    }
}

/// From SES's events, and from whoever runs the system.
impl Activity {
    /// SES says what became of a mail to the lead that was sent at `sent_at`: a bounce, a complaint, a rejection, or a
    /// delivery after a soft bounce.
    pub fn mail_ended(lead: LeadId, kind: ActivityKind, sent_at: Timestamp) -> Self {
        let facts = kind.facts();
        let id = ActivityId::new(sent_at, &[lead.as_str(), facts.send.unwrap_or_default(), facts.name]);
        Self::new(id, lead, kind)
    }

    /// With the soft bounce `last` the address of that short hash had too many.
    pub fn suppressed_by_soft_bounces(lead: LeadId, last: &ActivityId, reason: String, of: String) -> Self {
        let id = ActivityId::new(last.occurred_at(), &[lead.as_str(), last.as_str(), "worn_out"]);
        Self::new(id, lead, ActivityKind::Suppressed { reason, by: "SES".to_owned(), of: Some(of) })
    }

    /// The address of that short hash was put on the suppression list at `now`, where `listed` is its name.
    pub fn suppressed_by_list(lead: LeadId, listed: &str, reason: String, of: String, now: Timestamp) -> Self {
        let id = ActivityId::new(now, &[lead.as_str(), listed, "suppressed"]);
        let kind = ActivityKind::Suppressed { reason, by: "list".to_owned(), of: Some(of) };
        Self { external_id: Some(format!("suppressed:{listed}")), ..Self::new(id, lead, kind) }
    }

    /// At `now` the lead, in its `version`, is to be scored by the rules of the configuration of that version.
    pub fn rescored(lead: &LeadId, version: u64, config: &str, now: Timestamp) -> Self {
        let kind = ActivityKind::Rescored;
        let id = ActivityId::new(now, &[lead.as_str(), kind.name(), config]);
        Self { external_id: Some(format!("rescore:{config}:{version}")), ..Self::new(id, lead.clone(), kind) }
    }

    /// At `now` somebody lets `routing.yaml` give the leads of an owner to others.
    pub fn handed_over(lead: LeadId, owner: &str, by: String, why: String, now: Timestamp) -> Self {
        let kind = ActivityKind::Assigned { to: None, by, why: Some(why) };
        Self::new(ActivityId::new(now, &[lead.as_str(), kind.name(), owner]), lead, kind)
    }
}

/// Equal for the same kind with the same fields.
///
/// The currency of a deal is left out: earlier releases stored none, and what was posted then is known when it is posted
/// again.
fn content_of(kind: &ActivityKind) -> String {
    let content =
        |kind: &ActivityKind| content_hash(&[&serde_json::to_string(kind).expect("plain structs with text keys")]);
    match kind.clone() {
        ActivityKind::DealWon { history, amount, amount_minor, by, corrects, .. } => {
            content(&ActivityKind::DealWon { history, amount, amount_minor, currency: None, by, corrects })
        }
        kind => content(&kind),
    }
}
