//! How visitors come through forms: views, begun, sent, refused, left; and at which fields they stop.

use std::borrow::Cow;

use askama::Template;
use jiff::civil::Date;
use leadwright_cloud::table::{Asked, Table, TableError};
use leadwright_domain::metrics;
use leadwright_domain::metrics::form_fields::{FormField, FormFields};
use leadwright_domain::metrics::interval::wilson;
use leadwright_domain::metrics::words::{interval_text, number, parts, percent};
use leadwright_domain::metrics::{By, Counts, Grain};
use leadwright_domain::words::Words;
use leadwright_web::chart::{Chart, Content, Funnel};

use super::sheet::Sheet;
use crate::figure;
use crate::grid::{Grid, Look};
use crate::place::Ground;

const MEASURES: [&str; 9] = [
    "form_views",
    "form_starts",
    "form_start_rate",
    "form_sent",
    "form_sent_rate",
    "form_finish_rate",
    "form_refused",
    "form_left",
    "form_bots",
];

const STAGES: [(&str, &str); 3] = [
    ("form_views", "numbers-forms-stage-views"),
    ("form_starts", "numbers-forms-stage-starts"),
    ("form_sent", "numbers-forms-stage-sent"),
];

/// The rows of the table of fields.
const FIELDS: usize = 30;

/// The page.
pub(crate) async fn page<'a>(
    table: &Table,
    ground: &Ground<'a>,
    counted: Option<Date>,
) -> Result<Sheet<'a>, TableError> {
    let (by, words) = (ground.query.shown_by(), ground.words());
    let question = ground.main(ground.compared(by, &MEASURES));
    let of_days =
        Asked { dimensions: vec![by.dimension().name], days: question.range(counted).days(), grain: Grain::Whole };
    let questions = std::slice::from_ref(&question);
    let (answered, counts) = table.answers(questions, &[of_days], counted, ground.config).await?;
    let numbers = &answered[0].table;
    let counts = counts.first().and_then(|numbers| numbers.pieces.first()?.counts.values().next());
    let counts =
        counts.map_or(Cow::Owned(Counts::new()), |counts| by.dimension().rows(counts, &ground.config.campaigns));
    let fields = Fields::new(ground, by, &counts);
    let rates = figure::bars(ground, numbers, "form_sent_rate", "by-form-sent-rate").map(|chart| chart.figure(words));
    let look = Look {
        id: "forms",
        caption: words.with("numbers-forms-by", &[("by", by.noun(words).into())]),
        is_main: true,
        empty: words.say("numbers-forms-empty"),
    };
    let shown = vec![
        format!("<div class=\"pairs\">{}{}</div>", funnel(ground, numbers).figure(words), rates.unwrap_or_default()),
        Grid::new(ground, numbers, look).to_string(),
        fields.to_string(),
    ];
    let advice = if by.name() == "form" { advice(ground, by, &counts) } else { Vec::new() };
    Ok(Sheet::new(ground, &answered, shown, "numbers-forms-will-stand")
        .with_note(words.say("numbers-forms-uncertain"))
        .advising(advice))
}

fn funnel(ground: &Ground<'_>, table: &metrics::Table) -> Chart {
    let words = ground.words();
    Chart {
        id: "form-funnel".to_owned(),
        title: words.say("numbers-forms-funnel"),
        description: words.with("numbers-forms-funnel-is", &[("days", table.range.words(words).into())]),
        empty: words.say("numbers-forms-empty"),
        content: Content::Funnel(Funnel {
            heading: words.say("numbers-forms-funnel-counted"),
            stages: figure::stages(ground, table, &STAGES),
            before: table.compare.first().map(|(_, days)| days.words(words)).unwrap_or_default(),
        }),
    }
}

