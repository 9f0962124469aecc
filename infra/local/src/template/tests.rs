//! The template as it stands, and what is said about mistakes in it.

use std::collections::BTreeMap;
use std::time::Duration;

use super::functions::Route;
use super::*;

const REAL: &str = include_str!("../../../template.yaml");

fn read(text: &str) -> Result<SamTemplate> {
    let inputs = TemplateInputs {
        file: "infra/template.yaml",
        overrides: BTreeMap::from([("PublicUrl".to_owned(), "http://127.0.0.1:3000".to_owned())]),
        queues_url: "http://127.0.0.1:4100",
    };
    SamTemplate::read(text, &inputs, |name, spec| Ok(format!("{name}-{}", spec.length)))
}

#[test]
fn the_real_template_becomes_functions_queues_and_a_table() {
    let template = read(REAL).unwrap();
    let function = |name: &str| template.functions.iter().find(|function| function.binary == name).unwrap();

    let scoring = function("scoring");
    assert_eq!(scoring.timeout, Duration::from_secs(10));
    assert_eq!(scoring.variables["TABLE"], "leadwright-leads");
    assert_eq!(scoring.variables["SHARDS"], "4");
    assert_eq!(scoring.variables["SEND_QUEUE"], "http://127.0.0.1:4100/000000000000/leadwright-urgent");
    // AWS::NoValue leaves nothing behind.
    assert!(!scoring.variables.contains_key("AWS_ENDPOINT_URL"));
    let sources: Vec<(&str, usize, usize, bool)> = scoring
        .sources
        .iter()
        .map(|source| (source.queue_arn.as_str(), source.batch_size, source.concurrency, source.partial))
        .collect();
    assert_eq!(
        sources,
        [
            ("arn:aws:sqs:us-east-1:000000000000:leadwright-activities.fifo", 10, 2, true),
            ("arn:aws:sqs:us-east-1:000000000000:leadwright-bulk.fifo", 10, 2, true),
        ]
    );

    let mailer = function("mailer");
    assert_eq!(mailer.variables["PUBLIC_URL"], "http://127.0.0.1:3000");
    assert_eq!(mailer.variables["SIGNING_KEY"], "SigningKey-64");
    assert_eq!(mailer.concurrency(), 4);
    assert_eq!(mailer.variables["FILES_BUCKET"], "leadwright-files");
    assert_eq!(template.buckets[0].name, "leadwright-files");
    let routes: Vec<String> = function("capture").routes.iter().map(Route::key).collect();
    assert_eq!(
        routes,
        [
            "ANY /assets/{file}",
            "ANY /embed.js",
            "ANY /forms/{form}",
            "ANY /v/{token}",
            "ANY /activities",
            "ANY /sources/{source}",
            "ANY /forms/{form}/thank-you",
            "$default",
            "ANY /forms/{form}/visits"
        ]
    );
    assert!(function("nurture").schedules[0].every_minute());

    let activities = template.queues.iter().find(|queue| queue.resource == "Activities").unwrap();
    assert_eq!(activities.name, "leadwright-activities.fifo");
    assert_eq!(
        activities.dead_letter.as_deref(),
        Some("arn:aws:sqs:us-east-1:000000000000:leadwright-activities-dead.fifo")
    );
    assert_eq!(activities.attributes["FifoQueue"], "true");
    assert_eq!(activities.attributes["VisibilityTimeout"], "60");

    assert_eq!(template.tables[0].expiry.as_deref(), Some("expires"));
    assert_eq!(template.tables[0].create["GlobalSecondaryIndexes"].as_array().unwrap().len(), 4);
    assert_eq!(template.secrets["IdentityKey"], "IdentityKey-64");
}

