//! A post in parts (`multipart/form-data`, RFC 7578): of `new FormData(form)`, and of forms with files.
//!
//! Forms take no files. A file input that was left empty is no file; any other is refused by its name, and what else was
//! entered is kept for the page that says so.

use std::convert::Infallible;
use std::future::ready;

use futures_util::stream::once;
use lambda_http::http::HeaderMap;
use lambda_http::http::header::CONTENT_DISPOSITION;
use leadwright_domain::form::{NotText, Posted};
use leadwright_web::post;
use leadwright_web::post::Charset;
use leadwright_web::reader::{charset, media_type};
use multer::Multipart;

use crate::body::error::{LIMIT, MOST_FIELDS, Unreadable};

/// The most bytes of a field's name.
const LONGEST_NAME: usize = 200;

/// The most bytes of all headers of a part.
const LONGEST_HEADERS: usize = 2_000;

/// The longest boundary (RFC 2046, 5.1.1).
const LONGEST_BOUNDARY: usize = 70;

/// A field as it came: not decoded yet.
struct Part {
    name: String,
    bytes: Vec<u8>,
    charset: Option<String>,
}

/// The fields of the parts.
pub(super) async fn read(content_type: &str, body: &[u8]) -> Result<Posted, Unreadable> {
    let boundary = multer::parse_boundary(content_type).map_err(|_| Unreadable::Multipart)?;
    if !(1..=LONGEST_BOUNDARY).contains(&boundary.len()) {
        return Err(Unreadable::Multipart);
    }
    // All of it is here: the parser never waits.
    let mut parser = Multipart::new(once(ready(Ok::<_, Infallible>(body.to_vec()))), boundary);
    let mut posted = Posted::default();
    let mut parts = Vec::new();
    let (mut fields, mut length) = (0, 0);
    while let Some(part) = parser.next_field().await.map_err(|_| Unreadable::Multipart)? {
        fields += 1;
        if fields > MOST_FIELDS {
            return Err(Unreadable::TooMany);
        }
        let headers = part.headers();
        if headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum::<usize>() > LONGEST_HEADERS {
            return Err(Unreadable::Headers);
        }
        if is_encoded(headers) || media_type(headers).starts_with("multipart/") {
            return Err(Unreadable::Nested);
        }
        let name = part.name().ok_or(Unreadable::Multipart)?.to_owned();
        if name.len() > LONGEST_NAME {
            return Err(Unreadable::Headers);
        }
        let (charset, is_file, file) = (charset(headers), is_file(headers), part.file_name().map(ToOwned::to_owned));
        let bytes = part.bytes().await.map_err(|_| Unreadable::Multipart)?;
        if is_file {
            let is_chosen = !bytes.is_empty() || file.is_some_and(|name| !name.is_empty());
            if is_chosen {
                posted.add_not_text(name, NotText::File);
            }
            continue;
        }
        length += name.len() + bytes.len();
        parts.push(Part { name, bytes: bytes.to_vec(), charset });
    }
    let has_files = posted.not_text().next().is_some();
    if length > LIMIT || (body.len() > LIMIT && !has_files) {
        return Err(post::Unreadable::TooLarge { limit: LIMIT }.into());
    }
    let of_all = parts.iter().find(|part| part.name == "_charset_").map(|part| part.bytes.clone()).unwrap_or_default();
    for Part { name, bytes, charset } in parts {
        let label = charset.map(String::into_bytes);
        posted.add(name, Charset::named(label.as_deref().unwrap_or(&of_all))?.decode(&bytes)?);
    }
    Ok(posted)
}

/// The part is encoded, as mails are: forms send bytes as they are.
fn is_encoded(headers: &HeaderMap) -> bool {
    let encoding = headers.get("content-transfer-encoding").map(|value| value.as_bytes().trim_ascii());
    let plain: [&[u8]; 3] = [b"7bit", b"8bit", b"binary"];
    encoding.is_some_and(|encoding| plain.iter().all(|plain| !encoding.eq_ignore_ascii_case(plain)))
}

/// The part is a file: it names one, if only by nothing.
fn is_file(headers: &HeaderMap) -> bool {
    let disposition = headers.get(CONTENT_DISPOSITION).map(|value| value.as_bytes().to_ascii_lowercase());
    let parameters = disposition.iter().flat_map(|value| value.split(|b| *b == b';'));
    parameters.map(<[u8]>::trim_ascii_start).any(|parameter| parameter.starts_with(b"filename"))
}
