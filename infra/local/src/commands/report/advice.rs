//! `leadwright report --advice`: what the numbers advise.

use anyhow::Result;
use jiff::civil::Date;
use leadwright_domain::metrics::Range;
use leadwright_domain::words::Words;
use leadwright_report::read::Source;
use serde_json::json;

use super::args::ReportArgs;
use crate::commands::target::Connected;

/// Prints a sentence for each advice of these days, as far as they were counted.
pub(super) async fn print(args: &ReportArgs, stack: &Connected, range: Range, today: Date) -> Result<()> {
    let source = Source { table: &stack.table, config: &stack.config, today };
    let all = source.advised(range).await?.said(Words::english());
    if args.json {
        let lines = all.iter().map(|one| json!({"text": one.text, "by": one.dimension, "value": one.value}));
        println!("{}", serde_json::to_string_pretty(&lines.collect::<Vec<_>>())?);
        return Ok(());
    }
    if all.is_empty() {
        println!(
            "No advice for {}: no difference is larger than chance makes them.",
            range.days().words(Words::english())
        );
        if stack.table.counted_until().await?.is_none() {
            println!("No day is counted yet: days are counted four times a day.");
            args.print_how_to_count();
        }
    }
    for one in &all {
        println!("- {}", one.text);
    }
    Ok(())
}
