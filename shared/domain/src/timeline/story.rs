//! What happened to a lead, in words: the same for every reader, but for who the reader is.

use jiff::Timestamp;

use crate::activity::Delivered;
use crate::activity::kinds::{
    ActivityKind, Answers, BY_EARLIER, Contact, Imported, Interaction, Move, NO_CLICK_PENDING,
};
use crate::activity::mail::{Mailing, Preferences, Recipient, StepRef, TeamMail};
use crate::company::{Person, first_name};
use crate::config::Config;
use crate::funnel::criteria::SetAside;
use crate::lead::applied::{Decisions, SkippedStep};
use crate::lead::undoing::Departed;
use crate::timeline::changes::shown;
use crate::timeline::recorded::recorded;
use crate::timeline::title::mail_title;
use crate::value::channel::Channel;
use crate::value::question::Question;
use crate::value::stage::Stage;
use crate::value::text::{capital, one_line};
use crate::words::{Value, Words};

/// Who reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader<'a> {
    /// One of the team, who reads "You" in place of the own name.
    Member(&'a Person),
    /// Whoever runs the system.
    Operator,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story<'a> {
    /// What happened, with a capital to begin with and no point at the end.
    pub words: String,
    /// What somebody wrote about it, in their own words; it may have many lines.
    pub note: Option<&'a str>,
}

/// The most characters of a note on a line with others.
const NOTE_ON_A_LINE: usize = 200;

impl Story<'_> {
    /// All of it in one line.
    pub fn line(&self) -> String {
        match self.note {
            Some(note) => format!("{}. “{}”", self.words, one_line(note, NOTE_ON_A_LINE)),
            None => self.words.clone(),
        }
    }
}

/// What an activity of that kind says of the lead.
pub fn story<'a>(kind: &'a ActivityKind, config: &Config, reader: Reader<'_>) -> Story<'a> {
    let telling = Telling::to(reader, config);
    let (words, note) = telling.told(kind);
    Story { words: capital(&words), note }
}

#[derive(Clone, Copy)]
struct Telling<'c> {
    config: &'c Config,
    reader: Reader<'c>,
    words: Words<'c>,
}

impl<'c> Telling<'c> {
    fn to(reader: Reader<'c>, config: &'c Config) -> Self {
        let words = match reader {
            Reader::Member(person) => config.words_for(person),
            Reader::Operator => Words::english(),
        };
        Self { config, reader, words }
    }

