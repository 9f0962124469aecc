//! `leadwright preview`: mails, sequences and reports of infra/config as pages or text. Nothing is sent.

mod criterion;
mod uses;
mod report;
mod sequence;
mod source;
mod webhook;

use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use askama::Template;
use clap::Args;
use leadwright_domain::activity::{Recipient, TeamMail};
use leadwright_domain::config::Config;
use leadwright_domain::form::LANGUAGE;
use leadwright_domain::lead::FieldValue;
use leadwright_domain::mail;
use leadwright_domain::mail::{FOOTER, Mailbox, Rendered, Sample, SampleKnows};
use leadwright_domain::value::text::listed;

use super::arguments::lead_id;
use super::page_file::show_page;
use super::report::named::contents;
use super::target::TargetStack;
use crate::inbox::with_links_outside;
use crate::{config, workspace};

pub(crate) const HELP: &str = "Examples:
  cargo run -- preview                                        lists all mails and their recipients
  cargo run -- preview nurture-tips                           opens the mail to Maria Silva of the demo
  cargo run -- preview nurture-tips --language pt --text      prints its text in Portuguese
  cargo run -- preview hand-off --lead maria@acme.example     the mail about a lead of the stack on this machine
  cargo run -- preview guide-nurture                          opens a sequence, step by step
  cargo run -- preview monday                                 opens a report, with the numbers of the stack on this machine
  cargo run -- preview webhook crm                            what an address of webhooks.yaml would be told
  cargo run -- preview google infra/config/sources/samples/google.json     what becomes of a post of another tool";

/// The arguments of `preview`.
#[derive(Debug, Args)]
pub(crate) struct PreviewArgs {
    /// A mail of infra/config/emails, a sequence of infra/config/sequences, a report of infra/config/reports.yaml, or
    /// with SAMPLE a source of infra/config/sources. Without it all are listed.
    #[arg(value_name = "MAIL|SEQUENCE|REPORT|SOURCE")]
    name: Option<String>,
    /// What a tool of infra/config/sources posts: shows what becomes of it. Behind `webhook`, an address of
    /// infra/config/webhooks.yaml.
    #[arg(value_name = "SAMPLE|WEBHOOK", conflicts_with_all = ["language", "text", "out", "no_open"])]
    sample: Option<PathBuf>,
    /// The lead of the mail: `demo` (Maria Silva of Acme), or a lead of the stack by e-mail address, phone number or id.
    #[arg(long, value_name = "demo|EMAIL|PHONE|ID", default_value = DEMO)]
    lead: String,
    /// The language of the reader, two letters: of a lead, or of one of the team.
    #[arg(long, value_name = "LANGUAGE", requires = "name")]
    language: Option<String>,
    /// Print the plain text of the mail.
    #[arg(long, requires = "name", conflicts_with_all = ["out", "no_open"])]
    text: bool,
    /// The file for the page.
    #[arg(long, value_name = "FILE", requires = "name")]
    out: Option<PathBuf>,
    /// Write the page without opening a browser.
    #[arg(long, requires = "name")]
    no_open: bool,
    #[command(flatten)]
    target: TargetStack,
}

/// Before the name of an address of `webhooks.yaml`.
const WEBHOOK: &str = "webhook";

/// The value of `--lead` for the lead of the demo.
const DEMO: &str = "demo";

