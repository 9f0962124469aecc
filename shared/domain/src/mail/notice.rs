//! The letters of mails that have no lead: what whoever runs the system reads, and the manager of its salespeople.

use jiff::Timestamp;

use crate::company::{LOG_IN_LASTS, Person, first_name};
use crate::config::Config;
use crate::mail::markdown::parse::escape;
use crate::sending::outbox::{MailFile, NoticeReader, OutboxMail};
use crate::timeline::recorded::recorded;
use crate::value::identity::{EmailAddress, LeadId};
use crate::value::times::full_day;
use crate::value::token::{SellerLink, SigningKeys};
use crate::words::Words;

/// A mail about the system itself, which belongs to no lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The recipient.
    pub to: EmailAddress,
    /// The subject, one line.
    pub subject: String,
    /// The plain-text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

/// What a mail of the outbox says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutboxLetter<'a> {
    /// It is written now.
    Notice(Notice),
    /// It was rendered when it was made.
    Rendered {
        /// The recipient.
        to: &'a EmailAddress,
        /// The object that has its bytes.
        file: &'a MailFile,
    },
}

/// What links of mails without a lead are made with.
#[derive(Debug, Clone, Copy)]
pub struct DeskLinks<'a> {
    /// The public address, without a slash at its end.
    pub base: &'a str,
    /// The keys that sign.
    pub keys: &'a SigningKeys,
}

/// The letter of a mail of the outbox; none if whom it is about is no longer in the team, and for what lists leads
/// ([`due_steps`](crate::mail::due_steps::due_steps)). `stack` is the deployed stack's
/// name.
pub fn outbox_letter<'a>(
    mail: &'a OutboxMail,
    config: &Config,
    stack: &str,
    links: DeskLinks<'_>,
) -> Option<OutboxLetter<'a>> {
    let notice = match mail {
        OutboxMail::LogIn { person, log_in, at, page } => {
            log_in_mail(config.team.person(person)?, log_in, *at, page, config, links)
        }
        OutboxMail::FreshLink { person, lead, at } => fresh_link(config.team.person(person)?, lead, *at, config, links),
        OutboxMail::BrakeNotice { since, headline, why } => brake_notice(*since, headline, why, config, stack),
        OutboxMail::MailboxNotice { person, since, why, to } => {
            let person = config.team.person(person)?;
            mailbox_notice(person, *since, why, *to, config, stack)
        }
        OutboxMail::DueSteps { .. } | OutboxMail::OverdueStep { .. } => return None,
        OutboxMail::Rendered { to, file } => return Some(OutboxLetter::Rendered { to, file }),
    };
    Some(OutboxLetter::Notice(notice))
}

/// Marketing mail and mail to visitors have stopped.
fn brake_notice(since: Timestamp, headline: &str, why: &str, config: &Config, stack: &str) -> Notice {
    let words = config.staff_words([]);
    let command = |key, command: &str| words.with(key, &[("command", format!("{command} --stack {stack}").into())]);
    let stopped = [("company", escape(&config.company.name).into()), ("why", why.into())];
    let longest = String::from(config.sending.visitors.give_up_after);
    let since = [("since", moment(since, config, words).into()), ("longest", longest.into())];
    let todo = [
        command("mail-brake-see", "leadwright brake"),
        words.say("mail-brake-find"),
        command("mail-brake-suppress", "leadwright suppress --import LIST.csv"),
        command("mail-brake-resume", "leadwright brake --release"),
    ];
    let paragraphs = [
        words.with("mail-brake-stopped", &stopped),
        words.with("mail-brake-since", &since),
        what_to_do(&todo, words),
        words.say("mail-brake-after"),
    ];
    let subject = words.with("mail-brake-subject", &[("headline", headline.into())]);
    notice(operator(config), subject, &body(&paragraphs), words)
}

/// Mail does not reach a salesperson.
fn mailbox_notice(
    person: &Person,
    since: Timestamp,
    why: &str,
    to: NoticeReader,
    config: &Config,
    stack: &str,
) -> Notice {
    let manager = config.team.manager().filter(|_| to == NoticeReader::Manager);
    let words = manager.map_or_else(|| config.staff_words([]), |manager| config.words_for(manager));
    let first = ("first", escape(first_name(person)).into());
    let came_back = [
        ("name", escape(&person.name).into()),
        ("address", escape(person.email.as_str()).into()),
        ("since", moment(since, config, words).into()),
        ("why", recorded(words, why).into()),
        first.clone(),
    ];
    let todo = if manager.is_some() {
        words.with("mail-mailbox-tell", std::slice::from_ref(&first))
    } else {
        let (id, address) = (&person.id, escape(person.email.as_str()));
        let command = |key, command: String| words.with(key, &[("command", command.into())]);
        let todo = [
            words.say("mail-mailbox-check"),
            command("mail-mailbox-ses", format!("aws sesv2 delete-suppressed-destination --email-address {address}")),
            command("mail-mailbox-reassign", format!("leadwright away {id} --until DAY --hand-over --stack {stack}")),
            command("mail-mailbox-works", format!("leadwright away {id} --back --stack {stack}")),
        ];
        what_to_do(&todo, words)
    };
    let paragraphs =
        [words.with("mail-mailbox-came-back", &came_back), words.with("mail-mailbox-then", &[first]), todo];
    let subject = words.with("mail-mailbox-subject", &[("name", person.name.as_str().into())]);
    let to = manager.map_or_else(|| operator(config), |manager| manager.email.clone());
    notice(to, subject, &body(&paragraphs), words)
}

