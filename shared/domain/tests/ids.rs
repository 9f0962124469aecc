//! Ids of activities are made as they always were: a retry of today finds what an older release wrote.

use std::collections::BTreeMap;

use leadwright_domain::activity::{
    Activity, ActivityId, ActivityKind, Click, Follow, Imported, Mailing, Preferences, Recipient, StepRef, Submission,
};
use leadwright_domain::value::currency::Currency;
use leadwright_domain::value::hash::content_hash;

use crate::setting;
use crate::setting::{at, lead_id, submission};

const NOW: &str = "2026-11-23T09:00:07.125Z";
const THEN: &str = "2026-11-20T10:00:00Z";

fn mailing() -> Mailing {
    Mailing { send: "s".to_owned(), mail: "tips".to_owned(), to: Recipient::Lead, step: None }
}

fn step() -> StepRef {
    StepRef { sequence: "nurture".to_owned(), step: "tips".to_owned() }
}

fn row(history: bool) -> Imported {
    Imported { history, ..setting::row(&[]) }
}

fn follow(url: Option<&str>, machine: Option<&str>) -> Follow {
    let owned = |text: Option<&str>| text.map(ToOwned::to_owned);
    Follow { send: "s".to_owned(), mail: "tips".to_owned(), url: owned(url), machine: owned(machine) }
}

#[track_caller]
fn assert_id(activity: &Activity, time: &str, seeds: &[&str], external_id: Option<&str>) {
    assert_eq!(activity.id, ActivityId::new(at(time), seeds), "{activity:?}");
    assert_eq!(activity.external_id.as_deref(), external_id, "{activity:?}");
    assert_eq!(activity.lead, lead_id());
}

fn content(kind: &ActivityKind) -> String {
    content_hash(&[&serde_json::to_string(kind).unwrap()])
}

#[test]
fn of_forms_programs_and_lists() {
    let (now, lead, l) = (at(NOW), lead_id(), lead_id().to_string());
    let sent = || -> Submission { submission("demo", &[("email", "maria@acme.example")], true) };
    let hash = sent().content_hash();
    let keyed = format!("demo:KEY:{hash}");
    assert_id(
        &Activity::form_submitted(lead.clone(), sent(), Some("KEY"), "request", now),
        NOW,
        &[&l, &hash, &keyed],
        Some(&keyed),
    );
    assert_id(
        &Activity::form_submitted(lead.clone(), sent(), None, "request", now),
        NOW,
        &[&l, &hash, "request"],
        None,
    );
    let kind = || ActivityKind::NurtureStopped { by: "ana".to_owned() };
    let posted = |id, time| Activity::posted(lead_id(), kind(), id, time, "seed", now);
    let external = Some("api:nurture_stopped:7");
    assert_id(&posted(Some("7"), None), NOW, &["api", &l, "api:nurture_stopped:7"], external);
    assert_id(&posted(Some("7"), Some(at(THEN))), THEN, &["api", &l, "api:nurture_stopped:7"], external);
    assert_id(&posted(None, Some(at(THEN))), THEN, &["api", &l, &content(&kind())], None);
    assert_id(&posted(None, None), NOW, &["api", &l, "seed:nurture_stopped"], None);
    let imported = |history, date| Activity::imported(lead_id(), row(history), "fair", "hash", date, now);
    assert_id(&imported(true, Some(at(THEN))), THEN, &["import", "fair", &l, "hash", ""], None);
    assert_id(&imported(false, None), NOW, &["import", "fair", &l, "hash", "start"], Some("import:fair:hash"));
    let deal = Activity::deal_imported(
        lead,
        "fair",
        "hash",
        ActivityKind::deal_won(true, None, Currency::EUR, None),
        at(THEN),
    );
    assert_id(&deal, THEN, &["deal", "fair", &l, "hash"], None);
}

