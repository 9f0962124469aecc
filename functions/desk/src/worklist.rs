//! The page of a person's own leads.

use askama::Template;
use lambda_http::http::StatusCode;
use leadwright_cloud::table::Card;
use leadwright_web::frame::Page;
use leadwright_web::response::Answer;

use crate::admitted::Admitted;
use crate::desk::Desk;

#[derive(Template)]
#[template(path = "worklist.html")]
struct Worklist<'a> {
    name: &'a str,
    leads: Vec<Card>,
}

impl Page for Worklist<'_> {
    fn title(&self) -> &'static str {
        "Worklist"
    }
}

impl Desk {
    pub(crate) async fn worklist(&self, admitted: &Admitted<'_>) -> Answer {
        let person = admitted.viewer.person;
        match self.ledger.table.of_owner(&person.id, None).await {
            Ok(page) => admitted.page(StatusCode::OK, &Worklist { name: &person.name, leads: page.rows }),
            Err(failure) => admitted.try_later("worklist", &person.id, failure, ""),
        }
    }
}
