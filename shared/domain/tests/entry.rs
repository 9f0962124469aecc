//! Leads that our own people enter by hand.

use std::collections::BTreeMap;

use leadwright_domain::activity::ActivityKind;
use leadwright_domain::entry::{EntryKind, LeadEntry, Taker};
use leadwright_domain::value::identity::{Identity, IdentityKey, LeadId};
use leadwright_domain::words::Words;

use crate::setting::{at, config};

fn entered(fields: &[(&str, &str)]) -> BTreeMap<String, String> {
    let usual = [("name", "Joe"), ("taker", "nobody")];
    usual.iter().chain(fields).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn read(kind: EntryKind, fields: &[(&str, &str)]) -> Result<LeadEntry, String> {
    LeadEntry::read(Words::english(), kind, &entered(fields), &config())
        .map_err(|wrong| format!("{}: {}", wrong.field, wrong.message))
}

#[test]
fn a_value_is_kept_whole_or_refused() {
    let long = "x".repeat(201);
    for (kind, fields, wrong) in [
        (EntryKind::Call, &[("name", "")][..], "name: Write a name, a company"),
        (EntryKind::Call, &[("name", long.as_str())], "name: "),
        (EntryKind::Call, &[("taker", "")], "taker: Choose who"),
        (EntryKind::Call, &[("taker", "ben")], "taker: Choose who"),
        (EntryKind::Card, &[], "event: Write the event"),
        (EntryKind::Card, &[("event", "a\nb")], "event: The event can't be kept: it has several lines"),
        (EntryKind::Tip, &[("referred_by", long.as_str())], "referred_by: The name can't be kept"),
    ] {
        let said = read(kind, fields).unwrap_err();
        assert!(said.starts_with(wrong), "{said}");
    }
    let kept = read(EntryKind::Call, &[("phone", "ask the office")]).unwrap();
    assert_eq!(kept.fields["phone"], "ask the office", "what can't be read is kept as it was typed");
    assert_eq!(kept.identity("p"), Identity::Entry("page:p".to_owned()), "and names nobody");
}

#[test]
fn who_it_is_about_is_known_by_the_address_else_the_number_else_the_page() {
    let identity = |fields: &[(&str, &str)]| read(EntryKind::Call, fields).unwrap().identity("p1");
    assert!(matches!(identity(&[("email", "Joe@ACME.example"), ("phone", "+351 912 345 678")]), Identity::Email(_)));
    assert!(
        matches!(identity(&[("phone", "+351 912 345 678")]), Identity::Phone(number) if number.as_str() == "+351912345678")
    );
    assert_eq!(identity(&[]), Identity::Entry("page:p1".to_owned()));
}

#[test]
fn a_tip_says_that_there_is_a_need_and_brings_no_consent() {
    let now = at("2026-11-26T10:00:00Z");
    let tip = read(EntryKind::Tip, &[("referred_by", "Maria"), ("consent", "yes"), ("taker", "me")]).unwrap();
    assert_eq!(tip.taker, Taker::Me);
    let lead = LeadId::of(&IdentityKey::new("k"), &tip.identity("p"));
    let activities = tip.activities(&lead, None, "p", "ana", now);
    let ActivityKind::LeadImported(row) = &activities[0].kind else { panic!("{activities:?}") };
    assert_eq!((row.tip, row.consent, row.referred_by.as_deref()), (true, false, Some("Maria")));
    assert!(matches!(&activities[1].kind, ActivityKind::Qualified(said) if said.by == "ana"));
    assert!(matches!(&activities[2].kind, ActivityKind::Assigned { to: Some(to), .. } if to == "ana"));
    // The same page again is the same entry.
    let again = tip.activities(&lead, None, "p", "ana", now + jiff::SignedDuration::from_secs(3));
    let ids = |all: &[leadwright_domain::activity::Activity]| {
        all.iter().map(|one| one.external_id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&activities), ids(&again));
}
