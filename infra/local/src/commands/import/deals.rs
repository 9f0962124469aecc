//! Won deals of a list, beside those that were imported before.
//!
//! What must stay true: a deal counts once, whichever list tells it, and however often. A row whose deal can't be told from
//! another is rejected.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use anyhow::Result;
use futures_util::{StreamExt, TryStreamExt, stream};
use leadwright_cloud::table::Named;
use leadwright_domain::activity::Activity;
use leadwright_domain::activity::deals::{Deal, DealStanding, corrected_deals, deal_standings, imported_deals};
use leadwright_domain::lead::Applied;
use leadwright_domain::value::identity::LeadId;
use leadwright_lists::columns::Columns;
use leadwright_lists::importer::Importer;
use leadwright_lists::list::ListRow;

use crate::commands::list_file::ListFile;
use crate::commands::target::Connected;
use crate::wording::time::readable;

/// Timelines that are read at once.
const CONCURRENCY: usize = 4;

/// The deals of a list.
#[derive(Debug, Default)]
pub(super) struct Deals {
    /// The activities of those that are new, or corrected.
    pub(super) activities: Vec<Activity>,
    /// How many of these correct a deal that was imported before.
    pub(super) corrected: usize,
    /// How many were imported before as they are.
    pub(super) known: usize,
}

impl Deals {
    /// Rows that are deals.
    pub(super) fn count(&self) -> usize {
        self.activities.len() + self.known
    }
}

/// The activities of won deals, whose leads are in the list, or known by the ids of its rows. Only a failure of the table is an error.
pub(super) async fn deals(
    importer: &Importer<'_>,
    stack: &Connected,
    list: &mut ListFile,
    columns: &Columns,
    (in_list, known): (&HashSet<LeadId>, &HashMap<String, LeadId>),
) -> Result<Deals> {
    let company = &stack.config.company;
    let mut deals: Vec<(ListRow, Activity)> = Vec::with_capacity(list.rows.len());
    for row in list.rows.clone() {
        let values = columns.row(&row);
        match importer.deal(&values, known) {
            Err(why) => list.reject(&row, format!("{why:#}")),
            Ok(deal) if in_list.contains(&deal.lead) => deals.push((row, deal)),
            Ok(deal) => match stack.table.named(importer.key, &importer.identity(&values)?, company).await? {
                Named::One(lead) if lead == deal.lead => deals.push((row, deal)),
                Named::One(lead) => deals.push((row, deal.redirected(&lead))),
                Named::Nobody => list.reject(&row, "the deal has no lead in the list or the table".to_owned()),
                Named::Several(cards) => {
                    let ids: Vec<&str> = cards.iter().map(|card| card.id.as_str()).collect();
                    let why = format!("several leads have the number of the deal: {}", ids.join(", "));
                    list.reject(&row, why);
                }
            },
        }
    }
    let of: BTreeSet<LeadId> = deals.iter().map(|(_, deal)| deal.lead.clone()).collect();
    let timelines = of.into_iter().map(|lead| async move {
        let timeline = stack.table.timeline(&lead).await?;
        anyhow::Ok((lead, timeline))
    });
    let timelines: HashMap<LeadId, Vec<Applied>> =
        stream::iter(timelines).buffer_unordered(CONCURRENCY).try_collect().await?;
    let mut moments: BTreeMap<_, Vec<(ListRow, Activity)>> = BTreeMap::new();
    for (row, deal) in deals {
        moments.entry((deal.lead.clone(), deal.occurred_at())).or_default().push((row, deal));
    }
    let (mut deals, mut new) = (Deals::default(), Vec::new());
    for ((lead, at), rows) in moments {
        let stored = timelines[&lead].iter().map(|applied| &applied.activity);
        let stored: Vec<&Activity> = stored.filter(|activity| activity.occurred_at() == at).collect();
        let corrected = corrected_deals(stored.iter().copied());
        let unnamed = stack.config.company.unnamed_currency();
        let mut known = imported_deals(stored.iter().copied(), unnamed);
        known.retain(|(id, _)| !corrected.contains(id));
        let listed = imported_deals(rows.iter().map(|(_, deal)| deal), unnamed);
        for ((row, deal), standing) in rows.into_iter().zip(deal_standings(&listed, &known, &corrected)) {
            match standing {
                DealStanding::New => new.push((row.line, deal)),
                DealStanding::Known => deals.known += 1,
                DealStanding::Corrects(other) => {
                    deals.corrected += 1;
                    new.push((row.line, deal.correcting(other)));
                }
                DealStanding::Unclear => list.reject(&row, unclear(importer, &deal, &known)),
            }
        }
    }
    // In the order of the list: of one moment the later row is applied later.
    new.sort_by_key(|(line, _)| *line);
    deals.activities = new.into_iter().map(|(_, deal)| deal).collect();
    Ok(deals)
}

fn unclear(importer: &Importer<'_>, deal: &Activity, known: &[Deal]) -> String {
    let amounts: Vec<String> =
        known.iter().map(|(_, won)| won.map_or_else(|| "no amount".to_owned(), |won| won.to_string())).collect();
    format!(
        "it may be another deal or a correction: of this lead and time ({}) were imported before: {}; import it \
         together with those as they are, or give it a time of its own",
        readable(deal.occurred_at(), &importer.dates.zone),
        amounts.join(", ")
    )
}
