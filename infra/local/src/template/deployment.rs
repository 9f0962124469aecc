//! What must hold of `infra/template.yaml` where it is deployed, and the local runner can't show: names, limits, alarms.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::node::NodeValue;
use super::*;

const REAL: &str = include_str!("../../../template.yaml");
const README: &str = include_str!("../../../../README.md");
const SAM_CONFIG: &str = include_str!("../../../../samconfig.toml");

/// The template and what it says of each resource, for some answers.
struct Deployed {
    /// Of each resource: its type and its properties, evaluated. Those whose condition does not hold are left out.
    resources: BTreeMap<String, (String, Map<String, Json>)>,
    template: SamTemplate,
    globals: Map<String, Json>,
}

/// The template with these answers.
fn deployed(answers: &[(&str, &str)]) -> Deployed {
    let overrides: BTreeMap<String, String> =
        answers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let queues_url = "http://127.0.0.1:4100";
    let root = node::parse(REAL).unwrap();
    let mut resolver = Resolver::new(&root, "template.yaml", &overrides, queues_url).unwrap();
    let all = root.get("Resources").unwrap().entries();
    for (name, node) in all.iter().filter(|(_, node)| kind(node) == Some("AWS::SecretsManager::Secret")) {
        resolver.add_secret(name, &format!("the value of {name}")).unwrap_or_else(|error| panic!("{error} {node:?}"));
    }
    let mut resources = BTreeMap::new();
    for (name, node) in all {
        let condition = node.get("Condition").and_then(Node::text);
        if condition.is_none_or(|condition| resolver.condition(condition, node.line).unwrap()) {
            let properties = resolver.properties(node).unwrap_or_else(|error| panic!("{name}: {error:#}"));
            resources.insert(name.clone(), (kind(node).unwrap().to_owned(), properties));
        }
    }
    let globals = root.get("Globals").and_then(|globals| globals.get("Function")).unwrap();
    let Some(Json::Object(globals)) = resolver.value(globals).unwrap() else { panic!("Globals.Function is a map") };
    let inputs = TemplateInputs { file: "template.yaml", overrides, queues_url };
    let template = SamTemplate::read(REAL, &inputs, |name, _| Ok(name.to_owned())).unwrap();
    Deployed { resources, template, globals }
}

impl Deployed {
    /// Name and properties of the resources of a type.
    fn of<'a>(&'a self, wanted: &'a str) -> impl Iterator<Item = (&'a str, &'a Map<String, Json>)> {
        let of_kind = self.resources.iter().filter(move |(_, (kind, _))| kind == wanted);
        of_kind.map(|(name, (_, properties))| (name.as_str(), properties))
    }

    /// Name and properties of the functions, each with its time-out in seconds.
    fn functions(&self) -> Vec<(&str, &Map<String, Json>, u64)> {
        let own = |properties: &Map<String, Json>| properties.get("Timeout").and_then(Json::as_u64);
        let global = own(&self.globals).unwrap();
        let functions = self.of("AWS::Serverless::Function");
        functions.map(|(name, properties)| (name, properties, own(properties).unwrap_or(global))).collect()
    }

    /// The alarms on a metric, each with the value of its first dimension.
    fn alarms(&self, metric: &str) -> Vec<(&str, &Map<String, Json>)> {
        let alarms = self.of("AWS::CloudWatch::Alarm").map(|(_, alarm)| alarm);
        let on_metric = alarms.filter(|alarm| alarm["MetricName"] == metric);
        let with_first = on_metric.map(|alarm| {
            // Some metrics are of the whole account.
            let first = alarm.get("Dimensions").and_then(|all| all[0]["Value"].as_str());
            (first.unwrap_or_default(), alarm)
        });
        with_first.collect()
    }
}

/// The events of a function.
fn events(properties: &Map<String, Json>) -> impl Iterator<Item = (&str, &Json)> {
    let all = properties.get("Events").and_then(Json::as_object).into_iter().flatten();
    all.map(|(_, event)| (event["Type"].as_str().unwrap_or_default(), &event["Properties"]))
}

