//! What mails say, and what they never say.

mod setting;

use leadwright_domain::activity::{Activity, ActivityKind, Mailing, Move, Recipient};
use leadwright_domain::config::Config;
use leadwright_domain::lead::Lead;
use leadwright_domain::mail::{
    HeaderLine, Letter, MailError, Mailbox, Rendered, Sample, SampleKnows, check, file_for, language_of, render,
};
use leadwright_domain::tracking::Links;
use leadwright_domain::value::stage::Stage;
use leadwright_domain::value::token::SigningKeys;
use setting::{activity, at, config, run, submission};

fn asked(posts: &[Activity]) -> &Activity {
    posts.iter().rfind(|activity| matches!(activity.kind, ActivityKind::FormSubmitted(_))).unwrap()
}

fn links<'a>(keys: &'a SigningKeys, lead: &'a Lead, mailing: &'a Mailing, about: &Activity) -> Links<'a> {
    Links { base: "https://forms.example", keys, lead: &lead.id, mailing, sent_at: about.occurred_at() }
}

fn rendered(config: &Config, posts: &[Activity], mail: &str) -> Result<Rendered, MailError> {
    let (lead, all) = run(config, posts);
    let planned = all.last().unwrap().decisions.planned.iter();
    let (entry, mailing) = planned
        .filter_map(|entry| Some((&entry.task, entry.task.mailing(&entry.id)?)))
        .find(|(_, mailing)| mailing.mail == mail)
        .expect("the mail is planned");
    let keys = SigningKeys::read("k").unwrap();
    let letter = Letter {
        config,
        lead: &lead,
        about: posts.last().unwrap(),
        asked: asked(posts),
        mailing: &mailing,
        is_marketing: entry.step().is_some(),
        now: posts.last().unwrap().occurred_at(),
        links: links(&keys, &lead, &mailing, posts.last().unwrap()),
        page: "https://forms.example/lead/t",
        away: "https://forms.example/away/t",
    };
    render(&letter)
}

/// A mail that the fold does not plan by itself here: to whom, about what, when.
fn letter(config: &Config, posts: &[Activity], mail: (&str, Recipient), now: &str) -> Rendered {
    let (mut lead, _) = run(config, posts);
    lead.owner = Some("ben".to_owned());
    let mailing = Mailing { send: "s".to_owned(), mail: mail.0.to_owned(), to: mail.1, step: None };
    let keys = SigningKeys::read("k").unwrap();
    render(&Letter {
        config,
        lead: &lead,
        about: posts.last().unwrap(),
        asked: asked(posts),
        mailing: &mailing,
        is_marketing: false,
        now: at(now),
        links: links(&keys, &lead, &mailing, posts.last().unwrap()),
        page: "https://forms.example/lead/t",
        away: "https://forms.example/away/t",
    })
    .unwrap()
}

fn said(address: &Mailbox) -> (Option<&str>, &str) {
    (address.name.as_ref().map(HeaderLine::as_str), address.address.as_str())
}

fn post(form: &str, fields: &[(&str, &str)], message: &str, time: &str) -> Activity {
    let mut sent = submission(form, fields, true);
    sent.message = Some(message.to_owned());
    activity(at(time), time, ActivityKind::FormSubmitted(sent))
}

#[test]
fn the_owners_mail() {
    let maria = [("email", "maria@acme.example"), ("name", "Maria Silva"), ("phone", "+351912345678")];
    let mail =
        rendered(&config(), &[post("demo", &maria, "Hello,\n*offline*?", "2026-11-21T14:03:00Z")], "hand-off").unwrap();
    assert_eq!(mail.subject.as_str(), "Maria Silva: wants a demo (asked 14:03)");
    assert_eq!(mail.text, "> Hello,\n> *offline*?\n\n+351912345678\n\n- Company address +10\n- Asked for a demo +30\n");
    assert!(
        mail.html.contains("<a href=\"tel:+351912345678\" style=\"color:#1d4ed8\">+351912345678</a>"),
        "{}",
        mail.html
    );
    assert_eq!(said(&mail.to), (Some("ana"), "ana@acme.example"));
    assert_eq!(said(&mail.reply_to), (Some("Maria Silva"), "maria@acme.example"));
}

