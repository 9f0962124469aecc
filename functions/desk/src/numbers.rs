//! The dashboard, for those who may see the company's numbers.

use lambda_http::http::StatusCode;
use leadwright_numbers::Place;
use leadwright_web::problem::Problem;
use leadwright_web::reader::Reader;
use leadwright_web::response::Answer;

use crate::admitted::Admitted;
use crate::desk::Desk;

impl Desk {
    /// The page of that name; the first if it is empty.
    pub(crate) async fn numbers(&self, admitted: &Admitted<'_>, page: &str) -> Answer {
        let words = admitted.words;
        if !admitted.viewer.role.may_see_numbers() {
            let title = words.say("numbers-not-for-you");
            let problem = Problem::new(StatusCode::FORBIDDEN, title, words.say("numbers-not-for-you-hint"));
            return admitted.problem(problem);
        }
        let worklist = words.say("numbers-worklist");
        let place = Place {
            site: admitted.site(),
            base: "/desk/numbers",
            leads: "/desk/leads",
            home: (&worklist, "/desk"),
            hint: "",
        };
        let request = admitted.request;
        let asked = (page, request.uri().query().unwrap_or_default(), Reader::of(request.headers()));
        let shown = leadwright_numbers::answer(&self.ledger.table, &self.ledger.config, admitted.now, &place, asked);
        match shown.await {
            Ok(answer) => answer,
            Err(failure) => admitted.try_later("numbers", &admitted.viewer.person.id, failure, ""),
        }
    }
}
