//! The keys of rows. Every key is made here, and names the kind of its row: a new kind of row is a new [`RowKind`].

use std::fmt;
use std::fmt::Display;

use jiff::civil::Date;
use leadwright_domain::activity::{ActivityId, key_of};
use leadwright_domain::metrics::Span;
use leadwright_domain::search::part_of;
use leadwright_domain::sending::OutboxId;
use leadwright_domain::value::hash::content_hash;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::month::Month;

use super::error::TableError;
use super::item::{Item, shown_key, text, text_of};
use crate::due::DueEvents;

/// The end of the sort key of what was paid for a delivery.
pub(crate) const PAID: &str = "#PAID";

/// The kinds of rows that the table has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// A lead: `LEAD#id` / `PROFILE`.
    Lead,
    /// An activity of a lead: `LEAD#id` / `ACT#id`.
    Activity,
    /// An id that somebody else gave to an activity of a lead: `SEEN#lead#id` / `SEEN`.
    Seen,
    /// An address that takes no mail: `SUPPRESSED#hash` / `SUPPRESSED`.
    Suppressed,
    /// What is decided by the day about mail: `CONTROL` / `MAIL`.
    Control,
    /// What became of the mails of a UTC day: `OUTCOMES` / day.
    Outcomes,
    /// How much mail went to visitors in a minute or a UTC day: `VISITORS` / minute or day.
    Visitors,
    /// What the team decided about a person of `team.yaml`: `PEOPLE` / person.
    People,
    /// The turns of a pool of people: `TURN#pool` / `TURN`.
    Turns,
    /// How many new leads a person got on a day: `LOAD#person` / day.
    Load,
    /// Who has the leads of an employer: `EMPLOYER#hash` / `EMPLOYER`.
    Employer,
    /// A scoring model: `MODEL#hash` / `MODEL`.
    Model,
    /// The metrics of a dimension and a company's day: `METRIC#day#dimension` / day, and `day#part` for more values.
    Metrics,
    /// The sums of a month: `METRIC#month#dimension` / month, and `month#part`.
    MonthMetrics,
    /// The sums of a year: `METRIC#year#dimension` / year, and `year#part`.
    YearMetrics,
    /// What a shard has of a day that is counted shard by shard: `METRIC#shard#day#try#dimension` / part.
    ShardMetrics,
    /// How far a day that is counted shard by shard is: `COUNTING` / day.
    Counting,
    /// How far `leadwright recount` is: `RECOUNT` / `RECOUNT`.
    Recount,
    /// A past UTC day that is to be counted again: `DIRTY` / day.
    Dirty,
    /// A lead whose first touch or country changed after activities of it were stored: `CORRECTION#shard` / lead.
    Correction,
    /// The last of the company's days that was counted after its end: `ROLLUP` / `COUNTED`.
    Counted,
    /// What was mailed of a report: `REPORT#name` / `REPORT`.
    Report,
    /// A mail that has no lead: `OUTBOX#id` / `OUTBOX`.
    Outbox,
    /// An activity whose lead is not there: `UNMATCHED#shard` / `lead#id`.
    Unmatched,
    /// The costs of a campaign and month: `COST` / `month#campaign`; that a month is closed: `COST` / month.
    Cost,
    /// What was ordered with a delivery of a supplier: `DELIVERY` / `supplier/delivery`.
    Delivery,
    /// What a supplier paid of what it owes for a delivery: `DELIVERY` / `supplier/delivery#PAID`.
    PaidCredit,
    /// A row that a supplier delivered: `DELIVERED#supplier/delivery` / activity.
    DeliveredRow,
    /// What a lead is found by: `SEARCH#shard#part` / `key#lead`.
    Search,
    /// How far `leadwright reindex` is: `REINDEX` / `REINDEX`.
    Reindex,
    /// That a lead's id is another name of another lead: `ALIAS#id` / `ALIAS`.
    Alias,
    /// A lead that was merged into another one, as it was then: `LEAD#id` / `MERGED`.
    Merged,
    /// Somebody is logged in: `SESSION#person` / hash of the token.
    Session,
    /// The log-ins of a person that are under way: `LOGIN#person` / `LOGIN`.
    LogIns,
    /// How often a network tried to log in within an hour: `LOGINS#hash` / hour.
    LogInTries,
    /// Somebody came back from the identity provider with this attempt to log in: `ATTEMPT#hash` / `ATTEMPT`.
    LogInAttempt,
    /// Somebody looked at a lead: `VIEW#lead` / `hour#person`; it was dealt out to them to be called: `hour#person#dealt`.
    View,
    /// The time zones of the leads of a call list: `CALLS#list` / `ZONES`.
    CallZones,
    /// The words beside a consent box that somebody agreed to: `WORDING#form` / hash.
    Wording,
    /// Whom a caller took in hand last: `HAND#person` / `HAND`.
    CallerHand,
    /// What visitors did at forms: `VISITS#day` / `time#batch`, and `time#post` for a post that was refused.
    Visits,
    /// A post that is kept aside as spam: `SUSPECT#shard` / `W#time-hash` while it waits, `D#time-hash` once it is decided.
    Suspect,
    /// How many posts of a UTC day were kept aside, and what was decided about them: `SUSPECTS` / day.
    SuspectCounts,
    /// How many posts came from a network within an hour: `VELOCITY#hash` / hour.
    Velocity,
    /// What the provider of a captcha said of a token: `CAPTCHA#hash` / `CAPTCHA`.
    Captcha,
    /// What SES said of an address: `INSIGHT#hash` / `INSIGHT`.
    Insight,
    /// How far an import of a list is: `IMPORT` / id.
    Import,
    /// A part of what an import has queued: `IMPORTED#id` / part.
    ImportedPart,
    /// What the columns of a list are, as somebody said it last: `COLUMNS#hash of source and headings` / `COLUMNS`.
    ListColumns,
    /// What became of a mail that somebody wrote to us: `RECEIVED#hash` / `RECEIVED`.
    ReceivedMail,
    /// That a lead referred another one: `REFERRAL#shard` / `who referred#lead`.
    Referral,
    /// A list that somebody uploaded at the desk: `UPLOAD` / id.
    Upload,
    /// A file of all leads or activities that somebody asked for: `EXPORT` / id.
    Export,
    /// What an employer's home page says, or that it says nothing: `PAGE#hash` / `PAGE`.
    HomePage,
    /// Events of a lead that another program is to be told of: `EVENTS#lead` / `webhook#version of the lead`.
    WebhookEvents,
    /// That a lead was erased, how far that is, and its certificate: `ERASURE#shard` / `lead#time`.
    Erasure,
    /// The token of a program: `TOKEN` / id.
    MachineToken,
    /// How many requests of a token were counted in a minute: `USE#id` / minute.
    TokenUse,
    /// What a request of a program was answered, by its `Idempotency-Key`: `ANSWER#token` / hash of the key.
    KeptAnswer,
    /// Over how many shards rows are spread, and were before: `SHARDS` / `SHARDS`.
    Shards,
}

