//! What a form reads of a post: every type of field, repeated names, addresses in parts, fields it does not ask for.

use leadwright_domain::activity::{ActivityKind, Submission};
use leadwright_domain::condition::Condition;
use leadwright_domain::form::{FieldError, Form, NotText, Posted};
use leadwright_domain::lead::RatedLead;
use leadwright_domain::mail::phone_link;
use leadwright_domain::timeline::wishes;
use leadwright_domain::words::Words;
use leadwright_domain::zone::zone_of;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::setting::{activity, at, config, run};

#[expect(clippy::needless_pass_by_value, reason = "callers write it in place")]
fn form(change: Value) -> Form {
    let topics: Vec<Value> =
        ["routes", "parts", "paper"].map(|value| json!({"value": value, "label": value.to_uppercase()})).into();
    let mut whole = json!({
        "title": "Demo", "wants": "wants a demo",
        "fields": [
            {"name": "email", "label": "E-mail", "type": "email", "required": true, "posted_as": "form_fields[mail]"},
            {"name": "name", "label": "Name"},
            {"name": "phone", "label": "Phone", "type": "phone", "country": "DE"},
            {"name": "employees", "label": "Employees", "type": "number", "max": 500},
            {"name": "topics", "label": "Topics", "type": "choices", "options": topics},
            {"name": "terms", "label": "Terms", "type": "checkbox"},
            {"name": "start", "label": "Start", "type": "date"},
            {"name": "site", "label": "Site", "type": "url"},
            {"name": "timezone", "label": "Zone", "type": "timezone"},
            {"name": "page_id", "label": "Page", "type": "hidden"},
            {"name": "address", "label": "Address", "type": "address"},
            {"name": "message", "label": "Message", "type": "message"},
        ],
    });
    whole.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    serde_json::from_value(whole).unwrap()
}

