//! The fold: what follows from an activity, and what holds for all activities.

use leadwright_domain::activity::{Activity, ActivityKind, Click, Follow, Mailing, Opening, Recipient};
use leadwright_domain::config::Config;
use leadwright_domain::fold;
use leadwright_domain::lead::{Applied, Lead};
use leadwright_domain::sending::{Outside, SendVerdict};
use leadwright_domain::value::identity::EmailAddress;
use leadwright_domain::value::stage::Stage;
use proptest::prelude::*;

use crate::setting::{activity, at, config, import, in_two_orders, post, run, step, submission};

const MARIA: &[(&str, &str)] = &[("email", "maria@acme.example"), ("name", "Maria Silva"), ("employees", "120")];
const FREE: &[(&str, &str)] = &[("email", "maria@gmail.com")];

fn sent(time: &str, lead: &Lead, entry: usize) -> Activity {
    activity(at(time), time, ActivityKind::MailSent(lead.agenda()[entry].mailing().unwrap()))
}

fn mails(applied: &Applied) -> Vec<(String, Recipient)> {
    let mailings = applied.decisions.planned.iter().filter_map(|plan| plan.task.mailing(&plan.id));
    mailings.map(|mailing| (mailing.mail, mailing.to)).collect()
}

#[test]
fn a_demo_request_is_handed_off_at_once() {
    let (lead, all) = run(&config(), &[post("2026-11-21T14:03:00Z", "demo", MARIA)]);
    assert_eq!((lead.stage, lead.owner.as_deref()), (Stage::Sql, Some("ana")));
    assert_eq!(mails(&all[0]), [("hand-off".into(), Recipient::Owner), ("thanks".into(), Recipient::Lead)]);
    assert_eq!(lead.score.total, 55);
    assert!(lead.enrolments.is_empty());
}

#[test]
fn a_guide_download_is_nurtured_and_nobody_is_told() {
    let config = config();
    let (lead, all) = run(&config, &[post("2026-11-21T14:03:00Z", "guide", FREE)]);
    assert_eq!((lead.stage, lead.owner.as_deref()), (Stage::Lead, None));
    assert_eq!(mails(&all[0]), [("thanks".into(), Recipient::Lead), ("tips".into(), Recipient::Lead)]);
    assert_eq!(lead.agenda()[1].delivery.due, at("2026-11-22T14:03:00Z"));

    let (lead, all) = run(
        &config,
        &[
            post("2026-11-21T14:03:00Z", "guide", FREE),
            sent("2026-11-21T14:03:01Z", &lead, 0),
            sent("2026-11-22T14:04:00Z", &lead, 1),
        ],
    );
    assert_eq!(mails(&all[2]), [("story".into(), Recipient::Lead)]);
    assert_eq!(
        lead.agenda().iter().map(|entry| (entry.mailing().unwrap().mail, entry.delivery.due)).collect::<Vec<_>>(),
        [("story".to_owned(), at("2026-11-24T14:04:00Z"))]
    );
}

#[test]
fn without_consent_nothing_is_nurtured() {
    let what = ActivityKind::FormSubmitted(submission("guide", FREE, false));
    let (lead, _) = run(&config(), &[activity(at("2026-11-21T14:03:00Z"), "x", what)]);
    assert!(lead.enrolments.is_empty());
}

#[test]
fn a_known_person_keeps_the_owner_and_the_owner_is_told() {
    let (lead, all) =
        run(&config(), &[post("2026-11-21T14:03:00Z", "demo", MARIA), post("2026-11-25T09:00:00Z", "guide", MARIA)]);
    assert_eq!(lead.owner.as_deref(), Some("ana"));
    assert_eq!(all[1].decisions.owner, None);
    assert_eq!(mails(&all[1]), [("hand-off".into(), Recipient::Owner), ("thanks".into(), Recipient::Lead)]);
}

#[test]
fn a_lead_whose_owner_has_left_is_handed_to_somebody_who_is_there() {
    let mut config = config();
    let (lead, _) = run(&config, &[post("2026-11-21T14:03:00Z", "demo", MARIA)]);
    assert_eq!(lead.owner.as_deref(), Some("ana"));
    config.team.people.remove(0);
    let back = post("2026-11-25T09:00:00Z", "demo", FREE);
    let (lead, applied) = step(Some(lead), &back, &config, at("2026-11-25T09:00:00Z"), &mut 1);
    assert_eq!(lead.owner.as_deref(), Some("chloe"));
    assert!(mails(&applied).contains(&("hand-off".into(), Recipient::Owner)));
}

