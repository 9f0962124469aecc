//! What visitors do at forms before they are leads: they see a form, begin to fill it in, are refused, leave it.
//!
//! No activity of a lead says this. It is stored in rows of its own, added up a batch, and counted with the facts of its
//! day. Forms that were sent are not among it: their activities say that.
//!
//! What must stay true: a row names nobody and no device. What strangers send makes neither a row nor a day grow without
//! bound: what is beyond a bound is counted under [`OTHERS`], and nothing is lost.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::campaign::Campaigns;
use crate::form::Form;
use crate::metrics::counter;
use crate::metrics::fact::{Fact, campaign_of};
use crate::value::impersonal::impersonal_path;
use crate::value::text::{CAMPAIGN_LIMIT, one_line};

/// Stands for the pages or campaigns that are beyond a bound, all together.
pub const OTHERS: &str = "(others)";

/// The path of a page is no longer than this, in characters.
const PAGE_LIMIT: usize = 200;

/// DynamoDB writes this many bytes for one write unit.
const WRITE_UNIT: usize = 1_024;

/// What a row has besides its JSON, in bytes: keys, and names of attributes.
const ROW_FRAME: usize = 100;

/// For this many visits a row may have a write unit.
const VISITS_A_UNIT: u64 = 100;

/// The quarter of an hour, in seconds: every midnight of every zone is the begin of one.
const QUARTER: i64 = 900;

/// A day keeps no more places apart.
const MOST_PLACES: usize = 20_000;

/// A day's counters keep no more pages apart, nor campaigns.
pub const MOST_VALUES: usize = 200;

/// What a visitor did at a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisitEvent {
    /// The form was shown.
    Viewed,
    /// Something was entered for the first time.
    Started,
    /// The page was left after something was entered, and nothing was sent.
    Left {
        /// The field that the visitor was in last.
        field: String,
    },
    /// A post came back.
    Refused {
        /// The fields that were not right.
        fields: BTreeSet<String>,
    },
    /// A bot did one of the first three.
    ByMachine,
}

/// Where visits are counted: a form, and what brought its visitors.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct VisitPlace {
    /// The form's name.
    #[serde(rename = "f")]
    form: String,
    /// Where the leads of the form come from.
    #[serde(rename = "o")]
    source: String,
    /// The path of the page that the form stands on.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    page: Option<String>,
    /// The campaign that the page's address names; else the one of `campaigns.yaml` that takes all of the source.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    campaign: Option<String>,
}

/// One thing that a visitor did at a form: a message of the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// Told apart by it: of a refused post it is the row's name, so that one is counted once.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// Where.
    pub place: VisitPlace,
    /// What.
    pub event: VisitEvent,
}

/// Counts of a place. The names are short since many of them stand in a row.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct VisitCounts {
    #[serde(rename = "v", default, skip_serializing_if = "is_zero")]
    views: u64,
    #[serde(rename = "s", default, skip_serializing_if = "is_zero")]
    starts: u64,
    #[serde(rename = "b", default, skip_serializing_if = "is_zero")]
    by_machines: u64,
    #[serde(rename = "r", default, skip_serializing_if = "is_zero")]
    refused: u64,
    /// By the field that was left last.
    #[serde(rename = "l", default, skip_serializing_if = "BTreeMap::is_empty")]
    left: BTreeMap<String, u64>,
    /// By the field that was not right.
    #[serde(rename = "x", default, skip_serializing_if = "BTreeMap::is_empty")]
    refused_fields: BTreeMap<String, u64>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// The counts of a place, in a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceVisits {
    #[serde(flatten)]
    place: VisitPlace,
    #[serde(flatten)]
    counts: VisitCounts,
}

/// A row: counts of a quarter of an hour, or of one post that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitRow {
    /// Within this quarter of an hour, or at this time.
    pub at: Timestamp,
    /// By place.
    pub places: Vec<PlaceVisits>,
}

/// A beacon can't be counted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BeaconError {
    /// It is not written as one.
    #[error("Send a JSON object like {{\"event\": \"view\", \"page\": \"/pricing\", \"campaign\": \"spring\"}}: {0}.")]
    Json(String),
    /// It says left, and not which field.
    #[error("Name the field that was left last, as in {{\"event\": \"left\", \"field\": \"phone\"}}.")]
    NoField,
    /// Only `left` is about a field.
    #[error("Only the event `left` has a field.")]
    Field,
    /// The form has no such field.
    #[error("The form has no field of that name.")]
    UnknownField,
}

/// What a page sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Beacon {
    event: BeaconEvent,
    #[serde(default)]
    field: Option<String>,
    #[serde(default)]
    page: Option<String>,
    #[serde(default)]
    campaign: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum BeaconEvent {
    View,
    Start,
    Left,
}

