//! What others change of a lead that has an owner.

use std::collections::BTreeMap;

use leadwright_domain::activity::{Activity, ActivityKind};
use leadwright_domain::lead::Lead;
use leadwright_domain::timeline::changes;
use leadwright_domain::words::Words;

use crate::setting::{activity, at, config, row, run, submission};

const MARIA: (&str, &str) = ("email", "maria@acme.example");

fn posted(form: &str, fields: &[(&str, &str)], time: &str) -> Activity {
    let fields: Vec<(&str, &str)> = fields.iter().copied().chain([MARIA]).collect();
    activity(at(time), time, ActivityKind::FormSubmitted(submission(form, &fields, false)))
}

fn listed(fields: &[(&str, &str)], time: &str) -> Activity {
    activity(at(time), time, ActivityKind::LeadImported(row(fields)))
}

fn edited(field: &str, value: &str, by: &str, time: &str) -> Activity {
    let fields = BTreeMap::from([(field.to_owned(), value.to_owned())]);
    activity(at(time), time, ActivityKind::Edited { fields, by: by.to_owned() })
}

fn told(lead: &Lead) -> Vec<String> {
    let zone = config().company.timezone.time_zone();
    changes(lead, Words::english(), at("2026-11-21T15:00:00Z"), &zone).into_iter().map(|change| change.words).collect()
}

const OLD: &str = "+351912345678";
const NEW: &str = "+351760123456";

/// Whoever knows an address can post another number for it: the owner sees both.
#[test]
fn r_issue_10_9_a_number_that_a_form_changed_is_shown_beside_the_one_before() {
    let demo = posted("demo", &[("phone", OLD), ("company", "Acme")], "2026-11-21T14:03:00Z");
    let form = |value: &str, time: &str| posted("guide", &[("phone", value)], time);
    for (what, after, phone, words) in [
        ("nothing", vec![], OLD, vec![]),
        (
            "another number",
            vec![form(NEW, "2026-11-21T14:10:00Z")],
            NEW,
            vec!["Phone changed by a form at 14:10, was +351912345678"],
        ),
        (
            "the same one, written otherwise",
            vec![form("00351 912 345 678", "2026-11-21T14:10:00Z")],
            "00351 912 345 678",
            vec![],
        ),
        (
            "the same one, as it is dialled at home",
            vec![form("912 345 678", "2026-11-21T14:10:00Z")],
            "912 345 678",
            vec![],
        ),
        (
            "one after the other: the owner's stays",
            vec![form("+8819900000", "2026-11-21T14:09:00Z"), form(NEW, "2026-11-21T14:10:00Z")],
            NEW,
            vec!["Phone changed by a form at 14:10, was +351912345678"],
        ),
        ("and back again", vec![form(NEW, "2026-11-21T14:09:00Z"), form(OLD, "2026-11-21T14:10:00Z")], OLD, vec![]),
        (
            "by a list",
            vec![listed(&[("phone", NEW)], "2026-11-21T14:10:00Z")],
            NEW,
            vec!["Phone changed by a list at 14:10, was +351912345678"],
        ),
        (
            "by another program",
            vec![edited("phone", NEW, "api", "2026-11-21T14:10:00Z")],
            NEW,
            vec!["Phone changed by another program at 14:10, was +351912345678"],
        ),
        (
            "taken away by another program",
            vec![edited("phone", "", "api", "2026-11-21T14:10:00Z")],
            "",
            vec!["Phone removed by another program at 14:10, was +351912345678"],
        ),
        ("by the owner", vec![edited("phone", NEW, "ana", "2026-11-21T14:10:00Z")], NEW, vec![]),
        (
            "settled by the owner",
            vec![form(NEW, "2026-11-21T14:10:00Z"), edited("phone", OLD, "ana", "2026-11-21T14:11:00Z")],
            OLD,
            vec![],
        ),
        (
            "after the owner entered one: that stays, and the other is told",
            vec![edited("phone", "+351210000000", "ana", "2026-11-21T14:10:00Z"), form(NEW, "2026-11-21T14:11:00Z")],
            "+351210000000",
            vec!["Phone +351760123456 came by a form at 14:11; +351210000000, which one of you entered, stays"],
        ),
        ("a form that came late says nothing new", vec![form(NEW, "2026-11-21T13:00:00Z")], OLD, vec![]),
        (
            "a field that was empty loses nothing",
            vec![posted("guide", &[("name", "Maria")], "2026-11-21T14:10:00Z")],
            OLD,
            vec![],
        ),
        (
            "a company",
            vec![posted("guide", &[("company", "Evil")], "2026-11-21T14:10:00Z")],
            OLD,
            vec!["Company changed by a form at 14:10, was Acme"],
        ),
        (
            "an answer to a question is asked for anew",
            vec![posted("guide", &[("timeline", "later")], "2026-11-21T14:10:00Z")],
            OLD,
            vec![],
        ),
    ] {
        let posts: Vec<Activity> = [demo.clone()].into_iter().chain(after).collect();
        let (lead, _) = run(&config(), &posts);
        assert_eq!(
            (lead.field("phone").unwrap_or_default(), told(&lead)),
            (phone, words.iter().map(|&w| w.to_owned()).collect()),
            "{what}"
        );
    }
}

