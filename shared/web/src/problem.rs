//! What went wrong: a page for a browser, problem details (RFC 9457) for a program.

use std::borrow::Cow;

use askama::Template;
use http::StatusCode;
use leadwright_domain::words::Words;
use serde_json::{Map, Value};

use crate::frame::{Page, Site};
use crate::reader::Reader;
use crate::response::{Access, Answer};
use crate::{frame, response};

/// A request that could not be done, and what its reader can do.
#[derive(Debug, Template)]
#[template(path = "problem.html")]
pub struct Problem<'a> {
    status: StatusCode,
    title: Cow<'a, str>,
    detail: Cow<'a, str>,
    contact: Option<&'a str>,
    words: Words<'a>,
    members: Map<String, Value>,
}

impl<'a> Problem<'a> {
    /// A problem. `title` is the heading of its page; `detail` is a sentence that says what to do. With 503, the answer
    /// says when to try again.
    pub fn new(status: StatusCode, title: impl Into<Cow<'a, str>>, detail: impl Into<Cow<'a, str>>) -> Self {
        Self {
            status,
            title: title.into(),
            detail: detail.into(),
            contact: None,
            words: Words::english_for_visitors(),
            members: Map::new(),
        }
    }

    /// Nothing is at this address.
    pub fn not_found(words: Words<'_>) -> Self {
        Self::new(StatusCode::NOT_FOUND, words.say("page-not-found"), words.say("page-not-found-hint"))
    }

    /// With the e-mail address of somebody who helps.
    #[must_use]
    pub fn with_contact(mut self, contact: &'a str) -> Self {
        self.contact = Some(contact);
        self
    }

    /// With a member of its own for programs, like the fields that are not right.
    #[must_use]
    pub fn with(mut self, member: &str, value: Value) -> Self {
        self.members.insert(member.to_owned(), value);
        self
    }

    /// The answer to its reader. A program gets the members of RFC 9457, and `message`, which is `detail` again under the
    /// name that it had before.
    pub fn answer(mut self, reader: Reader, access: Access, site: Site<'a>) -> Answer {
        self.words = site.words;
        let answer = match reader {
            Reader::Browser => frame::page(self.status, access, site, &self),
            Reader::Program => {
                let mut details = std::mem::take(&mut self.members);
                let mut insert = |name: &str, value: Value| details.insert(name.to_owned(), value);
                // Of this type, the title is the status in words (RFC 9457, section 4.2.1).
                insert("type", "about:blank".into());
                insert("title", self.status.canonical_reason().unwrap_or_default().into());
                insert("status", self.status.as_u16().into());
                insert("detail", self.detail.as_ref().into());
                insert("message", self.detail.as_ref().into());
                if let Some(contact) = self.contact {
                    insert("contact", contact.into());
                }
                let details = Value::Object(details).to_string();
                response::answer(self.status, access, "application/problem+json", details)
            }
        };
        if self.status == StatusCode::SERVICE_UNAVAILABLE { response::try_again_later(answer) } else { answer }
    }
}

impl Page for Problem<'_> {
    fn title(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.title)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::response::text;

    const SITE: Site<'static> = Site::new("Acme", "https://acme.example", Words::english());

    #[test]
    fn a_browser_reads_a_page() {
        let problem = Problem::new(StatusCode::GONE, "It's <gone>", "Ask for another.").with_contact("a@acme.example");
        let answer = problem.answer(Reader::Browser, Access::Private, SITE);
        assert_eq!((answer.status(), answer.headers().get("retry-after")), (StatusCode::GONE, None));
        assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
        let html = text(answer);
        for part in ["<h1>It&#39;s &#60;gone&#62;</h1>", "<p>Ask for another.</p>", "href=\"mailto:a@acme.example\""] {
            assert!(html.contains(part), "{part}: {html}");
        }
    }

    #[test]
    fn a_program_reads_problem_details() {
        let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "Please try again", "Later.");
        let problem = problem.with("results", json!([1])).with("status", json!("never another one"));
        let answer = problem.answer(Reader::Program, Access::Private, SITE);
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
        assert_eq!(answer.headers()["retry-after"], "60");
        assert_eq!(
            serde_json::from_str::<Value>(&text(answer)).unwrap(),
            json!({
                "type": "about:blank", "title": "Service Unavailable", "status": 503, "detail": "Later.",
                "message": "Later.", "results": [1],
            })
        );
    }
}
