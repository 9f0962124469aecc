//! The seller's page that the links in mails open.

mod accepting;
mod away;
mod giving;

use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, ToSpan, Zoned};
use leadwright_tests::browser::Browser;
use leadwright_tests::{Stack, person, read_text};
use serde_json::{Value, json};

const URLENCODED: &str = "application/x-www-form-urlencoded";
const MARIA: &str = "person1@customer1.example";

/// The path of the link to the lead's page in the newest mail to an address.
pub(crate) fn link(stack: &Stack, to: &str) -> String {
    link_to(stack, "lead", to)
}

pub(crate) fn link_to(stack: &Stack, what: &str, to: &str) -> String {
    let mails = stack.inbox();
    let mail = mails.iter().find(|mail| mail["to"].to_string().contains(to)).expect("a mail");
    let html = mail["html"].as_str().unwrap();
    let begin = format!("{}/{what}/", stack.url);
    let at = html.find(&begin).unwrap_or_else(|| panic!("no link to {what} in {html}"));
    let link = html[at..].split(['"', '#']).next().unwrap();
    link.strip_prefix(&stack.url).unwrap().to_owned()
}

/// A stack with a lead of Ana's, and the way to its page.
fn handed_off() -> (Stack, String) {
    let stack = Stack::start();
    stack.submit_and_settle("demo-request", &person(1));
    let path = link(&stack, "ana@acme.example");
    (stack, path)
}

/// The page, and the name that a press on it has.
pub(crate) fn page(stack: &Stack, path: &str) -> (String, String) {
    let mut answer = stack.get(path);
    let page = read_text(&mut answer);
    assert_eq!(answer.status(), 200, "{page}");
    let at = page.find("name=\"press\" value=\"").expect("a press") + 20;
    (page[at..].split('"').next().unwrap().to_owned(), page)
}

/// What the clock says, where Ana is.
fn now(stack: &Stack) -> Zoned {
    let now: Timestamp = stack.status()["now"].as_str().unwrap().parse().unwrap();
    now.in_tz("Europe/Lisbon").unwrap()
}

/// Moves the clock to a day and hour in Lisbon.
pub(crate) fn go_to(stack: &Stack, day: Date, hour: i8, minute: i8) {
    let at = day.at(hour, minute, 0, 0).in_tz("Europe/Lisbon").unwrap();
    stack.local("clock", &json!({ "set": at.timestamp().to_string() }));
}

/// Moves the clock to the next such day's noon in Lisbon. On a Monday, all of the demo's sales team work.
pub(crate) fn noon(stack: &Stack, weekday: Weekday) -> Date {
    let day = now(stack).date().nth_weekday(1, weekday).unwrap();
    go_to(stack, day, 12, 0);
    day
}

/// A lead of Ana's that came on a Monday at noon.
fn on_monday(fields: &Value) -> (Stack, String, Date) {
    let stack = Stack::start();
    let monday = noon(&stack, Weekday::Monday);
    stack.submit_and_settle("demo-request", fields);
    let path = link(&stack, "ana@acme.example");
    (stack, path, monday)
}

/// How many activities of a kind the lead has.
fn count(stack: &Stack, kind: &str) -> usize {
    timeline(stack).iter().filter(|one| one["kind"] == kind).count()
}

fn has_button(page: &str, button: &str) -> bool {
    page.contains(&format!("value=\"{button}\""))
}

/// Presses on a fresh page and follows to the page that says what came of it.
pub(crate) fn press(stack: &Stack, path: &str, fields: &str) -> String {
    let (press, _) = page(stack, path);
    let mut answer = stack.post(path, URLENCODED, &format!("press={press}&{fields}"));
    assert_eq!(answer.status(), 303, "{fields}: {}", read_text(&mut answer));
    let to = answer.headers()["location"].to_str().unwrap().to_owned();
    let mut answer = stack.get(&format!("{path}{}", to.split('#').next().unwrap()));
    let page = read_text(&mut answer);
    assert_eq!(answer.status(), 200, "{page}");
    stack.settle();
    page
}

/// The first day that the page lets choose.
fn tomorrow(page: &str) -> &str {
    let begin = "name=\"again\" type=\"date\" min=\"";
    let at = page.find(begin).expect("a first day") + begin.len();
    &page[at..at + 10]
}

fn timeline(stack: &Stack) -> Vec<Value> {
    stack.lead(MARIA)["timeline"].as_array().unwrap().clone()
}

