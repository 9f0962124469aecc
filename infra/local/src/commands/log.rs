//! `leadwright stage`, `qualify`, `assign`, `log` and `edit`: what people say of a lead becomes an activity, by the same
//! rules as [`POST /activities`](leadwright_domain::intake), and what followed is printed.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail, ensure};
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use jiff::civil::DateTime;
use leadwright_domain::activity::{Activity, ActivityKind};
use leadwright_domain::intake::Intake;
use leadwright_domain::lead::{Applied, Lead};
use serde_json::{Map, Value, json};

use super::leads::{find, readable, story};
use super::{Connected, Target};

pub(crate) const STAGE_HELP: &str = "Examples:
  leadwright stage maria@acme.example prospect --note \"Wants an offer by Friday\"
  leadwright stage maria@acme.example recycled --reason not-now --again-on 2026-12-03
  leadwright stage maria@acme.example bad --reason wrong-number

The reasons stand in infra/config/funnel.yaml.";

pub(crate) const QUALIFY_HELP: &str = "Example:
  leadwright qualify maria@acme.example need=yes budget=no --evidence \"No money before July\"

What nobody said is unknown, and unknown is not no: leave it out.";

pub(crate) const ASSIGN_HELP: &str = "Examples:
  leadwright assign maria@acme.example ben --why \"speaks German\"
  leadwright assign maria@acme.example        (whoever infra/config/routing.yaml chooses)";

pub(crate) const LOG_HELP: &str = "Examples:
  leadwright log maria@acme.example call --note \"Wants an offer\"
  leadwright log maria@acme.example call --no-answer
  leadwright log maria@acme.example event --name \"Hannover fair\" --at \"2026-11-20 14:00\"
  leadwright log maria@acme.example page --page https://www.acme.example/prices";

pub(crate) const EDIT_HELP: &str = "Examples:
  leadwright edit maria@acme.example title=\"Head of Operations\" employees=120
  leadwright edit maria@acme.example phone=        (takes it away)

The fields are those of your forms. What a salesperson says beats a later form post; both are kept.";

/// About whom, by whom, and where.
#[derive(Debug, Args)]
struct About {
    /// The lead's e-mail address, its telephone number (+351…), its id (ld_…), or SOURCE:ID of an import.
    #[arg(value_name = "EMAIL|PHONE|ID")]
    who: String,
    /// Who says so: an id of team.yaml, or any short name. [default: your user name on this machine]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    target: Target,
}

/// What `stage` takes.
#[derive(Debug, Args)]
pub(crate) struct StageArgs {
    #[command(flatten)]
    about: About,
    /// lead, mql, pql, sql, prospect, customer, recycled, disqualified, lost; or bad, for a row that is no good.
    stage: String,
    /// Why, for recycled, disqualified, lost and bad: one of the reasons in funnel.yaml.
    #[arg(long)]
    reason: Option<String>,
    /// For recycled: the day to try again, as in 2026-12-03.
    #[arg(long, value_name = "DATE")]
    again_on: Option<String>,
    /// Why, in your words.
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

/// What `qualify` takes.
#[derive(Debug, Args)]
pub(crate) struct QualifyArgs {
    #[command(flatten)]
    about: About,
    /// need, budget, authority or timeline, each yes or no.
    #[arg(required = true, value_name = "QUESTION=yes|no", value_parser = pair)]
    answers: Vec<(String, String)>,
    /// How you know.
    #[arg(long, value_name = "TEXT")]
    evidence: Option<String>,
}

/// What `assign` takes.
#[derive(Debug, Args)]
pub(crate) struct AssignArgs {
    #[command(flatten)]
    about: About,
    /// The salesperson's id in team.yaml; without it routing.yaml chooses somebody else.
    person: Option<String>,
    /// Why, in your words.
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
}

/// What `log` takes.
#[derive(Debug, Args)]
pub(crate) struct LogArgs {
    #[command(flatten)]
    about: About,
    /// What happened.
    #[arg(value_enum)]
    what: Happened,
    /// Of a call: nobody answered.
    #[arg(long)]
    no_answer: bool,
    /// What they did, which event, which ticket.
    #[arg(long)]
    name: Option<String>,
    /// The address of the page they looked at.
    #[arg(long, value_name = "URL")]
    page: Option<String>,
    /// What was said, or anything else worth knowing.
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// When, as in 2026-11-20T14:00:00Z, or "2026-11-20 14:00" in the company's time zone; now if not said.
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Happened {
    /// You called, or were called.
    Call,
    /// You met.
    Meeting,
    /// They answered a mail.
    Reply,
    /// They looked at a page (--page).
    Page,
    /// They used the product (--name).
    Product,
    /// They came to an event (--name).
    Event,
    /// They asked customer service for help.
    Ticket,
}

impl Happened {
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

