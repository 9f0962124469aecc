//! A lead's identity: normalised addresses, and the id made from them.
//!
//! The same person gets the same lead id without a read of the table, and nobody can turn an id back into an address by
//! guessing addresses without the identity key. Normalisation is frozen as version 1: after a change, known people
//! would get new ids.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::value::hash::{content_hash, keyed_hash};
use crate::value::network::NetworkBlock;

/// An e-mail address in its normal form, for comparing and for sending: trimmed, lower case, ASCII, at most 254
/// characters (RFC 5321).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

/// The part before the `@` of addresses of desks: those of RFC 2142, and those that companies use.
const ROLES: [&str; 62] = [
    "abuse",
    "accounting",
    "accounts",
    "admin",
    "administration",
    "billing",
    "booking",
    "bookings",
    "buchhaltung",
    "buero",
    "careers",
    "comercial",
    "commercial",
    "compras",
    "contabilidade",
    "contact",
    "contacto",
    "contato",
    "customerservice",
    "enquiries",
    "einkauf",
    "facturacion",
    "ftp",
    "geral",
    "hello",
    "help",
    "hola",
    "hostmaster",
    "hr",
    "info",
    "inquiries",
    "invoices",
    "jobs",
    "kontakt",
    "mail",
    "marketing",
    "news",
    "noc",
    "noreply",
    "office",
    "orders",
    "partners",
    "post",
    "postmaster",
    "press",
    "purchasing",
    "reception",
    "recepcao",
    "reservations",
    "sales",
    "secretaria",
    "security",
    "sekretariat",
    "service",
    "support",
    "team",
    "usenet",
    "vendas",
    "ventas",
    "vertrieb",
    "webmaster",
    "www",
];

/// The text is not an e-mail address that mail can be sent to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct NotAnEmailAddress;

impl EmailAddress {
    /// Reads an address by the rule of browsers (HTML's `type=email`); its domain must have a dot as well.
    ///
    /// # Errors
    /// The text is no address that mail can be sent to: no `@`, a blank, a control character, an empty part, a domain
    /// without a dot.
    pub fn parse(text: &str) -> Result<Self, NotAnEmailAddress> {
        let (local, domain) = text.trim().rsplit_once('@').ok_or(NotAnEmailAddress)?;
        // SES takes ASCII only: a domain with other letters is sent as Punycode (RFC 5890).
        let domain = idna::domain_to_ascii(domain).map_err(|_| NotAnEmailAddress)?;
        let text = format!("{}@{domain}", local.to_lowercase());
        let (local, domain) = text.rsplit_once('@').ok_or(NotAnEmailAddress)?;
        let local_fits = (1..=64).contains(&local.len())
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && local.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c));
        let label_fits = |label: &str| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        };
        let domain_fits = domain.contains('.') && domain.split('.').all(label_fits);
        if text.len() <= 254 && local_fits && domain_fits { Ok(Self(text)) } else { Err(NotAnEmailAddress) }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The domain: the part after the `@`.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// The address of a desk and not of a person, as in `info@`: several people read it, and it says nothing of who wrote.
    pub fn is_role(&self) -> bool {
        let local = self.0.rsplit_once('@').map_or("", |(local, _)| local);
        let local = local.split('+').next().unwrap_or_default().replace(['-', '_', '.'], "");
        ROLES.contains(&local.as_str())
    }

    /// The hash that stands for this address in activities, to tell it from the lead's other addresses.
    pub fn short_hash(&self) -> String {
        content_hash(&[self.as_str()])
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).map_err(|_| format!("{text:?} is no e-mail address: write it like maria@example.com"))
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

/// A telephone number in E.164: `+`, country code, number, 8 to 15 digits. A number without a country code is not one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Reads an international number, written with `+` or `00`, with the usual blanks, dots, dashes, slashes and
    /// brackets.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().replace("(0)", "");
        let text = text.strip_prefix('+').or_else(|| text.strip_prefix("00"))?;
        let mut digits = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                '0'..='9' => digits.push(c),
                ' ' | '.' | '-' | '/' | '(' | ')' | '\u{a0}' => {}
                _ => return None,
            }
        }
        ((8..=15).contains(&digits.len()) && !digits.starts_with('0')).then(|| Self(format!("+{digits}")))
    }

    /// The number, with `+` first.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The company's secret key for lead ids. It never rotates.
