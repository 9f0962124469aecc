//! The dimensions: what the counters of a day are kept by. A new one is a row here and its two messages in
//! `words/*/numbers.ftl`.

use crate::activity::supplier_of;
use crate::metrics::counter;
use crate::metrics::counter::Topic;
use crate::metrics::counter::Topic::{
    Arrival, Attribution, Calls, Goal, Lead, Mail, Planned, Reaction, Refusal, Request, Row, Sequence, StepRefusal,
    Supply, Visit,
};
use crate::metrics::fact::{Fact, SentFrom};
use crate::words::Words;

/// What numbers are shown by.
#[derive(Debug)]
pub struct Dimension {
    /// Its name in commands, addresses of pages, CSV and the table; it never changes.
    pub name: &'static str,
    /// The message for the heading of a column with its values; see [`Dimension::heading`].
    pub(super) heading: &'static str,
    /// The message that says what its values are; see [`Dimension::definition`].
    pub(super) definition: &'static str,
    /// The counters that are kept by it. Each of them adds up to the same total as in `all`.
    pub topics: &'static [Topic],
    /// The names of the [measures](mod@crate::metrics::measure) that a table shows if none are named.
    pub measures: &'static [&'static str],
    /// Where a fact's value comes from.
    pub(crate) value: Value,
}

impl Dimension {
    /// The heading of a column with its values.
    pub fn heading(&self, words: Words<'_>) -> String {
        words.say(self.heading)
    }

