//! Mistakes in sequences, each with what to write instead.

use crate::check::criterion::{Asker, Place, check_segment};
use crate::check::emails::mail_to_lead;
use crate::check::paths::{Paths, jumps, line_of};
use crate::check::problem::Problems;
use crate::check::reach::wrong_score;
use crate::company::{Person, Role, may_be_called};
use crate::config::Config;
use crate::form::{Field, FieldKind, Form, LANGUAGE};
use crate::funnel::criteria::Criterion;
use crate::lead::WORDS;
use crate::sequence::manual::{MANAGER, ManualTask};
use crate::sequence::rules::{REMEMBERED, Sequence};
use crate::sequence::step::{END, Percent, Step, StepAction, Variant};
use crate::value::stage::Stage;
use crate::value::text::{is_language, is_name, there_are};
use crate::words::Words;

/// The largest number of steps in a sequence, since a lead stores the names of the steps it took.
const STEPS: usize = 40;

/// The longest URL of a webhook, in characters: a lead stores it until the call is made.
const ADDRESS: usize = 500;

/// Reports every mistake in every sequence.
pub(crate) fn check(config: &Config, problems: &mut Problems) {
    if config.sequences.len() > REMEMBERED {
        let message = format!("there are more than {REMEMBERED} sequences, and a lead remembers no more: delete some");
        problems.add("sequences", "", &message);
    }
    for (name, sequence) in &config.sequences {
        let file = format!("sequences/{name}.yaml");
        problems.file_name(&file, name);
        let mut checking = Checking { file: &file, sequence, config, problems };
        checking.topic();
        checking.entry();
        checking.names();
        checking.steps();
        checking.ends();
    }
}

/// The steps of a sequence that a criterion may ask about.
#[derive(Clone, Copy)]
struct Earlier<'a> {
    /// All that send mail.
    mails: &'a [&'a str],
    /// Those of them that can come before.
    had: &'a [&'a str],
    /// All that give a person a task.
    tasks: &'a [&'a str],
    /// Those of them that can come before.
    done: &'a [&'a str],
}

struct Checking<'a, 'p> {
    file: &'a str,
    sequence: &'a Sequence,
    config: &'a Config,
    problems: &'p mut Problems,
}

impl Checking<'_, '_> {
    fn add(&mut self, near: &str, message: &str) {
        self.problems.add(self.file, near, message);
    }

    fn topic(&mut self) {
        let (topic, topics) = (&self.sequence.topic, &self.config.sending.topics);
        if !topics.contains_key(topic) {
            let message = format!("sending.yaml has no topic `{topic}`; {}", there_are(topic, topics.keys()));
            self.add("topic", &message);
        }
    }

    fn entry(&mut self) {
        let starts = &self.sequence.starts_on;
        let given = [
            starts.form.is_some(),
            starts.source.is_some(),
            starts.stage.is_some(),
            starts.segment.is_some(),
            starts.score.is_some(),
            starts.recycled,
        ];
        if given.into_iter().filter(|given| *given).count() != 1 {
            self.add(
                "starts_on",
                "`starts_on` needs one of `form: NAME`, `source: NAME`, `stage: NAME`, `segment: NAME`, `score: POINTS` and `recycled: true`",
            );
        }
        if let Some(form) = &starts.form {
            self.form(form);
        }
        if starts.stage == Some(Stage::Recycled) {
            self.add("starts_on", "write `starts_on: {recycled: true}`: no rule moves a lead to the stage `recycled`");
        }
        if let Some(stage) = starts.stage.filter(|stage| !stage.is_marketings()) {
            let message = format!(
                "a lead of the stage `{stage}` gets no marketing mail: start on suspect, lead, mql, pql, or `recycled: true`"
            );
            self.add("starts_on", &message);
        }
        if let Some(segment) = &starts.segment {
            check_segment(segment, self.file, "starts_on", self.config, self.problems);
        }
        if let Some(message) = starts.score.and_then(|points| wrong_score(points, &self.config.scoring)) {
            self.add("starts_on", &message);
        }
    }

