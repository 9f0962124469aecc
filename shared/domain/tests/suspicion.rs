//! The rules by which a post of a form is weighed.

use jiff::{SignedDuration, Timestamp};
use leadwright_domain::activity::Submission;
use leadwright_domain::form::Form;
use leadwright_domain::suspicion::{
    AddressInsight, Arrival, CaptchaVerdict, Evidence, InsightRules, NotChecked, Sign, SpamRules, Suspicion,
};
use proptest::prelude::*;
use serde_json::json;

fn form() -> Form {
    let line = |name: &str| json!({"name": name, "label": name});
    serde_json::from_value(json!({
        "title": "Demo", "wants": "wants a demo",
        "fields": [
            {"name": "email", "label": "E-mail", "type": "email", "required": true},
            line("name"), line("company"), line("title"),
            {"name": "message", "label": "Message", "type": "message"},
        ],
    }))
    .unwrap()
}

fn sent(fields: &[(&str, &str)], message: &str) -> Submission {
    let fields: serde_json::Map<_, _> = fields.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    serde_json::from_value(json!({"form": "demo", "source": "form", "fields": fields, "message": message})).unwrap()
}

fn at() -> Timestamp {
    "2026-11-26T10:00:00Z".parse().unwrap()
}

fn weigh(sent: &Submission, arrival: &Arrival, captcha: Option<CaptchaVerdict>, posts: u32) -> Suspicion {
    let (rules, form) = (SpamRules::default(), form());
    rules.weigh(&Evidence {
        sent,
        form: Some(&form),
        arrival,
        captcha,
        is_disposable: false,
        insight: AddressInsight::default(),
        posts_of_network: posts,
        lead: None,
        at: at(),
    })
}

fn signs(suspicion: &Suspicion) -> Vec<Sign> {
    suspicion.signs.iter().map(|weighed| weighed.sign.clone()).collect()
}

/// Off unless the file has it; a throw-away address is one sign, whoever knows it.
#[test]
fn what_ses_knows_of_an_address_has_the_points_of_the_file() {
    let (form, sent) = (form(), sent(&[("email", "qxzvkw@acme.example"), ("name", "Maria")], "Hello"));
    let insight = AddressInsight { no_mailbox: true, disposable: true, random: true };
    let weigh = |insights: Option<InsightRules>, is_disposable: bool| {
        let rules = SpamRules { insights, ..SpamRules::default() };
        rules.weigh(&Evidence {
            sent: &sent,
            form: Some(&form),
            arrival: &Arrival::default(),
            captcha: None,
            is_disposable,
            insight,
            posts_of_network: 1,
            lead: None,
            at: at(),
        })
    };
    let with = weigh(Some(InsightRules::default()), true);
    assert_eq!(signs(&with), [Sign::Disposable, Sign::NoMailbox, Sign::RandomAddress]);
    assert!(with.is_aside);
    let none = InsightRules { no_mailbox: 0, random: 0, ..InsightRules::default() };
    assert_eq!(signs(&weigh(Some(none), false)), [Sign::Disposable]);
    assert_eq!(signs(&weigh(None, true)), [Sign::Disposable]);
}

#[test]
fn an_honest_post_has_no_sign() {
    let honest = sent(
        &[
            ("email", "maria@acme.example"),
            ("name", "Maria Silva-McDonald"),
            ("company", "Booking.com"),
            ("title", "Head of R&D"),
        ],
        "We have 12 vans. Our page is https://acme.example: does it work offline?",
    );
    let suspicion = weigh(&honest, &Arrival { seconds: Some(40), ..Arrival::default() }, None, 1);
    assert_eq!((signs(&suspicion), suspicion.is_aside), (vec![], false));
    // What is not known is no sign.
    assert_eq!(signs(&weigh(&honest, &Arrival::default(), None, 0)), []);
}

