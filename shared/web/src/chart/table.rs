//! The table behind a picture: every number, whole, with the link to what it counts.

use std::fmt::Write;

use super::number::Number;
use super::text::escaped;

/// A table: a heading a column; the first cell of a row is the row's heading.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) headings: Vec<String>,
    pub(super) rows: Vec<Vec<Cell>>,
}

/// What stands in a cell.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    pub(super) text: String,
    /// What stands behind the text, softer.
    pub(super) note: String,
    /// Where the text leads; nowhere if empty.
    pub(super) link: String,
    /// A class of the style sheet; none if empty.
    pub(super) class: String,
}

impl Cell {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A number with its link; a dash if there is none.
    pub(super) fn number(number: Option<&Number>) -> Self {
        number.map_or_else(
            || Self::new("–"),
            |number| Self { link: number.link().to_owned(), ..Self::new(number.text()) },
        )
    }
}

impl Table {
    /// The table in a box that scrolls where the screen is narrower than the table, with a name for screen readers.
    pub(super) fn html(&self, name: &str) -> String {
        let name = escaped(name);
        let mut html =
            format!("<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"{name}\"><table><thead><tr>");
        for heading in &self.headings {
            add(&mut html, format_args!("<th scope=\"col\">{}</th>", escaped(heading)));
        }
        html.push_str("</tr></thead><tbody>");
        for row in &self.rows {
            html.push_str("<tr>");
            for (column, cell) in row.iter().enumerate() {
                let (tag, scope) = if column == 0 { ("th", " scope=\"row\"") } else { ("td", "") };
                let class =
                    if cell.class.is_empty() { String::new() } else { format!(" class=\"{}\"", escaped(&cell.class)) };
                let text = escaped(&cell.text);
                let text = match cell.link.as_str() {
                    "" => text,
                    link => format!("<a href=\"{}\">{text}</a>", escaped(link)),
                };
                let note = match cell.note.as_str() {
                    "" => String::new(),
                    note => format!(" <small>{}</small>", escaped(note)),
                };
                add(&mut html, format_args!("<{tag}{scope}{class}>{text}{note}</{tag}>"));
            }
            html.push_str("</tr>");
        }
        html.push_str("</tbody></table></div>");
        html
    }
}

fn add(html: &mut String, part: std::fmt::Arguments<'_>) {
    html.write_fmt(part).expect("a String takes all");
}
