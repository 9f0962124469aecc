//! The port over the engine: what a function gets that puts and gets objects.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::SignedDuration;
use leadwright_cloud::Aws;
use leadwright_cloud::aws::Endpoints;
use leadwright_cloud::files::{Files, FilesError, PART};
use serde_json::json;

use super::*;
use crate::template::{SamTemplate, TemplateInputs};

const NAME: &str = "mail/report-1/aaaa.eml";

/// An engine with the template's bucket, and the port as the command line has it.
struct Started {
    engine: Arc<S3>,
    clock: Arc<Clock>,
    files: Files,
}

async fn started(root: &Path, grants: serde_json::Value) -> Started {
    let (listener, port) = http::bind(0).await.unwrap();
    let inputs =
        TemplateInputs { file: "infra/template.yaml", overrides: BTreeMap::new(), queues_url: "http://127.0.0.1:1" };
    let text = include_str!("../../../../template.yaml");
    let template = SamTemplate::read(text, &inputs, |name, _| Ok(name.to_owned())).unwrap();
    let grants = crate::template::policies::read(Some(&grants)).unwrap();
    let all = if grants.is_empty() { BTreeMap::new() } else { BTreeMap::from([("cli".to_owned(), grants)]) };
    let (front, clock) = (Arc::new(Front::new(all)), Arc::new(Clock::open(None, None).unwrap()));
    let bucket = template.buckets[0].name.clone();
    let engine = S3::start(root, template.buckets, front, Arc::clone(&clock), listener).unwrap();
    let [dynamodb, sqs, ses] = [const { String::new() }; 3];
    let endpoints = Endpoints { dynamodb, sqs, ses, s3: format!("http://127.0.0.1:{port}") };
    Started { engine, clock, files: Files::new(&Aws::local(endpoints).await, bucket) }
}

fn refused<T: std::fmt::Debug>(answer: Result<T, FilesError>) -> String {
    match answer {
        Err(FilesError::Refused(code)) => code,
        other => panic!("{other:?}"),
    }
}

/// Bytes of every value, which no compression and no line's end changes.
fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from((at * 31 + at / 251) % 256).unwrap()).collect()
}

#[tokio::test]
async fn what_is_put_is_got_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let Started { files, .. } = started(folder.path(), json!([])).await;
    assert_eq!(files.get(NAME).await.unwrap(), None);
    for length in [0, 1, 70_000, 9_900_000] {
        files.put(NAME, bytes(length), "message/rfc822").await.unwrap();
        assert!(files.get(NAME).await.unwrap() == Some(bytes(length)), "{length} bytes");
    }
    // A runner that starts again has them.
    let Started { files, engine, .. } = started(folder.path(), json!([])).await;
    assert_eq!(files.get(NAME).await.unwrap().map(|got| got.len()), Some(9_900_000));
    engine.delete("leadwright-files", NAME).unwrap();
    assert_eq!(files.get(NAME).await.unwrap(), None);
    assert_eq!(refused(files.put("mail/../x", Vec::new(), "text/plain").await), "InvalidArgument");
}

