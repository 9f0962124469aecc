//! `leadwright report NAME`: a report of reports.yaml now, in the terminal or in a browser.

use anyhow::{Context, Result, ensure};
use data_encoding::BASE64;
use leadwright_domain::config::Config;
use leadwright_domain::report::rules::Report;
use leadwright_domain::value::period::Period;
use leadwright_domain::value::text::nearest;
use leadwright_domain::words::Words;
use leadwright_report::contents::Contents;
use leadwright_report::mail::{CHART_WIDTH, Chart};
use leadwright_report::read::Source;
use serde_json::json;

use super::args::ReportArgs;
use crate::commands::page_file::show_page;
use crate::commands::target::Connected;
use crate::output::Output;

/// Prints a report, or opens it.
pub(super) async fn report(name: &str, args: &ReportArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let contents = contents(&stack, name, args.period).await?;
    if args.csv {
        return Ok(contents.csv(Output)?);
    }
    if args.json {
        println!("{}", serde_json::to_string_pretty(&json(&contents))?);
        return Ok(());
    }
    if args.open {
        let mail = contents.mail(Words::english(), 0, |chart| source(Words::english(), chart))?;
        return show_page(&format!("{name}-{}", contents.period), &mail.html, None, true);
    }
    print!("{}", contents.text(Words::english()));
    Ok(())
}

/// A report of a period, or of the last one that is over.
pub(crate) async fn contents<'a>(stack: &'a Connected, name: &'a str, period: Option<Period>) -> Result<Contents<'a>> {
    let report = named(&stack.config, name)?;
    let today = stack.now.to_zoned(stack.config.company.timezone.time_zone()).date();
    let last = Period::of(report.every, today).before();
    let period = period.unwrap_or(last);
    ensure!(
        period.length() == report.every,
        "the report {name} is of a {}: write --period like {last}, not {period}",
        report.every.name()
    );
    let log = stack.table.report_log(name).await?;
    let source = Source { table: &stack.table, config: &stack.config, today };
    Ok(source.contents(name, report, period, &log).await?)
}

fn named<'a>(config: &'a Config, name: &str) -> Result<&'a Report> {
    config.reports.get(name).with_context(|| {
        let names: Vec<&str> = config.reports.keys().map(String::as_str).collect();
        let meant = nearest(name, names.iter().copied()).map(|meant| format!("; do you mean {meant}?"));
        if names.is_empty() {
            return "infra/config/reports.yaml has no reports".to_owned();
        }
        let (names, meant) = (names.join(", "), meant.unwrap_or_default());
        format!("infra/config/reports.yaml has no report {name:?}; there are: {names}{meant}")
    })
}

/// Where the picture of a chart is: in the page itself.
pub(crate) fn source(words: Words<'_>, chart: &Chart) -> String {
    format!("data:image/svg+xml;base64,{}", BASE64.encode(chart.picture(words, CHART_WIDTH).as_bytes()))
}

/// The report as JSON: all rows of all sections.
fn json(contents: &Contents<'_>) -> serde_json::Value {
    let currency = contents.config.company.currency;
    let sections = contents.parts.iter().map(|part| {
        let mut section = part.all.json(currency);
        section["heading"] = json!(part.section.heading);
        section
    });
    let changes = contents.changes.iter().map(|change| {
        json!({ "period": change.period, "measure": change.measure, "mailed": change.mailed, "now": change.now })
    });
    json!({
        "report": contents.name,
        "title": contents.report.title,
        "period": contents.period,
        "not_counted": contents.not_counted.map(|days| json!({"from": days.first, "to": days.last})),
        "advice": contents.advice(Words::english()),
        "sections": sections.collect::<Vec<_>>(),
        "changed_since_mailed": changes.collect::<Vec<_>>(),
    })
}
