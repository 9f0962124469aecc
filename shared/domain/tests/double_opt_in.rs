//! Double opt-in: what waits for a confirmation, what follows it, and what becomes of what nobody confirms.

use leadwright_domain::activity::{
    Activity, ActivityId, ActivityKind, Agreed, CONFIRM, Confirmation, Imported, Preferences, Submission,
};
use leadwright_domain::config::Config;
use leadwright_domain::fold;
use leadwright_domain::form::{Form, PostedConsent, Thanks};
use leadwright_domain::lead::{Applied, ConfirmationState, Lead, Task};
use leadwright_domain::sending::{Outside, SendVerdict};
use leadwright_domain::value::identity::{Identity, IdentityKey, LeadId};
use leadwright_domain::value::network::NetworkBlock;
use leadwright_domain::value::purpose::Purpose;
use leadwright_domain::value::stage::Stage;
use leadwright_domain::words::Words;
use proptest::prelude::*;
use serde_json::json;

use crate::setting::{activity, at, config, in_two_orders, post, row, run, said_within, step, submission};

const MARIA: &[(&str, &str)] = &[("email", "maria@acme.example"), ("phone", "+351912345678")];

/// The company of the other tests, with double opt-in on both forms.
fn careful() -> Config {
    let mut config = config();
    for form in config.forms.values_mut() {
        form.consent.as_mut().expect("a box").double_opt_in = true;
    }
    config.hashed()
}

fn ticked(time: &str, form: &str) -> Activity {
    let mut sent = submission(form, MARIA, true);
    sent.agreed.double_opt_in = true;
    activity(at(time), &format!("{time}{form}"), ActivityKind::FormSubmitted(sent))
}

fn confirmed(time: &str, lead: &Lead) -> Activity {
    let what = lead.confirmation.as_ref().expect("it was asked").what.clone();
    Activity::consent_confirmed(lead.id.clone(), what, at(time))
}

fn later(lead: Lead, activity: &Activity, config: &Config) -> (Lead, Applied) {
    step(Some(lead), activity, config, activity.occurred_at(), &mut 0)
}

/// The mails that were planned to the lead, by name.
fn planned(applied: &Applied) -> Vec<&str> {
    let mails = applied.decisions.planned.iter().filter_map(|plan| match &plan.task {
        Task::Mail { mail, to: leadwright_domain::activity::Recipient::Lead, .. } => Some(mail.as_str()),
        _ => None,
    });
    mails.collect()
}

fn unconfirmed(lead: &Lead) -> Vec<&leadwright_domain::lead::AgendaEntry> {
    lead.agenda().iter().filter(|entry| matches!(entry.task, Task::Unconfirmed { .. })).collect()
}

/// Whoever knows an address has the thank-you and what follows a form sent to it.
#[test]
fn nothing_but_the_question_follows_a_form_before_its_address_confirms() {
    let config = careful();
    let (lead, timeline) = run(&config, &[ticked("2026-11-24T10:00:00Z", "guide")]);
    assert_eq!(planned(&timeline[0]), [CONFIRM]);
    assert!(timeline[0].decisions.begun.is_empty());
    assert!(!lead.may_be_marketed_to() && lead.consent.is_none() && lead.awaits_confirmation());

    let (lead, applied) = later(lead.clone(), &confirmed("2026-11-25T10:00:00Z", &lead), &config);
    assert_eq!(planned(&applied), ["thanks", "tips"], "the thank-you, and the sequence that the form starts");
    assert_eq!(applied.decisions.planned[0].about.as_ref(), Some(&timeline[0].activity.id), "it is about the form");
    assert!(lead.may_be_marketed_to() && !lead.awaits_confirmation() && unconfirmed(&lead).is_empty());
    let consent = lead.consent.as_ref().expect("one");
    assert!(consent.is_from_own_address());

    // Once it is confirmed, the address is known: no further form asks.
    let (_, applied) = later(lead, &ticked("2026-11-26T10:00:00Z", "demo"), &config);
    assert_eq!(planned(&applied), ["thanks"]);
}

#[test]
fn who_asks_for_a_salesperson_gets_one_at_once() {
    let config = careful();
    let (lead, timeline) = run(&config, &[ticked("2026-11-24T10:00:00Z", "demo")]);
    assert_eq!(lead.stage, Stage::Sql);
    assert!(timeline[0].decisions.handed_off && lead.owner.is_some());
    assert_eq!(planned(&timeline[0]), [CONFIRM], "the thank-you waits");
}

