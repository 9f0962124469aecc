//! The forms that a lead sent and that no salesperson has answered yet: what the owner's mail and page tell of.
//!
//! What must stay true: a hand-off mail tells of every wish that its owner was not told of, and of each in one mail,
//! whatever comes between the plan of a mail and its end. So each wish keeps the mail that tells of it.

use serde::{Deserialize, Serialize};

use crate::activity::id::ActivityId;

/// How many wishes a lead keeps. Of more, those go first that the owner was told of, then those that ask for no
/// salesperson, the oldest first.
pub const KEPT: usize = 12;

/// The open wishes of a lead, in the order in which they were applied.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "StoredWishes", into = "StoredWishes")]
pub struct OpenWishes {
    list: Vec<OpenWish>,
    left_out: u32,
}

/// A form that waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenWish {
    /// The activity of the form.
    pub activity: ActivityId,
    /// The form asks for a salesperson.
    pub for_sales: bool,
    /// The send id of the hand-off mail that tells the owner, or has told.
    pub mail: Option<String>,
}

/// As a lead stores them. Nearly every lead has one wish, which its own mail tells of: it is to cost few bytes, since
/// the table's price goes by them.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum StoredWishes {
    All(Vec<StoredWish>),
    /// With how many were not kept.
    Kept(Vec<StoredWish>, u32),
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum StoredWish {
    /// For sales, with the mail that its own activity planned.
    Own(ActivityId),
    /// The same, and whether it is for sales.
    OwnFor(ActivityId, bool),
    /// With the mail; empty if there is none.
    Other(ActivityId, bool, String),
}

/// The send id of the hand-off mail that a form's own activity plans.
fn own_mail(activity: &ActivityId) -> String {
    format!("owner_{}", activity.hash())
}

impl From<StoredWishes> for OpenWishes {
    fn from(stored: StoredWishes) -> Self {
        let (list, left_out) = match stored {
            StoredWishes::All(list) => (list, 0),
            StoredWishes::Kept(list, left_out) => (list, left_out),
        };
        let wish = |stored| match stored {
            StoredWish::Own(activity) => (activity.clone(), true, Some(own_mail(&activity))),
            StoredWish::OwnFor(activity, for_sales) => (activity.clone(), for_sales, Some(own_mail(&activity))),
            StoredWish::Other(activity, for_sales, mail) => {
                (activity, for_sales, Some(mail).filter(|mail| !mail.is_empty()))
            }
        };
        let list = list.into_iter().map(wish);
        Self {
            list: list.map(|(activity, for_sales, mail)| OpenWish { activity, for_sales, mail }).collect(),
            left_out,
        }
    }
}

impl From<OpenWishes> for StoredWishes {
    fn from(wishes: OpenWishes) -> Self {
        let stored = |OpenWish { activity, for_sales, mail }| match mail {
            Some(mail) if mail == own_mail(&activity) && for_sales => StoredWish::Own(activity),
            Some(mail) if mail == own_mail(&activity) => StoredWish::OwnFor(activity, false),
            mail => StoredWish::Other(activity, for_sales, mail.unwrap_or_default()),
        };
        let list = wishes.list.into_iter().map(stored).collect();
        if wishes.left_out == 0 { Self::All(list) } else { Self::Kept(list, wishes.left_out) }
    }
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
    /// It has no open wish.
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
        self.keep();
    }

    /// Adds the open wishes of another lead that is the same person.
    pub(crate) fn join(&mut self, other: Self) {
        self.left_out = self.left_out.saturating_add(other.left_out);
        for wish in other.list {
            let place = self.list.partition_point(|own| own.activity < wish.activity);
            self.list.insert(place, wish);
            self.keep();
        }
    }

    /// The lead has another owner: nobody who has it was told of these.
    pub(crate) fn forget_reader(&mut self) {
        self.list.iter_mut().for_each(|wish| wish.mail = None);
    }

    /// Leaves one out if there are too many.
    fn keep(&mut self) {
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

    /// Takes back what an activity did to the wishes, from `before` to `after` it: what it answered is open again, and what
    /// it told is told as before. What came since stays.
    pub(crate) fn undo(&mut self, before: &Self, after: &Self) {
        let of = |list: &[OpenWish], id: &ActivityId| list.iter().find(|wish| wish.activity == *id).cloned();
        let mut list: Vec<OpenWish> = Vec::with_capacity(before.list.len().max(self.list.len()));
        for was in &before.list {
            match (of(&after.list, &was.activity), of(&self.list, &was.activity)) {
                (Some(told), Some(now)) if now != told => list.push(now),
                (Some(_), None) => {}
                _ => list.push(was.clone()),
            }
        }
        let is_later = |wish: &&OpenWish| of(&before.list, &wish.activity).is_none();
        list.extend(self.list.iter().filter(is_later).cloned());
        list.truncate(KEPT);
        self.list = list;
        if self.left_out == after.left_out {
            self.left_out = before.left_out;
        }
    }

    /// A salesperson spoke with the lead, or closed it: what it asked before is answered.
    pub(crate) fn answer(&mut self, until: &ActivityId) {
        self.list.retain(|wish| wish.activity > *until);
        self.left_out = 0;
    }
}
