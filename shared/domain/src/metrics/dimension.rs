//! The dimensions: what the counters of a day are kept by. A new one is a row here.

use crate::metrics::counter;
use crate::metrics::counter::Topic;
use crate::metrics::counter::Topic::{
    Arrival, Attribution, Calls, Goal, Lead, Mail, Planned, Reaction, Refusal, Request, Sequence,
};
use crate::metrics::fact::Fact;

/// What numbers are shown by.
#[derive(Debug)]
pub struct Dimension {
    /// Its name in commands, addresses of pages, CSV and the table; it never changes.
    pub name: &'static str,
    /// The heading of a column with its values.
    pub heading: &'static str,
    /// What its values are, in a sentence.
    pub definition: &'static str,
    /// The counters that are kept by it. Each of them adds up to the same total as in `all`.
    pub topics: &'static [Topic],
    /// The names of the [measures](mod@crate::metrics::measure) that a table shows if none are named.
    pub measures: &'static [&'static str],
    /// Where a fact's value comes from.
    pub(crate) value: Value,
}

impl Dimension {
    /// It keeps that counter.
    pub fn has(&self, name: &str) -> bool {
        self.topics.contains(&counter::read(name).1)
    }
}

/// Where the value of a dimension comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Value {
    /// One value for everything.
    All,
    /// A text of the fact; its count may have another one.
    Text(for<'a> fn(&'a Fact, Counted<'a>) -> Option<&'a str>),
    /// The ISO week that the time falls into, in the company's zone: `2026-W47`.
    Week(fn(&Fact) -> Option<i64>),
    /// The month: `2026-11`.
    Month(fn(&Fact) -> Option<i64>),
}

/// The count that a value is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counted<'a> {
    pub(crate) counter: &'a str,
    /// The mail or sequence that the fact counts it for.
    pub(crate) of: Option<&'a str>,
}

/// The value of what has none in a dimension.
pub const NONE: &str = "(none)";

/// The name of the dimension with one value.
pub const ALL: &str = "all";

const LEADS: &[Topic] = &[Lead, Arrival, Request, Mail, Reaction, Refusal, Sequence, Planned, Goal];

/// All of them.
const EVERYTHING: &[Topic] =
    &[Lead, Arrival, Request, Mail, Reaction, Refusal, Sequence, Planned, Goal, Attribution, Calls];

const COMING: &[&str] = &["new_leads", "qualified", "lead_to_mql", "reached_sql", "won", "conversion", "won_amount"];
const SPENDING: &[&str] = &["new_leads", "qualified", "reached_sql", "won", "won_amount", "cost", "cpl"];
const SELLING: &[&str] = &["assigned", "accepted", "sla_kept", "contacted", "speed_median", "won", "won_amount"];
const OPENING: &[&str] = &["sent", "open_rate", "click_rate", "clicks", "mails_dropped"];
const MAILING: &[&str] = &["sent", "delivered", "open_rate", "click_rate", "unsubscribed", "bounce_rate"];
const ENDING: &[&str] = &["begun", "goal_reached", "goal_rate", "ended", "replied_in", "unsubscribed_in"];
const COHORT: &[&str] = &["new_leads", "mql_7d", "mql_30d", "sql_30d", "sql_90d", "won_90d"];
const ASKING: &[&str] = &["requests", "contacted", "unanswered", "in_5m", "speed_median", "speed_p90"];

const CALLING: &[&str] = &["list_calls", "list_reached", "list_reached_share", "list_interested"];

const fn text(
    name: &'static str,
    heading: &'static str,
    definition: &'static str,
    topics: &'static [Topic],
    measures: &'static [&'static str],
    value: for<'a> fn(&'a Fact, Counted<'a>) -> Option<&'a str>,
) -> Dimension {
    Dimension { name, heading, definition, topics, measures, value: Value::Text(value) }
}

