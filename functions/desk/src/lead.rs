//! The page of a lead: shown by GET, acted on by POST. Its viewer is logged in, or came by the link of a mail.
//!
//! An action goes through the ledger here and now, so that the page that follows tells the truth. It is named by the page
//! it was made on: a double click or a reload is the same action, and applied once.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::PoisonError;

use askama::Template;
use jiff::Timestamp;
use lambda_http::http::StatusCode;
use leadwright_cloud::table::{Table, TableError, View};
use leadwright_domain::activity::{Activity, ActivityId, ActivityKind, Enrichment, Submission};
use leadwright_domain::form::{FieldError, KeptWording};
use leadwright_domain::lead::{Applied, Lead};
use leadwright_domain::routing::People;
use leadwright_domain::timeline::{Reader, recorded, story};
use leadwright_domain::tracking::refer;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::words::Words;
use leadwright_web::frame::Page;
use leadwright_web::problem::Problem;
use leadwright_web::response::{Access, Answer, see_other};
use tracing::{info, warn};

use crate::action;
use crate::admitted::Admitted;
use crate::desk::Desk;
use crate::lead_page::{KnownConsents, KnownReferrals, LeadPage, Shown, given_with};
use crate::next_step;
use crate::pressed::Action;
use crate::viewer::{Viewer, Way};
use crate::visit::Visit;

/// How many activities the page shows.
const HISTORY: i32 = 40;

/// The page after an action on a lead that the viewer no longer sees: nothing of the lead is on it.
#[derive(Template)]
#[template(path = "given.html")]
struct Given<'a> {
    words: Words<'a>,
    /// What was done.
    told: String,
}

impl Page for Given<'_> {
    fn title(&self) -> Cow<'_, str> {
        self.words.say("lead-done").into()
    }
}

impl Desk {
    pub(crate) async fn lead(&self, admitted: &Admitted<'_>, id: &LeadId) -> Answer {
        let (lead, newest, people) = match self.read_lead(admitted, id).await {
            Ok((Some(lead), newest, people)) => (lead, newest, people),
            Ok((None, _, _)) if admitted.viewer.way == Way::Session => return self.no_lead(admitted, id).await,
            Ok((None, _, _)) => return gone(admitted, "lead-gone", "lead-gone-erased"),
            Err(failure) => return try_again(admitted, id, failure),
        };
        let Some(visit) = Visit::open(&self.ledger.config, &lead, admitted.viewer, &people, admitted.now) else {
            return self.no_longer(admitted, id).await;
        };
        if admitted.is_post() {
            return self.act(admitted, visit, &newest).await;
        }
        let done = admitted.query("done");
        let shown = Shown { page: &admitted.press(), done: done.as_deref(), refused: None };
        self.show_lead(admitted, visit, &newest, StatusCode::OK, shown).await
    }

    /// The answer to a viewer who may not see the lead. Who gave it away, or pressed a button a moment too late, hears what
    /// came of it.
    async fn no_longer(&self, admitted: &Admitted<'_>, id: &LeadId) -> Answer {
        let page = admitted.form.get("press").cloned().or_else(|| admitted.query("done"));
        if let Some(page) = page.filter(|page| !page.is_empty()) {
            let newest = match self.ledger.table.newest(id, HISTORY).await {
                Ok(newest) => newest,
                Err(failure) => return try_again(admitted, id, failure),
            };
            // Nobody but who pressed a button of the page knows its id.
            let prefix = Activity::page_prefix(&page);
            let is_of_page =
                |applied: &&Applied| applied.activity.external_id.as_ref().is_some_and(|id| id.starts_with(&prefix));
            if let Some(applied) = newest.iter().find(is_of_page) {
                if admitted.is_post() {
                    return see_other(Access::Private, &format!("?done={page}#done"));
                }
                let reader = Reader::Member(admitted.viewer.person);
                let words = admitted.words;
                let told = match &applied.decisions.ignored {
                    Some(why) => words.with("lead-ignored", &[("why", recorded(words, why).into())]),
                    None => story(&applied.activity.kind, &self.ledger.config, reader).words,
                };
                return admitted.page(StatusCode::OK, &Given { words, told });
            }
        }
        gone(admitted, "lead-no-longer", "lead-no-longer-hint")
    }