#[test]
fn a_score_over_the_threshold_makes_an_mql() {
    let (lead, all) =
        run(&config(), &[post("2026-11-21T14:03:00Z", "guide", MARIA), post("2026-11-22T14:03:00Z", "guide", MARIA)]);
    assert_eq!((lead.score.total, lead.stage), (45, Stage::Mql));
    assert_eq!(all[1].decisions.stage.as_ref().unwrap().why, "Enough points");
}

#[test]
fn a_hand_off_a_deal_and_an_unsubscription_end_the_sequence() {
    let guide = post("2026-11-21T14:03:00Z", "guide", FREE);
    let ends = [
        (post("2026-11-21T15:00:00Z", "demo", FREE), "Handed to sales"),
        (
            activity(
                at("2026-11-21T15:00:00Z"),
                "won",
                ActivityKind::DealWon {
                    history: false,
                    amount: None,
                    amount_minor: None,
                    currency: None,
                    by: None,
                    corrects: None,
                },
            ),
            "Won",
        ),
        (activity(at("2026-11-21T15:00:00Z"), "no", ActivityKind::Unsubscribed { send: None }), "Unsubscribed"),
    ];
    for (end, why) in ends {
        let (lead, _) = run(&config(), &[guide.clone(), end]);
        assert_eq!(lead.enrolments["nurture"].ended.as_deref(), Some(why));
        assert!(lead.agenda().iter().all(|entry| !entry.is_marketing()), "{why}");
    }
}

/// In Parcelvoy a journey goes on after the lead unsubscribes.
#[test]
fn r_parcelvoy_442_a_claimed_mail_is_stopped_when_its_claim_lapses() {
    let config = config();
    let (mut lead, _) = run(&config, &[post("2026-11-21T14:03:00Z", "guide", FREE)]);
    lead.change_agenda(|agenda| agenda[1].claim(at("2026-11-22T14:03:00Z"), "tips"));
    let no = activity(at("2026-11-22T14:03:10Z"), "no", ActivityKind::Unsubscribed { send: None });
    let (lead, _) = step(Some(lead.clone()), &no, &config, at("2026-11-22T14:03:10Z"), &mut 0);
    let entry = lead.agenda().iter().find(|entry| entry.is_marketing()).expect("it is on its way");
    let verdict =
        config.sending_rules().verdict(Recipient::Lead, entry, &lead, &Outside::default(), at("2026-11-22T14:03:00Z"));
    assert_eq!(verdict, SendVerdict::Drop("Unsubscribed".to_owned()));
}

/// In Mautic a contact that enters a sequence again has two logs, and is stuck or loops.
#[test]
fn r_mautic_9797_a_sequence_is_entered_once() {
    let (lead, all) =
        run(&config(), &[post("2026-11-21T14:03:00Z", "guide", FREE), post("2026-11-21T18:00:00Z", "guide", FREE)]);
    assert_eq!(lead.agenda().iter().filter(|entry| entry.is_marketing()).count(), 1);
    assert!(all[1].decisions.begun.is_empty());
}

/// In `SuiteCRM` a double click makes two leads.
#[test]
fn r_suitecrm_9463_a_double_click_is_one_request() {
    let (lead, all) = run(
        &config(),
        &[post("2026-11-21T14:03:00.000Z", "demo", MARIA), post("2026-11-21T14:03:00.250Z", "demo", MARIA)],
    );
    assert!(all[1].decisions.duplicate);
    assert_eq!(mails(&all[1]), []);
    assert_eq!(lead.score.total, 55);
}

/// `EspoCRM` drops a lead when its duplicate check is off. Here a lead that asks again, or for something else, is heard.
#[test]
fn r_espocrm_1387_a_second_request_that_is_no_double_click_is_kept() {
    let again = post("2026-11-21T14:14:00Z", "demo", MARIA);
    let other = post("2026-11-21T14:03:01Z", "demo", FREE);
    let (lead, all) = run(&config(), &[post("2026-11-21T14:03:00Z", "demo", MARIA), other, again]);
    assert!(all.iter().all(|applied| !applied.decisions.duplicate && !applied.decisions.planned.is_empty()), "{all:?}");
    assert_eq!(lead.version(), 3);
}

