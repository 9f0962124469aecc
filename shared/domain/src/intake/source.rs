//! A lead that another tool posted becomes a post of the form that its source names.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::Value;

use crate::activity::Activity;
use crate::form::FieldError;
use crate::intake::reader::Intake;
use crate::lead_source::reading::time;
use crate::lead_source::{LeadOfPost, LeadSource};
use crate::value::identity::{Identity, LeadId};
use crate::words::Words;

/// How far the clock of a tool may be ahead of ours: its time is ours then.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);

/// Nothing that happened before can matter: 2000-01-01.
const EARLIEST: Timestamp = Timestamp::constant(946_684_800, 0);

/// The most characters of a tool's own id.
const ID: usize = 200;

/// Something of a lead can't be taken: which field, where it is read from, and what to send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceError {
    /// The field of the form; `id` and `at` are the keys of the source's file.
    pub field: String,
    /// What it is read from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What to send.
    pub message: String,
}

impl Intake<'_> {
    /// Reads a lead of the source of that name. `id` is the tool's own id of it where the lead does not hold it; `seed` tells
    /// the lead from others of this moment if there is none at all.
    ///
    /// # Errors
    /// All that can't be taken, in the form's order.
    pub fn read_source(
        &self,
        (name, source): (&str, &LeadSource),
        lead: &Value,
        id: Option<&str>,
        seed: &str,
    ) -> Result<Activity, Vec<SourceError>> {
        let told = |errors: Vec<FieldError>| errors.into_iter().map(|error| source.error(error)).collect::<Vec<_>>();
        let Some(form) = self.config.forms.get(&source.form) else {
            return Err(told(vec![FieldError::new("form", format!("there is no form {:?}", source.form))]));
        };
        let form = if source.email_or_phone { form.by_email_or_phone() } else { Cow::Borrowed(form) };
        let words = Words::english_for_visitors();
        let LeadOfPost { posted, id: own, at, unread } = source.read(lead, &form);
        let mut errors = Vec::new();
        let read = form.read(words, &source.form, &posted, None).map_err(|refused| errors.extend(refused));
        let pairs = unread.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let unknown = source.unknown.read(words, pairs).map_err(|refused| errors.extend(refused));
        let at = self.at(at.as_deref()).map_err(|why| errors.push(FieldError::new("at", why)));
        let own = own.as_deref().or(id);
        if own.map_or(source.id.is_some(), |own| !is_id(own)) {
            let why = format!(
                "The id of the lead has 1 to {ID} visible characters, no blanks: without it a repetition would be another lead."
            );
            errors.push(FieldError::new("id", why));
        }
        let read = read.and_then(|sent| {
            let sender = self.config.sender(words, &sent).map_err(|refused| errors.push(refused))?;
            Ok((sent, sender))
        });
        let (Ok((mut sent, sender)), Ok(unknown), Ok(at), []) = (read, unknown, at, &errors[..]) else {
            return Err(told(errors));
        };
        sent.unknown.extend(unknown);
        if let Some(source) = &source.source {
            sent.source.clone_from(source);
        }
        let sent = self.config.delivered(self.config.proven(sent, None), at.unwrap_or(self.now));
        // A supplier that delivers again what it delivered means the same row.
        let order = sent.delivered.as_ref().map(|row| format!("{}:{}", row.supplier, row.row));
        let own = own.or(order.as_deref());
        let entry = || Identity::Entry(format!("{name}:{}", own.unwrap_or(seed)));
        let lead = LeadId::of(self.key, &sender.clone().unwrap_or_else(entry));
        Ok(Activity::from_source(lead, sent, name, own, at, seed, self.now).sent_by(sender.as_ref()))
    }

    /// When the person asked; none if the tool does not say it.
    fn at(&self, text: Option<&str>) -> Result<Option<Timestamp>, String> {
        let Some(text) = text else { return Ok(None) };
        let at = time(text).ok_or("Send a time with its zone, like 2026-11-21T14:03:00Z, or seconds since 1970.")?;
        if at > self.now + AHEAD {
            return Err("The time is in the future: send when the person asked.".to_owned());
        }
        if at < EARLIEST {
            return Err("The time is before the year 2000: send when the person asked.".to_owned());
        }
        Ok(Some(at.min(self.now)))
    }
}

fn is_id(id: &str) -> bool {
    (1..=ID).contains(&id.chars().count()) && !id.contains(|c: char| c.is_whitespace() || c.is_control())
}

impl LeadSource {
    fn error(&self, FieldError { field, message }: FieldError) -> SourceError {
        let from = match field.as_str() {
            "id" => self.id.as_ref(),
            "at" => self.at.as_ref(),
            field => self.fields.get(field),
        };
        SourceError { from: from.map(ToString::to_string), field, message }
    }
}
