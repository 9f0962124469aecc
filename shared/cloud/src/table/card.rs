//! The card of a lead: what lists show of it. The indexes of lists hold a copy.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use jiff::fmt::serde::timestamp::millisecond::{optional, required};
use jiff::tz::TimeZone;
use leadwright_domain::activity::ActivityId;
use leadwright_domain::lead::{Attention, Lead, Reason, Temperature};
use leadwright_domain::value::channel::Channel;
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::stage::Stage;
use serde::{Deserialize, Deserializer, Serialize};

use super::error::TableError;
use super::item::{Item, json, read};
use super::key::lead_of;

/// The attribute that holds it.
pub(crate) const CARD: &str = "card";

/// What lists show of a lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Card {
    /// The lead.
    pub id: LeadId,
    /// What a reader calls it.
    pub title: String,
    /// Where it works.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Where mail to it goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Where it stands.
    pub stage: Stage,
    /// Whose it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Its points, of 100.
    pub total: i32,
    /// Its points as a word.
    pub temperature: Temperature,
    /// Where it came from.
    pub source: String,
    /// When it last asked for something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<Timestamp>,
    /// The form that it sent last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// Its telephone number, as it was typed; none where it asked not to be called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The campaign that brought it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    /// The segments it is in.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub segments: BTreeSet<String>,
    /// What is to be done about it, and why. Rows of older releases do not say.
    #[serde(flatten)]
    pub attention: Attention,
}

/// As it is stored, in a lead's row and in two indexes: with short names and without the lead's id, which stands in the
/// row's key, since a hand-off that fills one kilobyte more costs two write units more. The aliases are the names that older
/// releases wrote.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Card")]
struct StoredCard {
    #[serde(skip, default = "unknown")]
    id: LeadId,
    #[serde(rename = "n", alias = "title")]
    title: String,
    #[serde(rename = "c", alias = "company", default, skip_serializing_if = "Option::is_none")]
    company: Option<String>,
    #[serde(rename = "m", alias = "email", default, skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(rename = "s", alias = "stage")]
    stage: Stage,
    #[serde(rename = "o", alias = "owner", default, skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    #[serde(rename = "p", alias = "total")]
    total: i32,
    #[serde(rename = "t", alias = "temperature")]
    temperature: Temperature,
    #[serde(rename = "from", alias = "source")]
    source: String,
    #[serde(rename = "a", alias = "asked", default, skip_serializing_if = "Option::is_none")]
    #[serde(serialize_with = "optional::serialize", deserialize_with = "number_or_text")]
    asked: Option<Timestamp>,
    #[serde(rename = "f", alias = "form", default, skip_serializing_if = "Option::is_none")]
    form: Option<String>,
    #[serde(rename = "tel", alias = "phone", default, skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    #[serde(rename = "ad", alias = "campaign", default, skip_serializing_if = "Option::is_none")]
    campaign: Option<String>,
    #[serde(rename = "in", alias = "segments", default, skip_serializing_if = "BTreeSet::is_empty")]
    segments: BTreeSet<String>,
    // Read by itself: serde keeps a copy of the whole text for what is flattened, and lists read 40 cards.
    #[serde(flatten, skip_deserializing)]
    attention: Attention,
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Stored(#[serde(with = "StoredCard")] Card);

/// The lead of a card whose row was not looked at yet.
fn unknown() -> LeadId {
    LeadId::parse("ld_aaaaaaaaaaaaaaaaaaaaaaaaaa").expect("an id")
}

/// A time in milliseconds, or in words, as older releases wrote it.
fn number_or_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Number(#[serde(with = "required")] Timestamp),
        Text(Timestamp),
    }
    let (Either::Number(at) | Either::Text(at)) = Either::deserialize(deserializer)?;
    Ok(Some(at))
}

impl Card {
    /// The card of a lead.
    pub fn of(lead: &Lead) -> Self {
        Self {
            id: lead.id.clone(),
            title: lead.title().into_owned(),
            company: lead.field("company").map(ToOwned::to_owned),
            email: lead.field("email").map(ToOwned::to_owned),
            stage: lead.stage,
            owner: lead.owner.clone(),
            total: lead.score.total,
            temperature: lead.score.temperature,
            source: lead.first_touch.source.clone(),
            asked: lead.last_submission.as_ref().map(ActivityId::occurred_at),
            form: lead.submissions.newest_form().map(ToOwned::to_owned),
            phone: lead.recognised("phone").filter(|_| lead.refuses(Channel::Calls).is_none()).map(ToOwned::to_owned),
            campaign: lead.first_touch.campaign.clone(),
            segments: lead.segments.clone(),
            attention: lead.attention(),
        }
    }

