//! Mistakes in `company.yaml`.

use crate::check::consent::PRIVACY;
use crate::check::problem::Problems;
use crate::company::{DOMAIN, EnrichmentRules, may_be_called};
use crate::config::Config;
use crate::retention::{MONTHS, STAGES};
use crate::value::stage::Stage;
use crate::value::text::{is_language, is_web_address, there_are};

const FILE: &str = "company.yaml";

pub(crate) fn check(config: &Config, problems: &mut Problems) {
    let company = &config.company;
    if let Some(rules) = &company.enrichment {
        check_enrichment(rules, problems);
    }
    let mailbox = company.mailbox.as_ref().map(|rules| ("a mail could be a post of", &rules.form));
    let referrals = company.referrals.as_ref().map(|rules| ("a personal link could open", &rules.form));
    for (what, form) in mailbox.into_iter().chain(referrals) {
        check_form(config, what, form, problems);
    }
    for (stage, months) in &company.retention {
        if !STAGES.contains(stage) {
            let stages = STAGES.map(Stage::name).join(", ");
            let message =
                format!("`retention` is for {stages}: a person decides about those in sales' hands and customers");
            problems.add(FILE, stage.name(), &message);
        }
        if !MONTHS.contains(months) {
            let message =
                format!("`retention` is in months, from {} to {}; here it is {months}", MONTHS.start(), MONTHS.end());
            problems.add(FILE, stage.name(), &message);
        }
    }
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

fn check_enrichment(rules: &EnrichmentRules, problems: &mut Problems) {
    if rules.home_page.is_none() && !rules.phone && rules.endpoint.is_none() {
        let message = "`enrichment` looks nothing up: write `home_page`, `phone: true` or `endpoint`, or leave it out";
        problems.add(FILE, "enrichment", message);
    }
    if let Some(page) = &rules.home_page {
        let sample = page.replace(DOMAIN, "example.com");
        // The domain is a part of the address, and not the whole port or a name before an `@`.
        if !page.contains(DOMAIN) || !may_be_called(&sample, true) {
            let message = "`home_page` is an https address with {domain} in it, like https://{domain}/";
            problems.add(FILE, "home_page", message);
        }
    }
    if rules.endpoint.as_deref().is_some_and(|url| !may_be_called(url, true)) {
        problems.add(FILE, "endpoint", "`endpoint` is an https address, like https://tools.example.com/enrich");
    }
}

/// The form is there, and one that people fill in themselves.
fn check_form(config: &Config, what: &str, name: &str, problems: &mut Problems) {
    let message = match config.forms.get(name) {
        None => format!("there is no form `{name}` in forms/ that {what}; {}", there_are(name, config.forms.keys())),
        Some(form) if form.supplier.is_some() => {
            format!("the form `{name}` is a supplier's: choose one that people fill in themselves")
        }
        Some(_) => return,
    };
    problems.add(FILE, name, &message);
}
