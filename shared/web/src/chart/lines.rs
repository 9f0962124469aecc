//! Numbers over time: a line a series, with its name at its end, and the period before as a dashed line.

use leadwright_domain::words::Words;

use super::canvas::{Canvas, series_class};
use super::number::{Number, Scale, Unit};
use super::table::{Cell, Table};
use super::text::{shortened, strong_width, width};

/// Numbers over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Lines {
    /// What the numbers are.
    pub unit: Unit,
    /// The heading of the numbers, like "Leads" or "Cost per lead, BRL".
    pub heading: String,
    /// The heading of the times, like "Week".
    pub times_heading: String,
    /// The times, from the first: the words below the drawing.
    pub times: Vec<String>,
    /// What is counted over these times: up to six lines can be told apart.
    pub series: Vec<Series>,
    /// What the dashed lines are, like "the year before"; only read if a series has them.
    pub before: String,
}

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What it is called.
    pub name: String,
    /// A number for each time; none is a gap in the line.
    pub numbers: Vec<Option<Number>>,
    /// The numbers of the period before, at the times they are compared with; empty if nothing is compared.
    pub before: Vec<Option<Number>>,
}

/// How far lines of names stand apart.
const NAME_HEIGHT: f64 = 15.0;
/// Above the plot: the heading of the numbers.
const TOP: f64 = 30.0;
/// Below the plot: the times.
const BOTTOM: f64 = 24.0;
/// The room between a line's end and its name.
const GAP: f64 = 14.0;
/// The room between a name and its number.
const GAP_OF_WORDS: f64 = 4.0;
/// Most points with a mark each; more stand too close.
const MOST_MARKS: usize = 31;

/// Where the lines are drawn.
struct Plot {
    left: f64,
    right: f64,
    height: f64,
    times: usize,
    scale: Scale,
}

impl Plot {
    fn x(&self, at: usize) -> f64 {
        let last = u32::try_from(self.times.saturating_sub(1)).unwrap_or(u32::MAX);
        // A single time is the last one, beside its name.
        let share = if last == 0 { 1.0 } else { f64::from(u32::try_from(at).unwrap_or(u32::MAX)) / f64::from(last) };
        self.left + share * (self.right - self.left)
    }

    fn y(&self, at: f64) -> f64 {
        TOP + (1.0 - self.scale.place(at)) * self.height
    }

    fn point(&self, (at, number): (usize, &Number)) -> (f64, f64) {
        (self.x(at), self.y(number.at()))
    }

    /// The parts of a line between its gaps.
    fn runs(&self, numbers: &[Option<Number>]) -> Vec<Vec<(f64, f64)>> {
        let numbers = &numbers[..numbers.len().min(self.times)];
        let mut at = 0;
        let mut runs = Vec::new();
        for run in numbers.split(Option::is_none) {
            let points: Vec<_> =
                run.iter().flatten().enumerate().map(|(n, number)| self.point((at + n, number))).collect();
            at += run.len() + 1;
            if !points.is_empty() {
                runs.push(points);
            }
        }
        runs
    }
}

impl Lines {
    pub(super) fn is_empty(&self) -> bool {
        self.numbers().next().is_none()
    }

    /// All numbers that are drawn.
    fn numbers(&self) -> impl Iterator<Item = &Number> {
        let of = |numbers: &'_ Vec<Option<Number>>| numbers.len().min(self.times.len());
        self.series.iter().flat_map(move |series| {
            let (now, before) = (&series.numbers[..of(&series.numbers)], &series.before[..of(&series.before)]);
            now.iter().chain(before).flatten()
        })
    }

    fn has_before(&self) -> bool {
        self.series.iter().any(|series| series.before.iter().any(Option::is_some))
    }

    pub(super) fn drawn(&self, words: Words<'_>, whole: f64) -> Canvas {
        let mut canvas = Canvas::new(whole);
        let height = if whole < 480.0 { 180.0 } else { 220.0 };
        let scale = Scale::new(self.unit, self.numbers().map(Number::at), 4);
        let steps = scale.steps(words);
        let left = steps.iter().map(|(_, text)| width(text)).fold(0.0, f64::max) + 10.0;
        let names: Vec<(String, &str)> =
            self.series.iter().map(|series| named(series, self.times.len(), whole)).collect();
        let widest =
            names.iter().map(|(name, value)| width(name) + GAP_OF_WORDS + strong_width(value)).fold(0.0, f64::max);
        let right = (whole - GAP - widest).max(left + 20.0);
        let plot = Plot { left, right, height, times: self.times.len(), scale };

        let mut heading_room = whole;
        if self.has_before() {
            let words = shortened(&self.before, whole * 0.35);
            let start = whole - width(&words);
            canvas.text(start, 12.0, "note", "start", &words);
            canvas.line("before", (start - 32.0, 8.0), (start - 6.0, 8.0));
            heading_room = start - 44.0;
        }
        canvas.text(0.0, 12.0, "note", "start", &shortened(&self.heading, heading_room));
        for (at, text) in &steps {
            let y = plot.y(*at);
            canvas.line(if *at == 0.0 { "axis" } else { "grid" }, (left, y), (right, y));
            canvas.text(left - 8.0, y + 4.0, "note", "end", text);
        }
        self.draw_times(&mut canvas, &plot);
        for (at, series) in self.series.iter().enumerate() {
            for run in plot.runs(&series.before) {
                canvas.polyline(&format!("before {}", series_class(at)), &run);
            }
        }
        for (at, series) in self.series.iter().enumerate() {
            let runs = plot.runs(&series.numbers);
            for run in &runs {
                canvas.polyline(&format!("line {}", series_class(at)), run);
            }
            let few = self.times.len() <= MOST_MARKS;
            let last = runs.last().and_then(|run| run.last());
            // A number between two gaps has no line: its mark shows it.
            let marked = runs.iter().filter(|run| few || run.len() == 1).flatten().chain(last.filter(|_| !few));
            marked.for_each(|point| canvas.mark(at, *point));
        }
        self.draw_names(&mut canvas, &plot, &names);
        canvas.end(TOP + height + BOTTOM);
        canvas
    }

