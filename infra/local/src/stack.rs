//! The running system: what every part of the runner reaches the others through.
//!
//! What must stay true: starting leaves nothing half started behind, and stopping ends every child.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use bytes::Bytes;
use jiff::Timestamp;
use leadwright_cloud::Aws;
use leadwright_cloud::aws::Endpoints;
use leadwright_cloud::table::Table;
use leadwright_domain::config::Config;
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::engines::{Engines, Ports, SesLimits, dead_letter_queues};
use crate::gateway::Gateway;
use crate::jump::RanUntil;
use crate::lambda::{Folders, Function, Functions, Outcome};
use crate::secrets::Secrets;
use crate::sync::locked;
use crate::template::{Facts, QueueSpec, Template};
use crate::{engines, jump, lambda, poller};

/// How long running invocations may take to end when the stack stops.
const FAREWELL: Duration = Duration::from_secs(5);
/// How often expired items are removed; `DynamoDB` itself takes up to days.
const SWEEP: Duration = Duration::from_mins(1);
/// The functions that stand between a post and its mail: started early, so that the first post is quick.
const WARM: [&str; 3] = ["capture", "scoring", "mailer"];

/// What the runner was asked to run.
pub(crate) struct Plan {
    /// The workspace's root.
    pub(crate) root: PathBuf,
    /// The state folder; nothing where all is in memory.
    pub(crate) state: Option<PathBuf>,
    /// For logs and the layer: the state folder, or one that goes with the process.
    pub(crate) work: PathBuf,
    /// Where the functions' binaries lie.
    pub(crate) binaries: PathBuf,
    /// As in `http://127.0.0.1:3000`.
    pub(crate) url: String,
    /// The first time the clock shows, where nothing was kept.
    pub(crate) starts_at: Option<Timestamp>,
    /// How much mail SES takes.
    pub(crate) limits: SesLimits,
}

/// The running system.
pub(crate) struct Stack {
    pub(crate) url: String,
    pub(crate) config: Config,
    pub(crate) table: Table,
    pub(crate) clock: Arc<Clock>,
    pub(crate) ran_until: RanUntil,
    pub(crate) engines: Engines,
    pub(crate) functions: Functions,
    pub(crate) template: Template,
    pub(crate) gateway: Gateway,
    pub(crate) since: Timestamp,
    tasks: std::sync::Mutex<Vec<JoinHandle<()>>>,
    stopping: AtomicBool,
}

impl Stack {
    /// Starts everything except the front door.
    pub(crate) async fn start(plan: &Plan) -> Result<Arc<Self>> {
        let file = |name: &str| plan.state.as_ref().map(|state| state.join(name));
        let (clock, ran_until) = Clock::open(file("clock.json"))?;
        if let Some(at) = plan.starts_at.filter(|_| ran_until.is_none()) {
            clock.freeze(at);
            clock.run();
        }
        let clock = Arc::new(clock);
        let config = crate::config::load(&plan.root.join("infra/config"))?;
        let layer = write_layer(&config, &plan.work)?;

        let ports = Ports::take().await?;
        let mut template = read_template(plan, &ports.endpoints.sqs)?;
        let engines = Engines::start(ports, plan.state.as_deref(), &template, &clock, plan.limits).await?;
        let folders = Folders { binaries: &plan.binaries, logs: &plan.work.join("logs"), layer: &layer };
        let functions = lambda::load(&mut template, &folders, &engines.endpoints, &clock)?;
        let table = connect(&template, &engines.endpoints).await?;
        let now = clock.now();
        let stack = Arc::new(Self {
            config,
            table,
            url: plan.url.clone(),
            gateway: Gateway::new(&functions),
            ran_until: RanUntil::new(ran_until.unwrap_or(now).min(now)),
            clock,
            engines,
            functions,
            template,
            since: now,
            tasks: std::sync::Mutex::default(),
            stopping: AtomicBool::new(false),
        });
        stack.begin()?;
        Ok(stack)
    }

