//! A day of a salesperson on a phone, with a finger, and on a screen, with the keyboard alone.

use std::collections::BTreeSet;

use jiff::civil::Weekday;
use leadwright_tests::browser::Browser;
use leadwright_tests::{Stack, person};
use serde_json::{Value, json};

use crate::desk_log_in::link_and_code;
use crate::seller::noon;

const MARIA: &str = "person1@customer1.example";

/// A stack on a Monday at noon with so many hot leads of Ana's, the first of them Maria's; their ids.
fn stack_with(count: usize) -> (Stack, BTreeSet<String>) {
    let stack = Stack::start();
    noon(&stack, Weekday::Monday);
    let lead = |number: usize| {
        let mut fields = person(number);
        fields["phone"] = json!(format!("+351 912 345 {number:03}"));
        fields["timeline"] = json!("quarter");
        if number > 1 {
            (fields["name"], fields["company"]) =
                (json!(format!("Visitor{number} Costa")), json!(format!("Company{number}")));
        }
        let lead = stack.submit_and_settle("demo-request", &fields);
        stack.tell(&json!({"kind": "assigned", "lead": lead, "to": "ana", "by": "dora"}));
        lead
    };
    let leads = (1..=count).map(lead).collect();
    (stack, leads)
}

fn path_of(browser: &mut Browser) -> String {
    browser.eval("location.pathname").unwrap().as_str().unwrap().to_owned()
}

/// Marks the page that is about to be left.
fn mark(browser: &mut Browser) {
    browser.eval("document.body.dataset.left = ''").unwrap();
}

/// Waits for another page, which has something.
fn arrive(browser: &mut Browser, by: &str, at: &str) {
    browser.wait_for(&format!("body:not([data-left]) {at}")).unwrap_or_else(|error| panic!("{by} to {at}: {error:?}"));
}

/// A finger that counts its taps.
struct Finger<'a> {
    browser: &'a mut Browser,
    taps: usize,
}

impl Finger<'_> {
    /// Taps what is large enough for a finger, on a page that is not wider than the screen.
    fn tap(&mut self, css: &str) {
        self.browser.tap(css).unwrap_or_else(|error| panic!("{css}: {error:?}"));
        self.taps += 1;
    }

    /// Taps, and waits for the next page to have something.
    fn follow(&mut self, css: &str, next: &str) {
        let size = "(one => { const box = one.getBoundingClientRect(); return Math.min(box.width, box.height) })";
        self.browser.wait_for(css).unwrap();
        let size = self.browser.eval(&format!("{size}(document.querySelector({}))", json!(css))).unwrap();
        assert!(size.as_f64().is_some_and(|size| size >= 24.0), "{css} is {size} px small");
        mark(self.browser);
        self.tap(css);
        arrive(self.browser, css, next);
        let wide = self.browser.eval("document.documentElement.scrollWidth").unwrap();
        assert!(wide.as_u64().is_some_and(|wide| wide <= 390), "after {css}: {wide} px");
    }

    fn done(&mut self) -> String {
        self.browser.text("#done").unwrap()
    }
}

/// Logs Ana in: she types her address, and opens the mail's link.
fn log_in(finger: &mut Finger<'_>, stack: &Stack) {
    finger.browser.goto(&format!("{}/desk", stack.url)).unwrap();
    finger.browser.fill("#email", "ana@acme.example").unwrap();
    finger.follow("main button", "#code");
    stack.settle();
    let (link, _) = link_and_code(stack, "ana@acme.example");
    finger.browser.goto(&format!("{}{link}", stack.url)).unwrap();
    finger.follow("main button", "#work");
}

#[test]
fn a_lead_becomes_a_customer_on_a_phone_by_tapping() {
    let Some(mut browser) = Browser::launch().unwrap() else { return };
    let (stack, _) = stack_with(1);
    browser.viewport(390, 844, true).unwrap();
    let mut finger = Finger { browser: &mut browser, taps: 0 };
    log_in(&mut finger, &stack);
    assert!(finger.browser.text("#work .lead.hot").unwrap().contains("Maria Silva"));
    finger.follow("#work .lead.hot a.name", "#accept");
    assert!(finger.browser.text(".who").unwrap().contains("Can it work offline?"));
    let dialled = finger.browser.eval("document.querySelector('.who a.button').getAttribute('href')").unwrap();
    assert_eq!(dialled, "tel:+351912345001");
    finger.follow("#accept button", "#done");
    assert!(finger.done().contains("You accepted it"), "{}", finger.done());
    // A call, and what they are promised, in one press.
    finger.browser.fill("#note-talk", "Wants an offer").unwrap();
    finger.browser.fill("#talk-step", "Send the offer").unwrap();
    let tomorrow = finger.browser.eval("document.querySelector('#again').min").unwrap();
    finger.browser.fill("#talk-step_day", tomorrow.as_str().unwrap()).unwrap();
    finger.browser.fill("#talk-step_time", "09:30").unwrap();
    finger.follow("button[value=reached]", "#done");
    let done = finger.done();
    assert!(done.contains("You set the next step: Send the offer"), "{done}");
    assert!(finger.browser.text("#history").unwrap().contains("You spoke with them"));
    // Another follow-up, later on.
    finger.tap("#next details summary");
    finger.browser.fill("#next input[name=step]", "Ask what they think").unwrap();
    finger.browser.fill("#next input[name=step_day]", tomorrow.as_str().unwrap()).unwrap();
    finger.browser.fill("#next input[name=step_time]", "16:00").unwrap();
    finger.follow("#next details button", "#done");
    assert!(finger.browser.text("#next").unwrap().contains("Ask what they think"));
    // Need and budget: yes.
    for question in ["need", "budget"] {
        finger.tap(&format!("#answers label:has(input[name={question}][value=yes])"));
    }
    finger.follow("#answers form > button", "#done");
    stack.settle();
    assert_eq!(stack.lead(MARIA)["stage"], "prospect");
    finger.tap("details:has(> form#won) > summary");
    finger.browser.fill("#amount", "12 500").unwrap();
    finger.follow("#won button", "main:not(:has(#won))");
    assert!(finger.done().contains("You won the deal, for 12,500.00 EUR"), "{}", finger.done());
    stack.settle();
    assert_eq!(stack.lead(MARIA)["stage"], "customer");
    // Two to log in, one to open it, one to accept it, one for the call, two for the next step, three for the answers and
    // two for the win.
    assert_eq!(finger.taps, 12);
    stack.assert_sound();
}

