//! Messages of JSON-RPC 2.0, one in each request, and the versions of the protocol that clients speak.
//!
//! Up to 2025-11-25 a client begins with `initialize`; since 2026-07-28 each message says its version. The difference ends
//! here and in [`crate::mcp::answers`]: the tools are the same.

use lambda_http::http::{HeaderMap, StatusCode};
use serde_json::{Map, Value, json};

/// The versions that begin with `initialize`, the oldest first. The batches of the first are not taken.
pub(crate) const HANDSHAKE: [&str; 3] = ["2025-03-26", "2025-06-18", "2025-11-25"];

/// The version in which each message stands for itself.
pub(crate) const STATELESS: &str = "2026-07-28";

/// Where a message of that version names it.
const VERSION_KEY: &str = "io.modelcontextprotocol/protocolVersion";

/// Where it says what the client can do.
const CAPABILITIES_KEY: &str = "io.modelcontextprotocol/clientCapabilities";

/// How a client speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Era {
    /// One of [`HANDSHAKE`], or of no named version.
    Handshake,
    /// [`STATELESS`].
    Stateless,
}

/// What is wrong with a message, by the codes of JSON-RPC and of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    Parse = -32700,
    InvalidRequest = -32600,
    MethodNotFound = -32601,
    InvalidParams = -32602,
    HeaderMismatch = -32020,
    UnsupportedVersion = -32022,
}

impl Code {
    /// The status of an answer that says it.
    pub(crate) fn status(self, era: Era) -> StatusCode {
        match (self, era) {
            (Self::MethodNotFound | Self::InvalidParams, Era::Handshake) => StatusCode::OK,
            (Self::MethodNotFound, Era::Stateless) => StatusCode::NOT_FOUND,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

/// Why a message gets no result.
#[derive(Debug, PartialEq)]
pub(crate) struct RpcError {
    pub(crate) code: Code,
    message: String,
    data: Option<Value>,
}

impl RpcError {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), data: None }
    }

    /// The message that says it to the request of that id; `null` where it has none.
    pub(crate) fn written(&self, id: &Value) -> Value {
        let mut error = json!({"code": self.code as i32, "message": self.message});
        if let Some(data) = &self.data {
            error["data"] = data.clone();
        }
        json!({"jsonrpc": "2.0", "id": id, "error": error})
    }
}

/// A message that wants an answer.
#[derive(Debug, PartialEq)]
pub(crate) struct RpcRequest {
    pub(crate) id: Value,
    pub(crate) method: String,
    pub(crate) params: Map<String, Value>,
}

/// A message of a client.
#[derive(Debug, PartialEq)]
pub(crate) enum Message {
    Request(RpcRequest),
    /// It wants no answer, and tells nothing that is needed here.
    Notification,
}

/// Reads a message.
pub(crate) fn read(body: &[u8]) -> Result<Message, RpcError> {
    let invalid = |why: &str| RpcError::new(Code::InvalidRequest, why);
    let value: Value = serde_json::from_slice(body).map_err(|why| {
        let message = format!("The body is not JSON: line {}, column {}.", why.line(), why.column());
        RpcError::new(Code::Parse, message)
    })?;
    let mut object = match value {
        Value::Object(object) => object,
        Value::Array(_) => return Err(invalid("Send one message in each request: batches are not taken.")),
        _ => return Err(invalid("Send one JSON-RPC message: an object.")),
    };
    if object.get("jsonrpc") != Some(&json!("2.0")) {
        return Err(invalid("Send \"jsonrpc\": \"2.0\"."));
    }
    let Some(Value::String(method)) = object.remove("method") else {
        return Err(invalid("Send a \"method\": this server asks nothing, and takes no answers."));
    };
    let params = match object.remove("params") {
        None => Map::new(),
        Some(Value::Object(params)) => params,
        Some(_) => return Err(invalid("\"params\" is an object.")),
    };
    match object.remove("id") {
        None => Ok(Message::Notification),
        Some(id @ (Value::String(_) | Value::Number(_))) => Ok(Message::Request(RpcRequest { id, method, params })),
        Some(_) => Err(invalid("\"id\" is a text or a number.")),
    }
}

