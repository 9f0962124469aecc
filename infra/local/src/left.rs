//! Leads of people who are no longer in `team.yaml`: nobody works on them until they are reassigned.

use std::collections::BTreeMap;
use std::fmt;

use anyhow::Result;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use leadwright_cloud::table::Table;
use leadwright_domain::activity::TeamMail;
use leadwright_domain::config::Config;
use leadwright_domain::lead::Task;
use leadwright_domain::value::stage::Stage;
use serde::Serialize;

use crate::listing::cards;
use crate::wording::count::count_of;
use crate::wording::time::day;

/// What somebody who has left the team still has.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Leaver {
    /// The id that `team.yaml` had.
    pub(crate) id: String,
    /// Always true: it tells these lines from those of the team.
    left: bool,
    /// Leads that sales works on.
    open: usize,
    /// Leads that were set aside until a day.
    follow_ups: usize,
    /// The next of these days.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_follow_up: Option<Timestamp>,
    /// The company's time zone, in which that day is said.
    #[serde(skip)]
    zone: TimeZone,
}

/// Everybody who is no longer in the team and has open leads, or leads to follow up, by id.
///
/// It reads a line of every lead that sales works on or has set aside: a command may, a function must not.
pub(crate) async fn left_behind(table: &Table, config: &Config) -> Result<Vec<Leaver>> {
    let mut all: BTreeMap<String, Leaver> = BTreeMap::new();
    for card in cards(table, &[Stage::Sql, Stage::Prospect, Stage::Recycled]).await? {
        let Some(owner) = card.owner.filter(|owner| config.team.person(owner).is_none()) else { continue };
        let zone = config.company.timezone.time_zone();
        let new = || Leaver { id: owner.clone(), left: true, open: 0, follow_ups: 0, next_follow_up: None, zone };
        let left = all.entry(owner.clone()).or_insert_with(new);
        if card.stage.is_sales() {
            left.open += 1;
            continue;
        }
        let Some(lead) = table.lead(&card.id).await? else { continue };
        let is_reminder = |task: &Task| matches!(task, Task::Mail { mail, .. } if TeamMail::Reminder.is(mail));
        let reminder = lead.agenda().iter().find(|entry| is_reminder(&entry.task)).map(|entry| entry.delivery.due);
        if let Some(due) = reminder {
            left.follow_ups += 1;
            left.next_follow_up = Some(left.next_follow_up.map_or(due, |next| next.min(due)));
        }
    }
    Ok(all.into_values().filter(|left| left.open + left.follow_ups > 0).collect())
}

impl fmt::Display for Leaver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let open = count_of(self.open, "open lead");
        let Self { id, follow_ups, .. } = self;
        write!(f, "{id} is no longer in team.yaml and still has {open}")?;
        if let Some(next) = self.next_follow_up {
            let next = day(next.to_zoned(self.zone.clone()).date());
            write!(f, " and {} (the next on {next})", count_of(*follow_ups, "promised call"))?;
        }
        write!(f, ". Reassign them with `leadwright away {id} --hand-over`.")
    }
}
