//! Bodies: the same fields whichever carries them, and a reason for every one that can't be read.

use std::time::{Duration, Instant};

use futures_util::FutureExt;
use lambda_http::Body;
use leadwright_domain::activity::Submission;
use leadwright_domain::form::{FieldError, NotText};
use leadwright_domain::words::Words;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::json;

use super::*;

const FORM: &str = "application/x-www-form-urlencoded";
const PARTS: &str = "multipart/form-data; boundary=xx";
const JSON: &str = "application/json";
const PLAIN: &str = "text/plain;charset=UTF-8";

fn form() -> Form {
    serde_json::from_value(json!({
        "title": "Demo", "wants": "wants a demo", "unknown": "keep",
        "fields": [
            {"name": "email", "label": "E-mail", "type": "email", "required": true},
            {"name": "name", "label": "Name"},
            {"name": "employees", "label": "Employees", "type": "number"},
            {"name": "topics", "label": "Topics", "type": "choices", "options": [
                {"value": "routes", "label": "Routes"}, {"value": "parts", "label": "Parts"},
            ]},
            {"name": "address", "label": "Address", "type": "address"},
            {"name": "message", "label": "Message", "type": "message"},
        ],
    }))
    .unwrap()
}

fn request(content_type: &str, body: &[u8]) -> Request {
    let mut request = Request::new(Body::Binary(body.to_vec()));
    if !content_type.is_empty() {
        request.headers_mut().insert(CONTENT_TYPE, content_type.parse().unwrap());
    }
    request
}

fn posted(content_type: &str, body: &[u8]) -> Result<Posted, Unreadable> {
    read(&request(content_type, body), &form()).now_or_never().expect("nothing to wait for")
}

/// The pairs, with one sign between name and value.
fn pairs(content_type: &str, body: &[u8]) -> Result<Vec<String>, Unreadable> {
    posted(content_type, body).map(|posted| posted.pairs().map(|(name, value)| format!("{name}={value}")).collect())
}

fn submission(content_type: &str, body: &[u8]) -> Result<Submission, Vec<FieldError>> {
    form().read(Words::english_for_visitors(), "demo", &posted(content_type, body).unwrap(), None)
}

/// A part of a body in parts.
fn part(headers: &str, value: &[u8]) -> Vec<u8> {
    [b"--xx\r\nContent-Disposition: form-data; ", headers.as_bytes(), b"\r\n\r\n", value, b"\r\n"].concat()
}

fn parts(all: &[(&str, &[u8])]) -> Vec<u8> {
    let parts = all.iter().map(|(headers, value)| part(headers, value));
    parts.chain([b"--xx--\r\n".to_vec()]).collect::<Vec<_>>().concat()
}

/// Every way in which these pairs can be sent.
fn bodies(all: &[(String, String)]) -> Vec<(&'static str, Vec<u8>)> {
    let urlencoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(all).finish();
    let named: Vec<(String, &[u8])> =
        all.iter().map(|(name, value)| (format!("name=\"{name}\""), value.as_bytes())).collect();
    let named: Vec<(&str, &[u8])> = named.iter().map(|(headers, value)| (headers.as_str(), *value)).collect();
    let mut object = serde_json::Map::new();
    for (name, value) in all {
        let known = object.entry(name.clone()).or_insert_with(|| json!([]));
        known.as_array_mut().unwrap().push(json!(value));
    }
    let object = json!(object).to_string().into_bytes();
    let lines = all.iter().map(|(name, value)| format!("{name}={value}\r\n")).collect::<Vec<_>>().concat();
    let mut bodies = vec![
        (FORM, urlencoded.clone().into_bytes()),
        (PARTS, parts(&named)),
        (JSON, object.clone()),
        (PLAIN, object),
        (PLAIN, lines.into_bytes()),
    ];
    bodies.extend((!urlencoded.is_empty()).then(|| (PLAIN, urlencoded.into_bytes())));
    bodies
}

