//! Whole mails, as they lie in the bucket: what they are read as.

use std::time::{Duration, Instant};

use leadwright_domain::config::Config;
use leadwright_domain::suspicion::MailDoubt;
use leadwright_domain::value::identity::{EmailAddress, Identity, IdentityKey, LeadId};
use leadwright_mailbox::outcome::leads_of;
use leadwright_mailbox::received::read;
use leadwright_mailbox::{Ignored, MAIL_LIMIT, Ours, Received, Unreadable};
use proptest::prelude::*;
use serde_json::json;

const SES: &str = "Return-Path: <maria@customer.example>\r\n\
    Received: from mx.customer.example by inbound-smtp.eu-west-1.amazonaws.com with SMTP id x; Thu, 26 Nov 2026 10:00:00 +0000\r\n\
    X-SES-Spam-Verdict: PASS\r\n\
    X-SES-Virus-Verdict: PASS\r\n\
    Authentication-Results: amazonses.com; dmarc=pass header.from=customer.example;\r\n\
    X-SES-RECEIPT: abc\r\n";

const FROM: &str =
    "From: Maria Silva <maria@customer.example>\r\nSubject: Forty vans\r\nMessage-ID: <1@customer.example>\r\n";

fn config() -> Config {
    let person = json!({"id": "ana", "name": "Ana", "email": "ana@acme.example", "timezone": "Europe/Lisbon"});
    serde_json::from_value(json!({
        "company": {"name": "Acme", "address": "Rua 1", "website": "https://www.acme.example", "timezone": "Europe/Lisbon",
            "reply_to": "hello@acme-mail.example"},
        "team": {"people": [person]},
        "scoring": {"fit": [], "engagement": [], "temperature": {"warm": 25, "hot": 50}, "grades": {"A": 25, "B": 15, "C": 5}},
        "funnel": {"reasons": {"recycled": {}, "disqualified": {}, "lost": {}, "bad": {}}},
        "routing": {"otherwise": {"team": "sales"}},
        "segments": {}, "sending": {}, "forms": {}, "sequences": {}, "emails": {},
    }))
    .expect("a configuration")
}

fn read_mail(raw: &[u8]) -> Result<Result<Received, Ignored>, Unreadable> {
    read(raw, &Ours { config: &config(), mail_from: None })
}

fn good(raw: &str) -> Received {
    read_mail(raw.as_bytes()).expect("readable").expect("not ignored")
}

#[test]
fn a_mail_is_read_with_its_name_its_words_and_the_names_of_its_attachments() {
    let plain = good(&format!("{SES}{FROM}\r\nHello,\r\n\r\nwe need 40 vans.\r\n\r\n-- \r\nMaria\r\n"));
    assert_eq!(plain.from.as_str(), "maria@customer.example");
    assert_eq!((plain.name.as_deref(), plain.subject.as_str()), (Some("Maria Silva"), "Forty vans"));
    assert_eq!((plain.words.as_str(), plain.doubts.len()), ("Hello,\n\nwe need 40 vans.", 0));

    let encoded = good(&format!(
        "{SES}From: =?utf-8?Q?Jos=C3=A9_M=C3=BCller?= <Jose@Customer.example>\r\nSubject: =?iso-8859-1?Q?Gr=FC=DFe?=\r\n\
         Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=FC=DFe aus K=F6ln\r\n"
    ));
    assert_eq!((encoded.name.as_deref(), encoded.subject.as_str()), (Some("José Müller"), "Grüße"));
    assert_eq!((encoded.words.as_str(), encoded.from.as_str()), ("Grüße aus Köln", "jose@customer.example"));

    let japanese = format!("{SES}{FROM}Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n");
    let japanese = [japanese.as_bytes(), b"\x1b$B$3$s$K$A$O\x1b(B\r\n"].concat();
    assert_eq!(read_mail(&japanese).unwrap().unwrap().words, "こんにちは");

    let html = good(&format!(
        "{SES}{FROM}Content-Type: text/html; charset=utf-8\r\n\r\n<html><style>p{{}}</style><p>Hello <b>there</b></p><script>x()</script></html>"
    ));
    assert!(html.words.contains("Hello there") && !html.words.contains("x()"), "{}", html.words);

    let with_files = good(&format!(
        "{SES}{FROM}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee below.\r\n\
         --b\r\nContent-Type: application/pdf; name=\"=?utf-8?Q?Pr=C3=A9cis.pdf?=\"\r\nContent-Disposition: attachment\r\n\r\nxx\r\n\
         --b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=\"../../a\u{202e}.png\"\r\n\r\nxx\r\n--b--\r\n"
    ));
    assert_eq!(with_files.words, "See below.");
    assert_eq!(with_files.attachments, ["Précis.pdf", "../../a.png"]);
}