/// Shows a mail or a sequence, or lists them.
pub(crate) async fn preview(args: &PreviewArgs) -> Result<()> {
    let config = config::load(&workspace::config_folder()?)?;
    let Some(name) = args.name.as_deref().map(|name| name.trim_end_matches(".md")) else {
        list(&config);
        return Ok(());
    };
    if let (WEBHOOK, Some(address)) = (name, &args.sample) {
        let lead = match args.lead.as_str() {
            DEMO => None,
            who => {
                let stack = args.target.connect().await?;
                let id = lead_id(&stack, who).await?;
                let known = || format!("there is no lead {who} here; `leadwright leads` lists all leads");
                Some(stack.table.lead(&id).await?.with_context(known)?)
            }
        };
        return webhook::show(&config, &address.to_string_lossy(), lead);
    }
    if let Some(sample) = &args.sample {
        let known =
            || format!("there is no source {name:?}: infra/config/sources has {}", listed(config.sources.keys()));
        let source = config.sources.get(name).with_context(known)?;
        return source::show(&config, name, source, sample);
    }
    if config.sources.contains_key(name) {
        bail!(
            "{name} is a source: name a file with what it posts, as in `preview {name} infra/config/sources/samples/{name}.json`"
        );
    }
    if mail::base_of(name) == FOOTER && config.emails.contains_key(name) {
        return show_footer(args, &config, name);
    }
    if config.emails.contains_key(name) {
        return show_mail(args, &config, name).await;
    }
    if config.sequences.contains_key(name) {
        ensure!(
            !args.text && args.language.is_none() && args.lead == DEMO,
            "{name} is a sequence, which is a page for all leads: --text, --language and --lead are for mails"
        );
        return show(args, name, &sequence::page(&config, name)?);
    }
    if config.reports.contains_key(name) {
        ensure!(
            args.language.is_none() && args.lead == DEMO,
            "{name} is a report, which is about no single lead: --language and --lead are for mails"
        );
        return Box::pin(show_report(args, name)).await;
    }
    bail!("there is no mail, no sequence and no report {name:?}; `leadwright preview` lists all")
}

fn list(config: &Config) {
    for (name, source) in &config.emails {
        println!("{name}");
        // A footer has no subject.
        if let Some(subject) = source.lines().next().and_then(|line| line.strip_prefix("Subject:")) {
            println!("    {}", subject.trim());
        }
        for used in uses::uses(config, mail::base_of(name)) {
            println!("    {used}");
        }
    }
    let sequences: Vec<&str> = config.sequences.keys().map(String::as_str).collect();
    println!("\nSequences: {}", sequences.join(", "));
    let reports: Vec<&str> = config.reports.keys().map(String::as_str).collect();
    println!("Reports: {}", reports.join(", "));
    let sources: Vec<&str> = config.sources.keys().map(String::as_str).collect();
    println!("Sources: {}", sources.join(", "));
}

/// Shows the last report of a name, as it is mailed.
async fn show_report(args: &PreviewArgs, name: &str) -> Result<()> {
    let stack = args.target.connect().await?;
    let contents = contents(&stack, name, None).await?;
    let mail = report::mail(&contents)?;
    if args.text {
        print!("Subject: {}\n\n{}", mail.subject, mail.text);
        return Ok(());
    }
    show(args, name, &report::page(&stack, &contents, &mail)?)
}

async fn show_mail(args: &PreviewArgs, config: &Config, name: &str) -> Result<()> {
    let (sample, file) = sample(args, config, name).await?;
    let rendered = sample.as_marketing(uses::is_marketing(config, mail::base_of(name))).render(config);
    let rendered = rendered.with_context(|| format!("infra/config/emails/{file}.md"))?;
    show_rendered(args, config, &file, &rendered)
}

/// Shows a footer below a sample mail.
fn show_footer(args: &PreviewArgs, config: &Config, name: &str) -> Result<()> {
    ensure!(args.lead == DEMO, "a footer is the same for all leads, except for its links: omit --lead");
    let file = match &args.language {
        Some(language) if language != mail::language_of(config, name) => in_language(config, name, language)?,
        _ => name.to_owned(),
    };
    let above = file.replacen(FOOTER, "above-the-footer", 1);
    let mut config = config.clone();
    config.emails.insert(above.clone(), "Subject: Footer of marketing mail\n\n(The mail.)\n".to_owned());
    let rendered = Sample::new(&config, &above, SampleKnows::All).render(&config);
    let rendered = rendered.with_context(|| format!("infra/config/emails/{file}.md"))?;
    show_rendered(args, &config, &file, &rendered)
}

