//! What happened to a lead, in words: the same for every reader, but for who the reader is.

use jiff::Timestamp;

use crate::activity::kinds::{ActivityKind, Answers, BY_EARLIER, Contact, Interaction, Move, NO_CLICK_PENDING};
use crate::activity::mail::{Mailing, Preferences, Recipient, StepRef, TeamMail};
use crate::company::{Person, first_name};
use crate::config::Config;
use crate::funnel::criteria::SetAside;
use crate::lead::applied::{Decisions, SkippedStep};
use crate::lead::undoing::Departed;
use crate::timeline::changes::shown;
use crate::timeline::title::mail_title;
use crate::value::stage::Stage;
use crate::value::text::{capital, one_line};
use crate::words::Words;

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
    let telling = Telling { config, reader };
    let (words, note) = telling.told(kind);
    Story { words: capital(&words), note }
}

#[derive(Clone, Copy)]
struct Telling<'c> {
    config: &'c Config,
    reader: Reader<'c>,
}

impl<'c> Telling<'c> {
    #[expect(clippy::too_many_lines, reason = "one kind after the other")]
    fn told(self, kind: &ActivityKind) -> (String, Option<&str>) {
        let words = match kind {
            ActivityKind::FormSubmitted(sent) => match self.config.forms.get(&sent.form) {
                Some(form) => form.wants.clone(),
                None => format!("sent the form {}", sent.form),
            },
            ActivityKind::LeadImported(row) => {
                let words = match &row.referred_by {
                    Some(by) => format!("came as a tip of {by}"),
                    None if row.tip => "came as a tip".to_owned(),
                    None => match &row.delivered {
                        Some(of) => {
                            let supplier = self.config.suppliers.get(&of.supplier);
                            let name = supplier.map_or(&of.supplier, |supplier| &supplier.name);
                            format!("delivered by {name}, delivery {}: {}", of.delivery, of.row)
                        }
                        None => format!("imported, source: {}", row.source),
                    },
                };
                return (words, row.note.as_deref());
            }
            ActivityKind::PageViewed(event) => return did("viewed a page", event),
            ActivityKind::ProductUsed(event) => return did("used the product", event),
            ActivityKind::EventAttended(event) => return did("attended an event", event),
            ActivityKind::TicketOpened(event) => return did("opened a support ticket", event),
            ActivityKind::TicketClosed(event) => return did("support ticket closed", event),
            ActivityKind::CallLogged(call) if call.reached => return self.contact(call, "spoke with them"),
            ActivityKind::CallLogged(call) => return self.contact(call, "called: no answer"),
            ActivityKind::MeetingHeld(met) => return self.contact(met, "met them"),
            ActivityKind::ReplyReceived(reply) if self.config.team.person(&reply.by).is_none() => {
                return ("replied to a mail".to_owned(), reply.note.as_deref());
            }
            ActivityKind::ReplyReceived(reply) => return self.contact(reply, "got a reply"),
            ActivityKind::Accepted { by } => format!("{} accepted it", self.name(by)),
            ActivityKind::Assigned { to, by, why } => return (self.assigned(to.as_deref(), by), why.as_deref()),
            ActivityKind::StageMoved(moved) => return (self.moved(moved), moved.note.as_deref()),
            ActivityKind::Qualified(said) => return (self.answered(said), said.evidence.as_deref()),
            ActivityKind::Edited { fields, by } => {
                let edits = fields.iter().map(|(field, value)| match value.as_str() {
                    "" => format!("{field} removed"),
                    value => format!("{field} {}", shown(field, value)),
                });
                format!("{} corrected: {}", self.name(by), edits.collect::<Vec<_>>().join(", "))
            }
            ActivityKind::MarkedBad { reason, by, note } => {
                let words = self.config.funnel.reason(SetAside::Bad, reason).unwrap_or(reason);
                return (format!("{} marked it as bad: {words}", self.name(by)), note.as_deref());
            }
            ActivityKind::NurtureStopped { by } => format!("{} stopped the nurture mails", self.name(by)),
            ActivityKind::DealWon { by, corrects, .. } => {
                let won = match (by, corrects) {
                    (_, Some(_)) => "the deal was corrected".to_owned(),
                    (Some(by), None) => format!("{} won the deal", self.name(by)),
                    (None, None) => "bought".to_owned(),
                };
                let amount = kind.won(self.config.company.unnamed_currency()).map(|amount| format!(", for {amount}"));
                format!("{won}{}", amount.unwrap_or_default())
            }
            ActivityKind::AcceptMissed { owner, unable: None, .. } => {
                format!("{} did not accept it in time", self.name(owner))
            }
            ActivityKind::AcceptMissed { owner, unable: Some(why), .. } => {
                format!("{} could not accept it: {why}", self.name(owner))
            }
            ActivityKind::Untouched { days } => format!("nobody has spoken with them for {days} days"),
            ActivityKind::TemperatureChanged => "temperature changed: points expired with time".to_owned(),
            ActivityKind::Rescored => "scored again by a new model".to_owned(),
            ActivityKind::MailSent(mailing) => self.sent(mailing),
            ActivityKind::MailDropped { mailing, reason } => {
                format!("mail {} was not sent: {reason}", self.title(&mailing.mail))
            }
            ActivityKind::MailHeld { mailing, reason, .. } => {
                format!("mail {} waits: {reason}", self.title(&mailing.mail))
            }
            ActivityKind::StepTaken { step, set, .. } if set.is_empty() => step_of(step),
            ActivityKind::StepTaken { step, set, .. } => {
                let set: Vec<String> = set.iter().map(|(field, value)| format!("{field} is {value}")).collect();
                format!("{}: {}", step_of(step), set.join(", "))
            }
            ActivityKind::WebhookCalled { step, failed: None, .. } => format!("webhook called ({})", step_of(step)),
            ActivityKind::WebhookCalled { step, failed: Some(why), .. } => {
                format!("webhook failed ({}): {why}", step_of(step))
            }
            ActivityKind::PictureLoaded { mail, .. } => format!("the pictures of {} were loaded", self.title(mail)),
            ActivityKind::MailOpened(opened) => match &opened.machine {
                None => format!("opened {}", self.title(&opened.mail)),
                Some(why) => format!("a bot opened {}: {why}", self.title(&opened.mail)),
            },
            ActivityKind::LinkFollowed(follow) => match &follow.machine {
                None => format!("a link in {} was followed", self.title(&follow.mail)),
                Some(why) => format!("a bot followed a link in {}: {why}", self.title(&follow.mail)),
            },
            ActivityKind::MailClicked(click) => format!("clicked in {}: {}", self.title(&click.mail), click.url),
            ActivityKind::LinksScanned { mail, reason, .. } if reason == NO_CLICK_PENDING => {
                format!("no click in {} was pending", self.title(mail))
            }
            ActivityKind::LinksScanned { mail, reason, .. } => {
                format!("a bot followed the links in {}: {reason}", self.title(mail))
            }
            ActivityKind::PreferencesSet(chosen) => self.chosen(chosen),
            ActivityKind::ConsentConfirmed(_) => {
                "confirmed from their own address that they want marketing mail".to_owned()
            }
            ActivityKind::Unsubscribed { .. } => "unsubscribed from marketing mail".to_owned(),
            ActivityKind::Bounced { .. } => "hard bounce: the address does not accept mail".to_owned(),
            ActivityKind::SoftBounced { why, .. } => format!("soft bounce: {why}"),
            ActivityKind::MailDelivered { .. } => "a mail arrived again after a soft bounce".to_owned(),
            ActivityKind::MailRejected { why: None, .. } => "SES rejected a mail that it had accepted".to_owned(),
            ActivityKind::MailRejected { why: Some(why), .. } => {
                format!("their server refused a mail for its size or content: {why}")
            }
            ActivityKind::Complained { .. } => "spam complaint about a mail of ours".to_owned(),
            ActivityKind::Suppressed { reason, .. } => format!("put on the suppression list: {reason}"),
            ActivityKind::Aliased { address, by, removed: false, .. } => {
                format!("{} added the address {}", self.name(by), address.as_str())
            }
            ActivityKind::Aliased { address, by, .. } => {
                format!("{} took the address {} away", self.name(by), address.as_str())
            }
            ActivityKind::Merged { other, by } => format!("{} merged it with {other}", self.name(by)),
            ActivityKind::Unmerged { other, by } => format!("{} took the merge with {other} back", self.name(by)),
            ActivityKind::FollowUpSet { due, what, by } => {
                format!("{} set the next step: {what}, {}", self.name(by), self.on_day(*due))
            }
            ActivityKind::FollowUpDone { by, note, what: Some(what), .. } => {
                return (format!("{} did it: {what}", self.name(by)), note.as_deref());
            }
            ActivityKind::FollowUpDone { by, note, .. } => {
                return (format!("{} did what was next", self.name(by)), note.as_deref());
            }
            ActivityKind::FollowUpMissed { what, owner, unable: None, .. } => {
                format!("{} did not do it in time: {what}", owner.as_deref().map_or("nobody", |id| self.name(id)))
            }
            ActivityKind::FollowUpMissed { what, owner, unable: Some(why), .. } => {
                let owner = owner.as_deref().map_or("nobody", |id| self.name(id));
                format!("{owner} could not do it ({why}): {what}")
            }
            ActivityKind::NextStepMissing => "was found without a next step".to_owned(),
            ActivityKind::Noted { by, note } => return (format!("{} wrote a note", self.name(by)), Some(note)),
            ActivityKind::MailWritten { by, note } => {
                return (format!("{} wrote them a mail", self.name(by)), note.as_deref());
            }
            ActivityKind::Undone { by, .. } => format!("{} undid something", self.name(by)),
            ActivityKind::DoNotContact { channel, by, .. } if by == BY_EARLIER => {
                format!("{}: known from before", channel.refused(crate::words::Words::english()))
            }
            ActivityKind::DoNotContact { channel, by, note } => {
                let told = if self.is_reader(by) { "were told" } else { "was told" };
                return (
                    format!("{}, {} {told}", channel.refused(crate::words::Words::english()), self.name(by)),
                    note.as_deref(),
                );
            }
            ActivityKind::ContactAllowed { channel } => {
                let words = crate::words::Words::english();
                words.say(match channel {
                    crate::value::channel::Channel::Calls => "story-calls-again",
                    crate::value::channel::Channel::Mail => "story-mail-again",
                    crate::value::channel::Channel::Letters => "story-letters-again",
                    crate::value::channel::Channel::Messages => "story-messages-again",
                })
            }
            ActivityKind::SequenceStarted { sequence, by } => {
                format!("{} started the sequence {sequence}", self.name(by))
            }
            ActivityKind::SegmentSet { segment, is_in: true, by } => {
                format!("{} put them into the segment {segment}", self.name(by))
            }
            ActivityKind::SegmentSet { segment, is_in: false, by } => {
                format!("{} took them out of the segment {segment}", self.name(by))
            }
            ActivityKind::NotBad { by, note } => {
                return (format!("{} said that it is not bad", self.name(by)), note.as_deref());
            }
        };
        (words, None)
    }

