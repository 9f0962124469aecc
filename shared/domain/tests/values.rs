//! What was entered is kept as the value it is, or as the text it was, wherever it came in.

use leadwright_domain::activity::{Activity, ActivityKind};
use leadwright_domain::condition::Condition;
use leadwright_domain::config::Config;
use leadwright_domain::form::{Field, Kept};
use leadwright_domain::lead::{Lead, RatedLead};
use leadwright_domain::mail::{Sample, phone_link};
use leadwright_domain::value::country::Country;
use leadwright_domain::value::phone::DialledNumber;
use leadwright_domain::value::text::{one_line, visible};
use leadwright_domain::words::Words;
use leadwright_domain::zone::country_of;
use proptest::prelude::*;
use serde_json::json;

use crate::setting::{activity, at, config, post, run, submission};

fn field(kind: &str) -> Field {
    let options = if kind == "choice" { json!([{"value": "now", "label": "Now"}]) } else { json!([]) };
    serde_json::from_value(json!({"name": "x", "label": "X", "type": kind, "options": options})).unwrap()
}

/// A post of the demo form, with these fields unread.
fn sent(time: &str, fields: &[(&str, &str)], unrecognised: &[&str]) -> Activity {
    let mut sent = submission("demo", fields, false);
    sent.unrecognised = unrecognised.iter().map(ToString::to_string).collect();
    activity(at(time), time, ActivityKind::FormSubmitted(sent))
}

fn edited(time: &str, country: &str) -> Activity {
    let fields = [("country".to_owned(), country.to_owned())].into();
    activity(at(time), time, ActivityKind::Edited { fields, by: "ana".to_owned() })
}

#[test]
fn a_value_that_could_be_read_stays_whatever_came_later() {
    let email = ("email", "maria@acme.example");
    let read = |time, country| sent(time, &[email, ("country", country)], &[]);
    let unread = |time, text| sent(time, &[email, ("country", text)], &["country"]);
    let first = sent("2026-11-21T09:00:00Z", &[email], &[]);
    for (activities, country, is_recognised) in [
        (vec![unread("2026-11-21T10:00:00Z", "Narnia")], "Narnia", false),
        (vec![unread("2026-11-21T10:00:00Z", "Narnia"), unread("2026-11-21T11:00:00Z", "Oz")], "Oz", false),
        (vec![read("2026-11-21T10:00:00Z", "PT"), unread("2026-11-21T11:00:00Z", "Narnia")], "PT", true),
        (vec![unread("2026-11-21T11:00:00Z", "Narnia"), read("2026-11-21T10:00:00Z", "PT")], "PT", true),
        (vec![unread("2026-11-21T10:00:00Z", "Narnia"), edited("2026-11-21T11:00:00Z", "")], "", true),
        (vec![edited("2026-11-21T10:00:00Z", "DE"), unread("2026-11-21T11:00:00Z", "Narnia")], "DE", true),
    ] {
        let backwards: Vec<_> = activities.iter().rev().cloned().collect();
        for activities in [activities, backwards] {
            let all: Vec<_> = std::iter::once(first.clone()).chain(activities).collect();
            let (lead, _) = run(&config(), &all);
            assert_eq!(lead.field("country").unwrap_or_default(), country);
            assert_eq!(lead.unrecognised.is_empty(), is_recognised, "{country}");
        }
    }
}

#[test]
fn no_condition_matches_what_could_not_be_read() {
    let fields = [("email", "maria@acme.example"), ("country", "Narnia"), ("employees", "12.5")];
    let (lead, _) = run(&config(), &[sent("2026-11-21T09:00:00Z", &fields, &["country", "employees"])]);
    for (condition, holds) in [
        (json!({"field": "country", "given": true}), false),
        (json!({"field": "country", "given": false}), true),
        (json!({"field": "country", "one_of": ["Narnia"]}), false),
        (json!({"field": "country", "like": ["*"]}), false),
        (json!({"field": "employees", "at_least": 1}), false),
        (json!({"field": "email", "given": true}), true),
    ] {
        let condition: Condition = serde_json::from_value(condition).unwrap();
        assert_eq!(condition.holds(&RatedLead::stored(&lead)), holds, "{condition:?}");
    }
}

