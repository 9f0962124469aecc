//! The letters of mails that have no lead: what whoever runs the system reads.

use jiff::Timestamp;

use crate::company::Company;
use crate::sending::outbox::OutboxMail;
use crate::value::identity::EmailAddress;

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

/// The letter of a mail of the outbox. `stack` is the deployed stack's name.
pub fn outbox_letter(mail: &OutboxMail, company: &Company, stack: &str) -> Notice {
    match mail {
        OutboxMail::BrakeNotice { since, headline, why } => brake_notice(*since, headline, why, company, stack),
    }
}

/// Marketing mail has stopped.
fn brake_notice(since: Timestamp, headline: &str, why: &str, company: &Company, stack: &str) -> Notice {
    let subject = format!("Marketing mail has stopped: {headline}");
    let since = since.to_zoned(company.timezone.time_zone()).strftime("%A, %-d %B %Y at %-H:%M (%Z)");
    let body = format!(
        "All marketing mail of {company} has stopped by itself: {why}.

It stopped on {since}, before Amazon SES stops the account: SES reviews an account at 5% hard bounces or 0.1% spam \
complaints, and pauses it at 10% or 0.5%. Nothing is lost: mail that is due waits. Hand-offs, thank-yous and downloads \
are still sent.

**What to do**

1. See the bounces and complaints: `leadwright brake --stack {stack}`
2. Find where those addresses came from. Mostly it is one list: a bought one, an old one, or a form that robots fill in. \
   Stop what brings them.
3. Put addresses that you know are dead on the suppression list: `leadwright suppress --import LIST.csv --stack {stack}`
4. Resume marketing mail: `leadwright brake --release --stack {stack}`

After the release the count begins anew. The limits stand in sending.yaml under `brake`.
",
        company = crate::mail::markdown::parse::escape(&company.name),
    );
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"></head>\
         <body style=\"font-family:sans-serif;line-height:1.5;max-width:40em\">{}</body></html>",
        crate::mail::markdown::html::to_html(&body, None)
    );
    let to = company.operator.as_ref().unwrap_or(&company.reply_to).clone();
    Notice { to, subject, text: crate::mail::markdown::text::to_text(&body), html }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn it_says_what_happened_and_what_to_do() {
        let mail = OutboxMail::BrakeNotice {
            since: "2026-11-22T10:00:00Z".parse().unwrap(),
            headline: "3% hard bounces".to_owned(),
            why: "12 hard bounces in 400 mails over 7 days: 3%, the limit is 2.5%".to_owned(),
        };
        let mut company = json!({
            "name": "Acme & <Sons>", "address": "Rua 1", "website": "https://acme.example",
            "timezone": "Europe/Lisbon", "reply_to": "hello@acme.example",
        });
        let notice_to = |company: &serde_json::Value| {
            outbox_letter(&mail, &serde_json::from_value(company.clone()).unwrap(), "acme-leads")
        };
        let notice = notice_to(&company);
        assert_eq!(notice.to.as_str(), "hello@acme.example");
        assert_eq!(notice.subject, "Marketing mail has stopped: 3% hard bounces");
        // Lines break where they fit.
        let text = notice.text.replace('\n', " ");
        for part in [&text, &notice.html] {
            assert!(part.contains("12 hard bounces in 400 mails over 7 days: 3%"), "{part}");
            assert!(part.contains("leadwright brake --release --stack acme-leads"), "{part}");
            assert!(part.contains("Sunday, 22 November 2026 at 10:00"), "{part}");
        }
        assert!(notice.text.contains("Acme & <Sons>") && notice.html.contains("Acme &amp; &lt;Sons&gt;"));
        company["operator"] = json!("ops@acme.example");
        assert_eq!(notice_to(&company).to.as_str(), "ops@acme.example");
    }
}
