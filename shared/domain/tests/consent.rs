//! Consent: who gives it, who takes it back, and who alone lifts a "no".

use jiff::SignedDuration;
use leadwright_domain::activity::{
    Activity, ActivityKind, CONFIRM, Confirmation, Imported, Mailing, Preferences, Recipient, StepRef,
};
use leadwright_domain::config::Config;
use leadwright_domain::fold;
use leadwright_domain::lead::{AgendaEntry, Applied, ConfirmationState, Lead, Plan, Task};
use leadwright_domain::mail;
use leadwright_domain::mail::{Sample, SampleKnows};
use leadwright_domain::sending::{Outside, SendVerdict};
use leadwright_domain::value::token::{ConfirmLink, SigningKeys, TokenError};
use proptest::prelude::*;

use crate::setting::{activity, at, config, in_two_orders, lead_id, post, row, run, said_within, step, submission};

const MARIA: &[(&str, &str)] = &[("email", "maria@acme.example")];

fn happened(time: &str, kind: ActivityKind) -> Activity {
    activity(at(time), &format!("{time}{kind:?}"), kind)
}

fn list(consent: bool) -> ActivityKind {
    ActivityKind::LeadImported(Imported { consent, ..row(MARIA) })
}

fn stop() -> ActivityKind {
    ActivityKind::NurtureStopped { by: "ana".to_owned() }
}

fn complaint() -> ActivityKind {
    ActivityKind::Complained { send: "x".to_owned(), of: None }
}

fn again() -> ActivityKind {
    ActivityKind::PreferencesSet(Preferences { again: true, ..Preferences::default() })
}

fn confirmed(asked: &Activity) -> ActivityKind {
    ActivityKind::ConsentConfirmed(Confirmation {
        asked: asked.id.clone(),
        form: "guide".to_owned(),
        wording: "v1".to_owned(),
        waits: false,
        network: None,
        also: Vec::new(),
    })
}

/// The mails to confirm that the activities planned.
fn requests(timeline: &[Applied]) -> usize {
    let planned = timeline.iter().flat_map(|applied| &applied.decisions.planned);
    planned.filter(|plan| matches!(&plan.task, Task::Mail { mail, .. } if mail == CONFIRM)).count()
}

/// Importing a list of people who had agreed once subscribes them again who unsubscribed since.
#[test]
fn r_keila_253_no_list_lifts_a_no() {
    for no in [ActivityKind::Unsubscribed { send: None }, stop(), complaint()] {
        for list_at in ["2026-11-20T10:00:00Z", "2026-11-25T10:00:00Z"] {
            for consent_before in [true, false] {
                let came = happened(
                    "2026-11-21T10:00:00Z",
                    ActivityKind::FormSubmitted(submission("guide", MARIA, consent_before)),
                );
                let no = happened("2026-11-23T10:00:00Z", no.clone());
                let rows = [happened(list_at, list(true)), happened(list_at, list(false))];
                let [first, second] = &rows;
                for order in [[&came, &no, first, second], [&came, first, second, &no], [first, &came, &no, second]] {
                    let order: Vec<Activity> = order.into_iter().cloned().collect();
                    let (lead, timeline) = run(&config(), &order);
                    assert!(!lead.may_be_marketed_to(), "{order:?}");
                    assert_eq!(requests(&timeline), 0, "a list asks nobody");
                }
            }
        }
    }
}

