//! Spam: what is suspicious is kept aside, the visitor sees the same answer, and a release does what an arrival would have.

use std::path::Path;

use leadwright_tests::{
    BROWSER, Stack, copy_config, edit, leadwright, mail_at_any_hour, person, read_json, read_text, without_columns,
};
use serde_json::{Value, json};

use crate::spam_provider::Provider;

/// What a program fills in that fills in every field.
pub(crate) fn spam(number: usize) -> Value {
    let mut fields = person(number);
    fields["contact-website"] = json!("https://pills.example");
    fields["message"] = json!("Cheap pills https://pills.example and https://more.example");
    fields
}

fn email(number: usize) -> String {
    format!("person{number}@customer{number}.example")
}

fn listed(stack: &Stack, more: &[&str]) -> Vec<Value> {
    serde_json::from_str(&stack.printed(&[&["suspects", "--json"], more].concat())).unwrap()
}

fn name_of(suspect: &Value) -> &str {
    suspect["post"].as_str().unwrap()
}

fn signs(suspect: &Value) -> Vec<&str> {
    suspect["suspect"]["signs"].as_array().unwrap().iter().map(|sign| sign["sign"].as_str().unwrap()).collect()
}

fn is_lead(stack: &Stack, who: &str) -> bool {
    stack.command(&["lead", who, "--json"]).status.success()
}

/// Posts as a browser behind `CloudFront` does, from that address.
fn post_from(stack: &Stack, secret: &str, address: &str, fields: &Value) -> u16 {
    let headers =
        [("content-type", "application/json"), ("x-leadwright-front", secret), ("x-leadwright-viewer", address)];
    stack.request("POST", "/forms/demo-request", &headers, &fields.to_string()).status().as_u16()
}

#[test]
fn a_suspect_is_kept_aside_and_its_release_does_what_its_arrival_would_have_done_once() {
    let stack = Stack::start();
    let mut answer = stack.submit("demo-request", &spam(1));
    let body = read_json(&mut answer);
    // The visitor reads the same as everybody.
    let mut honest = stack.submit("demo-request", &person(2));
    let honest_body = read_json(&mut honest);
    assert_eq!((answer.status(), body["consent"].clone()), (honest.status(), honest_body["consent"].clone()));
    stack.settle();
    assert!(!is_lead(&stack, &email(1)) && is_lead(&stack, &email(2)));
    assert!(stack.subjects_to(&email(1)).is_empty());
    let waiting = listed(&stack, &[]);
    assert_eq!(waiting.len(), 1);
    assert_eq!(signs(&waiting[0]), ["trap", "links"]);
    let posted = waiting[0]["suspect"]["activity"]["id"].clone();
    stack.advance("3d");

    let dora = stack.log_in("dora");
    let page = dora.page("/desk/suspects");
    assert!(page.contains("Cheap pills") && page.contains("A field was filled in that no person sees"), "{page}");
    let press = dora.press_of("/desk/suspects");
    let fields = format!("{press}&do=release&suspect-{}=yes", name_of(&waiting[0]));
    for expected in ["released=1&gone=0&left=0", "released=0&gone=1&left=0"] {
        let answer = dora.post("/desk/suspects", &fields);
        assert_eq!(answer.headers()["location"], format!("/desk/suspects?{expected}"));
    }
    stack.settle();
    let lead = stack.lead(&email(1));
    let timeline = lead["timeline"].as_array().unwrap();
    let submissions: Vec<&Value> = timeline.iter().filter(|one| one["kind"] == "form_submitted").collect();
    assert_eq!((submissions.len(), &submissions[0]["id"]), (1, &posted), "the same activity, once");
    assert_eq!(stack.subjects_to(&email(1)).len(), 1, "it is acknowledged: {:?}", stack.inbox());
    assert!(lead["owner"].is_string(), "it is handed off: {lead}");
    assert!(listed(&stack, &[]).is_empty());
    let decided = listed(&stack, &["--decided"]);
    assert_eq!(decided[0]["suspect"]["decision"]["by"], "dora");
    let page = dora.page("/desk/suspects");
    assert!(page.contains("Nothing is kept aside") && page.contains("released by Dora"), "{page}");
    stack.assert_sound();
}

