//! The stages of the funnel, and the moves between them that people and rules may make.

use std::fmt;

use Stage::{Customer, Disqualified, Lead, Lost, Mql, Pql, Prospect, Recycled, Sql, Suspect};
use serde::{Deserialize, Serialize};

use crate::words::Words;

/// A lead's stage in the funnel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Known, no interest shown: from a bought list, a cold contact, a visitor.
    Suspect,
    /// Interest shown.
    Lead,
    /// Marketing-qualified: engaged and fits, not ready to buy.
    Mql,
    /// Product-qualified: used the product and showed intent to pay.
    Pql,
    /// Sales-qualified: met criteria that sales owns.
    Sql,
    /// Qualified: need, budget and timeline are yes, authority is not no.
    Prospect,
    /// Converted.
    Customer,
    /// Set aside: not now, back to nurture.
    Recycled,
    /// Set aside: there is nothing to sell to this person.
    Disqualified,
    /// Set aside: bought elsewhere, or not at all.
    Lost,
}

/// The moves that a person may make, by the stage of departure: forwards always; backwards where an earlier move went
/// too far; aside at any time before the deal.
const BY_HAND: [(Stage, &[Stage]); 10] = [
    (Suspect, &[Lead, Mql, Pql, Sql, Prospect, Customer, Disqualified]),
    (Lead, &[Mql, Pql, Sql, Prospect, Customer, Recycled, Disqualified]),
    (Mql, &[Lead, Pql, Sql, Prospect, Customer, Recycled, Disqualified]),
    (Pql, &[Lead, Mql, Sql, Prospect, Customer, Recycled, Disqualified]),
    (Sql, &[Lead, Mql, Pql, Prospect, Customer, Recycled, Disqualified, Lost]),
    (Prospect, &[Mql, Pql, Sql, Customer, Recycled, Disqualified, Lost]),
    // A deal that was called off.
    (Customer, &[Prospect, Lost]),
    // Recycled again: the date of the next contact moves.
    (Recycled, &[Recycled, Lead, Mql, Pql, Sql, Prospect, Customer, Disqualified, Lost]),
    (Disqualified, &[Lead, Mql, Pql, Sql, Prospect, Customer, Recycled]),
    (Lost, &[Lead, Mql, Pql, Sql, Prospect, Customer, Recycled, Disqualified]),
];

/// The moves that a rule may make, by the stage of departure: forwards only. A rule takes a lead out of a stage where a
/// person set it aside only if the lead itself asks for a salesperson or buys.
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
    /// All stages, in the funnel's order; the stages of leads set aside come last.
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

    /// The stage with that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }

    /// The word that salespeople read for the stage.
    pub fn word(self, words: Words<'_>) -> String {
        words.say(match self {
            Suspect | Lead | Mql | Pql => "story-stage-new",
            Sql => "story-stage-working",
            Prospect => "story-stage-qualified",
            Customer => "story-stage-won",
            Recycled => "story-stage-later",
            Disqualified | Lost => "story-stage-closed",
        })
    }

    /// How far the stage is in the funnel: 0 before any interest, 1 lead, 2 qualified by marketing or by use of the product,
    /// 3 by sales, 4 prospect, 5 customer; none for a stage aside.
    pub fn level(self) -> Option<u8> {
        match self {
            Suspect => Some(0),
            Lead => Some(1),
            Mql | Pql => Some(2),
            Sql => Some(3),
            Prospect => Some(4),
            Customer => Some(5),
            Recycled | Disqualified | Lost => None,
        }
    }

    /// Marketing owns the stage: the lead is nurtured, and no salesperson is mailed about it.
    pub fn is_marketings(self) -> bool {
        matches!(self, Suspect | Lead | Mql | Pql | Recycled)
    }

    /// The lead is on a salesperson's worklist.
    pub fn is_sales(self) -> bool {
        matches!(self, Sql | Prospect)
    }

    /// Nobody works on the lead any more, and nobody waits for it.
    pub fn is_closed(self) -> bool {
        matches!(self, Disqualified | Lost)
    }

    /// The stages to which a person may move a lead from here.
    pub fn moves_by_hand(self) -> &'static [Self] {
        moves(&BY_HAND, self)
    }

    /// The stages to which a person may move some lead.
    pub fn all_by_hand() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|stage| Self::ALL.iter().any(|from| from.moves_by_hand().contains(stage)))
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

/// A move in the funnel, stored in the activity that caused it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageMove {
    /// The stage before; none for a new lead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Stage>,
    /// The stage after.
    pub to: Stage,
    /// The cause, in a reader's words.
    pub why: String,
    /// The reason's short name, where the stage needs a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The id of the person who moved the lead; none where a rule did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

impl StageMove {
    /// A person moved the lead back or set it aside: after that a rule moves it forward only on new activity.
    pub fn is_back(&self) -> bool {
        let is_aside = |stage: Stage| stage == Recycled || stage.is_closed();
        let back = |from| !is_aside(from) && self.to < from;
        self.by.is_some() && (is_aside(self.to) || self.from.is_some_and(back))
    }
}
