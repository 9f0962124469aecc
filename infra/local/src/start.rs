//! Starts the system and stops it.
//!
//! What must stay true: a failed start leaves no child running, and a stop ends every child and saves the state.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use hyper::Request;
use jiff::{SignedDuration, Timestamp};
use leadwright_cloud::Aws;
use leadwright_cloud::aws::Endpoints;
use leadwright_cloud::table::Table;
use leadwright_domain::config::Config;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::deliveries::Deliveries;
use crate::engines::Engines;
use crate::engines::limits::SesLimits;
use crate::engines::listeners::Listeners;
use crate::gateway::Gateway;
use crate::lambda::Folders;
use crate::left::{Leaver, left_behind};
use crate::secrets::Secrets;
use crate::stack::Stack;
use crate::template::{SamTemplate, TemplateInputs};
use crate::{config, console, http, jump, lambda, poller};

/// How long a stop waits for running invocations.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);
/// How often expired items are deleted; `DynamoDB` itself takes up to days.
const EXPIRY_INTERVAL: Duration = Duration::from_mins(1);
/// The functions between a form post and its mail: started early, so that the first post is fast.
const WARM: [&str; 3] = ["capture", "scoring", "mailer"];

/// How to start the system.
pub(crate) struct StartOptions {
    /// The root of the workspace.
    pub(crate) root: PathBuf,
    /// The state folder; none keeps all in memory.
    pub(crate) state: Option<PathBuf>,
    /// The folder for logs, the layer and the objects of buckets: the state folder, or a temporary one.
    pub(crate) work: PathBuf,
    /// The folder of the functions' binaries.
    pub(crate) binaries: PathBuf,
    /// The address, like `http://127.0.0.1:3000`.
    pub(crate) url: String,
    /// The time of the clock at the first start.
    pub(crate) starts_at: Option<Timestamp>,
    /// The sending limits of SES.
    pub(crate) limits: SesLimits,
}

/// The running system with its background tasks.
pub(crate) struct Running {
    stack: Arc<Stack>,
    tasks: Vec<JoinHandle<()>>,
    website: JoinHandle<()>,
}

/// Starts the system and serves its website at `listener`.
pub(crate) async fn start(options: &StartOptions, listener: TcpListener) -> Result<Running> {
    let file = |name: &str| options.state.as_ref().map(|state| state.join(name));
    let clock = Arc::new(Clock::open(file("clock.json"), options.starts_at)?);
    let config = config::load(&options.root.join("infra/config"))?;
    let layer = write_layer(&config, &options.work)?;

    let listeners = Listeners::take().await?;
    let mut template = read_template(options, &listeners.endpoints.sqs)?;
    let engines =
        Engines::start(listeners, options.state.as_deref(), &options.work, &template, &clock, options.limits).await?;
    let folders = Folders { binaries: &options.binaries, logs: &options.work.join("logs"), layer: &layer };
    let functions = lambda::load(&mut template, &folders, &engines.endpoints, &clock)?;
    let table = connect(&template, &engines.endpoints).await?;
    // Before a function looks at the table. A start that fails here leaves no child running: none was started.
    table.register_shards().await??;
    let stack = Arc::new(Stack {
        url: options.url.clone(),
        config,
        table,
        since: clock.now(),
        clock,
        engines,
        deliveries: Deliveries::default(),
        functions,
        template,
        stopping: AtomicBool::new(false),
    });
    // A clock that is ahead must be in its file before a function sees it.
    let ran_until = *stack.clock.ran_until.lock().await;
    stack.clock.save(ran_until)?;
    let tasks = background_tasks(&stack)?;
    let gateway = Arc::new(Gateway::new(&stack));
    let website = serve(&stack, gateway, listener);
    Ok(Running { stack, tasks, website })
}

/// Starts the pollers, the schedules, the deletion of expired items and the warm-up.
fn background_tasks(stack: &Arc<Stack>) -> Result<Vec<JoinHandle<()>>> {
    let mut tasks = Vec::new();
    for function in stack.functions.values() {
        for source in &function.spec.sources {
            let queue = stack.template.queue_by_arn(&source.queue_arn).with_context(|| {
                format!(
                    "{}: its event source {} is not a queue of the template",
                    function.spec.binary, source.queue_arn
                )
            })?;
            tasks.push(tokio::spawn(poller::poll(
                Arc::clone(stack),
                Arc::clone(function),
                source.clone(),
                queue.url.clone(),
            )));
        }
    }
    tasks.push(tokio::spawn(jump::run_schedules(Arc::clone(stack))));
    tasks.push(tokio::spawn(delete_expired(Arc::clone(stack))));
    for name in WARM {
        if let Some(function) = stack.functions.get(name).map(Arc::clone) {
            tasks.push(tokio::spawn(async move {
                if let Err(error) = function.warm_up().await {
                    eprintln!("{name}: {error:#}");
                }
            }));
        }
    }
    Ok(tasks)
}