#[test]
fn the_same_post_twice_is_one_suspect_and_a_condemned_one_can_still_be_released() {
    let stack = Stack::start();
    stack.submit("demo-request", &spam(1));
    stack.submit("demo-request", &spam(1));
    stack.post_with_key("/forms/demo-request", "k1", &spam(2));
    stack.post_with_key("/forms/demo-request", "k1", &spam(2));
    stack.settle();
    assert_eq!(listed(&stack, &[]).len(), 2);
    assert_eq!(stack.printed(&["suspects", "condemn", "--all", "--by", "dora"]).trim(), "2 posts condemned");
    assert_eq!(stack.printed(&["suspects"]).trim(), "No post is kept aside.");
    let decided = listed(&stack, &["--decided"]);
    let maria = decided.iter().find(|one| one["suspect"]["activity"]["fields"]["email"] == email(1)).unwrap();
    for _ in 0..2 {
        stack.command(&["suspects", "release", name_of(maria)]);
        stack.settle();
    }
    let lead = stack.lead(&email(1));
    let is_submission = |one: &&Value| one["kind"] == "form_submitted";
    assert_eq!(lead["timeline"].as_array().unwrap().iter().filter(is_submission).count(), 1);
    // What is applied is not taken back.
    assert_eq!(stack.command(&["suspects", "condemn", name_of(maria)]).status.code(), Some(1));
    assert_eq!(stack.command(&["suspects", "release", "0-20261126T1040-nobody"]).status.code(), Some(1));
    stack.assert_sound();
}

/// Of a redelivery: SQS brings the message again, after what it did and before it was done.
#[test]
fn a_message_that_comes_again_is_kept_aside_once_and_what_was_applied_stays_applied() {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    edit(folder.path(), "infra/template.yaml", "VisibilityTimeout: 60", "VisibilityTimeout: 1");
    let stack = Stack::start_at(folder.path(), ":memory:");
    // The row is written, and the function sees an error.
    stack.fault(&json!({
        "service": "dynamodb", "operation": "UpdateItem", "fault": "error", "times": 5, "function": "scoring",
    }));
    stack.submit("demo-request", &spam(1));
    stack.settle();
    assert_eq!(listed(&stack, &[]).len(), 1);
    assert!(!is_lead(&stack, &email(1)));
    stack.assert_sound();
}

#[test]
fn a_strangers_spam_does_not_change_a_known_lead_and_a_known_person_is_less_suspect() {
    let stack = Stack::start();
    stack.submit_and_settle("demo-request", &person(1));
    let before = stack.lead(&email(1));
    stack.submit("demo-request", &spam(1));
    stack.settle();
    assert_eq!(stack.lead(&email(1))["timeline"], before["timeline"], "a lead of a minute ago is nobody we know");
    assert_eq!(listed(&stack, &[]).len(), 1);
    stack.advance("2d");
    // 30 for a link, 70 for another in the name: a stranger is kept aside, and a lead in hand is not.
    let mut fields = person(1);
    fields["name"] = json!("Maria www.acme.example");
    fields["message"] = json!("See https://acme.example/a and https://acme.example/b");
    stack.submit_and_settle("demo-request", &fields);
    fields["email"] = json!(email(2));
    stack.submit_and_settle("demo-request", &fields);
    assert!(!is_lead(&stack, &email(2)));
    assert_eq!(listed(&stack, &[]).len(), 2);
    stack.assert_sound();
}

