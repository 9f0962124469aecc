//! Employers' home pages, asked with care: https alone, by the name of a host; robots.txt is kept; time, size and redirects
//! are bounded, and the address behind each redirect is checked as the first one is.
//!
//! A name of a host may lead to any address of a network: each is looked at when it is connected to, that of every redirect
//! too, and only public ones are ([`public_address`](leadwright_cloud::public_address)). (In the local runner this machine
//! may be called, and without TLS, for tests.)

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use leadwright_cloud::call::{CallError, Limits};
use leadwright_cloud::table::{HomePage, TableError};
use leadwright_domain::company::{DOMAIN, may_be_called};
use robotxt::{AccessResult, Robots};
use tracing::info;
use url::Url;

use crate::intake::Intake;
use crate::page;

/// How long a page may take, and how much of it is read.
const LIMITS: Limits = Limits { time: Duration::from_secs(3), bytes: 256 * 1024 };

/// Redirects that are followed.
const REDIRECTS: usize = 2;

/// What we call ourselves.
const AGENT: &str = "leadwright";

/// Why a page says nothing.
#[derive(Debug, thiserror::Error)]
enum NotRead {
    #[error("its address, or one that it leads to, is none that may be called")]
    Address,
    #[error("its robots.txt asks not to be read, or can't be had")]
    Robots,
    #[error("it leads on too often")]
    Redirects,
    #[error("it answered {0}")]
    Status(u16),
    #[error("it is no HTML")]
    NoHtml,
    #[error(transparent)]
    Call(#[from] CallError),
}

impl Intake {
    /// What the home page of a domain says, as it was read within the last 30 days; without facts if it says nothing.
    ///
    /// # Errors
    /// The table does not answer.
    pub(crate) async fn home_page(&self, page: &str, domain: &str, now: Timestamp) -> Result<HomePage, TableError> {
        if let Some(known) = self.table.home_page(domain, now).await? {
            return Ok(known);
        }
        let read = match Box::pin(self.read_page(&page.replace(DOMAIN, domain))).await {
            Ok((url, facts)) => HomePage::read(url.into(), facts, now),
            Err(why) => {
                info!(why = why.to_string(), "home page of an employer not read");
                HomePage::read(String::new(), BTreeMap::new(), now)
            }
        };
        self.table.put_home_page(domain, &read).await?;
        Ok(read)
    }

    async fn read_page(&self, address: &str) -> Result<(Url, BTreeMap<String, String>), NotRead> {
        let mut url = self.checked(Url::parse(address).ok())?;
        for _ in 0..=REDIRECTS {
            if !self.may_read(&url).await? {
                return Err(NotRead::Robots);
            }
            let headers = [("user-agent", AGENT), ("accept", "text/html")];
            let begun = self.http.begin(url.as_str(), &headers, LIMITS).await?;
            match (begun.status, begun.location) {
                (200, _) => {
                    let is_html = begun.content_type.as_deref().is_none_or(|kind| kind.contains("html"));
                    let facts = page::facts(&url, begun.content_type.as_deref(), &begun.body);
                    return if is_html { Ok((url, facts)) } else { Err(NotRead::NoHtml) };
                }
                (300..=399, Some(location)) => url = self.checked(url.join(&location).ok())?,
                (status, _) => return Err(NotRead::Status(status)),
            }
        }
        Err(NotRead::Redirects)
    }

    /// By the robots.txt of its host. One that is not there allows all; one that can't be had, nothing (RFC 9309, 2.3.1).
    async fn may_read(&self, url: &Url) -> Result<bool, NotRead> {
        let robots = self.checked(url.join("/robots.txt").ok())?;
        let begun = self.http.begin(robots.as_str(), &[("user-agent", AGENT)], LIMITS).await;
        let access = match &begun {
            Ok(begun) if begun.status == 200 => AccessResult::Successful(&begun.body),
            Ok(begun) if begun.status < 500 => AccessResult::Unavailable,
            Ok(_) | Err(_) => AccessResult::Unreachable,
        };
        Ok(Robots::from_access(access, AGENT).is_url_allowed(url))
    }

    fn checked(&self, url: Option<Url>) -> Result<Url, NotRead> {
        let may = |url: &Url| {
            url.username().is_empty() && url.password().is_none() && may_be_called(url.as_str(), self.is_local)
        };
        url.filter(may).ok_or(NotRead::Address)
    }
}
