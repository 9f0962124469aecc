//! Undoing an import: a lead without the rows of it.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use leadwright_domain::activity::{Activity, ActivityId, ActivityKind, Imported};
use leadwright_domain::config::Config;
use leadwright_domain::fold::{self, Folded, by_import, rows_of};
use leadwright_domain::lead::{Applied, Lead};
use leadwright_domain::value::channel::Channel;
use proptest::prelude::*;

use crate::setting;
use crate::setting::{activity, at, row, step, submission};

const START: &str = "2026-11-23T09:00:00Z";
const MARIA: (&str, &str) = ("email", "maria@acme.example");

fn minutes(count: i64) -> Timestamp {
    at(START) + SignedDuration::from_mins(count)
}

/// A lead with all that happened to it.
#[derive(Default)]
struct Life {
    lead: Option<Lead>,
    timeline: Vec<Applied>,
    turn: usize,
}

impl Life {
    fn act(&mut self, config: &Config, minute: i64, activity: &Activity) -> &Applied {
        let now = minutes(minute);
        let undoes = matches!(activity.kind, ActivityKind::Undone { .. });
        let (lead, applied) = if undoes {
            let Ok(Folded::NeedsTimeline(request)) = fold::fold(self.lead.take(), activity.clone(), config, now) else {
                panic!("an undoing needs the timeline")
            };
            request.answer(&self.timeline, config, now)
        } else {
            step(self.lead.take(), activity, config, now, &mut self.turn)
        };
        self.lead = Some(lead);
        self.timeline.push(applied);
        self.timeline.last().unwrap()
    }

    fn lived(config: &Config, activities: &[Activity]) -> Self {
        let mut life = Self::default();
        for (minute, activity) in (0..).zip(activities) {
            life.act(config, minute, activity);
        }
        life
    }

    fn undo(&mut self, config: &Config, minute: i64, id: &ActivityId) -> Result<(), String> {
        let lead = self.lead.as_ref().unwrap().id.clone();
        let undo = Activity::import_undone(lead, id.clone(), by_import("im_1"), minutes(minute));
        match &self.act(config, minute, &undo).decisions.ignored {
            Some(why) => Err(why.clone()),
            None => Ok(()),
        }
    }
}

fn listed(minute: i64, fields: &[(&str, &str)], import: &str) -> Activity {
    let fields: Vec<_> = [MARIA].into_iter().chain(fields.iter().copied()).collect();
    let row = Imported { import: Some(import.to_owned()), source: "fair".to_owned(), ..row(&fields) };
    activity(minutes(minute), &format!("{import} {minute}"), ActivityKind::LeadImported(row))
}

fn posted(minute: i64, fields: &[(&str, &str)]) -> Activity {
    let fields: Vec<_> = [MARIA].into_iter().chain(fields.iter().copied()).collect();
    activity(
        minutes(minute),
        &format!("post {minute}"),
        ActivityKind::FormSubmitted(submission("guide", &fields, false)),
    )
}

fn fields(lead: &Lead) -> Vec<(String, String)> {
    lead.fields.iter().map(|(name, value)| (name.clone(), value.0.clone())).collect()
}

#[test]
fn what_else_happened_stays() {
    let config = setting::config().hashed();
    let with = [
        posted(0, &[("name", "Maria")]),
        listed(1, &[("name", "M. Silva"), ("city", "Rome")], "im_1"),
        posted(2, &[("company", "Acme")]),
        activity(minutes(3), "no", ActivityKind::Unsubscribed { send: None }),
    ];
    let mut life = Life::lived(&config, &with);
    assert_eq!(life.lead.as_ref().unwrap().field("city"), Some("Rome"));
    life.undo(&config, 4, &with[1].id).unwrap();
    let without: Vec<Activity> = [&with[0], &with[2], &with[3]].map(Clone::clone).into();
    let expected = Life::lived(&config, &without).lead.unwrap();
    let lead = life.lead.as_ref().unwrap();
    assert_eq!(fields(lead), fields(&expected));
    assert_eq!((lead.stage, lead.score.total), (expected.stage, expected.score.total));
    assert!(lead.standing_no().is_some(), "the lead's own no stays");
    assert!(life.undo(&config, 5, &with[1].id).unwrap_err().contains("undone already"));
    assert!(life.undo(&config, 6, &with[0].id).unwrap_err().contains("no row of that import"));
    let replayed = life.timeline.iter().fold(None, |lead, applied| Some(fold::replay(lead, applied, &config.scoring)));
    assert_eq!(replayed, life.lead, "a replay puts back the same");
}

#[test]
fn a_lead_that_an_import_alone_brought_is_known_as_such() {
    let config = setting::config().hashed();
    let alone = Life::lived(&config, &[listed(0, &[("city", "Rome")], "im_1"), listed(1, &[], "im_1")]);
    let rows = rows_of(&alone.timeline, "im_1", &BTreeSet::default());
    assert!(rows.is_all && rows.open.len() == 2);
    let other = Life::lived(&config, &[listed(0, &[], "im_1"), listed(1, &[], "im_2")]);
    let rows = rows_of(&other.timeline, "im_1", &BTreeSet::default());
    assert!(!rows.is_all && rows.open.len() == 1, "another import brought it, too");
    // Somebody's "no" is no row: the lead stays, to keep it.
    let no = ActivityKind::DoNotContact { channel: Channel::Calls, by: "ana".to_owned(), note: None };
    let first = listed(0, &[("city", "Rome"), ("name", "Maria")], "im_1");
    let mut stays = Life::lived(&config, &[first.clone(), activity(minutes(1), "no", no)]);
    assert!(!rows_of(&stays.timeline, "im_1", &BTreeSet::default()).is_all);
    stays.undo(&config, 2, &first.id).unwrap();
    let lead = stays.lead.unwrap();
    assert_eq!(fields(&lead), [("email".to_owned(), "maria@acme.example".to_owned())]);
    assert!(rows_of(&stays.timeline, "im_1", &BTreeSet::default()).open.is_empty());
}

proptest! {
    /// Whatever forms and rows came in whatever order: without the rows the lead has what the forms alone give it.
    #[test]
    fn a_lead_without_its_rows_is_what_the_rest_makes_it(
        steps in prop::collection::vec((any::<bool>(), prop::sample::select(vec!["name", "city", "company", "title"]), "[a-z]{1,4}"), 1..10),
    ) {
        let config = setting::config().hashed();
        let mut all = vec![posted(0, &[("name", "first")])];
        for (minute, (is_row, field, value)) in (1..).zip(&steps) {
            let fields = [(*field, value.as_str())];
            all.push(if *is_row { listed(minute, &fields, "im_1") } else { posted(minute, &fields) });
        }
        let mut life = Life::lived(&config, &all);
        let is_row = |activity: &&Activity| matches!(activity.kind, ActivityKind::LeadImported(_));
        for (minute, activity) in (100..).zip(all.iter().filter(is_row)) {
            prop_assert_eq!(life.undo(&config, minute, &activity.id), Ok(()));
        }
        let rest: Vec<Activity> = all.iter().filter(|activity| !is_row(activity)).cloned().collect();
        let expected = Life::lived(&config, &rest).lead.unwrap();
        let lead = life.lead.unwrap();
        prop_assert_eq!(fields(&lead), fields(&expected));
        prop_assert_eq!(lead.stage, expected.stage);
        prop_assert_eq!(&lead.first_touch, &expected.first_touch);
    }
}
