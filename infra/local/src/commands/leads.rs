//! `leadwright lead` and `leadwright leads`.

use anyhow::{Context, Result, bail};
use jiff::tz::TimeZone;
use leadwright_cloud::table::{Card, Table};
use leadwright_domain::activity::ActivityKind;
use leadwright_domain::config::Config;
use leadwright_domain::lead::{AgendaEntry, Applied, Lead, Score, Task};
use leadwright_domain::scoring::Line;
use leadwright_domain::timeline;
use leadwright_domain::timeline::Reader;
use leadwright_domain::value::identity::{EmailAddress, Identity, IdentityKey, LeadId, PhoneNumber};
use leadwright_domain::value::stage::Stage;
use serde::Serialize;

use super::{Connected, Target, cards};

/// A lead and all that is known of it.
#[derive(Serialize)]
pub(crate) struct View {
    id: LeadId,
    email: Option<String>,
    stage: Stage,
    owner: Option<String>,
    source: String,
    score: ScoreView,
    agenda: Vec<AgendaEntry>,
    timeline: Vec<Applied>,
    #[serde(flatten)]
    lead: Rest,
}

#[derive(Serialize)]
struct ScoreView {
    #[serde(flatten)]
    score: Score,
    explanation: Vec<Line>,
}

#[derive(Serialize)]
struct Rest {
    fields: std::collections::BTreeMap<String, String>,
    enrolments: std::collections::BTreeMap<String, leadwright_domain::lead::Enrolment>,
    may_be_marketed_to: bool,
    /// The UTC day on which its temperature changes if nothing happens until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    cools_on: Option<jiff::civil::Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted: Option<leadwright_domain::lead::Accepted>,
    version: u64,
}

impl View {
    /// Reads a lead and its timeline.
    pub(crate) async fn read(table: &Table, config: &Config, id: &LeadId) -> Result<Option<Self>> {
        let Some(lead) = table.lead(id).await? else { return Ok(None) };
        let timeline = table.timeline(id).await?;
        Ok(Some(Self::of(lead, timeline, config)))
    }

    fn of(lead: Lead, timeline: Vec<Applied>, config: &Config) -> Self {
        // The score is that of the newest activity, and so is its explanation.
        let scored = timeline.iter().map(|applied| applied.applied_at).max().unwrap_or(lead.created_at);
        Self {
            email: lead.field("email").map(ToOwned::to_owned),
            source: lead.first_touch.source.clone(),
            score: ScoreView { explanation: config.scoring.explain(&lead, scored), score: lead.score.clone() },
            timeline,
            lead: Rest {
                may_be_marketed_to: lead.may_be_marketed_to(),
                cools_on: lead.temperature_changes_on,
                accepted: lead.accepted.clone(),
                fields: lead.fields.into_iter().map(|(name, value)| (name, value.0)).collect(),
                enrolments: lead.enrolments,
                version: lead.version,
            },
            id: lead.id,
            stage: lead.stage,
            owner: lead.owner,
            agenda: lead.agenda,
        }
    }
}

/// Prints a lead.
pub(crate) async fn lead(target: &Target, who: &str, json: bool) -> Result<()> {
    let stack = target.connect().await?;
    let id = find(&stack.key, who)?;
    let Some(view) = View::read(&stack.table, &stack.config, &id).await? else {
        bail!("there is no lead {who} here; `leads` lists those there are");
    };
    if json {
        println!("{}", serde_json::to_string_pretty(&view)?);
    } else {
        print(&view, &stack);
    }
    Ok(())
}

/// The id of whom `who` names: an id, an address, a telephone number with its country, or `source:id` of an import.
pub(crate) fn find(key: &IdentityKey, who: &str) -> Result<LeadId> {
    if let Ok(id) = LeadId::parse(who) {
        return Ok(id);
    }
    if let Ok(address) = EmailAddress::parse(who) {
        return Ok(LeadId::of(key, &Identity::Email(address)));
    }
    if let Some(number) = PhoneNumber::parse(who) {
        return Ok(LeadId::of(key, &Identity::Phone(number)));
    }
    let (source, id) = who.split_once(':').with_context(|| {
        format!(
            "{who:?} is neither an e-mail address, nor a telephone number with its country (+351…), nor a lead id (ld_…), nor SOURCE:ID of an import"
        )
    })?;
    Ok(LeadId::of(key, &Identity::External { source: source.to_owned(), id: id.to_owned() }))
}

fn print(view: &View, stack: &Connected) {
    let zone = stack.config.company.timezone.time_zone();
    let time = |at: jiff::Timestamp| readable(at, &zone);
    println!("{}", view.id);
    for (name, value) in &view.lead.fields {
        println!("  {name:<12} {value}");
    }
    println!("  {:<12} {}", "stage", view.stage);
    println!("  {:<12} {}", "owner", view.owner.as_deref().unwrap_or("nobody yet"));
    println!("  {:<12} {}", "came by", view.source);
    let score = &view.score.score;
    println!("\n{}, {} points of 100, grade {:?}", score.temperature.word(), score.total, score.grade);
    for line in &view.score.explanation {
        println!("  {:+4}  {}", line.points, line.label);
    }
    println!("\nNext");
    if view.agenda.is_empty() && view.lead.cools_on.is_none() {
        println!("  nothing");
    }
    if let Some(day) = view.lead.cools_on {
        println!(
            "  {}  no longer {}, if nothing happens",
            day.strftime("%a %-d %b %Y"),
            score.temperature.word().to_lowercase()
        );
    }
    for (when, what) in ahead(&view.agenda, stack.now, time) {
        println!("  {when}  {what}");
    }
    println!("\nTimeline");
    for applied in &view.timeline {
        println!("  {}  {}", time(applied.activity.occurred_at()), story(applied, &stack.config));
    }
}

