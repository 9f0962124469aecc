//! The demo: three months of a company's life, lived through in some minutes.
//!
//! What must stay true: everything comes about the way it does in a real company. Forms are posted, mails are read by their
//! links, salespeople and programs post activities, lists are imported; the clock stops at whatever is due on the way. The
//! same seed and the same first day give the same people who do the same.

mod people; // Names, companies, numbers.
mod deeds; // What happens, in the order of time.
mod arrivals; // Who comes when, and by which way.
mod readers; // What visitors do with mails.
mod sales; // What salespeople do with leads.

use std::collections::{HashMap, HashSet};
use std::process::Stdio;
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use bytes::Bytes;
use fastrand::Rng;
use http_body_util::{BodyExt, Full};
use hyper::{Method, Request, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use leadwright_domain::routing::Away;
use leadwright_domain::value::hash::content_hash;
use leadwright_domain::value::identity::{EmailAddress, Identity, IdentityKey, LeadId};
use serde_json::{Value, json};

use crate::inbox::InboxMail;
use crate::jump::{JumpError, Target, jump};
use crate::stack::Stack;
use arrivals::Span;
use deeds::{Deed, Deeds};
use people::Visitor;
use readers::ReceivedMail;
use sales::Case;

/// The browser of the visitors.
const BROWSER: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";

/// What to fill a stack with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Demo {
    /// How many people become known.
    pub(crate) leads: usize,
    /// Of the same seed, the same happens.
    pub(crate) seed: u64,
}

/// How far it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Progress {
    /// Days that have passed.
    pub(crate) days: i64,
    /// Mails that were sent.
    pub(crate) mails: usize,
}

impl Demo {
    /// Fills a stack whose clock is some days behind; its clock shows the real time then.
    pub(crate) async fn fill(self, stack: &Arc<Stack>, mut progress: impl FnMut(Progress)) -> Result<()> {
        let begin = stack.clock.now();
        let span = Span { begin, end: Timestamp::now() };
        let mut company = Company::new(stack, self, span)?;
        loop {
            let next = company.deeds.next_at().filter(|at| *at < span.end).unwrap_or(span.end);
            // Whatever is due before may be a mail that somebody reads: so the clock goes no further at once. It is due again
            // a minute later at the earliest, since it goes nowhere as long as the clock stands still.
            let now = stack.clock.now();
            let due = stack.next_due(None).await?.map_or(next, |due| due.max(now) + SignedDuration::from_mins(1));
            go(stack, next.min(due).max(now)).await?;
            company.read_mails();
            let now = stack.clock.now();
            if now >= span.end {
                break;
            }
            while let Some(deed) = company.deeds.take_due(now) {
                company.does(deed).await?;
            }
            stack.until_idle().await?;
            company.read_mails();
            progress(Progress { days: now.duration_since(begin).as_hours() / 24, mails: company.read });
        }
        go(stack, Timestamp::now()).await
    }
}

/// Moves the clock.
async fn go(stack: &Arc<Stack>, at: Timestamp) -> Result<()> {
    match jump(stack, Target::At(at)).await {
        Ok(_) => Ok(()),
        // The clock runs on between two moves.
        Err(JumpError::Refused(_)) if at <= stack.clock.now() => Ok(()),
        Err(JumpError::Refused(why)) => bail!("{why}"),
        Err(JumpError::Failed(error)) => Err(error),
    }
}

/// The company that the demo fills, and those who have to do with it.
struct Company<'a> {
    stack: &'a Arc<Stack>,
    web: Client<HttpConnector, Full<Bytes>>,
    visitors: Vec<Visitor>,
    by_address: HashMap<String, usize>,
    by_lead: HashMap<String, usize>,
    deeds: Deeds,
    seed: u64,
    /// How many mails of the inbox were read.
    read: usize,
    /// Leads that salespeople work on, each with the person.
    cases: HashSet<(String, String)>,
}