fn owned(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn r_formspree_119_a_form_is_the_same_in_every_body() {
    let all = owned(&[
        ("email", "maria@acme.example"),
        ("name", "José & Łucja = 100% +1"),
        ("topics", "routes"),
        ("topics", "parts"),
        ("address[city]", "Köln"),
        ("message", "one\r\ntwo\r\n\r\nx=y\r\nother words"),
        ("employees", ""),
    ]);
    let expected = submission(FORM, &bodies(&all)[0].1).unwrap();
    assert_eq!(expected.fields["topics"], "routes, parts");
    assert_eq!(expected.message.as_deref(), Some("one\ntwo\n\nx=y\nother words"));
    for (content_type, body) in bodies(&all) {
        let read = submission(content_type, &body);
        assert_eq!(read.as_ref(), Ok(&expected), "{content_type} {}", String::from_utf8_lossy(&body));
    }
    // As a script writes it.
    let object = json!({
        "email": "maria@acme.example", "name": "José & Łucja = 100% +1", "topics": ["routes", "parts"],
        "address": {"city": "Köln"}, "message": "one\ntwo\n\nx=y\nother words", "employees": null,
    });
    assert_eq!(submission(JSON, object.to_string().as_bytes()), Ok(expected));
}

#[test]
fn json_is_read_by_what_its_fields_are() {
    let read = |value: serde_json::Value| posted(JSON, value.to_string().as_bytes()).unwrap();
    let listed = |posted: &Posted| posted.pairs().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>();
    let flat = read(json!({"a": 1, "b": true, "c": null, "d": ["x", 2, null], "e": {"f": "g", "h": ["i", "j"]}}));
    assert_eq!(listed(&flat), ["a=1", "b=true", "d=x", "d=2", "e[f]=g", "e[h]=i", "e[h]=j"]);
    let deep = read(json!({"a": [["x"]], "b": {"c": {"d": 1}}, "e": [{"f": 1}], "n": 1.234_567_890_123_456_7e22}));
    let deep: Vec<_> = deep.not_text().collect();
    let nested = |name| (name, NotText::Nested);
    assert_eq!(deep, [nested("a"), nested("b[c]"), nested("e"), ("n", NotText::Imprecise)]);
    let whole = b"\xef\xbb\xbf{\"email\": \"maria@acme.example\"}";
    for content_type in [JSON, "text/json", "application/vnd.form+json; charset=utf-8", PLAIN, ""] {
        assert_eq!(pairs(content_type, whole).unwrap(), ["email=maria@acme.example"], "{content_type}");
    }
}

#[test]
fn r_contao_8434_every_encoding_that_is_declared_is_read() {
    let in_part = |headers: &str, value: &[u8]| parts(&[("name=\"email\"", b"a@b.example"), (headers, value)]);
    let utf_16: Vec<u8> = "{\"name\": \"José\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let latin = "name=\"name\"\r\nContent-Type: text/plain; charset=ISO-8859-1";
    for (content_type, body, expected) in [
        (PARTS, in_part("name=\"name\"", "José".as_bytes()), Ok("José")),
        (PARTS, in_part(latin, b"Jos\xe9"), Ok("José")),
        (PARTS, [part("name=\"_charset_\"", b"iso-8859-1"), in_part("name=\"name\"", b"Jos\xe9")].concat(), Ok("José")),
        (PARTS, in_part("name=\"name\"", b"Jos\xe9"), Err("UTF-8")),
        ("application/json; charset=ISO-8859-1", b"{\"name\": \"Jos\xe9\"}".to_vec(), Ok("José")),
        ("application/json; charset=utf-16le", utf_16, Ok("José")),
        (JSON, b"{\"name\": \"Jos\xe9\"}".to_vec(), Err("UTF-8")),
        ("text/plain; charset=windows-1252", b"email=a\r\nname=Jos\xe9\r\n".to_vec(), Ok("José")),
        ("text/plain", b"email=a\r\n_charset_=windows-1252\r\nname=Jos\xe9\r\n".to_vec(), Ok("José")),
        ("text/plain", b"email=a&name=Jos%C3%A9".to_vec(), Ok("José")),
        ("text/plain", b"email=a&_charset_=latin1&name=Jos%E9".to_vec(), Ok("José")),
    ] {
        let read = posted(content_type, &body).map(|posted| posted.get("name").unwrap_or_default().to_owned());
        match expected {
            Ok(name) => assert_eq!(read.as_deref(), Ok(name), "{content_type}"),
            Err(encoding) => {
                assert_eq!(read, Err(post::Unreadable::Bytes { encoding }.into()), "{content_type}");
            }
        }
    }
    let klingon = Err(Unreadable::Form(post::Unreadable::Encoding));
    assert_eq!(posted("application/json; charset=klingon", b"{}").map(drop), klingon);
    assert_eq!(
        posted(PARTS, &in_part("name=\"name\"\r\nContent-Type: text/plain; charset=klingon", b"x")).map(drop),
        klingon
    );
}

#[test]
fn a_file_is_refused_by_its_name_and_an_empty_input_is_none() {
    let file = |name: &str, content: &'static [u8]| {
        let headers = format!("name=\"cv\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream");
        let all: [(&str, &[u8]); 2] = [("name=\"email\"", b"a@b.example"), (&headers, content)];
        posted(PARTS, &parts(&all)).unwrap()
    };
    assert_eq!(file("", b""), posted(PARTS, &parts(&[("name=\"email\"", b"a@b.example")])).unwrap());
    for (name, content) in [("cv.pdf", &b"%PDF\x00\xff"[..]), ("cv.pdf", b""), ("", b"x"), ("Jos\u{e9}.pdf", b"x")] {
        let read = file(name, content);
        assert_eq!(read.not_text().collect::<Vec<_>>(), [("cv", NotText::File)], "{name}");
        assert_eq!(read.get("email"), Some("a@b.example"));
    }
    // However long the file is, what else was entered is read: the page that says so shows it.
    let long = parts(&[("name=\"email\"", b"a@b.example"), ("name=\"cv\"; filename=\"a\"", &vec![b'x'; 1_000_000])]);
    assert_eq!(posted(PARTS, &long).unwrap().get("email"), Some("a@b.example"));
    let long = parts(&[("name=\"message\"", &vec![b'x'; LIMIT])]);
    assert_eq!(posted(PARTS, &long), Err(post::Unreadable::TooLarge { limit: LIMIT }.into()));
}

