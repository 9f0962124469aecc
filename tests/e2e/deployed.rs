//! Commands with `--stack`, as on a deployed stack: over AWS's own protocols, with the AWS settings of the environment.
//!
//! The stack on this machine has the names that a deployed one has. Its secrets alone are asked of a server of this test,
//! which speaks the protocol of Secrets Manager.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Output;

use leadwright_tests::{Stack, leadwright_with};
use serde_json::{Value, json};

/// The name that the stack has on this machine.
pub(crate) const NAME: &str = "leadwright";

/// A stack, as somebody sees it who has deployed it.
pub(crate) struct Deployed {
    variables: Vec<(&'static str, String)>,
}

impl Deployed {
    pub(crate) fn of(stack: &Stack) -> Self {
        let status = stack.status();
        let endpoint = |service: &str| status["endpoints"][service].as_str().unwrap().to_owned();
        let variables = vec![
            ("AWS_ENDPOINT_URL_DYNAMODB", endpoint("dynamodb")),
            ("AWS_ENDPOINT_URL_SQS", endpoint("sqs")),
            ("AWS_ENDPOINT_URL_SES", endpoint("ses")),
            ("AWS_ENDPOINT_URL_SECRETS_MANAGER", secrets_manager(status["secrets"].clone())),
            // What has no address of its own: nobody is there.
            ("AWS_ENDPOINT_URL", "http://127.0.0.1:9".to_owned()),
            ("AWS_ACCESS_KEY_ID", "somebody".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "something".to_owned()),
            ("AWS_REGION", "us-east-1".to_owned()),
        ];
        Self { variables }
    }

    /// Runs a command with `--stack`, in a folder with the company's configuration.
    pub(crate) fn command(&self, folder: &Path, arguments: &[&str]) -> Output {
        self.command_on(NAME, folder, arguments, &[])
    }

    /// The same on a stack of another name, and with other variables.
    pub(crate) fn command_on(
        &self,
        name: &str,
        folder: &Path,
        arguments: &[&str],
        variables: &[(&'static str, String)],
    ) -> Output {
        let variables = [&self.variables, variables].concat();
        leadwright_with(folder, &[arguments, &["--stack", name]].concat(), &variables)
    }
}

/// Answers `GetSecretValue` for as long as the test runs; its address.
fn secrets_manager(secrets: Value) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let _ = answer(stream, &secrets);
        }
    });
    url
}

fn answer(mut stream: TcpStream, secrets: &Value) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let asked: Value = serde_json::from_slice(&body).unwrap_or_default();
    let id = asked["SecretId"].as_str().unwrap_or_default();
    // `leadwright/identity-key` is the template's `IdentityKey`.
    let resource: String = id.strip_prefix(&format!("{NAME}/")).unwrap_or_default().split('-').map(upper).collect();
    let (status, answer) = match secrets[&resource].as_str() {
        Some(secret) => ("200 OK", json!({"Name": id, "SecretString": secret})),
        None => ("400 Bad Request", json!({"__type": "ResourceNotFoundException", "Message": "no such secret"})),
    };
    let answer = answer.to_string();
    let head = format!("HTTP/1.1 {status}\r\ncontent-type: application/x-amz-json-1.1\r\nconnection: close\r\n");
    stream.write_all(format!("{head}content-length: {}\r\n\r\n{answer}", answer.len()).as_bytes())
}

fn upper(word: &str) -> String {
    let (first, rest) = word.split_at(word.len().min(1));
    format!("{}{rest}", first.to_uppercase())
}

#[test]
fn what_is_wrong_with_the_way_to_a_deployed_stack_is_said_in_a_line() {
    let stack = Stack::start();
    let deployed = Deployed::of(&stack);
    let nowhere = tempfile::tempdir().unwrap();
    let empty = nowhere.path().join("empty");
    std::fs::write(&empty, "").unwrap();
    let empty = empty.to_str().unwrap().to_owned();
    let without_files = || [("AWS_CONFIG_FILE", empty.clone()), ("AWS_SHARED_CREDENTIALS_FILE", empty.clone())];
    let said = |name: &str, variables: &[(&'static str, String)]| {
        let output = deployed.command_on(name, leadwright_tests::root(), &["leads"], variables);
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    };
    let unknown = said("leadwrong", &[]);
    assert!(unknown.starts_with("error: there is no stack leadwrong in us-east-1"), "{unknown}");
    let no_region = said(NAME, &[without_files().to_vec(), vec![("AWS_REGION", String::new())]].concat());
    assert!(no_region.starts_with("error: no AWS region is set") && no_region.contains("AWS_REGION"), "{no_region}");
    let off = vec![
        ("AWS_ACCESS_KEY_ID", String::new()),
        ("AWS_SECRET_ACCESS_KEY", String::new()),
        ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
    ];
    let no_credentials = said(NAME, &[without_files().to_vec(), off].concat());
    assert!(no_credentials.contains("log in (`aws login`"), "{no_credentials}");
    for said in [unknown, no_region, no_credentials] {
        assert_eq!(said.trim().lines().count(), 1, "{said}");
    }
}
