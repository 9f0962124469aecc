//! The counted numbers: days against their activities, months and years against their days, dimensions against the totals.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use leadwright_domain::activity::ActivityId;
use leadwright_domain::lead::Applied;
use leadwright_domain::metrics;
use leadwright_domain::metrics::counter::ACTIVITIES;
use leadwright_domain::metrics::{ALL, Count, Counts, DIMENSIONS, DayVisits, FACTS, Fact, Grain, Span, utc_ranges};
use leadwright_domain::value::identity::LeadId;

use crate::commands::target::Connected;
use crate::wording::count::count_of;

/// An activity, what it counts as by the rules of today, and what is stored of that.
pub(super) type AuditedFact = (Applied, Fact, Option<Fact>);

/// What the activities of the range count as.
pub(super) struct Numbers {
    zone: TimeZone,
    from: Date,
    to: Date,
    days: BTreeMap<Date, Count>,
    /// Facts that other rules than today's have made.
    old: usize,
    /// Leads with a fact that is not what their timeline says.
    wrong: BTreeMap<LeadId, String>,
    /// Leads that waited for a correction when the audit began.
    waited: BTreeSet<LeadId>,
}

/// What is stored of days.
struct Stored {
    /// By dimension.
    days: BTreeMap<&'static str, BTreeMap<Date, Counts>>,
    /// Days that have a mark of any kind.
    marked: BTreeSet<Date>,
    /// Those that were not counted since.
    waiting: BTreeSet<Date>,
    /// Days that other definitions than today's have counted.
    other: BTreeSet<Date>,
    counted_until: Option<Date>,
}

impl Numbers {
    pub(super) async fn begin(stack: &Connected, from: Option<Date>, to: Option<Date>) -> Result<Self> {
        Ok(Self {
            zone: stack.config.company.timezone.time_zone(),
            from: from.unwrap_or(Date::ZERO),
            to: to.unwrap_or(Date::MAX),
            days: BTreeMap::new(),
            old: 0,
            wrong: BTreeMap::new(),
            waited: corrections(stack).await?,
        })
    }

    /// Counts the activities of a lead.
    pub(super) fn add(&mut self, facts: &[AuditedFact]) -> Result<()> {
        for (applied, made, stored) in facts {
            let (lead, activity) = (&applied.activity.lead, &applied.activity.id);
            let Some(stored) = stored else { bail!("{lead}: what {activity} counts as can't be read") };
            let mut made = made.clone();
            // As of then: the file of today may say otherwise.
            made.team.clone_from(&stored.team);
            if stored.rules != FACTS {
                self.old += 1;
            } else if made != *stored {
                self.wrong.insert(lead.clone(), activity.to_string());
            }
            self.add_fact(activity, stored);
        }
        Ok(())
    }

    /// Counts what one activity counts as.
    pub(super) fn add_fact(&mut self, activity: &ActivityId, fact: &Fact) {
        let day = activity.occurred_at().to_zoned(self.zone.clone()).date();
        if (self.from..=self.to).contains(&day) {
            self.days.entry(day).or_insert_with(|| Count::new(self.zone.clone())).add(fact);
        }
    }

    /// Compares the numbers with what is stored; what was compared, in words.
    pub(super) async fn compare(mut self, stack: &Connected) -> Result<String> {
        let waiting = corrections(stack).await?;
        let is_excused = |lead: &LeadId| waiting.contains(lead) || self.waited.contains(lead);
        if let Some((lead, activity)) = self.wrong.iter().find(|(lead, _)| !is_excused(lead)) {
            bail!("{lead}: what {activity} counts as is not what the timeline says");
        }
        let stored = self.stored(stack).await?;
        self.add_visits(stack, stored.days[ALL].keys().copied()).await?;
        let mut counted: BTreeMap<Date, BTreeMap<&'static str, Counts>> =
            self.days.into_iter().map(|(day, count)| (day, count.finish().dimensions)).collect();
        let mut all: BTreeSet<Date> = counted.keys().copied().collect();
        all.extend(stored.days[ALL].keys());
        let (mut days, mut activities, mut left_out, mut other) = (0, 0, 0, 0);
        for day in all {
            if stored.counted_until < Some(day) || stored.marked.contains(&day) {
                left_out += 1;
            } else if stored.other.contains(&day) || (!stored.other.is_empty() && !stored.days[ALL].contains_key(&day))
            {
                other += 1;
            } else {
                compare_day(day, &counted.remove(&day).unwrap_or_default(), &stored.days)?;
                days += 1;
                activities += stored.days[ALL][&day].get(ALL).and_then(|all| all.get(ACTIVITIES)).copied().unwrap_or(0);
            }
        }
        let sums = compare_sums(stack, &stored, (self.from, self.to)).await?;
        let (days, left_out) = (count_of(days, "day"), count_of(left_out, "day"));
        let activities = count_of(usize::try_from(activities)?, "activity");
        let said =
            format!("{days} counted as {activities} say, {sums} months and years as their days; {left_out} left out");
        if other == 0 && self.old == 0 {
            return Ok(said);
        }
        let (other, old) = (count_of(other, "day"), count_of(self.old, "fact"));
        Ok(format!("{said}; {other} and {old} are by other definitions than today's: run `leadwright recount`"))
    }

