//! What the API answers, as it is written. The document's schemas are made of these types.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use leadwright_cloud::table::Card;
use leadwright_domain::activity::ActivityKind;
use leadwright_domain::config::Config;
use leadwright_domain::lead::{Applied, Lead, NextStep};
use leadwright_domain::timeline::{Reader, recorded, story};
use leadwright_domain::value::channel::Channel;
use leadwright_domain::value::question::Question;
use leadwright_domain::words::Words;
use serde::Serialize;

use crate::api::schema::shape;
use crate::viewer::Viewer;

shape! {
    /// A lead in a list.
    ListedLead {
        /// The lead's id.
        id: String,
        /// What a reader calls it: its name, company, address or number.
        title: String,
        company: Option<String>,
        email: Option<String>,
        /// As it was typed; left out where the lead asked not to be called.
        phone: Option<String>,
        /// Where it stands in the funnel: `suspect`, `lead`, `mql`, `pql`, `sql`, `prospect`, `customer`, `recycled`,
        /// `disqualified` or `lost`.
        stage: &'static str,
        /// The id of the person of the team who has it.
        owner: Option<String>,
        /// `hot`, `warm` or `cold`.
        temperature: &'static str,
        /// Points, from 0 to 100.
        points: i32,
        /// Where it came from.
        source: String,
        /// The campaign that brought it.
        campaign: Option<String>,
        /// The form that it sent last.
        form: Option<String>,
        /// When it last asked for something.
        asked_at: Option<Timestamp>,
        /// The segments it is in.
        segments: BTreeSet<String>,
        next_step: Option<Step>,
    }
}

shape! {
    /// What is to be done next.
    Step {
        /// When it is due, or was.
        due: Timestamp,
        /// In words.
        what: String,
        /// The `entry` that the action `task-done` takes, of a task of a sequence.
        entry: Option<String>,
    }
}

shape! {
    /// A page of a list of leads.
    LeadList {
        /// There may be fewer than `limit`, even none, on a page that is not the last: a page looks at 500 leads at the most.
        leads: Vec<ListedLead>,
        /// Ask for the next page with it, as the parameter `cursor`; left out on the last page.
        next: Option<String>,
        /// How many leads the page looked at.
        looked_at: usize,
        /// False if a search found more than it gives: search for more words.
        complete: bool,
    }
}

shape! {
    /// A lead.
    WholeLead {
        /// The lead's id: another one than was asked for, if that was merged into it.
        id: String,
        /// Grows with every change; it is the `ETag`, too.
        version: u64,
        /// What a reader calls it.
        title: String,
        /// What is known of it, by the names of the fields in `infra/config/forms`. `phone` is left out where the lead asked
        /// not to be called.
        fields: BTreeMap<String, String>,
        /// As in a list of leads.
        stage: &'static str,
        /// Since when it stands there.
        stage_since: Timestamp,
        /// The id of the person of the team who has it.
        owner: Option<String>,
        /// Its owner, if they accepted it.
        accepted_by: Option<String>,
        /// `hot`, `warm` or `cold`.
        temperature: &'static str,
        /// Points, from 0 to 100.
        points: i32,
        /// Where it came from.
        source: String,
        /// The campaign that brought it.
        campaign: Option<String>,
        /// The segments it is in.
        segments: BTreeSet<String>,
        /// What is to be done, the first first.
        next_steps: Vec<Step>,
        /// `need`, `budget`, `authority`, `timeline`: true or false, where it is known.
        qualification: BTreeMap<&'static str, bool>,
        /// It takes marketing mail.
        marketing_mail: bool,
        /// By which channels it asked to be left alone: `calls`, `mail`, `letters`, `messages`.
        do_not_contact: Vec<&'static str>,
        /// When it began.
        created_at: Timestamp,
        /// When it last asked for something.
        asked_at: Option<Timestamp>,
    }
}

shape! {
    /// Something that happened to a lead.
    Happening {
        /// The activity's id.
        id: String,
        /// The kind's name, as in `call_logged`.
        kind: &'static str,
        occurred_at: Timestamp,
        /// The id of the person of the team who did it.
        by: Option<String>,
        /// The name of the token by which a program did it for them.
        via: Option<String>,
        /// What happened, in the words of the lead's page, in the language of the token's person.
        says: String,
        /// What somebody wrote about it.
        note: Option<String>,
        /// It changed nothing of the lead, for a reason.
        ignored: Option<String>,
    }
}

