//! Mails in several languages: `NAME.pt.md` is `NAME.md` in Portuguese.

use crate::config::Config;
use crate::form::LANGUAGE;
use crate::lead::Lead;

/// What stands under every marketing mail: the partial `emails/footer.md`.
pub const FOOTER: &str = "footer";

/// The file, without `.md`, that a lead gets of a mail: the one in its language, if there is one.
pub fn file_for<'a>(config: &'a Config, name: &'a str, lead: &Lead) -> &'a str {
    let of_lead = lead.field(LANGUAGE).map(|language| format!("{name}.{language}"));
    of_lead.and_then(|file| config.emails.get_key_value(&file)).map_or(name, |(file, _)| file)
}

/// The mail that a file is, in whatever language.
pub fn base_of(file: &str) -> &str {
    file.split_once('.').map_or(file, |(base, _)| base)
}

/// The language that a file is in, as two letters.
pub fn language_of<'a>(config: &'a Config, file: &'a str) -> &'a str {
    file.split_once('.').map_or(config.company.language.as_str(), |(_, language)| language)
}

/// The file of what stands under a mail.
pub(crate) fn footer_of(config: &Config, file: &str) -> String {
    match file.split_once('.') {
        Some((_, language)) if language != config.company.language => format!("{FOOTER}.{language}"),
        _ => FOOTER.to_owned(),
    }
}