    /// Starts the pollers, the schedules and the sweep.
    fn begin(self: &Arc<Self>) -> Result<()> {
        let mut tasks = locked(&self.tasks);
        for function in self.functions.values() {
            for source in &function.spec.sources {
                let queue = self.template.queue_by_arn(&source.queue_arn).with_context(|| {
                    format!(
                        "{}: its event source {} is no queue of the template",
                        function.spec.binary, source.queue_arn
                    )
                })?;
                tasks.push(tokio::spawn(poller::poll(
                    Arc::clone(self),
                    Arc::clone(function),
                    source.clone(),
                    queue.url.clone(),
                )));
            }
        }
        tasks.push(tokio::spawn(jump::keep_time(Arc::clone(self))));
        tasks.push(tokio::spawn(sweep(Arc::clone(self))));
        for name in WARM {
            if let Some(function) = self.functions.get(name).map(Arc::clone) {
                tasks.push(tokio::spawn(async move {
                    if let Err(error) = function.warm_up().await {
                        eprintln!("{name}: {error:#}");
                    }
                }));
            }
        }
        Ok(())
    }

    /// Runs one invocation of a function.
    pub(crate) async fn invoke(&self, function: &Function, event: Bytes) -> Outcome {
        if self.stopping.load(Ordering::SeqCst) {
            return Outcome::Failed("the stack is stopping".to_owned());
        }
        function.invoke(event).await
    }

    /// The earliest moment at which a lead has something due, after a moment if one is given.
    pub(crate) async fn next_due(&self, after: Option<Timestamp>) -> Result<Option<Timestamp>> {
        self.engines.dynamodb.earliest_due(&self.table.name, self.table.shards, after).await
    }

    /// The queues whose messages are on their way: all but the dead-letter queues.
    pub(crate) fn live_queues(&self) -> impl Iterator<Item = &QueueSpec> {
        let queues = &self.template.queues;
        queues.iter().filter(|queue| dead_letter_queues(queues).all(|dead| dead.arn != queue.arn))
    }

    /// How much was begun so far: it grows with each send and each invocation.
    pub(crate) fn begun(&self) -> u64 {
        let invocations: u64 = self.functions.values().map(|function| function.invocations()).sum();
        self.engines.sqs.sends() + invocations
    }

    /// Stops the pollers, lets running invocations finish, ends the children, keeps the state.
    pub(crate) async fn stop(&self) -> Result<()> {
        self.stopping.store(true, Ordering::SeqCst);
        for task in locked(&self.tasks).drain(..) {
            // Pollers and schedules only: the invocations they began are tasks of their own.
            task.abort();
        }
        let finished = async {
            while self.functions.values().any(|function| function.in_flight() > 0) {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        if tokio::time::timeout(FAREWELL, finished).await.is_err() {
            tracing::warn!("some invocations did not end in time; their messages will come again");
        }
        for function in self.functions.values() {
            function.stop().await;
        }
        self.engines.sqs.note_dead(&self.template.queues).await?;
        // A jump that is under way holds this lock: what it has passed has run.
        let ran_until = self.ran_until.try_lock().map_or_else(|_| self.clock.now(), |ran_until| *ran_until);
        self.clock.save(ran_until)?;
        Ok(())
    }
}

async fn sweep(stack: Arc<Stack>) {
    loop {
        tokio::time::sleep(SWEEP).await;
        if let Err(error) = stack.engines.dynamodb.sweep().await {
            tracing::error!(error = format!("{error:#}"), "expired items were not removed");
        }
    }
}

/// Compiles the configuration into the folder that stands for the layer.
fn write_layer(config: &Config, work: &Path) -> Result<PathBuf> {
    let layer = work.join("layer");
    std::fs::create_dir_all(&layer).with_context(|| format!("creating {}", layer.display()))?;
    let file = layer.join("leadwright.json");
    std::fs::write(&file, serde_json::to_string(config)?).with_context(|| format!("writing {}", file.display()))?;
    Ok(layer)
}

/// The table as the functions see it, for the pages.
async fn connect(template: &Template, endpoints: &engines::Endpoints) -> Result<Table> {
    let name = template.tables.first().context("the template has no table")?.name.clone();
    let shards = template.parameters.get("Shards").context("the template has no parameter Shards")?.parse()?;
    let endpoints =
        Endpoints { dynamodb: endpoints.dynamodb.clone(), sqs: endpoints.sqs.clone(), ses: endpoints.ses.clone() };
    Ok(Table::new(&Aws::local(endpoints).await, name, shards))
}

fn read_template(plan: &Plan, queues_url: &str) -> Result<Template> {
    let file = "infra/template.yaml";
    let path = plan.root.join(file);
    let text = std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    let mut secrets = Secrets::open(plan.state.as_ref().map(|state| state.join("secrets.json")))?;
    let facts = Facts { file, overrides: BTreeMap::from([("PublicUrl".to_owned(), plan.url.clone())]), queues_url };
    Template::read(&text, &facts, |name, spec| secrets.value(name, spec))
}
