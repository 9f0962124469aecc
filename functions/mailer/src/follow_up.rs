//! Next steps of leads whose time has come: reminders, and what goes up until somebody acts.
//!
//! A mail a person and day: the outbox keeps it by the day, and it lists what is due when it goes. So however many leads
//! are due, and however often one is looked at, a person gets one mail of them.

use jiff::Timestamp;
use leadwright_cloud::table::{Card, NOBODY};
use leadwright_domain::activity::Activity;
use leadwright_domain::company::Person;
use leadwright_domain::lead::{AgendaEntry, Lead, NextStep, Occasion};
use leadwright_domain::mail::{DueStep, Notice, due_steps};
use leadwright_domain::routing::FollowUpDue;
use leadwright_domain::sending::{OutboxEntry, OutboxMail, StepsReader};
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::token::SellerLink;
use leadwright_domain::words::Words;

use crate::mailer::{Mailer, MailerError};

/// The most leads of one owner and urgency that are read for a mail.
const OF_ONE: u16 = 50;

impl Mailer {
    /// Deals with a next step that is due; the lead as it is then.
    pub(crate) async fn deal_with_follow_up(
        &self,
        lead: &Lead,
        entry: &AgendaEntry,
        step: NextStep<'_>,
        now: Timestamp,
    ) -> Result<Option<Lead>, MailerError> {
        let people = self.ledger.table.people().await?;
        let config = &self.ledger.config;
        let distribution = config.distribution(&people, now);
        let Some(due) = distribution.follow_up_due(lead, entry, &config.company) else { return Ok(Some(lead.clone())) };
        match due {
            FollowUpDue::Remind { again } => {
                // Of a day until which a lead was set aside, a mail of its own reminds.
                if step.on != Occasion::SetAside
                    && let Some(owner) = &lead.owner
                {
                    self.write_due_steps(StepsReader::Person { id: owner.clone() }, now, false).await?;
                }
                self.put_aside(lead, entry, |waiting| waiting.delivery.put_off(again)).await
            }
            FollowUpDue::Missed { unable, at_once } => {
                for reader in distribution.supervisors().filter(|_| at_once) {
                    let mail = OutboxMail::OverdueStep { reader, lead: lead.id.clone(), entry: entry.id.clone() };
                    self.ledger.table.put_outbox_new(&OutboxEntry::new(mail, now)).await?;
                }
                let owner = lead.owner.as_deref();
                let due = entry.delivery.due;
                // It is stored in English, and told in the reader's language.
                let unable = unable.map(|why| why.words(Words::english()));
                let missed = Activity::follow_up_missed(&lead.id, &entry.id, step.what, owner, unable, due);
                self.record(lead.clone(), missed, now).await
            }
            FollowUpDue::GoUp { again } => {
                for reader in distribution.supervisors().chain(distribution.present_owner(lead)) {
                    self.write_due_steps(reader, now, true).await?;
                }
                self.put_aside(lead, entry, |waiting| waiting.delivery.put_off(again)).await
            }
        }
    }

    /// Puts the reader's mail of the day into the outbox, unless there is one: of a promise at its time, of what is overdue
    /// in the reader's working time.
    async fn write_due_steps(&self, reader: StepsReader, now: Timestamp, waits: bool) -> Result<(), MailerError> {
        let (team, company) = (&self.ledger.config.team, &self.ledger.config.company);
        let person = match &reader {
            StepsReader::Person { id } => team.person(id),
            StepsReader::Operator => None,
        };
        let time = person.map_or_else(|| team.manager_time(company), |person| team.working_time(person));
        let due = if waits { time.next_working(now).unwrap_or(now) } else { now };
        let day = due.to_zoned(time.zone()).date();
        self.ledger.table.put_outbox_new(&OutboxEntry::new(OutboxMail::DueSteps { reader, day }, due)).await?;
        Ok(())
    }

    /// The letter that lists what is due now; none if nothing is any more, or its reader has left the team. `lead` is the
    /// only one that it is about, if it is about one.
    pub(crate) async fn due_steps(
        &self,
        reader: &StepsReader,
        lead: Option<&LeadId>,
        now: Timestamp,
    ) -> Result<Option<Notice>, MailerError> {
        let config = &self.ledger.config;
        let person = match reader {
            StepsReader::Person { id } => match config.team.person(id) {
                Some(person) => Some(person),
                None => return Ok(None),
            },
            StepsReader::Operator => None,
        };
        let (team, own) = match lead {
            Some(lead) => (self.missed_step(lead).await?, Vec::new()),
            None => self.all_due(person, now).await?,
        };
        let steps = |cards: &[Card]| -> Vec<DueStep> {
            cards.iter().filter_map(|card| self.due_step(card, person, now)).collect()
        };
        Ok(due_steps(person, &steps(&team), &steps(&own), config, now))
    }

    /// The card of a lead with a missed step.
    async fn missed_step(&self, lead: &LeadId) -> Result<Vec<Card>, MailerError> {
        let lead = self.ledger.table.lead(lead).await?;
        let lead = lead.filter(|lead| lead.next_step().is_some_and(|step| step.is_missed));
        Ok(lead.iter().map(Card::of).collect())
    }

    /// What is overdue in the team, if the person sees to it, and what is the person's own until the end of the day.
    async fn all_due(&self, person: Option<&Person>, now: Timestamp) -> Result<(Vec<Card>, Vec<Card>), MailerError> {
        let (table, config) = (&self.ledger.table, &self.ledger.config);
        let zone = person.map_or(&config.company.timezone, |person| &person.timezone).time_zone();
        let today = now.to_zoned(zone);
        let start = today.start_of_day().map_or(now, |midnight| midnight.timestamp());
        let end = today.tomorrow().and_then(|day| day.start_of_day()).map_or(now, |midnight| midnight.timestamp());
        let sees_to_all = match person {
            Some(person) => config.team.manager.as_ref() == Some(&person.id),
            None => true,
        };
        let mut overdue = Vec::new();
        if sees_to_all {
            let others = config.team.people.iter().filter(|one| person.is_none_or(|person| person.id != one.id));
            for owner in others.map(|one| one.id.as_str()).chain([NOBODY]) {
                let cards = table.overdue(owner, now, OF_ONE).await?;
                // What is due today is still its owner's.
                overdue.extend(
                    cards.into_iter().filter(|card| {
                        card.attention.next.as_ref().is_some_and(|step| step.missed || step.due < start)
                    }),
                );
            }
        }
        let own = match person {
            Some(person) => table.overdue(&person.id, end, OF_ONE).await?,
            None => Vec::new(),
        };
        Ok((overdue, own))
    }

    fn due_step(&self, card: &Card, reader: Option<&Person>, now: Timestamp) -> Option<DueStep> {
        let step = card.attention.next.as_ref()?;
        let page = reader.map(|reader| {
            let link = SellerLink { lead: card.id.clone(), person: reader.id.clone() };
            format!("{}/lead/{}", self.public_url, self.keys.sign(&link, now))
        });
        let company = card.company.as_ref().map(|company| format!(", {company}")).unwrap_or_default();
        Some(DueStep {
            lead: format!("{}{company}", card.title),
            what: step.what.clone(),
            due: step.due,
            owner: card.owner.clone(),
            temperature: card.temperature,
            page,
        })
    }
}
