//! Posts of forms are weighed before they are applied; a suspicious one is kept aside.
//!
//! What must stay true: a post is applied or kept, never neither. What was kept aside once stays so when SQS brings its
//! message again, and what was applied is not kept aside afterwards.

use disposable_emails::is_disposable_domain;
use futures_util::future::try_join_all;
use jiff::Timestamp;
use leadwright_cloud::Environment;
use leadwright_cloud::environment::MissingVariable;
use leadwright_cloud::queue::Arrived;
use leadwright_cloud::table::{Table, TableError};
use leadwright_domain::activity::{Activity, ActivityKind, Submission};
use leadwright_domain::config::Config;
use leadwright_domain::lead::Lead;
use leadwright_domain::suspicion::{AddressInsight, Arrival, Evidence, Suspect, Weighed};
use leadwright_domain::value::identity::{EmailAddress, IdentityKey};
use tracing::info;

use crate::captchas::{Captchas, Shown};
use crate::insights::AddressChecks;
use crate::velocity::Velocity;

/// What weighs posts.
#[derive(Debug)]
pub(crate) struct Sieve {
    captchas: Captchas,
    velocity: Velocity,
    addresses: AddressChecks,
    key: IdentityKey,
}

/// An activity of a batch, and whether SQS has brought its message before.
#[derive(Debug)]
pub(crate) struct Brought {
    pub(crate) arrived: Arrived,
    pub(crate) is_repeated: bool,
}

/// What the sieve looks at: the table, the configuration, the lead of the batch, and the time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sifting<'a> {
    pub(crate) table: &'a Table,
    pub(crate) config: &'a Config,
    pub(crate) lead: Option<&'a Lead>,
    pub(crate) now: Timestamp,
}

impl Sieve {
    pub(crate) fn connect(environment: &Environment) -> Result<Self, MissingVariable> {
        Ok(Self {
            captchas: Captchas::connect(environment)?,
            velocity: Velocity::default(),
            addresses: AddressChecks::connect(environment),
            key: IdentityKey::new(environment.variable("IDENTITY_KEY")?),
        })
    }

    /// Keeps suspicious posts of a batch aside; the places of what is to be applied. All posts are weighed at once: a slow
    /// provider of captchas is waited for once.
    pub(crate) async fn sift(&self, of: Sifting<'_>, batch: &[Brought]) -> Result<Vec<usize>, TableError> {
        let weighed = try_join_all(batch.iter().map(|brought| self.weigh(of, brought))).await?;
        let mut places = Vec::with_capacity(batch.len());
        for (at, (brought, signs)) in batch.iter().zip(weighed).enumerate() {
            match signs {
                None => places.push(at),
                Some(signs) => self.keep_aside(of, &brought.arrived.activity, signs).await?,
            }
        }
        Ok(places)
    }

    /// The signs of a post that is to be kept aside; none of all others.
    async fn weigh(&self, of: Sifting<'_>, brought: &Brought) -> Result<Option<Vec<Weighed>>, TableError> {
        let Brought { arrived: Arrived { activity, arrival }, is_repeated } = brought;
        let (Some(arrival), ActivityKind::FormSubmitted(sent)) = (arrival, &activity.kind) else { return Ok(None) };
        if *is_repeated {
            if of.table.is_suspect(activity).await? {
                return Ok(Some(Vec::new()));
            }
            let lead = of.lead.map_or(&activity.lead, |lead| &lead.id);
            if of.table.activity(lead, &activity.id).await?.is_some() {
                return Ok(None);
            }
        }
        self.suspicion(of, activity, sent, arrival).await
    }

    async fn suspicion(
        &self,
        of: Sifting<'_>,
        activity: &Activity,
        sent: &Submission,
        arrival: &Arrival,
    ) -> Result<Option<Vec<Weighed>>, TableError> {
        let rules = &of.config.spam;
        let form = of.config.forms.get(&sent.form);
        let at = activity.occurred_at();
        let captcha = async {
            let Some(captcha) = form.and_then(|form| form.captcha) else { return Ok(None) };
            let shown = Shown { captcha, token: arrival.captcha.as_deref(), lead: &activity.lead };
            self.captchas.verdict(of.table, &rules.captcha, shown, of.now).await.map(Some)
        };
        let posts_of_network = async {
            match arrival.network.filter(|_| rules.network.points > 0) {
                Some(block) => self.velocity.count(of.table, &self.key, block, at, of.now).await,
                None => 0,
            }
        };
        let (captcha, posts_of_network) = futures_util::join!(captcha, posts_of_network);
        let address = sent.fields.get("email").and_then(|email| EmailAddress::parse(email).ok());
        let mut evidence = Evidence {
            sent,
            form,
            arrival,
            captcha: captcha?,
            is_disposable: address.as_ref().is_some_and(|address| is_disposable_domain(address.domain())),
            insight: AddressInsight::default(),
            posts_of_network,
            lead: of.lead,
            at,
        };
        let mut suspicion = rules.weigh(&evidence);
        // SES takes a cent for an answer: it is asked about whom nobody knows, and where it can change anything.
        if let (false, None, Some(insights), Some(address)) = (suspicion.is_aside, of.lead, &rules.insights, &address) {
            evidence.insight = self.addresses.insight(of.table, &self.key, insights, address, of.now).await?;
            suspicion = rules.weigh(&evidence);
        }
        Ok(suspicion.is_aside.then_some(suspicion.signs))
    }

    async fn keep_aside(&self, of: Sifting<'_>, activity: &Activity, signs: Vec<Weighed>) -> Result<(), TableError> {
        // Without signs it was kept before.
        if !signs.is_empty() {
            let suspect = Suspect { activity: activity.clone(), since: of.now, signs, decision: None };
            of.table.keep_suspect(&suspect, of.config.spam.keep.count()).await?;
            info!(lead.id = %activity.lead, activity.id = %activity.id, points = suspect.points(), "post kept aside as spam");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::is_disposable_domain;

    /// A list that is gathered from many hands may name too much.
    #[test]
    fn the_list_has_throw_away_addresses_and_no_provider_of_everybody() {
        for domain in ["mailinator.com", "guerrillamail.com", "10minutemail.com", "yopmail.com"] {
            assert!(is_disposable_domain(domain), "{domain}");
        }
        for domain in [
            "gmail.com",
            "googlemail.com",
            "outlook.com",
            "hotmail.com",
            "live.com",
            "msn.com",
            "yahoo.com",
            "aol.com",
            "icloud.com",
            "me.com",
            "gmx.de",
            "gmx.net",
            "web.de",
            "t-online.de",
            "freenet.de",
            "orange.fr",
            "free.fr",
            "sapo.pt",
            "proton.me",
            "protonmail.com",
            "fastmail.com",
            "zoho.com",
            "mail.com",
            "terra.com.br",
            "uol.com.br",
            "telefonica.net",
            "libero.it",
            "bluewin.ch",
            "privaterelay.appleid.com",
        ] {
            assert!(!is_disposable_domain(domain), "{domain}");
        }
    }
}
