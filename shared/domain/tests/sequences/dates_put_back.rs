//! Steps that wait for a date of the lead, where another date is taken back: the date that it has now decides.

use jiff::Timestamp;
use leadwright_domain::activity::{Activity, ActivityId, ActivityKind};
use leadwright_domain::fold::{self, Folded};
use leadwright_domain::lead::{Applied, Claim, Lead};
use proptest::prelude::*;

use super::dates::{config, fields, life, lines, planned, webinar};
use super::life::Life;
use crate::setting::{activity, at, lead_id, post};

fn edited(date: &str) -> ActivityKind {
    ActivityKind::Edited { fields: [("webinar_at".to_owned(), date.to_owned())].into(), by: "ana".to_owned() }
}

fn due(life: &Life) -> Option<Timestamp> {
    planned(life).map(|entry| entry.delivery.due)
}

fn undo(life: &mut Life, time: &str, undone: &ActivityId) {
    let kind = ActivityKind::Undone { activity: undone.clone(), by: "ana".to_owned() };
    let activity = Activity::new(ActivityId::new(at(time), &["undo"]), lead_id(), kind);
    let Ok(Folded::NeedsTimeline(request)) = fold::fold(life.lead.take(), activity, &life.config, at(time)) else {
        panic!("undoing needs the timeline")
    };
    let (lead, applied) = request.answer(&life.timeline, &life.config, at(time));
    assert_eq!(applied.decisions.ignored, None);
    life.lead = Some(lead);
    life.timeline.push(applied);
    assert_eq!(replayed(life).settled(), life.lead().settled());
}

fn replayed(life: &Life) -> Lead {
    let replay = |lead, applied: &Applied| Some(fold::replay(lead, applied, &life.config.scoring));
    life.timeline.iter().fold(None, replay).unwrap()
}

#[test]
fn a_date_that_is_taken_back_takes_its_step_back() {
    for (first, other) in [("2026-12-16", "2026-12-04"), ("2026-12-10", "2026-12-16")] {
        let mut life = life(config(&webinar()), first, "");
        let before = life.lead().settled();
        let edit = life.happens("2026-11-24T10:00:00Z", edited(other)).activity.id.clone();
        assert_ne!(due(&life), before.agenda().iter().map(|entry| entry.delivery.due).min());
        undo(&mut life, "2026-11-24T10:01:00Z", &edit);
        assert_eq!(
            serde_json::to_value(life.lead().settled()).unwrap(),
            serde_json::to_value(&before).unwrap(),
            "{first} {other}"
        );
        life.until("2026-12-31T00:00:00Z");
        let log = life.log();
        assert!(log[0].ends_with("09:00 mail tips") && log[1].ends_with("mail story"), "{first} {other}: {log:?}");
    }
}

/// Its time by the date that it has again has passed: it goes on as any step does that is too late.
#[test]
fn a_step_that_is_too_late_by_the_old_date_is_skipped() {
    let mut life = life(config(&webinar()), "2026-12-10 15:00", "");
    let edit = life.happens("2026-12-01T10:00:00Z", edited("2026-12-20 15:00")).activity.id.clone();
    life.until("2026-12-10T10:00:00Z");
    undo(&mut life, "2026-12-10T10:00:00Z", &edit);
    assert_eq!(lines(&life), ["step remind of s skipped: its time by webinar_at has passed"]);
    assert_eq!(due(&life), Some(at("2026-12-11T15:00:00Z")));
    life.until("2026-12-31T00:00:00Z");
    assert_eq!(life.log(), ["Fri 11 15:00 mail story"]);
}

/// What the other date skipped is to come again.
#[test]
fn a_step_that_the_other_date_skipped_is_planned_again() {
    let mut life = life(config(&webinar()), "2026-12-10 15:00", "");
    let before = life.lead().settled();
    let edit = life.happens("2026-11-24T10:00:00Z", edited("2026-11-24 15:00")).activity.id.clone();
    assert_eq!(due(&life), Some(at("2026-11-25T15:00:00Z")), "the reminder is skipped");
    undo(&mut life, "2026-11-24T10:01:00Z", &edit);
    assert_eq!(life.lead().settled(), before);
}

/// A mail that is on its way to SES stays as it is: its record takes it off.
#[test]
fn a_claimed_mail_is_left_alone() {
    let mut life = life(config(&webinar()), "2026-12-16 15:00", "");
    let edit = life.happens("2026-11-24T10:00:00Z", edited("2026-12-04 15:00")).activity.id.clone();
    let id = planned(&life).unwrap().id;
    let claim = Claim { at: at("2026-12-03T09:00:00Z"), until: at("2026-12-03T09:30:00Z"), mail: None };
    life.lead.as_mut().unwrap().change_entry(&id, |entry| entry.delivery.claim = Some(claim.clone()));
    let before = planned(&life).unwrap();
    let kind = ActivityKind::Undone { activity: edit, by: "ana".to_owned() };
    let undo = activity(at("2026-12-03T09:01:00Z"), "undo", kind);
    let Ok(Folded::NeedsTimeline(request)) =
        fold::fold(life.lead.take(), undo, &life.config, at("2026-12-03T09:01:00Z"))
    else {
        panic!("undoing needs the timeline")
    };
    life.lead = Some(request.answer(&life.timeline, &life.config, at("2026-12-03T09:01:00Z")).0);
    assert_eq!(planned(&life), Some(before));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    /// Whatever dates it had meanwhile: undone from the newest on, what is planned is what was planned by each of them.
    #[test]
    fn the_plan_follows_the_date(days in prop::collection::vec(3..60_i64, 2..5), hour in 0..24_i8) {
        use jiff::ToSpan;
        let date = |days: i64| {
            format!("{} {hour:02}:30", jiff::civil::date(2026, 11, 23).saturating_add(days.days()))
        };
        let mut life = Life::of(config(&webinar()));
        life.tell(&post(super::life::MONDAY, "guide", &fields(&date(days[0]), "")));
        let mut done = Vec::new();
        for (place, day) in days.iter().enumerate().skip(1) {
            let before = life.lead().settled();
            let time = format!("2026-11-23T10:{place:02}:00Z");
            done.push((life.happens(&time, edited(&date(*day))).activity.id.clone(), before));
        }
        for (place, (edit, before)) in done.into_iter().rev().enumerate() {
            undo(&mut life, &format!("2026-11-23T11:{place:02}:00Z"), &edit);
            prop_assert_eq!(life.lead().settled(), before);
        }
    }
}
