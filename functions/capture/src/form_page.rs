//! The hosted form and its thank-you page: for links in mails and ads, for trying, and as a pattern to embed.

use std::borrow::Cow;
use std::collections::BTreeMap;

use askama::Template;
use leadwright_domain::company::Company;
use leadwright_domain::form;
use leadwright_domain::form::{FieldControl, FieldError, FieldKind, Form, Limit, Posted, Thanks, UnknownFields};
use leadwright_domain::value::country::Country;
use leadwright_domain::words::Words;
use leadwright_domain::zone;
use leadwright_web::field::{Control, Field, Presence};
use leadwright_web::frame::Page;

use crate::consent_boxes::{ShownBox, boxes};
use crate::embed;
use crate::guards::Guards;
use crate::visitor::Visitor;

/// The hosted form.
#[derive(Template)]
#[template(path = "form.html")]
pub(crate) struct FormPage<'a> {
    name: &'a str,
    form: &'a Form,
    fields: Vec<Asked<'a>>,
    /// What the page posts and nobody sees: name and value.
    hidden: Vec<(&'a str, &'a str)>,
    boxes: Vec<ShownBox<'a>>,
    notice: Option<&'a str>,
    words: Words<'a>,
    /// The number of the form in a page of another site; none for the hosted form.
    embedded: Option<&'a str>,
    /// What it has against robots.
    pub(crate) guards: Option<Guards<'a>>,
    /// Why fields were not taken that the page does not show.
    others: Vec<&'a str>,
}

/// A field of the form, or the fields of an address.
enum Asked<'a> {
    One(Field<'a>),
    Address { legend: &'a str, parts: Vec<Field<'a>> },
}

/// In which words the page is written, and in which language its list of countries, whose names are known in more languages
/// than the pages have words.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wording<'a> {
    pub(crate) words: Words<'a>,
    pub(crate) language: &'a str,
}

/// What was entered, as the controls of the fields show it: the name of each field and its value.
pub(crate) fn entered<'a>(form: &'a Form, posted: &'a Posted) -> BTreeMap<&'a str, Cow<'a, str>> {
    form.asked().map(|field| (field.name.as_str(), shown(field, form.entered(field, posted)))).collect()
}

impl<'a> FormPage<'a> {
    /// The form with nothing entered.
    pub(crate) fn new(wording: Wording<'a>, name: &'a str, form: &'a Form, company: &'a Company) -> Self {
        let one = |field: &'a form::Field| control(wording, field);
        let preset = form.asked().filter(|field| field.kind == FieldKind::Hidden);
        let hidden = preset.filter_map(|field| Some((field.name.as_str(), field.value.as_deref()?))).collect();
        let words = wording.words;
        let boxes = boxes(words, form, company, None, &[]);
        let fields = asked(form, one);
        Self {
            name,
            form,
            fields,
            hidden,
            boxes,
            notice: None,
            words,
            embedded: None,
            guards: None,
            others: Vec::new(),
        }
    }

    /// The form for that visitor: with what their browser says of the visit.
    pub(crate) fn of(mut self, visitor: &'a Visitor) -> Self {
        self.hidden.extend(visitor.hidden.iter().map(|(name, value)| (*name, value.as_str())));
        self.embedded = visitor.embedded.as_deref();
        self
    }

    /// The number of the form in a page of another site; none for the hosted form.
    pub(crate) fn embedded(&self) -> Option<&'a str> {
        self.embedded
    }

    /// The form with what was entered, and why it was not taken: `notice` above it, an error beside each field. What the
    /// page itself had posted is posted again: of `posted`, the hidden fields, and others that the form keeps.
    pub(crate) fn again(
        wording: Wording<'a>,
        name: &'a str,
        form: &'a Form,
        company: &'a Company,
        (posted, entered): (&'a Posted, &'a BTreeMap<&'a str, Cow<'a, str>>),
        notice: &'a str,
        errors: &'a [FieldError],
    ) -> Self {
        let error_of = |name: &str| errors.iter().find(|error| error.field == name).map(|error| error.message.as_str());
        let value_of = |field: &form::Field| entered.get(field.name.as_str()).map_or("", |value| value.as_ref());
        let one = |field: &'a form::Field| Field {
            value: value_of(field),
            error: error_of(&field.name),
            ..control(wording, field)
        };
        let unseen = |field: &&form::Field| field.kind == FieldKind::Hidden;
        let of_page = form.asked().filter(unseen).map(|field| (field.name.as_str(), value_of(field)));
        let kept = posted.pairs().filter(|(name, _)| form.unknown == UnknownFields::Keep && !form.knows(name));
        let is_seen = |name: &str| {
            form.boxes().any(|one| one.purpose.field() == name)
                || form.asked().any(|field| !unseen(&field) && field.name == name)
        };
        let others = errors.iter().filter(|error| !is_seen(&error.field)).map(|error| error.message.as_str());
        let words = wording.words;
        Self {
            name,
            form,
            fields: asked(form, one),
            hidden: of_page.filter(|(_, value)| !value.is_empty()).chain(kept).collect(),
            boxes: boxes(words, form, company, Some(posted), errors),
            notice: Some(notice),
            words,
            embedded: None,
            guards: None,
            others: others.collect(),
        }
    }
}

/// The fields that the page shows, in their order.
fn asked<'a>(form: &'a Form, one: impl Fn(&'a form::Field) -> Field<'a>) -> Vec<Asked<'a>> {
    let seen = form.fields.iter().filter(|field| field.kind != FieldKind::Hidden);
    seen.map(|field| match field.kind {
        FieldKind::Address => Asked::Address { legend: &field.label, parts: field.asked().iter().map(&one).collect() },
        _ => Asked::One(one(field)),
    })
    .collect()
}