/// Whatever is posted to forms goes the same way: no type of body and no header goes around the checks.
#[test]
fn r_listmonk_2530_no_second_way_in_skips_the_checks() {
    let stack = Stack::start();
    let form = "email=a1%40customer.example&contact-website=x";
    let json = json!({"email": "a2@customer.example", "contact-website": "x"}).to_string();
    stack.post("/forms/demo-request", "application/x-www-form-urlencoded", form);
    stack.post("/forms/demo-request", "application/json", &json);
    let third = json!({"email": "a3@customer.example", "contact-website": "x"});
    stack.post_with_key("/forms/guide-download", "k", &third);
    stack.settle();
    assert_eq!(listed(&stack, &[]).len(), 3);
    assert_eq!(stack.mails(), 0);
    // A program with the token, and a list, are never weighed.
    stack.tell(&json!({"kind": "product_used", "email": "a4@mailinator.com", "name": "https://x.example/y"}));
    assert!(is_lead(&stack, "a4@mailinator.com"));
}

/// The text of a spammer in the field of a name is mailed to nobody.
#[test]
fn r_listmonk_1133_a_text_in_the_name_is_mailed_to_nobody() {
    let stack = Stack::start();
    let mut fields = person(1);
    fields["name"] = json!("You won <a href=https://x.example/y>a prize</a>");
    stack.submit("demo-request", &fields);
    stack.settle();
    assert_eq!(stack.mails(), 0, "{:?}", stack.inbox());
    let page = stack.log_in("dora").page("/desk/suspects");
    assert!(page.contains("&#60;a href") || page.contains("&lt;a href"), "{page}");
    assert!(!page.contains("<a href=https://x.example"), "{page}");
}

#[test]
fn who_may_decide_and_what_the_page_says_to_others() {
    let stack = Stack::start();
    stack.submit("demo-request", &spam(1));
    stack.settle();
    let ana = stack.log_in("ana");
    let mut answer = ana.get("/desk/suspects");
    assert_eq!(answer.status(), 403);
    assert!(read_text(&mut answer).contains("managers, marketing and administrators"));
    assert!(!ana.page("/desk/leads").contains("/desk/suspects"));
    let dora = stack.log_in("dora");
    assert!(dora.page("/desk/leads").contains("/desk/suspects"));
    let press = dora.press_of("/desk/suspects");
    let mut answer = dora.post("/desk/suspects", &format!("{press}&do=condemn"));
    assert_eq!(answer.status(), 422);
    assert!(read_text(&mut answer).contains("Choose the posts first"));
    let page = dora.press("/desk/suspects", &format!("do=condemn-all&shown-{}=yes", name_of(&listed(&stack, &[])[0])));
    assert!(
        page.contains("One post is marked as spam.") && page.contains("In the last 30 days one post was"),
        "{page}"
    );
}

