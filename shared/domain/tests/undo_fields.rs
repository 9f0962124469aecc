//! Undoing an edit where others changed the lead since: refused only where they changed the same.

use std::collections::BTreeMap;

use leadwright_domain::activity::{Activity, ActivityId, ActivityKind, Contact};
use proptest::prelude::*;

use crate::setting::{activity, post};
use crate::undo::{Life, START, minutes};

const MARIA: [(&str, &str); 4] =
    [("email", "maria@acme.example"), ("name", "Maria"), ("company", "Acme"), ("timeline", "later")];

fn edited(name: &str, value: &str, by: &str) -> ActivityKind {
    ActivityKind::Edited { fields: BTreeMap::from([(name.to_owned(), value.to_owned())]), by: by.to_owned() }
}

/// What a program posts of a lead that it names by its address.
fn named(life: &mut Life, minute: i64, kind: ActivityKind) -> ActivityId {
    let who = BTreeMap::from([("email".to_owned(), "maria@acme.example".to_owned())]);
    life.tell(minute, &Activity { who, ..activity(minutes(minute), &format!("by address {minute}"), kind) })
}

fn asked() -> Life {
    Life::new(&[post(START, "demo", &MARIA)])
}

#[test]
fn an_edit_of_another_field_stands_in_nobodys_way() {
    let mut life = asked();
    let edit = life.act(60, edited("name", "Maria Silva", "ana"));
    life.act(61, edited("company", "Acme Ltd", "ben"));
    life.act(62, edited("title", "CEO", "ben"));
    assert_eq!(life.undo(63, &edit, "ana"), Ok(Vec::new()));
    let fields = ["name", "company", "title"].map(|name| life.lead.field(name));
    assert_eq!(fields, [Some("Maria"), Some("Acme Ltd"), Some("CEO")]);
    assert_eq!(life.replayed().settled(), life.lead.settled());
}

#[test]
fn an_edit_of_the_same_field_is_named() {
    let mut life = asked();
    let edit = life.act(60, edited("name", "Maria Silva", "ana"));
    life.act(61, edited("company", "Acme Ltd", "ben"));
    life.act(62, edited("name", "M. Silva", "ben"));
    life.act(63, edited("title", "CEO", "ben"));
    let why = life.undo(64, &edit, "ana").unwrap_err();
    assert!(why.starts_with("It was changed since (Ben corrected: name M. Silva)"), "{why}");
    assert_eq!(life.lead.field("name"), Some("M. Silva"));
}

/// Who names the lead by its address says nothing new of it.
#[test]
fn to_name_the_lead_by_its_address_changes_nothing() {
    let mut life = asked();
    let edit = named(&mut life, 60, edited("name", "Maria Silva", "ana"));
    let call = Contact { by: "ana".to_owned(), reached: false, note: None };
    named(&mut life, 61, ActivityKind::CallLogged(call));
    assert_eq!(life.undo(62, &edit, "ana"), Ok(Vec::new()));
    assert_eq!((life.lead.field("name"), life.lead.field("email")), (Some("Maria"), Some("maria@acme.example")));
    assert_eq!(life.replayed().settled(), life.lead.settled());
}

/// A value that could not be read is one again, whatever others said meanwhile of another one like it.
#[test]
fn what_could_not_be_read_is_so_again() {
    let mut sent = crate::setting::submission("demo", &MARIA, true);
    for (name, value) in [("phone", "ask my boss"), ("employees", "some")] {
        sent.fields.insert(name.to_owned(), value.to_owned());
        sent.unrecognised.insert(name.to_owned());
    }
    let mut life = Life::new(&[activity(minutes(0), "unread", ActivityKind::FormSubmitted(sent))]);
    let edit = life.act(60, edited("phone", "+351912345678", "ana"));
    life.act(61, edited("employees", "120", "ben"));
    assert_eq!(life.undo(62, &edit, "ana"), Ok(Vec::new()));
    assert_eq!((life.lead.field("phone"), life.lead.recognised("phone")), (Some("ask my boss"), None));
    assert_eq!(life.lead.recognised("employees"), Some("120"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Of all edits, one is undone if and only if no later one is of its field; every other field stays as it is.
    #[test]
    fn an_edit_is_undone_where_no_other_came_after(
        edits in prop::collection::vec((0..4_usize, 0..5_u8), 1..6),
        which in 0..6_usize,
    ) {
        let names = ["name", "company", "title", "city"];
        let mut life = asked();
        let mut done = Vec::new();
        for (minute, (name, value)) in (60..).zip(&edits) {
            let before = life.lead.field(names[*name]).map(ToOwned::to_owned);
            done.push((life.act(minute, edited(names[*name], &format!("Value {value}"), "ana")), *name, before));
        }
        let place = which % done.len();
        let (edit, name, before) = done[place].clone();
        let is_last = done[place + 1..].iter().all(|(_, other, _)| *other != name);
        let others = life.lead.fields.clone();
        // The same value once more changed nothing that could be in the way.
        let is_said_again = before.as_deref() == Some(&format!("Value {}", edits[place].1));
        let undone = life.undo(90, &edit, "ana");
        prop_assert_eq!(undone.is_ok(), is_last || is_said_again, "{:?}", undone);
        for (field, value) in &others {
            if *field != names[name] {
                prop_assert_eq!(life.lead.fields.get(field), Some(value));
            }
        }
        if is_last {
            prop_assert_eq!(life.lead.field(names[name]).map(ToOwned::to_owned), before);
        }
        prop_assert_eq!(life.replayed().settled(), life.lead.settled());
    }
}
