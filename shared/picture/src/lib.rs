//! Pictures of charts for mails: SVG in, PNG out.
//!
//! Its own crate, since it is large: a rasterizer and a font. Only what sends pictures depends on it; pages show SVG.
//!
//! No machine's fonts are read: Lambda has none, and text would be missing without an error. The font is in the binary:
//! Inter, regular and semibold, with the letters of Latin, Greek and Cyrillic (`font/README.md` says how it was made). A
//! letter that it lacks is a box.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use png::{BitDepth, ColorType, Compression, Encoder, EncodingError, Filter};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};

/// Pixels for each CSS pixel: screens of today have two.
const DENSITY: u32 = 2;

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(include_bytes!("../font/Inter-Regular.otf").to_vec());
    fonts.load_font_data(include_bytes!("../font/Inter-SemiBold.otf").to_vec());
    Arc::new(fonts)
});

/// Red, green, blue.
type Colour = [u8; 3];

/// A picture that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// The text is no SVG.
    #[error("a chart is not SVG that can be drawn: {0}")]
    Svg(#[from] resvg::usvg::Error),
    /// The picture has no size, or more pixels than memory.
    #[error("a picture of {width} × {height} pixels can't be made")]
    Size {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// The pixels could not be written as PNG.
    #[error("a picture can't be written as PNG: {0}")]
    Png(#[from] EncodingError),
}

/// The picture of an SVG, in twice its size. The same SVG gives the same bytes.
///
/// # Errors
/// See [`PictureError`].
pub fn png(svg: &str) -> Result<Vec<u8>, PictureError> {
    let options = Options { font_family: "Inter".to_owned(), fontdb: Arc::clone(&FONTS), ..Options::default() };
    let tree = Tree::from_str(svg, &options)?;
    let size = tree.size().to_int_size();
    let (width, height) = (size.width().saturating_mul(DENSITY), size.height().saturating_mul(DENSITY));
    let mut pixels = Pixmap::new(width, height).ok_or(PictureError::Size { width, height })?;
    pixels.fill(Color::WHITE);
    let twice = f32::from(u8::try_from(DENSITY).expect("small"));
    resvg::render(&tree, Transform::from_scale(twice, twice), &mut pixels.as_mut());
    Ok(encoded(&pixels)?)
}

/// The pixels as PNG with a palette, a byte a pixel: half the size of three. A chart has few colours and their blends at
/// the edges of letters. Where they are more than a palette holds, the rarest become the nearest of the others.
fn encoded(pixels: &Pixmap) -> Result<Vec<u8>, EncodingError> {
    // The paper covers all: no pixel is transparent.
    let colours = || pixels.pixels().iter().map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]);
    let mut counts: BTreeMap<Colour, u32> = BTreeMap::new();
    for run in pixels.pixels().chunk_by(|a, b| a == b) {
        let count = counts.entry([run[0].red(), run[0].green(), run[0].blue()]).or_default();
        *count = count.saturating_add(u32::try_from(run.len()).unwrap_or(u32::MAX));
    }
    let mut palette: Vec<Colour> = counts.keys().copied().collect();
    palette.sort_by_key(|colour| std::cmp::Reverse(counts[colour]));
    palette.truncate(256);
    let places: BTreeMap<Colour, u8> = counts.into_keys().map(|colour| (colour, nearest(&palette, colour))).collect();
    let (mut data, mut last) = (Vec::with_capacity(pixels.pixels().len()), None);
    for colour in colours() {
        let place = match last {
            Some((same, place)) if same == colour => place,
            _ => places[&colour],
        };
        last = Some((colour, place));
        data.push(place);
    }
    let mut png = Vec::new();
    let mut encoder = Encoder::new(&mut png, pixels.width(), pixels.height());
    encoder.set_depth(BitDepth::Eight);
    encoder.set_color(ColorType::Indexed);
    encoder.set_palette(palette.concat());
    encoder.set_compression(Compression::High);
    // What neighbours of a palette differ by says nothing.
    encoder.set_filter(Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&data)?;
    writer.finish()?;
    Ok(png)
}

/// Where the colour of a palette stands that differs the least.
fn nearest(palette: &[Colour], colour: Colour) -> u8 {
    let distance = |other: &Colour| -> u32 {
        let parts = other.iter().zip(colour).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2));
        parts.sum()
    };
    let nearest = (0..=u8::MAX).zip(palette).min_by_key(|(_, other)| distance(other));
    nearest.map_or(0, |(at, _)| at)
}