#[test]
fn who_came_back_is_said_so() {
    let maria = [("email", "maria@acme.example")];
    let posts = [post("guide", &maria, "", "2026-11-20T10:00:00Z"), post("demo", &maria, "", "2026-11-21T14:03:00Z")];
    let mail = rendered(&config(), &posts, "hand-off").unwrap();
    assert_eq!(mail.subject.as_str(), "maria@acme.example: came back, wants a demo (asked 14:03)");
}

#[test]
fn whom_a_sequence_hands_over_comes_with_its_words() {
    let mut config = config();
    let steps = serde_json::json!([{"name": "h", "hand_over": "Read it all"}]);
    let sequence = serde_json::json!({"topic": "tips", "starts_on": {"form": "guide"}, "steps": steps});
    config.sequences = [("welcome".to_owned(), serde_json::from_value(sequence).unwrap())].into();
    config.emails.insert(
        "hand-off".to_owned(),
        "Subject: {{ lead.email }} {{ asked.wants }}\n\n{{ given.by }}: {{ given.why }}\n".to_owned(),
    );
    let mut posts = vec![post("guide", &[("email", "maria@gmail.com")], "", "2026-11-20T10:00:00Z")];
    let (lead, _) = run(&config, &posts);
    let entry = lead.agenda.iter().find(|entry| entry.step().is_some()).unwrap();
    let (step, set) = (entry.step().unwrap().clone(), std::collections::BTreeMap::new());
    let taken = ActivityKind::StepTaken { step, entry: entry.id.clone(), set };
    posts.push(activity(at("2026-11-20T11:00:00Z"), "taken", taken));
    let mail = rendered(&config, &posts, "hand-off").unwrap();
    assert_eq!(mail.subject.as_str(), "maria@gmail.com is ready for you");
    assert_eq!(mail.text, "The sequence welcome: Read it all\n");
}

#[test]
fn a_visitors_words_never_become_headers_or_markup() {
    let evil = [("email", "m@acme.example"), ("name", "Eve\r\nBcc: all@acme.example <script>alert(1)</script>")];
    let mail = rendered(
        &config(),
        &[post("demo", &evil, "<img src=x onerror=alert(1)> [here](http://evil.example)", "2026-11-21T14:03:00Z")],
        "hand-off",
    )
    .unwrap();
    assert!(!mail.subject.as_str().contains(['\r', '\n']), "{}", mail.subject);
    assert!(!mail.html.contains("<img") && !mail.html.contains("<script"), "{}", mail.html);
    assert!(!mail.html.contains("href=\"http://evil.example"), "{}", mail.html);
    assert!(mail.text.contains("[here](http://evil.example)"));
}

#[test]
fn freshness_picks_the_first_channel_of_the_owners_mail() {
    let body = "{{ freshness }}, asked {{ asked.ago }} ({{ asked.at }}).\n\n[Open]({{ links.page }}#accept)\n\nNext: {{ next | join('; ') }}.";
    let mut config = config();
    config.emails.insert("hand-off".to_owned(), format!("Subject: x\n\n{body}"));
    let posts = [post("demo", &[("email", "maria@acme.example")], "", "2026-11-21T14:03:00Z")];
    for (now, words) in [
        ("2026-11-21T14:03:20Z", "real-time, asked 20 seconds ago (14:03)."),
        ("2026-11-21T16:03:20Z", "recent, asked 2 hours ago (14:03)."),
        ("2026-11-28T14:03:20Z", "aged, asked 7 days ago (Sat 21 Nov 14:03)."),
    ] {
        let mail = letter(&config, &posts, ("hand-off", Recipient::Owner), now);
        let expected = format!("{words}\n\nOpen (https://forms.example/lead/t#accept)\n\nNext: nothing by itself.\n");
        assert_eq!(mail.text, expected);
        assert!(mail.html.contains("href=\"https://forms.example/lead/t#accept\""), "{}", mail.html);
    }
}

