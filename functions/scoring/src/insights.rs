//! What SES knows of the address of somebody new, asked once in 90 days for an address.
//!
//! What SES does not say speaks against nobody: a post is weighed without it.

use jiff::Timestamp;
use leadwright_cloud::Environment;
use leadwright_cloud::clock::Clock;
use leadwright_cloud::insights::{InsightError, Insights};
use leadwright_cloud::table::{Table, TableError};
use leadwright_domain::company::may_be_called;
use leadwright_domain::suspicion::{AddressInsight, InsightRules};
use leadwright_domain::value::identity::{EmailAddress, IdentityKey};
use tracing::warn;

use crate::rest::Rest;

/// Asks SES about addresses, and keeps what it says.
#[derive(Debug)]
pub(crate) struct AddressChecks {
    ses: Insights,
    is_local: bool,
    rest: Rest,
}

impl AddressChecks {
    pub(crate) fn connect(environment: &Environment) -> Self {
        Self {
            ses: Insights::new(environment.aws()),
            is_local: environment.is_local(),
            rest: Rest::none(Clock::new(environment.aws())),
        }
    }

    /// What is known of an address; nothing speaks against it if nothing is.
    pub(crate) async fn insight(
        &self,
        table: &Table,
        key: &IdentityKey,
        rules: &InsightRules,
        address: &EmailAddress,
        now: Timestamp,
    ) -> Result<AddressInsight, TableError> {
        let hash = key.suppression(address);
        if let Some(known) = table.insight(&hash).await? {
            return Ok(known);
        }
        let Some(said) = self.ask(rules, address).await else { return Ok(AddressInsight::default()) };
        table.keep_insight(&hash, said, now).await?;
        Ok(said)
    }

    async fn ask(&self, rules: &InsightRules, address: &EmailAddress) -> Option<AddressInsight> {
        let url = rules.ask_at.clone().or_else(|| self.ses.address().filter(|_| !self.is_local))?;
        if !may_be_called(&url, self.is_local) {
            warn!(url, "addresses can't be checked there: `ask_at` needs https and the name of a host");
            return None;
        }
        if self.rest.is_on() {
            return None;
        }
        self.ses.ask(&url, address).await.inspect_err(|why| self.leave_alone(why)).ok()
    }

    fn leave_alone(&self, why: &InsightError) {
        warn!(why = why.to_string(), "addresses are not checked: SES is left alone for half a minute");
        self.rest.begin();
    }
}