fn show_rendered(args: &PreviewArgs, config: &Config, file: &str, rendered: &Rendered) -> Result<()> {
    if args.text {
        print!("Subject: {}\n\n{}", rendered.subject, rendered.text);
        return Ok(());
    }
    let whom = if args.lead == DEMO { "Maria Silva of the demo" } else { &args.lead };
    show(args, file, &page(config, file, whom, rendered)?)
}

/// The mail for the lead of the arguments, and the file of the mail.
async fn sample(args: &PreviewArgs, config: &Config, name: &str) -> Result<(Sample, String)> {
    if args.lead == DEMO {
        let file = match args.language.as_deref().filter(|language| *language != config.company.language) {
            Some(language) => in_language(config, name, language)?,
            None => name.to_owned(),
        };
        return Ok((Sample::new(config, &file, SampleKnows::All), file));
    }
    let stack = args.target.connect().await?;
    let id = lead_id(&stack, &args.lead).await?;
    let Some(mut lead) = stack.table.lead(&id).await? else {
        bail!("there is no lead {} here; `leadwright leads` lists all leads", args.lead);
    };
    if let Some(language) = &args.language {
        lead.fields.insert(LANGUAGE.to_owned(), FieldValue(language.clone(), i64::MAX, true));
    }
    let file = match &args.language {
        Some(language) => in_language(config, name, language)?,
        None => {
            mail::file_for(config, name, TeamMail::named(name).map_or(Recipient::Lead, TeamMail::to), &lead).to_owned()
        }
    };
    let timeline: Vec<_> = stack.table.timeline(&id).await?.into_iter().map(|applied| applied.activity).collect();
    let sample = Sample::of(&file, lead, &timeline, stack.now).context("this lead has no activities")?;
    Ok((sample, file))
}

fn in_language(config: &Config, name: &str, language: &str) -> Result<String> {
    let base = mail::base_of(name);
    let file = mail::file_in(config, base, Some(language));
    if mail::language_of(config, file) == language {
        return Ok(file.to_owned());
    }
    let languages: Vec<&str> = config
        .emails
        .keys()
        .filter(|file| mail::base_of(file) == base)
        .map(|file| mail::language_of(config, file))
        .collect();
    bail!(
        "{base} does not exist in the language {language}, so such readers get {file}.md; its languages are {}",
        languages.join(", ")
    )
}

/// The page of a mail. It is a file of its own, so its style is in it.
#[derive(Template)]
#[template(path = "preview.html")]
struct MailPage<'a> {
    file: &'a str,
    language: &'a str,
    others: Vec<&'a str>,
    whom: &'a str,
    uses: Vec<String>,
    from: &'a str,
    to: String,
    reply_to: String,
    subject: &'a str,
    preview: &'a str,
    html: String,
    text: &'a str,
}

fn page(config: &Config, file: &str, whom: &str, mail: &Rendered) -> Result<String> {
    let address = |address: &Mailbox| match &address.name {
        Some(name) => format!("{name} <{}>", address.address.as_str()),
        None => address.address.as_str().to_owned(),
    };
    let base = mail::base_of(file);
    let others = config.emails.keys().filter(|other| mail::base_of(other) == base && *other != file);
    let page = MailPage {
        file,
        language: mail::language_of(config, file),
        others: others.map(String::as_str).collect(),
        whom,
        uses: uses::uses(config, base),
        from: &config.company.name,
        to: address(&mail.to),
        reply_to: address(&mail.reply_to),
        subject: mail.subject.as_str(),
        preview: mail.preview.as_str(),
        html: with_links_outside(&mail.html),
        text: &mail.text,
    };
    page.render().context("the page of a mail")
}

/// Writes the page and opens it in a browser.
fn show(args: &PreviewArgs, name: &str, page: &str) -> Result<()> {
    show_page(name, page, args.out.as_deref(), !args.no_open)
}
