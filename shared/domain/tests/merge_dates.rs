//! Two leads with different dates, of which one waits for its date: merged and taken apart, the step goes by the date of
//! the lead that it is a step of.

use leadwright_domain::activity::{Activity, ActivityId, ActivityKind};
use leadwright_domain::config::Config;
use leadwright_domain::fold;
use leadwright_domain::lead::{Applied, Lead};
use serde_json::json;

use crate::merge::{NOW, Pair, other_id, said};
use crate::setting::{activity, at, config, post, step, submission};

fn company() -> Config {
    let mut config = config();
    let field = serde_json::from_value(json!({"name": "webinar_at", "label": "Webinar"})).unwrap();
    config.forms.get_mut("guide").unwrap().fields.push(field);
    let sequence = json!({"topic": "tips", "starts_on": {"form": "guide"}, "steps": [
        {"name": "remind", "wait": {"until": "webinar_at", "minus": "1d", "at": "9:00"}, "mail": "tips"},
        {"name": "after", "wait": {"until": "webinar_at", "plus": "1d"}, "mail": "story"},
    ]});
    config.sequences = [("s".to_owned(), serde_json::from_value(sequence).unwrap())].into();
    config.hashed()
}

/// Of who is in the sequence.
fn guide(time: &str, email: &str, webinar: &str) -> Activity {
    post(time, "guide", &[("email", email), ("webinar_at", webinar)])
}

/// Of who has a date, and never agreed to mail.
fn without_consent(time: &str, email: &str, webinar: &str) -> Activity {
    let sent = submission("guide", &[("email", email), ("webinar_at", webinar)], false);
    activity(at(time), time, ActivityKind::FormSubmitted(sent))
}

const OWN: &str = "maria@acme.example";
const HOME: &str = "maria@home.example";

/// When the steps of the sequence are due.
fn due(lead: &Lead) -> Vec<String> {
    lead.agenda().iter().filter(|entry| entry.step().is_some()).map(|entry| entry.delivery.due.to_string()).collect()
}

fn unmerged(pair: &Pair, lead: &Lead, more: &[Applied], now: &str) -> (Lead, Applied, Lead) {
    let split = fold::split(
        lead,
        &pair.one.1.iter().chain(more).cloned().collect::<Vec<_>>(),
        &other_id(),
        &pair.config,
        at(now),
    );
    let split = split.expect("they are merged");
    let by = said(now, ActivityKind::Unmerged { other: other_id(), by: "ana".into() });
    let of_other = Activity { lead: other_id(), id: ActivityId::new(at(now), &["b"]), ..by.clone() };
    let (one, applied) = fold::unmerge(lead.clone(), &split.lead, by, &pair.config, at(now));
    assert_eq!(fold::replay(Some(lead.clone()), &applied, &pair.config.scoring), one);
    let (two, _) = fold::unmerge(pair.two.0.clone(), &split.other, of_other, &pair.config, at(now));
    (one, applied, two)
}

#[test]
fn the_newer_date_of_the_other_lead_goes_with_it() {
    let one = [guide("2026-11-20T09:00:00Z", OWN, "2026-12-10")];
    let two = vec![without_consent("2026-11-21T09:00:00Z", HOME, "2026-12-16")];
    let pair = Pair::of(company(), &one, two);
    assert_eq!(due(&pair.one.0), ["2026-12-09T09:00:00Z"]);
    let (lead, merged) = pair.merge();
    assert_eq!((lead.field("webinar_at"), due(&lead)), (Some("2026-12-16"), vec!["2026-12-15T09:00:00Z".to_owned()]));
    let (one, _, two) = unmerged(&pair, &lead, &[merged], NOW);
    assert_eq!((one.field("webinar_at"), due(&one)), (Some("2026-12-10"), vec!["2026-12-09T09:00:00Z".to_owned()]));
    assert_eq!(one.settled().agenda(), pair.one.0.settled().agenda(), "to the letter");
    assert_eq!(due(&two), [""; 0]);
}

#[test]
fn a_way_that_comes_with_the_other_lead_goes_by_the_date_that_holds() {
    let one = [without_consent("2026-11-21T09:00:00Z", OWN, "2026-12-16")];
    let two = vec![guide("2026-11-20T09:00:00Z", HOME, "2026-12-10")];
    let mut pair = Pair::of(company(), &one, two);
    // The lead itself agreed on its preference page.
    let again = leadwright_domain::activity::Preferences { again: true, ..Default::default() };
    let agreed = said("2026-11-22T09:00:00Z", ActivityKind::PreferencesSet(again));
    let (lead, applied) = step(Some(pair.one.0), &agreed, &pair.config, agreed.occurred_at(), &mut 0);
    pair.one.0 = lead;
    pair.one.1.push(applied);
    let (lead, merged) = pair.merge();
    assert_eq!((lead.field("webinar_at"), due(&lead)), (Some("2026-12-16"), vec!["2026-12-15T09:00:00Z".to_owned()]));
    let edited = ActivityKind::Edited { fields: [("webinar_at".into(), "2026-12-20".into())].into(), by: "ana".into() };
    let edited = said("2026-11-26T09:00:00Z", edited);
    let (lead, edit) = step(Some(lead), &edited, &pair.config, edited.occurred_at(), &mut 0);
    assert_eq!(due(&lead), ["2026-12-19T09:00:00Z"]);
    let (one, _, two) = unmerged(&pair, &lead, &[merged, edit], "2026-11-27T09:00:00Z");
    assert_eq!((one.field("webinar_at"), due(&one)), (Some("2026-12-20"), Vec::new()));
    assert_eq!((two.field("webinar_at"), due(&two)), (Some("2026-12-10"), vec!["2026-12-09T09:00:00Z".to_owned()]));
}

/// Its own date has passed while they were one: the step is skipped, and what comes behind it planned.
#[test]
fn a_step_that_is_too_late_without_the_merge_is_skipped() {
    let one = [guide("2026-11-20T09:00:00Z", OWN, "2026-12-10")];
    let two = vec![without_consent("2026-11-21T09:00:00Z", HOME, "2026-12-16")];
    let pair = Pair::of(company(), &one, two);
    let (lead, merged) = pair.merge();
    let (one, applied, _) = unmerged(&pair, &lead, &[merged], "2026-12-09T12:00:00Z");
    assert_eq!(applied.decisions.skipped.len(), 1);
    assert_eq!(due(&one), ["2026-12-11T09:00:00Z"]);
}