    #[expect(clippy::too_many_lines, reason = "one kind after the other")]
    fn told(self, kind: &ActivityKind) -> (String, Option<&str>) {
        let words = self.words;
        let words = match kind {
            ActivityKind::FormSubmitted(sent) => match self.config.forms.get(&sent.form) {
                Some(form) => form.wants.clone(),
                None => words.with("story-form-sent", &[("form", sent.form.as_str().into())]),
            },
            ActivityKind::LeadImported(row) => return (self.imported(row), row.note.as_deref()),
            ActivityKind::PageViewed(event) => return self.did("story-page-viewed", event),
            ActivityKind::ProductUsed(event) => return self.did("story-product-used", event),
            ActivityKind::EventAttended(event) => return self.did("story-event-attended", event),
            ActivityKind::TicketOpened(event) => return self.did("story-ticket-opened", event),
            ActivityKind::TicketClosed(event) => return self.did("story-ticket-closed", event),
            ActivityKind::CallLogged(call) if call.reached => return self.contact(call, "story-spoke"),
            ActivityKind::CallLogged(call) => return self.contact(call, "story-no-answer"),
            ActivityKind::MeetingHeld(met) => return self.contact(met, "story-met"),
            ActivityKind::ReplyReceived(reply) if self.config.team.person(&reply.by).is_none() => {
                return (words.say("story-replied-to-mail"), reply.note.as_deref());
            }
            ActivityKind::ReplyReceived(reply) => return self.contact(reply, "story-got-reply"),
            ActivityKind::Accepted { by } => self.by("story-accepted", by),
            ActivityKind::Assigned { to, by, why } => return (self.assigned(to.as_deref(), by), why.as_deref()),
            ActivityKind::StageMoved(moved) => return (self.moved(moved), moved.note.as_deref()),
            ActivityKind::Qualified(said) => return (self.answered(said), said.evidence.as_deref()),
            ActivityKind::Edited { fields, by } => {
                let edits = fields.iter().map(|(field, value)| match value.as_str() {
                    "" => words.with("story-removed", &[("field", field.as_str().into())]),
                    value => format!("{field} {}", shown(field, value, words)),
                });
                let edits = edits.collect::<Vec<_>>().join(", ");
                self.by_with("story-corrected", by, &[("edits", edits.into())])
            }
            ActivityKind::MarkedBad { reason, by, note } => {
                let reason = self.config.funnel.reason(SetAside::Bad, reason).unwrap_or(reason);
                return (self.by_with("story-marked-bad", by, &[("reason", reason.into())]), note.as_deref());
            }
            ActivityKind::NurtureStopped { by } => self.by("story-nurture-stopped", by),
            ActivityKind::DealWon { by, corrects, .. } => {
                let amount = kind.won(self.config.company.unnamed_currency()).map(|amount| amount.to_string());
                match (by, corrects, amount) {
                    (_, Some(_), None) => words.say("story-deal-corrected"),
                    (_, Some(_), Some(amount)) => words.with("story-deal-corrected-for", &[("amount", amount.into())]),
                    (Some(by), None, None) => self.by("story-deal-won", by),
                    (Some(by), None, Some(amount)) => {
                        self.by_with("story-deal-won-for", by, &[("amount", amount.into())])
                    }
                    (None, None, None) => words.say("story-bought"),
                    (None, None, Some(amount)) => words.with("story-bought-for", &[("amount", amount.into())]),
                }
            }
            ActivityKind::AcceptMissed { owner, unable: None, .. } => self.by("story-accept-missed", owner),
            ActivityKind::AcceptMissed { owner, unable: Some(why), .. } => {
                self.by_with("story-accept-unable", owner, &[("why", recorded(words, why).into())])
            }
            ActivityKind::Untouched { days } => words.with("story-untouched", &[("days", (*days).into())]),
            ActivityKind::TemperatureChanged => words.say("story-temperature-changed"),
            ActivityKind::Rescored => words.say("story-rescored"),
            ActivityKind::MailSent(mailing) => self.sent(mailing),
            ActivityKind::MailDropped { mailing, reason } => self.mail_because("story-mail-dropped", mailing, reason),
            ActivityKind::MailHeld { mailing, reason, .. } => self.mail_because("story-mail-held", mailing, reason),
            ActivityKind::StepTaken { step, set, .. } if set.is_empty() => self.step("story-step", step, &[]),
            ActivityKind::StepTaken { step, set, .. } => {
                let is = |(field, value): (&String, &String)| {
                    let values = [("field", field.as_str().into()), ("value", value.as_str().into())];
                    words.with("story-field-is", &values)
                };
                let set: Vec<String> = set.iter().map(is).collect();
                format!("{}: {}", self.step("story-step", step, &[]), set.join(", "))
            }
            ActivityKind::WebhookCalled { step, failed: None, .. } => self.step("story-webhook-called", step, &[]),
            ActivityKind::WebhookCalled { step, failed: Some(why), .. } => {
                self.step("story-webhook-failed", step, &[("why", why.as_str().into())])
            }
            ActivityKind::PictureLoaded { mail, .. } => self.of_mail("story-pictures-loaded", mail, &[]),
            ActivityKind::MailOpened(opened) => match &opened.machine {
                None => self.of_mail("story-opened", &opened.mail, &[]),
                Some(why) => self.of_mail("story-opened-by-bot", &opened.mail, &[("why", why.as_str().into())]),
            },
            ActivityKind::LinkFollowed(follow) => match &follow.machine {
                None => self.of_mail("story-link-followed", &follow.mail, &[]),
                Some(why) => self.of_mail("story-link-followed-by-bot", &follow.mail, &[("why", why.as_str().into())]),
            },
            ActivityKind::MailClicked(click) => {
                self.of_mail("story-clicked", &click.mail, &[("page", click.url.as_str().into())])
            }
            ActivityKind::LinksScanned { mail, reason, .. } if reason == NO_CLICK_PENDING => {
                self.of_mail("story-no-click-pending", mail, &[])
            }
            ActivityKind::LinksScanned { mail, reason, .. } => {
                self.of_mail("story-links-scanned", mail, &[("why", reason.as_str().into())])
            }
            ActivityKind::PreferencesSet(chosen) => self.chosen(chosen),
            ActivityKind::ConsentConfirmed(_) => words.say("story-consent-confirmed"),
            ActivityKind::ConsentExpired { .. } => words.say("story-consent-expired"),
            ActivityKind::ConsentGiven { purpose } => {
                words.with("story-consent-given", &[("purpose", purpose.heading(words).into())])
            }
            ActivityKind::ConsentWithdrawn { purpose } => {
                words.with("story-consent-withdrawn", &[("purpose", purpose.heading(words).into())])
            }
            ActivityKind::Unsubscribed { .. } => words.say("story-unsubscribed"),
            ActivityKind::Bounced { .. } => words.say("story-bounced"),
            ActivityKind::SoftBounced { why, .. } => words.with("story-soft-bounced", &[("why", why.as_str().into())]),
            ActivityKind::MailDelivered { .. } => words.say("story-delivered-again"),
            ActivityKind::MailRejected { why: None, .. } => words.say("story-rejected-by-ses"),
            ActivityKind::MailRejected { why: Some(why), .. } => {
                words.with("story-rejected", &[("why", why.as_str().into())])
            }
            ActivityKind::Complained { .. } => words.say("story-complained"),
            ActivityKind::Suppressed { reason, .. } => {
                words.with("story-suppressed", &[("reason", recorded(words, reason).into())])
            }
            ActivityKind::Aliased { address, by, removed: false, .. } => {
                self.by_with("story-address-added", by, &[("address", address.as_str().into())])
            }
            ActivityKind::Aliased { address, by, .. } => {
                self.by_with("story-address-removed", by, &[("address", address.as_str().into())])
            }
            ActivityKind::Merged { other, by } => self.by_with("story-merged", by, &[("other", other.as_str().into())]),
            ActivityKind::Unmerged { other, by } => {
                self.by_with("story-unmerged", by, &[("other", other.as_str().into())])
            }
            ActivityKind::FollowUpSet { due, what, by } => {
                let values = [("what", what.as_str().into()), ("when", self.on_day(*due).into())];
                self.by_with("story-follow-up-set", by, &values)
            }
            ActivityKind::FollowUpDone { by, note, what: Some(what), .. } => {
                let what = ("what", recorded(self.words, what).into());
                return (self.by_with("story-did", by, &[what]), note.as_deref());
            }
            ActivityKind::FollowUpDone { by, note, .. } => {
                return (self.by("story-follow-up-done", by), note.as_deref());
            }
            ActivityKind::FollowUpMissed { what, owner, unable, .. } => {
                let what = ("what", recorded(words, what).into());
                let owner = owner.as_deref().unwrap_or("nobody");
                match unable {
                    None => self.by_with("story-follow-up-missed", owner, &[what]),
                    Some(why) => {
                        self.by_with("story-follow-up-unable", owner, &[what, ("why", recorded(words, why).into())])
                    }
                }
            }
            ActivityKind::NextStepMissing => words.say("story-step-missing"),
            ActivityKind::Enriched(found) => {
                let from = found.facts.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
                if from.is_empty() {
                    words.say("story-enriched-by-number")
                } else {
                    words.with("story-enriched", &[("from", from.into())])
                }
            }
            ActivityKind::Noted { by, note } => return (self.by("story-noted", by), Some(note)),
            ActivityKind::MailWritten { by, note } => return (self.by("story-mail-written", by), note.as_deref()),
            ActivityKind::Undone { by, .. } => self.by("story-undone", by),
            ActivityKind::DoNotContact { channel, by, .. } if by == BY_EARLIER => {
                words.with("story-refused-before", &[("asked", channel.refused(words).into())])
            }
            ActivityKind::DoNotContact { channel, by, note } => {
                let told = self.by_with("story-refused", by, &[("asked", channel.refused(words).into())]);
                return (told, note.as_deref());
            }
            ActivityKind::ContactAllowed { channel } => words.say(match channel {
                Channel::Calls => "story-calls-again",
                Channel::Mail => "story-mail-again",
                Channel::Letters => "story-letters-again",
                Channel::Messages => "story-messages-again",
            }),
            ActivityKind::SequenceStarted { sequence, by } => {
                self.by_with("story-sequence-started", by, &[("sequence", sequence.as_str().into())])
            }
            ActivityKind::SegmentSet { segment, is_in, by } => {
                let key = if *is_in { "story-segment-in" } else { "story-segment-out" };
                self.by_with(key, by, &[("segment", segment.as_str().into())])
            }
            ActivityKind::NotBad { by, note } => return (self.by("story-not-bad", by), note.as_deref()),
        };
        (words, None)
    }