#[test]
fn the_link_in_the_mail_opens_the_lead() {
    let (stack, path) = handed_off();
    let (_, page) = page(&stack, &path);
    for words in [
        "Maria Silva",
        "<bdi>Head of Operations</bdi> at <bdi>Acme</bdi>",
        "href=\"tel:+351912345678\"",
        "Can it work offline?",
        "Wants a demo",
        "Hot, 85 of 100",
        "Asked for a demo",
        "+30",
        "Call now",
        "This one is for you",
        "Ben Weber",
    ] {
        assert!(page.contains(words), "{words:?} is not in {page}");
    }
    assert!(!page.contains("value=\"ana\""), "she has it already: {page}");
    let answer = stack.get(&path);
    for (header, value) in [("cache-control", "no-store"), ("referrer-policy", "no-referrer")] {
        assert_eq!(answer.headers()[header], value);
    }
}

/// A HEAD or a scanner's GET unsubscribes: here it would accept.
#[test]
fn r_mautic_14916_only_a_press_does_anything() {
    let (stack, path) = handed_off();
    let before = stack.lead(MARIA);
    let (name, _) = page(&stack, &path);
    for path in [path.clone(), format!("{path}?do=accept&press={name}"), format!("{path}?done={name}")] {
        stack.head(&path);
        stack.get(&path);
    }
    stack.settle();
    assert_eq!(stack.lead(MARIA), before);
}

#[test]
fn each_button_is_one_activity_of_its_kind() {
    let (stack, path) = handed_off();
    let (_, first) = page(&stack, &path);
    let day = tomorrow(&first);
    let not_now = format!("do=not-now&again={day}&reason=no-budget&note=x");
    for (fields, expected, words) in [
        ("do=accept", json!({"kind": "accepted", "by": "ana"}), "You accepted it"),
        ("do=no-answer&note=", json!({"kind": "call_logged", "by": "ana", "reached": false}), "You called: no answer"),
        (
            "do=reached&note=Wants+a+test%0D%0Aon+Monday",
            json!({"kind": "call_logged", "by": "ana", "note": "Wants a test\non Monday"}),
            "<q dir=\"auto\">Wants a test\non Monday</q>",
        ),
        ("do=replied", json!({"kind": "reply_received", "by": "ana"}), "You got a reply"),
        (
            "do=answers&need=yes&budget=no&authority=unknown&note=She+said+so",
            json!({"kind": "qualified", "answers": {"need": true, "budget": false}, "evidence": "She said so", "by": "ana"}),
            "You answered need yes, budget no",
        ),
        (
            not_now.as_str(),
            json!({"kind": "stage_moved", "to": "recycled", "reason": "no-budget", "again_on": day, "by": "ana", "note": "x"}),
            "No budget this year",
        ),
        ("do=stop", json!({"kind": "nurture_stopped", "by": "ana"}), "You stopped the nurture mails"),
        (
            "do=not-a-fit&reason=too-small",
            json!({"kind": "stage_moved", "to": "disqualified", "reason": "too-small", "by": "ana"}),
            "Too small for us",
        ),
        (
            "do=won&amount=12+500",
            json!({"kind": "deal_won", "amount": 12500, "by": "ana"}),
            "You won the deal, for 12,500.00 EUR",
        ),
        (
            "do=give&to=ben&note=Ill",
            json!({"kind": "assigned", "to": "ben", "by": "ana", "why": "Ill"}),
            "You reassigned it to Ben Weber",
        ),
    ] {
        let before = timeline(&stack).len();
        let page = press(&stack, &path, fields);
        let done = page.split("id=\"done\"").nth(1).unwrap_or_else(|| panic!("{fields}: nothing said in {page}"));
        let done = done.split("</div>").next().unwrap();
        // Who gave it away no longer sees the lead.
        let is_given = fields.starts_with("do=give");
        assert!(done.contains(words) && done.contains("Next: ") != is_given, "{fields}: {done}");
        let after = timeline(&stack);
        let pressed: Vec<&Value> = after[before..].iter().filter(|one| one["kind"] == expected["kind"]).collect();
        let [pressed] = pressed[..] else { panic!("{fields}: {after:?}") };
        for (field, value) in expected.as_object().unwrap() {
            assert_eq!(&pressed[field], value, "{fields}: {field}");
        }
    }
    stack.assert_sound();
}

/// A double click makes two: here it would log two calls.
#[test]
fn r_suitecrm_9463_a_press_counts_once_however_often_it_is_sent() {
    let (stack, path) = handed_off();
    let (name, _) = page(&stack, &path);
    let calls = || timeline(&stack).iter().filter(|one| one["kind"] == "call_logged").count();
    let body = format!("press={name}&do=reached&note=Hello");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(stack.post(&path, URLENCODED, &body).status(), 303));
        }
    });
    stack.advance("1h");
    assert_eq!(stack.post(&path, URLENCODED, &body).status(), 303, "a reload of a page that was left open");
    assert_eq!(calls(), 1);
    // Back to the same page, and another button: that is another press.
    assert_eq!(stack.post(&path, URLENCODED, &format!("press={name}&do=no-answer")).status(), 303);
    press(&stack, &path, "do=reached&note=Hello");
    assert_eq!(calls(), 3);
    stack.assert_sound();
}

