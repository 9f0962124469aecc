//! The functions: each a pool of environments that start on demand and are reused.
//!
//! What must stay true: a function never has more environments than its limit; an invocation beyond it waits for a free
//! one; an environment whose process has ended gets no invocation.

mod logs;
pub(crate) mod environment;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result};
use bytes::Bytes;
use environment::{Environment, InvocationResult, Program};
use leadwright_cloud::aws::Endpoints;
use logs::Log;
use serde::Serialize;
use tokio::sync::Semaphore;

use crate::clock::Clock;
use crate::sync::locked;
use crate::template::SamTemplate;
use crate::template::functions::FunctionSpec;
use crate::template::names::REGION;

/// A function and its environments.
pub(crate) struct Function {
    pub(crate) spec: FunctionSpec,
    program: Arc<Program>,
    clock: Arc<Clock>,
    slots: Semaphore,
    idle: Mutex<Vec<Environment>>,
    pids: Mutex<BTreeSet<u32>>,
    invocations: AtomicU64,
    cold_starts: AtomicU64,
    errors: AtomicU64,
    in_flight: AtomicU64,
}

/// A function in `/_local/status`.
#[derive(Debug, Serialize)]
pub(crate) struct FunctionStatus {
    invocations: u64,
    cold_starts: u64,
    errors: u64,
    in_flight: u64,
    pids: Vec<u32>,
}

/// All functions, by the names of their binaries.
pub(crate) type Functions = BTreeMap<String, Arc<Function>>;

/// The folders of binaries, logs and the layer.
pub(crate) struct Folders<'a> {
    pub(crate) binaries: &'a Path,
    pub(crate) logs: &'a Path,
    pub(crate) layer: &'a Path,
}

/// Prepares the functions of the template. No process runs yet.
pub(crate) fn load(
    template: &mut SamTemplate,
    folders: &Folders<'_>,
    endpoints: &Endpoints,
    clock: &Arc<Clock>,
) -> Result<Functions> {
    std::fs::create_dir_all(folders.logs).with_context(|| format!("creating {}", folders.logs.display()))?;
    template
        .functions
        .drain(..)
        .map(|spec| {
            let program = Program {
                arn: spec.arn.clone(),
                binary: folders.binaries.join(&spec.binary),
                variables: variables(&spec, folders.layer, endpoints),
                timeout: spec.timeout,
                log: Log::open(folders.logs, &spec.binary)?,
            };
            let function = Function {
                slots: Semaphore::new(spec.concurrency()),
                program: Arc::new(program),
                clock: Arc::clone(clock),
                idle: Mutex::default(),
                pids: Mutex::default(),
                invocations: AtomicU64::new(0),
                cold_starts: AtomicU64::new(0),
                errors: AtomicU64::new(0),
                in_flight: AtomicU64::new(0),
                spec,
            };
            Ok((function.spec.binary.clone(), Arc::new(function)))
        })
        .collect()
}

/// The environment variables of a process: those of Lambda, the addresses of the services, those of the template.
fn variables(spec: &FunctionSpec, layer: &Path, endpoints: &Endpoints) -> Vec<(String, String)> {
    let own = [
        ("AWS_LAMBDA_FUNCTION_NAME", spec.binary.as_str()),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", &spec.memory_mb.to_string()),
        ("AWS_REGION", REGION),
        ("AWS_DEFAULT_REGION", REGION),
        // The fronts know the caller by its access key; no signature is checked.
        ("AWS_ACCESS_KEY_ID", &spec.binary),
        ("AWS_SECRET_ACCESS_KEY", "local"),
        ("AWS_ENDPOINT_URL_DYNAMODB", &endpoints.dynamodb),
        ("AWS_ENDPOINT_URL_SQS", &endpoints.sqs),
        ("AWS_ENDPOINT_URL_SES", &endpoints.ses),
        ("AWS_ENDPOINT_URL_S3", &endpoints.s3),
        // The functions take the time from the invocation, not from the system clock.
        ("LEADWRIGHT_CLOCK", "invocation"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let template = spec.variables.iter().map(|(name, value)| {
        let value =
            value.strip_prefix("/opt/").map_or_else(|| value.clone(), |file| layer.join(file).display().to_string());
        (name.clone(), value)
    });
    own.into_iter().chain(template).collect()
}

impl Function {
    /// Runs one invocation; waits for a free environment if the function is at its limit.
    pub(crate) async fn invoke(&self, event: Bytes) -> InvocationResult {
        self.invocations.fetch_add(1, Ordering::SeqCst);
        self.in_flight.fetch_add(1, Ordering::SeqCst);
        let outcome = self.run(event).await.unwrap_or_else(|error| InvocationResult::Failed(format!("{error:#}")));
        if let InvocationResult::Failed(why) = &outcome {
            self.errors.fetch_add(1, Ordering::SeqCst);
            eprintln!("{}: {why}", self.spec.binary);
        }
        self.in_flight.fetch_sub(1, Ordering::SeqCst);
        outcome
    }

    /// Starts an environment before the first invocation.
    pub(crate) async fn warm_up(&self) -> Result<()> {
        let _slot = self.slots.acquire().await?;
        let environment = self.start().await?;
        locked(&self.idle).push(environment);
        Ok(())
    }

    async fn run(&self, event: Bytes) -> Result<InvocationResult> {
        let _slot = self.slots.acquire().await?;
        let mut environment = match self.take_idle() {
            Some(environment) => environment,
            None => self.start().await?,
        };
        let outcome = environment.invoke(event, self.clock.now()).await;
        if environment.alive() {
            locked(&self.idle).push(environment);
        } else {
            locked(&self.pids).remove(&environment.pid);
        }
        Ok(outcome)
    }

    /// The environment that was used last, so that few of them do all the work.
    fn take_idle(&self) -> Option<Environment> {
        let mut idle = locked(&self.idle);
        while let Some(environment) = idle.pop() {
            if environment.alive() {
                return Some(environment);
            }
            locked(&self.pids).remove(&environment.pid);
        }
        None
    }

    async fn start(&self) -> Result<Environment> {
        self.cold_starts.fetch_add(1, Ordering::SeqCst);
        let environment = Environment::start(&self.program).await?;
        locked(&self.pids).insert(environment.pid);
        Ok(environment)
    }

    /// Ends every idle environment. The caller must send no new invocation.
    pub(crate) async fn stop(&self) {
        let idle = std::mem::take(&mut *locked(&self.idle));
        for mut environment in idle {
            environment.stop().await;
        }
    }

    /// The number of invocations that run or wait for a free environment.
    pub(crate) fn in_flight(&self) -> u64 {
        self.in_flight.load(Ordering::SeqCst)
    }

    /// The number of invocations so far.
    pub(crate) fn invocations(&self) -> u64 {
        self.invocations.load(Ordering::SeqCst)
    }

    /// Counters and process ids.
    pub(crate) fn status(&self) -> FunctionStatus {
        {
            let mut idle = locked(&self.idle);
            let mut pids = locked(&self.pids);
            idle.retain(|environment| {
                let alive = environment.alive();
                if !alive {
                    pids.remove(&environment.pid);
                }
                alive
            });
        }
        FunctionStatus {
            invocations: self.invocations(),
            cold_starts: self.cold_starts.load(Ordering::SeqCst),
            errors: self.errors.load(Ordering::SeqCst),
            in_flight: self.in_flight(),
            pids: locked(&self.pids).iter().copied().collect(),
        }
    }
}