/// A form that anybody can send subscribes an address again that unsubscribed.
#[test]
fn r_listmonk_2008_a_tick_after_a_no_counts_once_its_address_confirms_it() {
    let config = config();
    let no = happened("2026-11-23T10:00:00Z", ActivityKind::Unsubscribed { send: None });
    let tick = post("2026-11-24T10:00:00Z", "guide", MARIA);
    let before = [happened("2026-11-21T10:00:00Z", list(true)), no];
    let (asked, timeline) = run(&config, &[&before[..], std::slice::from_ref(&tick)].concat());
    assert!(!asked.may_be_marketed_to());
    assert_eq!(requests(&timeline), 1);
    assert!(timeline[2].decisions.begun.is_empty(), "no sequence starts on what nobody confirmed");
    assert!(matches!(asked.confirmation_of(&tick.id), ConfirmationState::Open(open) if open.what.asked == tick.id));

    let confirm = happened("2026-11-26T10:00:00Z", confirmed(&tick));
    let (agreed, applied) = step(Some(asked.clone()), &confirm, &config, confirm.occurred_at(), &mut 0);
    assert!(agreed.may_be_marketed_to());
    let consent = agreed.consent.as_ref().expect("one");
    assert_eq!(
        (&consent.activity, consent.asked.as_ref(), consent.wording.as_str()),
        (&confirm.id, Some(&tick.id), "v1")
    );
    assert!(applied.decisions.begun.iter().any(|(name, _)| name == "nurture"), "what the form starts begins now");
    assert!(matches!(agreed.confirmation_of(&tick.id), ConfirmationState::Agreed(_)));

    // Confirmed after the lead had said no once more: the tick is older than that.
    let no = happened("2026-11-25T10:00:00Z", ActivityKind::Unsubscribed { send: None });
    let (withdrawn, _) = step(Some(asked.clone()), &no, &config, no.occurred_at(), &mut 0);
    assert_eq!(withdrawn.confirmation_of(&tick.id), ConfirmationState::Withdrawn);
    let (still_no, applied) = step(Some(withdrawn), &confirm, &config, confirm.occurred_at(), &mut 0);
    assert!(!still_no.may_be_marketed_to() && applied.decisions.ignored.is_some());
    // In whatever order the two come in.
    let (still_no, _) = step(Some(agreed), &no, &config, at("2026-11-27T10:00:00Z"), &mut 0);
    assert!(!still_no.may_be_marketed_to());
}

#[test]
fn a_tick_from_before_the_no_asks_nobody() {
    let no = happened("2026-11-23T10:00:00Z", ActivityKind::Unsubscribed { send: None });
    let (_, timeline) = run(
        &config(),
        &[post("2026-11-20T10:00:00Z", "guide", MARIA), no, post("2026-11-22T10:00:00Z", "guide", MARIA)],
    );
    assert_eq!(requests(&timeline), 0);
}

#[test]
fn a_stranger_who_ticks_again_and_again_causes_one_mail_in_seven_days() {
    let config = config();
    let (mut lead, _) = run(
        &config,
        &[
            post("2026-11-01T10:00:00Z", "guide", MARIA),
            happened("2026-11-02T10:00:00Z", ActivityKind::Unsubscribed { send: None }),
        ],
    );
    let mut asked = Vec::new();
    for hour in 0..(15 * 24) {
        let time = at("2026-11-03T10:00:00Z") + SignedDuration::from_hours(hour);
        let tick = activity(time, &hour.to_string(), ActivityKind::FormSubmitted(submission("guide", MARIA, true)));
        let (next, applied) = step(Some(lead), &tick, &config, time, &mut 0);
        asked.extend((requests(&[applied]) > 0).then_some(hour));
        // Saying no again opens no door either.
        let no = activity(time + SignedDuration::from_mins(30), "no", ActivityKind::Unsubscribed { send: None });
        lead = step(Some(next), &no, &config, no.occurred_at(), &mut 0).0;
        lead.change_agenda(Vec::clear);
    }
    assert_eq!(asked, [0, 7 * 24, 14 * 24]);
}

#[test]
fn nobody_is_asked_to_confirm_without_a_tick_or_where_no_mail_goes() {
    let config = config();
    let tick =
        |consent| happened("2026-11-24T10:00:00Z", ActivityKind::FormSubmitted(submission("guide", MARIA, consent)));
    let bounce = || ActivityKind::Bounced { send: "x".to_owned(), of: None };
    let listed = || ActivityKind::Suppressed { reason: "Asked by phone".into(), by: "list".into(), of: None };
    let no = || ActivityKind::Unsubscribed { send: None };
    for (before, consent, expected) in [
        (vec![no()], true, 1),
        (vec![stop()], true, 1),
        (vec![no()], false, 0),
        (vec![], true, 0),
        (vec![no(), complaint()], true, 0),
        (vec![no(), bounce()], true, 0),
        (vec![no(), listed()], true, 0),
        (vec![complaint()], true, 0),
    ] {
        let mut all = vec![post("2026-11-21T10:00:00Z", "guide", MARIA)];
        all.extend(before.iter().map(|kind| happened("2026-11-22T10:00:00Z", kind.clone())));
        all.push(tick(consent));
        assert_eq!(requests(&run(&config, &all).1), expected, "{before:?}");
    }
    // A company without the mail: the preference page is left.
    let mut without = config.clone();
    without.emails.remove(CONFIRM);
    let all = [post("2026-11-21T10:00:00Z", "guide", MARIA), happened("2026-11-22T10:00:00Z", no()), tick(true)];
    assert_eq!(requests(&run(&without, &all).1), 0);
}

