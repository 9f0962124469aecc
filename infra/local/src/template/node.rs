//! The YAML tree of a `CloudFormation` template, with its short tags and line numbers.
//!
//! What must stay true: `!Sub x` and `Fn::Sub: x` give the same [`Value::Call`], and every node knows its line.

use anyhow::{Context, Result, bail};
use saphyr::{LoadableYamlNode, MarkedYaml, Scalar, YamlData};
use serde_json::Value as Json;

/// One place in the template.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// Counted from one.
    pub(crate) line: usize,
    pub(crate) value: Value,
}

/// What stands at a place in the template.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// A number, truth value, text or null.
    Scalar(Json),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
    /// An intrinsic function by its short name (`Ref`, `Sub`, `GetAtt`, …) and its argument.
    Call(String, Box<Node>),
}

impl Node {
    /// The entry of a map, or nothing.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    /// The entries of a map; none of anything else.
    pub(crate) fn entries(&self) -> &[(String, Node)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The text of a plain scalar.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(Json::String(text)) => Some(text),
            _ => None,
        }
    }
}

/// Reads the template's text.
pub(crate) fn parse(text: &str) -> Result<Node> {
    let mut documents = MarkedYaml::load_from_str(text).map_err(|error| anyhow::anyhow!("not valid YAML: {error}"))?;
    if documents.len() != 1 {
        bail!("a template is one YAML document, this file has {}", documents.len());
    }
    convert(documents.remove(0))
}

fn convert(yaml: MarkedYaml<'_>) -> Result<Node> {
    let line = yaml.span.start.line();
    let value = match yaml.data {
        YamlData::Value(scalar) => Value::Scalar(convert_scalar(scalar)),
        YamlData::Sequence(items) => Value::List(items.into_iter().map(convert).collect::<Result<_>>()?),
        YamlData::Mapping(entries) => {
            let mut map = Vec::with_capacity(entries.len());
            for (key, value) in entries {
                let key = convert(key)?;
                let name = key.text().map(str::to_owned).with_context(|| format!("line {line}: a key must be text"))?;
                map.push((name, convert(value)?));
            }
            long_call(map)
        }
        YamlData::Tagged(tag, inner) => {
            let mut inner = convert(*inner)?;
            if inner.line == 0 {
                // saphyr gives the argument of a tag no place of its own.
                inner.line = line;
            }
            return Ok(Node { line, value: Value::Call(tag.suffix.clone(), Box::new(inner)) });
        }
        YamlData::Representation(..) | YamlData::Alias(_) | YamlData::BadValue => {
            bail!("line {line}: a value that cannot be read")
        }
    };
    Ok(Node { line, value })
}

/// `{Ref: x}` and `{"Fn::Name": x}` are the long forms of `!Ref x` and `!Name x`.
fn long_call(mut map: Vec<(String, Node)>) -> Value {
    if map.len() == 1 {
        let name = &map[0].0;
        let call = if name == "Ref" { Some("Ref".to_owned()) } else { name.strip_prefix("Fn::").map(str::to_owned) };
        if let Some(call) = call {
            return Value::Call(call, Box::new(map.remove(0).1));
        }
    }
    Value::Map(map)
}

fn convert_scalar(scalar: Scalar<'_>) -> Json {
    match scalar {
        Scalar::Null => Json::Null,
        Scalar::Boolean(value) => value.into(),
        Scalar::Integer(value) => value.into(),
        Scalar::FloatingPoint(value) => value.into_inner().into(),
        Scalar::String(value) => value.into_owned().into(),
    }
}
