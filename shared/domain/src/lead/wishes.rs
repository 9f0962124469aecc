//! The forms that a lead sent and that no salesperson has answered yet: what the owner's mail and page tell of.
//!
//! What must stay true: a hand-off mail tells of every wish that its owner was not told of, and of each in one mail,
//! whatever comes between the plan of a mail and its end. So each wish keeps the mail that tells of it.

use serde::{Deserialize, Serialize};

use crate::activity::id::ActivityId;
use crate::value::stored::{is_false, is_zero};

/// How many wishes a lead keeps. Of more, those go first that the owner was told of, then those that ask for no
/// salesperson, the oldest first.
pub const KEPT: usize = 12;

/// The open wishes of a lead, in the order in which they were applied.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct OpenWishes {
    /// The wishes that are kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    list: Vec<OpenWish>,
    /// How many were not kept; the timeline has them.
    #[serde(default, skip_serializing_if = "is_zero")]
    left_out: u32,
}

/// A form that waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenWish {
    /// The activity of the form.
    pub activity: ActivityId,
    /// The form asks for a salesperson.
    #[serde(default, skip_serializing_if = "is_false")]
    pub for_sales: bool,
    /// The send id of the hand-off mail that tells the owner, or has told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<String>,
}

/// What a form asks for, as the fold records it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WishKind {
    /// A salesperson: the form has `hand_off: true`.
    Sales,
    /// Something else: a download, a newsletter.
    Other,
}

impl OpenWishes {
    /// There is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty() && self.left_out == 0
    }

    /// The wishes that are kept, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &OpenWish> {
        self.list.iter()
    }

    /// How many more there were; the timeline has them.
    pub fn left_out(&self) -> u32 {
        self.left_out
    }

    /// Whether the mail of that send id is the first to tell of the wish.
    pub fn is_news(&self, activity: &ActivityId, send: &str) -> bool {
        self.list.iter().any(|wish| wish.activity == *activity && wish.mail.as_deref() == Some(send))
    }

    pub(crate) fn add(&mut self, activity: &ActivityId, kind: WishKind) {
        let for_sales = kind == WishKind::Sales;
        self.list.push(OpenWish { activity: activity.clone(), for_sales, mail: None });
        if self.list.len() > KEPT {
            // The newest stays: the mail about it is not planned yet.
            let older = self.list[..KEPT].iter().enumerate();
            let first = older.min_by_key(|(place, wish)| (wish.mail.is_none(), wish.for_sales, *place));
            if let Some((place, _)) = first {
                self.list.remove(place);
                self.left_out = self.left_out.saturating_add(1);
            }
        }
    }

    /// The mail of that send id tells of all that its reader does not know: of everything where the reader is new to
    /// the lead.
    pub(crate) fn tell(&mut self, send: &str, is_new_reader: bool) {
        for wish in self.list.iter_mut().filter(|wish| is_new_reader || wish.mail.is_none()) {
            wish.mail = Some(send.to_owned());
        }
    }

    /// The mail of that send id does not go: another one is to tell of its wishes.
    pub(crate) fn untell(&mut self, send: &str) {
        for wish in self.list.iter_mut().filter(|wish| wish.mail.as_deref() == Some(send)) {
            wish.mail = None;
        }
    }

    /// A salesperson spoke with the lead, or closed it: what it asked before is answered.
    pub(crate) fn answer(&mut self, until: &ActivityId) {
        self.list.retain(|wish| wish.activity > *until);
        self.left_out = 0;
    }
}
