//! Evaluates the intrinsic functions of a template: parameters, conditions, references and attributes become values.
//!
//! What must stay true: an unknown function, resource or attribute is an error that names its line. Nothing is guessed.

use std::collections::BTreeMap;

use anyhow::{Context, Result, anyhow, bail};
use serde_json::Value as Json;

use super::names::{ACCOUNT, ANSWERS, REGION, STACK};
use super::node::{Node, NodeValue};

/// Evaluates the nodes of one template.
pub(crate) struct Resolver<'a> {
    root: &'a Node,
    parameters: BTreeMap<String, String>,
    queues_url: &'a str,
    secrets: BTreeMap<String, String>,
}

impl<'a> Resolver<'a> {
    /// A resolver for the template `root`; `overrides` replace the defaults of parameters.
    pub(crate) fn new(
        root: &'a Node,
        file: &'a str,
        overrides: &BTreeMap<String, String>,
        queues_url: &'a str,
    ) -> Result<Self> {
        let mut parameters = BTreeMap::new();
        for (name, node) in root.get("Parameters").map_or(&[][..], Node::entries) {
            let answer = ANSWERS.iter().find(|(asked, _)| asked == name).map(|(_, value)| *value);
            let value = match (overrides.get(name), node.get("Default"), answer) {
                (Some(value), _, _) => value.clone(),
                (None, Some(default), _) => plain(default)
                    .ok_or_else(|| anyhow!("{file}:{}: {name}: the default must be a plain value", node.line))?,
                (None, None, Some(answer)) => answer.to_owned(),
                (None, None, None) => bail!(
                    "{file}:{}: {name}: a parameter needs a value to run locally: add a Default, or an answer to \
                     infra/local/src/template/names.rs",
                    node.line
                ),
            };
            parameters.insert(name.clone(), value);
        }
        if let Some(name) = overrides.keys().find(|name| !parameters.contains_key(*name)) {
            bail!("{file}: the local runner sets the parameter {name}: add it to Parameters");
        }
        Ok(Self { root, parameters, queues_url, secrets: BTreeMap::new() })
    }

    /// The parameters' values.
    pub(crate) fn parameters(&self) -> &BTreeMap<String, String> {
        &self.parameters
    }

    /// Adds the value of a secret, for `{{resolve:secretsmanager:…}}`.
    pub(crate) fn add_secret(&mut self, resource: &str, value: &str) -> Result<()> {
        let arn = self.reference(resource, 0)?;
        if let Some(Json::String(arn)) = arn {
            self.secrets.insert(arn, value.to_owned());
        }
        Ok(())
    }

    /// The value of a node; none for `AWS::NoValue`.
    pub(crate) fn value(&self, node: &Node) -> Result<Option<Json>> {
        Ok(match &node.value {
            NodeValue::Scalar(Json::String(text)) => Some(Json::String(self.dynamic(text, node.line)?)),
            NodeValue::Scalar(json) => Some(json.clone()),
            NodeValue::List(items) => {
                let items: Vec<Option<Json>> = items.iter().map(|item| self.value(item)).collect::<Result<_>>()?;
                Some(Json::Array(items.into_iter().flatten().collect()))
            }
            NodeValue::Map(entries) => {
                let mut map = serde_json::Map::new();
                for (key, node) in entries {
                    if let Some(value) = self.value(node)? {
                        map.insert(key.clone(), value);
                    }
                }
                Some(Json::Object(map))
            }
            NodeValue::Call(name, argument) => self.call(name, argument)?,
        })
    }

    /// The value of a node as text; numbers and booleans as `CloudFormation` writes them.
    pub(crate) fn text(&self, node: &Node) -> Result<String> {
        let value = self.value(node)?;
        value.as_ref().and_then(scalar_text).ok_or_else(|| anyhow!("line {}: expected a text", node.line))
    }

