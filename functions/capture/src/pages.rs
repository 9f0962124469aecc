//! The hosted form and its thank-you page: for links in mails and ads, for trying, and as a pattern to embed.

use std::collections::BTreeMap;

use leadwright_domain::config::Config;
use leadwright_domain::form::{FieldError, FieldKind, Form, is_consent_given};
use minijinja::{Environment, Error, Value, context};

/// The templates, read once.
#[derive(Debug)]
pub(crate) struct Pages(Environment<'static>);

/// What was entered, and what is wrong with it.
type Entered<'a> = (&'a BTreeMap<String, String>, &'a [FieldError]);

impl Pages {
    pub(crate) fn new() -> Result<Self, Error> {
        let mut environment = Environment::new();
        environment.add_template("frame.html", include_str!("frame.html"))?;
        environment.add_template("form.html", include_str!("form.html"))?;
        environment.add_template("words.html", include_str!("words.html"))?;
        Ok(Self(environment))
    }

    /// The form; with what was entered and why it was refused, if it was.
    pub(crate) fn form(
        &self,
        config: &Config,
        name: &str,
        form: &Form,
        entered: Option<Entered<'_>>,
    ) -> Result<String, Error> {
        let fields: Vec<Value> = form
            .fields
            .iter()
            .map(|field| {
                let (values, errors) = entered.map_or((None, &[][..]), |(values, errors)| (Some(values), errors));
                let (kind, autocomplete) = controls(field.kind, &field.name);
                context! {
                    name => field.name.as_str(),
                    label => field.label.as_str(),
                    required => field.required,
                    kind => kind,
                    autocomplete => autocomplete,
                    options => field
                        .options
                        .iter()
                        .map(|option| context! { value => option.value.as_str(), label => option.label.as_str() })
                        .collect::<Vec<_>>(),
                    value => values.and_then(|values| values.get(&field.name)).map_or("", String::as_str),
                    error => errors.iter().find(|error| error.field == field.name).map(|error| error.message.as_str()),
                }
            })
            .collect();
        self.0.get_template("form.html")?.render(context! {
            name => name,
            title => form.title.as_str(),
            intro => form.intro.as_deref(),
            button => form.button.as_str(),
            fields => fields,
            consent => form.consent.as_ref().map(|consent| consent.wording.as_str()),
            ticked => entered.is_some_and(|(values, _)| is_consent_given(values)),
            refused => entered.is_some(),
            company => config.company.name.as_str(),
            website => config.company.website.as_str(),
        })
    }

    pub(crate) fn thanks(&self, config: &Config, form: &Form) -> Result<String, Error> {
        self.words(config, &form.title, &form.thanks)
    }

    /// A page of a heading and a sentence.
    pub(crate) fn words(&self, config: &Config, title: &str, words: &str) -> Result<String, Error> {
        self.0.get_template("words.html")?.render(context! {
            title => title,
            words => words,
            company => config.company.name.as_str(),
            website => config.company.website.as_str(),
        })
    }
}

/// The `type` of the input, and what browsers may fill in for the visitor.
fn controls(kind: FieldKind, name: &str) -> (&'static str, &'static str) {
    match (kind, name) {
        (FieldKind::Email, _) => ("email", "email"),
        (FieldKind::Phone, _) => ("tel", "tel"),
        (FieldKind::Number, _) => ("number", "off"),
        (FieldKind::Country, _) => ("country", "country"),
        (FieldKind::Message, _) => ("message", "off"),
        (FieldKind::Choice, _) => ("choice", "off"),
        (FieldKind::Text, "name") => ("text", "name"),
        (FieldKind::Text, "company") => ("text", "organization"),
        (FieldKind::Text, "title") => ("text", "organization-title"),
        (FieldKind::Text, _) => ("text", "on"),
    }
}