impl RowKind {
    /// Every kind.
    pub const ALL: [Self; 60] = [
        Self::Lead,
        Self::Activity,
        Self::Seen,
        Self::Suppressed,
        Self::Control,
        Self::Outcomes,
        Self::Visitors,
        Self::People,
        Self::Turns,
        Self::Load,
        Self::Employer,
        Self::Model,
        Self::Metrics,
        Self::MonthMetrics,
        Self::YearMetrics,
        Self::ShardMetrics,
        Self::Counting,
        Self::Recount,
        Self::Dirty,
        Self::Correction,
        Self::Counted,
        Self::Report,
        Self::Outbox,
        Self::Unmatched,
        Self::Cost,
        Self::Delivery,
        Self::PaidCredit,
        Self::DeliveredRow,
        Self::Search,
        Self::Reindex,
        Self::Alias,
        Self::Merged,
        Self::Session,
        Self::LogIns,
        Self::LogInTries,
        Self::LogInAttempt,
        Self::View,
        Self::CallZones,
        Self::Wording,
        Self::CallerHand,
        Self::Visits,
        Self::Suspect,
        Self::SuspectCounts,
        Self::Velocity,
        Self::Captcha,
        Self::Insight,
        Self::Import,
        Self::ImportedPart,
        Self::ListColumns,
        Self::ReceivedMail,
        Self::Referral,
        Self::Upload,
        Self::Export,
        Self::HomePage,
        Self::WebhookEvents,
        Self::Erasure,
        Self::MachineToken,
        Self::TokenUse,
        Self::KeptAnswer,
        Self::Shards,
    ];

