//! Where personal data lies: every kind of row, index, queue, secret and file, what of it is personal, how long it
//! stays, and how an erasure reaches it.
//!
//! A new kind of row does not compile without its [`Place`]. A queue, table, bucket or topic that the template has and
//! this list has not fails a test. Erasure itself walks the list: what has no [`Reach`] can't be erased.

use crate::files::{EXPORT_DAYS, FILE_DAYS, MAIL_DAYS};
use crate::table::{INSIGHT_DAYS, RowKind, SHARD_DAYS, SUSPECT_DAYS, UNMATCHED_DAYS, VIEW_DAYS};

/// How an erasure reaches a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// There is nothing personal to erase.
    Nothing,
    /// By the lead's id: the rows of its partition, or the row that it names.
    ByLead,
    /// By the keyed hash of the address. The row stays: it keeps the person suppressed, and says nothing of them.
    StaysAsHash,
    /// It is a copy of a row: it goes with the row.
    WithItsRow,
    /// By the person of `team.yaml` it is about, when they leave the company: no lead's data stand in it.
    ByTeamMember,
    /// Not at once. It ages out within its lifetime; what still comes of it meets the lead's tombstone.
    AgesOut,
    /// Within six hours: the files are older than an erasure, and go whole.
    WithOlderFiles,
    /// By hand: whoever runs the stack deletes the file, or starts with `--fresh`.
    ByHand,
}

/// How long something stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifetime {
    /// Until an erasure or a person takes it away.
    ForEver,
    /// This number of days.
    Days(u16),
    /// As long as the row it is made of.
    AsItsRow,
    /// Until the next deployment.
    UntilDeployment,
}

/// A place where data lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// What of it is personal; empty if nothing is.
    pub personal: &'static [&'static str],
    /// How long it stays.
    pub lifetime: Lifetime,
    /// How an erasure reaches it.
    pub reach: Reach,
}

const fn place(personal: &'static [&'static str], lifetime: Lifetime, reach: Reach) -> Place {
    Place { personal, lifetime, reach }
}

/// What counters hold of people.
const COUNTED_PERSONS: &[&str] = &["body, of the dimension owner: ids of salespeople"];

