//! Mail to salespeople and their manager.

use leadwright_domain::activity::{ActivityKind, Move, Recipient};
use leadwright_domain::mail::Sample;
use leadwright_domain::value::stage::Stage;

use super::letters::{letter, post, rendered, said, sent};
use crate::setting::{activity, at, config, run, submission};

#[test]
fn the_hand_off_mail_tells_the_owner_who_asked_for_what() {
    let maria = [("email", "maria@acme.example"), ("name", "Maria Silva"), ("phone", "+351912345678")];
    let mail =
        rendered(&config(), &[post("demo", &maria, "Hello,\n*offline*?", "2026-11-21T14:03:00Z")], "hand-off").unwrap();
    assert_eq!(mail.subject.as_str(), "Maria Silva: wants a demo (asked 14:03)");
    assert_eq!(mail.text, "> Hello,\n> *offline*?\n\n+351912345678\n\n- Company address +10\n- Asked for a demo +30\n");
    assert!(
        mail.html.contains("<a href=\"tel:+351912345678\" style=\"color:#1d4ed8\">+351912345678</a>"),
        "{}",
        mail.html
    );
    assert_eq!(said(&mail.to), (Some("ana"), "ana@acme.example"));
    assert_eq!(said(&mail.reply_to), (Some("Maria Silva"), "maria@acme.example"));
}

#[test]
fn the_hand_off_mail_says_that_a_lead_came_back() {
    let maria = [("email", "maria@acme.example")];
    let first = post("demo", &maria, "", "2026-11-20T10:00:00Z");
    let again = post("demo", &maria, "Please call", "2026-11-21T14:03:00Z");
    let told = sent(&first, "2026-11-20T10:00:01Z");
    let mail = rendered(&config(), &[first, told, again], "hand-off").unwrap();
    assert_eq!(mail.subject.as_str(), "maria@acme.example: came back, wants a demo (asked 14:03)");
}

#[test]
fn a_hand_over_by_a_sequence_brings_the_words_of_its_step() {
    let mut config = config();
    let steps = serde_json::json!([{"name": "h", "hand_over": "Read it all"}]);
    let sequence = serde_json::json!({"topic": "tips", "starts_on": {"form": "guide"}, "steps": steps});
    config.sequences = [("welcome".to_owned(), serde_json::from_value(sequence).unwrap())].into();
    config.emails.insert(
        "hand-off".to_owned(),
        "Subject: {{ lead.email }} {{ asked.wants }}\n\n{{ given.by }}: {{ given.why }}\n".to_owned(),
    );
    let mut posts = vec![post("guide", &[("email", "maria@gmail.com")], "", "2026-11-20T10:00:00Z")];
    let (lead, _) = run(&config, &posts);
    let entry = lead.agenda().iter().find(|entry| entry.step().is_some()).unwrap();
    let (step, set) = (entry.step().unwrap().clone(), std::collections::BTreeMap::new());
    let taken = ActivityKind::StepTaken { step, entry: entry.id.clone(), set };
    posts.push(activity(at("2026-11-20T11:00:00Z"), "taken", taken));
    let mail = rendered(&config, &posts, "hand-off").unwrap();
    assert_eq!(mail.subject.as_str(), "maria@gmail.com is ready for you");
    assert_eq!(mail.text, "The sequence welcome: Read it all\n");
}

#[test]
fn a_visitors_words_never_become_headers_or_markup() {
    let evil = [("email", "m@acme.example"), ("name", "Eve\r\nBcc: all@acme.example <script>alert(1)</script>")];
    let mail = rendered(
        &config(),
        &[post("demo", &evil, "<img src=x onerror=alert(1)> [here](http://evil.example)", "2026-11-21T14:03:00Z")],
        "hand-off",
    )
    .unwrap();
    assert!(!mail.subject.as_str().contains(['\r', '\n']), "{}", mail.subject);
    assert!(!mail.html.contains("<img") && !mail.html.contains("<script"), "{}", mail.html);
    assert!(!mail.html.contains("href=\"http://evil.example"), "{}", mail.html);
    assert!(mail.text.contains("[here](http://evil.example)"));
}

#[test]
fn freshness_picks_the_first_channel_of_the_owners_mail() {
    let body = "{{ freshness }}, asked {{ asked.ago }} ({{ asked.at }}).\n\n[Open]({{ links.page }}#accept)\n\nNext: {{ next | join('; ') }}.";
    let mut config = config();
    config.emails.insert("hand-off".to_owned(), format!("Subject: x\n\n{body}"));
    let posts = [post("demo", &[("email", "maria@acme.example")], "", "2026-11-21T14:03:00Z")];
    let soon = "Accept it and call tomorrow 9:00";
    for (now, words, next) in [
        ("2026-11-21T14:03:20Z", "real-time, asked 20 seconds ago (14:03).", soon),
        ("2026-11-21T16:03:20Z", "recent, asked 2 hours ago (14:03).", soon),
        ("2026-11-28T14:03:20Z", "aged, asked 7 days ago (Sat 21 Nov 14:03).", "Accept it and call Sun 22 Nov 9:00"),
    ] {
        let mail = letter(&config, &posts, ("hand-off", Recipient::Owner), now);
        let expected = format!("{words}\n\nOpen (https://forms.example/lead/t#accept)\n\nNext: {next}.\n");
        assert_eq!(mail.text, expected);
        assert!(mail.html.contains("href=\"https://forms.example/lead/t#accept\""), "{}", mail.html);
    }
}

