//! What leads are found by.

use leadwright_domain::search::{SearchFields, SearchQuery, part_of};
use proptest::prelude::*;

use crate::setting::{config, post, run};

fn lead(fields: &[(&str, &str)]) -> SearchFields {
    let (lead, _) = run(&config(), &[post("2026-11-21T10:00:00Z", "guide", fields)]);
    SearchFields::of(&lead)
}

fn finds(query: &str, fields: &[(&str, &str)]) -> bool {
    let company = config().company;
    SearchQuery::read(query, &company).unwrap().finds(&lead(fields).words(&company))
}

#[test]
fn a_lead_is_found_by_address_number_company_and_any_word_of_its_name() {
    let maria = [
        ("email", "Maria.Silva@acme-trading.example"),
        ("name", "Maria João da Silva-Müller"),
        ("company", "Acme Trading, Lda."),
        ("phone", "912 345 678"),
    ];
    for query in [
        "maria.silva@acme-trading.example",
        "MARIA.SILVA@ACME",
        "acme-trading.example",
        "acme-tra.example",
        "maria",
        "Joao",
        "JOÃO",
        "Muller",
        "müll",
        "silva maria",
        "silva acme",
        "m silva",
        "trading",
        "Acme Trading",
        "+351 912 345 678",
        "00351 912-345-678",
        "912345678",
        "912 345",
        "+351 912 3",
    ] {
        assert_eq!(finds(query, &maria), query != "acme-tra.example", "{query}");
    }
    for query in ["mario", "maria costa", "ben@acme-trading.example", "+351 912 345 679", "ilva", "x silva"] {
        assert!(!finds(query, &maria), "{query}");
    }
}

#[test]
fn words_of_other_scripts_and_hostile_names_are_found() {
    for (name, query) in [
        ("李小龍", "李"),
        ("Ольга Иванова", "иван"),
        ("Maria\u{202e}avliS", "mariaav"),
        ("<script>alert(1)</script>", "script"),
        ("Zoë O’Brien-Łuczak", "luczak"),
        ("🦀 Ferris", "ferris"),
    ] {
        assert!(finds(query, &[("email", "x@gmail.com"), ("name", name)]), "{query}");
    }
    let long = "y".repeat(200);
    assert!(finds(&long, &[("email", "x@gmail.com"), ("name", &long)]));
}

#[test]
fn too_little_to_search_for_is_said() {
    let company = config().company;
    for (query, part) in [("", "two letters"), ("m", "two letters"), (" . ", "two letters"), ("91", "two letters"), ("0912", "number")] {
        let Err(why) = SearchQuery::read(query, &company) else {
            // Digits may be a word of a company's name.
            assert_eq!(query, "91");
            continue;
        };
        assert!(why.contains(part), "{query}: {why}");
    }
}

#[test]
fn providers_of_free_mail_are_no_employer() {
    let company = config().company;
    let keys = |email| lead(&[("email", email)]).words(&company).keys;
    assert!(keys("maria@gmail.com").iter().all(|key| key == "maria@gmail.com"));
    assert!(keys("maria@acme.example").contains("@acme.example"));
    assert!(SearchQuery::employer("acme.example").finds(&lead(&[("email", "b@acme.example")]).words(&company)));
    assert!(!SearchQuery::employer("acme.ex").finds(&lead(&[("email", "b@acme.example")]).words(&company)));
}

proptest! {
    /// Whatever a name is, its rows have keys that the table takes, and its first word finds it.
    #[test]
    fn any_name_is_found_by_its_first_word(name in "\\PC{1,200}") {
        let company = config().company;
        let lead = lead(&[("email", "x@gmail.com"), ("name", &name)]);
        let words = lead.words(&company);
        prop_assert!(words.keys.iter().all(|key| key.len() < 900 && key.starts_with(part_of(key))));
        prop_assert!(words.keys.len() <= 20 && words.words.len() < 3000);
        let first = lead.name().into_iter().next();
        if let Some(query) = first.and_then(|word| SearchQuery::read(&word, &company).ok()).filter(|query| !query.key().starts_with('+')) {
            prop_assert!(query.finds(&words), "{query:?} {words:?}");
        }
    }
}