    /// What the partition key begins with; the whole of it where there is one partition of the kind.
    pub const fn partition(self) -> &'static str {
        match self {
            Self::Lead | Self::Activity | Self::Merged => "LEAD#",
            Self::Seen => "SEEN#",
            Self::Suppressed => "SUPPRESSED#",
            Self::Control => "CONTROL",
            Self::Outcomes => "OUTCOMES",
            Self::Visitors => "VISITORS",
            Self::People => "PEOPLE",
            Self::Turns => "TURN#",
            Self::Load => "LOAD#",
            Self::Employer => "EMPLOYER#",
            Self::Model => "MODEL#",
            Self::Metrics => "METRIC#day#",
            Self::MonthMetrics => "METRIC#month#",
            Self::YearMetrics => "METRIC#year#",
            Self::ShardMetrics => "METRIC#shard#",
            Self::Counting => "COUNTING",
            Self::Recount => "RECOUNT",
            Self::Dirty => "DIRTY",
            Self::Correction => "CORRECTION#",
            Self::Counted => "ROLLUP",
            Self::Report => "REPORT#",
            Self::Outbox => "OUTBOX#",
            Self::Unmatched => "UNMATCHED#",
            Self::Cost => "COST",
            Self::Delivery | Self::PaidCredit => "DELIVERY",
            Self::DeliveredRow => "DELIVERED#",
            Self::Search => "SEARCH#",
            Self::Reindex => "REINDEX",
            Self::Alias => "ALIAS#",
            Self::Session => "SESSION#",
            Self::LogIns => "LOGIN#",
            Self::LogInTries => "LOGINS#",
            Self::LogInAttempt => "ATTEMPT#",
            Self::View => "VIEW#",
            Self::CallZones => "CALLS#",
            Self::Wording => "WORDING#",
            Self::CallerHand => "HAND#",
            Self::Visits => "VISITS#",
            Self::Suspect => "SUSPECT#",
            Self::SuspectCounts => "SUSPECTS",
            Self::Velocity => "VELOCITY#",
            Self::Captcha => "CAPTCHA#",
            Self::Insight => "INSIGHT#",
            Self::Import => "IMPORT",
            Self::ImportedPart => "IMPORTED#",
            Self::ListColumns => "COLUMNS#",
            Self::ReceivedMail => "RECEIVED#",
            Self::Referral => "REFERRAL#",
            Self::HomePage => "PAGE#",
            Self::WebhookEvents => "EVENTS#",
            Self::Erasure => "ERASURE#",
            Self::MachineToken => "TOKEN",
            Self::TokenUse => "USE#",
            Self::KeptAnswer => "ANSWER#",
            Self::Shards => "SHARDS",
            Self::Upload => "UPLOAD",
            Self::Export => "EXPORT",
        }
    }

    /// The partition of a shard, of a kind that is spread over shards.
    pub(crate) fn partition_of(self, shard: u16) -> String {
        format!("{}{shard}", self.partition())
    }

    /// What the sort key begins with; none where it is a time, a day, or an id of a person or a lead.
    pub const fn sort(self) -> &'static str {
        match self {
            Self::Lead => "PROFILE",
            Self::Merged => "MERGED",
            Self::Activity => "ACT#",
            Self::Seen => "SEEN",
            Self::Suppressed => "SUPPRESSED",
            Self::Control => "MAIL",
            Self::Turns => "TURN",
            Self::Employer => "EMPLOYER",
            Self::Model => "MODEL",
            Self::Report => "REPORT",
            Self::Outbox => "OUTBOX",
            Self::LogIns => "LOGIN",
            Self::LogInAttempt => "ATTEMPT",
            Self::Counted => "COUNTED",
            Self::Recount => "RECOUNT",
            Self::Reindex => "REINDEX",
            Self::Alias => "ALIAS",
            Self::CallZones => "ZONES",
            Self::CallerHand => "HAND",
            Self::Captcha => "CAPTCHA",
            Self::Insight => "INSIGHT",
            Self::ListColumns => "COLUMNS",
            Self::ReceivedMail => "RECEIVED",
            Self::HomePage => "PAGE",
            Self::Shards => "SHARDS",
            Self::Outcomes
            | Self::Visitors
            | Self::People
            | Self::Load
            | Self::Metrics
            | Self::MonthMetrics
            | Self::YearMetrics
            | Self::ShardMetrics
            | Self::Counting
            | Self::Dirty
            | Self::Correction
            | Self::Unmatched
            | Self::Cost
            | Self::Delivery
            | Self::PaidCredit
            | Self::DeliveredRow
            | Self::Search
            | Self::Session
            | Self::LogInTries
            | Self::Wording
            | Self::View
            | Self::Visits
            | Self::Suspect
            | Self::SuspectCounts
            | Self::Velocity
            | Self::Import
            | Self::ImportedPart
            | Self::Referral
            | Self::WebhookEvents
            | Self::Erasure
            | Self::MachineToken
            | Self::TokenUse
            | Self::KeptAnswer
            | Self::Upload
            | Self::Export => "",
        }
    }
}