#[test]
fn what_machines_lists_and_our_own_people_send_is_ignored() {
    for (headers, expected) in [
        ("From: maria@customer.example\r\nAuto-Submitted: auto-replied\r\n", Ignored::Automatic),
        ("From: maria@customer.example\r\nAuto-Submitted: auto-generated; x=y\r\n", Ignored::Automatic),
        ("From: maria@customer.example\r\nX-Autoreply: yes\r\n", Ignored::Automatic),
        ("From: maria@customer.example\r\nPrecedence: auto_reply\r\n", Ignored::Automatic),
        ("From: MAILER-DAEMON@customer.example\r\n", Ignored::Automatic),
        ("From: no-reply+x@customer.example\r\n", Ignored::Automatic),
        (
            "From: a@customer.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n",
            Ignored::Automatic,
        ),
        ("From: maria@customer.example\r\nPrecedence: bulk\r\n", Ignored::List),
        ("From: maria@customer.example\r\nList-Id: <x.customer.example>\r\n", Ignored::List),
        ("From: maria@customer.example\r\nList-Unsubscribe: <https://x.example>\r\n", Ignored::List),
        ("From: ana@acme.example\r\n", Ignored::Ours),
        ("From: hello@acme-mail.example\r\n", Ignored::Ours),
        ("From: somebody@acme.example\r\n", Ignored::Ours),
        ("From: maria@customer.example, joe@customer.example\r\n", Ignored::NoSender),
        ("From: maria@customer.example\r\nFrom: joe@customer.example\r\n", Ignored::NoSender),
        ("From: undisclosed:;\r\n", Ignored::NoSender),
        ("Subject: Hello\r\n", Ignored::NoSender),
    ] {
        let read = read_mail(format!("{SES}{headers}\r\nHello\r\n").as_bytes()).unwrap();
        assert_eq!(read.err(), Some(expected), "{headers}");
    }
    let bounce = SES.replace("<maria@customer.example>", "<>");
    assert_eq!(read_mail(format!("{bounce}{FROM}\r\nHello\r\n").as_bytes()).unwrap().err(), Some(Ignored::Automatic));
    let around = "Received: from a by b\r\n".repeat(60);
    assert_eq!(read_mail(format!("{SES}{around}{FROM}\r\nHello\r\n").as_bytes()).unwrap().err(), Some(Ignored::Loop));
    assert_eq!(read_mail(format!("{SES}{FROM}\r\n \r\n").as_bytes()).unwrap().err(), Some(Ignored::Empty));
    // A person says that no machine sent it.
    assert_eq!(good(&format!("{SES}{FROM}Auto-Submitted: no\r\n\r\nHello\r\n")).words, "Hello");
}

#[test]
fn a_mail_that_ses_does_not_vouch_for_is_read_with_the_doubt() {
    let doubts = |raw: String| good(&raw).doubts;
    assert_eq!(doubts(format!("{FROM}\r\nHello\r\n")), [MailDoubt::NotChecked]);
    let forged = SES.replace("dmarc=pass", "dmarc=fail");
    assert_eq!(doubts(format!("{forged}{FROM}\r\nHello\r\n")), [MailDoubt::Unproven]);
    // What the sender wrote below.
    assert_eq!(doubts(format!("{forged}{SES}{FROM}\r\nHello\r\n")), [MailDoubt::Unproven]);
    assert_eq!(doubts(format!("Subject: x\r\n{SES}{FROM}\r\nHello\r\n")), [MailDoubt::NotChecked]);
    let spam = SES.replace("Spam-Verdict: PASS", "Spam-Verdict: FAIL");
    assert_eq!(doubts(format!("{spam}{FROM}\r\nHello\r\n")), [MailDoubt::Spam]);
    // The name that is shown proves nothing.
    let other = FROM.replace("maria@customer", "joe@other");
    assert_eq!(doubts(format!("{SES}{other}\r\nHello\r\n")), [MailDoubt::Unproven]);
}

/// A reply from another address finds its lead by what our mail wrote into `References`; nobody else can write that.
#[test]
fn a_reply_names_the_mail_that_it_answers() {
    let key = IdentityKey::new("k");
    let lead = LeadId::of(&key, &Identity::Email(EmailAddress::parse("other@home.example").unwrap()));
    let reference = key.mail_reference(&lead, "thanks_x");
    let answering = |id: &str| {
        let mail = good(&format!(
            "{SES}{FROM}In-Reply-To: <0100abc@eu-west-1.amazonses.com>\r\nReferences: <{id}@acme.example>\r\n <0100abc@eu-west-1.amazonses.com>\r\n\r\nYes\r\n"
        ));
        leads_of(&mail, &key)
    };
    let own = LeadId::of(&key, &Identity::Email(EmailAddress::parse("maria@customer.example").unwrap()));
    assert_eq!(answering(&reference), [own.clone(), lead.clone()]);
    let of_others = IdentityKey::new("other").mail_reference(&lead, "thanks_x");
    for forged in [of_others, reference.replace("ld_", "ld_a")] {
        assert_eq!(answering(&forged), std::slice::from_ref(&own), "{forged}");
    }
    assert_ne!(reference, key.mail_reference(&lead, "tips_x"), "two mails are two conversations");
}

