//! Mistakes in `team.yaml`.

use crate::check::problem::Problems;
use crate::company::{MAX_WEIGHT, Person, ProviderLogIn, Role, Team, may_be_called};
use crate::config::Config;
use crate::value::text::{is_name, there_are};

impl Team {
    pub(crate) fn check(&self, config: &Config, problems: &mut Problems) {
        let file = "team.yaml";
        if config.forms.values().any(|form| form.hand_off) && !self.people.iter().any(|person| person.takes_leads) {
            let message = "a form hands leads off (`hand_off: true`), but nobody is here to get them: name a person, and leave `takes_leads` out";
            problems.add(file, "people", message);
        }
        for (at, person) in self.people.iter().enumerate() {
            if self.people[..at].iter().any(|other| other.id == person.id) {
                problems.add(file, &person.id, &format!("two people have the id `{}`", person.id));
            }
            person.check(problems);
            if self.manager.as_ref() == Some(&person.id) && !self.role(person).may_lead_team() {
                let role = self.role(person).name();
                let message = format!(
                    "leads are escalated to `{}`, who would not see them as {role}: write `role: manager`, or name another manager",
                    person.id
                );
                problems.add(file, &person.id, &message);
            }
        }
        let known = |id: &String| self.person(id).is_some();
        for (name, ids) in &self.teams {
            if !is_name(name) {
                problems.add(
                    file,
                    name,
                    "a team's name may have lower-case letters, digits and dashes only, at most 40",
                );
            }
            for (at, id) in ids.iter().enumerate() {
                if !known(id) {
                    problems.add(file, name, &format!("the team `{name}` has `{id}`, {}", self.nobody(id)));
                }
                if ids[..at].contains(id) {
                    let message =
                        format!("`{id}` is in the team `{name}` twice: give the person a `weight` for more turns");
                    problems.add(file, name, &message);
                }
            }
            if ids.iter().all(known) && self.members(name).next().is_none() {
                problems.add(file, name, &format!("the team `{name}` has nobody who takes leads: name a person"));
            }
        }
        if let Some(log_in) = &self.log_in {
            log_in.check(problems);
        }
        if let Some(manager) = self.manager.as_ref().filter(|manager| !known(manager)) {
            problems.add(file, "manager", &format!("the manager is `{manager}`, {}", self.nobody(manager)));
        }
    }

    /// The end of a message about an id that nobody has.
    pub(crate) fn nobody(&self, id: &str) -> String {
        let there_are = there_are(id, self.people.iter().map(|person| &person.id));
        format!("but nobody in team.yaml has that id; {there_are}")
    }
}

impl Person {
    fn check(&self, problems: &mut Problems) {
        let file = "team.yaml";
        if !is_name(&self.id) {
            problems.add(file, &self.id, "an id may have lower-case letters, digits and dashes only, at most 40");
        }
        if !(1..=MAX_WEIGHT).contains(&self.weight) {
            let message = format!(
                "`{}` has the weight {}: it is from 1 to {MAX_WEIGHT}; `takes_leads: false` is for who gets none",
                self.id, self.weight
            );
            problems.add(file, &self.id, &message);
        }
        match (self.role, &self.partner) {
            (Some(Role::Partner), None) => {
                let message = format!("`{}` has the role partner: write for which, as in `partner: Campo`", self.id);
                problems.add(file, &self.id, &message);
            }
            (Some(role), Some(_)) if role != Role::Partner => {
                let message = format!(
                    "`{}` works for a partner, and would see more than its leads as {}: leave `role` or `partner` out",
                    self.id,
                    role.name()
                );
                problems.add(file, &self.id, &message);
            }
            _ => {}
        }
        for (name, most) in [("a_day", self.a_day), ("in_hand", self.in_hand)] {
            if most == Some(0) {
                let message =
                    format!("`{name}` of `{}` is 1 or more; `takes_leads: false` is for who gets none", self.id);
                problems.add(file, &self.id, &message);
            }
        }
    }
}

impl ProviderLogIn {
    fn check(&self, problems: &mut Problems) {
        const LONGEST_NAME: usize = 40;
        let file = "team.yaml";
        let name = self.provider.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
            let message = "`provider` is the provider's name as people know it, like Google, of at most 40 characters";
            problems.add(file, "provider", message);
        }
        if let Some(message) = self.wrong_issuer() {
            problems.add(file, "issuer", message);
        }
        if self.client_id.is_empty() || !self.client_id.bytes().all(|byte| byte.is_ascii_graphic()) {
            problems.add(file, "client_id", "`client_id` is the id that the provider gave the desk, without blanks");
        }
    }

    /// What is wrong with the issuer, and what to write.
    fn wrong_issuer(&self) -> Option<&'static str> {
        let issuer = self.issuer.as_str();
        let is_of_everybody = |tenant: &str| issuer.starts_with(&format!("https://login.microsoftonline.com/{tenant}"));
        if issuer.contains("/.well-known") {
            Some("`issuer` is the address without `/.well-known/openid-configuration`")
        } else if !may_be_called(issuer, true) || issuer.contains(['?', '#']) {
            Some("`issuer` is the provider's whole address, over https, like https://accounts.google.com")
        } else if ["common", "organizations", "consumers"].iter().any(|tenant| is_of_everybody(tenant)) {
            Some("`issuer` names your own tenant: write its id, like https://login.microsoftonline.com/TENANT-ID/v2.0")
        } else {
            None
        }
    }
}
