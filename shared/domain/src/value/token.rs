//! Signed tokens for the links in mails: each names the key that signed it, and holds nothing that can be guessed.
//!
//! What a token is for is signed with it, so that one kind of link never passes for another.

use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD, HEXLOWER};
use jiff::{SignedDuration, Timestamp};

use crate::value::hash::{hmac, keyed_hash};
use crate::value::identity::LeadId;

/// The keys that sign links: the first signs, all of them are read, so that a key can rotate while mails with the old
/// one are still in inboxes.
#[derive(Clone)]
pub struct SigningKeys(Vec<Vec<u8>>);

impl std::fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKeys(…)")
    }
}

/// There is no key to sign with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("SIGNING_KEY holds no key: write one, or several separated by commas, the newest first")]
pub struct NoSigningKey;

/// Whose page of which lead a link opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SellerLink {
    /// The lead.
    pub lead: LeadId,
    /// The salesperson's id.
    pub person: String,
}

/// What a picture or a link of a mail tells when it is fetched.
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
    /// Nowhere: nobody sees the link, so who follows it is a machine.
    Trap,
}

impl Target {
    fn encoded(&self) -> String {
        match self {
            Self::Page(url) => encoded(url),
            // No Base64 is one letter long.
            Self::Trap => "x".to_owned(),
        }
    }

    fn decode(text: &str) -> Option<Self> {
        if text == "x" { Some(Self::Trap) } else { decoded(text).map(Self::Page) }
    }
}

/// A link opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// None of our keys signed it for this.
    #[error("the link was not signed by us")]
    Wrong,
    /// We did, and its time is over.
    #[error("the link has expired")]
    Expired,
}

/// How long the links of salespeople work. Long enough for a mail read after a holiday; then the newest mail has another.
pub const SELLER_LINK: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How much of an HMAC-SHA256 a token carries: 130 bits.
const SIGNATURE: usize = 26;

impl SigningKeys {
    /// Reads `SIGNING_KEY`: keys of any length separated by commas, the newest first.
    ///
    /// # Errors
    /// There is none.
    pub fn read(secret: &str) -> Result<Self, NoSigningKey> {
        let keys: Vec<_> = secret.split(',').map(str::trim).filter(|key| !key.is_empty()).collect();
        if keys.is_empty() { Err(NoSigningKey) } else { Ok(Self(keys.into_iter().map(Into::into).collect())) }
    }

    /// The token that lets `lead` unsubscribe. It does not expire: an old mail's link must work.
    pub fn unsubscribe_token(&self, lead: &LeadId) -> String {
        self.sign("unsubscribe", &[bare(lead)])
    }

    /// Whom an unsubscribe token is for; none if it was not signed with one of these keys.
    pub fn read_unsubscribe_token(&self, token: &str) -> Option<LeadId> {
        let [lead] = self.verify("unsubscribe", token)?;
        lead_of(lead)
    }

    /// The token that opens `lead`'s page for `person`, for [`SELLER_LINK`] from when it is mailed.
    pub fn seller_token(&self, lead: &LeadId, person: &str, mailed_at: Timestamp) -> String {
        self.sign("seller", &[bare(lead), &spelled(person), &expiry(mailed_at)])
    }

    /// What a seller's token opens.
    ///
    /// # Errors
    /// See [`TokenError`].
    pub fn read_seller_token(&self, token: &str, now: Timestamp) -> Result<SellerLink, TokenError> {
        let [lead, person, expires] = self.verify("seller", token).ok_or(TokenError::Wrong)?;
        let decode = || Some(SellerLink { lead: lead_of(lead)?, person: read(person)? });
        until(decode(), expires, now)
    }

    /// The token by which `person` says to be away, for [`SELLER_LINK`] from when it is mailed.
    pub fn away_token(&self, person: &str, mailed_at: Timestamp) -> String {
        self.sign("away", &[&spelled(person), &expiry(mailed_at)])
    }

    /// The id of the person whose absences an away token opens.
    ///
    /// # Errors
    /// See [`TokenError`].
    pub fn read_away_token(&self, token: &str, now: Timestamp) -> Result<String, TokenError> {
        let [person, expires] = self.verify("away", token).ok_or(TokenError::Wrong)?;
        until(read(person), expires, now)
    }