    /// A sentence about what a person did.
    fn by(self, key: &str, by: &str) -> String {
        self.by_with(key, by, &[])
    }

    fn by_with(self, key: &str, by: &str, values: &[(&str, Value<'_>)]) -> String {
        let by = ("by", self.name(by).into());
        self.words.with(key, &[&[by][..], values].concat())
    }

    /// A sentence about a mail.
    fn of_mail(self, key: &str, mail: &str, values: &[(&str, Value<'_>)]) -> String {
        let mail = ("mail", mail_title(mail, self.config).into());
        self.words.with(key, &[&[mail][..], values].concat())
    }

    fn mail_because(self, key: &str, mailing: &Mailing, reason: &str) -> String {
        self.of_mail(key, &mailing.mail, &[("reason", recorded(self.words, reason).into())])
    }

    /// A sentence about a step of a sequence.
    fn step(self, key: &str, of: &StepRef, values: &[(&str, Value<'_>)]) -> String {
        let of = [("step", of.step.as_str().into()), ("sequence", of.sequence.as_str().into())];
        self.words.with(key, &[&of[..], values].concat())
    }

    fn contact<'a>(self, contact: &'a Contact, key: &str) -> (String, Option<&'a str>) {
        (self.by(key, &contact.by), contact.note.as_deref())
    }

    fn imported(self, row: &Imported) -> String {
        match &row.referred_by {
            Some(by) => self.words.with("story-tip-of", &[("person", by.as_str().into())]),
            None if row.tip => self.words.say("story-tip"),
            None => match &row.delivered {
                Some(of) => self.delivered(of),
                None => self.words.with("story-imported", &[("source", row.source.as_str().into())]),
            },
        }
    }

    fn delivered(self, of: &Delivered) -> String {
        let supplier = self.config.suppliers.get(&of.supplier);
        let name = supplier.map_or(&of.supplier, |supplier| &supplier.name);
        let values = [
            ("supplier", name.as_str().into()),
            ("delivery", of.delivery.as_str().into()),
            ("row", of.row.as_str().into()),
        ];
        self.words.with("story-delivered", &values)
    }

    fn did<'a>(self, key: &str, event: &'a Interaction) -> (String, Option<&'a str>) {
        let words = self.words.say(key);
        let words = match event.name.as_ref().or(event.page.as_ref()) {
            Some(name) => format!("{words}: {name}"),
            None => words,
        };
        (words, event.note.as_deref())
    }

    fn assigned(self, to: Option<&str>, by: &str) -> String {
        match to {
            Some(to) if to == by => self.by("story-taken-over", by),
            Some(to) if self.is_reader(to) => self.by("story-assigned-to-you", by),
            Some(to) => self.by_with("story-assigned", by, &[("to", self.name(to).into())]),
            None => self.by("story-assigned-next", by),
        }
    }

    fn moved(self, moved: &Move) -> String {
        let by = &moved.by;
        let told = match (moved.to, moved.again_on) {
            (Stage::Recycled, None) => self.by("story-recycled", by),
            (Stage::Recycled, Some(day)) => {
                let day = self.words.date("date-day-of-year", day);
                self.by_with("story-recycled-until", by, &[("day", day.into())])
            }
            (Stage::Disqualified, _) => self.by("story-disqualified", by),
            (Stage::Lost, _) => self.by("story-lost", by),
            (
                Stage::Suspect | Stage::Lead | Stage::Mql | Stage::Pql | Stage::Sql | Stage::Prospect | Stage::Customer,
                _,
            ) => self.by_with("story-moved", by, &[("stage", moved.to.word(self.words).into())]),
        };
        let reason = moved.reason.as_ref().map(|reason| {
            let words = SetAside::of(moved.to).and_then(|aside| self.config.funnel.reason(aside, reason));
            format!("{told}: {}", words.unwrap_or(reason))
        });
        reason.unwrap_or(told)
    }

    fn answered(self, said: &Answers) -> String {
        let answer = |(question, yes): (&Question, &bool)| {
            let key = match question {
                Question::Need => "story-answer-need",
                Question::Budget => "story-answer-budget",
                Question::Authority => "story-answer-authority",
                Question::Timeline => "story-answer-timeline",
            };
            self.words.with(key, &[("is", if *yes { "yes" } else { "no" }.into())])
        };
        let answers: Vec<String> = said.answers.iter().map(answer).collect();
        if answers.is_empty() {
            return self.by("story-answered-nothing", &said.by);
        }
        self.by_with("story-answered", &said.by, &[("answers", answers.join(", ").into())])
    }

    fn sent(self, mailing: &Mailing) -> String {
        if mailing.asks_to_confirm() {
            return self.words.say("story-confirm-asked");
        }
        let to = match mailing.to {
            Recipient::Lead => return self.of_mail("story-mail-got", &mailing.mail, &[]),
            Recipient::Owner => "owner",
            Recipient::Manager => self.manager(),
        };
        let to = [("to", to.into())];
        match TeamMail::named(&mailing.mail) {
            Some(TeamMail::HandOff) => self.words.with("story-hand-off-sent", &to),
            Some(TeamMail::Escalation) => self.words.with("story-escalated", &to),
            Some(TeamMail::Reminder) => self.words.with("story-reminder-sent", &to),
            Some(TeamMail::Call) => self.words.with("story-call-sent", &to),
            // It was one of ours when it went.
            None => self.of_mail("story-mail-sent-to", &mailing.mail, &to),
        }
    }

    /// The manager's first name, "you" for the manager, or "manager" if nobody is.
    fn manager(self) -> &'c str {
        match self.config.team.manager() {
            Some(manager) if self.is_reader(&manager.id) => "you",
            Some(manager) => first_name(manager),
            None => "manager",
        }
    }

    fn chosen(self, chosen: &Preferences) -> String {
        if chosen.again {
            return self.words.say("story-mail-wanted-again");
        }
        let off: Vec<&str> = chosen.off.iter().map(|topic| self.config.sending.words_of(topic)).collect();
        let topics = [("topics", off.join(", ").into())];
        match (&chosen.paused_until, off.is_empty()) {
            (Some(_), true) => self.words.say("story-mail-paused"),
            (Some(_), false) => self.words.with("story-mail-paused-without", &topics),
            (None, true) => self.words.say("story-mail-all"),
            (None, false) => self.words.with("story-mail-without", &topics),
        }
    }

    /// A day and a time, on the reader's clocks.
    fn on_day(self, at: Timestamp) -> String {
        let zone = match self.reader {
            Reader::Member(person) => person.timezone.time_zone(),
            Reader::Operator => self.config.company.timezone.time_zone(),
        };
        let at = at.to_zoned(zone);
        let day = self.words.date("date-day-of-year", at.date());
        let time = at.strftime("%-H:%M").to_string();
        self.words.with("time-on-day", &[("day", day.into()), ("time", time.into())])
    }

    /// The name of a person, the id of one who left, or "you".
    fn name<'s>(self, id: &'s str) -> &'s str
    where
        'c: 's,
    {
        if self.is_reader(id) { "you" } else { self.config.team.name_of(id) }
    }

    fn is_reader(self, id: &str) -> bool {
        matches!(self.reader, Reader::Member(person) if person.id == id)
    }
}

/// The steps of sequences that an activity caused to be skipped, in words: one line each.
pub fn skipped(decisions: &Decisions, words: Words<'_>) -> Vec<String> {
    let line = |SkippedStep { step: StepRef { sequence, step }, why }: &SkippedStep| {
        let named =
            [("step", step.as_str().into()), ("sequence", sequence.as_str().into()), ("why", why.as_str().into())];
        words.with("story-step-skipped", &named)
    };
    decisions.skipped.iter().map(line).collect()
}

/// What had left before an activity was undone, in words: it can't be called back. None if nothing had.
pub fn departed(left: &[Departed], config: &Config, reader: Reader<'_>) -> Option<String> {
    let telling = Telling::to(reader, config);
    let words = left.iter().map(|one| match one {
        Departed::Mail(mailing) => telling.sent(mailing),
        Departed::Webhook(step) => telling.step("story-webhook-called", step, &[]),
    });
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| telling.words.with("story-departed", &[("what", words.join(", ").into())]))
}
