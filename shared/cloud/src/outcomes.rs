//! What became of mails, counted by the UTC day: what the brake judges by.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use leadwright_domain::sending::{Outcomes, day};

use crate::item::{Item, key, number, text, text_of};
use crate::table::{Table, TableError, number_of};

const OUTCOMES: &str = "OUTCOMES";

/// How long a day's counts are kept, in seconds: twice as long as the brake may look back.
const KEPT: i64 = 180 * 24 * 3_600;

impl Table {
    /// Adds to what the UTC day of `now` counted, in one write.
    ///
    /// # Errors
    /// See [`TableError`]; it may have been added all the same.
    pub async fn count_outcomes(&self, counted: Outcomes, now: Timestamp) -> Result<(), TableError> {
        let some: Vec<_> = fields(counted).into_iter().filter(|(_, count)| *count > 0).collect();
        if some.is_empty() {
            return Ok(());
        }
        let names: Vec<String> = some.iter().map(|(name, _)| format!("{name} :{name}")).collect();
        let mut update = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(key(OUTCOMES, day(now).to_string())))
            .update_expression(format!("ADD {} SET expires = :expires", names.join(", ")))
            .expression_attribute_values(":expires", number(u64::try_from(now.as_second() + KEPT).unwrap_or_default()));
        for (name, count) in some {
            update = update.expression_attribute_values(format!(":{name}"), number(count));
        }
        update.send().await.map_err(TableError::call)?;
        Ok(())
    }

    /// What the UTC days from `first` on counted.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn outcomes(&self, first: Date) -> Result<BTreeMap<Date, Outcomes>, TableError> {
        let query = self
            .client
            .query()
            .key_condition_expression("pk = :pk AND sk >= :first")
            .expression_attribute_values(":pk", text(OUTCOMES))
            .expression_attribute_values(":first", text(first.to_string()))
            .consistent_read(true);
        let rows = self.all(query).await?;
        rows.iter()
            .map(|row| {
                let date = text_of(row, "sk")?;
                let broken = |_| TableError::Broken { key: format!("{OUTCOMES} / {date}"), why: "no day".to_owned() };
                Ok((date.parse().map_err(broken)?, read_outcomes(row)))
            })
            .collect()
    }
}

fn fields(counted: Outcomes) -> [(&'static str, u64); 7] {
    let Outcomes { sent, delivered, delayed, soft_bounced, bounced, complained, rejected } = counted;
    [
        ("sent", sent),
        ("delivered", delivered),
        ("delayed", delayed),
        ("soft_bounced", soft_bounced),
        ("bounced", bounced),
        ("complained", complained),
        ("rejected", rejected),
    ]
}

fn read_outcomes(row: &Item) -> Outcomes {
    let count = |name: &str| number_of(row.get(name)).unwrap_or_default();
    Outcomes {
        sent: count("sent"),
        delivered: count("delivered"),
        delayed: count("delayed"),
        soft_bounced: count("soft_bounced"),
        bounced: count("bounced"),
        complained: count("complained"),
        rejected: count("rejected"),
    }
}