#[test]
fn what_each_sign_says() {
    let plain = || sent(&[("email", "maria@acme.example"), ("name", "Maria")], "Hello");
    let fast = Arrival { seconds: Some(1), ..Arrival::default() };
    let trapped = Arrival { trapped: true, ..Arrival::default() };
    let none = Arrival::default();
    let not = CaptchaVerdict::NotChecked;
    for (sent, arrival, captcha, posts, expected, is_aside) in [
        (plain(), &trapped, None, 1, vec![Sign::Trap], true),
        (plain(), &fast, None, 1, vec![Sign::TooFast { seconds: 1 }], false),
        (sent(&[("email", "info@acme.example")], "x"), &none, None, 1, vec![Sign::Role], false),
        (
            sent(&[("name", "Win www.pills.example")], "x"),
            &none,
            None,
            1,
            vec![Sign::LinkInLine { field: "name".into() }],
            false,
        ),
        (
            sent(&[("name", "xKqRtYbNmLpWsZ"), ("company", "QwErTyUiOpAsDf")], "x"),
            &none,
            None,
            1,
            vec![Sign::Gibberish { field: "company".into() }, Sign::Gibberish { field: "name".into() }],
            true,
        ),
        (plain(), &none, None, 19, vec![], false),
        (plain(), &none, None, 20, vec![Sign::Network { posts: 20 }], false),
        (plain(), &none, None, 40, vec![Sign::Network { posts: 40 }], true),
        (plain(), &none, Some(CaptchaVerdict::Solved), 1, vec![], false),
        (
            plain(),
            &none,
            Some(CaptchaVerdict::Failed),
            1,
            vec![Sign::Captcha { verdict: CaptchaVerdict::Failed }],
            true,
        ),
        (
            plain(),
            &none,
            Some(CaptchaVerdict::Reused),
            1,
            vec![Sign::Captcha { verdict: CaptchaVerdict::Reused }],
            true,
        ),
        (
            plain(),
            &none,
            Some(not(NotChecked::NoToken)),
            1,
            vec![Sign::Captcha { verdict: not(NotChecked::NoToken) }],
            false,
        ),
        (
            plain(),
            &none,
            Some(not(NotChecked::NoAnswer)),
            1,
            vec![Sign::Captcha { verdict: not(NotChecked::NoAnswer) }],
            false,
        ),
    ] {
        let suspicion = weigh(&sent, arrival, captcha, posts);
        assert_eq!((signs(&suspicion), suspicion.is_aside), (expected, is_aside));
    }
}

#[test]
fn the_shipped_file_says_what_holds_without_it() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/config/spam.yaml");
    let text = std::fs::read_to_string(file).unwrap();
    let rules = serde_json::to_value(SpamRules::default()).unwrap();
    for (name, value) in rules.as_object().unwrap() {
        let line = text.lines().find(|line| line.starts_with(&format!("{name}:")));
        let line = line.unwrap_or_else(|| panic!("{name} is not in the file"));
        let written = line.split('#').next().unwrap().split_once(':').unwrap().1.trim();
        let numbers = |text: &str| -> Vec<String> {
            let digits = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
            let mut digits: Vec<String> = digits.map(str::to_owned).collect();
            digits.sort();
            digits
        };
        assert_eq!(numbers(written), numbers(&value.to_string()), "{name}");
    }
}

fn arrivals() -> impl Strategy<Value = Arrival> {
    (any::<bool>(), proptest::option::of(0_u32..100)).prop_map(|(trapped, seconds)| Arrival {
        trapped,
        seconds,
        ..Arrival::default()
    })
}

proptest! {
    /// Whatever is posted: the verdict is the sum of what is told, and the same of the same.
    #[test]
    fn a_verdict_is_the_sum_of_its_signs(
        name in ".{0,60}", message in "(?s).{0,200}", arrival in arrivals(), posts in 0_u32..500,
    ) {
        let sent = sent(&[("email", "maria@acme.example"), ("name", &name)], &message);
        let suspicion = weigh(&sent, &arrival, None, posts);
        let sum: i32 = suspicion.signs.iter().map(|weighed| weighed.points).sum();
        prop_assert!(sum >= 0);
        prop_assert_eq!(suspicion.is_aside, sum >= 100);
        prop_assert_eq!(&suspicion, &weigh(&sent, &arrival, None, posts));
        let stored = serde_json::to_string(&suspicion.signs).unwrap();
        prop_assert_eq!(serde_json::from_str::<Vec<leadwright_domain::suspicion::Weighed>>(&stored).unwrap(), suspicion.signs);
    }

    /// More posts of a network, and a filled trap, never make a post less suspicious.
    #[test]
    fn more_signs_are_never_less(message in "(?s).{0,100}", posts in 0_u32..500, more in 0_u32..500) {
        let sent = sent(&[("email", "maria@acme.example")], &message);
        let sum = |suspicion: &Suspicion| -> i32 { suspicion.signs.iter().map(|weighed| weighed.points).sum() };
        let few = weigh(&sent, &Arrival::default(), None, posts);
        let many = weigh(&sent, &Arrival { trapped: true, ..Arrival::default() }, None, posts + more);
        prop_assert!(sum(&few) < sum(&many));
    }

    /// A captcha that nobody could check never keeps an honest post aside.
    #[test]
    fn what_is_not_checked_is_never_failed(why in 0_usize..4) {
        let why = [NotChecked::NoToken, NotChecked::Stale, NotChecked::NoAnswer, NotChecked::Setup][why];
        let honest = sent(&[("email", "maria@acme.example"), ("name", "Maria")], "Hello");
        let slow = Arrival { seconds: u32::try_from(SignedDuration::from_mins(1).as_secs()).ok(), ..Arrival::default() };
        prop_assert!(!weigh(&honest, &slow, Some(CaptchaVerdict::NotChecked(why)), 1).is_aside);
    }
}
