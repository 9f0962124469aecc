//! What people decide on a lead's page besides its stage and owner.

use crate::fold::decide::{Deciding, NeedsOwner};
use crate::funnel::criteria::Facts;
use crate::value::channel::Channel;

impl Deciding<'_> {
    /// The lead refuses a channel: what was planned by it goes.
    pub(crate) fn on_refusal(&mut self, channel: Channel) {
        match channel {
            Channel::Mail => self.end_sequences("They asked for no mail"),
            Channel::Calls => self.drop_calls(),
            Channel::Letters | Channel::Messages => {}
        }
    }

    /// Somebody starts a sequence: by the rules of every start, but for what starts it and how soon again.
    pub(crate) fn on_started(&mut self, name: &String, by: &str) {
        let Some(sequence) = self.config.sequences.get(name) else {
            return self.ignore(format!("There is no sequence {name}"));
        };
        let lead = self.lead;
        let facts = Facts::stored(lead, &self.config.scoring, self.now);
        let is_over = sequence.goal.iter().chain(&sequence.exits).find(|criterion| criterion.holds(&facts));
        let why_not = if self.paths().iter().any(|(path, _)| *path == name) {
            "They are in it already".to_owned()
        } else if lead.email().is_none() {
            "They left no address".to_owned()
        } else if let Some(end) = lead.suppression() {
            end.why.clone()
        } else if lead.standing_no().is_some() {
            "They get no marketing mail: only they can take that back".to_owned()
        } else if lead.consent.is_none() {
            "They have not agreed to marketing mail".to_owned()
        } else if lead.declines(&sequence.topic) {
            format!("They want no mail about: {}", self.config.sending.words_of(&sequence.topic))
        } else if !self.stage().is_marketings() {
            format!("It is in sales' hands ({}): recycle it first", self.stage())
        } else if let Some(criterion) = is_over {
            format!("It would be over at once: {}", criterion.label)
        } else if self.begin(name, sequence, &facts) {
            return;
        } else {
            format!("{name} has no step for them")
        };
        self.ignore(format!("{} can't start {name}: {why_not}", self.name_of(by)));
    }

    pub(crate) fn on_segment_set(&mut self, segment: &str) -> Result<(), NeedsOwner> {
        if !self.config.segments.contains_key(segment) {
            self.ignore(format!("segments.yaml has no segment {segment}"));
            return Ok(());
        }
        self.qualify()
    }

    pub(crate) fn on_not_bad(&mut self) {
        if self.was.bad.is_none() {
            self.ignore("It was not marked as bad".to_owned());
        }
    }
}
