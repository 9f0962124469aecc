//! Mistakes in `company.yaml`.

use crate::check::consent::PRIVACY;
use crate::check::problem::Problems;
use crate::company::Company;
use crate::value::text::{is_language, is_web_address};

const FILE: &str = "company.yaml";

pub(crate) fn check(company: &Company, problems: &mut Problems) {
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