#[test]
fn who_leaves_the_box_empty_is_answered_as_ever_and_confirms_nothing() {
    let config = careful();
    let sent =
        activity(at("2026-11-24T10:00:00Z"), "x", ActivityKind::FormSubmitted(submission("guide", MARIA, false)));
    let (lead, timeline) = run(&config, &[sent]);
    assert_eq!(planned(&timeline[0]), ["thanks"]);
    assert!(!lead.awaits_confirmation() && unconfirmed(&lead).is_empty());
}

/// Notifuse sends the mail to confirm again with every post.
#[test]
fn r_notifuse_double_opt_in_asks_once_and_one_click_confirms_all_that_waits() {
    let config = careful();
    let (mut lead, first) = run(&config, &[ticked("2026-11-24T10:00:00Z", "guide")]);
    let mut mails = Vec::new();
    for (time, form) in [
        ("2026-11-24T10:30:00Z", "guide"),
        ("2026-11-24T11:00:00Z", "demo"),
        ("2026-11-26T11:00:00Z", "demo"),
        ("2026-11-30T11:00:00Z", "guide"),
    ] {
        let (next, applied) = later(lead, &ticked(time, form), &config);
        mails.extend(planned(&applied).into_iter().map(ToOwned::to_owned));
        lead = next;
    }
    assert!(mails.is_empty(), "{mails:?}");
    let what = &lead.confirmation.as_ref().expect("it was asked").what;
    assert_eq!(what.asked, first[0].activity.id);
    assert_eq!(what.all().map(|one| one.form.as_str()).collect::<Vec<_>>(), ["guide", "demo"], "each form once");
    assert_eq!(unconfirmed(&lead).len(), 1);

    let (_, applied) = later(lead.clone(), &confirmed("2026-11-30T12:00:00Z", &lead), &config);
    let thanked: Vec<_> = applied.decisions.planned.iter().filter(|plan| plan.id.starts_with("thanks")).collect();
    assert_eq!(thanked.len(), 2, "the thank-yous of both forms");
    assert_ne!(thanked[0].id, thanked[1].id);

    // Once the link is over, the next form asks anew.
    let (_, applied) = later(lead, &ticked("2026-12-02T11:00:00Z", "guide"), &config);
    assert_eq!(planned(&applied), [CONFIRM]);
}

#[test]
fn what_nobody_confirms_is_forgotten_after_thirty_days() {
    let config = careful();
    let (lead, _) = run(&config, &[ticked("2026-11-24T10:00:00Z", "guide")]);
    let expire = |lead: &Lead| {
        let entry = unconfirmed(lead)[0];
        let Task::Unconfirmed { form } = &entry.task else { panic!("it is one") };
        Activity::consent_expired(&lead.id, &entry.id, form, entry.delivery.due)
    };
    let end = expire(&lead);
    assert_eq!(end.occurred_at(), at("2026-12-24T10:00:00Z"));
    let (gone, applied) = later(lead.clone(), &end, &config);
    assert_eq!(applied.decisions.stage.as_ref().map(|moved| moved.to), Some(Stage::Suspect));
    assert!(unconfirmed(&gone).is_empty() && !gone.may_be_marketed_to());
    assert!(gone.awaits_confirmation(), "no call list takes it");
    // Who comes back is a lead again, and is asked again.
    let (back, applied) = later(gone, &ticked("2027-01-10T10:00:00Z", "guide"), &config);
    assert_eq!((back.stage, planned(&applied)), (Stage::Lead, vec![CONFIRM]));
    // What nobody confirmed the first time is no reason to stay, either.
    let (gone, _) = later(back.clone(), &expire(&back), &config);
    assert_eq!(gone.stage, Stage::Lead, "the second time begins with the second form");

    // Asked again before it was over: what is known of the lead is still the first form.
    let (again, _) = later(lead.clone(), &ticked("2026-12-05T10:00:00Z", "demo"), &config);
    assert_eq!(unconfirmed(&again).len(), 1);
    let (again, _) = later(lead.clone(), &ticked("2026-12-05T10:00:00Z", "guide"), &config);
    assert_eq!(later(again.clone(), &expire(&again), &config).0.stage, Stage::Suspect);

    // Confirmed in time, it does not expire, however late the news comes.
    let (agreed, _) = later(lead.clone(), &confirmed("2026-11-25T10:00:00Z", &lead), &config);
    let (same, applied) = later(agreed, &end, &config);
    assert!(applied.decisions.ignored.is_some() && same.may_be_marketed_to());
    assert_eq!(same.stage, Stage::Lead);

    // Of whom something else is known, only what waited is forgotten.
    let fair = Imported { source: "trade show".to_owned(), ..row(MARIA) };
    let first = activity(at("2026-11-20T10:00:00Z"), "fair", ActivityKind::LeadImported(fair));
    let (known, _) = run(&config, &[first, ticked("2026-11-24T10:00:00Z", "guide")]);
    assert_eq!(later(known.clone(), &expire(&known), &config).0.stage, Stage::Lead);
}