#[test]
fn a_mail_to_confirm_is_not_sent_once_it_is_over() {
    let config = config();
    let tick = post("2026-11-24T10:00:00Z", "guide", MARIA);
    let before = [
        post("2026-11-21T10:00:00Z", "guide", MARIA),
        happened("2026-11-23T10:00:00Z", ActivityKind::Unsubscribed { send: None }),
        tick.clone(),
    ];
    let (asked, _) = run(&config, &before);
    let entry = asked.agenda().iter().find(|entry| matches!(&entry.task, Task::Mail { mail, .. } if mail == CONFIRM));
    let entry = entry.expect("the mail is planned").clone();
    let later = at("2026-11-24T11:00:00Z");
    let verdict_after = |kind: Option<ActivityKind>| {
        let lead = match kind {
            Some(kind) => step(Some(asked.clone()), &activity(later, "x", kind), &config, later, &mut 0).0,
            None => asked.clone(),
        };
        config.sending_rules().verdict(Recipient::Lead, &entry, &lead, &Outside::default(), later)
    };
    assert_eq!(verdict_after(None), SendVerdict::Go);
    for kind in [ActivityKind::Unsubscribed { send: None }, stop(), again(), complaint(), confirmed(&tick)] {
        assert!(matches!(verdict_after(Some(kind.clone())), SendVerdict::Drop(_)), "{kind:?}");
    }
    // A mail that never went asked nobody.
    let mailing = Mailing { send: entry.id.clone(), mail: CONFIRM.to_owned(), to: Recipient::Lead, step: None };
    let dropped = ActivityKind::MailDropped { mailing, reason: "SES refused it".to_owned() };
    let (lead, _) = step(Some(asked.clone()), &activity(later, "x", dropped), &config, later, &mut 0);
    let again = happened("2026-11-24T12:00:00Z", tick.kind.clone());
    assert_eq!(requests(&[step(Some(lead), &again, &config, again.occurred_at(), &mut 0).1]), 1);
    // The wait for the next one begins when this one went.
    let mailing = Mailing { send: entry.id.clone(), mail: "confirm.pt".to_owned(), to: Recipient::Lead, step: None };
    let sent = activity(at("2026-11-25T10:00:00Z"), "sent", ActivityKind::MailSent(mailing));
    let (lead, _) = step(Some(asked), &sent, &config, sent.occurred_at(), &mut 0);
    assert_eq!(lead.confirmation.expect("it is remembered").mailed_at, sent.occurred_at());
}

#[test]
fn the_mail_to_confirm_has_no_word_of_the_visitor_and_one_link() {
    let mut config = config();
    let rendered = Sample::new(&config, CONFIRM, SampleKnows::All).render(&config).unwrap();
    assert!(
        rendered.text.contains("Yes") && rendered.text.contains("https://forms.example.com/confirm/"),
        "{}",
        rendered.text
    );
    assert_eq!(rendered.html.matches("href=").count(), 1, "{}", rendered.html);
    assert!(!rendered.html.contains("<img"), "it is not tracked: {}", rendered.html);
    for (source, words) in [
        ("Subject: Hello {{ first_name or 'there' }}\n\n{{ links.confirm }}\n", "does not exist"),
        ("Subject: Hello\n\n{{ lead.country or 'x' }} {{ links.confirm }}\n", "does not exist"),
        ("Subject: Hello\n\n[x]({{ links.unsubscribe }}) {{ links.confirm }}\n", "does not exist"),
        ("Subject: Hello\n\n{{ wording }} {{ links.confirm }}\n", "`wording` may be empty"),
        ("Subject: Hello\n\nYes.\n", "the link is missing by which the reader confirms"),
    ] {
        config.emails.insert(CONFIRM.to_owned(), source.to_owned());
        let problems = config.check();
        assert!(problems.iter().any(|problem| problem.message.contains(words)), "{source:?}: {problems:?}");
        assert_eq!(problems[0].file, "emails/confirm.md");
    }
    config.emails.remove(CONFIRM);
    let problems = config.check();
    assert!(problems[0].file == "forms/demo.yaml" && problems[0].message.contains("no mail `confirm`"), "{problems:?}");
    config.emails.insert("tips".to_owned(), "Subject: Hi\n\n[x]({{ links.confirm }})\n".to_owned());
    assert!(mail_problem(&config, "tips").contains("does not exist"), "no other mail has the link");
}

