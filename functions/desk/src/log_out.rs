//! Logging out.

use std::borrow::Cow;

use askama::Template;
use lambda_http::http::StatusCode;
use lambda_http::http::header::SET_COOKIE;
use leadwright_domain::words::Words;
use leadwright_web::frame::Page;
use leadwright_web::response::{Access, Answer, see_other};
use tracing::info;

use crate::admitted::Admitted;
use crate::desk::Desk;
use crate::guard::SESSION;

#[derive(Template)]
#[template(path = "log-out.html")]
struct LogOutPage<'a> {
    words: Words<'a>,
    name: &'a str,
    email: &'a str,
    role: String,
    press: &'a str,
}

impl Page for LogOutPage<'_> {
    fn title(&self) -> Cow<'_, str> {
        self.words.say("log-in-out").into()
    }
}

impl Desk {
    /// Who is logged in, with a button that ends the session.
    pub(crate) async fn log_out(&self, admitted: &Admitted<'_>) -> Answer {
        let person = admitted.viewer.person;
        let Some(token) = admitted.token.as_ref().filter(|_| admitted.is_post()) else {
            let page = LogOutPage {
                words: admitted.words,
                name: &person.name,
                email: person.email.as_str(),
                role: admitted.viewer.role.word(admitted.words),
                press: &admitted.press(),
            };
            return admitted.page(StatusCode::OK, &page);
        };
        if let Err(failure) = self.ledger.table.end_session(token).await {
            return admitted.try_later("log-out", &person.id, failure, &admitted.words.say("log-in-still"));
        }
        info!(person = person.id, "logged out");
        let mut answer = see_other(Access::Private, "/desk/log-in?out");
        answer.headers_mut().append(SET_COOKIE, SESSION.forget());
        answer
    }
}