    async fn act(&self, admitted: &Admitted<'_>, visit: Visit<'_>, newest: &[Applied]) -> Answer {
        let words = admitted.words;
        let Some(action) = Action::of(admitted.form.clone()) else {
            let (title, detail) = (words.say("desk-unreadable"), words.say("lead-incomplete"));
            return admitted.problem(Problem::new(StatusCode::BAD_REQUEST, title, detail));
        };
        if !visit.may_change {
            let (title, detail) = (words.say("desk-nothing-changed"), words.say("lead-may-look"));
            return admitted.problem(Problem::new(StatusCode::FORBIDDEN, title, detail));
        }
        let activities = match activities(&action, visit, newest) {
            Ok(activities) => activities,
            Err(wrong) => return self.refuse(admitted, visit, newest, &action, &wrong).await,
        };
        match self.ledger.act(visit.lead, &activities, &self.send, visit.now).await {
            Ok(None) => {
                let (lead, person) = (&visit.lead.id, &visit.person().id);
                for activity in &activities {
                    let kind = activity.kind.name();
                    info!(lead.id = %lead, activity.id = %activity.id, person, kind, "salesperson's action applied");
                }
                see_other(Access::Private, &format!("?done={}#done", action.page))
            }
            Ok(Some(why)) => {
                let wrong = FieldError::new("do", words.with("lead-not-now", &[("why", recorded(words, &why).into())]));
                self.refuse(admitted, visit, newest, &action, &wrong).await
            }
            Err(failure) => try_again(admitted, &visit.lead.id, failure),
        }
    }

    /// The page again, with what was entered and why it was not taken.
    async fn refuse(
        &self,
        admitted: &Admitted<'_>,
        visit: Visit<'_>,
        newest: &[Applied],
        action: &Action,
        wrong: &FieldError,
    ) -> Answer {
        if let Some(answer) = admitted.refusal(wrong) {
            return answer;
        }
        let shown = Shown { page: &admitted.signed(&action.page), done: None, refused: Some((action, wrong)) };
        self.show_lead(admitted, visit, newest, StatusCode::UNPROCESSABLE_ENTITY, shown).await
    }

    async fn show_lead(
        &self,
        admitted: &Admitted<'_>,
        visit: Visit<'_>,
        newest: &[Applied],
        status: StatusCode,
        shown: Shown<'_>,
    ) -> Answer {
        let (asked, known, ()) = futures_util::join!(
            self.read_asked(visit.lead, newest),
            // On the heap: it would make every future around it large.
            Box::pin(self.read_consents(visit, newest)),
            self.write_view(admitted, visit.lead)
        );
        match asked.and_then(|asked| Ok((asked, known?))) {
            Ok((asked, known)) => admitted.page(status, &LeadPage::new(visit, &asked, newest, &known, shown)),
            Err(failure) => try_again(admitted, &visit.lead.id, failure),
        }
    }

    /// Writes down who looks at a lead, while the page reads. If that fails, the page is shown all the same.
    pub(crate) async fn write_view(&self, admitted: &Admitted<'_>, lead: &Lead) {
        if admitted.is_post() {
            return;
        }
        self.put_view_of(admitted.viewer, admitted.now, lead).await;
    }

    /// The same, of whoever looks.
    pub(crate) async fn put_view_of(&self, viewer: Viewer<'_>, now: Timestamp, lead: &Lead) {
        let Viewer { person, way, .. } = viewer;
        let view = View { person: person.id.clone(), at: now, by_link: way == Way::Link, dealt: None };
        if let Err(failure) = self.ledger.table.put_view(&lead.id, &view).await {
            let why = format!("{:#}", anyhow::Error::from(failure));
            warn!(lead.id = %lead.id, person = person.id, why, "view not written down");
        }
    }

