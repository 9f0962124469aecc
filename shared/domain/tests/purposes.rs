//! Consents by purpose: who gives one, who withdraws it, and what each lets us do.

use std::collections::BTreeMap;

use leadwright_domain::activity::{Activity, ActivityKind, Imported};
use leadwright_domain::call_lists::CallLists;
use leadwright_domain::condition::Condition;
use leadwright_domain::config::Config;
use leadwright_domain::form::Form;
use leadwright_domain::lead::{Lead, RatedLead};
use leadwright_domain::value::channel::Channel;
use leadwright_domain::value::purpose::Purpose;
use leadwright_domain::words::Words;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::setting::{activity, at, config, in_two_orders, row, run, said_within, submission};

const MARIA: &[(&str, &str)] = &[("email", "maria@acme.example"), ("phone", "+351912345678")];

fn happened(time: &str, kind: ActivityKind) -> Activity {
    activity(at(time), &format!("{time}{kind:?}"), kind)
}

fn ticked(purpose: Purpose) -> ActivityKind {
    let mut sent = submission("guide", MARIA, false);
    sent.agreed.purposes.insert(purpose, "v1".to_owned());
    ActivityKind::FormSubmitted(sent)
}

fn given(purpose: Purpose) -> ActivityKind {
    ActivityKind::ConsentGiven { purpose }
}

fn withdrawn(purpose: Purpose) -> ActivityKind {
    ActivityKind::ConsentWithdrawn { purpose }
}

fn agrees(all: &[Activity], purpose: Purpose) -> bool {
    run(&config(), all).0.agrees_to(purpose).is_some()
}

#[test]
fn only_the_person_lifts_their_own_no() {
    for purpose in [Purpose::Phone, Purpose::Measuring] {
        let at_hour = |hour: u8, kind| happened(&format!("2026-11-24T{hour:02}:00:00Z"), kind);
        let tick = at_hour(9, ticked(purpose));
        assert!(agrees(std::slice::from_ref(&tick), purpose));
        let no = at_hour(10, withdrawn(purpose));
        assert!(!agrees(&[tick.clone(), no.clone()], purpose));
        // No form and no list after it.
        let again = at_hour(11, ticked(purpose));
        let list = at_hour(11, ActivityKind::LeadImported(Imported { consent_phone: true, ..row(MARIA) }));
        assert!(!agrees(&[tick.clone(), no.clone(), again.clone(), list], purpose));
        // The person does, once and for what was before.
        let yes = at_hour(12, given(purpose));
        assert!(agrees(&[tick.clone(), no.clone(), yes.clone()], purpose));
        assert!(agrees(&[tick.clone(), yes.clone(), no.clone()], purpose), "in whatever order they come in");
        assert!(!agrees(&[tick, no, yes, at_hour(13, withdrawn(purpose))], purpose));
    }
}

#[test]
fn who_asks_not_to_be_called_agrees_to_no_calls() {
    let no = ActivityKind::DoNotContact { channel: Channel::Calls, by: "ana".to_owned(), note: None };
    let all = [happened("2026-11-24T09:00:00Z", ticked(Purpose::Phone)), happened("2026-11-24T10:00:00Z", no)];
    assert!(!agrees(&all, Purpose::Phone));
}

