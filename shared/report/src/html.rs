//! The HTML part. It has the domain's frame of mails; important styles stand in the elements, since few mail programs read
//! style sheets, and dark colours in the style sheet.

use askama::Template;
use leadwright_domain::config::Config;
use leadwright_domain::mail::MailPage;
use leadwright_domain::metrics::table::{Row, Table};
use leadwright_domain::value::currency::Currency;
use leadwright_domain::words::Words;
use leadwright_web::chart::Chart;

use crate::contents::{Contents, Part};
use crate::wording;

/// The dark colours of what the frame does not know.
const STYLE: &str = "\
@media (prefers-color-scheme:dark){.soft{color:#a3afbd!important}.line{border-color:#323c48!important}\
.note{background:#2c2718!important;border-color:#d9a441!important}img{background:#ffffff;border-radius:4px}}";

/// The body of the HTML part.
#[derive(Template)]
#[template(path = "report.html")]
struct Body<'a> {
    words: Words<'a>,
    title: &'a str,
    days: String,
    notes: Vec<String>,
    advice: Option<Vec<String>>,
    parts: Vec<PartView>,
    definitions: Vec<(String, String)>,
    has_nothing: bool,
    files: Vec<String>,
}

struct PartView {
    heading: String,
    caption: String,
    chart: Option<(String, String)>,
    content: PartContent,
    has_unranked: bool,
}

enum PartContent {
    Empty(String),
    /// One row for the whole company: a measure a line.
    Lines {
        past: Vec<String>,
        lines: Vec<Line>,
    },
    Rows {
        heading: String,
        measures: Vec<String>,
        rows: Vec<RowView>,
    },
    /// More columns than a telephone shows: the row's name, and below it its numbers, [`ACROSS`] a line. A mail program
    /// can't scroll a table, so nothing may be wider than it.
    Cards {
        measures: Vec<String>,
        rows: Vec<RowView>,
    },
}

/// The most numbers side by side: with a name in front they fit the narrowest telephone.
const ACROSS: usize = 3;

struct Line {
    heading: String,
    value: String,
    small: Vec<String>,
    changes: Vec<String>,
}

struct RowView {
    name: String,
    is_unranked: bool,
    is_total: bool,
    cells: Vec<(String, Vec<String>)>,
}

/// A number with its heading, and the small words below it.
type HeadedCell<'a> = (&'a str, &'a str, &'a [String]);

impl RowView {
    /// The numbers with their headings, a line of [`ACROSS`] each; the last line is filled up with nothing.
    fn lines<'a>(&'a self, measures: &'a [String]) -> Vec<Vec<Option<HeadedCell<'a>>>> {
        let cells: Vec<_> = measures
            .iter()
            .zip(&self.cells)
            .map(|(heading, (value, small))| (heading.as_str(), value.as_str(), small.as_slice()))
            .collect();
        let line = |cells: &[HeadedCell<'a>]| {
            cells.iter().copied().map(Some).chain(std::iter::repeat(None)).take(ACROSS).collect()
        };
        cells.chunks(ACROSS).map(line).collect()
    }
}

/// The footer.
#[derive(Template)]
#[template(source = "{% for line in lines %}<p style=\"margin:0 0 6px\">{{ line }}</p>\n{% endfor %}", ext = "html")]
struct Footer {
    lines: [String; 2],
}

/// The HTML part. `source` says where a chart's picture is; `files` are the attached ones and the commands for others.
pub(crate) fn html(
    words: Words<'_>,
    contents: &Contents<'_>,
    charts: &[Option<Chart>],
    files: Vec<String>,
    source: impl Fn(&Chart) -> String,
) -> Result<String, askama::Error> {
    let parts = contents.parts.iter().zip(charts).map(|(part, chart)| PartView {
        heading: part.section.heading.clone(),
        caption: wording::caption(words, part, contents),
        chart: chart.as_ref().map(|chart| (source(chart), chart.words(words))),
        content: content(words, contents.config, part),
        has_unranked: wording::is_of_rows(&part.shown) && wording::has_unranked(&part.shown),
    });
    let body = Body {
        words,
        title: &contents.report.title,
        days: wording::days(words, contents),
        notes: wording::notes(words, contents),
        advice: contents.advice(words),
        parts: parts.collect(),
        definitions: wording::measures(contents)
            .into_iter()
            .map(|measure| (measure.heading(words), measure.definition(words)))
            .collect(),
        has_nothing: wording::has_nothing(words, contents),
        files,
    };
    let body = body.render()?;
    let footer = Footer { lines: wording::footer(words, contents) }.render()?;
    let page = MailPage {
        language: words.language(),
        title: &wording::subject(words, contents),
        preview: Some(&wording::preview(words, contents)),
        style: STYLE,
        body: &body,
        footer: Some(&footer),
        behind: "",
    };
    Ok(page.html())
}

fn content(words: Words<'_>, config: &Config, part: &Part<'_>) -> PartContent {
    let (table, currency) = (&part.shown, config.company.currency);
    if !wording::is_of_rows(table) {
        return lines(words, table, currency);
    }
    if table.is_empty() {
        return PartContent::Empty(wording::empty(words, part));
    }
    let measures: Vec<String> = table.measures.iter().map(|measure| measure.heading(words)).collect();
    let rows =
        wording::rows(words, config, table).map(|(row, name)| row_view(words, table, row, name, currency)).collect();
    // The names of periods are short.
    let across = if table.by.length().is_some() { ACROSS + 1 } else { ACROSS };
    if measures.len() > across {
        PartContent::Cards { measures, rows }
    } else {
        PartContent::Rows { heading: table.by.heading(words), measures, rows }
    }
}

fn lines(words: Words<'_>, table: &Table, currency: Currency) -> PartContent {
    let past = table
        .compare
        .iter()
        .map(|past| words.with("report-against", &[("past", wording::against(words, table, past).into())]));
    let lines = table.measures.iter().zip(&table.total.cells).map(|(measure, cell)| Line {
        heading: measure.heading(words),
        // The counts of a share stand below it.
        value: if wording::counts(words, cell).is_some() {
            cell.short(words, currency)
        } else {
            cell.text(words, currency)
        },
        small: [wording::counts(words, cell), wording::sure(words, cell)].into_iter().flatten().collect(),
        changes: (0..table.compare.len()).map(|at| wording::change(words, cell, at).unwrap_or_default()).collect(),
    });
    PartContent::Lines { past: past.collect(), lines: lines.collect() }
}

fn row_view(words: Words<'_>, table: &Table, row: &Row, name: String, currency: Currency) -> RowView {
    let cells = row.cells.iter().map(|cell| {
        let small = [wording::counts(words, cell), wording::change(words, cell, 0).filter(|_| !cell.past.is_empty())];
        (cell.short(words, currency), small.into_iter().flatten().collect())
    });
    RowView {
        name,
        is_unranked: wording::is_unranked(table, row),
        is_total: std::ptr::eq(row, &raw const table.total),
        cells: cells.collect(),
    }
}
