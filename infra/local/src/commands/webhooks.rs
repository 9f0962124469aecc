//! `leadwright webhooks`: which programs are told of events, what was not taken for a day, and a test of an address.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use jiff::Timestamp;
use leadwright_cloud::Aws;
use leadwright_cloud::due::{Due, DueEvents};
use leadwright_cloud::queue::BATCH;
use leadwright_cloud::random::secret_bytes;
use leadwright_cloud::webhook::{WebhookCall, WebhookClient};
use leadwright_domain::config::Config;
use leadwright_domain::lead::Lead;
use leadwright_domain::lead_source::SourceSecrets;
use leadwright_domain::mail::{Sample, SampleKnows};
use leadwright_domain::value::text::listed;
use leadwright_domain::value::token::WebhookSecret;
use leadwright_domain::webhook::{
    About, CallVerdict, EventKind, QueuedEvents, Webhook, WebhookBody, of_answer, sample_event,
};
use serde_json::json;

use super::arguments::lead_id;
use super::target::{Connected, TargetStack};
use crate::secrets::Secrets;
use crate::wording::count::count_of;
use crate::wording::time::readable;
use crate::{config, workspace};

pub(crate) const HELP: &str = "\
Examples:
  leadwright webhooks                          which addresses are set up, and what they did not take for a day
  leadwright webhooks --secret crm             a new secret for the stack on this machine; the one before signs, too
  leadwright webhooks --secret slack=https://hooks.slack.com/services/…    a secret that somebody gave you
  leadwright webhooks --test crm               sends a test event, about the lead of the demo
  leadwright webhooks --replay crm             tells crm again what it did not take

Secrets of a deployed stack stand in its secret `webhook-secrets`, as JSON; two of a name, NEW,OLD, while you change one.
Then deploy:
  aws secretsmanager put-secret-value --secret-id STACK/webhook-secrets --secret-string '{\"crm\": \"whsec_…\"}'";

/// The secret of the template.
const SECRETS: &str = "WebhookSecrets";

/// The arguments of `webhooks`.
#[derive(Debug, Args)]
pub(crate) struct WebhooksArgs {
    /// Write a secret for the stack on this machine into its state folder: a random one, or the one behind `=`.
    #[arg(long, value_name = "NAME[=SECRET]", conflicts_with_all = ["stack", "test", "replay"])]
    secret: Option<String>,
    /// Send a test event to an address of webhooks.yaml, now, and say what it answered.
    #[arg(long, value_name = "NAME", conflicts_with = "replay")]
    test: Option<String>,
    /// Tell an address again what it did not take for a day, oldest first.
    #[arg(long, value_name = "NAME")]
    replay: Option<String>,
    /// The event of a test. [default: the first that the address wants]
    #[arg(long, value_name = "EVENT", requires = "test")]
    event: Option<String>,
    /// The lead: of a test in place of that of the demo, of a replay the only one.
    #[arg(long, value_name = "EMAIL|PHONE|ID")]
    lead: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// The state folder. [default: .leadwright in the workspace]
    #[arg(long, value_name = "DIR", requires = "secret")]
    state: Option<PathBuf>,
    #[command(flatten)]
    target: TargetStack,
}

/// Lists the addresses, sets a secret, tests or replays.
pub(crate) async fn webhooks(args: &WebhooksArgs) -> Result<()> {
    if let Some(secret) = &args.secret {
        return set(&config::load(&workspace::config_folder()?)?, secret, args.state.as_ref());
    }
    if let Some(name) = &args.test {
        return Box::pin(test(args, name)).await;
    }
    let stack = args.target.connect().await?;
    match &args.replay {
        Some(name) => replay(args, &stack, name).await,
        None => list(args, &stack).await,
    }
}

async fn secrets(target: &TargetStack) -> Result<SourceSecrets> {
    let secrets = target.secrets(&[(SECRETS, "webhook-secrets")]).await?;
    let text = secrets.get(SECRETS).map(String::as_str).unwrap_or_default();
    SourceSecrets::read(text).context("the secret webhook-secrets is JSON like {\"crm\": \"whsec_…\"}")
}

