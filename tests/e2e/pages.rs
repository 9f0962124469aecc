//! What every answer has, whoever asks for whatever: security headers, a page for a browser, JSON for a program.

use leadwright_tests::{BROWSER, Stack, person, read_json, read_text};
use serde_json::{Value, json};
use ureq::Body;
use ureq::http::Response;

use crate::engagement::Mailed;
use crate::seller::link;

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// Who reads: a browser, or a program that asks for JSON.
const READERS: [&str; 2] = [BROWSER, JSON];

fn header<'a>(answer: &'a Response<Body>, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// The headers that every answer has; `what` says which one it is.
fn assert_secure(answer: &Response<Body>, what: &str) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("strict-transport-security", "max-age=31536000"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        assert_eq!(header(answer, name), value, "{what}: {name}");
    }
    let policy = header(answer, "content-security-policy");
    for part in ["default-src 'none'; ", "style-src 'self'; ", "base-uri 'none'; ", "frame-ancestors '"] {
        assert!(policy.contains(part) && !policy.contains("unsafe"), "{what}: {policy}");
    }
    assert!(["no-referrer", "same-origin"].contains(&header(answer, "referrer-policy")), "{what}");
    assert!(["same-origin", "cross-origin"].contains(&header(answer, "cross-origin-resource-policy")), "{what}");
    assert!(header(answer, "permissions-policy").contains("camera=()"), "{what}");
    assert!(!header(answer, "cache-control").is_empty(), "{what}");
}

/// A page in its frame, without anything that the policy forbids.
fn assert_page(answer: &mut Response<Body>, what: &str) -> String {
    assert_eq!(header(answer, "content-type"), "text/html; charset=utf-8", "{what}");
    let page = read_text(answer);
    assert!(page.contains("<link rel=\"stylesheet\" href=\"/assets/style-") && page.contains("<h1"), "{what}: {page}");
    // A form loads our script, and no page another.
    let scripts = page.matches("<script src=\"/assets/embed-").count();
    assert_eq!(page.matches("<script").count(), scripts, "{what}: {page}");
    for forbidden in ["<style", "style=", "onclick", "http-equiv"] {
        assert!(!page.contains(forbidden), "{what}: {forbidden} in {page}");
    }
    page
}

/// Problem details as RFC 9457 has them, with the members that scripts of before rely on.
fn assert_problem(answer: &mut Response<Body>, what: &str) -> Value {
    assert_eq!(header(answer, "content-type"), "application/problem+json", "{what}");
    let problem = read_json(answer);
    assert_eq!(problem["status"], answer.status().as_u16(), "{what}");
    assert_eq!((&problem["type"], &problem["message"]), (&json!("about:blank"), &problem["detail"]), "{what}");
    assert!(problem["title"].is_string() && problem["detail"].is_string(), "{what}: {problem}");
    problem
}