impl VisitPlace {
    /// The place of a visit. What looks like a person in the page's path or the campaign is not kept.
    pub fn new((name, form): (&str, &Form), page: Option<&str>, campaign: Option<&str>, campaigns: &Campaigns) -> Self {
        let page = page.filter(|page| !page.is_empty()).map(impersonal_path);
        let page = page.map(|page| if page.chars().count() > PAGE_LIMIT { OTHERS.to_owned() } else { page });
        // As of a form that is sent.
        let campaign = campaign.map(|text| one_line(text, CAMPAIGN_LIMIT)).filter(|text| !text.is_empty());
        let campaign = campaign_of(&form.source, campaign.as_deref(), campaigns);
        Self { form: name.to_owned(), source: form.source.clone(), page, campaign }
    }

    /// The same form, with whatever page and campaign.
    fn of_others(&self) -> Self {
        let others = || Some(OTHERS.to_owned());
        Self { page: others(), campaign: others(), ..self.clone() }
    }
}

impl VisitEvent {
    /// Reads what a page sends of a form: what happened, and where.
    ///
    /// # Errors
    /// See [`BeaconError`]: events, fields and keys that are not on the list are refused.
    pub fn read_beacon(
        (name, form): (&str, &Form),
        body: &str,
        campaigns: &Campaigns,
    ) -> Result<(Self, VisitPlace), BeaconError> {
        let beacon: Beacon = serde_json::from_str(body).map_err(|wrong| {
            // Without serde's words: they quote the value.
            BeaconError::Json(format!("this one breaks at line {} column {}", wrong.line(), wrong.column()))
        })?;
        let event = match (beacon.event, beacon.field) {
            (BeaconEvent::View, None) => Self::Viewed,
            (BeaconEvent::Start, None) => Self::Started,
            (BeaconEvent::View | BeaconEvent::Start, Some(_)) => return Err(BeaconError::Field),
            (BeaconEvent::Left, None) => return Err(BeaconError::NoField),
            (BeaconEvent::Left, Some(field)) if has_input(form, &field) => Self::Left { field },
            (BeaconEvent::Left, Some(_)) => return Err(BeaconError::UnknownField),
        };
        let place = VisitPlace::new((name, form), beacon.page.as_deref(), beacon.campaign.as_deref(), campaigns);
        Ok((event, place))
    }
}

/// The form has a field or a box of that name.
fn has_input(form: &Form, name: &str) -> bool {
    form.asks_for(name) || form.boxes().any(|one| one.purpose.field() == name)
}

impl Visit {
    /// The row of one visit alone.
    pub fn row(&self) -> VisitRow {
        let mut counts = VisitCounts::default();
        counts.count(&self.event);
        VisitRow { at: self.at, places: vec![PlaceVisits { place: self.place.clone(), counts }] }
    }

    /// It must be counted exactly, and so has a row of its own.
    pub fn is_exact(&self) -> bool {
        matches!(self.event, VisitEvent::Refused { .. })
    }
}

impl VisitCounts {
    fn count(&mut self, event: &VisitEvent) {
        match event {
            VisitEvent::Viewed => self.views += 1,
            VisitEvent::Started => self.starts += 1,
            VisitEvent::ByMachine => self.by_machines += 1,
            VisitEvent::Left { field } => *self.left.entry(field.clone()).or_default() += 1,
            VisitEvent::Refused { fields } => {
                self.refused += 1;
                for field in fields {
                    *self.refused_fields.entry(field.clone()).or_default() += 1;
                }
            }
        }
    }

    fn add(&mut self, more: &Self) {
        let add = |sum: &mut u64, more: u64| *sum = sum.saturating_add(more);
        add(&mut self.views, more.views);
        add(&mut self.starts, more.starts);
        add(&mut self.by_machines, more.by_machines);
        add(&mut self.refused, more.refused);
        for (sums, more) in [(&mut self.left, &more.left), (&mut self.refused_fields, &more.refused_fields)] {
            for (field, number) in more {
                add(sums.entry(field.clone()).or_default(), *number);
            }
        }
    }

    /// How much happened.
    fn total(&self) -> u64 {
        let left: u64 = self.left.values().sum();
        self.views + self.starts + self.by_machines + self.refused + left
    }

    /// The counters that it adds to.
    fn counters(&self) -> BTreeMap<String, u64> {
        let plain = [
            (counter::FORM_VIEWS, self.views),
            (counter::FORM_STARTS, self.starts),
            (counter::FORM_BOTS, self.by_machines),
            (counter::FORM_REFUSED, self.refused),
        ];
        let plain = plain.into_iter().filter(|(_, number)| *number > 0);
        let mut counters: BTreeMap<String, u64> = plain.map(|(name, number)| (name.to_owned(), number)).collect();
        for (family, fields) in [(counter::FIELD_LEFT, &self.left), (counter::FIELD_REFUSED, &self.refused_fields)] {
            counters.extend(fields.iter().map(|(field, number)| (format!("{family}.{field}"), *number)));
        }
        counters
    }
}