/// The key of one row. It holds no personal data, so that it may stand in a log; only that of what a lead is found by does,
/// and no error names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pk: String,
    sk: String,
}

impl Key {
    pub(crate) fn lead(id: &LeadId) -> Self {
        Self::of(RowKind::Lead, id, "")
    }

    pub(crate) fn merged(id: &LeadId) -> Self {
        Self::of(RowKind::Merged, id, "")
    }

    pub(crate) fn activity(lead: &LeadId, id: &ActivityId) -> Self {
        Self::of(RowKind::Activity, lead, id)
    }

    pub(crate) fn seen(lead: &LeadId, external: &str) -> Self {
        Self::of(RowKind::Seen, format_args!("{lead}#{external}"), "")
    }

    /// By the keyed hash of the address.
    pub(crate) fn suppressed(hash: &str) -> Self {
        Self::of(RowKind::Suppressed, hash, "")
    }

    pub(crate) fn control() -> Self {
        Self::of(RowKind::Control, "", "")
    }

    pub(crate) fn outcomes(day: Date) -> Self {
        Self::of(RowKind::Outcomes, "", day)
    }

    /// By a minute or a day.
    pub(crate) fn visitors(span: String) -> Self {
        Self::of(RowKind::Visitors, "", span)
    }

    pub(crate) fn person(id: &str) -> Self {
        Self::of(RowKind::People, "", id)
    }

    pub(crate) fn turns(pool: &str) -> Self {
        Self::of(RowKind::Turns, pool, "")
    }

    pub(crate) fn load(person: &str, day: Date) -> Self {
        Self::of(RowKind::Load, person, day)
    }

    /// By a hash of the domain: a list of keys does not show whose customers ask.
    pub(crate) fn employer(hash: &str) -> Self {
        Self::of(RowKind::Employer, hash, "")
    }

    pub(crate) fn wording(form: &str, hash: &str) -> Self {
        Self::of(RowKind::Wording, form, hash)
    }

    pub(crate) fn model(hash: &str) -> Self {
        Self::of(RowKind::Model, hash, "")
    }

    /// A row of the counters of a span. `part` counts from 0; most spans have no other.
    pub(crate) fn metrics(dimension: &str, span: Span, part: usize) -> Self {
        let kind = match span {
            Span::Day(_) => RowKind::Metrics,
            Span::Month(_) => RowKind::MonthMetrics,
            Span::Year(_) => RowKind::YearMetrics,
        };
        match part {
            0 => Self::of(kind, dimension, span),
            _ => Self::of(kind, dimension, format_args!("{span}#{part:05}")),
        }
    }

    /// A row of the counters that a try to count one shard of a day has found.
    pub(crate) fn shard_metrics(day: Date, attempt: &str, dimension: &str, part: usize) -> Self {
        Self::of(RowKind::ShardMetrics, format_args!("{day}#{attempt}#{dimension}"), format_args!("{part:05}"))
    }

    pub(crate) fn counting(day: Date) -> Self {
        Self::of(RowKind::Counting, "", day)
    }

    pub(crate) fn recount() -> Self {
        Self::of(RowKind::Recount, "", "")
    }

    /// `day` as in `20261121`.
    pub(crate) fn dirty(day: &str) -> Self {
        Self::of(RowKind::Dirty, "", day)
    }

    pub(crate) fn correction(lead: &LeadId, shard: u16) -> Self {
        Self::of(RowKind::Correction, shard, lead)
    }