/// Whether a name differs between two stacks of an account: it has the stack's in it, or is another resource's.
fn carries_the_stack(name: &Node) -> bool {
    match &name.value {
        NodeValue::Call(call, argument) if call == "Ref" => {
            argument.text().is_some_and(|of| of == "AWS::StackName" || !of.contains(':'))
        }
        NodeValue::Call(call, argument) if call == "Sub" => {
            argument.text().is_some_and(|text| text.contains("${AWS::StackName}"))
        }
        _ => false,
    }
}

/// The names in a template that two stacks of an account would share.
fn shared_names(text: &str) -> Vec<String> {
    // A name of what is no resource of an account.
    const OTHER: [&str; 1] = ["MetricName"];
    // What SAM names by the logical id, which is the same in every stack.
    const BY_LOGICAL_ID: [(&str, &str); 1] = [("AWS::Serverless::LayerVersion", "LayerName")];
    let root = node::parse(text).unwrap();
    let mut shared = Vec::new();
    for (id, resource) in root.get("Resources").unwrap().entries() {
        let properties = resource.get("Properties").map_or(&[][..], Node::entries);
        let names = properties.iter().filter(|(key, _)| key.ends_with("Name") && !OTHER.contains(&key.as_str()));
        shared.extend(names.filter(|(_, name)| !carries_the_stack(name)).map(|(key, _)| format!("{id}: {key}")));
        for (_, name) in BY_LOGICAL_ID.iter().filter(|(of, _)| kind(resource) == Some(of)) {
            if !properties.iter().any(|(key, _)| key == name) {
                shared.push(format!("{id}: {name}"));
            }
        }
        let events = properties.iter().filter(|(key, _)| key == "Events").flat_map(|(_, events)| events.entries());
        for (event, node) in events.filter(|(_, node)| kind(node).is_some_and(|kind| kind.starts_with("Schedule"))) {
            let name = node.get("Properties").and_then(|properties| properties.get("Name"));
            if !name.is_some_and(carries_the_stack) {
                shared.push(format!("{id}: {event}: Name"));
            }
        }
    }
    shared
}

#[test]
fn two_stacks_of_an_account_share_no_name() {
    assert_eq!(shared_names(REAL), Vec::<String>::new(), "put ${{AWS::StackName}} into these names");
    let bad = "Resources:\n  Q: {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub 'leads-${AWS::Region}'}}\n  \
               L: {Type: AWS::Serverless::LayerVersion}\n  \
               F: {Type: AWS::Serverless::Function, Properties: {Events: {Tick: {Type: ScheduleV2}}}}\n  \
               T: {Type: AWS::DynamoDB::Table, Properties: {TableName: !Sub '${AWS::StackName}-leads'}}\n";
    assert_eq!(shared_names(bad), ["Q: QueueName", "L: LayerName", "F: Tick: Name"]);
}

#[test]
fn each_stack_of_samconfig_keeps_its_files_apart() {
    let mut stacks: BTreeMap<&str, [Option<&str>; 2]> = BTreeMap::new();
    let mut environment = "";
    for line in SAM_CONFIG.lines() {
        if let Some(section) = line.strip_prefix('[') {
            environment = section.split('.').next().unwrap_or_default();
        }
        let value =
            |key: &str| line.strip_prefix(key)?.trim().strip_prefix('=').map(|value| value.trim().trim_matches('"'));
        for (at, key) in ["stack_name", "s3_prefix"].into_iter().enumerate() {
            if let Some(value) = value(key) {
                stacks.entry(environment).or_default()[at] = Some(value);
            }
        }
    }
    assert!(stacks.len() > 1, "a stack to try things on stands beside the first: {stacks:?}");
    let names: BTreeSet<_> = stacks.values().map(|[name, _]| name).collect();
    assert_eq!(names.len(), stacks.len(), "{stacks:?}");
    for (environment, [name, prefix]) in stacks {
        assert!(name.is_some() && name == prefix, "{environment}: stack_name {name:?}, s3_prefix {prefix:?}");
    }
}

