//! What happened, in words.

use std::collections::BTreeMap;

use leadwright_domain::activity::{
    Activity, ActivityKind, Answers, Contact, Imported, Interaction, Mailing, Move, Recipient,
};
use leadwright_domain::timeline::{Reader, story};
use leadwright_domain::value::channel::Channel;
use leadwright_domain::value::currency::Currency;
use leadwright_domain::value::question::Question;
use leadwright_domain::value::stage::Stage;
use serde_json::Value;

use crate::setting::{config, row, submission};

fn contact(reached: bool) -> Contact {
    Contact { by: "ana".to_owned(), reached, note: Some("Wants a test\non Monday".to_owned()) }
}

fn assigned(to: Option<&str>) -> ActivityKind {
    ActivityKind::Assigned { to: to.map(ToOwned::to_owned), by: "ana".to_owned(), why: None }
}

fn moved(to: Stage, reason: Option<&str>, again_on: Option<&str>) -> ActivityKind {
    let (reason, again_on) = (reason.map(ToOwned::to_owned), again_on.map(|day| day.parse().unwrap()));
    ActivityKind::StageMoved(Move { to, reason, again_on, by: "ana".to_owned(), note: None })
}

fn sent(mail: &str, to: Recipient) -> ActivityKind {
    ActivityKind::MailSent(Mailing { send: "s".to_owned(), mail: mail.to_owned(), to, step: None })
}