#[test]
fn ten_leads_cost_fewer_than_fifteen_clicks() {
    let Some(mut browser) = Browser::launch().unwrap() else { return };
    let (stack, mut leads) = stack_with(10);
    browser.viewport(390, 844, true).unwrap();
    let mut finger = Finger { browser: &mut browser, taps: 0 };
    log_in(&mut finger, &stack);
    finger.follow("#work a.name", "#talk");
    loop {
        let path = path_of(finger.browser);
        let lead = path.strip_prefix("/desk/leads/").expect("a lead's page");
        assert!(leads.remove(lead), "{lead} was shown before");
        assert!(finger.browser.text(".who .button").unwrap().contains("+351912345"));
        if leads.is_empty() {
            break;
        }
        finger.follow("a[rel=next]", "#talk");
    }
    // Two to log in, and one for each lead.
    assert_eq!(finger.taps, 12);
}

/// A hand that has only the keyboard.
struct Keys<'a> {
    browser: &'a mut Browser,
}

/// Whether the focus is on what is looked for, can be seen, and comes after where it was before.
const FOCUS: &str = "(css => {
    const on = document.activeElement, shown = on.matches('.answers input') ? on.nextElementSibling : on;
    const style = getComputedStyle(shown), box = shown.getBoundingClientRect();
    const isSeen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && box.height > 0
        && box.bottom > 0 && box.top < innerHeight;
    const before = window.focusBefore;
    const isNext = !before || before === on || (before.compareDocumentPosition(on) & Node.DOCUMENT_POSITION_FOLLOWING) > 0;
    window.focusBefore = on;
    return [on.matches(css), isSeen, isNext, on.outerHTML.slice(0, 120)];
})";

impl Keys<'_> {
    /// Presses Tab until the focus is where it is wanted.
    fn reach(&mut self, css: &str) {
        self.browser.wait_for(css).unwrap();
        for _ in 0..80 {
            let Value::Array(focus) = self.browser.eval(&format!("{FOCUS}({})", json!(css))).unwrap() else { panic!() };
            let is_body = focus[3].as_str().is_some_and(|html| html.starts_with("<body"));
            assert!(is_body || (focus[1] == true && focus[2] == true), "seen, in order: {focus:?}");
            if focus[0] == true {
                return;
            }
            self.browser.key("Tab").unwrap();
        }
        panic!("80 tabs reach no {css}");
    }

    fn enter(&mut self, css: &str, next: &str) {
        self.reach(css);
        mark(self.browser);
        self.browser.key("Enter").unwrap();
        arrive(self.browser, css, next);
    }

    fn write(&mut self, css: &str, text: &str) {
        self.reach(css);
        self.browser.type_text(text).unwrap();
    }
}

#[test]
fn a_lead_becomes_a_customer_with_the_keyboard_alone() {
    let Some(mut browser) = Browser::launch().unwrap() else { return };
    let (stack, _) = stack_with(1);
    let keys = &mut Keys { browser: &mut browser };
    keys.browser.goto(&format!("{}/desk", stack.url)).unwrap();
    keys.write("#email", "ana@acme.example");
    keys.browser.key("Enter").unwrap();
    keys.browser.wait_for("#code").unwrap();
    stack.settle();
    let (_, code) = link_and_code(&stack, "ana@acme.example");
    keys.write("#code", &code);
    keys.browser.key("Enter").unwrap();
    keys.browser.wait_for("#work").unwrap();
    keys.enter("#work a.name", "#accept button");
    keys.enter("#accept button", "#done");
    assert!(keys.browser.text("#done").unwrap().contains("You accepted it"));
    keys.write("#note-talk", "Wants an offer");
    keys.enter("button[value=reached]", "#done");
    assert!(keys.browser.text("#done").unwrap().contains("You spoke with them"));
    for question in ["need", "budget"] {
        keys.reach(&format!("#answers input[name={question}]"));
        // From “Unknown” on to the first.
        keys.browser.key("ArrowRight").unwrap();
        keys.browser.eval("window.focusBefore = document.activeElement").unwrap();
        let chosen =
            keys.browser.eval(&format!("document.querySelector('input[name={question}]:checked').value")).unwrap();
        assert_eq!(chosen, "yes");
    }
    keys.enter("#answers form > button", "#done");
    stack.settle();
    assert_eq!(stack.lead(MARIA)["stage"], "prospect");
    keys.reach("details:has(> form#won) > summary");
    keys.browser.key("Enter").unwrap();
    keys.write("#amount", "12500");
    keys.enter("#won button", "main:not(:has(#won))");
    stack.settle();
    assert_eq!(stack.lead(MARIA)["stage"], "customer");
    stack.assert_sound();
}
