//! Charts: plain data in; out come a figure for a page, a picture for a mail, and the words that say the same.
//!
//! In a page ([`Chart::figure`]) a chart is SVG in the page's HTML. It has two drawings, and the style sheet shows the one
//! that fits the width of its column, so that letters keep their size on a telephone. All colours come from classes of the
//! style sheet: the Content-Security-Policy forbids `style` attributes, and both colour schemes use the same drawing. The
//! table behind the picture holds every number whole, with its link; print shows it opened.
//!
//! What a chart says by itself is in the reader's language; its title, its names and its numbers come in that language.
//!
//! In a mail ([`Chart::picture`]) it is SVG that stands alone, with the light scheme's colours in it, for a rasterizer.
//!
//! Why our own drawing: charts-rs (2.3) and plotters (0.3) write a fixed colour into every element, which no style sheet
//! changes for the dark scheme, and draw no interval, no period before, no names at the ends of lines. The first embeds a
//! font to measure text with; the second gives no title or description.

mod bars;
mod canvas;
mod cohorts;
mod funnel;
mod lines;
mod number;
mod table;
mod text;

pub use bars::{Bar, Bars};
pub use cohorts::{Cohort, Cohorts, Reached};
pub use funnel::{Funnel, Stage};
pub use lines::{Lines, Series};
pub use number::{Number, Unit};

use leadwright_domain::words::Words;

use canvas::{Canvas, Label};
use table::Table;
use text::escaped;

/// The rules of the style sheet for charts.
pub(crate) const STYLE: &str = include_str!("chart.css");

/// The widths of the two drawings of a figure, in CSS pixels.
const WIDE: u16 = 560;
const NARROW: u16 = 340;

/// The room around a picture that stands alone, in CSS pixels.
const MARGIN: f64 = 8.0;

/// A chart with its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// Names the figure in its page, for links and labels: letters, digits and hyphens, and once only in a page.
    pub id: String,
    /// The heading: what is shown, like "Leads by source".
    pub title: String,
    /// A sentence or two: what the numbers count, and of which period.
    pub description: String,
    /// Stands in the place of the picture while there are no numbers: what will be here, and what to do for it.
    pub empty: String,
    /// The numbers.
    pub content: Content,
}

/// The numbers of a chart, by the way in which they are drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Over time.
    Lines(Lines),
    /// By value of a dimension.
    Bars(Bars),
    /// From stage to stage.
    Funnel(Funnel),
    /// By arrival.
    Cohorts(Cohorts),
}

impl Chart {
    /// The figure for a page: HTML with the heading, the drawings and the table behind them.
    pub fn figure(&self, words: Words<'_>) -> String {
        let (id, title) = (escaped(&self.id), escaped(&self.title));
        let description = escaped(&self.description);
        let caption = format!("<figcaption><h2>{title}</h2><p>{description}</p></figcaption>");
        if self.is_empty() {
            let empty = escaped(&self.empty);
            return format!("<figure class=\"chart\" id=\"{id}\">{caption}<p class=\"soft\">{empty}</p></figure>\n");
        }
        let name = words.with("numbers-chart-table", &[("title", self.title.as_str().into())]);
        let table = self.table(words).html(&name);
        let content = match self.content {
            // A table in which shades are seen is the better picture of itself.
            Content::Cohorts(_) => table,
            _ => format!(
                "{}{}<details><summary>{}</summary>{table}</details>",
                self.drawing(words, WIDE, Place::Page("wide")),
                self.drawing(words, NARROW, Place::Page("narrow")),
                escaped(&words.say("numbers-chart-in-a-table")),
            ),
        };
        format!("<figure class=\"chart\" id=\"{id}\">{caption}{content}</figure>\n")
    }

    /// The picture as SVG that stands alone, in the light scheme's colours on white. `width` is in CSS pixels; less than
    /// 500 is drawn as for a telephone.
    pub fn picture(&self, words: Words<'_>, width: u16) -> String {
        self.drawing(words, width.max(NARROW) - 16, Place::Alone)
    }

