//! The purposes of links: one type each.

use std::fmt;

use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};
use jiff::{SignedDuration, Timestamp};

use crate::value::hash::keyed_hash;
use crate::value::identity::LeadId;
use crate::value::token::keys::same;
use crate::value::token::purpose::Purpose;

/// How long the links of salespeople work. Long enough for a mail read after a holiday; then the newest mail has another.
const SELLER_LINK: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How long the link works by which a lead confirms a consent: long enough for a week away from the mailbox.
pub const CONFIRM_LINK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The lead unsubscribes. It does not expire: an old mail's link must work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsubscribeLink {
    /// The lead.
    pub lead: LeadId,
    /// The send id of the mail that it stands in; none in mails of earlier releases.
    pub send: Option<String>,
}

/// The page on which a lead chooses what it wants. It does not expire: an old mail's link must work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreferencesLink {
    /// The lead.
    pub lead: LeadId,
    /// The send id of the mail that led there; none in mails of earlier releases, and on pages that no mail led to.
    pub send: Option<String>,
}

/// The page on which a lead confirms, from its own address, a consent that was given on a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmLink {
    /// The lead.
    pub lead: LeadId,
    /// The id of the submission with the ticked box.
    pub asked: String,
}

/// The personal link by which a lead refers others. It does not expire: it is passed on for years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferralLink {
    /// The lead that refers.
    pub lead: LeadId,
}

/// A person's page of a lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SellerLink {
    /// The lead.
    pub lead: LeadId,
    /// The salesperson's id.
    pub person: String,
}

/// The page on which a person says to be away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwayLink {
    /// The salesperson's id.
    pub person: String,
}

/// What the browser of a person who is logged in shows with each request. It does not expire: the row of the session does.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken {
    /// The person's id.
    pub person: String,
    /// Letters and digits that nobody can guess.
    pub secret: String,
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionToken").field("person", &self.person).finish_non_exhaustive()
    }
}

impl SessionToken {
    /// A token of random bytes.
    pub fn of_bytes(person: &str, bytes: &[u8; 32]) -> Self {
        Self { person: person.to_owned(), secret: BASE32_NOPAD.encode(bytes).to_lowercase() }
    }

    /// What the session is stored under: the secret can't be told from it.
    pub fn hash(&self) -> String {
        keyed_hash(b"session", self.secret.as_bytes())
    }

    /// A form of the session, signed: another site can't make one. `form` is the id of the page that it stands on.
    pub fn sign_form(&self, form: &str) -> String {
        format!("{form}.{}", &keyed_hash(self.secret.as_bytes(), format!("form:{form}").as_bytes())[..26])
    }

    /// The id of the page of a form that this session has signed; none if it has not.
    pub fn form_of<'a>(&self, signed: &'a str) -> Option<&'a str> {
        let (form, _) = signed.split_once('.')?;
        same(signed, &self.sign_form(form)).then_some(form)
    }
}

/// A picture or a link of a mail: it tells that it was fetched. It does not expire, and nobody but us says where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tracked {
    /// The lead.
    pub lead: LeadId,
    /// The mail's send id.
    pub send: String,
    /// The mail's name.
    pub mail: String,
    /// When it was sent, to the second.
    pub sent_at: Timestamp,
    /// Where the link leads; none for the picture.
    pub target: Option<Target>,
}

/// Where a tracked link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A page.
    Page(String),
    /// Nowhere: nobody sees the link, so who follows it is a bot.
    Trap,
}

impl Purpose for UnsubscribeLink {
    const NAME: &'static str = "unsubscribe";
    const LIFETIME: Option<SignedDuration> = None;

    fn parts(&self) -> Vec<String> {
        lead_and_send(&self.lead, self.send.as_deref())
    }

    fn of_parts(parts: &[&str]) -> Option<Self> {
        let (lead, send) = read_lead_and_send(parts)?;
        Some(Self { lead, send })
    }
}

impl Purpose for PreferencesLink {
    const NAME: &'static str = "preferences";
    const LIFETIME: Option<SignedDuration> = None;

    fn parts(&self) -> Vec<String> {
        lead_and_send(&self.lead, self.send.as_deref())
    }

    fn of_parts(parts: &[&str]) -> Option<Self> {
        let (lead, send) = read_lead_and_send(parts)?;
        Some(Self { lead, send })
    }
}

impl Purpose for ConfirmLink {
    const NAME: &'static str = "confirm";
    const LIFETIME: Option<SignedDuration> = Some(CONFIRM_LINK);

    fn parts(&self) -> Vec<String> {
        vec![lead_part(&self.lead), text_part(&self.asked)]
    }

