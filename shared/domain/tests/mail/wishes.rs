//! Which of a lead's requests the owner's mail tells of.

use leadwright_domain::activity::{Activity, ActivityKind, Contact, Recipient};
use leadwright_domain::config::Config;
use leadwright_domain::lead::KEPT;

use super::letters::{letter, post, rendered, sent};
use crate::setting::{activity, at, config, row, run};

const MARIA: [(&str, &str); 1] = [("email", "maria@acme.example")];

/// The company with the demo's own mails to salespeople.
fn as_in_the_demo() -> Config {
    let mut config = config();
    for (name, source) in [
        ("hand-off", include_str!("../../../../infra/config/emails/hand-off.md")),
        ("escalation", include_str!("../../../../infra/config/emails/escalation.md")),
    ] {
        config.emails.insert(name.to_owned(), source.to_owned());
    }
    config
}

fn demo(message: &str, time: &str) -> Activity {
    post("demo", &MARIA, message, time)
}

fn guide(message: &str, time: &str) -> Activity {
    post("guide", &MARIA, message, time)
}

fn contact(reached: bool, time: &str) -> Activity {
    let contact = Contact { by: "ana".to_owned(), reached, note: None };
    activity(at(time), time, ActivityKind::CallLogged(contact))
}

/// The subject of the newest hand-off mail, and which of the messages it holds, in its order.
fn told(config: &Config, posts: &[Activity]) -> (String, Vec<&'static str>) {
    let mail = rendered(config, posts, "hand-off").unwrap();
    let mut found: Vec<(usize, &str)> = ["Call me at 3 pm", "Which vans?", "Second thoughts", "And one more"]
        .into_iter()
        .filter_map(|words| Some((mail.text.find(words)?, words)))
        .collect();
    found.sort_unstable();
    (mail.subject.to_string(), found.into_iter().map(|(_, words)| words).collect())
}

/// A guide that is downloaded within the minute hides no demo request: neither its words nor its message.
#[test]
fn r_issue_10_8_the_strongest_wish_leads_and_no_message_is_left_out() {
    let config = as_in_the_demo();
    let first = demo("Call me at 3 pm", "2026-11-21T14:03:00Z");
    let went = sent(&first, "2026-11-21T14:03:02Z");
    for (what, posts, subject, messages) in [
        (
            "a guide before the first mail left",
            vec![first.clone(), guide("Which vans?", "2026-11-21T14:03:40Z")],
            "wants a demo (asked 14:03)",
            vec!["Call me at 3 pm", "Which vans?"],
        ),
        (
            "the other way round",
            vec![guide("Which vans?", "2026-11-21T14:03:00Z"), demo("Call me at 3 pm", "2026-11-21T14:03:40Z")],
            "wants a demo (asked 14:03)",
            vec!["Call me at 3 pm", "Which vans?"],
        ),
        (
            "a second demo with another message: the newer one leads",
            vec![first.clone(), demo("Second thoughts", "2026-11-21T14:04:00Z")],
            "wants a demo (asked 14:04)",
            vec!["Second thoughts", "Call me at 3 pm"],
        ),
        (
            "three posts",
            vec![
                first.clone(),
                guide("Which vans?", "2026-11-21T14:03:20Z"),
                demo("Second thoughts", "2026-11-21T14:03:40Z"),
            ],
            "wants a demo (asked 14:03)",
            vec!["Second thoughts", "Call me at 3 pm", "Which vans?"],
        ),
        (
            "the same button twice",
            vec![
                first.clone(),
                guide("Which vans?", "2026-11-21T14:03:20Z"),
                guide("Which vans?", "2026-11-21T14:03:21Z"),
                guide("And one more", "2026-11-21T14:03:40Z"),
            ],
            "wants a demo (asked 14:03)",
            vec!["Call me at 3 pm", "And one more", "Which vans?"],
        ),
        (
            "the owner had been told: news first, and what is still open",
            vec![first.clone(), went.clone(), guide("Which vans?", "2026-11-21T14:20:00Z")],
            "came back, downloaded the guide (asked 14:20); still open: wants a demo",
            vec!["Which vans?", "Call me at 3 pm"],
        ),
        (
            "they have spoken since: it is open no more",
            vec![
                first.clone(),
                went.clone(),
                contact(true, "2026-11-21T14:10:00Z"),
                guide("Which vans?", "2026-11-21T14:20:00Z"),
            ],
            "came back, downloaded the guide (asked 14:20)",
            vec!["Which vans?"],
        ),
        (
            "a call that nobody answered is no answer",
            vec![
                first.clone(),
                went,
                contact(false, "2026-11-21T14:10:00Z"),
                demo("Second thoughts", "2026-11-21T14:20:00Z"),
            ],
            "came back, wants a demo (asked 14:20)",
            vec!["Second thoughts", "Call me at 3 pm"],
        ),
    ] {
        let (full, found) = told(&config, &posts);
        let said = full.strip_prefix("maria@acme.example: ").expect("the lead's name");
        assert_eq!((said, found), (subject, messages), "{what}");
    }
}