async fn list(args: &WebhooksArgs, stack: &Connected) -> Result<()> {
    let secrets = secrets(&args.target).await?;
    let parked = parked(stack).await?;
    let missing = |name: &str, webhook: &Webhook| -> Vec<String> {
        webhook.needed_secrets(name).filter(|secret| secrets.of(secret).is_empty()).map(str::to_owned).collect()
    };
    if args.json {
        let addresses = stack.config.webhooks.iter().map(|(name, webhook)| {
            json!({"name": name, "events": webhook.events, "recipe": webhook.recipe, "missing": missing(name, webhook)})
        });
        println!("{}", json!({"addresses": addresses.collect::<Vec<_>>(), "parked": parked}));
        return Ok(());
    }
    if stack.config.webhooks.is_empty() {
        println!("infra/config/webhooks.yaml has no address");
    }
    for (name, webhook) in &stack.config.webhooks {
        let missing = missing(name, webhook);
        let state = if missing.is_empty() {
            "set up".to_owned()
        } else {
            format!("not set up: it needs the secret {}", listed(&missing))
        };
        let events: Vec<&str> = webhook.events.iter().map(|event| event.name()).collect();
        println!("{name:<16} {}: {state}", events.join(", "));
    }
    if parked.is_empty() {
        println!("Nothing is parked: all that was to be told is told, or is being tried.");
        return Ok(());
    }
    println!("\n{} parked; `leadwright webhooks --replay NAME` tells them again:", count_of(parked.len(), "write"));
    let zone = stack.config.company.timezone.time_zone();
    for row in &parked {
        let events: Vec<&str> = row.events.iter().map(|event| event.kind.name()).collect();
        let (at, why) = row.parked.as_ref().map(|parked| (parked.at, parked.why.as_str())).unwrap_or_default();
        println!("  {:<16} {}  {}  {}: {why}", row.webhook, row.lead, events.join(", "), readable(at, &zone));
    }
    Ok(())
}

/// All rows that are parked, those of a lead in their order.
async fn parked(stack: &Connected) -> Result<Vec<QueuedEvents>> {
    let mut all = Vec::new();
    for shard in 0..stack.table.shards {
        let mut start = None;
        loop {
            let page = stack.table.parked_events(shard, stack.now, start).await?;
            all.extend(page.rows);
            start = page.next;
            if start.is_none() {
                break;
            }
        }
    }
    all.sort_by(|one, two| (&one.webhook, &one.lead, one.seq).cmp(&(&two.webhook, &two.lead, two.seq)));
    Ok(all)
}

async fn replay(args: &WebhooksArgs, stack: &Connected, name: &str) -> Result<()> {
    named(&stack.config, name)?;
    let lead = match &args.lead {
        Some(lead) => Some(lead_id(stack, lead).await?),
        None => None,
    };
    let is_wanted = |row: &QueuedEvents| row.webhook == name && lead.as_ref().is_none_or(|lead| *lead == row.lead);
    let mut again = Vec::new();
    for row in parked(stack).await?.into_iter().filter(is_wanted) {
        let (mut row, was) = (row.clone(), row.version);
        row.replay(stack.now);
        // False if somebody else was faster.
        if stack.table.put_webhook_events(&row, was).await? {
            again.push(Due::Events(DueEvents::of(&row)));
        }
    }
    for batch in again.chunks(BATCH) {
        stack.webhooks.send_due(batch).await?;
    }
    if args.json {
        println!("{}", json!({"replayed": again.len()}));
    } else {
        println!("{} told again to {name}", count_of(again.len(), "write"));
    }
    Ok(())
}

fn named<'a>(config: &'a Config, name: &str) -> Result<&'a Webhook> {
    let known = || format!("webhooks.yaml has no address {name:?}; there are: {}", listed(config.webhooks.keys()));
    config.webhooks.get(name).with_context(known)
}

/// What an address would be told of a lead.
pub(crate) fn sample(
    config: &Config,
    name: &str,
    event: Option<&str>,
    lead: &Lead,
    now: Timestamp,
) -> Result<(String, Option<WebhookBody>)> {
    let webhook = named(config, name)?;
    let wanted = event.or_else(|| webhook.events.first().map(|event| event.name())).unwrap_or_default();
    let kind = EventKind::ALL.into_iter().find(|kind| kind.name() == wanted);
    let known = || format!("there is no event {wanted:?}; there are: {}", listed(EventKind::ALL.map(EventKind::name)));
    let event = sample_event(kind.with_context(known)?, lead, now);
    let page = format!("{}/desk/leads/{}", config.company.website.trim_end_matches('/'), lead.id);
    let (team, words) = (&config.team, config.staff_words([]));
    let body = webhook.body(About { event: &event, lead, team, words, page: Some(&page) });
    Ok((format!("test_{}", event.id()), body))
}

/// The lead of the demo.
pub(crate) fn demo_lead(config: &Config) -> Lead {
    let mail = config.emails.keys().find(|name| *name == "hand-off").or(config.emails.keys().next());
    Sample::new(config, mail.map_or("hand-off", String::as_str), SampleKnows::All).into_lead()
}