/// Serves the local pages and the HTTP API. A client that goes away ends neither an invocation nor a jump of the clock:
/// on AWS a function runs to its end, and a jump that is dropped would leave the clock frozen.
fn serve(stack: &Arc<Stack>, gateway: Arc<Gateway>, listener: TcpListener) -> JoinHandle<()> {
    let stack = Arc::clone(stack);
    http::serve(listener, move |request: Request<_>, peer| {
        let (stack, gateway) = (Arc::clone(&stack), Arc::clone(&gateway));
        let handled = tokio::spawn(async move {
            let path = request.uri().path();
            if path == "/" || path == "/_local" || path.starts_with("/_local/") {
                console::handle(&stack, request).await
            } else {
                gateway.handle(&stack, request, peer).await
            }
        });
        async move { handled.await.unwrap_or(Err(http::Dropped)) }
    })
}

impl Running {
    /// Everybody who is no longer in team.yaml and still has leads.
    pub(crate) async fn left_behind(&self) -> Result<Vec<Leaver>> {
        left_behind(&self.stack.table, &self.stack.config).await
    }

    /// What runs.
    pub(crate) fn stack(&self) -> &Arc<Stack> {
        &self.stack
    }

    /// The address of the website.
    pub(crate) fn url(&self) -> &str {
        &self.stack.url
    }

    /// Stops the website and the background tasks, waits for running invocations, ends the children, saves the state.
    pub(crate) async fn stop(self) -> Result<()> {
        let stack = &self.stack;
        self.website.abort();
        stack.stopping.store(true, Ordering::SeqCst);
        for task in self.tasks {
            // The invocations that pollers and schedules began are tasks of their own.
            task.abort();
        }
        let finished = async {
            while stack.functions.values().any(|function| function.in_flight() > 0) {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        if tokio::time::timeout(STOP_TIMEOUT, finished).await.is_err() {
            tracing::warn!("some invocations did not end in time; SQS will deliver their messages again");
        }
        for function in stack.functions.values() {
            function.stop().await;
        }
        stack.engines.sqs.note_dead(&stack.template.queues).await?;
        // A jump that is still running holds this lock; the schedules up to the current time have run.
        let ran_until = stack.clock.ran_until.try_lock().map_or_else(|_| stack.clock.now(), |ran_until| *ran_until);
        stack.clock.save(ran_until)
    }
}

async fn delete_expired(stack: Arc<Stack>) {
    loop {
        tokio::time::sleep(EXPIRY_INTERVAL).await;
        // The engine goes by the real time: while the clock is behind it, rows would expire that are still needed.
        if stack.clock.now() + SignedDuration::from_mins(1) < Timestamp::now() {
            continue;
        }
        if let Err(error) = stack.engines.dynamodb.sweep().await {
            tracing::error!(error = format!("{error:#}"), "deleting expired items failed");
        }
        if let Err(error) = stack.engines.s3.sweep() {
            tracing::error!(error = format!("{error:#}"), "deleting expired objects failed");
        }
    }
}

/// Writes the compiled configuration to the folder that stands for the layer.
fn write_layer(config: &Config, work: &Path) -> Result<PathBuf> {
    let layer = work.join("layer");
    std::fs::create_dir_all(&layer).with_context(|| format!("creating {}", layer.display()))?;
    let file = layer.join("leadwright.json");
    std::fs::write(&file, serde_json::to_string(config)?).with_context(|| format!("writing {}", file.display()))?;
    Ok(layer)
}

/// The table for the local pages, as the functions use it.
async fn connect(template: &SamTemplate, endpoints: &Endpoints) -> Result<Table> {
    let name = template.tables.first().context("the template has no table")?.name.clone();
    let shards = template.parameters.get("Shards").context("the template has no parameter Shards")?.parse()?;
    Ok(Table::new(&Aws::local(endpoints.clone()).await, name, shards))
}

fn read_template(options: &StartOptions, queues_url: &str) -> Result<SamTemplate> {
    let file = "infra/template.yaml";
    let path = options.root.join(file);
    let text = std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    let mut secrets = Secrets::open(options.state.as_ref().map(|state| state.join("secrets.json")))?;
    let overrides = BTreeMap::from([("PublicUrl".to_owned(), options.url.clone())]);
    let inputs = TemplateInputs { file, overrides, queues_url };
    SamTemplate::read(&text, &inputs, |name, spec| secrets.value(name, spec))
}