/// AWS's advice for event sources: six times the function's time-out, and the batching window besides.
#[test]
fn a_queue_hides_a_message_for_as_long_as_its_function_may_take() {
    let deployed = deployed(&[]);
    let mut seen = 0;
    for (name, properties, timeout) in deployed.functions() {
        for (_, source) in events(properties).filter(|(kind, _)| *kind == "SQS") {
            let queue = deployed.template.queue_by_arn(source["Queue"].as_str().unwrap()).unwrap();
            let hidden: u64 = queue.attributes["VisibilityTimeout"].parse().unwrap();
            let least = 6 * timeout + source["MaximumBatchingWindowInSeconds"].as_u64().unwrap_or_default();
            assert!(hidden >= least, "{}: VisibilityTimeout is {hidden}, {name} needs {least}", queue.name);
            seen += 1;
        }
    }
    assert_eq!(seen, 8);
}

/// AWS takes no maximum below two, and eight queues have lanes of their own: they are sixteen, which is more than a new account's ten.
/// README says how many, and asks for a higher quota first.
#[test]
fn queues_take_the_fewest_functions_and_readme_says_how_many() {
    let deployed = deployed(&[]);
    let sources: Vec<_> = deployed.template.functions.iter().flat_map(|function| &function.sources).collect();
    for source in &sources {
        assert_eq!(
            source.concurrency, 2,
            "{}: the least that AWS takes, unless somebody asks for more",
            source.queue_arn
        );
    }
    let at_once: usize = sources.iter().map(|source| source.concurrency).sum();
    let words = format!("functions of its queues may take {at_once} of them");
    assert!(README.contains(&words), "README does not say: {words}");
}

/// API Gateway refuses a stage that names a route which is not there.
#[test]
fn throttles_are_those_of_routes_and_leave_forms_the_most_room() {
    let deployed = deployed(&[]);
    let (_, api) = deployed.of("AWS::Serverless::HttpApi").next().unwrap();
    let routes: BTreeSet<String> =
        deployed.template.functions.iter().flat_map(|function| &function.routes).map(functions::Route::key).collect();
    let settings = api["RouteSettings"].as_object().unwrap();
    let most = &api["DefaultRouteSettings"];
    for (route, throttle) in settings {
        assert!(routes.contains(route), "there is no route {route}");
        for limit in ["ThrottlingBurstLimit", "ThrottlingRateLimit"] {
            assert!(throttle[limit].as_u64().unwrap() < most[limit].as_u64().unwrap(), "{route}: {limit}");
        }
    }
    let capture = deployed.template.functions.iter().find(|function| function.binary == "capture").unwrap();
    let unbound: Vec<String> =
        capture.routes.iter().map(functions::Route::key).filter(|route| !settings.contains_key(route)).collect();
    // Of capture's routes, those that a form needs.
    assert_eq!(unbound, ["ANY /assets/{file}", "ANY /embed.js", "ANY /forms/{form}", "ANY /forms/{form}/thank-you"]);
}

#[test]
fn a_run_that_the_next_one_makes_up_for_is_not_tried_again() {
    let deployed = deployed(&[]);
    let mut once = Vec::new();
    for (name, properties, _) in deployed.functions() {
        let mut schedules = events(properties).filter(|(kind, _)| *kind == "ScheduleV2");
        if schedules.any(|(_, schedule)| schedule["RetryPolicy"]["MaximumRetryAttempts"] == 0) {
            // Schedules invoke asynchronously: the retries of the function's own errors are Lambda's.
            assert_eq!(properties["EventInvokeConfig"]["MaximumRetryAttempts"], 0, "{name}");
            once.push(name);
        }
    }
    assert_eq!(once, ["Nurture", "Report"]);
}

