//! One call of an address, and the events of a lead that it is told of, one after the other.

use jiff::{SignedDuration, Timestamp};
use leadwright_cloud::call::CallError;
use leadwright_cloud::telemetry::Alarm;
use leadwright_cloud::webhook::WebhookCall;
use leadwright_domain::lead::Lead;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::token::WebhookSecret;
use leadwright_domain::webhook::{About, CallVerdict, QueuedEvents, Webhook, WebhookEvent, of_answer};
use tracing::{info, warn};

use crate::rest::REST;
use crate::webhooks::{Webhooks, WebhooksError};

/// An address that takes longer to answer rests before it is told of another lead.
const SLOW: SignedDuration = SignedDuration::from_secs(3);

/// What became of the events of a row.
enum RowResult {
    /// All are told: the next row may follow.
    Told,
    /// The rest waits.
    Waits,
}

impl Webhooks {
    /// Tells an address what it is to know of a lead, in order, until the real moment `stop`.
    pub(crate) async fn tell_of(
        &self,
        lead: &LeadId,
        webhook: &str,
        now: Timestamp,
        stop: Timestamp,
    ) -> Result<(), WebhooksError> {
        let rows = self.table.webhook_events(lead, webhook).await?;
        // What is parked is not waited for any more.
        for row in rows.into_iter().filter(|row| row.parked.is_none()) {
            if !row.is_ready(now) {
                // It, and what is behind it, comes with the index of what is due.
                return Ok(());
            }
            let Some(address) = self.config.webhooks.get(webhook) else {
                info!(lead.id = %lead, webhook, "events dropped: webhooks.yaml has no such address any more");
                self.table.end_webhook_events(&row).await?;
                continue;
            };
            if let RowResult::Waits = self.tell_row(row, address, now, stop).await? {
                return Ok(());
            }
        }
        Ok(())
    }

    async fn tell_row(
        &self,
        mut row: QueuedEvents,
        address: &Webhook,
        now: Timestamp,
        stop: Timestamp,
    ) -> Result<RowResult, WebhooksError> {
        let was = row.version;
        if self.rests.is_on(&row.webhook, now) {
            return self.not_now(row, was, "it did not answer others in time, and rests", None, now).await;
        }
        if self.clock.is_past(stop) {
            return Ok(RowResult::Waits);
        }
        row.claim(now);
        if !self.table.put_webhook_events(&row, was).await? {
            // Another invocation has it.
            return Ok(RowResult::Waits);
        }
        let Some(lead) = self.table.lead(&row.lead).await? else {
            info!(lead.id = %row.lead, webhook = row.webhook, "events dropped: the lead is no more");
            self.table.end_webhook_events(&row).await?;
            return Ok(RowResult::Told);
        };
        let was = row.version;
        while let Some(event) = row.events.first() {
            if self.clock.is_past(stop) {
                row.release(now);
                self.table.put_webhook_events(&row, was).await?;
                return Ok(RowResult::Waits);
            }
            match self.call(address, &row, event, &lead, now).await {
                CallVerdict::Taken => {
                    row.told();
                }
                CallVerdict::NotNow { why, after } => return self.not_now(row, was, &why, after, now).await,
                CallVerdict::Never(why) => {
                    row.give_up(now, &why);
                    return self.parked(row, was, &why).await;
                }
            }
        }
        self.table.end_webhook_events(&row).await?;
        Ok(RowResult::Told)
    }

    /// It is tried again later, or parked where the day is over.
    async fn not_now(
        &self,
        mut row: QueuedEvents,
        was: u64,
        why: &str,
        after: Option<SignedDuration>,
        now: Timestamp,
    ) -> Result<RowResult, WebhooksError> {
        let chance = f64::from(u32::try_from(self.random.below(1 << 16)).unwrap_or_default()) / 65_536.0;
        row.failed(now, why, after, chance);
        if row.parked.is_some() {
            return self.parked(row, was, why).await;
        }
        warn!(lead.id = %row.lead, webhook = row.webhook, tries = row.tries, why, "webhook not taken, called again later");
        self.table.put_webhook_events(&row, was).await?;
        Ok(RowResult::Waits)
    }

    async fn parked(&self, row: QueuedEvents, was: u64, why: &str) -> Result<RowResult, WebhooksError> {
        if self.table.put_webhook_events(&row, was).await? {
            warn!(lead.id = %row.lead, webhook = row.webhook, why, "webhook parked: `leadwright webhooks` lists it");
            self.alarms.raise(Alarm::WebhookParked);
            // What comes behind it does not wait for a person.
            return Ok(RowResult::Told);
        }
        Ok(RowResult::Waits)
    }

    /// Makes one call.
    async fn call(
        &self,
        address: &Webhook,
        row: &QueuedEvents,
        event: &WebhookEvent,
        lead: &Lead,
        now: Timestamp,
    ) -> CallVerdict {
        let page = format!("{}/desk/leads/{}", self.public_url, lead.id);
        let (team, words) = (&self.config.team, self.config.staff_words([]));
        let Some(body) = address.body(About { event, lead, team, words, page: Some(&page) }) else {
            info!(lead.id = %lead.id, webhook = row.webhook, "event not told: the recipe needs an e-mail address");
            return CallVerdict::Taken;
        };
        let not_now = |why: String| CallVerdict::NotNow { why, after: None };
        let mut missing = address.needed_secrets(&row.webhook).filter(|name| self.secrets.of(name).is_empty());
        if let Some(name) = missing.next() {
            return not_now(format!("its secret {name} is not set"));
        }
        let secrets = self.secrets.of(address.secret_name(&row.webhook)).iter().map(|text| WebhookSecret::parse(text));
        let secrets: Vec<WebhookSecret> = match secrets.collect() {
            Ok(secrets) => secrets,
            Err(wrong) => return not_now(format!("its secret is wrong: {wrong}")),
        };
        let secret = |name: &Option<String>| Some(self.secrets.of(name.as_deref()?).first()?.clone());
        let Some(url) = address.url.clone().or_else(|| secret(&address.url_secret)) else {
            return not_now("it has no address".to_owned());
        };
        if let Some(why) = address.refused_port(&url) {
            return not_now(why);
        }
        let bearer = secret(&address.token).map(|token| format!("Bearer {token}"));
        let headers: Vec<_> = bearer.iter().map(|bearer| ("authorization", bearer.as_str())).collect();
        let at = self.clock.real();
        let call = WebhookCall {
            url: &url,
            id: &event.id(),
            at,
            secrets: &secrets,
            headers: &headers,
            content_type: body.content_type,
            body: &body.text,
        };
        match self.client.post(call).await {
            Ok(answer) => {
                if self.clock.real().duration_since(at) > SLOW {
                    // It answers, and takes long: what is next for it waits, so that others do not.
                    self.rests.begin(&row.webhook, now, REST);
                }
                let verdict = of_answer(answer.status, answer.retry_after.as_deref(), self.clock.real());
                if let CallVerdict::NotNow { after: Some(after), .. } = &verdict {
                    // It asks for fewer calls, whomever they are about.
                    self.rests.begin(&row.webhook, now, *after);
                }
                verdict
            }
            Err(why) => {
                if why != CallError::NoAddress {
                    self.rests.begin(&row.webhook, now, REST);
                }
                not_now(why.to_string())
            }
        }
    }
}
