//! The command line.
//!
//! What must stay true: exit code 0 is success, 1 a failure with one error on stderr, 2 wrong usage.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::commands::alias::AliasArgs;
use crate::commands::audit::AuditArgs;
use crate::commands::away::{AwayArgs, CapacityArgs};
use crate::commands::bench::BenchArgs;
use crate::commands::brake::{BrakeArgs, SequenceArgs};
use crate::commands::calls::CallsArgs;
use crate::commands::cost::CostArgs;
use crate::commands::demo::DemoArgs;
use crate::commands::doctor::DoctorArgs;
use crate::commands::erase::{EraseArgs, PersonArgs};
use crate::commands::export::ExportArgs;
use crate::commands::forms::FormsArgs;
use crate::commands::import::ImportArgs;
use crate::commands::init::InitArgs;
use crate::commands::leads::{LeadArgs, LeadsArgs};
use crate::commands::letters::LettersArgs;
use crate::commands::log::{AssignArgs, EditArgs, LogArgs, NextArgs, QualifyArgs, StageArgs};
use crate::commands::login::{LoginArgs, SessionsArgs, ViewsArgs};
use crate::commands::merge::MergeArgs;
use crate::commands::preview::PreviewArgs;
use crate::commands::receive::ReceiveArgs;
use crate::commands::recount::RecountArgs;
use crate::commands::redrive::RedriveArgs;
use crate::commands::referrals::ReferralsArgs;
use crate::commands::reindex::ReindexArgs;
use crate::commands::report::args::ReportArgs;
use crate::commands::rescore::RescoreArgs;
use crate::commands::retention::RetentionArgs;
use crate::commands::sources::SourcesArgs;
use crate::commands::supplier::SupplierArgs;
use crate::commands::suppress::SuppressArgs;
use crate::commands::suspects::SuspectsArgs;
use crate::commands::target::TargetStack;
use crate::commands::tip::TipArgs;
use crate::commands::token::TokenArgs;
use crate::commands::unmatched::UnmatchedArgs;
use crate::commands::up::UpArgs;
use crate::commands::webhooks::WebhooksArgs;
use crate::commands::why::WhyArgs;
use crate::commands::wordings::WordingsArgs;
use crate::commands::{
    alias, audit, away, bench, brake, calls, compile, cost, demo, doctor, erase, export, forms, import, init, leads,
    letters, log, login, merge, preview, receive, recount, redrive, referrals, reindex, report, rescore, retention,
    sources, supplier, suppress, suspects, team, tip, token, unmatched, up, webhooks, why, wordings,
};

