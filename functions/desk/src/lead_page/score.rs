//! Why a lead has its points, and how they came: lines and a curve.

use std::fmt::Write;

use leadwright_domain::lead::Applied;
use leadwright_domain::scoring::Line;
use leadwright_domain::value::text::capital;

use crate::visit::Visit;

pub(super) struct Score {
    pub(super) warm: i64,
    pub(super) hot: i64,
    pub(super) lines: Vec<Bar>,
    /// None for a lead of today.
    pub(super) curve: Option<Curve>,
}

pub(super) struct Bar {
    pub(super) label: String,
    pub(super) points: String,
    /// In percent of the longest one's.
    pub(super) width: i64,
    pub(super) is_against: bool,
}

/// The score of the last days: a drawing 300 wide and 100 high, a point of the score to each of its height.
pub(super) struct Curve {
    /// The line as SVG draws it.
    pub(super) line: String,
    /// The same, closed along the bottom.
    pub(super) area: String,
    pub(super) first: String,
    /// In words, for who does not see it.
    pub(super) told: String,
}

/// So many days the curve goes back.
const DAYS: u16 = 60;

const WIDTH: usize = 300;

pub(super) fn score(visit: Visit<'_>, newest: &[Applied]) -> Score {
    let lines = visit.config.scoring.explain(visit.lead, visit.now);
    let thresholds = &visit.config.scoring.rules().temperature;
    let most = lines.iter().map(|line| line.points.abs()).max().unwrap_or(1).max(1);
    let bar = |line: Line| Bar {
        width: (line.points.abs() * 100 / most).into(),
        is_against: line.points < 0,
        points: format!("{:+}", line.points),
        label: capital(&line.label),
    };
    let (warm, hot) = (thresholds.warm.into(), thresholds.hot.into());
    Score { warm, hot, lines: lines.into_iter().map(bar).collect(), curve: curve(visit, newest) }
}

fn curve(visit: Visit<'_>, newest: &[Applied]) -> Option<Curve> {
    let days = visit.config.scoring.curve(visit.lead, newest, DAYS, visit.now);
    let (first, last) = (days.first()?, days.last()?);
    if days.len() < 2 {
        return None;
    }
    let steps = days.len() - 1;
    let mut line = String::new();
    for (at, (_, points)) in days.iter().enumerate() {
        let command = if at == 0 { 'M' } else { 'L' };
        write!(line, "{command}{} {}", at * WIDTH / steps, 100 - points).expect("a text takes what is written");
    }
    let area = format!("{line}L{WIDTH} 100L0 100Z");
    let words = visit.words();
    let (day, most) =
        (words.date("date-short-day", first.0), days.iter().map(|(_, points)| *points).max().unwrap_or_default());
    let values =
        [("first", first.1.into()), ("day", day.as_str().into()), ("most", most.into()), ("today", last.1.into())];
    let told = words.with("lead-score-curve", &values);
    Some(Curve { line, area, first: day, told })
}
