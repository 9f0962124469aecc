//! Who opened and who clicked, and the page on which leads choose what they get.

use jiff::Timestamp;
use leadwright_domain::activity::{ActivityId, Mailing, Recipient};
use leadwright_domain::tracking::Links;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::token::{SigningKeys, Target, Tracked};
use leadwright_tests::{Stack, read_text};
use serde_json::{Value, json};

const URLENCODED: &str = "application/x-www-form-urlencoded";
const JOSE: &str = "jose@gmail.com";
const CHROME: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
const PAGES: [&str; 3] =
    ["https://www.acme.example/pricing", "https://www.acme.example/a?b=c&d=e#f", "https://www.acme.example/preços"];

/// A lead that has just got the first mail of its sequence.
pub(crate) struct Mailed {
    pub(crate) stack: Stack,
    keys: SigningKeys,
    lead: LeadId,
    mailing: Mailing,
    sent_at: Timestamp,
}

impl Mailed {
    pub(crate) fn new() -> Self {
        let stack = Stack::start();
        let fields = json!({"email": JOSE, "name": "José", "consent": true});
        let lead = stack.submit_and_settle("guide-download", &fields);
        stack.advance("25h");
        let keys = SigningKeys::read(stack.status()["secrets"]["SigningKey"].as_str().unwrap()).unwrap();
        let sent = timeline(&stack, "mail_sent").into_iter().find(|sent| sent["step"].is_object()).expect("a mail");
        let text = |name: &str| sent[name].as_str().unwrap().to_owned();
        let mailing = Mailing { send: text("send"), mail: text("mail"), to: Recipient::Lead, step: None };
        let sent_at = ActivityId::parse(&text("id")).unwrap().occurred_at();
        Self { lead: LeadId::parse(&lead).unwrap(), stack, keys, mailing, sent_at }
    }

    /// The paths of its links, as the mail has them.
    pub(crate) fn links(&self) -> Links<'_> {
        Links { base: "", keys: &self.keys, lead: &self.lead, mailing: &self.mailing, sent_at: self.sent_at }
    }

    /// The same, as if it had been sent just now.
    fn links_of_now(&self) -> Links<'_> {
        let sent_at = self.stack.status()["now"].as_str().unwrap().parse().unwrap();
        Links { sent_at, ..self.links() }
    }

    fn token(&self, target: Option<Target>) -> String {
        let Mailing { send, mail, .. } = self.mailing.clone();
        let tracked = Tracked { lead: self.lead.clone(), send, mail, sent_at: self.sent_at, target };
        self.keys.sign(&tracked, self.sent_at)
    }

    /// Follows a link as a person does.
    fn click(&self, page: &str) {
        let answer = self.stack.fetch("GET", &self.links().follow(page), CHROME);
        assert_eq!(answer.status(), 302);
    }

    fn lead(&self) -> Value {
        self.stack.lead(JOSE)
    }

    fn points(&self) -> i64 {
        self.lead()["score"]["engagement"].as_i64().unwrap()
    }

    fn count(&self, kind: &str) -> usize {
        timeline(&self.stack, kind).len()
    }

    /// Presses a button of the preference page and follows to the page that says what came of it.
    pub(crate) fn press(&self, fields: &str) -> String {
        let path = self.links().preferences();
        let answer = self.stack.post(&path, URLENCODED, fields);
        assert_eq!(answer.status(), 303, "{fields}");
        let to = answer.headers()["location"].to_str().unwrap().split('#').next().unwrap().to_owned();
        let page = read_text(&mut self.stack.get(&format!("{path}{to}")));
        self.stack.settle();
        page
    }
}

fn timeline(stack: &Stack, kind: &str) -> Vec<Value> {
    let lead = stack.lead(JOSE);
    lead["timeline"].as_array().unwrap().iter().filter(|one| one["kind"] == kind).cloned().collect()
}

#[test]
fn a_person_is_led_on_and_counts_once() {
    let mailed = Mailed::new();
    let (stack, before) = (&mailed.stack, mailed.points());
    stack.advance("1m");
    let mut picture = stack.fetch("GET", &mailed.links().picture(), CHROME);
    assert_eq!((picture.status().as_u16(), &picture.headers()["content-type"]), (200, &"image/gif".parse().unwrap()));
    assert_eq!(picture.headers()["cache-control"], "no-store, private");
    assert_eq!(picture.body_mut().read_to_vec().unwrap().len(), 43);
    stack.fetch("GET", &mailed.links().picture(), CHROME);
    for (page, expected) in PAGES.into_iter().zip([PAGES[0], PAGES[1], "https://www.acme.example/pre%C3%A7os"]) {
        let answer = stack.fetch("GET", &mailed.links().follow(page), CHROME);
        let headers = answer.headers();
        assert_eq!((answer.status().as_u16(), headers["location"].to_str().unwrap()), (302, expected));
        assert_eq!(headers["referrer-policy"], "no-referrer");
        assert_eq!(headers["cache-control"], "no-store, private");
        assert!(!headers.contains_key("set-cookie"));
        // Pressed twice; then the page is read.
        mailed.click(page);
        stack.settle();
        stack.advance("30s");
    }
    stack.advance("2m");
    assert_eq!(mailed.count("mail_opened"), 1);
    let clicked: Vec<_> = timeline(stack, "mail_clicked").iter().map(|one| one["url"].clone()).collect();
    assert!(PAGES.iter().all(|page| clicked.contains(&json!(page))), "{clicked:?}");
    assert!(mailed.points() > before, "{}", mailed.lead());
    assert!(mailed.lead()["agenda"].as_array().unwrap().iter().all(|entry| entry["do"] != "judge"));
    stack.assert_sound();
}