    pub(crate) fn counted() -> Self {
        Self::of(RowKind::Counted, "", "")
    }

    /// By the report's name.
    pub(crate) fn report(name: &str) -> Self {
        Self::of(RowKind::Report, name, "")
    }

    pub(crate) fn outbox(id: &OutboxId) -> Self {
        Self::of(RowKind::Outbox, id, "")
    }

    /// By the shard of the lead, and the id that somebody else gave the activity, if there is one.
    pub(crate) fn unmatched(shard: u16, lead: &LeadId, id: &str) -> Self {
        Self { pk: RowKind::Unmatched.partition_of(shard), sk: format!("{}{id}", Self::unmatched_prefix(lead)) }
    }

    /// The begin of the sort keys of a lead.
    pub(crate) fn unmatched_prefix(lead: &LeadId) -> String {
        format!("{lead}#")
    }

    /// The costs of a campaign in a month: all rows of a month follow that of its closing.
    pub(crate) fn cost(month: Month, campaign: &str) -> Self {
        Self::of(RowKind::Cost, "", format_args!("{month}#{campaign}"))
    }

    /// That a month is closed.
    pub(crate) fn closing(month: Month) -> Self {
        Self::of(RowKind::Cost, "", month)
    }

    pub(crate) fn delivery(supplier: &str, id: &str) -> Self {
        Self::of(RowKind::Delivery, "", key_of(supplier, id))
    }

    /// By the delivery with its supplier. No name of a delivery has the sign.
    pub(crate) fn paid_credit(delivery: &str) -> Self {
        Self::of(RowKind::PaidCredit, "", format_args!("{delivery}{PAID}"))
    }

    /// By the delivery with its supplier.
    pub(crate) fn delivered_row(delivery: &str, activity: &ActivityId) -> Self {
        Self::of(RowKind::DeliveredRow, delivery, activity)
    }

    /// By a key that the lead is found by, and the lead.
    pub(crate) fn search(shard: u16, key: &str, lead: &LeadId) -> Self {
        Self { pk: Self::search_partition(shard, key), sk: format!("{key}#{lead}") }
    }

    /// The partition of all keys of a shard that begin like this one.
    pub(crate) fn search_partition(shard: u16, key: &str) -> String {
        format!("{}{shard}#{}", RowKind::Search.partition(), part_of(key))
    }

    pub(crate) fn reindex() -> Self {
        Self::of(RowKind::Reindex, "", "")
    }

    /// By the id that is another name.
    pub(crate) fn alias(id: &LeadId) -> Self {
        Self::of(RowKind::Alias, id, "")
    }

    /// By the hash of the session's token.
    pub(crate) fn session(person: &str, hash: &str) -> Self {
        Self::of(RowKind::Session, person, hash)
    }

    pub(crate) fn log_ins(person: &str) -> Self {
        Self::of(RowKind::LogIns, person, "")
    }

    /// By the hash of the network's address, and an hour.
    pub(crate) fn log_in_tries(network: &str, hour: &str) -> Self {
        Self::of(RowKind::LogInTries, network, hour)
    }

    /// By the hash of what the browser keeps of the attempt.
    pub(crate) fn log_in_attempt(hash: &str) -> Self {
        Self::of(RowKind::LogInAttempt, hash, "")
    }

    /// By the lead, the hour and who looked: looking again within the hour writes the same row.
    pub(crate) fn view(lead: &LeadId, hour: &str, person: &str) -> Self {
        Self::of(RowKind::View, lead, format_args!("{hour}#{person}"))
    }

    /// The same for a lead that was dealt out.
    pub(crate) fn dealt(lead: &LeadId, hour: &str, person: &str) -> Self {
        Self::of(RowKind::View, lead, format_args!("{hour}#{person}#dealt"))
    }

    /// By the call list's name.
    pub(crate) fn call_zones(list: &str) -> Self {
        Self::of(RowKind::CallZones, list, "")
    }

    pub(crate) fn caller_hand(person: &str) -> Self {
        Self::of(RowKind::CallerHand, person, "")
    }

    /// By the UTC day, as in `20261121`, a time of it, and the batch or the post.
    pub(crate) fn visits(day: &str, time: &str, id: &str) -> Self {
        Self::of(RowKind::Visits, day, format_args!("{time}#{id}"))
    }

