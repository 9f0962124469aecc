//! What is said of leads, and mails to our own people, in the reader's language.

use std::collections::BTreeMap;
use std::path::Path;

use leadwright_domain::activity::{Activity, ActivityId, ActivityKind, Mailing, Recipient};
use leadwright_domain::config::Config;
use leadwright_domain::lead::{AgendaEntry, Delivery, Lead, Task, Temperature};
use leadwright_domain::mail::{DeskLinks, DueStep, Notice, OutboxLetter, due_steps, file_for, outbox_letter};
use leadwright_domain::sending::OutboxMail;
use leadwright_domain::timeline::{Reader, next, recorded, story};
use leadwright_domain::value::token::SigningKeys;
use leadwright_domain::words::{LANGUAGES, STAFF};
use serde_json::Value;

use crate::setting::{at, config, post, run};

const NOW: &str = "2026-11-21T14:03:00Z";

/// The company, with Ana and Dora reading that language.
fn company(language: &str) -> Config {
    let mut config = config();
    for person in config.team.people.iter_mut().filter(|person| person.id != "ben") {
        person.language = Some(language.to_owned());
    }
    config
}

#[track_caller]
fn assert_readable(words: &str, what: &str) {
    assert!(!words.trim().is_empty(), "{what}");
    assert!(!words.contains(['{', '}', '\n']) && !words.contains("  "), "{what}: {words}");
    for area in ["story-", "mail-due-", "mail-wants-", "page-", "time-"] {
        assert!(!words.contains(area), "{what}: {words}");
    }
}

#[test]
fn every_kind_is_told_in_every_language() {
    let stored: BTreeMap<String, Value> = serde_json::from_str(include_str!("stored/activities.json")).unwrap();
    let english = company("en");
    for language in LANGUAGES {
        let config = company(language);
        let mut same = 0;
        for (example, stored) in &stored {
            let activity: Activity = serde_json::from_value(stored.clone()).unwrap();
            for reader in ["ana", "ben"] {
                let told = |config: &Config| {
                    story(&activity.kind, config, Reader::Member(config.team.person(reader).unwrap())).words
                };
                let words = told(&config);
                assert_readable(&words, &format!("{language}, {reader}: {example}"));
                assert!(words.starts_with(|first: char| !first.is_lowercase()), "{language}: {words}");
                if reader == "ben" {
                    assert_eq!(words, told(&english), "he reads the company's language");
                } else {
                    same += usize::from(words == told(&english));
                }
            }
        }
        // A form's own words are the same in all languages.
        assert!(language == "en" || same < stored.len() / 8, "{language}: {same} of {}", stored.len());
    }
}

#[test]
fn what_comes_next_is_said_in_the_readers_language() {
    for (language, step, escalation) in [
        ("en", "Accept it and call tomorrow 9:00", "escalation to you unless ben accepts by 14:08"),
        ("pt", "Aceitar e telefonar, amanhã às 9:00", "escalamento para si se ben não aceitar até 14:08"),
        ("de", "Annehmen und anrufen, morgen 9:00", "Eskalation an Sie, wenn ben nicht bis 14:08 annimmt"),
        ("es", "Aceptar y llamar, mañana 9:00", "escalado a usted si ben no acepta antes de 14:08"),
    ] {
        let config = company(language);
        let (mut lead, _) = run(&config, &[post(NOW, "demo", &[("email", "maria@acme.example")])]);
        let lines = |lead: &Lead| next(lead, &config, config.team.person("dora").unwrap(), at(NOW));
        for line in lines(&lead) {
            assert_readable(&line, language);
        }
        assert!(lines(&lead).contains(&step.to_owned()), "{language}: {:?}", lines(&lead));
        let task = Task::Accept { owner: "ben".to_owned(), missed: Vec::new() };
        let (delivery, about) = (Delivery::new(at("2026-11-21T14:08:00Z")), ActivityId::new(at(NOW), &[]));
        let entry = AgendaEntry { id: "e".to_owned(), delivery, about, task };
        lead.change_agenda(|entries| *entries = vec![entry]);
        assert_eq!(lines(&lead), [escalation], "{language}");
    }
}

#[test]
fn what_was_recorded_in_english_is_said_in_the_readers_language() {
    let config = config();
    for (text, portuguese) in [
        ("They asked not to be called", "O lead pediu para não receber chamadas"),
        ("They want no mail about “Tips”", "O lead não quer e-mails sobre «Tips»"),
        ("Ana Costa has it already", "Já está com Ana Costa"),
        ("takes no leads", "não recebe leads"),
        ("away until Fri 27 Nov", "ausente até sex., 27 nov."),
        ("away until Fri 1 Jan 2027", "ausente até sex., 1 jan. 2027"),
        ("away until Fri 31 Nov", "away until Fri 31 Nov"),
        ("Call again", "Telefonar de novo"),
        ("Send the offer", "Send the offer"),
        ("", ""),
    ] {
        let words = |language| config.staff_words([language]);
        assert_eq!(recorded(words("en"), text), text);
        let said = recorded(words("pt"), text);
        // The short days and months are those of the catalogue.
        assert_eq!(said.replace('.', ""), portuguese.replace('.', ""), "{text}");
    }
}

