//! Rows of a list, read into activities.

use std::collections::HashMap;

use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use jiff::civil::Date;
use leadwright_domain::activity::{Activity, ActivityKind, Delivered, Imported};
use leadwright_domain::config::Config;
use leadwright_domain::form::ConsentAnswer;
use leadwright_domain::supply::Delivery;
use leadwright_domain::value::hash::content_hash;
use leadwright_domain::value::identity::{EmailAddress, Identity, IdentityKey, LeadId, PhoneNumber};
use leadwright_domain::value::money::written_amount;
use leadwright_domain::value::phone::international;
use leadwright_domain::value::purpose::Purpose;
use leadwright_domain::value::text::visible;

use crate::consent_words::ConsentWords;
use crate::dates::Dates;
use crate::rows::ImportRow;

/// The delivery that a list is, as its rows need it.
#[derive(Debug, Clone, Copy)]
pub struct DeliveryOfList<'a> {
    /// Its terms.
    pub delivery: &'a Delivery,
    /// The last day on which a bad row of it can be claimed.
    pub claim_until: Date,
}

/// Reads rows of a list.
pub struct Importer<'a> {
    /// The name of the list.
    pub source: &'a str,
    /// How its dates are read.
    pub dates: Dates,
    /// The ids of leads are made with it.
    pub key: &'a IdentityKey,
    /// Rows of the past, which start nothing.
    pub history: bool,
    /// The delivery that the list is, if a supplier's.
    pub delivery: Option<DeliveryOfList<'a>>,
    /// The campaign of rows that name none.
    pub campaign: Option<&'a str>,
    /// What is a yes besides the usual words.
    pub consent: ConsentWords,
    /// The name of the file.
    pub file: &'a str,
    /// The id of the import.
    pub import: String,
    /// When the import was undone before: its rows are other activities than then.
    pub again: Option<String>,
    /// The company's forms and its currency.
    pub config: &'a Config,
    /// When it is imported.
    pub now: Timestamp,
}

impl Importer<'_> {
    /// The activity of a row, if it can be read.
    pub fn lead_of(&self, values: ImportRow, line: u64) -> Result<Activity> {
        values.check_digits()?;
        self.lead(values, line)
    }

    /// The activity of a lead. Its id comes from the content of the row; of a supplier's, also from the delivery and its
    /// place there: a row that comes twice was delivered twice.
    fn lead(&self, mut row: ImportRow, line: u64) -> Result<Activity> {
        let lead = LeadId::of(self.key, &self.identity(&row)?);
        let mut content = row.content_hash();
        if let Some(again) = &self.again {
            content = content_hash(&[&content, again]);
        }
        let (mut delivered, mut opt_in) = (None, None);
        if let Some(DeliveryOfList { delivery, claim_until }) = self.delivery {
            let order;
            (order, opt_in) = row.take_supplied()?;
            let place = order.clone().unwrap_or_else(|| line.to_string());
            content = content_hash(&[&delivery.key(), &place, &content]);
            delivered = Some(Delivered {
                supplier: delivery.supplier.clone(),
                delivery: delivery.id.clone(),
                row: order.unwrap_or_else(|| format!("{}, line {line}", self.file)),
                claim_until,
            });
        }
        let row = &row;
        // What a supplier says of a person's consent counts with what it rests on.
        let has_evidence = self.delivery.is_none() || opt_in.is_some();
        let agrees = |purpose| has_evidence && self.consent.answer(row, purpose, &self.dates) == ConsentAnswer::Yes;
        let date = row.get("date").map(|date| self.dates.read(date)).transpose()?;
        let (fields, unrecognised) = row.fields(self.config)?;
        let row = Imported {
            source: row.source()?.unwrap_or_else(|| self.source.to_owned()),
            fields,
            unrecognised,
            campaign: row.campaign()?.or_else(|| self.campaign.map(str::to_owned)),
            consent: agrees(Purpose::Mail),
            consent_phone: agrees(Purpose::Phone),
            note: row.note()?,
            history: self.history,
            tip: false,
            referred_by: None,
            referrer: None,
            by: None,
            delivered,
            opt_in,
            import: Some(self.import.clone()),
        };
        Ok(Activity::imported(lead, row, self.source, &content, date, self.now))
    }

    /// The activity of a won deal. Its lead is the one of the same id in the list, else that of its address or number.
    pub fn deal(&self, row: &ImportRow, known: &HashMap<String, LeadId>) -> Result<Activity> {
        let at = self.dates.read(row.get("won_date").context("no won_date")?)?;
        let listed = row.get("id").and_then(|id| known.get(id));
        let lead = match listed {
            Some(lead) => lead.clone(),
            None => LeadId::of(self.key, &self.identity(row)?),
        };
        let currency = self.config.company.currency;
        let amount =
            row.get("won_amount").map(|text| written_amount(text, currency)).transpose().context("won_amount")?;
        let won = ActivityKind::deal_won(self.history, amount, currency, None);
        Ok(Activity::deal_imported(lead, self.source, &row.content_hash(), won, at))
    }

    /// The identity of a row: e-mail address, else phone number, else its id in this list.
    pub fn identity(&self, row: &ImportRow) -> Result<Identity> {
        let email = row.get("email").map(|email| EmailAddress::parse(&visible(email)));
        if let Some(Ok(email)) = email {
            return Ok(Identity::Email(email));
        }
        let number = row.get("phone").and_then(international);
        // A number with characters that nobody sees came after the id before it was read.
        let is_plain = row.get("phone").and_then(PhoneNumber::parse).is_some();
        let id = row.id()?.map(|id| Identity::External { source: self.source.to_owned(), id: id.to_owned() });
        match (number.map(Identity::Phone), id) {
            (Some(number), None) => Ok(number),
            (Some(number), Some(_)) if is_plain => Ok(number),
            (_, Some(id)) => Ok(id),
            (None, None) => match email {
                Some(Err(wrong)) => Err(wrong).context("email"),
                _ => bail!("the row has no email, no international phone and no id"),
            },
        }
    }
}