    /// The token of the page on which `lead` chooses what it wants. It does not expire: an old mail's link must work.
    pub fn preferences_token(&self, lead: &LeadId) -> String {
        self.sign("preferences", &[bare(lead)])
    }

    /// Whose preferences a token opens; none if it was not signed with one of these keys.
    pub fn read_preferences_token(&self, token: &str) -> Option<LeadId> {
        let [lead] = self.verify("preferences", token)?;
        lead_of(lead)
    }

    /// The token of a picture or a link of a mail.
    pub fn tracking_token(&self, tracked: &Tracked) -> String {
        let target = tracked.target.as_ref().map_or_else(String::new, Target::encoded);
        let (send, mail) = (encoded(&tracked.send), encoded(&tracked.mail));
        let at = tracked.sent_at.as_second().to_string();
        self.sign("track", &[bare(&tracked.lead), &send, &mail, &at, &target])
    }

    /// What a tracking token was made for; none if it was not signed with one of these keys: nobody but us says where a
    /// link leads.
    pub fn read_tracking_token(&self, token: &str) -> Option<Tracked> {
        let [lead, send, mail, at, target] = self.verify("track", token)?;
        Some(Tracked {
            lead: lead_of(lead)?,
            send: decoded(send)?,
            mail: decoded(mail)?,
            sent_at: Timestamp::from_second(at.parse().ok()?).ok()?,
            target: if target.is_empty() { None } else { Some(Target::decode(target)?) },
        })
    }

    /// The signature that tells another program that a call at `at` is ours: `t=SECONDS,v1=HEX`. `HEX` is the
    /// HMAC-SHA256 of `SECONDS.BODY` under the [webhook secret](Self::webhook_secret).
    pub fn webhook_signature(&self, at: Timestamp, body: &str) -> String {
        let at = at.as_second();
        let signed = hmac(self.webhook_secret().as_bytes(), format!("{at}.{body}").as_bytes());
        format!("t={at},v1={}", HEXLOWER.encode(&signed))
    }

    /// What other programs check our calls with: the HMAC-SHA256, in hex, of the word `webhook` under the newest key. Of
    /// its own, because who knows the key itself could sign every link there is.
    pub fn webhook_secret(&self) -> String {
        HEXLOWER.encode(&hmac(&self.0[0], b"webhook"))
    }

    fn sign(&self, purpose: &str, parts: &[&str]) -> String {
        let newest = &self.0[0];
        format!("{}.{}.{}", name(newest), parts.join("."), signature(newest, purpose, parts))
    }

    /// The parts of a token, if the key it names is one of these and signed it for `purpose`.
    fn verify<'a, const PARTS: usize>(&self, purpose: &str, token: &'a str) -> Option<[&'a str; PARTS]> {
        let (key, rest) = token.split_once('.')?;
        let (rest, signed) = rest.rsplit_once('.')?;
        let parts: Vec<&str> = rest.split('.').collect();
        let key = self.0.iter().find(|known| name(known) == key)?;
        same(signed, &signature(key, purpose, &parts)).then_some(())?;
        parts.try_into().ok()
    }
}

/// A short public name of a key.
fn name(key: &[u8]) -> String {
    keyed_hash(key, b"name")[..6].to_owned()
}

fn signature(key: &[u8], purpose: &str, parts: &[&str]) -> String {
    // As the links of mails that are out there were signed: `unsubscribe:ld_…`.
    let message = format!("{purpose}:ld_{}", parts.join(":"));
    keyed_hash(key, message.as_bytes())[..SIGNATURE].to_owned()
}

fn bare(lead: &LeadId) -> &str {
    lead.as_str().trim_start_matches("ld_")
}

fn lead_of(bare: &str) -> Option<LeadId> {
    LeadId::parse(&format!("ld_{bare}")).ok()
}

/// A person's id as an address takes it: an id may hold any character.
fn spelled(person: &str) -> String {
    BASE32_NOPAD.encode(person.as_bytes()).to_lowercase()
}

