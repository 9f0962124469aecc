//! The measures: what people read. A new one is a row here; reports, pages, commands and their help read these rows.
//!
//! A measure is computed from counters of any range and any value of a dimension, since counters add up. A rate is never
//! stored, and never averaged: its two counts are.

use crate::metrics::counter;
use crate::metrics::counter::Topic;
use crate::metrics::day::Metrics;
use crate::metrics::histogram;
use crate::metrics::interval::wilson;

/// What people read.
#[derive(Debug, PartialEq, Eq)]
pub struct Measure {
    /// Its name in commands, addresses of pages, CSV and JSON; it never changes.
    pub name: &'static str,
    /// The heading of a column with it.
    pub heading: &'static str,
    /// What it counts, in.
    pub unit: Unit,
    /// What it says, in a sentence.
    pub definition: &'static str,
    /// The part of the business that it is about.
    pub area: Area,
    /// How it is computed.
    pub formula: Formula,
}

/// In what a measure is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Leads.
    Leads,
    /// Forms that were sent.
    Forms,
    /// Persons.
    People,
    /// Mails.
    Mails,
    /// Times that something happened.
    Times,
    /// Deals.
    Deals,
    /// Ways of a lead through a sequence.
    Ways,
    /// A share, shown in percent with its count.
    Percent,
    /// A duration.
    Duration,
    /// An amount in the company's currency.
    Money,
    /// A ratio of two amounts.
    Ratio,
}

/// A part of the business; a report shows the measures of one or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Area {
    /// What comes in.
    Leads,
    /// How far it comes.
    Funnel,
    /// What sales does with it.
    Sales,
    /// What it costs and brings.
    Money,
    /// Mails.
    Mail,
    /// Sequences.
    Nurture,
}

impl Area {
    /// All of them, in the order of pages.
    pub const ALL: [Self; 6] = [Self::Leads, Self::Funnel, Self::Sales, Self::Money, Self::Mail, Self::Nurture];

    /// Its name in commands and addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Leads => "leads",
            Self::Funnel => "funnel",
            Self::Sales => "sales",
            Self::Money => "money",
            Self::Mail => "mail",
            Self::Nurture => "nurture",
        }
    }
}

/// How a measure is computed. A counter that ends with a dot stands for all that begin with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formula {
    /// The sum of counters.
    Count(&'static [&'static str]),
    /// The sum of counters, less those of others.
    Less(&'static [&'static str], &'static [&'static str]),
    /// A part of a whole: both are sums of counters.
    Share {
        /// The part.
        of: &'static [&'static str],
        /// The whole.
        among: &'static [&'static str],
    },
    /// The part of a whole that is not in other counters.
    ShareLess {
        /// What is taken away from the whole.
        without: &'static [&'static str],
        /// The whole.
        among: &'static [&'static str],
    },
    /// The value of a histogram below which so many percent are.
    Quantile(&'static str, u8),
    /// A sum of money.
    Amount(&'static str),
    /// A sum of money for each of a number.
    Mean(&'static str, &'static [&'static str]),
    /// What was spent.
    Cost,
    /// What was spent for each of a number.
    CostPer(&'static [&'static str]),
    /// A sum of money for each unit of money that was spent.
    Return(&'static str),
}

/// A measure of a range and a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// A number of the measure's unit.
    Count(u64),
    /// A part of a whole.
    Share {
        /// The part.
        of: u64,
        /// The whole, which is not 0.
        among: u64,
    },
    /// A duration in seconds.
    Seconds(u64),
    /// An amount in the smallest unit of the company's currency.
    Money(u64),
    /// A ratio of two amounts, in hundredths.
    Hundredths(u64),
    /// There is nothing to compute it from: no lead, or no known cost. It is not zero.
    Nothing,
}

impl Value {
    /// What rows are ordered by, and where it stands in a chart; none sorts last.
    pub fn number(self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "for an order and a drawing")]
        let float = |number: u64| number as f64;
        match self {
            Self::Count(number) | Self::Seconds(number) | Self::Money(number) => Some(float(number)),
            Self::Hundredths(number) => Some(float(number) / 100.0),
            Self::Share { of, among } => Some(float(of) / float(among)),
            Self::Nothing => None,
        }
    }

    /// The interval of a share, of 95 %.
    pub fn interval(self) -> Option<(f64, f64)> {
        match self {
            Self::Share { of, among } => wilson(of.min(among), among),
            _ => None,
        }
    }
}

