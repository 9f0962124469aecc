//! Mail to leads.

use leadwright_domain::activity::Recipient;
use leadwright_domain::mail::{HeaderLine, Rendered, Sample, SampleKnows, file_for, language_of};
use leadwright_domain::value::token::{SigningKeys, Target, Tracked};

use super::letters::{letter, post, rendered, with_choices};
use crate::setting::{at, config, run};

/// In listmonk spammers put their text in "first name", and the mail delivers it.
#[test]
fn r_listmonk_1133_a_visitors_text_is_not_mailed_to_visitors() {
    for name in ["Buy at evil.example now", "http://evil.example", "WIN-1000-EUR", "<b>x</b>", "x", "win big"] {
        let fields = [("email", "victim@gmail.com"), ("name", name), ("company", "evil.example")];
        let mail =
            rendered(&config(), &[post("guide", &fields, "http://evil.example", "2026-11-21T14:03:00Z")], "thanks")
                .unwrap();
        assert!(!format!("{mail:?}").contains("evil.example"), "{name}: {mail:?}");
        assert_eq!(mail.to.name, None, "no visitor's name in the header");
    }
    let fields = [("email", "jose@gmail.com"), ("name", "José Luís")];
    let mail = rendered(&config(), &[post("guide", &fields, "", "2026-11-21T14:03:00Z")], "thanks").unwrap();
    assert!(mail.text.starts_with("Hello José,"), "{}", mail.text);
}

/// A mail of a Sunday says Monday, in the mail's language and by the visitor's clocks; `compile` knows the variable.
#[test]
fn r_issue_10_13_a_visitor_is_told_by_when_somebody_answers() {
    let mut config = config();
    let hours = serde_json::json!(["mon-fri 9:00-18:00"]);
    config.team.hours = serde_json::from_value(hours).unwrap();
    let mail = |words: &str| format!("Subject: Thanks\n\n{words} {{{{ reply_by }}}}.\n");
    config.emails.insert("thanks".to_owned(), mail("We call you"));
    config.emails.insert("thanks.pt".to_owned(), mail("Ligamos-lhe"));
    let footer = config.emails["footer"].clone();
    config.emails.insert("footer.pt".to_owned(), footer);
    assert_eq!(config.check(), []);
    for (mail, time, phone, words) in [
        ("thanks", "2026-11-22T11:00:00Z", "+351912345678", "We call you on Monday by 10:00.\n"),
        ("thanks.pt", "2026-11-22T11:00:00Z", "+351912345678", "Ligamos-lhe na segunda-feira até às 10:00.\n"),
        ("thanks", "2026-11-22T11:00:00Z", "+4930123456", "We call you on Monday by 11:00 (UTC+01:00).\n"),
        ("thanks", "2026-11-23T14:03:00Z", "+351912345678", "We call you today by 15:30.\n"),
        ("thanks", "2026-11-27T17:30:00Z", "+351912345678", "We call you on Monday by 9:30.\n"),
    ] {
        let fields = [("email", "maria@acme.example"), ("phone", phone)];
        let rendered = letter(&config, &[post("demo", &fields, "", time)], (mail, Recipient::Lead), time);
        assert_eq!(rendered.text, words, "{mail} {time}");
    }
    config.emails.insert("thanks.fi".to_owned(), mail("Soitamme"));
    let footer = config.emails["footer"].clone();
    config.emails.insert("footer.fi".to_owned(), footer);
    let problems = config.check();
    let words = "does not exist in this mail: infra/config/emails/README.md lists those that do";
    assert!(problems.len() == 1 && problems[0].message.ends_with(words), "{problems:?}");
}

#[test]
fn marketing_mail_has_unsubscribe_links_and_headers() {
    let fields = [("email", "jose@gmail.com")];
    let mail = rendered(&config(), &[post("guide", &fields, "", "2026-11-21T14:03:00Z")], "tips").unwrap();
    let (body, footer) = mail.text.split_once("\n-- \n").unwrap();
    assert_eq!(body, "Tips.\n");
    let footer = footer.replace('\n', " ");
    assert!(footer.contains("Unsubscribe (https://forms.example/unsubscribe/"), "{}", mail.text);
    assert!(footer.contains("Change what you get (https://forms.example/preferences/"), "{}", mail.text);
    assert!(footer.contains("Rua 1, Lisboa"));
    assert!(mail.html.contains("<a href=\"https://forms.example/unsubscribe/"), "{}", mail.html);
}

/// A mail to a lead in place of `tips`, to somebody with these fields.
fn tips(source: &str, fields: &[(&str, &str)]) -> Rendered {
    let mut config = with_choices();
    config.emails.insert("tips".to_owned(), source.to_owned());
    rendered(&config, &[post("guide", fields, "", "2026-11-21T14:03:00Z")], "tips").unwrap()
}