/// Security scanners count as clicks: 12,140 clicks of 3,660 reads.
#[test]
fn r_mautic_16263_scanners_score_nothing_and_a_person_after_them_does() {
    let mailed = Mailed::new();
    let (stack, links, before) = (&mailed.stack, mailed.links(), mailed.points());
    let all = |links: &Links<'_>, method: &str, agent: &str| {
        stack.fetch(method, &links.picture(), agent);
        for page in PAGES {
            assert_eq!(stack.fetch(method, &links.follow(page), agent).status(), 302);
        }
        assert_eq!(stack.fetch(method, &links.trap(), agent).headers()["location"], "https://www.acme.example");
        stack.settle();
    };
    // At delivery, as a browser; then by name, and by HEAD.
    all(&mailed.links_of_now(), "GET", CHROME);
    all(&links, "GET", "Mozilla/5.0 (compatible; Barracuda)");
    all(&links, "GET", "Mozilla/5.0");
    all(&links, "GET", "");
    all(&links, "HEAD", CHROME);
    assert_eq!((mailed.count("mail_opened"), mailed.count("links_scanned")), (1, 0));
    assert_eq!(mailed.count("link_followed"), 4, "each once");
    // Minutes later in a burst, and once more alone.
    for page in PAGES {
        mailed.click(page);
    }
    stack.advance("3m");
    mailed.click(PAGES[1]);
    stack.advance("3m");
    assert_eq!(mailed.count("links_scanned"), 2, "{:?}", timeline(stack, "link_followed"));
    // An hour later one link, and the one that nobody sees.
    stack.advance("1h");
    mailed.click(PAGES[0]);
    stack.advance("17s");
    stack.fetch("GET", &links.trap(), CHROME);
    stack.settle();
    stack.advance("3m");
    assert_eq!(mailed.count("links_scanned"), 3);
    assert_eq!((mailed.count("mail_clicked"), mailed.points()), (0, before));

    stack.advance("1h");
    mailed.click(PAGES[0]);
    stack.advance("2m");
    assert_eq!((mailed.count("mail_clicked"), mailed.points()), (1, before + 5), "{}", mailed.lead());
    let printed = stack.printed(&["lead", JOSE]);
    assert!(printed.contains("3 links were followed within 10 seconds"), "{printed}");
    stack.assert_sound();
}

/// Only where a link of ours was signed to lead does it lead, and whoever brings another learns what to do.
#[test]
fn no_link_leads_where_we_did_not_sign_it_to() {
    let mailed = Mailed::new();
    let stack = &mailed.stack;
    stack.advance("1m");
    let good = mailed.links().follow(PAGES[0]);
    let page = |url: &str| format!("/c/{}", mailed.token(Some(Target::Page(url.to_owned()))));
    let evil = page("https://evil.example/");
    let mixed = format!("{}.{}", good.rsplit_once('.').unwrap().0, evil.rsplit_once('.').unwrap().1);
    for path in [
        "/c/x".to_owned(),
        "/c/a.b.c.d.e.f.g".to_owned(),
        good[..good.len() - 1].to_owned(),
        mixed,
        format!("/c/{}", mailed.token(None)),
        mailed.links().unsubscribe().replace("/unsubscribe/", "/c/"),
        page("javascript:alert(1)"),
        page("//evil.example"),
    ] {
        let mut answer = stack.fetch("GET", &path, CHROME);
        assert_eq!((answer.status().as_u16(), answer.headers().get("location")), (404, None), "{path}");
        assert!(read_text(&mut answer).contains("hello@acme.example"));
        assert_eq!(stack.fetch("HEAD", &path, CHROME).status(), 404);
    }
    for path in ["/o/x".to_owned(), mailed.links().follow(PAGES[0]).replace("/c/", "/o/")] {
        let answer = stack.fetch("GET", &path, CHROME);
        assert_eq!((answer.status().as_u16(), &answer.headers()["content-type"]), (200, &"image/gif".parse().unwrap()));
    }
    stack.settle();
    assert_eq!((mailed.count("link_followed"), mailed.count("mail_opened")), (0, 0));
}

#[test]
fn nobody_is_held_up_when_a_click_can_not_be_told() {
    let mailed = Mailed::new();
    let stack = &mailed.stack;
    stack.advance("1m");
    for service in [json!({"fault": "error"}), json!({"fault": "drop-request"})] {
        let mut fault = json!({"service": "sqs", "operation": "SendMessage", "times": 5, "function": "engagement"});
        fault.as_object_mut().unwrap().extend(service.as_object().unwrap().clone());
        stack.fault(&fault);
        mailed.click(PAGES[0]);
        assert_eq!(stack.fetch("GET", &mailed.links().picture(), CHROME).status(), 200);
    }
}