#[test]
fn a_press_that_fails_is_pressed_again_and_counts_once() {
    let (stack, path) = handed_off();
    let (name, _) = page(&stack, &path);
    let fault = json!({
        "service": "dynamodb", "operation": "TransactWriteItems", "fault": "error", "times": 5, "function": "desk",
    });
    stack.fault(&fault);
    let body = format!("press={name}&do=reached");
    let mut answer = stack.post(&path, URLENCODED, &body);
    assert_eq!(answer.status(), 503);
    assert!(read_text(&mut answer).contains("load this page again"));
    assert_eq!(stack.post(&path, URLENCODED, &body).status(), 303);
    assert_eq!(timeline(&stack).iter().filter(|one| one["kind"] == "call_logged").count(), 1);
    stack.assert_sound();
}

#[test]
fn what_can_not_be_is_refused_with_words_and_nothing_is_lost() {
    let (stack, path) = handed_off();
    let before = stack.lead(MARIA);
    let (name, first) = page(&stack, &path);
    let bored = format!("do=not-now&again={}&reason=bored&note=Kept", tomorrow(&first));
    for (fields, words, kept) in [
        (bored.as_str(), "Choose a reason from the list", "Kept</textarea>"),
        ("do=not-now&again=2020-05-05&reason=not-now", "must lie ahead", "value=\"not-now\" selected"),
        ("do=not-now&again=&reason=not-now&note=Kept", "Choose the day to follow up", "Kept</textarea>"),
        ("do=not-now&again=2099-05-05&reason=not-now", "within three years", "value=\"2099-05-05\""),
        ("do=not-a-fit&reason=not-now&note=<b>", "Choose a reason from the list", "&#60;b&#62;</textarea>"),
        ("do=won&amount=a+lot", "as a number in EUR", "value=\"a lot\""),
        ("do=give&to=nobody&note=Kept", "Choose somebody from the list", "Kept</textarea>"),
        ("do=answers&need=unknown&note=Kept", "No answer differs", "Kept</textarea>"),
        ("do=dance", "There is no such button", "Maria Silva"),
        ("", "There is no such button", "Maria Silva"),
    ] {
        let mut answer = stack.post(&path, URLENCODED, &format!("press={name}&{fields}"));
        let page = read_text(&mut answer);
        assert_eq!(answer.status(), 422, "{fields}: {page}");
        assert!(page.contains(words) && page.contains(kept), "{fields}: {page}");
        assert!(page.contains(&name), "it is the same press that is mended: {fields}");
    }
    let long = format!("press={name}&do=reached&note={}", "é".repeat(2001));
    assert_eq!(stack.post(&path, URLENCODED, &long).status(), 422);
    for wrong in ["do=accept", "press=x&do=accept", "press=0123456789ABCDEF&do=accept"] {
        assert_eq!(stack.post(&path, URLENCODED, wrong).status(), 400, "{wrong}");
    }
    stack.settle();
    assert_eq!(stack.lead(MARIA), before);
}

#[test]
fn a_link_that_is_old_or_not_ours_opens_nothing() {
    let (stack, path) = handed_off();
    let unsubscribe = {
        stack.submit_and_settle("guide-download", &json!({"email": "jose@gmail.com", "consent": true}));
        stack.advance("25h");
        let mails = stack.inbox();
        let link = mails.iter().find_map(|mail| mail["headers"]["List-Unsubscribe"].as_str()).unwrap().to_owned();
        link.trim_matches(['<', '>']).rsplit('/').next().unwrap().to_owned()
    };
    for wrong in [
        "/lead/x".to_owned(),
        format!("/lead/{unsubscribe}"),
        path.replace("/lead/", "/unsubscribe/"),
        format!("{path}x"),
    ] {
        let mut answer = stack.get(&wrong);
        assert_eq!(answer.status(), 404, "{wrong}");
        assert!(!read_text(&mut answer).contains("Maria"));
    }
    stack.advance("28d");
    let (name, _) = page(&stack, &path);
    stack.advance("2d");
    let mut answer = stack.get(&path);
    assert_eq!(answer.status(), 410);
    let words = read_text(&mut answer);
    assert!(words.contains("expired") && words.contains("Mail me a fresh link") && !words.contains("Maria"), "{words}");
    // The button of an old page does what the page of an old link says, and nothing to the lead.
    assert_eq!(stack.post(&path, URLENCODED, &format!("press={name}&do=accept")).status(), 200);
    stack.settle();
    assert_eq!(timeline(&stack).iter().filter(|one| one["kind"] == "accepted").count(), 0);
}

