//! The frame around the content of every page.

use std::borrow::Cow;

use askama::Template;
use http::StatusCode;
use leadwright_domain::words::Words;

use crate::asset::{NUMBERS_ADDRESS, SCRIPT_ADDRESS, STYLE_ADDRESS};
use crate::response;
use crate::response::{Access, Answer};

/// Whose pages these are: it stands at the end of each.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// The company's name.
    pub company: &'a str,
    /// The address of its web site.
    pub website: &'a str,
    /// The words of the frame, in the reader's language.
    pub words: Words<'a>,
    /// What leads from each page to the others, of pages that belong together.
    pub nav: Option<&'a Nav<'a>>,
}

impl<'a> Site<'a> {
    /// Pages that each stand alone.
    pub const fn new(company: &'a str, website: &'a str, words: Words<'a>) -> Self {
        Self { company, website, words, nav: None }
    }
}

/// The links at the top of pages that belong together.
#[derive(Debug, Clone)]
pub struct Nav<'a> {
    /// The pages.
    pub links: Vec<NavLink<'a>>,
}

/// A link at the top of a page.
#[derive(Debug, Clone)]
pub struct NavLink<'a> {
    /// What it says.
    pub words: Cow<'a, str>,
    /// Its address.
    pub href: &'a str,
    /// It leads to the page that is shown.
    pub is_current: bool,
}

/// The content of a page: typed fields, and the HTML that shows them in a file of the crate's `templates/`.
pub trait Page: Template {
    /// The page has two columns on a large screen.
    const WIDE: bool = false;

    /// The page has charts or tables of numbers: it loads their style sheet, too.
    const HAS_NUMBERS: bool = false;

    /// The page loads our script, which keeps it fresh: it works without.
    const HAS_SCRIPT: bool = false;

    /// The words in the browser's tab, before the company's name.
    fn title(&self) -> Cow<'_, str>;
}

#[derive(Template)]
#[template(path = "frame.html")]
struct Frame<'a, P: Page> {
    page: &'a P,
    site: Site<'a>,
}

/// The answer that shows a page.
pub fn page<P: Page>(status: StatusCode, access: Access, site: Site<'_>, page: &P) -> Answer {
    let html = Frame { page, site }.render().expect("a template of texts, numbers and lists is always written");
    let mut answer = response::html(status, access, html);
    if P::HAS_SCRIPT {
        response::allow_script(&mut answer);
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::response::text;

    #[derive(Template)]
    #[template(source = "<h1>{{ name }}</h1>", ext = "html")]
    struct Greeting {
        name: &'static str,
    }

    impl Page for Greeting {
        fn title(&self) -> Cow<'_, str> {
            self.name.into()
        }
    }

    #[derive(Template)]
    #[template(source = "<p>fresh</p>", ext = "html")]
    struct Fresh;

    impl Page for Fresh {
        const HAS_SCRIPT: bool = true;

        fn title(&self) -> Cow<'_, str> {
            "Fresh".into()
        }
    }

    #[test]
    fn only_a_page_that_says_so_loads_the_script_and_no_page_another() {
        let site = Site::new("Acme", "https://acme.example", Words::english());
        let policy = |answer: &Answer| answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
        let plain = page(StatusCode::OK, Access::Private, site, &Greeting { name: "Maria" });
        assert!(!policy(&plain).contains("script-src"), "{plain:?}");
        let fresh = page(StatusCode::OK, Access::Private, site, &Fresh);
        let said = policy(&fresh);
        assert!(said.starts_with("default-src 'none';"), "{said}");
        assert!(said.contains("; script-src 'self'; connect-src 'self'; ") && !said.contains("unsafe"), "{said}");
        let html = text(fresh);
        assert!(html.contains(&format!("<script src=\"{SCRIPT_ADDRESS}\" defer></script>")), "{html}");
    }

    #[test]
    fn the_content_stands_in_the_frame_and_all_of_it_is_escaped() {
        let site = Site::new("Acme & Co", "https://acme.example/?a=\"b\"", Words::english());
        let html = text(page(StatusCode::OK, Access::Public, site, &Greeting { name: "<Maria>" }));
        for part in [
            "<title>&#60;Maria&#62; · Acme &#38; Co</title>",
            "<h1>&#60;Maria&#62;</h1>",
            "<a href=\"https://acme.example/?a=&#34;b&#34;\">Acme &#38; Co</a>",
            &format!("<link rel=\"stylesheet\" href=\"{STYLE_ADDRESS}\">"),
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains("<style") && !html.contains("<script"), "{html}");
    }
}