impl Page for FormPage<'_> {
    const SCRIPT: Option<&'static str> = Some(embed::ADDRESS);

    fn title(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.form.title)
    }
}

/// What follows in a page of another site.
#[derive(Template)]
#[template(path = "embedded-thanks.html")]
pub(crate) struct EmbeddedThanks<'a> {
    pub(crate) form: &'a Form,
    pub(crate) thanks: Thanks<'a>,
    /// What the browser shows from now on, if its person agreed to that.
    pub(crate) token: Option<String>,
}

/// The page that follows, where the form names none of its own.
#[derive(Template)]
#[template(path = "thanks.html")]
pub(crate) struct ThanksPage<'a> {
    pub(crate) form: &'a Form,
    pub(crate) words: &'a str,
}

impl Page for ThanksPage<'_> {
    fn title(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.form.title)
    }
}

/// What was entered, as the field's control has it: of a country that was written by name, the option; of a date that was
/// written another way, the one that browsers read.
fn shown<'a>(field: &form::Field, entered: Cow<'a, str>) -> Cow<'a, str> {
    let read = match field.kind.control(&field.name) {
        FieldControl::Country => Country::read(&entered).map(|country| Cow::Borrowed(country.code())),
        FieldControl::Day => field.read(Words::english_for_visitors(), &entered).ok().flatten().map(Cow::Owned),
        _ => None,
    };
    read.unwrap_or(entered)
}

/// A field of a form in HTML, and what browsers may fill in for the visitor.
fn control<'a>(wording: Wording<'a>, field: &'a form::Field) -> Field<'a> {
    let words = wording.words;
    // The words of a list in which nothing is chosen.
    let none = || words.say("visitor-choose").into();
    let options = || field.options.iter().map(|option| (option.value.as_str(), option.label.as_str().into())).collect();
    let control = match field.kind.control(&field.name) {
        FieldControl::Line { html_type, autocomplete } => Control::Line { kind: html_type, autocomplete },
        FieldControl::Hidden => Control::Line { kind: "hidden", autocomplete: "off" },
        FieldControl::Number => Control::Number,
        FieldControl::Country => {
            let countries = Country::all(wording.language).into_iter();
            Control::Country {
                none: none(),
                options: countries.map(|(country, name)| (country.code(), name.into())).collect(),
            }
        }
        FieldControl::Text { most } => Control::Text { rows: 4, most: most.min(field.longest()) },
        FieldControl::Choice => Control::Choice { none: none(), options: options(), closed: vec![] },
        FieldControl::Choices => Control::Checks { options: options() },
        FieldControl::Check => Control::Check,
        FieldControl::Day => {
            let day = |limit: Option<Limit>| limit.map(|day| day.to_string());
            Control::Day { first: day(field.min), last: day(field.max) }
        }
        FieldControl::Zone => Control::Name { none: none(), names: zone::names().collect() },
    };
    let presence = if field.required { Presence::Required } else { Presence::Optional };
    Field { presence, longest: field.longest(), ..Field::new(words, &field.name, field.label(words), control) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn wording(form: &Form) -> Wording<'_> {
        let words = Words::english_for_visitors();
        Wording { words, language: form.language.as_deref().unwrap_or(words.language()) }
    }

    fn company() -> Company {
        serde_json::from_value(json!({
            "name": "Acme", "address": "Rua 1, Lisboa", "website": "https://acme.example", "timezone": "Europe/Lisbon",
            "reply_to": "hello@acme.example",
        }))
        .unwrap()
    }

    #[test]
    fn r_countries_735_countries_are_listed_by_name_in_the_language_of_the_form() {
        let form = |language: &str| -> Form {
            serde_json::from_value(json!({
                "title": "Demo", "button": "Send", "wants": "wants a demo", "source": "form", "thanks": "Thanks.",
                "language": language, "fields": [{"name": "country", "label": "Country", "type": "country"}],
            }))
            .unwrap()
        };
        for (language, name) in [("en", "Germany"), ("pt", "Alemanha"), ("eo", "Germany")] {
            let form = form(language);
            let page = FormPage::new(wording(&form), "demo", &form, &company()).render().unwrap();
            assert!(page.contains(&format!("<option value=\"DE\">{name}<")), "{page}");
        }
        let form = form("pt");
        for (entered, option) in
            [("alemanha", "<option value=\"DE\" selected>Alemanha<"), ("Narnia", "<option selected>Narnia<")]
        {
            let posted = [("country".to_owned(), entered.to_owned())].into_iter().collect();
            let entered = super::entered(&form, &posted);
            let company = company();
            let page =
                FormPage::again(wording(&form), "demo", &form, &company, (&posted, &entered), "Please look.", &[]);
            let page = page.render().unwrap();
            assert!(page.contains(option), "{page}");
        }
    }

    #[test]
    fn a_number_of_json_is_kept_as_it_was_written_or_refused() {
        let number = |text: &str| form::exact(&serde_json::from_str(text).unwrap());
        for (text, expected) in [
            ("351912345678", Some("351912345678")),
            ("12345678901234567890", Some("12345678901234567890")),
            ("-2.5", Some("-2.5")),
            ("123456789012345678901234", None),
            ("1e300", None),
        ] {
            assert_eq!(number(text).as_deref(), expected, "{text}");
        }
    }
}
