//! A table of cohorts: which share of the leads of a week or month got how far within so many days, shaded by it.

use leadwright_domain::words::Words;

use super::canvas::Canvas;
use super::number::{Number, Unit, float};
use super::table::{Cell, Table};
use super::text::{shortened, strong_width, width};

/// Cohorts, from the first.
#[derive(Debug, Clone, PartialEq)]
pub struct Cohorts {
    /// The heading of the cohorts, like "Arrived in".
    pub cohorts_heading: String,
    /// The heading of their sizes, like "Leads".
    pub counts_heading: String,
    /// What a column tells, like "within 7 days".
    pub columns: Vec<String>,
    /// The rows.
    pub cohorts: Vec<Cohort>,
}

/// Those who arrived together.
#[derive(Debug, Clone, PartialEq)]
pub struct Cohort {
    /// When they arrived.
    pub name: String,
    /// How many they are.
    pub count: u64,
    /// Where their number leads; nowhere if empty.
    pub link: String,
    /// How many got there, a column each; none where the days are not over for all of them.
    pub reached: Vec<Option<Reached>>,
}

/// How many of a cohort got there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// How many.
    pub count: u64,
    /// Where the number leads; nowhere if empty.
    pub link: String,
}

/// Shades, from the paper's colour to the darkest.
const SHADES: u8 = 6;
const ROW: f64 = 30.0;

impl Cohorts {
    /// The share of a cohort that is in a cell; none where it is too early to tell.
    fn share(cohort: &Cohort, column: usize) -> Option<(f64, &Reached)> {
        let reached = cohort.reached.get(column)?.as_ref()?;
        (cohort.count > 0).then(|| (float(reached.count) / float(cohort.count), reached))
    }

    /// The class of a cell's shade: by its share of the largest in the table.
    fn shade(&self, part: f64) -> String {
        let all = self.cohorts.iter().flat_map(|cohort| (0..self.columns.len()).filter_map(|n| Self::share(cohort, n)));
        let largest = all.map(|(share, _)| share).fold(0.0, f64::max);
        let part = if largest > 0.0 { part / largest } else { 0.0 };
        let darkness =
            (0..SHADES).rev().find(|shade| part * f64::from(SHADES - 1) >= f64::from(*shade) - 0.5).unwrap_or(0);
        format!("heat{darkness}")
    }

    pub(super) fn drawn(&self, words: Words<'_>, whole: f64) -> Canvas {
        let mut canvas = Canvas::new(whole);
        let widest = |texts: &mut dyn Iterator<Item = f64>| texts.fold(0.0, f64::max);
        let names = widest(&mut self.cohorts.iter().map(|cohort| width(&cohort.name)));
        let names = names.max(width(&self.cohorts_heading)).min(whole * 0.25) + 12.0;
        let counts =
            widest(&mut self.cohorts.iter().map(|cohort| strong_width(Number::count(words, cohort.count).text())));
        let counts = counts.max(width(&self.counts_heading)).min(whole * 0.2);
        let left = names + counts + 12.0;
        let columns = u32::try_from(self.columns.len().max(1)).unwrap_or(u32::MAX);
        let cell = (whole - left) / f64::from(columns);
        let middle = |column: usize| left + cell * (f64::from(u32::try_from(column).unwrap_or(u32::MAX)) + 0.5);
        canvas.text(0.0, 14.0, "note", "start", &shortened(&self.cohorts_heading, names - 12.0));
        canvas.text(names + counts, 14.0, "note", "end", &shortened(&self.counts_heading, counts));
        for (at, column) in self.columns.iter().enumerate() {
            canvas.text(middle(at), 14.0, "note", "middle", &shortened(column, cell - 6.0));
        }
        let mut y = 24.0;
        for cohort in &self.cohorts {
            let baseline = y + ROW / 2.0 + 4.0;
            canvas.text(0.0, baseline, "name", "start", &shortened(&cohort.name, names - 12.0));
            let count = Number::count(words, cohort.count);
            canvas.text(names + counts, baseline, "value", "end", &shortened(count.text(), counts));
            for column in 0..self.columns.len() {
                let x = middle(column);
                let Some((share, reached)) = Self::share(cohort, column) else {
                    canvas.text(x, baseline, "note", "middle", "–");
                    continue;
                };
                let class = self.shade(share);
                canvas.rect(&class, (x - cell / 2.0 + 1.0, y + 1.0), (cell - 2.0, ROW - 2.0), 2.0);
                let share = Unit::Share.number(words, share);
                let count = Number::count(words, reached.count);
                let both = format!("{} · {}", share.text(), count.text());
                let text = if width(&both) <= cell - 8.0 { both.as_str() } else { share.text() };
                canvas.text(x, baseline, &format!("on {class}"), "middle", &shortened(text, cell - 4.0));
            }
            y += ROW;
        }
        canvas.end(y + 4.0);
        canvas
    }

    pub(super) fn summary(&self, words: Words<'_>) -> String {
        let counted = self.cohorts.iter().rev().find_map(|cohort| {
            let shares: Vec<String> = (0..self.columns.len())
                .filter_map(|column| {
                    let (share, _) = Self::share(cohort, column)?;
                    Some(format!("{} {}", Unit::Share.number(words, share).text(), self.columns[column]))
                })
                .collect();
            let whole = shares.len() == self.columns.len() && cohort.count > 0;
            whole.then(|| format!("{}: {}.", cohort.name, shares.join(", ")))
        });
        counted.unwrap_or_default()
    }

    pub(super) fn table(&self, words: Words<'_>) -> Table {
        let mut headings = vec![self.cohorts_heading.clone(), self.counts_heading.clone()];
        headings.extend(self.columns.iter().cloned());
        let rows = self.cohorts.iter().map(|cohort| {
            let count = Number::count(words, cohort.count).with_link(&cohort.link);
            let mut row = vec![Cell::new(&cohort.name), Cell::number(Some(&count))];
            for column in 0..self.columns.len() {
                row.push(match Self::share(cohort, column) {
                    None => Cell::new("–"),
                    Some((share, reached)) => Cell {
                        text: Unit::Share.number(words, share).text().to_owned(),
                        note: Number::count(words, reached.count).text().to_owned(),
                        link: reached.link.clone(),
                        class: self.shade(share),
                    },
                });
            }
            row
        });
        Table { headings, rows: rows.collect() }
    }
}
