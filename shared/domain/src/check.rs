//! Checks of `infra/config`: every mistake with its file, its line and what to write instead. Each file has a file
//! here.
//!
//! Checks run when the configuration is compiled (`leadwright compile`). No rule and no function runs them.

pub(crate) mod problem;
pub(crate) mod reach;
pub(crate) mod when;
pub(crate) mod criterion;
pub(crate) mod emails;
pub(crate) mod words;
pub(crate) mod company;
pub(crate) mod browsers;
pub(crate) mod consent;
pub(crate) mod fields;
pub(crate) mod forms;
pub(crate) mod team;
pub(crate) mod scoring;
pub(crate) mod funnel;
pub(crate) mod segments;
pub(crate) mod reports;
pub(crate) mod routing;
pub(crate) mod sending;
pub(crate) mod campaigns;
pub(crate) mod suppliers;
pub(crate) mod sources;
pub(crate) mod paths;
pub(crate) mod sequences;
pub(crate) mod call_lists;
pub(crate) mod spam;
pub(crate) mod webhooks;

pub use emails::check as check_mail;
pub use problem::Problem;
pub use words::MissingWords;

use problem::Problems;

use crate::config::Config;

impl Config {
    /// The mistakes that the parser of a single file cannot find.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        company::check(self, &mut problems);
        forms::check(self, &mut problems);
        self.scoring.check(self, &mut problems);
        self.funnel.check(self, &mut problems);
        self.team.check(self, &mut problems);
        self.routing.check(self, &mut problems);
        segments::check(self, &mut problems);
        reports::check(self, &mut problems);
        sequences::check(self, &mut problems);
        self.sending.check(&mut problems);
        sending::check(&self.sending.brake, &self.sending.soft_bounces, &mut problems);
        campaigns::check(&self.campaigns, self.company.currency, &mut problems);
        suppliers::check(self, &mut problems);
        sources::check(self, &mut problems);
        call_lists::check(self, &mut problems);
        spam::check(self, &mut problems);
        webhooks::check(self, &mut problems);
        emails::check_all(self, &mut problems);
        words::check(self, &mut problems);
        problems.0
    }
}
