//! Mistakes in `reports.yaml`.

use std::collections::BTreeSet;

use crate::check::problem::Problems;
use crate::config::Config;
use crate::report::rules::{Addressee, Recipient, Report, Section};
use crate::value::period::PeriodLength;
use crate::value::text::{is_name, there_are};

const FILE: &str = "reports.yaml";

/// The largest number of reports, since every run of the function looks at all.
const MOST: usize = 50;
/// The most columns that can be read on a phone and on paper.
const COLUMNS: usize = 8;
/// The most rows of a table; all of them are in the CSV.
const ROWS: u16 = 50;
/// The most periods of a trend: a year of weeks.
const PERIODS: u16 = 53;

pub(crate) fn check(config: &Config, problems: &mut Problems) {
    if config.reports.len() > MOST {
        problems.add(FILE, "", &format!("there are more than {MOST} reports: delete those that nobody reads"));
    }
    for (name, report) in &config.reports {
        if !is_name(name) {
            let message = "a report's name may have lower-case letters, digits and dashes only, at most 40";
            problems.add(FILE, name, message);
        }
        report.check(name, config, problems);
    }
}

impl Report {
    fn check(&self, name: &str, config: &Config, problems: &mut Problems) {
        let mut add = |message: &str| problems.add(FILE, name, message);
        if self.title.trim().is_empty() {
            add(&format!("the report `{name}` needs a `title`: what people read in the subject"));
        }
        if self.on.is_some() && self.every != PeriodLength::Week {
            add("`on` is for weekly reports: delete it, or write `every: week`");
        }
        for (at, comparison) in self.compare.iter().enumerate() {
            if self.compare[..at].contains(comparison) {
                add(&format!("the report `{name}` is compared with the same period twice: delete one in `compare`"));
            }
        }
        if self.sections.is_empty() {
            add(&format!("the report `{name}` shows nothing: write a part below `sections`"));
        }
        self.check_recipients(name, config, problems);
        for (at, section) in self.sections.iter().enumerate() {
            if self.sections[..at].iter().any(|other| other.heading == section.heading) {
                let message = format!("two parts of the report `{name}` have the heading `{}`", section.heading);
                problems.add(FILE, name, &message);
            }
            section.check(name, self, problems);
        }
    }

    fn check_recipients(&self, name: &str, config: &Config, problems: &mut Problems) {
        let team = &config.team;
        let mut add = |message: &str| problems.add(FILE, name, message);
        let mut all_known = true;
        for (at, recipient) in self.to.iter().enumerate() {
            if self.to[..at].contains(recipient) {
                let written = String::from(recipient.clone());
                add(&format!("`{written}` is in `to` of the report `{name}` twice: it comes once to everybody"));
            }
            match recipient {
                Recipient::Manager if team.manager.is_none() => {
                    add(&format!(
                        "the report `{name}` goes to the `manager`, and team.yaml names none: add `manager: …` there"
                    ));
                }
                Recipient::Team(team_name) if !team.teams.contains_key(team_name) => {
                    let there_are = there_are(team_name, team.teams.keys());
                    add(&format!(
                        "the report `{name}` goes to the team `{team_name}`, which team.yaml does not have; {there_are}"
                    ));
                }
                Recipient::Person(id) if team.person(id).is_none() => {
                    let nobody = team.nobody(id);
                    add(&format!("the report `{name}` goes to `{id}`, {nobody}; or write `manager` or `team NAME`"));
                }
                _ => continue,
            }
            all_known = false;
        }
        for (outside, address) in &self.outside {
            if !is_name(outside) {
                add(&format!(
                    "`{outside}` in `outside` is a name for an address: lower-case letters, digits and dashes only, at most 40"
                ));
            }
            if let Some(person) = team.people.iter().find(|person| person.email == *address) {
                add(&format!("`{outside}` is the address of `{id}`: write `{id}` in `to` instead", id = person.id));
            }
        }
        let addressees = self.addressees(team);
        if addressees.is_empty() && all_known {
            add(&format!(
                "nobody gets the report `{name}`: write whom, like `to: [manager]`, `to: [team sales]` or `outside: {{agency: reports@agency.example}}`"
            ));
        }
        // Numbers of the whole company are not for partners.
        let of_partners = addressees.iter().filter_map(|addressee| match addressee {
            Addressee::Person(id) => team.person(id).and_then(|person| Some((&person.id, person.partner.as_ref()?))),
            Addressee::Outside(_) => None,
        });
        for (id, partner) in of_partners {
            add(&format!(
                "the report `{name}` has the numbers of the whole company, and `{id}` works for the partner {partner}: name only people of your own in `to`"
            ));
        }
    }
}

impl Section {
    fn check(&self, name: &str, report: &Report, problems: &mut Problems) {
        let heading = &self.heading;
        let mut add = |message: &str| problems.add(FILE, if heading.is_empty() { name } else { heading }, message);
        if heading.trim().is_empty() {
            add("each part of a report needs a `heading`");
        }
        if self.measures.is_empty() {
            add(&format!("`{heading}` shows no numbers: name `measures`, like `measures: [new_leads]`"));
        }
        if self.measures.len() > COLUMNS {
            add(&format!(
                "`measures` of `{heading}` are more than {COLUMNS}, which no phone shows: make two parts of it"
            ));
        }
        let by = match self.rows(report) {
            Ok(by) => Some(by),
            Err(why) => {
                add(&why.to_string());
                None
            }
        };
        let mut seen = BTreeSet::new();
        for name in &self.measures {
            if !seen.insert(name) {
                add(&format!("the measure `{name}` stands twice in `{heading}`"));
            }
            if let Some(Err(why)) = by.map(|by| by.read_measure(name)) {
                add(&why.to_string());
            }
        }
        if self.trend.is_some() && by.is_some_and(|by| by.length().is_none()) {
            add("`trend` shows one period after the other, and `by` the values of a dimension: delete one of the two");
        }
        if self.trend.is_none() && by.is_some_and(|by| by.cohort().is_some()) {
            add("`by` shows what became of the leads of several periods: add `trend: 6` for the last 6");
        }
        if !(1..=ROWS).contains(&self.most) {
            add(&format!("`most` is from 1 to {ROWS}; the others are added up in one row, and the CSV has all"));
        }
        if self.trend.is_some_and(|periods| !(2..=PERIODS).contains(&periods)) {
            add(&format!("`trend` is a number of periods, from 2 to {PERIODS}"));
        }
    }
}