/// On a telephone, without JavaScript, from the mail's own link to the answer.
#[test]
fn a_seller_presses_in_a_browser_without_javascript() {
    let Some(mut browser) = Browser::launch().unwrap() else { return };
    let (stack, path) = handed_off();
    browser.javascript(false).unwrap();
    browser.viewport(390, 844, true).unwrap();
    browser.goto(&format!("{}{path}#accept", stack.url)).unwrap();
    browser.click("#accept button").unwrap();
    browser.wait_for("#done").unwrap();
    assert!(browser.text("#done").unwrap().contains("You accepted it"));
    // A place on the page that a mail links to is open.
    browser.goto("about:blank").unwrap();
    browser.goto(&format!("{}{path}#not-now", stack.url)).unwrap();
    let (_, first) = page(&stack, &path);
    browser.fill("#again", tomorrow(&first)).unwrap();
    browser.fill("#reason-not-now", "not-now").unwrap();
    browser.click("#not-now button").unwrap();
    browser.wait_for("#done").unwrap();
    assert!(browser.text("#done").unwrap().contains("recycled"));
    let wide = "document.documentElement.scrollWidth <= innerWidth";
    assert_eq!(browser.eval(wide).unwrap(), true, "nothing sticks out of a telephone's screen");
    assert_eq!(timeline(&stack).last().unwrap()["kind"], "stage_moved");
}

#[test]
fn a_lead_set_aside_comes_back_on_its_day_and_its_mails_can_be_stopped() {
    let (stack, path, monday) = on_monday(&person(1));
    let day = monday.checked_add(8.days()).unwrap();
    let aside = press(&stack, &path, &format!("do=not-now&again={day}&reason=no-budget&note=Budget+in+spring"));
    for words in ["You recycled it until Tue", "No budget this year", "follow-up reminder to the owner Tue"] {
        assert!(aside.contains(words), "{words}: {aside}");
    }
    let lead = stack.lead(MARIA);
    assert_eq!(lead["stage"], "recycled");
    assert!(aside.contains("This lead is yours"), "{aside}");
    assert_eq!(lead["enrolments"]["win-back"]["ended"], Value::Null, "{}", lead["enrolments"]);
    let before = stack.subjects_to("ana@acme.example").len();
    go_to(&stack, day, 8, 59);
    assert_eq!(stack.subjects_to("ana@acme.example").len(), before);
    go_to(&stack, day, 9, 1);
    let subjects = stack.subjects_to("ana@acme.example");
    assert_eq!(subjects[before..], ["You wanted to try Maria Silva, Acme, again today"]);
    let path = link(&stack, "ana@acme.example");
    assert_eq!(stack.subjects_to(MARIA).len(), 1, "the thanks for the form");
    go_to(&stack, monday.checked_add(31.days()).unwrap(), 12, 0);
    assert_eq!(stack.subjects_to(MARIA).len(), 2, "{:?}", stack.subjects_to(MARIA));
    let (_, running) = page(&stack, &path);
    assert!(has_button(&running, "stop"), "{running}");
    let stopped = press(&stack, &path, "do=stop");
    assert!(!has_button(&stopped, "stop") && stopped.contains("Next: Try again, overdue since"), "{stopped}");
    stack.advance("90d");
    assert_eq!(stack.subjects_to(MARIA).len(), 2);
    let reminders = stack.subjects_to("ana@acme.example");
    let reminders = reminders.iter().filter(|subject| subject.contains("wanted to try")).count();
    assert_eq!(reminders, 1, "and then it is in the mail of what is due, every working morning");
    stack.assert_sound();
}

#[test]
fn from_the_first_call_to_the_deal() {
    let mut fields = person(1);
    fields["timeline"] = json!("quarter");
    let (stack, path, _) = on_monday(&fields);
    let (_, before) = page(&stack, &path);
    assert!(before.contains("Call now"), "{before}");
    stack.advance("3m");
    let reached = press(&stack, &path, "do=reached");
    assert!(reached.contains("You have this") && !reached.contains("Call now"), "{reached}");
    let lead = stack.lead(MARIA);
    let call = timeline(&stack).into_iter().find(|one| one["kind"] == "call_logged").unwrap();
    let speed = &call["decisions"]["contacted"];
    assert!((180..240).contains(&speed["real"].as_u64().unwrap()), "{call}");
    assert_eq!(speed["real"], speed["working"], "she works at that time");
    assert_eq!(lead["stage"], "sql");
    // When they would start, the form has asked.
    let qualified = press(&stack, &path, "do=answers&need=yes&budget=yes&note=Has+a+budget");
    assert!(qualified.contains("<li>Qualified</li>"), "{qualified}");
    assert_eq!(stack.lead(MARIA)["stage"], "prospect");
    let won = press(&stack, &path, "do=won&amount=12500");
    assert!(won.contains("<li>Won</li>") && !has_button(&won, "won"), "{won}");
    assert_eq!(stack.lead(MARIA)["stage"], "customer");
    stack.assert_sound();
}
