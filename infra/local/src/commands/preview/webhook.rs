//! What an address of `webhooks.yaml` would be told.

use anyhow::{Result, bail};
use leadwright_domain::config::Config;
use leadwright_domain::lead::Lead;

use crate::commands::webhooks::{demo_lead, sample};

/// Prints what would be sent about a lead; about that of the demo if none is named.
pub(super) fn show(config: &Config, name: &str, lead: Option<Lead>) -> Result<()> {
    let lead = lead.unwrap_or_else(|| demo_lead(config));
    let (id, body) = sample(config, name, None, &lead, jiff::Timestamp::now())?;
    let Some(body) = body else { bail!("nothing is sent: the recipe needs a lead with an e-mail address") };
    println!("webhook-id: {id}\ncontent-type: {}\n", body.content_type);
    match serde_json::from_str::<serde_json::Value>(&body.text) {
        Ok(json) => println!("{json:#}"),
        Err(_) => println!("{}", body.text),
    }
    Ok(())
}
