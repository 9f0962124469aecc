//! What became of mails, by the step and the mail that they were: it is found from the sending.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use leadwright_domain::activity::{Activity, ActivityKind, Contact};
use leadwright_domain::fold;
use leadwright_domain::metrics::{ALL, BeforeFact, Count, Counts, DIMENSIONS, Fact, NONE, measure};
use serde_json::json;

use super::life::{Life, with};
use crate::setting::{activity, at};

/// A lead that got the step `a` on Tuesday, and is in the sequence.
fn mailed() -> Life {
    let steps = json!([
        {"name": "a", "wait": "1d", "mail": "tips"},
        {"name": "b", "wait": "9d", "mail": "story"},
    ]);
    let goal = json!({"label": "Asked for a demo", "rules": ["demo"]});
    let sequence = json!({"topic": "tips", "starts_on": {"form": "guide"}, "goal": goal, "steps": steps});
    let mut life = Life::nurtured(with(&[("s", sequence)]));
    life.until("2026-11-25T00:00:00Z");
    assert!(life.log()[0].ends_with("mail tips"), "{:?}", life.log());
    life
}

fn send_of(life: &Life) -> String {
    let sent = life.timeline.iter().find_map(|applied| match &applied.activity.kind {
        ActivityKind::MailSent(mailing) if mailing.step.is_some() => Some(mailing.send.clone()),
        _ => None,
    });
    sent.expect("a mail was sent")
}

pub(super) fn facts(life: &Life) -> Vec<Fact> {
    fold::facts(&life.timeline, &life.config)
}

pub(super) fn counted(facts: &[Fact], dimension: &str) -> Counts {
    let mut count = Count::new(TimeZone::UTC);
    for fact in facts {
        count.add(fact);
    }
    count.finish().dimensions.remove(dimension).unwrap_or_default()
}

fn reply() -> ActivityKind {
    ActivityKind::ReplyReceived(Contact { by: "lead".into(), reached: true, note: None })
}

#[test]
fn what_became_of_a_mail_counts_for_its_step_and_its_mail() {
    let send = send_of(&mailed());
    for (kind, name) in [
        (ActivityKind::Bounced { send: send.clone(), of: None }, "bounces"),
        (ActivityKind::SoftBounced { send: send.clone(), why: "MailboxFull".into(), of: None }, "soft_bounces"),
        (ActivityKind::Complained { send: send.clone(), of: None }, "complaints"),
        (ActivityKind::Unsubscribed { send: Some(send.clone()) }, "unsubscribed"),
        (reply(), "replies"),
    ] {
        let mut life = mailed();
        life.happens("2026-11-25T12:00:00Z", kind);
        let facts = facts(&life);
        let of = |dimension: &str, value: &str| {
            let counts = counted(&facts, dimension);
            measure(name).unwrap().value(counts.get(value).unwrap_or(&BTreeMap::new()), None)
        };
        let one = of(ALL, ALL);
        assert_eq!(format!("{one:?}"), "Count(1)", "{name}");
        assert_eq!((of("step", "s/a"), of("mail", "tips")), (one, one), "{name}");
        assert_ne!((of("step", NONE), of("mail", NONE)), (one, one), "{name}");
    }
}

#[test]
fn an_unsubscription_without_a_mail_counts_for_its_sequence_only() {
    let mut life = mailed();
    life.happens("2026-11-25T12:00:00Z", ActivityKind::Unsubscribed { send: None });
    let facts = facts(&life);
    assert_eq!(counted(&facts, "step")[NONE]["unsubscribed"], 1);
    assert_eq!(counted(&facts, "mail")[NONE]["unsubscribed"], 1);
    assert_eq!(counted(&facts, "sequence")["s"]["unsubscribed_in"], 1);
}

#[test]
fn a_goal_and_a_reply_count_for_the_mail_that_came_last() {
    let mut life = mailed();
    life.tell(&crate::setting::post("2026-11-25T12:00:00Z", "demo", super::life::JOSE));
    let facts = facts(&life);
    for (dimension, value) in [("step", "s/a"), ("mail", "tips"), ("sequence", "s"), (ALL, ALL)] {
        assert_eq!(counted(&facts, dimension)[value]["goal"], 1, "{dimension}");
    }
    // Two months later an answer is hardly one to that mail.
    let mut late = mailed();
    late.until("2026-12-10T00:00:00Z");
    late.happens("2027-02-20T12:00:00Z", reply());
    assert_eq!(counted(&self::facts(&late), "mail")[NONE]["reply_received"], 1);
}

#[test]
fn mails_of_a_sequence_are_planned_before_they_are_sent() {
    let life = mailed();
    let steps = counted(&facts(&life), "step");
    assert_eq!((steps["s/a"]["planned"], steps["s/a"]["mail"]), (1, 1));
    assert_eq!((steps["s/b"]["planned"], steps["s/b"].get("mail")), (1, None));
    assert_eq!(counted(&facts(&life), "sequence")["s"]["planned"], 2);
}

/// Whatever is known by step or mail adds up to what the whole company has.
#[test]
fn steps_and_mails_add_up_to_the_total() {
    let mut life = mailed();
    let send = send_of(&life);
    life.happens("2026-11-25T12:00:00Z", reply());
    life.happens("2026-11-25T13:00:00Z", ActivityKind::Unsubscribed { send: Some(send.clone()) });
    life.happens("2026-11-25T14:00:00Z", ActivityKind::Complained { send, of: None });
    let facts = facts(&life);
    let total = &counted(&facts, ALL)[ALL];
    for dimension in DIMENSIONS.iter().filter(|dimension| ["step", "mail", "sequence"].contains(&dimension.name)) {
        let counts = counted(&facts, dimension.name);
        for (name, number) in total.iter().filter(|(name, _)| dimension.has(name)) {
            let sum: u64 = counts.values().filter_map(|metrics| metrics.get(name)).sum();
            assert_eq!(sum, *number, "{name} by {}", dimension.name);
        }
    }
}

/// A lead does not know which mail a send id was: the next count asks its timeline.
#[test]
fn a_fact_that_only_the_timeline_knows_is_asked_for() {
    let mut life = mailed();
    let send = send_of(&life);
    for (kind, is_exact) in [
        (ActivityKind::Bounced { send: send.clone(), of: None }, false),
        (ActivityKind::Unsubscribed { send: Some(send) }, false),
        (ActivityKind::Unsubscribed { send: None }, true),
        (reply(), false),
    ] {
        let told: Activity = activity(at("2026-11-25T12:00:00Z"), "x", kind);
        let before = BeforeFact::of(life.lead.as_ref(), &told);
        let lead = life.lead.clone();
        let applied = life.tell(&told).clone();
        assert_eq!(before.is_exact(&applied), is_exact, "{:?}", told.kind);
        life.lead = lead;
    }
}