#[test]
fn a_condition_names_countries_by_codes_that_exist() {
    let mut config = config();
    let field = json!({"name": "country", "label": "Country", "type": "country"});
    config.forms.get_mut("demo").unwrap().fields.push(serde_json::from_value(field).unwrap());
    let segment = |country: &str| {
        let condition = json!({"label": "S", "when": {"field": "country", "one_of": [country]}});
        let segments = [("s".to_owned(), serde_json::from_value(condition).unwrap())].into();
        let found = Config { segments, ..config.clone() }.check();
        found.into_iter().map(|problem| problem.message).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(segment("PT"), "");
    assert_eq!(segment("pt"), "");
    assert!(segment("UK").contains("write it GB"), "{}", segment("UK"));
    assert!(segment("Germany").contains("write it DE"));
    assert!(segment("EU").contains("like PT or DE"));
}

#[test]
fn the_companys_country_is_its_own_or_that_of_its_zone() {
    let mut company = config().company;
    let mut of = |zone: &str, country: Option<&str>| {
        company.timezone = zone.to_owned().try_into().unwrap();
        company.country = country.and_then(Country::of_code);
        country_of(&company).map(Country::code)
    };
    assert_eq!(of("Europe/Lisbon", None), Some("PT"));
    assert_eq!(of("Europe/Lisbon", Some("DE")), Some("DE"));
    assert_eq!(of("America/Chicago", None), Some("US"));
    assert_eq!(of("Australia/Perth", None), Some("AU"));
    assert_eq!(of("UTC", None), None);
}

#[test]
fn a_number_is_read_in_the_country_of_the_lead_then_of_the_company() {
    let company = config().company;
    let link = |fields: &[(&str, &str)]| {
        let fields: Vec<_> = [("email", "maria@acme.example")].iter().chain(fields).copied().collect();
        phone_link(&run(&config(), &[post("2026-11-21T09:00:00Z", "demo", &fields)]).0, &company)
    };
    assert_eq!(country_of(&company).map(Country::code), Some("PT"));
    assert_eq!(link(&[("phone", "912 345 678")]), "+351912345678");
    assert_eq!(link(&[("phone", "089 / 1234567")]), "");
    assert_eq!(link(&[("phone", "089 / 1234567"), ("country", "DE")]), "+49891234567");
    assert_eq!(link(&[("phone", "912 345 678"), ("country", "DE")]), "+351912345678");
    assert_eq!(link(&[("phone", "912345678 / 913")]), "");
    assert_eq!(link(&[]), "");
}

#[test]
fn r_rapidpro_241_a_mail_to_a_salesperson_links_one_number_or_none() {
    let text = "{% if phone_link %}[Call](tel:{{ phone_link }}){% else %}No number{% endif %}: {{ lead.phone }}, {{ country }}";
    let guarded = format!("Subject: {{{{ lead.name }}}}\n\n{text}");
    // As older files have it.
    let older = "Subject: x\n\n{% if lead.phone %}**[Call {{ lead.phone }}](tel:{{ phone_link }})**{% endif %}";
    let mail = |source: &str, fields: &[(&str, &str)], unrecognised: &[&str]| {
        let mut config = config();
        config.emails.insert("hand-off".to_owned(), source.to_owned());
        let fields: Vec<_> = [("email", "maria@acme.example")].iter().chain(fields).copied().collect();
        let asked = sent("2026-11-21T09:00:00Z", &fields, unrecognised);
        let (mut lead, _): (Lead, _) = run(&config, std::slice::from_ref(&asked));
        lead.owner = Some(config.team.people[0].id.clone());
        let sample = Sample::of("hand-off", lead, &[asked], at("2026-11-21T10:00:00Z")).unwrap();
        sample.render(&config).unwrap()
    };
    let guarded = guarded.as_str();
    let name = ("name", "Maria\u{202e}avliS\u{200b}");
    let good = mail(guarded, &[name, ("phone", "912 345 678"), ("country", "DE")], &[]);
    assert_eq!(good.text, "Call (+351912345678): 912 345 678, Germany\n");
    assert!(good.html.contains("href=\"tel:+351912345678\""), "{}", good.html);
    assert_eq!(good.subject.as_str(), "MariaavliS");
    assert_eq!(good.reply_to.name.map(|name| name.to_string()).as_deref(), Some("MariaavliS"));
    let bad = mail(guarded, &[name, ("phone", "call after 5"), ("country", "Narnia")], &["phone", "country"]);
    assert_eq!(bad.text, "No number: call after 5 (not recognised), Narnia (not recognised)\n");
    let older = mail(older, &[("phone", "912345678 / 913")], &["phone"]);
    assert_eq!(older.text, "Call 912345678 / 913 (not recognised)\n");
    assert!(!older.html.contains("tel:"), "{}", older.html);
}

const KINDS: [&str; 7] = ["text", "message", "email", "phone", "number", "country", "choice"];

/// The characters that are read, without blanks.
fn seen(text: &str) -> String {
    visible(text).chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect()
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

proptest! {
    /// What is kept is what was entered: as its type has it, or as it was typed, with a mark.
    #[test]
    fn reading_never_yields_another_value(
        kind in prop::sample::select(KINDS.to_vec()),
        entered in prop_oneof![
            "\\PC{0,40}",
            "[0-9 .,+/()x\u{200b}\u{202d}-]{0,24}",
            "\\+?[0-9]{5,16}(\\.[0-9]{1,3}|E\\+[0-9]{2}| ?/ ?[0-9]{3,9}| ext\\. ?[0-9]{1,8})?",
            "[0-9]{1,3}([,. '][0-9]{1,4}){0,3}",
            "[A-Za-z]{2}",
            prop::sample::select(vec!["now", "Now", "Germany", "DE ", "UK", "XX", "m@a.example"]).prop_map(str::to_owned),
        ],
    ) {
        let field = field(kind);
        let taken = field.take(Words::english(), &entered);
        let Ok(Some(Kept { value, is_recognised })) = taken else {
            // Nothing that is seen is left out; what an optional field refuses is only too long.
            prop_assert!(taken.is_err() || visible(&entered).trim().is_empty());
            prop_assert!(taken.is_ok() || entered.chars().count() > 200);
            return Ok(());
        };
        if !is_recognised {
            prop_assert_eq!(&value, &one_line(&entered, usize::MAX));
            prop_assert!(Field { required: true, ..field }.take(Words::english(), &entered).is_err(), "a required one is refused");
            return Ok(());
        }
        // Read again it is the same.
        prop_assert_eq!(field.take(Words::english(), &value), Ok(Some(Kept { value: value.clone(), is_recognised: true })));
        match kind {
            "text" | "message" => prop_assert_eq!(seen(&value), seen(&entered)),
            "email" => prop_assert_eq!(seen(&value).to_lowercase(), seen(&entered).to_lowercase()),
            "number" => {
                let whole = entered.strip_suffix(".0").or(entered.strip_suffix(".00")).unwrap_or(&entered);
                let whole = whole.strip_suffix(",0").or(whole.strip_suffix(",00")).unwrap_or(whole);
                prop_assert_eq!(value.parse::<u64>().ok(), digits(whole).parse::<u64>().ok());
            }
            "phone" if value.starts_with('+') && !value.contains(' ') => {
                prop_assert!(digits(&entered).ends_with(&digits(&value)) || entered.contains("(0)"));
            }
            "phone" => prop_assert_eq!(seen(&value), seen(&entered)),
            "country" => prop_assert!(Country::of_code(&value).is_some()),
            _ => prop_assert_eq!(value, visible(&entered).trim().to_owned()),
        }
    }

    /// No digit is dialled that nobody typed, but for the code of the country.
    #[test]
    fn what_is_dialled_was_typed(
        typed in "(\\+|00|0)?[1-9][0-9 ./()-]{4,18}( ext\\. [0-9]{1,4}|\\.0| / [0-9]{3,9}|E\\+11)?",
        home in prop::sample::select(vec!["PT", "DE", "US", "IT", "BR", "GB"]),
    ) {
        if let Some(dialled) = DialledNumber::read(&typed, Country::of_code(home)) {
            let (number, extension) = dialled.as_str().split_once(";ext=").unwrap_or((dialled.as_str(), ""));
            let typed = digits(&typed);
            let typed = typed.strip_suffix(extension).expect("the extension stands last");
            let typed = typed.trim_start_matches('0');
            prop_assert!(number.ends_with(typed) || typed.ends_with(&number[3..]), "{typed} {number}");
        }
    }

    /// What one reading takes away, no second one has to.
    #[test]
    fn what_is_visible_stays(text in "[\\PCآ-ی\u{200b}-\u{200f}\u{202a}-\u{202e}\u{fe0f}👩🚀🏽🏴]{0,30}") {
        let once = visible(&text).into_owned();
        prop_assert_eq!(visible(&once), once.as_str());
    }
}
