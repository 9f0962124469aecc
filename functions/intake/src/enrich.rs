//! What others know of a lead: its employer's home page, its telephone number, the company's own program.
//!
//! It is looked up once, after the lead began, and off everybody's way. Whoever does not answer is not asked again: what was
//! found is one activity, which never takes the place of what a person said.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use leadwright_cloud::call::{CallError, Limits};
use leadwright_domain::activity::{Activity, Enrichment};
use leadwright_domain::company::may_be_called;
use leadwright_domain::lead::Lead;
use leadwright_domain::routing::employer;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::text::whole_line;
use leadwright_domain::words::Words;
use leadwright_domain::zone::of_phone;
use serde_json::{Value, json};
use tracing::{info, warn};
use url::Url;

use crate::intake::Intake;

/// How long the company's own program may take, and how much it may say.
const LIMITS: Limits = Limits { time: Duration::from_secs(5), bytes: 16 * 1024 };

/// The most facts that it may tell, and the most characters of a name and of a value.
const MOST: usize = 20;
const LONGEST_NAME: usize = 40;
const LONGEST: usize = 200;

/// Why its answer says nothing.
#[derive(Debug, thiserror::Error)]
enum NoAnswer {
    #[error("its address is none that may be called")]
    Address,
    #[error("it answered {0}")]
    Status(u16),
    #[error("its answer is no JSON object")]
    NoObject,
    #[error(transparent)]
    Call(#[from] CallError),
}

impl Intake {
    /// Looks a lead up.
    ///
    /// # Errors
    /// A port does not answer: the job comes again.
    pub(crate) async fn enrich(&self, id: &LeadId, now: Timestamp) -> anyhow::Result<()> {
        let Some(rules) = &self.config.company.enrichment else { return Ok(()) };
        let Some(lead) = self.table.lead(id).await?.filter(|lead| lead.enriched.is_none()) else { return Ok(()) };
        let mut found = Enrichment::default();
        let domain = employer(&lead);
        if let (Some(page), Some(domain)) = (&rules.home_page, &domain) {
            let page = self.home_page(page, domain, now).await?;
            if !page.facts.is_empty() {
                found.facts.insert(page.url, page.facts);
            }
        }
        if let Some(endpoint) = &rules.endpoint {
            match self.ask_program(endpoint, &lead, domain.as_deref(), now).await {
                Ok(told) => self.take_told(endpoint, told, &mut found),
                Err(why) => {
                    warn!(lead.id = %lead.id, why = why.to_string(), "the company's own program told nothing of a lead");
                }
            }
        }
        if let Some(number) = lead.phone().filter(|_| rules.phone) {
            let (country, zone) = of_phone(&number);
            let said =
                [("country", country.map(|country| country.code().to_owned())), ("timezone", zone.map(str::to_owned))];
            for (name, value) in said {
                found.fields.entry(name.to_owned()).or_insert(value.unwrap_or_default());
            }
            found.fields.retain(|_, value| !value.is_empty());
        }
        // What somebody said stands.
        found.fields.retain(|name, _| lead.field(name).is_none());
        if found.is_empty() {
            return Ok(());
        }
        info!(lead.id = %lead.id, sources = found.facts.len(), fields = found.fields.len(), "lead looked up");
        Ok(self.activities.send_activity(&Activity::enriched(lead.id, found, now)).await?)
    }

    /// Asks the company's own program, signed as webhooks are.
    async fn ask_program(
        &self,
        endpoint: &str,
        lead: &Lead,
        domain: Option<&str>,
        now: Timestamp,
    ) -> Result<serde_json::Map<String, Value>, NoAnswer> {
        if !may_be_called(endpoint, self.is_local) {
            return Err(NoAnswer::Address);
        }
        let email = lead.email().map(|address| address.as_str().to_owned());
        let phone = lead.phone().map(|number| number.as_str().to_owned());
        let body = json!({
            "lead": lead.id, "email": email, "phone": phone, "domain": domain,
            "name": lead.field("name"), "company": lead.field("company"),
        })
        .to_string();
        let signature = self.keys.webhook_signature(now, &body);
        let headers = [("leadwright-signature", signature.as_str()), ("idempotency-key", lead.id.as_str())];
        let answer = self.http.post_json(endpoint, &headers, body, LIMITS).await?;
        if answer.status != 200 {
            return Err(NoAnswer::Status(answer.status));
        }
        match serde_json::from_slice(&answer.body) {
            Ok(Value::Object(told)) => Ok(told),
            _ => Err(NoAnswer::NoObject),
        }
    }

    /// Takes what the program told: a name that a field of leads has is that field, if its value can be read as one; every
    /// other one is a fact. What is longer than a line, no text and no number is left out.
    fn take_told(&self, endpoint: &str, told: serde_json::Map<String, Value>, found: &mut Enrichment) {
        let mut facts = BTreeMap::new();
        let mut left_out = told.len().saturating_sub(MOST);
        for (name, value) in told.into_iter().take(MOST) {
            let value = match value {
                Value::String(text) => text,
                Value::Number(number) => number.to_string(),
                _ => String::new(),
            };
            let value = whole_line(&value, LONGEST).ok().filter(|value| !value.is_empty());
            let name = whole_line(&name, LONGEST_NAME).ok().filter(|name| !name.is_empty());
            let (Some(name), Some(value)) = (name, value) else {
                left_out += 1;
                continue;
            };
            // An address and a number are who the lead is.
            let field = self.config.field(&name).filter(|_| !["email", "phone"].contains(&name.as_str()));
            match field.map(|field| field.read(Words::english_for_visitors(), &value)) {
                Some(Ok(Some(value))) => drop(found.fields.insert(name, value)),
                _ => drop(facts.insert(name, value)),
            }
        }
        if left_out > 0 {
            info!(left_out, "facts of the company's own program left out");
        }
        if !facts.is_empty() {
            let host = Url::parse(endpoint).ok().and_then(|url| url.host_str().map(str::to_owned));
            found.facts.insert(host.unwrap_or_default(), facts);
        }
    }
}