#[test]
fn intrinsic_functions_give_what_cloud_formation_gives() {
    for (expression, expected) in [
        ("!Ref AWS::Region", "us-east-1"),
        ("!Sub 'a-${AWS::StackName}-${!Literal}'", "a-leadwright-${Literal}"),
        ("!Sub ['${x}/${Q.Arn}', {x: 7}]", "7/arn:aws:sqs:us-east-1:000000000000:leadwright-Q"),
        ("!Join ['-', [a, !Ref PublicUrl]]", "a-http://127.0.0.1:3000"),
        ("{Ref: Q}", "http://127.0.0.1:4100/000000000000/leadwright-Q"),
        ("{Fn::GetAtt: [Q, QueueName]}", "leadwright-Q"),
        ("!If [Yes, one, two]", "one"),
        ("!If [No, one, two]", "two"),
        ("!If [Both, one, two]", "two"),
    ] {
        let text = format!(
            "Parameters: {{PublicUrl: {{Type: String, Default: ''}}}}\n\
             Conditions:\n  Yes: !Equals [a, a]\n  No: !Not [!Condition Yes]\n  Both: !And [!Condition Yes, !Condition No]\n\
             Resources:\n  Q: {{Type: AWS::SQS::Queue}}\n  F:\n    Type: AWS::Serverless::Function\n    \
             Metadata: {{BuildProperties: {{Binary: f}}}}\n    Properties: {{Environment: {{Variables: {{V: {expression}}}}}}}\n"
        );
        let template = read(&text).unwrap_or_else(|error| panic!("{expression}: {error:#}"));
        assert_eq!(template.functions[0].variables["V"], expected, "{expression}");
    }
}

#[test]
fn a_mistake_is_one_line_that_says_where_and_what_to_do() {
    let function = |properties: &str| {
        format!(
            "Parameters: {{PublicUrl: {{Type: String, Default: ''}}}}\nResources:\n  F:\n    \
             Type: AWS::Serverless::Function\n    Metadata: {{BuildProperties: {{Binary: f}}}}\n    Properties: {properties}\n"
        )
    };
    for (text, parts) in [
        ("Resources: [".to_owned(), vec!["infra/template.yaml", "not valid YAML"]),
        ("Resources: {}".to_owned(), vec!["PublicUrl", "add it to Parameters"]),
        (function("{Timeout: !Ref Nothing}"), vec!["infra/template.yaml:4: F: line 6", "Nothing"]),
        (function("{Timeout: !Cidr x}"), vec!["line 6", "!Cidr", "!Sub"]),
        (function("{SnapStart: {}}"), vec!["F", "SnapStart", "functions.rs"]),
        (function("{Events: {E: {Type: S3}}}"), vec!["F", "event E", "S3"]),
        (
            function("{Events: {E: {Type: ScheduleV2, Properties: {ScheduleExpression: rate(1 year)}}}}"),
            vec!["rate(1 year)"],
        ),
        (function("{Timeout: '{{resolve:secretsmanager:x}}'}"), vec!["line 6", "secretsmanager:x"]),
        (
            function("{}").replace("AWS::Serverless::Function", "AWS::Kinesis::Stream"),
            vec!["F", "AWS::Kinesis::Stream", "Condition"],
        ),
    ] {
        let error = format!("{:#}", read(&text).unwrap_err());
        assert!(!error.contains('\n'), "{error}");
        for part in parts {
            assert!(error.contains(part), "{error:?} does not say {part:?}");
        }
    }
}

#[test]
fn an_http_event_without_a_path_is_the_default_route() {
    for (properties, expected) in [
        ("{Method: get, Path: '/forms/{form}'}", "GET /forms/{form}"),
        ("{Path: /activities}", "ANY /activities"),
        ("{}", "$default"),
    ] {
        let text = format!(
            "Parameters: {{PublicUrl: {{Type: String, Default: ''}}}}\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    \
             Metadata: {{BuildProperties: {{Binary: f}}}}\n    Properties: {{Events: {{E: {{Type: HttpApi, Properties: {properties}}}}}}}\n"
        );
        assert_eq!(read(&text).unwrap().functions[0].routes[0].key(), expected);
    }
}