    /// Whether a named condition holds.
    pub(crate) fn condition(&self, name: &str, line: usize) -> Result<bool> {
        let node = self
            .root
            .get("Conditions")
            .and_then(|conditions| conditions.get(name))
            .ok_or_else(|| anyhow!("line {line}: there is no condition {name}"))?;
        self.truth(node)
    }

    fn truth(&self, node: &Node) -> Result<bool> {
        match self.value(node)? {
            Some(Json::Bool(value)) => Ok(value),
            Some(Json::String(text)) if text == "true" => Ok(true),
            Some(Json::String(text)) if text == "false" => Ok(false),
            _ => bail!("line {}: a condition must be true or false", node.line),
        }
    }

    fn call(&self, name: &str, argument: &Node) -> Result<Option<Json>> {
        let line = argument.line;
        match name {
            "Ref" => self.reference(&argument_text(argument)?, line),
            "GetAtt" => self.get_att(argument).map(Some),
            "Sub" => self.sub(argument).map(Some),
            "If" => {
                let [condition, yes, no] = arguments(argument)?;
                let name = argument_text(condition)?;
                self.value(if self.condition(&name, line)? { yes } else { no })
            }
            "Equals" => {
                let [left, right] = arguments(argument)?;
                Ok(Some(Json::Bool(self.text(left)? == self.text(right)?)))
            }
            "Not" => {
                let [inner] = arguments(argument)?;
                Ok(Some(Json::Bool(!self.truth(inner)?)))
            }
            "And" => self.all(argument).map(|all| Some(Json::Bool(all.iter().all(|x| *x)))),
            "Or" => self.all(argument).map(|all| Some(Json::Bool(all.iter().any(|x| *x)))),
            "Condition" => {
                let name = argument_text(argument)?;
                self.condition(&name, line).map(|value| Some(Json::Bool(value)))
            }
            "Join" => {
                let [separator, items] = arguments(argument)?;
                let separator = self.text(separator)?;
                let items = match self.value(items)? {
                    Some(Json::Array(items)) => items.iter().map(scalar_text).collect(),
                    // A parameter of type `CommaDelimitedList`.
                    Some(Json::String(list)) => Some(list.split(',').map(|item| item.trim().to_owned()).collect()),
                    _ => bail!("line {line}: !Join needs a list"),
                };
                let items: Vec<String> = items.with_context(|| format!("line {line}: !Join needs a list of texts"))?;
                Ok(Some(Json::String(items.join(&separator))))
            }
            "Split" => {
                let [separator, text] = arguments(argument)?;
                let (separator, text) = (self.text(separator)?, self.text(text)?);
                Ok(Some(text.split(&separator).collect()))
            }
            "Select" => {
                let [index, items] = arguments(argument)?;
                let index: usize = self.text(index)?.parse().with_context(|| format!("line {line}: !Select"))?;
                let items = self.value(items)?;
                let item = items.as_ref().and_then(|items| items.get(index)).cloned();
                item.map(Some).ok_or_else(|| anyhow!("line {line}: !Select: there is no item {index}"))
            }
            other => bail!(
                "line {line}: the local runner does not support !{other}: use !Sub, !Ref, !GetAtt, !Join, !Split, \
                 !Select or !If"
            ),
        }
    }

    fn all(&self, argument: &Node) -> Result<Vec<bool>> {
        let NodeValue::List(items) = &argument.value else {
            bail!("line {}: expected a list of conditions", argument.line);
        };
        items.iter().map(|item| self.truth(item)).collect()
    }

