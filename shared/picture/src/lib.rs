//! Pictures of charts for mails: SVG in, PNG out.
//!
//! Its own crate, since it is large: a rasterizer and a font. Only what sends pictures depends on it; pages show SVG.
//!
//! No machine's fonts are read: Lambda has none, and text would be missing without an error. The font is in the binary:
//! Inter, regular and semibold, with the letters of Latin, Greek and Cyrillic (`font/README.md` says how it was made). A
//! letter that it lacks is a box.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};

/// Pixels for each CSS pixel: screens of today have two.
const DENSITY: f32 = 2.0;

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(include_bytes!("../font/Inter-Regular.otf").to_vec());
    fonts.load_font_data(include_bytes!("../font/Inter-SemiBold.otf").to_vec());
    Arc::new(fonts)
});

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
    Png(String),
}

/// The picture of an SVG, in twice its size. The same SVG gives the same bytes.
///
/// # Errors
/// See [`PictureError`].
pub fn png(svg: &str) -> Result<Vec<u8>, PictureError> {
    let options = Options { font_family: "Inter".to_owned(), fontdb: Arc::clone(&FONTS), ..Options::default() };
    let tree = Tree::from_str(svg, &options)?;
    let size = tree.size().to_int_size().scale_by(DENSITY);
    let Some(size) = size else { return Err(PictureError::Size { width: 0, height: 0 }) };
    let (width, height) = (size.width(), size.height());
    let mut pixels = Pixmap::new(width, height).ok_or(PictureError::Size { width, height })?;
    resvg::render(&tree, Transform::from_scale(DENSITY, DENSITY), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| PictureError::Png(error.to_string()))
}
