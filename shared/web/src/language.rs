//! The languages that a browser asks for.

use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;

/// More languages than people read.
const MOST: usize = 10;

/// The languages of the `Accept-Language` header, two letters each, the most wanted first (RFC 9110, section 12.5.4); those
/// of equal quality in their order. A region is left out: `pt-BR` wants `pt`.
pub fn wanted(headers: &HeaderMap) -> Vec<&str> {
    let ranges = headers.get_all(ACCEPT_LANGUAGE).into_iter().filter_map(|value| value.to_str().ok());
    let mut wanted: Vec<(&str, f32)> = Vec::new();
    for range in ranges.flat_map(|value| value.split(',')).take(MOST) {
        let (tag, quality) = range.split_once(';').unwrap_or((range, ""));
        let language = tag.trim().split('-').next().unwrap_or_default();
        let quality = quality.trim().strip_prefix("q=").map_or(1.0, |quality| quality.parse().unwrap_or(0.0));
        if language.len() == 2 && quality > 0.0 {
            wanted.push((language, quality));
        }
    }
    wanted.sort_by(|one, other| other.1.total_cmp(&one.1));
    wanted.into_iter().map(|(language, _)| language).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_sorted_by_their_quality() {
        for (header, languages) in [
            ("pt-BR,pt;q=0.9,en;q=0.8", &["pt", "pt", "en"][..]),
            ("en;q=0.2, de ;q=0.9, fr;q=0", &["de", "en"]),
            ("*", &[]),
            ("es;q=nonsense,;;,zh-Hant", &["zh"]),
            ("", &[]),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, header.parse().unwrap());
            assert_eq!(wanted(&headers), languages, "{header}");
        }
    }
}