/// All dimensions.
pub const DIMENSIONS: [Dimension; 18] = [
    Dimension {
        name: ALL,
        heading: "All",
        definition: "The whole company.",
        topics: EVERYTHING,
        measures: SPENDING,
        value: Value::All,
    },
    text("source", "Source", "Where the lead came from first.", EVERYTHING, SPENDING, |fact, _| Some(&fact.source)),
    text(
        "campaign",
        "Campaign",
        "The campaign that first brought the lead (utm_campaign).",
        EVERYTHING,
        SPENDING,
        |fact, _| fact.campaign.as_deref(),
    ),
    text(
        "form",
        "Form",
        "The form that first brought the lead; a submission counts for the form that was sent.",
        LEADS,
        COMING,
        |fact, counted| {
            let sent = fact.sent.as_deref().filter(|_| counter::is_of_submission(counted.counter));
            sent.or(fact.form.as_deref())
        },
    ),
    text(
        "page",
        "Page",
        "The path of the page that the form stood on, or that was looked at.",
        &[Arrival],
        &["new_leads", "forms", "form_people"],
        |fact, _| fact.page.as_deref(),
    ),
    text(
        "landing",
        "Landing page",
        "The path of the page on which the form stood that first brought the lead.",
        LEADS,
        COMING,
        |fact, _| fact.landing.as_deref(),
    ),
    text("country", "Country", "The lead's country, as it is known now.", LEADS, COMING, |fact, _| {
        fact.country.as_deref()
    }),
    text("owner", "Owner", "The salesperson who had the lead at that moment.", LEADS, SELLING, |fact, _| {
        fact.owner.as_deref()
    }),
    text(
        "team",
        "Team",
        "The owner's team at that moment: the first of team.yaml that the owner is in.",
        LEADS,
        SELLING,
        |fact, _| fact.team.as_deref(),
    ),
    text(
        "mail",
        "Mail",
        "The mail that was sent, opened, clicked or came back; variants and languages are mails of their own.",
        &[Mail, Reaction, Refusal, Goal],
        OPENING,
        |fact, counted| match counted.of {
            Some(of) if counter::is_of_step(counted.counter) => counter::parts_of(of).2,
            of => of.or(fact.mail.as_deref()),
        },
    ),
    text(
        "step",
        "Step",
        "The step of a sequence that the mail was sent by.",
        &[Mail, Reaction, Refusal, Planned, Goal],
        MAILING,
        |fact, counted| match counted.of {
            Some(of) if counter::is_of_step(counted.counter) => counter::parts_of(of).1,
            _ => fact.step.as_deref(),
        },
    ),
    text(
        "sequence",
        "Sequence",
        "The sequence that the lead was in.",
        &[Sequence, Planned, Goal],
        ENDING,
        |_, counted| counted.of.map(|of| counter::parts_of(of).0),
    ),
    text(
        "refusal",
        "Reason",
        "Why a mail was not sent, or had to wait.",
        &[Refusal],
        &["mails_dropped", "mails_held"],
        |fact, _| fact.refusal.as_deref(),
    ),
    Dimension {
        name: "cohort_week",
        heading: "Week of arrival",
        definition: "The ISO week in which the lead arrived.",
        topics: &[Lead, Arrival, Request, Reaction],
        measures: COHORT,
        value: Value::Week(|fact| fact.arrived),
    },
    Dimension {
        name: "cohort_month",
        heading: "Month of arrival",
        definition: "The month in which the lead arrived.",
        topics: &[Lead, Arrival, Request, Reaction],
        measures: COHORT,
        value: Value::Month(|fact| fact.arrived),
    },
    Dimension {
        name: "asked_week",
        heading: "Week of request",
        definition: "The ISO week in which the lead asked for a salesperson.",
        topics: &[Request],
        measures: ASKING,
        value: Value::Week(|fact| fact.asked),
    },
    Dimension {
        name: "asked_month",
        heading: "Month of request",
        definition: "The month in which the lead asked for a salesperson.",
        topics: &[Request],
        measures: ASKING,
        value: Value::Month(|fact| fact.asked),
    },
    text(
        "call_list",
        "Call list",
        "The list of call_lists.yaml that the lead stood on when it was called.",
        &[Calls],
        CALLING,
        |_, counted| counted.of,
    ),
];

/// The dimension of that name.
pub fn dimension(name: &str) -> Option<&'static Dimension> {
    DIMENSIONS.iter().find(|dimension| dimension.name == name)
}