/// `CloudFormation` resolves a secret again when the text of the reference is another one, not when the secret's value is.
#[test]
fn the_other_secrets_version_is_another_text_in_every_reference() {
    let references: Vec<&str> =
        REAL.split("{{resolve:").skip(1).map(|rest| rest.split("}}\"").next().unwrap()).collect();
    assert!(references.len() > 15, "{references:?}");
    for reference in references {
        assert!(reference.ends_with("}:SecretString::${SecretsVersion}:"), "{reference}");
    }
    let root = node::parse(REAL).unwrap();
    let parameter = root.get("Parameters").and_then(|all| all.get("SecretsVersion")).unwrap();
    let Some(NodeValue::List(allowed)) = parameter.get("AllowedValues").map(|node| &node.value) else {
        panic!("a list")
    };
    // Both are the current version.
    assert_eq!(allowed.iter().filter_map(Node::text).collect::<Vec<_>>(), ["", "AWSCURRENT"]);
    for version in ["", "AWSCURRENT"] {
        let mailer = deployed(&[("SecretsVersion", version)]).template;
        let mailer = mailer.functions.iter().find(|function| function.binary == "mailer").unwrap();
        assert_eq!(mailer.variables["SIGNING_KEY"], "SigningKey", "{version:?}");
    }
}

#[test]
fn every_log_ends_and_that_of_the_api_names_nobody() {
    let deployed = deployed(&[("LogDays", "14")]);
    let groups: BTreeMap<&str, _> = deployed.of("AWS::Logs::LogGroup").collect();
    for (name, group) in &groups {
        assert_eq!(group["RetentionInDays"], "14", "{name}");
    }
    for (name, function, _) in deployed.functions() {
        let group = format!("{name}Log");
        assert_eq!(function["LoggingConfig"]["LogGroup"], format!("{}-{group}", names::STACK), "{name}");
        assert!(groups.contains_key(group.as_str()), "{name}");
    }
    let (_, api) = deployed.of("AWS::Serverless::HttpApi").next().unwrap();
    let format = api["AccessLogSettings"]["Format"].as_str().unwrap();
    let said: BTreeSet<&str> = format.split('$').skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    // No IP address, no user agent, and no path: the token of a link stands in it.
    let harmless =
        ["requestId", "routeKey", "status", "responseLatency", "integrationStatus", "integrationErrorMessage"];
    let harmless: BTreeSet<String> = harmless.iter().map(|name| format!("context.{name}")).collect();
    assert_eq!(said, harmless.iter().map(String::as_str).collect());
    assert!(serde_json::from_str::<Map<String, Json>>(format).is_ok(), "{format}");
}

#[test]
fn every_queue_refuses_what_is_not_encrypted_on_its_way() {
    let deployed = deployed(&[]);
    let mut policies: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, policy) in deployed.of("AWS::SQS::QueuePolicy") {
        let queues: Vec<&str> = policy["Queues"].as_array().unwrap().iter().filter_map(Json::as_str).collect();
        let statements = policy["PolicyDocument"]["Statement"].as_array().unwrap();
        let denies = |statement: &&Json| {
            statement["Effect"] == "Deny"
                && statement["Principal"] == "*"
                && statement["Action"] == "sqs:*"
                && statement["Condition"] == serde_json::json!({"Bool": {"aws:SecureTransport": "false"}})
        };
        let deny = statements.iter().find(denies).unwrap_or_else(|| panic!("{name} lets plain HTTP in"));
        let arns: Vec<&str> = queues.iter().map(|url| url.rsplit('/').next().unwrap()).collect();
        let resource = deny["Resource"].as_str().unwrap();
        assert!(
            resource == "*" || arns.iter().all(|queue| resource.ends_with(&format!(":{queue}"))),
            "{name}: {resource}"
        );
        for queue in queues {
            *policies.entry(queue).or_default() += 1;
        }
    }
    // The second policy of a queue would take the place of the first.
    for queue in &deployed.template.queues {
        assert_eq!(policies.get(queue.url.as_str()), Some(&1), "{}", queue.name);
    }
}

