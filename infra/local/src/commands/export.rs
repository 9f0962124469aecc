//! `leadwright export`: all leads, or all activities, as a file.

use std::fs::File;
use std::io::{BufWriter, Write, stdout};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::Args;
use clap::builder::PossibleValuesParser;
use indicatif::{ProgressBar, ProgressStyle};
use leadwright_cloud::table::{ExportFormat, ExportOf};
use leadwright_lists::export::ExportWriter;

use super::target::{Connected, TargetStack};
use crate::wording::count::count_of;

/// The end of `export --help`.
pub(crate) const HELP: &str = "\
A row is a lead, or something that happened to one. CSV is for a spreadsheet, which opens it and does not run it; JSON lines (an
object a line) are for a program. Columns of leads: where it stands and who has it, its fields, and in `more` what no form asks
for. A telephone number is left out where the lead asked not to be called. The whole table is read: about $0.06 for 100,000
leads of ten activities each. The file has personal data of everybody: keep it as such, and delete it when it is used.

  leadwright export leads
  leadwright export activities --format jsonl --out history.jsonl
  leadwright export leads --format jsonl --out - | jq -r 'select(.stage == \"sql\") | .fields.email'

Admins find the same at the desk, under Lists. Exit code 0: everything is in the file. Exit code 1: nothing was written, or some
rows could not be read: they are named.";

/// The arguments of `export`.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// What to write: leads or activities.
    #[arg(value_parser = PossibleValuesParser::new(ExportOf::ALL.map(ExportOf::name)))]
    of: String,
    /// How to write it: csv, or jsonl (a JSON object a line).
    #[arg(long, value_parser = PossibleValuesParser::new(ExportFormat::ALL.map(ExportFormat::name)), default_value = "csv")]
    format: String,
    /// The file to write, which must not be there yet; `-` prints it. [default: like leads-2026-11-27.csv, in this folder]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    target: TargetStack,
}

/// Writes the export.
pub(crate) async fn export(args: &ExportArgs) -> Result<()> {
    let of = ExportOf::ALL.into_iter().find(|of| of.name() == args.of).context("leads or activities")?;
    let format = ExportFormat::ALL.into_iter().find(|format| format.name() == args.format).context("a format")?;
    let stack = args.target.connect().await?;
    let day = stack.now.strftime("%Y-%m-%d");
    let file = args.out.clone().unwrap_or_else(|| format!("{}-{day}.{}", of.name(), format.name()).into());
    let writer = ExportWriter::new(&stack.config, of, format, stack.now);
    let unreadable = if file == Path::new("-") {
        write(&stack, of, &writer, BufWriter::new(stdout())).await?.1
    } else {
        let name = file.display();
        ensure!(!file.exists(), "{name} is there already: name another file with --out, or delete it");
        // Nobody takes half a file for a whole one.
        let mut part = file.clone().into_os_string();
        part.push(".part");
        let part = PathBuf::from(part);
        let out = File::create(&part).with_context(|| format!("can't write {}", part.display()))?;
        let written = write(&stack, of, &writer, BufWriter::new(out)).await;
        if written.is_err() {
            std::fs::remove_file(&part).with_context(|| format!("can't delete {}", part.display()))?;
        }
        let (rows, unreadable) = written?;
        std::fs::rename(&part, &file).with_context(|| format!("can't write {name}"))?;
        println!("{} written to {name}", count_of(rows, "row"));
        unreadable
    };
    ensure!(unreadable == 0, "{} could not be read and are left out", count_of(unreadable, "row"));
    Ok(())
}

/// Writes all rows: how many, and how many could not be read, which are named.
async fn write(
    stack: &Connected,
    of: ExportOf,
    writer: &ExportWriter<'_>,
    mut out: impl Write,
) -> Result<(usize, usize)> {
    let progress = ProgressBar::no_length()
        .with_style(ProgressStyle::with_template("{spinner} {pos} rows, {per_sec}, {elapsed}")?);
    let (mut rows, mut unreadable, mut after) = (0, 0, None);
    let mut written = writer.begin()?;
    loop {
        let walk = stack.table.walk(of, after).await?;
        for row in &walk.rows {
            writer.add(row, &mut written)?;
        }
        for key in &walk.unreadable {
            eprintln!("{key} could not be read");
        }
        out.write_all(&written).context("can't write")?;
        written.clear();
        progress.inc(walk.rows.len() as u64);
        rows += walk.rows.len();
        unreadable += walk.unreadable.len();
        after = walk.next;
        if after.is_none() {
            break;
        }
    }
    out.flush().context("can't write")?;
    progress.finish_and_clear();
    Ok((rows, unreadable))
}