#[test]
fn agreeing_on_the_preference_page_releases_what_waits() {
    let config = careful();
    let (lead, _) = run(&config, &[ticked("2026-11-24T10:00:00Z", "guide")]);
    let again = ActivityKind::PreferencesSet(Preferences { again: true, ..Preferences::default() });
    let (lead, applied) = later(lead, &activity(at("2026-11-25T10:00:00Z"), "again", again), &config);
    assert_eq!(planned(&applied), ["thanks"]);
    assert!(lead.may_be_marketed_to() && unconfirmed(&lead).is_empty());
    // What was confirmed and then unsubscribed does not wait any more.
    let no = activity(at("2026-11-26T10:00:00Z"), "no", ActivityKind::Unsubscribed { send: None });
    assert!(!later(lead, &no, &config).0.awaits_confirmation());
}

#[test]
fn a_no_after_the_tick_stands_and_a_list_is_no_confirmation() {
    let config = careful();
    let tick = ticked("2026-11-24T10:00:00Z", "guide");
    let (lead, _) = run(&config, std::slice::from_ref(&tick));
    let confirm = confirmed("2026-11-26T10:00:00Z", &lead);
    let no = activity(at("2026-11-25T10:00:00Z"), "no", ActivityKind::Unsubscribed { send: None });
    let (withdrawn, _) = later(lead.clone(), &no, &config);
    assert_eq!(withdrawn.confirmation_of(&tick.id), ConfirmationState::Withdrawn);
    let (still, applied) = later(withdrawn, &confirm, &config);
    assert!(!still.may_be_marketed_to() && planned(&applied).is_empty());

    let list = ActivityKind::LeadImported(Imported { consent: true, ..row(MARIA) });
    let (listed, _) = later(lead, &activity(at("2026-11-25T10:00:00Z"), "list", list), &config);
    assert!(listed.may_be_marketed_to() && !listed.consent.as_ref().expect("one").is_from_own_address());
    assert!(matches!(listed.confirmation_of(&tick.id), ConfirmationState::Open(_)), "the link still works");
}

#[test]
fn the_mail_that_asks_is_sent_while_it_is_open_alone() {
    let config = careful();
    let (lead, _) = run(&config, &[ticked("2026-11-24T10:00:00Z", "guide")]);
    let entry = lead.agenda().iter().find(|entry| entry.mailing().is_some_and(|one| one.asks_to_confirm())).unwrap();
    let now = at("2026-11-24T10:01:00Z");
    let verdict = |lead: &Lead| {
        config.sending_rules().verdict(entry.mailing().unwrap().to, entry, lead, &Outside::default(), now)
    };
    assert_eq!(verdict(&lead), SendVerdict::Go);
    let (agreed, _) = later(lead.clone(), &confirmed("2026-11-24T10:00:30Z", &lead), &config);
    assert!(matches!(verdict(&agreed), SendVerdict::Drop(_)));
}

/// The other lead of a merge, with the lead that the two become.
fn merged(one: &[Activity], two: &[Activity], config: &Config) -> Lead {
    let other = LeadId::of(&IdentityKey::new("k"), &Identity::Entry("2".into()));
    let id = |one: &Activity| ActivityId::new(one.occurred_at(), &["other", one.id.as_str()]);
    let of_other = |one: &Activity| Activity { lead: other.clone(), id: id(one), ..one.clone() };
    let two: Vec<Activity> = two.iter().map(of_other).collect();
    let ((lead, one), (gone, two)) = (run(config, one), run(config, &two));
    let tally = config.scoring.recount(&one.into_iter().chain(two).collect::<Vec<_>>()).1;
    let now = at("2026-11-29T10:00:00Z");
    let by = activity(now, "merge", ActivityKind::Merged { other, by: "ana".to_owned() });
    fold::merge(lead, &gone, by, tally, config, now).0
}