#[test]
fn what_is_no_form_is_refused_with_a_reason() {
    let named = |name: String| parts(&[(&format!("name=\"{name}\""), b"x")]);
    let many: Vec<(String, String)> = (0..=MOST_FIELDS).map(|at| (format!("f{at}"), "x".to_owned())).collect();
    let nested = "name=\"a\"\r\nContent-Type: multipart/mixed; boundary=yy";
    let encoded = "name=\"a\"\r\nContent-Transfer-Encoding: base64";
    let header = format!("name=\"a\"\r\nX-Long: {}", "x".repeat(3_000));
    let headers = (0..40).map(|at| format!("\r\nX-{at}: 1")).collect::<Vec<_>>().concat();
    let whole = parts(&[("name=\"email\"", b"a@b.example")]);
    for (content_type, body, expected) in [
        ("image/png", b"x".to_vec(), Unreadable::Type),
        ("application/octet-stream", b"a=b".to_vec(), Unreadable::Type),
        ("multipart/mixed; boundary=xx", whole.clone(), Unreadable::Type),
        ("multipart/form-data", whole.clone(), Unreadable::Multipart),
        ("multipart/form-data; boundary=", whole.clone(), Unreadable::Multipart),
        ("multipart/form-data; boundary=yy", whole.clone(), Unreadable::Multipart),
        (PARTS, b"hello".to_vec(), Unreadable::Multipart),
        (PARTS, Vec::new(), Unreadable::Multipart),
        // Cut off in the middle: nothing of it is taken.
        (PARTS, whole[..whole.len() - 6].to_vec(), Unreadable::Multipart),
        (PARTS, whole[..30].to_vec(), Unreadable::Multipart),
        (PARTS, parts(&[("filename=\"a\"", b"x")]), Unreadable::Multipart),
        (PARTS, named("x".repeat(201)), Unreadable::Headers),
        (PARTS, parts(&[(&header, b"x")]), Unreadable::Headers),
        (PARTS, parts(&[(&format!("name=\"a\"{headers}"), b"x")]), Unreadable::Multipart),
        (PARTS, parts(&[(nested, b"--yy\r\n\r\nx\r\n--yy--\r\n")]), Unreadable::Nested),
        (PARTS, parts(&[(encoded, b"eA==")]), Unreadable::Nested),
        (JSON, b"[]".to_vec(), Unreadable::Json("it is no object".to_owned())),
        (
            JSON,
            b"{\"a\": 1, \"a\": 2}".to_vec(),
            Unreadable::Json("an object has a name twice: line 1, column 16".to_owned()),
        ),
        ("text/plain", b"hello".to_vec(), Unreadable::Lines),
        ("text/plain", b"hello\r\nemail=a\r\n".to_vec(), Unreadable::Lines),
        (FORM, vec![b'x'; LIMIT + 1], post::Unreadable::TooLarge { limit: LIMIT }.into()),
        (JSON, vec![b' '; LIMIT + 1], post::Unreadable::TooLarge { limit: LIMIT }.into()),
    ] {
        assert_eq!(posted(content_type, &body), Err(expected), "{content_type} {}", String::from_utf8_lossy(&body));
    }
    for (content_type, body) in bodies(&many) {
        let read = posted(content_type, &body);
        // Lines that begin no field of the form belong to the one before.
        let is_lines = body.starts_with(b"f0=x\r\n");
        assert!(is_lines || read == Err(Unreadable::TooMany), "{content_type}");
    }
    let deep = format!("{{\"a\": {}1{}}}", "[".repeat(10_000), "]".repeat(10_000));
    assert!(matches!(posted(JSON, deep.as_bytes()), Err(Unreadable::Json(_))));
}

