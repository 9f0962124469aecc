//! What mails say, and what they never say.

mod setting;

use leadwright_domain::activity::{Activity, What};
use leadwright_domain::config::Config;
use leadwright_domain::mail::{Letter, MailError, Rendered, check, render};
use setting::{activity, at, config, run, submission};

fn rendered(config: &Config, posts: &[Activity], mail: &str) -> Result<Rendered, MailError> {
    let (lead, all) = run(config, posts);
    let planned = all.last().unwrap().decisions.planned.iter();
    let (entry, mailing) = planned
        .filter_map(|entry| Some((&entry.task, entry.task.mailing(&entry.id)?)))
        .find(|(_, mailing)| mailing.mail == mail)
        .expect("the mail is planned");
    let letter = Letter {
        config,
        lead: &lead,
        about: posts.last().unwrap(),
        mailing: &mailing,
        is_marketing: entry.step().is_some(),
        now: posts.last().unwrap().occurred_at(),
        unsubscribe: "https://forms.example/unsubscribe/t",
    };
    render(&letter)
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
    assert_eq!(mail.subject, "Maria Silva: wants a demo (asked 14:03)");
    assert_eq!(mail.text, "> Hello,\n> *offline*?\n\n+351912345678\n\n- Company address +10\n- Asked for a demo +30\n");
    assert!(mail.html.contains("<a href=\"tel:+351912345678\">+351912345678</a>"), "{}", mail.html);
    assert_eq!(mail.to, (Some("ana".to_owned()), "ana@acme.example".to_owned()));
    assert_eq!(mail.reply_to, (Some("Maria Silva".to_owned()), "maria@acme.example".to_owned()));
}

#[test]
fn who_came_back_is_said_so() {
    let maria = [("email", "maria@acme.example")];
    let posts = [post("guide", &maria, "", "2026-11-20T10:00:00Z"), post("demo", &maria, "", "2026-11-21T14:03:00Z")];
    let mail = rendered(&config(), &posts, "hand-off").unwrap();
    assert_eq!(mail.subject, "maria@acme.example: came back, wants a demo (asked 14:03)");
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
    assert!(!mail.subject.contains(['\r', '\n']), "{}", mail.subject);
    assert!(!mail.html.contains("<img") && !mail.html.contains("<script"), "{}", mail.html);
    assert!(!mail.html.contains("href=\"http://evil.example"), "{}", mail.html);
    assert!(mail.text.contains("[here](http://evil.example)"));
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
        assert_eq!(mail.to.0, None, "no visitor's name in the header");
    }
    let fields = [("email", "jose@gmail.com"), ("name", "José Luís")];
    let mail = rendered(&config(), &[post("guide", &fields, "", "2026-11-21T14:03:00Z")], "thanks").unwrap();
    assert!(mail.text.starts_with("Hello José,"), "{}", mail.text);
}

#[test]
fn marketing_mail_has_its_way_out() {
    let fields = [("email", "jose@gmail.com")];
    let mail = rendered(&config(), &[post("guide", &fields, "", "2026-11-21T14:03:00Z")], "tips").unwrap();
    assert!(mail.text.contains("Unsubscribe (https://forms.example/unsubscribe/t)"), "{}", mail.text);
    assert!(mail.text.contains("Rua 1, Lisboa"));
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
        let problem = check(&config, "tips").unwrap_err();
        assert!(problem.message.contains(words), "{source:?}: {}", problem.message);
        assert_eq!(problem.line, Some(line), "{source:?}: {}", problem.message);
    }
    assert_eq!(config().check(), []);
}
