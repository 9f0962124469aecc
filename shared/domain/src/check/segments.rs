//! Mistakes in `segments.yaml`.

use crate::check::criterion::{Asker, Place};
use crate::check::problem::Problems;
use crate::config::Config;
use crate::value::text::is_name;

/// The largest number of segments, since a lead stores the names of its segments.
const MOST: usize = 64;

pub(crate) fn check(config: &Config, problems: &mut Problems) {
    let file = "segments.yaml";
    if config.segments.len() > MOST {
        problems.add(file, "", &format!("there are more than {MOST} segments: delete those that no sequence asks for"));
    }
    for (name, criterion) in &config.segments {
        if !is_name(name) {
            let message = "a segment's name may have lower-case letters, digits and dashes only, at most 40";
            problems.add(file, name, message);
        }
        if criterion.label.is_empty() {
            problems.add(file, name, &format!("the segment `{name}` needs a `label`: what people read"));
        }
        criterion.check(Place { file, near: name, asker: Asker::Segment }, config, problems);
    }
}