    /// What was said of people: as the guard read it, or read now.
    pub(crate) async fn people(&self, admitted: &Admitted<'_>) -> Result<People, TableError> {
        match &admitted.people {
            Some(people) => Ok(people.clone()),
            None => self.ledger.table.people().await,
        }
    }

    /// The answer for a lead that is not there. Who may see all leads hears that it was erased; nobody knows any more whether
    /// others could see it.
    pub(crate) async fn no_lead(&self, admitted: &Admitted<'_>, id: &LeadId) -> Answer {
        match self.is_told_erased(admitted.viewer, id).await {
            Ok(true) => {
                let (title, detail) = (admitted.words.say("lead-gone"), admitted.words.say("lead-gone-erased"));
                admitted.problem(Problem::new(StatusCode::GONE, title, detail))
            }
            Ok(false) => admitted.not_found(),
            Err(failure) => try_again(admitted, id, failure),
        }
    }

    /// The lead was erased, and the viewer may know that.
    pub(crate) async fn is_told_erased(&self, viewer: Viewer<'_>, id: &LeadId) -> Result<bool, TableError> {
        Ok(viewer.role.may_see_all_leads() && self.ledger.table.tombstone(id).await?.is_some())
    }

    /// A lead and what was said of people, for the page `what`; the answer instead, where there is no lead or no table.
    pub(crate) async fn lead_and_people(
        &self,
        admitted: &Admitted<'_>,
        id: &LeadId,
        what: &'static str,
    ) -> Result<(Lead, People), Box<Answer>> {
        match futures_util::try_join!(self.ledger.table.lead(id), self.people(admitted)) {
            Ok((Some(lead), people)) => Ok((lead, people)),
            Ok((None, _)) => Err(Box::new(self.no_lead(admitted, id).await)),
            Err(failure) => Err(Box::new(admitted.try_later(what, id.as_str(), failure, ""))),
        }
    }

    /// A lead, its newest activities, and what was said of people: one request, one more behind the link of a mail, and one
    /// for each lead that was merged into it.
    async fn read_lead(
        &self,
        admitted: &Admitted<'_>,
        id: &LeadId,
    ) -> Result<(Option<Lead>, Vec<Applied>, People), TableError> {
        let table = &self.ledger.table;
        let ((lead, mut newest), people) =
            futures_util::try_join!(table.lead_and_newest(id, HISTORY), self.people(admitted))?;
        // Of one moment, what was applied last comes first.
        newest.sort_by_key(|applied| Reverse((applied.activity.occurred_at(), applied.seq)));
        Ok((lead, newest, people))
    }

    /// What the lead's consents were given with: mostly it is among the newest activities; and the kept words of each form.
    async fn read_consents(&self, visit: Visit<'_>, newest: &[Applied]) -> Result<KnownConsents, TableError> {
        let sent = self.read_activities(visit.lead, given_with(visit), newest).await?;
        let mut wordings = BTreeMap::new();
        for activity in &sent {
            if let ActivityKind::FormSubmitted(sent) = &activity.kind
                && !wordings.contains_key(&sent.form)
            {
                wordings.insert(sent.form.clone(), self.wordings_of(sent).await?);
            }
        }
        let referrals = self.read_referrals(visit).await?;
        let enrichment = self.read_enrichment(visit.lead, newest).await?;
        Ok(KnownConsents { sent, wordings, referrals, enrichment })
    }

    /// What was looked up of the lead: mostly it is among the newest activities.
    async fn read_enrichment(&self, lead: &Lead, newest: &[Applied]) -> Result<Enrichment, TableError> {
        let Some(id) = &lead.enriched else { return Ok(Enrichment::default()) };
        let known = newest.iter().find(|applied| applied.activity.id == *id).cloned();
        let applied = if known.is_some() { known } else { self.ledger.table.activity(&lead.id, id).await? };
        Ok(match applied.map(|applied| applied.activity.kind) {
            Some(ActivityKind::Enriched(found)) => found,
            _ => Enrichment::default(),
        })
    }

