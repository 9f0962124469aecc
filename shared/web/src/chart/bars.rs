//! A bar a value of a dimension, with its number, how sure it is, and the count behind it.

use leadwright_domain::words::Words;

use super::canvas::Canvas;
use super::number::{Number, Scale, Unit};
use super::table::{Cell, Table};
use super::text::{shortened, strong_width, width};

/// Numbers by value of a dimension.
#[derive(Debug, Clone, PartialEq)]
pub struct Bars {
    /// What the numbers are.
    pub unit: Unit,
    /// The heading of the values, like "Source".
    pub values_heading: String,
    /// The heading of the numbers, like "Conversion rate".
    pub heading: String,
    /// The heading of the notes, like "Counted"; only read if a bar has one.
    pub notes_heading: String,
    /// The bars, from the top.
    pub bars: Vec<Bar>,
    /// What the diamonds are, like "the month before"; only read if a bar has one.
    pub before: String,
}

/// One bar.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Bar {
    /// The value of the dimension, whole: the drawing shortens it, the table does not.
    pub name: String,
    /// Its number; none shows a dash, as for the cost of a campaign that has none.
    pub number: Option<Number>,
    /// Between which numbers the true one lies (95 %, like Wilson's interval).
    pub interval: Option<(Number, Number)>,
    /// What the number was counted from, like "34 of 283"; may be empty.
    pub note: String,
    /// The number of the period before.
    pub before: Option<Number>,
}

/// Where bars are drawn.
struct Columns {
    left: f64,
    right: f64,
    scale: Scale,
}

impl Columns {
    fn x(&self, at: f64) -> f64 {
        self.left + self.scale.place(at) * (self.right - self.left)
    }

    /// A bar, with its whiskers and its diamond, around that height.
    fn draw(&self, canvas: &mut Canvas, bar: &Bar, middle: f64, thickness: f64) {
        if let Some(number) = &bar.number {
            let (zero, end) = (self.x(0.0), self.x(number.at()));
            let size = ((end - zero).abs(), thickness);
            canvas.rect("bar", (zero.min(end), middle - thickness / 2.0), size, 2.0);
        }
        if let Some((low, high)) = &bar.interval {
            let (low, high) = (self.x(low.at()), self.x(high.at()));
            whisker(canvas, (low, high), middle);
        }
        if let Some(before) = &bar.before {
            diamond(canvas, (self.x(before.at()), middle));
        }
    }
}

/// The sign of an interval.
fn whisker(canvas: &mut Canvas, (low, high): (f64, f64), y: f64) {
    canvas.line("whisker", (low, y), (high, y));
    for x in [low, high] {
        canvas.line("whisker", (x, y - 4.0), (x, y + 4.0));
    }
}

/// The sign of the period before. At the edge of the drawing it is moved inwards, to be seen whole.
pub(super) fn diamond(canvas: &mut Canvas, (x, y): (f64, f64)) {
    let x = x.clamp(6.0, canvas.width() - 6.0);
    canvas.polygon("was", &[(x, y - 5.0), (x + 5.0, y), (x, y + 5.0), (x - 5.0, y)]);
}

/// Says what the sign of the period before is, above the bars at the right; how far the next words may reach.
pub(super) fn key_of_before(canvas: &mut Canvas, before: &str) -> f64 {
    let words = shortened(before, canvas.width() * 0.45);
    let start = canvas.width() - width(&words);
    canvas.text(start, 12.0, "note", "start", &words);
    diamond(canvas, (start - 11.0, 8.0));
    start - 32.0
}