#[test]
fn every_queue_has_an_alarm_for_its_dead_letters_and_one_for_its_age() {
    let deployed = deployed(&[("AlarmEmail", "ops@acme.example")]);
    let visible: BTreeSet<&str> =
        deployed.alarms("ApproximateNumberOfMessagesVisible").into_iter().map(|(queue, _)| queue).collect();
    let ages: BTreeMap<&str, _> = deployed.alarms("ApproximateAgeOfOldestMessage").into_iter().collect();
    let mut seen = 0;
    for queue in &deployed.template.queues {
        let Some(dead) = &queue.dead_letter else { continue };
        let dead = deployed.template.queue_by_arn(dead).unwrap();
        assert!(visible.contains(dead.name.as_str()), "{} has no alarm", dead.name);
        let age = ages.get(queue.name.as_str()).unwrap_or_else(|| panic!("{} may wait without an alarm", queue.name));
        assert_eq!(age["Statistic"], "Maximum", "{}", queue.name);
        // Well before its messages are lost.
        let kept: f64 = queue.attributes["MessageRetentionPeriod"].parse().unwrap();
        assert!(age["Threshold"].as_f64().unwrap() < kept / 4.0, "{}", queue.name);
        seen += 1;
    }
    assert_eq!(seen, 8);
}

#[test]
fn every_function_has_alarms_for_errors_throttles_and_its_time_out() {
    let deployed = deployed(&[("AlarmEmail", "ops@acme.example")]);
    for (name, properties, timeout) in deployed.functions() {
        let id = format!("{}-{name}", names::STACK);
        let alarm = |metric: &str| {
            let alarms = deployed.alarms(metric);
            let found = alarms.into_iter().find(|(function, _)| *function == id);
            found.unwrap_or_else(|| panic!("{name} has no alarm on {metric}")).1
        };
        assert_eq!(alarm("Errors")["Statistic"], "Sum", "{name}");
        assert_eq!(alarm("Throttles")["Statistic"], "Sum", "{name}");
        let duration = alarm("Duration");
        assert_eq!(duration["Statistic"], "Maximum", "{name}");
        assert_eq!(duration["Threshold"].as_u64(), Some(timeout * 900), "{name}: nine tenths of its time-out");
        // A function that answers browsers has nobody who tries again, and one with a schedule makes no error if it does not run.
        let asked = events(properties).any(|(kind, _)| kind == "HttpApi");
        assert!(!asked || (alarm("Errors")["Threshold"] == 0 && alarm("Throttles")["Period"] == 60), "{name}");
        if events(properties).any(|(kind, _)| kind == "ScheduleV2") {
            let runs = alarm("Invocations");
            assert_eq!(
                (&runs["ComparisonOperator"], &runs["TreatMissingData"]),
                (&"LessThanThreshold".into(), &"breaching".into()),
                "{name}"
            );
        }
    }
}

#[test]
fn every_alarm_tells_somebody_and_says_what_to_do() {
    let with = deployed(&[("AlarmEmail", "ops@acme.example")]);
    let alarms: Vec<_> = with.of("AWS::CloudWatch::Alarm").collect();
    assert!(alarms.len() > 60, "{}", alarms.len());
    for (name, alarm) in alarms {
        assert_eq!(alarm["AlarmActions"].as_array().map(Vec::len), Some(1), "{name}");
        let description = alarm["AlarmDescription"].as_str().unwrap();
        assert!(description.len() > 40 && description.contains(". "), "{name}: {description}");
    }
    assert_eq!(deployed(&[]).of("AWS::CloudWatch::Alarm").count(), 0, "an alarm that tells nobody costs, and no more");
    for metric in ["5xx", "Reputation.ComplaintRate", "Reputation.BounceRate", "DayNotCounted", "NotSent"] {
        assert_eq!(with.alarms(metric).len(), 1, "{metric}");
    }
}

