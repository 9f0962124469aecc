//! Worklists: the leads of an owner by what is to be done next, in the index `work`.
//!
//! A key is the lead's urgency and the date of its next step: it moves only when one of them changes. Older releases wrote
//! keys of points and of the time of the newest form: such rows stand behind all that has a date, until they are written
//! again.

use jiff::Timestamp;
use leadwright_domain::lead::{Lead, NextStep, Urgency};

use super::call_lists;
use super::card::Card;
use super::error::TableError;
use super::item::{Item, text};
use super::rows::{Page, Start, Table};

/// The owner of leads that salespeople are to work on and nobody has.
pub const NOBODY: &str = "";

/// Begins the keys of leads that salespeople do not work on: it sorts behind every digit.
pub(crate) const CLOSED: &str = "~";

/// The last time that a key can have: of what has no date.
const LAST: i64 = 99_999_999_999_999;

/// An owner's worklist.
pub(crate) fn worklist(owner: &str) -> String {
    format!("OWNER#{owner}")
}

/// What keys of that urgency begin with, in the order of the list. Those of older releases begin with 8 or 9, and of leads
/// that salespeople do not work on with `~8` or `~9`.
fn rank(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Now => "1",
        Urgency::Planned => "5",
        Urgency::Aside => "~1",
        Urgency::Nothing => "~7",
    }
}

/// The place of a lead: whose list, and where in it. One of a call list stands there. The task of a sequence stands in the
/// list of whoever has it, also where nobody has the lead. None for a lead that stands on no list.
pub(crate) fn place(lead: &Lead) -> Option<(String, String)> {
    if let Some(calling) = lead.on_call_list().filter(|_| lead.owner.is_none()) {
        return Some(call_lists::place(lead, calling));
    }
    let urgency = lead.urgency();
    let owner = match lead.next_step().and_then(|step| step.to).or(lead.owner.as_deref()) {
        Some(owner) => owner,
        None if urgency == Urgency::Nothing => return None,
        None => NOBODY,
    };
    let due = |step: NextStep<'_>| step.due.as_millisecond().clamp(0, LAST);
    let time = match urgency {
        // What was closed last comes first.
        Urgency::Nothing => LAST - lead.stage_since.as_millisecond(),
        Urgency::Now | Urgency::Planned | Urgency::Aside => lead.next_step().map_or(LAST, due),
    };
    Some((worklist(owner), format!("{}#{time:014}#{}", rank(urgency), lead.id)))
}

/// Where leads stand that are hot and wait, and whose next step is due at that time; behind all of them if there is none.
pub(crate) fn hot(due: Option<Timestamp>) -> String {
    let time = due.map_or(LAST, |due| due.as_millisecond().clamp(0, LAST));
    format!("{}#{time:014}", rank(Urgency::Now))
}

/// The place that older releases gave to a lead: hottest first, of equals who asked last.
fn older_place(lead: &Lead) -> Option<(String, String)> {
    let owner = lead.owner.as_ref()?;
    let asked = lead.last_submission.as_ref().map_or(0, |asked| asked.occurred_at().as_millisecond());
    let closed = if lead.stage.is_sales() { "" } else { CLOSED };
    let (heat, asked) = (999 - lead.score.total, LAST - asked);
    Some((worklist(owner), format!("{closed}{heat:03}#{asked:014}#{}", lead.id)))
}

/// An older release wrote the row.
pub(crate) fn is_older(row: &Item, lead: &Lead) -> bool {
    let key = |name: &str| row.get(name).and_then(|key| key.as_s().ok()).map(String::as_str);
    let older = older_place(lead);
    let older = older.as_ref().map(|(owner, place)| (owner.as_str(), place.as_str()));
    let is_its = std::iter::zip(key("work_pk"), key("work_sk")).next() == older;
    let says_nothing = Card::read(row).is_ok_and(|card| card == card.clone().older());
    is_its && says_nothing
}

/// Puts the place that an older release gave to a lead where this one writes another.
pub(crate) fn take_older(expected: &mut Item, row: &Item) {
    for name in ["work_pk", "work_sk"] {
        match row.get(name) {
            Some(key) => expected.insert(name.to_owned(), key.clone()),
            None => expected.remove(name),
        };
    }
}

impl Table {
    /// Leads of an owner: those that are hot and wait, those that salespeople work on, those set aside until a day, each by
    /// the date of the next step, then those that are closed. Of [`NOBODY`], those that nobody has.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn of_owner(&self, owner: &str, start: Option<Start>) -> Result<Page<Card>, TableError> {
        self.cards("work", worklist(owner), true, start).await
    }

    /// Leads of an owner with a next step that was due before `until`, the longest overdue first of each urgency; `most` of
    /// each at the most. The index follows the leads within a moment.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn overdue(&self, owner: &str, until: Timestamp, most: u16) -> Result<Vec<Card>, TableError> {
        let mut cards = Vec::new();
        for urgency in [Urgency::Now, Urgency::Planned, Urgency::Aside] {
            let rank = rank(urgency);
            let answer = self
                .client
                .query()
                .table_name(&self.name)
                .index_name("work")
                .key_condition_expression("work_pk = :pk AND work_sk BETWEEN :first AND :last")
                .expression_attribute_values(":pk", text(worklist(owner)))
                .expression_attribute_values(":first", text(format!("{rank}#")))
                .expression_attribute_values(":last", text(format!("{rank}#{:014}", until.as_millisecond())))
                .limit(i32::from(most))
                .send()
                .await
                .map_err(TableError::call)?;
            for row in answer.items() {
                cards.push(Card::read(row)?);
            }
        }
        Ok(cards)
    }

    /// A page of the cards of a partition of an index of lists.
    pub(crate) async fn cards(
        &self,
        index: &str,
        partition: String,
        forward: bool,
        start: Option<Start>,
    ) -> Result<Page<Card>, TableError> {
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(index)
            .key_condition_expression("#pk = :pk")
            .expression_attribute_names("#pk", format!("{index}_pk"))
            .expression_attribute_values(":pk", text(partition))
            .scan_index_forward(forward)
            .set_exclusive_start_key(start.map(Start::into_key))
            .send()
            .await
            .map_err(TableError::call)?;
        let rows: Result<_, _> = answer.items().iter().map(Card::read).collect();
        Ok(Page { rows: rows?, next: answer.last_evaluated_key.map(Start::from_key) })
    }
}