/// What a kind of row holds.
#[expect(clippy::too_many_lines, reason = "one kind after the other")]
pub const fn of_row(kind: RowKind) -> Place {
    match kind {
        RowKind::Lead => place(
            &[
                "body.fields: name, addresses, numbers, company, whatever a form asks",
                "body.changes: other values of these, which a form, a list or a program brought",
                "body.answers: what they said, and who said so",
                "body.tickets: names of what they asked customer service",
                "body.tally, body.enrolments, body.follows, body.clicked_links: what they did",
                "body.suppressed, body.soft_bounces: the hash of an address",
                "body.agenda: what is to be done, in a salesperson's words",
                "body.calling: who has it in hand to call it",
                "body.first_touch.site, body.last_touch: ids of clicks on ads, campaigns, the pages that led to the site",
                "body.no_contact: what they asked to be left alone by, and who was told",
                "body.consent, body.purposes, body.confirmation: what they agreed to and withdrew, and what waits for a confirmation",
                "card: title, company, address, number, what is to be done next",
            ],
            Lifetime::ForEver,
            Reach::ByLead,
        ),
        RowKind::Merged => place(
            &["body, card: as of the lead's own row"],
            Lifetime::ForEver,
            Reach::ByLead,
        ),
        RowKind::Activity => place(
            &["body: a visitor's words and fields, also those that no form asks for, notes of salespeople, pages, links, ids of clicks on ads, the pages that led to the site, the hash of an address, values that an undoing puts back; of double opt-in the networks (/24, /48) of the post and of the click"],
            Lifetime::ForEver,
            Reach::ByLead,
        ),
        RowKind::Unmatched => place(
            &[
                "sk: an id that another program gave, which may hold anything",
                "body.activity: the body of an activity, as it came from another program",
            ],
            Lifetime::Days(UNMATCHED_DAYS),
            Reach::ByLead,
        ),
        RowKind::Seen => {
            place(&["pk: an id that another program gave, which may hold anything"], Lifetime::ForEver, Reach::ByLead)
        }
        RowKind::Suppressed => place(
            &[
                "pk: the keyed hash of an address or a number",
                "body.why: a reason, which a person may have written",
                "channels: what the person asked to be left alone by",
            ],
            Lifetime::ForEver,
            Reach::StaysAsHash,
        ),
        RowKind::People => place(
            &[
                "sk: the person's id",
                "body: when they are away, how many leads they take, the hash of an address that takes no mail",
            ],
            Lifetime::ForEver,
            Reach::ByTeamMember,
        ),
        RowKind::Load => place(&["pk: the person's id"], Lifetime::Days(3), Reach::ByTeamMember),
        RowKind::Employer => place(
            &["pk: the hash of a domain, which may be a person's own", "owner: a person's id"],
            Lifetime::ForEver,
            Reach::ByTeamMember,
        ),
        RowKind::Search => place(
            &[
                "pk, sk: an address, a number, a word of a name or a company",
                "words: the words of the name and the company, and the employer's domain",
                "owner: a person's id",
            ],
            Lifetime::ForEver,
            Reach::ByLead,
        ),
        RowKind::DeliveredRow => place(
            &["body.lead: the lead", "body.row: an id that the supplier gave, which may hold anything"],
            Lifetime::ForEver,
            Reach::ByLead,
        ),
        RowKind::Alias => place(
            &["pk: the id that the other address would have", "body.lead: the lead"],
            Lifetime::ForEver,
            Reach::ByLead,
        ),
        RowKind::Session => place(&["pk, body.person: the person's id"], Lifetime::Days(1), Reach::ByTeamMember),
        RowKind::LogIns => place(
            &["pk: the person's id", "body.mails: when they asked for mails to log in with"],
            Lifetime::Days(1),
            Reach::ByTeamMember,
        ),
        // The hash of an address in the internet, which nobody can tell from it without the signing key.
        RowKind::LogInTries => place(&["pk: the keyed hash of a network's address"], Lifetime::Days(1), Reach::AgesOut),
        RowKind::LogInAttempt => place(&[], Lifetime::Days(1), Reach::Nothing),
        // The hash of a network block, which nobody can tell from it without the identity key, and another one each day.
        RowKind::Velocity => place(&["pk: the keyed hash of a network block"], Lifetime::Days(1), Reach::AgesOut),
        RowKind::Insight => place(&["pk: the keyed hash of an address"], Lifetime::Days(INSIGHT_DAYS), Reach::AgesOut),
        RowKind::Captcha => place(&["body.lead: the lead"], Lifetime::Days(1), Reach::AgesOut),
        RowKind::HomePage => place(
            &["pk: the hash of a domain, which may be a person's own", "body: what its home page says to everybody"],
            Lifetime::Days(30),
            Reach::AgesOut,
        ),
        // Stages and ids. What is told of the lead is read when the call is made.
        RowKind::WebhookEvents => {
            place(&["pk, body.lead: the lead", "body.events: the owner's id"], Lifetime::Days(90), Reach::ByLead)
        }
        RowKind::Referral => place(&["sk: the ids of two leads"], Lifetime::ForEver, Reach::ByLead),
        RowKind::ReceivedMail => {
            place(&["body.lead: the lead that wrote the mail"], Lifetime::Days(MAIL_DAYS), Reach::AgesOut)
        }
        RowKind::Suspect => place(
            &[
                "body.activity: the body of an activity: a visitor's words and fields",
                "body.decision: the id of who decided about it",
            ],
            Lifetime::Days(SUSPECT_DAYS),
            Reach::ByLead,
        ),
        RowKind::View => place(
            &["pk: the lead's id", "sk, body.person: the id of who looked at it"],
            Lifetime::Days(VIEW_DAYS),
            Reach::ByLead,
        ),
        RowKind::MachineToken => {
            place(&["body.person: the id of the person for whom it acts"], Lifetime::Days(400), Reach::ByTeamMember)
        }
        // Ids of leads and activities, and numbers.
        RowKind::TokenUse | RowKind::KeptAnswer => place(&[], Lifetime::Days(2), Reach::Nothing),
        RowKind::Upload => place(
            &[
                "body.found: the first rows of a list of leads, cells that were not understood, and what rejected rows say",
                "body.file, body.by, body.imported_by: the name of a file, and who of the team uploaded and imported it",
            ],
            Lifetime::Days(FILE_DAYS),
            Reach::WithOlderFiles,
        ),
        RowKind::Export => place(
            &[
                "body.by: who of the team asked for it",
                "body.after: the key of a row, which may be what a lead is found by, as long as the file is being written",
            ],
            Lifetime::Days(EXPORT_DAYS),
            Reach::WithOlderFiles,
        ),
        RowKind::CallerHand => {
            place(&["pk: the caller's id", "body: a lead's id"], Lifetime::Days(1), Reach::AgesOut)
        }
        RowKind::Turns => place(&[], Lifetime::Days(400), Reach::Nothing),
        // Of notices, addresses are read from the configuration when they are sent. Its mails' bytes stand under `Files`.
        RowKind::Outbox => place(
            &[
                "pk, body.person: the id of a salesperson whom mail does not reach",
                "pk, body.to, body.file: who gets a rendered mail, of the team or outside",
                "body.person, body.lead: who asked for a link to log in with, or to which lead",
                "pk, body.reader: the id of a salesperson who reads of leads with something due",
            ],
            Lifetime::Days(90),
            Reach::ByTeamMember,
        ),
        // While it is under way it holds the lead as it was; then ids, which are keyed hashes, counts, and who asked for it.
        RowKind::Erasure => place(
            &["body: ids of the person, which are keyed hashes, and the id of who asked", "was: the lead, until the clearing is done"],
            Lifetime::ForEver,
            Reach::StaysAsHash,
        ),
        RowKind::Visitors => place(&[], Lifetime::Days(3), Reach::Nothing),
        // Numbers, names of the configuration, and reasons that the program writes.
        RowKind::Outcomes => place(&[], Lifetime::Days(180), Reach::Nothing),
        // Counters by source, campaign, page and the like. They stay when a lead is erased, and name none.
        RowKind::Metrics | RowKind::MonthMetrics | RowKind::YearMetrics => {
            place(COUNTED_PERSONS, Lifetime::ForEver, Reach::ByTeamMember)
        }
        RowKind::ShardMetrics => place(COUNTED_PERSONS, Lifetime::Days(SHARD_DAYS), Reach::ByTeamMember),
        RowKind::Counting => place(&[], Lifetime::Days(SHARD_DAYS), Reach::Nothing),
        // Counts by form, page and campaign, and the name of a field. What looks personal of a page or a campaign is replaced.
        RowKind::Visits
        // Numbers alone.
        | RowKind::SuspectCounts
        // Totals of the whole company, by the names of measures.
        | RowKind::Report
        // Names of call lists and of time zones.
        | RowKind::CallZones
        // Words of forms, as everybody reads them.
        | RowKind::Wording
        // Names of campaigns and amounts.
        | RowKind::Cost
        // Terms.
        | RowKind::Delivery
        // Names of lists and of their columns; ids of leads and activities, and of who of the team imported a list.
        | RowKind::Import
        | RowKind::ImportedPart
        | RowKind::ListColumns
        // Days and amounts.
        | RowKind::PaidCredit
        | RowKind::Control
        | RowKind::Model
        | RowKind::Recount
        | RowKind::Reindex
        | RowKind::Dirty
        | RowKind::Counted
        | RowKind::Shards
        | RowKind::Correction => place(&[], Lifetime::ForEver, Reach::Nothing),
    }
}