#[test]
fn call_lists_respect_a_withdrawal_and_ask_for_consent_where_they_say_so() {
    let lists = |needs_consent: bool| -> CallLists {
        serde_json::from_value(json!({"lists": [{
            "name": "cold", "title": "Cold", "sources": ["purchased list"], "callers": ["ana"], "tries": 3, "pause": "1d",
            "hours": ["mon-fri 9:00-17:00"], "then": {"to": "disqualified", "reason": "no-need"}, "needs_consent": needs_consent,
        }]}))
        .unwrap()
    };
    let list_of = |needs_consent: bool, kinds: &[ActivityKind], consent_phone: bool| {
        let mut config = config();
        config.call_lists = lists(needs_consent);
        let bought = Imported { source: "purchased list".to_owned(), consent_phone, ..row(MARIA) };
        let mut all = vec![happened("2026-11-23T09:00:00Z", ActivityKind::LeadImported(bought))];
        all.extend(kinds.iter().map(|kind| happened("2026-11-24T09:00:00Z", kind.clone())));
        run(&config, &all).0.on_call_list().is_some()
    };
    assert!(list_of(false, &[], false), "as ever");
    assert!(!list_of(true, &[], false));
    assert!(list_of(true, &[], true), "the list says that they agreed");
    assert!(list_of(true, &[given(Purpose::Phone)], false));
    for needs_consent in [true, false] {
        assert!(!list_of(needs_consent, &[withdrawn(Purpose::Phone)], true));
    }
}

#[test]
fn opens_and_clicks_are_measured_of_whom_it_may() {
    let lead = |kinds: &[ActivityKind]| -> Lead {
        let mut all =
            vec![happened("2026-11-23T09:00:00Z", ActivityKind::FormSubmitted(submission("guide", MARIA, true)))];
        all.extend(kinds.iter().map(|kind| happened("2026-11-24T09:00:00Z", kind.clone())));
        run(&config(), &all).0
    };
    let measuring = Purpose::Measuring;
    for (needs_consent, kinds, expected) in [
        (false, vec![], true),
        (false, vec![withdrawn(measuring)], false),
        (true, vec![], false),
        (true, vec![ticked(measuring)], true),
        (true, vec![ticked(measuring), withdrawn(measuring)], false),
    ] {
        let mut config = config();
        config.sending.tracking.needs_consent = needs_consent;
        let of = config.sending.tracking.of(&lead(&kinds));
        assert_eq!((of.opens, of.clicks), (expected, expected), "{needs_consent} {kinds:?}");
    }
}

#[test]
fn segments_and_sequences_can_ask_what_a_lead_agreed_to() {
    let (lead, _) = run(&config(), &[happened("2026-11-23T09:00:00Z", ticked(Purpose::Phone))]);
    let holds = |condition: Value| {
        let condition: Condition = serde_json::from_value(condition).unwrap();
        condition.holds(&RatedLead::stored(&lead))
    };
    assert!(holds(json!({"field": "consent_phone", "given": true})));
    assert!(holds(json!({"field": "consent_measuring", "given": false})));
    assert!(!holds(json!({"field": "consent", "given": true})), "not to mail");
    let mut config = config();
    let criterion = json!({"label": "May be called", "when": {"field": "consent_phone", "given": true}});
    config.segments.insert("callable".to_owned(), serde_json::from_value(criterion).unwrap());
    assert_eq!(config.check(), []);
}

fn form(change: impl FnOnce(&mut Value)) -> (Config, Form) {
    let mut config = config();
    let mut form = serde_json::to_value(&config.forms["guide"]).unwrap();
    form["consents"] = json!([
        {"purpose": "phone", "version": "p1", "wording": "You may call me", "privacy": "https://acme.example/privacy"},
        {"purpose": "measuring", "version": "m1", "wording": "You may measure", "required": true, "value": "agreed"},
    ]);
    change(&mut form);
    let form: Form = serde_json::from_value(form).unwrap();
    config.forms.insert("guide".to_owned(), form.clone());
    (config, form)
}