/// A sentence that is no longer recorded in these words would be shown in English.
#[test]
fn what_is_recorded_is_known_by_its_words() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut sources = String::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { sources.push_str(&std::fs::read_to_string(path).unwrap()) }
        }
    }
    let english = STAFF.texts("en").unwrap().concat();
    let recorded = english.lines().filter_map(|line| line.split_once(" = ")).filter(|(key, _)| {
        // These two are put together from what the channel says.
        let is_of_channel = ["story-why-no-calls", "story-why-no-mail"].contains(key);
        (key.starts_with("story-why-") || key.starts_with("story-next-")) && !is_of_channel
    });
    let mut count = 0;
    for (key, words) in recorded {
        for part in words.split("{ $what }").filter(|part| !part.is_empty()) {
            assert!(sources.contains(part), "{key}: {words}");
        }
        count += 1;
    }
    assert!(count > 30, "{count}");
}

#[test]
fn mails_to_our_people_have_the_file_of_the_readers_language() {
    let mut config = company("de");
    config.emails.insert("hand-off.de".to_owned(), "Subject: Neu\n\nNeu\n".to_owned());
    config.emails.insert("hand-off.pt".to_owned(), "Subject: Novo\n\nNovo\n".to_owned());
    let fields = [("email", "maria@acme.example"), ("language", "pt")];
    let (mut lead, _) = run(&config, &[post(NOW, "demo", &fields)]);
    for (owner, to, file) in [
        ("ana", Recipient::Owner, "hand-off.de"),
        ("ben", Recipient::Owner, "hand-off"),
        ("ben", Recipient::Manager, "hand-off.de"),
        ("gone", Recipient::Owner, "hand-off"),
    ] {
        lead.owner = Some(owner.to_owned());
        assert_eq!(file_for(&config, "hand-off", to, &lead), file, "{owner}");
    }
    assert_eq!(config.check(), []);
    let sent = |mail: &str| {
        let to = Recipient::Owner;
        let kind = ActivityKind::MailSent(Mailing { send: "s".to_owned(), mail: mail.to_owned(), to, step: None });
        story(&kind, &config, Reader::Operator).words
    };
    assert_eq!(sent("hand-off.de"), sent("hand-off"), "in whatever language, it is the same mail");
}

#[test]
fn a_log_in_mail_is_in_the_readers_language() {
    let keys = SigningKeys::read("k1").unwrap();
    let mail =
        OutboxMail::LogIn { person: "ana".to_owned(), log_in: "x1".to_owned(), at: at(NOW), page: "/desk".to_owned() };
    let letter = |language: &str| -> Notice {
        let links = DeskLinks { base: "https://desk.example", keys: &keys };
        match outbox_letter(&mail, &company(language), "acme-leads", links) {
            Some(OutboxLetter::Notice(notice)) => notice,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(letter("en").subject, "Log in to the desk of Acme");
    for (language, subject, link) in [
        ("pt", "Entrar na área de trabalho de Acme", "Entrar"),
        ("de", "Anmeldung bei Acme", "Anmelden"),
        ("es", "Acceso al escritorio de Acme", "Entrar"),
    ] {
        let notice = letter(language);
        assert_eq!(notice.subject, subject);
        assert!(notice.html.contains(&format!("<html lang=\"{language}\">")), "{}", notice.html);
        assert!(notice.html.contains(&format!(">{link}</a>")), "{}", notice.html);
        assert!(notice.text.contains(&keys.log_in_code("x1")), "{}", notice.text);
    }
}

#[test]
fn the_mail_of_what_is_due_is_in_the_readers_language() {
    let config = company("es");
    let step = |lead: &str| DueStep {
        lead: lead.to_owned(),
        what: "Call again".to_owned(),
        due: at("2026-11-20T09:00:00Z"),
        owner: None,
        temperature: Temperature::Hot,
        page: None,
    };
    let dora = config.team.person("dora");
    let mail = due_steps(dora, &[step("Maria Silva"), step("Rui")], &[step("Eva")], &config, at(NOW)).unwrap();
    assert_eq!(mail.subject, "Atrasados: 2 leads; para usted hoy: 1 lead");
    let text = mail.text.replace('\n', " ");
    for words in ["Llamar de nuevo, pendiente desde ayer 9:00", "sin responsable", "Caliente"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let only = due_steps(dora, &[], &[step("Eva")], &config, at(NOW)).unwrap();
    assert_eq!(only.subject, "Hoy: Eva (Llamar de nuevo)");
    // Of whoever runs the system no language is known: the company's.
    assert_eq!(due_steps(None, &[step("Eva")], &[], &config, at(NOW)).unwrap().subject, "Overdue: Eva (Call again)");
}
