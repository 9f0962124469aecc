//! Charts as pages and mails get them.

#[path = "chart/samples.rs"]
mod samples;

use std::path::Path;

use leadwright_web::chart::{
    Bar, Bars, Chart, Cohort, Cohorts, Content, Funnel, Lines, Number, Reached, Series, Stage, Unit,
};
use proptest::prelude::*;

use samples::{LONG, chart, unusual, usual};

/// `UPDATE_GOLDEN=1` writes the files anew.
#[test]
fn pictures_and_figures_are_as_they_were_looked_at() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for chart in usual() {
        for (file, text) in [(format!("{}.svg", chart.id), chart.picture(600)), (format!("{}.html", chart.id), chart.figure())] {
            // A line an element, so that a difference can be read.
            let text = text.replace("><", ">\n<");
            let path = folder.join(&file);
            if std::env::var_os("UPDATE_GOLDEN").is_some() {
                std::fs::create_dir_all(&folder).unwrap();
                std::fs::write(&path, &text).unwrap();
            }
            let golden = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(golden == text, "{file} differs: look at it, then set UPDATE_GOLDEN=1");
        }
    }
}

/// Writes all charts into a page for the eye: the folder is cargo's own for temporary files of tests.
#[test]
fn a_page_holds_all_charts() {
    let charts: Vec<Chart> = usual().into_iter().chain(unusual()).collect();
    let figures: String = charts.iter().map(Chart::figure).collect();
    let style = include_str!("../src/style.css").to_owned() + include_str!("../src/chart.css");
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Charts</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><style>{style}</style><main class=\"wide\">{figures}</main>"
    );
    std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join("charts.html"), page).unwrap();
    let mut ids: Vec<&str> = figures.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "an id stands twice in a page");
    for forbidden in ["style=", "<style", "<script", "href=\"#", "fill=\"", "NaN", "inf"] {
        assert!(!figures.contains(forbidden), "{forbidden}");
    }
}