/// The indexes of the table, and what they copy of a row besides its keys.
pub const INDEXES: [(&str, Place); 4] = [
    (
        "work",
        place(
            &["card: title, company, address, number, what is to be done next; the owner's or the caller's id"],
            Lifetime::AsItsRow,
            Reach::WithItsRow,
        ),
    ),
    (
        "stage",
        place(
            &["card: title, company, address, number, what is to be done next"],
            Lifetime::AsItsRow,
            Reach::WithItsRow,
        ),
    ),
    ("due", place(&[], Lifetime::AsItsRow, Reach::Nothing)),
    ("day", place(&[], Lifetime::AsItsRow, Reach::Nothing)),
];

/// A message of it holds an activity, and of a post what it brought besides.
const ACTIVITIES: Place = place(
    &["the body of an activity: a visitor's words and fields", "the network block and the captcha's token of a post"],
    Lifetime::Days(14),
    Reach::AgesOut,
);

/// A message of it names a lead, a mail of the outbox, or a part of a day.
const IDS: Place = place(&[], Lifetime::Days(14), Reach::Nothing);

/// A message of it is an event of SES.
const MAIL_EVENTS: Place =
    place(&["the recipient's address, and what their server answered"], Lifetime::Days(14), Reach::AgesOut);

/// A message of it names a lead at another tool, by that tool's own id.
const JOBS: Place = place(&["the id that an ad network gave a lead"], Lifetime::Days(14), Reach::AgesOut);

/// Its objects: nothing else keeps one longer than the bucket's lifecycle rule does. Of rendered mails that is when they go.
const FILES: Place = place(
    &[
        "mail/: rendered mails: their recipients, and what reports say of the team's work",
        "lists/: lists of leads that the team uploaded, whole, and their rejected rows",
        "exports/: all leads, or all activities, as they were when somebody asked for them; for 7 days",
    ],
    Lifetime::Days(FILE_DAYS),
    Reach::WithOlderFiles,
);

