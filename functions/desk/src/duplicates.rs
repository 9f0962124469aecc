//! The page of leads that may be the same person: two become one by a button, and two again by another.

use std::borrow::Cow;

use askama::Template;
use lambda_http::http::StatusCode;
use leadwright_cloud::queue::BATCH;
use leadwright_cloud::table::{Card, MergeError};
use leadwright_domain::lead::Lead;
use leadwright_domain::search::SearchFields;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::words::Words;
use leadwright_web::frame::Page;
use leadwright_web::problem::Problem;
use leadwright_web::response::{Access, Answer, see_other};
use tracing::info;

use crate::admitted::Admitted;
use crate::desk::Desk;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "duplicates.html")]
struct Duplicates<'a> {
    words: Words<'a>,
    press: &'a str,
    id: &'a LeadId,
    name: &'a str,
    /// What was done, as a message.
    done: Option<&'static str>,
    /// Why nothing was done.
    error: Option<&'a str>,
    others: Vec<Other>,
    merged: Vec<Part>,
    /// The viewer may change the lead.
    may_change: bool,
}

/// A lead that may be the same person.
struct Other {
    card: Card,
    /// Its owner's name, where that is somebody else.
    owner: Option<String>,
    /// The viewer may change it, too.
    may_merge: bool,
}

/// A lead that was merged into this one.
struct Part {
    id: LeadId,
    title: String,
    email: Option<String>,
}

impl Page for Duplicates<'_> {
    fn title(&self) -> Cow<'_, str> {
        self.words.say("lead-duplicates").into()
    }
}

/// What a button of the page asks for.
enum Change {
    Merge(LeadId),
    Undo(LeadId),
}

impl Change {
    fn of(admitted: &Admitted<'_>) -> Option<Self> {
        let other = LeadId::parse(admitted.form.get("other")?).ok()?;
        match admitted.form.get("do")?.as_str() {
            "merge" => Some(Self::Merge(other)),
            "undo" => Some(Self::Undo(other)),
            _ => None,
        }
    }
}

impl Desk {
    pub(crate) async fn duplicates(&self, admitted: &Admitted<'_>, id: &LeadId) -> Answer {
        let (lead, people) = match self.lead_and_people(admitted, id, "duplicates").await {
            Ok(read) => read,
            Err(answer) => return *answer,
        };
        let Some(visit) = Visit::open(&self.ledger.config, &lead, admitted.viewer, &people, admitted.now) else {
            return admitted.not_found();
        };
        if !admitted.is_post() {
            return self.show_duplicates(admitted, visit, None).await;
        }
        let Some(change) = Change::of(admitted).filter(|_| visit.may_change) else {
            let (title, detail) = (admitted.words.say("desk-nothing-changed"), admitted.words.say("lead-may-look"));
            return admitted.problem(Problem::new(StatusCode::FORBIDDEN, title, detail));
        };
        match Box::pin(self.change_parts(admitted, visit, &change)).await {
            Ok(done) => see_other(Access::Private, &format!("?done={done}")),
            Err(MergeError::Table(failure)) => {
                admitted.try_later("duplicates", id.as_str(), failure, &admitted.words.say("lead-may-be-done"))
            }
            Err(why) => self.show_duplicates(admitted, visit, Some(&why.to_string())).await,
        }
    }

    /// Merges another lead into this one, or takes that back; what was done, for the address of the page.
    async fn change_parts(
        &self,
        admitted: &Admitted<'_>,
        visit: Visit<'_>,
        change: &Change,
    ) -> Result<&'static str, MergeError> {
        let (table, config, by, now) =
            (&self.ledger.table, &self.ledger.config, &admitted.viewer.person.id, admitted.now);
        let lead = visit.lead;
        match change {
            Change::Merge(other) => {
                let other_lead = table.lead(other).await?;
                // Whom a caller has in hand, nobody takes away from under them.
                let distribution = config.distribution(visit.people, now);
                let may_change = |other: &Lead| admitted.viewer.may_change(distribution.whose(other));
                if !other_lead.as_ref().is_some_and(may_change) {
                    return Err(MergeError::NoLead(other.clone()));
                }
                let merged = Box::pin(table.merge_leads(&lead.id, other, by, config, now)).await?;
                info!(lead.id = %lead.id, other.id = %other, person = by, "leads merged");
                self.send.hurry(&merged, now).await;
                Ok("merged")
            }
            Change::Undo(other) => {
                let came_since = Box::pin(table.unmerge_leads(&lead.id, other, by, config, now)).await?;
                info!(lead.id = %lead.id, other.id = %other, person = by, "merge taken back");
                for batch in came_since.chunks(BATCH) {
                    self.ledger
                        .apply(other, batch, now)
                        .await
                        .map_err(|failure| MergeError::Left(failure.to_string()))?;
                }
                Ok("undone")
            }
        }
    }

    async fn show_duplicates(&self, admitted: &Admitted<'_>, visit: Visit<'_>, error: Option<&str>) -> Answer {
        let (table, config, lead) = (&self.ledger.table, &self.ledger.config, visit.lead);
        let team = &config.team;
        let found = table.possible_duplicates(&SearchFields::of(lead), Some(&lead.id), &config.company).await;
        let cards = match found {
            Ok(cards) => cards,
            Err(failure) => return admitted.try_later("duplicates", lead.id.as_str(), failure, ""),
        };
        let mut merged = Vec::new();
        for id in &lead.merged {
            match table.merged_lead(id).await {
                Ok(part) => merged.extend(part.map(|part| Part {
                    id: part.id.clone(),
                    title: part.title().into_owned(),
                    email: part.email().map(String::from),
                })),
                Err(failure) => return admitted.try_later("duplicates", lead.id.as_str(), failure, ""),
            }
        }
        let viewer = admitted.viewer;
        let others = cards.into_iter().filter(|card| viewer.may_see(team.whose(card.owner.as_deref(), None)));
        let others = others.map(|card| Other {
            owner: card.owner.as_deref().filter(|id| *id != viewer.person.id).map(|id| team.name_of(id).to_owned()),
            may_merge: visit.may_change && viewer.may_change(team.whose(card.owner.as_deref(), None)),
            card,
        });
        let done = match admitted.query("done").as_deref() {
            Some("merged") => Some("lead-are-one"),
            Some("undone") => Some("lead-are-two"),
            _ => None,
        };
        let page = Duplicates {
            words: admitted.words,
            press: &admitted.press(),
            id: &lead.id,
            name: &lead.title(),
            done: done.filter(|_| error.is_none()),
            error,
            others: others.collect(),
            merged,
            may_change: visit.may_change,
        };
        admitted.page(if error.is_some() { StatusCode::CONFLICT } else { StatusCode::OK }, &page)
    }
}