impl Measure {
    /// The measure of some counters; `cost` is what was spent, in the smallest unit, if that is known.
    pub fn value(&self, metrics: &Metrics, cost: Option<u64>) -> Value {
        let sum = |names: &[&str]| sum(metrics, names);
        let per = |amount: Option<u64>, number: u64| match amount {
            // Half of the smallest unit is rounded up.
            Some(amount) if number > 0 => Value::Money((amount.saturating_mul(2) + number) / (2 * number)),
            _ => Value::Nothing,
        };
        match self.formula {
            Formula::Count(names) => Value::Count(sum(names)),
            Formula::Less(names, less) => Value::Count(sum(names).saturating_sub(sum(less))),
            Formula::Share { of, among } => share(sum(of), sum(among)),
            Formula::ShareLess { without, among } => share(sum(among).saturating_sub(sum(without)), sum(among)),
            Formula::Quantile(name, percent) => {
                histogram::quantile(histogram::buckets(metrics, name), percent).map_or(Value::Nothing, Value::Seconds)
            }
            Formula::Amount(name) => Value::Money(sum(&[name])),
            Formula::Mean(amount, names) => per(Some(sum(&[amount])), sum(names)),
            Formula::Cost => cost.map_or(Value::Nothing, Value::Money),
            Formula::CostPer(names) => per(cost, sum(names)),
            Formula::Return(amount) => match cost {
                Some(cost) if cost > 0 => {
                    let hundredths = u128::from(sum(&[amount])) * 100 / u128::from(cost);
                    Value::Hundredths(u64::try_from(hundredths).unwrap_or(u64::MAX))
                }
                _ => Value::Nothing,
            },
        }
    }

    /// The cases that a rate, a quantile, a mean or a cost per case rests on; none for other measures.
    pub fn cases(&self, metrics: &Metrics) -> Option<u64> {
        match self.formula {
            Formula::Share { among, .. } | Formula::ShareLess { among, .. } => Some(sum(metrics, among)),
            Formula::Quantile(name, _) => Some(histogram::buckets(metrics, name).map(|(_, count)| count).sum()),
            Formula::Mean(_, names) | Formula::CostPer(names) => Some(sum(metrics, names)),
            Formula::Return(_) => Some(sum(metrics, &[DEALS_WITH_AMOUNT])),
            Formula::Count(_) | Formula::Less(..) | Formula::Amount(_) | Formula::Cost => None,
        }
    }

    /// It can be shown by a dimension that keeps counters of these topics.
    pub fn is_known_by(&self, topics: &[Topic]) -> bool {
        self.counters().all(|name| topics.contains(&counter::read(name).1))
    }

    /// It needs costs.
    pub fn needs_cost(&self) -> bool {
        matches!(self.formula, Formula::Cost | Formula::CostPer(_) | Formula::Return(_))
    }

    /// The counters that it is computed from; one that ends with a dot stands for all that begin with it.
    pub fn counters(&self) -> impl Iterator<Item = &'static str> {
        let (one, more, single): (&[&str], &[&str], Option<&'static str>) = match self.formula {
            Formula::Count(names) | Formula::CostPer(names) => (names, &[], None),
            Formula::Less(names, less) => (names, less, None),
            Formula::Share { of, among } => (of, among, None),
            Formula::ShareLess { without, among } => (without, among, None),
            Formula::Quantile(name, _) | Formula::Amount(name) | Formula::Return(name) => (&[], &[], Some(name)),
            Formula::Mean(amount, names) => (names, &[], Some(amount)),
            Formula::Cost => (&[], &[], None),
        };
        one.iter().chain(more).copied().chain(single)
    }
}

fn share(of: u64, among: u64) -> Value {
    if among == 0 { Value::Nothing } else { Value::Share { of, among } }
}

fn sum(metrics: &Metrics, names: &[&str]) -> u64 {
    let of = |name: &&str| match name.strip_suffix('.') {
        Some(_) => {
            let all = metrics.range((*name).to_owned()..).take_while(|(counter, _)| counter.starts_with(*name));
            all.fold(0, |sum: u64, (_, number)| sum.saturating_add(*number))
        }
        None => metrics.get(*name).copied().unwrap_or_default(),
    };
    names.iter().map(of).fold(0, u64::saturating_add)
}

