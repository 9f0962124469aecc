//! Mistakes in `routing.yaml`.

use jiff::SignedDuration;

use crate::check::problem::Problems;
use crate::company::Team;
use crate::condition::{ATTRIBUTES, RATINGS};
use crate::config::Config;
use crate::lead::score::Temperature;
use crate::routing::rules::{ANYONE, KEPT, OTHERWISE, Receiver, Routing};
use crate::value::text::{is_name, there_are};

impl Routing {
    pub(crate) fn check(&self, config: &Config, problems: &mut Problems) {
        let file = "routing.yaml";
        // Limits that a person can meet, and that end while someone still cares.
        let (least, most) = (SignedDuration::from_mins(1), SignedDuration::from_hours(400 * 24));
        for temperature in [Temperature::Hot, Temperature::Warm, Temperature::Cold] {
            if self.accept_within.of(temperature).is_some_and(|within| !(least..=most).contains(&within)) {
                let name = temperature.name();
                let message = format!("`{name}` of `accept_within` is from 1m to 400d: write it like {name}: 4h");
                problems.add(file, "accept_within", &message);
            }
        }
        let besides: Vec<&str> = ATTRIBUTES.into_iter().chain(RATINGS).collect();
        for (at, rule) in self.rules.iter().enumerate() {
            let name = rule.rule.as_str();
            if !is_name(name) || [KEPT, OTHERWISE, ANYONE].contains(&name) {
                let message = format!(
                    "a rule's name may have lower-case letters, digits and dashes only, at most 40, and not be `{KEPT}`, `{OTHERWISE}` or `{ANYONE}`"
                );
                problems.add(file, name, &message);
            }
            if self.rules[..at].iter().any(|other| other.rule == rule.rule) {
                problems.add(file, name, &format!("two rules are named `{name}`: each needs a name of its own"));
            }
            rule.when.check(file, name, config, &besides, problems);
            rule.to.check(name, &config.team, problems);
        }
        match &self.otherwise {
            Some(otherwise) => check_team(&otherwise.team, "otherwise", &config.team, problems),
            None => problems.add(
                file,
                "otherwise",
                "there is no `otherwise`: say who gets the leads that no rule names, like `otherwise: {team: sales}`",
            ),
        }
        if !self.accept_within.is_none() && config.team.manager.is_none() {
            let message = "`accept_within` tells the manager of leads that wait too long, but team.yaml names no `manager`: add one, like `manager: dora`";
            problems.add(file, "accept_within", message);
        }
        if self.reassign && self.accept_within.is_none() {
            let message = "`reassign` is for leads that nobody accepts in time: say in what time, like `accept_within: {hot: 5m}`";
            problems.add(file, "reassign", message);
        }
    }
}

impl Receiver {
    fn check(&self, rule: &str, team: &Team, problems: &mut Problems) {
        let file = "routing.yaml";
        let set = usize::from(self.person.is_some()) + usize::from(self.team.is_some()) + usize::from(self.employer);
        if set != 1 {
            let message = format!(
                "the rule `{rule}` goes to {}: `to` needs one of `person: ID`, `team: NAME` and `employer: true`",
                if set == 0 { "nobody" } else { "several" }
            );
            problems.add(file, rule, &message);
        }
        if let Some(name) = &self.team {
            check_team(name, rule, team, problems);
        }
        match self.person.as_ref().map(|id| (id, team.person(id))) {
            Some((id, None)) => problems.add(file, rule, &format!("the rule names `{id}`, {}", team.nobody(id))),
            Some((id, Some(person))) if !person.takes_leads => {
                let message = format!("the rule names `{id}`, who has `takes_leads: false`: name another person");
                problems.add(file, rule, &message);
            }
            _ => {}
        }
    }
}

fn check_team(name: &str, near: &str, team: &Team, problems: &mut Problems) {
    if !team.teams.contains_key(name) {
        let there_are = there_are(name, team.teams.keys());
        problems.add("routing.yaml", near, &format!("team.yaml has no team `{name}`; {there_are}"));
    }
}
