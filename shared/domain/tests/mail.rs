//! What mails say, and what they never say.

mod setting;

use leadwright_domain::activity::{Activity, Mailing, Move, Recipient, What};
use leadwright_domain::config::Config;
use leadwright_domain::lead::Lead;
use leadwright_domain::mail::{Address, HeaderLine, Letter, MailError, Rendered, check, render};
use leadwright_domain::stage::Stage;
use leadwright_domain::token::SigningKeys;
use leadwright_domain::tracking::Links;
use setting::{activity, at, config, run, submission};

fn asked(posts: &[Activity]) -> &Activity {
    posts.iter().rfind(|activity| matches!(activity.what, What::FormSubmitted(_))).unwrap()
}

fn links<'a>(keys: &'a SigningKeys, lead: &'a Lead, mailing: &'a Mailing, about: &Activity) -> Links<'a> {
    Links { base: "https://forms.example", keys, lead: &lead.id, mailing, sent_at: about.occurred_at() }
}

fn rendered(config: &Config, posts: &[Activity], mail: &str) -> Result<Rendered, MailError> {
    let (lead, all) = run(config, posts);
    let planned = all.last().unwrap().decisions.planned.iter();
    let (entry, mailing) = planned
        .filter_map(|entry| Some((&entry.task, entry.task.mailing(&entry.id)?)))
        .find(|(_, mailing)| mailing.mail == mail)
        .expect("the mail is planned");
    let keys = SigningKeys::read("k").unwrap();
    let letter = Letter {
        config,
        lead: &lead,
        about: posts.last().unwrap(),
        asked: asked(posts),
        mailing: &mailing,
        is_marketing: entry.step().is_some(),
        now: posts.last().unwrap().occurred_at(),
        links: links(&keys, &lead, &mailing, posts.last().unwrap()),
        page: "https://forms.example/lead/t",
        away: "https://forms.example/away/t",
    };
    render(&letter)
}

/// A mail that the fold does not plan by itself here: to whom, about what, when.
fn letter(config: &Config, posts: &[Activity], mail: (&str, Recipient), now: &str) -> Rendered {
    let (mut lead, _) = run(config, posts);
    lead.owner = Some("ben".to_owned());
    let mailing = Mailing { send: "s".to_owned(), mail: mail.0.to_owned(), to: mail.1, step: None };
    let keys = SigningKeys::read("k").unwrap();
    render(&Letter {
        config,
        lead: &lead,
        about: posts.last().unwrap(),
        asked: asked(posts),
        mailing: &mailing,
        is_marketing: false,
        now: at(now),
        links: links(&keys, &lead, &mailing, posts.last().unwrap()),
        page: "https://forms.example/lead/t",
        away: "https://forms.example/away/t",
    })
    .unwrap()
}

fn said(address: &Address) -> (Option<&str>, &str) {
    (address.name.as_ref().map(HeaderLine::as_str), address.address.as_str())
}

fn post(form: &str, fields: &[(&str, &str)], message: &str, time: &str) -> Activity {
    let mut sent = submission(form, fields, true);
    sent.message = Some(message.to_owned());
    activity(at(time), time, What::FormSubmitted(sent))
}

#[test]
fn the_owners_mail() {
    let maria = [("email", "maria@acme.example"), ("name", "Maria Silva"), ("phone", "+351912345678")];
    let mail =
        rendered(&config(), &[post("demo", &maria, "Hello,\n*offline*?", "2026-11-21T14:03:00Z")], "hand-off").unwrap();
    assert_eq!(mail.subject.as_str(), "Maria Silva: wants a demo (asked 14:03)");
    assert_eq!(mail.text, "> Hello,\n> *offline*?\n\n+351912345678\n\n- Company address +10\n- Asked for a demo +30\n");
    assert!(mail.html.contains("<a href=\"tel:+351912345678\">+351912345678</a>"), "{}", mail.html);
    assert_eq!(said(&mail.to), (Some("ana"), "ana@acme.example"));
    assert_eq!(said(&mail.reply_to), (Some("Maria Silva"), "maria@acme.example"));
}