/// In Mautic the campaign of the first visit is lost when the visitor becomes known.
#[test]
fn r_mautic_11612_the_first_touch_stays_whenever_it_comes_in() {
    let mut first = post("2026-11-01T10:00:00Z", "guide", FREE);
    let ActivityKind::FormSubmitted(form) = &mut first.kind else { unreachable!() };
    form.campaign = Some("spring".to_owned());
    let later = post("2026-11-21T14:03:00Z", "demo", MARIA);
    for order in [[first.clone(), later.clone()], [later, first]] {
        let (lead, _) = run(&config(), &order);
        assert_eq!(lead.first_touch.campaign.as_deref(), Some("spring"));
    }
}

/// Somebody who posts a stranger's address over and over makes us send one mail.
#[test]
fn a_stranger_is_thanked_once_an_hour() {
    let (_, all) = run(
        &config(),
        &[
            post("2026-11-21T14:00:00Z", "guide", FREE),
            post("2026-11-21T14:01:00Z", "guide", MARIA),
            post("2026-11-21T15:30:00Z", "guide", FREE),
        ],
    );
    let thanked = all.iter().map(|applied| mails(applied).iter().any(|(mail, _)| *mail == "thanks"));
    assert_eq!(thanked.collect::<Vec<_>>(), [true, false, true]);
}

#[test]
fn imported_history_starts_no_mail_hand_off_or_sequence() {
    let (lead, all) = run(
        &config(),
        &[
            import("2018-02-01T00:00:00Z", "organic_search", true),
            activity(
                at("2018-02-20T00:00:00Z"),
                "won",
                ActivityKind::DealWon {
                    history: true,
                    amount: None,
                    amount_minor: None,
                    currency: None,
                    by: None,
                    corrects: None,
                },
            ),
        ],
    );
    assert_eq!(lead.stage, Stage::Customer);
    assert!(all.iter().all(|applied| applied.decisions.planned.is_empty() && applied.decisions.owner.is_none()));
}

#[test]
fn an_edited_sequence_neither_repeats_nor_skips() {
    let mut config = config();
    let (lead, _) = run(&config, &[post("2026-11-21T14:03:00Z", "guide", FREE)]);
    // A new step is put first, and the old first one stays: who has had `tips` goes on to `story`.
    let mut added = config.sequences["nurture"].steps[0].clone();
    added.name = "hello".to_owned();
    config.sequences.get_mut("nurture").unwrap().steps.insert(0, added);
    let done = sent("2026-11-22T14:03:00Z", &lead, 1);
    let (lead, _) = step(Some(lead.clone()), &done, &config, at("2026-11-22T14:03:00Z"), &mut 0);
    assert_eq!(lead.agenda().last().unwrap().mailing().unwrap().mail, "story");
}

#[test]
fn a_mail_recorded_twice_plans_one_next_step() {
    let config = config();
    let (lead, _) = run(&config, &[post("2026-11-21T14:03:00Z", "guide", FREE)]);
    let done = sent("2026-11-22T14:03:00Z", &lead, 1);
    let (once, _) = step(Some(lead.clone()), &done, &config, at("2026-11-22T14:03:00Z"), &mut 0);
    let (twice, _) = step(Some(once.clone()), &done, &config, at("2026-11-22T14:09:00Z"), &mut 0);
    assert_eq!(once.settled(), twice.settled());
}

fn hash_of(fields: &[(&str, &str)]) -> String {
    EmailAddress::parse(fields[0].1).unwrap().short_hash()
}

/// A salesperson corrects the address.
fn correct(fields: &[(&str, &str)]) -> ActivityKind {
    ActivityKind::Edited { fields: [("email".to_owned(), fields[0].1.to_owned())].into(), by: "ana".to_owned() }
}