#[test]
fn every_problem_is_a_page_for_a_browser_and_json_for_a_program() {
    let mailed = Mailed::new();
    let stack = &mailed.stack;
    stack.submit_and_settle("demo-request", &person(1));
    let lead = link(stack, "ana@acme.example");
    let preferences = mailed.links().preferences();
    let (long, longer) = ("x".repeat(70_000), "x".repeat(1_100_000));
    let bearer = format!("Bearer {}", stack.status()["secrets"]["ApiToken"].as_str().unwrap());
    for (method, path, content_type, body, status) in [
        // Nothing is there.
        ("GET", "/elsewhere", "", "", 404),
        ("GET", "/wp-login.php?a=b", "", "", 404),
        ("POST", "/elsewhere/and/further", FORM, "a=b", 404),
        ("GET", "/forms/nothing", "", "", 404),
        ("POST", "/forms/nothing", FORM, "email=a@b.example", 404),
        ("GET", "/forms/nothing/thank-you", "", "", 404),
        ("GET", "/assets/style.css", "", "", 404),
        ("GET", "/assets/style-0000000000000000.css", "", "", 404),
        ("GET", "/unsubscribe/x", "", "", 404),
        ("POST", "/unsubscribe/x", FORM, "List-Unsubscribe=One-Click", 404),
        ("GET", "/preferences/x", "", "", 404),
        ("GET", "/lead/x", "", "", 404),
        ("POST", "/lead/x", FORM, "do=accept", 404),
        ("GET", "/away/x", "", "", 404),
        ("GET", "/c/x", "", "", 404),
        ("GET", "/lead/x/y", "", "", 404),
        // It takes another method.
        ("DELETE", "/forms/demo-request", "", "", 405),
        ("POST", "/forms/demo-request/thank-you", FORM, "a=b", 405),
        ("GET", "/activities", "", "", 405),
        ("PUT", "/lead/x", FORM, "a=b", 405),
        ("POST", "/c/x", FORM, "a=b", 405),
        // It can't be read.
        ("POST", "/forms/demo-request", JSON, "{\"email\": ", 400),
        ("POST", "/forms/demo-request", JSON, "[]", 400),
        ("POST", "/forms/demo-request", "text/plain", "hello", 400),
        ("POST", "/forms/demo-request", "multipart/form-data; boundary=x", "hello", 400),
        ("POST", lead.as_str(), FORM, "do=accept", 400),
        ("POST", "/activities", JSON, "[", 400),
        ("POST", "/forms/demo-request", FORM, long.as_str(), 413),
        ("POST", preferences.as_str(), FORM, long.as_str(), 413),
        ("POST", "/activities", JSON, longer.as_str(), 413),
        ("POST", "/forms/demo-request", "image/png", "hello", 415),
        ("POST", preferences.as_str(), JSON, "{}", 415),
        // It is not right.
        ("POST", "/forms/demo-request", FORM, "email=maria", 422),
        ("POST", "/forms/demo-request", JSON, "{\"email\": \"maria\"}", 422),
        ("POST", "/forms/demo-request", JSON, "{\"email\": {\"x\": 1}}", 422),
        ("POST", preferences.as_str(), FORM, "do=dance", 422),
        ("POST", "/activities", JSON, "[{}]", 422),
    ] {
        for accept in READERS {
            let what = format!("{method} {path} {content_type} for {accept}");
            let mut headers = vec![("accept", accept), ("authorization", bearer.as_str())];
            headers.extend((!content_type.is_empty()).then_some(("content-type", content_type)));
            let mut answer = stack.request(method, path, &headers, body);
            assert_eq!(answer.status(), status, "{what}: {}", read_text(&mut answer));
            assert_secure(&answer, &what);
            assert_eq!(header(&answer, "cache-control"), "no-store", "{what}");
            assert_eq!(answer.headers().contains_key("allow"), status == 405, "{what}");
            if accept == BROWSER {
                assert_page(&mut answer, &what);
            } else {
                let problem = assert_problem(&mut answer, &what);
                let is_listed = problem["errors"].is_array() || problem["results"].is_array();
                assert_eq!(is_listed, status == 422, "{what}: {problem}");
            }
        }
    }
    for accept in READERS {
        let mut answer = stack.request("POST", "/activities", &[("accept", accept), ("content-type", JSON)], "[]");
        assert_eq!((answer.status().as_u16(), header(&answer, "www-authenticate")), (401, "Bearer"));
        assert_secure(&answer, accept);
        if accept == BROWSER {
            assert_page(&mut answer, accept);
        } else {
            assert_problem(&mut answer, accept);
        }
    }
    stack.settle();
    stack.assert_sound();
}

