//! Mistakes in the consent box of `forms/NAME.yaml`, and in what follows a post without it.

use crate::activity::mail::CONFIRM;
use crate::check::problem::Problems;
use crate::config::Config;
use crate::form::{ConsentAnswer, Form};
use crate::lead::consent::Consent;
use crate::value::text::is_web_address;

/// Reports every mistake about consent in a form's `file`.
pub(crate) fn check(form: &Form, file: &str, problems: &mut Problems) {
    if let Some(consent) = &form.consent {
        if consent.version.trim().is_empty() || Consent::is_taken(&consent.version) {
            problems.add(
                file,
                "version",
                "`version` names the wording, as in \"2026-11\": it is kept with every consent",
            );
        }
        if consent.wording.trim().is_empty() {
            problems.add(
                file,
                "wording",
                "`wording` is what the visitor agrees to: write it as a sentence beside the box",
            );
        }
        if let Some(value) = consent.value.as_deref()
            && ConsentAnswer::of(value, None) == ConsentAnswer::No
        {
            problems.add(file, &format!("value: {value}"), "`value` is what your own form posts when its box is ticked, and this word means no: give the box another value");
        }
    }
    let Some(without) = &form.without_consent else { return };
    if form.consent.as_ref().is_none_or(|consent| consent.required) {
        let why = if form.consent.is_some() { "requires consent" } else { "has no `consent` box" };
        let message = format!("the form {why}, so nothing follows a post without it: leave `without_consent` out");
        problems.add(file, "without_consent", &message);
    } else if without.thanks.is_none() && without.thank_you.is_none() {
        problems.add(
            file,
            "without_consent",
            "`without_consent` says what differs when the box is left empty: `thanks`, the words of our page, or `thank_you`, the address of yours",
        );
    }
    if let Some(url) = without.thank_you.as_deref().filter(|url| !is_web_address(url)) {
        problems.add(
            file,
            url,
            "`thank_you` is a whole address, like https://www.example.com/thanks; or write `thanks` for a page of ours",
        );
    }
}

/// Reports that the mail is missing by which people confirm a consent after they had unsubscribed. Without it, they could
/// come back by no form.
pub(crate) fn check_mail(config: &Config, problems: &mut Problems) {
    let first = config.forms.iter().find(|(_, form)| form.consent.is_some());
    if let Some((name, _)) = first.filter(|_| !config.emails.contains_key(CONFIRM)) {
        let message = format!(
            "there is no mail `{CONFIRM}`, which asks people who had unsubscribed whether they ticked this box: write it in emails/{CONFIRM}.md, with the link {{{{ links.confirm }}}}"
        );
        problems.add(&format!("forms/{name}.yaml"), "consent", &message);
    }
}