#[test]
fn the_managers_mail_goes_to_the_manager_and_its_answer_to_the_owner() {
    let posts = [post("demo", &[("email", "maria@acme.example")], "", "2026-11-21T14:03:00Z")];
    let mail = letter(&config(), &posts, ("escalation", Recipient::Manager), "2026-11-21T14:08:00Z");
    assert_eq!(mail.subject.as_str(), "Nobody has accepted maria@acme.example: given to ben");
    assert_eq!((said(&mail.to).1, said(&mail.reply_to).1), ("dora@acme.example", "ben@acme.example"));
}

#[test]
fn the_reminder_says_why_the_lead_was_set_aside() {
    let asked = post("demo", &[("email", "maria@acme.example")], "", "2026-11-21T14:03:00Z");
    let moved = ActivityKind::StageMoved(Move {
        to: Stage::Recycled,
        reason: Some("not-now".to_owned()),
        again_on: None,
        by: "ben".to_owned(),
        note: None,
    });
    let posts = [asked, activity(at("2026-11-21T15:00:00Z"), "moved", moved)];
    let mail = letter(&config(), &posts, ("reminder", Recipient::Owner), "2026-12-01T09:00:00Z");
    assert_eq!(mail.text, "Aside since Sat 21 Nov 15:00: Not now\n");
}

#[test]
fn who_left_no_address_is_handed_off_all_the_same() {
    let posts = [post("demo", &[("phone", "+351912345678")], "", "2026-11-21T14:03:00Z")];
    let mut config = config();
    config.emails.insert("hand-off".to_owned(), "Subject: x\n\n{{ phone_link }}".to_owned());
    let mail = letter(&config, &posts, ("hand-off", Recipient::Owner), "2026-11-21T14:03:00Z");
    assert_eq!(said(&mail.reply_to).1, "hello@acme.example");
}

/// Spammers put their text in "first name" and the mail delivers it.
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