    fn sub(&self, argument: &Node) -> Result<Json> {
        let (template, local) = match &argument.value {
            NodeValue::List(items) if items.len() == 2 => (argument_text(&items[0])?, items[1].entries()),
            _ => (argument_text(argument)?, &[][..]),
        };
        let mut out = String::new();
        let mut rest = template.as_str();
        while let Some(start) = rest.find("${") {
            out.push_str(&rest[..start]);
            let after = &rest[start + 2..];
            let end = after.find('}').ok_or_else(|| anyhow!("line {}: ${{ without }}", argument.line))?;
            let name = &after[..end];
            if let Some(literal) = name.strip_prefix('!') {
                out.push_str("${");
                out.push_str(literal);
                out.push('}');
            } else if let Some((_, node)) = local.iter().find(|(key, _)| key == name) {
                out.push_str(&self.text(node)?);
            } else {
                let value = match name.split_once('.') {
                    Some((resource, attribute)) => Some(self.attribute(resource, attribute, argument.line)?),
                    None => self.reference(name, argument.line)?,
                };
                let text = value.as_ref().and_then(scalar_text);
                out.push_str(&text.ok_or_else(|| anyhow!("line {}: ${{{name}}} is not a text", argument.line))?);
            }
            rest = &after[end + 1..];
        }
        out.push_str(rest);
        Ok(Json::String(self.dynamic(&out, argument.line)?))
    }

    fn get_att(&self, argument: &Node) -> Result<Json> {
        let (resource, attribute) = match &argument.value {
            NodeValue::List(items) if items.len() == 2 => (argument_text(&items[0])?, argument_text(&items[1])?),
            _ => {
                let text = argument_text(argument)?;
                let (resource, attribute) = text
                    .split_once('.')
                    .ok_or_else(|| anyhow!("line {}: !GetAtt needs Resource.Attribute", argument.line))?;
                (resource.to_owned(), attribute.to_owned())
            }
        };
        self.attribute(&resource, &attribute, argument.line)
    }

    fn reference(&self, name: &str, line: usize) -> Result<Option<Json>> {
        if let Some(value) = self.parameters.get(name) {
            return Ok(Some(Json::String(value.clone())));
        }
        let text = match name {
            "AWS::NoValue" => return Ok(None),
            "AWS::StackName" => STACK.to_owned(),
            "AWS::Region" => REGION.to_owned(),
            "AWS::AccountId" => ACCOUNT.to_owned(),
            "AWS::Partition" => "aws".to_owned(),
            "AWS::URLSuffix" => "amazonaws.com".to_owned(),
            "AWS::StackId" => {
                format!("arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{STACK}/local")
            }
            _ => {
                let (kind, node) = self.resource(name, line)?;
                match kind {
                    "AWS::SQS::Queue" => {
                        format!("{}/{ACCOUNT}/{}", self.queues_url, self.name(name, node, "QueueName")?)
                    }
                    "AWS::SecretsManager::Secret" => {
                        format!("arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{}", self.name(name, node, "Name")?)
                    }
                    "AWS::SNS::Topic" => format!("arn:aws:sns:{REGION}:{ACCOUNT}:{STACK}-{name}"),
                    "AWS::DynamoDB::Table" => self.name(name, node, "TableName")?,
                    "AWS::SES::ConfigurationSet" => self.name(name, node, "Name")?,
                    "AWS::S3::Bucket" => self.bucket_name(name, node)?,
                    _ => format!("{STACK}-{name}"),
                }
            }
        };
        Ok(Some(Json::String(text)))
    }

    fn attribute(&self, resource: &str, attribute: &str, line: usize) -> Result<Json> {
        let (kind, node) = self.resource(resource, line)?;
        let text = match (kind, attribute) {
            ("AWS::SQS::Queue", "Arn") => {
                format!("arn:aws:sqs:{REGION}:{ACCOUNT}:{}", self.name(resource, node, "QueueName")?)
            }
            ("AWS::SQS::Queue", "QueueName") => self.name(resource, node, "QueueName")?,
            ("AWS::SQS::Queue", "QueueUrl") => {
                return Ok(self.reference(resource, line)?.unwrap_or_default());
            }
            ("AWS::DynamoDB::Table", "Arn") => {
                format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{}", self.name(resource, node, "TableName")?)
            }
            ("AWS::SSM::Parameter", "Value") => {
                let value = node.get("Properties").and_then(|properties| properties.get("Value"));
                self.text(value.ok_or_else(|| anyhow!("line {}: {resource} needs a Value", node.line))?)?
            }
            ("AWS::Logs::LogGroup", "Arn") => {
                format!("arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{}", self.name(resource, node, "LogGroupName")?)
            }
            ("AWS::S3::Bucket", "Arn") => format!("arn:aws:s3:::{}", self.bucket_name(resource, node)?),
            ("AWS::Serverless::Function", "Arn") => {
                format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{STACK}-{resource}")
            }
            _ => bail!(
                "line {line}: the local runner does not support the attribute {attribute} of {resource} ({kind}): \
                 add it to infra/local/src/template/resolve.rs",
            ),
        };
        Ok(Json::String(text))
    }