/// The heading, and the steps as a list.
fn what_to_do(steps: &[String], words: Words<'_>) -> String {
    let numbered = steps.iter().enumerate().map(|(at, step)| format!("{}. {step}", at + 1));
    let steps: Vec<String> = numbered.collect();
    format!("**{}**\n\n{}", words.say("mail-notice-what-to-do"), steps.join("\n"))
}

fn body(paragraphs: &[String]) -> String {
    paragraphs.join("\n\n") + "\n"
}

/// Somebody asked for a link to log in.
fn log_in_mail(
    person: &Person,
    log_in: &str,
    at: Timestamp,
    page: &str,
    config: &Config,
    links: DeskLinks<'_>,
) -> Notice {
    let words = config.words_for(person);
    let (base, secret) = (links.base, links.keys.log_in_secret(log_in));
    let page: String = form_urlencoded::byte_serialize(page.as_bytes()).collect();
    let (link, code) = (secret.link(&person.id), links.keys.log_in_code(log_in));
    let paragraphs = [
        hello(person, words),
        format!("[{}]({base}/desk/log-in/{link}?to={page})", words.say("mail-log-in")),
        words.with("mail-log-in-code", &[("code", code.as_str().into())]),
        words.with("mail-log-in-once", &[("until", clock_time(at + LOG_IN_LASTS, person).into())]),
    ];
    let subject = words.with("mail-log-in-subject", &[("company", config.company.name.as_str().into())]);
    notice(person.email.clone(), subject, &body(&paragraphs), words)
}

/// Somebody opened a link to a lead whose time is over, and asked for a fresh one.
fn fresh_link(person: &Person, lead: &LeadId, at: Timestamp, config: &Config, links: DeskLinks<'_>) -> Notice {
    let words = config.words_for(person);
    let base = links.base;
    let token = links.keys.sign(&SellerLink { lead: lead.clone(), person: person.id.clone() }, at);
    let paragraphs = [
        hello(person, words),
        words.with("mail-fresh-here", &[("time", clock_time(at, person).into())]),
        format!("[{}]({base}/lead/{token})", words.say("mail-fresh-open")),
        words.with("mail-fresh-all", &[("address", format!("{base}/desk").into())]),
    ];
    let subject = words.with("mail-fresh-subject", &[("company", config.company.name.as_str().into())]);
    notice(person.email.clone(), subject, &body(&paragraphs), words)
}

fn hello(person: &Person, words: Words<'_>) -> String {
    words.with("mail-hello", &[("name", escape(first_name(person)).into())])
}

/// `14:05 (WET)`, where the person is.
fn clock_time(at: Timestamp, person: &Person) -> String {
    at.to_zoned(person.timezone.time_zone()).strftime("%-H:%M (%Z)").to_string()
}

pub(crate) fn notice(to: EmailAddress, subject: String, body: &str, words: Words<'_>) -> Notice {
    let html = format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"></head>\
         <body style=\"font-family:sans-serif;line-height:1.5;max-width:40em\">{}</body></html>",
        words.language(),
        crate::mail::markdown::html::to_html(body, None)
    );
    Notice { to, subject, text: crate::mail::markdown::text::to_text(body), html }
}

pub(crate) fn operator(config: &Config) -> EmailAddress {
    config.company.operator.as_ref().unwrap_or(&config.company.reply_to).clone()
}

