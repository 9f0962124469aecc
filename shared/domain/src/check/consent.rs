//! Mistakes in the consent boxes of `forms/NAME.yaml`, and in what follows a post without consent, or before it is confirmed.

use crate::activity::mail::CONFIRM;
use crate::check::problem::Problems;
use crate::config::Config;
use crate::form::{ConsentAnswer, ConsentBox, Form, OtherThanks};
use crate::lead::consent::Consent;
use crate::value::purpose::Purpose;
use crate::value::text::is_web_address;

/// Reports every mistake about consent in a form's `file`.
pub(crate) fn check(form: &Form, file: &str, problems: &mut Problems) {
    for one in form.boxes() {
        check_box(one, file, problems);
    }
    for (at, one) in form.consents.iter().enumerate() {
        if one.purpose == Purpose::Mail {
            problems.add(file, "consents", "the box for marketing mail is the form's `consent`; `consents` has boxes for other purposes: `purpose: phone` or `purpose: measuring`");
        } else if form.consents[..at].iter().any(|other| other.purpose == one.purpose) {
            let message = format!("`consents` has `purpose: {}` twice: one box is enough", one.purpose.name());
            problems.add(file, one.purpose.name(), &message);
        }
        if one.double_opt_in {
            problems.add(
                file,
                "double_opt_in",
                "double opt-in proves whose an address is, and stands in the form's `consent`: leave it out here",
            );
        }
    }
    if let Some(consent) = form.consent.as_ref().filter(|consent| consent.purpose != Purpose::Mail) {
        let message =
            format!("`consent` is about marketing mail: write the box for {} into `consents`", consent.purpose.name());
        problems.add(file, consent.purpose.name(), &message);
    }
    if form.supplier.is_some() && form.asks_for_double_opt_in() {
        problems.add(file, "double_opt_in", "a supplier posts to this form, and its leads are for calls: leave `double_opt_in` out, and let them agree on a form of yours");
    }
    match &form.to_confirm {
        Some(_) if !form.asks_for_double_opt_in() => problems.add(
            file,
            "to_confirm",
            "`to_confirm` is what follows a post that is to be confirmed: it needs `double_opt_in: true` in `consent`",
        ),
        Some(other) => check_thanks(other, "to_confirm", "the address is to be confirmed", file, problems),
        None => {}
    }
    let Some(without) = &form.without_consent else { return };
    if form.consent.as_ref().is_none_or(|consent| consent.required) {
        let why = if form.consent.is_some() { "requires consent" } else { "has no `consent` box" };
        let message = format!("the form {why}, so nothing follows a post without it: leave `without_consent` out");
        problems.add(file, "without_consent", &message);
        check_address(without, file, problems);
    } else {
        check_thanks(without, "without_consent", "the box is left empty", file, problems);
    }
}

fn check_box(one: &ConsentBox, file: &str, problems: &mut Problems) {
    if one.version.trim().is_empty() || Consent::is_taken(&one.version) {
        problems.add(file, "version", "`version` names the wording, as in \"2026-11\": it is kept with every consent");
    }
    if one.wording.trim().is_empty() {
        problems.add(file, "wording", "`wording` is what the visitor agrees to: write it as a sentence beside the box");
    }
    if let Some(url) = one.privacy.as_deref().filter(|url| !is_web_address(url)) {
        problems.add(file, url, PRIVACY);
    }
    if let Some(value) = one.value.as_deref()
        && ConsentAnswer::of(value, None) == ConsentAnswer::No
    {
        problems.add(file, &format!("value: {value}"), "`value` is what your own form posts when its box is ticked, and this word means no: give the box another value");
    }
}

/// What to write where the address of a page on data protection is none.
pub(crate) const PRIVACY: &str =
    "`privacy` is the whole address of your page on data protection, like https://www.example.com/privacy";

/// Reports mistakes in what follows a post in place of what follows it mostly.
fn check_thanks(other: &OtherThanks, name: &str, when: &str, file: &str, problems: &mut Problems) {
    if other.thanks.is_none() && other.thank_you.is_none() {
        let message = format!(
            "`{name}` says what differs when {when}: `thanks`, the words of our page, or `thank_you`, the address of yours"
        );
        problems.add(file, name, &message);
    }
    check_address(other, file, problems);
}

fn check_address(other: &OtherThanks, file: &str, problems: &mut Problems) {
    if let Some(url) = other.thank_you.as_deref().filter(|url| !is_web_address(url)) {
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
