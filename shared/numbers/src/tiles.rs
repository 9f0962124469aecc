//! Numbers of the whole company, side by side.

use askama::Template;
use leadwright_domain::metrics::{Measure, Table};
use leadwright_domain::words::Words;

use crate::grid::Number;
use crate::place::Ground;

/// Numbers side by side, with their meaning.
#[derive(Debug, Template)]
#[template(path = "tiles.html")]
pub(crate) struct Tiles<'a> {
    id: &'static str,
    heading: String,
    words: Words<'a>,
    shown: Vec<(&'static Measure, Number)>,
}

impl<'a> Tiles<'a> {
    /// The totals of those measures of a table.
    pub(crate) fn new(
        ground: &Ground<'a>,
        table: &Table,
        (id, heading): (&'static str, String),
        names: &[&str],
    ) -> Self {
        let of_table = table.measures.iter().zip(&table.total.cells);
        let chosen = names.iter().filter_map(|name| of_table.clone().find(|(measure, _)| measure.name == *name));
        let shown = chosen.map(|(measure, cell)| (*measure, Number::new(ground, table, measure, cell, None)));
        Self { id, heading, words: ground.words(), shown: shown.collect() }
    }
}
