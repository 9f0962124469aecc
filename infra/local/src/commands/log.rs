//! `leadwright stage`, `qualify`, `assign`, `next`, `log` and `edit`: activities of people, by the same rules as
//! [`POST /activities`](leadwright_domain::intake). Each command prints the effect.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail, ensure};
use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use jiff::civil::DateTime;
use jiff::{Timestamp, Zoned};
use leadwright_domain::activity::{Activity, ActivityKind};
use leadwright_domain::intake::Intake;
use leadwright_domain::lead::{Applied, Lead};
use leadwright_domain::value::question::Question;
use leadwright_domain::value::stage::Stage;
use leadwright_domain::words::Words;
use serde_json::{Map, Value, json};

use super::arguments::{lead_id, operator};
use super::target::{Connected, TargetStack};
use crate::wording::story::story;
use crate::wording::time::readable;

pub(crate) const STAGE_HELP: &str = "Examples:
  leadwright stage maria@acme.example prospect --note \"Wants an offer by Friday\"
  leadwright stage maria@acme.example recycled --reason not-now --again-on 2026-12-03
  leadwright stage maria@acme.example bad --reason wrong-number

The reasons are in infra/config/funnel.yaml.";

pub(crate) const QUALIFY_HELP: &str = "Example:
  leadwright qualify maria@acme.example need=yes budget=no --evidence \"No money before July\"

Leave out what is unknown: unknown does not mean no.";

pub(crate) const ASSIGN_HELP: &str = "Examples:
  leadwright assign maria@acme.example ben --why \"speaks German\"
  leadwright assign maria@acme.example        (infra/config/routing.yaml chooses the owner)";

pub(crate) const LOG_HELP: &str = "Examples:
  leadwright log maria@acme.example call --note \"Wants an offer\"
  leadwright log maria@acme.example call --no-answer
  leadwright log maria@acme.example event --name \"Hannover fair\" --at \"2026-11-20 14:00\"
  leadwright log maria@acme.example page --page https://www.acme.example/prices";

pub(crate) const EDIT_HELP: &str = "Examples:
  leadwright edit maria@acme.example title=\"Head of Operations\" employees=120
  leadwright edit maria@acme.example phone=        (deletes the value)

The fields are those of your forms. A value from a salesperson overrides a later form post; both are stored.";

pub(crate) const NEXT_HELP: &str = "Examples:
  leadwright next maria@acme.example \"An offer\" --due \"2026-12-04 17:00\"
  leadwright next maria@acme.example --done --note \"Sent it\"

A lead that salespeople work on always has a next step: without one of yours, infra/config/funnel.yaml proposes it.";

/// What `stage` calls the mark of an invalid row.
const BAD: &str = "bad";

/// The lead, the author, and the stack.
#[derive(Debug, Args)]
struct About {
    /// The lead: an e-mail address, a phone number (+351…), a lead id (ld_…), or SOURCE:ID of an import.
    #[arg(value_name = "EMAIL|PHONE|ID")]
    who: String,
    /// The author: an id of team.yaml, or any short name. [default: your user name on this machine]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    target: TargetStack,
}

/// The arguments of `stage`.
#[derive(Debug, Args)]
pub(crate) struct StageArgs {
    #[command(flatten)]
    about: About,
    /// The new stage; or bad, for an invalid row.
    #[arg(value_parser = PossibleValuesParser::new(moves()))]
    stage: String,
    /// The reason for recycled, disqualified, lost or bad: one of those in funnel.yaml.
    #[arg(long)]
    reason: Option<String>,
    /// The follow-up date for recycled, like 2026-12-03.
    #[arg(long, value_name = "DATE")]
    again_on: Option<String>,
    /// A note in your words.
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

/// The arguments of `qualify`.
#[derive(Debug, Args)]
pub(crate) struct QualifyArgs {
    #[command(flatten)]
    about: About,
    #[arg(required = true, value_name = "QUESTION=yes|no", value_parser = pair, help = answers_help())]
    answers: Vec<(String, String)>,
    /// The evidence, in your words.
    #[arg(long, value_name = "TEXT")]
    evidence: Option<String>,
}

/// The arguments of `assign`.
#[derive(Debug, Args)]
pub(crate) struct AssignArgs {
    #[command(flatten)]
    about: About,
    /// The new owner: an id of team.yaml. Without it routing.yaml chooses another person.
    person: Option<String>,
    /// The reason, in your words.
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
}

/// The arguments of `log`.
#[derive(Debug, Args)]
pub(crate) struct LogArgs {
    #[command(flatten)]
    about: About,
    /// The kind of activity.
    #[arg(value_enum)]
    what: LoggedKind,
    /// For a call: nobody answered.
    #[arg(long)]
    no_answer: bool,
    /// The action in the product, the event, or the ticket.
    #[arg(long)]
    name: Option<String>,
    /// The address of the page.
    #[arg(long, value_name = "URL")]
    page: Option<String>,
    /// A note, for example what was said.
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// The time, like 2026-11-20T14:00:00Z, or "2026-11-20 14:00" in the company's time zone. [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LoggedKind {
    /// A call, in either direction.
    Call,
    /// A meeting.
    Meeting,
    /// A reply to a mail.
    Reply,
    /// A page view (--page).
    Page,
    /// An action in the product (--name).
    Product,
    /// The attendance of an event (--name).
    Event,
    /// A ticket at customer service.
    Ticket,
}

impl LoggedKind {
    fn kind(self) -> &'static str {
        match self {
            Self::Call => "call_logged",
            Self::Meeting => "meeting_held",
            Self::Reply => "reply_received",
            Self::Page => "page_viewed",
            Self::Product => "product_used",
            Self::Event => "event_attended",
            Self::Ticket => "ticket_opened",
        }
    }

