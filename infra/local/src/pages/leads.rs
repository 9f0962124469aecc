//! The list of leads, and a lead with its score, next steps and timeline.

use std::sync::Arc;

use anyhow::Result;
use askama::Template;
use leadwright_cloud::table::Card;
use leadwright_domain::activity::ActivityKind;
use leadwright_domain::lead::Applied;
use leadwright_domain::timeline::changes;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::words::Words;

use super::rows::{LeadRow, newest_leads, readable};
use crate::stack::Stack;
use crate::wording::agenda;
use crate::wording::story::story;

/// The number of leads in the list.
const LISTED: usize = 200;

/// The leads, newest first.
#[derive(Template)]
#[template(path = "leads.html")]
pub(crate) struct LeadsPage {
    clock: String,
    leads: Vec<LeadRow>,
}

impl LeadsPage {
    pub(crate) async fn new(stack: &Arc<Stack>) -> Result<Self> {
        Ok(Self { clock: readable(stack.clock.now()), leads: newest_leads(stack, LISTED).await? })
    }
}

/// A lead.
#[derive(Template)]
#[template(path = "lead.html")]
pub(crate) struct LeadPage {
    clock: String,
    card: LeadRow,
    fields: Vec<(String, String)>,
    /// What others changed of it.
    changes: Vec<String>,
    owner: Option<String>,
    grade: String,
    /// Points and label, as the score is explained.
    lines: Vec<(String, String)>,
    /// Time and step.
    next: Vec<(String, String)>,
    /// The newest first.
    timeline: Vec<TimelineEntry>,
}

struct TimelineEntry {
    at: String,
    words: String,
    message: Option<String>,
}

impl LeadPage {
    /// None if there is no such lead.
    pub(crate) async fn new(stack: &Arc<Stack>, id: &LeadId) -> Result<Option<Self>> {
        let Some(lead) = stack.table.lead(id).await? else { return Ok(None) };
        let timeline = stack.table.timeline(id).await?;
        let (config, now) = (&stack.config, stack.clock.now());
        let person = lead.owner.as_ref().and_then(|owner| config.team.person(owner));
        let lines = config.scoring.explain(&lead, now);
        let entry = |applied: &Applied| TimelineEntry {
            at: readable(applied.activity.occurred_at()),
            words: story(applied, config),
            message: match &applied.activity.kind {
                ActivityKind::FormSubmitted(sent) => sent.message.clone(),
                _ => None,
            },
        };
        Ok(Some(Self {
            clock: readable(now),
            card: Card::of(&lead).into(),
            changes: changes(&lead, Words::english(), now, &config.company.timezone.time_zone())
                .into_iter()
                .map(|change| change.words)
                .collect(),
            fields: lead.fields.iter().map(|(name, value)| (name.clone(), value.0.clone())).collect(),
            owner: person.map(|person| person.name.clone()),
            grade: format!("{:?}", lead.score.grade),
            lines: lines.into_iter().map(|line| (format!("{:+}", line.points), line.label)).collect(),
            next: agenda::ahead(lead.agenda(), now, readable),
            timeline: timeline.iter().rev().map(entry).collect(),
        }))
    }
}