#[derive(Clone)]
pub struct IdentityKey(Vec<u8>);

impl IdentityKey {
    /// A key of any length; HMAC takes it unchanged.
    pub fn new(secret: impl Into<Vec<u8>>) -> Self {
        Self(secret.into())
    }

    /// The name of an address's row on the suppression list. Nobody can turn it back into the address by guessing, and
    /// it stays when the lead is erased.
    pub fn suppression(&self, address: &EmailAddress) -> String {
        keyed_hash(&self.0, format!("suppressed:{}", address.as_str()).as_bytes())
    }
}

impl IdentityKey {
    /// The name of the row that keeps what a person asked of our calls and letters, by an address or a number of theirs.
    /// It stays when the lead is erased, as the suppression list does.
    pub fn no_contact(&self, person: &str) -> String {
        keyed_hash(&self.0, format!("no-contact:{person}").as_bytes())
    }
}

impl IdentityKey {
    /// The name of a network block in rows that count its posts on a UTC day, as in `2026-11-26`. The next day it has
    /// another, so that nobody can follow a network.
    pub fn network_on(&self, day: &str, block: NetworkBlock) -> String {
        keyed_hash(&self.0, format!("velocity:{day}:{block}").as_bytes())[..26].to_owned()
    }

    /// The signature under the second at which a form was shown.
    pub fn form_shown(&self, form: &str, second: i64) -> String {
        keyed_hash(&self.0, format!("form-shown:{form}:{second}").as_bytes())[..26].to_owned()
    }
}

/// The characters of the signature of a reference: 130 bits.
const REFERENCE: usize = 26;

impl IdentityKey {
    /// What stands in the header `References` of a mail to a lead, before the `@`: answers repeat it (RFC 5322, 3.6.4), also
    /// those from another address. (SES puts a `Message-ID` of its own in place of ours.) Each mail has another one, so that
    /// mail programs do not take two mails for one conversation.
    pub fn mail_reference(&self, lead: &LeadId, send: &str) -> String {
        let mail = content_hash(&[send]);
        let signed = keyed_hash(&self.0, format!("mail:{lead}:{mail}").as_bytes());
        format!("{lead}.{mail}.{}", &signed[..REFERENCE])
    }

    /// The lead of a reference; none if it is not ours.
    pub fn lead_of_reference(&self, reference: &str) -> Option<LeadId> {
        let [lead, mail, signature] = <[&str; 3]>::try_from(reference.split('.').collect::<Vec<_>>()).ok()?;
        let signed = keyed_hash(&self.0, format!("mail:{lead}:{mail}").as_bytes());
        (signature == &signed[..REFERENCE]).then(|| LeadId::parse(lead).ok()).flatten()
    }
}

impl fmt::Debug for IdentityKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdentityKey(…)")
    }
}

/// What identifies a person, best first: e-mail, else telephone, else an id within its source, else the entry's own id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// The normalised e-mail address.
    Email(EmailAddress),
    /// The E.164 number.
    Phone(PhoneNumber),
    /// The id that another system gave the person, unique within that system.
    External {
        /// The system, as named at import.
        source: String,
        /// The system's id for the lead.
        id: String,
    },
    /// Nothing identifies the person: the entry's own id.
    Entry(String),
}

/// A lead's id: `ld_` and 26 characters of base32 (130 bits of an HMAC-SHA256).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LeadId(String);

/// The text is not a lead id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a lead id is `ld_` and 26 letters or digits")]
pub struct NotALeadId;

impl LeadId {
    /// The id of the lead with this identity.
    pub fn of(key: &IdentityKey, identity: &Identity) -> Self {
        let named = match identity {
            Identity::Email(address) => format!("email:{}", address.as_str()),
            Identity::Phone(number) => format!("phone:{}", number.as_str()),
            Identity::External { source, id } => format!("external:{}:{source}:{id}", source.len()),
            Identity::Entry(id) => format!("entry:{id}"),
        };
        Self(format!("ld_{}", &keyed_hash(&key.0, named.as_bytes())[..26]))
    }