#[test]
#[expect(clippy::too_many_lines, reason = "one kind after the other")]
fn every_reader_reads_the_same_but_for_the_own_name() {
    let mut config = config();
    for (name, subject) in [
        ("named", "Your demo of {{ company.name }}"),
        ("greeting", "{{ first_name }}, your tips for {{ lead.topic or 'there' }}"),
        ("empty", "{% if lead.topic %}{{ lead.topic }}{% endif %}"),
    ] {
        config.emails.insert(name.to_owned(), format!("Subject: {subject}\n\nHello\n"));
    }
    let event = Interaction { name: Some("Hannover fair".to_owned()), page: None, note: None, by_browser: false };
    let row = Imported { source: "list".to_owned(), ..row(&[]) };
    let answers = [(Question::Need, true), (Question::Budget, false)].into();
    let answers = Answers { answers, evidence: Some("No money".to_owned()), by: "ana".to_owned() };
    let edits = [("phone", ""), ("title", "CEO")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    for (kind, ana, operator) in [
        (ActivityKind::FormSubmitted(submission("demo", &[], false)), "Wants a demo", "Wants a demo"),
        (ActivityKind::FormSubmitted(submission("gone", &[], false)), "Sent the form gone", "Sent the form gone"),
        (ActivityKind::LeadImported(row), "Imported, source: list", "Imported, source: list"),
        (ActivityKind::EventAttended(event), "Attended an event: Hannover fair", "Attended an event: Hannover fair"),
        (
            ActivityKind::CallLogged(contact(true)),
            "You spoke with them. “Wants a test on Monday”",
            "Ana spoke with them. “Wants a test on Monday”",
        ),
        (
            ActivityKind::CallLogged(contact(false)),
            "You called: no answer. “Wants a test on Monday”",
            "Ana called: no answer. “Wants a test on Monday”",
        ),
        (
            ActivityKind::ReplyReceived(Contact { by: "api".to_owned(), reached: true, note: None }),
            "Replied to a mail",
            "Replied to a mail",
        ),
        (assigned(Some("ana")), "You took it over", "Ana took it over"),
        (assigned(Some("ben")), "You reassigned it to ben", "Ana reassigned it to ben"),
        (assigned(None), "You reassigned it to the next in rotation", "Ana reassigned it to the next in rotation"),
        (
            moved(Stage::Recycled, Some("not-now"), Some("2026-12-23")),
            "You recycled it until Wed 23 Dec 2026: Not now",
            "Ana recycled it until Wed 23 Dec 2026: Not now",
        ),
        (
            moved(Stage::Disqualified, Some("no-need"), None),
            "You disqualified it: No need",
            "Ana disqualified it: No need",
        ),
        (moved(Stage::Prospect, None, None), "You moved it to Qualified", "Ana moved it to Qualified"),
        (
            ActivityKind::Qualified(answers),
            "You answered need yes, budget no. “No money”",
            "Ana answered need yes, budget no. “No money”",
        ),
        (
            ActivityKind::Edited { fields: edits.into(), by: "ana".to_owned() },
            "You corrected: phone removed, title CEO",
            "Ana corrected: phone removed, title CEO",
        ),
        (
            ActivityKind::deal_won(false, Some(1_234_550), Currency::EUR, Some("ana".to_owned())),
            "You won the deal, for 12,345.50 EUR",
            "Ana won the deal, for 12,345.50 EUR",
        ),
        (
            ActivityKind::AcceptMissed { entry: "e".to_owned(), owner: "ana".to_owned(), unable: None },
            "You did not accept it in time",
            "Ana did not accept it in time",
        ),
        (
            ActivityKind::AcceptMissed {
                entry: "e".to_owned(),
                owner: "ana".to_owned(),
                unable: Some("away until Fri 27 Nov".to_owned()),
            },
            "You could not accept it: away until Fri 27 Nov",
            "Ana could not accept it: away until Fri 27 Nov",
        ),
        (
            ActivityKind::Noted { by: "ana".to_owned(), note: "Likes chess".to_owned() },
            "You wrote a note. “Likes chess”",
            "Ana wrote a note. “Likes chess”",
        ),
        (
            ActivityKind::DoNotContact { channel: Channel::Calls, by: "ana".to_owned(), note: None },
            "Asked not to be called, you were told",
            "Asked not to be called, ana was told",
        ),
        (
            ActivityKind::DoNotContact { channel: Channel::Letters, by: "earlier".to_owned(), note: None },
            "Asked for no letters: known from before",
            "Asked for no letters: known from before",
        ),
        (
            ActivityKind::ContactAllowed { channel: Channel::Calls },
            "Said from their own address that they may be called again",
            "Said from their own address that they may be called again",
        ),
        (
            ActivityKind::SequenceStarted { sequence: "nurture".to_owned(), by: "ana".to_owned() },
            "You started the sequence nurture",
            "Ana started the sequence nurture",
        ),
        // It may have become warmer: points against it expire, too.
        (
            ActivityKind::TemperatureChanged,
            "Temperature changed: points expired with time",
            "Temperature changed: points expired with time",
        ),
        (
            ActivityKind::Untouched { days: 7 },
            "Nobody has spoken with them for 7 days",
            "Nobody has spoken with them for 7 days",
        ),
        (sent("tips", Recipient::Lead), "Got the mail “Tips”", "Got the mail “Tips”"),
        // No name of a file, whatever variables the subject has; the name where there is no other.
        (sent("named", Recipient::Lead), "Got the mail “Your demo of Acme”", "Got the mail “Your demo of Acme”"),
        (sent("greeting", Recipient::Lead), "Got the mail “your tips for there”", "Got the mail “your tips for there”"),
        (sent("empty", Recipient::Lead), "Got the mail “empty”", "Got the mail “empty”"),
        (sent("gone", Recipient::Lead), "Got the mail “gone”", "Got the mail “gone”"),
        (sent("hand-off", Recipient::Owner), "Hand-off mail sent to the owner", "Hand-off mail sent to the owner"),
        (sent("escalation", Recipient::Manager), "Escalated to dora", "Escalated to dora"),
    ] {
        let reader = Reader::Member(config.team.person("ana").unwrap());
        assert_eq!(story(&kind, &config, reader).line(), ana);
        assert_eq!(story(&kind, &config, Reader::Operator).line(), operator);
    }
    let dora = Reader::Member(config.team.person("dora").unwrap());
    assert_eq!(story(&sent("escalation", Recipient::Manager), &config, dora).line(), "Escalated to you");
    let ben = Reader::Member(config.team.person("ben").unwrap());
    assert_eq!(story(&assigned(Some("ben")), &config, ben).line(), "Ana reassigned it to you");
}

#[test]
fn every_kind_is_told_in_a_sentence_without_its_end() {
    let config = config();
    let stored: BTreeMap<String, Value> = serde_json::from_str(include_str!("stored/activities.json")).unwrap();
    for (example, stored) in stored {
        let activity: Activity = serde_json::from_value(stored).unwrap();
        let words = story(&activity.kind, &config, Reader::Operator).words;
        assert!(words.starts_with(|first: char| first.is_uppercase()), "{example}: {words}");
        assert!(!words.ends_with(['.', ' ', ':']) && !words.contains("  "), "{example}: {words}");
    }
}
