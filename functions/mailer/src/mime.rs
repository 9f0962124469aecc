//! The mail as MIME.

use jiff::Timestamp;
use leadwright_cloud::mail::Sender;
use leadwright_domain::mail::Mailbox;
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::url::URL;

/// What a message is built of: text and HTML, and for marketing mail the one-click unsubscription of RFC 8058.
pub(crate) struct Mime<'a> {
    /// Whom it comes from.
    pub(crate) from: &'a Sender,
    /// To whom it goes.
    pub(crate) to: &'a Mailbox,
    /// Where a reply goes, if not to the sender.
    pub(crate) reply_to: Option<&'a Mailbox>,
    /// One line.
    pub(crate) subject: &'a str,
    /// The plain part.
    pub(crate) text: &'a str,
    /// The HTML part.
    pub(crate) html: &'a str,
    /// The send id.
    pub(crate) send: &'a str,
    /// What answers to it repeat, of a mail to a lead.
    pub(crate) reference: Option<&'a str>,
    /// When it is attempted.
    pub(crate) at: Timestamp,
    /// Where marketing mail is unsubscribed from; none for all other mail.
    pub(crate) unsubscribe: Option<&'a str>,
}

impl Mime<'_> {
    /// The message.
    pub(crate) fn build(&self) -> std::io::Result<Vec<u8>> {
        let domain = self.from.address.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
        let name = (!self.from.name.is_empty()).then(|| self.from.name.clone());
        let mut message = MessageBuilder::new()
            .from(Address::new_address(name, self.from.address.clone()))
            .to(address(self.to))
            .subject(self.subject)
            .date(self.at.as_second())
            // SES puts a Message-ID of its own in its place; here it tells two attempts of one mail apart.
            .message_id(format!("{}.{}@{domain}", self.send, self.at.as_millisecond()))
            .text_body(self.text)
            .html_body(self.html);
        if let Some(reference) = self.reference {
            message = message.references(format!("{reference}@{domain}"));
        }
        if let Some(reply_to) = self.reply_to {
            message = message.reply_to(address(reply_to));
        }
        match self.unsubscribe {
            Some(unsubscribe) => message
                .header("List-Unsubscribe", URL::new(unsubscribe))
                .header("List-Unsubscribe-Post", Raw::new("List-Unsubscribe=One-Click")),
            // RFC 3834: out-of-office robots leave it alone.
            None => message.header("Auto-Submitted", Raw::new("auto-generated")),
        }
        .write_to_vec()
    }
}

