//! What each kind of activity is to the rest of the system.
//!
//! What must stay true: no kind is treated like another by default. Every kind says every fact, or that it is recorded and
//! no more, so that a new kind does not compile before all of them are decided.

use crate::activity::kind_facts::{Fields, FirstTouch, KindFacts, Metric, Signal, fields};
use crate::activity::kinds::{ActivityKind, Contact, Imported, Interaction, NO_CLICK_PENDING, Submission};
use crate::activity::touch::SiteTouch;

/// The metric of form submissions.
pub(crate) const SUBMISSIONS: &str = "forms";

/// What happened has no form, page or name: a rule for its kind counts it.
const PLAIN: Option<Signal<'static>> = Some(Signal { form: None, page: None, name: None, again: false });

const NO_FIELDS: Fields = fields(&[], &[]);
const INTERACTION: Fields = fields(&["name", "page", "note"], &[]);
const PAGE_VIEW: Fields = fields(&["name", "page", "note"], &["by_browser"]);
const CONTACT: Fields = fields(&["note"], &["by", "reached"]);

impl ActivityKind {
    /// The kind's name, as stored.
    pub fn name(&self) -> &'static str {
        self.facts().name
    }

    /// What the kind is to the rest of the system.
    #[expect(clippy::too_many_lines, reason = "one description after the other")]
    pub fn facts(&self) -> KindFacts<'_> {
        match self {
            Self::FormSubmitted(sent) => KindFacts {
                name: "form_submitted",
                signal: Some(Signal { form: Some(&sent.form), ..Signal::default() }),
                starts_sequences: true,
                send: None,
                metric: Some(Metric::all(SUBMISSIONS)),
                begins_lead: true,
                touch: Some(sent.touch()),
                fields: fields(
                    &["fields", "message", "page", "unknown", "agreed", "touches"],
                    &["form", "source", "unrecognised", "consent", "campaign", "delivered"],
                ),
            },
            Self::LeadImported(row) => KindFacts {
                name: "lead_imported",
                signal: PLAIN,
                starts_sequences: !row.history,
                send: None,
                metric: None,
                begins_lead: true,
                touch: Some(row.touch()),
                fields: fields(
                    &["fields", "note", "referred_by", "opt_in"],
                    &[
                        "source",
                        "unrecognised",
                        "campaign",
                        "consent",
                        "consent_phone",
                        "referrer",
                        "history",
                        "tip",
                        "by",
                        "delivered",
                        "import",
                    ],
                ),
            },
            Self::PageViewed(event) => KindFacts {
                name: "page_viewed",
                signal: Some(event.signal()),
                starts_sequences: true,
                send: None,
                metric: Some(Metric::all("page_viewed")),
                begins_lead: false,
                touch: None,
                fields: PAGE_VIEW,
            },
            Self::ProductUsed(event) => KindFacts {
                name: "product_used",
                signal: Some(event.signal()),
                starts_sequences: true,
                send: None,
                metric: Some(Metric::all("product_used")),
                begins_lead: false,
                touch: Some(FirstTouch::by("product")),
                fields: INTERACTION,
            },
            Self::EventAttended(event) => KindFacts {
                name: "event_attended",
                signal: Some(event.signal()),
                starts_sequences: true,
                send: None,
                metric: Some(Metric::all("event_attended")),
                begins_lead: false,
                touch: Some(FirstTouch::by("event")),
                fields: INTERACTION,
            },
            Self::TicketOpened(event) => KindFacts {
                name: "ticket_opened",
                signal: Some(event.signal()),
                starts_sequences: true,
                send: None,
                metric: Some(Metric::all("ticket_opened")),
                begins_lead: false,
                touch: None,
                fields: INTERACTION,
            },
            Self::TicketClosed(_) => KindFacts {
                name: "ticket_closed",
                signal: None,
                starts_sequences: true,
                send: None,
                metric: None,
                begins_lead: false,
                touch: None,
                fields: INTERACTION,
            },
            Self::CallLogged(contact) => KindFacts {
                name: "call_logged",
                signal: contact.signal(),
                starts_sequences: true,
                send: None,
                metric: Some(Metric::all("call_logged")),
                begins_lead: false,
                touch: None,
                fields: CONTACT,
            },
            Self::MeetingHeld(contact) => KindFacts {
                name: "meeting_held",
                signal: contact.signal(),
                starts_sequences: true,
                send: None,
                metric: Some(Metric::all("meeting_held")),
                begins_lead: false,
                touch: None,
                fields: CONTACT,
            },
            Self::ReplyReceived(contact) => KindFacts {
                name: "reply_received",
                signal: contact.signal(),
                starts_sequences: false,
                send: None,
                metric: Some(Metric::all("reply_received")),
                begins_lead: false,
                touch: None,
                fields: CONTACT,
            },
            Self::Accepted { .. } => KindFacts {
                name: "accepted",
                signal: None,
                starts_sequences: true,
                send: None,
                metric: None,
                begins_lead: false,
                touch: None,
                fields: fields(&[], &["by"]),
            },
            Self::Assigned { .. } => KindFacts {
                name: "assigned",
                signal: None,
                starts_sequences: true,
                send: None,
                metric: None,
                begins_lead: false,
                touch: None,
                fields: fields(&["why"], &["to", "by"]),
            },
            Self::StageMoved(_) => KindFacts {
                name: "stage_moved",
                signal: None,
                starts_sequences: true,
                send: None,
                metric: None,
                begins_lead: false,
                touch: None,
                fields: fields(&["note"], &["to", "reason", "again_on", "by"]),
            },
            Self::Qualified(_) => KindFacts {
                name: "qualified",
                signal: None,
                starts_sequences: true,
                send: None,
                metric: None,
                begins_lead: false,
                touch: None,
                fields: fields(&["evidence"], &["answers", "by"]),
            },
            Self::Edited { .. } => KindFacts {
                name: "edited",
                signal: None,
                starts_sequences: true,
                send: None,
                metric: None,
                begins_lead: false,
                touch: None,
                fields: fields(&["fields"], &["by"]),
            },
            Self::MarkedBad { reason, .. } => KindFacts {
                name: "marked_bad",
                signal: None,
                starts_sequences: false,
                send: None,
                metric: Some(Metric::of("bad", reason)),
                begins_lead: false,
                touch: None,
                fields: fields(&["note"], &["reason", "by"]),
            },
            Self::NurtureStopped { .. } => KindFacts::recorded("nurture_stopped", fields(&[], &["by"])),
            Self::DealWon { history, corrects, .. } => KindFacts {
                name: "deal_won",
                signal: PLAIN.filter(|_| corrects.is_none()),
                starts_sequences: false,
                send: None,
                metric: None,
                begins_lead: *history,
                touch: None,
                fields: fields(&[], &["history", "amount", "amount_minor", "currency", "by", "corrects"]),
            },
            Self::AcceptMissed { .. } => KindFacts {
                name: "accept_missed",
                signal: None,
                starts_sequences: true,
                send: None,
                metric: Some(Metric::all("accept_missed")),
                begins_lead: false,
                touch: None,
                fields: fields(&[], &["entry", "owner", "unable"]),
            },
            Self::TemperatureChanged => KindFacts {
                name: "cooled",
                signal: None,
                starts_sequences: true,
                send: None,
                metric: None,
                begins_lead: false,
                touch: None,
                fields: NO_FIELDS,
            },
            Self::Untouched { .. } => KindFacts {
                name: "untouched",
                signal: None,
                starts_sequences: false,
                send: None,
                // What it counts as is said by the days that passed before any activity.
                metric: None,
                begins_lead: false,
                touch: None,
                fields: fields(&[], &["days"]),
            },
            Self::Enriched(_) => KindFacts {
                name: "enriched",
                signal: None,
                starts_sequences: false,
                send: None,
                metric: None,
                begins_lead: false,
                touch: None,
                fields: fields(&["facts", "fields"], &[]),
            },
            Self::Rescored => KindFacts::recorded("rescored", NO_FIELDS),
            Self::MailSent(mailing) => KindFacts {
                name: "mail_sent",
                signal: None,
                starts_sequences: true,
                send: Some(&mailing.send),
                metric: Some(Metric::of("mail", &mailing.mail)),
                begins_lead: false,
                touch: None,
                fields: fields(&[], &["send", "mail", "to", "step"]),
            },
            Self::MailDropped { mailing, .. } => KindFacts {
                name: "mail_dropped",
                signal: None,
                starts_sequences: true,
                send: Some(&mailing.send),
                metric: Some(Metric::all("mail_dropped")),
                begins_lead: false,
                touch: None,
                fields: fields(&[], &["send", "mail", "to", "step", "reason"]),
            },
            Self::MailHeld { mailing, .. } => KindFacts {
                name: "mail_held",
                signal: None,
                starts_sequences: true,
                send: Some(&mailing.send),
                metric: None,
                begins_lead: false,
                touch: None,
                fields: fields(&[], &["send", "mail", "to", "step", "until", "reason"]),
            },
            Self::StepTaken { .. } => KindFacts {
                name: "step_taken",
                signal: None,
                starts_sequences: true,
                send: None,
                metric: None,
                begins_lead: false,
                touch: None,
                fields: fields(&["set"], &["sequence", "step", "entry"]),
            },
            Self::WebhookCalled { .. } => KindFacts {
                name: "webhook_called",
                signal: None,
                starts_sequences: true,
                send: None,
                metric: None,
                begins_lead: false,
                touch: None,
                fields: fields(&[], &["sequence", "step", "entry", "failed"]),
            },
            Self::PictureLoaded { send, .. } => KindFacts {
                name: "picture_loaded",
                // Only an opening counts: this may be a bot's.
                signal: None,
                starts_sequences: true,
                send: Some(send),
                metric: None,
                begins_lead: false,
                touch: None,
                fields: fields(&[], &["send", "mail"]),
            },
            Self::MailOpened(opened) => KindFacts {
                name: "mail_opened",
                signal: opened.machine.is_none().then(|| Signal { name: Some(&opened.mail), ..Signal::default() }),
                starts_sequences: true,
                send: Some(&opened.send),
                metric: Some(match opened.machine {
                    None => Metric::of("opened", &opened.mail),
                    Some(_) => Metric::all("machine_opens"),
                }),
                begins_lead: false,
                touch: None,
                fields: fields(&[], &["send", "mail", "machine"]),
            },
            Self::LinkFollowed(follow) => KindFacts {
                name: "link_followed",
                // Only a click counts: this may be a bot's.
                signal: None,
                starts_sequences: true,
                send: Some(&follow.send),
                metric: follow.machine.is_some().then_some(Metric::all("machine_follows")),
                begins_lead: false,
                touch: None,
                fields: fields(&["url"], &["send", "mail", "machine"]),
            },
            Self::MailClicked(click) => KindFacts {
                name: "mail_clicked",
                signal: Some(Signal {
                    page: Some(&click.url),
                    name: Some(&click.mail),
                    again: click.again,
                    ..Signal::default()
                }),
                starts_sequences: true,
                send: Some(&click.send),
                metric: (!click.again).then(|| Metric::of("clicked", &click.mail)),
                begins_lead: false,
                touch: None,
                fields: fields(&["url", "link"], &["send", "mail", "again"]),
            },
            Self::LinksScanned { send, reason, .. } => KindFacts {
                name: "links_scanned",
                signal: None,
                starts_sequences: true,
                send: Some(send),
                metric: (reason != NO_CLICK_PENDING).then_some(Metric::all("scans")),
                begins_lead: false,
                touch: None,
                fields: fields(&[], &["send", "mail", "reason"]),
            },
            Self::PreferencesSet(_) => KindFacts {
                name: "preferences_set",
                signal: None,
                starts_sequences: true,
                send: None,
                metric: None,
                begins_lead: false,
                touch: None,
                fields: fields(&[], &["off", "paused_until", "again"]),
            },
            Self::ConsentConfirmed(_) => KindFacts {
                name: "consent_confirmed",
                signal: None,
                starts_sequences: true,
                send: None,
                metric: None,
                begins_lead: false,
                touch: None,
                fields: fields(&["network"], &["asked", "form", "wording", "waits", "also"]),
            },
            Self::ConsentExpired { .. } => KindFacts::recorded("consent_expired", fields(&[], &["entry", "form"])),
            Self::ConsentGiven { .. } => KindFacts {
                name: "consent_given",
                signal: None,
                starts_sequences: true,
                send: None,
                metric: None,
                begins_lead: false,
                touch: None,
                fields: fields(&[], &["purpose"]),
            },
            Self::ConsentWithdrawn { .. } => KindFacts {
                name: "consent_withdrawn",
                signal: None,
                starts_sequences: true,
                send: None,
                metric: None,
                begins_lead: false,
                touch: None,
                fields: fields(&[], &["purpose"]),
            },
            Self::Unsubscribed { send } => KindFacts {
                name: "unsubscribed",
                signal: PLAIN,
                starts_sequences: true,
                send: send.as_deref(),
                metric: Some(Metric::all("unsubscribed")),
                begins_lead: false,
                touch: None,
                fields: fields(&[], &["send"]),
            },
            Self::Bounced { send, .. } => KindFacts {
                name: "bounced",
                signal: PLAIN,
                starts_sequences: true,
                send: Some(send),
                metric: Some(Metric::all("bounced")),
                begins_lead: false,
                touch: None,
                fields: fields(&["of"], &["send"]),
            },
            Self::SoftBounced { send, .. } => KindFacts {
                name: "soft_bounced",
                signal: None,
                starts_sequences: true,
                send: Some(send),
                metric: Some(Metric::all("soft_bounced")),
                begins_lead: false,
                touch: None,
                fields: fields(&["of"], &["send", "why"]),
            },
            Self::MailDelivered { send, .. } => KindFacts {
                name: "mail_delivered",
                signal: None,
                starts_sequences: true,
                send: Some(send),
                metric: None,
                begins_lead: false,
                touch: None,
                fields: fields(&["of"], &["send"]),
            },
            Self::MailRejected { send, .. } => KindFacts {
                name: "mail_rejected",
                signal: None,
                starts_sequences: true,
                send: Some(send),
                metric: Some(Metric::all("mail_rejected")),
                begins_lead: false,
                touch: None,
                fields: fields(&[], &["send", "why"]),
            },
            Self::Complained { send, .. } => KindFacts {
                name: "complained",
                signal: PLAIN,
                starts_sequences: true,
                send: Some(send),
                metric: Some(Metric::all("complained")),
                begins_lead: false,
                touch: None,
                fields: fields(&["of"], &["send"]),
            },
            Self::Suppressed { .. } => KindFacts {
                name: "suppressed",
                signal: None,
                starts_sequences: true,
                send: None,
                metric: None,
                begins_lead: false,
                touch: None,
                fields: fields(&["reason", "of"], &["by"]),
            },
            Self::Aliased { .. } => KindFacts::recorded("aliased", fields(&["address", "alias"], &["by", "removed"])),
            Self::Merged { .. } => KindFacts::recorded("merged", fields(&[], &["other", "by"])),
            Self::Unmerged { .. } => KindFacts::recorded("unmerged", fields(&[], &["other", "by"])),
            Self::FollowUpSet { .. } => KindFacts::recorded("follow_up_set", fields(&["what"], &["due", "by"])),
            Self::FollowUpDone { .. } => {
                KindFacts::recorded("follow_up_done", fields(&["note", "what"], &["by", "entry"]))
            }
            Self::FollowUpMissed { .. } => KindFacts {
                name: "follow_up_missed",
                signal: None,
                starts_sequences: false,
                send: None,
                metric: Some(Metric::all("follow_up_missed")),
                begins_lead: false,
                touch: None,
                fields: fields(&["what"], &["entry", "owner", "unable"]),
            },
            Self::NextStepMissing => KindFacts::recorded("next_step_missing", NO_FIELDS),
            Self::Noted { .. } => KindFacts::recorded("noted", fields(&["note"], &["by"])),
            Self::MailWritten { .. } => KindFacts::recorded("mail_written", fields(&["note"], &["by"])),
            Self::Undone { .. } => KindFacts::recorded("undone", fields(&[], &["activity", "by"])),
            Self::DoNotContact { .. } => KindFacts::recorded("do_not_contact", fields(&["note"], &["channel", "by"])),
            Self::ContactAllowed { .. } => KindFacts::recorded("contact_allowed", fields(&[], &["channel"])),
            Self::SequenceStarted { .. } => KindFacts::recorded("sequence_started", fields(&[], &["sequence", "by"])),
            Self::SegmentSet { .. } => KindFacts {
                name: "segment_set",
                signal: None,
                starts_sequences: true,
                send: None,
                metric: None,
                begins_lead: false,
                touch: None,
                fields: fields(&[], &["segment", "is_in", "by"]),
            },
            Self::NotBad { .. } => KindFacts::recorded("not_bad", fields(&["note"], &["by"])),
        }
    }
}

impl Submission {
    fn touch(&self) -> FirstTouch<'_> {
        let (page, campaign) = (self.page.as_deref(), self.campaign.as_deref());
        let site = self.touches.earliest();
        // The visit that the browser knows as the first brought the person, where it names a campaign.
        let campaign = site.and_then(SiteTouch::campaign).or(campaign);
        FirstTouch { source: &self.source, form: Some(&self.form), page, campaign, site }
    }
}

impl Imported {
    fn touch(&self) -> FirstTouch<'_> {
        FirstTouch { source: &self.source, form: None, page: None, campaign: self.campaign.as_deref(), site: None }
    }
}

impl Interaction {
    fn signal(&self) -> Signal<'_> {
        Signal { page: self.page.as_deref(), name: self.name.as_deref(), ..Signal::default() }
    }
}

impl Contact {
    /// A call that nobody answered counts for no rule.
    fn signal(&self) -> Option<Signal<'_>> {
        if self.reached { PLAIN } else { None }
    }
}