#[test]
fn what_changes_before_a_lead_has_an_owner_is_nothing_to_tell() {
    let posts = [
        posted("guide", &[("phone", OLD)], "2026-11-21T14:03:00Z"),
        posted("guide", &[("phone", NEW)], "2026-11-21T14:10:00Z"),
    ];
    let (lead, _) = run(&config(), &posts);
    assert!(lead.owner.is_none() && lead.changes.is_empty());
}

/// What can't be read does not take the place of what can, so nothing changed.
#[test]
fn what_cannot_be_read_changes_nothing_that_can() {
    let unreadable = |mut activity: Activity| {
        match &mut activity.kind {
            ActivityKind::FormSubmitted(sent) => sent.unrecognised = sent.fields.keys().cloned().collect(),
            ActivityKind::LeadImported(row) => row.unrecognised = row.fields.keys().cloned().collect(),
            _ => {}
        }
        activity
    };
    let demo = posted("demo", &[("phone", OLD), ("country", "DE"), ("employees", "40")], "2026-11-21T14:03:00Z");
    let bare = posted("demo", &[], "2026-11-21T14:03:00Z");
    let odd = [("phone", "3.51912E+11"), ("country", "Narnia"), ("employees", "many")];
    for (what, first, after, values, words) in [
        ("a form", &demo, vec![unreadable(posted("guide", &odd, "2026-11-21T14:10:00Z"))], [OLD, "DE", "40"], vec![]),
        ("a list", &demo, vec![unreadable(listed(&odd, "2026-11-21T14:10:00Z"))], [OLD, "DE", "40"], vec![]),
        (
            "what could be read after all",
            &bare,
            vec![
                unreadable(listed(&[("country", "Narnia")], "2026-11-21T14:10:00Z")),
                posted("guide", &[("country", "DE")], "2026-11-21T14:11:00Z"),
            ],
            ["", "DE", ""],
            vec!["Country changed by a form at 14:11, was Narnia"],
        ),
        (
            "another country, by its name",
            &demo,
            vec![posted("guide", &[("country", "PT")], "2026-11-21T14:11:00Z")],
            [OLD, "PT", "40"],
            vec!["Country changed by a form at 14:11, was Germany"],
        ),
    ] {
        let posts: Vec<Activity> = [first.clone()].into_iter().chain(after).collect();
        let (lead, _) = run(&config(), &posts);
        let known = ["phone", "country", "employees"].map(|name| lead.field(name).unwrap_or_default());
        assert_eq!((known, told(&lead)), (values, words.iter().map(|&w| w.to_owned()).collect()), "{what}");
    }
}
