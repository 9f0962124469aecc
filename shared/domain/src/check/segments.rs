//! Segments: names for groups of leads, `segments.yaml`. Whether a lead is in one is decided in the fold.

use crate::check::criterion::{Asker, Place};
use crate::check::problem::Problems;
use crate::config::Config;
use crate::value::text::is_name;

/// So many segments there may be: a lead keeps the names of those it is in.
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
