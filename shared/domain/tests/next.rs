//! What happens next, told in words.

use jiff::SignedDuration;
use leadwright_domain::activity::{ActivityId, ActivityKind, Preferences, Recipient, StepRef};
use leadwright_domain::lead::{AgendaEntry, Claim, Delivery, Task};
use leadwright_domain::timeline::{Reader, is_nurtured, next, story};

use crate::setting::{at, config, post, run};

const NOW: &str = "2026-11-21T14:03:00Z";

fn entry(due: &str, task: Task) -> AgendaEntry {
    let about = ActivityId::new(at(NOW), &[]);
    AgendaEntry { id: "e".to_owned(), delivery: Delivery::new(at(due)), about, task }
}

fn mail(due: &str, mail: &str, to: Recipient, is_step: bool) -> AgendaEntry {
    let step = is_step.then(|| StepRef { sequence: "nurture".to_owned(), step: "x".to_owned() });
    entry(due, Task::Mail { mail: mail.to_owned(), to, step })
}

fn accept(due: &str, owner: &str) -> AgendaEntry {
    entry(due, Task::Accept { owner: owner.to_owned(), missed: Vec::new() })
}

#[test]
fn what_happens_next_is_told_in_plain_words() {
    let config = config();
    let (mut lead, _) = run(&config, &[post(NOW, "guide", &[("email", "maria@acme.example")])]);
    let claimed = |mut entry: AgendaEntry| {
        entry.delivery.claim = Some(Claim { at: at(NOW), until: at(NOW) + SignedDuration::from_mins(30), mail: None });
        entry.delivery.wake = Some(at(NOW) + SignedDuration::from_mins(30));
        entry
    };
    for (agenda, reader, expected) in [
        (vec![], "ben", vec!["no automatic next step"]),
        // Mails on their way are left out: the reader is reading one of them.
        (
            vec![mail(NOW, "hand-off", Recipient::Owner, false), mail(NOW, "thanks", Recipient::Lead, false)],
            "ben",
            vec!["no automatic next step"],
        ),
        (
            vec![mail("2026-11-22T09:00:00Z", "tips", Recipient::Lead, true), accept("2026-11-21T14:08:00Z", "ben")],
            "ben",
            vec!["escalation to dora unless you accept by 14:08", "mail “Tips” tomorrow 9:00"],
        ),
        (
            vec![accept("2026-11-22T09:00:00Z", "ben")],
            "chloe",
            vec!["escalation to dora unless ben accepts by tomorrow 9:00"],
        ),
        (vec![accept("2026-11-21T14:08:00Z", "ben")], "dora", vec!["escalation to you unless ben accepts by 14:08"]),
        (
            vec![accept("2026-11-21T14:08:00Z", "gone")],
            "ben",
            vec!["escalation to dora unless its owner accepts by 14:08"],
        ),
        // A subject that differs from lead to lead does not name a mail.
        (
            vec![mail("2026-12-03T09:00:00Z", "hand-off", Recipient::Lead, true)],
            "ben",
            vec!["mail “hand-off” Thu 3 Dec 9:00"],
        ),
        (
            vec![mail("2026-12-03T09:00:00Z", "reminder", Recipient::Owner, false)],
            "ben",
            vec!["follow-up reminder to the owner Thu 3 Dec 9:00"],
        ),
        (
            vec![mail("2026-12-03T09:00:00Z", "hand-off", Recipient::Owner, false)],
            "ben",
            vec!["hand-off mail to the owner Thu 3 Dec 9:00"],
        ),
        (
            vec![mail("2026-12-03T09:00:00Z", "call", Recipient::Manager, false)],
            "ben",
            vec!["call task to the manager Thu 3 Dec 9:00"],
        ),
        (vec![claimed(mail(NOW, "tips", Recipient::Lead, true))], "ben", vec!["mail “Tips” now"]),
    ] {
        lead.change_agenda(|entries| *entries = agenda);
        assert_eq!(next(&lead, &config, config.team.person(reader).unwrap(), at(NOW)), expected);
    }
}

#[test]
fn only_an_active_sequence_can_be_stopped() {
    let config = config();
    let (mut lead, _) = run(&config, &[post(NOW, "guide", &[("email", "maria@acme.example")])]);
    assert!(is_nurtured(&lead));
    lead.enrolments.get_mut("nurture").unwrap().ended = Some("Won".to_owned());
    assert!(!is_nurtured(&lead));
}

#[test]
fn a_pause_does_not_hide_declined_topics() {
    let told = |topics: &[&str], pause: Option<&str>| {
        let off = topics.iter().map(|topic| (*topic).to_owned()).collect();
        let chosen = Preferences { off, paused_until: pause.map(at), again: false };
        story(&ActivityKind::PreferencesSet(chosen), &config(), Reader::Operator).words
    };
    let until = Some("2026-12-21T00:00:00Z");
    assert_eq!(told(&[], until), "Paused marketing mail");
    assert_eq!(told(&["tips"], until), "Paused marketing mail, and wants no mail about: Tips");
    assert_eq!(told(&["tips"], None), "Wants no mail about: Tips");
    assert_eq!(told(&[], None), "Wants all marketing mail");
}
