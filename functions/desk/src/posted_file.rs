//! A form with a file (`multipart/form-data`), read whole: API Gateway and Lambda take 6 MB, of which Base64 leaves 4.5.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::ready;

use futures_util::stream::once;
use lambda_http::Request;
use lambda_http::http::StatusCode;
use lambda_http::http::header::CONTENT_TYPE;
use multer::Multipart;

/// The most MB of a file.
pub(crate) const FILE_MB: u32 = 4;

/// The most bytes of a file.
const MOST: usize = FILE_MB as usize * 1024 * 1024;

/// The most bytes of all other fields.
const FIELDS: usize = 32 * 1024;

/// The most parts.
const PARTS: usize = 20;

/// A file that somebody posted.
#[derive(Debug, Clone)]
pub(crate) struct PostedFile {
    /// Its name on their machine.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// The fields of a form and its file, if one was chosen.
pub(crate) type WithFile = (BTreeMap<String, String>, Option<PostedFile>);

/// A form with a file that can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum WrongFile {
    #[error("the file is larger than {FILE_MB} MB")]
    TooLarge,
    #[error("the form is broken")]
    Broken,
}

impl WrongFile {
    /// The status of the answer.
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Broken => StatusCode::BAD_REQUEST,
        }
    }
}

/// Reads the fields and the file.
pub(crate) async fn read(request: &Request) -> Result<WithFile, WrongFile> {
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(content_type).map_err(|_| WrongFile::Broken)?;
    let body = request.body().as_ref().to_vec();
    if body.len() > MOST + FIELDS {
        return Err(WrongFile::TooLarge);
    }
    // All of it is here: the parser never waits.
    let mut parser = Multipart::new(once(ready(Ok::<_, Infallible>(body))), boundary);
    let (mut fields, mut file, mut length) = (BTreeMap::new(), None, 0);
    for _ in 0..PARTS {
        let Some(part) = parser.next_field().await.map_err(|_| WrongFile::Broken)? else { return Ok((fields, file)) };
        let name = part.name().unwrap_or_default().to_owned();
        let of_file = part.file_name().map(str::to_owned);
        let bytes = part.bytes().await.map_err(|_| WrongFile::Broken)?;
        match of_file {
            Some(_) if bytes.len() > MOST => return Err(WrongFile::TooLarge),
            // A file input that was left empty has no name.
            Some(of_file) if bytes.is_empty() && of_file.is_empty() => {}
            Some(of_file) => file = Some(PostedFile { name: of_file, bytes: bytes.to_vec() }),
            None => {
                length += name.len() + bytes.len();
                let text = String::from_utf8(bytes.to_vec()).map_err(|_| WrongFile::Broken)?;
                if length > FIELDS {
                    return Err(WrongFile::TooLarge);
                }
                fields.insert(name, text);
            }
        }
    }
    Err(WrongFile::Broken)
}