/// Website form posts become scored leads, handed to sales in seconds or nurtured by e-mail.
#[derive(Debug, Parser)]
#[command(name = "leadwright", version)]
struct Cli {
    /// The command; `up` if left out.
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the whole system on this machine.
    Up(UpArgs),
    /// Run the system on this machine with a company to look at: three months of leads, mails and sales, filled in some
    /// minutes. It has a state of its own.
    #[command(after_help = demo::HELP)]
    Demo(DemoArgs),
    /// Write a configuration of your own company, in place of the demo company's.
    #[command(after_help = init::HELP)]
    Init(InitArgs),
    /// Check infra/config and compile it into the file that the functions load, for `sam build`.
    Compile(compile::CompileArgs),
    /// Import leads, and the deals won with them, from CSV or a workbook. A repeated import changes nothing.
    #[command(after_help = import::HELP)]
    Import(ImportArgs),
    /// Show a lead: its score with the explanation, the next steps, the timeline.
    Lead(LeadArgs),
    /// Explain the score of a lead: every rule, the activities behind it, and the score day by day.
    #[command(after_help = why::HELP)]
    Why(WhyArgs),
    /// Preview what changed scoring rules do to every lead, or rescore all leads.
    #[command(after_help = rescore::HELP)]
    Rescore(RescoreArgs),
    /// List leads, the latest submission first; with --owner, by what is to be done next; with --search, those that it finds.
    Leads(LeadsArgs),
    /// Write the addresses of those who get a letter on paper; each letter is in its lead's timeline.
    #[command(after_help = letters::HELP)]
    Letters(LettersArgs),
    /// Move a lead to another stage of the funnel, or mark its row as bad.
    #[command(after_help = log::STAGE_HELP)]
    Stage(StageArgs),
    /// Record the qualification of a lead: need, budget, authority, timeline.
    #[command(after_help = log::QUALIFY_HELP)]
    Qualify(QualifyArgs),
    /// Assign a lead to a salesperson.
    #[command(after_help = log::ASSIGN_HELP)]
    Assign(AssignArgs),
    /// Log a call, a meeting, a reply, or another activity of a lead.
    #[command(after_help = log::LOG_HELP)]
    Log(LogArgs),
    /// Add somebody's tip: a person who is said to need what we sell.
    #[command(after_help = tip::HELP)]
    Tip(TipArgs),
    /// Take in a mail that somebody wrote to the company, as SES does, and say what became of it.
    #[command(after_help = receive::HELP)]
    Receive(ReceiveArgs),
    /// List who referred leads: how many, and how many of them became customers.
    #[command(after_help = referrals::HELP)]
    Referrals(ReferralsArgs),
    /// Say what is to be done next about a lead, or that it is done.
    #[command(after_help = log::NEXT_HELP)]
    Next(NextArgs),
    /// Correct the fields of a lead.
    #[command(after_help = log::EDIT_HELP)]
    Edit(EditArgs),
    /// Add another address of a lead, or take one away.
    #[command(after_help = alias::HELP)]
    Alias(AliasArgs),
    /// Make one lead of two that are the same person, or take that back.
    #[command(after_help = merge::HELP)]
    Merge(MergeArgs),
    /// Erase a person: nothing of them is sent or shown from then on, and everything about them is cleared.
    #[command(after_help = erase::HELP)]
    Erase(EraseArgs),
    /// Write down everything that there is about a person, for them.
    #[command(after_help = erase::PERSON_HELP)]
    Person(PersonArgs),
    /// Mark a person as away or back. Nobody gets new leads while away.
    Away(AwayArgs),
    /// Change the capacity of a person: new leads a day, open leads.
    Capacity(CapacityArgs),
    /// List the team: who is working, who is away, whom mail does not reach, how many leads each has, and who has left it and
    /// still has leads.
    Team {
        /// Print JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        target: TargetStack,
    },
    /// Show the call lists: how many leads remain, who has whom in hand, calls, how many were reached, how many are interested.
    #[command(after_help = calls::HELP)]
    Calls(CallsArgs),
    /// Print a link that logs a person of the team into the desk, once: for the first log-in, and where mail does not work.
    Login(LoginArgs),
    /// List who is logged into the desk, or end their sessions.
    Sessions(SessionsArgs),
    /// Make, list and end the tokens of programs. A token acts for a person of the team.
    #[command(after_help = token::HELP)]
    Token(TokenArgs),
    /// List who looked at a lead, hour by hour, in the last 90 days.
    Views(ViewsArgs),
    /// Show bounces, complaints and the brake on mail to leads and visitors, or release the brake.
    #[command(after_help = brake::HELP)]
    Brake(BrakeArgs),
    /// List sequences, or pause and resume one.
    #[command(after_help = brake::SEQUENCE_HELP)]
    Sequence(SequenceArgs),
    /// Add addresses to the suppression list: one address, or the whole list of another system.
    #[command(after_help = suppress::HELP)]
    Suppress(SuppressArgs),
    /// List accepted activities whose lead does not exist, apply them again, or discard them.
    #[command(after_help = unmatched::HELP)]
    Unmatched(UnmatchedArgs),
    /// List posts of forms that are kept aside as spam, release or condemn them.
    #[command(after_help = suspects::HELP)]
    Suspects(SuspectsArgs),
    /// Check what is stored: every lead against the replay of its timeline, and every counted number against the activities
    /// that it counts. The first difference ends it with exit code 1.
    #[command(after_help = audit::HELP)]
    Audit(AuditArgs),
    /// Look at messages that failed again and again, and send them back to their queue.
    #[command(after_help = redrive::HELP)]
    Redrive(RedriveArgs),
    /// Say what is wrong with a stack, what that means, and what to do.
    #[command(after_help = doctor::HELP)]
    Doctor(DoctorArgs),
    /// Count all days anew, so that new measures and dimensions have a past.
    #[command(after_help = recount::HELP)]
    Recount(RecountArgs),
    /// Give every lead the rows that a search finds it by, for a table of an earlier release.
    #[command(after_help = reindex::HELP)]
    Reindex(ReindexArgs),
    /// Measure the time from form post to hand-off mail.
    #[command(after_help = bench::HELP)]
    Bench(BenchArgs),
    /// Show a mail, a sequence or a report of infra/config, or what becomes of a post of another tool. Nothing is sent.
    #[command(after_help = preview::HELP)]
    Preview(PreviewArgs),
    /// Print the metrics: leads, conversion, costs, sales and mails by source, campaign, owner, month and more.
    #[command(after_help = report::HELP)]
    Report(ReportArgs),
    /// Print how visitors come through forms: views, begun, sent, refused, left, and at which fields they stop.
    #[command(after_help = forms::HELP)]
    Forms(FormsArgs),
    /// Import what ad platforms cost, show the costs of campaigns, or close a month.
    #[command(after_help = cost::HELP)]
    Cost(CostArgs),
    /// Say which leads the rules of retention (infra/config/company.yaml) erase by themselves.
    #[command(after_help = retention::HELP)]
    Retention(RetentionArgs),
    /// Write all leads, or everything that happened to them, into a file: CSV or JSON lines.
    #[command(after_help = export::HELP)]
    Export(ExportArgs),
    /// Show what suppliers of bought leads delivered and owe, or list the bad rows to claim.
    #[command(after_help = supplier::HELP)]
    Supplier(SupplierArgs),
    /// List the words beside consent boxes that people agreed to, also those that no form shows any more.
    #[command(after_help = wordings::HELP)]
    Wordings(WordingsArgs),
    /// List the tools that may post leads (infra/config/sources), or write a key of one for the stack on this machine.
    #[command(after_help = sources::HELP)]
    Sources(SourcesArgs),
    /// List the programs that are told of events (infra/config/webhooks.yaml) and what they did not take; test one, tell one
    /// again, or write a secret for the stack on this machine.
    #[command(after_help = webhooks::HELP)]
    Webhooks(WebhooksArgs),
}