/// Adds visits up: a row for each quarter of an hour, no longer than a write unit for each 100 visits, and one unit at
/// least. The places with most visits stay apart; all others of a form are one.
pub fn add_up<'a>(visits: impl IntoIterator<Item = &'a Visit>) -> Vec<VisitRow> {
    let mut quarters: BTreeMap<i64, BTreeMap<&VisitPlace, VisitCounts>> = BTreeMap::new();
    for visit in visits {
        let quarter = quarters.entry(visit.at.as_second().div_euclid(QUARTER)).or_default();
        quarter.entry(&visit.place).or_default().count(&visit.event);
    }
    let rows = quarters.into_iter().filter_map(|(quarter, places)| {
        let at = Timestamp::from_second(quarter.checked_mul(QUARTER)?).ok()?;
        Some(VisitRow { at, places: shortened(places) })
    });
    rows.collect()
}

/// The time lies in the quarter of an hour that begins at `quarter`.
pub fn is_within(quarter: Timestamp, at: Timestamp) -> bool {
    at.as_second().div_euclid(QUARTER) == quarter.as_second().div_euclid(QUARTER)
}

fn shortened(places: BTreeMap<&VisitPlace, VisitCounts>) -> Vec<PlaceVisits> {
    let visits: u64 = places.values().map(VisitCounts::total).sum();
    let units = usize::try_from((visits / VISITS_A_UNIT).max(1)).unwrap_or(usize::MAX);
    let room = units.saturating_mul(WRITE_UNIT).saturating_sub(ROW_FRAME);
    let mut places: Vec<PlaceVisits> =
        places.into_iter().map(|(place, counts)| PlaceVisits { place: place.clone(), counts }).collect();
    // Of places with as many visits, the first of the alphabet.
    places.sort_by(|left, right| {
        right.counts.total().cmp(&left.counts.total()).then_with(|| left.place.cmp(&right.place))
    });
    let length = |row: &[PlaceVisits]| serde_json::to_string(row).map_or(0, |json| json.len());
    let mut kept = places.len();
    loop {
        let row = with_others(&places, kept);
        if kept == 0 || length(&row) <= room {
            return row;
        }
        kept -= (kept / 10).max(1);
    }
}

/// The first of these places, and all others of each form as one.
fn with_others(places: &[PlaceVisits], kept: usize) -> Vec<PlaceVisits> {
    let mut all = DayVisits::default();
    all.add(&places[..kept]);
    for PlaceVisits { place, counts } in &places[kept..] {
        all.places.entry(place.of_others()).or_default().add(counts);
    }
    all.places.into_iter().map(|(place, counts)| PlaceVisits { place, counts }).collect()
}

/// The values with most visits; of as many, the first of the alphabet.
fn most<'a>(visits: impl Iterator<Item = (&'a str, u64)>) -> BTreeSet<&'a str> {
    let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
    for (value, number) in visits {
        *sums.entry(value).or_default() += number;
    }
    let mut sums: Vec<(&str, u64)> = sums.into_iter().collect();
    sums.sort_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(right.0)));
    sums.into_iter().take(MOST_VALUES).map(|(value, _)| value).collect()
}

/// The value if it is one of those that stay apart.
fn one_of(most: &BTreeSet<&str>, value: Option<&str>) -> Option<String> {
    value.map(|value| if most.contains(value) { value.to_owned() } else { OTHERS.to_owned() })
}

/// The visits of a day, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DayVisits {
    places: BTreeMap<VisitPlace, VisitCounts>,
}

impl DayVisits {
    /// Adds a row. The rows of a day are added in the order of their keys: where there are too many places, those that came
    /// first stay apart.
    pub fn add(&mut self, row: &[PlaceVisits]) {
        for PlaceVisits { place, counts } in row {
            let is_full = self.places.len() >= MOST_PLACES && !self.places.contains_key(place);
            let place = if is_full { place.of_others() } else { place.clone() };
            self.places.entry(place).or_default().add(counts);
        }
    }

    /// What the day's visits count as: for each place a fact without a lead, and its counters. The [`MOST_VALUES`] pages and
    /// campaigns with most visits stay apart.
    pub(crate) fn facts(&self) -> Vec<(Fact, BTreeMap<String, u64>)> {
        let of = |value: for<'a> fn(&'a VisitPlace) -> Option<&'a str>| {
            let visits = self.places.iter().map(|(place, counts)| (value(place), counts.total()));
            most(visits.filter_map(|(value, number)| Some((value?, number))))
        };
        let pages = of(|place| place.page.as_deref());
        let campaigns = of(|place| place.campaign.as_deref());
        let facts = self.places.iter().map(|(place, counts)| {
            let fact = Fact {
                source: place.source.clone(),
                form: Some(place.form.clone()),
                page: one_of(&pages, place.page.as_deref()),
                campaign: one_of(&campaigns, place.campaign.as_deref()),
                ..Fact::default()
            };
            (fact, counts.counters())
        });
        facts.collect()
    }
}
