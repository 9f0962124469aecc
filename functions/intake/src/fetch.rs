//! The fields of a lead of which only an id came: they are asked of the tool that has them.

use anyhow::{anyhow, ensure};
use jiff::{SignedDuration, Timestamp};
use leadwright_cloud::intake_job::LeadAtSource;
use leadwright_cloud::telemetry::Alarm;
use leadwright_domain::company::may_be_called;
use leadwright_domain::intake;
use leadwright_domain::intake::SourceError;
use leadwright_domain::lead_source::{Fetch, LeadSource};
use serde_json::Value;
use tracing::{error, info, warn};

use crate::graph::{Graph, GraphError};
use crate::intake::Intake;

/// So long before its end a token is told of, every time that it is looked at.
const SOON: SignedDuration = SignedDuration::from_hours(8 * 24);

impl Intake {
    /// Asks for the fields of a lead, and queues it as an activity. However often that is done, it is one lead.
    pub(crate) async fn fetch(&self, lead: LeadAtSource, now: Timestamp) -> anyhow::Result<()> {
        let (source, fetch) = self.source(&lead.source)?;
        let answer = self.ask(&lead, fetch).await?;
        let intake = intake::Intake { config: &self.config, key: &self.key, now };
        let read = intake.read_source((&lead.source, source), &answer, Some(&lead.id), &lead.id);
        let activity = read.map_err(|refused| not_taken(&refused, source))?;
        self.activities.send_activity(&activity).await?;
        info!(source = lead.source, lead.id = %activity.lead, activity.id = %activity.id, "lead of a source accepted");
        Ok(())
    }

    /// Asks whether the token of a source is valid, and until when. One that ends soon raises an alarm.
    pub(crate) async fn check_token(&self, name: &str, now: Timestamp) -> anyhow::Result<()> {
        let (_, fetch) = self.source(name)?;
        // A source that is not set up has none.
        let Some(token) = self.tokens.of(&fetch.secret).first() else { return Ok(()) };
        let state = match self.graph(fetch)?.token(token).await {
            Ok(state) => state,
            Err(failure) if failure.is_of_token() => {
                error!(source = name, why = failure.to_string(), "the token of a source is not valid");
                self.alarms.raise(Alarm::SourceToken);
                return Ok(());
            }
            // The next look comes within hours: it is not tried again before.
            Err(failure) => {
                error!(source = name, why = failure.to_string(), "the token of a source could not be looked at");
                return Ok(());
            }
        };
        if !state.is_valid || state.ends.is_some_and(|ends| ends.duration_since(now) < SOON) {
            let ends = state.ends.map(|ends| ends.to_string());
            error!(
                source = name,
                state.is_valid,
                ends,
                "the token of a source is not valid, or not for long: write a new one into the secret source-tokens"
            );
            self.alarms.raise(Alarm::SourceToken);
        }
        Ok(())
    }

    fn source(&self, name: &str) -> anyhow::Result<(&LeadSource, &Fetch)> {
        let source = self.config.sources.get(name);
        let fetch = source.and_then(|source| Some((source, source.fetch.as_ref()?)));
        fetch.ok_or_else(|| anyhow!("sources/{name}.yaml is not there, or has no `fetch`"))
    }

    fn graph<'a>(&'a self, fetch: &'a Fetch) -> anyhow::Result<Graph<'a>> {
        ensure!(may_be_called(&fetch.api, self.is_local), "the API of the source has no address that may be called");
        let app_secret = match &fetch.app_secret {
            None => None,
            Some(name) => {
                let secret = self.tokens.of(name).first();
                Some(secret.ok_or_else(|| anyhow!("the secret source-tokens has no {name:?}"))?.as_str())
            }
        };
        Ok(Graph { http: &self.http, api: &fetch.api, app_secret })
    }

    /// Asks with the token, and with the one that it takes the place of while they are changed.
    async fn ask(&self, lead: &LeadAtSource, fetch: &Fetch) -> anyhow::Result<Value> {
        let graph = self.graph(fetch)?;
        let mut refused = None;
        for token in self.tokens.of(&fetch.secret) {
            match graph.lead(&lead.id, &fetch.fields, token).await {
                Ok(answer) => return Ok(answer),
                Err(failure) if failure.is_of_token() => {
                    warn!(source = lead.source, why = failure.to_string(), "a token of a source was refused");
                    refused = Some(failure);
                }
                Err(failure) => return Err(failure.into()),
            }
        }
        if refused.is_some() {
            self.alarms.raise(Alarm::SourceToken);
        }
        let no_token = || anyhow!("the secret source-tokens has no {:?}", fetch.secret);
        Err(refused.map_or_else(no_token, GraphError::into))
    }
}

/// A lead that the form's rules refuse: the names of its fields, and no word of it.
fn not_taken(refused: &[SourceError], source: &LeadSource) -> anyhow::Error {
    let is_ours = |name: &&str| source.fields.contains_key(*name) || ["id", "at", "form"].contains(name);
    let fields: Vec<&str> = refused.iter().map(|error| error.field.as_str()).filter(is_ours).collect();
    anyhow!("the form {:?} refuses the lead, by {} of its fields: {}", source.form, refused.len(), fields.join(", "))
}