fn mail_problem(config: &Config, mail: &str) -> String {
    leadwright_domain::check::check_mail(config, mail).remove(0).message
}

#[test]
fn mistakes_in_the_consent_of_a_form_are_named() {
    let check = |change: fn(&mut serde_json::Value), words: &str| {
        let mut config = config();
        let mut form = serde_json::to_value(&config.forms["guide"]).unwrap();
        change(&mut form);
        config.forms.insert("guide".to_owned(), serde_json::from_value(form).unwrap());
        let problems = config.check();
        let found = problems.iter().any(|one| one.file == "forms/guide.yaml" && one.message.contains(words));
        assert!(found, "{words}: {problems:?}");
    };
    check(|form| form["consent"]["version"] = "".into(), "`version` names the wording");
    check(|form| form["consent"]["version"] = "list: fair".into(), "`version` names the wording");
    check(|form| form["consent"]["version"] = "preference page".into(), "`version` names the wording");
    check(|form| form["consent"]["wording"] = " ".into(), "what the visitor agrees to");
    check(|form| form["consent"]["value"] = "No".into(), "this word means no");
    check(|form| form["without_consent"] = serde_json::json!({}), "what differs");
    check(|form| form["without_consent"] = serde_json::json!({"thank_you": "thanks"}), "whole address");
    check(
        |form| {
            form["consent"]["required"] = true.into();
            form["without_consent"] = serde_json::json!({"thanks": "No mail."});
        },
        "leave `without_consent` out",
    );
    check(|form| form["acknowledge"] = CONFIRM.into(), "is sent by itself");
}

#[test]
fn the_link_to_confirm_works_for_seven_days() {
    let keys = SigningKeys::read("secret").unwrap();
    let mailed = at("2026-11-21T14:03:12Z");
    let link = ConfirmLink { lead: lead_id(), asked: post("2026-11-21T14:00:00Z", "guide", MARIA).id.to_string() };
    let token = keys.sign(&link, mailed);
    let after = |hours| keys.verify::<ConfirmLink>(&token, mailed + SignedDuration::from_hours(hours));
    assert_eq!((after(0), after(167)), (Ok(link.clone()), Ok(link)));
    assert_eq!(after(168), Err(TokenError::Expired));
    assert_eq!(keys.verify::<leadwright_domain::value::token::PreferencesLink>(&token, mailed), Err(TokenError::Wrong));
    assert_eq!(mail::base_of("confirm.pt"), CONFIRM);
}

/// A mail of a campaign: nothing but consent stands in its way.
fn campaign(about: &Activity) -> AgendaEntry {
    let step = StepRef { sequence: "campaign/spring".to_owned(), step: "one".to_owned() };
    let task = Task::Mail { mail: "tips".to_owned(), to: Recipient::Lead, step: Some(step) };
    Plan { id: "campaign".to_owned(), due: None, about: None, task }.entry(&about.id, about.occurred_at())
}

fn is_dropped(config: &Config, lead: &Lead, entry: &AgendaEntry) -> bool {
    let now = at("2026-12-24T10:00:00Z");
    let verdict = config.sending_rules().verdict(Recipient::Lead, entry, lead, &Outside::default(), now);
    matches!(verdict, SendVerdict::Drop(_))
}