    /// Reads an id.
    ///
    /// # Errors
    /// The text is not `ld_` and 26 characters of base32.
    pub fn parse(text: &str) -> Result<Self, NotALeadId> {
        let fits = text.strip_prefix("ld_").is_some_and(|rest| {
            rest.len() == 26 && rest.bytes().all(|b| b.is_ascii_lowercase() || (b'2'..=b'7').contains(&b))
        });
        if fits { Ok(Self(text.to_owned())) } else { Err(NotALeadId) }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number of the partition, below `shards`, that holds this lead's rows in the indexes.
    pub fn shard(&self, shards: u16) -> u16 {
        shard_of(&self.0, shards)
    }
}

impl TryFrom<String> for LeadId {
    type Error = NotALeadId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<LeadId> for String {
    fn from(id: LeadId) -> Self {
        id.0
    }
}

impl fmt::Display for LeadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Spreads keys evenly over `shards`. Frozen: rows are found again by it.
pub(crate) fn shard_of(key: &str, shards: u16) -> u16 {
    // FNV-1a, 32 bits.
    let hash = key.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    u16::try_from(hash % u32::from(shards.max(1))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (text, expected) in [
            (" Maria.Silva@Acme.Example ", Some("maria.silva@acme.example")),
            ("o'brien+x@mail.acme.co.uk", Some("o'brien+x@mail.acme.co.uk")),
            ("joerg@MÜLLER.example", Some("joerg@xn--mller-kva.example")),
            ("jörg@mueller.example", None),
            ("maria@acme", None),
            ("maria", None),
            ("@acme.example", None),
            ("maria@", None),
            ("ma ria@acme.example", None),
            ("maria@acme.example\r\nBcc: all@acme.example", None),
            ("a@b@c.example", None),
            (".maria@acme.example", None),
            ("maria@-acme.example", None),
            ("\"maria\"@acme.example", None),
        ] {
            assert_eq!(EmailAddress::parse(text).ok().as_ref().map(EmailAddress::as_str), expected, "{text:?}");
        }
    }

    #[test]
    fn addresses_of_desks_are_told_from_those_of_people() {
        let is_role = |text| EmailAddress::parse(text).unwrap().is_role();
        for text in ["info@acme.example", "Sales@acme.example", "no-reply@acme.example", "support+7@acme.example"] {
            assert!(is_role(text), "{text}");
        }
        for text in ["maria@acme.example", "infom@acme.example", "salesman@acme.example"] {
            assert!(!is_role(text), "{text}");
        }
    }

    #[test]
    fn telephone_numbers() {
        for (text, expected) in [
            ("+351 912 345 678", Some("+351912345678")),
            ("0044 (0)20 7946 0000", Some("+442079460000")),
            ("+1 (415) 555-0100", Some("+14155550100")),
            ("912345678", None),
            ("+1 call me", None),
            ("+123", None),
        ] {
            assert_eq!(PhoneNumber::parse(text).as_ref().map(PhoneNumber::as_str), expected, "{text:?}");
        }
    }

    #[test]
    fn the_same_person_is_the_same_lead_and_another_key_another() {
        let id = |key: &str, address: &str| {
            LeadId::of(&IdentityKey::new(key), &Identity::Email(EmailAddress::parse(address).unwrap()))
        };
        assert_eq!(id("k", "Maria@acme.example"), id("k", " maria@ACME.example"));
        assert_ne!(id("k", "maria@acme.example"), id("other", "maria@acme.example"));
        // Frozen: with another id here, no company finds its stored leads again.
        assert_eq!(id("k", "maria@acme.example").as_str(), "ld_lamtth6yetyscghyvack4c5mcy");
    }

    #[test]
    fn an_external_id_belongs_to_its_source() {
        let id = |source: &str, id: &str| {
            LeadId::of(&IdentityKey::new("k"), &Identity::External { source: source.into(), id: id.into() })
        };
        assert_ne!(id("fair", "1"), id("list", "1"));
        assert_ne!(id("a:b", "c"), id("a", "b:c"));
    }
}
