//! An identity provider on this machine: real HTTP, real keys, real signatures, and every fault on demand.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use serde_json::{Value, json};

/// What the desk is called there.
pub(super) const CLIENT: &str = "desk-1";

/// A pair of keys.
pub(super) enum Key {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
}

impl Key {
    pub(super) fn rsa() -> Self {
        Self::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).expect("a key"))
    }

    pub(super) fn ec() -> Self {
        Self::Ec(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key"))
    }

    fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "RS256",
            Self::Ec(_) => "ES256",
        }
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).expect("a signature");
                signature
            }
            Self::Ec(key) => key.sign(&random, message).expect("a signature").as_ref().to_vec(),
        }
    }

    /// The public half, as a list of keys has it.
    fn public(&self, id: &str) -> Value {
        let text = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
        match self {
            Self::Rsa(key) => {
                let (n, e) = (key.public_key().modulus(), key.public_key().exponent());
                let (n, e) = (n.big_endian_without_leading_zero(), e.big_endian_without_leading_zero());
                json!({"kty": "RSA", "use": "sig", "alg": "RS256", "kid": id, "n": text(n), "e": text(e)})
            }
            Self::Ec(key) => {
                let point = &key.public_key().as_ref()[1..];
                json!({"kty": "EC", "crv": "P-256", "kid": id, "x": text(&point[..32]), "y": text(&point[32..])})
            }
        }
    }
}

/// How a token is signed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Signed {
    /// With the newest key.
    Well,
    /// With the algorithm `none`, and no signature.
    Not,
    /// With HMAC, whose secret is the public key, as everybody can.
    ByPublicKey,
    /// With a key of somebody else, under the name of the newest.
    ByAnotherKey,
    /// With the newest key, and changed afterwards.
    ThenChanged,
    /// With the newest key, under a name that no key has.
    ByUnknownName,
    /// With the newest key, and no name of it.
    WithoutName,
    /// With a demand in its head that the reader does not know.
    WithDemand,
}

/// What goes wrong at an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fault {
    /// There is no answer as long as somebody waits for it.
    Slow,
    /// The answer does not end.
    Huge,
    /// An error.
    Status(u16),
    /// A redirect to the address where all is well.
    Redirect,
    /// A page in place of JSON.
    Garbage,
}

/// What the provider does.
pub(super) struct Plan {
    /// Claims in place of the usual ones; `null` leaves one out.
    pub(super) claims: Value,
    pub(super) signed: Signed,
    /// The address that has a fault.
    pub(super) fault: Option<(&'static str, Fault)>,
    /// Its keys by name; the newest signs.
    pub(super) keys: Vec<(String, Key)>,
    /// Changes of its description.
    pub(super) description: Value,
    /// The secret of the client.
    pub(super) secret: String,
    /// The paths that were asked for.
    pub(super) seen: Vec<String>,
    /// How many bytes of answers that do not end were taken.
    pub(super) taken: usize,
    codes: BTreeMap<String, BTreeMap<String, String>>,
}

/// The provider.
pub(super) struct Issuer {
    pub(super) url: String,
    plan: Arc<Mutex<Plan>>,
}

impl Issuer {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let plan = Arc::new(Mutex::new(Plan {
            claims: json!({}),
            signed: Signed::Well,
            fault: None,
            keys: vec![("key-1".to_owned(), Key::rsa())],
            description: json!({}),
            secret: String::new(),
            seen: Vec::new(),
            taken: 0,
            codes: BTreeMap::new(),
        }));
        let (own, of) = (url.clone(), Arc::clone(&plan));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (own, of) = (own.clone(), Arc::clone(&of));
                // A broken connection is the other side's to tell.
                std::thread::spawn(move || serve(stream.expect("a connection"), &own, &of).ok());
            }
        });
        Self { url, plan }
    }

    pub(super) fn plan(&self) -> MutexGuard<'_, Plan> {
        locked(&self.plan)
    }

    /// From now on all goes well, for a person with this address.
    pub(super) fn reset(&self, email: &str) {
        let mut plan = self.plan();
        plan.claims = json!({ "email": email });
        plan.signed = Signed::Well;
        plan.fault = None;
        plan.description = json!({});
    }

    /// How often an address was asked for.
    pub(super) fn count(&self, path: &str) -> usize {
        self.plan().seen.iter().filter(|seen| *seen == path).count()
    }
}

fn locked(plan: &Mutex<Plan>) -> MutexGuard<'_, Plan> {
    plan.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// A request: its path, its query or form, and its header `Authorization`.
struct Request {
    path: String,
    fields: BTreeMap<String, String>,
    authorization: String,
}

fn serve(mut stream: TcpStream, url: &str, plan: &Mutex<Plan>) -> std::io::Result<()> {
    let Some(request) = read(&mut stream)? else { return Ok(()) };
    let fault = {
        let mut plan = locked(plan);
        plan.seen.push(request.path.clone());
        plan.fault.filter(|(path, _)| *path == request.path).map(|(_, fault)| fault)
    };
    match fault {
        // Until the other side hangs up.
        Some(Fault::Slow) => stream.read(&mut [0; 1]).map(drop),
        Some(Fault::Huge) => {
            write!(stream, "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n")?;
            for _ in 0..8000 {
                stream.write_all(&[b' '; 8 * 1024])?;
                locked(plan).taken += 8 * 1024;
            }
            Ok(())
        }
        Some(Fault::Status(status)) => answer(&mut stream, status, "", "{}"),
        Some(Fault::Redirect) => answer(&mut stream, 302, &format!("location: {url}/moved{}\r\n", request.path), ""),
        Some(Fault::Garbage) => answer(&mut stream, 200, "", "<!doctype html><title>Sorry</title>"),
        None => {
            let (status, headers, body) = told(&request, url, &mut locked(plan));
            answer(&mut stream, status, &headers, &body)
        }
    }
}