    /// By the shard, and the sort key of a post that waits or is decided.
    pub(crate) fn suspect(shard: u16, sort: &str) -> Self {
        Self { pk: RowKind::Suspect.partition_of(shard), sk: sort.to_owned() }
    }

    pub(crate) fn suspect_counts(day: Date) -> Self {
        Self::of(RowKind::SuspectCounts, "", day)
    }

    /// By the hash of the network's block, and an hour.
    pub(crate) fn velocity(network: &str, hour: &str) -> Self {
        Self::of(RowKind::Velocity, network, hour)
    }

    /// By the hash of the token.
    pub(crate) fn captcha(token: &str) -> Self {
        Self::of(RowKind::Captcha, token, "")
    }

    /// By the keyed hash of the address.
    pub(crate) fn insight(address: &str) -> Self {
        Self::of(RowKind::Insight, address, "")
    }

    /// By the id of the import.
    pub(crate) fn import(id: &str) -> Self {
        Self::of(RowKind::Import, "", id)
    }

    /// By the id of the upload.
    pub(crate) fn upload(id: &str) -> Self {
        Self::of(RowKind::Upload, "", id)
    }

    /// By the id of the export.
    pub(crate) fn export(id: &str) -> Self {
        Self::of(RowKind::Export, "", id)
    }

    /// By the import and the number of its part.
    pub(crate) fn imported_part(import: &str, part: u64) -> Self {
        Self::of(RowKind::ImportedPart, import, format_args!("{part:08}"))
    }

    /// By the hash of the list's source and headings.
    pub(crate) fn list_columns(hash: &str) -> Self {
        Self::of(RowKind::ListColumns, hash, "")
    }

    /// By the hash of the domain, as of [`Key::employer`].
    pub(crate) fn home_page(domain: &str) -> Self {
        Self::of(RowKind::HomePage, content_hash(&[domain]), "")
    }

    /// By the lead, the address and the version of the lead: the rows of an address stand in their order.
    pub(crate) fn webhook_events(events: &DueEvents) -> Self {
        let DueEvents { lead, webhook, seq } = events;
        Self::of(RowKind::WebhookEvents, lead, format_args!("{webhook}#{seq:010}"))
    }

    /// The partition of all events of a lead.
    pub(crate) fn webhook_partition(lead: &LeadId) -> String {
        format!("{}{lead}", RowKind::WebhookEvents.partition())
    }

    /// By who referred, and whom.
    pub(crate) fn referral(shard: u16, by: &LeadId, lead: &LeadId) -> Self {
        Self { pk: RowKind::Referral.partition_of(shard), sk: format!("{by}#{lead}") }
    }

    /// By the lead, and when somebody asked for it.
    pub(crate) fn erasure(shard: u16, lead: &LeadId, at: &str) -> Self {
        Self { pk: RowKind::Erasure.partition_of(shard), sk: format!("{lead}#{at}") }
    }

    /// By the hash of the name of the file where the mail lies.
    pub(crate) fn received_mail(file: &str) -> Self {
        Self::of(RowKind::ReceivedMail, content_hash(&[file]), "")
    }

    /// By the token's id.
    pub(crate) fn machine_token(id: &str) -> Self {
        Self::of(RowKind::MachineToken, "", id)
    }

    /// By the token's id and a minute, as in `2026-11-21T10:05`.
    pub(crate) fn token_use(id: &str, minute: &str) -> Self {
        Self::of(RowKind::TokenUse, id, minute)
    }

    /// By the token's id and the hash of the `Idempotency-Key`.
    pub(crate) fn kept_answer(token: &str, key: &str) -> Self {
        Self::of(RowKind::KeptAnswer, token, key)
    }

    pub(crate) fn shards() -> Self {
        Self::of(RowKind::Shards, "", "")
    }

    fn of(kind: RowKind, whose: impl Display, which: impl Display) -> Self {
        Self { pk: format!("{}{whose}", kind.partition()), sk: format!("{}{which}", kind.sort()) }
    }

    /// A row that has its key and nothing else yet.
    pub(crate) fn item(self) -> Item {
        Item::from([("pk".to_owned(), text(self.pk)), ("sk".to_owned(), text(self.sk))])
    }

