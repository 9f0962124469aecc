//! Numbers, periods and advice in every language of the shipped catalogues.

use std::collections::BTreeMap;

use jiff::civil::date;
use leadwright_domain::metrics::advice::{Evidence, advice};
use leadwright_domain::metrics::{By, Change, Counts, MEASURES, Unit, Value};
use leadwright_domain::row_names::shown_name;
use leadwright_domain::value::currency::Currency;
use leadwright_domain::value::money::Money;
use leadwright_domain::value::period::{Days, Period};
use leadwright_domain::words::{Catalogues, LANGUAGES, STAFF, Words};

use crate::setting::config;

#[test]
fn rows_are_named_as_people_read_them() {
    let mut config = config();
    config.team.people[0].name = "Ana Costa".to_owned();
    let own = Catalogues::default();
    for (by, row, english, german) in [
        ("owner", "ana", "Ana Costa", "Ana Costa"),
        ("owner", "(none)", "(none)", "(ohne)"),
        ("owner", "gone", "gone", "gone"),
        ("form", "demo", "Form", "Form"),
        ("form", "of an earlier release", "of an earlier release", "of an earlier release"),
        ("week", "2026-W47", "2026-W47", "2026-W47"),
        ("country", "PT", "PT", "PT"),
        ("refusal", "(none)", "(none)", "(ohne)"),
        (
            "refusal",
            "No consent to marketing mail",
            "No consent to marketing mail",
            "Keine Einwilligung in Marketing-Mails",
        ),
        (
            "step_refusal",
            "welcome/guide: No consent to marketing mail",
            "welcome/guide: No consent to marketing mail",
            "welcome/guide: Keine Einwilligung in Marketing-Mails",
        ),
    ] {
        let by = By::named(by).unwrap();
        for (language, expected) in [("en", english), ("de", german)] {
            assert_eq!(shown_name(own.of(&STAFF, &[language]), &config, by, row), expected);
        }
    }
}

/// A sentence that a person can read: no name of a message, and nothing that was not put in.
fn assert_said(text: &str) {
    assert!(!text.is_empty() && !text.contains(['{', '}']) && !text.contains("numbers-"), "{text}");
}

#[test]
fn every_measure_and_every_kind_of_row_has_its_words_in_every_language() {
    let own = Catalogues::default();
    for language in LANGUAGES {
        let words = own.of(&STAFF, &[language]);
        let measures = MEASURES.iter().map(|measure| (measure.heading(words), measure.definition(words)));
        let rows = By::all().map(|by| (by.heading(words), by.definition(words)));
        for (heading, definition) in measures.chain(rows) {
            assert_said(&heading);
            assert_said(&definition);
            assert!(definition.ends_with('.'), "{language}: {definition}");
            // A column of a telephone is narrow.
            assert!(heading.chars().count() <= 32, "{language}: {heading}");
        }
        for unit in [Unit::Leads, Unit::Percent, Unit::Duration, Unit::Money, Unit::Ratio, Unit::Ways, Unit::Times] {
            assert_said(&unit.words(words));
        }
    }
}

#[test]
fn numbers_have_the_signs_of_their_language() {
    let own = Catalogues::default();
    let share = Value::Share { of: 1_005, among: 8_040 };
    for (language, expected) in [
        ("en", ["12,345", "1,234.50 EUR", "12.5% (1,005 of 8,040)", "3.25", "+12.5%", "-1.5 points", "2 days 3 h"]),
        (
            "de",
            [
                "12.345",
                "1.234,50 EUR",
                "12,5\u{a0}% (1.005 von 8.040)",
                "3,25",
                "+12,5\u{a0}%",
                "-1,5 Punkte",
                "2 Tage 3 h",
            ],
        ),
        (
            "es",
            [
                "12.345",
                "1.234,50 EUR",
                "12,5\u{a0}% (1.005 de 8.040)",
                "3,25",
                "+12,5\u{a0}%",
                "-1,5 puntos",
                "2 días 3 h",
            ],
        ),
        ("pt", ["12.345", "1.234,50 EUR", "12,5% (1.005 de 8.040)", "3,25", "+12,5%", "-1,5 pontos", "2 dias 3 h"]),
    ] {
        let words = own.of(&STAFF, &[language]);
        let text = |value: Value| value.text(words, Currency::EUR);
        let said = [
            text(Value::Count(12_345)),
            Money::new(123_450, Currency::EUR).text(words),
            text(share),
            text(Value::Hundredths(325)),
            Change::between(Value::Count(8), Value::Count(9)).text(words),
            Change::Points(-15).text(words),
            text(Value::Seconds(2 * 86_400 + 3 * 3_600)),
        ];
        assert_eq!(said, expected, "{language}");
    }
    // What programs and terminals read has no language.
    assert_eq!(Money::new(123_450, Currency::EUR).to_string(), "1,234.50 EUR");
    assert_eq!(Money::new(123_450, Currency::EUR).plain(), "1234.50");
}