/// Runs the command of the arguments.
pub async fn run() -> ExitCode {
    let cli = Cli::parse();
    let filter = EnvFilter::try_from_env("LEADWRIGHT_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,dynoxide=error,leadwright=info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .without_time()
        .with_target(false)
        .init();
    // Some commands keep much while they wait: that belongs on the heap.
    match Box::pin(cli.command.unwrap_or_else(|| Command::Up(UpArgs::default())).run()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

impl Command {
    async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Up(args) => up::up(args).await,
            Self::Demo(args) => demo::demo(args).await,
            Self::Compile(args) => compile::compile(&args),
            Self::Init(args) => init::init(&args),
            Self::Import(args) => import::import(&args).await,
            Self::Lead(args) => leads::lead(&args).await,
            Self::Leads(args) => leads::leads(&args).await,
            Self::Retention(args) => Box::pin(retention::retention(&args)).await,
            Self::Export(args) => export::export(&args).await,
            Self::Letters(args) => letters::letters(&args).await,
            Self::Stage(args) => log::stage(&args).await,
            Self::Qualify(args) => log::qualify(&args).await,
            Self::Assign(args) => log::assign(&args).await,
            Self::Log(args) => log::log(&args).await,
            Self::Tip(args) => tip::tip(&args).await,
            Self::Receive(args) => Box::pin(receive::receive(&args)).await,
            Self::Referrals(args) => referrals::referrals(&args).await,
            Self::Next(args) => log::next(&args).await,
            Self::Edit(args) => log::edit(&args).await,
            Self::Alias(args) => alias::alias(&args).await,
            Self::Merge(args) => merge::merge(&args).await,
            Self::Erase(args) => Box::pin(erase::erase(&args)).await,
            Self::Person(args) => erase::person(&args).await,
            Self::Away(args) => away::away(&args).await,
            Self::Capacity(args) => away::capacity(&args).await,
            Self::Team { json, target } => team::team(&target, json).await,
            Self::Calls(args) => calls::calls(&args).await,
            Self::Login(args) => login::login(&args).await,
            Self::Sessions(args) => login::sessions(&args).await,
            Self::Views(args) => login::views(&args).await,
            Self::Token(args) => token::token(&args).await,
            Self::Brake(args) => brake::brake(&args).await,
            Self::Sequence(args) => brake::sequence(&args).await,
            Self::Suppress(args) => suppress::suppress(&args).await,
            Self::Suspects(args) => suspects::suspects(&args).await,
            Self::Unmatched(args) => unmatched::unmatched(&args).await,
            Self::Audit(args) => audit::audit(&args).await,
            Self::Redrive(args) => Box::pin(redrive::redrive(&args)).await,
            Self::Doctor(args) => Box::pin(doctor::doctor(&args)).await,
            Self::Recount(args) => recount::recount(&args).await,
            Self::Reindex(args) => reindex::reindex(&args).await,
            Self::Why(args) => why::why(&args).await,
            Self::Rescore(args) => rescore::rescore(&args).await,
            Self::Bench(args) => bench::bench(&args).await,
            Self::Preview(args) => Box::pin(preview::preview(&args)).await,
            Self::Report(args) => Box::pin(report::report(&args)).await,
            Self::Forms(args) => forms::forms(&args).await,
            Self::Cost(args) => cost::cost(&args).await,
            Self::Supplier(args) => supplier::supplier(&args).await,
            Self::Wordings(args) => wordings::wordings(&args).await,
            Self::Sources(args) => sources::sources(&args).await,
            Self::Webhooks(args) => Box::pin(webhooks::webhooks(&args)).await,
        }
    }
}