#[test]
fn the_hosted_form_has_a_field_that_no_person_sees_and_knows_how_long_it_took() {
    let stack = Stack::start();
    let page = read_text(&mut stack.get("/forms/demo-request"));
    assert!(page.contains("name=\"contact-website\" tabindex=\"-1\" autocomplete=\"off\""), "{page}");
    let shown = page.split("name=\"form-shown\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut fields = person(1);
    fields["form-shown"] = json!(shown);
    // 50 for the time, 60 for the markup.
    fields["message"] = json!("[url=a]b[/url]");
    stack.submit("demo-request", &fields);
    stack.settle();
    let waiting = listed(&stack, &[]);
    assert_eq!(signs(&waiting[0]), ["too_fast", "markup"]);
    stack.advance("1m");
    fields["email"] = json!(email(2));
    stack.submit_and_settle("demo-request", &fields);
    // A form that comes back with a mistake keeps its time.
    let headers = [("accept", BROWSER), ("content-type", "application/x-www-form-urlencoded")];
    let entered = format!("name=x&form-shown={shown}");
    let mut again = stack.request("POST", "/forms/demo-request", &headers, &entered);
    let again = read_text(&mut again);
    assert!(again.contains(&format!("name=\"form-shown\" value=\"{shown}\"")), "{again}");
    assert!(is_lead(&stack, &email(2)));
}

/// A stack whose forms have a captcha, and its provider.
fn with_captcha(folder: &Path) -> (Stack, Provider) {
    let provider = Provider::start();
    copy_config(folder);
    mail_at_any_hour(folder);
    let captcha = format!("captcha: {{site_key: site-1, verify_at: \"{}\", failed: 200,", provider.url);
    edit(folder, "infra/config/spam.yaml", "captcha: {failed: 200,", &captcha);
    edit(folder, "infra/config/forms/demo-request.yaml", "hand_off: true", "captcha: turnstile\nhand_off: true");
    edit(folder, "infra/template.yaml", "VisibilityTimeout: 60", "VisibilityTimeout: 1");
    (Stack::start_at(folder, ":memory:"), provider)
}

fn with_token(number: usize, token: &str) -> Value {
    let mut fields = person(number);
    fields["cf-turnstile-response"] = json!(token);
    fields
}

#[test]
fn r_mautic_5671_a_failed_captcha_makes_no_contact_and_what_is_not_checked_does() {
    let folder = tempfile::tempdir().unwrap();
    let (stack, provider) = with_captcha(folder.path());
    for (number, token, is_accepted) in [
        (1, "good-1", true),
        (2, "bad-1", false),
        // Another person's token.
        (3, "good-1", false),
        (4, "expired-1", true),
        (5, "wrong-1", true),
        (6, "error-1", true),
        (7, "never-1", true),
        // The provider is left alone now.
        (8, "good-2", true),
    ] {
        stack.submit("demo-request", &with_token(number, token));
        stack.settle();
        assert_eq!(is_lead(&stack, &email(number)), is_accepted, "{token}");
    }
    assert_eq!((provider.asked("good-1"), provider.asked("good-2")), (1, 0));
    // Without a token it is not checked, which is a sign and no proof.
    stack.submit_and_settle("demo-request", &person(9));
    assert!(is_lead(&stack, &email(9)));
    let mut fields = person(10);
    fields["message"] = json!("[url=a]b[/url]");
    stack.submit("demo-request", &fields);
    stack.settle();
    let waiting = listed(&stack, &[]);
    let missing = waiting.iter().find(|one| one["suspect"]["activity"]["fields"]["email"] == email(10)).unwrap();
    assert_eq!(signs(missing), ["markup", "captcha"]);
    stack.assert_sound();
}

/// A crash after the provider's answer asks nobody again: the token would be used.
#[test]
fn r_listmonk_2038_a_solved_captcha_stays_solved_when_its_message_comes_again() {
    let folder = tempfile::tempdir().unwrap();
    let (stack, provider) = with_captcha(folder.path());
    stack.fault(&json!({
        "service": "dynamodb", "operation": "TransactWriteItems", "fault": "error", "times": 5, "function": "scoring",
    }));
    stack.submit("demo-request", &with_token(1, "good-1"));
    stack.settle();
    assert!(is_lead(&stack, &email(1)));
    assert_eq!(provider.asked("good-1"), 1);
    // Sent twice by the visitor, it is one.
    stack.submit_and_settle("demo-request", &with_token(1, "good-1"));
    assert_eq!((provider.asked("good-1"), listed(&stack, &[]).len()), (1, 0));
    stack.assert_sound();
}

#[test]
fn only_a_form_with_a_captcha_names_its_provider() {
    let folder = tempfile::tempdir().unwrap();
    let (stack, _provider) = with_captcha(folder.path());
    let mut with = stack.get("/forms/demo-request");
    let policy = with.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("script-src 'self' https://challenges.cloudflare.com"), "{policy}");
    assert!(policy.contains("frame-src https://challenges.cloudflare.com"), "{policy}");
    let page = read_text(&mut with);
    assert!(page.contains("data-sitekey=\"site-1\"") && page.contains("<noscript>"), "{page}");
    for path in ["/forms/newsletter", "/forms/demo-request/thank-you"] {
        let mut without = stack.get(path);
        let policy = without.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(!policy.contains("cloudflare") && !read_text(&mut without).contains("cloudflare"), "{path}: {policy}");
    }
}

