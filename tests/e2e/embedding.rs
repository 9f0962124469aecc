//! Forms on a site of the company's own: a static page, a script, an embedded form, each from another origin than the API,
//! under a strict policy, with and without JavaScript.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::thread;

use jiff::{SignedDuration, Timestamp};
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::token::{SigningKeys, Target, Tracked};
use leadwright_tests::browser::Browser;
use leadwright_tests::{BROWSER, Stack, copy_config, edit, mail_at_any_hour, read_json, read_text};
use serde_json::{Value, json};

const URLENCODED: &str = "application/x-www-form-urlencoded";

/// A browser of a person; Chromium without a screen says that it is none.
const AGENT: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

/// The static page of the README.
const STATIC: &str = r#"<form method="post" action="API/forms/demo-request" data-leadwright="demo-request">
<input name="email"><input name="name"><button id="send">Ask</button></form><script src="API/embed.js" defer></script>"#;

/// The page whose own script posts.
const SCRIPTED: &str = r#"<form id="own"><input name="email"><button id="send">Ask</button></form><p id="said"></p>
<script src="/own.js" defer></script>"#;

const OWN_SCRIPT: &str = r##"document.querySelector("#own").onsubmit = async (event) => {
  event.preventDefault();
  const fields = Object.fromEntries(new FormData(event.target));
  const headers = { "content-type": "application/json", accept: "application/json" };
  const answer = await fetch("API/forms/demo-request", { method: "POST", headers, body: JSON.stringify(fields) });
  const said = await answer.json();
  document.querySelector("#said").textContent = answer.ok ? "Thanks" : said.errors[0].message;
};"##;

/// The page with two forms of ours.
const EMBEDDED: &str = r#"<main><h1>Ask</h1><div id="one" data-leadwright="demo-request"><a href="API/forms/demo-request">Ask for a demo</a></div>
<div id="two" data-leadwright="demo-request"><a href="API/forms/demo-request">Ask for a demo</a></div></main>
<script src="API/embed.js" defer></script>"#;

const OTHER_PAGE: &str =
    r#"<h1>Prices</h1><a id="next" href="/embedded">Ask</a><script src="API/embed.js" defer></script>"#;

/// A web site of static files: another origin than the API, with a policy that lets nothing in but what the README names.
pub(crate) struct Site {
    url: String,
}

impl Site {
    pub(crate) fn start(api: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
        let api = api.to_owned();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let api = api.clone();
                thread::spawn(move || serve(stream, &api));
            }
        });
        Self { url }
    }

    pub(crate) fn page(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }
}

fn serve(mut stream: TcpStream, api: &str) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines();
    let request = lines.next()?.ok()?;
    while lines.next()?.ok().is_some_and(|line| !line.is_empty()) {}
    let path = request.split(' ').nth(1)?.split('?').next()?;
    let (kind, body) = match path {
        "/static" => ("text/html", STATIC),
        "/scripted" => ("text/html", SCRIPTED),
        "/own.js" => ("text/javascript", OWN_SCRIPT),
        "/embedded" => ("text/html", EMBEDDED),
        _ => ("text/html", OTHER_PAGE),
    };
    let body = body.replace("API", api);
    let body = if kind == "text/html" {
        format!("<!doctype html><html lang=en><title>Acme</title>{body}</html>")
    } else {
        body
    };
    let policy = format!(
        "default-src 'none'; script-src 'self' {api}; connect-src {api}; form-action {api}; base-uri 'none'; \
         require-trusted-types-for 'script'; trusted-types leadwright"
    );
    write!(
        stream,
        "HTTP/1.1 200 OK\r\ncontent-type: {kind}; charset=utf-8\r\ncontent-security-policy: {policy}\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
    .ok()
}

/// A stack whose forms are changed: `form` is added to the file of the demo form.
fn stack_with(folder: &Path, form: &str) -> Stack {
    copy_config(folder);
    mail_at_any_hour(folder);
    let file = folder.join("infra/config/forms/demo-request.yaml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen("hand_off: true", &format!("hand_off: true\n{form}"), 1)).unwrap();
    Stack::start_at(folder, ":memory:")
}

const MEASURING: &str =
    "consents: [{purpose: measuring, version: \"2026-11\", wording: You may count the pages that I read here.}]";

fn site_of<'a>(lead: &'a Value, touch: &str) -> &'a Value {
    &lead[touch]["site"]
}