#[test]
fn each_of_several_wishes_has_its_form_and_time() {
    let posts = [demo("Call me at 3 pm", "2026-11-21T14:03:00Z"), guide("Which vans?", "2026-11-21T14:03:40Z")];
    let mail = rendered(&as_in_the_demo(), &posts, "hand-off").unwrap();
    let told =
        "Wants a demo (Form), 14:03\n\n> Call me at 3 pm\n\nDownloaded the guide (Form), 14:03\n\n> Which vans?\n";
    assert!(mail.text.contains(told), "{}", mail.text);
    let alone = rendered(&as_in_the_demo(), &posts[..1], "hand-off").unwrap();
    assert!(!alone.text.contains("Wants a demo"), "the subject says it: {}", alone.text);
}

/// Who reassigned the lead stands in the only mail about it, whatever the lead sends in the same minute.
#[test]
fn a_form_does_not_hide_who_gave_the_lead() {
    let first = demo("Call me at 3 pm", "2026-11-21T14:03:00Z");
    let given = ActivityKind::Assigned {
        to: Some("ben".to_owned()),
        by: "dora".to_owned(),
        why: Some("Speaks German".to_owned()),
    };
    let went = sent(&first, "2026-11-21T14:03:02Z");
    let given = activity(at("2026-11-21T14:10:00Z"), "given", given);
    let posts = [first, went, given, guide("Which vans?", "2026-11-21T14:10:10Z")];
    let mail = rendered(&as_in_the_demo(), &posts, "hand-off").unwrap();
    assert_eq!(mail.subject.as_str(), "maria@acme.example: is yours now (asked 14:03)");
    for words in ["dora reassigned this lead to you: Speaks German", "Call me at 3 pm", "Which vans?"] {
        assert!(mail.text.contains(words), "{words}: {}", mail.text);
    }
    assert!(!mail.text.contains("Came back"), "Ben never heard of it: {}", mail.text);
}

#[test]
fn the_managers_mail_tells_of_all_wishes_too() {
    let posts = [demo("Call me at 3 pm", "2026-11-21T14:03:00Z"), guide("Which vans?", "2026-11-21T14:04:00Z")];
    let mail = letter(&as_in_the_demo(), &posts, ("escalation", Recipient::Manager), "2026-11-21T14:08:00Z");
    assert!(mail.subject.as_str().contains(": asked 14:03"), "{}", mail.subject);
    for words in ["Wants a demo (Form), 14:03", "Call me at 3 pm", "Which vans?"] {
        assert!(mail.text.contains(words), "{words}: {}", mail.text);
    }
}

/// Nobody is said to have asked who never sent a form.
#[test]
fn r_issue_10_13_a_lead_that_sent_no_form_has_not_asked() {
    let row = row(&[("email", "maria@acme.example"), ("phone", "+351912345678"), ("timeline", "now")]);
    let posts = [activity(at("2026-11-21T14:03:00Z"), "row", ActivityKind::LeadImported(row))];
    let config = as_in_the_demo();
    let mail = rendered(&config, &posts, "hand-off").unwrap();
    assert_eq!(mail.subject.as_str(), "maria@acme.example: is ready for you");
    let missed = letter(&config, &posts, ("escalation", Recipient::Manager), "2026-11-21T14:08:00Z");
    for mail in [mail, missed] {
        assert!(!format!("{}{}", mail.subject, mail.text).contains("sked"), "{}\n{}", mail.subject, mail.text);
    }
}

/// A mail that was dropped told nobody: the next one tells of its wishes, too.
#[test]
fn what_a_dropped_mail_would_have_told_the_next_one_tells() {
    let first = demo("Call me at 3 pm", "2026-11-21T14:03:00Z");
    let (_, all) = run(&config(), std::slice::from_ref(&first));
    let planned = all[0].decisions.planned.iter().find_map(|plan| plan.task.mailing(&plan.id)).unwrap();
    assert_eq!(planned.to, Recipient::Owner);
    let dropped = ActivityKind::MailDropped { mailing: planned, reason: "SES refused it".to_owned() };
    let dropped = activity(at("2026-11-21T14:03:02Z"), "dropped", dropped);
    let posts = [first, dropped, guide("Which vans?", "2026-11-21T14:20:00Z")];
    let (subject, messages) = told(&as_in_the_demo(), &posts);
    assert_eq!(subject, "maria@acme.example: wants a demo (asked 14:03)");
    assert_eq!(messages, ["Call me at 3 pm", "Which vans?"]);
}

/// However many forms somebody sends in a minute, the lead stays small, and the demo request stays first.
#[test]
fn a_flood_of_forms_does_not_wash_a_wish_away() {
    let mut posts = vec![demo("Call me at 3 pm", "2026-11-21T14:03:00Z")];
    posts.extend(
        (0..2 * KEPT)
            .map(|number| guide(&format!("Number {number}"), &format!("2026-11-21T14:03:{:02}Z", 10 + number))),
    );
    let (lead, _) = run(&config(), &posts);
    assert_eq!(lead.wishes.iter().count(), KEPT);
    let mail = rendered(&as_in_the_demo(), &posts, "hand-off").unwrap();
    assert_eq!(mail.subject.as_str(), "maria@acme.example: wants a demo (asked 14:03)");
    for words in
        ["Call me at 3 pm", &format!("Number {}", 2 * KEPT - 1), &format!("They sent {} more before", KEPT + 1)]
    {
        assert!(mail.text.contains(words), "{words}: {}", mail.text);
    }
}