fn read(stream: &mut TcpStream) -> std::io::Result<Option<Request>> {
    let mut reader = BufReader::new(stream);
    let (mut line, mut length, mut authorization) = (String::new(), 0, String::new());
    reader.read_line(&mut line)?;
    let Some(target) = line.split(' ').nth(1).map(str::to_owned) else { return Ok(None) };
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').unwrap_or_default();
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().unwrap_or(0),
            "authorization" => value.trim().clone_into(&mut authorization),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let fields = [query.as_bytes(), &body].map(|text| form_urlencoded::parse(text).into_owned().collect::<Vec<_>>());
    let path = path.strip_prefix("/moved").unwrap_or(path).to_owned();
    Ok(Some(Request { path, fields: fields.concat().into_iter().collect(), authorization }))
}

fn answer(stream: &mut TcpStream, status: u16, headers: &str, body: &str) -> std::io::Result<()> {
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n{body}"
    )
}

/// What the provider answers: status, headers, body.
fn told(request: &Request, url: &str, plan: &mut Plan) -> (u16, String, String) {
    let json = |status: u16, body: Value| (status, String::new(), body.to_string());
    match request.path.as_str() {
        "/.well-known/openid-configuration" => {
            let mut body = json!({
                "issuer": url, "authorization_endpoint": format!("{url}/authorize"),
                "token_endpoint": format!("{url}/token"), "jwks_uri": format!("{url}/keys"),
            });
            replace(&mut body, &plan.description);
            json(200, body)
        }
        "/keys" => {
            // A key of a kind that nobody knows stands among the others.
            let strange = json!({"kty": "LATTICE", "kid": "strange", "use": "sig", "alg": "XY9"});
            let keys = plan.keys.iter().map(|(id, key)| key.public(id));
            json(200, json!({ "keys": std::iter::once(strange).chain(keys).collect::<Vec<_>>() }))
        }
        "/authorize" => {
            let code = format!("code-{}", plan.seen.len());
            let (back, state) = (&request.fields["redirect_uri"], &request.fields["state"]);
            plan.codes.insert(code.clone(), request.fields.clone());
            (302, format!("location: {back}?code={code}&state={state}\r\n"), String::new())
        }
        "/token" => token(request, url, plan).unwrap_or_else(|(status, error)| json(status, json!({ "error": error }))),
        _ => json(404, json!({})),
    }
}

/// The token of a code, for who shows the secret and the verifier (RFC 6749, RFC 7636).
fn token(request: &Request, url: &str, plan: &mut Plan) -> Result<(u16, String, String), (u16, &'static str)> {
    let field = |name: &str| request.fields.get(name).map_or("", String::as_str);
    let basic = format!("Basic {}", BASE64.encode(format!("{CLIENT}:{}", plan.secret).as_bytes()));
    let is_posted = field("client_id") == CLIENT && field("client_secret") == plan.secret;
    if request.authorization != basic && !is_posted {
        return Err((401, "invalid_client"));
    }
    let asked = plan.codes.remove(field("code")).ok_or((400, "invalid_grant"))?;
    let challenge = BASE64URL_NOPAD.encode(digest(&SHA256, field("code_verifier").as_bytes()).as_ref());
    let is_same = asked["redirect_uri"] == field("redirect_uri") && asked["code_challenge"] == challenge;
    if !is_same || asked["code_challenge_method"] != "S256" || field("grant_type") != "authorization_code" {
        return Err((400, "invalid_grant"));
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    let mut claims = json!({
        "iss": url, "aud": asked["client_id"], "sub": "7", "iat": now, "exp": now + 300, "nonce": asked["nonce"],
        "email_verified": true,
    });
    replace(&mut claims, &plan.claims);
    let body = json!({"token_type": "Bearer", "access_token": "x", "id_token": signed(&claims, plan)});
    Ok((200, String::new(), body.to_string()))
}

fn signed(claims: &Value, plan: &Plan) -> String {
    let (id, key) = plan.keys.last().expect("a key");
    let other = Key::rsa();
    let key = if plan.signed == Signed::ByAnotherKey { &other } else { key };
    let mut head = json!({"typ": "JWT", "alg": key.algorithm(), "kid": id});
    match plan.signed {
        Signed::Not => head["alg"] = json!("none"),
        Signed::ByPublicKey => head["alg"] = json!("HS256"),
        Signed::ByUnknownName => head["kid"] = json!("nobody"),
        Signed::WithoutName => drop(head.as_object_mut().expect("an object").remove("kid")),
        Signed::WithDemand => (head["crit"], head["b64"]) = (json!(["b64"]), json!(true)),
        Signed::Well | Signed::ByAnotherKey | Signed::ThenChanged => {}
    }
    let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    let message = format!("{}.{}", part(&head), part(claims));
    let signature = match plan.signed {
        Signed::Not => Vec::new(),
        Signed::ByPublicKey => {
            let secret = plan.keys.last().expect("a key").1.public(id).to_string();
            hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), message.as_bytes()).as_ref().to_vec()
        }
        _ => key.sign(message.as_bytes()),
    };
    let mut claims = claims.clone();
    if plan.signed == Signed::ThenChanged {
        claims["email"] = json!("dora@acme.example");
    }
    format!("{}.{}.{}", part(&head), part(&claims), BASE64URL_NOPAD.encode(&signature))
}

/// Puts values in place of others; `null` takes one away.
fn replace(all: &mut Value, changes: &Value) {
    let all = all.as_object_mut().expect("an object");
    for (name, value) in changes.as_object().expect("an object") {
        if value.is_null() {
            all.remove(name)
        } else {
            all.insert(name.clone(), value.clone())
        };
    }
}