const ALL_OF_A_LEAD: &str = "Subject: Hi {{ first_name }} {{ lead.topic }}\nPreview: {{ lead.vans }} {{ lead.language }}\n\n\
    {{ first_name }} {{ lead.country }} {{ lead.vans }} {{ lead.employees }} {{ lead.topic }} {{ lead.language }} {{ owner.name }}\n";

#[test]
fn chosen_and_numeric_fields_may_appear_in_mail_to_a_lead() {
    let fields = [
        ("email", "jose@gmail.com"),
        ("name", "José Luís"),
        ("country", "PT"),
        ("vans", "12"),
        ("employees", "40"),
        ("topic", "routes"),
        ("language", "pt"),
    ];
    let mail = tips(ALL_OF_A_LEAD, &fields);
    assert_eq!(mail.subject.as_str(), "Hi José Shorter routes");
    assert_eq!(mail.preview.as_str(), "12 pt");
    assert!(mail.text.starts_with("José PT 12 40 Shorter routes pt\n"), "{}", mail.text);
}

proptest::proptest! {
    /// No word that a visitor writes in any field is mailed to a lead.
    #[test]
    fn r_listmonk_1133_no_free_text_reaches_a_mail_to_a_lead(
        word in "[a-z]{2,12}[0-9._/:@-][a-z0-9]{4,12}",
        around in "[ -~àé\r\n]{0,30}",
    ) {
        let said = format!("{around} {word} {around}");
        let names = ["name", "company", "employees", "phone", "timeline", "country", "vans", "topic", "wish", "language"];
        let mut fields: Vec<(&str, &str)> = names.iter().map(|name| (*name, said.as_str())).collect();
        fields.push(("email", "victim@gmail.com"));
        let mut config = with_choices();
        config.emails.insert("tips".to_owned(), ALL_OF_A_LEAD.to_owned());
        let mail = rendered(&config, &[post("guide", &fields, &said, "2026-11-21T14:03:00Z")], "tips").unwrap();
        let Rendered { subject, preview, text, html, to, .. } = mail;
        let all = format!("{subject}\n{preview}\n{text}\n{html}\n{to:?}");
        proptest::prop_assert!(!all.contains(&word), "{word} in {all}");
    }

    /// No text breaks a header line.
    #[test]
    fn a_header_line_is_one_line(text in "\\PC{0,300}[\r\n\u{85}\u{2028}\u{0}]\\PC{0,20}") {
        let line = HeaderLine::new(&text);
        let breaks = ['\r', '\n', '\u{85}', '\u{2028}', '\0'];
        proptest::prop_assert!(!line.as_str().contains(breaks));
        proptest::prop_assert!(line.as_str().chars().count() <= 200);
    }
}

#[test]
fn links_of_marketing_mail_tell_that_they_were_followed() {
    let source = "Subject: Tips\nPreview: In short\n\n[Page](https://acme.example/a?b=1&c=2) [Write](mailto:a@acme.example) \
        <https://acme.example/plain>\n\n**[Press](https://acme.example/press)**\n\n[Choose]({{ links.preferences }}x)\n";
    let fields = [("email", "jose@gmail.com")];
    let mail = tips(source, &fields);
    assert_eq!(mail.html.matches("href=\"https://forms.example/c/").count(), 4, "a trap, too: {}", mail.html);
    assert!(
        mail.html.contains("href=\"mailto:a@acme.example\"")
            && mail.html.contains("href=\"https://acme.example/plain\"")
    );
    assert_eq!(mail.html.matches("<img src=\"https://forms.example/o/").count(), 1);
    assert!(mail.html.contains("display:none\" aria-hidden=\"true\" tabindex=\"-1\" rel=\"nofollow\"></a>"));
    assert!(mail.html.contains("<div style=\"display:none;max-height:0;overflow:hidden;mso-hide:all\">In short</div>"));
    assert!(mail.text.contains("(https://acme.example/a?b=1&c=2)"), "the text has plain addresses: {}", mail.text);
    assert!(!mail.text.contains("/c/") && !mail.text.contains("/o/"));
    let keys = SigningKeys::read("k").unwrap();
    let token = mail.html.split("/c/").nth(1).unwrap().split('"').next().unwrap();
    let tracked = keys.verify::<Tracked>(token, at("2026-11-21T14:03:00Z")).unwrap();
    assert_eq!(tracked.target, Some(Target::Page("https://acme.example/a?b=1&c=2".to_owned())));

    let mut config = with_choices();
    config.emails.insert("tips".to_owned(), source.to_owned());
    config.sending.tracking =
        leadwright_domain::sending::Tracking { opens: false, clicks: false, needs_consent: false };
    let mail = rendered(&config, &[post("guide", &fields, "", "2026-11-21T14:03:00Z")], "tips").unwrap();
    assert!(!mail.html.contains("/c/") && !mail.html.contains("/o/"), "{}", mail.html);
    assert!(mail.html.contains("href=\"https://acme.example/a?b=1&amp;c=2\""));
    let thanks = rendered(&with_choices(), &[post("guide", &fields, "", "2026-11-21T14:03:00Z")], "thanks").unwrap();
    assert!(!thanks.html.contains("/o/") && !thanks.text.contains("-- "), "what they asked for is no marketing mail");
}