#[test]
fn each_box_is_read_by_itself_as_that_of_mail_is() {
    let (config, form) = form(|_| {});
    let read = |pairs: &[(&str, &str)]| {
        let email = [("email", "maria@acme.example")];
        let all = email.iter().chain(pairs).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        form.read(Words::english(), "guide", &all.collect(), None)
    };
    let missing = read(&[("consent", "yes")]).unwrap_err();
    assert_eq!((missing.len(), missing[0].field.as_str()), (1, "consent_measuring"));
    let sent = read(&[("consent_measuring", "agreed"), ("consent_phone", "undefined")]).unwrap();
    assert_eq!(sent.agreed.purposes, BTreeMap::from([(Purpose::Measuring, "m1".to_owned())]), "only a known yes");
    let sent = config.proven(read(&[("consent_measuring", "yes"), ("consent_phone", "on")]).unwrap(), None);
    assert_eq!((sent.consent.as_ref(), sent.agreed.purposes.len()), (None, 2));
    let shown = config.wordings_agreed_to(&sent);
    let shown: Vec<_> = shown.iter().map(|one| (one.version.as_str(), one.privacy.as_deref())).collect();
    assert_eq!(shown, [("p1", Some("https://acme.example/privacy")), ("m1", None)]);
    // The same post with another tick is another wish.
    let other = read(&[("consent_measuring", "yes")]).unwrap();
    assert_ne!(sent.content_hash(), other.content_hash());
    assert!(form.read(Words::english(), "guide", &form.sample().into_iter().collect(), None).is_ok());
}

#[test]
fn mistakes_in_the_boxes_of_a_form_are_named() {
    let check = |change: fn(&mut Value), words: &str| {
        let (config, _) = form(change);
        let problems = config.check();
        let found = problems.iter().any(|one| one.file == "forms/guide.yaml" && one.message.contains(words));
        assert!(found, "{words}: {problems:?}");
    };
    assert_eq!(form(|_| {}).0.check(), []);
    check(|form| form["consents"][0]["purpose"] = "mail".into(), "the form's `consent`");
    check(|form| form["consents"][0]["purpose"] = "measuring".into(), "`purpose: measuring` twice");
    check(|form| form["consents"][0]["double_opt_in"] = true.into(), "leave it out here");
    check(|form| form["consents"][0]["wording"] = " ".into(), "what the visitor agrees to");
    check(|form| form["consents"][0]["version"] = "list: x".into(), "names the wording");
    check(|form| form["consents"][0]["privacy"] = "privacy.html".into(), "page on data protection");
    check(|form| form["consents"][1]["value"] = "no".into(), "this word means no");
    check(|form| form["consent"]["purpose"] = "phone".into(), "into `consents`");
    check(|form| form["to_confirm"] = json!({"thanks": "Look."}), "needs `double_opt_in: true`");
    check(
        |form| {
            form["consent"]["double_opt_in"] = true.into();
            form["to_confirm"] = json!({});
        },
        "`to_confirm` says what differs",
    );
    check(|form| form["fields"][1]["name"] = "consent_phone".into(), "not be `consent`");
    let mut config = config();
    config.company.privacy = Some("privacy".to_owned());
    assert!(config.check()[0].message.contains("page on data protection"));
    config.company.privacy = None;
    config.sending.unconfirmed = serde_json::from_value(json!("7d")).unwrap();
    assert!(config.check()[0].message.contains("longer than 7d"));
}

fn any_word() -> impl Strategy<Value = Activity> {
    let purpose = prop_oneof![Just(Purpose::Phone), Just(Purpose::Measuring)];
    let kind = (purpose, 0_u8..4).prop_map(|(purpose, what)| match what {
        0 => ticked(purpose),
        1 => given(purpose),
        2 => ActivityKind::LeadImported(Imported { consent_phone: true, ..row(MARIA) }),
        _ => withdrawn(purpose),
    });
    said_within(200, kind)
}

proptest! {
    #[test]
    fn the_order_of_arrival_changes_no_consent(
        (activities, shuffled) in in_two_orders(prop::collection::vec(any_word(), 1..10))
    ) {
        let config = config();
        let ((one, _), (other, _)) = (run(&config, &activities), run(&config, &shuffled));
        for purpose in Purpose::ALL {
            prop_assert_eq!(one.agrees_to(purpose), other.agrees_to(purpose));
            prop_assert_eq!(one.withdrew(purpose), other.withdrew(purpose));
        }
    }
}
