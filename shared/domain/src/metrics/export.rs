//! A table for programs and spreadsheets: complete, with the parts of each number.

use serde_json::{Map, Value as Json, json};

use crate::metrics::measure::{Measure, Unit, Value};
use crate::metrics::table::{Cell, Row, Table};
use crate::value::currency::Currency;
use crate::value::money::Money;
use crate::words::Words;

impl Table {
    /// The names of the columns of [`Table::records`]. A share has five columns: itself as a decimal, its two counts, and
    /// the ends of its interval. A comparison is a column more for each measure.
    pub fn head(&self) -> Vec<String> {
        let mut head = vec![self.by.name().to_owned()];
        for measure in &self.measures {
            head.extend(columns(measure).iter().map(|ending| format!("{}{ending}", measure.name)));
            let past =
                self.compare.iter().map(|(compare, _)| format!("{}_{}", measure.name, past_name(compare.name())));
            head.extend(past);
        }
        head
    }

    /// The rows, without the total: the name, then plain numbers with a point. Durations are in seconds, amounts in whole
    /// units of the currency. Empty: there is nothing to compute from, or it is too early.
    ///
    /// The first cell is a text that may be anybody's; the others are numbers of ours.
    pub fn records(&self, currency: Currency) -> impl Iterator<Item = Vec<String>> {
        let others = self.others.as_ref().map(|others| &others.row);
        self.rows.iter().chain(others).map(move |row| self.record(row, currency))
    }

    fn record(&self, row: &Row, currency: Currency) -> Vec<String> {
        let mut record = vec![row.name.clone()];
        for (measure, cell) in self.measures.iter().zip(&row.cells) {
            record.push(plain(cell.value, currency));
            if measure.unit == Unit::Percent {
                let (of, among) = parts(cell.value).unzip();
                let (low, high) = cell.value.interval().unzip();
                record.extend([of, among].map(|count| count.map_or_else(String::new, |count| count.to_string())));
                record.extend([low, high].map(|share| share.map_or_else(String::new, decimal)));
            }
            record.extend(cell.past.iter().map(|past| plain(*past, currency)));
        }
        record
    }

    /// The table as JSON. A row has its name under the name of what rows are, and each measure under its name: a count and
    /// a duration in seconds as a number, a share as `{share, of, among, low, high}`, an amount as
    /// `{amount, currency}`, and null for nothing. Headings and definitions are English, whoever reads them.
    pub fn json(&self, currency: Currency) -> Json {
        let row = |row: &Row| self.json_row(row, currency);
        let mut table = json!({
            "from": self.range.days().first,
            "to": self.range.days().last,
            "by": self.by.name(),
            "rows": self.rows.iter().map(row).collect::<Vec<_>>(),
            "total": row(&self.total),
            "measures": self.measures.iter().map(|measure| json!({
                "name": measure.name,
                "heading": measure.heading(Words::english()),
                "unit": measure.unit.words(Words::english()),
                "definition": measure.definition(Words::english()),
            })).collect::<Vec<_>>(),
        });
        let fields = table.as_object_mut().expect("it is written as one above");
        if let Some(others) = &self.others {
            fields.insert("others".to_owned(), json!({"values": others.values, "row": row(&others.row)}));
        }
        if !self.compare.is_empty() {
            let compare = self
                .compare
                .iter()
                .map(|(compare, days)| json!({"name": past_name(compare.name()), "from": days.first, "to": days.last}));
            fields.insert("compare".to_owned(), compare.collect());
        }
        if let Some(days) = self.not_counted {
            fields.insert("not_counted".to_owned(), json!({"from": days.first, "to": days.last}));
        }
        if self.old > 0 {
            fields.insert("counted_by_earlier_definitions".to_owned(), json!(self.old));
        }
        if !self.apart.is_empty() {
            let apart =
                self.apart.iter().map(|(of, minor)| (of.code().to_owned(), json!(Money::new(*minor, *of).plain())));
            fields.insert("won_apart".to_owned(), apart.collect());
        }
        table
    }

    fn json_row(&self, row: &Row, currency: Currency) -> Json {
        let mut fields = Map::from_iter([(self.by.name().to_owned(), json!(row.name))]);
        for (measure, cell) in self.measures.iter().zip(&row.cells) {
            fields.insert(measure.name.to_owned(), json_cell(cell, currency));
            for ((compare, _), past) in self.compare.iter().zip(&cell.past) {
                fields.insert(format!("{}_{}", measure.name, past_name(compare.name())), json_value(*past, currency));
            }
        }
        Json::Object(fields)
    }
}

/// The endings of a measure's columns.
fn columns(measure: &Measure) -> &'static [&'static str] {
    if measure.unit == Unit::Percent { &["", "_of", "_among", "_low", "_high"] } else { &[""] }
}

/// What is behind the measure's name in the name of a comparison: `won_before`, `won_year_before`.
fn past_name(compare: &str) -> &str {
    if compare == "year" { "year_before" } else { compare }
}

fn parts(value: Value) -> Option<(u64, u64)> {
    match value {
        Value::Share { of, among } => Some((of, among)),
        _ => None,
    }
}

fn plain(value: Value, currency: Currency) -> String {
    match value {
        Value::Count(number) | Value::Seconds(number) => number.to_string(),
        Value::Share { .. } => value.number().map_or_else(String::new, decimal),
        Value::Money(minor) => Money::new(minor, currency).plain(),
        Value::Hundredths(ratio) => format!("{}.{:02}", ratio / 100, ratio % 100),
        Value::Nothing => String::new(),
    }
}

/// Six digits behind the point, without zeros at the end.
fn decimal(share: f64) -> String {
    let text = format!("{share:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn json_cell(cell: &Cell, currency: Currency) -> Json {
    if cell.too_early { json!({"too_early": true}) } else { json_value(cell.value, currency) }
}

fn json_value(value: Value, currency: Currency) -> Json {
    match value {
        Value::Count(number) | Value::Seconds(number) => json!(number),
        Value::Share { of, among } => {
            let number = |share: f64| decimal(share).parse::<f64>().unwrap_or_default();
            let (low, high) = value.interval().map(|(low, high)| (number(low), number(high))).unzip();
            json!({"share": value.number().map(number), "of": of, "among": among, "low": low, "high": high})
        }
        Value::Money(_) => json!({"amount": plain(value, currency), "currency": currency}),
        Value::Hundredths(ratio) => json!(decimal_of_hundredths(ratio)),
        Value::Nothing => Json::Null,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a ratio of two amounts, beyond any real one")]
fn decimal_of_hundredths(ratio: u64) -> f64 {
    ratio as f64 / 100.0
}
