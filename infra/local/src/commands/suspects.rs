//! `leadwright suspects`: posts of forms that are kept aside as spam.

use anyhow::{Result, bail, ensure};
use clap::{Args, ValueEnum};
use leadwright_cloud::table::{DecideResult, SuspectId};
use leadwright_domain::suspicion::{Decision, Suspect, SuspectVerdict};
use leadwright_domain::words::Words;
use serde_json::json;

use super::arguments::operator;
use super::target::{Connected, TargetStack};
use crate::wording::count::count_of;
use crate::wording::time::readable;

/// The end of `suspects --help`.
pub(crate) const HELP: &str = "\
A post that looks like spam by infra/config/spam.yaml is kept aside: nobody is mailed, nothing is scored, no lead is made or
changed. Releasing it does all that its arrival would have done, once. The desk has the same list: /desk/suspects.

  leadwright suspects
  leadwright suspects release 3-20261126T1040-k5x2c4m7q3ab6d2e
  leadwright suspects condemn --all";

/// The arguments of `suspects`.
#[derive(Debug, Args)]
pub(crate) struct SuspectsArgs {
    /// List the posts that wait, release some, or mark some as spam, which are deleted in a week.
    #[arg(value_enum, default_value = "list")]
    what: What,
    /// The names of the posts to release or condemn, as they are listed.
    #[arg(value_name = "POST", value_parser = post, required_if_eq("what", "release"))]
    posts: Vec<SuspectId>,
    /// Condemn every post that waits.
    #[arg(long, conflicts_with = "posts")]
    all: bool,
    /// List those that somebody decided about in the last days.
    #[arg(long)]
    decided: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// The author of a decision: an id of team.yaml, or any short name. [default: your user name on this machine]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    target: TargetStack,
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    List,
    Release,
    Condemn,
}

fn post(text: &str) -> Result<SuspectId, String> {
    SuspectId::parse(text).map_err(|wrong| wrong.to_string())
}

/// Posts that are read at once.
const PAGE: usize = 200;

/// Lists, releases or condemns posts that are kept aside.
pub(crate) async fn suspects(args: &SuspectsArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    ensure!(!args.all || args.what == What::Condemn, "--all is for `leadwright suspects condemn --all`");
    match args.what {
        What::List => {
            ensure!(args.posts.is_empty(), "`leadwright suspects list` lists all posts: leave the names out");
            list(args, &stack).await
        }
        What::Release => decide(args, &stack, &args.posts, SuspectVerdict::Released).await,
        What::Condemn => {
            let mut posts = args.posts.clone();
            if args.all {
                posts = waiting(&stack).await?.into_iter().map(|(id, _)| id).collect();
            }
            ensure!(
                !posts.is_empty(),
                "name the posts to condemn, or write --all: `leadwright suspects` lists those that wait"
            );
            decide(args, &stack, &posts, SuspectVerdict::Condemned).await
        }
    }
}

/// All posts that wait, the newest first.
async fn waiting(stack: &Connected) -> Result<Vec<(SuspectId, Suspect)>> {
    let mut all: Vec<(SuspectId, Suspect)> = Vec::new();
    loop {
        let before = all.last().map(|(id, _)| id.clone());
        let page = stack.table.waiting_suspects(before.as_ref(), PAGE, stack.now).await?;
        let is_last = page.len() < PAGE;
        all.extend(page);
        if is_last {
            return Ok(all);
        }
    }
}

async fn decide(args: &SuspectsArgs, stack: &Connected, posts: &[SuspectId], verdict: SuspectVerdict) -> Result<()> {
    let by = args.by.clone().unwrap_or_else(operator);
    let mut done = 0;
    for id in posts {
        if verdict == SuspectVerdict::Released {
            let Some(suspect) = stack.table.suspect(id, stack.now).await? else {
                bail!("{id} is not there: it has expired")
            };
            // Before the decision: once it is queued, it is not lost. SQS knows its first message for five minutes.
            stack.activities.send_activities_again([&suspect.activity]).await?;
        }
        let decision = Decision { verdict, by: by.clone(), at: stack.now };
        match stack.table.decide_suspect(id, &decision).await? {
            DecideResult::Decided => done += 1,
            DecideResult::Already => {}
            DecideResult::Released => bail!("{id} was released before: its lead is there"),
            DecideResult::Gone => bail!("{id} is not there: it has expired"),
        }
    }
    let word = match verdict {
        SuspectVerdict::Released => "released",
        SuspectVerdict::Condemned => "condemned",
    };
    if args.json {
        println!("{}", json!({ word: done }));
    } else {
        println!("{} {word}", count_of(done, "post"));
    }
    Ok(())
}

async fn list(args: &SuspectsArgs, stack: &Connected) -> Result<()> {
    let all = if args.decided { stack.table.decided_suspects(PAGE, stack.now).await? } else { waiting(stack).await? };
    if args.json {
        let rows = all.iter().map(|(id, suspect)| json!({ "post": id.to_string(), "suspect": suspect }));
        println!("{}", json!(rows.collect::<Vec<_>>()));
        return Ok(());
    }
    if all.is_empty() {
        println!("{}", if args.decided { "Nobody decided about a post lately." } else { "No post is kept aside." });
        return Ok(());
    }
    println!("{} {}:", count_of(all.len(), "post"), if args.decided { "decided about" } else { "kept aside" });
    let zone = stack.config.company.timezone.time_zone();
    for (id, suspect) in &all {
        let field = |name: &str| suspect.field(name).unwrap_or_default();
        let form = suspect.submission().map_or("reply", |sent| sent.form.as_str());
        let at = readable(suspect.activity.occurred_at(), &zone);
        let who = suspect.field("email").unwrap_or_else(|| field("phone"));
        println!("{id}  {at}  {form}  {who} {}  {} points", field("name"), suspect.points());
        for weighed in &suspect.signs {
            println!("  {:+}  {}", weighed.points, weighed.sign.words(Words::english()));
        }
        if let Some(made) = &suspect.decision {
            let verdict = if made.verdict == SuspectVerdict::Released { "released" } else { "condemned" };
            println!("  {verdict} by {}, {}", made.by, readable(made.at, &zone));
        }
    }
    Ok(())
}
