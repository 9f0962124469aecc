//! `leadwright lead` and `leadwright leads`.

use anyhow::{Result, anyhow, bail};
use clap::Args;
use jiff::Timestamp;
use leadwright_cloud::table::Card;
use leadwright_domain::config::Config;
use leadwright_domain::form::not_recognised;
use leadwright_domain::lead::{AgendaEntry, Applied, FieldChange, Lead, Score};
use leadwright_domain::scoring::Line;
use leadwright_domain::search::{SearchFields, SearchQuery};
use leadwright_domain::timeline::changes;
use leadwright_domain::value::channel::Channel;
use leadwright_domain::value::identity::{EmailAddress, LeadId};
use leadwright_domain::value::purpose::Purpose;
use leadwright_domain::value::stage::Stage;
use leadwright_domain::words::Words;
use serde::Serialize;

use super::arguments;
use super::arguments::lead_id;
use super::target::{Connected, TargetStack};
use crate::listing::{cards, of_owner};
use crate::wording::agenda::ahead;
use crate::wording::count::count_of;
use crate::wording::story::story;
use crate::wording::time::{day, readable};

/// The arguments of `lead`.
#[derive(Debug, Args)]
pub(crate) struct LeadArgs {
    /// The lead: an e-mail address, a phone number (+351…), a lead id (ld_…), or SOURCE:ID of an import.
    #[arg(value_name = "EMAIL|PHONE|ID")]
    who: String,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    target: TargetStack,
}

/// The arguments of `leads`.
#[derive(Debug, Args)]
pub(crate) struct LeadsArgs {
    /// Only leads of a stage.
    #[arg(long, value_parser = arguments::stage())]
    stage: Option<Stage>,
    /// Only leads of an owner: the id in team.yaml, or of somebody who has left the team.
    #[arg(long, value_name = "PERSON")]
    owner: Option<String>,
    /// Only leads that this finds: a mail address or its beginning, a phone number, the domain of an employer, words of
    /// the name or the company.
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    target: TargetStack,
}

/// The output of `lead --json`.
#[derive(Serialize)]
struct View {
    id: LeadId,
    email: Option<String>,
    stage: Stage,
    owner: Option<String>,
    source: String,
    score: ScoreView,
    agenda: Vec<AgendaEntry>,
    timeline: Vec<Applied>,
    /// Leads of the same telephone number, or of the same name and company.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    possible_duplicates: Vec<Card>,
    /// The same in words, for people.
    #[serde(skip)]
    changed: Vec<String>,
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
    /// Names of the fields whose value could not be read as what the form asks for.
    #[serde(skip_serializing_if = "std::collections::BTreeSet::is_empty")]
    unrecognised: std::collections::BTreeSet<String>,
    enrolments: std::collections::BTreeMap<String, leadwright_domain::lead::Enrolment>,
    /// What others changed while it had an owner, and nobody has settled: field → the other value.
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    changes: std::collections::BTreeMap<String, FieldChange>,
    /// The day until which a person set it aside.
    #[serde(skip_serializing_if = "Option::is_none")]
    aside_until: Option<jiff::civil::Date>,
    may_be_marketed_to: bool,
    /// What it agrees to besides: `phone`, `measuring`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    agrees_to: Vec<Purpose>,
    /// It is to confirm its address first: double opt-in.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    awaits_confirmation: bool,
    /// What it asked to be left alone by: `calls`, `mail`, `letters`, `messages`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    refused: Vec<Channel>,
    /// The UTC day on which its temperature changes if nothing happens until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    cools_on: Option<jiff::civil::Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted: Option<leadwright_domain::lead::Accepted>,
    /// Its other addresses, by the id that a lead of that address would have.
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    aliases: std::collections::BTreeMap<LeadId, EmailAddress>,
    /// What first brought it, with how it came to the site.
    first_touch: leadwright_domain::lead::Touch,
    /// How it came to the site when it sent a form last, where that was otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_touch: Option<leadwright_domain::lead::LastTouch>,
    version: u64,
}

impl View {
    /// Reads a lead and its timeline.
    async fn read(stack: &Connected, id: &LeadId) -> Result<Option<Self>> {
        let Some(lead) = stack.table.lead(id).await? else { return Ok(None) };
        let timeline = stack.table.whole_timeline(&lead).await?;
        let fields = SearchFields::of(&lead);
        let duplicates = stack.table.possible_duplicates(&fields, Some(&lead.id), &stack.config.company).await?;
        Ok(Some(Self::of(lead, timeline, duplicates, &stack.config, stack.now)))
    }

    fn of(lead: Lead, timeline: Vec<Applied>, possible_duplicates: Vec<Card>, config: &Config, now: Timestamp) -> Self {
        // The stored score is of the newest activity, so the explanation must be of the same time.
        let scored = timeline.iter().map(|applied| applied.applied_at).max().unwrap_or(lead.created_at);
        Self {
            agenda: lead.agenda().to_vec(),
            email: lead.field("email").map(ToOwned::to_owned),
            source: lead.first_touch.source.clone(),
            score: ScoreView { explanation: config.scoring.explain(&lead, scored), score: lead.score },
            timeline,
            possible_duplicates,
            changed: changes(&lead, Words::english(), now, &config.company.timezone.time_zone())
                .into_iter()
                .map(|change| change.words)
                .collect(),
            lead: Rest {
                version: lead.version(),
                first_touch: lead.first_touch.clone(),
                last_touch: lead.last_touch.clone(),
                changes: lead.changes.clone(),
                aside_until: lead.aside_until,
                may_be_marketed_to: lead.may_be_marketed_to(),
                agrees_to: [Purpose::Phone, Purpose::Measuring]
                    .into_iter()
                    .filter(|purpose| lead.agrees_to(*purpose).is_some())
                    .collect(),
                awaits_confirmation: lead.awaits_confirmation(),
                refused: lead.refused_channels().collect(),
                cools_on: lead.temperature_changes_on,
                accepted: lead.accepted.clone(),
                aliases: lead.aliases,
                unrecognised: lead.unrecognised,
                fields: lead.fields.into_iter().map(|(name, value)| (name, value.0)).collect(),
                enrolments: lead.enrolments,
            },
            id: lead.id,
            stage: lead.stage,
            owner: lead.owner,
        }
    }
}