    /// Who referred the lead, and its personal link.
    async fn read_referrals(&self, visit: Visit<'_>) -> Result<KnownReferrals, TableError> {
        let rules = visit.config.company.referrals.as_ref().filter(|_| !self.public_url.is_empty());
        let link = rules.map(|rules| refer(&self.public_url, &self.keys, &visit.lead.id, &rules.form, visit.now));
        Ok(KnownReferrals { by: referred_by(&self.ledger.table, visit).await?, link })
    }

    /// The kept wordings of the form that was sent: a query, unless this environment has read those of its consents.
    async fn wordings_of(&self, sent: &Submission) -> Result<Vec<KeptWording>, TableError> {
        let known = || self.wordings.lock().unwrap_or_else(PoisonError::into_inner);
        let is_kept = |all: &[KeptWording], hash: &String| all.iter().any(|one| one.wording.hash() == *hash);
        if let Some(all) = known().get(&sent.form)
            && sent.agreed.texts.values().all(|hash| is_kept(all, hash))
        {
            return Ok(all.clone());
        }
        let all = self.ledger.table.wordings(&sent.form).await?;
        known().insert(sent.form.clone(), all.clone());
        Ok(all)
    }

    /// The forms that the page shows: mostly they are among the newest activities.
    async fn read_asked(&self, lead: &Lead, newest: &[Applied]) -> Result<Vec<Activity>, TableError> {
        self.read_activities(lead, lead.wishes_to_show(), newest).await
    }

    async fn read_activities(
        &self,
        lead: &Lead,
        ids: Vec<&ActivityId>,
        newest: &[Applied],
    ) -> Result<Vec<Activity>, TableError> {
        let mut asked = Vec::new();
        for id in ids {
            let found = match newest.iter().find(|applied| applied.activity.id == *id) {
                Some(found) => Some(found.activity.clone()),
                None => self.ledger.table.activity_in(lead, id).await?.map(|applied| applied.activity),
            };
            asked.extend(found);
        }
        Ok(asked)
    }
}

/// Who referred the lead, in words: by name where the viewer may see that lead. None for a lead that nobody referred.
pub(crate) async fn referred_by(table: &Table, visit: Visit<'_>) -> Result<Option<String>, TableError> {
    let Some(referral) = &visit.lead.referral else { return Ok(None) };
    let by = table.lead(&referral.by).await?.filter(|by| visit.lead.is_other_than(by, &visit.config.company));
    let words = visit.words();
    Ok(Some(match by {
        None => words.say("lead-referred-by-nobody"),
        Some(by) if visit.viewer.may_see(visit.config.distribution(visit.people, visit.now).whose(&by)) => {
            by.title().into_owned()
        }
        Some(_) => words.say("lead-referred-by-other"),
    }))
}

/// What the action says happened, and what it says is next.
///
/// # Errors
/// It can't be: which field to fix, and how.
pub(crate) fn activities(action: &Action, visit: Visit<'_>, newest: &[Applied]) -> Result<Vec<Activity>, FieldError> {
    let done = if next_step::is_all(action) { None } else { Some(action::kind(action, visit, newest)?) };
    let kinds = done.into_iter().chain(next_step::chosen(action, visit)?);
    let lead = &visit.lead.id;
    Ok(kinds.map(|kind| Activity::done_on_page(lead.clone(), &action.page, kind, visit.now)).collect())
}

/// The answer for a lead that is not there or no longer the viewer's. Who is logged in hears the same of both, and of every
/// lead that never was theirs.
fn gone(admitted: &Admitted<'_>, title: &str, detail: &str) -> Answer {
    match admitted.viewer.way {
        Way::Session | Way::Token => admitted.not_found(),
        Way::Link => {
            admitted.problem(Problem::new(StatusCode::GONE, admitted.words.say(title), admitted.words.say(detail)))
        }
    }
}

fn try_again(admitted: &Admitted<'_>, lead: &LeadId, failure: impl Into<anyhow::Error>) -> Answer {
    admitted.try_later("lead", lead.as_str(), failure, &admitted.words.say("lead-counts-once"))
}
