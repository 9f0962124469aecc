//! Mails in several languages: `NAME.pt.md` is `NAME.md` in Portuguese. The reader's language decides, of mails to leads as
//! of mails to our own people.

use crate::activity::mail::Recipient;
use crate::config::Config;
use crate::form::LANGUAGE;
use crate::lead::Lead;
use crate::mail::people::addressee;
use crate::words::Words;

/// The name of the partial under every marketing mail, `emails/footer.md`.
pub const FOOTER: &str = "footer";

/// The name of the file, without `.md`, for the reader of a mail to or about a lead: the mail in the reader's language, if
/// it exists.
pub fn file_for<'a>(config: &'a Config, name: &'a str, to: Recipient, lead: &Lead) -> &'a str {
    let language = match to {
        Recipient::Lead => lead.field(LANGUAGE),
        Recipient::Owner | Recipient::Manager => {
            addressee(to, lead, config).and_then(|reader| reader.language.as_deref())
        }
    };
    let file = language.map(|language| format!("{name}.{language}"));
    file.and_then(|file| config.emails.get_key_value(&file)).map_or(name, |(file, _)| file)
}

/// The mail's name, without the language of the file.
pub fn base_of(file: &str) -> &str {
    file.split_once('.').map_or(file, |(base, _)| base)
}

/// The language of a file, as two letters.
pub fn language_of<'a>(config: &'a Config, file: &'a str) -> &'a str {
    file.split_once('.').map_or(config.company.language.as_str(), |(_, language)| language)
}

/// The words of a mail to our own people: those of its file's language, so that the mail is in one language.
pub(crate) fn words_of<'a>(config: &'a Config, file: &'a str) -> Words<'a> {
    config.staff_words([language_of(config, file)])
}

/// The name of the footer's file for a mail's file.
pub(crate) fn footer_of(config: &Config, file: &str) -> String {
    match file.split_once('.') {
        Some((_, language)) if language != config.company.language => format!("{FOOTER}.{language}"),
        _ => FOOTER.to_owned(),
    }
}
