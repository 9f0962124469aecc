//! Who referred whom: what names a lead, and what it has brought.
//!
//! What must stay true: nobody refers themselves, by another address or number neither. Who comes by a personal link learns
//! nothing of the person whose it is.

use serde::Serialize;

use crate::company::Company;
use crate::lead::Lead;
use crate::value::identity::{EmailAddress, Identity, IdentityKey, LeadId};
use crate::value::phone::{DialledNumber, international};
use crate::value::stage::Stage;
use crate::zone::country_of;

/// The field of a post that holds the personal link by which a visitor came.
pub const REF: &str = "ref";

/// The field of a form in which visitors say who referred them.
pub const REFERRED_BY: &str = "referred_by";

/// The source of referred leads in reports.
pub const REFERRAL: &str = "referral";

/// What a lead has brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Credit {
    /// The leads that it referred.
    pub referred: usize,
    /// Those of them that are customers.
    pub customers: usize,
}

/// The lead that a text names: its id, its address, or its telephone number with the country; none for a name, which may be
/// anybody's.
pub fn referrer(text: &str, key: &IdentityKey) -> Option<LeadId> {
    if let Ok(id) = LeadId::parse(text.trim()) {
        return Some(id);
    }
    if let Ok(address) = EmailAddress::parse(text) {
        return Some(LeadId::of(key, &Identity::Email(address)));
    }
    international(text).map(|number| LeadId::of(key, &Identity::Phone(number)))
}

impl Lead {
    /// The lead is no other name of the one that referred it: they share no id, no address and no telephone number.
    pub fn is_other_than(&self, referrer: &Self, company: &Company) -> bool {
        let names = |lead: &Self| {
            let number = lead.field("phone").and_then(|phone| DialledNumber::read(phone, country_of(company)));
            let addresses =
                lead.aliases.values().cloned().chain(lead.email()).map(|address| address.as_str().to_owned());
            addresses.chain(number.map(|number| number.as_str().to_owned())).collect::<Vec<_>>()
        };
        let own = names(self);
        self.id != referrer.id
            && !self.merged.contains(&referrer.id)
            && !referrer.merged.contains(&self.id)
            && names(referrer).iter().all(|name| !own.contains(name))
    }
}

impl Credit {
    /// What the lead has brought with those leads that name it as who referred them.
    pub fn of<'a>(referrer: &Lead, others: impl IntoIterator<Item = &'a Lead>, company: &Company) -> Self {
        let counted = others.into_iter().filter(|lead| lead.is_other_than(referrer, company));
        counted.fold(Self::default(), |sum, lead| Self {
            referred: sum.referred + 1,
            customers: sum.customers + usize::from(lead.stage == Stage::Customer),
        })
    }
}
