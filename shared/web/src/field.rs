//! A field of a form in HTML, with its label and its error.

use std::borrow::Cow;

use askama::Template;
use askama::filters::HtmlSafe;
use leadwright_domain::form::ConsentAnswer;
use leadwright_domain::value::text::LINE_LIMIT;
use leadwright_domain::words::Words;

/// A field, shown by `templates/field.html`. A field with an error has the focus when its page opens.
#[derive(Debug, Template)]
#[template(path = "field.html")]
pub struct Field<'a> {
    /// The words of the field, in the reader's language.
    pub words: Words<'a>,
    /// The id of the element; the name, unless a page has the name twice.
    pub id: Cow<'a, str>,
    /// The name in the post.
    pub name: &'a str,
    /// What is to be entered, in the reader's words.
    pub label: Cow<'a, str>,
    /// What may be entered.
    pub control: Control<'a>,
    /// The most characters of a line.
    pub longest: usize,
    /// Whether something must be entered.
    pub presence: Presence,
    /// What is entered already; empty if nothing is.
    pub value: &'a str,
    /// Why what was entered was not taken, and what to enter instead.
    pub error: Option<&'a str>,
}

/// What may be chosen: what is posted, and what the reader sees.
pub type Options<'a> = Vec<(&'a str, Cow<'a, str>)>;

/// What may be entered into a field.
#[derive(Debug)]
pub enum Control<'a> {
    /// A line of text.
    Line {
        /// The `type` of the input: `text`, `email`, `tel`.
        kind: &'static str,
        /// What browsers may fill in, of HTML's list; `off` for nothing.
        autocomplete: &'static str,
    },
    /// A whole number, as people write it.
    Number,
    /// An amount of money, as people write it.
    Amount {
        /// The code of its currency, which the label names.
        currency: &'static str,
    },
    /// One of the countries: the code that is posted, and the name that the reader sees.
    Country {
        /// The words for choosing none of them.
        none: Cow<'a, str>,
        /// The countries, in their order.
        options: Options<'a>,
    },
    /// A text of some lines.
    Text {
        /// How many lines are shown.
        rows: u8,
        /// The most characters.
        most: usize,
    },
    /// A day.
    Day {
        /// The first day that may be chosen, as in 2026-11-23.
        first: Option<String>,
        /// The last one.
        last: Option<String>,
    },
    /// One of some names, which are posted as they are read: of a time zone.
    Name {
        /// The words for choosing none of them.
        none: Cow<'a, str>,
        /// The names, in their order.
        names: Vec<&'a str>,
    },
    /// A box to tick, which posts `yes`.
    Check,
    /// Several boxes to tick, each of which posts its option. What is entered already is a list of them with commas between.
    Checks {
        /// The options: what is posted, and what the reader sees.
        options: Options<'a>,
    },
    /// One of several options.
    Choice {
        /// The words for choosing none of them.
        none: Cow<'a, str>,
        /// The options: what is posted, and what the reader sees.
        options: Options<'a>,
        /// Options that can't be chosen now, in the reader's words with the reason: they are shown all the same, so that
        /// nobody looks for them.
        closed: Vec<String>,
    },
}

/// Whether something must be entered into a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It must.
    Required,
    /// It may be left empty, and the label says so.
    Optional,
    /// Whatever is left there is an answer.
    Preset,
}

impl<'a> Field<'a> {
    /// A field that must be filled in, and is empty.
    pub fn new(words: Words<'a>, name: &'a str, label: impl Into<Cow<'a, str>>, control: Control<'a>) -> Self {
        Self {
            words,
            id: name.into(),
            name,
            label: label.into(),
            control,
            longest: LINE_LIMIT,
            presence: Presence::Required,
            value: "",
            error: None,
        }
    }

