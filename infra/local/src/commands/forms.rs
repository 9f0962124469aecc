//! `leadwright forms`: how visitors come through forms.

use std::borrow::Cow;

use anyhow::Result;
use clap::Args;
use clap::builder::PossibleValuesParser;
use jiff::civil::Date;
use leadwright_cloud::table::Asked;
use leadwright_domain::metrics::form_fields::FormFields;
use leadwright_domain::metrics::{By, Counts, Grain, Measure, Question, Range, Row, Value, measure};
use leadwright_domain::value::period::Period;
use leadwright_domain::words::Words;
use serde_json::{Value as Json, json};

use super::arguments;
use super::target::TargetStack;

/// The end of `forms --help`.
pub(crate) const HELP: &str = "\
Examples:
  leadwright forms                                 every form in the last 30 days
  leadwright forms --by page --period 2026-11      the pages that forms stand on
  leadwright forms --by campaign --json            what the visitors of each campaign did

Views, forms begun and forms left may be off by a message that arrives twice or is lost on its way; forms sent and posts
refused are exact. Bots are apart. Begun and left are known only with JavaScript. Days are counted four times a day.
`leadwright report --by form --area forms` has the same numbers with intervals, changes and CSV.";

/// The arguments of `forms`.
#[derive(Debug, Args)]
pub(crate) struct FormsArgs {
    /// What the rows are.
    #[arg(long, default_value = "form", value_parser = PossibleValuesParser::new(["form", "page", "campaign"]))]
    by: String,
    /// The first day, like 2026-11-01. [default: 30 days before --to]
    #[arg(long, value_name = "DAY", value_parser = arguments::day)]
    from: Option<Date>,
    /// The last day. [default: today]
    #[arg(long, value_name = "DAY", value_parser = arguments::day)]
    to: Option<Date>,
    /// A day, week, month or year in place of --from and --to: 2026-11-23, 2026-W47, 2026-11, 2026.
    #[arg(long, value_parser = Period::parse, conflicts_with_all = ["from", "to"])]
    period: Option<Period>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    target: TargetStack,
}

const MEASURES: [&str; 6] = ["form_views", "form_starts", "form_sent", "form_refused", "form_left", "form_bots"];

/// The headings of the terminal.
const HEADINGS: [&str; 6] = ["views", "begun", "sent", "refused", "left", "bots"];

/// Names of rows are shortened to this many characters; JSON has them whole.
const NAME: usize = 36;

/// Prints the rows, and the fields of each.
pub(crate) async fn forms(args: &FormsArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let config = &stack.config;
    let today = stack.now.to_zoned(config.company.timezone.time_zone()).date();
    let by = By::read(&args.by)?;
    let range = if let Some(period) = args.period {
        Range::of(period, today)?
    } else {
        let last = args.to.unwrap_or(today);
        Range::between(args.from.unwrap_or(Range::usual(by, last).days().first), last, today)?
    };
    let measures: Vec<&'static Measure> = MEASURES.iter().filter_map(|name| measure(name)).collect();
    let question = Question::new(by, range).with(measures);
    let of_days = Asked { dimensions: vec![by.dimension().name], days: range.days(), grain: Grain::Whole };
    let (answered, counts) = stack.table.answers(&[question], &[of_days], None, config).await?;
    let counts = counts.first().and_then(|numbers| numbers.pieces.first()?.counts.values().next());
    let counts = counts.map_or(Cow::Owned(Counts::new()), |counts| by.dimension().rows(counts, &config.campaigns));
    let rows = &answered[0].table.rows;
    let fields = |row: &Row| counts.get(&row.name).map(FormFields::of).unwrap_or_default();
    if args.json {
        let rows: Vec<Json> = rows.iter().map(|row| in_json(&args.by, row, &fields(row))).collect();
        println!("{}", serde_json::to_string_pretty(&rows)?);
        return Ok(());
    }
    let days = range.days();
    if rows.is_empty() {
        println!("No form was shown or sent from {} to {}: days are counted four times a day.", days.first, days.last);
        return Ok(());
    }
    println!("{} from {} to {}", by.heading(Words::english()), days.first, days.last);
    println!("{:<NAME$} {}", "", HEADINGS.map(|heading| format!("{heading:>9}")).concat().trim_end());
    for row in rows {
        let numbers = numbers(row).map(|number| format!("{number:>9}")).concat();
        println!("{:<NAME$} {numbers}", shortened(&row.name));
        for field in fields(row).fields {
            let at = format!("  {}", field.name);
            println!("{:<NAME$} {:>36}{:>9}", shortened(&at), field.refused, field.left);
        }
    }
    println!("Below a row: its fields, by posts refused for them and by forms left there last.");
    Ok(())
}

fn numbers(row: &Row) -> [u64; MEASURES.len()] {
    std::array::from_fn(|at| match row.cells.get(at).map(|cell| cell.value) {
        Some(Value::Count(count)) => count,
        _ => 0,
    })
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= NAME {
        return name.to_owned();
    }
    name.chars().take(NAME - 1).chain(['…']).collect()
}

fn in_json(by: &str, row: &Row, fields: &FormFields) -> Json {
    let [views, begun, sent, refused, left, bots] = numbers(row);
    let fields: Vec<Json> = fields
        .fields
        .iter()
        .map(|field| json!({"field": field.name, "left": field.left, "refused": field.refused}))
        .collect();
    json!({
        by: row.name, "views": views, "begun": begun, "sent": sent, "refused": refused, "left": left, "bots": bots,
        "fields": fields,
    })
}