    /// Whether the activity has an author by default: the salesperson.
    fn has_by(self) -> bool {
        matches!(self, Self::Call | Self::Meeting | Self::Reply)
    }
}

/// The arguments of `edit`.
#[derive(Debug, Args)]
pub(crate) struct EditArgs {
    #[command(flatten)]
    about: About,
    /// The new value; without a value after `=` the old one is deleted.
    #[arg(required = true, value_name = "FIELD=VALUE", value_parser = pair)]
    fields: Vec<(String, String)>,
}

/// The arguments of `next`.
#[derive(Debug, Args)]
pub(crate) struct NextArgs {
    #[command(flatten)]
    about: About,
    /// The next step: what is to be done.
    #[arg(required_unless_present = "done", conflicts_with = "done", requires = "due")]
    what: Option<String>,
    /// When it is to be done, like 2026-12-04T17:00:00Z, or "2026-12-04 17:00" in the company's time zone.
    #[arg(long, value_name = "TIME", conflicts_with = "done")]
    due: Option<String>,
    /// What was to be done next is done.
    #[arg(long)]
    done: bool,
    /// With --done: what came of it.
    #[arg(long, value_name = "TEXT", requires = "done")]
    note: Option<String>,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write it NAME=VALUE")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

fn answers_help() -> String {
    format!("An answer, yes or no, to one of the questions: {}", Question::ALL.map(Question::name).join(", "))
}

/// The stages to which a person may move some lead, and the mark of an invalid row.
fn moves() -> impl Iterator<Item = &'static str> {
    Stage::all_by_hand().map(Stage::name).chain([BAD])
}

/// Moves a lead to another stage.
pub(crate) async fn stage(args: &StageArgs) -> Result<()> {
    let item = if args.stage == BAD {
        json!({ "kind": "marked_bad", "reason": args.reason, "again_on": args.again_on, "note": args.note })
    } else {
        json!({
            "kind": "stage_moved", "to": args.stage, "reason": args.reason, "again_on": args.again_on, "note": args.note,
        })
    };
    args.about.queue(item, true).await
}

/// Records answers of the qualification.
pub(crate) async fn qualify(args: &QualifyArgs) -> Result<()> {
    let item = json!({ "kind": "qualified", "answers": object(&args.answers)?, "evidence": args.evidence });
    args.about.queue(item, true).await
}

/// Assigns a lead.
pub(crate) async fn assign(args: &AssignArgs) -> Result<()> {
    args.about.queue(json!({ "kind": "assigned", "to": args.person, "why": args.why }), true).await
}

/// Logs an activity.
pub(crate) async fn log(args: &LogArgs) -> Result<()> {
    let item = json!({
        "kind": args.what.kind(), "reached": args.no_answer.then_some(false), "name": args.name, "page": args.page,
        "note": args.note, "occurred_at": args.at,
    });
    args.about.queue(item, args.what.has_by()).await
}

/// Says what is to be done next, or that it is done.
pub(crate) async fn next(args: &NextArgs) -> Result<()> {
    let item = if args.done {
        json!({ "kind": "follow_up_done", "note": args.note })
    } else {
        json!({ "kind": "follow_up_set", "what": args.what, "due": args.due })
    };
    args.about.queue(item, true).await
}

/// Corrects fields.
pub(crate) async fn edit(args: &EditArgs) -> Result<()> {
    args.about.queue(json!({ "kind": "edited", "fields": object(&args.fields)? }), true).await
}

/// An object of the pairs, each name once.
fn object(pairs: &[(String, String)]) -> Result<Value> {
    let mut object = Map::new();
    for (name, value) in pairs {
        if let Some(other) = object.insert(name.clone(), Value::from(value.as_str())) {
            bail!("{name} is given twice: {other} and {value:?}");
        }
    }
    Ok(object.into())
}

/// The longest wait for the effect.
const APPLY_TIMEOUT: Duration = Duration::from_secs(20);

