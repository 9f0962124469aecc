//! Every page, in a browser: who looks at pages walks this way.

use leadwright_tests::Stack;
use leadwright_tests::browser::Browser;
use serde_json::json;

use crate::consent::confirmation;

/// What is looked at on each page: it gets the browser with the page open, and what the page is.
pub(crate) type Look<'a> = dyn FnMut(&mut Browser, &str) + 'a;

/// Somebody who goes from page to page.
pub(crate) struct Tour<'a> {
    pub(crate) stack: &'a Stack,
    pub(crate) browser: Browser,
    pub(crate) look: &'a mut Look<'a>,
}

impl Tour<'_> {
    fn open(&mut self, path: &str) {
        self.browser.goto(&format!("{}{path}", self.stack.url)).unwrap();
    }

    /// Looks at the page at a path.
    pub(crate) fn visit(&mut self, what: &str, path: &str) {
        self.open(path);
        (self.look)(&mut self.browser, what);
    }

    /// Presses a button of the page that is open, whatever its fields hold, and waits until there is what only the next page
    /// has.
    fn press(&mut self, button: &str, next: &str) {
        let script = format!(
            "document.querySelectorAll('details').forEach(one => one.open = true);
            document.querySelectorAll('form').forEach(one => one.noValidate = true);
            document.querySelector({}).click()",
            json!(button)
        );
        self.browser.wait_for(button).unwrap();
        self.browser.eval(&script).unwrap();
        self.browser.wait_for(next).unwrap();
    }

    /// Presses a button and looks at the page that follows.
    fn follow(&mut self, what: &str, button: &str, next: &str) {
        self.press(button, next);
        (self.look)(&mut self.browser, what);
    }

    fn log_in(&mut self, person: &str) {
        self.stack.log_in_with(&mut self.browser, person).unwrap();
    }

    fn fill(&mut self, fields: &[(&str, &str)]) {
        for (field, value) in fields {
            self.browser.fill(field, value).unwrap();
        }
    }

    /// What who is not logged in sees of the desk.
    pub(crate) fn log_ins(&mut self) {
        self.visit("log-in", "/desk/log-in");
        self.fill(&[("#email", "nobody")]);
        self.follow("log-in, refused", "main button", "#wrong");
        self.open("/desk/log-in");
        self.fill(&[("#email", "nobody@acme.example")]);
        self.follow("log-in, code", "main button", "#code");
        self.fill(&[("#code", "000000")]);
        self.follow("log-in, wrong code", "main button", "[role=alert]");
        let link = self.stack.printed(&["login", "ben"]);
        let link = link.trim().strip_prefix(&self.stack.url).unwrap().to_owned();
        self.visit("log-in, link", &link);
        self.press("main button", "#work");
        self.visit("log-out", "/desk/log-out");
        self.follow("logged out", "main button", "#email");
        self.visit("log-in, used link", &link);
        self.visit("no such page", "/desk/elsewhere");
        self.visit("no such link", "/lead/x");
    }

    /// A seller's pages; `lead` is one of their leads.
    pub(crate) fn seller(&mut self, person: &str, lead: &str, phone: &str) {
        let path = format!("/desk/leads/{lead}");
        self.log_in(person);
        self.visit("worklist", "/desk");
        self.visit("leads", "/desk/leads");
        self.visit("leads, filtered", "/desk/leads?stage=lead&temperature=warm");
        self.visit("leads, searched", &format!("/desk/leads?q={}", phone.replace('+', "%2B")));
        self.visit("leads, none found", "/desk/leads?q=zzzzzzzz");
        self.visit("leads, refused search", "/desk/leads?q=%20a");
        self.visit("lead", &path);
        self.fill_amount("a lot");
        self.follow("lead, refused", "#won button", "[role=alert]");
        self.fill_amount("1.234");
        self.follow("lead, asked for the amount", "#won button", "[name=amount][type=hidden]");
        self.open(&path);
        self.browser
            .eval("document.querySelector('#note-talk').value = 'They like it.\\nAn offer by Friday.'")
            .unwrap();
        self.follow("lead, noted", "button[value=note]", "#done");
        self.visit("add, a call", "/desk/leads/new");
        self.follow("add, refused", "main form button:last-of-type", ".error");
        self.visit("add, a tip", "/desk/leads/new?kind=tip");
        self.visit("add, a card", "/desk/leads/new?kind=card");
        self.open("/desk/leads/new?kind=card");
        self.fill(&[("[name=phone]", phone), ("[name=event]", "Field Days")]);
        self.follow("add, alike", "main form > button:last-of-type", "#alike");
        self.follow("add, the next card", "#alike button", "[role=status]");
        self.visit("duplicates", &format!("{path}/duplicates"));
        self.visit("away", "/desk/away");
        self.follow("away, refused", "main section form button", ".error");
        let days = "document.querySelectorAll('input[type=date]').forEach(one => one.value = one.min)";
        self.browser.eval(days).unwrap();
        self.follow("away, saved", "main section form button", "[role=status]");
        self.press("#now button", "[role=status]");
        self.caller();
        self.visit("no such lead", "/desk/leads/x");
        self.visit("not for sellers", "/desk/team");
        self.visit("not for sellers, numbers", "/desk/numbers");
    }

    /// The pages of a caller of the list of bought contacts, who is logged in: with nobody to call, and with somebody.
    fn caller(&mut self) {
        self.visit("calls, nobody left", "/desk/calls");
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("list.csv");
        let row = "Filipa Sarmento,Head of Service,Vidros do Norte,+351 912 345 111,PT";
        std::fs::write(&list, format!("email,name,title,company,phone,country\nfs@vidros.example,{row}\n")).unwrap();
        self.stack.printed(&["import", list.to_str().unwrap(), "--source", "purchased list"]);
        self.stack.settle();
        self.visit("calls", "/desk/calls");
        self.follow("calls, in hand", "button[value=next]", "#outcome");
        self.follow("calls, refused", "button[value=call-back]", ".error");
        self.follow("calls, logged", "button[value=no-answer]", "[role=status]");
        // Somebody else, or nobody now.
        self.follow("calls, next", "button[value=next]", "#outcome, .wrong");
    }

    fn fill_amount(&mut self, amount: &str) {
        self.browser.eval(&format!("document.querySelector('#amount').value = {}", json!(amount))).unwrap();
    }

    /// The lead and another one that may be the same person, whom somebody is logged in to merge.
    pub(crate) fn duplicates(&mut self, what: &str, lead: &str) {
        self.visit(what, &format!("/desk/leads/{lead}/duplicates"));
        self.follow(&format!("{what}, merged"), "button[value=merge]", "button[value=undo]");
        self.follow(&format!("{what}, taken back"), "button[value=undo]", "button[value=merge]");
    }

    /// The manager's pages; `person` has leads.
    pub(crate) fn manager(&mut self, person: &str) {
        self.log_in("dora");
        self.visit("manager's worklist", "/desk");
        self.visit("manager's leads", "/desk/leads");
        self.visit("team", "/desk/team");
        let path = format!("/desk/team?person={person}");
        self.visit("team, reassign", &path);
        self.follow("team, refused", "#reassign form > button", "#reassign .error");
        self.open(&path);
        self.browser.eval("document.querySelector('#reassign input[type=checkbox]').checked = true").unwrap();
        self.browser.eval("document.querySelector('#reassign select').selectedIndex = 1").unwrap();
        self.fill(&[("#reassign [name=why]", "Closer to them")]);
        self.follow("team, reassigned", "#reassign form > button", "[role=status]");
        let sent = self.stack.submit("demo-request", &json!({"email": "robot@mailinator.com", "contact-website": "x"}));
        assert_eq!(sent.status(), 202);
        self.stack.settle();
        self.visit("suspects", "/desk/suspects");
        self.visit("lists", "/desk/lists");
        for page in ["", "/funnel", "/sources", "/forms", "/sales", "/nurture", "/attribution"] {
            self.visit(&format!("numbers{page}"), &format!("/desk/numbers{page}"));
        }
        self.visit("numbers, leads", "/desk/numbers/leads?measure=new_leads");
    }

    /// The pages of an admin, who erases a lead.
    pub(crate) fn admin(&mut self, person: &str, lead: &str) {
        self.log_in(person);
        let path = format!("/desk/leads/{lead}");
        self.visit("lead, admin", &path);
        self.visit("everything about a person", &format!("{path}/person"));
        self.visit("exports, none", "/desk/exports");
        self.follow("exports, asked for", "main form button", "ul.rows");
        self.stack.settle();
        self.visit("exports", "/desk/exports");
        self.visit("erase", &format!("{path}/erase"));
        self.follow("erased", "button[value=erase]", ".facts");
        self.visit("erased lead", &path);
    }

    /// What a visitor of the web site sees. `to` gets marketing mail.
    pub(crate) fn visitor(&mut self, unsubscribe: &str, to: &str) {
        self.visit("form", "/forms/demo-request");
        self.fill(&[("#email", "nobody"), ("#phone", "12")]);
        self.follow("form, refused", "main button", "[aria-invalid]");
        self.visit("form of the guide", "/forms/guide-download");
        self.visit("thank-you", "/forms/guide-download/thank-you");
        self.visit("no such form", "/forms/elsewhere");
        self.visit("unsubscribe", unsubscribe);
        let preferences = self.browser.eval("new URL(document.querySelector('main p a').href).pathname").unwrap();
        let preferences = preferences.as_str().expect("a path");
        self.visit("preferences", preferences);
        self.follow("preferences, paused", "button[value=pause]", "#now");
        self.follow("preferences, resumed", "button[value=resume]", "button[value=pause]");
        self.open(unsubscribe);
        self.press("main form button", "main h1 + p + p a");
        (self.look)(&mut self.browser, "unsubscribed");
        self.visit("unsubscribed before", unsubscribe);
        self.visit("preferences, off", preferences);
        self.browser.eval("document.querySelectorAll('main input').forEach(one => one.checked = false)").unwrap();
        self.follow("preferences, nothing ticked", "button[value=again]", "#wrong");
        self.stack.submit_and_settle("guide-download", &json!({"email": to, "consent": "yes"}));
        let confirm = confirmation(self.stack);
        self.visit("confirm", &confirm);
        self.follow("confirmed", "main form button", "main a[href*=preferences]");
    }

    /// The runner's own pages.
    pub(crate) fn runner(&mut self, lead: &str) {
        let mails = self.stack.inbox();
        let mail = mails.iter().find(|mail| mail["to"].to_string().contains("@acme.example")).expect("a mail");
        let mail = mail["id"].as_str().expect("an id").to_owned();
        for (what, path) in [
            ("runner", "/_local/".to_owned()),
            ("runner, other form", "/_local/?form=guide-download".to_owned()),
            ("runner, leads", "/_local/leads".to_owned()),
            ("runner, lead", format!("/_local/leads/{lead}")),
            ("runner, inbox", "/_local/inbox".to_owned()),
            ("runner, open mail", format!("/_local/inbox?open={mail}")),
            ("runner, numbers", "/_local/numbers".to_owned()),
            ("runner, no such page", "/_local/elsewhere".to_owned()),
        ] {
            self.visit(what, &path);
        }
    }

    /// A lead behind the link of a mail, whose person is not logged in; the lead is given away at the end.
    pub(crate) fn link(&mut self, path: &str) {
        self.visit("lead, by link", path);
        self.follow("lead, given", "#give button", "h1 + #done");
    }

    /// A month later: the link is over, and the lead has a curve of its score, and a history.
    pub(crate) fn later(&mut self, link: &str, lead: &str) {
        self.stack.advance("31d");
        self.visit("expired link", link);
        self.follow("fresh link", "main button", "h1 + p + p a[href='/desk']");
        self.log_in("dora");
        self.visit("lead, a month later", &format!("/desk/leads/{lead}"));
        assert_eq!(self.browser.eval("document.querySelector('.curve svg') !== null").unwrap(), true, "a curve");
        self.visit("team, a month later", "/desk/team");
    }
}
