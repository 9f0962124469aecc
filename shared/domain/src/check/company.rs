//! Mistakes in `company.yaml`.

use crate::check::consent::PRIVACY;
use crate::check::problem::Problems;
use crate::config::Config;
use crate::value::text::{is_language, is_web_address, there_are};

const FILE: &str = "company.yaml";

pub(crate) fn check(config: &Config, problems: &mut Problems) {
    let company = &config.company;
    check_mailbox(config, problems);
    if !is_web_address(&company.website) {
        problems.add(FILE, "website", "`website` is a whole address, like https://www.example.com");
    }
    if company.privacy.as_deref().is_some_and(|url| !is_web_address(url)) {
        problems.add(FILE, "privacy", PRIVACY);
    }
    if !is_language(&company.language) {
        problems.add(FILE, "language", "`language` is two lower-case letters, as in `en` or `pt`");
    }
}

fn check_mailbox(config: &Config, problems: &mut Problems) {
    let Some(mailbox) = &config.company.mailbox else { return };
    let Some(form) = config.forms.get(&mailbox.form) else {
        let there_are = there_are(&mailbox.form, config.forms.keys());
        let message = format!("there is no form `{}` in forms/ that a mail could be a post of; {there_are}", mailbox.form);
        problems.add(FILE, &mailbox.form, &message);
        return;
    };
    if form.supplier.is_some() {
        let message = format!("the form `{}` is a supplier's: choose a form that people fill in themselves", mailbox.form);
        problems.add(FILE, &mailbox.form, &message);
    }
}