/// Its objects: whole mails.
const MAILS: Place = place(
    &["mail/: what people wrote to us, whole, with their attachments"],
    Lifetime::Days(MAIL_DAYS),
    Reach::AgesOut,
);

/// The template's resources that hold data, by logical id.
pub const RESOURCES: [(&str, Place); 44] = [
    // What is in it stands above; its backups (point in time) are 35 days old at the most.
    ("Table", place(&["see the kinds of rows"], Lifetime::ForEver, Reach::ByLead)),
    ("Files", FILES),
    ("MailboxBucket", MAILS),
    ("Activities", ACTIVITIES),
    ("ActivitiesDead", ACTIVITIES),
    ("Bulk", ACTIVITIES),
    ("BulkDead", ACTIVITIES),
    ("Send", IDS),
    ("SendDead", IDS),
    ("Urgent", IDS),
    ("UrgentDead", IDS),
    ("MailEvents", MAIL_EVENTS),
    ("MailEventsDead", MAIL_EVENTS),
    // A message names a day and a shard, or says what a visitor, who is not named, did at a form.
    ("DayShards", IDS),
    ("DayShardsDead", IDS),
    // A message names a lead and an address.
    ("WebhookQueue", IDS),
    ("WebhookDead", IDS),
    ("IntakeQueue", JOBS),
    ("IntakeDead", JOBS),
    // A topic keeps nothing.
    ("SesTopic", place(&["events of SES on their way"], Lifetime::Days(0), Reach::AgesOut)),
    ("Alarms", place(&["the address of who runs the stack"], Lifetime::UntilDeployment, Reach::ByTeamMember)),
    // The compiled configuration.
    (
        "Config",
        place(&["team.yaml: names, addresses, hours of the team"], Lifetime::UntilDeployment, Reach::ByTeamMember),
    ),
    ("IdentityKey", place(&[], Lifetime::ForEver, Reach::Nothing)),
    ("SigningKey", place(&[], Lifetime::ForEver, Reach::Nothing)),
    ("ApiToken", place(&[], Lifetime::ForEver, Reach::Nothing)),
    ("ProviderSecret", place(&[], Lifetime::ForEver, Reach::Nothing)),
    ("CaptchaSecret", place(&[], Lifetime::ForEver, Reach::Nothing)),
    ("SourceKeys", place(&[], Lifetime::ForEver, Reach::Nothing)),
    ("SourceTokens", place(&[], Lifetime::ForEver, Reach::Nothing)),
    ("WebhookSecrets", place(&[], Lifetime::ForEver, Reach::Nothing)),
    ("FrontSecret", place(&[], Lifetime::ForEver, Reach::Nothing)),
    // SES keeps no mail. Its own suppression list has addresses that bounced; it is the account's, not the stack's.
    ("ConfigurationSet", place(&[], Lifetime::ForEver, Reach::Nothing)),
    ("CaptureLog", LOGS),
    ("ScoringLog", LOGS),
    ("NurtureLog", LOGS),
    ("MailerLog", LOGS),
    ("EngagementLog", LOGS),
    ("DeskLog", LOGS),
    ("FeedbackLog", LOGS),
    ("IntakeLog", LOGS),
    ("WebhooksLog", LOGS),
    ("RollupLog", LOGS),
    ("ReportLog", LOGS),
    ("ApiLog", LOGS),
];

/// The log groups of the functions, and of the API: ids, reasons and counts. So long by default: the parameter `LogDays`.
pub const LOGS: Place = place(&[], Lifetime::Days(30), Reach::Nothing);

/// The files of the local runner's state folder (`.leadwright`).
pub const LOCAL_FILES: [(&str, Place); 10] = [
    ("leadwright.db", place(&["see the kinds of rows"], Lifetime::ForEver, Reach::ByLead)),
    ("queues.jsonl", place(&["messages of all queues"], Lifetime::Days(14), Reach::ByHand)),
    ("mails.jsonl", place(&["every mail that was sent, whole"], Lifetime::ForEver, Reach::ByHand)),
    ("files", FILES),
    ("clock.json", place(&[], Lifetime::ForEver, Reach::Nothing)),
    ("secrets.json", place(&[], Lifetime::ForEver, Reach::Nothing)),
    ("demo.json", place(&[], Lifetime::ForEver, Reach::Nothing)),
    ("layer", place(&["team.yaml: names, addresses, hours of the team"], Lifetime::ForEver, Reach::ByTeamMember)),
    ("logs", place(&[], Lifetime::ForEver, Reach::Nothing)),
    ("preview", place(&["mails to an invented lead, signed by people of the team"], Lifetime::ForEver, Reach::ByHand)),
];
