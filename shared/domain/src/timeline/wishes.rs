//! What a lead wants, in the words of its forms: the strongest wish first.

use std::borrow::Cow;
use std::cmp::Reverse;

use jiff::Timestamp;

use crate::activity::Activity;
use crate::activity::kinds::ActivityKind;
use crate::config::Config;
use crate::form::{Field, Form, PROFILE_FIELDS, not_recognised};
use crate::value::text::visible;
use crate::words::Words;

/// A form that a lead sent, in a reader's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish<'a> {
    /// The activity.
    pub sent: &'a Activity,
    /// What the lead wants, to stand behind its name: "wants a demo".
    pub wants: Cow<'a, str>,
    /// The form's title; empty if there is no such form any more.
    pub form: &'a str,
    /// When it was sent.
    pub at: Timestamp,
    /// What the visitor wrote.
    pub message: Option<&'a str>,
    /// The form's other questions with their answers, as the visitor read them. Fields of the profile are left out, but not
    /// what could not be read: that is shown nowhere else if the lead's field has a value that could.
    pub answers: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// What was posted besides, of a form that keeps fields it does not ask for: by the names that the page gave them.
    pub unknown: Vec<(&'a str, &'a str)>,
    /// The form asks for a salesperson.
    pub is_for_sales: bool,
}

/// The wishes among the activities, the strongest first: a form that asks for a salesperson, then the form that
/// `scoring.yaml` gives more points for, then the newer one.
pub fn wishes<'a>(sent: impl IntoIterator<Item = &'a Activity>, config: &'a Config, words: Words<'_>) -> Vec<Wish<'a>> {
    let mut wishes: Vec<Wish<'a>> = sent.into_iter().filter_map(|activity| wish(activity, config, words)).collect();
    wishes.sort_by_key(|wish| (Reverse(wish.is_for_sales), Reverse(points(wish.sent, config)), Reverse(&wish.sent.id)));
    wishes
}

fn wish<'a>(sent: &'a Activity, config: &'a Config, words: Words<'_>) -> Option<Wish<'a>> {
    let ActivityKind::FormSubmitted(posted) = &sent.kind else { return None };
    let form = config.forms.get(&posted.form);
    let is_recognised = |field: &Field| !posted.unrecognised.contains(&field.name);
    let questions = form.into_iter().flat_map(Form::asked);
    let questions = questions.filter(|field| !is_recognised(field) || !PROFILE_FIELDS.contains(&field.name.as_str()));
    let answers = questions.filter_map(|field| {
        let value = posted.fields.get(&field.name)?;
        let answer = match field.shown(value, words) {
            Cow::Owned(words) => Cow::Owned(words),
            Cow::Borrowed(value) if is_recognised(field) => visible(value),
            Cow::Borrowed(value) => Cow::Owned(not_recognised(&visible(value), words)),
        };
        Some((field.label(words), answer))
    });
    Some(Wish {
        sent,
        wants: form.map_or_else(|| words.say("story-form-gone").into(), |form| form.wants.as_str().into()),
        form: form.map_or("", |form| &form.title),
        at: sent.occurred_at(),
        message: posted.message.as_deref(),
        answers: answers.collect(),
        unknown: posted.unknown.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect(),
        is_for_sales: form.is_some_and(|form| form.hand_off),
    })
}

/// The most points that a rule gives for the form.
fn points(sent: &Activity, config: &Config) -> i32 {
    let ActivityKind::FormSubmitted(posted) = &sent.kind else { return 0 };
    let rules = config.scoring.rules().engagement.iter();
    rules.filter(|rule| rule.form.as_ref() == Some(&posted.form)).map(|rule| rule.points).max().unwrap_or(0)
}