#[test]
fn marketing_mail_has_its_way_out() {
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

#[test]
fn mistakes_are_found_before_deployment() {
    for (source, line, words) in [
        ("no subject", 1, "Subject"),
        ("Subject: Hi\n\nHello\n{{ frist_name }}\n", 4, "does not exist"),
        ("Subject: {{ nobody }}\n\nHello", 1, "does not exist"),
        ("Subject: Hi\n\n{% if first_name %}\nHello\n", 3, "end of block"),
    ] {
        let mut config = config();
        config.emails.insert("tips".to_owned(), source.to_owned());
        let problem = check(&config, "tips").remove(0);
        assert!(problem.message.contains(words), "{source:?}: {}", problem.message);
        assert_eq!(problem.line, Some(line), "{source:?}: {}", problem.message);
    }
    assert_eq!(config().check(), []);
}

#[test]
fn who_left_only_a_number_is_called_by_it() {
    let mut config = config();
    for (name, source) in [
        ("hand-off", include_str!("../../../infra/config/emails/hand-off.md")),
        ("escalation", include_str!("../../../infra/config/emails/escalation.md")),
    ] {
        config.emails.insert(name.to_owned(), source.to_owned());
    }
    let mut sent = submission("demo-request", &[("phone", "+351912345678")], false);
    sent.fields.remove("email");
    let posts = [activity(at("2026-11-23T10:00:00Z"), "a", ActivityKind::FormSubmitted(sent))];
    for mail in [("hand-off", Recipient::Owner), ("escalation", Recipient::Manager)] {
        let rendered = letter(&config, &posts, mail, "2026-11-23T10:01:00Z");
        assert!(rendered.subject.as_str().contains("+351912345678"), "{}", rendered.subject);
        assert!(!rendered.text.contains("eply to this mail, it goes to"), "{}", rendered.text);
        assert!(rendered.html.contains("tel:+351912345678"), "{}", rendered.html);
    }
}

/// A mail to a lead in place of `tips`, to somebody with these fields.
fn tips(source: &str, fields: &[(&str, &str)]) -> Rendered {
    let mut config = with_choices();
    config.emails.insert("tips".to_owned(), source.to_owned());
    rendered(&config, &[post("guide", fields, "", "2026-11-21T14:03:00Z")], "tips").unwrap()
}

/// The company, where the guide's form also asks things that are chosen or counted.
fn with_choices() -> Config {
    let mut config = config();
    let asked = serde_json::json!([
        {"name": "country", "label": "Country", "type": "country"},
        {"name": "vans", "label": "Vans", "type": "number"},
        {"name": "topic", "label": "Topic", "type": "choice", "options": [{"value": "routes", "label": "Shorter routes"}]},
        {"name": "wish", "label": "Wish"},
    ]);
    let asked: Vec<leadwright_domain::form::Field> = serde_json::from_value(asked).unwrap();
    config.forms.get_mut("guide").unwrap().fields.extend(asked);
    config
}

const ALL_OF_A_LEAD: &str = "Subject: Hi {{ first_name }} {{ lead.topic }}\nPreview: {{ lead.vans }} {{ lead.language }}\n\n\
    {{ first_name }} {{ lead.country }} {{ lead.vans }} {{ lead.employees }} {{ lead.topic }} {{ lead.language }} {{ owner.name }}\n";

#[test]
fn what_was_chosen_or_counted_may_be_said_to_a_lead() {
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
    /// Whatever a visitor writes, in whatever field: no word of it is mailed to a lead.
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

    /// No text makes two lines of a header line.
    #[test]
    fn a_header_line_is_one_line(text in "\\PC{0,300}[\r\n\u{85}\u{2028}\u{0}]\\PC{0,20}") {
        let line = HeaderLine::new(&text);
        let breaks = ['\r', '\n', '\u{85}', '\u{2028}', '\0'];
        proptest::prop_assert!(!line.as_str().contains(breaks));
        proptest::prop_assert!(line.as_str().chars().count() <= 200);
    }
}

#[test]
fn every_variable_of_a_sellers_mail_stays_on_its_line() {
    let evil = "x\r\nBcc: all@evil.example\n\nBody";
    let fields = [("email", "m@acme.example"), ("name", evil), ("company", evil), ("timeline", evil), ("phone", evil)];
    let mut config = config();
    for variable in
        ["lead.name", "lead.company", "lead.timeline", "lead.phone", "asked.message", "first_name", "asked.answers"]
    {
        config.emails.insert(
            "hand-off".to_owned(),
            format!("Subject: {{{{ {variable} }}}}\nPreview: {{{{ {variable} }}}}\n\nHello"),
        );
        let mail = rendered(&config, &[post("demo", &fields, evil, "2026-11-21T14:03:00Z")], "hand-off").unwrap();
        for line in [&mail.subject, &mail.preview, mail.reply_to.name.as_ref().unwrap()] {
            assert!(!line.as_str().contains(['\r', '\n']), "{variable}: {line:?}");
        }
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
    let tracked = keys.read_tracking_token(token).unwrap();
    assert_eq!(
        tracked.target,
        Some(leadwright_domain::value::token::Target::Page("https://acme.example/a?b=1&c=2".to_owned()))
    );

    let mut config = with_choices();
    config.emails.insert("tips".to_owned(), source.to_owned());
    config.sending.tracking = leadwright_domain::sending::Tracking { opens: false, clicks: false };
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
        assert_eq!(file_for(&config, "tips", &lead), file, "{language}");
        assert_eq!(file_for(&config, "story", &lead), "story");
    }
    assert_eq!((language_of(&config, "tips.pt"), language_of(&config, "tips")), ("pt", "en"));
    let mail = Sample::new(&config, "tips.pt", SampleKnows::All).render(&config).unwrap();
    assert!(mail.html.contains("<html lang=\"pt\">") && mail.text.contains("Porque aceitou."), "{}", mail.html);
}

/// What `compile` says of one mail: line and words.
#[track_caller]
fn is_named(mail: &str, source: &str, line: usize, words: &str) {
    let mut config = with_choices();
    config.emails.insert(mail.to_owned(), source.to_owned());
    let problems = config.check();
    let found = problems.iter().any(|problem| problem.line == Some(line) && problem.message.contains(words));
    assert!(found && problems[0].file == format!("emails/{mail}.md"), "{source:?}: {problems:?}");
}

#[test]
fn what_may_be_empty_needs_a_fallback() {
    is_named(
        "tips",
        "Subject: Hi\n\nHello\n{{ first_name }},\n",
        4,
        "`first_name` may be empty: write {{ first_name or 'there' }}",
    );
    is_named("tips", "Subject: Hi {{ lead.country }}\n\nHello\n", 1, "`lead.country` may be empty");
    is_named("tips", "Subject: Hi\nPreview: {{ owner.name }}\n\nHello\n", 2, "`owner.name` may be empty");
    is_named(
        "tips",
        "Subject: Hi\nPreview: x\n\n{{ company.name }} {{ lead.topic }}\n",
        4,
        "`lead.topic` may be empty",
    );
    is_named("tips", "Subject: Hi\n\n{{ lead.wish }}\n", 3, "does not exist");
    is_named("tips", "Subject: Hi\n\n{{ lead.company or 'x' }}\n", 3, "does not exist");
    is_named("tips", "Subject: Hi\n\n{{ asked.message }}\n", 3, "does not exist");
    let good = "Subject: Hi {{ first_name or 'there' }}\n\nHello. {% if lead.topic %}{{ lead.topic }}{% endif %}\n";
    let mut config = with_choices();
    config.emails.insert("tips".to_owned(), good.to_owned());
    assert_eq!(config.check(), []);
}

#[test]
fn a_link_that_leads_nowhere_is_named() {
    is_named("tips", "Subject: Hi\n\nHello\n[x](/page)\n", 4, "the link `/page` has no whole address");
    is_named("tips", "Subject: Hi\nPreview: x\n\n[x](www.acme.example)\n", 4, "has no whole address");
    is_named("tips", "Subject: Hi\n\n[x](#there)\n", 3, "has no whole address");
    is_named("tips", "Subject: Hi\n\n[x](javascript:alert)\n", 3, "has no whole address");
    is_named("tips", "Subject: Hi\n\n[x](https:///page)\n", 3, "has no whole address");
    is_named("tips", "Subject: Hi\n\n{% if lead.topic %}\n[x](page)\n{% endif %}\n", 4, "the link `page`");
    is_named("tips", "Subject: Hi\n\n![A van](van.png)\n", 3, "the picture `van.png` has no whole address");
    is_named("hand-off", "Subject: Hi\n\n[x]({{ lead.email }})\n", 3, "has no whole address");
    is_named(
        "tips",
        "Subject: Hi\n\n[https://acme.example](https://evil.example)\n",
        3,
        "leads to https://evil.example",
    );
    let good = "Subject: Hi\n\n[acme.example](https://evil.example) [https://acme.example/](https://www.acme.example) [x](tel:+351)\n";
    let mut config = with_choices();
    config.emails.insert("tips".to_owned(), good.to_owned());
    assert_eq!(config.check(), []);
}

#[test]
fn what_a_reader_would_see_unmade_is_named() {
    for (line, words) in [
        ("[Our guide](https://acme.example/a b)", "`[Our guide](` is no link"),
        ("See [Our guide](https://acme.example/a", "`[Our guide](` is no link"),
        ("[{{ first_name or 'x' }}]({{ links.preferences }}", "is no link"),
        ("    [Our guide](https://acme.example/a)", "`[Our guide](` is no link"),
        ("- **[Our guide][guide]**", "`[Our guide][` is no link"),
        ("A <b>bold</b> word", "HTML is left out of mails: write it in Markdown, in place of `<b>`"),
        ("<table><tr>", "in place of `<table><tr>`"),
    ] {
        is_named("tips", &format!("Subject: Hi\n\nHello\n\n{line}\n"), 5, words);
        is_named(
            "footer",
            &format!("{{{{ links.preferences }}}} {{{{ links.unsubscribe }}}} {{{{ company.address }}}}\n\n{line}\n"),
            3,
            words,
        );
    }
    let good = "Subject: Hi\n\n[a][b] \\[c\\](d) `[e](f g)` [1] (so) 2 < 3 <https://acme.example>\n\n[b]: https://acme.example\n";
    let mut config = with_choices();
    config.emails.insert("tips".to_owned(), good.to_owned());
    assert_eq!(config.check(), []);
}

#[test]
fn a_mail_says_something_and_its_subject_is_short() {
    is_named("tips", "Subject: Hi\n\n", 1, "the mail says nothing");
    is_named("tips", "Subject: Hi\n\n{% if first_name %}Hello{% endif %}\n", 1, "the mail says nothing");
    is_named("call", "Subject: Call them\n\n\n", 1, "the mail says nothing");
    is_named("tips", &format!("Subject: {}\n\nHello\n", "x".repeat(201)), 1, "more than 200 characters");
    let mut config = with_choices();
    let good = format!("Subject: {}\n\n![](https://acme.example/van.png)\n", "x".repeat(200));
    config.emails.insert("tips".to_owned(), good);
    assert_eq!(config.check(), []);
}

#[test]
fn the_website_is_a_whole_address() {
    for website in ["www.acme.example", "", "https://", "ftp://acme.example"] {
        let mut config = config();
        config.company.website = website.to_owned();
        let found = config.check();
        let [problem] = &found[..] else { panic!("{website}: {found:?}") };
        assert_eq!((problem.file.as_str(), problem.near.as_str()), ("company.yaml", "website"));
        assert!(problem.message.contains("https://"), "{}", problem.message);
    }
}

#[test]
fn files_that_no_mail_is_made_of_are_named() {
    is_named("tips.portuguese", "Subject: Hi\n\nHello\n", 1, "named like tips.pt.md");
    is_named("tips.en", "Subject: Hi\n\nHello\n", 1, "tips.md is the mail in the language `en` already");
    is_named("hints.pt", "Subject: Hi\n\nHello\n", 1, "there is no hints.md");
    is_named("hand-off.pt", "Subject: Hi\n\nHello\n", 1, "in one language");
    is_named("Tips", "Subject: Hi\n\nHello\n", 1, "lower-case");
    let mut config = with_choices();
    config.emails.insert("tips.pt".to_owned(), "Subject: Hi\n\nHello\n".to_owned());
    config.emails.remove("footer");
    let missing: Vec<String> = config.check().into_iter().map(|problem| problem.file).collect();
    assert_eq!(missing, ["emails/footer.md", "emails/footer.pt.md"]);
    is_named("footer", "[x]({{ links.preferences }}) {{ company.address }}\n", 1, "{{ links.unsubscribe }} is missing");
    let words = "{{ links.preferences }} {{ links.unsubscribe }}\n{{ company.address }}\n";
    is_named("footer", &format!("{words}\n[x](y)\n"), 4, "the link `y`");
    is_named("footer", &format!("{words}{{{{ first_name }}}}\n"), 3, "`first_name` may be empty");
    is_named("tips", "Subject: \n\nHello\n", 1, "begins with a line `Subject: …`");
    is_named("tips", "Subject: Hi\nFrom: me\n\nHello\n", 1, "begins with a line `Subject: …`");
}

#[test]
fn a_mail_without_a_preview_shows_its_first_words() {
    let mail =
        tips("Subject: Hi\n\n# Hello there,\n\nthis is [it](https://acme.example).\n", &[("email", "jose@gmail.com")]);
    assert!(mail.preview.as_str().starts_with("Hello there, this is it (https://acme.example)."), "{}", mail.preview);
    assert!(!mail.html.contains("max-height:0"));
}
