//! Pictures as mails get them.

#[path = "../../web/tests/chart/samples.rs"]
mod samples;

use std::path::Path;

use samples::{unusual, usual};

#[test]
fn pictures_are_small_and_the_same_each_time() {
    for chart in usual().into_iter().chain(unusual()) {
        let svg = chart.picture(600);
        let started = std::time::Instant::now();
        let png = leadwright_picture::png(&svg).unwrap();
        println!("{}: {} bytes, {:?}", chart.id, png.len(), started.elapsed());
        std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}.png", chart.id)), &png).unwrap();
        assert!(png == leadwright_picture::png(&svg).unwrap(), "{}", chart.id);
        assert!(png.len() <= 60 * 1024 || chart.id == "hundred", "{}: {} bytes", chart.id, png.len());
    }
}
