//! Somebody of the team before the desk's pages: logged in, and what a page cost.

use jiff::Timestamp;
use leadwright_domain::company::{Role, Session};
use leadwright_domain::value::token::{SessionToken, SigningKeys};
use leadwright_tests::{BROWSER, Stack, read_text};
use serde_json::{Value, json};

/// Somebody who is logged in.
pub(crate) struct Member<'a> {
    stack: &'a Stack,
    cookie: String,
    token: SessionToken,
}

/// What a page cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cost {
    pub(crate) requests: u64,
    pub(crate) read_units: f64,
}

impl<'a> Member<'a> {
    /// Somebody of the demo's team with a session of their own.
    pub(crate) fn new(stack: &'a Stack, person: &str) -> Self {
        let role = match person {
            "dora" => Role::Manager,
            "rui" | "sofia" => Role::Partner,
            _ => Role::Seller,
        };
        let status = stack.status();
        let now: Timestamp = status["now"].as_str().expect("the time").parse().expect("a time");
        let keys = SigningKeys::read(status["secrets"]["SigningKey"].as_str().expect("the key")).expect("a key");
        let token = SessionToken { person: person.to_owned(), secret: format!("secretof{person}") };
        let session = Session::new(person, role, now);
        let row = json!({
            "TableName": status["table"],
            "Item": {
                "pk": {"S": format!("SESSION#{person}")}, "sk": {"S": token.hash()},
                "body": {"S": serde_json::to_string(&session).expect("JSON")},
            },
        });
        stack.aws("dynamodb", "DynamoDB_20120810.PutItem", &row);
        Self { stack, cookie: format!("__Host-session={}", keys.sign(&token, now)), token }
    }

    /// GETs a page.
    pub(crate) fn get(&self, path: &str) -> (u16, String) {
        let headers = [("accept", BROWSER), ("cookie", self.cookie.as_str())];
        let mut answer = self.stack.request("GET", path, &headers, "");
        let location = answer.headers().get("location").map(|to| to.to_str().expect("ASCII").to_owned());
        (answer.status().as_u16(), location.unwrap_or_else(|| read_text(&mut answer)))
    }

    /// A page that is shown.
    pub(crate) fn page(&self, path: &str) -> String {
        let (status, page) = self.get(path);
        assert_eq!(status, 200, "{path}: {page}");
        page
    }

    /// Asks for what is new, with the tag of an earlier answer: the status, the tag, the body.
    pub(crate) fn poll(&self, tag: Option<&str>) -> (u16, String, String) {
        let mut headers = vec![("cookie", self.cookie.as_str())];
        headers.extend(tag.map(|tag| ("if-none-match", tag)));
        let mut answer = self.stack.request("GET", "/desk/poll", &headers, "");
        let tag = answer.headers()["etag"].to_str().expect("ASCII").to_owned();
        (answer.status().as_u16(), tag, read_text(&mut answer))
    }

    /// Presses a button of a form on the page of that id: the status, and where it leads or the page that follows.
    pub(crate) fn press(&self, path: &str, page: &str, fields: &[(&str, &str)]) -> (u16, String) {
        assert_eq!(page.len(), 16, "pages have ids of 16 letters and digits");
        let press = self.token.sign_form(page);
        let encoded = |text: &str| form_encoded(text);
        let pairs = fields.iter().copied().chain([("press", press.as_str())]);
        let body: Vec<String> = pairs.map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let headers = [
            ("accept", BROWSER),
            ("cookie", self.cookie.as_str()),
            ("content-type", "application/x-www-form-urlencoded"),
            ("sec-fetch-site", "same-origin"),
        ];
        let mut answer = self.stack.request("POST", path, &headers, &body.join("&"));
        let location = answer.headers().get("location").map(|to| to.to_str().expect("ASCII").to_owned());
        (answer.status().as_u16(), location.unwrap_or_else(|| read_text(&mut answer)))
    }

    /// What the desk's requests of the table cost while something was done.
    pub(crate) fn cost(&self, done: impl FnOnce()) -> Cost {
        let before = self.spent();
        done();
        let after = self.spent();
        Cost { requests: after.requests - before.requests, read_units: after.read_units - before.read_units }
    }

    fn spent(&self) -> Cost {
        let status = self.stack.status();
        let operations: Vec<&Value> =
            status["aws"]["desk"].as_object().into_iter().flat_map(|all| all.values()).collect();
        Cost {
            requests: operations.iter().filter_map(|one| one["requests"].as_u64()).sum(),
            read_units: operations.iter().filter_map(|one| one["read_units"].as_f64()).sum(),
        }
    }
}

/// A text as a form posts it.
fn form_encoded(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    text.bytes().map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