impl<'a> Company<'a> {
    fn new(stack: &'a Arc<Stack>, demo: Demo, span: Span) -> Result<Self> {
        let mut deeds = Deeds::default();
        let visitors = arrivals::plan(demo.leads, span, &mut Rng::with_seed(demo.seed), &mut deeds);
        let key = stack.template.secrets.get("IdentityKey").context("the template has no secret IdentityKey")?;
        let key = IdentityKey::new(key.as_bytes());
        let (mut by_address, mut by_lead) = (HashMap::new(), HashMap::new());
        for (number, visitor) in visitors.iter().enumerate() {
            let address =
                EmailAddress::parse(&visitor.email).with_context(|| format!("the address {}", visitor.email))?;
            by_lead.insert(LeadId::of(&key, &Identity::Email(address)).to_string(), number);
            by_address.insert(visitor.email.clone(), number);
        }
        let web = Client::builder(TokioExecutor::new()).build_http();
        Ok(Self { stack, web, visitors, by_address, by_lead, deeds, seed: demo.seed, read: 0, cases: HashSet::new() })
    }

    /// Does what somebody does now.
    async fn does(&self, deed: Deed) -> Result<()> {
        match deed {
            Deed::Post { form, visitor, campaign, message } => self.post(form, visitor, campaign, message).await,
            Deed::Tell(activity) => self.tell(&activity).await,
            Deed::Follow { path, visitor } => {
                self.call(Method::GET, &path, &[("x-forwarded-for", &self.visitors[visitor].ip)], None).await?;
                Ok(())
            }
            Deed::Unsubscribe { path } => {
                self.call(Method::POST, &path, &[FORM], Some("List-Unsubscribe=One-Click".to_owned())).await?;
                Ok(())
            }
            Deed::Import { source, campaign, visitors, start } => self.import(source, campaign, &visitors, start).await,
            Deed::Away { person, from, days } => self.away(person, from, days).await,
        }
    }

    async fn post(&self, form: &str, visitor: usize, campaign: Option<&str>, message: bool) -> Result<()> {
        let Some(known) = self.stack.config.forms.get(form) else { return Ok(()) };
        let visitor = &self.visitors[visitor];
        let mut rng = self.rng(&visitor.email, form);
        let mut fields = json!({
            "email": visitor.email, "name": visitor.name, "company": visitor.company, "title": visitor.title,
            "country": visitor.country, "employees": visitor.employees.to_string(),
        });
        if people::chance(75, &mut rng) {
            fields["phone"] = json!(visitor.phone);
        }
        if message {
            fields["message"] = json!(visitor.message);
        }
        if known.fields.iter().any(|field| field.name == "timeline") {
            fields["timeline"] = json!(people::one_of(&["now", "quarter", "quarter", "later", "looking"], &mut rng));
        }
        if let Some(consent) = &known.consent
            && (consent.required || people::chance(70, &mut rng))
        {
            fields["consent"] = json!("yes");
        }
        if let Some(campaign) = campaign {
            fields["utm_campaign"] = json!(campaign);
        }
        // A form of the company's own may have fields that a sample must fill in.
        for field in known.asked().filter(|field| field.required) {
            if fields.get(&field.name).is_none() {
                fields[&field.name] = json!(known.sample().get(&field.name));
            }
        }
        let headers = [("content-type", "application/json"), ("x-forwarded-for", visitor.ip.as_str())];
        let (status, body) =
            self.call(Method::POST, &format!("/forms/{form}"), &headers, Some(fields.to_string())).await?;
        ensure!(
            status == StatusCode::ACCEPTED,
            "a post of the form {form} got the response {status}: {}",
            String::from_utf8_lossy(&body)
        );
        Ok(())
    }

    async fn tell(&self, activity: &Value) -> Result<()> {
        let token = self.stack.template.secrets.get("ApiToken").context("the template has no secret ApiToken")?;
        let token = format!("Bearer {token}");
        let headers = [("content-type", "application/json"), ("authorization", token.as_str())];
        let (status, body) = self.call(Method::POST, "/activities", &headers, Some(activity.to_string())).await?;
        ensure!(
            status == StatusCode::ACCEPTED,
            "the activity {activity} got the response {status}: {}",
            String::from_utf8_lossy(&body)
        );
        Ok(())
    }

