//! What somebody says of a list by flags, with what was said of the last list that had the same headings.

use anyhow::Result;
use clap::Args;
use leadwright_cloud::table::ListColumns;
use leadwright_domain::value::hash::content_hash;
use leadwright_lists::dates::Order;

use crate::commands::target::Connected;

/// What is said of the columns of a list.
#[derive(Debug, Args)]
pub(super) struct ColumnFlags {
    /// The field of a column, like `--map "E-Mail=email"`; `--map "E-Mail="` leaves the column out. Fields: `id`,
    /// `date`, `won_date`, `won_amount`, `source`, `campaign`, `consent`, `consent_phone`, `note`, `email`, `name`, `company`, `title`, `phone`,
    /// `country`, `employees`, or one of your own.
    #[arg(long, value_name = "COLUMN=FIELD")]
    pub(super) map: Vec<String>,
    /// The time zone of dates without one. [default: the company's]
    #[arg(long, value_name = "TZ")]
    timezone: Option<String>,
    /// Read 01-02-2018 as 1 February. [default: what all dates of the list show]
    #[arg(long)]
    day_first: bool,
    /// Read 01-02-2018 as 2 January. [default: what all dates of the list show]
    #[arg(long, conflicts_with = "day_first")]
    month_first: bool,
    /// What is a yes in the columns of consent besides yes, true, x and the like; DATE for any date.
    #[arg(long, value_name = "WORD")]
    consent_yes: Vec<String>,
    /// Forget what was said of the last list with these headings.
    #[arg(long)]
    forget: bool,
}

impl ColumnFlags {
    fn order(&self) -> Option<Order> {
        match (self.day_first, self.month_first) {
            (true, _) => Some(Order::DayFirst),
            (_, true) => Some(Order::MonthFirst),
            _ => None,
        }
    }
}

/// What is said of a list.
#[derive(Debug, Clone)]
pub(super) struct SaidOfList {
    columns: ListColumns,
    /// The lists, by the hash of source and headings, each with its headings.
    lists: Vec<(String, Vec<String>)>,
    remembered: ListColumns,
}

impl SaidOfList {
    /// By the flags, and what is remembered where they say nothing. Where it `is_check`, nothing is forgotten.
    pub(super) async fn of(
        args: &ColumnFlags,
        is_check: bool,
        source: &str,
        headings: Vec<Vec<String>>,
        stack: &Connected,
    ) -> Result<Self> {
        let mut columns = ListColumns {
            map: args.map.clone(),
            consent_yes: args.consent_yes.clone(),
            day_first: args.order().map(|order| order == Order::DayFirst),
            timezone: args.timezone.clone(),
        };
        let mut remembered = ListColumns::default();
        let mut lists = Vec::new();
        for headings in headings {
            let texts: Vec<&str> = std::iter::once(source).chain(headings.iter().map(String::as_str)).collect();
            let hash = content_hash(&texts);
            if args.forget {
                if !is_check {
                    stack.table.forget_columns(&hash).await?;
                }
            } else if let Some(last) = stack.table.list_columns(&hash).await? {
                let name = |pair: &String| pair.rsplit_once('=').map(|(column, _)| column.trim().to_owned());
                let is_said = |pair: &&String| args.map.iter().any(|said| name(said) == name(pair));
                remembered.map.extend(last.map.iter().filter(|pair| !is_said(pair)).cloned());
                if columns.consent_yes.is_empty() {
                    remembered.consent_yes.extend(last.consent_yes);
                }
                remembered.day_first = remembered.day_first.or(last.day_first).filter(|_| columns.day_first.is_none());
                remembered.timezone = remembered.timezone.or(last.timezone).filter(|_| columns.timezone.is_none());
            }
            lists.push((hash, headings));
        }
        columns.map.extend(remembered.map.iter().cloned());
        columns.consent_yes.extend(remembered.consent_yes.iter().cloned());
        columns.day_first = columns.day_first.or(remembered.day_first);
        columns.timezone = columns.timezone.or_else(|| remembered.timezone.clone());
        Ok(Self { columns, lists, remembered })
    }

    pub(super) fn map(&self) -> &[String] {
        &self.columns.map
    }

    pub(super) fn consent_yes(&self) -> &[String] {
        &self.columns.consent_yes
    }

    pub(super) fn order(&self) -> Option<Order> {
        self.columns.day_first.map(|day| if day { Order::DayFirst } else { Order::MonthFirst })
    }

    pub(super) fn timezone(&self) -> Option<&str> {
        self.columns.timezone.as_deref()
    }

    /// What is remembered, as flags; none if nothing is.
    pub(super) fn words(&self) -> Option<String> {
        let ListColumns { map, consent_yes, day_first, timezone } = &self.remembered;
        let map = map.iter().map(|pair| format!("--map {pair:?}"));
        let yes = consent_yes.iter().map(|word| format!("--consent-yes {word:?}"));
        let order = day_first.map(|day| if day { "--day-first" } else { "--month-first" }.to_owned());
        let zone = timezone.as_ref().map(|zone| format!("--timezone {zone}"));
        let flags: Vec<String> = map.chain(yes).chain(order).chain(zone).collect();
        let words =
            || format!("as with the last list of these headings (--forget for none of it): {}", flags.join(" "));
        (!flags.is_empty()).then(words)
    }

    /// Remembers it for the next lists with these headings.
    pub(super) async fn remember(&self, stack: &Connected) -> Result<()> {
        for (hash, headings) in &self.lists {
            let is_of_list = |pair: &&String| {
                pair.rsplit_once('=').is_some_and(|(column, _)| headings.iter().any(|heading| heading == column.trim()))
            };
            let of_list = ListColumns {
                map: self.columns.map.iter().filter(is_of_list).cloned().collect(),
                ..self.columns.clone()
            };
            if of_list != ListColumns::default() {
                stack.table.remember_columns(hash, &of_list).await?;
            }
        }
        Ok(())
    }
}
