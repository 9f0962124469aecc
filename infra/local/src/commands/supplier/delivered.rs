//! The rows of a delivery as they are now.

use anyhow::{Context, Result, ensure};
use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::civil::Date;
use leadwright_cloud::table::DeliveredRow;
use leadwright_domain::activity::{ActivityKind, key_of};
use leadwright_domain::supply::{Account, DUPLICATE, Delivery, RowCounts, Supplier};
use leadwright_domain::value::text::listed;

use crate::commands::target::Connected;

/// The number of rows that are read at the same time.
const CONCURRENCY: usize = 32;

/// The rows of a delivery.
#[derive(Debug)]
pub(crate) struct DeliveredRows {
    /// In the order of their time.
    pub(crate) rows: Vec<FoundRow>,
}

/// A row of a delivery as it is now.
#[derive(Debug)]
pub(crate) struct FoundRow {
    pub(crate) row: DeliveredRow,
    /// As the supplier delivered it; none once its lead is not there any more.
    pub(crate) phone: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) bad: Option<BadRow>,
}

/// Why a row is bad.
#[derive(Debug)]
pub(crate) struct BadRow {
    /// A reason for `bad` of funnel.yaml, or [`DUPLICATE`].
    pub(crate) reason: String,
    /// The day on which it was found.
    pub(crate) found_on: Date,
    /// That was after the days to claim it.
    pub(crate) is_late: bool,
}

/// Reads the rows of a delivery.
pub(crate) async fn delivered(delivery: &Delivery, stack: &Connected) -> Result<DeliveredRows> {
    let rows = stack.table.delivered_rows(&delivery.key()).await?;
    let found = stream::iter(rows).map(|row| found(row, stack)).buffered(CONCURRENCY);
    Ok(DeliveredRows { rows: found.try_collect().await? })
}

async fn found(row: DeliveredRow, stack: &Connected) -> Result<FoundRow> {
    let Some((activity, lead)) = stack.table.of_delivered_row(&row).await? else {
        return Ok(FoundRow { row, phone: None, email: None, bad: None });
    };
    let zone = stack.config.company.timezone.time_zone();
    let day = |id: &leadwright_domain::activity::ActivityId| id.occurred_at().to_zoned(zone.clone()).date();
    let mark = lead.row_mark.as_ref().and_then(|mark| Some((mark, mark.reason.as_ref()?)));
    let by = lead.supplied.as_ref().filter(|by| by.activity == row.activity);
    let bad = match (mark, by) {
        _ if row.repeated => {
            Some(BadRow { reason: DUPLICATE.to_owned(), found_on: day(&row.activity), is_late: false })
        }
        (Some((mark, reason)), Some(by)) => {
            let found_on = day(&mark.activity);
            Some(BadRow { reason: reason.clone(), found_on, is_late: found_on > by.row.claim_until })
        }
        _ => None,
    };
    let fields = match &activity.kind {
        ActivityKind::LeadImported(imported) => Some(&imported.fields),
        ActivityKind::FormSubmitted(sent) => Some(&sent.fields),
        _ => None,
    };
    let field = |name: &str| fields.and_then(|fields| fields.get(name)).cloned();
    Ok(FoundRow { phone: field("phone"), email: field("email"), row, bad })
}

impl DeliveredRows {
    /// What came of the delivery.
    pub(crate) fn account(&self, delivery: &Delivery, stack: &Connected) -> Account {
        let mut counts = RowCounts { delivered: self.rows.len() as u64, ..RowCounts::default() };
        for bad in self.rows.iter().filter_map(|row| row.bad.as_ref()) {
            let of = if bad.is_late { &mut counts.late } else { &mut counts.bad };
            *of.entry(bad.reason.clone()).or_default() += 1;
        }
        Account::of(delivery, stack.config.suppliers.get(&delivery.supplier), &counts)
    }
}

/// The deliveries of a supplier, or the one of that id.
pub(crate) async fn deliveries(name: &str, id: Option<&str>, stack: &Connected) -> Result<Vec<Delivery>> {
    let today = stack.now.to_zoned(stack.config.company.timezone.time_zone()).date();
    let supplied = stack.table.supplied(today, &stack.config).await?;
    let mut of_supplier: Vec<Delivery> = supplied.0.into_iter().map(|(delivery, _)| delivery).collect();
    of_supplier.retain(|delivery| delivery.supplier == name);
    let Some(id) = id else { return Ok(of_supplier) };
    let names: Vec<String> = of_supplier.iter().map(|delivery| delivery.id.clone()).collect();
    let found = of_supplier.into_iter().find(|delivery| delivery.id == id);
    // Leads that came one by one may not be counted yet.
    let key = key_of(name, id);
    let found = match found.or_else(|| stack.config.one_by_one(&key)) {
        Some(found) if names.iter().any(|name| name == id) || !stack.table.delivered_rows(&key).await?.is_empty() => {
            Some(found)
        }
        _ => None,
    };
    let known = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    ensure!(found.is_some(), "{name} has no delivery {id}; there are: {known}");
    Ok(vec![found.context("a delivery")?])
}

/// The supplier of that name.
pub(crate) fn named<'a>(name: &str, stack: &'a Connected) -> Result<&'a Supplier> {
    let known = &stack.config.suppliers;
    known.get(name).with_context(|| {
        if known.is_empty() {
            format!("there is no supplier {name}: add it to infra/config/suppliers.yaml")
        } else {
            format!("there is no supplier {name} in infra/config/suppliers.yaml; there are: {}", listed(known.keys()))
        }
    })
}
