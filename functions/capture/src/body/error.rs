//! Why a post can't be read, and how much one may hold.

use lambda_http::http::StatusCode;
use leadwright_domain::words::Words;
use leadwright_web::post;

/// The most a post may hold, in bytes. The content of files, which are refused, does not count.
pub(super) const LIMIT: usize = 64 * 1024;

/// The most fields of a post.
pub(super) const MOST_FIELDS: usize = 500;

/// A post that can't be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// The body is no form.
    Type,
    /// It is too long, or no text in its encoding.
    Form(post::Unreadable),
    /// It has too many fields.
    TooMany,
    /// It is no JSON object: what is wrong, and where.
    Json(String),
    /// Its text is no form.
    Lines,
    /// Its parts are no form, or one is cut off.
    Multipart,
    /// A part has too long a name, or too long headers.
    Headers,
    /// A part is encoded, or has parts itself.
    Nested,
    /// The caller's own id of the post is none.
    Key,
}

impl From<post::Unreadable> for Unreadable {
    fn from(why: post::Unreadable) -> Self {
        Self::Form(why)
    }
}

impl Unreadable {
    /// The status of the answer.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Type => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Form(why) => why.status(),
            Self::TooMany => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Json(_) | Self::Lines | Self::Multipart | Self::Headers | Self::Nested | Self::Key => {
                StatusCode::BAD_REQUEST
            }
        }
    }

    /// What is wrong and what to send, for who posted it.
    pub(crate) fn words(&self, words: Words<'_>) -> String {
        match self {
            Self::Type | Self::Form(post::Unreadable::Type) => words.say("visitor-body-type"),
            Self::Form(post::Unreadable::TooLarge { limit }) => {
                words.with("visitor-body-large", &[("limit", (limit / 1024).into())])
            }
            Self::Form(post::Unreadable::Bytes { encoding }) => {
                words.with("visitor-body-bytes", &[("encoding", (*encoding).into())])
            }
            Self::Form(post::Unreadable::Encoding) => words.say("visitor-body-encoding"),
            Self::TooMany => words.with("visitor-body-many", &[("limit", MOST_FIELDS.into())]),
            Self::Json(why) => words.with("visitor-body-json", &[("why", why.as_str().into())]),
            Self::Lines => words.say("visitor-body-lines"),
            Self::Multipart => words.say("visitor-body-multipart"),
            Self::Headers => words.say("visitor-body-headers"),
            Self::Nested => words.say("visitor-body-nested"),
            Self::Key => words.say("visitor-body-key"),
        }
    }
}