    /// The name of a resource: from its properties, else generated as `CloudFormation` does.
    pub(crate) fn name(&self, resource: &str, node: &Node, property: &str) -> Result<String> {
        match node.get("Properties").and_then(|properties| properties.get(property)) {
            Some(name) => self.text(name),
            None => Ok(format!("{STACK}-{resource}")),
        }
    }

    /// The name of a bucket, which has no capital letters.
    pub(crate) fn bucket_name(&self, resource: &str, node: &Node) -> Result<String> {
        Ok(self.name(resource, node, "BucketName")?.to_lowercase())
    }

    /// The properties of a resource, evaluated.
    pub(crate) fn properties(&self, node: &Node) -> Result<serde_json::Map<String, Json>> {
        let Some(properties) = node.get("Properties") else {
            return Ok(serde_json::Map::new());
        };
        match self.value(properties)? {
            Some(Json::Object(map)) => Ok(map),
            _ => bail!("Properties must be a map"),
        }
    }

    fn resource(&self, name: &str, line: usize) -> Result<(&str, &Node)> {
        let node = self
            .root
            .get("Resources")
            .and_then(|resources| resources.get(name))
            .ok_or_else(|| anyhow!("line {line}: there is no parameter or resource {name}"))?;
        let kind = node
            .get("Type")
            .and_then(Node::text)
            .ok_or_else(|| anyhow!("line {}: {name}: a resource needs a Type", node.line))?;
        Ok((kind, node))
    }

    /// Replaces `{{resolve:secretsmanager:…}}` by the secret's value.
    fn dynamic(&self, text: &str, line: usize) -> Result<String> {
        let mut out = text.to_owned();
        while let Some(start) = out.find("{{resolve:") {
            let end = out[start..].find("}}").ok_or_else(|| anyhow!("line {line}: {{{{resolve: without }}}}"))?;
            let reference = &out[start + "{{resolve:".len()..start + end];
            // Behind the id may stand which part, stage and version of it: here there is one of each.
            let secret = reference
                .strip_prefix("secretsmanager:")
                .map(|rest| rest.split_once(":SecretString").map_or(rest, |(id, _)| id))
                .and_then(|id| self.secrets.get(id))
                .ok_or_else(|| {
                    anyhow!(
                        "line {line}: {{{{resolve:{reference}}}}} does not name an AWS::SecretsManager::Secret of this template",
                    )
                })?;
            out.replace_range(start..start + end + 2, &secret.clone());
        }
        Ok(out)
    }
}

/// A scalar as `CloudFormation` writes it into a text.
pub(crate) fn scalar_text(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

fn plain(node: &Node) -> Option<String> {
    match &node.value {
        NodeValue::Scalar(value) => scalar_text(value),
        _ => None,
    }
}

fn arguments<const N: usize>(argument: &Node) -> Result<&[Node; N]> {
    let NodeValue::List(items) = &argument.value else {
        bail!("line {}: expected a list of {N} items", argument.line);
    };
    items
        .as_slice()
        .try_into()
        .map_err(|_| anyhow!("line {}: expected {N} items, found {}", argument.line, items.len()))
}

fn argument_text(argument: &Node) -> Result<String> {
    argument.text().map(str::to_owned).ok_or_else(|| anyhow!("line {}: expected a name", argument.line))
}