    /// As many times as have room, counted from the last.
    fn draw_times(&self, canvas: &mut Canvas, plot: &Plot) {
        let room = plot.right - plot.left;
        let shown: Vec<_> = self.times.iter().map(|time| shortened(time, (room / 2.0).min(120.0))).collect();
        let widest = shown.iter().map(|time| width(time)).fold(0.0, f64::max) + 14.0;
        let step = (1..=shown.len()).find(|step| plot.x(*step) - plot.x(0) >= widest).unwrap_or(shown.len().max(1));
        for (at, time) in shown.iter().enumerate() {
            if (shown.len() - 1 - at).is_multiple_of(step) {
                let half = width(time) / 2.0;
                let x = plot.x(at).clamp(half, (canvas.width() - half).max(half));
                canvas.text(x, TOP + plot.height + 17.0, "note", "middle", time);
                canvas.line("axis", (plot.x(at), TOP + plot.height), (plot.x(at), TOP + plot.height + 4.0));
            }
        }
    }

    /// The name of each line at its end, moved where names would stand on each other.
    fn draw_names(&self, canvas: &mut Canvas, plot: &Plot, names: &[(String, &str)]) {
        let mut ends: Vec<(usize, (f64, f64))> = Vec::new();
        for (at, series) in self.series.iter().enumerate() {
            if let Some(end) = last(series, plot.times) {
                ends.push((at, plot.point(end)));
            }
        }
        ends.sort_by(|(_, (_, a)), (_, (_, b))| a.total_cmp(b));
        let mut lowest = TOP - NAME_HEIGHT;
        let mut places: Vec<f64> = Vec::new();
        for (_, (_, y)) in &ends {
            lowest = y.max(lowest + NAME_HEIGHT);
            places.push(lowest);
        }
        let mut highest = TOP + plot.height + NAME_HEIGHT;
        for place in places.iter_mut().rev() {
            highest = place.min(highest - NAME_HEIGHT);
            *place = highest.max(NAME_HEIGHT);
        }
        for ((at, end), y) in ends.into_iter().zip(places) {
            let x = plot.right + GAP;
            if (end.1 - y).abs() > 3.0 || end.0 < plot.right {
                canvas.line("leader", (end.0 + 5.0, end.1), (x - 3.0, y));
            }
            let (name, value) = &names[at];
            canvas.named_value(at, (x, y + 4.0), name, value);
        }
    }

    pub(super) fn summary(&self, words: Words<'_>) -> String {
        let said = self.series.iter().filter_map(|series| {
            let (at, number) = last(series, self.times.len())?;
            let (first_at, first) =
                series.numbers.iter().enumerate().find_map(|(n, number)| Some((n, number.as_ref()?)))?;
            let (time, first_time) = (&self.times[at], &self.times[first_at]);
            let name = ("name", series.name.as_str().into());
            let last = [("number", number.text().into()), ("time", time.as_str().into())];
            Some(if at == first_at {
                words.with("numbers-chart-one-time", &[vec![name], last.to_vec()].concat())
            } else {
                let first = [("first", first.text().into()), ("firsttime", first_time.as_str().into())];
                words.with("numbers-chart-times", &[vec![name], first.to_vec(), last.to_vec()].concat())
            })
        });
        said.collect::<Vec<_>>().join(" ")
    }

    pub(super) fn table(&self) -> Table {
        let mut headings = vec![self.times_heading.clone()];
        for series in &self.series {
            headings.push(series.name.clone());
            if !series.before.is_empty() {
                headings.push(format!("{}, {}", series.name, self.before));
            }
        }
        let rows = self.times.iter().enumerate().map(|(at, time)| {
            let mut row = vec![Cell::new(time)];
            for series in &self.series {
                row.push(Cell::number(series.numbers.get(at).and_then(Option::as_ref)));
                if !series.before.is_empty() {
                    row.push(Cell::number(series.before.get(at).and_then(Option::as_ref)));
                }
            }
            row
        });
        Table { headings, rows: rows.collect() }
    }
}

/// The last number of a line, and its time.
fn last(series: &Series, times: usize) -> Option<(usize, &Number)> {
    let numbers = &series.numbers[..series.numbers.len().min(times)];
    numbers.iter().enumerate().rev().find_map(|(at, number)| Some((at, number.as_ref()?)))
}

/// The name of a line and its last number, in the room beside the lines. A number that is too wide stands in the table
/// alone: a part of it would be another number.
fn named(series: &Series, times: usize, whole: f64) -> (String, &str) {
    let value = last(series, times).map_or("", |(_, number)| number.text());
    let value = if strong_width(value) <= whole * 0.35 { value } else { "" };
    let room = (whole * 0.3).max(strong_width(value) + 66.0) - GAP - GAP_OF_WORDS;
    (shortened(&series.name, room - strong_width(value)).into_owned(), value)
}
