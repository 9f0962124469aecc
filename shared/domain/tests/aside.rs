//! A lead that a person set aside.

use std::collections::BTreeMap;

use leadwright_domain::activity::{Activity, ActivityKind, Imported, Interaction, Move};
use leadwright_domain::value::stage::Stage;

use crate::setting::{activity, at, config, row, run, submission};

fn edit(field: &str, value: &str, time: &str) -> Activity {
    let fields = BTreeMap::from([(field.to_owned(), value.to_owned())]);
    activity(at(time), time, ActivityKind::Edited { fields, by: "ben".to_owned() })
}

fn aside(to: Stage, reason: &str, again_on: Option<&str>) -> Activity {
    let again_on = again_on.map(|day| day.parse().unwrap());
    let moved = Move { to, reason: Some(reason.to_owned()), again_on, by: "ana".to_owned(), note: None };
    activity(at("2026-11-21T15:00:00Z"), "aside", ActivityKind::StageMoved(moved))
}

fn posted(form: &str, fields: &[(&str, &str)], time: &str) -> Activity {
    let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("email", "maria@acme.example")]).collect();
    activity(at(time), time, ActivityKind::FormSubmitted(submission(form, &fields, false)))
}

/// What a person set aside stays there until its day, or until the lead asks again.
#[test]
fn r_issue_10_15_what_a_person_set_aside_stays() {
    let recycled = || aside(Stage::Recycled, "not-now", Some("2027-03-01"));
    let without_day = || aside(Stage::Recycled, "not-now", None);
    let closed = || aside(Stage::Disqualified, "no-need", None);
    let lost = || aside(Stage::Lost, "competitor", None);
    let row = Imported { consent: true, ..row(&[("timeline", "now"), ("employees", "80")]) };
    let import = activity(at("2026-12-01T10:00:00Z"), "row", ActivityKind::LeadImported(row));
    let event = Interaction { name: Some("fair".to_owned()), page: None, note: None, by_browser: false };
    let event = activity(at("2026-12-01T10:00:00Z"), "event", ActivityKind::EventAttended(event));
    // More points than an MQL needs, and what sales' own criterion asks for.
    let corrected = |time| vec![edit("employees", "80", time), edit("timeline", "now", time)];
    let early = "2026-12-01T10:00:00Z";
    for (what, aside, after, stage) in [
        ("an edit", recycled(), corrected(early), Stage::Recycled),
        ("an edit, without a day", without_day(), corrected("2027-06-01T10:00:00Z"), Stage::Recycled),
        ("an edit of a closed lead", closed(), corrected(early), Stage::Disqualified),
        ("an edit of a lost lead", lost(), corrected(early), Stage::Lost),
        ("a list", recycled(), vec![import.clone()], Stage::Recycled),
        ("a list with a closed lead", closed(), vec![import], Stage::Disqualified),
        ("points", recycled(), vec![edit("employees", "80", early), event], Stage::Recycled),
        (
            "a new model",
            recycled(),
            vec![edit("employees", "80", early), activity(at(early), "m", ActivityKind::Rescored)],
            Stage::Recycled,
        ),
        ("an edit on its day", recycled(), corrected("2027-03-01T08:00:00Z"), Stage::Sql),
        ("a form", recycled(), vec![posted("guide", &[("timeline", "now")], early)], Stage::Sql),
        ("a form that asks for sales", recycled(), vec![posted("demo", &[], early)], Stage::Sql),
        ("a form of a closed lead that asks for sales", closed(), vec![posted("demo", &[], early)], Stage::Sql),
    ] {
        let mut posts = vec![posted("demo", &[("name", "Maria")], "2026-11-21T14:03:00Z"), aside];
        posts.extend(after);
        let (lead, _) = run(&config(), &posts);
        assert_eq!(lead.stage, stage, "{what}");
    }
}

/// A lead that comes back from being set aside, and is set aside again, has the new day.
#[test]
fn the_day_goes_with_the_stage() {
    let demo = |time| posted("demo", &[("name", time)], time);
    let (lead, _) =
        run(&config(), &[demo("2026-11-21T14:03:00Z"), aside(Stage::Recycled, "not-now", Some("2027-03-01"))]);
    assert_eq!(lead.aside_until, Some("2027-03-01".parse().unwrap()));
    let (lead, _) = run(
        &config(),
        &[
            demo("2026-11-21T14:03:00Z"),
            aside(Stage::Recycled, "not-now", Some("2027-03-01")),
            demo("2026-12-01T10:00:00Z"),
        ],
    );
    assert_eq!((lead.stage, lead.aside_until), (Stage::Sql, None));
}