/// A HEAD or a scanner's GET changes nothing on any page that a lead's mail links to.
#[test]
fn r_mautic_14916_looking_at_preferences_changes_none() {
    let mailed = Mailed::new();
    let before = mailed.lead();
    let path = mailed.links().preferences();
    for query in ["", "?do=stop", "?do=pause", "?done"] {
        for method in ["GET", "HEAD"] {
            let answer = mailed.stack.fetch(method, &format!("{path}{query}"), CHROME);
            assert_eq!(answer.status(), 200, "{method} {query}");
        }
    }
    assert_eq!(mailed.stack.fetch("HEAD", &mailed.links().unsubscribe(), CHROME).status(), 200);
    mailed.stack.settle();
    assert_eq!(mailed.lead(), before);
}

#[test]
fn a_lead_chooses_what_it_gets() {
    let mailed = Mailed::new();
    let stack = &mailed.stack;
    let path = mailed.links().preferences();
    let mut answer = stack.get(&path);
    assert_eq!(answer.headers()["referrer-policy"], "no-referrer");
    let page = read_text(&mut answer);
    assert!(page.contains("j•••@gmail.com") && !page.contains(JOSE), "{page}");
    assert!(page.contains("Tips for field service") && page.matches(" checked").count() == 2, "{page}");
    // The page to unsubscribe leads to it too.
    let leave = read_text(&mut stack.get(&mailed.links().unsubscribe()));
    assert!(leave.contains(&format!("href=\"..{path}\"")), "{leave}");
    let set = || mailed.count("preferences_set");

    let page = mailed.press("topic-tips=yes&topic-news=yes&do=save");
    assert!(page.contains("Saved.") && set() == 0, "nothing was changed: {page}");
    for _ in 0..2 {
        let page = mailed.press("topic-news=yes&do=save");
        assert!(page.contains("name=\"topic-tips\" value=\"yes\">") && page.matches(" checked").count() == 1, "{page}");
    }
    assert_eq!(set(), 1, "the same again is no other choice");
    assert_eq!(timeline(stack, "preferences_set")[0]["off"], json!(["tips"]));

    let page = mailed.press("topic-news=yes&do=pause");
    assert!(page.contains("You get no marketing mail until") && page.contains("End the pause"), "{page}");
    let page = mailed.press("topic-news=yes&topic-tips=yes&do=save");
    assert!(page.contains("You get no marketing mail until"), "the pause stays: {page}");
    let page = mailed.press("topic-news=yes&topic-tips=yes&do=resume");
    assert!(page.contains("You get what is ticked") && page.matches(" checked").count() == 2, "{page}");
    assert_eq!(set(), 4);

    let page = mailed.press("do=stop");
    assert!(page.contains("You get no marketing mail from us") && page.contains("Yes, send me these"), "{page}");
    assert!(!page.contains(" checked"), "a box that is ticked already is no consent");
    assert_eq!(mailed.lead()["may_be_marketed_to"], false);
    assert_eq!(mailed.press("do=stop"), page, "the same again");
    assert_eq!(mailed.count("unsubscribed"), 1);
    let mut refused = stack.post(&path, URLENCODED, "do=again");
    assert_eq!(refused.status(), 422);
    assert!(read_text(&mut refused).contains("Tick what you want"));
    let page = mailed.press("topic-news=yes&do=again");
    assert!(page.contains("You get what is ticked") && page.matches(" checked").count() == 1, "{page}");
    assert_eq!(mailed.lead()["may_be_marketed_to"], true);
    // Nothing ticked is nothing wanted.
    let page = mailed.press("do=save");
    assert!(page.contains("You get no marketing mail from us"), "{page}");
    assert_eq!(mailed.count("unsubscribed"), 2);
    stack.assert_sound();
}

#[test]
fn a_preference_page_says_what_to_do_when_it_can_not_help() {
    let mailed = Mailed::new();
    let stack = &mailed.stack;
    let path = mailed.links().preferences();
    for wrong in
        ["/preferences/x", &path[..path.len() - 1], &mailed.links().unsubscribe().replace("unsubscribe", "preferences")]
    {
        let mut answer = stack.get(wrong);
        assert_eq!(answer.status(), 404, "{wrong}");
        assert!(read_text(&mut answer).contains("mailto:hello@acme.example"));
        assert_eq!(stack.post(wrong, URLENCODED, "do=stop").status(), 404);
    }
    assert_eq!(stack.post(&path, URLENCODED, "do=dance").status(), 422);
    stack.fault(
        &json!({"service": "dynamodb", "operation": "GetItem", "fault": "error", "times": 9, "function": "engagement"}),
    );
    let answer = stack.post(&path, URLENCODED, "do=stop");
    assert_eq!((answer.status().as_u16(), &answer.headers()["retry-after"]), (503, &"60".parse().unwrap()));
    assert_eq!(mailed.lead()["may_be_marketed_to"], true);
}
