//! `leadwright import --list`: the imports that there were.

use anyhow::Result;
use leadwright_cloud::table::ImportRecord;

use crate::commands::target::Connected;
use crate::wording::time::readable;

/// Prints all imports, the newest first.
pub(super) async fn print(stack: &Connected, as_json: bool) -> Result<()> {
    let mut imports = stack.table.imports().await?;
    imports.sort_by(|one, other| (other.begun_at, &other.id).cmp(&(one.begun_at, &one.id)));
    if as_json {
        println!("{}", serde_json::to_string(&imports)?);
        return Ok(());
    }
    if imports.is_empty() {
        println!("There was no import.");
    }
    let zone = stack.config.company.timezone.time_zone();
    for import in &imports {
        let ImportRecord { id, source, file, begun_at, .. } = import;
        println!("{id}  {}  {file} from {source}: {}", readable(*begun_at, &zone), state(import));
    }
    Ok(())
}

fn state(import: &ImportRecord) -> String {
    let ImportRecord { rows, done, ended_at, undone_at, .. } = import;
    match (undone_at, ended_at) {
        (Some(_), _) => format!("{done} of {rows}, undone"),
        (None, Some(_)) => format!("{rows} of {rows}"),
        (None, None) => format!("{done} of {rows}: it stopped; run it again to go on"),
    }
}
