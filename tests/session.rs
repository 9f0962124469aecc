//! Somebody who is logged into the desk of a stack under test.

use ureq::Body;
use ureq::http::Response;

use crate::browser::Browser;
use crate::{BROWSER, Stack, read_text};

const FORM: &str = "application/x-www-form-urlencoded";

/// A browser with a session.
#[derive(Debug)]
pub struct LoggedIn<'a> {
    stack: &'a Stack,
    /// The value of its header `Cookie`.
    pub cookie: String,
}

impl Stack {
    /// Logs a person in, by the link that `leadwright login` prints.
    pub fn log_in(&self, person: &str) -> LoggedIn<'_> {
        let link = self.printed(&["login", person]);
        let path = link.trim().strip_prefix(&self.url).unwrap_or_else(|| panic!("no link: {link}"));
        let mut answer = self.request("POST", path, &[("accept", BROWSER), ("content-type", FORM)], "to=%2Fdesk");
        assert_eq!(answer.status(), 303, "{}", read_text(&mut answer));
        let cookie = cookie_of(&answer).expect("a session");
        LoggedIn { stack: self, cookie }
    }

    /// Logs a person in with a browser, as its button does: the worklist is open then.
    pub fn log_in_with(&self, browser: &mut Browser, person: &str) -> anyhow::Result<()> {
        browser.goto(self.printed(&["login", person]).trim())?;
        browser.click("main button")?;
        browser.wait_for("#work")
    }
}

/// The pair of name and value that an answer sets as a cookie.
pub fn cookie_of(answer: &Response<Body>) -> Option<String> {
    let set = answer.headers().get("set-cookie")?.to_str().expect("ASCII");
    set.split(';').next().map(str::to_owned)
}

impl LoggedIn<'_> {
    /// GETs a path.
    pub fn get(&self, path: &str) -> Response<Body> {
        self.stack.request("GET", path, &[("accept", BROWSER), ("cookie", &self.cookie)], "")
    }

    /// The page at a path, which is there.
    pub fn page(&self, path: &str) -> String {
        let mut answer = self.get(path);
        let page = read_text(&mut answer);
        assert_eq!(answer.status(), 200, "{path}: {page}");
        page
    }

    /// POSTs fields as they are.
    pub fn post(&self, path: &str, fields: &str) -> Response<Body> {
        let headers = [("accept", BROWSER), ("content-type", FORM), ("cookie", self.cookie.as_str())];
        self.stack.request("POST", path, &headers, fields)
    }

    /// What the forms of the page at a path are signed with, as a field.
    pub fn press_of(&self, path: &str) -> String {
        let page = self.page(path);
        let at = page.find("name=\"press\" value=\"").unwrap_or_else(|| panic!("no form: {page}")) + 20;
        format!("press={}", page[at..].split('"').next().expect("an end"))
    }

    /// Presses a button of the page at a path, and follows to the page that says what came of it.
    pub fn press(&self, path: &str, fields: &str) -> String {
        let mut answer = self.post(path, &format!("{}&{fields}", self.press_of(path)));
        assert_eq!(answer.status(), 303, "{fields}: {}", read_text(&mut answer));
        let to = answer.headers()["location"].to_str().expect("ASCII").split('#').next().expect("a part").to_owned();
        self.page(&if to.starts_with('/') { to } else { format!("{path}{to}") })
    }
}