#[test]
fn a_static_page_posts_with_and_without_javascript_and_the_campaign_is_kept() {
    let Some(mut browser) = Browser::launch().unwrap() else { return };
    let stack = Stack::start();
    let site = Site::start(&stack.url);
    for (javascript, email) in [(true, "maria@acme.example"), (false, "jose@acme.example")] {
        browser.javascript(javascript).unwrap();
        browser.goto(&site.page("/static?utm_campaign=spring&utm_source=google&gclid=Cj0K&email=x@y.example")).unwrap();
        browser.fill("input[name=email]", email).unwrap();
        browser.click("#send").unwrap();
        browser.wait_for_url("/thank-you").unwrap();
        assert!(!browser.url().unwrap().contains("utm_"), "what the visitor came by is not told to the next page");
        stack.settle();
        let lead = stack.lead(email);
        let touch = site_of(&lead, "first_touch");
        // Without JavaScript the page's address stays with the page.
        let expected = if javascript { json!({"campaign": "spring", "source": "google"}) } else { Value::Null };
        assert_eq!(touch["utm"], expected, "{lead}");
        if javascript {
            assert_eq!(lead["first_touch"]["campaign"], "spring");
            assert_eq!(touch["clicks"], json!({"gclid": "Cj0K"}));
            assert_eq!(touch["page"], site.page("/static"));
            assert_eq!(lead["first_touch"]["page"], "/static");
        }
    }
    stack.assert_sound();
}

#[test]
fn a_script_posts_and_says_what_is_wrong() {
    let Some(mut browser) = Browser::launch().unwrap() else { return };
    let stack = Stack::start();
    let site = Site::start(&stack.url);
    browser.goto(&site.page("/scripted")).unwrap();
    browser.fill("input[name=email]", "maria").unwrap();
    browser.click("#send").unwrap();
    browser.wait_for("#said:not(:empty)").unwrap();
    assert!(browser.text("#said").unwrap().contains("maria@example.com"));
    browser.fill("input[name=email]", "maria@acme.example").unwrap();
    browser.click("#send").unwrap();
    let thanked = "document.querySelector('#said').textContent === 'Thanks'";
    while browser.eval(thanked).unwrap() != true {}
    stack.settle();
    assert_eq!(stack.lead("maria@acme.example")["stage"], "sql");
}

#[test]
fn an_embedded_form_works_twice_on_a_page_and_stores_nothing_before_consent() {
    let Some(mut browser) = Browser::launch().unwrap() else { return };
    let folder = tempfile::tempdir().unwrap();
    let stack = stack_with(folder.path(), MEASURING);
    let site = Site::start(&stack.url);
    browser.user_agent(AGENT).unwrap();
    browser.goto(&site.page("/pricing?utm_campaign=spring&utm_medium=cpc&li_fat_id=x")).unwrap();
    browser.click("#next").unwrap();
    browser.wait_for("#two form input[name=email]").unwrap();
    let ids = "[...document.querySelectorAll('[id]')].map(part => part.id)";
    assert_eq!(browser.eval(&format!("{ids}.length === new Set({ids}).size")).unwrap(), true);
    let labelled = "document.querySelector('#two [name=email]').labels.length";
    assert_eq!(browser.eval(labelled).unwrap(), 1);

    // A mistake is shown beside its field, which has the focus.
    browser.fill("#two [name=email]", "maria").unwrap();
    browser.fill("#two [name=name]", "Maria Silva").unwrap();
    browser.eval("document.querySelector('#two [name=email]').type = 'text'").unwrap();
    browser.click("#two button").unwrap();
    browser.wait_for("#two [name=email][aria-invalid]").unwrap();
    assert_eq!(browser.eval("document.activeElement.name").unwrap(), "email");
    let said = "document.getElementById(document.activeElement.getAttribute('aria-describedby')).textContent";
    assert!(browser.eval(said).unwrap().as_str().unwrap().contains("maria@example.com"));
    assert_eq!(browser.eval("document.querySelector('#two [name=name]').value").unwrap(), "Maria Silva");
    assert_eq!(browser.eval("document.querySelector('#one [name=email]').value").unwrap(), "");

    browser.fill("#two [name=email]", "maria@acme.example").unwrap();
    assert_eq!(browser.eval("localStorage.length + sessionStorage.length + document.cookie.length").unwrap(), 0);
    browser.check("#two [name=consent_measuring]").unwrap();
    browser.click("#two button").unwrap();
    assert!(browser.text("#two [data-done]").unwrap().contains("Somebody gets back to you"));
    assert_eq!(browser.eval("document.activeElement.matches('#two [data-done][role=status]')").unwrap(), true);
    assert_eq!(browser.url().unwrap(), site.page("/embedded"));
    let kept = browser.eval("localStorage.leadwright").unwrap();
    assert!(kept.as_str().is_some_and(|kept| kept.contains("token") && !kept.contains("maria")), "{kept}");
    stack.settle();

    // The campaign of the page before, which the visitor came by, is not lost (krayin#2046).
    let lead = stack.lead("maria@acme.example");
    assert_eq!(lead["first_touch"]["campaign"], "spring", "{lead}");
    assert_eq!(site_of(&lead, "first_touch")["page"], site.page("/pricing"));
    assert_eq!(site_of(&lead, "first_touch")["clicks"], json!({"li_fat_id": "x"}));
    assert_eq!(lead["agrees_to"], json!(["measuring"]));

    // From now on the pages that this browser opens score.
    let score = |stack: &Stack| {
        stack.settle();
        stack.lead("maria@acme.example")["score"]["total"].as_i64().unwrap()
    };
    let before = score(&stack);
    let visit = |browser: &mut Browser, path: &str| {
        browser.goto(&site.page(path)).unwrap();
        // The view is on its way before the next page opens.
        browser.eval("new Promise(done => setTimeout(done, 300))").unwrap();
    };
    visit(&mut browser, "/pricing?email=maria@acme.example");
    visit(&mut browser, "/pricing");
    let after = score(&stack);
    assert_eq!(after - before, 8, "the page counts once within some minutes");
    let views = |stack: &Stack, lead: &str| {
        let all = stack.stored_activities(lead);
        all.into_values().filter(|activity| activity["kind"] == "page_viewed").collect::<Vec<_>>()
    };
    let id = lead["id"].as_str().unwrap();
    let seen = views(&stack, id);
    assert_eq!((seen.len(), &seen[0]["page"]), (1, &site.page("/pricing").into()));

    // Who says no is not followed any more, whatever its browser tells.
    stack.tell(&json!({"kind": "unsubscribed", "email": "maria@acme.example"}));
    stack.settle();
    visit(&mut browser, "/customers");
    stack.settle();
    assert_eq!(views(&stack, id).len(), 1);
    // And the browser forgets when its page says so.
    browser.eval("dispatchEvent(new Event('leadwright-forget'))").unwrap();
    assert_eq!(browser.eval("localStorage.length").unwrap(), 0);
    stack.assert_sound();
}