/// Prints a lead.
pub(crate) async fn lead(args: &LeadArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let id = lead_id(&stack, &args.who).await?;
    let Some(view) = View::read(&stack, &id).await? else {
        bail!("there is no lead {} here; `leadwright leads` lists all leads", args.who);
    };
    if args.json {
        println!("{}", serde_json::to_string_pretty(&view)?);
    } else {
        print(&view, &stack);
    }
    Ok(())
}

fn print(view: &View, stack: &Connected) {
    let zone = stack.config.company.timezone.time_zone();
    let time = |at: jiff::Timestamp| readable(at, &zone);
    println!("{}", view.id);
    for (name, value) in &view.lead.fields {
        let is_recognised = !view.lead.unrecognised.contains(name);
        let value = if is_recognised { value.clone() } else { not_recognised(value, Words::english()) };
        let is_dialled_no_more = name == "phone" && view.lead.refused.contains(&Channel::Calls);
        let refused =
            if is_dialled_no_more { format!(" ({})", Channel::Calls.refused(Words::english())) } else { String::new() };
        println!("  {name:<12} {value}{refused}");
    }
    for channel in &view.lead.refused {
        println!("  {:<12} {}", "no contact", channel.refused(Words::english()));
    }
    for address in view.lead.aliases.values() {
        println!("  {:<12} {}", "also", address.as_str());
    }
    for words in &view.changed {
        println!("  {words}");
    }
    match view.lead.aside_until {
        Some(until) => println!("  {:<12} {} until {}", "stage", view.stage, day(until)),
        None => println!("  {:<12} {}", "stage", view.stage),
    }
    println!("  {:<12} {}", "owner", view.owner.as_deref().unwrap_or("none yet"));
    println!("  {:<12} {}", "source", view.source);
    let score = &view.score.score;
    println!("\n{}, {} points of 100, grade {:?}", score.temperature.word(Words::english()), score.total, score.grade);
    for line in &view.score.explanation {
        println!("  {:+4}  {}", line.points, line.label);
    }
    println!("\nNext steps");
    if view.agenda.is_empty() && view.lead.cools_on.is_none() {
        println!("  none");
    }
    if let Some(cools_on) = view.lead.cools_on {
        println!(
            "  {}  no longer {}, without new activity",
            day(cools_on),
            score.temperature.word(Words::english()).to_lowercase()
        );
    }
    for (when, step) in ahead(&view.agenda, stack.now, time) {
        println!("  {when}  {step}");
    }
    if !view.possible_duplicates.is_empty() {
        println!("\nPossible duplicates");
        for card in &view.possible_duplicates {
            println!("  {}  {}", card.id, card.title);
        }
    }
    println!("\nTimeline");
    for applied in &view.timeline {
        println!("  {}  {}", time(applied.activity.occurred_at()), story(applied, &stack.config));
    }
}

/// The leads that a text finds, of these stages and of the owner of the arguments.
async fn found(args: &LeadsArgs, text: &str, stages: &[Stage], stack: &Connected) -> Result<Vec<Card>> {
    let company = &stack.config.company;
    let query = SearchQuery::read(text, company).map_err(|why| anyhow!("--search {text:?}: {why}"))?;
    let found = stack.table.search(&query, args.owner.as_deref(), company).await?;
    if !found.is_complete {
        eprintln!("There are more than these: add a word.");
    }
    let is_of = |card: &Card| args.owner.as_ref().is_none_or(|owner| card.owner.as_ref() == Some(owner));
    Ok(found.cards.into_iter().filter(|card| stages.contains(&card.stage) && is_of(card)).collect())
}

/// Lists leads: the latest submission first, or those of an owner in the order of priority.
pub(crate) async fn leads(args: &LeadsArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let stages = args.stage.map_or_else(|| Stage::ALL.to_vec(), |stage| vec![stage]);
    let list = if let Some(text) = &args.search {
        found(args, text, &stages, &stack).await?
    } else if let Some(owner) = &args.owner {
        let list = of_owner(&stack.table, owner).await?;
        // Somebody who has left the team may still own leads.
        if list.is_empty() {
            arguments::person(&stack.config.team, owner)?;
        }
        list.into_iter().filter(|card| stages.contains(&card.stage)).collect()
    } else {
        let mut list = cards(&stack.table, &stages).await?;
        list.sort_by_key(|card| std::cmp::Reverse(card.asked));
        list
    };
    if args.json {
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
            card.temperature.word(Words::english()),
            card.owner.as_deref().unwrap_or("-"),
            asked,
            card.title
        );
    }
    eprintln!("{}", count_of(list.len(), "lead"));
    Ok(())
}
