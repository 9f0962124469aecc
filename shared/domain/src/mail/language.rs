//! Mails in several languages: `NAME.pt.md` is `NAME.md` in Portuguese.

use crate::config::Config;
use crate::form::LANGUAGE;
use crate::lead::Lead;

/// The name of the partial under every marketing mail, `emails/footer.md`.
pub const FOOTER: &str = "footer";

/// The name of the file, without `.md`, for a lead: the mail in the lead's language, if it exists.
pub fn file_for<'a>(config: &'a Config, name: &'a str, lead: &Lead) -> &'a str {
    let of_lead = lead.field(LANGUAGE).map(|language| format!("{name}.{language}"));
    of_lead.and_then(|file| config.emails.get_key_value(&file)).map_or(name, |(file, _)| file)
}

/// The mail's name, without the language of the file.
pub fn base_of(file: &str) -> &str {
    file.split_once('.').map_or(file, |(base, _)| base)
}

/// The language of a file, as two letters.
pub fn language_of<'a>(config: &'a Config, file: &'a str) -> &'a str {
    file.split_once('.').map_or(config.company.language.as_str(), |(_, language)| language)
}

/// The name of the footer's file for a mail's file.
pub(crate) fn footer_of(config: &Config, file: &str) -> String {
    match file.split_once('.') {
        Some((_, language)) if language != config.company.language => format!("{FOOTER}.{language}"),
        _ => FOOTER.to_owned(),
    }
}
