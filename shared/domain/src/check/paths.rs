//! All paths through a sequence: the steps that can follow each step.

use std::collections::BTreeSet;

use crate::sequence::rules::Sequence;
use crate::sequence::step::{END, Step, StepAction};

/// The steps of a sequence with their followers.
pub(crate) struct Paths<'a> {
    steps: &'a [Step],
    /// For each step, the indexes of the steps that can come next.
    next: Vec<Vec<usize>>,
}

impl<'a> Paths<'a> {
    pub(crate) fn of(sequence: &'a Sequence) -> Self {
        let steps = &sequence.steps[..];
        Self { steps, next: (0..steps.len()).map(|at| next(steps, at)).collect() }
    }

    /// Some path reaches the step.
    pub(crate) fn is_reached(&self, at: usize) -> bool {
        at == 0 || self.behind(0).contains(&at)
    }

    /// The names of the steps that send mail.
    pub(crate) fn mails(&self) -> Vec<&'a str> {
        self.steps_where(is_mail, |_| true)
    }

    /// The names of the steps that give a person a task.
    pub(crate) fn tasks(&self) -> Vec<&'a str> {
        self.steps_where(is_task, |_| true)
    }

    /// The names of the steps that send mail and can come before a step.
    pub(crate) fn mails_before(&self, at: usize) -> Vec<&'a str> {
        self.steps_where(is_mail, |mail| self.behind(mail).contains(&at))
    }

    /// The names of the steps that give a person a task and can come before a step.
    pub(crate) fn tasks_before(&self, at: usize) -> Vec<&'a str> {
        self.steps_where(is_task, |task| self.behind(task).contains(&at))
    }

    fn steps_where(&self, is_kind: fn(&Step) -> bool, fits: impl Fn(usize) -> bool) -> Vec<&'a str> {
        let steps = self.steps.iter().enumerate().filter(|(at, step)| is_kind(step) && fits(*at));
        steps.map(|(_, step)| step.name.as_str()).collect()
    }

    /// All steps that can come after a step, directly or later.
    fn behind(&self, at: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut open = self.next[at].clone();
        while let Some(one) = open.pop() {
            if found.insert(one) {
                open.extend(&self.next[one]);
            }
        }
        found
    }

    /// A loop in the paths: a text on the line that jumps back, and the message.
    pub(crate) fn circle(&self) -> Option<(String, String)> {
        let is_in_one = |at: &usize| self.behind(*at).contains(at);
        // The step that jumps back: the last in the file among the steps of the loop.
        let first = (0..self.steps.len()).find(is_in_one)?;
        let ring: BTreeSet<usize> =
            self.behind(first).into_iter().filter(|at| self.behind(*at).contains(&first)).collect();
        let last = *ring.last()?;
        let names: Vec<String> = ring.iter().map(|at| format!("`{}`", self.steps[*at].name)).collect();
        let names = names.join(", ");
        let waits = |step: &Step| {
            matches!(step.action, StepAction::Until { .. })
                || step.at.is_some()
                || step.date().is_some()
                || step.length().is_some_and(|wait| wait.duration().is_positive())
                || matches!(step.action, StepAction::Manual(_))
        };
        let instead = "write the steps out one after the other, or let the sequence begin anew with `again`";
        let message = if ring.iter().any(|at| waits(&self.steps[*at])) {
            format!("the steps {names} go round in a loop, and nobody gets a step twice: {instead}")
        } else {
            format!("the steps {names} are a loop without a wait: it would never end; {instead}")
        };
        let back = jumps(&self.steps[last]).find(|(_, name)| self.place(name).is_some_and(|at| ring.contains(&at)));
        let near = back.map_or_else(|| line_of(&self.steps[last]), |(word, name)| format!("{word}: {name}"));
        Some((near, message))
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.steps.iter().position(|step| step.name == name)
    }
}

fn is_mail(step: &Step) -> bool {
    matches!(step.action, StepAction::Mail { .. })
}

fn is_task(step: &Step) -> bool {
    matches!(step.action, StepAction::Manual(_))
}

/// The indexes of the steps that can directly follow a step.
fn next(steps: &[Step], at: usize) -> Vec<usize> {
    let step = &steps[at];
    let place = |name: &str| steps.iter().position(|other| other.name == name && name != END);
    let below = (at + 1 < steps.len()).then_some(at + 1);
    let plain = step.next.as_deref().map_or(below, place);
    let ways = match &step.action {
        StepAction::HandOver(_) => vec![],
        StepAction::If { then, otherwise, .. } => {
            let way = |jump: &Option<String>| jump.as_deref().map_or(plain, place);
            vec![way(then), way(otherwise)]
        }
        _ => vec![plain],
    };
    ways.into_iter().flatten().collect()
}

/// A text on the step's line.
pub(crate) fn line_of(step: &Step) -> String {
    format!("name: {}", step.name)
}

/// The jumps of a step: the word in the file, and the name of the step it jumps to.
pub(crate) fn jumps(step: &Step) -> impl Iterator<Item = (&'static str, &str)> {
    let (then, otherwise) = match &step.action {
        StepAction::If { then, otherwise, .. } => (then.as_deref(), otherwise.as_deref()),
        _ => (None, None),
    };
    let all = [("then", then), ("else", otherwise), ("next", step.next.as_deref())];
    all.into_iter().filter_map(|(word, name)| Some((word, name?)))
}
