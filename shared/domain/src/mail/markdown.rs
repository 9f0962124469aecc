//! Markdown, written once, rendered as the text and the HTML of a mail.

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
            "Hi\n\nOne two here (https://a.example/x), there (https://a.example/x#y), +351 9.\n\n- a\n- b\n\n1. c\n2. d\n\n--\n\n> Line 1\n\n> > - line 2\n"
        );
    }

    #[test]
    fn r_invoiceninja_1988_r_buttondown_26_the_address_of_every_link_is_in_the_text() {
        for (markdown, text) in [
            ("[Call Maria](tel:+351912345678)", "Call Maria (+351912345678)"),
            ("[Call 912 345 678](tel:+351912345678)", "Call 912 345 678 (+351912345678)"),
            ("[+351 912 345 678](tel:+351912345678)", "+351 912 345 678"),
            ("[Call](tel:+351912345678;ext=12)", "Call (+351912345678;ext=12)"),
            ("**[Call](TEL:+3519)**", "Call (+3519)"),
            (
                "[a](https://a.example/#x) [b](https://a.example/#y)",
                "a (https://a.example/#x) b (https://a.example/#y)",
            ),
            ("[a](https://a.example/) [b](https://a.example/#y)", "a (https://a.example/) b (https://a.example/#y)"),
            ("[a](https://a.example/x) [a](https://a.example/x)", "a (https://a.example/x) a (https://a.example/x)"),
            ("[a](https://a.example/?b=1&c=2#d \"Title\")", "a (https://a.example/?b=1&c=2#d)"),
            ("<https://a.example/#x>", "https://a.example/#x"),
            ("[https://a.example](https://a.example/x)", "https://a.example (https://a.example/x)"),
            ("<maria@a.example>", "maria@a.example"),
            ("[maria@a.example](mailto:maria@a.example)", "maria@a.example"),
            ("[Write](mailto:maria@a.example?subject=Hi)", "Write (maria@a.example?subject=Hi)"),
            ("[mailto:x](mailto:maria@a.example)", "mailto:x (maria@a.example)"),
            ("[a][1]\n\n[1]: https://a.example/x#y", "a (https://a.example/x#y)"),
            ("[`a b`](https://a.example)", "a b (https://a.example)"),
            ("[![A van](https://a.example/van.png)](https://a.example)", "A van (https://a.example)"),
            ("# [a](https://a.example)", "a (https://a.example)"),
            ("- [a](https://a.example)", "- a (https://a.example)"),
            ("> [a](https://a.example)", "> a (https://a.example)"),
            ("- > [a](https://a.example)", "- > a (https://a.example)"),
            ("| [a](https://a.example) |\n|---|", "a (https://a.example)"),
            // No number, no link.
            ("[Call](tel:)", "Call"),
        ] {
            assert_eq!(to_text(markdown).trim_end(), text, "{markdown}");
        }
        assert_eq!(to_html("[Call *her*](tel:) [b](https://a.example)", None).matches("<a ").count(), 1);
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
        // A reader who sees an address is sent to this address.
        assert!(html("<https://a.example/?a=1&b=2>").contains("href=\"https://a.example/?a=1&amp;b=2\""));
        assert!(html("3. c").contains("<ol start=\"3\" style=") && html("1. c").contains("<ol style="));
    }
}