/// An activity and what it caused, in a line.
pub(crate) fn story(applied: &Applied, config: &Config) -> String {
    let what = &applied.activity.kind;
    let decisions = &applied.decisions;
    let mut words = vec![timeline::story(what, config, Reader::Operator).line()];
    if decisions.duplicate {
        words.push("nothing: it is the same wish".to_owned());
    }
    if let Some(why) = &decisions.ignored {
        words.push(format!("nothing changed: {why}"));
    }
    match &decisions.stage {
        // Why is what the activity itself says.
        Some(moved) if matches!(what, ActivityKind::StageMoved(_)) => words.push(moved.to.to_string()),
        Some(moved) => words.push(format!("{} ({})", moved.to, moved.why)),
        None => {}
    }
    if let Some(assignment) = &decisions.owner {
        words.push(format!("owner {}", assignment.owner));
    }
    if decisions.accepted.is_some() && !matches!(applied.activity.kind, ActivityKind::Accepted { .. }) {
        words.push("accepted".to_owned());
    }
    if let Some(speed) = &decisions.first_contact {
        let minutes = |seconds: u64| seconds.div_ceil(60);
        let (real, working) = (minutes(speed.real), minutes(speed.working));
        words.push(format!("first contact, {real} min after asking ({working} min of working time)"));
    }
    for (sequence, _) in &decisions.begun {
        words.push(format!("begins {sequence}"));
    }
    for (sequence, why) in &decisions.ended {
        words.push(format!("{sequence} is over ({why})"));
    }
    words.join(" → ")
}

/// What is to happen, soonest first: when, and what in a line, with why it waits.
pub(crate) fn ahead(
    agenda: &[AgendaEntry],
    now: jiff::Timestamp,
    time: impl Fn(jiff::Timestamp) -> String,
) -> Vec<(String, String)> {
    let mut entries: Vec<(jiff::Timestamp, &AgendaEntry)> =
        agenda.iter().map(|entry| (timeline::happens_at(entry, now), entry)).collect();
    entries.sort_by_key(|(at, _)| *at);
    let told = entries.into_iter().map(|(at, entry)| {
        let when = if at == now { "now".to_owned() } else { time(at) };
        let held = entry.delivery.held.as_ref().map(|why| format!(", waits: {why}")).unwrap_or_default();
        (when, format!("{}{held}", planned(entry)))
    });
    told.collect()
}

fn planned(entry: &AgendaEntry) -> String {
    match &entry.task {
        Task::Mail { mail, to, .. } => format!("mail {mail} to the {}", recipient(*to)),
        Task::Step { step } => format!("step {} of {}", step.step, step.sequence),
        Task::Webhook { step, .. } => format!("another program is told (step {} of {})", step.step, step.sequence),
        Task::ClassifyClicks { mail, .. } => format!("it is judged who followed the links of {mail}"),
        Task::Accept { owner, .. } => format!("the manager is told, unless {owner} accepts"),
    }
}

/// To whom a mail goes, in a word.
fn recipient(to: leadwright_domain::activity::Recipient) -> &'static str {
    match to {
        leadwright_domain::activity::Recipient::Lead => "lead",
        leadwright_domain::activity::Recipient::Owner => "owner",
        leadwright_domain::activity::Recipient::Manager => "manager",
    }
}

/// A time as people read it.
pub(crate) fn readable(at: jiff::Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%a %-d %b %Y %H:%M").to_string()
}

/// Lists leads, newest first.
pub(crate) async fn leads(target: &Target, stage: Option<&str>, owner: Option<&str>, json: bool) -> Result<()> {
    let stack = target.connect().await?;
    let stages = match stage {
        None => Stage::ALL.to_vec(),
        Some(name) => vec![Stage::named(name).with_context(|| {
            let names: Vec<&str> = Stage::ALL.into_iter().map(Stage::name).collect();
            format!("there is no stage {name:?}; there are {}", names.join(", "))
        })?],
    };
    let mut list = match owner {
        Some(owner) => {
            of_owner(&stack.table, owner).await?.into_iter().filter(|card| stages.contains(&card.stage)).collect()
        }
        None => cards(&stack.table, &stages).await?,
    };
    if owner.is_none() {
        list.sort_by_key(|card| std::cmp::Reverse(card.asked));
    }
    if json {
        println!("{}", serde_json::to_string_pretty(&list)?);
        return Ok(());
    }
    let zone = stack.config.company.timezone.time_zone();
    for card in &list {
        let asked = card.asked.map_or_else(|| "-".to_owned(), |at| readable(at, &zone));
        println!(
            "{}  {:<9} {:>3} {:<5} {:<8} {:<22} {}",
            card.id,
            card.stage.name(),
            card.total,
            card.temperature.word(),
            card.owner.as_deref().unwrap_or("-"),
            asked,
            card.title
        );
    }
    eprintln!("{} leads", list.len());
    Ok(())
}

pub(crate) async fn of_owner(table: &Table, owner: &str) -> Result<Vec<Card>> {
    let mut all = Vec::new();
    let mut start = None;
    loop {
        let page = table.of_owner(owner, start).await?;
        all.extend(page.rows);
        start = page.next;
        if start.is_none() {
            return Ok(all);
        }
    }
}