    /// Imports a list as the command `import` does, which is a program of its own.
    async fn import(&self, source: &str, campaign: Option<&str>, visitors: &[usize], start: bool) -> Result<()> {
        if visitors.is_empty() {
            return Ok(());
        }
        let folder = std::env::temp_dir().join(format!("leadwright-demo-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir(&folder).with_context(|| format!("creating {}", folder.display()))?;
        let file = folder.join("list.csv");
        let mut list = csv::Writer::from_path(&file).context("writing a list")?;
        list.write_record([
            "email",
            "name",
            "company",
            "title",
            "phone",
            "country",
            "employees",
            "campaign",
            "consent",
        ])?;
        for visitor in visitors.iter().map(|number| &self.visitors[*number]) {
            let consent = if start { "yes" } else { "" };
            let employees = visitor.employees.to_string();
            list.write_record([
                &visitor.email,
                &visitor.name,
                &visitor.company,
                &visitor.title,
                &visitor.phone,
                visitor.country,
                &employees,
                campaign.unwrap_or_default(),
                consent,
            ])?;
        }
        list.flush()?;
        let mut command = tokio::process::Command::new(std::env::current_exe().context("the path of the runner")?);
        command.arg("import").arg(&file).args(["--source", source, "--json", "--against", &self.stack.url]);
        let supplier = self.stack.config.suppliers.iter().find(|(_, supplier)| supplier.price.is_some());
        if let Some((name, _)) = supplier.filter(|_| source == arrivals::BOUGHT) {
            // One of ten is extra.
            let ordered = (visitors.len() * 10).div_ceil(11).to_string();
            command.args(["--supplier", name, "--delivery", "autumn-list", "--ordered", &ordered]);
        }
        command.args(start.then_some("--start")).stdin(Stdio::null()).kill_on_drop(true);
        let output = command.output().await.context("running the import")?;
        std::fs::remove_dir_all(&folder).with_context(|| format!("removing {}", folder.display()))?;
        ensure!(output.status.success(), "the import failed: {}", String::from_utf8_lossy(&output.stderr).trim());
        Ok(())
    }

    async fn away(&self, person: &str, from: i32, days: i32) -> Result<()> {
        let Some(person) = self.stack.config.team.person(person) else { return Ok(()) };
        let today: Date = person.date(self.stack.clock.now());
        let from = today.saturating_add(from.days());
        let absence = Away { from, until: from.saturating_add(days.days()) };
        self.stack.table.change_availability(&person.id, |row| row.add(absence, today)).await?;
        Ok(())
    }

    /// Plans what people do with the mails that came since the last call.
    fn read_mails(&mut self) {
        for mail in self.stack.engines.inbox.since(self.read) {
            self.read += 1;
            self.reads(&mail);
        }
    }

    fn reads(&mut self, mail: &InboxMail) {
        let (Some(lead), Some(to)) = (mail.tags.get("lead"), mail.tags.get("to")) else { return };
        if to == "lead" {
            let Some(number) = self.by_address.get(&mail.to).copied() else { return };
            let mut rng = self.rng(&mail.to, &mail.subject);
            let received = ReceivedMail { mail, visitor: (number, &self.visitors[number]), url: &self.stack.url };
            received.read(&mut rng, &mut self.deeds);
            return;
        }
        let team = &self.stack.config.team;
        let owner = team.people.iter().find(|person| person.email.as_str() == mail.to && person.takes_leads);
        let Some(owner) = owner.filter(|_| to == "owner") else { return };
        let Some(visitor) = self.by_lead.get(lead).map(|number| &self.visitors[*number]) else { return };
        // An owner works on a lead once: a reminder, or a second request, changes nothing of what is planned.
        let is_second = self.cases.iter().any(|(known, _)| known == lead);
        if self.cases.insert((lead.clone(), owner.id.clone())) {
            let mut rng = self.rng(&visitor.email, &owner.id);
            let case = Case { lead, visitor, owner, team, at: mail.at, is_second };
            case.work(&mut rng, &mut self.deeds);
        }
    }

    /// What is drawn for somebody and an occasion depends on both alone, not on what others do.
    fn rng(&self, who: &str, occasion: &str) -> Rng {
        let hash = content_hash(&[who, occasion]);
        let seed = hash.bytes().fold(self.seed, |seed, byte| seed.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte));
        Rng::with_seed(seed)
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        headers: &[(&'static str, &str)],
        body: Option<String>,
    ) -> Result<(StatusCode, Bytes)> {
        let request = Request::builder().method(method).uri(format!("{}{path}", self.stack.url));
        let request = request.header("user-agent", BROWSER);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let response = self.web.request(request.body(Full::from(body.unwrap_or_default()))?).await?;
        let status = response.status();
        Ok((status, response.into_body().collect().await?.to_bytes()))
    }
}

/// The type of posted forms.
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
