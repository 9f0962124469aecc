//! Every way in which a form can be posted, and every type of field, through the whole system.

use std::path::Path;

use leadwright_tests::browser::Browser;
use leadwright_tests::{Stack, copy_config, read_json, read_text};
use serde_json::json;

const FORM: &str = "\
title: Survey
wants: filled in the survey
language: en
unknown: keep
consent: {version: v1, wording: Write to me.}
fields:
  - {name: email, label: E-mail, type: email, required: true}
  - {name: phone, label: Phone, type: phone, country: DE}
  - {name: vans, label: Vans, type: number, min: 1, max: 500}
  - {name: topics, label: Topics, type: choices, required: true, options: [{value: routes, label: Routes}, {value: parts, label: Parts}]}
  - {name: terms, label: I accept the terms, type: checkbox, required: true}
  - {name: start, label: First day, type: date, min: 2026-12-01}
  - {name: site, label: Web site, type: url}
  - {name: timezone, label: Time zone, type: timezone}
  - {name: office, label: Office, type: address}
  - {name: page_id, label: Page, type: hidden, value: pricing}
  - {name: message, label: Message, type: message}
";

const BROWSER: &str = "text/html,application/xhtml+xml,*/*;q=0.8";
const PARTS: &str = "multipart/form-data; boundary=xx";
const MARIA: &str = "maria@acme.example";

fn with_survey(folder: &Path) -> Stack {
    copy_config(folder);
    std::fs::write(folder.join("infra/config/forms/survey.yaml"), FORM).unwrap();
    Stack::start_at(folder, ":memory:")
}

/// A body in parts; a name with a file's name behind a bar is a file.
fn parts(all: &[(&str, &str)]) -> String {
    let part = |(name, value): &(&str, &str)| match name.split_once('|') {
        Some((name, file)) => format!(
            "--xx\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n{value}\r\n"
        ),
        None => format!("--xx\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"),
    };
    all.iter().map(part).collect::<Vec<_>>().concat() + "--xx--\r\n"
}

/// `fetch(url, {body: new FormData(form)})` is refused, and several boxes come as one value.
#[test]
fn r_formspree_119_form_data_beacons_and_lines_make_the_same_lead() {
    let folder = tempfile::tempdir().unwrap();
    let stack = with_survey(folder.path());
    let pairs = [
        ("email", MARIA),
        ("phone", "0171 1234567"),
        ("topics", "parts"),
        ("topics", "routes"),
        ("terms", "yes"),
        ("start", "2026-12-10"),
        ("office[city]", "Porto"),
        ("office[country]", "Portugal"),
        ("vans", "12"),
        ("size", "XL"),
        ("cv|", ""),
    ];
    let body = parts(&pairs);
    let headers = [("accept", "*/*"), ("content-type", PARTS), ("sec-fetch-mode", "cors")];
    let mut answer = stack.request("POST", "/forms/survey", &headers, &body);
    assert_eq!(answer.status(), 202);
    let lead = read_json(&mut answer)["lead"].clone();
    stack.settle();
    let fields = stack.lead(MARIA)["fields"].clone();
    let expected = [
        ("topics", "routes, parts"),
        ("terms", "yes"),
        ("start", "2026-12-10"),
        ("city", "Porto"),
        ("country", "PT"),
        ("vans", "12"),
        ("phone", "0171 1234567"),
        ("phone_country", "DE"),
    ];
    for (name, value) in expected {
        assert_eq!(fields[name], value, "{name}: {fields}");
    }
    // The same form, as a beacon's text and as lines of a page without a script: the same content is the same post.
    let texts = &pairs[..pairs.len() - 1];
    let encoded: Vec<String> =
        texts.iter().map(|(name, value)| format!("{name}={}", value.replace(' ', "+"))).collect();
    let lines = texts.iter().map(|(name, value)| format!("{name}={value}\r\n")).collect::<Vec<_>>().concat();
    let object = json!({
        "email": MARIA, "phone": "0171 1234567", "topics": ["parts", "routes"], "terms": true, "start": "2026-12-10",
        "office": {"city": "Porto", "country": "Portugal"}, "vans": 12, "size": "XL",
    });
    for body in [encoded.join("&"), lines, object.to_string()] {
        let headers = [("accept", "*/*"), ("content-type", "text/plain;charset=UTF-8")];
        let mut answer = stack.request("POST", "/forms/survey", &headers, &body);
        assert_eq!(answer.status(), 202, "{body}");
        assert_eq!(read_json(&mut answer)["lead"], lead);
    }
    stack.settle();
    let page = stack.log_in("dora").page(&format!("/desk/leads/{}", lead.as_str().unwrap()));
    assert!(
        page.contains("Also sent, by the names of the page: <bdi>size</bdi> <strong dir=\"auto\">XL</strong>"),
        "{page}"
    );
    assert!(page.contains("Topics <strong><bdi>Routes, Parts</bdi></strong>"), "{page}");
    assert!(page.contains("tel:+491711234567"), "{page}");
    stack.assert_sound();
}

