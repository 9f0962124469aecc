//! The identity provider, asked over HTTP: its description, its keys, and the token of a code.
//!
//! What must stay true: only what `team.yaml` and the provider's own description name is called, nothing of it is read past
//! its limits, and what it says counts after its signature was checked with its keys.

mod keys;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use leadwright_cloud::Environment;
use leadwright_cloud::call::{CallError, HttpClient, Limits};
use leadwright_cloud::clock::Clock;
use leadwright_cloud::environment::MissingVariable;
use leadwright_domain::company::{Discovery, DiscoveryError, ProviderLogIn, may_be_called};
use serde_json::Value;

use self::keys::{KeySet, SignatureError};

/// How long one answer may take, and how large it may be. Real ones have 2 to 20 KB.
const LIMITS: Limits = Limits { time: Duration::from_secs(4), bytes: 64 * 1024 };

/// All answers of a log-in together have this long: less than the function has.
const ALL: SignedDuration = SignedDuration::from_secs(7);

/// What was read of the provider is asked for again after this time: a key that it withdrew is not taken longer.
const KEPT: SignedDuration = SignedDuration::from_hours(1);

/// A token of an unknown key has the keys read again, if they were read this long ago.
const KEYS_REST: SignedDuration = SignedDuration::from_secs(10);