#[test]
fn without_javascript_the_embedded_form_is_a_link_to_the_hosted_one() {
    let Some(mut browser) = Browser::launch().unwrap() else { return };
    let stack = Stack::start();
    let site = Site::start(&stack.url);
    browser.javascript(false).unwrap();
    browser.goto(&site.page("/embedded")).unwrap();
    browser.click("#two a").unwrap();
    browser.wait_for_url("/forms/demo-request").unwrap();
    browser.fill("#email", "maria@acme.example").unwrap();
    browser.click("button[type=submit]").unwrap();
    browser.wait_for_url("/thank-you").unwrap();
    stack.settle();
    let lead = stack.lead("maria@acme.example");
    // The browser tells another site the host alone.
    assert_eq!(site_of(&lead, "first_touch")["referrer"], format!("{}/", site.url), "{lead}");
}

#[test]
fn r_mautic_12094_the_campaign_is_not_lost_on_the_hosted_form() {
    let stack = Stack::start();
    let headers = [("accept", BROWSER), ("referer", "https://www.google.example/search?q=maria")];
    let address = "/forms/demo-request?utm_campaign=Spring%20sale&utm_id=7&utm_x=y&fbclid=IwAR0&other=1";
    let page = read_text(&mut stack.request("GET", address, &headers, ""));
    let hidden = page.split("name=\"last_touch\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let hidden = hidden.replace("&#38;", "&").replace("&amp;", "&");
    assert_eq!(
        hidden,
        "utm_campaign=Spring+sale&utm_id=7&utm_x=y&fbclid=IwAR0&referrer=https%3A%2F%2Fwww.google.example%2Fsearch"
    );
    let body: String = form_urlencoded::Serializer::new(String::new())
        .append_pair("email", "maria@acme.example")
        .append_pair("last_touch", &hidden)
        .finish();
    assert_eq!(
        stack.post("/forms/demo-request", URLENCODED, &body).headers()["location"],
        "/forms/demo-request/thank-you"
    );
    stack.settle();
    let lead = stack.lead("maria@acme.example");
    assert_eq!(lead["first_touch"]["campaign"], "Spring sale");
    assert_eq!(site_of(&lead, "first_touch")["clicks"], json!({"fbclid": "IwAR0"}));
    assert!(page.len() <= 20 * 1024, "{} bytes", page.len());
    let others = page.match_indices("src=\"").filter(|(at, _)| !page[at + 5..].starts_with("/assets/"));
    assert_eq!(others.count(), 0, "no request to anybody else");
}

#[test]
fn r_formie_826_the_campaign_and_the_page_are_not_lost_after_a_mistake() {
    let stack = Stack::start();
    let headers = [("accept", BROWSER), ("content-type", URLENCODED), ("referer", "https://www.acme.example/vans?x=1")];
    let mistaken = "email=maria&utm_campaign=spring&first_touch=utm_campaign%3Dwinter";
    let page = read_text(&mut stack.request("POST", "/forms/demo-request", &headers, mistaken));
    let mut again = form_urlencoded::Serializer::new(String::new());
    again.append_pair("email", "maria@acme.example");
    for name in ["first_touch", "last_touch", "form_page"] {
        let field = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("{name}: {page}"));
        again.append_pair(name, &field.split('"').next().unwrap().replace("&#38;", "&"));
    }
    let own = format!("{}/forms/demo-request", stack.url);
    let headers = [("accept", BROWSER), ("content-type", URLENCODED), ("referer", own.as_str())];
    assert_eq!(stack.request("POST", "/forms/demo-request", &headers, &again.finish()).status(), 303);
    stack.settle();
    let lead = stack.lead("maria@acme.example");
    assert_eq!(lead["first_touch"]["campaign"], "winter");
    assert_eq!(lead["last_touch"]["site"]["utm"], json!({"campaign": "spring"}));
    assert_eq!(lead["first_touch"]["page"], "/vans");
}

