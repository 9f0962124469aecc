//! The hosted page of every shipped form, and of one with every type of field, in every language that ships.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use leadwright_tests::axe::Axe;
use leadwright_tests::browser::Browser;
use leadwright_tests::{Stack, copy_config, read_text};

use crate::embedding::Site;

const LANGUAGES: [&str; 4] = ["en", "pt", "de", "es"];

/// A form with every type of field, a box for each purpose, and what narrows a field.
const EVERYTHING: &str = r#"
title: Everything
button: Send
wants: wants everything
source: form
thanks: Thank you.
consent: {version: "1", wording: You may send me tips by e-mail., privacy: https://www.acme.example/privacy}
consents:
  - {purpose: phone, version: "1", wording: You may call me when you have something for me.}
  - {purpose: measuring, version: "1", wording: You may count the pages that I read here.}
fields:
  - {name: email, label: Work e-mail, type: email, required: true}
  - {name: name, label: Name, longest: 60}
  - {name: phone, label: Phone, type: phone, country: DE}
  - {name: employees, label: Employees, type: number, min: 1, max: 500}
  - {name: start, label: First day, type: date, min: 2026-12-01}
  - {name: topics, label: Topics, type: choices, max: 2, options: [{value: vans, label: Vans}, {value: staff, label: Staff}]}
  - {name: size, label: Size, type: choice, options: [{value: small, label: Small}, {value: large, label: Large}]}
  - {name: terms, label: I accept the terms, type: checkbox, required: true}
  - {name: site, label: Web site, type: url}
  - {name: timezone, label: Time zone, type: timezone}
  - {name: office, label: Office, type: address}
  - {name: page_id, label: Page, type: hidden, value: pricing}
  - {name: message, label: Message, type: message}
"#;

const FORMS: [&str; 4] = ["demo-request", "guide-download", "newsletter", "everything"];

/// Each form in each language, as `FORM-LANGUAGE`.
fn forms() -> impl Iterator<Item = String> {
    LANGUAGES.into_iter().flat_map(|language| FORMS.map(|form| format!("{form}-{language}")))
}

fn with_everything(folder: &Path) -> Stack {
    copy_config(folder);
    let forms = folder.join("infra/config/forms");
    fs::write(forms.join("everything.yaml"), EVERYTHING.trim_start()).unwrap();
    for form in FORMS {
        let text = fs::read_to_string(forms.join(form).with_extension("yaml")).unwrap();
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("language:")).collect();
        for language in LANGUAGES {
            let text = format!("{}\nlanguage: {language}\n", lines.join("\n"));
            fs::write(forms.join(format!("{form}-{language}.yaml")), text).unwrap();
        }
    }
    Stack::start_at(folder, ":memory:")
}

/// A page that loads slowly loses who would have asked.
#[test]
fn the_page_of_a_form_is_small_and_asks_no_other_site() {
    let folder = tempfile::tempdir().unwrap();
    let stack = with_everything(folder.path());
    for form in forms() {
        let page = read_text(&mut stack.get(&format!("/forms/{form}")));
        let language = form.rsplit_once('-').unwrap().1;
        assert!(page.contains(&format!("<html lang=\"{language}\"")), "{form}: {page}");
        assert!(page.len() <= 20_000, "{form} has {} bytes", page.len());
        for other in ["src=\"http", "href=\"//", "src=\"//", "url("] {
            assert!(!page.contains(other), "{form}: {other}");
        }
    }
}

/// As it is opened, and as it comes back with mistakes.
#[test]
fn axe_finds_nothing_wrong_with_any_form_in_any_language() {
    let Some(axe) = Axe::find().unwrap() else { return };
    let Some(mut browser) = Browser::launch().unwrap() else { return };
    let folder = tempfile::tempdir().unwrap();
    let stack = with_everything(folder.path());
    let site = Site::start(&stack.url);
    let mut wrong = String::new();
    let mut look = |browser: &mut Browser, what: &str| {
        for finding in axe.findings(browser).unwrap() {
            writeln!(wrong, "{what}: {finding}").unwrap();
        }
    };
    // The browser would not send what it sees to be wrong.
    let unchecked = "document.querySelectorAll('form').forEach(form => form.noValidate = true)";
    browser.viewport(390, 844, true).unwrap();
    for form in forms() {
        browser.goto(&format!("{}/forms/{form}", stack.url)).unwrap();
        look(&mut browser, &form);
        browser.eval(unchecked).unwrap();
        browser.fill("#email", "nobody").unwrap();
        browser.click("main form button").unwrap();
        browser.wait_for("[aria-invalid]").unwrap();
        look(&mut browser, &format!("{form}, refused"));
    }
    browser.goto(&site.page("/embedded")).unwrap();
    browser.wait_for("#two form").unwrap();
    look(&mut browser, "embedded");
    browser.eval(unchecked).unwrap();
    browser.fill("#one [name=email]", "nobody").unwrap();
    browser.click("#one form button").unwrap();
    browser.wait_for("#one [aria-invalid]").unwrap();
    look(&mut browser, "embedded, refused");
    assert!(wrong.is_empty(), "{wrong}");
}
