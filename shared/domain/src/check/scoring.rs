//! Mistakes in `scoring.yaml`, each with what to write instead.

use crate::check::problem::Problems;
use crate::condition::ATTRIBUTES;
use crate::config::Config;
use crate::scoring::model::{GROUPS, Model, TOTAL_LIMIT};
use crate::scoring::rules::{EngagementRule, FORM_SUBMITTED, KINDS, MAIL_CLICKED, NAMED, PAGED};
use crate::value::text::{listed, there_are};

const FILE: &str = "scoring.yaml";

/// The largest size of a lead's tally as JSON, in bytes.
const TALLY_LIMIT: usize = 4096;

/// The highest points of one rule, for and against.
const POINTS: i32 = 100;

impl Model {
    pub(crate) fn check(&self, config: &Config, problems: &mut Problems) {
        for rule in &self.rules.fit {
            rule.when.check(FILE, &rule.rule, config, &ATTRIBUTES, problems);
        }
        for rule in &self.rules.engagement {
            check_selection(rule, config, problems);
            check_counting(rule, problems);
        }
        self.check_names(problems);
        self.check_points(problems);
        self.check_groups(problems);
        self.check_thresholds(problems);
        self.check_size(problems);
    }

    fn check_names(&self, problems: &mut Problems) {
        let names = self.rule_names();
        for (at, name) in names.iter().enumerate() {
            if names[..at].contains(name) {
                problems.add(FILE, name, &format!("two rules are named `{name}`: each needs a name of its own"));
            }
        }
    }

    fn check_points(&self, problems: &mut Problems) {
        let fit = self.rules.fit.iter().map(|rule| (&rule.rule, rule.points));
        let engagement = self.rules.engagement.iter().map(|rule| (&rule.rule, rule.points));
        for (rule, points) in fit.chain(engagement).filter(|(_, points)| !(-POINTS..=POINTS).contains(points)) {
            problems.add(FILE, rule, &format!("`points` are from -{POINTS} to {POINTS}; here they are {points}"));
        }
    }

    fn check_groups(&self, problems: &mut Problems) {
        let groups = &self.rules.groups;
        let fit: Vec<_> = self.rules.fit.iter().filter_map(|rule| Some((&rule.rule, rule.group.as_ref()?))).collect();
        let engagement = self.rules.engagement.iter().filter_map(|rule| Some((&rule.rule, rule.group.as_ref()?)));
        for (rule, group) in fit.iter().copied().chain(engagement.clone()) {
            if !groups.contains_key(group) {
                let there_are = there_are(group, groups.keys());
                let message = format!("there is no group `{group}` under `groups`; {there_are}");
                problems.add(FILE, rule, &message);
            }
        }
        for (rule, group) in engagement.filter(|(_, group)| fit.iter().any(|(_, other)| other == group)) {
            let message =
                format!("the group `{group}` has fit rules already: a group is of fit or of engagement rules");
            problems.add(FILE, rule, &message);
        }
        if groups.len() > GROUPS {
            problems.add(FILE, "groups", &format!("there are {} groups, and {GROUPS} are the most", groups.len()));
        }
    }

    fn check_thresholds(&self, problems: &mut Problems) {
        let (warm, hot) = (self.rules.temperature.warm, self.rules.temperature.hot);
        if !(0 < warm && warm < hot && hot <= TOTAL_LIMIT) {
            problems.add(
                FILE,
                "temperature",
                &format!("0 < warm < hot ≤ {TOTAL_LIMIT} must hold; here warm is {warm}, hot is {hot}"),
            );
        }
        let (a, b, c) = (self.rules.grades.a, self.rules.grades.b, self.rules.grades.c);
        if !(a > b && b > c) {
            problems.add(FILE, "grades", &format!("A > B > C must hold; here they are {a}, {b}, {c}"));
        }
    }

    /// Reports rules whose counts could grow beyond the limit of a lead's tally.
    fn check_size(&self, problems: &mut Problems) {
        let bytes = self.most_bytes();
        let by_rule = self.bytes_by_rule();
        let worst = by_rule.iter().zip(&self.rules.engagement).max_by_key(|(bytes, _)| **bytes);
        if let Some((most, rule)) = worst.filter(|_| bytes > TALLY_LIMIT) {
            let message = format!(
                "a window longer than the state allows: what these rules count may take {bytes} bytes a lead, and \
                 {TALLY_LIMIT} are the most. `{}` takes most of it, {most}: give it a shorter `within` or `half_life`, \
                 an `at_most`, or `first_only: true`",
                rule.rule
            );
            problems.add(FILE, &rule.rule, &message);
        }
    }
}

/// Reports a rule that selects activities, forms or pages that cannot occur.
fn check_selection(rule: &EngagementRule, config: &Config, problems: &mut Problems) {
    let mut add = |message: &str| problems.add(FILE, &rule.rule, message);
    let Some(kind) = rule.kind() else {
        return add(&format!("say what counts: `form: NAME`, `page: PATTERN`, or `on:` one of {}", listed(KINDS)));
    };
    if !KINDS.contains(&kind) {
        return add(&format!("there is no kind of activity `{kind}`; {}", there_are(kind, KINDS)));
    }
    if let Some(form) = rule.form.as_ref().filter(|form| !config.forms.contains_key(*form)) {
        add(&format!("there is no form `{form}`; {}", there_are(form, config.forms.keys())));
    }
    if rule.form.is_some() && kind != FORM_SUBMITTED {
        add(&format!("`form` is for `on: {FORM_SUBMITTED}`: there is none of {kind}"));
    }
    if rule.page.is_some() && !PAGED.contains(&kind) {
        add(&format!("`page` is for `on: {}`: there is none of {kind}", PAGED.join("` and `on: ")));
    }
    if let Some(message) = rule.page.as_deref().and_then(wrong_page) {
        add(&message);
    }
    if rule.name.is_some() && !NAMED.contains(&kind) {
        add(&format!("`name` is for {}: there is none of {kind}", listed(NAMED)));
    }
}

/// The mistake in a pattern that matches no page's path.
fn wrong_page(pattern: &str) -> Option<String> {
    let lower = pattern.to_lowercase();
    let what = if lower.starts_with("http:") || lower.starts_with("https:") {
        "begins with http"
    } else if pattern.contains(['?', '#']) {
        "has a ? or #"
    } else if !pattern.starts_with(['/', '*']) {
        "does not begin with / or *"
    } else {
        return None;
    };
    Some(format!(
        "`page` is compared with the path alone, without https://host and what follows a ?; {pattern:?} {what}, so no page is like it: write it like \"/pricing*\""
    ))
}

/// Reports settings of counting that contradict each other or have no effect.
fn check_counting(rule: &EngagementRule, problems: &mut Problems) {
    let mut add = |message: &str| problems.add(FILE, &rule.rule, message);
    if rule.half_life.is_some() && rule.within.is_some() {
        add("points either fade (`half_life`) or end (`within`): leave out one of them");
    }
    if rule.half_life.is_some() && rule.points == 0 {
        add("no points have nothing to fade: write `within` instead of `half_life`");
    }
    if rule.at_most == Some(0) {
        add("`at_most: 0` would never count: leave the rule out, or write 1 or more");
    }
    if rule.at_most.is_some() && rule.first_only {
        add("`first_only: true` counts once: leave out `at_most`");
    }
    if rule.every && rule.kind() != Some(MAIL_CLICKED) {
        add("`every: true` is for `on: mail_clicked`, where a link counts once a mail otherwise: leave it out here");
    }
    if rule.every && rule.first_only {
        add("`first_only: true` counts once: leave out `every`");
    }
}