    fn of_parts(parts: &[&str]) -> Option<Self> {
        let [lead, asked] = parts else { return None };
        Some(Self { lead: lead_of(lead)?, asked: text_of(asked)? })
    }
}

impl Purpose for ReferralLink {
    const NAME: &'static str = "refer";
    const LIFETIME: Option<SignedDuration> = None;

    fn parts(&self) -> Vec<String> {
        vec![lead_part(&self.lead)]
    }

    fn of_parts(parts: &[&str]) -> Option<Self> {
        let [lead] = parts else { return None };
        Some(Self { lead: lead_of(lead)? })
    }
}

impl Purpose for SellerLink {
    const NAME: &'static str = "seller";
    const LIFETIME: Option<SignedDuration> = Some(SELLER_LINK);

    fn parts(&self) -> Vec<String> {
        vec![lead_part(&self.lead), person_part(&self.person)]
    }

    fn of_parts(parts: &[&str]) -> Option<Self> {
        let [lead, person] = parts else { return None };
        Some(Self { lead: lead_of(lead)?, person: person_of(person)? })
    }
}

impl Purpose for AwayLink {
    const NAME: &'static str = "away";
    const LIFETIME: Option<SignedDuration> = Some(SELLER_LINK);

    fn parts(&self) -> Vec<String> {
        vec![person_part(&self.person)]
    }

    fn of_parts(parts: &[&str]) -> Option<Self> {
        let [person] = parts else { return None };
        Some(Self { person: person_of(person)? })
    }
}

impl Purpose for SessionToken {
    const NAME: &'static str = "session";
    const LIFETIME: Option<SignedDuration> = None;

    fn parts(&self) -> Vec<String> {
        vec![person_part(&self.person), self.secret.clone()]
    }

    fn of_parts(parts: &[&str]) -> Option<Self> {
        let [person, secret] = parts else { return None };
        Some(Self { person: person_of(person)?, secret: (*secret).to_owned() })
    }
}

impl Purpose for Tracked {
    const NAME: &'static str = "track";
    const LIFETIME: Option<SignedDuration> = None;

    fn parts(&self) -> Vec<String> {
        let target = self.target.as_ref().map_or_else(String::new, Target::part);
        let at = self.sent_at.as_second().to_string();
        vec![lead_part(&self.lead), text_part(&self.send), text_part(&self.mail), at, target]
    }

    fn of_parts(parts: &[&str]) -> Option<Self> {
        let [lead, send, mail, at, target] = parts else { return None };
        Some(Self {
            lead: lead_of(lead)?,
            send: text_of(send)?,
            mail: text_of(mail)?,
            sent_at: Timestamp::from_second(at.parse().ok()?).ok()?,
            target: if target.is_empty() { None } else { Some(Target::of_part(target)?) },
        })
    }
}

impl Target {
    fn part(&self) -> String {
        match self {
            Self::Page(url) => text_part(url),
            // No Base64 is one letter long.
            Self::Trap => "x".to_owned(),
        }
    }

    fn of_part(part: &str) -> Option<Self> {
        if part == "x" { Some(Self::Trap) } else { text_of(part).map(Self::Page) }
    }
}

/// A lead, and the mail that it got, where that is known.
fn lead_and_send(lead: &LeadId, send: Option<&str>) -> Vec<String> {
    std::iter::once(lead_part(lead)).chain(send.map(text_part)).collect()
}

fn read_lead_and_send(parts: &[&str]) -> Option<(LeadId, Option<String>)> {
    match parts {
        [lead] => Some((lead_of(lead)?, None)),
        [lead, send] => Some((lead_of(lead)?, Some(text_of(send)?))),
        _ => None,
    }
}

pub(super) fn lead_part(lead: &LeadId) -> String {
    lead.as_str().trim_start_matches("ld_").to_owned()
}

pub(super) fn lead_of(part: &str) -> Option<LeadId> {
    LeadId::parse(&format!("ld_{part}")).ok()
}

/// A person's id as an address takes it: an id may hold any character.
fn person_part(person: &str) -> String {
    BASE32_NOPAD.encode(person.as_bytes()).to_lowercase()
}

fn person_of(part: &str) -> Option<String> {
    String::from_utf8(BASE32_NOPAD.decode(part.to_uppercase().as_bytes()).ok()?).ok()
}

pub(super) fn text_part(text: &str) -> String {
    BASE64URL_NOPAD.encode(text.as_bytes())
}

pub(super) fn text_of(part: &str) -> Option<String> {
    String::from_utf8(BASE64URL_NOPAD.decode(part.as_bytes()).ok()?).ok()
}