impl About {
    /// Queues the activity of an item, waits until it is applied, and prints the effect.
    async fn queue(&self, mut item: Value, has_by: bool) -> Result<()> {
        let stack = self.target.connect().await?;
        let id = lead_id(&stack, &self.who).await?;
        let Some(lead) = stack.table.lead(&id).await? else {
            bail!("there is no lead {} here; `leadwright leads` lists all leads", self.who);
        };
        item["lead"] = json!(id);
        if has_by || self.by.is_some() {
            item["by"] = json!(self.by.clone().unwrap_or_else(operator));
        }
        let activity = read(item, &stack)?;
        check_move(&lead, &activity)?;
        check_receiver(&activity, &stack).await?;
        apply(&stack, &activity).await
    }
}

/// Queues an activity, waits until it is applied, and prints the effect.
pub(super) async fn apply(stack: &Connected, activity: &Activity) -> Result<()> {
    stack.activities.send_activity(activity).await?;
    let (lead, applied) = applied(stack, activity).await?;
    print(&lead, &applied, stack);
    Ok(())
}

/// The activity of an item, without its null values.
pub(super) fn read(mut item: Value, stack: &Connected) -> Result<Activity> {
    let values = item.as_object_mut().context("the item is not an object")?;
    values.retain(|_, value| !value.is_null());
    for (field, option) in [("occurred_at", "--at"), ("due", "--due")] {
        if let Some(at) = values.get_mut(field)
            && let Some(text) = at.as_str()
        {
            *at = json!(time(option, text, stack)?);
        }
    }
    let intake = Intake { config: &stack.config, key: &stack.key, now: stack.now };
    intake.read(&item, &uuid::Uuid::new_v4().to_string()).map_err(|why| anyhow!("{why}"))
}

fn time(option: &str, text: &str, stack: &Connected) -> Result<Timestamp> {
    if let Some(at) = text.parse().ok().or_else(|| Some(text.parse::<Zoned>().ok()?.timestamp())) {
        return Ok(at);
    }
    // The library's own words would not help.
    let wrong = || anyhow!("{option} {text:?} is not a time like 2026-11-20T14:00:00Z or \"2026-11-20 14:00\"");
    // Nothing but the time: an offset or a zone that was not read above would be lost.
    ensure!(text.bytes().all(|byte| byte.is_ascii_digit() || b"-:. T".contains(&byte)), wrong());
    let at: DateTime = text.parse().map_err(|_| wrong())?;
    let local = stack.config.company.timezone.time_zone().to_ambiguous_zoned(at).unambiguous();
    let local = local
        .map_err(|_| anyhow!("{option} {text:?}: the clocks changed: this time is not there once; write its offset"))?;
    Ok(local.timestamp())
}

/// Refuses a move that is not allowed, with a list of those that are. The fold checks it again.
fn check_move(lead: &Lead, activity: &Activity) -> Result<()> {
    let ActivityKind::StageMoved(moved) = &activity.kind else { return Ok(()) };
    ensure!(lead.stage != moved.to, "the lead is at {} already", lead.stage);
    let allowed: Vec<&str> = lead.stage.moves_by_hand().iter().map(|stage| stage.name()).collect();
    ensure!(
        lead.stage.moves_by_hand().contains(&moved.to),
        "a lead at {} can't move to {}: it can move to {}",
        lead.stage,
        moved.to,
        allowed.join(", ")
    );
    Ok(())
}

/// Refuses to give a lead to somebody who can't take it now: they would not accept it. Who takes it for themselves can.
async fn check_receiver(activity: &Activity, stack: &Connected) -> Result<()> {
    let ActivityKind::Assigned { to: Some(to), by, .. } = &activity.kind else { return Ok(()) };
    let Some(person) = stack.config.team.person(to).filter(|_| to != by) else { return Ok(()) };
    let people = stack.table.people().await?;
    let unable = stack.config.distribution(&people, stack.now).unable(person);
    if let Some(why) = unable {
        bail!("{} can't take it: {}", person.name, why.words(Words::english()));
    }
    Ok(())
}

/// Waits until the activity is applied; returns the lead after it, and the activity with its decisions.
async fn applied(stack: &Connected, activity: &Activity) -> Result<(Lead, Applied)> {
    let until = Instant::now() + APPLY_TIMEOUT;
    loop {
        if let Some(applied) = stack.table.activity(&activity.lead, &activity.id).await? {
            let lead = stack.table.lead(&activity.lead).await?.context("the lead no longer exists")?;
            return Ok((lead, applied));
        }
        ensure!(
            Instant::now() < until,
            "the activity is queued, but was not applied within {} seconds: check it with `leadwright lead {}`",
            APPLY_TIMEOUT.as_secs(),
            activity.lead
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn print(lead: &Lead, applied: &Applied, stack: &Connected) {
    let zone = stack.config.company.timezone.time_zone();
    println!("{}  {}", readable(applied.activity.occurred_at(), &zone), story(applied, &stack.config));
    println!("  {:<12} {}", "stage", lead.stage);
    println!("  {:<12} {}", "owner", lead.owner.as_deref().unwrap_or("none yet"));
    println!("  {:<12} {}, {} points of 100", "score", lead.score.temperature.word(Words::english()), lead.score.total);
    if let Some(step) = lead.next_step() {
        println!("  {:<12} {}, {}", "next", step.what, readable(step.due, &zone));
    }
}
