//! What happened to a lead, newest first. What only bots and the system did stands folded between the rest.

use std::collections::BTreeSet;

use jiff::Timestamp;
use leadwright_domain::activity::{Activity, ActivityId, ActivityKind};
use leadwright_domain::fold::SLIP;
use leadwright_domain::lead::{Applied, undone};
use leadwright_domain::timeline::{Reader, departed, is_noise, recorded, skipped, story};
use leadwright_domain::value::times::moment;

use crate::action::by_hand::may_undo;
use crate::visit::Visit;

/// Something that happened.
pub(super) struct Entry {
    pub(super) words: String,
    /// What somebody wrote about it.
    pub(super) note: Option<String>,
    pub(super) at: String,
    /// The activity's id, if the viewer may undo it.
    pub(super) undo: Option<String>,
    pub(super) is_undone: bool,
}

/// Some of what happened, one after the other.
pub(super) struct Stretch {
    /// Only bots and the system did it.
    pub(super) is_noise: bool,
    pub(super) entries: Vec<Entry>,
}

/// A "no" of the lead that was recorded a while ago: a slip of the finger is taken back at once.
fn is_kept(applied: &Applied, visit: Visit<'_>) -> bool {
    let activity = &applied.activity;
    let is_no = matches!(activity.kind, ActivityKind::NurtureStopped { .. } | ActivityKind::DoNotContact { .. });
    is_no && visit.now.duration_since(applied.applied_at) > SLIP
}

/// The newest activities of a lead as its page tells them.
pub(super) struct History<'a> {
    visit: Visit<'a>,
    newest: &'a [Applied],
    undone: BTreeSet<ActivityId>,
    /// The viewer may press buttons.
    may_act: bool,
}

impl<'a> History<'a> {
    pub(super) fn new(visit: Visit<'a>, newest: &'a [Applied]) -> Self {
        Self { visit, newest, undone: undone(newest), may_act: visit.may_change }
    }

    pub(super) fn stretches(&self) -> Vec<Stretch> {
        // Why a step was skipped is told nowhere else.
        let is_noise = |applied: &Applied| is_noise(&applied.activity.kind) && applied.decisions.skipped.is_empty();
        let runs = self.newest.chunk_by(|one, next| is_noise(one) == is_noise(next));
        let stretch = |run: &[Applied]| Stretch {
            is_noise: run.iter().any(is_noise),
            entries: run.iter().map(|applied| self.entry(applied)).collect(),
        };
        runs.map(stretch).collect()
    }

    /// What came of the action of a page.
    pub(super) fn done(&self, page: &str) -> Option<Entry> {
        let prefix = Activity::page_prefix(page);
        let is_of_page =
            |applied: &&Applied| applied.activity.external_id.as_ref().is_some_and(|id| id.starts_with(&prefix));
        let applied = self.newest.iter().find(is_of_page)?;
        let entry = self.entry(applied);
        Some(match &applied.decisions.ignored {
            Some(why) => {
                let say = self.visit.words();
                let words = say.with("lead-ignored", &[("why", recorded(say, why).into())]);
                Entry { words, note: None, at: String::new(), undo: None, ..entry }
            }
            None => entry,
        })
    }

    fn entry(&self, applied: &Applied) -> Entry {
        let activity = &applied.activity;
        let (words, note) = self.told(applied);
        let words = match &activity.agent {
            Some(agent) => {
                let values = [("what", words.into()), ("agent", agent.as_str().into())];
                self.visit.words().with("lead-told-by-agent", &values)
            }
            None => words,
        };
        let words = match &applied.decisions.ignored {
            Some(why) => {
                let say = self.visit.words();
                say.with("lead-told-ignored", &[("what", words.into()), ("why", recorded(say, why).into())])
            }
            None => words,
        };
        let language = self.visit.config.words_for(self.visit.person());
        let words = [vec![words], skipped(&applied.decisions, language)].concat().join(". ");
        let is_undone = self.undone.contains(&activity.id);
        let may_be = self.may_act && !is_undone && may_undo(applied, self.visit) && !is_kept(applied, self.visit);
        Entry {
            words,
            note,
            at: self.moment(activity.occurred_at()),
            undo: may_be.then(|| activity.id.to_string()),
            is_undone,
        }
    }

    /// An activity in the reader's words, and what somebody wrote about it. Of one that undoes another, which that was.
    fn told(&self, applied: &Applied) -> (String, Option<String>) {
        let (config, reader) = (self.visit.config, Reader::Member(self.visit.person()));
        let told = story(&applied.activity.kind, config, reader);
        let ActivityKind::Undone { activity, by } = &applied.activity.kind else {
            let note = told.note.map(|note| recorded(self.visit.words(), note));
            return (told.words, note);
        };
        let other = self.newest.iter().find(|other| other.activity.id == *activity);
        let what = other.map(|other| story(&other.activity.kind, config, reader).words);
        let message = if *by == self.visit.person().id { "lead-undid-you" } else { "lead-undid" };
        let undid = |what: String| {
            self.visit.words().with(message, &[("what", what.into()), ("name", self.visit.name(by).into())])
        };
        let words = what.map_or(told.words, undid);
        let left = applied.decisions.undone.as_ref().and_then(|undoing| departed(&undoing.left, config, reader));
        (left.map_or_else(|| words.clone(), |left| format!("{words}. {left}")), None)
    }

    fn moment(&self, at: Timestamp) -> String {
        moment(self.visit.words(), at, self.visit.now, &self.visit.zone())
    }
}
