//! Which mail it is: SES gets the tags with a mail, and its events bring them back.

use leadwright_domain::activity::{Mailing, Origin, Recipient};
use leadwright_domain::sending::{OutboxEntry, OutboxId};
use leadwright_domain::value::identity::LeadId;

/// The send id.
const SEND: &str = "send";

/// The lead that the mail is about.
const LEAD: &str = "lead";

/// To whom it goes.
const TO: &str = "to";

/// Where a mail to a lead comes from: only mail to visitors has this tag, with the value [`VISITOR`].
const ORIGIN: &str = "origin";
const VISITOR: &str = "visitor";

/// The values of [`TO`] in mails that have no lead.
const OPERATOR: &str = "operator";
const TEAM: &str = "team";

/// A mail of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailRef {
    /// To a lead, or about one.
    OfLead {
        /// The lead.
        lead: LeadId,
        /// The send id.
        send: String,
        /// Whether it goes to the lead or to a salesperson: a bounce means something else.
        to: Recipient,
        /// It is for what a visitor just did, and within the limits of such mail.
        is_to_visitor: bool,
    },
    /// Of the outbox.
    OfOutbox {
        /// Its id.
        id: OutboxId,
        /// To whoever runs the system, and not to the team.
        is_to_operator: bool,
    },
}

impl MailRef {
    /// A mail of a lead's agenda.
    pub fn of_lead(lead: LeadId, mailing: &Mailing) -> Self {
        let is_to_visitor = mailing.origin() == Origin::Visitor;
        Self::OfLead { lead, send: mailing.send.clone(), to: mailing.to, is_to_visitor }
    }

    /// A mail of the outbox.
    pub fn of_outbox(entry: &OutboxEntry) -> Self {
        let is_to_operator = match entry.mail.origin() {
            Origin::Operator => true,
            Origin::Team | Origin::Visitor | Origin::Step(_) | Origin::Campaign(_) => false,
        };
        Self::OfOutbox { id: entry.id.clone(), is_to_operator }
    }

    /// The tags that name it.
    pub(crate) fn tags(&self) -> Vec<(&'static str, &str)> {
        match self {
            Self::OfLead { lead, send, to, is_to_visitor } => {
                let origin = is_to_visitor.then_some((ORIGIN, VISITOR));
                [(SEND, send.as_str()), (LEAD, lead.as_str()), (TO, recipient(*to))].into_iter().chain(origin).collect()
            }
            Self::OfOutbox { id, is_to_operator } => {
                vec![(SEND, id.as_str()), (TO, if *is_to_operator { OPERATOR } else { TEAM })]
            }
        }
    }

    /// The mail that tags name; none if it is not ours.
    pub(crate) fn named<'a>(tag: impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        let (send, to) = (tag(SEND)?, tag(TO)?);
        if let Some(lead) = tag(LEAD) {
            let to =
                [Recipient::Lead, Recipient::Owner, Recipient::Manager].into_iter().find(|one| recipient(*one) == to);
            let is_to_visitor = tag(ORIGIN) == Some(VISITOR);
            return Some(Self::OfLead {
                lead: LeadId::parse(lead).ok()?,
                send: send.to_owned(),
                to: to?,
                is_to_visitor,
            });
        }
        let is_ours = to == OPERATOR || to == TEAM;
        is_ours.then_some(Self::OfOutbox { id: OutboxId::parse(send).ok()?, is_to_operator: to == OPERATOR })
    }
}

fn recipient(to: Recipient) -> &'static str {
    match to {
        Recipient::Lead => "lead",
        Recipient::Owner => "owner",
        Recipient::Manager => "manager",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_bring_back_what_the_tags_named() {
        let lead = LeadId::parse("ld_lamtth6yetyscghyvack4c5mcy").unwrap();
        let id = OutboxId::parse("brake-1").unwrap();
        let of_lead =
            |to, is_to_visitor| MailRef::OfLead { lead: lead.clone(), send: "s-1".to_owned(), to, is_to_visitor };
        let of_outbox = |is_to_operator| MailRef::OfOutbox { id: id.clone(), is_to_operator };
        for mail in [
            of_lead(Recipient::Lead, true),
            of_lead(Recipient::Lead, false),
            of_lead(Recipient::Owner, false),
            of_lead(Recipient::Manager, false),
            of_outbox(true),
            of_outbox(false),
        ] {
            let tags = mail.tags();
            let tag = |name: &str| tags.iter().find(|(tag, _)| *tag == name).map(|(_, value)| *value);
            assert_eq!(MailRef::named(tag), Some(mail.clone()));
        }
        for foreign in [
            &[][..],
            &[("send", "s")],
            &[("send", "s"), ("to", "all")],
            &[("lead", "x"), ("send", "s"), ("to", "lead")],
        ] {
            let tag = |name: &str| foreign.iter().find(|(tag, _)| *tag == name).map(|(_, value)| *value);
            assert_eq!(MailRef::named(tag), None, "{foreign:?}");
        }
    }
}