#[test]
fn the_dashboard_is_json_and_shows_every_function_and_queue() {
    let deployed = deployed(&[]);
    let (_, dashboard) = deployed.of("AWS::CloudWatch::Dashboard").next().unwrap();
    let body = dashboard["DashboardBody"].as_str().unwrap();
    let widgets: Json = serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"));
    let widgets = widgets["widgets"].as_array().unwrap();
    let metrics: usize = widgets.iter().map(|one| one["properties"]["metrics"].as_array().unwrap().len()).sum();
    assert!(metrics <= 50, "a dashboard with {metrics} metrics costs 3 dollars a month");
    let functions = deployed.functions().into_iter().map(|(name, ..)| format!("\"{}-{name}\"", names::STACK));
    let queues = deployed.template.queues.iter().map(|queue| format!("\"{}\"", queue.name));
    for name in functions.chain(queues) {
        assert!(body.contains(&name), "{name} is not on the dashboard");
    }
}

#[test]
fn the_mailer_sends_from_its_own_identity_alone() {
    let sender = ("MailFrom", "Acme News <hello@news.acme.example>");
    for (identity, allowed) in [
        ("", &["hello@news.acme.example", "news.acme.example"][..]),
        ("acme.example", &["hello@news.acme.example", "acme.example"]),
    ] {
        let deployed = deployed(&[sender, ("SesIdentity", identity)]);
        for candidate in ["hello@news.acme.example", "news.acme.example", "acme.example", "other.example", "*"] {
            let resource = format!("arn:aws:ses:us-east-1:000000000000:identity/{candidate}");
            let mut senders: Vec<&str> = Vec::new();
            for function in &deployed.template.functions {
                if function.grants.iter().any(|grant| grant.allows("ses:SendRawEmail", &resource)) {
                    senders.push(&function.binary);
                }
            }
            let expected = if allowed.contains(&candidate) { &["mailer"][..] } else { &[] };
            assert_eq!(senders, expected, "{identity:?}: {candidate}");
        }
    }
}

#[test]
fn a_sender_that_never_sends_is_no_default() {
    let root = node::parse(REAL).unwrap();
    let parameter = root.get("Parameters").and_then(|all| all.get("MailFrom")).unwrap();
    assert!(parameter.get("Default").is_none() && parameter.get("AllowedPattern").is_some());
    // Everything else has an answer that works: who deploys is asked for nothing that could stay as it is.
    let asked: Vec<&str> = root
        .get("Parameters")
        .unwrap()
        .entries()
        .iter()
        .filter(|(_, node)| node.get("Default").is_none())
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(asked, ["MailFrom"]);
}

#[test]
fn a_restored_table_is_used_by_every_function_and_permission() {
    let deployed = deployed(&[("RestoredTable", "leads-of-yesterday")]);
    let used = "arn:aws:dynamodb:us-east-1:000000000000:table/leads-of-yesterday";
    let own = "arn:aws:dynamodb:us-east-1:000000000000:table/leadwright-leads";
    let mut readers = 0;
    for function in &deployed.template.functions {
        assert_eq!(function.variables["TABLE"], "leads-of-yesterday", "{}", function.binary);
        let may = |table: &str, of: &str| function.grants.iter().any(|grant| grant.allows(of, table));
        for action in ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem"] {
            readers += usize::from(may(used, action));
            assert!(!may(own, action), "{}: {action}", function.binary);
        }
        assert_eq!(
            may(&format!("{used}/index/due"), "dynamodb:Query"),
            function.binary == "nurture",
            "{}",
            function.binary
        );
    }
    assert!(readers > 20, "{readers}");
    let (_, table) = deployed.of("AWS::DynamoDB::Table").next().unwrap();
    assert_eq!(table["TableName"], "leadwright-leads", "the stack's own stays as it is");
}
