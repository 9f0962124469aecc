//! Charts as pages and mails get them.

#[path = "chart/samples.rs"]
mod samples;

use std::collections::BTreeMap;
use std::path::Path;

use leadwright_web::chart::{
    Bar, Bars, Chart, Cohort, Cohorts, Content, Funnel, Lines, Number, Reached, Series, Stage, Unit,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use roxmltree::{Document, Node};

use samples::{LONG, WORDS, chart, unusual, usual};

/// `UPDATE_GOLDEN=1` writes the files anew.
#[test]
fn pictures_and_figures_are_as_they_were_looked_at() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for chart in usual() {
        for (file, text) in [
            (format!("{}.svg", chart.id), chart.picture(WORDS, 600)),
            (format!("{}.html", chart.id), chart.figure(WORDS)),
        ] {
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

/// What a chart says by itself is in the language of its reader, in the picture and in the table behind it.
#[test]
fn a_chart_speaks_the_language_of_its_reader() {
    let own = leadwright_domain::words::Catalogues::default();
    for language in ["pt", "de", "es"] {
        let words = own.of(&leadwright_domain::words::STAFF, &[language]);
        for chart in usual() {
            let (figure, picture) = (chart.figure(words), chart.picture(words, 600));
            for said in ["numbers-", "sure to lie", "go on", "The numbers in a table", "Of the first stage", "{"] {
                assert!(!figure.contains(said), "{language}: {said} in {figure}");
                assert!(said == "{" || !picture.contains(said), "{language}: {said} in {picture}");
            }
        }
    }
}

/// Writes all charts into a page for the eye: the folder is cargo's own for temporary files of tests.
#[test]
fn a_page_holds_all_charts() {
    let charts: Vec<Chart> = usual().into_iter().chain(unusual()).collect();
    let figures: String = charts.iter().map(|chart| chart.figure(WORDS)).collect();
    let style = style();
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

fn style() -> String {
    include_str!("../src/style.css").to_owned() + include_str!("../src/chart.css")
}

#[test]
fn a_long_label_is_short_in_the_picture_and_whole_in_the_table() {
    let conversion = usual().into_iter().find(|chart| chart.id == "conversion").unwrap();
    let figure = conversion.figure(WORDS);
    let document = Document::parse(&figure).unwrap();
    let texts = |name: &str| -> Vec<String> {
        let nodes = document.descendants().filter(|node| node.has_tag_name(name));
        nodes.map(|node| node.text().unwrap_or_default().to_owned()).collect()
    };
    assert!(LONG.chars().count() > 190 && texts("th").iter().any(|text| text == LONG));
    let short = texts("text").into_iter().filter(|text| text.starts_with("spring") && text.ends_with('…'));
    assert_eq!(short.count(), 2, "one a drawing");
    assert!(texts("a").contains(&"12\u{202f}%".to_owned()) && figure.contains("<a href=\"/leads?source=34\">"));
}

#[test]
fn a_figure_says_what_it_shows_without_being_seen() {
    for chart in usual() {
        let words = chart.words(WORDS);
        assert!(
            words.starts_with(&format!("{}. {}", chart.title, chart.description)) && words.ends_with('.'),
            "{words}"
        );
        assert!(words.len() > chart.title.len() + chart.description.len() + 10, "no number: {words}");
        let figure = chart.figure(WORDS);
        let document = Document::parse(&figure).unwrap();
        let count = |name: &str| document.descendants().filter(|node| node.has_tag_name(name)).count();
        assert_eq!((count("figcaption"), count("table")), (1, 1));
        for svg in document.descendants().filter(|node| node.has_tag_name("svg")) {
            assert_eq!(svg.attribute("role"), Some("img"));
            let labels: Vec<&str> = svg.attribute("aria-labelledby").unwrap().split(' ').collect();
            let ids: Vec<&str> = svg.children().filter_map(|node| node.attribute("id")).collect();
            assert_eq!(labels, ids);
        }
    }
    let nothing = &unusual()[0];
    assert!(nothing.words(WORDS).ends_with("it counts from the next night on."));
    assert!(nothing.figure(WORDS).contains("Post a form") && !nothing.figure(WORDS).contains("<svg"));
    assert!(nothing.picture(WORDS, 600).contains("Post a form"));
}

/// WCAG 2.2: 4.5 to 1 for text (1.4.3), 3 to 1 for shapes (1.4.11), in both colour schemes.
#[test]
fn colours_stand_out() {
    let style = style();
    let mut schemes = [BTreeMap::new(), BTreeMap::new()];
    for (at, block) in style.split(":root {").skip(1).enumerate() {
        let rules = block.split('}').next().unwrap().split(';');
        let variables = rules.filter_map(|rule| rule.trim().strip_prefix("--")?.split_once(": #"));
        // Each sheet has a light block, then a dark one, which changes what it names.
        schemes[at % 2].extend(variables.map(|(name, value)| (name, luminance(value))));
    }
    let [light, dark] = schemes;
    let dark = light.clone().into_iter().chain(dark).collect();
    for (scheme, colours) in [("light", light), ("dark", dark)] {
        let mut pairs =
            vec![("ink", "paper", 4.5), ("soft", "paper", 4.5), ("accent", "paper", 4.5), ("bar", "paper", 3.0)];
        pairs.extend([("ink", "bar", 3.0), ("ink", "flow", 4.5), ("ink", "raised", 4.5)]);
        pairs.extend(
            ["series1", "series2", "series3", "series4", "series5", "series6"].map(|name| (name, "paper", 4.5)),
        );
        pairs.extend(["shade1", "shade2", "shade3"].map(|name| ("ink", name, 4.5)));
        pairs.extend(["shade4", "shade5"].map(|name| ("on-shade", name, 4.5)));
        for (front, back, least) in pairs {
            let (a, b): (f64, f64) = (colours[front], colours[back]);
            let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            assert!(contrast >= least, "{scheme}: {front} on {back} is {contrast:.2}");
        }
    }
}

/// The relative luminance of `rrggbb` or `rgb` (WCAG 2.2).
fn luminance(colour: &str) -> f64 {
    let colour: String =
        if colour.len() == 3 { colour.chars().flat_map(|c| [c, c]).collect() } else { colour.to_owned() };
    let part = |at: usize| {
        let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
}

fn any_unit() -> impl Strategy<Value = Unit> {
    prop_oneof![
        Just(Unit::Count),
        Just(Unit::Share),
        Just(Unit::Ratio),
        Just(Unit::Seconds),
        (0_u8..=4).prop_map(|digits| Unit::Money { digits }),
    ]
}

fn any_number() -> impl Strategy<Value = Number> {
    let at = prop_oneof![
        any::<u64>().prop_map(|count| Number::count(WORDS, count)),
        any::<f64>().prop_map(|at| Unit::Ratio.number(WORDS, at))
    ];
    (at, any_unit(), -1e9..1e9, 0..3).prop_map(|(extreme, unit, at, which)| match which {
        0 => extreme,
        1 => unit.number(WORDS, at),
        _ => Number::new(at, "<&>\"'\u{0}").with_link("/?a=\"<&>"),
    })
}

fn any_label() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[a-z]{0,12}", Just(LONG.to_owned()), Just("<script>\"'&".to_owned())]
}

fn any_content() -> impl Strategy<Value = Content> {
    let numbers = || vec(option::weighted(0.8, any_number()), 0..12);
    let series =
        (any_label(), numbers(), numbers()).prop_map(|(name, numbers, before)| Series { name, numbers, before });
    let lines = (any_unit(), any_label(), vec(any_label(), 0..40), vec(series, 0..9));
    let lines = lines.prop_map(|(unit, label, times, series)| {
        let (heading, times_heading, before) = (label.clone(), label.clone(), label);
        Content::Lines(Lines { unit, heading, times_heading, times, series, before })
    });
    let interval = option::of((any_number(), any_number()));
    let bar = (any_label(), option::of(any_number()), interval, any_label(), option::of(any_number()));
    let bar = bar.prop_map(|(name, number, interval, note, before)| Bar { name, number, interval, note, before });
    let bars = (any_unit(), any_label(), vec(bar, 0..30)).prop_map(|(unit, label, bars)| {
        let (values_heading, heading, notes_heading, before) = (label.clone(), label.clone(), label.clone(), label);
        Content::Bars(Bars { unit, values_heading, heading, notes_heading, bars, before })
    });
    let stage = (any_label(), any_number(), option::of(any_number()));
    let stage = stage.prop_map(|(name, count, before)| Stage { name, count, before });
    let funnel = (any_label(), vec(stage, 0..9), any_label());
    let funnel = funnel.prop_map(|(heading, stages, before)| Content::Funnel(Funnel { heading, stages, before }));
    let reached = option::of((any::<u64>(), any_label()).prop_map(|(count, link)| Reached { count, link }));
    let cohort = (any_label(), any::<u64>(), any_label(), vec(reached, 0..9));
    let cohort = cohort.prop_map(|(name, count, link, reached)| Cohort { name, count, link, reached });
    let cohorts = (any_label(), vec(any_label(), 0..9), vec(cohort, 0..20)).prop_map(|(label, columns, cohorts)| {
        let (cohorts_heading, counts_heading) = (label.clone(), label);
        Content::Cohorts(Cohorts { cohorts_heading, counts_heading, columns, cohorts })
    });
    prop_oneof![lines, bars, funnel, cohorts]
}

/// All numbers of an element that say where it is, across and down.
fn places(node: Node<'_, '_>) -> Vec<(f64, f64)> {
    let number = |name: &str| node.attribute(name).map(|text| text.parse::<f64>().expect(name));
    let mut places = Vec::new();
    for (x, y) in [("x", "y"), ("x1", "y1"), ("x2", "y2"), ("cx", "cy")] {
        if let (Some(x), Some(y)) = (number(x), number(y)) {
            places.push((x, y));
            if let (Some(width), Some(height)) = (number("width"), number("height")) {
                places.push((x + width, y + height));
            }
        }
    }
    for point in node.attribute("points").unwrap_or_default().split_whitespace() {
        let (x, y) = point.split_once(',').expect("two numbers");
        places.push((x.parse().expect("a number"), y.parse().expect("a number")));
    }
    places
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Whatever the numbers and labels: markup that is well formed, numbers that are finite, and all of it in sight.
    #[test]
    fn nothing_leaves_its_place(content in any_content(), width in 0_u16..2_000, label in any_label()) {
        let chart = chart("any", &label, &label, content);
        for markup in [chart.figure(WORDS), chart.picture(WORDS, width)] {
            let document = Document::parse(&markup).expect("well formed");
            prop_assert!(document.descendants().all(|node| !node.has_tag_name("script")));
            for svg in document.descendants().filter(|node| node.has_tag_name("svg")) {
                let sides: Vec<f64> = svg.attribute("viewBox").unwrap().split(' ').map(|n| n.parse().unwrap()).collect();
                let [left, top, across, down] = sides[..] else { panic!("four numbers") };
                for node in svg.descendants().filter(|node| node.is_element() && *node != svg) {
                    for (x, y) in places(node) {
                        let is_inside = x >= left - 0.2 && x <= left + across + 0.2 && y >= top - 0.2 && y <= top + down + 0.2;
                        prop_assert!(is_inside, "{x} {y} of {node:?} in {sides:?}: {markup}");
                    }
                }
            }
        }
    }
}