#[test]
fn a_corrected_address_gets_mail_again() {
    let config = config();
    let bounced = |of: Option<&[(&str, &str)]>| ActivityKind::Bounced { send: "x".to_owned(), of: of.map(hash_of) };
    let life = |rest: &[(&str, ActivityKind)]| {
        let rest = rest.iter().map(|(time, what)| activity(at(time), time, what.clone()));
        let all: Vec<_> = [post("2026-11-21T14:03:00Z", "guide", FREE)].into_iter().chain(rest).collect();
        run(&config, &all)
    };
    let (first, second, third) = ("2026-11-21T14:04:00Z", "2026-11-21T15:00:00Z", "2026-11-21T16:00:00Z");
    // By the address that it names, or of old by the one that the lead had.
    for of in [None, Some(FREE)] {
        let (dead, _) = life(&[(first, bounced(of))]);
        assert!(!dead.may_be_marketed_to() && dead.enrolments["nurture"].ended.is_some(), "{of:?}");
        let thanks = &dead.agenda()[0];
        let verdict = |lead: &Lead| {
            config.sending_rules().verdict(Recipient::Lead, thanks, lead, &Outside::default(), at(second))
        };
        assert_eq!(verdict(&dead), SendVerdict::Drop("The address does not take mail".to_owned()), "{of:?}");

        let (corrected, _) = life(&[(first, bounced(of)), (second, correct(MARIA))]);
        assert!(corrected.may_be_marketed_to(), "{of:?}");
        assert_eq!(verdict(&corrected), SendVerdict::Go, "{of:?}");
        let (back, _) = life(&[(first, bounced(of)), (second, correct(MARIA)), (third, correct(FREE))]);
        assert!(!back.may_be_marketed_to(), "the old address is as dead as before");
        let (dead_too, _) = life(&[(first, bounced(of)), (second, correct(MARIA)), (third, bounced(Some(MARIA)))]);
        assert!(!dead_too.may_be_marketed_to());
    }
    // A late bounce of the old address ends nothing.
    let (lead, all) = life(&[(first, correct(MARIA)), (second, bounced(Some(FREE)))]);
    assert!(lead.may_be_marketed_to() && lead.enrolments["nurture"].ended.is_none());
    assert!(all[2].decisions.ignored.is_some());
    let soft = |time, fields| {
        (
            time,
            ActivityKind::SoftBounced {
                send: "x".to_owned(),
                why: "MailboxFull".to_owned(),
                of: Some(hash_of(fields)),
            },
        )
    };
    let (lead, _) = life(&[soft(first, FREE), soft(second, FREE), soft(third, MARIA)]);
    assert_eq!(lead.soft_bounces_of(&hash_of(FREE)).count(), 2);
    assert_eq!(lead.soft_bounces_of(&hash_of(MARIA)).count(), 1);
}

#[test]
fn a_suppression_stored_as_one_object_still_holds() {
    let (lead, _) = run(&config(), &[post("2026-11-21T14:03:00Z", "guide", FREE)]);
    let mut stored = serde_json::to_value(&lead).unwrap();
    stored["suppressed"] =
        serde_json::json!({"activity": lead.first_touch.activity, "why": "They called our mail spam"});
    let lead: Lead = serde_json::from_value(stored).unwrap();
    assert_eq!(lead.suppression().unwrap().why, "They called our mail spam");
}

pub(crate) fn any_activity() -> impl Strategy<Value = Activity> {
    let fields = prop_oneof![
        Just(MARIA),
        Just(FREE),
        Just(&[("email", "maria@acme.example"), ("employees", "3")][..]),
        Just(&[("email", "maria@acme.example"), ("name", "M. Silva"), ("company", "Acme")][..]),
    ];
    let what = prop_oneof![
        4 => (prop_oneof![Just("demo"), Just("guide"), Just("gone")], fields, any::<bool>())
            .prop_map(|(form, fields, consent)| ActivityKind::FormSubmitted(submission(form, fields, consent))),
        1 => prop_oneof![Just("fair"), Just("cold call")].prop_map(|source| import("2026-11-01T00:00:00Z", source, false).kind),
        1 => Just(ActivityKind::DealWon { history: false, amount: None, amount_minor: None, currency: None, by: None, corrects: None }),
        1 => Just(ActivityKind::Unsubscribed { send: None }),
        2 => (any::<bool>(), prop_oneof![Just(hash_of(MARIA)), Just(hash_of(FREE))]).prop_map(
            |(bounced, of)| {
                let (send, of) = ("x".to_owned(), Some(of));
                if bounced { ActivityKind::Bounced { send, of } } else { ActivityKind::Complained { send, of } }
            }
        ),
        1 => prop_oneof![Just(MARIA), Just(FREE)].prop_map(correct),
        1 => (0..3_u8, prop_oneof![Just(MARIA), Just(FREE)]).prop_map(|(seed, fields)| ActivityKind::SoftBounced {
            send: seed.to_string(),
            why: "MailboxFull".into(),
            of: Some(hash_of(fields)),
        }),
        1 => Just(ActivityKind::MailSent(Mailing { send: "x".into(), mail: "tips".into(), to: Recipient::Lead, step: None })),
        2 => (0..3_u8, any::<bool>()).prop_map(|(page, is_machine)| ActivityKind::LinkFollowed(Follow {
            send: "x".into(),
            mail: "tips".into(),
            url: (page > 0).then(|| format!("https://acme.example/{page}")),
            machine: is_machine.then(|| "bot".to_owned()),
        })),
        2 => (1..3_u8).prop_map(|page| {
            ActivityKind::MailClicked(Click::new("x", "tips", &format!("https://acme.example/{page}"), &[]))
        }),
        1 => Just(ActivityKind::PictureLoaded { send: "x".into(), mail: "tips".into() }),
        1 => any::<bool>().prop_map(|is_machine| ActivityKind::MailOpened(Opening {
            send: "x".into(),
            mail: "tips".into(),
            machine: is_machine.then(|| "bot".to_owned()),
        })),
        1 => Just(ActivityKind::LinksScanned { send: "x".into(), mail: "tips".into(), reason: "A burst".into() }),
    ];
    // Some minutes apart, so that spans of the same wish touch, overlap and are bridged.
    (0_i64..120, 0_u8..4, what).prop_map(|(minute, seed, what)| {
        let time = at("2026-11-21T10:00:00Z") + jiff::SignedDuration::from_mins(minute);
        // Any of them may come first.
        let who = [("email".to_owned(), "maria@acme.example".to_owned())].into();
        Activity { who, ..activity(time, &format!("{seed}{what:?}"), what) }
    })
}