    fn form(&mut self, form: &str) {
        match self.config.forms.get(form) {
            None => {
                let there_are = there_are(form, self.config.forms.keys());
                self.add("starts_on", &format!("there is no form `{form}`; {there_are}"));
            }
            Some(found) if found.consent.is_none() => {
                self.add(
                    "starts_on",
                    &format!(
                        "the form `{form}` asks for no consent, so nobody would get this sequence: give it a `consent`"
                    ),
                );
            }
            Some(found) if found.hand_off => {
                self.add("starts_on", &format!("the form `{form}` hands its leads to sales, so nobody would get this sequence: name a form without `hand_off`"));
            }
            Some(_) => {}
        }
    }

    fn names(&mut self) {
        let steps = &self.sequence.steps;
        if let Some(step) = steps.get(STEPS) {
            let message = format!(
                "a sequence has at most {STEPS} steps, this one has {}: go on in another that starts on `segment` or `stage`",
                steps.len()
            );
            self.add(&line_of(step), &message);
        }
        if steps.is_empty() {
            self.add(
                "steps",
                "a sequence needs a step, like `- {name: tips, wait: 1d, mail: NAME}`; delete the file if it has none",
            );
        }
        for (at, step) in steps.iter().enumerate() {
            if !is_name(&step.name) || step.name == END {
                let message =
                    "a step's name may have lower-case letters, digits and dashes only, at most 40, and is not `end`";
                self.add(&line_of(step), message);
            }
            if steps[..at].iter().any(|other| other.name == step.name) {
                self.add(&line_of(step), &format!("two steps are named `{}`", step.name));
            }
        }
    }

    fn steps(&mut self) {
        let ways = Paths::of(self.sequence);
        // A jump to a step that does not exist is told by itself; where it leads is unknown.
        let is_known = |(_, name): (&str, &str)| name == END || self.sequence.step(name).is_some();
        let are_jumps_known = self.sequence.steps.iter().flat_map(jumps).all(is_known);
        for (at, step) in self.sequence.steps.iter().enumerate() {
            self.jumps(step);
            if are_jumps_known && !ways.is_reached(at) {
                let message = format!(
                    "no way leads to the step `{}`: name it behind `next`, `then` or `else`, or delete it",
                    step.name
                );
                self.add(&line_of(step), &message);
            }
            let earlier = Earlier {
                mails: &ways.mails(),
                had: &ways.mails_before(at),
                tasks: &ways.tasks(),
                done: &ways.tasks_before(at),
            };
            self.date(step);
            self.action(step, earlier);
        }
        if let Some((near, message)) = ways.circle() {
            self.add(&near, &message);
        }
    }

    fn jumps(&mut self, step: &Step) {
        for (word, name) in jumps(step) {
            if name != END && self.sequence.step(name).is_none() {
                let steps = self.sequence.steps.iter().map(|step| step.name.as_str());
                let message = format!("there is no step `{name}`; {}", there_are(name, steps.chain([END])));
                self.add(&format!("{word}: {name}"), &message);
            }
        }
    }