    /// Counts what visitors did at forms in these days.
    async fn add_visits(&mut self, stack: &Connected, days: impl Iterator<Item = Date>) -> Result<()> {
        for day in days {
            let visits = stack.table.visits(&utc_ranges(day, &self.zone)?).await?;
            if visits != DayVisits::default() {
                self.days.entry(day).or_insert_with(|| Count::new(self.zone.clone())).add_visits(&visits);
            }
        }
        Ok(())
    }

    async fn stored(&self, stack: &Connected) -> Result<Stored> {
        let mut days = BTreeMap::new();
        for dimension in &DIMENSIONS {
            let rows = stack.table.metrics(dimension.name, self.from, self.to).await?;
            days.insert(dimension.name, rows.into_iter().collect());
        }
        let definitions = metrics::definitions(&stack.config.company);
        let other = stack.table.counted_days().await?.into_iter();
        let (mut marked, mut waiting) = (BTreeSet::new(), BTreeSet::new());
        for mark in stack.table.dirty_days().await? {
            let days = mark.company_days(&self.zone)?;
            if !mark.is_counted() {
                waiting.extend(days.iter().copied());
            }
            marked.extend(days);
        }
        Ok(Stored {
            days,
            marked,
            waiting,
            other: other.filter(|(_, by)| by.as_ref() != Some(&definitions)).map(|(day, _)| day).collect(),
            counted_until: stack.table.counted_until().await?.map(|until| until.day),
        })
    }
}

/// The leads that wait for a correction.
async fn corrections(stack: &Connected) -> Result<BTreeSet<LeadId>> {
    let mut leads = BTreeSet::new();
    for shard in 0..stack.table.shards {
        leads.extend(stack.table.corrections(shard).await?.into_iter().map(|correction| correction.lead));
    }
    Ok(leads)
}

fn compare_day(
    day: Date,
    counted: &BTreeMap<&'static str, Counts>,
    stored: &BTreeMap<&'static str, BTreeMap<Date, Counts>>,
) -> Result<()> {
    let none = Counts::new();
    let Some(all) = stored[ALL].get(&day) else {
        bail!("{day} has activities, and was neither counted nor marked to be")
    };
    let total = all.get(ALL).cloned().unwrap_or_default();
    for dimension in &DIMENSIONS {
        let name = dimension.name;
        let is = stored[name].get(&day).unwrap_or(&none);
        if let Some(difference) = difference(counted.get(name).unwrap_or(&none), is) {
            bail!("{day} by {name}: {difference}");
        }
        if let Some((counter, sum, total)) = metrics::difference_to_total(dimension, is, &total) {
            bail!("{day} by {name}: {counter} adds up to {sum}, the total is {total}");
        }
    }
    Ok(())
}

/// Compares months and years, as reports read them, with the days that are stored; how many.
async fn compare_sums(stack: &Connected, stored: &Stored, (from, to): (Date, Date)) -> Result<usize> {
    let days = stored.days[ALL].keys();
    let spans: BTreeSet<Span> = days.flat_map(|day| [Span::month_of(*day), Span::year_of(*day)]).collect();
    let names: Vec<&'static str> = DIMENSIONS.iter().map(|dimension| dimension.name).collect();
    let mut compared = 0;
    for span in spans {
        let range = span.first()..=span.last();
        if span.first() < from || span.last() > to || stored.waiting.range(range.clone()).next().is_some() {
            continue;
        }
        let read =
            stack.table.numbers(&names, (span.first(), span.last()), Grain::Whole, &stack.config.company).await?;
        for dimension in names.iter().copied() {
            let mut sum = Counts::new();
            for (_, counts) in stored.days[dimension].range(range.clone()) {
                metrics::add(&mut sum, counts);
            }
            if let Some(difference) = difference(&sum, &read.pieces[0].counts[dimension]) {
                bail!("{span} by {dimension}: {difference}");
            }
        }
        compared += 1;
    }
    Ok(compared)
}

/// The first number that is not what it should be.
fn difference(should: &Counts, is: &Counts) -> Option<String> {
    let values: BTreeSet<&String> = should.keys().chain(is.keys()).collect();
    for value in values {
        let of = |counts: &Counts| counts.get(value).cloned().unwrap_or_default();
        let (should, is) = (of(should), of(is));
        let counters: BTreeSet<&String> = should.keys().chain(is.keys()).collect();
        for counter in counters {
            let of = |metrics: &metrics::Metrics| metrics.get(counter).copied().unwrap_or_default();
            if of(&should) != of(&is) {
                return Some(format!("{counter} of {value} is {} instead of {}", of(&is), of(&should)));
            }
        }
    }
    None
}