/// Whatever comes, the answer is fields, or a status below 500 with words.
fn survives(content_type: &str, body: &[u8]) {
    let Ok(header) = content_type.parse() else { return };
    let mut request = request("", body);
    request.headers_mut().insert(CONTENT_TYPE, header);
    let form = form();
    match read(&request, &form).now_or_never().expect("nothing to wait for") {
        Ok(posted) => {
            if let Ok(sent) = form.read(Words::english_for_visitors(), "demo", &posted, None) {
                // What is taken goes through the queue as JSON.
                let stored = serde_json::to_string(&sent).unwrap();
                assert_eq!(serde_json::from_str::<Submission>(&stored).unwrap(), sent);
            }
        }
        Err(why) => {
            assert!(why.status().is_client_error());
            assert!(!why.words(Words::english_for_visitors()).is_empty());
        }
    }
}

fn any_pairs() -> impl Strategy<Value = Vec<(String, String)>> {
    let names = ["email", "name", "employees", "topics", "message", "address[city]"];
    // Without what one of the formats writes in another way: line ends and blanks at the ends of a line.
    let value =
        prop_oneof!["[a-zA-Z0-9äß=&%+;\" ]{0,30}", Just("maria@acme.example".to_owned()), Just("parts".to_owned())];
    prop::collection::vec((prop::sample::select(names.to_vec()).prop_map(ToOwned::to_owned), value), 1..8)
}

fn any_type() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![FORM, PARTS, JSON, PLAIN, "text/plain", "", "multipart/form-data; boundary=\"x\""])
            .prop_map(ToOwned::to_owned),
        prop::sample::select(vec!["utf-16", "latin1", "shift_jis", "gbk", "klingon"])
            .prop_flat_map(|charset| prop::sample::select(vec![FORM, PARTS, JSON, "text/plain"])
                .prop_map(move |kind| format!("{kind}; charset={charset}"))),
        "[a-z/;= ]{0,40}",
    ]
}

/// A body of this kind, with some of its bytes changed, left out, or put in.
fn mutated() -> impl Strategy<Value = (String, Vec<u8>)> {
    let edits = prop::collection::vec((any::<prop::sample::Index>(), 0..4_u8, any::<u8>()), 0..6);
    (any_pairs(), 0..6_usize, edits, any::<bool>(), any_type()).prop_map(|(all, at, edits, is_typed, other)| {
        let bodies = bodies(&all);
        let (content_type, mut body) = bodies[at % bodies.len()].clone();
        for (at, edit, byte) in edits.into_iter().filter(|_| !body.is_empty()).collect::<Vec<_>>() {
            if body.is_empty() {
                break;
            }
            let at = at.index(body.len());
            match edit {
                0 => body[at] = byte,
                1 => drop(body.remove(at)),
                2 => body.insert(at, byte),
                _ => body.truncate(at),
            }
        }
        (if is_typed { content_type.to_owned() } else { other }, body)
    })
}

proptest! {
    #[test]
    fn what_is_posted_is_the_same_in_every_body(all in any_pairs()) {
        let bodies = bodies(&all);
        let expected = submission(bodies[0].0, &bodies[0].1);
        for (content_type, body) in bodies {
            prop_assert_eq!(&submission(content_type, &body), &expected, "{}", String::from_utf8_lossy(&body));
        }
    }

    #[test]
    fn any_body_is_read_or_refused(content_type in any_type(), body in prop::collection::vec(any::<u8>(), 0..400)) {
        survives(&content_type, &body);
    }

    #[test]
    fn a_damaged_body_is_read_or_refused((content_type, body) in mutated()) {
        survives(&content_type, &body);
    }
}

/// Run it by hand, for as long as `LEADWRIGHT_FUZZ_SECONDS` says: `cargo test -p capture --release fuzz -- --ignored`.
/// A panic names the body.
#[test]
#[ignore = "runs for minutes"]
fn fuzz_every_body() {
    let seconds = std::env::var("LEADWRIGHT_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(60);
    let mut runner = TestRunner::default();
    let noise = (any_type(), prop::collection::vec(any::<u8>(), 0..2_000));
    let until = Instant::now() + Duration::from_secs(seconds);
    let mut slowest = Duration::ZERO;
    let mut count = 0_u64;
    while Instant::now() < until {
        let damaged = mutated().new_tree(&mut runner).unwrap().current();
        let random = noise.new_tree(&mut runner).unwrap().current();
        for (content_type, body) in [damaged, random] {
            let begun = Instant::now();
            let outcome = std::panic::catch_unwind(|| survives(&content_type, &body));
            assert!(outcome.is_ok(), "{content_type:?} {body:?}");
            slowest = slowest.max(begun.elapsed());
            count += 1;
        }
    }
    println!("{count} bodies, the slowest in {slowest:?}");
}
