//! The permissions of a function: the `Policies` of the template, which the runner enforces as IAM does.

use anyhow::{Result, anyhow, bail};
use leadwright_domain::condition::is_like;
use serde_json::Value as Json;

use super::names::{ACCOUNT, REGION};

/// Allowed actions on resources; in both `*` stands for any text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Grant {
    actions: Vec<String>,
    resources: Vec<String>,
}

impl Grant {
    /// Whether it allows `action` on `resource`.
    pub(crate) fn allows(&self, action: &str, resource: &str) -> bool {
        let any = |patterns: &[String], text| patterns.iter().any(|pattern| is_like(pattern, text));
        any(&self.actions, action) && any(&self.resources, resource)
    }
}

/// Reads `Policies`: statements that allow, and SAM's policy for sending to a queue.
pub(crate) fn read(policies: Option<&Json>) -> Result<Vec<Grant>> {
    let mut grants = Vec::new();
    for policy in policies.and_then(Json::as_array).into_iter().flatten() {
        if let Some(statements) = policy.get("Statement") {
            for statement in one_or_many(statements) {
                grants.push(read_statement(statement)?);
            }
        } else if let Some(queue) = policy.get("SQSSendMessagePolicy") {
            let name = queue["QueueName"].as_str().ok_or_else(|| anyhow!("SQSSendMessagePolicy needs a QueueName"))?;
            let resources = vec![format!("arn:aws:sqs:{REGION}:{ACCOUNT}:{name}")];
            grants.push(Grant { actions: vec!["sqs:SendMessage".to_owned()], resources });
        } else {
            bail!("the local runner supports policies with a Statement, and SQSSendMessagePolicy, but not {policy}");
        }
    }
    Ok(grants)
}

fn read_statement(statement: &Json) -> Result<Grant> {
    if statement["Effect"] != "Allow" || statement.get("Condition").is_some() {
        bail!("the local runner supports statements with Effect Allow and no Condition, but not {statement}");
    }
    let texts = |of: &str| -> Result<Vec<String>> {
        let values = statement.get(of).map(one_or_many).ok_or_else(|| anyhow!("a statement needs {of}"))?;
        let text = |value: &Json| {
            value.as_str().map(ToOwned::to_owned).ok_or_else(|| anyhow!("{of} must be a text or a list of texts"))
        };
        values.into_iter().map(text).collect()
    };
    Ok(Grant { actions: texts("Action")?, resources: texts("Resource")? })
}

fn one_or_many(value: &Json) -> Vec<&Json> {
    value.as_array().map_or_else(|| vec![value], |all| all.iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_function_may_do_what_a_statement_allows_and_nothing_else() {
        let policies = json!([
            {"Statement": [{"Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:Put*"], "Resource": "arn:t"}]},
            {"Statement": {"Effect": "Allow", "Action": "dynamodb:Query", "Resource": ["arn:t/index/due", "arn:t/index/work"]}},
            {"SQSSendMessagePolicy": {"QueueName": "q"}},
        ]);
        let grants = read(Some(&policies)).unwrap();
        let queue = format!("arn:aws:sqs:{REGION}:{ACCOUNT}:q");
        for (action, resource, allowed) in [
            ("dynamodb:GetItem", "arn:t", true),
            ("dynamodb:PutItem", "arn:t", true),
            ("dynamodb:DeleteItem", "arn:t", false),
            ("dynamodb:Query", "arn:t", false),
            ("dynamodb:Query", "arn:t/index/due", true),
            ("dynamodb:Query", "arn:t/index/stage", false),
            ("sqs:SendMessage", queue.as_str(), true),
            ("sqs:ReceiveMessage", queue.as_str(), false),
        ] {
            assert_eq!(grants.iter().any(|grant| grant.allows(action, resource)), allowed, "{action} {resource}");
        }
        assert!(read(Some(&json!([{"S3ReadPolicy": {}}]))).is_err());
        assert!(read(Some(&json!([{"Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}]))).is_err());
    }
}
