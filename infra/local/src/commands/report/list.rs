//! `leadwright report --list`: every measure with its definition.

use leadwright_domain::metrics::{Area, By};
use leadwright_domain::words::Words;

/// Prints the measures that can be shown by `by`.
pub(super) fn print(by: By) {
    println!("By {}: {}", by.name(), by.definition(Words::english()));
    let width = by.measures().map(|measure| measure.name.len()).max().unwrap_or_default();
    for area in Area::ALL {
        let mut measures = by.of_area(area).peekable();
        if measures.peek().is_none() {
            continue;
        }
        println!("\n{}", area.name());
        for measure in measures {
            let (definition, unit) = (measure.definition(Words::english()), measure.unit.words(Words::english()));
            println!("  {:width$}  {definition} ({unit})", measure.name);
        }
    }
    let others: Vec<&str> = By::all().map(By::name).filter(|name| *name != by.name()).collect();
    println!("\nThose by something else: report --list --by {}", others.join("|"));
}