fn posted(pairs: &[(&str, &str)]) -> Posted {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn read(form: &Form, pairs: &[(&str, &str)]) -> Result<Submission, Vec<FieldError>> {
    form.read(Words::english(), "demo", &posted(pairs), None)
}

const EMAIL: (&str, &str) = ("email", "maria@acme.example");

#[test]
fn every_type_is_read_and_kept_as_it_is_meant() {
    let sent = read(
        &form(json!({})),
        &[
            ("form_fields[mail]", "Maria@Acme.example"),
            ("topics[]", "paper"),
            ("topics[]", "routes"),
            ("terms", "on"),
            ("start", "25.12.2026"),
            ("site", "acme.example"),
            ("timezone", "europe/lisbon"),
            ("page_id", "pricing"),
            ("address[street]", "Rua Augusta 1"),
            ("address[postal_code]", "1100-048"),
            ("city", "Lisboa"),
            ("address[country]", "Portugal"),
            ("message", "one"),
            ("message", "two"),
        ],
    );
    let sent = sent.unwrap();
    let expected = json!({
        "email": "maria@acme.example", "topics": "routes, paper", "terms": "yes", "start": "2026-12-25",
        "site": "https://acme.example", "timezone": "Europe/Lisbon", "page_id": "pricing", "street": "Rua Augusta 1",
        "postal_code": "1100-048", "city": "Lisboa", "country": "PT",
    });
    assert_eq!(json!(sent.fields), expected);
    assert_eq!((sent.message.as_deref(), sent.unrecognised.len(), sent.unknown.len()), (Some("one\ntwo"), 0, 0));
}

/// Of several boxes with one name, one value arrives.
#[test]
fn r_sprout_forms_108_every_ticked_box_is_kept() {
    let form = form(json!({}));
    for names in [["topics", "topics"], ["topics[]", "topics[]"], ["topics[0]", "topics[1]"]] {
        let sent = read(&form, &[EMAIL, (names[0], "parts"), (names[1], "paper")]).unwrap();
        assert_eq!(sent.fields["topics"], "parts, paper", "{names:?}");
    }
}

/// Repeated fields of a text are one value, the last.
#[test]
fn r_staticman_263_no_value_of_a_repeated_name_is_lost() {
    let form = form(json!({}));
    let sent = read(&form, &[EMAIL, ("name", "Maria"), ("name", ""), ("name", "Silva"), ("name", "Maria")]).unwrap();
    assert_eq!(sent.fields["name"], "Maria, Silva");
    // What is no number any more is not taken for one of the two.
    let sent = read(&form, &[EMAIL, ("employees", "3"), ("employees", "400")]).unwrap();
    assert_eq!((sent.fields["employees"].as_str(), sent.unrecognised.contains("employees")), ("3, 400", true));
    // A hidden "0" before the box, as Rails writes it.
    let box_of = |pairs: &[(&str, &str)]| read(&form, &[&[EMAIL], pairs].concat()).unwrap().fields["terms"].clone();
    assert_eq!(box_of(&[("terms", "0"), ("terms", "1")]), "yes");
    assert_eq!(box_of(&[("terms", "0")]), "no");
    assert_eq!(read(&form, &[EMAIL, ("email", "jose@acme.example")]).unwrap_err()[0].field, "email");
}

#[test]
fn what_is_no_text_is_refused_by_its_name_or_left_out() {
    let of = |name: &str, what: NotText, change: Value| {
        let mut posted = posted(&[EMAIL]);
        posted.add_not_text(name, what);
        let read = form(change).read(Words::english(), "demo", &posted, None);
        read.map_err(|errors| errors.into_iter().map(|error| (error.field, error.message)).collect::<Vec<_>>())
    };
    for (name, what, field, words) in [
        ("name", NotText::File, "name", "can’t take files here: please leave “Name” empty"),
        ("cv", NotText::File, "cv", "please leave “cv” empty"),
        ("cv[]", NotText::File, "cv[]", "please leave “cv[]” empty"),
        ("name", NotText::Nested, "name", "“Name” takes one value"),
        ("name[first]", NotText::Nested, "name", "“Name” takes one value"),
        ("employees", NotText::Imprecise, "employees", "too long to be read exactly"),
        ("address[city]", NotText::Nested, "city", "“City” takes one value"),
        ("address", NotText::Nested, "address", "send street, postal_code, city, region, country"),
    ] {
        let errors = of(name, what, json!({})).unwrap_err();
        let [(refused, message)] = &errors[..] else { panic!("{name}: {errors:?}") };
        assert!(refused == field && message.contains(words), "{name}: {errors:?}");
    }
    for what in [NotText::Nested, NotText::Imprecise] {
        assert!(of("utm", what, json!({})).unwrap().unknown.is_empty());
        assert_eq!(of("utm", what, json!({"unknown": "refuse"})).unwrap_err()[0].0, "utm");
    }
    // An object for one value, and one text for an address, would be lost.
    let form = form(json!({}));
    assert_eq!(read(&form, &[EMAIL, ("name[first]", "Maria")]).unwrap_err()[0].field, "name");
    assert_eq!(read(&form, &[EMAIL, ("address", "Rua Augusta 1, Lisboa")]).unwrap_err()[0].field, "address");
    assert!(read(&form, &[EMAIL, ("other[first]", "Maria")]).is_ok());
}

#[test]
fn an_address_is_asked_by_its_parts_in_the_visitors_language() {
    let address = json!({"name": "address", "label": "Anschrift", "type": "address", "required": true});
    let email = json!({"name": "email", "label": "E-Mail", "type": "email", "required": true});
    let form = form(json!({"fields": [email, address]}));
    let config = config();
    let words = config.visitor_words(["de"]);
    let errors = form.read(words, "demo", &posted(&[EMAIL, ("city", "Köln")]), None).unwrap_err();
    let told: Vec<_> = errors.iter().map(|error| (error.field.as_str(), error.message.as_str())).collect();
    let fill = |label: &str| format!("Bitte füllen Sie „{label}“ aus.");
    assert_eq!(told[0], ("street", fill("Straße und Hausnummer").as_str()));
    assert_eq!(told[1], ("postal_code", fill("Postleitzahl").as_str()));
    assert_eq!(told[2], ("country", fill("Land").as_str()));
    assert_eq!(told.len(), 3, "a region may be left out");
}

#[test]
fn fields_that_no_form_asks_for_are_left_out_kept_or_refused() {
    let pairs = [EMAIL, ("size", "L"), ("size", "XL"), ("utm_source", "x"), ("gclid", "1"), ("consent", "yes")];
    assert!(read(&form(json!({})), &pairs).unwrap().unknown.is_empty());
    let kept = read(&form(json!({"unknown": "keep"})), &pairs).unwrap();
    assert_eq!(json!(kept.unknown), json!({"size": "L, XL"}));
    assert_ne!(kept.content_hash(), read(&form(json!({"unknown": "keep"})), &[EMAIL]).unwrap().content_hash());
    let refused = read(&form(json!({"unknown": "refuse"})), &pairs).unwrap_err();
    assert_eq!(refused, [FieldError::new("size", "There is no field “size” in this form.")]);
    // On the lead's page, apart from what was asked.
    let mut config = config();
    config.forms.insert("demo".to_owned(), form(json!({"unknown": "keep"})));
    let sent = activity(at("2026-11-21T10:00:00Z"), "1", ActivityKind::FormSubmitted(kept));
    assert_eq!(wishes([&sent], &config, Words::english())[0].unknown, [("size", "L, XL")]);
}

#[test]
fn answers_are_shown_in_a_readers_words() {
    let mut config = config();
    config.forms.insert("demo".to_owned(), form(json!({})));
    let pairs =
        [EMAIL, ("topics", "parts"), ("topics", "paper"), ("terms", "yes"), ("start", "2026-12-25"), ("city", "Porto")];
    let sent = read(&config.forms["demo"], &pairs).unwrap();
    let sent = activity(at("2026-11-21T10:00:00Z"), "1", ActivityKind::FormSubmitted(sent));
    let wishes = wishes([&sent], &config, Words::english());
    let answers: Vec<_> = wishes[0].answers.iter().map(|(label, words)| (label.as_ref(), words.as_ref())).collect();
    let expected = [("Topics", "PARTS, PAPER"), ("Terms", "Yes"), ("Start", "25 December 2026"), ("City", "Porto")];
    assert_eq!(answers, expected);
}

#[test]
fn a_rule_asks_for_one_of_several_choices() {
    let mut config = config();
    config.forms.insert("demo".to_owned(), form(json!({})));
    let sent = read(&config.forms["demo"], &[EMAIL, ("topics", "routes"), ("topics", "paper")]).unwrap();
    let (lead, _) = run(&config, &[activity(at("2026-11-21T10:00:00Z"), "1", ActivityKind::FormSubmitted(sent))]);
    for (test, holds) in [
        (json!({"field": "topics", "includes": ["paper", "parts"]}), true),
        (json!({"field": "topics", "includes": ["Paper"]}), true),
        (json!({"field": "topics", "includes": ["pap"]}), false),
        (json!({"field": "topics", "includes": ["parts"]}), false),
        (json!({"field": "topics", "includes_none": ["parts"]}), true),
        (json!({"field": "topics", "includes_none": ["parts", "paper"]}), false),
        (json!({"field": "other", "includes": ["paper"]}), false),
        (json!({"field": "other", "includes_none": ["paper"]}), true),
    ] {
        let condition: Condition = serde_json::from_value(test.clone()).unwrap();
        assert_eq!(condition.holds(&RatedLead::stored(&lead)), holds, "{test}");
    }
}

#[test]
fn a_number_is_dialled_as_one_of_the_country_that_its_form_declares() {
    let mut config = config();
    config.forms.insert("demo".to_owned(), form(json!({})));
    for (pairs, link) in [
        (&[("phone", "0171 1234567")][..], "+491711234567"),
        (&[("phone", "+351 912 345 678")], "+351912345678"),
        (&[("phone", "912 345 678"), ("country", "PT")], "+351912345678"),
    ] {
        let sent = read(&config.forms["demo"], &[&[EMAIL], pairs].concat()).unwrap();
        let (lead, _) = run(&config, &[activity(at("2026-11-21T10:00:00Z"), "1", ActivityKind::FormSubmitted(sent))]);
        assert_eq!(phone_link(&lead, &config.company), link, "{pairs:?}");
    }
    // A number that came later by another form is no number of that country.
    let sent = |pairs: &[(&str, &str)], form: &Form| ActivityKind::FormSubmitted(read(form, pairs).unwrap());
    let other = form(json!({"fields": [
        {"name": "email", "label": "E-mail", "type": "email", "required": true},
        {"name": "phone", "label": "Phone", "type": "phone"},
    ]}));
    let first = sent(&[EMAIL, ("phone", "0171 1234567")], &config.forms["demo"]);
    let second = sent(&[EMAIL, ("phone", "0171 1234567")], &other);
    let first = activity(at("2026-11-21T10:00:00Z"), "1", first);
    let (lead, _) = run(&config, &[first, activity(at("2026-11-22T10:00:00Z"), "2", second)]);
    assert_eq!(phone_link(&lead, &config.company), "");
}

#[test]
fn a_chosen_time_zone_is_the_leads() {
    let mut config = config();
    config.forms.insert("demo".to_owned(), form(json!({})));
    let sent = read(&config.forms["demo"], &[EMAIL, ("timezone", "Asia/Tokyo"), ("country", "PT")]).unwrap();
    let (lead, _) = run(&config, &[activity(at("2026-11-21T10:00:00Z"), "1", ActivityKind::FormSubmitted(sent))]);
    assert_eq!(zone_of(&lead, &config.company).iana_name(), Some("Asia/Tokyo"));
}

#[test]
fn a_campaign_is_kept_whole_or_not_at_all() {
    let long = "x".repeat(101);
    for (text, kept) in [("spring  sale", Some("spring sale")), (" ", None), (long.as_str(), None)] {
        let posted = posted(&[EMAIL, ("utm_campaign", text)]);
        let sent = form(json!({})).read(Words::english(), "demo", &posted, None).unwrap();
        assert_eq!(sent.campaign.as_deref(), kept);
    }
}

#[test]
fn mistakes_in_fields_are_told_with_what_to_write() {
    let option = json!([{"value": "a", "label": "A"}]);
    for (field, words) in [
        (json!({"type": "choices"}), "`x` needs `options:"),
        (json!({"options": option}), "only `type: choice`, `choices` and `hidden` have"),
        (json!({"type": "timezone"}), "is named `timezone`"),
        (json!({"type": "hidden", "required": true}), "nobody sees `x`"),
        (json!({"type": "hidden", "value": "b", "options": option}), "is one of its form's values: a"),
        (json!({"value": "b"}), "only `type: hidden` and `checkbox` have"),
        (json!({"country": "DE"}), "only `type: phone` has"),
        (json!({"posted_as": "email"}), "is the name of two fields"),
        (json!({"posted_as": " "}), "is the name in your page"),
        (json!({"type": "number", "longest": 3}), "only `type: text`, `message`, `url` and `hidden` have"),
        (json!({"longest": 201}), "from 1 to 200"),
        (json!({"min": 3}), "are for `type: number`, `date` and `choices`"),
        (json!({"type": "number", "min": "2026-12-25"}), "are whole numbers"),
        (json!({"type": "date", "max": 5}), "are dates"),
        (json!({"type": "number", "min": 5, "max": 4}), "greater than its `max`"),
        (json!({"type": "choices", "options": option, "max": 2}), "has 1 options"),
        (json!({"name": "home", "type": "address"}), ""),
    ] {
        let mut whole = json!({"name": "x", "label": "X"});
        whole.as_object_mut().unwrap().extend(field.as_object().unwrap().clone());
        let mut config = config();
        let mut fields = serde_json::to_value(&config.forms["demo"].fields).unwrap();
        let is_address = words.is_empty();
        fields.as_array_mut().unwrap().extend(is_address.then(|| json!({"name": "city", "label": "City"})));
        fields.as_array_mut().unwrap().push(whole);
        config.forms.get_mut("demo").unwrap().fields = serde_json::from_value(fields).unwrap();
        let problems = config.check();
        let told: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
        if is_address {
            assert!(told.iter().any(|told| told.contains("is a part of the address `home`")), "{told:?}");
        } else {
            assert!(matches!(&told[..], [told] if told.contains(words)), "{field}: {told:?}");
        }
    }
}

#[test]
fn a_condition_on_several_choices_asks_whether_it_includes_one() {
    for (test, words) in [
        (json!({"field": "topics", "one_of": ["paper"]}), "ask with `includes` or `includes_none`"),
        (json!({"field": "topics", "includes": ["lunch"]}), "`topics` is never \"lunch\""),
        (json!({"field": "name", "includes": ["lunch"]}), "is no field of several choices"),
        (json!({"field": "topics", "includes": []}), "nothing in its list"),
        (json!({"field": "terms", "one_of": ["maybe"]}), "`terms` is never \"maybe\""),
        (json!({"field": "topics", "includes": ["paper"]}), ""),
        (json!({"field": "postal_code", "like": ["10*"]}), ""),
        (json!({"field": "country", "one_of": ["Portugal"]}), "is a country of two letters"),
    ] {
        let mut config = config();
        config
            .forms
            .insert("offer".to_owned(), form(json!({"fields": serde_json::to_value(form(json!({})).fields).unwrap()})));
        let segment = json!({"label": "Some", "when": test});
        config.segments.insert("some".to_owned(), serde_json::from_value(segment).unwrap());
        let told: Vec<String> = config.check().into_iter().map(|problem| problem.message).collect();
        match words {
            "" => assert!(told.is_empty(), "{told:?}"),
            words => assert!(told.iter().any(|told| told.contains(words)), "{test}: {told:?}"),
        }
    }
}

proptest! {
    /// Whatever is posted, a form reads it whole or says what is wrong: no field is cut, no name of ours is broken.
    #[test]
    fn any_post_is_read_or_refused_by_name(
        pairs in prop::collection::vec(
            (
                prop::sample::select(vec![
                    "email", "name", "phone", "employees", "topics", "topics[]", "terms", "start", "site", "timezone",
                    "address", "address[city]", "city", "message", "utm_campaign", "other", "name[x]", "[", "]", "",
                ]),
                prop_oneof!["\\PC{0,40}", "(?s).{0,300}", Just("maria@acme.example".to_owned()), Just("routes".to_owned())],
            ),
            0..12,
        ),
        unknown in prop::sample::select(vec!["ignore", "keep", "refuse"]),
    ) {
        let form = form(json!({"unknown": unknown}));
        let posted: Posted = pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        match form.read(Words::english(), "demo", &posted, None) {
            Ok(sent) => {
                prop_assert!(sent.fields.values().all(|value| !value.is_empty() && value.chars().count() <= 400));
                let is_line = |value: &String| !value.contains(['\n', '\r']);
                prop_assert!(sent.fields.values().all(is_line));
                prop_assert!(sent.fields.contains_key("email"));
            }
            Err(errors) => prop_assert!(!errors.is_empty() && errors.iter().all(|error| !error.message.is_empty())),
        }
    }
}