#[test]
fn of_pages_and_links() {
    let (now, lead, l) = (at(NOW), lead_id(), lead_id().to_string());
    let kind = || ActivityKind::Accepted { by: "ana".to_owned() };
    let external = format!("page:p:{}", content(&kind()));
    assert_id(&Activity::done_on_page(lead.clone(), "p", kind(), now), NOW, &[&l, &external], Some(&external));
    assert!(external.starts_with(&Activity::page_prefix("p")));
    let kind = || ActivityKind::PreferencesSet(Preferences::default());
    assert_id(&Activity::preference_chosen(lead.clone(), kind(), now), NOW, &[&l, &content(&kind())], None);
    assert_id(&Activity::unsubscribed(lead.clone(), None, now), NOW, &[&l, "unsubscribed"], None);
    for (machine, external) in
        [(None, format!("loaded:s:{}", now.as_second() / 60)), (Some("why".to_owned()), "machine-opened:s".to_owned())]
    {
        let loaded = Activity::picture_loaded(lead.clone(), "s".to_owned(), "tips".to_owned(), machine, now);
        assert_id(&loaded, NOW, &[&l, &external], Some(&external));
    }
    for (url, machine) in [(Some("https://acme.example"), None), (None, Some("why"))] {
        let link = content_hash(&[url.unwrap_or_default()]);
        let external = match machine {
            None => format!("followed:s:{link}:{}", now.as_second() / 10),
            Some(_) => format!("machine-followed:s:{link}"),
        };
        let followed = Activity::link_followed(lead.clone(), follow(url, machine), now);
        assert_id(&followed, NOW, &[&l, &external], Some(&external));
    }
}

#[test]
fn of_the_agenda() {
    let (now, lead, l) = (at(NOW), lead_id(), lead_id().to_string());
    let why = || "why".to_owned();
    for (activity, seeds) in [
        (Activity::mail_sent(&lead, mailing(), now), &[l.as_str(), "s", "mail_sent"][..]),
        (Activity::mail_held(&lead, mailing(), at(THEN), why(), now), &[&l, "s", "mail_held"]),
        (Activity::mail_dropped(&lead, mailing(), why(), now), &[&l, "s", "mail_dropped"]),
        (Activity::step_taken(&lead, step(), "e", BTreeMap::new(), now), &[&l, "e", "step_taken"]),
        (Activity::webhook_called(&lead, step(), "e", None, now), &[&l, "e", "webhook_called"]),
        (Activity::accept_missed(&lead, "e", "ana", None, now), &[&l, "e", "accept_missed"]),
        (Activity::temperature_changed(&lead, now), &[&l, "cooled"]),
        (Activity::untouched(&lead, 4, 7, now), &[&l, "untouched", "7", "4"]),
        (Activity::links_scanned(&lead, "s", "tips", why(), now), &[&l, "s", "links_scanned"]),
        (Activity::mail_opened(&lead, "s", "tips", now), &[&l, "s", "mail_opened"]),
        (Activity::mail_clicked(&lead, Click::new("s", "tips", "u", &[]), now), &[&l, "s", "u", "mail_clicked"]),
    ] {
        assert_id(&activity, NOW, seeds, None);
    }
}

#[test]
fn of_events_and_commands() {
    let (now, lead, l) = (at(NOW), lead_id(), lead_id().to_string());
    let (send, why, of) = ("s".to_owned(), || "why".to_owned(), || "hash".to_owned());
    for (kind, name) in [
        (ActivityKind::Bounced { send: send.clone(), of: None }, "bounced"),
        (ActivityKind::SoftBounced { send: send.clone(), why: why(), of: None }, "soft_bounced"),
        (ActivityKind::Complained { send: send.clone(), of: None }, "complained"),
        (ActivityKind::MailDelivered { send: send.clone(), of: None }, "mail_delivered"),
        (ActivityKind::MailRejected { send: send.clone(), why: None }, "mail_rejected"),
    ] {
        assert_id(&Activity::mail_ended(lead.clone(), kind, now), NOW, &[&l, "s", name], None);
    }
    let last = ActivityId::new(at(THEN), &["last"]);
    assert_id(
        &Activity::suppressed_by_soft_bounces(lead.clone(), &last, why(), of()),
        THEN,
        &[&l, last.as_str(), "worn_out"],
        None,
    );
    assert_id(
        &Activity::suppressed_by_list(lead.clone(), "keyed", why(), of(), now),
        NOW,
        &[&l, "keyed", "suppressed"],
        Some("suppressed:keyed"),
    );
    assert_id(&Activity::rescored(&lead, 41, "v1", now), NOW, &[&l, "rescored", "v1"], Some("rescore:v1:41"));
    assert_id(&Activity::handed_over(lead, "ana", "carla".to_owned(), why(), now), NOW, &[&l, "assigned", "ana"], None);
}