async fn test(args: &WebhooksArgs, name: &str) -> Result<()> {
    let (config, now) = (config::load(&workspace::config_folder()?)?, Timestamp::now());
    let webhook = named(&config, name)?;
    let lead = match &args.lead {
        None => demo_lead(&config),
        Some(who) => {
            let stack = args.target.connect().await?;
            let id = lead_id(&stack, who).await?;
            stack.table.lead(&id).await?.with_context(|| format!("there is no lead {who} here"))?
        }
    };
    let (id, body) = sample(&config, name, args.event.as_deref(), &lead, now)?;
    let Some(body) = body else { bail!("nothing is sent: the recipe needs a lead with an e-mail address") };
    let secrets = secrets(&args.target).await?;
    for needed in webhook.needed_secrets(name) {
        ensure!(
            !secrets.of(needed).is_empty(),
            "{name} needs the secret {needed:?}: `leadwright webhooks --help` says how"
        );
    }
    let signing: Result<Vec<WebhookSecret>, _> =
        secrets.of(webhook.secret_name(name)).iter().map(|text| WebhookSecret::parse(text)).collect();
    let signing = signing.with_context(|| format!("the secret {:?}", webhook.secret_name(name)))?;
    let secret = |name: &Option<String>| Some(secrets.of(name.as_deref()?).first()?.clone());
    let url = webhook.url.clone().or_else(|| secret(&webhook.url_secret)).context("it has no address")?;
    if let Some(why) = webhook.refused_port(&url) {
        bail!("{name} is not called: {why}");
    }
    let bearer = secret(&webhook.token).map(|token| format!("Bearer {token}"));
    let headers: Vec<_> = bearer.iter().map(|bearer| ("authorization", bearer.as_str())).collect();
    let call = WebhookCall {
        url: &url,
        id: &id,
        at: now,
        secrets: &signing,
        headers: &headers,
        content_type: body.content_type,
        body: &body.text,
    };
    let client = WebhookClient::new(&Aws::without_account(), args.target.stack.is_none());
    let answer = client.post(call).await.with_context(|| format!("{name} was not told"))?;
    match of_answer(answer.status, answer.retry_after.as_deref(), now) {
        CallVerdict::Taken => println!("{name} took it: it answered {}", answer.status),
        CallVerdict::Never(why) | CallVerdict::NotNow { why, .. } => bail!("{name} did not take it: {why}"),
    }
    Ok(())
}

/// Writes a secret into the state folder, before the one that it takes the place of.
fn set(config: &Config, secret: &str, state: Option<&PathBuf>) -> Result<()> {
    let (name, value) = secret.split_once('=').map_or((secret, None), |(name, value)| (name, Some(value.trim())));
    let signing: Vec<&str> = config.webhooks.iter().map(|(name, webhook)| webhook.secret_name(name)).collect();
    let others = config.webhooks.values().flat_map(|webhook| [&webhook.url_secret, &webhook.token]).flatten();
    let others: Vec<&str> = others.map(String::as_str).collect();
    let known = || format!("no address has a secret {name:?}; there are: {}", listed(signing.iter().chain(&others)));
    ensure!(signing.contains(&name) || others.contains(&name), known());
    let value = match value {
        Some(value) => value.to_owned(),
        None if others.contains(&name) => bail!("{name} is a secret that somebody gave you: write it behind `=`"),
        None => WebhookSecret::of_bytes(secret_bytes()).text(),
    };
    ensure!(!value.is_empty() && !value.contains(','), "a secret is a text without commas");
    if !others.contains(&name) {
        WebhookSecret::parse(&value)?;
    }
    let folder = state.cloned().map_or_else(|| Ok(workspace::root()?.join(".leadwright")), anyhow::Ok)?;
    std::fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    let mut secrets = Secrets::open(Some(folder.join("secrets.json")))?;
    let text = secrets.known(SECRETS).filter(|text| text.starts_with('{')).unwrap_or("{}");
    let mut all: BTreeMap<String, String> = serde_json::from_str(text).context("secrets.json")?;
    let before = all.get(name).and_then(|both| both.split(',').next()).filter(|before| *before != value);
    // An address and a token are one at a time; of what signs, both do while one takes the other's place.
    let before = before.filter(|_| !others.contains(&name));
    let both = before.map_or_else(|| value.clone(), |before| format!("{value},{before}"));
    all.insert(name.to_owned(), both);
    secrets.set(SECRETS, serde_json::to_string(&all)?)?;
    println!("{value}");
    eprintln!("written into {}: start the stack again, so that it reads it", folder.join("secrets.json").display());
    Ok(())
}