    fn contact<'a>(self, contact: &'a Contact, words: &str) -> (String, Option<&'a str>) {
        (format!("{} {words}", self.name(&contact.by)), contact.note.as_deref())
    }

    fn assigned(self, to: Option<&str>, by: &str) -> String {
        match to {
            Some(to) if to == by => format!("{} took it over", self.name(by)),
            Some(to) if self.is_reader(to) => format!("{} reassigned it to you", self.name(by)),
            Some(to) => format!("{} reassigned it to {}", self.name(by), self.name(to)),
            None => format!("{} reassigned it to the next in rotation", self.name(by)),
        }
    }

    fn moved(self, moved: &Move) -> String {
        let reason = moved.reason.as_ref().map(|reason| {
            let words = SetAside::of(moved.to).and_then(|aside| self.config.funnel.reason(aside, reason));
            format!(": {}", words.unwrap_or(reason))
        });
        let until = moved.again_on.map(|day| format!(" until {}", day.strftime("%a %-d %b %Y")));
        let did = match moved.to {
            Stage::Recycled => "recycled it".to_owned(),
            Stage::Disqualified => "disqualified it".to_owned(),
            Stage::Lost => "closed it as lost".to_owned(),
            Stage::Suspect | Stage::Lead | Stage::Mql | Stage::Pql | Stage::Sql | Stage::Prospect | Stage::Customer => {
                format!("moved it to {}", moved.to.word(crate::words::Words::english()))
            }
        };
        let (until, reason) = (until.unwrap_or_default(), reason.unwrap_or_default());
        format!("{} {did}{until}{reason}", self.name(&moved.by))
    }

    fn answered(self, said: &Answers) -> String {
        let yes_no = |yes: bool| if yes { "yes" } else { "no" };
        let answers = said.answers.iter().map(|(question, yes)| format!("{} {}", question.name(), yes_no(*yes)));
        let answers: Vec<String> = answers.collect();
        let answers = if answers.is_empty() { "no question".to_owned() } else { answers.join(", ") };
        format!("{} answered {answers}", self.name(&said.by))
    }

    fn sent(self, mailing: &Mailing) -> String {
        if mailing.asks_to_confirm() {
            return "was asked by mail to confirm the consent given on a form".to_owned();
        }
        let to = match mailing.to {
            Recipient::Lead => return format!("got the mail {}", self.title(&mailing.mail)),
            Recipient::Owner => "the owner".to_owned(),
            Recipient::Manager => self.manager(),
        };
        match TeamMail::named(&mailing.mail) {
            Some(TeamMail::HandOff) => format!("hand-off mail sent to {to}"),
            Some(TeamMail::Escalation) => format!("escalated to {to}"),
            Some(TeamMail::Reminder) => format!("follow-up reminder sent to {to}"),
            Some(TeamMail::Call) => format!("call task sent to {to}"),
            // It was one of ours when it went.
            None => format!("mail {} sent to {to}", self.title(&mailing.mail)),
        }
    }

    fn manager(self) -> String {
        match self.config.team.manager() {
            Some(manager) if self.is_reader(&manager.id) => "you".to_owned(),
            Some(manager) => first_name(manager).to_owned(),
            None => "the manager".to_owned(),
        }
    }

    fn chosen(self, chosen: &Preferences) -> String {
        if chosen.again {
            return "agreed to marketing mail again".to_owned();
        }
        let off: Vec<&str> = chosen.off.iter().map(|topic| self.config.sending.words_of(topic)).collect();
        let off = off.join(", ");
        match (&chosen.paused_until, off.is_empty()) {
            (Some(_), true) => "paused marketing mail".to_owned(),
            (Some(_), false) => format!("paused marketing mail, and wants no mail about: {off}"),
            (None, true) => "wants all marketing mail".to_owned(),
            (None, false) => format!("wants no mail about: {off}"),
        }
    }

    /// A day and a time, on the reader's clocks.
    fn on_day(self, at: Timestamp) -> String {
        let zone = match self.reader {
            Reader::Member(person) => person.timezone.time_zone(),
            Reader::Operator => self.config.company.timezone.time_zone(),
        };
        at.to_zoned(zone).strftime("%a %-d %b %Y %-H:%M").to_string()
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

    fn title(self, mail: &str) -> String {
        format!("“{}”", mail_title(mail, self.config))
    }
}

fn did<'a>(words: &str, event: &'a Interaction) -> (String, Option<&'a str>) {
    let words = match event.name.as_ref().or(event.page.as_ref()) {
        Some(name) => format!("{words}: {name}"),
        None => words.to_owned(),
    };
    (words, event.note.as_deref())
}

fn step_of(step: &StepRef) -> String {
    format!("step {} of {}", step.step, step.sequence)
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
    let telling = Telling { config, reader };
    let words = left.iter().map(|one| match one {
        Departed::Mail(mailing) => telling.sent(mailing),
        Departed::Webhook(step) => format!("webhook called ({})", step_of(step)),
    });
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| format!("What has left has left: {}", words.join(", ")))
}