#[test]
fn a_browser_gets_the_form_again_with_all_that_was_entered() {
    let folder = tempfile::tempdir().unwrap();
    let stack = with_survey(folder.path());
    let body = parts(&[
        ("email", MARIA),
        ("topics", "parts"),
        ("vans", "501"),
        ("start", "25.12.2026"),
        ("office[city]", "Porto"),
        ("office[country]", "Portugal"),
        ("page_id", "home"),
        ("ref[code]", "A\"1"),
        ("cv|cv.pdf", "%PDF"),
        ("consent", "yes"),
    ]);
    let mut page = stack.request("POST", "/forms/survey", &[("accept", BROWSER), ("content-type", PARTS)], &body);
    assert_eq!(page.status(), 422);
    let page = read_text(&mut page);
    for part in [
        "We can’t take files here: please leave “cv” empty, and send us the rest.",
        "id=\"vans-error\">Please enter a number for “Vans” that is 500 or less.",
        "name=\"vans\" type=\"text\" inputmode=\"numeric\" autocomplete=\"off\" value=\"501\"",
        "name=\"topics\" value=\"parts\" checked",
        "id=\"terms-error\">Please tick “I accept the terms”.",
        "type=\"date\" min=\"2026-12-01\" value=\"2026-12-25\"",
        "name=\"city\" type=\"text\" maxlength=\"200\" autocomplete=\"address-level2\" value=\"Porto\"",
        "<option value=\"PT\" selected>Portugal<",
        "<input type=\"hidden\" name=\"page_id\" value=\"home\">",
        "<input type=\"hidden\" name=\"ref[code]\" value=\"A&#34;1\">",
        "name=\"consent\" value=\"yes\" checked",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    stack.settle();
    assert_eq!(stack.printed(&["leads", "--json"]).trim(), "[]", "nothing of it is a lead");
}

#[test]
fn a_malformed_body_is_refused_in_the_readers_form_and_language() {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    let german = FORM.replace("language: en", "language: de");
    std::fs::write(folder.path().join("infra/config/forms/survey.yaml"), german).unwrap();
    let stack = Stack::start_at(folder.path(), ":memory:");
    let whole = parts(&[("email", MARIA), ("topics", "parts"), ("terms", "yes")]);
    for (content_type, body, status, words) in [
        (PARTS, &whole[..whole.len() - 10], 400, "oder es wurde abgeschnitten"),
        (PARTS, "hello", 400, "oder es wurde abgeschnitten"),
        ("multipart/form-data", "hello", 400, "oder es wurde abgeschnitten"),
        ("image/png", "hello", 415, "als application/x-www-form-urlencoded, multipart/form-data"),
        ("text/plain", "hello", 400, "weder JSON noch Zeilen"),
        ("application/json", "[]", 400, "kein JSON-Objekt mit Feldern"),
        ("application/json; charset=klingon", "{}", 415, "Kodierung"),
        ("application/json", &"x".repeat(70_000), 413, "höchstens 64 KB"),
        ("application/x-www-form-urlencoded", &"a=1&".repeat(600), 413, "höchstens 500 Felder"),
    ] {
        let mut page =
            stack.request("POST", "/forms/survey", &[("accept", BROWSER), ("content-type", content_type)], body);
        assert_eq!(page.status(), status, "{content_type}");
        let page = read_text(&mut page);
        assert!(page.starts_with("<!doctype html>") && page.contains(words), "{content_type}: {page}");
        let headers = [("accept", "application/json"), ("content-type", content_type)];
        let mut answer = stack.request("POST", "/forms/survey", &headers, body);
        assert_eq!(answer.status(), status, "{content_type}");
        let message = read_json(&mut answer)["message"].to_string();
        assert!(message.contains(words), "{content_type}: {message}");
    }
    stack.settle();
    assert_eq!(stack.printed(&["leads", "--json"]).trim(), "[]");
}

/// A visitor fills in the hosted form, every type of field, and what they chose is read on the lead's page.
#[test]
fn every_type_of_field_works_in_a_browser() {
    let Some(mut browser) = Browser::launch().unwrap() else { return };
    let folder = tempfile::tempdir().unwrap();
    let stack = with_survey(folder.path());
    browser.goto(&format!("{}/forms/survey", stack.url)).unwrap();
    let fill = "const set = (name, value) => { document.querySelector(`[name=${name}]:not([type=hidden])`).value = value; };\
        set('email', 'maria@acme.example'); set('start', '2026-12-10'); set('timezone', 'Asia/Tokyo'); set('city', 'Porto');\
        set('country', 'PT'); document.querySelector('[name=topics][value=parts]').checked = true;\
        document.querySelector('[name=terms]').checked = true; document.querySelector('main form, form').requestSubmit(); true";
    browser.eval(fill).unwrap();
    browser.wait_for_url("thank-you").unwrap();
    stack.settle();
    let fields = stack.lead(MARIA)["fields"].clone();
    for (name, value) in [("topics", "parts"), ("terms", "yes"), ("timezone", "Asia/Tokyo"), ("page_id", "pricing")] {
        assert_eq!(fields[name], value, "{name}: {fields}");
    }
    stack.assert_sound();
}
