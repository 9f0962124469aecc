//! `leadwright receive`: a mail that somebody wrote to the company, from a file.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use clap::Args;
use leadwright_cloud::intake_job::{IntakeJob, MailFile};
use leadwright_cloud::table::MailBecame;
use leadwright_domain::value::hash::content_hash;
use serde_json::json;

use super::target::TargetStack;

/// The end of `receive --help`.
pub(crate) const HELP: &str = "\
The mail goes the way of one that SES received: into the bucket of the mailbox, and on to the intake function. It says what
became of it. A mail touches a known lead only if SES vouches for its sender, in headers that SES writes on top; a file of
another mail program has none, and is kept aside. With --genuine you vouch for it yourself.

  leadwright receive question.eml --genuine
  leadwright receive question.eml --stack leadwright --bucket leadwright-mailboxbucket-0abc";

/// The arguments of `receive`.
#[derive(Debug, Args)]
pub(crate) struct ReceiveArgs {
    /// The mail, as mail programs save it.
    #[arg(value_name = "FILE.eml")]
    file: PathBuf,
    /// Its sender wrote it, and it is harmless: the headers that SES would write are put on top.
    #[arg(long)]
    genuine: bool,
    /// The bucket of a deployed stack's mailbox: its output `MailboxBucket`.
    #[arg(long, value_name = "NAME", requires = "stack")]
    bucket: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    target: TargetStack,
}

/// How long the intake function is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// Hands a mail in, and prints what became of it.
pub(crate) async fn receive(args: &ReceiveArgs) -> Result<()> {
    let mail = std::fs::read(&args.file).with_context(|| format!("can't read {}", args.file.display()))?;
    ensure!(!mail.is_empty(), "{} is empty", args.file.display());
    let mail = if args.genuine { vouched(&mail)? } else { mail };
    let (stack, mailbox) = args.target.connect_with_mailbox(args.bucket.as_deref()).await?;
    // The same file is the same mail.
    let file = format!("mail/{}", content_hash(&[&String::from_utf8_lossy(&mail)]));
    mailbox.put(&file, mail, "message/rfc822").await?;
    // A deployed bucket tells the queue by itself.
    if args.target.stack.is_none() {
        let job = IntakeJob::Mail(MailFile { file: file.clone(), at: stack.now });
        stack.intake.send_all(&[job]).await?;
    }
    let until = Instant::now() + PATIENCE;
    let became = loop {
        if let Some(became) = stack.table.received_mail(&file).await? {
            break became;
        }
        ensure!(
            Instant::now() < until,
            "the mail is in the mailbox as {file}, but was not read within {} seconds: look at the log of the intake function",
            PATIENCE.as_secs()
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    if args.json {
        println!("{}", json!({ "file": file, "mail": became }));
        return Ok(());
    }
    match became {
        MailBecame::Lead { lead } => println!("a new lead: {lead}"),
        MailBecame::Reply { lead } => println!("a reply of the lead {lead}"),
        MailBecame::Aside { lead } => {
            println!("kept aside, for {lead}: `leadwright suspects` says why, and releases it");
        }
        MailBecame::Ignored { why } => println!("ignored: {why}"),
    }
    Ok(())
}

/// The mail with the headers on top that SES writes above one that it vouches for.
fn vouched(mail: &[u8]) -> Result<Vec<u8>> {
    let text = String::from_utf8_lossy(mail);
    let from = text.lines().take_while(|line| !line.is_empty()).find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("from").then(|| value.trim().trim_end_matches('>').rsplit_once('@')).flatten()
    });
    let domain = from.map(|(_, domain)| domain.trim()).context("the mail has no line `From:` with an address")?;
    let mut whole = format!(
        "Return-Path: <sender@{domain}>\r\n\
         Received: from {domain} by inbound-smtp.eu-west-1.amazonaws.com with SMTP id local\r\n\
         X-SES-Spam-Verdict: PASS\r\n\
         X-SES-Virus-Verdict: PASS\r\n\
         Authentication-Results: amazonses.com; dmarc=pass header.from={domain};\r\n\
         X-SES-RECEIPT: local\r\n"
    )
    .into_bytes();
    whole.extend_from_slice(mail);
    Ok(whole)
}
