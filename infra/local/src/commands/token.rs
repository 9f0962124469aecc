//! `leadwright token`: tokens of programs, which act for a person of the team.

use anyhow::{Result, ensure};
use clap::{Args, Subcommand};
use jiff::SignedDuration;
use leadwright_cloud::random::secret_bytes;
use leadwright_domain::company::{API_ROUTES, MachineToken, REQUESTS_A_MINUTE, TokenTerms, TokenText};
use leadwright_domain::value::times::moment;
use leadwright_domain::words::Words;

use super::arguments::person;
use super::target::TargetStack;

/// The text below the help.
pub(crate) const HELP: &str = "Examples:
  leadwright token new ana spreadsheet --read-only --route /leads
  leadwright token list
  leadwright token end k3v5x7a2b4c6d7e2";

/// Arguments of `token`.
#[derive(Debug, Args)]
pub(crate) struct TokenArgs {
    #[command(subcommand)]
    command: TokenCommand,
}

#[derive(Debug, Subcommand)]
enum TokenCommand {
    /// Make a token, and print it: once, it is stored as a hash alone.
    New(NewToken),
    /// List the tokens: whom they act for, what they may, when they were last used.
    List {
        /// Print JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        target: TargetStack,
    },
    /// End a token at once.
    End {
        /// Its id, as `list` prints it.
        id: String,
        #[command(flatten)]
        target: TargetStack,
    },
}

#[derive(Debug, Args)]
struct NewToken {
    /// The id in team.yaml of the person for whom it acts: it sees and changes what they may.
    person: String,
    /// What to call it: the program that gets it.
    name: String,
    /// It changes nothing.
    #[arg(long)]
    read_only: bool,
    /// It asks this route alone, as in /leads; may be given several times.
    #[arg(long = "route", value_name = "ROUTE", value_parser = clap::builder::PossibleValuesParser::new(API_ROUTES))]
    routes: Vec<String>,
    /// After how many days it works no more.
    #[arg(long, value_name = "DAYS", default_value_t = 365, value_parser = clap::value_parser!(u16).range(1..=366))]
    days: u16,
    /// The most requests a minute.
    #[arg(long, value_name = "NUMBER", default_value_t = REQUESTS_A_MINUTE, value_parser = clap::value_parser!(u32).range(1..=6000))]
    per_minute: u32,
    #[command(flatten)]
    target: TargetStack,
}

/// Makes, lists or ends tokens.
pub(crate) async fn token(args: &TokenArgs) -> Result<()> {
    match &args.command {
        TokenCommand::New(new) => make(new).await,
        TokenCommand::List { json, target } => list(*json, target).await,
        TokenCommand::End { id, target } => {
            let stack = target.connect().await?;
            let tokens = stack.table.machine_tokens().await?;
            let known = tokens.iter().find(|(known, _)| known == id);
            ensure!(known.is_some(), "there is no token {id}: `leadwright token list` lists them");
            stack.table.end_machine_token(id).await?;
            println!("ended {id}");
            Ok(())
        }
    }
}

async fn make(new: &NewToken) -> Result<()> {
    let name = new.name.trim();
    let is_plain = !name.is_empty() && name.chars().count() <= 60 && !name.chars().any(char::is_control);
    ensure!(is_plain, "name the token in one line, of 60 characters at the most");
    let stack = new.target.connect().await?;
    let person = person(&stack.config.team, &new.person)?;
    let text = TokenText::of_bytes(&secret_bytes(), &secret_bytes());
    let terms = TokenTerms {
        name: name.to_owned(),
        person: person.id.clone(),
        read_only: new.read_only,
        routes: new.routes.iter().cloned().collect(),
        per_minute: new.per_minute,
        ends: stack.now + SignedDuration::from_hours(24 * i64::from(new.days)),
    };
    let token = MachineToken::new(&text, terms, stack.now);
    stack.table.put_machine_token(&text.id, &token).await?;
    println!("{}", text.shown());
    eprintln!(
        "Keep it now: it is not shown again. Whoever has it sees what {} sees{}, until {}.",
        person.name,
        if token.read_only { "" } else { ", and changes what they may change" },
        moment(Words::english(), token.ends, stack.now, &stack.config.company.timezone.time_zone()),
    );
    Ok(())
}

async fn list(json: bool, target: &TargetStack) -> Result<()> {
    let stack = target.connect().await?;
    let mut tokens = stack.table.machine_tokens().await?;
    tokens.sort_by(|(_, one), (_, other)| (&one.person, &one.name).cmp(&(&other.person, &other.name)));
    if json {
        let shown = |(id, token): &(String, MachineToken)| {
            serde_json::json!({
                "id": id, "name": token.name, "person": token.person, "read_only": token.read_only,
                "routes": token.routes, "per_minute": token.per_minute, "made": token.made, "ends": token.ends,
                "used": token.used,
            })
        };
        println!("{}", serde_json::to_string_pretty(&tokens.iter().map(shown).collect::<Vec<_>>())?);
        return Ok(());
    }
    if tokens.is_empty() {
        println!("no program has a token");
    }
    let zone = stack.config.company.timezone.time_zone();
    let said = |at| moment(Words::english(), at, stack.now, &zone);
    for (id, token) in tokens {
        let state = match (token.ends <= stack.now, stack.config.team.person(&token.person)) {
            (true, _) => "over".to_owned(),
            (false, None) => "works no more: the person has left the team".to_owned(),
            (false, Some(_)) => format!("until {}", said(token.ends)),
        };
        let may = if token.read_only { "reads" } else { "reads and changes" };
        let routes = if token.routes.is_empty() {
            String::new()
        } else {
            format!(" {}", token.routes.iter().map(String::as_str).collect::<Vec<_>>().join(" "))
        };
        let used = token.used.map_or_else(|| "never used".to_owned(), |used| format!("last used {}", said(used)));
        println!("{id}  {:<8} {}: {may}{routes}, {state}, {used}", token.person, token.name);
    }
    Ok(())
}
