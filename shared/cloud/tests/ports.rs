//! The ports run over whatever stands for AWS and for time: an HTTP client, a time source and a way to sleep are all
//! that they are made of.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::{Credentials, SharedCredentialsProvider};
use aws_smithy_async::rt::sleep::{AsyncSleep, Sleep};
use aws_smithy_async::time::TimeSource;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use jiff::{SignedDuration, Timestamp};
use leadwright_cloud::aws::Aws;
use leadwright_cloud::call::CallError;
use leadwright_cloud::clock::Clock;
use leadwright_cloud::environment::Environment;
use leadwright_cloud::files::{Files, FilesError, PATIENCE};
use leadwright_cloud::random::Random;
use leadwright_cloud::table::{Table, TableError};
use leadwright_cloud::webhook::{WebhookAnswer, WebhookCall, WebhookClient};

const START: &str = "2026-11-22T10:00:00Z";

/// What answers in place of AWS: for each request a status and a body. With the status 0 there is no answer, ever.
type Answer = fn(&HttpRequest) -> (u16, &'static str);

#[derive(Debug, Clone)]
struct Wire {
    answer: Answer,
    /// Method, address and `x-amz-target` or `idempotency-key` of each request, in their order.
    seen: Arc<Mutex<Vec<String>>>,
}

impl HttpConnector for Wire {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let header = |name| request.headers().get(name);
        let about = header("x-amz-target").or_else(|| header("idempotency-key")).unwrap_or_default();
        self.seen.lock().unwrap().push(format!("{} {} {about}", request.method(), request.uri()));
        let (status, body) = (self.answer)(&request);
        if status == 0 {
            return HttpConnectorFuture::new(std::future::pending());
        }
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body))))
    }
}

/// Sleeps that take no time, and the clock that they move. The SDK has the like behind a feature for tests, for which all of
/// it would be built a second time.
#[derive(Debug, Clone, Default)]
struct Sleeper {
    slept: Arc<Mutex<Vec<Duration>>>,
}

impl Sleeper {
    fn logs(&self) -> Vec<Duration> {
        self.slept.lock().unwrap().clone()
    }

    fn total_duration(&self) -> Duration {
        self.logs().iter().sum()
    }
}

impl AsyncSleep for Sleeper {
    fn sleep(&self, duration: Duration) -> Sleep {
        // One that nobody waits for takes no time.
        let slept = Arc::clone(&self.slept);
        Sleep::new(async move { slept.lock().unwrap().push(duration) })
    }
}

impl TimeSource for Sleeper {
    fn now(&self) -> SystemTime {
        SystemTime::from(START.parse::<Timestamp>().unwrap()) + self.total_duration()
    }
}

/// Everything over a wire, a clock that only sleeping moves, and a seed.
fn stand_in(answer: Answer, seed: u64) -> (Aws, Sleeper, Arc<Mutex<Vec<String>>>) {
    let sleep = Sleeper::default();
    let wire = Wire { answer, seen: Arc::default() };
    let requests = Arc::clone(&wire.seen);
    let http: SharedHttpClient = http_client_fn(move |_, _| SharedHttpConnector::new(wire.clone()));
    let sdk = SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new("eu-west-1"))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::for_tests()))
        // Time limits and the watch over slow answers are sleeps that are begun with every call.
        .timeout_config(TimeoutConfig::disabled())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .http_client(http)
        .time_source(sleep.clone())
        .sleep_impl(sleep.clone())
        .build();
    (Aws::over(sdk, Random::seeded(seed)), sleep, requests)
}

