//! The page of how a lead's consents came about: each with its time, the words that were read, and where it is from.

use std::borrow::Cow;
use std::collections::BTreeMap;

use askama::Template;
use lambda_http::http::StatusCode;
use leadwright_cloud::table::TableError;
use leadwright_domain::form::KeptWording;
use leadwright_domain::lead::Lead;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::words::Words;
use leadwright_web::frame::Page;
use leadwright_web::response::Answer;

use crate::admitted::Admitted;
use crate::desk::Desk;
use crate::lead_page::{ConsentEvent, agreed_forms, whole_history};
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "consents.html")]
struct Consents<'a> {
    words: Words<'a>,
    id: &'a LeadId,
    name: &'a str,
    /// The newest first.
    events: Vec<ConsentEvent>,
}

impl Page for Consents<'_> {
    fn title(&self) -> Cow<'_, str> {
        self.words.say("lead-consent-history").into()
    }
}

impl Desk {
    pub(crate) async fn consents(&self, admitted: &Admitted<'_>, id: &LeadId) -> Answer {
        let (lead, people) = match self.lead_and_people(admitted, id, "consents").await {
            Ok(read) => read,
            Err(answer) => return *answer,
        };
        let Some(visit) = Visit::open(&self.ledger.config, &lead, admitted.viewer, &people, admitted.now) else {
            return admitted.not_found();
        };
        match self.consent_events(visit, &lead).await {
            Ok(events) => {
                let (words, name) = (admitted.words, lead.title());
                admitted.page(StatusCode::OK, &Consents { words, id: &lead.id, name: &name, events })
            }
            Err(failure) => admitted.try_later("consents", lead.id.as_str(), failure, ""),
        }
    }

    async fn consent_events(&self, visit: Visit<'_>, lead: &Lead) -> Result<Vec<ConsentEvent>, TableError> {
        let mut timeline = self.ledger.table.whole_timeline(lead).await?;
        timeline.sort_by(|one, two| two.activity.id.cmp(&one.activity.id));
        let mut wordings: BTreeMap<String, Vec<KeptWording>> = BTreeMap::new();
        for form in agreed_forms(&timeline) {
            wordings.insert(form.to_owned(), self.ledger.table.wordings(form).await?);
        }
        Ok(whole_history(visit, &timeline, &wordings))
    }
}