fn address(Mailbox { name, address }: &Mailbox) -> Address<'static> {
    Address::new_address(name.as_ref().map(|name| name.as_str().to_owned()), address.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use leadwright_domain::mail::HeaderLine;
    use leadwright_domain::value::identity::EmailAddress;
    use mail_parser::{Message, MessageParser};

    use super::*;

    const UNSUBSCRIBE: &str =
        "https://forms.acme.example/unsubscribe/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.cccccc";

    struct Mail {
        subject: HeaderLine,
        text: String,
        html: String,
        to: Mailbox,
        reply_to: Mailbox,
    }

    fn mail(subject: &str, name: &str, text: &str) -> Mail {
        let address = |name: &str, address: &str| Mailbox {
            name: Some(HeaderLine::new(name)).filter(|name| !name.as_str().is_empty()),
            address: EmailAddress::parse(address).unwrap(),
        };
        Mail {
            subject: HeaderLine::new(subject),
            text: text.to_owned(),
            html: format!("<p>{text}</p>"),
            to: address(name, "jose@münchen.example"),
            reply_to: address(name, "ana@acme.example"),
        }
    }

    fn built(mail: &Mail, is_marketing: bool) -> String {
        let mime = Mime {
            from: &"Acme Grüße, Lda <hello@acme.example>".parse().unwrap(),
            to: &mail.to,
            reply_to: Some(&mail.reply_to),
            subject: mail.subject.as_str(),
            text: &mail.text,
            html: &mail.html,
            send: "send-1",
            reference: Some("ld_x.y.z"),
            at: "2026-11-23T10:00:00Z".parse().unwrap(),
            unsubscribe: is_marketing.then_some(UNSUBSCRIBE),
        };
        String::from_utf8(mime.build().unwrap()).expect("ASCII")
    }

    fn header<'a>(message: &'a Message<'_>, name: &str) -> Option<String> {
        let is_it = |header: &&(&'a str, &'a str)| header.0.eq_ignore_ascii_case(name);
        let headers: Vec<(&str, &str)> = message.headers_raw().collect();
        headers.iter().find(is_it).map(|(_, value)| value.trim().to_owned())
    }

    /// Whatever stands in a subject, a name or a text comes out of the message as it went in, in lines that every server
    /// passes on (RFC 5322: 998 bytes), all of it ASCII.
    #[test]
    fn every_part_comes_out_as_it_went_in() {
        let long_word = "x".repeat(3000);
        let long_line = "wörter und so weiter ".repeat(300);
        let long_subject = "Grüße 🎉 aus München ".repeat(20);
        for subject in [
            "Hello",
            "Grüße 🎉",
            "=?utf-8?q?no?=",
            "a = b? (c) \"d\" <e@f.example>, g; h:",
            &long_subject,
            "日本語の件名です",
        ] {
            for name in
                ["", "Ana", "Ana Gonçalves Müller", "O'Brien, \"Bob\" <b@c.example>", "日本 太郎", "a@b.example; c"]
            {
                for text in
                    ["Hello\n", "-- \nFooter \n", "From me\n.\n..\n", &long_word, &long_line, "日本語\n= 3D\n🎉\n"]
                {
                    let mail = mail(subject, name, text);
                    let raw = built(&mail, true);
                    assert!(raw.is_ascii());
                    assert!(raw.split("\r\n").all(|line| line.len() <= 998 && !line.contains(['\r', '\n'])), "{raw}");
                    let message = MessageParser::default().parse(raw.as_bytes()).unwrap();
                    assert_eq!(message.subject(), Some(mail.subject.as_str()));
                    let unix = |part: &str| part.replace("\r\n", "\n").trim_end_matches('\n').to_owned();
                    assert_eq!(unix(&message.body_text(0).unwrap()), text.trim_end_matches('\n'));
                    assert_eq!(unix(&message.body_html(0).unwrap()), unix(&mail.html));
                    let from = message.from().unwrap().first().unwrap();
                    assert_eq!((from.name(), from.address()), (Some("Acme Grüße, Lda"), Some("hello@acme.example")));
                    for (address, expected) in [
                        (message.to().unwrap().first().unwrap(), "jose@xn--mnchen-3ya.example"),
                        (message.reply_to().unwrap().first().unwrap(), "ana@acme.example"),
                    ] {
                        assert_eq!(address.name().unwrap_or_default(), name);
                        assert_eq!(address.address(), Some(expected));
                    }
                    assert_eq!(message.to().unwrap().iter().count(), 1);
                }
            }
        }
    }

    /// RFC 8058: both headers, the address whole.
    #[test]
    fn marketing_mail_can_be_left_with_one_click_and_other_mail_is_automatic() {
        let mail = mail("Hello", "", "Hello\n");
        let (marketing, notification) = (built(&mail, true), built(&mail, false));
        let read = |raw: &str| MessageParser::default().parse(raw.as_bytes()).unwrap().into_owned();
        let (marketing, notification) = (read(&marketing), read(&notification));
        let said = |message: &Message<'_>, name: &str| header(message, name).unwrap_or_default();
        assert_eq!(said(&marketing, "List-Unsubscribe"), format!("<{UNSUBSCRIBE}>"));
        assert_eq!(said(&marketing, "List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
        assert_eq!(said(&marketing, "Auto-Submitted"), "");
        assert_eq!(said(&notification, "Auto-Submitted"), "auto-generated");
        assert_eq!(said(&notification, "List-Unsubscribe"), "");
        for message in [marketing, notification] {
            assert!(said(&message, "Content-Type").starts_with("multipart/alternative"));
            assert_eq!(message.message_id(), Some("send-1.1795428000000@acme.example"));
            assert_eq!(said(&message, "Date"), "Mon, 23 Nov 2026 10:00:00 +0000");
            assert_eq!(said(&message, "MIME-Version"), "1.0");
        }
    }

    #[test]
    fn nothing_makes_a_header_of_its_own() {
        for evil in [
            "x\r\nBcc: all@evil.example",
            "x\nBcc: all@evil.example",
            "x\rBcc: a",
            "x\u{2028}Bcc: a",
            "x\0\u{85}Bcc: a",
        ] {
            let raw = built(&mail(evil, evil, "Hello\n"), true);
            let message = MessageParser::default().parse(raw.as_bytes()).unwrap();
            assert_eq!(header(&message, "Bcc"), None, "{raw}");
        }
    }
}