#[test]
fn who_came_back_is_said_so() {
    let maria = [("email", "maria@acme.example")];
    let posts = [post("guide", &maria, "", "2026-11-20T10:00:00Z"), post("demo", &maria, "", "2026-11-21T14:03:00Z")];
    let mail = rendered(&config(), &posts, "hand-off").unwrap();
    assert_eq!(mail.subject.as_str(), "maria@acme.example: came back, wants a demo (asked 14:03)");
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
    for (now, words) in [
        ("2026-11-21T14:03:20Z", "real-time, asked 20 seconds ago (14:03)."),
        ("2026-11-21T16:03:20Z", "recent, asked 2 hours ago (14:03)."),
        ("2026-11-28T14:03:20Z", "aged, asked 7 days ago (Sat 21 Nov 14:03)."),
    ] {
        let mail = letter(&config, &posts, ("hand-off", Recipient::Owner), now);
        let expected = format!("{words}\n\nOpen (https://forms.example/lead/t#accept)\n\nNext: nothing by itself.\n");
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
    let moved = What::StageMoved(Move {
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
fn who_left_no_address_is_handed_off_all_the_same() {
    let posts = [post("demo", &[("phone", "+351912345678")], "", "2026-11-21T14:03:00Z")];
    let mut config = config();
    config.emails.insert("hand-off".to_owned(), "Subject: x\n\n{{ phone_link }}".to_owned());
    let mail = letter(&config, &posts, ("hand-off", Recipient::Owner), "2026-11-21T14:03:00Z");
    assert_eq!(said(&mail.reply_to).1, "hello@acme.example");
}

/// Spammers put their text in "first name" and the mail delivers it.
#[test]
fn r_listmonk_1133_a_visitors_text_is_not_mailed_to_visitors() {
    for name in ["Buy at evil.example now", "http://evil.example", "WIN-1000-EUR", "<b>x</b>", "x", "win big"] {
        let fields = [("email", "victim@gmail.com"), ("name", name), ("company", "evil.example")];
        let mail =
            rendered(&config(), &[post("guide", &fields, "http://evil.example", "2026-11-21T14:03:00Z")], "thanks")
                .unwrap();
        assert!(!format!("{mail:?}").contains("evil.example"), "{name}: {mail:?}");
        assert_eq!(mail.to.name, None, "no visitor's name in the header");
    }
    let fields = [("email", "jose@gmail.com"), ("name", "José Luís")];
    let mail = rendered(&config(), &[post("guide", &fields, "", "2026-11-21T14:03:00Z")], "thanks").unwrap();
    assert!(mail.text.starts_with("Hello José,"), "{}", mail.text);
}

#[test]
fn marketing_mail_has_its_way_out() {
    let fields = [("email", "jose@gmail.com")];
    let mail = rendered(&config(), &[post("guide", &fields, "", "2026-11-21T14:03:00Z")], "tips").unwrap();
    let (body, footer) = mail.text.split_once("\n-- \n").unwrap();
    assert_eq!(body, "Tips.\n");
    assert!(footer.contains("Unsubscribe (https://forms.example/unsubscribe/"), "{}", mail.text);
    assert!(footer.contains("Change what you get (https://forms.example/preferences/"), "{}", mail.text);
    assert!(footer.contains("Rua 1, Lisboa"));
    assert!(mail.html.contains("<a href=\"https://forms.example/unsubscribe/"), "{}", mail.html);
}

#[test]
fn mistakes_are_found_before_deployment() {
    for (source, line, words) in [
        ("no subject", 1, "Subject"),
        ("Subject: Hi\n\nHello\n{{ frist_name }}\n", 4, "does not exist"),
        ("Subject: {{ nobody }}\n\nHello", 1, "does not exist"),
        ("Subject: Hi\n\n{% if first_name %}\nHello\n", 3, "end of block"),
    ] {
        let mut config = config();
        config.emails.insert("tips".to_owned(), source.to_owned());
        let problem = check(&config, "tips").remove(0);
        assert!(problem.message.contains(words), "{source:?}: {}", problem.message);
        assert_eq!(problem.line, Some(line), "{source:?}: {}", problem.message);
    }
    assert_eq!(config().check(), []);
}

#[test]
fn who_left_only_a_number_is_called_by_it() {
    let mut config = config();
    for (name, source) in [
        ("hand-off", include_str!("../../../infra/config/emails/hand-off.md")),
        ("escalation", include_str!("../../../infra/config/emails/escalation.md")),
    ] {
        config.emails.insert(name.to_owned(), source.to_owned());
    }
    let mut sent = submission("demo-request", &[("phone", "+351912345678")], false);
    sent.fields.remove("email");
    let posts = [activity(at("2026-11-23T10:00:00Z"), "a", What::FormSubmitted(sent))];
    for mail in [("hand-off", Recipient::Owner), ("escalation", Recipient::Manager)] {
        let rendered = letter(&config, &posts, mail, "2026-11-23T10:01:00Z");
        assert!(rendered.subject.as_str().contains("+351912345678"), "{}", rendered.subject);
        assert!(!rendered.text.contains("eply to this mail, it goes to"), "{}", rendered.text);
        assert!(rendered.html.contains("tel:+351912345678"), "{}", rendered.html);
    }
}