/// A company writes numbers in the signs of a language of its own.
#[test]
fn a_company_writes_numbers_in_a_language_of_its_own() {
    let french = "numbers-thousands-sign = { \"\\u202F\" }\nnumbers-decimal-sign = ,\n";
    let own = Catalogues::new(BTreeMap::from([("fr".to_owned(), french.to_owned())]));
    assert_eq!(Money::new(123_450, Currency::EUR).text(own.of(&STAFF, &["fr"])), "1\u{202f}234,50 EUR");
}

#[test]
fn periods_are_said_in_every_language() {
    let own = Catalogues::default();
    for (language, expected) in [
        ("en", ["week 47 of 2026", "16–22 November 2026", "30 November – 6 December 2026", "November 2026"]),
        ("de", ["KW 47/2026", "16.–22. November 2026", "30. November – 6. Dezember 2026", "November 2026"]),
        (
            "pt",
            [
                "semana 47 de 2026",
                "16–22 de novembro de 2026",
                "30 de novembro – 6 de dezembro de 2026",
                "novembro de 2026",
            ],
        ),
        (
            "es",
            [
                "semana 47 de 2026",
                "16–22 de noviembre de 2026",
                "30 de noviembre – 6 de diciembre de 2026",
                "noviembre de 2026",
            ],
        ),
    ] {
        let words = own.of(&STAFF, &[language]);
        let period = |text: &str| Period::parse(text).unwrap();
        let said = [
            period("2026-W47").words(words),
            period("2026-W47").days().words(words),
            period("2026-W49").days().words(words),
            period("2026-11").words(words),
        ];
        assert_eq!(said, expected, "{language}");
    }
}

/// A loss, a leak and a campaign to stop, in whole sentences.
#[test]
fn advice_is_said_in_every_language() {
    let counts = |rows: &[(&str, &[(&str, u64)])]| -> Counts {
        let metrics = |counters: &[(&str, u64)]| counters.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect();
        rows.iter().map(|(value, counters)| ((*value).to_owned(), metrics(counters))).collect()
    };
    let evidence = Evidence {
        sources: counts(&[
            ("list", &[("to.customer", 2), ("to.lost", 998)]),
            ("form", &[("to.customer", 300), ("to.lost", 700)]),
        ]),
        campaigns: counts(&[("spring", &[("reached.sql", 4)]), ("autumn", &[("reached.sql", 200)])]),
        costs: [("spring".to_owned(), 1_000_000), ("autumn".to_owned(), 1_000_000)].into(),
        with_cost_before: ["spring".to_owned(), "autumn".to_owned()].into(),
        steps: counts(&[
            ("welcome/tips", &[("mail", 1_000), ("complained", 100)]),
            ("welcome/more", &[("mail", 1_000), ("complained", 1)]),
        ]),
        cohorts: counts(&[
            ("2026-09", &[("reached.lead.7d", 1_000), ("reached.mql.7d", 500)]),
            ("2026-10", &[("reached.lead.7d", 1_000), ("reached.mql.7d", 100)]),
        ]),
        ..Evidence::default()
    };
    let days = Days { first: date(2026, 11, 1), last: date(2026, 11, 30) };
    let own = Catalogues::default();
    let said = |words: Words<'_>| -> Vec<String> {
        advice(words, &evidence, days, date(2026, 11, 30)).into_iter().map(|advice| advice.text).collect()
    };
    let english = said(Words::english());
    assert!(english.len() >= 4, "{english:#?}");
    for language in LANGUAGES {
        let all = said(own.of(&STAFF, &[language]));
        assert_eq!(all.len(), english.len(), "{language}");
        for text in all {
            assert_said(&text);
            assert_eq!(language == "en", english.contains(&text), "{language}: {text}");
            assert!(language == "en" || !text.contains("% of") && !text.contains(" months"), "{language}: {text}");
        }
    }
}
