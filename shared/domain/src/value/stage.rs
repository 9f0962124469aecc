//! The funnel, and who may move where.

use std::fmt;

use Stage::{Customer, Disqualified, Lead, Lost, Mql, Pql, Prospect, Recycled, Sql, Suspect};
use serde::{Deserialize, Serialize};

/// Where a lead stands in the funnel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Known, no interest shown: bought, cold, visitor.
    Suspect,
    /// Interest shown.
    Lead,
    /// Marketing-qualified: engaged and fits, not ready to buy.
    Mql,
    /// Product-qualified: used the product and showed intent to pay.
    Pql,
    /// Sales-qualified: met criteria that sales owns.
    Sql,
    /// Qualified: need, budget and timeline yes, authority not no.
    Prospect,
    /// Converted.
    Customer,
    /// Aside: not now, back to nurture.
    Recycled,
    /// Aside: nothing to sell here.
    Disqualified,
    /// Aside: bought elsewhere, or not at all.
    Lost,
}

/// From a stage, where a person may move a lead. Forwards always; backwards where it was gone too far; aside at any time
/// before the deal.
const BY_HAND: [(Stage, &[Stage]); 10] = [
    (Suspect, &[Lead, Mql, Pql, Sql, Prospect, Customer, Disqualified]),
    (Lead, &[Mql, Pql, Sql, Prospect, Customer, Recycled, Disqualified]),
    (Mql, &[Lead, Pql, Sql, Prospect, Customer, Recycled, Disqualified]),
    (Pql, &[Lead, Mql, Sql, Prospect, Customer, Recycled, Disqualified]),
    (Sql, &[Lead, Mql, Pql, Prospect, Customer, Recycled, Disqualified, Lost]),
    (Prospect, &[Mql, Pql, Sql, Customer, Recycled, Disqualified, Lost]),
    // A deal that was called off.
    (Customer, &[Prospect, Lost]),
    // Once more: on another day.
    (Recycled, &[Recycled, Lead, Mql, Pql, Sql, Prospect, Customer, Disqualified, Lost]),
    (Disqualified, &[Lead, Mql, Pql, Sql, Prospect, Customer, Recycled]),
    (Lost, &[Lead, Mql, Pql, Sql, Prospect, Customer, Recycled, Disqualified]),
];

/// From a stage, where a rule may move a lead: forwards only, and out of what a person set aside only if the lead itself
/// asks for a salesperson or buys.
const BY_RULE: [(Stage, &[Stage]); 10] = [
    (Suspect, &[Lead, Mql, Pql, Sql, Customer]),
    (Lead, &[Mql, Pql, Sql, Customer]),
    (Mql, &[Pql, Sql, Customer]),
    (Pql, &[Sql, Customer]),
    (Sql, &[Prospect, Customer]),
    (Prospect, &[Customer]),
    (Customer, &[]),
    (Recycled, &[Mql, Pql, Sql, Customer]),
    (Disqualified, &[Sql, Customer]),
    (Lost, &[Sql, Customer]),
];

impl Stage {
    /// All of them, in the funnel's order, those aside last.
    pub const ALL: [Self; 10] = [Suspect, Lead, Mql, Pql, Sql, Prospect, Customer, Recycled, Disqualified, Lost];

    /// The stage's name in the table, the API and commands.
    pub fn name(self) -> &'static str {
        match self {
            Suspect => "suspect",
            Lead => "lead",
            Mql => "mql",
            Pql => "pql",
            Sql => "sql",
            Prospect => "prospect",
            Customer => "customer",
            Recycled => "recycled",
            Disqualified => "disqualified",
            Lost => "lost",
        }
    }

    /// The stage of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }

    /// What sellers read.
    pub fn word(self) -> &'static str {
        match self {
            Suspect | Lead | Mql | Pql => "New",
            Sql => "Working",
            Prospect => "Qualified",
            Customer => "Won",
            Recycled => "Later",
            Disqualified | Lost => "Closed",
        }
    }

    /// The stage is marketing's: the lead is nurtured, and nobody is mailed about it.
    pub fn is_marketings(self) -> bool {
        matches!(self, Suspect | Lead | Mql | Pql | Recycled)
    }

    /// The lead is on a salesperson's worklist.
    pub fn is_sales(self) -> bool {
        matches!(self, Sql | Prospect)
    }

    /// Nobody works on the lead any more, nor waits for it.
    pub fn is_closed(self) -> bool {
        matches!(self, Disqualified | Lost)
    }

    /// Where a person may move a lead from here.
    pub fn moves_by_hand(self) -> &'static [Self] {
        moves(&BY_HAND, self)
    }

    /// A rule may move a lead from here to `to`.
    pub fn may_become(self, to: Self) -> bool {
        moves(&BY_RULE, self).contains(&to)
    }
}

fn moves(table: &[(Stage, &'static [Stage])], from: Stage) -> &'static [Stage] {
    table.iter().find(|(stage, _)| *stage == from).map_or(&[], |(_, to)| to)
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A move in the funnel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageMove {
    /// From where; none for a lead that is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Stage>,
    /// To where.
    pub to: Stage,
    /// Why, in a reader's words.
    pub why: String,
    /// The reason's short name, where the stage asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who moved it; none where a rule did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

impl StageMove {
    /// A person moved the lead back or aside: a rule moves it forward again only by something new.
    pub fn is_back(&self) -> bool {
        let is_aside = |stage: Stage| stage == Recycled || stage.is_closed();
        let back = |from| !is_aside(from) && self.to < from;
        self.by.is_some() && (is_aside(self.to) || self.from.is_some_and(back))
    }
}