    /// What its values are, in a sentence.
    pub fn definition(&self, words: Words<'_>) -> String {
        words.say(self.definition)
    }

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
const EVERYTHING: &[Topic] = &[
    Lead,
    Arrival,
    Request,
    Mail,
    Reaction,
    Refusal,
    Sequence,
    Planned,
    Goal,
    Attribution,
    Row,
    StepRefusal,
    Calls,
    Visit,
];

/// What is known of the leads of a form, and of its visitors.
const FORMS: &[Topic] = &[Lead, Arrival, Request, Mail, Reaction, Refusal, Sequence, Planned, Goal, Visit];

/// What is known of the leads of a supplier, besides its deliveries.
const SUPPLIED: &[Topic] = &[Lead, Arrival, Request, Mail, Reaction, Refusal, Sequence, Planned, Goal, Row, Supply];

const COMING: &[&str] = &["new_leads", "qualified", "lead_to_mql", "reached_sql", "won", "conversion", "won_amount"];
const SPENDING: &[&str] = &["new_leads", "qualified", "reached_sql", "won", "won_amount", "cost", "cpl"];
const SUPPLYING: &[&str] =
    &["ordered", "delivered_rows", "bad_rows", "good_rows", "shortfall", "credit_owed", "cost_per_good_row"];
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

/// Where the form that was sent came from, for the counter that stands under it.
fn sent_from<'a>(fact: &'a Fact, counted: Counted<'_>) -> Option<&'a SentFrom> {
    fact.sent_from.as_ref().filter(|_| counted.counter == counter::FORM_SENT)
}

/// All dimensions.
pub const DIMENSIONS: [Dimension; 21] = [
    Dimension {
        name: ALL,
        heading: "numbers-by-all",
        definition: "numbers-by-all-definition",
        topics: EVERYTHING,
        measures: SPENDING,
        value: Value::All,
    },
    text("source", "numbers-by-source", "numbers-by-source-definition", EVERYTHING, SPENDING, |fact, counted| {
        Some(sent_from(fact, counted).map_or(&fact.source, |sent| &sent.source))
    }),
    text("campaign", "numbers-by-campaign", "numbers-by-campaign-definition", EVERYTHING, SPENDING, |fact, counted| {
        sent_from(fact, counted).map_or(fact.campaign.as_deref(), |sent| sent.campaign.as_deref())
    }),
    text("form", "numbers-by-form", "numbers-by-form-definition", FORMS, COMING, |fact, counted| {
        let sent = fact.sent.as_deref().filter(|_| counter::is_of_submission(counted.counter));
        sent.or(fact.form.as_deref())
    }),
    text(
        "page",
        "numbers-by-page",
        "numbers-by-page-definition",
        &[Arrival, Visit],
        &["new_leads", "forms", "form_people"],
        |fact, _| fact.page.as_deref(),
    ),
    text("landing", "numbers-by-landing", "numbers-by-landing-definition", LEADS, COMING, |fact, _| {
        fact.landing.as_deref()
    }),
    text("country", "numbers-by-country", "numbers-by-country-definition", LEADS, COMING, |fact, _| {
        fact.country.as_deref()
    }),
    text("owner", "numbers-by-owner", "numbers-by-owner-definition", LEADS, SELLING, |fact, _| fact.owner.as_deref()),
    text("team", "numbers-by-team", "numbers-by-team-definition", LEADS, SELLING, |fact, _| fact.team.as_deref()),
    text(
        "mail",
        "numbers-by-mail",
        "numbers-by-mail-definition",
        &[Mail, Reaction, Refusal, Goal],
        OPENING,
        |fact, counted| match counted.of {
            Some(of) if counter::is_of_step(counted.counter) => counter::parts_of(of).2,
            of => of.or(fact.mail.as_deref()),
        },
    ),
    text(
        "step",
        "numbers-by-step",
        "numbers-by-step-definition",
        &[Mail, Reaction, Refusal, Planned, Goal],
        MAILING,
        |fact, counted| match counted.of {
            Some(of) if counter::is_of_step(counted.counter) => counter::parts_of(of).1,
            _ => fact.step.as_deref(),
        },
    ),
    text(
        "sequence",
        "numbers-by-sequence",
        "numbers-by-sequence-definition",
        &[Sequence, Planned, Goal],
        ENDING,
        |_, counted| counted.of.map(|of| counter::parts_of(of).0),
    ),
    text(
        "refusal",
        "numbers-by-refusal",
        "numbers-by-refusal-definition",
        &[Refusal],
        &["mails_dropped", "mails_held"],
        |fact, _| fact.refusal.as_deref(),
    ),
    text(
        "step_refusal",
        "numbers-by-step-refusal",
        "numbers-by-step-refusal-definition",
        &[StepRefusal],
        &["refused", "waited"],
        |_, counted| counted.of,
    ),
    text("supplier", "numbers-by-supplier", "numbers-by-supplier-definition", SUPPLIED, SUPPLYING, |fact, counted| {
        match &fact.delivery {
            Some(delivery) if counter::is_of_row(counted.counter) => Some(supplier_of(delivery)),
            _ => fact.supplier.as_deref(),
        }
    }),
    text("delivery", "numbers-by-delivery", "numbers-by-delivery-definition", &[Row, Supply], SUPPLYING, |fact, _| {
        fact.delivery.as_deref()
    }),
    Dimension {
        name: "cohort_week",
        heading: "numbers-by-cohort-week",
        definition: "numbers-by-cohort-week-definition",
        topics: &[Lead, Arrival, Request, Reaction],
        measures: COHORT,
        value: Value::Week(|fact| fact.arrived),
    },
    Dimension {
        name: "cohort_month",
        heading: "numbers-by-cohort-month",
        definition: "numbers-by-cohort-month-definition",
        topics: &[Lead, Arrival, Request, Reaction],
        measures: COHORT,
        value: Value::Month(|fact| fact.arrived),
    },
    Dimension {
        name: "asked_week",
        heading: "numbers-by-asked-week",
        definition: "numbers-by-asked-week-definition",
        topics: &[Request],
        measures: ASKING,
        value: Value::Week(|fact| fact.asked),
    },
    Dimension {
        name: "asked_month",
        heading: "numbers-by-asked-month",
        definition: "numbers-by-asked-month-definition",
        topics: &[Request],
        measures: ASKING,
        value: Value::Month(|fact| fact.asked),
    },
    text("call_list", "calls-numbers-by", "calls-numbers-by-definition", &[Calls], CALLING, |_, counted| counted.of),
];

/// The dimension of that name.
pub fn dimension(name: &str) -> Option<&'static Dimension> {
    DIMENSIONS.iter().find(|dimension| dimension.name == name)
}