#[test]
fn a_lead_gets_the_mail_in_its_language() {
    let mut config = with_choices();
    config.emails.insert("tips.pt".to_owned(), "Subject: Dicas\n\nDicas.\n".to_owned());
    let words =
        "Porque aceitou. [Escolher]({{ links.preferences }}) [Sair]({{ links.unsubscribe }}) {{ company.address }}";
    config.emails.insert("footer.pt".to_owned(), words.to_owned());
    assert_eq!(config.check(), []);
    for (language, file) in
        [("pt", "tips.pt"), ("en", "tips"), ("de", "tips"), ("", "tips"), ("pt.x", "tips"), ("../x", "tips")]
    {
        let fields = [("email", "jose@gmail.com"), ("language", language)];
        let (lead, _) = run(&config, &[post("guide", &fields, "", "2026-11-21T14:03:00Z")]);
        assert_eq!(file_for(&config, "tips", Recipient::Lead, &lead), file, "{language}");
        assert_eq!(file_for(&config, "story", Recipient::Lead, &lead), "story");
    }
    assert_eq!((language_of(&config, "tips.pt"), language_of(&config, "tips")), ("pt", "en"));
    let mail = Sample::new(&config, "tips.pt", SampleKnows::All).render(&config).unwrap();
    assert!(mail.html.contains("<html lang=\"pt\">") && mail.text.contains("Porque aceitou."), "{}", mail.html);
}

/// A company that does not work in English keeps the mails that are in English, and writes its own beside them.
#[test]
fn who_has_no_language_of_their_own_gets_the_mail_in_the_companys() {
    let mut config = with_choices();
    config.company.language = "de".to_owned();
    let words =
        "Weil Sie ja sagten. [Wählen]({{ links.preferences }}) [Ab]({{ links.unsubscribe }}) {{ company.address }}";
    let pt =
        "Porque aceitou. [Escolher]({{ links.preferences }}) [Sair]({{ links.unsubscribe }}) {{ company.address }}";
    for (file, text) in [
        ("tips.de", "Subject: Tipps\n\nTipps.\n"),
        ("tips.pt", "Subject: Dicas\n\nDicas.\n"),
        ("footer.de", words),
        ("footer.pt", pt),
    ] {
        config.emails.insert(file.to_owned(), text.to_owned());
    }
    assert_eq!(config.check(), []);
    for (language, file) in [("pt", "tips.pt"), ("en", "tips"), ("de", "tips.de"), ("", "tips.de"), ("fr", "tips.de")] {
        let fields = [("email", "jose@gmail.com"), ("language", language)];
        let (lead, _) = run(&config, &[post("guide", &fields, "", "2026-11-21T14:03:00Z")]);
        assert_eq!(file_for(&config, "tips", Recipient::Lead, &lead), file, "{language}");
        assert_eq!(file_for(&config, "story", Recipient::Lead, &lead), "story", "there is no other");
    }
    let language = |file| language_of(&config, file);
    assert_eq!(["tips", "tips.de", "story"].map(language), ["en", "de", "de"]);
    // Each has the footer of its own language.
    for (file, lang, footer) in [("tips.de", "de", "Weil Sie ja sagten"), ("tips.pt", "pt", "Porque aceitou")] {
        let mail = Sample::new(&config, file, SampleKnows::All).render(&config).unwrap();
        assert!(mail.html.contains(&format!("<html lang=\"{lang}\">")) && mail.text.contains(footer), "{}", mail.html);
    }
    let mail = Sample::new(&config, "tips", SampleKnows::All).render(&config).unwrap();
    assert!(mail.html.contains("<html lang=\"en\">") && !mail.text.contains("Weil"), "{}", mail.html);
}

#[test]
fn a_mail_without_a_preview_shows_its_first_words() {
    let mail =
        tips("Subject: Hi\n\n# Hello there,\n\nthis is [it](https://acme.example).\n", &[("email", "jose@gmail.com")]);
    assert!(mail.preview.as_str().starts_with("Hello there, this is it (https://acme.example)."), "{}", mail.preview);
    assert!(!mail.html.contains("max-height:0"));
}