shape! {
    /// A page of what happened to a lead, the newest first.
    ActivityList {
        activities: Vec<Happening>,
        /// Ask for the next page with it, as the parameter `cursor`; left out on the last page.
        next: Option<String>,
    }
}

shape! {
    /// A person of the team.
    Member {
        /// The id in `team.yaml`.
        id: String,
        name: String,
        /// `seller`, `partner`, `manager`, `marketing` or `admin`.
        role: &'static str,
        /// Leads are given to them.
        takes_leads: bool,
        /// The token acts for this person.
        me: bool,
    }
}

shape! {
    /// The team.
    TeamList {
        people: Vec<Member>,
    }
}

shape! {
    /// What was done.
    Done {
        /// The lead's id; left out for a lead that was added to and belongs to somebody else.
        lead: Option<String>,
        /// Its version then.
        version: Option<u64>,
        /// The ids of the activities that say what was done.
        activities: Vec<String>,
    }
}

impl ListedLead {
    pub(crate) fn of(card: &Card, words: Words<'_>) -> Self {
        let step = card.attention.next.as_ref();
        Self {
            id: card.id.to_string(),
            title: card.title.clone(),
            company: card.company.clone(),
            email: card.email.clone(),
            phone: card.phone.clone(),
            stage: card.stage.name(),
            owner: card.owner.clone(),
            temperature: card.temperature.name(),
            points: card.total,
            source: card.source.clone(),
            campaign: card.campaign.clone(),
            form: card.form.clone(),
            asked_at: card.asked,
            segments: card.segments.clone(),
            next_step: step.map(|step| Step { due: step.due, what: recorded(words, &step.what), entry: None }),
        }
    }
}

impl WholeLead {
    pub(crate) fn of(lead: &Lead, config: &Config, words: Words<'_>, now: Timestamp) -> Self {
        let score = config.scoring.score(lead, now);
        let refused: Vec<Channel> = Channel::ALL.into_iter().filter(|one| lead.refuses(*one).is_some()).collect();
        let is_shown = |name: &str| name != "phone" || !refused.contains(&Channel::Calls);
        let fields = lead.fields.keys().filter(|name| is_shown(name));
        let fields = fields.filter_map(|name| Some((name.clone(), lead.field(name)?.to_owned())));
        let mut steps: Vec<NextStep<'_>> = lead.steps().collect();
        steps.sort_by_key(|step| step.due);
        let answers = Question::ALL.into_iter();
        let is_task = |step: &NextStep<'_>| step.on == leadwright_domain::lead::Occasion::Sequence;
        Self {
            id: lead.id.to_string(),
            version: lead.version(),
            title: lead.title().into_owned(),
            fields: fields.collect(),
            stage: lead.stage.name(),
            stage_since: lead.stage_since,
            owner: lead.owner.clone(),
            accepted_by: lead.accepted.as_ref().map(|accepted| accepted.by.clone()),
            temperature: score.temperature.name(),
            points: score.total,
            source: lead.first_touch.source.clone(),
            campaign: lead.first_touch.campaign.clone(),
            segments: lead.segments.clone(),
            next_steps: steps
                .iter()
                .map(|step| Step {
                    due: step.due,
                    what: recorded(words, step.what),
                    entry: is_task(step).then(|| step.entry.to_owned()),
                })
                .collect(),
            qualification: answers.filter_map(|one| Some((one.name(), lead.answer(one, &config.funnel)?))).collect(),
            marketing_mail: lead.may_be_marketed_to(),
            do_not_contact: refused.into_iter().map(Channel::name).collect(),
            created_at: lead.created_at,
            asked_at: lead.last_submission.as_ref().map(leadwright_domain::activity::ActivityId::occurred_at),
        }
    }
}

impl Happening {
    pub(crate) fn of(applied: &Applied, config: &Config, viewer: Viewer<'_>) -> Self {
        let kind: &ActivityKind = &applied.activity.kind;
        let words = config.words_for(viewer.person);
        let told = story(kind, config, Reader::Member(viewer.person));
        Self {
            id: applied.activity.id.to_string(),
            kind: kind.name(),
            occurred_at: applied.activity.occurred_at(),
            by: kind.done_by().map(str::to_owned),
            via: applied.activity.agent.clone(),
            note: told.note.map(|note| recorded(words, note)),
            says: told.words,
            ignored: applied.decisions.ignored.as_ref().map(|why| recorded(words, why)),
        }
    }
}