/// The provider told nobody's address. The texts hold no address.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProviderError {
    /// It is not to be called from here.
    #[error("{0} is not called from here: it needs https and the name of a host")]
    Address(String),
    /// It was not reached.
    #[error("its {of} was asked: {why}")]
    Call { of: &'static str, why: CallError },
    /// All of its answers together took too long.
    #[error("its answers took more than {} seconds", ALL.as_secs())]
    TooSlow,
    /// It answered with an error.
    #[error("its {of} answered {status}")]
    Status { of: &'static str, status: u16 },
    /// It does not take our id or our secret.
    #[error("it does not know this client ({0}): is the secret that of `client_id` in team.yaml?")]
    Client(String),
    /// Its description is not to be used.
    #[error(transparent)]
    Discovery(#[from] DiscoveryError),
    /// Its keys are none.
    #[error("its keys can't be read")]
    Keys,
    /// It gave no token for the code.
    #[error("it gave no token for the code ({0})")]
    NoToken(String),
    /// The token is not signed by it.
    #[error("its token is not taken: {0}")]
    Signature(#[from] SignatureError),
}

impl ProviderError {
    /// What went wrong is not the person's doing, and may be over in a while.
    pub(crate) fn is_outage(&self) -> bool {
        !matches!(self, Self::NoToken(_) | Self::Signature(_))
    }
}

/// The provider's endpoint for tokens is asked for this.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Exchange<'a> {
    pub(crate) code: &'a str,
    /// The address that the code came to.
    pub(crate) back: &'a str,
    /// The secret half of PKCE.
    pub(crate) verifier: &'a str,
}

/// What was read of the provider, and when.
#[derive(Debug, Default)]
struct Known {
    discovery: Option<(Timestamp, Arc<Discovery>)>,
    keys: Option<(Timestamp, Arc<KeySet>)>,
}

/// The client of the provider.
pub(crate) struct Provider {
    http: HttpClient,
    secret: String,
    is_local: bool,
    known: Mutex<Known>,
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider").field("known", &self.known).finish_non_exhaustive()
    }
}

impl Provider {
    /// Its secret is a variable; the rest is asked for at the first log-in.
    pub(crate) fn connect(environment: &Environment) -> Result<Self, MissingVariable> {
        Ok(Self {
            http: HttpClient::new(environment.aws()),
            secret: environment.variable("PROVIDER_SECRET")?.to_owned(),
            is_local: environment.is_local(),
            known: Mutex::default(),
        })
    }

    /// The provider's description, as it was within the hour.
    pub(crate) async fn discovery(
        &self,
        settings: &ProviderLogIn,
        now: Timestamp,
    ) -> Result<Arc<Discovery>, ProviderError> {
        if let Some(known) = self.fresh(|known| known.discovery.clone(), KEPT, now) {
            return Ok(known);
        }
        let body = self.read("description", &settings.discovery_address()).await?;
        let discovery = Arc::new(settings.read_discovery(&body, self.is_local)?);
        self.remember(|known| known.discovery = Some((now, Arc::clone(&discovery))));
        Ok(discovery)
    }

    /// What the provider's token for a code says. Its signature is checked, and nothing else of it.
    pub(crate) async fn claims(
        &self,
        settings: &ProviderLogIn,
        exchange: Exchange<'_>,
        clock: &Clock,
        now: Timestamp,
    ) -> Result<Value, ProviderError> {
        let until = clock.real() + ALL;
        let all = async {
            let discovery = self.discovery(settings, now).await?;
            let token = self.token(settings, &discovery, exchange).await?;
            let keys = self.keys(&discovery, KEPT, now).await?;
            match keys.claims(&token) {
                // It may have changed its keys since.
                Err(SignatureError::UnknownKey) => Ok(self.keys(&discovery, KEYS_REST, now).await?.claims(&token)?),
                claims => Ok(claims?),
            }
        };
        clock.timeout_at(until, all).await.unwrap_or(Err(ProviderError::TooSlow))
    }

    /// The token for a code.
    async fn token(
        &self,
        settings: &ProviderLogIn,
        discovery: &Discovery,
        Exchange { code, back, verifier }: Exchange<'_>,
    ) -> Result<String, ProviderError> {
        let of = "endpoint for tokens";
        let request = settings.token_request(discovery, &self.secret, code, back, verifier);
        let authorization = request.authorization.as_deref().map(|value| ("authorization", value));
        let headers: Vec<_> = [("accept", "application/json")].into_iter().chain(authorization).collect();
        let asked = self.http.ask(&discovery.token_endpoint, &headers, Some(request.form), LIMITS).await;
        let answer = asked.map_err(|why| ProviderError::Call { of, why })?;
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let said = || error_code(body["error"].as_str().unwrap_or_default());
        match answer.status {
            200 => body["id_token"].as_str().map(str::to_owned).ok_or_else(|| ProviderError::NoToken(said())),
            400 | 401 if ["invalid_client", "unauthorized_client"].contains(&said().as_str()) => {
                Err(ProviderError::Client(said()))
            }
            400 => Err(ProviderError::NoToken(said())),
            status => Err(ProviderError::Status { of, status }),
        }
    }

    /// The provider's keys, as they were at most `age` ago.
    async fn keys(
        &self,
        discovery: &Discovery,
        age: SignedDuration,
        now: Timestamp,
    ) -> Result<Arc<KeySet>, ProviderError> {
        if let Some(known) = self.fresh(|known| known.keys.clone(), age, now) {
            return Ok(known);
        }
        let body = self.read("list of keys", &discovery.jwks_uri).await?;
        let keys = Arc::new(KeySet::read(&body).ok_or(ProviderError::Keys)?);
        self.remember(|known| known.keys = Some((now, Arc::clone(&keys))));
        Ok(keys)
    }

    async fn read(&self, of: &'static str, url: &str) -> Result<Vec<u8>, ProviderError> {
        if !may_be_called(url, self.is_local) {
            return Err(ProviderError::Address(url.to_owned()));
        }
        let asked = self.http.ask(url, &[("accept", "application/json")], None, LIMITS).await;
        let answer = asked.map_err(|why| ProviderError::Call { of, why })?;
        if answer.status == 200 { Ok(answer.body) } else { Err(ProviderError::Status { of, status: answer.status }) }
    }

    /// What is known and not older than `age`.
    fn fresh<T>(
        &self,
        part: impl Fn(&Known) -> Option<(Timestamp, T)>,
        age: SignedDuration,
        now: Timestamp,
    ) -> Option<T> {
        let known = part(&self.known.lock().unwrap_or_else(PoisonError::into_inner));
        known.filter(|(read, _)| now.duration_since(*read) < age).map(|(_, what)| what)
    }

    fn remember(&self, change: impl FnOnce(&mut Known)) {
        change(&mut self.known.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// A code of an error as a log may hold it (RFC 6749, section 5.2, has lower-case letters and `_`).
pub(crate) fn error_code(text: &str) -> String {
    let fits = !text.is_empty() && text.len() <= 40 && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    if fits { text.to_owned() } else { "without a code".to_owned() }
}
