//! Nothing keeps data without standing on the list of `personal.rs`.

use std::collections::BTreeSet;

use leadwright_cloud::files::{EXPORT_DAYS, FILE_DAYS, MAIL_DAYS};
use leadwright_cloud::personal::{INDEXES, LOCAL_FILES, Place, RESOURCES, Reach, of_row};
use leadwright_cloud::table::RowKind;

/// Types of resources that keep or pass on data.
const WITH_DATA: [&str; 8] = [
    "AWS::DynamoDB::Table",
    "AWS::SQS::Queue",
    "AWS::SNS::Topic",
    "AWS::S3::Bucket",
    "AWS::Serverless::LayerVersion",
    "AWS::SecretsManager::Secret",
    "AWS::SES::ConfigurationSet",
    "AWS::Logs::LogGroup",
];

/// Types that keep none.
const WITHOUT_DATA: [&str; 14] = [
    "AWS::CloudFront::Distribution",
    "AWS::CloudFront::Function",
    "AWS::Serverless::HttpApi",
    "AWS::Serverless::Function",
    "AWS::SES::ConfigurationSetEventDestination",
    "AWS::SNS::TopicPolicy",
    "AWS::SNS::Subscription",
    "AWS::SQS::QueuePolicy",
    "AWS::S3::BucketPolicy",
    // They say where a mail goes.
    "AWS::SES::ReceiptRuleSet",
    "AWS::SES::ReceiptRule",
    "AWS::CloudWatch::Alarm",
    "AWS::CloudWatch::Dashboard",
    // The name of the table.
    "AWS::SSM::Parameter",
];

/// A file of the workspace.
fn read(path: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The template's resources: logical id and type.
fn resources(template: &str) -> Vec<(String, String)> {
    let section = template.split("\nResources:\n").nth(1).expect("it has resources").split("\nOutputs:").next();
    let mut all = Vec::new();
    let mut id = String::new();
    for line in section.unwrap_or_default().lines() {
        if let Some(name) = line.strip_prefix("  ").and_then(|line| line.strip_suffix(':')).filter(|name| is_id(name)) {
            name.clone_into(&mut id);
        } else if let Some(kind) = line.strip_prefix("    Type: ") {
            all.push((id.clone(), kind.to_owned()));
        }
    }
    all
}

fn is_id(name: &str) -> bool {
    name.chars().all(|letter| letter.is_ascii_alphanumeric())
}

#[test]
fn every_resource_that_keeps_data_is_on_the_list() {
    let resources = resources(&read("infra/template.yaml"));
    assert!(resources.len() > 20, "the template is read: {resources:?}");
    let mut with_data = BTreeSet::new();
    for (id, kind) in &resources {
        if WITH_DATA.contains(&kind.as_str()) {
            with_data.insert(id.as_str());
        } else {
            assert!(WITHOUT_DATA.contains(&kind.as_str()), "{id}: does a {kind} keep data? Say so here");
        }
    }
    let listed: BTreeSet<&str> = RESOURCES.iter().map(|(id, _)| *id).collect();
    assert_eq!(listed, with_data, "personal.rs lists what the template has");
}

#[test]
fn every_index_is_on_the_list() {
    let template = read("infra/template.yaml");
    let indexes: Vec<&str> = template.lines().filter_map(|line| line.trim().strip_prefix("- IndexName: ")).collect();
    assert_eq!(INDEXES.map(|(name, _)| name).to_vec(), indexes);
}

/// What the local runner forgets with `--fresh`, it wrote.
#[test]
fn every_file_of_the_local_runner_is_on_the_list() {
    let source = read("infra/local/src/commands/up/state.rs");
    let files = source.split("const FILES: [&str; ").nth(1).expect("the list of its files").split("];").next();
    let files: Vec<&str> = files.unwrap_or_default().split('"').skip(1).step_by(2).collect();
    assert!(files.len() > 4, "{files:?}");
    let listed = LOCAL_FILES.map(|(name, _)| name);
    // SQLite's own beside its database.
    let is_listed = |file: &str| listed.contains(&file.trim_end_matches("-wal").trim_end_matches("-shm"));
    let missing: Vec<_> = files.into_iter().filter(|file| !is_listed(file)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn what_is_personal_can_be_reached_and_what_is_not_needs_no_reach() {
    let of_kind = |kind: &RowKind| (format!("{kind:?}"), of_row(*kind));
    let named = |(name, place): &(&str, Place)| ((*name).to_owned(), *place);
    let rows = RowKind::ALL.iter().map(of_kind);
    let others = INDEXES.iter().chain(&RESOURCES).chain(&LOCAL_FILES).map(named);
    for (name, place) in rows.chain(others) {
        assert_eq!(place.personal.is_empty(), place.reach == Reach::Nothing, "{name}: {place:?}");
    }
}

/// Rows are made by `Key` alone, so that each is of a kind.
#[test]
fn no_row_key_is_written_by_hand() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = vec![folder];
    let mut by_hand = Vec::new();
    while let Some(path) = sources.pop() {
        if path.is_dir() {
            sources.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if !path.ends_with("table/key.rs")
            && std::fs::read_to_string(&path).unwrap().contains("\"pk\".to_owned()")
        {
            by_hand.push(path);
        }
    }
    assert!(by_hand.is_empty(), "{by_hand:?}");
    for (at, kind) in RowKind::ALL.iter().enumerate() {
        assert_eq!(*kind as usize, at, "RowKind::ALL names every kind, in the order they are declared");
    }
}

/// What is said of the buckets' objects is what the template does.
#[test]
fn files_expire_when_the_list_says() {
    let template = read("infra/template.yaml");
    let days: Vec<&str> =
        template.split("ExpirationInDays: ").skip(1).filter_map(|rest| rest.split([',', '}']).next()).collect();
    assert_eq!(days, [FILE_DAYS, EXPORT_DAYS, MAIL_DAYS].map(|days| days.to_string()));
}
