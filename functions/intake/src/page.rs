//! What a home page says of its owner: title, description, language, icon.

use std::collections::BTreeMap;

use encoding_rs::{Encoding, UTF_8};
use html5gum::{StartTag, Token, Tokenizer};
use leadwright_domain::value::text::one_line;
use url::Url;

/// The most characters of a fact.
const LONGEST: usize = 300;

/// What the beginning of a page at `url` says, by the names `title`, `description`, `language` and `icon`.
pub(crate) fn facts(url: &Url, content_type: Option<&str>, body: &[u8]) -> BTreeMap<String, String> {
    let html = decoded(content_type, body);
    let mut found = BTreeMap::new();
    let mut keep = |name: &str, value: &str| {
        // Whole or not at all: a fact that is longer is none.
        let value = one_line(value, LONGEST + 1);
        if !value.is_empty() && value.chars().count() <= LONGEST {
            found.entry(name.to_owned()).or_insert(value);
        }
    };
    let (mut title, mut is_title) = (String::new(), false);
    for Ok(token) in Tokenizer::new(html.as_str()) {
        match token {
            Token::StartTag(tag) => match tag.name.as_slice() {
                b"html" => keep("language", &attribute(&tag, b"lang")),
                b"title" if title.is_empty() => is_title = true,
                b"meta" => {
                    let name = attribute(&tag, b"name") + &attribute(&tag, b"property");
                    if ["description", "og:description"].contains(&name.to_ascii_lowercase().as_str()) {
                        keep("description", &attribute(&tag, b"content"));
                    }
                }
                b"link" if is_icon(&attribute(&tag, b"rel")) => {
                    let icon = url.join(&attribute(&tag, b"href")).ok();
                    if let Some(icon) = icon.filter(|icon| icon.scheme() == "https") {
                        keep("icon", icon.as_str());
                    }
                }
                // What follows is the page itself.
                b"body" => break,
                _ => {}
            },
            Token::String(text) if is_title => title.push_str(&String::from_utf8_lossy(&text)),
            Token::EndTag(tag) if tag.name.as_slice() == b"title" => is_title = false,
            _ => {}
        }
    }
    keep("title", &title);
    found
}

fn attribute(tag: &StartTag<()>, name: &[u8]) -> String {
    tag.attributes.get(name).map(|value| String::from_utf8_lossy(value).into_owned()).unwrap_or_default()
}

fn is_icon(rel: &str) -> bool {
    rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("icon"))
}

/// The page as text: in the charset that its header names, else that its first bytes name, else UTF-8.
fn decoded(content_type: Option<&str>, body: &[u8]) -> String {
    let named = |text: &str| {
        let text = text.to_ascii_lowercase();
        let (_, rest) = text.split_once("charset=")?;
        let label = rest.trim_start_matches(['"', '\'']).split(['"', '\'', ';', '>', ' ', '/']).next()?;
        Encoding::for_label(label.as_bytes())
    };
    let beginning = String::from_utf8_lossy(&body[..body.len().min(1024)]).into_owned();
    let encoding = content_type.and_then(named).or_else(|| named(&beginning)).unwrap_or(UTF_8);
    encoding.decode(body).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content_type: Option<&str>, html: &[u8]) -> Vec<(String, String)> {
        facts(&Url::parse("https://www.acme.example/en/").unwrap(), content_type, html).into_iter().collect()
    }

    #[test]
    fn a_page_says_what_its_head_says() {
        let page = "<!doctype html><html lang=pt-PT><head><title>\n Acme &amp; Filhos </title>\
            <meta name=Description content='Telhados em Lisboa'><meta property=og:description content=other>\
            <link rel='shortcut icon' href=../icon.svg></head><body><title>No</title><meta name=description content=no>";
        let expected = [
            ("description", "Telhados em Lisboa"),
            ("icon", "https://www.acme.example/icon.svg"),
            ("language", "pt-PT"),
            ("title", "Acme & Filhos"),
        ];
        let expected: Vec<_> = expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        assert_eq!(read(None, page.as_bytes()), expected);
        let latin = b"<meta charset=iso-8859-1><title>M\xfcller</title>";
        assert_eq!(read(None, latin), [("title".to_owned(), "Müller".to_owned())]);
        assert_eq!(read(Some("text/html; charset=\"iso-8859-1\""), b"<title>\xfc</title>")[0].1, "ü");
        for hostile in
            ["", "<", "<title>", "<link rel=icon href=javascript:x>", "<link rel=icon href=http://a.example/i>"]
        {
            assert_eq!(read(None, hostile.as_bytes()), [], "{hostile}");
        }
        let long = format!("<title>{}</title>", "x".repeat(301));
        assert_eq!(read(None, long.as_bytes()), [], "whole or not at all");
        let deep = "<div>".repeat(50_000);
        assert_eq!(read(None, deep.as_bytes()), []);
    }
}
