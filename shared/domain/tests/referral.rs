//! Who referred whom, and what others know of a lead.

use leadwright_domain::activity::{Activity, ActivityKind, Enrichment};
use leadwright_domain::lead::Lead;
use leadwright_domain::referral::{Credit, referrer};
use leadwright_domain::value::identity::{EmailAddress, Identity, IdentityKey, LeadId};
use leadwright_domain::value::stage::Stage;
use std::collections::BTreeMap;

use crate::setting::{activity, at, config, lead_id, run, submission};

const MARIA: (&str, &str) = ("email", "maria@acme.example");

fn of_address(address: &str) -> LeadId {
    LeadId::of(&IdentityKey::new("k"), &Identity::Email(EmailAddress::parse(address).unwrap()))
}

fn sent(time: &str, fields: &[(&str, &str)], by: Option<&LeadId>) -> Activity {
    let mut sent = submission("demo", fields, false);
    sent.touches.referred_by = by.cloned();
    activity(at(time), time, ActivityKind::FormSubmitted(sent))
}

fn lead(activities: &[Activity]) -> Lead {
    run(&config(), activities).0
}

#[test]
fn a_text_names_a_lead_by_address_number_or_id_and_never_by_name() {
    let key = IdentityKey::new("k");
    let id = of_address("joe@home.example");
    for (text, is_joe) in [
        ("joe@home.example", true),
        (" Joe@HOME.example ", true),
        (id.as_str(), true),
        ("Joe", false),
        ("Joe, joe@home.example", false),
        ("912 345 678", false),
        ("", false),
    ] {
        assert_eq!(referrer(text, &key) == Some(id.clone()), is_joe, "{text}");
    }
    assert!(referrer("+351 912 345 678", &key).is_some());
}

#[test]
fn a_lead_that_begins_with_a_referral_has_it_and_nobody_refers_themselves() {
    let joe = of_address("joe@home.example");
    let first = sent("2026-11-21T10:00:00Z", &[MARIA], Some(&joe));
    let referred = lead(std::slice::from_ref(&first));
    assert_eq!(referred.referral.as_ref().map(|referral| &referral.by), Some(&joe));
    // Who was known before is nobody's referral; the first one stays.
    let second = sent("2026-11-22T10:00:00Z", &[MARIA, ("name", "Maria")], Some(&of_address("eva@home.example")));
    assert_eq!(lead(&[first.clone(), second.clone()]).referral, referred.referral);
    let alone = sent("2026-11-20T10:00:00Z", &[MARIA], None);
    assert_eq!(lead(&[alone, second]).referral, None);
    assert_eq!(lead(&[sent("2026-11-21T10:00:00Z", &[MARIA], Some(&lead_id()))]).referral, None);
}

#[test]
fn credit_counts_others_alone() {
    let company = config().company;
    let with = |id: &str, fields: &[(&str, &str)]| {
        let mut one = lead(&[sent("2026-11-21T10:00:00Z", fields, None)]);
        one.id = of_address(id);
        one
    };
    let joe = with("joe@home.example", &[("email", "joe@home.example"), ("phone", "+351 912 345 678")]);
    let mut customer = with("a@x.example", &[("email", "a@x.example")]);
    customer.stage = Stage::Customer;
    let plain = with("b@x.example", &[("email", "b@x.example")]);
    let same_number = with("c@x.example", &[("email", "c@x.example"), ("phone", "912345678")]);
    let mut merged = with("d@x.example", &[("email", "d@x.example")]);
    merged.merged.insert(joe.id.clone());
    let all = [&customer, &plain, &same_number, &merged, &joe];
    assert_eq!(Credit::of(&joe, all, &company), Credit { referred: 2, customers: 1 });
}

#[test]
fn what_was_looked_up_never_takes_the_place_of_what_a_person_said() {
    let found = |fields: &[(&str, &str)]| {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let facts = BTreeMap::from([("https://acme.example/".to_owned(), BTreeMap::new())]);
        Activity::enriched(lead_id(), Enrichment { facts, fields }, at("2026-11-21T12:00:00Z"))
    };
    let looked_up = found(&[("country", "ES"), ("employees", "70")]);
    let said = |time| sent(time, &[MARIA, ("country", "PT")], None);
    let before = lead(&[said("2026-11-21T10:00:00Z"), looked_up.clone()]);
    assert_eq!((before.field("country"), before.field("employees")), (Some("PT"), Some("70")));
    assert_eq!(before.enriched.as_ref(), Some(&looked_up.id));
    // Also what was said before, and came later.
    let first = sent("2026-11-21T09:00:00Z", &[MARIA], None);
    let after = lead(&[first, looked_up, said("2026-11-21T11:00:00Z")]);
    assert_eq!(after.field("country"), Some("PT"));
}