    fn action(&mut self, step: &Step, earlier: Earlier<'_>) {
        let near = line_of(step);
        match &step.action {
            StepAction::Mail { mail, instead } => self.mail(step, mail, instead, earlier),
            StepAction::Until { test, .. } | StepAction::If { test, .. } => self.criterion(test, &near, earlier),
            StepAction::Set(fields) if fields.is_empty() => {
                self.add(&near, "`set` names no field: write it like `set: {country: PT}`");
            }
            StepAction::Set(fields) => fields.iter().for_each(|(field, value)| self.field(field, value, &near)),
            StepAction::Stage(Stage::Recycled) => self.add(&near, "a salesperson puts a lead aside, no step does: delete the step; a sequence for those who were put aside has `starts_on: {recycled: true}`"),
            StepAction::Stage(stage) if !stage.is_marketings() => {
                self.add(&near, &format!("the stage `{stage}` is for sales to give: write `hand_over: WHY`"));
            }
            StepAction::Webhook(url) | StepAction::Message { url, .. } if !may_be_called(url, true) => {
                self.add(&near, "what is known of a lead goes encrypted: `webhook` is an address with https:// and the name of a host (http:// for 127.0.0.1 and localhost only)");
            }
            StepAction::Webhook(url) | StepAction::Message { url, .. } if url.len() > ADDRESS => {
                self.add(&near, &format!("the address of `webhook` is at most {ADDRESS} characters long"));
            }
            StepAction::Call(words) | StepAction::HandOver(words) if words.trim().is_empty() => {
                self.add(&near, "say in some words what it is about: a salesperson reads them");
            }
            StepAction::Message { text, .. } if text.trim().is_empty() => {
                self.add(&near, "the message has no words: write them behind `text`");
            }
            StepAction::Manual(task) => self.task(task, &near),
            StepAction::Stage(_)
            | StepAction::Webhook(_)
            | StepAction::Message { .. }
            | StepAction::Call(_)
            | StepAction::HandOver(_)
            | StepAction::Wait => {}
        }
    }

    fn task(&mut self, task: &ManualTask, near: &str) {
        let text = &task.text;
        match text.chars().count() {
            _ if text.trim().is_empty() => {
                self.add(near, "say in some words what is to be done, behind `text`: a salesperson reads them");
            }
            length if length > WORDS => {
                self.add(
                    near,
                    &format!("`text` has {length} characters, and a worklist shows {WORDS}: write it shorter"),
                );
            }
            _ => {}
        }
        let team = &self.config.team;
        let has_manager = team.manager().is_some();
        let may_do = |person: &&Person| {
            let role = team.role(person);
            role.may_change_leads() && role != Role::Partner
        };
        match task.person.as_deref() {
            None | Some(MANAGER) if has_manager => {}
            None | Some(MANAGER) => self.add(near, "a lead without an owner would have nobody to do it: team.yaml names no manager, so write `for: PERSON`"),
            Some(id) => match team.person(id) {
                Some(person) if may_do(&person) => {}
                Some(person) => {
                    let message = format!("{} does not work on leads that nobody has: name somebody else behind `for`", person.name);
                    self.add(near, &message);
                }
                None => {
                    let ids = team.people.iter().filter(may_do).map(|person| person.id.as_str()).chain([MANAGER]);
                    let message = format!("team.yaml has nobody with the id `{id}`; {}", there_are(id, ids));
                    self.add(near, &message);
                }
            },
        }
    }

    /// A date that a step waits for stands in a field of the person.
    fn date(&mut self, step: &Step) {
        let Some(date) = step.date() else { return };
        let (near, name, config) = (line_of(step), &date.field, self.config);
        let is_one = |field: &Field| matches!(field.kind, FieldKind::Text | FieldKind::Choice | FieldKind::Date);
        let fields = || config.forms.iter().flat_map(|(form, file)| file.fields.iter().map(move |field| (form, field)));
        let mut holding = fields().filter(|(_, field)| field.name == *name).peekable();
        if holding.peek().is_none() {
            let names = fields().filter(|(_, field)| is_one(field)).map(|(_, field)| field.name.as_str());
            let message =
                format!("no form has a field `{name}` that the date could stand in; {}", there_are(name, names));
            self.add(&near, &message);
            return;
        }
        // One form's number would take the place of another form's date.
        for (form, _) in holding.filter(|(_, field)| !is_one(field)) {
            self.add(&near, &format!("`{name}` holds no date in forms/{form}.yaml: name a field that has the type `date`, `text` or `choice` in every form"));
        }
    }

