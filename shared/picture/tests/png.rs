//! Pictures as mails get them.

#[path = "../../web/tests/chart/samples.rs"]
mod samples;

use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use resvg::usvg::fontdb::Database;
use resvg::usvg::{Group, Node, Options, Rect, Tree};

use samples::{WORDS, unusual, usual};

/// They are written into cargo's folder for temporary files of tests, too, to be looked at.
#[test]
fn pictures_are_small_and_the_same_each_time() {
    for chart in usual().into_iter().chain(unusual()) {
        let svg = chart.picture(WORDS, 600);
        let png = leadwright_picture::png(&svg).unwrap();
        std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}.png", chart.id)), &png).unwrap();
        assert!(png == leadwright_picture::png(&svg).unwrap(), "{}", chart.id);
        // A hundred bars are five screens.
        let most = if chart.id == "hundred" { 200 } else { 30 };
        assert!(png.len() <= most * 1024, "{}: {} bytes", chart.id, png.len());
        assert_eq!(pixels(&png).0, 1200, "{}", chart.id);
    }
}

/// The width of a picture and its pixels, as places in its palette.
fn pixels(png: &[u8]) -> (u32, Vec<u8>) {
    let mut reader = png::Decoder::new(Cursor::new(png)).read_info().unwrap();
    let mut data = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut data).unwrap();
    (reader.info().width, data)
}

fn drawn(text: &str) -> Vec<u8> {
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"30\"><text x=\"10\" y=\"20\" font-size=\"14\">{text}</text></svg>"
    );
    pixels(&leadwright_picture::png(&svg).unwrap()).1
}

/// Lambda has no fonts: text would be missing, and nothing would say so.
#[test]
fn there_is_ink_where_letters_are() {
    let blank = drawn("");
    let mut seen = Vec::new();
    for letter in "aãçéßłŁőřŽąşığ ĐЖщЯїΩλά0%–…→↓·€£¥₹₺₽zł".chars().filter(|c| *c != ' ')
    {
        let ink = drawn(&letter.to_string());
        assert!(ink != blank, "{letter} is blank");
        seen.push((letter, ink));
    }
    for (at, (letter, ink)) in seen.iter().enumerate() {
        let same = seen[..at].iter().find(|(other, same)| other != letter && same == ink);
        assert!(same.is_none(), "{letter} looks like {same:?}");
    }
    // What the font lacks is a box: it is seen that something is there.
    let missing = drawn("漢");
    assert!(missing != blank && seen.iter().all(|(_, ink)| *ink != missing));
    assert!(missing == drawn("字"));
}

#[test]
fn all_text_of_a_chart_is_in_its_picture() {
    let mut fonts = Database::new();
    fonts.load_font_data(include_bytes!("../font/Inter-Regular.otf").to_vec());
    fonts.load_font_data(include_bytes!("../font/Inter-SemiBold.otf").to_vec());
    let options = Options { font_family: "Inter".into(), fontdb: Arc::new(fonts), ..Options::default() };
    for chart in usual().into_iter().chain(unusual()) {
        for width in [340, 600, 900] {
            let tree =
                Tree::from_str(&chart.picture(leadwright_domain::words::Words::english(), width), &options).unwrap();
            let mut boxes = Vec::new();
            texts(tree.root(), &mut boxes);
            assert!(!boxes.is_empty(), "{}", chart.id);
            let size = tree.size();
            for place in boxes {
                let is_inside = place.left() >= 0.0 && place.right() <= size.width() && place.bottom() <= size.height();
                assert!(is_inside, "{} {width}: {place:?} is cut", chart.id);
            }
        }
    }
}

fn texts(group: &Group, boxes: &mut Vec<Rect>) {
    for node in group.children() {
        match node {
            Node::Group(group) => texts(group, boxes),
            Node::Text(text) => boxes.push(text.abs_bounding_box()),
            _ => {}
        }
    }
}

#[test]
fn what_is_no_svg_is_an_error() {
    for text in ["", "<svg", "<p/>", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1e9\" height=\"1e9\"/>"] {
        assert!(leadwright_picture::png(text).is_err(), "{text}");
    }
}
