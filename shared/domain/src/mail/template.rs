//! The template language of mails.
//!
//! What must stay true: a value in Markdown is printed as plain words, whatever characters it has.

use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value};

use crate::mail::error::MailError;
use crate::value::text::nearest;

/// The handling of an empty value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ToEmpty {
    /// Prints nothing.
    Nothing,
    /// Is a mistake: the mail needs a fallback.
    Mistake,
}

/// The detail that marks the error of an empty value among the template language's errors.
const EMPTY: &str = "empty";

/// Fills variables into texts.
pub(crate) struct Template {
    environment: Environment<'static>,
}

impl Template {
    pub(crate) fn new(to_empty: ToEmpty) -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|name| {
            if name == "body.md" { AutoEscape::Custom("markdown".into()) } else { AutoEscape::None }
        });
        environment.set_formatter(move |out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value| {
            escaping(out, state, value, to_empty)
        });
        environment
            .add_filter("quote", |text: &str| Value::from_safe_string(crate::mail::markdown::parse::quote(text)));
        Self { environment }
    }

    /// Fills the variables of a header line, which is line `number` of its file.
    pub(crate) fn line(&self, source: &str, variables: &Value, number: usize) -> Result<String, MailError> {
        self.fill("header", source, variables, number - 1)
    }

    /// Fills the variables of Markdown that has `above` lines of its file above it.
    pub(crate) fn body(&self, source: &str, variables: &Value, above: usize) -> Result<String, MailError> {
        self.fill("body.md", source, variables, above)
    }

    /// The variables that a text uses, sorted, like `lead.country`; none if its braces are wrong.
    pub(crate) fn variables(&self, source: &str) -> Vec<String> {
        let template = self.environment.template_from_str(source);
        let names = template.map(|template| template.undeclared_variables(true)).unwrap_or_default();
        let globals: Vec<&str> = self.environment.globals().map(|(name, _)| name).collect();
        let mut names: Vec<String> = names.into_iter().filter(|name| !globals.contains(&name.as_str())).collect();
        names.sort();
        names
    }

    fn fill(&self, name: &str, source: &str, variables: &Value, above: usize) -> Result<String, MailError> {
        self.environment.render_named_str(name, source, variables).map_err(|error| {
            let line = error.line().unwrap_or(1);
            let message = match error.kind() {
                ErrorKind::UndefinedError => format!(
                    "a variable that is used here does not exist{}; infra/config/emails/README.md lists those that do",
                    error.detail().map(|detail| format!(" ({detail})")).unwrap_or_default()
                ),
                _ if error.detail() == Some(EMPTY) => empty(source.lines().nth(line - 1).unwrap_or_default()),
                kind => in_words(kind, error.detail().unwrap_or_default()),
            };
            MailError::Template { line: line + above, message }
        })
    }
}

fn escaping(out: &mut Output<'_>, state: &State<'_, '_>, value: &Value, to_empty: ToEmpty) -> Result<(), Error> {
    if value.is_undefined() {
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    let text = value.to_string();
    if text.is_empty() && to_empty == ToEmpty::Mistake {
        return Err(Error::new(ErrorKind::InvalidOperation, EMPTY));
    }
    let written = match state.auto_escape() {
        AutoEscape::Custom(_) if !value.is_safe() => out.write_str(&crate::mail::markdown::parse::escape(&text)),
        _ => out.write_str(&text),
    };
    written.map_err(Error::from)
}

/// A mistake of the template language in words for who writes mails.
fn in_words(kind: ErrorKind, detail: &str) -> String {
    // The details are like "filter upcase is unknown".
    let name = detail.split(' ').nth(1).unwrap_or_default();
    let what = match kind {
        ErrorKind::SyntaxError => {
            return "the braces can't be read from here on: write variables like {{ first_name }}, with both braces on both sides, and end each {% if … %} with {% endif %}, each {% for … %} with {% endfor %}".to_owned();
        }
        ErrorKind::UnknownFilter => {
            let known = ["quote", "lower", "upper", "title", "join", "default", "length", "first", "last", "trim"];
            let meant = nearest(name, known).map(|meant| format!("; do you mean `{meant}`?")).unwrap_or_default();
            return format!("there is no filter `{name}`{meant}");
        }
        ErrorKind::UnknownTest => format!("there is no test `{name}`"),
        ErrorKind::UnknownFunction => format!("there is no function `{name}`"),
        _ => "what stands here can't be computed".to_owned(),
    };
    format!("{what}: write a variable as infra/config/emails/README.md lists it, like {{{{ first_name or 'there' }}}}")
}

/// The message for a line on which something may be empty.
fn empty(line: &str) -> String {
    let printed = line.split("{{").skip(1).filter_map(|rest| rest.split("}}").next()).map(str::trim);
    let mut bare: Vec<&str> = printed.filter(|printed| !printed.contains(" or ")).collect();
    // These variables are never empty.
    bare.retain(|printed| !printed.starts_with("company.") && !printed.starts_with("links."));
    let name = bare.first().copied().unwrap_or("first_name");
    let what = if bare.is_empty() { "what is printed here".to_owned() } else { format!("`{}`", bare.join("` or `")) };
    format!("{what} may be empty: write {{{{ {name} or 'there' }}}}, or put it in {{% if {name} %}}…{{% endif %}}")
}
