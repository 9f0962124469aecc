//! Who looks at a page. A viewer is made here alone, from a session, from a signed link or from the token of a program.

use jiff::Timestamp;
use leadwright_domain::company::{Access, MachineToken, Person, Role, Session, Team, TokenText, Whose};
use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::token::{SellerLink, SigningKeys, TokenError};

/// By which way a viewer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// They are logged in.
    Session,
    /// By the link of a mail about one lead.
    Link,
    /// A program acts for them.
    Token,
}

/// Who looks at a page, and by which way they came.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Viewer<'a> {
    pub(crate) person: &'a Person,
    pub(crate) role: Role,
    pub(crate) way: Way,
    /// With a field that only this file knows, nobody else makes a viewer.
    _checked: (),
}

/// Why a link of a mail opens nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LinkRefusal {
    /// None of our keys signed it for this.
    Wrong,
    /// Its time is over. Whose it was.
    Expired(SellerLink),
    /// Its person is no longer in the team.
    Left,
}

impl<'a> Viewer<'a> {
    /// Who is logged in; none if the session is over.
    pub(crate) fn of_session(team: &'a Team, session: &Session, now: Timestamp) -> Option<Self> {
        team.holder(session, now).map(|person| Self::new(team, person, Way::Session))
    }

    /// For whom a program acts that shows this text; none if the token is another, over, or its person has left.
    pub(crate) fn of_token(team: &'a Team, token: &MachineToken, text: &TokenText, now: Timestamp) -> Option<Self> {
        team.token_holder(token, text, now).map(|person| Self::new(team, person, Way::Token))
    }

    /// Who opens a link, and the lead that it is about.
    pub(crate) fn of_link(
        team: &'a Team,
        keys: &SigningKeys,
        token: &str,
        now: Timestamp,
    ) -> Result<(Self, LeadId), LinkRefusal> {
        let link = match keys.verify::<SellerLink>(token, now) {
            Ok(link) => link,
            Err(TokenError::Wrong) => return Err(LinkRefusal::Wrong),
            Err(TokenError::Expired) => {
                return Err(match keys.verify_expired(token) {
                    Some(link) => LinkRefusal::Expired(link),
                    None => LinkRefusal::Wrong,
                });
            }
        };
        let person = team.person(&link.person).ok_or(LinkRefusal::Left)?;
        Ok((Self::new(team, person, Way::Link), link.lead))
    }

    fn new(team: &Team, person: &'a Person, way: Way) -> Self {
        Self { person, role: team.role(person), way, _checked: () }
    }

    /// They may see a lead.
    pub(crate) fn may_see(self, whose: Whose<'_>) -> bool {
        self.access().may_see(whose)
    }

    /// They may change a lead.
    pub(crate) fn may_change(self, whose: Whose<'_>) -> bool {
        self.access().may_change(whose)
    }

    fn access(self) -> Access<'a> {
        Access { person: &self.person.id, role: self.role, partner: self.person.partner.as_deref() }
    }

    /// A person of a team, for tests.
    #[cfg(test)]
    pub(crate) fn sample(team: &'a Team, person: &str) -> Self {
        Self::new(team, team.person(person).unwrap(), Way::Link)
    }
}