fn moment(at: Timestamp, config: &Config, words: Words<'_>) -> String {
    let zone = config.company.timezone.time_zone();
    let time = at.to_zoned(zone.clone()).strftime("%-H:%M (%Z)").to_string();
    words.with("mail-notice-at", &[("day", full_day(words, at, &zone).into()), ("time", time.into())])
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const SINCE: &str = "2026-11-22T10:00:00Z";

    fn config(company: &Value) -> Config {
        let person = |id: &str, name: &str| json!({"id": id, "name": name, "email": format!("{id}@acme.example"), "timezone": "Europe/Lisbon"});
        serde_json::from_value(json!({
            "company": company,
            "team": {"people": [person("ana", "Ana <Costa>"), person("dora", "Dora Lima")], "manager": "dora"},
            "scoring": {"fit": [], "engagement": [], "temperature": {"warm": 25, "hot": 65}, "grades": {"A": 40, "B": 25, "C": 10}},
            "funnel": {"mql": [], "reasons": {}}, "routing": {}, "segments": {}, "sequences": {}, "emails": {}, "forms": {},
            "sending": {
                "topics": {}, "a_day": 1, "a_week": 3, "after_a_talk": "14d", "soft_bounces": {"count": 3, "within": "30d"},
                "brake": {"bounces": "2.5%", "complaints": "0.05%", "over": "7d", "at_least": 200},
            },
        }))
        .unwrap()
    }

    fn company() -> Value {
        json!({
            "name": "Acme & <Sons>", "address": "Rua 1", "website": "https://acme.example",
            "timezone": "Europe/Lisbon", "reply_to": "hello@acme.example",
        })
    }

    fn links(keys: &SigningKeys) -> DeskLinks<'_> {
        DeskLinks { base: "https://desk.example", keys }
    }

    fn letter(mail: &OutboxMail, company: &Value) -> Notice {
        match outbox_letter(mail, &config(company), "acme-leads", links(&SigningKeys::read("k1").unwrap())) {
            Some(OutboxLetter::Notice(notice)) => notice,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn it_says_what_happened_and_what_to_do() {
        let mail = OutboxMail::BrakeNotice {
            since: SINCE.parse().unwrap(),
            headline: "3% hard bounces".to_owned(),
            why: "12 hard bounces in 400 mails over 7 days: 3%, the limit is 2.5%".to_owned(),
        };
        let mut company = company();
        let notice = letter(&mail, &company);
        assert_eq!(notice.to.as_str(), "hello@acme.example");
        assert_eq!(notice.subject, "Marketing mail has stopped: 3% hard bounces");
        // Lines break where they fit.
        let text = notice.text.replace('\n', " ");
        for part in [&text, &notice.html] {
            for words in [
                "12 hard bounces in 400 mails over 7 days: 3%",
                "mail to visitors for 24h, then it is dropped",
                "leadwright brake --release --stack acme-leads",
                "Sunday, 22 November 2026 at 10:00",
            ] {
                assert!(part.contains(words), "{words}: {part}");
            }
        }
        assert!(notice.text.contains("Acme & <Sons>") && notice.html.contains("Acme &amp; &lt;Sons&gt;"));
        company["operator"] = json!("ops@acme.example");
        assert_eq!(letter(&mail, &company).to.as_str(), "ops@acme.example");
    }

    #[test]
    fn operator_and_manager_hear_of_a_mailbox_that_takes_no_mail() {
        let notice = |person: &str, to| OutboxMail::MailboxNotice {
            person: person.to_owned(),
            since: SINCE.parse().unwrap(),
            why: "The address does not take mail".to_owned(),
            to,
        };
        let operators = letter(&notice("ana", NoticeReader::Operator), &company());
        let managers = letter(&notice("ana", NoticeReader::Manager), &company());
        assert_eq!((operators.to.as_str(), managers.to.as_str()), ("hello@acme.example", "dora@acme.example"));
        for mail in [&operators, &managers] {
            assert_eq!(mail.subject, "Mail does not reach Ana <Costa>");
            let text = mail.text.replace('\n', " ");
            assert!(text.contains("came back for good: The address does not take mail"), "{text}");
            assert!(mail.html.contains("Ana &lt;Costa&gt;"), "{}", mail.html);
        }
        assert!(operators.text.contains("leadwright away ana --back --stack acme-leads"), "{}", operators.text);
        assert!(!managers.text.contains("leadwright away"), "{}", managers.text);
        let gone = notice("gone", NoticeReader::Operator);
        let gone = outbox_letter(&gone, &config(&company()), "acme-leads", links(&SigningKeys::read("k1").unwrap()));
        assert!(gone.is_none(), "who has left needs no mail");
    }

    #[test]
    fn a_log_in_has_a_link_and_a_code_and_a_fresh_link_leads_to_its_lead() {
        let keys = SigningKeys::read("k1").unwrap();
        let at: Timestamp = SINCE.parse().unwrap();
        let mail = OutboxMail::LogIn {
            person: "ana".to_owned(),
            log_in: "x1".to_owned(),
            at,
            page: "/desk/leads/ld_x?a=b".to_owned(),
        };
        let log_in = letter(&mail, &company());
        assert_eq!(
            (log_in.to.as_str(), log_in.subject.as_str()),
            ("ana@acme.example", "Log in to the desk of Acme & <Sons>")
        );
        let link = format!(
            "https://desk.example/desk/log-in/{}?to=%2Fdesk%2Fleads%2Fld_x%3Fa%3Db",
            keys.log_in_secret("x1").link("ana")
        );
        for part in [&log_in.text, &log_in.html] {
            for words in [link.as_str(), &keys.log_in_code("x1"), "until 10:10 (WET)"] {
                assert!(part.replace('\n', " ").contains(words), "{words}: {part}");
            }
        }
        let lead = LeadId::parse("ld_lamtth6yetyscghyvack4c5mcy").unwrap();
        let fresh = letter(&OutboxMail::FreshLink { person: "ana".to_owned(), lead: lead.clone(), at }, &company());
        let token = keys.sign(&SellerLink { lead, person: "ana".to_owned() }, at);
        assert!(fresh.html.contains(&format!("https://desk.example/lead/{token}")), "{}", fresh.html);
    }
}
