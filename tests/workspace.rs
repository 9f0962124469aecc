//! The workspace, and copies of its configuration that a test may change.

use std::path::Path;

/// The workspace.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the workspace")
}

/// Lets the marketing mail of a copied configuration go at any hour.
pub fn mail_at_any_hour(folder: &Path) {
    edit(folder, "infra/config/sending.yaml", "hours: [mon-fri 8:00-18:00]", "hours: [mon-sun 0:00-24:00]");
}

/// Replaces a text in a file of a folder; it must be there.
pub fn edit(folder: &Path, file: &str, from: &str, to: &str) {
    let file = folder.join(file);
    let text = std::fs::read_to_string(&file).expect("the file");
    assert!(text.contains(from), "{from:?} is not in {}", file.display());
    std::fs::write(&file, text.replace(from, to)).expect("written");
}

/// What `compile` says, with the lines of mistakes and without their columns: `file:12:9: words` as `file:12: words`.
pub fn without_columns(errors: &str) -> String {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let lines = errors.lines().map(|line| match line.split_once(": ") {
        Some((place, words)) => match place.rsplit_once(':') {
            Some((before, column)) if is_number(column) && before.rsplit(':').next().is_some_and(is_number) => {
                format!("{before}: {words}\n")
            }
            _ => format!("{line}\n"),
        },
        None => format!("{line}\n"),
    });
    lines.collect()
}

/// Copies the configuration and the template into a folder, to be changed there; without reports, since tests count mails.
pub fn copy_config(folder: &Path) {
    copy_config_with_reports(folder);
    std::fs::remove_file(folder.join("infra/config/reports.yaml")).expect("the demo company has reports");
}

/// The same, with the demo company's reports.
pub fn copy_config_with_reports(folder: &Path) {
    copy(&root().join("infra/config"), &folder.join("infra/config"));
    std::fs::copy(root().join("infra/template.yaml"), folder.join("infra/template.yaml")).expect("a copy");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}