#[test]
fn what_can_not_be_done_now_says_when_to_try_again_and_keeps_what_was_entered() {
    let mailed = Mailed::new();
    let stack = &mailed.stack;
    let (leave, preferences) = (mailed.links().unsubscribe(), mailed.links().preferences());
    let entered = "email=maria%40acme.example&name=Maria&consent=yes";
    for (function, service, path, body, kept) in [
        ("capture", "sqs", "/forms/demo-request", entered, "value=\"Maria\""),
        ("engagement", "sqs", leave.as_str(), "List-Unsubscribe=One-Click", "<button type=\"submit\">Unsubscribe"),
        ("engagement", "dynamodb", preferences.as_str(), "do=stop", "Nothing was changed."),
    ] {
        for accept in READERS {
            let what = format!("{path} for {accept}");
            let (operation, times) = if service == "sqs" { ("SendMessage", 3) } else { ("GetItem", 9) };
            let fault = json!({"service": service, "operation": operation, "fault": "error", "times": times, "function": function});
            stack.fault(&fault);
            let mut answer = stack.request("POST", path, &[("accept", accept), ("content-type", FORM)], body);
            assert_eq!((answer.status().as_u16(), header(&answer, "retry-after")), (503, "60"), "{what}");
            assert_secure(&answer, &what);
            if accept == BROWSER {
                let page = assert_page(&mut answer, &what);
                assert!(page.contains(kept), "{what}: {page}");
            } else {
                assert_problem(&mut answer, &what);
            }
        }
    }
}

#[test]
fn every_page_shows_itself_by_get_and_by_head_and_says_which_methods_it_has() {
    let mailed = Mailed::new();
    let stack = &mailed.stack;
    stack.submit_and_settle("demo-request", &person(1));
    let lead = link(stack, "ana@acme.example");
    let links = mailed.links();
    let (show, act) = ("GET, HEAD, OPTIONS", "GET, HEAD, POST, OPTIONS");
    let (secret, public) = (["no-store", "no-referrer", "'none'"], ["no-cache", "same-origin", "'self'"]);
    for (path, [cache, referrer, frames], allow) in [
        ("/forms/demo-request".to_owned(), public, act),
        ("/forms/demo-request/thank-you".to_owned(), public, show),
        (links.unsubscribe(), secret, act),
        (links.preferences(), secret, act),
        (lead, secret, act),
        ("/desk/log-in".to_owned(), secret, act),
    ] {
        let mut shown = stack.get(&path);
        let looked_at = stack.request("HEAD", &path, &[("accept", BROWSER)], "");
        for answer in [&shown, &looked_at] {
            assert_eq!(answer.status(), 200, "{path}");
            assert_secure(answer, &path);
            assert_eq!(
                (header(answer, "cache-control"), header(answer, "referrer-policy")),
                (cache, referrer),
                "{path}"
            );
            assert!(
                header(answer, "content-security-policy").ends_with(&format!("frame-ancestors {frames}")),
                "{path}"
            );
        }
        assert_page(&mut shown, &path);
        let options = stack.request("OPTIONS", &path, &[], "");
        assert_eq!((options.status().as_u16(), header(&options, "allow")), (204, allow), "{path}");
        assert_secure(&options, &path);
    }
}

#[test]
fn what_is_no_page_is_as_safe_as_one() {
    let mailed = Mailed::new();
    let stack = &mailed.stack;
    let links = mailed.links();
    let picture = stack.get(&links.picture());
    assert_eq!((picture.status().as_u16(), header(&picture, "content-type")), (200, "image/gif"));
    // Mail programs show it in pages of theirs.
    assert_eq!(header(&picture, "cross-origin-resource-policy"), "cross-origin");
    let followed = stack.get(&links.follow("https://www.acme.example/pricing"));
    assert_eq!((followed.status().as_u16(), header(&followed, "referrer-policy")), (302, "no-referrer"));
    let posted = stack.post("/forms/demo-request", FORM, "email=maria%40acme.example");
    assert_eq!(posted.status(), 303);
    let accepted = stack.submit("demo-request", &person(1));
    assert_eq!((accepted.status().as_u16(), header(&accepted, "content-type")), (202, JSON));
    let saved = stack.post(&links.preferences(), FORM, "do=pause");
    assert_eq!((saved.status().as_u16(), header(&saved, "location")), (303, "?done#now"));
    for answer in [picture, followed, posted, accepted, saved] {
        assert_secure(&answer, answer.status().as_str());
    }
}