#[test]
fn a_form_takes_posts_of_its_own_sites_alone() {
    let folder = tempfile::tempdir().unwrap();
    let stack = stack_with(folder.path(), "origins: [https://www.acme.example]\nwithout_origin: refuse");
    let post = |origin: &str, body: &str| {
        let headers = [("accept", "application/json"), ("content-type", URLENCODED), ("origin", origin)];
        stack.request("POST", "/forms/demo-request", if origin.is_empty() { &headers[..2] } else { &headers }, body)
    };
    let good = "email=maria%40acme.example";
    for (origin, status) in [
        ("https://www.acme.example", 202),
        (stack.url.as_str(), 202),
        ("https://acme.example", 403),
        ("null", 403),
        ("", 403),
    ] {
        let mut answer = post(origin, good);
        assert_eq!(answer.status(), status, "{origin}");
        if status == 403 {
            let said = read_json(&mut answer)["detail"].as_str().unwrap().to_owned();
            assert!(said.contains(if origin == "https://acme.example" { origin } else { "which site" }), "{said}");
        }
    }
    for (origin, allowed) in [("https://www.acme.example", true), ("https://acme.example", false), ("null", false)] {
        let answer = stack.preflight("/forms/demo-request", origin);
        assert_eq!(answer.headers().contains_key("access-control-allow-origin"), allowed, "{origin}");
        // Another form goes by the template's parameter.
        assert!(stack.preflight("/forms/newsletter", origin).headers().contains_key("access-control-allow-origin"));
    }
}

#[test]
fn a_browser_is_not_asked_again_what_it_sent_and_learns_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let more = format!("{MEASURING}\nprogressive: [employees, timeline]");
    let stack = stack_with(folder.path(), &more);
    // What is known of the person from elsewhere is nobody's business.
    stack.submit_and_settle(
        "guide-download",
        &json!({"email": "maria@acme.example", "company": "Acme", "employees": 120}),
    );
    let sent = json!({"email": "maria@acme.example", "name": "Maria", "consent_measuring": "yes"});
    let answer = read_json(&mut stack.submit("demo-request", &sent));
    let token = answer["browser"].as_str().unwrap();
    let asked = |query: &str| {
        let page = read_text(&mut stack.get(&format!("/forms/demo-request?embed=1{query}")));
        ["email", "name", "company", "employees", "timeline"].map(|name| page.contains(&format!(" name=\"{name}\"")))
    };
    assert_eq!(asked(""), [true, true, true, false, false]);
    assert_eq!(asked(&format!("&known={token}")), [true, false, true, true, false]);
    assert_eq!(asked("&known=x"), [true, true, true, false, false]);
    // Another person at the same browser is asked all of it.
    let page = |email: &str| {
        let body = format!("email={email}&known={token}");
        stack.post("/forms/demo-request?embed=1", URLENCODED, &body).status().as_u16()
    };
    assert_eq!((page("maria%40acme.example"), page("jose%40acme.example")), (200, 200));
    let answer = read_json(&mut stack.submit("demo-request", &json!({"email": "jose@acme.example"})));
    assert_eq!(answer.get("browser"), None, "who did not agree gets no token: {answer}");
}