#[tokio::test]
async fn objects_expire_by_the_runners_clock_and_leave_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let Started { engine, clock, files } = started(folder.path(), json!([])).await;
    let start = clock.freeze();
    let days = |days: i64| SignedDuration::from_hours(24 * days);
    files.put(NAME, bytes(10), "message/rfc822").await.unwrap();
    clock.move_to(start + days(30), start).unwrap();
    files.put("mail/report-2/bbbb.eml", bytes(10), "message/rfc822").await.unwrap();
    clock.move_to(start + days(35) - SignedDuration::from_secs(1), start).unwrap();
    engine.sweep().unwrap();
    assert!(files.get(NAME).await.unwrap().is_some());
    clock.move_to(start + days(36), start).unwrap();
    assert_eq!(files.get(NAME).await.unwrap(), None);
    assert!(files.get("mail/report-2/bbbb.eml").await.unwrap().is_some());
    clock.move_to(start + days(66), start).unwrap();
    engine.sweep().unwrap();
    let left = walk(folder.path());
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn an_object_is_written_in_parts_and_taken_by_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let Started { files, clock, .. } = started(folder.path(), json!([])).await;
    let name = "exports/ex_1/leads-2026-11-27.csv";
    let upload = files.begin(name, "text/csv", "leads.csv").await.unwrap();
    let parts = [bytes(PART), bytes(7)];
    let mut tags = Vec::new();
    for (number, part) in (1..).zip(&parts) {
        // Written again it is the same part.
        files.put_part(name, &upload, number, bytes(3)).await.unwrap();
        tags.push(files.put_part(name, &upload, number, part.clone()).await.unwrap());
    }
    assert!(!files.has(name).await.unwrap());
    files.complete(name, &upload, &tags).await.unwrap();
    files.complete(name, &upload, &tags).await.unwrap();
    assert!(files.has(name).await.unwrap() && files.get(name).await.unwrap() == Some(parts.concat()));
    let start = clock.freeze();
    let link = files.link(name, start, Duration::from_mins(2)).await.unwrap();
    let get = async |link: &str| {
        let client = hyper_util::client::legacy::Client::builder(hyper_util::rt::TokioExecutor::new()).build_http();
        let answer = client.request(Request::get(link).body(Full::<Bytes>::default()).unwrap()).await.unwrap();
        let (parts, body) = answer.into_parts();
        (parts.status.as_u16(), parts.headers, body.collect().await.unwrap().to_bytes())
    };
    let (status, headers, body) = get(&link).await;
    assert!((status, body.len()) == (200, PART + 7), "{status} {headers:?}");
    assert_eq!(headers["content-disposition"], "attachment; filename=\"leads.csv\"");
    clock.move_to(start + SignedDuration::from_secs(121), start).unwrap();
    let (status, _, body) = get(&link).await;
    assert!(status == 403 && body.windows(19).any(|text| text == b"Request has expired"), "{status}");
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

#[tokio::test]
async fn a_function_may_do_what_its_policy_says() {
    let folder = tempfile::tempdir().unwrap();
    let bucket = "arn:aws:s3:::leadwright-files";
    let allow = |action: &str, resource: String| json!({"Statement": {"Effect": "Allow", "Action": action, "Resource": resource}});
    let put = allow("s3:PutObject", format!("{bucket}/mail/*"));
    let get = allow("s3:GetObject", format!("{bucket}/mail/*"));
    let list = allow("s3:ListBucket", bucket.to_owned());

    let writer = started(folder.path(), json!([put])).await.files;
    writer.put(NAME, bytes(10), "message/rfc822").await.unwrap();
    assert_eq!(refused(writer.put("export/a.csv", bytes(10), "text/csv").await), "AccessDenied");
    assert_eq!(refused(writer.get(NAME).await), "AccessDenied");

    // As on AWS: who may not list a bucket is not told that an object is not there.
    let reader = started(folder.path(), json!([get])).await.files;
    assert!(reader.get(NAME).await.unwrap().is_some());
    assert_eq!(refused(reader.get("mail/report-1/gone.eml").await), "AccessDenied");
    assert_eq!(refused(reader.put(NAME, bytes(10), "message/rfc822").await), "AccessDenied");

    let mailer = started(folder.path(), json!([get, list])).await.files;
    assert_eq!(mailer.get("mail/report-1/gone.eml").await.unwrap(), None);
}

#[tokio::test]
async fn what_fails_for_a_moment_is_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let Started { engine, files, .. } = started(folder.path(), json!([])).await;
    let plan = |operation: &str, fault: &str, times: u32| {
        let fault = json!({"service": "s3", "operation": operation, "fault": fault, "times": times});
        engine.front.plan(serde_json::from_value(fault).unwrap());
    };
    for fault in ["throttle", "error", "drop-request", "drop-response"] {
        plan("PutObject", fault, 1);
        files.put(NAME, bytes(10), "message/rfc822").await.unwrap();
        plan("GetObject", fault, 1);
        assert!(files.get(NAME).await.unwrap().is_some(), "{fault}");
    }
    plan("GetObject", "error", 3);
    assert_eq!(refused(files.get(NAME).await), "InternalError");
    assert_eq!(engine.front.counts()["cli"]["PutObject"].requests, 8);
}

#[test]
fn a_key_stays_within_its_bucket() {
    for (key, fits) in [
        ("mail/report-1/aaaa.eml", true),
        ("a", true),
        ("", false),
        ("/a", false),
        ("a//b", false),
        ("../a", false),
        ("a/..", false),
        ("a/.tmp.1", false),
        ("a%2F..", false),
        ("ä", false),
    ] {
        assert_eq!(is_file(key), fits, "{key:?}");
    }
}