/// In Mautic, a merge hands the consent of one address to another.
#[test]
fn r_mautic_5504_a_merge_brings_no_consent_and_no_question_to_another_address() {
    let config = careful();
    let own = post("2026-11-23T10:00:00Z", "demo", &[("email", "m.silva@acme.example")]);
    let own = match own.kind {
        ActivityKind::FormSubmitted(sent) => {
            Activity { kind: ActivityKind::FormSubmitted(Submission { consent: None, ..sent }), ..own }
        }
        kind => Activity { kind, ..own },
    };
    let mut sent = submission("guide", MARIA, true);
    sent.agreed.double_opt_in = true;
    sent.agreed.purposes.insert(Purpose::Phone, "v1".to_owned());
    let other = activity(at("2026-11-24T10:00:00Z"), "x", ActivityKind::FormSubmitted(sent));
    let lead = merged(std::slice::from_ref(&own), std::slice::from_ref(&other), &config);
    assert!(lead.confirmation.is_none() && unconfirmed(&lead).is_empty() && !lead.may_be_marketed_to());
    assert!(lead.agrees_to(Purpose::Phone).is_none());
    // A "no" of either stands.
    let agrees = activity(at("2026-11-24T11:00:00Z"), "y", ActivityKind::ConsentGiven { purpose: Purpose::Phone });
    let no = activity(at("2026-11-24T11:00:00Z"), "n", ActivityKind::ConsentWithdrawn { purpose: Purpose::Phone });
    assert!(
        merged(&[own.clone(), agrees.clone()], std::slice::from_ref(&other), &config)
            .agrees_to(Purpose::Phone)
            .is_some()
    );
    assert!(merged(&[own, agrees], &[other, no], &config).agrees_to(Purpose::Phone).is_none());
}

#[test]
fn the_network_of_the_post_is_kept_where_a_confirmation_waits_and_nowhere_else() {
    let network = Some(NetworkBlock::of("203.0.113.7".parse().unwrap()));
    let (plain, careful) = (config(), careful());
    let read = |config: &Config| {
        let posted = [("email", "maria@acme.example"), ("consent", "yes")];
        let posted = posted.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect();
        config.forms["guide"].read(Words::english(), "guide", &posted, None).unwrap()
    };
    assert_eq!(plain.proven(read(&plain), network).agreed, Agreed::default(), "stored as ever");
    let sent = careful.proven(read(&careful), network);
    assert!(sent.agreed.double_opt_in);
    assert_eq!(sent.agreed.network, network);
    assert_eq!(careful.wordings_agreed_to(&sent)[0].text, "Yes");
    // Other words under the same version are not what was agreed to.
    let mut changed = careful.clone();
    changed.forms.get_mut("guide").unwrap().consent.as_mut().unwrap().wording = "Yes, and more".to_owned();
    assert_eq!(changed.wordings_agreed_to(&sent), []);
}

#[test]
fn what_follows_a_post_says_that_a_mail_asks() {
    let mut form: Form = careful().forms["guide"].clone();
    let look = |form: &Form, said| match form.thanks_after(said, "Look into your mailbox.") {
        Thanks::Words(words) => words.to_owned(),
        Thanks::Page(page) => page.to_owned(),
    };
    assert_eq!(look(&form, PostedConsent::ToConfirm), "Look into your mailbox.");
    assert_eq!(look(&form, PostedConsent::Given), "Thanks.");
    assert_eq!(look(&form, PostedConsent::NotGiven), "Thanks.");
    form.to_confirm = Some(serde_json::from_value(json!({"thank_you": "https://acme.example/look"})).unwrap());
    assert_eq!(look(&form, PostedConsent::ToConfirm), "https://acme.example/look");
    assert!(form.thank_you_pages().any(|page| page == "https://acme.example/look"));
}