#[test]
fn the_same_mail_has_the_same_id_and_another_one_another() {
    let id = |raw: String| good(&raw).id;
    let one = id(format!("{SES}{FROM}\r\nHello\r\n"));
    assert_eq!(one, id(format!("{SES}X-Other: y\r\n{FROM}\r\nHello\r\n")));
    assert_ne!(one, id(format!("{SES}{FROM}\r\nHello again\r\n")));
    assert_ne!(one, id(format!("{SES}{}\r\nHello\r\n", FROM.replace("<1@", "<2@"))));
}

#[test]
fn a_hostile_mail_is_refused_or_read_and_takes_no_more_than_its_size() {
    let large = format!("{SES}{FROM}\r\n{}", "x ".repeat(MAIL_LIMIT / 2));
    assert_eq!(read_mail(large.as_bytes()).err(), Some(Unreadable::TooLarge));
    let parts = format!(
        "{SES}{FROM}Content-Type: multipart/mixed; boundary=b\r\n\r\n{}",
        "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n".repeat(100_000)
    );
    assert_eq!(read_mail(parts.as_bytes()).err(), Some(Unreadable::TooManyParts));
    let headers = format!("{SES}{FROM}{}\r\nHello\r\n", "X-A: b\r\n".repeat(100_000));
    assert_eq!(read_mail(headers.as_bytes()).err(), Some(Unreadable::TooManyParts));
    // A mail in a mail in a mail.
    let mut nested = format!("{FROM}\r\nHello\r\n");
    for _ in 0..300 {
        nested = format!("Content-Type: message/rfc822\r\n\r\n{nested}");
    }
    let _ = read_mail(format!("{SES}{FROM}{nested}").as_bytes());
    let long = good(&format!("{SES}{FROM}\r\n{}\r\n", "word ".repeat(1_000_000)));
    assert!(long.words.chars().count() <= 200_000);
    let tags = format!("{SES}{FROM}Content-Type: text/html\r\n\r\n{}x", "<b>".repeat(1_000_000));
    assert!(read_mail(tags.as_bytes()).is_ok());
}

fn any_mail() -> impl Strategy<Value = Vec<u8>> {
    let line = prop_oneof![
        Just(FROM.trim_end().to_owned()),
        Just("Content-Type: multipart/mixed; boundary=b".to_owned()),
        Just("Content-Type: multipart/alternative; boundary=\"b\"".to_owned()),
        Just("Content-Type: text/html; charset=utf-16".to_owned()),
        Just("Content-Type: message/rfc822".to_owned()),
        Just("Content-Transfer-Encoding: base64".to_owned()),
        Just("Content-Disposition: attachment; filename*=utf-8''%ff%00".to_owned()),
        Just("--b".to_owned()),
        Just("--b--".to_owned()),
        Just(String::new()),
        "[ -~]{0,40}",
        "\\PC{0,20}",
    ];
    (any::<bool>(), prop::collection::vec(line, 0..30), prop::collection::vec(any::<u8>(), 0..60)).prop_map(
        |(is_checked, lines, end)| {
            let top = if is_checked { SES } else { "" };
            [top.as_bytes(), lines.join("\r\n").as_bytes(), &end].concat()
        },
    )
}

fn is_whole(raw: &[u8]) -> Result<(), TestCaseError> {
    if let Ok(Ok(mail)) = read_mail(raw) {
        prop_assert!(!mail.words.is_empty() || !mail.attachments.is_empty());
        prop_assert!(!mail.words.chars().any(|c| c.is_control() && c != '\n'));
        prop_assert!(!mail.subject.contains('\n') && mail.subject.chars().count() <= 200);
        prop_assert!(mail.attachments.len() <= 20);
        if mail.doubts.is_empty() {
            prop_assert_eq!(mail.from.domain(), "customer.example");
        }
    }
    Ok(())
}

proptest! {
    /// Whatever comes is refused, ignored or read; and only what SES vouches for has no doubt.
    #[test]
    fn anything_is_read_or_refused(raw in any_mail()) {
        is_whole(&raw)?;
    }
}

/// For as long as `LEADWRIGHT_FUZZ_SECONDS` says: `cargo test -p leadwright-mailbox -- --ignored`.
#[test]
#[ignore = "runs for minutes"]
fn fuzz_mails() {
    let seconds = std::env::var("LEADWRIGHT_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(60);
    let until = Instant::now() + Duration::from_secs(seconds);
    let mut count = 0_u64;
    while Instant::now() < until {
        // A runner counts what it has run: each ten thousand have one of their own, and another seed.
        let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(10_000) };
        let mut runner = proptest::test_runner::TestRunner::new(config);
        runner.run(&any_mail(), |raw| is_whole(&raw)).expect("every mail is read or refused");
        count += 10_000;
    }
    println!("{count} mails");
}
