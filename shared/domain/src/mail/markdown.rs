//! Markdown, written once, as the text and the HTML of a mail.

pub(crate) mod parse;
pub(crate) mod html;
pub(crate) mod text;

#[cfg(test)]
mod tests {
    use super::html::to_html;
    use super::parse::{escape, quote};
    use super::text::to_text;

    #[test]
    fn words_of_a_visitor_stay_words() {
        let markdown = format!("Hello {}", escape("[win](http://evil.example) <b>*now*</b>\n# x & y"));
        assert_eq!(to_text(&markdown), "Hello [win](http://evil.example) <b>*now*</b> # x & y\n");
        assert_eq!(
            to_html(&markdown, None),
            "<p style=\"margin:0 0 16px\">Hello [win](http://evil.example) &lt;b&gt;*now*&lt;/b&gt; # x &amp; y</p>\n"
        );
    }

    #[test]
    fn text_is_made_to_be_read() {
        let markdown =
            "# Hi\n\nOne\ntwo [here](https://a.example/x), [there](https://a.example/x#y), [+351 9](tel:+3519).\n\n- a\n- b\n\n1. c\n2. d\n\n---\n\n"
                .to_owned()
                + &quote("Line 1\n\n> - line 2");
        assert_eq!(
            to_text(&markdown),
            "Hi\n\nOne two here (https://a.example/x), there, +351 9.\n\n- a\n- b\n\n1. c\n2. d\n\n--\n\n> Line 1\n\n> > - line 2\n"
        );
    }

    #[test]
    fn lines_fit_and_addresses_stay_whole() {
        let long = format!("https://a.example/{}", "x".repeat(90));
        let words = "word ".repeat(30);
        let text = to_text(&format!(
            "{words}\n\n- {words}[here]({long})\n- b\n\n  more\n\n> {words}\n\n| a | b |\n|---|---|\n| c | d |\n"
        ));
        for line in text.lines() {
            assert!(line.chars().count() <= 76 || line.contains(&long), "{line}");
        }
        assert!(text.contains(&format!("({long})")), "{text}");
        assert!(text.contains("\n  word") && text.contains("\n> word") && text.contains("\n- b\n\n  more\n"), "{text}");
        assert!(text.ends_with("\n\na | b\nc | d\n"), "{text}");
    }

    #[test]
    fn what_matters_of_the_looks_is_in_the_elements() {
        let follow = |url: &str| format!("https://t.example/{}", url.len());
        let html = |markdown: &str| to_html(markdown, Some(&follow));
        let button = html("**[Press](https://a.example)**");
        assert!(
            button.contains("<a class=\"button\" href=\"https://t.example/17\" style=\"display:inline-block;padding:"),
            "{button}"
        );
        assert!(!button.contains("strong"), "{button}");
        let bold = html("**[Press](https://a.example) or not**, **[a](mailto:a@a.example)**");
        assert!(bold.contains("<strong><a href=\"https://t.example/17\" style="), "{bold}");
        assert!(bold.contains("href=\"mailto:a@a.example\""), "{bold}");
        // Who reads an address comes there.
        assert!(html("<https://a.example/?a=1&b=2>").contains("href=\"https://a.example/?a=1&amp;b=2\""));
        assert!(html("3. c").contains("<ol start=\"3\" style=") && html("1. c").contains("<ol style="));
    }
}