impl Bars {
    pub(super) fn drawn(&self, words: Words<'_>, whole: f64) -> Canvas {
        let mut canvas = Canvas::new(whole);
        let narrow = whole < 480.0;
        let has_interval = self.bars.iter().any(|bar| bar.interval.is_some());
        let has_before = self.bars.iter().any(|bar| bar.before.is_some());
        let numbers = self.bars.iter().flat_map(|bar| {
            let ends = bar.interval.iter().flat_map(|(low, high)| [low, high]);
            bar.number.iter().chain(&bar.before).chain(ends).map(Number::at)
        });
        let scale = Scale::new(self.unit, numbers, 10);
        let interval = words.say("numbers-chart-interval");
        let widest = |width: fn(&Bar) -> f64| self.bars.iter().map(width).fold(0.0, f64::max);
        let value_room = widest(|bar| strong_width(value(bar))).min(whole * 0.35);
        let note_room = widest(|bar| width(&bar.note));
        // The heading, with what the signs mean.
        let mut right = whole;
        if has_before {
            right = key_of_before(&mut canvas, &self.before);
        }
        let mut y = 24.0;
        if has_interval {
            // Under the other sign where both have no room in a line.
            let beside = right > width(&interval) + 100.0;
            let (end, baseline) = if beside { (right, 12.0) } else { (whole, 29.0) };
            let start = end - width(&interval);
            canvas.text(start, baseline, "note", "start", &interval);
            whisker(&mut canvas, (start - 30.0, start - 8.0), baseline - 4.0);
            right = if beside { start - 44.0 } else { right };
            y += baseline - 12.0;
        }
        canvas.text(0.0, 12.0, "note", "start", &shortened(&self.heading, right));
        let columns = if narrow {
            Columns { left: 1.0, right: whole - 1.0, scale }
        } else {
            let left = widest(|bar| width(&bar.name)).min(whole * 0.32) + 12.0;
            let note_room = if note_room > 0.0 { note_room.min(whole * 0.2) + 8.0 } else { 0.0 };
            Columns { left, right: whole - value_room - note_room - 14.0, scale }
        };
        let zero = columns.x(0.0);
        for bar in &self.bars {
            if narrow {
                let value_room = strong_width(value(bar));
                let note = shortened(&bar.note, whole * 0.3);
                let note_room = if note.is_empty() { 0.0 } else { width(&note) + 8.0 };
                let name = shortened(&bar.name, whole - value_room - note_room - 12.0);
                canvas.text(0.0, y + 14.0, "name", "start", &name);
                canvas.text(whole - note_room, y + 14.0, "value", "end", value(bar));
                canvas.text(whole, y + 14.0, "note", "end", &note);
                canvas.line("axis", (zero, y + 20.0), (zero, y + 36.0));
                columns.draw(&mut canvas, bar, y + 28.0, 10.0);
                y += 44.0;
            } else {
                let name = shortened(&bar.name, columns.left - 12.0);
                canvas.text(columns.left - 10.0, y + 17.0, "name", "end", &name);
                let value_end = columns.right + 14.0 + value_room;
                canvas.text(value_end, y + 17.0, "value", "end", value(bar));
                let note = shortened(&bar.note, whole - value_end - 8.0);
                canvas.text(value_end + 8.0, y + 17.0, "note", "start", &note);
                canvas.line("axis", (zero, y), (zero, y + 26.0));
                columns.draw(&mut canvas, bar, y + 13.0, 16.0);
                y += 26.0;
            }
        }
        canvas.end(y + 4.0);
        canvas
    }

    pub(super) fn summary(&self, words: Words<'_>) -> String {
        const NAMED: usize = 5;
        let said = |bar: &Bar| format!("{} {}", bar.name, value(bar));
        let mut list = self.bars.iter().take(NAMED).map(said).collect::<Vec<_>>().join(", ");
        let left = self.bars.len().saturating_sub(NAMED);
        if left > 0 {
            list = words.with("numbers-and-more", &[("list", list.into()), ("more", left.to_string().into())]);
        }
        format!("{}: {list}.", self.heading)
    }

    pub(super) fn table(&self, words: Words<'_>) -> Table {
        let has_interval = self.bars.iter().any(|bar| bar.interval.is_some());
        let has_note = self.bars.iter().any(|bar| !bar.note.is_empty());
        let has_before = self.bars.iter().any(|bar| bar.before.is_some());
        let mut headings = vec![self.values_heading.clone(), self.heading.clone()];
        headings.extend(has_interval.then(|| words.say("numbers-chart-interval")));
        headings.extend(has_note.then(|| self.notes_heading.clone()));
        headings.extend(has_before.then(|| self.before.clone()));
        let rows = self.bars.iter().map(|bar| {
            let mut row = vec![Cell::new(&bar.name), Cell::number(bar.number.as_ref())];
            let interval = bar.interval.as_ref().map(|(low, high)| {
                words.with("numbers-chart-between", &[("low", low.text().into()), ("high", high.text().into())])
            });
            row.extend(has_interval.then(|| Cell::new(interval.unwrap_or_else(|| "–".into()))));
            row.extend(has_note.then(|| Cell::new(&bar.note)));
            row.extend(has_before.then(|| Cell::number(bar.before.as_ref())));
            row
        });
        Table { headings, rows: rows.collect() }
    }
}

/// The number of a bar in words.
fn value(bar: &Bar) -> &str {
    bar.number.as_ref().map_or("–", Number::text)
}