    /// The row's partition.
    pub(crate) fn partition(self) -> String {
        self.pk
    }

    /// Its place in its partition.
    pub(crate) fn sort(&self) -> &str {
        &self.sk
    }
}

/// The key of a row, as it is asked for; none if it has none.
pub(crate) fn key_of_row(row: &Item) -> Option<Item> {
    Some(Item::from([("pk".to_owned(), row.get("pk")?.clone()), ("sk".to_owned(), row.get("sk")?.clone())]))
}

/// The lead whose row that is, or was before it was merged.
pub(crate) fn lead_of(row: &Item) -> Result<LeadId, TableError> {
    let id = text_of(row, "pk")?.strip_prefix(RowKind::Lead.partition());
    id.and_then(|id| LeadId::parse(id).ok())
        .ok_or_else(|| TableError::Broken { key: shown_key(row), why: "it is no lead's row".to_owned() })
}

impl Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.pk, self.sk)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stored rows are found by these keys: they never change.
    #[test]
    fn keys_stay_as_they_are_stored() {
        let lead = LeadId::parse("ld_lamtth6yetyscghyvack4c5mcy").unwrap();
        let activity = ActivityId::new("2026-11-21T10:00:00Z".parse().unwrap(), &["a"]);
        let day: Date = "2026-11-21".parse().unwrap();
        for (key, pk, sk) in [
            (Key::lead(&lead), format!("LEAD#{lead}"), "PROFILE".to_owned()),
            (Key::activity(&lead, &activity), format!("LEAD#{lead}"), format!("ACT#{activity}")),
            (Key::seen(&lead, "crm-7"), format!("SEEN#{lead}#crm-7"), "SEEN".to_owned()),
            (Key::suppressed("x1"), "SUPPRESSED#x1".to_owned(), "SUPPRESSED".to_owned()),
            (Key::control(), "CONTROL".to_owned(), "MAIL".to_owned()),
            (Key::outcomes(day), "OUTCOMES".to_owned(), "2026-11-21".to_owned()),
            (Key::visitors("2026-11-21T10:05".to_owned()), "VISITORS".to_owned(), "2026-11-21T10:05".to_owned()),
            (Key::person("ana"), "PEOPLE".to_owned(), "ana".to_owned()),
            (Key::turns("p"), "TURN#p".to_owned(), "TURN".to_owned()),
            (Key::load("ana", day), "LOAD#ana".to_owned(), "2026-11-21".to_owned()),
            (Key::employer("x2"), "EMPLOYER#x2".to_owned(), "EMPLOYER".to_owned()),
            (Key::model("x3"), "MODEL#x3".to_owned(), "MODEL".to_owned()),
            (Key::metrics("source", Span::Day(day), 0), "METRIC#day#source".to_owned(), "2026-11-21".to_owned()),
            (Key::metrics("source", Span::Day(day), 1), "METRIC#day#source".to_owned(), "2026-11-21#00001".to_owned()),
            (Key::metrics("all", Span::month_of(day), 0), "METRIC#month#all".to_owned(), "2026-11".to_owned()),
            (Key::metrics("all", Span::year_of(day), 2), "METRIC#year#all".to_owned(), "2026#00002".to_owned()),
            (Key::shard_metrics(day, "x4", "all", 0), "METRIC#shard#2026-11-21#x4#all".to_owned(), "00000".to_owned()),
            (Key::counting(day), "COUNTING".to_owned(), "2026-11-21".to_owned()),
            (Key::recount(), "RECOUNT".to_owned(), "RECOUNT".to_owned()),
            (Key::correction(&lead, 3), "CORRECTION#3".to_owned(), lead.to_string()),
            (Key::counted(), "ROLLUP".to_owned(), "COUNTED".to_owned()),
            (Key::report("monday"), "REPORT#monday".to_owned(), "REPORT".to_owned()),
            (Key::dirty("20261121"), "DIRTY".to_owned(), "20261121".to_owned()),
            (Key::unmatched(3, &lead, activity.as_str()), "UNMATCHED#3".to_owned(), format!("{lead}#{activity}")),
            (Key::cost(Month::of(day), "guide"), "COST".to_owned(), "2026-11#guide".to_owned()),
            (Key::closing(Month::of(day)), "COST".to_owned(), "2026-11".to_owned()),
            (Key::delivery("leads", "a"), "DELIVERY".to_owned(), "leads/a".to_owned()),
            (Key::paid_credit("leads/a"), "DELIVERY".to_owned(), "leads/a#PAID".to_owned()),
            (Key::delivered_row("leads/a", &activity), "DELIVERED#leads/a".to_owned(), activity.to_string()),
            (Key::search(1, "maria", &lead), "SEARCH#1#ma".to_owned(), format!("maria#{lead}")),
            (Key::search(0, "+351912345678", &lead), "SEARCH#0#+3519123".to_owned(), format!("+351912345678#{lead}")),
            (Key::merged(&lead), format!("LEAD#{lead}"), "MERGED".to_owned()),
            (Key::reindex(), "REINDEX".to_owned(), "REINDEX".to_owned()),
            (Key::alias(&lead), format!("ALIAS#{lead}"), "ALIAS".to_owned()),
            (Key::session("ana", "x5"), "SESSION#ana".to_owned(), "x5".to_owned()),
            (Key::log_ins("ana"), "LOGIN#ana".to_owned(), "LOGIN".to_owned()),
            (Key::log_in_attempt("x8"), "ATTEMPT#x8".to_owned(), "ATTEMPT".to_owned()),
            (Key::log_in_tries("x6", "2026-11-21T10"), "LOGINS#x6".to_owned(), "2026-11-21T10".to_owned()),
            (Key::view(&lead, "2026-11-21T10", "ana"), format!("VIEW#{lead}"), "2026-11-21T10#ana".to_owned()),
            (Key::dealt(&lead, "2026-11-21T10", "ana"), format!("VIEW#{lead}"), "2026-11-21T10#ana#dealt".to_owned()),
            (Key::suspect(2, "W#20261121T1000-x9"), "SUSPECT#2".to_owned(), "W#20261121T1000-x9".to_owned()),
            (Key::suspect_counts(day), "SUSPECTS".to_owned(), "2026-11-21".to_owned()),
            (Key::velocity("x10", "2026-11-21T10"), "VELOCITY#x10".to_owned(), "2026-11-21T10".to_owned()),
            (Key::import("im_1"), "IMPORT".to_owned(), "im_1".to_owned()),
            (Key::imported_part("im_1", 7), "IMPORTED#im_1".to_owned(), "00000007".to_owned()),
            (Key::list_columns("x12"), "COLUMNS#x12".to_owned(), "COLUMNS".to_owned()),
            (Key::captcha("x11"), "CAPTCHA#x11".to_owned(), "CAPTCHA".to_owned()),
            (Key::insight("x12"), "INSIGHT#x12".to_owned(), "INSIGHT".to_owned()),
            (Key::received_mail("mail/x"), format!("RECEIVED#{}", content_hash(&["mail/x"])), "RECEIVED".to_owned()),
            (Key::erasure(3, &lead, "t"), "ERASURE#3".to_owned(), format!("{lead}#t")),
            (Key::referral(3, &lead, &lead), "REFERRAL#3".to_owned(), format!("{lead}#{lead}")),
            (Key::home_page("x"), format!("PAGE#{}", content_hash(&["x"])), "PAGE".to_owned()),
            (Key::machine_token("x13"), "TOKEN".to_owned(), "x13".to_owned()),
            (Key::token_use("x13", "2026-11-21T10:05"), "USE#x13".to_owned(), "2026-11-21T10:05".to_owned()),
            (Key::kept_answer("x13", "x14"), "ANSWER#x13".to_owned(), "x14".to_owned()),
            (Key::shards(), "SHARDS".to_owned(), "SHARDS".to_owned()),
            (Key::call_zones("bought"), "CALLS#bought".to_owned(), "ZONES".to_owned()),
            (Key::caller_hand("ana"), "HAND#ana".to_owned(), "HAND".to_owned()),
            (
                Key::webhook_events(&DueEvents { lead: lead.clone(), webhook: "crm".to_owned(), seq: 7 }),
                format!("EVENTS#{lead}"),
                "crm#0000000007".to_owned(),
            ),
            (Key::outbox(&OutboxId::parse("brake-1").unwrap()), "OUTBOX#brake-1".to_owned(), "OUTBOX".to_owned()),
        ] {
            assert_eq!((key.pk, key.sk), (pk, sk));
        }
    }
}