    /// A salesperson took part, who is kept with it.
    fn has_by(self) -> bool {
        matches!(self, Self::Call | Self::Meeting | Self::Reply)
    }
}

/// What `edit` takes.
#[derive(Debug, Args)]
pub(crate) struct EditArgs {
    #[command(flatten)]
    about: About,
    /// The new value; nothing behind the `=` takes the old one away.
    #[arg(required = true, value_name = "FIELD=VALUE", value_parser = pair)]
    fields: Vec<(String, String)>,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write it NAME=VALUE")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

/// Moves a lead.
pub(crate) async fn stage(args: &StageArgs) -> Result<()> {
    let item = if args.stage == "bad" {
        json!({ "kind": "marked_bad", "reason": args.reason, "again_on": args.again_on, "note": args.note })
    } else {
        json!({
            "kind": "stage_moved", "to": args.stage, "reason": args.reason, "again_on": args.again_on, "note": args.note,
        })
    };
    args.about.say(item, true).await
}

/// Answers what qualifies a lead.
pub(crate) async fn qualify(args: &QualifyArgs) -> Result<()> {
    let item = json!({ "kind": "qualified", "answers": object(&args.answers), "evidence": args.evidence });
    args.about.say(item, true).await
}

/// Gives a lead to a salesperson.
pub(crate) async fn assign(args: &AssignArgs) -> Result<()> {
    args.about.say(json!({ "kind": "assigned", "to": args.person, "why": args.why }), true).await
}

/// Logs what happened.
pub(crate) async fn log(args: &LogArgs) -> Result<()> {
    let item = json!({
        "kind": args.what.kind(), "reached": args.no_answer.then_some(false), "name": args.name, "page": args.page,
        "note": args.note, "occurred_at": args.at,
    });
    args.about.say(item, args.what.has_by()).await
}

/// Corrects fields.
pub(crate) async fn edit(args: &EditArgs) -> Result<()> {
    args.about.say(json!({ "kind": "edited", "fields": object(&args.fields) }), true).await
}

fn object(pairs: &[(String, String)]) -> Value {
    pairs.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect::<Map<_, _>>().into()
}

/// How long to wait for what follows.
const PATIENCE: Duration = Duration::from_secs(20);

impl About {
    /// Queues what is said of the lead, waits until it is applied, and prints what followed.
    async fn say(&self, mut item: Value, has_by: bool) -> Result<()> {
        let stack = self.target.connect().await?;
        let id = find(&stack.key, &self.who)?;
        let Some(lead) = stack.table.lead(&id).await? else {
            bail!("there is no lead {} here; `leads` lists those there are", self.who);
        };
        item["lead"] = json!(id);
        if has_by || self.by.is_some() {
            item["by"] = json!(self.by.clone().unwrap_or_else(operator));
        }
        let activity = read(item, &stack)?;
        check_move(&lead, &activity)?;
        stack.activities.send_activity(&activity).await?;
        let (lead, applied) = applied(&stack, &activity).await?;
        print(&lead, &applied, &stack);
        Ok(())
    }
}

/// The activity of an item; what was not said is left out of it.
fn read(mut item: Value, stack: &Connected) -> Result<Activity> {
    let values = item.as_object_mut().context("an item is an object")?;
    values.retain(|_, value| !value.is_null());
    if let Some(at) = values.get_mut("occurred_at")
        && let Some(text) = at.as_str()
    {
        *at = json!(time(text, stack)?);
    }
    let intake = Intake { config: &stack.config, key: &stack.key, now: stack.now };
    intake.read(&item, &uuid::Uuid::new_v4().to_string()).map_err(|why| anyhow!("{why}"))
}

fn time(text: &str, stack: &Connected) -> Result<Timestamp> {
    if let Ok(at) = text.parse() {
        return Ok(at);
    }
    let wrong = || format!("--at {text:?} is no time like 2026-11-20T14:00:00Z or \"2026-11-20 14:00\"");
    let at: DateTime = text.parse().with_context(wrong)?;
    Ok(at.to_zoned(stack.config.company.timezone.time_zone()).with_context(wrong)?.timestamp())
}

/// The fold has the last word; here a person learns at once where the lead can go.
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

/// Waits until the activity is applied; the lead then, and what it caused.
async fn applied(stack: &Connected, activity: &Activity) -> Result<(Lead, Applied)> {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(applied) = stack.table.activity(&activity.lead, &activity.id).await? {
            let lead = stack.table.lead(&activity.lead).await?.context("the lead is gone")?;
            return Ok((lead, applied));
        }
        ensure!(
            Instant::now() < until,
            "it is queued and will be applied, but was not within {} seconds: look again with `leadwright lead {}`",
            PATIENCE.as_secs(),
            activity.lead
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn print(lead: &Lead, applied: &Applied, stack: &Connected) {
    let zone = stack.config.company.timezone.time_zone();
    println!("{}  {}", readable(applied.activity.occurred_at(), &zone), story(applied, &stack.config));
    println!("  {:<12} {}", "stage", lead.stage);
    println!("  {:<12} {}", "owner", lead.owner.as_deref().unwrap_or("nobody yet"));
    println!("  {:<12} {}, {} points of 100", "score", lead.score.temperature.word(), lead.score.total);
}

/// Who works on this machine.
pub(crate) fn operator() -> String {
    let named = ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    named.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| "somebody".to_owned())
}
