//! The template language of mails.
//!
//! What must stay true: a value that is filled into Markdown stays words, whatever stands in it.

use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value};

use crate::mail::error::MailError;

/// What is printed where a value is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ToEmpty {
    /// Nothing.
    Nothing,
    /// It is a mistake: it needs a fallback.
    Mistake,
}

/// What an empty value is found by among the errors of the template language.
const EMPTY: &str = "empty";

/// Fills in variables.
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

    /// A line of the header, the `number`th of its file.
    pub(crate) fn line(&self, source: &str, variables: &Value, number: usize) -> Result<String, MailError> {
        self.fill("header", source, variables, number - 1)
    }

    /// Markdown, with `above` lines of its file above it.
    pub(crate) fn body(&self, source: &str, variables: &Value, above: usize) -> Result<String, MailError> {
        self.fill("body.md", source, variables, above)
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
                _ => error.detail().map_or_else(|| error.to_string(), ToOwned::to_owned),
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

/// That something on a line may print nothing, in words.
fn empty(line: &str) -> String {
    let printed = line.split("{{").skip(1).filter_map(|rest| rest.split("}}").next()).map(str::trim);
    let mut bare: Vec<&str> = printed.filter(|printed| !printed.contains(" or ")).collect();
    // These are never empty.
    bare.retain(|printed| !printed.starts_with("company.") && !printed.starts_with("links."));
    let name = bare.first().copied().unwrap_or("first_name");
    let what = if bare.is_empty() { "what is printed here".to_owned() } else { format!("`{}`", bare.join("` or `")) };
    format!("{what} may be empty: write {{{{ {name} or 'there' }}}}, or put it in {{% if {name} %}}…{{% endif %}}")
}
