//! A funnel: how many reach each stage, and which share goes on to the next.

use leadwright_domain::words::Words;

use super::bars::{diamond, key_of_before};
use super::canvas::Canvas;
use super::number::{Number, Scale, Unit};
use super::table::{Cell, Table};
use super::text::{shortened, strong_width, width};

/// Stages, from the first.
#[derive(Debug, Clone, PartialEq)]
pub struct Funnel {
    /// What is counted, like "Leads".
    pub heading: String,
    /// The stages.
    pub stages: Vec<Stage>,
    /// What the diamonds are, like "the month before"; only read if a stage has one.
    pub before: String,
}

/// One stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// What it is called.
    pub name: String,
    /// How many reached it.
    pub count: Number,
    /// How many reached it in the period before.
    pub before: Option<Number>,
}

/// The height of a bar, and of the space below it.
const BAR: f64 = 26.0;
const SPACE: f64 = 24.0;

impl Funnel {
    pub(super) fn drawn(&self, words: Words<'_>, whole: f64) -> Canvas {
        let mut canvas = Canvas::new(whole);
        let narrow = whole < 480.0;
        let has_before = self.stages.iter().any(|stage| stage.before.is_some());
        let counts = self.stages.iter().flat_map(|stage| [Some(&stage.count), stage.before.as_ref()]);
        let scale = Scale::new(Unit::Count, counts.flatten().map(Number::at), 20);
        let right = if has_before { key_of_before(&mut canvas, &self.before) } else { whole };
        canvas.text(0.0, 12.0, "note", "start", &shortened(&self.heading, right));
        let widest = |width: fn(&Stage) -> f64| self.stages.iter().map(width).fold(0.0, f64::max);
        let values = widest(|stage| strong_width(stage.count.text())).min(whole * 0.35);
        let (left, right) = if narrow {
            (0.0, whole)
        } else {
            (widest(|stage| width(&stage.name)).min(whole * 0.3) + 12.0, whole - values - 14.0)
        };
        let x = |number: &Number| left + scale.place(number.at()) * (right - left);
        let names = if narrow { 18.0 } else { 0.0 };
        let mut y = 24.0;
        for (at, stage) in self.stages.iter().enumerate() {
            let (top, bottom) = (y + names, y + names + BAR);
            if narrow {
                let value_room = strong_width(stage.count.text());
                let name = shortened(&stage.name, whole - value_room - 12.0);
                canvas.text(0.0, top - 5.0, "name", "start", &name);
                canvas.text(whole, top - 5.0, "value", "end", stage.count.text());
            } else {
                let name = shortened(&stage.name, left - 12.0);
                canvas.text(left - 10.0, top + 17.0, "name", "end", &name);
                canvas.text(whole, top + 17.0, "value", "end", stage.count.text());
            }
            canvas.rect("bar", (left, top), (x(&stage.count) - left, BAR), 2.0);
            if let Some(before) = &stage.before {
                diamond(&mut canvas, (x(before), top + BAR / 2.0));
            }
            y = bottom;
            if let Some(next) = self.stages.get(at + 1) {
                let below = bottom + SPACE + names;
                // On a telephone the next stage's name stands between the bars.
                if !narrow {
                    let corners = [(left, bottom), (x(&stage.count), bottom), (x(&next.count), below), (left, below)];
                    canvas.polygon("flow", &corners);
                }
                let rate = rate(words, &next.count, &stage.count);
                let rate = rate.map(|rate| words.with("numbers-chart-go-on", &[("share", rate.into())]));
                canvas.text(left + 10.0, bottom + 16.0, "name", "start", &rate.unwrap_or_default());
                y += SPACE;
            }
        }
        canvas.end(y + 6.0);
        canvas
    }

    pub(super) fn summary(&self, words: Words<'_>) -> String {
        let said = self.stages.iter().enumerate().map(|(at, stage)| {
            let before = at.checked_sub(1).map(|before| &self.stages[before].count);
            let rate = before.and_then(|before| rate(words, &stage.count, before));
            let rate = rate.map_or_else(String::new, |rate| format!(" ({rate})"));
            format!("{} {}{rate}", stage.name, stage.count.text())
        });
        format!("{}: {}.", self.heading, said.collect::<Vec<_>>().join(", "))
    }

    pub(super) fn table(&self, words: Words<'_>) -> Table {
        let has_before = self.stages.iter().any(|stage| stage.before.is_some());
        let mut headings = vec![words.say("numbers-chart-stage"), self.heading.clone()];
        headings.extend(["numbers-chart-of-stage-before", "numbers-chart-of-first-stage"].map(|key| words.say(key)));
        headings.extend(has_before.then(|| self.before.clone()));
        let first = self.stages.first().map(|stage| &stage.count);
        let mut previous: Option<&Number> = None;
        let mut rows = Vec::new();
        for stage in &self.stages {
            let of = |other: Option<&Number>| {
                Cell::new(other.and_then(|other| rate(words, &stage.count, other)).unwrap_or_else(|| "–".into()))
            };
            let mut row = vec![Cell::new(&stage.name), Cell::number(Some(&stage.count)), of(previous)];
            row.push(of(first.filter(|_| previous.is_some())));
            row.extend(has_before.then(|| Cell::number(stage.before.as_ref())));
            previous = Some(&stage.count);
            rows.push(row);
        }
        Table { headings, rows }
    }
}

/// One count as a share of another; none if there is nothing to divide by.
fn rate(words: Words<'_>, of: &Number, among: &Number) -> Option<String> {
    (among.at() > 0.0).then(|| Unit::Share.number(words, of.at() / among.at()).text().to_owned())
}