/// Ticks, confirmations of the first tick, and a "no", at any minute of some days.
fn any_word() -> impl Strategy<Value = Activity> {
    let kind = prop_oneof![
        4 => (prop_oneof![Just("demo"), Just("guide")], any::<bool>()).prop_map(|(form, consent)| {
            let mut sent = submission(form, MARIA, consent);
            sent.agreed.double_opt_in = consent;
            ActivityKind::FormSubmitted(sent)
        }),
        2 => Just(ActivityKind::ConsentConfirmed(Confirmation {
            asked: ticked("2026-11-22T10:00:00Z", "guide").id,
            form: "guide".to_owned(),
            wording: "v1".to_owned(),
            waits: true,
            network: None,
            also: Vec::new(),
        })),
        1 => Just(ActivityKind::Unsubscribed { send: None }),
        1 => Just(ActivityKind::LeadImported(Imported { consent: true, ..row(MARIA) })),
    ];
    said_within(4_000, kind)
}

proptest! {
    #[test]
    fn the_order_of_arrival_changes_no_consent(
        (activities, shuffled) in in_two_orders(prop::collection::vec(any_word(), 1..10))
    ) {
        let config = careful();
        let ((one, _), (other, _)) = (run(&config, &activities), run(&config, &shuffled));
        prop_assert_eq!(one.may_be_marketed_to(), other.may_be_marketed_to());
        prop_assert_eq!(one.standing_no(), other.standing_no());
        prop_assert_eq!(one.consent, other.consent);
    }

    #[test]
    fn no_order_lets_marketing_mail_go_that_no_word_allows(activities in prop::collection::vec(any_word(), 1..10)) {
        let (lead, timeline) = run(&careful(), &activities);
        let agrees = |one: &Activity| matches!(
            &one.kind,
            ActivityKind::ConsentConfirmed(_) | ActivityKind::LeadImported(Imported { consent: true, .. })
        );
        prop_assert!(!lead.may_be_marketed_to() || activities.iter().any(agrees));
        prop_assert!(unconfirmed(&lead).len() <= 1);
        let replay = |before, applied: &Applied| Some(fold::replay(before, applied, &careful().scoring));
        let timeline: Vec<Applied> = serde_json::from_str(&serde_json::to_string(&timeline).unwrap()).unwrap();
        prop_assert_eq!(timeline.iter().fold(None, replay), Some(lead));
    }
}

/// Asked, said no, and posts again, before the link of the first mail is over: that link says only that they unsubscribed.
#[test]
fn who_said_no_and_ticks_again_is_asked_again() {
    let config = careful();
    let no = || activity(at("2026-11-24T11:00:00Z"), "no", ActivityKind::Unsubscribed { send: None });
    for is_confirmed in [false, true] {
        let (mut lead, first) = run(&config, &[ticked("2026-11-24T10:00:00Z", "guide")]);
        assert_eq!(planned(&first[0]), [CONFIRM]);
        if is_confirmed {
            (lead, _) = later(lead.clone(), &confirmed("2026-11-24T10:30:00Z", &lead), &config);
            assert!(lead.may_be_marketed_to());
        }
        let (lead, _) = later(lead, &no(), &config);
        assert!(!lead.was_just_asked_to_confirm(at("2026-11-24T11:30:00Z")), "its link works no more");
        let again = ticked("2026-11-24T12:00:00Z", "guide");
        let (lead, applied) = later(lead, &again, &config);
        assert_eq!(planned(&applied), [CONFIRM], "{is_confirmed}");
        assert!(matches!(lead.confirmation_of(&again.id), ConfirmationState::Open(_)));
        // One mail for the "no": a stranger who goes on causes no other.
        let (lead, applied) = later(lead, &ticked("2026-11-24T13:00:00Z", "guide"), &config);
        assert!(!planned(&applied).contains(&CONFIRM));
        // Nor does it where the lead says no to that mail, too.
        let no_more = activity(at("2026-11-24T13:30:00Z"), "no more", ActivityKind::Unsubscribed { send: None });
        let (refused, _) = later(lead.clone(), &no_more, &config);
        let (_, applied) = later(refused, &ticked("2026-11-24T15:00:00Z", "guide"), &config);
        assert!(!planned(&applied).contains(&CONFIRM));
        let (lead, _) = later(lead.clone(), &confirmed("2026-11-24T14:00:00Z", &lead), &config);
        assert!(lead.may_be_marketed_to(), "{is_confirmed}");
        // But who has agreed in between is believed once more.
        let off = activity(at("2026-11-24T16:00:00Z"), "off", ActivityKind::Unsubscribed { send: None });
        let (lead, _) = later(lead, &off, &config);
        let (_, applied) = later(lead, &ticked("2026-11-24T17:00:00Z", "guide"), &config);
        assert_eq!(planned(&applied), [CONFIRM], "{is_confirmed}");
    }
}