    /// What is entered is none of the options.
    fn is_other(&self, options: &[(&str, Cow<'_, str>)]) -> bool {
        !self.value.is_empty() && options.iter().all(|(option, _)| *option != self.value)
    }

    /// What is entered is none of the names.
    fn is_no_name(&self, names: &[&str]) -> bool {
        !self.value.is_empty() && !names.contains(&self.value)
    }

    /// The box was ticked, in one of the words for that.
    fn is_yes(&self) -> bool {
        ConsentAnswer::of(self.value, None) == ConsentAnswer::Yes
    }

    /// The option is among those that were chosen.
    fn is_chosen(&self, option: &str) -> bool {
        self.value.split(',').any(|one| one.trim() == option)
    }

    /// The field takes the whole width where fields stand in two columns.
    fn is_wide(&self) -> bool {
        matches!(self.control, Control::Text { .. } | Control::Choice { .. } | Control::Line { kind: "email", .. })
    }
}

/// The template escapes what it is given.
impl HtmlSafe for Field<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_entered_is_escaped_and_its_error_is_tied_to_it() {
        let line = Control::Line { kind: "email", autocomplete: "email" };
        let field = Field {
            value: "\"><b>",
            error: Some("<i>"),
            ..Field::new(Words::english(), "email", "Your <address>", line)
        };
        let html = field.render().unwrap();
        assert_eq!(
            html,
            "<div class=\"field wide\"><label for=\"email\">Your &#60;address&#62;</label>\n\
             <input id=\"email\" name=\"email\" type=\"email\" maxlength=\"200\" autocomplete=\"email\" \
             value=\"&#34;&#62;&#60;b&#62;\" required aria-invalid=\"true\" aria-describedby=\"email-error\" autofocus>\n\
             <p class=\"error\" id=\"email-error\">&#60;i&#62;</p></div>"
        );
    }

    #[test]
    fn every_control_has_its_element() {
        let day = || Control::Day { first: Some("2026-11-23".to_owned()), last: None };
        let choice = || Control::Choice {
            none: "Please choose".into(),
            options: vec![("a", "A".into()), ("b", "B & C".into())],
            closed: vec!["D <away>".to_owned()],
        };
        for (control, value, presence, parts) in [
            (
                Control::Number,
                "12",
                Presence::Optional,
                &["<small>(optional)</small>", "inputmode=\"numeric\" autocomplete=\"off\" value=\"12\">"][..],
            ),
            (
                Control::Country {
                    none: "Please choose".into(),
                    options: vec![("AT", "Austria".into()), ("PT", "Portugal".into())],
                },
                "PT",
                Presence::Required,
                &["autocomplete=\"country\" required>", "<option value=\"PT\" selected>Portugal</select>"],
            ),
            // What was posted and is no option is not lost when the page is shown again.
            (
                Control::Country { none: "Please choose".into(), options: vec![("PT", "Portugal".into())] },
                "<Narnia",
                Presence::Optional,
                &["<option value=\"PT\">Portugal<option selected>&#60;Narnia</select>"],
            ),
            (
                Control::Text { rows: 2, most: 50 },
                "a\n<b",
                Presence::Required,
                &["rows=\"2\" maxlength=\"50\" required>a\n&#60;b</textarea>"],
            ),
            (
                day(),
                "2026-11-24",
                Presence::Required,
                &["type=\"date\" min=\"2026-11-23\" value=\"2026-11-24\" required>"],
            ),
            (
                Control::Name { none: "Please choose".into(), names: vec!["Asia/Tokyo", "Europe/Lisbon"] },
                "Europe/Lisbon",
                Presence::Required,
                &["<option>Asia/Tokyo<option selected>Europe/Lisbon</select>"],
            ),
            (
                Control::Check,
                "on",
                Presence::Required,
                &[
                    "<label class=\"check\"><input type=\"checkbox\" name=\"x\" value=\"yes\" checked required> <span>X</span>",
                ],
            ),
            (
                Control::Checks { options: vec![("a", "A".into()), ("b", "B & C".into())] },
                "b, c",
                Presence::Optional,
                &[
                    "<legend>X <small>(optional)</small></legend><input type=\"hidden\" name=\"x\" value=\"\">",
                    "name=\"x\" value=\"a\"> <span>A</span>",
                    "name=\"x\" value=\"b\" checked> <span>B &#38; C</span></label></fieldset>",
                ],
            ),
            (
                choice(),
                "b",
                Presence::Required,
                &[
                    "required><option value=\"\">Please choose",
                    "<option value=\"b\" selected>B &#38; C<option disabled>D &#60;away&#62;</select>",
                ],
            ),
            (
                choice(),
                "",
                Presence::Preset,
                &["<label for=\"x\">X</label>", "<select id=\"x\" name=\"x\"><option value=\"\">Please"],
            ),
        ] {
            let html = Field { presence, value, ..Field::new(Words::english(), "x", "X", control) }.render().unwrap();
            for part in parts {
                assert!(html.contains(part), "{part}: {html}");
            }
            assert!(!html.contains("aria-invalid") && !html.contains("style="), "{html}");
        }
    }
}
