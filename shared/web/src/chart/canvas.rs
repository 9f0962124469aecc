//! The drawing under work: SVG elements, each with a class of the style sheet.

use std::fmt::Write;

use super::text::{coordinate, escaped};

/// The signs that tell series apart besides their colour, in order.
const MARKS: usize = 6;

/// A drawing.
#[derive(Debug)]
pub(super) struct Canvas {
    width: f64,
    height: f64,
    elements: String,
}

/// What a drawing says of itself.
#[derive(Debug)]
pub(super) struct Label<'a> {
    /// Names it in its page.
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    pub(super) description: &'a str,
}

impl Canvas {
    pub(super) fn new(width: f64) -> Self {
        Self { width, height: 0.0, elements: String::new() }
    }

    pub(super) fn width(&self) -> f64 {
        self.width
    }

    pub(super) fn height(&self) -> f64 {
        self.height
    }

    /// Says how high the drawing is.
    pub(super) fn end(&mut self, height: f64) {
        self.height = height;
    }

    /// Text from that baseline; `anchor` is `start`, `middle` or `end`.
    pub(super) fn text(&mut self, x: f64, y: f64, class: &str, anchor: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        let (x, y) = (coordinate(x), coordinate(y));
        let anchor = if anchor == "start" { String::new() } else { format!(" text-anchor=\"{anchor}\"") };
        self.write(format_args!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\"{anchor}>{}</text>", escaped(text)));
    }

    /// The name of a series, in its colour, and its number from that baseline.
    pub(super) fn named_value(&mut self, series: usize, (x, y): (f64, f64), name: &str, value: &str) {
        let (x, y, name, value) = (coordinate(x), coordinate(y), escaped(name), escaped(value));
        let class = series_class(series);
        self.write(format_args!(
            "<text class=\"name {class}\" x=\"{x}\" y=\"{y}\">{name} <tspan class=\"value\">{value}</tspan></text>"
        ));
    }

    /// A line from a point to another.
    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(coordinate);
        self.write(format_args!("<line class=\"{class}\" x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"/>"));
    }

    /// A rectangle from its upper left corner.
    pub(super) fn rect(&mut self, class: &str, corner: (f64, f64), size: (f64, f64), radius: f64) {
        let [x, y, width, height, radius] =
            [corner.0, corner.1, size.0.max(0.0), size.1.max(0.0), radius].map(coordinate);
        self.write(format_args!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{radius}\"/>"
        ));
    }

    /// A line through points.
    pub(super) fn polyline(&mut self, class: &str, points: &[(f64, f64)]) {
        let points = joined(points);
        self.write(format_args!("<polyline class=\"{class}\" points=\"{points}\"/>"));
    }

    /// The mark of a series at a point: circle, square, triangle, diamond, triangle on its head, cross.
    pub(super) fn mark(&mut self, series: usize, at: (f64, f64)) {
        let class = format!("mark {}", series_class(series));
        let (x, y) = at;
        let corners: &[(f64, f64)] = match series % MARKS {
            0 => {
                let (x, y) = (coordinate(x), coordinate(y));
                return self.write(format_args!("<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"3.5\"/>"));
            }
            1 => &[(-3.0, -3.0), (3.0, -3.0), (3.0, 3.0), (-3.0, 3.0)],
            2 => &[(0.0, -4.0), (4.0, 3.2), (-4.0, 3.2)],
            3 => &[(0.0, -4.4), (4.4, 0.0), (0.0, 4.4), (-4.4, 0.0)],
            4 => &[(0.0, 4.0), (4.0, -3.2), (-4.0, -3.2)],
            _ => &[
                (-1.3, -4.0),
                (1.3, -4.0),
                (1.3, -1.3),
                (4.0, -1.3),
                (4.0, 1.3),
                (1.3, 1.3),
                (1.3, 4.0),
                (-1.3, 4.0),
                (-1.3, 1.3),
                (-4.0, 1.3),
                (-4.0, -1.3),
                (-1.3, -1.3),
            ],
        };
        let corners: Vec<(f64, f64)> = corners.iter().map(|(dx, dy)| (x + dx, y + dy)).collect();
        self.polygon(&class, &corners);
    }

    /// A closed shape.
    pub(super) fn polygon(&mut self, class: &str, points: &[(f64, f64)]) {
        let points = joined(points);
        self.write(format_args!("<polygon class=\"{class}\" points=\"{points}\"/>"));
    }

    /// The whole SVG element. `attributes` and `style` are markup; `margin` is the room around the drawing.
    pub(super) fn svg(&self, label: &Label<'_>, attributes: &str, style: &str, margin: f64) -> String {
        let [corner, width, height] = [-margin, self.width + 2.0 * margin, self.height + 2.0 * margin].map(coordinate);
        let Label { id, title, description } = label;
        let (id, title, description, elements) = (escaped(id), escaped(title), escaped(description), &self.elements);
        format!(
            "<svg {attributes} viewBox=\"{corner} {corner} {width} {height}\" role=\"img\" \
             aria-labelledby=\"{id}-title {id}-desc\"><title id=\"{id}-title\">{title}</title>\
             <desc id=\"{id}-desc\">{description}</desc>{style}{elements}</svg>"
        )
    }

    fn write(&mut self, element: std::fmt::Arguments<'_>) {
        self.elements.write_fmt(element).expect("a String takes all");
    }
}

/// The class of the colour of a series; after the sixth they begin again.
pub(super) fn series_class(series: usize) -> String {
    format!("s{}", series % MARKS + 1)
}

fn joined(points: &[(f64, f64)]) -> String {
    let points = points.iter().map(|(x, y)| format!("{},{}", coordinate(*x), coordinate(*y)));
    points.collect::<Vec<_>>().join(" ")
}