#[test]
fn the_style_sheet_is_kept_for_a_year_at_an_address_of_its_own() {
    let stack = Stack::start();
    let form = read_text(&mut stack.get("/forms/demo-request"));
    let at = form.find("/assets/style-").expect("a style sheet");
    let address = form[at..].split('"').next().unwrap();
    let asked = stack.status()["aws"]["capture"].clone();
    // As a browser asks for it.
    let mut sheet = stack.request("GET", address, &[("accept", "text/css,*/*;q=0.1")], "");
    assert_eq!(sheet.status(), 200);
    assert_eq!(header(&sheet, "content-type"), "text/css; charset=utf-8");
    assert_eq!(header(&sheet, "cache-control"), "public, max-age=31536000, immutable");
    assert_secure(&sheet, address);
    let style = read_text(&mut sheet);
    assert!(style.contains("prefers-color-scheme: dark"), "{style}");
    let head = stack.request("HEAD", address, &[], "");
    assert_eq!((head.status().as_u16(), header(&head, "content-length")), (200, style.len().to_string().as_str()));
    assert_eq!(stack.status()["aws"]["capture"], asked, "it asks nothing of AWS");
}

/// The button's own answer leads to another site: Chrome asks the policy of the page that the form stood on.
#[test]
fn a_form_may_lead_to_the_companys_own_thank_you_page() {
    let folder = tempfile::tempdir().unwrap();
    leadwright_tests::copy_config(folder.path());
    let own = "thank_you: https://www.acme.example/thanks";
    leadwright_tests::edit(
        folder.path(),
        "infra/config/forms/newsletter.yaml",
        "\nthanks:",
        &format!("\n{own}\nthanks:"),
    );
    let stack = Stack::start_at(folder.path(), ":memory:");
    for answer in [stack.get("/forms/newsletter"), stack.post("/forms/newsletter", FORM, "email=maria")] {
        let policy = header(&answer, "content-security-policy");
        assert!(policy.contains("form-action 'self' https://www.acme.example; "), "{policy}");
    }
    let posted = stack.post("/forms/newsletter", FORM, "email=maria%40acme.example&consent=yes");
    assert_eq!(header(&posted, "location"), "https://www.acme.example/thanks");
}

#[test]
fn the_pages_of_the_local_runner_are_as_safe() {
    let stack = Stack::start();
    stack.submit_and_settle("demo-request", &person(1));
    for path in
        ["/_local/", "/_local/leads", "/_local/inbox", "/_local/status", "/_local/console.css", "/_local/live.js"]
    {
        let mut answer = stack.get(path);
        assert_eq!(answer.status(), 200, "{path}");
        assert_secure(&answer, path);
        let text = read_text(&mut answer);
        assert!(!text.contains("<style") && !text.contains("style=") && !text.contains("<script>"), "{path}: {text}");
    }
    for (accept, kind) in [(BROWSER, "text/html; charset=utf-8"), (JSON, "application/problem+json")] {
        let answer = stack.request("GET", "/_local/nothing", &[("accept", accept)], "");
        assert_eq!((answer.status().as_u16(), header(&answer, "content-type")), (404, kind));
    }
    // A mail is of somebody else: it is shown where it can run nothing and reach nothing.
    let mail = stack.inbox()[0]["id"].as_str().unwrap().to_owned();
    let opened = read_text(&mut stack.get(&format!("/_local/inbox?open={mail}")));
    let frame = format!(
        "<iframe sandbox=\"allow-popups allow-popups-to-escape-sandbox\" title=\"On a telephone\" src=\"/_local/mail/{mail}\">"
    );
    assert!(opened.contains(&frame), "{opened}");
    let content = stack.get(&format!("/_local/mail/{mail}"));
    assert!(header(&content, "content-security-policy").starts_with("sandbox "));
}