#[test]
fn a_page_view_is_signed_and_a_persons() {
    let folder = tempfile::tempdir().unwrap();
    let stack = stack_with(folder.path(), MEASURING);
    let sent = json!({"email": "maria@acme.example", "consent_measuring": "yes"});
    let answer = read_json(&mut stack.submit("demo-request", &sent));
    let (token, lead) = (answer["browser"].as_str().unwrap(), answer["lead"].as_str().unwrap());
    let view = |token: &str, agent: &str, origin: &str, body: &str| {
        let headers = [("content-type", URLENCODED), ("user-agent", agent), ("origin", origin)];
        stack.request("POST", &format!("/v/{token}"), &headers, body).status().as_u16()
    };
    let (own, page) = ("https://www.acme.example", "page=https%3A%2F%2Fwww.acme.example%2Fpricing");
    assert_eq!(view(token, AGENT, own, page), 204);
    assert_eq!(view(token, "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", own, page), 204);
    assert_eq!(view(&format!("{token}x"), AGENT, own, page), 404);
    assert_eq!(view(token, AGENT, "https://evil.example", page), 422);
    assert_eq!(view(token, AGENT, own, "page=javascript:alert(1)"), 422);
    assert_eq!(view(token, AGENT, own, ""), 422);
    for number in 0..80 {
        let page = format!("page=https%3A%2F%2Fwww.acme.example%2Fblog%2F{number}");
        assert_eq!(view(token, AGENT, own, &page), 204);
    }
    stack.settle();
    let views = stack.stored_activities(lead).into_values().filter(|activity| activity["kind"] == "page_viewed");
    assert!(views.count() <= 60, "a browser tells of no more pages than a person reads");
    // A lead that is not there has no views that wait for it.
    assert!(stack.printed(&["unmatched"]).contains("Every activity has its lead"), "{}", stack.printed(&["unmatched"]));
    stack.assert_sound();
}

#[test]
fn a_link_of_a_mail_makes_a_browser_known_whose_person_agreed() {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    mail_at_any_hour(folder.path());
    edit(
        folder.path(),
        "infra/config/forms/guide-download.yaml",
        "source: download",
        &format!("source: download\n{MEASURING}"),
    );
    let stack = Stack::start_at(folder.path(), ":memory:");
    let keys = SigningKeys::read(stack.status()["secrets"]["SigningKey"].as_str().unwrap()).unwrap();
    // Where a link of a mail that was sent an hour ago leads.
    let follow = |lead: &str, page: &str, agent: &str| {
        let now: Timestamp = stack.status()["now"].as_str().unwrap().parse().unwrap();
        let sent_at = now - SignedDuration::from_hours(1);
        let (send, mail) = ("nurture-x_tips".to_owned(), "nurture-tips".to_owned());
        let target = Some(Target::Page(page.to_owned()));
        let tracked = Tracked { lead: LeadId::parse(lead).unwrap(), send, mail, sent_at, target };
        let answer = stack.fetch("GET", &format!("/c/{}", keys.sign(&tracked, sent_at)), agent);
        answer.headers()["location"].to_str().unwrap().to_owned()
    };
    let own = "https://www.acme.example/route-planner";
    let jose = stack.submit_and_settle("guide-download", &json!({"email": "jose@acme.example", "consent": true}));
    assert_eq!(follow(&jose, own, AGENT), own, "who did not agree is not known again");
    let agreed = json!({"email": "maria@acme.example", "consent": true, "consent_measuring": "yes"});
    let maria = stack.submit_and_settle("guide-download", &agreed);
    let to = follow(&maria, own, AGENT);
    let token = to.strip_prefix(&format!("{own}#lw=")).unwrap_or_else(|| panic!("{to}"));
    let headers = [("content-type", URLENCODED), ("user-agent", AGENT)];
    let viewed = format!("page={own}");
    assert_eq!(stack.request("POST", &format!("/v/{token}"), &headers, &viewed).status(), 204);
    stack.settle();
    let seen =
        stack.stored_activities(&maria).into_values().filter(|activity| activity["kind"] == "page_viewed").count();
    assert_eq!(seen, 1);
    for (page, agent) in [
        ("https://elsewhere.example/", AGENT),
        ("https://www.acme.example.evil.example/", AGENT),
        ("https://www.acme.example/a#part", AGENT),
        (own, "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
    ] {
        assert_eq!(follow(&maria, page, agent), page, "{agent}");
    }
    stack.tell(&json!({"kind": "unsubscribed", "email": "maria@acme.example"}));
    stack.settle();
    assert_eq!(follow(&maria, own, AGENT), own, "who said no");
}
