//! `leadwright login`, `sessions` and `views`: who gets into the desk, who is in it, and who looked at a lead.

use anyhow::{Context, Result};
use clap::Args;
use leadwright_cloud::random::secret_bytes;
use leadwright_domain::company::LOG_IN_LASTS;
use leadwright_domain::value::times::moment;
use leadwright_domain::value::token::LogInSecret;
use leadwright_domain::words::Words;

use super::arguments::{lead_id, person};
use super::target::TargetStack;
use crate::wording::count::count_of;

/// Arguments of `login`.
#[derive(Debug, Args)]
pub(crate) struct LoginArgs {
    /// The person's id in team.yaml.
    person: String,
    /// The address of the deployed stack: its output `Url`.
    #[arg(long, value_name = "URL", requires = "stack")]
    url: Option<String>,
    #[command(flatten)]
    target: TargetStack,
}

/// Arguments of `sessions`.
#[derive(Debug, Args)]
pub(crate) struct SessionsArgs {
    /// End the sessions of a person, by id; without an id, of everybody.
    #[arg(long, value_name = "PERSON", num_args = 0..=1)]
    #[expect(clippy::option_option, reason = "left out, without a person, with one")]
    end: Option<Option<String>>,
    /// Print JSON.
    #[arg(long, conflicts_with = "end")]
    json: bool,
    #[command(flatten)]
    target: TargetStack,
}

/// Arguments of `views`.
#[derive(Debug, Args)]
pub(crate) struct ViewsArgs {
    /// The lead: its id, e-mail address, international phone number, or SOURCE:ID of an import.
    lead: String,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    target: TargetStack,
}

/// Prints a link that logs a person in, once.
pub(crate) async fn login(args: &LoginArgs) -> Result<()> {
    let base = match (&args.target.stack, &args.url) {
        (None, _) => &args.target.against,
        (Some(_), Some(url)) => url,
        (Some(_), None) => {
            return Err(anyhow::anyhow!(
                "name the address of the stack with --url: it is the output `Url` of `sam deploy`"
            ));
        }
    };
    let stack = args.target.connect().await?;
    let person = person(&stack.config.team, &args.person)?;
    let secret = LogInSecret::of_bytes(&secret_bytes());
    stack.table.open_log_in_by_hand(&person.id, &secret, stack.now).await?;
    println!("{}/desk/log-in/{}", base.trim_end_matches('/'), secret.link(&person.id));
    let minutes = LOG_IN_LASTS.as_mins();
    eprintln!("It logs {} in once, within {minutes} minutes. Whoever has it is {}.", person.name, person.name);
    Ok(())
}

/// Lists the sessions of the team, or ends them.
pub(crate) async fn sessions(args: &SessionsArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let team = &stack.config.team;
    let chosen = args.end.as_ref().and_then(Option::as_ref);
    let people = match chosen {
        Some(id) => vec![person(team, id)?],
        None => team.people.iter().collect(),
    };
    let mut open = Vec::new();
    for person in people {
        let sessions = stack.table.sessions_of(&person.id).await?;
        // Rows of sessions that are over stay a while.
        open.extend(sessions.into_iter().filter(|one| team.holder(one, stack.now).is_some()));
        if args.end.is_some() {
            stack.table.end_sessions_of(&person.id).await?;
        }
    }
    if args.end.is_some() && open.is_empty() {
        println!("nobody was logged in");
    } else if args.end.is_some() {
        println!("ended {}", count_of(open.len(), "session"));
    } else if args.json {
        println!("{}", serde_json::to_string_pretty(&open)?);
    } else if open.is_empty() {
        println!("nobody is logged in");
    } else {
        let zone = stack.config.company.timezone.time_zone();
        for session in open {
            let [started, used] =
                [session.started, session.used].map(|at| moment(Words::english(), at, stack.now, &zone));
            let (id, role) = (&session.person, session.role.name());
            println!("{id:<8} {role:<9}  logged in {started}, last seen {used}");
        }
    }
    Ok(())
}

/// Lists who looked at a lead.
pub(crate) async fn views(args: &ViewsArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let id = lead_id(&stack, &args.lead).await?;
    stack.table.lead(&id).await?.with_context(|| format!("there is no lead {}", args.lead))?;
    let views = stack.table.views(&id).await?;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&views)?);
        return Ok(());
    }
    if views.is_empty() {
        println!("nobody has looked at it in the last 90 days");
    }
    let zone = stack.config.company.timezone.time_zone();
    for view in views {
        let name = stack.config.team.name_of(&view.person);
        let way = if view.by_link { ", by the link of a mail" } else { "" };
        let dealt = view.dealt.map(|list| format!(", dealt out by the call list {list}")).unwrap_or_default();
        println!("{name}, {}{way}{dealt}", moment(Words::english(), view.at, stack.now, &zone));
    }
    Ok(())
}