/// The measure of that name.
pub fn measure(name: &str) -> Option<&'static Measure> {
    MEASURES.iter().find(|measure| measure.name == name)
}

const fn count(
    name: &'static str,
    heading: &'static str,
    unit: Unit,
    area: Area,
    counters: &'static [&'static str],
    definition: &'static str,
) -> Measure {
    Measure { name, heading, unit, definition, area, formula: Formula::Count(counters) }
}

const fn rate(
    name: &'static str,
    heading: &'static str,
    area: Area,
    of: &'static [&'static str],
    among: &'static [&'static str],
    definition: &'static str,
) -> Measure {
    Measure { name, heading, unit: Unit::Percent, definition, area, formula: Formula::Share { of, among } }
}

const fn span(
    name: &'static str,
    heading: &'static str,
    area: Area,
    histogram: &'static str,
    percent: u8,
    definition: &'static str,
) -> Measure {
    Measure { name, heading, unit: Unit::Duration, definition, area, formula: Formula::Quantile(histogram, percent) }
}

const fn money(name: &'static str, heading: &'static str, formula: Formula, definition: &'static str) -> Measure {
    Measure { name, heading, unit: Unit::Money, definition, area: Area::Money, formula }
}

use counter::{
    ACCEPT_MISSED, ACCEPTED, ACCEPTED_ON_TIME, ASSIGNED, CLICKERS, CONTACTED, DEALS, DEALS_WITH_AMOUNT, DUPLICATES,
    FOLLOW_UP_MISSED, FORM_PEOPLE, HAND_OFFS, MAILS, MARKETING_MAILS, NEW_LEADS, OPENERS, REQUESTS, SPEED,
    SPEED_WORKING, SUBMISSIONS, TO_WIN, WON_AMOUNT,
};

