//! What no lead can reach is a mistake; a variable of a mail that is misspelt is told with the one that was meant.

use leadwright_domain::config::Config;
use serde_json::json;

use crate::setting::config;

/// Asserts that the only mistake is told in this file, in words with this part.
#[track_caller]
fn is_told(change: impl FnOnce(&mut Config), file: &str, words: &str) {
    let mut config = config();
    change(&mut config);
    let problems = config.check();
    let [problem] = &problems[..] else { panic!("{words}: {problems:?}") };
    assert!(problem.file == file && problem.message.contains(words), "{problem:?}");
}

/// A model whose rules give 50 points at most: 25 of fit and 25 of engagement.
fn small() -> serde_json::Value {
    json!({
        "fit": [
            {"rule": "size", "label": "50 or more", "points": 15, "when": {"field": "employees", "at_least": 50}},
            {"rule": "phone", "label": "A number", "points": 10, "when": {"field": "phone", "given": true}},
            {"rule": "tiny", "label": "Tiny", "points": -20, "when": {"field": "employees", "at_most": 4}},
        ],
        "engagement": [
            {"rule": "demo", "label": "Demo", "points": 10, "form": "demo", "at_most": 2, "most_points": 15},
            {"rule": "pages", "label": "Pages", "points": 5, "page": "/a*", "group": "web"},
        ],
        "groups": {"web": {"label": "Web", "most": 10}},
        "temperature": {"warm": 25, "hot": 50}, "grades": {"A": 30, "B": 15, "C": 5},
    })
}

#[test]
fn a_score_that_nobody_can_have_is_a_mistake() {
    for (score, words) in [
        (450, Some("`score` is from 1 to 100")),
        (51, Some("`score` is 51, and nobody ever has it: all rules of scoring.yaml together give 50 points at most")),
        (50, None),
    ] {
        let change = |config: &mut Config| {
            config.scoring = serde_json::from_value(small()).unwrap();
            config.funnel.mql = serde_json::from_value(json!([{"label": "Enough", "score": score}])).unwrap();
        };
        if let Some(words) = words {
            is_told(change, "funnel.yaml", words);
        } else {
            let mut config = config();
            change(&mut config);
            assert_eq!(config.check(), []);
        }
    }
    is_told(
        |config| {
            config.scoring = serde_json::from_value(small()).unwrap();
            config.funnel.mql = serde_json::from_value(json!([{"label": "Fits", "grade": "A"}])).unwrap();
        },
        "funnel.yaml",
        "nobody ever has the `grade` A: it begins at 30 points of fit, and the fit rules of scoring.yaml give 25 at most",
    );
    is_told(
        |config| {
            config.scoring = serde_json::from_value(small()).unwrap();
            config.funnel.mql = Vec::new();
            config.sequences.get_mut("nurture").unwrap().starts_on =
                serde_json::from_value(json!({"score": 60})).unwrap();
        },
        "sequences/nurture.yaml",
        "`score` is 60, and nobody ever has it",
    );
    is_told(
        |config| {
            config.routing.rules = serde_json::from_value(json!([
                {"rule": "best", "when": {"field": "score", "at_least": 450}, "to": {"team": "sales"}},
            ]))
            .unwrap();
        },
        "routing.yaml",
        "`at_least` is from 1 to 100",
    );
}

#[test]
fn wrong_variables_of_a_mail_are_told_all_at_once_with_what_was_meant() {
    for (text, told) in [
        (
            "{{ frist_name or 'x' }}",
            &[(3, 4, "`frist_name` does not exist in this mail; do you mean `first_name`?")][..],
        ),
        ("{{ lead.frist_name or 'x' }}", &[(3, 4, "do you mean `first_name`?")]),
        ("Dear {{ lead.contry or 'x' }}", &[(3, 9, "do you mean `lead.country`?")]),
        ("{{ compny.name }}", &[(3, 4, "do you mean `company.name`?")]),
        ("{{ company.nmae }}", &[(3, 4, "do you mean `company.name`?")]),
        ("{{ company }}", &[(3, 4, "`company` is a group of variables: write one of them, like {{ company.name }}")]),
        ("{{ lead | upper }}", &[(3, 4, "`lead` is a group of variables")]),
        ("{{ links.unsubscribe }}{{ owner or 'us' }}", &[(3, 27, "write one of them, like {{ owner.name }}")]),
        (
            "{% if lead.topik %}x{% endif %}\n{{ first_nam or 'y' }}",
            &[(3, 7, "`lead.topik` does not exist"), (4, 4, "do you mean `first_name`?")],
        ),
        ("{{ first_name or 'x' | upcase }}", &[(3, 24, "there is no filter `upcase`")]),
        ("{{ first_name or 'x' }", &[(3, 1, "the braces can't be read from here on")]),
        ("{% set x = company.name %}{{ x }} {% for y in [1] %}{{ loop.index }}{% endfor %}", &[]),
    ] {
        let mut config = config();
        config.emails.insert("tips".to_owned(), format!("Subject: Hi\n\n{text}\n"));
        let problems = config.check();
        assert_eq!(problems.len(), told.len(), "{text}: {problems:?}");
        for (problem, (line, column, words)) in problems.iter().zip(told) {
            assert_eq!((problem.line, problem.column), (Some(*line), Some(*column)), "{problem:?}");
            assert!(problem.message.contains(words), "{text}: {}", problem.message);
        }
    }
    for (mail, text, words) in [
        ("call", "Subject: {{ next }}\n\nCall.\n", "`next` is a list: write {{ next | join(\"; \") }}"),
        (
            "call",
            "Subject: {{ lead }}\n\nCall.\n",
            "`lead` is a group of variables: write one of them, like {{ lead.name }}",
        ),
        ("call", "Subject: {{ score.total }}: {{ lead.emial }}\n\nCall.\n", "do you mean `lead.email`?"),
        ("call", "---\nSubject: Call\n---\n\nCall.\n", "delete the lines `---`"),
    ] {
        is_told(
            |config| drop(config.emails.insert(mail.to_owned(), text.to_owned())),
            &format!("emails/{mail}.md"),
            words,
        );
    }
}