/// Somebody else is faster every time.
fn contended(request: &HttpRequest) -> (u16, &'static str) {
    match request.headers().get("x-amz-target") {
        Some("DynamoDB_20120810.GetItem") => (200, "{}"),
        _ => (400, r#"{"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}"#),
    }
}

#[tokio::test]
async fn a_row_that_others_change_every_time_is_given_up_without_real_time() {
    let began = Instant::now();
    let mut pauses = Vec::new();
    for seed in [1, 1, 2] {
        let (aws, sleep, seen) = stand_in(contended, seed);
        let table = Table::new(&aws, "leads".to_owned(), 4);
        let changed = table.change_control(|control| control.paused.insert("guide".to_owned())).await;
        assert!(matches!(&changed, Err(TableError::Contended { attempts: 6, .. })), "{changed:?}");
        assert_eq!(changed.unwrap_err().to_string(), "the row CONTROL / MAIL was changed by others 6 times in a row");
        let seen = seen.lock().unwrap();
        assert_eq!(seen.iter().filter(|one| one.ends_with(".PutItem")).count(), 6, "{seen:?}");
        let slept = sleep.total_duration();
        assert_eq!(Clock::new(&aws).real(), START.parse::<Timestamp>().unwrap() + to_the_millisecond(slept));
        assert_eq!(sleep.logs().len(), 6, "{:?}", sleep.logs());
        assert!(slept <= Duration::from_millis(20 * (1 + 2 + 4 + 8 + 16 + 32)), "{:?}", sleep.logs());
        pauses.push(sleep.logs());
    }
    assert!(began.elapsed() < Duration::from_secs(1), "only the stand-in's time passed");
    assert_eq!(pauses[0], pauses[1], "a seed is a schedule");
    assert_ne!(pauses[0], pauses[2], "who races waits differently long");
}

fn to_the_millisecond(duration: Duration) -> SignedDuration {
    SignedDuration::from_millis(duration.as_millis().try_into().unwrap())
}

#[tokio::test]
async fn other_programs_are_called_over_the_same_wire() {
    let answer: Answer = |_| (410, "gone");
    let (aws, _, seen) = stand_in(answer, 1);
    let client = WebhookClient::new(&aws, false);
    let address = "https://crm.example/hooks/7?key=a&b=c";
    let call = WebhookCall {
        url: address,
        id: "send-1",
        at: START.parse().unwrap(),
        secrets: &[],
        headers: &[("idempotency-key", "send-1")],
        content_type: "application/json",
        body: "{}",
    };
    assert_eq!(client.post(call).await, Ok(WebhookAnswer { status: 410, retry_after: None }));
    assert_eq!(*seen.lock().unwrap(), [format!("POST {address} send-1")]);
    for url in
        ["crm.example", "http://crm.example/", "https://169.254.169.254/", "http://127.0.0.1:9001/", "https://[::1]/"]
    {
        assert_eq!(client.post(WebhookCall { url, ..call }).await, Err(CallError::NoAddress), "{url}");
    }
}

#[tokio::test]
async fn an_object_that_does_not_come_is_given_up_in_time() {
    let never: Answer = |_| (0, "");
    let (aws, sleep, seen) = stand_in(never, 1);
    let files = Files::new(&aws, "files".to_owned());
    let name = "mail/report-1/a.eml";
    assert!(matches!(files.get(name).await, Err(FilesError::TooSlow)));
    assert!(matches!(files.put(name, b"x".to_vec(), "message/rfc822").await, Err(FilesError::TooSlow)));
    assert_eq!(sleep.total_duration(), PATIENCE * 2);
    let address = format!("https://files.s3.eu-west-1.amazonaws.com/{name}");
    let seen = seen.lock().unwrap();
    assert!(
        seen[0].starts_with(&format!("GET {address}")) && seen[1].starts_with(&format!("PUT {address}")),
        "{seen:?}"
    );
}

#[tokio::test]
async fn what_takes_too_long_ends_at_its_moment() {
    let (aws, _, _) = stand_in(contended, 1);
    let variables = [("LEADWRIGHT_CLOCK".to_owned(), "invocation".to_owned())];
    let clock = Clock::connect(&Environment::new(aws, variables));
    let until = clock.real() + SignedDuration::from_secs(8);
    assert!(clock.timeout_at(until, std::future::pending::<()>()).await.is_err());
    assert_eq!(clock.real(), until);
    assert!(clock.now(&lambda_runtime::Context::default()).is_err(), "this invocation brings no time");
}