#[test]
fn the_managers_mail_goes_to_the_manager_and_its_answer_to_the_owner() {
    let posts = [post("demo", &[("email", "maria@acme.example")], "", "2026-11-21T14:03:00Z")];
    let mail = letter(&config(), &posts, ("escalation", Recipient::Manager), "2026-11-21T14:08:00Z");
    assert_eq!(mail.subject.as_str(), "Nobody has accepted maria@acme.example: given to ben");
    assert_eq!((said(&mail.to).1, said(&mail.reply_to).1), ("dora@acme.example", "ben@acme.example"));
}

#[test]
fn the_reminder_says_why_the_lead_was_set_aside() {
    let asked = post("demo", &[("email", "maria@acme.example")], "", "2026-11-21T14:03:00Z");
    let moved = ActivityKind::StageMoved(Move {
        to: Stage::Recycled,
        reason: Some("not-now".to_owned()),
        again_on: None,
        by: "ben".to_owned(),
        note: None,
    });
    let posts = [asked, activity(at("2026-11-21T15:00:00Z"), "moved", moved)];
    let mail = letter(&config(), &posts, ("reminder", Recipient::Owner), "2026-12-01T09:00:00Z");
    assert_eq!(mail.text, "Aside since Sat 21 Nov 15:00: Not now\n");
}

#[test]
fn a_lead_without_an_address_is_handed_off_too() {
    let posts = [post("demo", &[("phone", "+351912345678")], "", "2026-11-21T14:03:00Z")];
    let mut config = config();
    config.emails.insert("hand-off".to_owned(), "Subject: x\n\n{{ phone_link }}".to_owned());
    let mail = letter(&config, &posts, ("hand-off", Recipient::Owner), "2026-11-21T14:03:00Z");
    assert_eq!(said(&mail.reply_to).1, "hello@acme.example");
}

#[test]
fn a_lead_with_only_a_telephone_number_is_named_by_it() {
    let mut config = config();
    for (name, source) in [
        ("hand-off", include_str!("../../../../infra/config/emails/hand-off.md")),
        ("escalation", include_str!("../../../../infra/config/emails/escalation.md")),
    ] {
        config.emails.insert(name.to_owned(), source.to_owned());
    }
    let mut sent = submission("demo-request", &[("phone", "+351912345678")], false);
    sent.fields.remove("email");
    let posts = [activity(at("2026-11-23T10:00:00Z"), "a", ActivityKind::FormSubmitted(sent))];
    for mail in [("hand-off", Recipient::Owner), ("escalation", Recipient::Manager)] {
        let rendered = letter(&config, &posts, mail, "2026-11-23T10:01:00Z");
        assert!(rendered.subject.as_str().contains("+351912345678"), "{}", rendered.subject);
        assert!(!rendered.text.contains("eply to this mail, it goes to"), "{}", rendered.text);
        assert!(rendered.html.contains("tel:+351912345678"), "{}", rendered.html);
    }
}

#[test]
fn every_variable_of_a_sellers_mail_stays_on_its_line() {
    let evil = "x\r\nBcc: all@evil.example\n\nBody";
    let fields = [("email", "m@acme.example"), ("name", evil), ("company", evil), ("timeline", evil), ("phone", evil)];
    let mut config = config();
    for variable in
        ["lead.name", "lead.company", "lead.timeline", "lead.phone", "asked.message", "first_name", "asked.answers"]
    {
        config.emails.insert(
            "hand-off".to_owned(),
            format!("Subject: {{{{ {variable} }}}}\nPreview: {{{{ {variable} }}}}\n\nHello"),
        );
        let mail = rendered(&config, &[post("demo", &fields, evil, "2026-11-21T14:03:00Z")], "hand-off").unwrap();
        for line in [&mail.subject, &mail.preview, mail.reply_to.name.as_ref().unwrap()] {
            assert!(!line.as_str().contains(['\r', '\n']), "{variable}: {line:?}");
        }
    }
}

/// A mail offers what the lead's page offers: nobody accepts or reassigns a closed lead.
#[test]
fn a_mail_offers_only_what_can_be_done_with_the_lead() {
    let mut config = config();
    let offers = "Subject: x\n\n{% if can.accept %}accept{% endif %} {% if can.follow_up %}later{% endif %} {% if can.reassign %}give{% endif %}.\n";
    config.emails.insert("hand-off".to_owned(), offers.to_owned());
    let demo = post("demo", &[("email", "maria@acme.example")], "", "2026-11-20T10:00:00Z");
    let moved = |to| {
        let reason = Some("no-need".to_owned());
        let aside = Move { to, reason, again_on: None, by: "ana".to_owned(), note: None };
        activity(at("2026-11-20T11:00:00Z"), "moved", ActivityKind::StageMoved(aside))
    };
    let accepted = activity(at("2026-11-20T10:05:00Z"), "accepted", ActivityKind::Accepted { by: "ana".to_owned() });
    for (after, offered) in
        [(None, "accept later give."), (Some(accepted), "later give."), (Some(moved(Stage::Disqualified)), "later .")]
    {
        let happened: Vec<_> = [demo.clone()].into_iter().chain(after).collect();
        let (lead, _) = run(&config, &happened);
        let mail =
            Sample::of("hand-off", lead, &happened, at("2026-11-20T12:00:00Z")).unwrap().render(&config).unwrap();
        assert_eq!(mail.text.split_whitespace().collect::<Vec<_>>().join(" "), offered);
    }
}