/// The field of each form that loses most visitors, where that is beyond chance.
fn advice(ground: &Ground<'_>, by: By, counts: &Counts) -> Vec<String> {
    let words = ground.words();
    let sentences = counts.iter().filter_map(|(form, metrics)| {
        let fields = FormFields::of(metrics);
        let field = fields.loses_most()?;
        let values = [
            ("form", ground.name(by, form).into()),
            ("field", label(ground, by, form, &field.name).into()),
            ("parts", parts(words, field.left, fields.left).into()),
            ("share", percent(words, field.left, fields.left).into()),
            ("interval", interval_text(words, wilson(field.left, fields.left)?).into()),
        ];
        Some(words.with("numbers-forms-loses-most", &values))
    });
    sentences.collect()
}

/// What visitors read beside a field; its name, where forms differ or none has it any more.
fn label<'a>(ground: &Ground<'a>, by: By, row: &str, name: &'a str) -> &'a str {
    let forms = ground.config.forms.iter().filter(|(form, _)| by.name() != "form" || *form == row);
    let fields = forms.flat_map(|(_, form)| &form.fields).filter(|field| field.name == name);
    let mut labels: Vec<&str> = fields.map(|field| field.label.as_str()).collect();
    labels.dedup();
    if let [label] = labels.as_slice() { label } else { name }
}

/// The fields at which visitors stop.
#[derive(Template)]
#[template(
    source = r#"<section class="grid" id="fields"><h2>{{ words.say("numbers-forms-fields") }}</h2>
{% if rows.is_empty() %}<p class="soft">{{ words.say("numbers-forms-fields-empty") }}</p>
{% else %}<div class="scroll" tabindex="0" role="region" aria-label="{{ words.say("numbers-forms-fields") }}"><table>
<thead><tr><th scope="col">{{ by }}</th><th scope="col">{{ words.say("numbers-forms-field") }}</th><th scope="col">{{ words.say("numbers-forms-field-left") }}</th><th scope="col">{{ words.say("numbers-forms-field-refused") }}</th></tr></thead>
<tbody>{% for row in rows %}<tr><th scope="row">{{ row.name }}</th><th scope="row">{{ row.field }}</th>{% for (count, share) in row.numbers %}<td>{{ count }}{% if let Some(share) = share %}<small>{{ share }}</small>{% endif %}</td>{% endfor %}</tr>{% endfor %}</tbody>
</table></div>
{% if more > 0 %}<p>{{ words.with("numbers-forms-fields-more", [("count", more.into())]) }}</p>
{% endif %}<p class="soft">{{ words.say("numbers-forms-fields-are") }}</p>
{% endif %}</section>"#,
    ext = "html"
)]
struct Fields<'a> {
    words: Words<'a>,
    by: String,
    rows: Vec<FieldRow>,
    /// Rows that are not shown.
    more: usize,
}

struct FieldRow {
    name: String,
    field: String,
    /// Left last and refused: the count, and its share with its interval.
    numbers: [(String, Option<String>); 2],
}

impl<'a> Fields<'a> {
    fn new(ground: &Ground<'a>, by: By, counts: &Counts) -> Self {
        let words = ground.words();
        let of_rows: Vec<(&String, FormFields)> =
            counts.iter().map(|(row, metrics)| (row, FormFields::of(metrics))).collect();
        let mut all: Vec<(&String, &FormFields, &FormField)> =
            of_rows.iter().flat_map(|(row, of)| of.fields.iter().map(move |field| (*row, of, field))).collect();
        // Stable: of as many, by the name of the row.
        all.sort_by_key(|(_, _, field)| std::cmp::Reverse((field.left, field.refused)));
        let more = all.len().saturating_sub(FIELDS);
        let shared = |of: u64, among: u64| {
            let share = wilson(of, among)
                .map(|interval| format!("{} · {}", percent(words, of, among), interval_text(words, interval)));
            (number(words, of), share.filter(|_| of > 0))
        };
        let rows = all.into_iter().take(FIELDS).map(|(row, of, field)| FieldRow {
            name: ground.name(by, row),
            field: label(ground, by, row, &field.name).to_owned(),
            numbers: [shared(field.left, of.left), shared(field.refused, of.refused)],
        });
        Self { words, by: by.heading(words), rows: rows.collect(), more }
    }
}
