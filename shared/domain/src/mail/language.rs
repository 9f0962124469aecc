//! Mails in several languages: `NAME.pt.md` is `NAME.md` in Portuguese. The reader's language decides, of mails to leads as
//! of mails to our own people.

use crate::activity::mail::Recipient;
use crate::config::Config;
use crate::form::LANGUAGE;
use crate::lead::Lead;
use crate::mail::people::addressee;
use crate::words::{ENGLISH, Words};

/// The name of the partial under every marketing mail, `emails/footer.md`.
pub const FOOTER: &str = "footer";

/// The name of the file, without `.md`, for the reader of a mail to or about a lead.
pub fn file_for<'a>(config: &'a Config, name: &'a str, to: Recipient, lead: &Lead) -> &'a str {
    let language = match to {
        Recipient::Lead => lead.field(LANGUAGE),
        Recipient::Owner | Recipient::Manager => {
            addressee(to, lead, config).and_then(|reader| reader.language.as_deref())
        }
    };
    file_in(config, name, language)
}

/// The file of a mail for a reader of that language: the mail in it, else in the company's, else the one without a language
/// in its name.
pub fn file_in<'a>(config: &'a Config, name: &'a str, language: Option<&str>) -> &'a str {
    let named =
        |language: &str| config.emails.get_key_value(&format!("{name}.{language}")).map(|(file, _)| file.as_str());
    if let Some(file) = language.and_then(named) {
        return file;
    }
    if language == Some(plain_language(config, name)) {
        return name;
    }
    named(&config.company.language).unwrap_or(name)
}

/// The language of the file without one in its name: the company's, or English where another file is in the company's.
fn plain_language<'a>(config: &'a Config, base: &str) -> &'a str {
    let company = config.company.language.as_str();
    if config.emails.contains_key(&format!("{base}.{company}")) { ENGLISH } else { company }
}

/// The mail's name, without the language of the file.
pub fn base_of(file: &str) -> &str {
    file.split_once('.').map_or(file, |(base, _)| base)
}

/// The language of a file, as two letters.
pub fn language_of<'a>(config: &'a Config, file: &'a str) -> &'a str {
    file.split_once('.').map_or_else(|| plain_language(config, file), |(_, language)| language)
}

/// The words of a mail to our own people: those of its file's language, so that the mail is in one language.
pub(crate) fn words_of<'a>(config: &'a Config, file: &'a str) -> Words<'a> {
    config.staff_words([language_of(config, file)])
}

/// The name of the footer's file for a mail's file: the one in the mail's language.
pub(crate) fn footer_of(config: &Config, file: &str) -> String {
    let language = language_of(config, file);
    let named = format!("{FOOTER}.{language}");
    if !config.emails.contains_key(&named) && language == plain_language(config, FOOTER) {
        FOOTER.to_owned()
    } else {
        named
    }
}