/// How the client of a message speaks, by the headers; they say the same as the message.
pub(crate) fn era(headers: &HeaderMap, message: &Message) -> Result<Era, RpcError> {
    let header = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let mismatch = |name: &str| {
        let message = format!("The header {name} does not say the same as the message.");
        Err(RpcError::new(Code::HeaderMismatch, message))
    };
    let request = match message {
        Message::Request(request) => Some(request),
        Message::Notification => None,
    };
    let own = request.and_then(|request| request.params.get("_meta")?.get(VERSION_KEY));
    match header("mcp-protocol-version") {
        None if own.is_some() => mismatch("MCP-Protocol-Version"),
        None => Ok(Era::Handshake),
        Some(version) if HANDSHAKE.contains(&version) => Ok(Era::Handshake),
        Some(STATELESS) => {
            let Some(request) = request else { return Ok(Era::Stateless) };
            let has_capabilities = request
                .params
                .get("_meta")
                .is_some_and(|meta| meta.get(CAPABILITIES_KEY).is_some_and(Value::is_object));
            let Some(own) = own.filter(|_| has_capabilities) else {
                let message = format!("\"params\" needs a \"_meta\" with {VERSION_KEY:?} and {CAPABILITIES_KEY:?}.");
                return Err(RpcError::new(Code::InvalidParams, message));
            };
            if own != STATELESS {
                return mismatch("MCP-Protocol-Version");
            }
            if header("mcp-method") != Some(request.method.as_str()) {
                return mismatch("Mcp-Method");
            }
            // Names of tools are plain: none is encoded.
            let name = request.params.get("name").and_then(Value::as_str);
            if request.method == "tools/call" && header("mcp-name") != name {
                return mismatch("Mcp-Name");
            }
            Ok(Era::Stateless)
        }
        Some(other) => {
            let supported: Vec<&str> = HANDSHAKE.into_iter().chain([STATELESS]).collect();
            let message = format!("Unsupported protocol version: this server speaks {}.", supported.join(", "));
            let data = Some(json!({"supported": supported, "requested": other}));
            Err(RpcError { data, ..RpcError::new(Code::UnsupportedVersion, message) })
        }
    }
}

/// The version that `initialize` is answered with: the one that was asked for, else the newest.
pub(crate) fn agreed(params: &Map<String, Value>) -> &'static str {
    let asked = params.get("protocolVersion").and_then(Value::as_str);
    let known = HANDSHAKE.into_iter().find(|version| Some(*version) == asked);
    known.unwrap_or(HANDSHAKE[HANDSHAKE.len() - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(all: &[(&'static str, &str)]) -> HeaderMap {
        all.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn one_message_is_read() {
        for (body, code) in [
            ("", Code::Parse),
            ("{", Code::Parse),
            ("[]", Code::InvalidRequest),
            ("7", Code::InvalidRequest),
            ("{}", Code::InvalidRequest),
            (r#"{"jsonrpc": "1.0", "id": 1, "method": "ping"}"#, Code::InvalidRequest),
            (r#"{"jsonrpc": "2.0", "id": 1}"#, Code::InvalidRequest),
            (r#"{"jsonrpc": "2.0", "id": 1, "result": {}}"#, Code::InvalidRequest),
            (r#"{"jsonrpc": "2.0", "id": null, "method": "ping"}"#, Code::InvalidRequest),
            (r#"{"jsonrpc": "2.0", "id": 1, "method": "ping", "params": []}"#, Code::InvalidRequest),
        ] {
            assert_eq!(read(body.as_bytes()).unwrap_err().code, code, "{body}");
        }
        assert_eq!(read(&b"[".repeat(100_000)).unwrap_err().code, Code::Parse, "however deep");
        let ping = read(br#"{"jsonrpc": "2.0", "id": "a", "method": "ping"}"#).unwrap();
        assert_eq!(ping, Message::Request(RpcRequest { id: json!("a"), method: "ping".into(), params: Map::new() }));
        let told = read(br#"{"jsonrpc": "2.0", "method": "notifications/initialized"}"#).unwrap();
        assert_eq!(told, Message::Notification);
    }

    #[test]
    fn the_headers_say_what_the_message_says() {
        let message = |meta: Value| {
            let body =
                json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "a", "_meta": meta}});
            read(body.to_string().as_bytes()).unwrap()
        };
        let meta = json!({VERSION_KEY: STATELESS, CAPABILITIES_KEY: {}});
        let all = [("mcp-protocol-version", STATELESS), ("mcp-method", "tools/call"), ("mcp-name", "a")];
        assert_eq!(era(&headers(&all), &message(meta.clone())), Ok(Era::Stateless));
        assert_eq!(era(&headers(&[]), &message(json!({}))), Ok(Era::Handshake));
        assert_eq!(era(&headers(&[("mcp-protocol-version", "2025-06-18")]), &message(json!({}))), Ok(Era::Handshake));
        for (headers_sent, meta, code) in [
            (&[][..], meta.clone(), Code::HeaderMismatch),
            (&all[..1], meta.clone(), Code::HeaderMismatch),
            (&all[..2], meta.clone(), Code::HeaderMismatch),
            (&all[..], json!({}), Code::InvalidParams),
            (&all, json!({VERSION_KEY: STATELESS}), Code::InvalidParams),
            (&all, json!({VERSION_KEY: "2025-11-25", CAPABILITIES_KEY: {}}), Code::HeaderMismatch),
            (&[("mcp-protocol-version", "1900-01-01")], meta, Code::UnsupportedVersion),
        ] {
            assert_eq!(era(&headers(headers_sent), &message(meta)).unwrap_err().code, code, "{headers_sent:?}");
        }
    }

    #[test]
    fn an_unknown_version_is_answered_with_the_newest() {
        let of = |version: &str| agreed(json!({"protocolVersion": version}).as_object().unwrap());
        assert_eq!((of("2025-03-26"), of("2024-11-05"), of("x")), ("2025-03-26", "2025-11-25", "2025-11-25"));
    }
}
