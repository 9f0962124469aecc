//! Buckets of the template: their names, and when their objects expire.
//!
//! What must stay true: an object expires when S3 would delete it, and not earlier.

use anyhow::{Context, Result, anyhow, bail};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use jiff::{ToSpan, Unit, ZonedRound};
use serde_json::Value as Json;

use super::node::Node;
use super::resolve::Resolver;

/// Properties without a meaning on one machine.
const NOT_RUN: [&str; 5] = [
    "BucketName",
    "BucketEncryption",
    "PublicAccessBlockConfiguration",
    "OwnershipControls",
    // No mail server writes here: `leadwright receive` does, and tells the queue itself.
    "NotificationConfiguration",
];

/// An S3 bucket.
#[derive(Debug, Clone)]
pub(crate) struct BucketSpec {
    pub(crate) name: String,
    rules: Vec<ExpiryRule>,
}

/// A lifecycle rule that deletes objects.
#[derive(Debug, Clone)]
struct ExpiryRule {
    /// Of which objects.
    prefix: String,
    /// So many days after they were written.
    days: i32,
}

impl BucketSpec {
    /// When an object that was written then expires, as S3 counts: its days, and on to the next midnight of UTC
    /// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html>). None if it never does.
    pub(crate) fn expires_at(&self, key: &str, written: Timestamp) -> Option<Timestamp> {
        let days = self.rules.iter().filter(|rule| key.starts_with(&rule.prefix)).map(|rule| rule.days).min()?;
        let then = written.to_zoned(TimeZone::UTC).checked_add(days.days()).ok()?;
        let midnight = then.round(ZonedRound::new().smallest(Unit::Day).mode(jiff::RoundMode::Ceil)).ok()?;
        Some(midnight.timestamp())
    }
}

pub(super) fn read(resolver: &Resolver<'_>, name: &str, node: &Node) -> Result<BucketSpec> {
    let mut rules = Vec::new();
    for (key, value) in resolver.properties(node)? {
        match key.as_str() {
            "LifecycleConfiguration" => {
                let all = value["Rules"].as_array().context("LifecycleConfiguration needs Rules")?;
                for rule in all {
                    rules.extend(read_rule(rule)?);
                }
            }
            known if NOT_RUN.contains(&known) => {}
            other => bail!(
                "the local runner does not support {other} of a bucket: add it to infra/local/src/template/buckets.rs"
            ),
        }
    }
    Ok(BucketSpec { name: resolver.bucket_name(name, node)?, rules })
}

fn read_rule(rule: &Json) -> Result<Option<ExpiryRule>> {
    let rule = rule.as_object().context("a rule must be a map")?;
    let known = ["Id", "Status", "Prefix", "ExpirationInDays", "AbortIncompleteMultipartUpload"];
    if let Some(other) = rule.keys().find(|key| !known.contains(&key.as_str())) {
        bail!("the local runner does not support {other} of a lifecycle rule: use Prefix and ExpirationInDays");
    }
    let Some(days) = rule.get("ExpirationInDays").filter(|_| rule.get("Status") == Some(&"Enabled".into())) else {
        return Ok(None);
    };
    let days = days
        .as_i64()
        .and_then(|days| i32::try_from(days).ok())
        .ok_or_else(|| anyhow!("ExpirationInDays is a number"))?;
    let prefix = rule.get("Prefix").and_then(Json::as_str).unwrap_or_default().to_owned();
    Ok(Some(ExpiryRule { prefix, days }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_expires_at_the_midnight_after_its_days() {
        let rule = |prefix: &str, days| ExpiryRule { prefix: prefix.to_owned(), days };
        let bucket = BucketSpec { name: "b".to_owned(), rules: vec![rule("mail/", 3), rule("mail/short/", 1)] };
        for (key, written, expected) in [
            ("mail/a", "2026-01-15T10:30:00Z", Some("2026-01-19T00:00:00Z")),
            ("mail/a", "2026-01-15T00:00:00Z", Some("2026-01-18T00:00:00Z")),
            ("mail/short/a", "2026-01-15T10:30:00Z", Some("2026-01-17T00:00:00Z")),
            ("other/a", "2026-01-15T10:30:00Z", None),
        ] {
            let at = bucket.expires_at(key, written.parse().unwrap());
            assert_eq!(at, expected.map(|at| at.parse().unwrap()), "{key} {written}");
        }
    }
}