    fn mail(&mut self, step: &Step, mail: &str, instead: &[Variant], earlier: Earlier<'_>) {
        let near = line_of(step);
        self.mail_is_there(mail);
        if step.at.as_ref().is_some_and(|at| !at.meet(&self.config.sending.hours)) {
            self.add(&near, "its time never comes: `at` and the `hours` of sending.yaml have no hour in common");
        }
        let mut shares = 0;
        for variant in instead {
            self.mail_is_there(&variant.mail);
            let is_never_reached = shares >= 100;
            match variant.share {
                None if variant.when.is_empty() => {
                    self.add(&near, &format!("everybody would get `{}`, and nobody what stands behind it: give it a `when` or a `share`, or make it the step's own mail", variant.mail));
                }
                _ if is_never_reached => {
                    self.add(&near, &format!("nobody would get `{}`: the shares before it come to 100%", variant.mail));
                }
                _ => {}
            }
            if variant.when.is_empty() {
                shares += u32::from(variant.share.map_or(100, Percent::count));
            } else {
                self.criterion(&variant.when, &near, earlier);
            }
        }
        if shares >= 100 && instead.iter().all(|variant| variant.share.is_some() || !variant.when.is_empty()) {
            self.add(&near, &format!("nobody would get `{mail}`: the shares of `instead` come to 100%"));
        }
    }

    fn mail_is_there(&mut self, mail: &str) {
        mail_to_lead(self.config, mail, self.file, &format!("mail: {mail}"), self.problems);
    }

    fn criterion(&mut self, criterion: &Criterion, near: &str, earlier: Earlier<'_>) {
        let Earlier { mails, had, tasks, done } = earlier;
        let asker = Asker::Sequence { mails, had, tasks, done };
        criterion.check(Place { file: self.file, near, asker }, self.config, self.problems);
    }

    fn field(&mut self, name: &str, value: &str, near: &str) {
        let who = ["email", "phone"];
        let config = self.config;
        let fields: Vec<&Field> = config.forms.values().flat_map(Form::asked).collect();
        let mut asked = fields.iter().filter(|field| field.name == name).peekable();
        if who.contains(&name) {
            self.add(near, &format!("`{name}` says who the lead is: a sequence does not set it"));
        } else if asked.peek().is_none() {
            let names = fields.iter().map(|field| field.name.as_str()).filter(|name| !who.contains(name));
            self.add(near, &format!("no form has a field `{name}`; {}", there_are(name, names)));
        } else if name == LANGUAGE && !is_language(value) {
            self.add(near, &format!("`{name}` is two lower-case letters, as in `en` or `pt`"));
        } else {
            // Two forms may have the field with different kinds.
            let wrong: Result<Vec<String>, ()> = asked.map(|field| not_to_set(field, value).ok_or(())).collect();
            if let Some(message) = wrong.ok().and_then(|wrong| wrong.into_iter().next()) {
                self.add(near, &message);
            }
        }
    }

    /// Reports mistakes in the goal and the exits.
    fn ends(&mut self) {
        let ways = Paths::of(self.sequence);
        let (mails, tasks) = (ways.mails(), ways.tasks());
        let earlier = Earlier { mails: &mails, had: &mails, tasks: &tasks, done: &tasks };
        let goal = self.sequence.goal.iter().map(|goal| ("goal", "goal".to_owned(), goal));
        let exits = self.sequence.exits.iter().enumerate().map(|(at, exit)| ("exits", format!("exits[{at}]"), exit));
        for (part, near, criterion) in goal.chain(exits) {
            if criterion.label.is_empty() {
                let message = format!("`{part}` needs a `label`: what people read when it ends the sequence");
                self.add(&near, &message);
            }
            self.criterion(criterion, &near, earlier);
        }
    }
}

/// The reason why a step may not set the field to this value, and what to write; none if a form would accept the value.
fn not_to_set(field: &Field, value: &str) -> Option<String> {
    let Field { name, kind, options, .. } = field;
    if !kind.is_of_person() {
        return Some(format!("`{name}` is what somebody wrote in a form: a sequence does not set it"));
    }
    if value.trim().is_empty() {
        return Some(format!("`{name}` is set to nothing: give it a value"));
    }
    match field.read(Words::english(), value) {
        Ok(Some(kept)) if kept == value => None,
        Ok(kept) => Some(format!("write `{name}: {}`", kept.unwrap_or_default())),
        Err(_) => Some(format!("`{name}` {}", kind.takes(options))),
    }
}