fn read(spelled: &str) -> Option<String> {
    String::from_utf8(BASE32_NOPAD.decode(spelled.to_uppercase().as_bytes()).ok()?).ok()
}

fn encoded(text: &str) -> String {
    BASE64URL_NOPAD.encode(text.as_bytes())
}

fn decoded(text: &str) -> Option<String> {
    String::from_utf8(BASE64URL_NOPAD.decode(text.as_bytes()).ok()?).ok()
}

fn expiry(mailed_at: Timestamp) -> String {
    (mailed_at + SELLER_LINK).as_second().to_string()
}

/// What a link opens, as long as it does.
fn until<T>(opened: Option<T>, expires: &str, now: Timestamp) -> Result<T, TokenError> {
    let opened = opened.zip(expires.parse::<i64>().ok());
    let (opened, expires) = opened.ok_or(TokenError::Wrong)?;
    if now.as_second() < expires { Ok(opened) } else { Err(TokenError::Expired) }
}

/// Compares in a time that does not tell where two texts differ.
pub fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::identity::{Identity, IdentityKey};

    fn lead() -> LeadId {
        LeadId::of(&IdentityKey::new("k"), &Identity::Entry("1".into()))
    }

    fn keys(secret: &str) -> SigningKeys {
        SigningKeys::read(secret).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    const MAILED: &str = "2026-11-21T14:03:12Z";

    #[test]
    fn only_what_was_signed_reads() {
        let key = keys("secret");
        let token = key.unsubscribe_token(&lead());
        assert_eq!(key.read_unsubscribe_token(&token), Some(lead()));
        assert_eq!(keys("other").read_unsubscribe_token(&token), None);
        for wrong in ["", "a.b.c", &token[..token.len() - 1], &format!("{token}.x"), &token.replace('.', "-")] {
            assert_eq!(key.read_unsubscribe_token(wrong), None, "{wrong:?}");
        }
    }

    /// As other programs check it: `printf 1700000000.{} | openssl dgst -sha256 -hmac SECRET -hex`, where SECRET is what
    /// `printf webhook | openssl dgst -sha256 -hmac KEY -hex` says.
    #[test]
    fn calls_of_other_programs_are_signed_with_a_key_of_their_own() {
        let at = at("2023-11-14T22:13:20Z");
        let signed = "t=1700000000,v1=53c28166afb2734784eb8fd5fa298896fd1b025b340d32cdabe6c9c590d462bd";
        assert_eq!(keys("new, old").webhook_signature(at, "{}"), signed);
        assert_ne!(keys("old").webhook_signature(at, "{}"), signed);
    }

    #[test]
    fn a_sellers_link_works_for_thirty_days() {
        let key = keys("secret");
        for person in ["ana", "Åsa Öberg", "a.b:c/d", ""] {
            let token = key.seller_token(&lead(), person, at(MAILED));
            assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.'), "{token}");
            let link = SellerLink { lead: lead(), person: person.to_owned() };
            for (now, expected) in [
                (MAILED, Ok(link.clone())),
                ("2026-12-21T14:03:11Z", Ok(link)),
                ("2026-12-21T14:03:12Z", Err(TokenError::Expired)),
            ] {
                assert_eq!(key.read_seller_token(&token, at(now)), expected, "{person} {now}");
                let away = key.away_token(person, at(MAILED));
                assert_eq!(key.read_away_token(&away, at(now)), expected.map(|link| link.person), "{person} {now}");
            }
        }
    }

    #[test]
    fn no_part_of_a_sellers_link_can_be_changed() {
        let key = keys("secret");
        let token = key.seller_token(&lead(), "ana", at(MAILED));
        let ben = key.seller_token(&lead(), "ben", at(MAILED));
        let later = key.seller_token(&lead(), "ana", at("2027-11-21T14:03:12Z"));
        let parts = |token: &str| token.split('.').map(ToOwned::to_owned).collect::<Vec<_>>();
        for (place, other) in [(2, &ben), (3, &later)] {
            let mut changed = parts(&token);
            changed[place] = parts(other)[place].clone();
            assert_eq!(key.read_seller_token(&changed.join("."), at(MAILED)), Err(TokenError::Wrong), "{place}");
        }
        for end in 0..token.len() {
            assert_eq!(key.read_seller_token(&token[..end], at(MAILED)), Err(TokenError::Wrong));
        }
    }

    #[test]
    fn a_link_of_one_purpose_is_none_of_another() {
        let key = keys("secret");
        let seller = key.seller_token(&lead(), "ana", at(MAILED));
        assert_eq!(key.read_unsubscribe_token(&seller), None);
        assert_eq!(key.read_seller_token(&key.unsubscribe_token(&lead()), at(MAILED)), Err(TokenError::Wrong));
        assert_eq!(key.read_away_token(&seller, at(MAILED)), Err(TokenError::Wrong));
        let away = key.away_token("ana", at(MAILED));
        assert_eq!(key.read_unsubscribe_token(&away), None);
        assert_eq!(key.read_seller_token(&away, at(MAILED)), Err(TokenError::Wrong));
        for place in [1, 2] {
            let mut changed: Vec<&str> = away.split('.').collect();
            let other = key.away_token("ben", at("2027-11-21T14:03:12Z"));
            changed[place] = other.split('.').nth(place).unwrap();
            assert_eq!(key.read_away_token(&changed.join("."), at(MAILED)), Err(TokenError::Wrong));
        }
    }

    #[test]
    fn a_tracked_link_leads_where_it_was_signed_to() {
        let key = keys("secret");
        let page = |url: &str| Some(Target::Page(url.to_owned()));
        let tracked = |target| Tracked {
            lead: lead(),
            send: "nurture-abc_tips".to_owned(),
            mail: "tips".to_owned(),
            sent_at: at(MAILED),
            target,
        };
        let mine = key.tracking_token(&tracked(page("https://acme.example/a?b=c#d")));
        let other = key.tracking_token(&tracked(page("https://evil.example/")));
        for target in [None, Some(Target::Trap), page("https://acme.example/a?b=c#d"), page("https://x.example/ü")] {
            let token = key.tracking_token(&tracked(target.clone()));
            assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)), "{token}");
            assert_eq!(key.read_tracking_token(&token), Some(tracked(target)));
            assert_eq!(keys("other").read_tracking_token(&token), None);
            assert_eq!(key.read_unsubscribe_token(&token), None);
            assert_eq!(key.read_preferences_token(&token), None);
        }
        for end in 0..mine.len() {
            assert_eq!(key.read_tracking_token(&mine[..end]), None);
        }
        // No open redirect: a target of another token is not signed with this one's parts.
        let last = |token: &str, place: usize| token.split('.').nth(place).unwrap().to_owned();
        assert_eq!(key.read_tracking_token(&mine.replace(&last(&mine, 5), &last(&other, 5))), None);
        assert_eq!(key.read_tracking_token(&key.preferences_token(&lead())), None);
    }

    #[test]
    fn keys_rotate() {
        let (old, both, new) = (keys("old"), keys("new, old"), keys("new"));
        let before = (old.unsubscribe_token(&lead()), old.seller_token(&lead(), "ana", at(MAILED)));
        assert!(
            both.read_unsubscribe_token(&before.0).is_some() && both.read_seller_token(&before.1, at(MAILED)).is_ok()
        );
        assert!(
            new.read_unsubscribe_token(&before.0).is_none() && new.read_seller_token(&before.1, at(MAILED)).is_err()
        );
        assert_eq!(both.unsubscribe_token(&lead()), new.unsubscribe_token(&lead()), "the newest signs");
        for none in ["", " , ,"] {
            assert_eq!(SigningKeys::read(none).unwrap_err(), NoSigningKey);
        }
    }

    #[test]
    fn links_of_mails_that_are_out_there_still_work() {
        let signed = keyed_hash(b"secret", format!("unsubscribe:{}", lead()).as_bytes())[..SIGNATURE].to_owned();
        let old = format!("{}.{}.{signed}", name(b"secret"), bare(&lead()));
        assert_eq!(keys("secret").unsubscribe_token(&lead()), old);
    }
}
