//! Mistakes in `call_lists.yaml`.

use jiff::SignedDuration;

use crate::call_lists::{AfterTries, CallList, Caller};
use crate::check::problem::Problems;
use crate::config::Config;
use crate::funnel::criteria::SetAside;
use crate::value::hours::Hours;
use crate::value::stage::Stage;
use crate::value::text::{is_name, there_are};

const FILE: &str = "call_lists.yaml";

/// The largest number of lists: a page of a caller asks the table for each.
const MOST: usize = 20;
/// The most calls that nobody answers.
const TRIES: u8 = 20;
/// Nobody is called earlier or later, wherever they are. It is the law of the United States for sales calls
/// (47 CFR 64.1200(c)(1): 8 a.m. to 9 p.m. where the called person is), and no other country that we know of allows more.
const ALLOWED: &str = "mon-sun 8:00-21:00";

/// The stages that salespeople do not work on, and that are not over.
const STAGES: [Stage; 5] = [Stage::Suspect, Stage::Lead, Stage::Mql, Stage::Pql, Stage::Recycled];

pub(crate) fn check(config: &Config, problems: &mut Problems) {
    let lists = &config.call_lists.lists;
    if lists.len() > MOST {
        problems.add(FILE, "lists", &format!("there are more than {MOST} call lists: delete those that nobody calls"));
    }
    for (at, list) in lists.iter().enumerate() {
        if lists[..at].iter().any(|other| other.name == list.name) {
            let message = format!("two call lists are named `{}`: each needs a name of its own", list.name);
            problems.add(FILE, &list.name, &message);
        }
        list.check(config, problems);
    }
}

impl CallList {
    fn check(&self, config: &Config, problems: &mut Problems) {
        let name = self.name.as_str();
        let mut add = |message: &str| problems.add(FILE, name, message);
        if !is_name(name) {
            add("a call list's name may have lower-case letters, digits and dashes only, at most 40");
        }
        if self.title.trim().is_empty() {
            add(&format!("the call list `{name}` needs a `title`: what callers read"));
        }
        if self.sources.is_empty() && self.suppliers.is_empty() && self.segments.is_empty() {
            add(&format!(
                "the call list `{name}` does not say whom to call: write `sources: [purchased list]`, `suppliers` with names of suppliers.yaml, or `segments` with names of segments.yaml"
            ));
        }
        for supplier in self.suppliers.iter().filter(|supplier| !config.suppliers.contains_key(*supplier)) {
            let there_are = there_are(supplier, config.suppliers.keys());
            add(&format!(
                "the call list `{name}` asks for the supplier `{supplier}`, whom suppliers.yaml does not have; {there_are}"
            ));
        }
        for segment in self.segments.iter().filter(|segment| !config.segments.contains_key(*segment)) {
            let there_are = there_are(segment, config.segments.keys());
            add(&format!(
                "the call list `{name}` asks for the segment `{segment}`, which segments.yaml does not have; {there_are}"
            ));
        }
        if self.stages.is_empty() {
            add(&format!("`stages` of the call list `{name}` has none: write `stages: [suspect]`, or leave it out"));
        }
        for stage in self.stages.iter().filter(|stage| !STAGES.contains(stage)) {
            let known = STAGES.map(Stage::name).join(", ");
            add(&format!(
                "the call list `{name}` can't have leads of the stage `{stage}`: salespeople work on those, or they are over; there are: {known}"
            ));
        }
        if !(1..=TRIES).contains(&self.tries) {
            add(&format!("`tries` of the call list `{name}` is a number from 1 to {TRIES}"));
        }
        if self.pause.duration() < SignedDuration::from_hours(1) {
            add(&format!(
                "`pause` of the call list `{name}` is too short: at least 1h lies between two calls; write it like 1d"
            ));
        }
        if !Hours::try_from(vec![ALLOWED.to_owned()]).is_ok_and(|allowed| allowed.covers(&self.hours)) {
            add(&format!(
                "`hours` of the call list `{name}` are too early or too late: nobody is called before 8:00 or after 21:00 of their own clocks"
            ));
        }
        self.check_callers(config, problems);
        self.then.check(self, config, problems);
    }

    fn check_callers(&self, config: &Config, problems: &mut Problems) {
        let (name, team) = (&self.name, &config.team);
        let mut add = |message: &str| problems.add(FILE, name, message);
        let mut all_known = true;
        for (at, caller) in self.callers.iter().enumerate() {
            if self.callers[..at].contains(caller) {
                let written = String::from(caller.clone());
                add(&format!("`{written}` is in `callers` of the call list `{name}` twice: delete one"));
            }
            match caller {
                Caller::Team(of) if !team.teams.contains_key(of) => {
                    let there_are = there_are(of, team.teams.keys());
                    add(&format!(
                        "the team `{of}` calls the list `{name}`, which team.yaml does not have; {there_are}"
                    ));
                }
                Caller::Person(id) => match team.person(id) {
                    None => add(&format!("`{id}` calls the list `{name}`, {}; or write `team NAME`", team.nobody(id))),
                    Some(person) if !team.role(person).may_change_leads() => {
                        add(&format!(
                            "`{id}` can't call the list `{name}`: as {} they change no lead",
                            team.role(person).name()
                        ));
                    }
                    Some(_) => continue,
                },
                Caller::Team(_) => continue,
            }
            all_known = false;
        }
        if all_known && self.people(team).next().is_none() {
            add(&format!(
                "nobody calls the list `{name}`: write `callers: [ana]`, with ids of team.yaml, or `team NAME`"
            ));
        }
    }
}

impl AfterTries {
    fn check(&self, list: &CallList, config: &Config, problems: &mut Problems) {
        let name = list.name.as_str();
        let mut add = |message: &str| problems.add(FILE, name, message);
        let aside = SetAside::of(self.to).filter(|_| matches!(self.to, Stage::Recycled | Stage::Disqualified));
        let Some(aside) = aside else {
            return add(&format!(
                "after the last try a lead of the list `{name}` can't become `{}`: write `to: recycled` or `to: disqualified`",
                self.to
            ));
        };
        if config.funnel.reason(aside, &self.reason).is_none() {
            let reasons = config.funnel.reasons(aside);
            let message = if reasons.is_empty() {
                format!(
                    "the list `{name}` names the reason `{}`, and funnel.yaml has no reasons for {}: add it there",
                    self.reason, self.to
                )
            } else {
                format!(
                    "the list `{name}` names the reason `{}`, which funnel.yaml does not have for {}; there are: {reasons}",
                    self.reason, self.to
                )
            };
            add(&message);
        }
        if self.to == Stage::Recycled && list.stages.contains(&self.to) {
            add(&format!(
                "the list `{name}` would call its leads for ever: it has leads of the stage `{0}`, and they become `{0}` again after the last try",
                self.to
            ));
        }
        match (self.to, self.again_after) {
            (Stage::Recycled, None) => add(&format!(
                "recycled leads of the list `{name}` would be forgotten: say after how many days somebody looks at them again, like `again_after: 90d`"
            )),
            (Stage::Disqualified, Some(_)) => add(&format!(
                "`again_after` of the list `{name}` is for recycled leads: delete it, or write `to: recycled`"
            )),
            _ => {}
        }
    }
}
