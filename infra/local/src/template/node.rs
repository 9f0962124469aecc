//! The YAML tree of a `CloudFormation` template, with its intrinsic functions and line numbers.
//!
//! What must stay true: `!Sub x` and `Fn::Sub: x` give the same [`NodeValue::Call`], and every node knows its line.

use anyhow::{Context, Result, bail};
use saphyr::{LoadableYamlNode, MarkedYaml, Scalar, YamlData};
use serde_json::Value as Json;

/// A node of the tree.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// The line in the file; the first is 1.
    pub(crate) line: usize,
    pub(crate) value: NodeValue,
}

/// The value of a node.
#[derive(Debug, Clone)]
pub(crate) enum NodeValue {
    /// A number, boolean, text or null.
    Scalar(Json),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
    /// An intrinsic function by its short name (`Ref`, `Sub`, `GetAtt`, …) and its argument.
    Call(String, Box<Node>),
}

impl Node {
    /// The value of a key of a map.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    /// The entries of a map; empty for other values.
    pub(crate) fn entries(&self) -> &[(String, Node)] {
        match &self.value {
            NodeValue::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The text of a scalar.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            NodeValue::Scalar(Json::String(text)) => Some(text),
            _ => None,
        }
    }
}

/// Parses the text of a template.
pub(crate) fn parse(text: &str) -> Result<Node> {
    let mut documents = MarkedYaml::load_from_str(text).map_err(|error| anyhow::anyhow!("not valid YAML: {error}"))?;
    if documents.len() != 1 {
        bail!("a template is one YAML document; this file has {}", documents.len());
    }
    convert(documents.remove(0))
}

fn convert(yaml: MarkedYaml<'_>) -> Result<Node> {
    let line = yaml.span.start.line();
    let value = match yaml.data {
        YamlData::Value(scalar) => NodeValue::Scalar(convert_scalar(scalar)),
        YamlData::Sequence(items) => NodeValue::List(items.into_iter().map(convert).collect::<Result<_>>()?),
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
                // saphyr gives the argument of a tag no line.
                inner.line = line;
            }
            return Ok(Node { line, value: NodeValue::Call(tag.suffix.clone(), Box::new(inner)) });
        }
        YamlData::Representation(..) | YamlData::Alias(_) | YamlData::BadValue => {
            bail!("line {line}: the value is not readable")
        }
    };
    Ok(Node { line, value })
}

/// `{Ref: x}` and `{"Fn::Name": x}` are the long forms of `!Ref x` and `!Name x`.
fn long_call(mut map: Vec<(String, Node)>) -> NodeValue {
    if map.len() == 1 {
        let name = &map[0].0;
        let call = if name == "Ref" { Some("Ref".to_owned()) } else { name.strip_prefix("Fn::").map(str::to_owned) };
        if let Some(call) = call {
            return NodeValue::Call(call, Box::new(map.remove(0).1));
        }
    }
    NodeValue::Map(map)
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