/// The signs of a flood are seen from its own network on, and a real lead among it is as fast as ever.
#[test]
fn a_flood_is_kept_aside_and_delays_no_real_lead() {
    const FLOOD: usize = 300;
    let stack = Stack::start();
    let secret = stack.status()["secrets"]["FrontSecret"].as_str().unwrap().to_owned();
    for number in 0..FLOOD {
        let fields =
            json!({"email": format!("robot{number}@flood{number}.example"), "name": "Maria", "message": "Hello"});
        assert_eq!(post_from(&stack, &secret, &format!("203.0.113.{}", number % 250), &fields), 202);
        if number == FLOOD / 2 {
            assert_eq!(post_from(&stack, &secret, "198.51.100.7", &person(1)), 202);
        }
    }
    stack.settle();
    let lead = stack.lead(&email(1));
    assert!(lead["owner"].is_string(), "{lead}");
    let waiting = listed(&stack, &[]);
    // The first of them looked like everybody: two environments that see four posts late at the most.
    assert!((FLOOD - 60..=FLOOD - 35).contains(&waiting.len()), "{}", waiting.len());
    assert!(waiting.iter().all(|one| signs(one) == ["network"]));
    // No row and no activity names a network.
    let scan = json!({"TableName": stack.status()["table"]});
    let rows = stack.aws("dynamodb", "DynamoDB_20120810.Scan", &scan).to_string();
    assert!(!rows.contains("203.0.113") && !rows.contains("198.51.100"), "a network is stored");
    // The header alone says nothing: it counts with the secret.
    assert_eq!(post_from(&stack, "guess", "203.0.113.9", &person(2)), 202);
    stack.settle();
    assert!(is_lead(&stack, &email(2)));
    stack.assert_sound();
}

#[test]
fn what_nobody_decides_about_expires_when_the_file_says() {
    let stack = Stack::start();
    stack.submit("demo-request", &spam(1));
    stack.settle();
    stack.advance("31d");
    assert!(listed(&stack, &[]).is_empty());
}

#[test]
fn mistakes_in_the_file_are_named_with_their_lines() {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    let file = "infra/config/spam.yaml";
    edit(folder.path(), file, "aside_at: 100 ", "aside_at: 0 ");
    edit(folder.path(), file, "within: 3s", "within: 5m");
    edit(folder.path(), file, "posts: 20", "posts: 1");
    edit(folder.path(), file, "keep: 30d", "keep: 120d");
    edit(folder.path(), file, "role: 10 ", "role: 2000 ");
    edit(folder.path(), "infra/config/forms/newsletter.yaml", "source: form", "source: form\ncaptcha: hcaptcha");
    edit(folder.path(), "infra/config/forms/demo-request.yaml", "hand_off: true", "captcha: turnstile\nhand_off: true");
    let output = leadwright(folder.path(), &["compile"]);
    let errors = without_columns(&String::from_utf8_lossy(&output.stderr));
    for expected in [
        "spam.yaml:5: `aside_at` is from 1",
        "spam.yaml:6: `keep` is 90d at the most",
        "spam.yaml:9: `within` of `too_fast` is 60s",
        "spam.yaml:17: the points of `role`",
        "spam.yaml:20: `posts` of `network` is 2 or more",
        "demo-request.yaml:7: the form has a captcha, and spam.yaml has no key",
        "newsletter.yaml:7: the form `demo-request` has `captcha: turnstile`",
    ] {
        assert!(errors.contains(expected), "{expected} is not in {errors}");
    }
}
