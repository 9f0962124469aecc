//! What whoever runs the system reads when the brake goes on.

use crate::company::Company;
use crate::sending::control::Brake;
use crate::value::identity::EmailAddress;

/// A mail about the system itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// To whom it goes.
    pub to: EmailAddress,
    /// Its subject, one line.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// As HTML.
    pub html: String,
}

/// The mail about a brake that went on. `stack` is the deployed stack's name.
pub fn notice(brake: &Brake, company: &Company, stack: &str) -> Notice {
    let subject = format!("Marketing mail has stopped: {}", brake.headline);
    let since = brake.since.to_zoned(company.timezone.time_zone()).strftime("%A, %-d %B %Y at %-H:%M (%Z)");
    let body = format!(
        "All marketing mail of {company} has stopped by itself: {why}.

It stopped on {since}, before Amazon SES stops the account: SES reviews an account at 5% of mails that come back or 0.1% \
that are called spam, and stops it at 10% or 0.5%. Nothing is lost: mail that is due waits. Hand-offs, thank-yous and \
downloads go on.

**What to do**

1. See what came back: `leadwright brake --stack {stack}`
2. Find where those addresses came from. Mostly it is one list: a bought one, an old one, or a form that robots fill in. \
   Stop what brings them.
3. Take addresses off that you know are dead: `leadwright suppress --import LIST.csv --stack {stack}`
4. Let marketing mail go again: `leadwright brake --release --stack {stack}`

After the release the count begins anew. The limits stand in sending.yaml under `brake`.
",
        company = crate::mail::markdown::parse::escape(&company.name),
        why = brake.why,
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
        let brake = Brake {
            since: "2026-11-22T10:00:00Z".parse().unwrap(),
            headline: "3% of mails came back for good".to_owned(),
            why: "12 of 400 mails came back for good in 7 days: 3%, the limit is 2.5%".to_owned(),
            told: true,
            by: String::new(),
        };
        let mut company = json!({
            "name": "Acme & <Sons>", "address": "Rua 1", "website": "https://acme.example",
            "timezone": "Europe/Lisbon", "reply_to": "hello@acme.example",
        });
        let notice_to = |company: &serde_json::Value| {
            notice(&brake, &serde_json::from_value(company.clone()).unwrap(), "acme-leads")
        };
        let notice = notice_to(&company);
        assert_eq!(notice.to.as_str(), "hello@acme.example");
        assert_eq!(notice.subject, "Marketing mail has stopped: 3% of mails came back for good");
        // Lines break where they fit.
        let text = notice.text.replace('\n', " ");
        for part in [&text, &notice.html] {
            assert!(part.contains("12 of 400 mails came back for good in 7 days: 3%"), "{part}");
            assert!(part.contains("leadwright brake --release --stack acme-leads"), "{part}");
            assert!(part.contains("Sunday, 22 November 2026 at 10:00"), "{part}");
        }
        assert!(notice.text.contains("Acme & <Sons>") && notice.html.contains("Acme &amp; &lt;Sons&gt;"));
        company["operator"] = json!("ops@acme.example");
        assert_eq!(notice_to(&company).to.as_str(), "ops@acme.example");
    }
}
