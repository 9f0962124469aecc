//! Roles: who may see and change what. This is the one rule of access: every page, action, list, search and poll asks it.

use serde::{Deserialize, Serialize};

use crate::words::Words;

/// What a person of the team works as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Sells: works on leads of their own and on those that nobody has.
    Seller,
    /// Works for a channel partner: sees the leads of this partner alone, and no numbers of the company.
    Partner,
    /// Leads the team: sees and changes all leads, and sees the numbers.
    Manager,
    /// Sees numbers and leads, and changes no lead.
    Marketing,
    /// May do everything.
    Admin,
}

/// Whose a lead is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose<'a> {
    /// The lead of the person with that id, who may have left the team, and the channel partner for whom they work.
    Owner {
        /// The person's id.
        id: &'a str,
        /// The name of the partner.
        partner: Option<&'a str>,
    },
    /// The lead of nobody. `routing.yaml` has only people of this channel partner for it; none if it has others, or if that
    /// is not known.
    Nobody {
        /// The name of the partner.
        partner: Option<&'a str>,
    },
    /// The lead of nobody that a call list dealt out: a caller has it in hand for now, and calls it.
    InHand {
        /// The caller's id.
        of: &'a str,
        /// As of the lead of nobody.
        partner: Option<&'a str>,
    },
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [Self::Seller, Self::Partner, Self::Manager, Self::Marketing, Self::Admin];

    /// Its name in `team.yaml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Seller => "seller",
            Self::Partner => "partner",
            Self::Manager => "manager",
            Self::Marketing => "marketing",
            Self::Admin => "admin",
        }
    }

    /// What people call it.
    pub fn word(self, words: Words<'_>) -> String {
        words.say(match self {
            Self::Seller => "story-role-seller",
            Self::Partner => "story-role-partner",
            Self::Manager => "story-role-manager",
            Self::Marketing => "story-role-marketing",
            Self::Admin => "story-role-admin",
        })
    }

    /// The person may see the numbers of the company: reports and the dashboard.
    pub fn may_see_numbers(self) -> bool {
        matches!(self, Self::Manager | Self::Marketing | Self::Admin)
    }

    /// The person may see the leads of everybody.
    pub fn may_see_all_leads(self) -> bool {
        matches!(self, Self::Manager | Self::Marketing | Self::Admin)
    }

    /// The person may see and change what concerns the whole team: load, absences of others, reassignment of many leads.
    pub fn may_lead_team(self) -> bool {
        matches!(self, Self::Manager | Self::Admin)
    }

    /// The person may change leads that it sees, and add leads.
    pub fn may_change_leads(self) -> bool {
        self != Self::Marketing
    }

    /// The person may release and condemn posts that are kept aside as spam: no lead is theirs, nor anybody's, yet.
    pub fn may_judge_suspects(self) -> bool {
        matches!(self, Self::Manager | Self::Marketing | Self::Admin)
    }

    /// The person may upload and import lists of leads, and sees those of others.
    pub fn may_import_lists(self) -> bool {
        matches!(self, Self::Manager | Self::Marketing | Self::Admin)
    }

    /// The person may read and erase everything that is stored about the person behind a lead.
    pub fn may_erase_people(self) -> bool {
        self == Self::Admin
    }

    /// The person may have all leads and activities as a file.
    pub fn may_export(self) -> bool {
        self == Self::Admin
    }

    /// The person may see other leads of the same employer, as far as it may see each of them.
    pub fn may_see_employers(self) -> bool {
        self != Self::Partner
    }
}

/// Who looks, as far as the rule of access asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Access<'a> {
    /// The person's id.
    pub person: &'a str,
    /// What they work as.
    pub role: Role,
    /// The channel partner for whom they work.
    pub partner: Option<&'a str>,
}

impl Access<'_> {
    /// They may see a lead.
    pub fn may_see(self, whose: Whose<'_>) -> bool {
        match (self.role, whose) {
            (Role::Manager | Role::Marketing | Role::Admin, _)
            | (Role::Seller, Whose::Nobody { .. } | Whose::InHand { .. }) => true,
            (Role::Seller, Whose::Owner { id, .. }) => id == self.person,
            (Role::Partner, Whose::Owner { id, partner }) => id == self.person || self.is_of(partner),
            (Role::Partner, Whose::Nobody { partner }) => self.is_of(partner),
            (Role::Partner, Whose::InHand { of, partner }) => of == self.person || self.is_of(partner),
        }
    }

    /// They may change a lead. Over the lead of a colleague of the same partner, the colleague has the say; over one that
    /// somebody calls just now, the caller.
    pub fn may_change(self, whose: Whose<'_>) -> bool {
        let is_others = matches!(whose, Whose::Owner { id, .. } | Whose::InHand { of: id, .. } if id != self.person);
        self.role.may_change_leads() && self.may_see(whose) && (self.role.may_lead_team() || !is_others)
    }

    fn is_of(self, partner: Option<&str>) -> bool {
        partner.is_some() && partner == self.partner
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access(role: Role, partner: Option<&'static str>) -> Access<'static> {
        Access { person: "me", role, partner }
    }

    #[test]
    fn who_may_see_and_change_which_lead() {
        let owner = |id, partner| Whose::Owner { id, partner };
        let cases = [
            owner("me", None),
            owner("colleague", None),
            owner("sofia", Some("Campo")),
            owner("jon", Some("Norte")),
            Whose::Nobody { partner: None },
            Whose::Nobody { partner: Some("Campo") },
            Whose::Nobody { partner: Some("Norte") },
            Whose::InHand { of: "me", partner: None },
            Whose::InHand { of: "colleague", partner: None },
            Whose::InHand { of: "colleague", partner: Some("Campo") },
        ];
        for (viewer, sees, changes) in [
            (access(Role::Seller, None), "o...oooooo", "o...oooo.."),
            (access(Role::Partner, Some("Campo")), "o.o..o.o.o", "o....o.o.."),
            // Who is said to work for a partner, and for none, sees their own.
            (access(Role::Partner, None), "o......o..", "o......o.."),
            (access(Role::Manager, None), "oooooooooo", "oooooooooo"),
            (access(Role::Marketing, None), "oooooooooo", ".........."),
            (access(Role::Admin, None), "oooooooooo", "oooooooooo"),
        ] {
            let shown = |may: &dyn Fn(Whose<'static>) -> bool| -> String {
                cases.iter().map(|whose| if may(*whose) { 'o' } else { '.' }).collect()
            };
            assert_eq!(shown(&|whose| viewer.may_see(whose)), sees, "{viewer:?} sees");
            assert_eq!(shown(&|whose| viewer.may_change(whose)), changes, "{viewer:?} changes");
        }
    }

    #[test]
    fn what_each_role_may() {
        for (role, may) in [
            (Role::Seller, [false, false, false, true, true, false]),
            (Role::Partner, [false, false, false, true, false, false]),
            (Role::Manager, [true, true, true, true, true, false]),
            (Role::Marketing, [true, true, false, false, true, false]),
            (Role::Admin, [true, true, true, true, true, true]),
        ] {
            let is = [
                role.may_see_numbers(),
                role.may_see_all_leads(),
                role.may_lead_team(),
                role.may_change_leads(),
                role.may_see_employers(),
                role.may_erase_people(),
            ];
            assert_eq!(is, may, "{role:?}");
            assert_eq!(serde_json::to_string(&role).unwrap(), format!("\"{}\"", role.name()));
        }
    }
}
