//! The page of who referred a lead, and whom it referred.

use std::borrow::Cow;

use askama::Template;
use lambda_http::http::StatusCode;
use leadwright_cloud::table::TableError;
use leadwright_domain::lead::Lead;
use leadwright_domain::referral::Credit;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::words::Words;
use leadwright_web::frame::Page;
use leadwright_web::response::Answer;

use crate::admitted::Admitted;
use crate::desk::Desk;
use crate::lead::referred_by;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "referrals.html")]
struct Referrals<'a> {
    words: Words<'a>,
    id: &'a LeadId,
    name: &'a str,
    /// Who referred the lead, in words; none for a lead that nobody referred.
    by: Option<String>,
    /// How many it referred, in words.
    brought: String,
    /// Those that the viewer may see.
    referred: Vec<Referred>,
    /// How many of them the viewer may not see.
    unseen: u32,
}

/// A lead that was referred.
struct Referred {
    id: LeadId,
    title: String,
    company: Option<String>,
    stage: String,
}

impl Page for Referrals<'_> {
    fn title(&self) -> Cow<'_, str> {
        self.words.say("lead-referrals").into()
    }
}

impl Desk {
    pub(crate) async fn referrals(&self, admitted: &Admitted<'_>, id: &LeadId) -> Answer {
        let (lead, people) = match self.lead_and_people(admitted, id, "referrals").await {
            Ok(read) => read,
            Err(answer) => return *answer,
        };
        let Some(visit) = Visit::open(&self.ledger.config, &lead, admitted.viewer, &people, admitted.now) else {
            return admitted.not_found();
        };
        match self.read_referred(visit).await {
            Ok((by, referred)) => admitted.page(StatusCode::OK, &page(visit, &lead.title(), by, &referred)),
            Err(failure) => admitted.try_later("referrals", lead.id.as_str(), failure, ""),
        }
    }

    /// Who referred the lead, in words, and whom it referred.
    async fn read_referred(&self, visit: Visit<'_>) -> Result<(Option<String>, Vec<Lead>), TableError> {
        let (lead, company) = (visit.lead, &visit.config.company);
        let (by, mut referred) =
            futures_util::try_join!(referred_by(&self.ledger.table, visit), self.ledger.table.referred_by(lead))?;
        referred.retain(|other| other.is_other_than(lead, company));
        referred.sort_by_key(|other| std::cmp::Reverse(other.first_touch.activity.occurred_at()));
        Ok((by, referred))
    }
}

fn page<'a>(visit: Visit<'a>, name: &'a str, by: Option<String>, referred: &[Lead]) -> Referrals<'a> {
    let words = visit.words();
    let distribution = visit.config.distribution(visit.people, visit.now);
    let seen: Vec<&Lead> = referred.iter().filter(|other| visit.viewer.may_see(distribution.whose(other))).collect();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let credit = Credit::of(visit.lead, referred, &visit.config.company);
    let counts = [("referred", count(credit.referred).into()), ("customers", count(credit.customers).into())];
    Referrals {
        words,
        id: &visit.lead.id,
        name,
        by,
        brought: words.with("lead-has-referred-count", &counts),
        unseen: count(referred.len() - seen.len()),
        referred: seen
            .into_iter()
            .map(|other| Referred {
                id: other.id.clone(),
                title: other.title().into_owned(),
                company: other.field("company").map(ToOwned::to_owned),
                stage: other.stage.word(words),
            })
            .collect(),
    }
}
