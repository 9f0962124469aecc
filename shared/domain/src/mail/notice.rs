//! The letters of mails that have no lead: what whoever runs the system reads, and the manager of its salespeople.

use jiff::Timestamp;

use crate::company::{LOG_IN_LASTS, Person, first_name};
use crate::config::Config;
use crate::mail::markdown::parse::escape;
use crate::sending::outbox::{MailFile, NoticeReader, OutboxMail};
use crate::value::identity::{EmailAddress, LeadId};
use crate::value::times::full_day;
use crate::value::token::{SellerLink, SigningKeys};

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
    let subject = format!("Marketing mail has stopped: {headline}");
    let since = moment(since, config);
    let body = format!(
        "All marketing mail of {company} has stopped by itself, and so has mail to visitors: thank-yous, downloads and \
confirmations. {why}.

It stopped on {since}, before Amazon SES stops the account: SES reviews an account at 5% hard bounces or 0.1% spam \
complaints, and pauses it at 10% or 0.5%. Mail that is due waits: marketing mail until you resume it, mail to visitors for \
{longest}, then it is dropped. Hand-offs and all other mail to the team are still sent.

**What to do**

1. See the bounces and complaints: `leadwright brake --stack {stack}`
2. Find where those addresses came from. Mostly it is one list: a bought one, an old one, or a form that robots fill in. \
   Stop what brings them.
3. Put addresses that you know are dead on the suppression list: `leadwright suppress --import LIST.csv --stack {stack}`
4. Resume all mail: `leadwright brake --release --stack {stack}`

After the release the count begins anew. The limits stand in sending.yaml under `brake` and `visitors`.
",
        company = escape(&config.company.name),
        longest = String::from(config.sending.visitors.give_up_after),
    );
    notice(operator(config), subject, &body)
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
    let subject = format!("Mail does not reach {}", person.name);
    let (name, first, since) = (escape(&person.name), escape(first_name(person)), moment(since, config));
    let (id, address) = (&person.id, escape(person.email.as_str()));
    let body = format!(
        "A mail to {name} ({address}) of {since} came back for good: {why}. {first} does not hear of new leads, nor of \
anything else that we write.

New leads go to colleagues, as long as one of them can take leads. Leads that {first} has stay there: who does not accept \
one in time, is escalated to the manager. Reminders of promised calls go to the manager.
"
    );
    let (to, todo) = match (to, config.team.manager()) {
        (NoticeReader::Manager, Some(manager)) => (
            manager.email.clone(),
            format!(
                "
Tell {first} by another way, and reassign what is urgent. Whoever runs the system has got this notice too, and can say when \
mail works again.
"
            ),
        ),
        (NoticeReader::Operator | NoticeReader::Manager, _) => (
            operator(config),
            format!(
                "
**What to do**

1. See whether the mailbox is there, and whether the address in team.yaml is right. A new address counts from the next \
   deployment on.
2. SES may have put the address on its own suppression list: \
   `aws sesv2 delete-suppressed-destination --email-address {address}`
3. Reassign the leads that wait: `leadwright away {id} --until DAY --hand-over --stack {stack}`
4. Say that mail works again: `leadwright away {id} --back --stack {stack}`. It also ends with the first mail that arrives.
"
            ),
        ),
    };
    notice(to, subject, &(body + &todo))
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
    let (base, secret) = (links.base, links.keys.log_in_secret(log_in));
    let page: String = form_urlencoded::byte_serialize(page.as_bytes()).collect();
    let code = links.keys.log_in_code(log_in);
    let body = format!(
        "Hello {first},

[Log in]({base}/desk/log-in/{link}?to={page})

Or type this code where you asked for this mail: **{code}**

Each works once, until {until}. If it was not you who asked, do nothing: without this mail nobody gets in.
",
        first = escape(first_name(person)),
        link = secret.link(&person.id),
        until = clock_time(at + LOG_IN_LASTS, person),
    );
    notice(person.email.clone(), format!("Log in to the desk of {}", config.company.name), &body)
}

/// Somebody opened a link to a lead whose time is over, and asked for a fresh one.
fn fresh_link(person: &Person, lead: &LeadId, at: Timestamp, config: &Config, links: DeskLinks<'_>) -> Notice {
    let base = links.base;
    let token = links.keys.sign(&SellerLink { lead: lead.clone(), person: person.id.clone() }, at);
    let body = format!(
        "Hello {first},

here is a fresh link to the lead whose old link you opened at {time}:

[Open the lead]({base}/lead/{token})

All your leads: {base}/desk
",
        first = escape(first_name(person)),
        time = clock_time(at, person),
    );
    notice(person.email.clone(), format!("A fresh link to your lead, from {}", config.company.name), &body)
}

/// `14:05 (WET)`, where the person is.
fn clock_time(at: Timestamp, person: &Person) -> String {
    at.to_zoned(person.timezone.time_zone()).strftime("%-H:%M (%Z)").to_string()
}

pub(crate) fn notice(to: EmailAddress, subject: String, body: &str) -> Notice {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"></head>\
         <body style=\"font-family:sans-serif;line-height:1.5;max-width:40em\">{}</body></html>",
        crate::mail::markdown::html::to_html(body, None)
    );
    Notice { to, subject, text: crate::mail::markdown::text::to_text(body), html }
}

pub(crate) fn operator(config: &Config) -> EmailAddress {
    config.company.operator.as_ref().unwrap_or(&config.company.reply_to).clone()
}

fn moment(at: Timestamp, config: &Config) -> String {
    let zone = config.company.timezone.time_zone();
    format!(
        "{} at {}",
        full_day(crate::words::Words::english(), at, &zone),
        at.to_zoned(zone.clone()).strftime("%-H:%M (%Z)")
    )
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