/// What the ledger does before the fold: an id is applied once.
pub(crate) fn known_once(activities: Vec<Activity>) -> Vec<Activity> {
    let mut once: Vec<Activity> = Vec::new();
    for activity in activities {
        if once.iter().all(|other| other.id != activity.id) {
            once.push(activity);
        }
    }
    once
}

fn replayed(config: &Config, timeline: &[Applied]) -> Lead {
    let lead = timeline.iter().fold(None, |lead, applied| Some(fold::replay(lead, applied, &config.scoring)));
    lead.expect("at least one activity")
}

proptest! {
    #[test]
    fn replaying_the_timeline_gives_the_stored_lead(activities in prop::collection::vec(any_activity(), 1..14)) {
        let config = config();
        let (lead, timeline) = run(&config, &known_once(activities));
        let json = serde_json::to_string(&timeline).unwrap();
        let timeline: Vec<Applied> = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(replayed(&config, &timeline), lead);
    }

    #[test]
    fn the_order_of_arrival_changes_no_score(
        (activities, shuffled) in in_two_orders(prop::collection::vec(any_activity(), 1..12).prop_map(known_once))
    ) {
        let config = config();
        let (one, _) = run(&config, &activities);
        let (other, _) = run(&config, &shuffled);
        prop_assert_eq!(&one.score, &other.score);
        let now = at("2026-11-21T12:00:00Z");
        prop_assert_eq!(config.scoring.explain(&one, now), config.scoring.explain(&other, now));
        prop_assert_eq!(&one.fields, &other.fields);
        prop_assert_eq!(&one.first_touch.activity, &other.first_touch.activity);
        prop_assert_eq!(one.may_be_marketed_to(), other.may_be_marketed_to());
        prop_assert_eq!(one.suppression(), other.suppression());
        prop_assert_eq!(one.consent, other.consent);
        prop_assert_eq!(one.suppressed, other.suppressed);
        prop_assert_eq!(one.soft_bounces, other.soft_bounces);
    }

    /// In Mautic a lead has 127 points and its log explains 47.
    #[test]
    fn r_mautic_5369_the_explanation_sums_to_the_score(activities in prop::collection::vec(any_activity(), 1..12)) {
        let config = config();
        let (lead, _) = run(&config, &known_once(activities));
        let sum: i32 = config.scoring.explain(&lead, at("2026-11-21T12:00:00Z")).iter().map(|line| line.points).sum();
        prop_assert_eq!(sum, lead.score.total);
    }

    #[test]
    fn applying_an_activity_twice_equals_once(activities in prop::collection::vec(any_activity(), 1..10)) {
        let config = config();
        let activities = known_once(activities);
        let (lead, _) = run(&config, &activities);
        let again = activities.last().unwrap().clone();
        let now = again.occurred_at();
        let (twice, _) = step(Some(lead.clone()), &again, &config, now, &mut 0);
        prop_assert_eq!(&twice.score, &lead.score);
        prop_assert_eq!(&twice.submissions, &lead.submissions);
        prop_assert_eq!(&twice.fields, &lead.fields);
        prop_assert_eq!(&twice.owner, &lead.owner);
    }

    #[test]
    fn a_lead_stays_small(activities in prop::collection::vec(any_activity(), 60..100)) {
        let (lead, _) = run(&config(), &known_once(activities));
        prop_assert!(serde_json::to_string(&lead).unwrap().len() < 16_000);
    }
}
