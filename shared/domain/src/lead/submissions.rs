//! The submissions of a lead: which of them are repetitions.
//!
//! What must stay true: the number of submissions does not depend on the order in which posts arrive (invariant 7).

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::activity::id::ActivityId;

/// The same content within this time is one wish, however often the button was pressed (SuiteCRM#9463).
pub const SAME_WISH: SignedDuration = SignedDuration::from_mins(10);

/// How many spans a lead keeps. A post of the same wish as one no longer kept counts as another wish.
pub(crate) const SPANS: usize = 16;

/// The forms a lead sent: the newest of them.
///
/// Posts of the same content that lie within [`SAME_WISH`] of each other form one span. Joining spans does not depend
/// on the order in which posts come in, so neither does their number, nor any score made of it. (Exact as long as no
/// post comes in late among those no longer kept.)
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "StoredSubmissions", into = "StoredSubmissions")]
pub struct Submissions {
    spans: Vec<Span>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Span {
    first: ActivityId,
    /// The time of the last post; none if there is only the first one, as mostly.
    last: Option<Timestamp>,
    form: String,
    content: String,
}

/// As any release wrote them: the first ones wrote the names of a span's parts, and the very first the time of the last
/// post always. A lead stores few bytes, since the table's price goes by them.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum StoredSubmissions {
    List(Vec<StoredSpan>),
    Named { spans: Vec<StoredSpan> },
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum StoredSpan {
    /// One post, of that form and content.
    One(ActivityId, String, String),
    /// Several, with the time of the last one.
    Several(ActivityId, String, String, Timestamp),
    Named {
        first: ActivityId,
        #[serde(default)]
        last: Option<Timestamp>,
        form: String,
        content: String,
    },
}

impl From<StoredSubmissions> for Submissions {
    fn from(stored: StoredSubmissions) -> Self {
        let (StoredSubmissions::List(spans) | StoredSubmissions::Named { spans }) = stored;
        let span = |stored| {
            let (first, form, content, last) = match stored {
                StoredSpan::One(first, form, content) => (first, form, content, None),
                StoredSpan::Several(first, form, content, last) => (first, form, content, Some(last)),
                StoredSpan::Named { first, last, form, content } => (first, form, content, last),
            };
            let last = last.filter(|last| *last != first.occurred_at());
            Span { first, last, form, content }
        };
        Self { spans: spans.into_iter().map(span).collect() }
    }
}

impl From<Submissions> for StoredSubmissions {
    fn from(submissions: Submissions) -> Self {
        let span = |Span { first, last, form, content }| match last {
            None => StoredSpan::One(first, form, content),
            Some(last) => StoredSpan::Several(first, form, content, last),
        };
        Self::List(submissions.spans.into_iter().map(span).collect())
    }
}

impl Span {
    fn last(&self) -> Timestamp {
        self.last.unwrap_or_else(|| self.first.occurred_at())
    }
}

/// What a post did to the spans of its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpanChange {
    /// The first posts of the spans that it joined: none for a new wish, two where it lies between.
    pub removed: Vec<ActivityId>,
    /// The first post of the span that it is part of now.
    pub first: ActivityId,
}

impl SpanChange {
    /// It is the same wish as one already there.
    pub fn is_repeated(&self) -> bool {
        !self.removed.is_empty()
    }

    /// The wishes and when they were made are the same as before.
    pub fn is_nothing(&self) -> bool {
        self.removed.len() == 1 && self.removed[0] == self.first
    }
}

impl Submissions {
    /// No form was sent.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The number of wishes that are kept.
    pub(crate) fn len(&self) -> usize {
        self.spans.len()
    }

    /// The form that was sent last.
    pub fn newest_form(&self) -> Option<&str> {
        self.spans.iter().max_by_key(|span| span.last()).map(|span| span.form.as_str())
    }

    /// The forms that were sent, as far as they are kept.
    pub(crate) fn forms(&self) -> impl Iterator<Item = &str> {
        self.spans.iter().map(|span| span.form.as_str())
    }

    /// The form was last sent when?
    pub(crate) fn last_of_form(&self, form: &str) -> Option<Timestamp> {
        self.spans.iter().filter(|span| span.form == form).map(Span::last).max()
    }

    /// Adds a post of a form, by its content's hash.
    pub fn add(&mut self, form: &str, content: &str, id: &ActivityId) -> SpanChange {
        let content = content.chars().take(8).collect();
        self.add_span(Span { first: id.clone(), last: None, form: form.to_owned(), content })
    }

    /// Adds the wishes of another lead that is the same person.
    pub(crate) fn join(&mut self, other: &Self) {
        for span in &other.spans {
            self.add_span(span.clone());
        }
    }

    fn add_span(&mut self, mut span: Span) -> SpanChange {
        let (begin, end) = (span.first.occurred_at(), span.last());
        let mut last = end;
        let mut removed = Vec::new();
        self.spans.retain(|other| {
            let same = other.form == span.form
                && other.content == span.content
                && other.first.occurred_at() - SAME_WISH <= end
                && begin <= other.last() + SAME_WISH;
            if same {
                last = last.max(other.last());
                span.first = span.first.clone().min(other.first.clone());
                removed.push(other.first.clone());
            }
            !same
        });
        span.last = Some(last).filter(|last| *last != span.first.occurred_at());
        let change = SpanChange { removed, first: span.first.clone() };
        let place = self.spans.partition_point(|other| other.first < span.first);
        self.spans.insert(place, span);
        if self.spans.len() > SPANS {
            self.spans.remove(0);
        }
        change
    }
}