    /// What the picture shows, in words: the text in the place of the picture in a mail, and its description for a screen
    /// reader.
    pub fn words(&self, words: Words<'_>) -> String {
        let shown = if self.is_empty() { self.empty.clone() } else { self.summary(words) };
        let parts = [self.title.as_str(), self.description.as_str(), shown.as_str()];
        let sentences = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
        let sentences =
            sentences.map(|part| if part.ends_with(['.', '!', '?', ':']) { part.into() } else { format!("{part}.") });
        sentences.collect::<Vec<String>>().join(" ")
    }

    fn is_empty(&self) -> bool {
        match &self.content {
            Content::Lines(lines) => lines.is_empty(),
            Content::Bars(bars) => bars.bars.is_empty(),
            Content::Funnel(funnel) => funnel.stages.iter().all(|stage| stage.count.at() <= 0.0),
            Content::Cohorts(cohorts) => cohorts.cohorts.iter().all(|cohort| cohort.count == 0),
        }
    }

    fn summary(&self, words: Words<'_>) -> String {
        match &self.content {
            Content::Lines(lines) => lines.summary(words),
            Content::Bars(bars) => bars.summary(words),
            Content::Funnel(funnel) => funnel.summary(words),
            Content::Cohorts(cohorts) => cohorts.summary(words),
        }
    }

    fn table(&self, words: Words<'_>) -> Table {
        match &self.content {
            Content::Lines(lines) => lines.table(),
            Content::Bars(bars) => bars.table(words),
            Content::Funnel(funnel) => funnel.table(words),
            Content::Cohorts(cohorts) => cohorts.table(words),
        }
    }

    fn drawing(&self, words: Words<'_>, width: u16, place: Place) -> String {
        let width = f64::from(width);
        let canvas = match &self.content {
            _ if self.is_empty() => empty(width, &self.empty),
            Content::Lines(lines) => lines.drawn(words, width),
            Content::Bars(bars) => bars.drawn(words, width),
            Content::Funnel(funnel) => funnel.drawn(words, width),
            Content::Cohorts(cohorts) => cohorts.drawn(words, width),
        };
        let said = self.words(words);
        let description = said.strip_prefix(self.title.trim()).unwrap_or(&said).trim_start_matches(['.', ' ']);
        let name = if let Place::Page(size) = place { size } else { "picture" };
        let label = Label { id: &format!("{}-{name}", self.id), title: &self.title, description };
        match place {
            Place::Page(size) => canvas.svg(&label, &format!("class=\"{size}\""), "", 0.0),
            Place::Alone => {
                let (width, height) = (canvas.width() + 2.0 * MARGIN, canvas.height() + 2.0 * MARGIN);
                let [width, height, margin] = [width, height, -MARGIN].map(text::coordinate);
                let size = format!("width=\"{width}\" height=\"{height}\"");
                let paper = format!("<rect class=\"paper\" x=\"{margin}\" y=\"{margin}\" {size}/>");
                let attributes = format!("xmlns=\"http://www.w3.org/2000/svg\" {size} class=\"chart\"");
                canvas.svg(&label, &attributes, &format!("<style>{}</style>{paper}", alone()), MARGIN)
            }
        }
    }
}

/// Where a drawing stands.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// In a page, as one of the two sizes.
    Page(&'static str),
    /// In a file of its own.
    Alone,
}

/// The rules for charts with the light scheme's values in the place of variables: a rasterizer knows no variables.
fn alone() -> String {
    let sheets = [crate::asset::STYLE, STYLE];
    let variables = sheets.into_iter().flat_map(|sheet| sheet.split(['{', '}', ';'])).filter_map(|part| {
        let (name, value) = part.trim().split_once(':')?;
        Some((name.trim().strip_prefix("--")?, value.trim()))
    });
    // The light scheme stands first, and what is replaced is there no more.
    let start = STYLE.find(".chart ").unwrap_or_default();
    let rules = STYLE[start..].split("\n@").next().unwrap_or_default();
    let rules =
        variables.fold(rules.to_owned(), |rules, (name, value)| rules.replace(&format!("var(--{name})"), value));
    rules.replace('\n', "")
}

/// The picture of a chart without numbers: its words, in lines.
fn empty(width: f64, words: &str) -> Canvas {
    let lines = text::wrapped(words, width);
    let mut canvas = Canvas::new(width);
    let mut y = 14.0;
    for line in lines {
        canvas.text(0.0, y, "note", "start", &line);
        y += 18.0;
    }
    canvas.end(y);
    canvas
}