/// All measures, by area.
pub const MEASURES: &[Measure] = &[
    // ── Leads ──
    count(NEW_LEADS, "New leads", Unit::Leads, Area::Leads, &[NEW_LEADS], "Leads whose first activity was recorded."),
    count(
        SUBMISSIONS,
        "Submissions",
        Unit::Forms,
        Area::Leads,
        &[SUBMISSIONS],
        "Forms that were sent; the same content within ten minutes is one.",
    ),
    count(
        FORM_PEOPLE,
        "First submissions",
        Unit::People,
        Area::Leads,
        &[FORM_PEOPLE],
        "Persons who sent a form for the first time: of each form, each person once for ever.",
    ),
    rate(
        "duplicate_share",
        "Repeated",
        Area::Leads,
        &[DUPLICATES],
        &[DUPLICATES, SUBMISSIONS],
        "Posts of a form that repeated one of the last ten minutes.",
    ),
    rate(
        "with_email",
        "With e-mail",
        Area::Leads,
        &["with_email"],
        &[NEW_LEADS],
        "New leads that came with an e-mail address.",
    ),
    rate(
        "with_phone",
        "With phone",
        Area::Leads,
        &["with_phone"],
        &[NEW_LEADS],
        "New leads that came with a telephone number.",
    ),
    rate(
        "with_company",
        "With company",
        Area::Leads,
        &["with_company"],
        &[NEW_LEADS],
        "New leads that came with a company.",
    ),
    count("bad", "Bad leads", Unit::Leads, Area::Leads, &["bad."], "Leads marked as invalid or unusable."),
    rate(
        "bad_share",
        "Bad share",
        Area::Leads,
        &["bad."],
        &[NEW_LEADS],
        "Leads marked as bad in the period, of the new leads of the period.",
    ),
    // ── Funnel ──
    count(
        "to_mql",
        "New MQLs",
        Unit::Times,
        Area::Funnel,
        &["to.mql"],
        "Moves into the stage MQL; a lead that comes back counts again.",
    ),
    count("to_pql", "New PQLs", Unit::Times, Area::Funnel, &["to.pql"], "Moves into the stage PQL."),
    count("to_sql", "New SQLs", Unit::Times, Area::Funnel, &["to.sql"], "Moves into the stage SQL."),
    count(
        "to_prospect",
        "New prospects",
        Unit::Times,
        Area::Funnel,
        &["to.prospect"],
        "Moves into the stage prospect.",
    ),
    count(
        "to_customer",
        "New customers",
        Unit::Times,
        Area::Funnel,
        &["to.customer"],
        "Moves into the stage customer.",
    ),
    count("to_recycled", "Recycled", Unit::Times, Area::Funnel, &["to.recycled"], "Leads set aside for later."),
    count(
        "to_disqualified",
        "Disqualified",
        Unit::Times,
        Area::Funnel,
        &["to.disqualified"],
        "Leads set aside for good: there is nothing to sell to them.",
    ),
    count("to_lost", "Lost", Unit::Times, Area::Funnel, &["to.lost"], "Leads that bought elsewhere, or nothing."),
    count(
        "qualified",
        "First qualified",
        Unit::Leads,
        Area::Funnel,
        &["reached.mql"],
        "Leads that became MQL or PQL, or went past it, for the first time. The lead velocity rate is the growth of this number.",
    ),
    count(
        "reached_sql",
        "First SQL",
        Unit::Leads,
        Area::Funnel,
        &["reached.sql"],
        "Leads that became SQL, or went past it, for the first time.",
    ),
    count(
        "reached_prospect",
        "First prospect",
        Unit::Leads,
        Area::Funnel,
        &["reached.prospect"],
        "Leads that became prospect, or went past it, for the first time.",
    ),
    count(
        "won",
        "Won",
        Unit::Leads,
        Area::Funnel,
        &["reached.customer"],
        "Leads that became customer for the first time.",
    ),
    rate(
        "lead_to_mql",
        "Qualified",
        Area::Funnel,
        &["reached.mql"],
        &[NEW_LEADS],
        "Leads first qualified by marketing or product, of new leads. By month of arrival both are the same leads.",
    ),
    rate(
        "lead_to_sql",
        "To SQL",
        Area::Funnel,
        &["reached.sql"],
        &[NEW_LEADS],
        "Leads that first became SQL, of new leads.",
    ),
    rate(
        "mql_to_sql",
        "MQL to SQL",
        Area::Funnel,
        &["reached.sql"],
        &["reached.mql"],
        "Leads that first became SQL, of leads first qualified.",
    ),
    rate(
        "sql_to_prospect",
        "SQL to prospect",
        Area::Funnel,
        &["reached.prospect"],
        &["reached.sql"],
        "Leads that first became prospect, of first SQLs.",
    ),
    rate(
        "prospect_to_won",
        "Prospect to won",
        Area::Funnel,
        &["reached.customer"],
        &["reached.prospect"],
        "Leads first won, of first prospects.",
    ),
    rate(
        "conversion",
        "Conversion",
        Area::Funnel,
        &["reached.customer"],
        &[NEW_LEADS],
        "Leads first won, of new leads.",
    ),
    rate(
        "sql_7d",
        "SQL in 7 days",
        Area::Funnel,
        &["reached.sql.7d"],
        &[NEW_LEADS],
        "Leads that became SQL within 7 days after arrival, of new leads.",
    ),
    rate(
        "sql_30d",
        "SQL in 30 days",
        Area::Funnel,
        &["reached.sql.7d", "reached.sql.30d"],
        &[NEW_LEADS],
        "Leads that became SQL within 30 days after arrival, of new leads.",
    ),
    rate(
        "sql_90d",
        "SQL in 90 days",
        Area::Funnel,
        &["reached.sql.7d", "reached.sql.30d", "reached.sql.90d"],
        &[NEW_LEADS],
        "Leads that became SQL within 90 days after arrival, of new leads.",
    ),
    rate(
        "mql_7d",
        "Qualified in 7 days",
        Area::Funnel,
        &["reached.mql.7d"],
        &[NEW_LEADS],
        "Leads qualified within 7 days after arrival, of new leads.",
    ),
    rate(
        "mql_30d",
        "Qualified in 30 days",
        Area::Funnel,
        &["reached.mql.7d", "reached.mql.30d"],
        &[NEW_LEADS],
        "Leads qualified within 30 days after arrival, of new leads.",
    ),
    rate(
        "mql_90d",
        "Qualified in 90 days",
        Area::Funnel,
        &["reached.mql.7d", "reached.mql.30d", "reached.mql.90d"],
        &[NEW_LEADS],
        "Leads qualified within 90 days after arrival, of new leads.",
    ),
    rate(
        "won_7d",
        "Won in 7 days",
        Area::Funnel,
        &["reached.customer.7d"],
        &[NEW_LEADS],
        "Leads won within 7 days after arrival, of new leads.",
    ),
    rate(
        "won_30d",
        "Won in 30 days",
        Area::Funnel,
        &["reached.customer.7d", "reached.customer.30d"],
        &[NEW_LEADS],
        "Leads won within 30 days after arrival, of new leads.",
    ),
    rate(
        "won_90d",
        "Won in 90 days",
        Area::Funnel,
        &["reached.customer.7d", "reached.customer.30d", "reached.customer.90d"],
        &[NEW_LEADS],
        "Leads won within 90 days after arrival, of new leads.",
    ),
    span(
        "lead_median",
        "Time as lead",
        Area::Funnel,
        "in_stage.lead",
        50,
        "Median time that leads were in the stage lead when they left it.",
    ),
    span("mql_median", "Time as MQL", Area::Funnel, "in_stage.mql", 50, "Median time in the stage MQL."),
    span("sql_median", "Time as SQL", Area::Funnel, "in_stage.sql", 50, "Median time in the stage SQL."),
    span(
        "sql_p90",
        "Time as SQL, 90 %",
        Area::Funnel,
        "in_stage.sql",
        90,
        "Nine of ten leads left the stage SQL within this time.",
    ),
    span(
        "prospect_median",
        "Time as prospect",
        Area::Funnel,
        "in_stage.prospect",
        50,
        "Median time in the stage prospect.",
    ),
    span(
        "prospect_p90",
        "Time as prospect, 90 %",
        Area::Funnel,
        "in_stage.prospect",
        90,
        "Nine of ten leads left the stage prospect within this time.",
    ),
    // ── Sales ──
    count(HAND_OFFS, "Hand-offs", Unit::Times, Area::Sales, &[HAND_OFFS], "Leads given to sales."),
    count(ASSIGNED, "Assigned", Unit::Times, Area::Sales, &[ASSIGNED], "Leads that got an owner."),
    count(ACCEPTED, "Accepted", Unit::Times, Area::Sales, &[ACCEPTED], "Leads that a salesperson accepted."),
    count(
        ACCEPT_MISSED,
        "Missed SLA",
        Unit::Times,
        Area::Sales,
        &[ACCEPT_MISSED],
        "Leads that their owner did not accept in time (accept_within in routing.yaml).",
    ),
    rate(
        "sla_kept",
        "SLA kept",
        Area::Sales,
        &[ACCEPTED_ON_TIME],
        &[ACCEPTED_ON_TIME, ACCEPT_MISSED],
        "Leads accepted in time, of those accepted in time or missed.",
    ),
    count(
        FOLLOW_UP_MISSED,
        "Missed follow-ups",
        Unit::Times,
        Area::Sales,
        &[FOLLOW_UP_MISSED],
        "Next steps of leads that were not done in time.",
    ),
    count(REQUESTS, "Requests", Unit::Leads, Area::Sales, &[REQUESTS], "Leads that began to wait for a salesperson."),
    count(
        CONTACTED,
        "Contacted",
        Unit::Leads,
        Area::Sales,
        &[CONTACTED],
        "Leads that a salesperson spoke with for the first time since they asked: a call that reached them, a meeting, a reply.",
    ),
    count(
        "contacted_in_5m",
        "Contacted in 5 min",
        Unit::Leads,
        Area::Sales,
        &["contacted.within_5m"],
        "Leads contacted within five minutes, by the clock.",
    ),
    rate(
        "in_5m",
        "Within 5 min",
        Area::Sales,
        &["contacted.within_5m"],
        &[CONTACTED],
        "Leads contacted within five minutes, of those contacted in the period.",
    ),
    rate(
        "fresh",
        "Within a day",
        Area::Sales,
        &["contacted.within_5m", "contacted.within_1h", "contacted.within_1d"],
        &[CONTACTED],
        "Leads contacted within a day, of those contacted in the period.",
    ),
    Measure {
        name: "unanswered",
        heading: "Not answered",
        unit: Unit::Percent,
        definition: "Requests without an answer so far. By week or month of request both are the same leads.",
        area: Area::Sales,
        formula: Formula::ShareLess { without: &[CONTACTED], among: &[REQUESTS] },
    },
    span(
        "speed_median",
        "Speed to lead",
        Area::Sales,
        SPEED,
        50,
        "Median time from asking to the first human answer, by the clock.",
    ),
    span(
        "speed_p90",
        "Speed, 90 %",
        Area::Sales,
        SPEED,
        90,
        "Nine of ten leads were answered within this time, by the clock.",
    ),
    span(
        "speed_working_median",
        "Speed in working time",
        Area::Sales,
        SPEED_WORKING,
        50,
        "Median time from asking to the first human answer, in the owner's working hours.",
    ),
    span(
        "speed_working_p90",
        "In working time, 90 %",
        Area::Sales,
        SPEED_WORKING,
        90,
        "Nine of ten leads were answered within this part of the owner's working hours.",
    ),
    // ── Money ──
    count(DEALS, "Deals", Unit::Deals, Area::Money, &[DEALS], "Deals won."),
    money(
        WON_AMOUNT,
        "Won amount",
        Formula::Amount(WON_AMOUNT),
        "The sum of the deals won, where the amount is known.",
    ),
    money(
        "average_deal",
        "Average deal",
        Formula::Mean(WON_AMOUNT, &[DEALS_WITH_AMOUNT]),
        "Won amount for each deal whose amount is known.",
    ),
    Measure {
        name: "to_win_median",
        heading: "Time to win",
        unit: Unit::Duration,
        definition: "Median time from a lead's arrival to its first deal.",
        area: Area::Money,
        formula: Formula::Quantile(TO_WIN, 50),
    },
    money(
        "cost",
        "Cost",
        Formula::Cost,
        "What the campaigns of campaigns.yaml and the imported costs come to. Empty where no cost is known.",
    ),
    money("cpl", "CPL", Formula::CostPer(&[NEW_LEADS]), "Cost for each new lead."),
    money("cost_per_mql", "Cost per MQL", Formula::CostPer(&["reached.mql"]), "Cost for each lead first qualified."),
    money(
        "cost_per_sql",
        "Cost per SQL",
        Formula::CostPer(&["reached.sql"]),
        "Cost for each lead that first became SQL.",
    ),
    money(
        "cost_per_customer",
        "Cost per customer",
        Formula::CostPer(&["reached.customer"]),
        "Cost for each lead first won.",
    ),
    Measure {
        name: "return",
        heading: "Return on spend",
        unit: Unit::Ratio,
        definition: "Won amount for each unit of cost: 3.00 means three times the cost.",
        area: Area::Money,
        formula: Formula::Return(WON_AMOUNT),
    },
    money(
        "first_touch",
        "First touch",
        Formula::Amount("attributed.first"),
        "Won amount, all of it given to what first brought the lead.",
    ),
    money(
        "last_touch",
        "Last touch",
        Formula::Amount("attributed.last"),
        "Won amount, all of it given to what brought the lead last before the deal.",
    ),
    money(
        "last_non_direct",
        "Last non-direct",
        Formula::Amount("attributed.last_non_direct"),
        "Won amount, all of it given to the last touch with a campaign, or with a source other than form, product and direct; if there is none, to the last touch.",
    ),
    money("linear", "Linear", Formula::Amount("attributed.linear"), "Won amount, shared equally by all touches."),
    money(
        "position",
        "Position 40/20/40",
        Formula::Amount("attributed.position"),
        "Won amount: 40 % to the first touch, 40 % to the last, 20 % to those between; of two touches, half to each.",
    ),
    money(
        "time_decay",
        "Time decay",
        Formula::Amount("attributed.time_decay"),
        "Won amount: a touch gets half as much as one that is 7 days later.",
    ),
    // ── Mail ──
    count("mails", "Mails", Unit::Mails, Area::Mail, &[MAILS], "Mails sent, to leads and to the team."),
    count("sent", "Sent", Unit::Mails, Area::Mail, &[MAILS], "Mails sent."),
    count(
        "marketing_mails",
        "Marketing mails",
        Unit::Mails,
        Area::Mail,
        &[MARKETING_MAILS],
        "Mails of sequences sent.",
    ),
    Measure {
        name: "delivered",
        heading: "Delivered",
        unit: Unit::Mails,
        definition: "Mails sent that did not come back: without bounces and rejections.",
        area: Area::Mail,
        formula: Formula::Less(&[MAILS], &["bounced", "soft_bounced", "mail_rejected"]),
    },
    count(
        "mails_dropped",
        "Dropped mails",
        Unit::Mails,
        Area::Mail,
        &["mail_dropped"],
        "Mails that were not sent and will not be: no consent, suppressed, the lead has moved on.",
    ),
    count(
        "mails_held",
        "Held mails",
        Unit::Times,
        Area::Mail,
        &["mail_held"],
        "Times that a mail had to wait: quiet hours, limits, the brake.",
    ),
    count(
        "opened",
        "Opened",
        Unit::People,
        Area::Mail,
        &["opened"],
        "Mails opened by a person, once each; bots excluded. Some mail programs hide openings.",
    ),
    rate(
        "open_rate",
        "Open rate",
        Area::Mail,
        &[OPENERS],
        &[MAILS],
        "Persons who opened, of mails sent; bots excluded.",
    ),
    count(
        "clicks",
        "Clicks",
        Unit::Times,
        Area::Mail,
        &["clicked"],
        "Links followed by a person, each link of a mail once; bots excluded.",
    ),
    count(
        "clickers",
        "People who clicked",
        Unit::People,
        Area::Mail,
        &[CLICKERS],
        "Persons who followed a link of the mail, once for each mail.",
    ),
    rate("click_rate", "Click rate", Area::Mail, &[CLICKERS], &[MAILS], "Persons who clicked, of mails sent."),
    count(
        "machine_opens",
        "Bot opens",
        Unit::Times,
        Area::Mail,
        &["machine_opens"],
        "Openings by mail programs and scanners. They count for nothing else.",
    ),
    count(
        "machine_clicks",
        "Bot clicks",
        Unit::Times,
        Area::Mail,
        &["machine_follows"],
        "Links followed by scanners. They count for nothing else.",
    ),
    count("bounces", "Hard bounces", Unit::Mails, Area::Mail, &["bounced"], "Mails that came back for good."),
    count(
        "soft_bounces",
        "Soft bounces",
        Unit::Mails,
        Area::Mail,
        &["soft_bounced"],
        "Mails that came back for now: a full mailbox, a server that does not answer.",
    ),
    count(
        "complaints",
        "Spam complaints",
        Unit::Mails,
        Area::Mail,
        &["complained"],
        "Mails that their reader reported as spam.",
    ),
    rate("bounce_rate", "Bounce rate", Area::Mail, &["bounced"], &[MAILS], "Hard bounces, of mails sent."),
    rate("complaint_rate", "Complaint rate", Area::Mail, &["complained"], &[MAILS], "Spam complaints, of mails sent."),
    count(
        "unsubscribed",
        "Unsubscribed",
        Unit::People,
        Area::Mail,
        &["unsubscribed"],
        "Persons who want no more marketing mail.",
    ),
    // ── Nurture ──
    count("begun", "Started", Unit::Ways, Area::Nurture, &["begun"], "Leads that entered the sequence."),
    count(
        "goal_reached",
        "Goal reached",
        Unit::Ways,
        Area::Nurture,
        &["goal"],
        "Leads that reached the sequence's goal.",
    ),
    rate(
        "goal_rate",
        "Goal rate",
        Area::Nurture,
        &["goal"],
        &["begun"],
        "Leads that reached the goal, of those that entered in the period.",
    ),
    count(
        "ended",
        "Ended",
        Unit::Ways,
        Area::Nurture,
        &["ended"],
        "Leads whose way through the sequence is over, for whatever reason.",
    ),
    count(
        "replied_in",
        "Ended by a reply",
        Unit::Ways,
        Area::Nurture,
        &["replied_in"],
        "Leads that left the sequence by answering.",
    ),
    count(
        "unsubscribed_in",
        "Ended by unsubscribing",
        Unit::Ways,
        Area::Nurture,
        &["unsubscribed_in"],
        "Leads that unsubscribed while in the sequence.",
    ),
    count(
        "bounced_in",
        "Ended by a bounce",
        Unit::Ways,
        Area::Nurture,
        &["bounced_in"],
        "Leads that left the sequence by a hard bounce.",
    ),
    count(
        "complained_in",
        "Ended by a complaint",
        Unit::Ways,
        Area::Nurture,
        &["complained_in"],
        "Leads that left the sequence by a spam complaint.",
    ),
];
