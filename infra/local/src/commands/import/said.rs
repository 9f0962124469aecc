//! What somebody says of a list by flags, with what was said of the last list that had the same headings.

use anyhow::Result;
use leadwright_cloud::table::ListColumns;
use leadwright_domain::value::hash::content_hash;

use super::ImportArgs;
use super::dates::Order;
use crate::commands::target::Connected;

/// What is said of a list.
#[derive(Debug, Clone)]
pub(super) struct SaidOfList {
    columns: ListColumns,
    /// The lists, by the hash of source and headings, each with its headings.
    lists: Vec<(String, Vec<String>)>,
    remembered: ListColumns,
}

impl SaidOfList {
    /// By the flags, and what is remembered where they say nothing.
    pub(super) async fn of(
        args: &ImportArgs,
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
                if !args.check {
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