/// What others than the lead say, and the lead's own "no".
fn any_word() -> impl Strategy<Value = ActivityKind> {
    prop_oneof![
        4 => (prop_oneof![Just("demo"), Just("guide")], any::<bool>())
            .prop_map(|(form, consent)| ActivityKind::FormSubmitted(submission(form, MARIA, consent))),
        3 => any::<bool>().prop_map(list),
        2 => Just(ActivityKind::Unsubscribed { send: None }),
        1 => Just(stop()),
        1 => Just(complaint()),
        1 => Just(ActivityKind::PreferencesSet(Preferences::default())),
        1 => Just(ActivityKind::Rescored),
    ]
}

/// At any minute of some days, so that posts are repeated, and lists and forms lie before a "no" as well as after it.
fn any_activity(word: impl Strategy<Value = ActivityKind>) -> impl Strategy<Value = Activity> {
    said_within(4_000, word)
}

fn says_no(kind: &ActivityKind) -> bool {
    matches!(
        kind,
        ActivityKind::Unsubscribed { .. } | ActivityKind::NurtureStopped { .. } | ActivityKind::Complained { .. }
    )
}

proptest! {
    /// In sendportal, a contact who unsubscribed is a subscriber again by the next import or sync.
    #[test]
    fn r_sendportal_core_165_after_a_no_no_marketing_mail_goes_unless_its_address_agrees(
        activities in prop::collection::vec(any_activity(any_word()), 1..14),
        no in any_activity(prop_oneof![Just(ActivityKind::Unsubscribed { send: None }), Just(stop()), Just(complaint())]),
        place in any::<prop::sample::Index>(),
    ) {
        let config = config();
        let mut all = activities;
        all.insert(place.index(all.len() + 1), no);
        let (lead, _) = run(&config, &all);
        prop_assert!(!lead.may_be_marketed_to());
        prop_assert!(is_dropped(&config, &lead, &campaign(&all[0])));
        for entry in lead.agenda().iter().filter(|entry| entry.is_marketing()) {
            prop_assert!(is_dropped(&config, &lead, entry), "{entry:?}");
        }
    }

    #[test]
    fn the_order_of_arrival_changes_no_consent(
        (activities, shuffled) in in_two_orders(
            prop::collection::vec(any_activity(prop_oneof![4 => any_word(), 1 => Just(again())]), 1..12)
        )
    ) {
        let config = config();
        let ((one, _), (other, _)) = (run(&config, &activities), run(&config, &shuffled));
        prop_assert_eq!(one.may_be_marketed_to(), other.may_be_marketed_to());
        prop_assert_eq!(one.standing_no(), other.standing_no());
        prop_assert_eq!(one.is_unsubscribed(), other.is_unsubscribed());
        prop_assert_eq!(one.consent, other.consent);
    }

    /// What a lead keeps of consents, stops and mails to confirm is all in its timeline.
    #[test]
    fn replaying_the_timeline_gives_the_same_consent(
        activities in prop::collection::vec(any_activity(prop_oneof![4 => any_word(), 1 => Just(again())]), 1..14)
    ) {
        let config = config();
        let (lead, timeline) = run(&config, &activities);
        let timeline: Vec<Applied> = serde_json::from_str(&serde_json::to_string(&timeline).unwrap()).unwrap();
        let replay = |before, applied| Some(fold::replay(before, applied, &config.scoring));
        prop_assert_eq!(timeline.iter().fold(None, replay), Some(lead));
    }

    #[test]
    fn what_the_lead_says_last_from_its_own_address_counts(
        activities in prop::collection::vec(any_activity(any_word()), 1..10)
    ) {
        let config = config();
        let mut all = activities;
        all.push(happened("2026-12-20T10:00:00Z", again()));
        let (lead, _) = run(&config, &all);
        prop_assert!(lead.standing_no().is_none());
        prop_assert_eq!(lead.may_be_marketed_to(), all.iter().all(|one| !matches!(one.kind, ActivityKind::Complained { .. })));
        all.push(happened("2026-12-21T10:00:00Z", ActivityKind::Unsubscribed { send: None }));
        prop_assert!(!run(&config, &all).0.may_be_marketed_to());
        prop_assert!(all.iter().any(|one| says_no(&one.kind)));
    }
}
