//! Mistakes in `emails/` are named with their line.

use leadwright_domain::check::check_mail as check;

use super::letters::with_choices;
use crate::setting::config;

#[test]
fn mistakes_are_found_before_deployment() {
    for (source, line, words) in [
        ("no subject", 1, "Subject"),
        ("Subject: Hi\n\nHello\n{{ frist_name }}\n", 4, "does not exist"),
        ("Subject: {{ nobody }}\n\nHello", 1, "does not exist"),
        ("Subject: Hi\n\n{% if first_name %}\nHello\n", 3, "end each {% if … %} with {% endif %}"),
    ] {
        let mut config = config();
        config.emails.insert("tips".to_owned(), source.to_owned());
        let problem = check(&config, "tips").remove(0);
        assert!(problem.message.contains(words), "{source:?}: {}", problem.message);
        assert_eq!(problem.line, Some(line), "{source:?}: {}", problem.message);
    }
    assert_eq!(config().check(), []);
}

/// Asserts that `compile` names this line of a mail, in these words.
#[track_caller]
fn is_named(mail: &str, source: &str, line: usize, words: &str) {
    let mut config = with_choices();
    config.emails.insert(mail.to_owned(), source.to_owned());
    let problems = config.check();
    let found = problems.iter().any(|problem| problem.line == Some(line) && problem.message.contains(words));
    assert!(found && problems[0].file == format!("emails/{mail}.md"), "{source:?}: {problems:?}");
}

#[test]
fn a_variable_that_may_be_empty_needs_a_fallback() {
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
fn markup_that_a_reader_would_see_raw_is_named() {
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
fn a_file_that_cannot_become_a_mail_is_named() {
    is_named("tips.portuguese", "Subject: Hi\n\nHello\n", 1, "named like tips.pt.md");
    is_named("tips.en", "Subject: Hi\n\nHello\n", 1, "tips.md is the mail in English already");
    is_named("hints.pt", "Subject: Hi\n\nHello\n", 1, "there is no hints.md");
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
    is_named("tips", "Subject: Hi\nFrom: me\n\nHello\n", 2, "and then an empty line");
    is_named("tips", "Subject: Hi\nPreview: x\nHello\n", 3, "and then an empty line");
}