    /// The card of the lead whose row that is.
    pub(crate) fn read(row: &Item) -> Result<Self, TableError> {
        let Stored(card) = read(row, CARD)?;
        Ok(Self { id: lead_of(row)?, attention: read(row, CARD)?, ..card })
    }

    /// The card as a lead's row has it.
    pub(crate) fn attribute(self) -> AttributeValue {
        json(&Stored(self))
    }

    /// The card as older releases wrote it.
    pub(crate) fn older(self) -> Self {
        let nothing = Attention::default();
        Self { form: None, phone: None, campaign: None, segments: BTreeSet::new(), attention: nothing, ..self }
    }

    /// Why the lead is to be looked at, the most urgent first; `zone` is the reader's.
    pub fn reasons(&self, now: Timestamp, zone: &TimeZone) -> Vec<Reason> {
        self.attention.reasons(self.stage, self.temperature, self.asked, now, zone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::item::text;
    use crate::table::key::Key;

    /// Stored cards are read, whichever release wrote them.
    #[test]
    fn cards_of_all_releases_are_read() {
        let id = "ld_lamtth6yetyscghyvack4c5mcy";
        let read = |card: &str| {
            let mut row = Key::lead(&LeadId::parse(id).unwrap()).item();
            row.insert(CARD.to_owned(), text(card));
            Card::read(&row).unwrap_or_else(|error| panic!("{card}: {error}"))
        };
        let oldest = read(
            r#"{"id":"ld_lamtth6yetyscghyvack4c5mcy","title":"Maria","company":"Acme","email":"m@a.example","stage":"sql",
            "owner":"ana","total":85,"temperature":"hot","source":"form","asked":"2026-11-30T10:00:00.203Z"}"#,
        );
        assert_eq!((oldest.id.as_str(), oldest.title.as_str(), oldest.total), (id, "Maria", 85));
        assert_eq!(oldest.asked, "2026-11-30T10:00:00.203Z".parse().ok());
        assert!(oldest.attention.is_none());
        let older = read(
            r#"{"id":"ld_lamtth6yetyscghyvack4c5mcy","title":"Maria","company":"Acme","email":"m@a.example","stage":"sql",
            "owner":"ana","total":85,"temperature":"hot","source":"form","asked":"2026-11-30T10:00:00.203Z",
            "form":"demo","phone":"+351912345678","campaign":"spring","segments":["larger"],"due":1796033100251,
            "what":"Call again","on":"no_answer","missed":true,"waits":1796033100000,"bounced":true}"#,
        );
        let now = r#"{"n":"Maria","c":"Acme","m":"m@a.example","s":"sql","o":"ana","p":85,"t":"hot","from":"form","a":1796032800203,"f":"demo","tel":"+351912345678","ad":"spring","in":["larger"],"due":1796033100251,"what":"Call again","on":"no_answer","missed":true,"waits":1796033100000,"bounced":true}"#;
        assert_eq!(read(now), older);
        assert_eq!(older.clone().attribute(), text(now));
        assert_eq!(older.older(), oldest);
        let least = r#"{"n":"+49","s":"suspect","p":0,"t":"cold","from":"list"}"#;
        assert_eq!(read(least).attribute(), text(least));
    }
}
